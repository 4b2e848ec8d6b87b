"""Acts on clauses: proposed, moved, given a new text by their authors, translated, withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from msgspec import Meta, field
from msgspec.structs import replace

from hamgara.assembly.act import MEMBERS, SECRETARIAT, Act, Case, Id, Language, Refused, Text, Texts, Titles, act, put
from hamgara.assembly.carrying import carry_translation
from hamgara.assembly.clauses import Clause, ClauseKind, Version
from hamgara.assembly.provenance import trace_text
from hamgara.assembly.versions import give_text
from hamgara.drafting import Origin, Span

if TYPE_CHECKING:
    from hamgara.assembly.state import State

__all__ = ["ClauseMoved", "ClauseProposed", "ClauseRevised", "ClauseTranslated", "ClauseWithdrawn", "check_languages"]


def check_languages(case: Case, text: dict[Language, str]) -> None:
    """Raise `Refused` unless a text is in the authoritative language, and in no language unknown to the charter."""
    charter = case.state.charter
    if charter.authoritative not in text:
        raise Refused("language_needed", "charter/authoritative", language=charter.authoritative)
    for language in text:
        if language not in charter.languages:
            raise Refused("language_unknown", "charter/languages", language=language)


@act("clause.proposed", stage="drafting", by=(SECRETARIAT, *MEMBERS))
class ClauseProposed(Act, frozen=True):
    """A clause is proposed for the resolution; `basis` marks competing wordings, `drafters` may revise it too."""

    id: Id
    as_: ClauseKind = field(name="as")
    title: Titles
    text: Texts
    basis: Id | None = None
    after: Id | None = None
    drafters: Annotated[tuple[Id, ...], Meta(max_length=20)] = ()

    def in_order(self, case: Case) -> None:
        part = case.state.clauses
        if part.taken(self.id):
            raise self.refuse("id_taken", id=self.id)
        for drafter in self.drafters:
            case.state.membership.get(self.kind, drafter)
        if self.after is not None:
            part.clause(self.kind, self.after)
        check_languages(case, self.text)

    def apply(self, case: Case) -> State:
        part = case.state.clauses
        origin = Origin((f"#{case.seq}",), (case.by,))
        spans: dict[Language, tuple[Span, ...]] = {
            language: (Span(len(text), origin),) for language, text in self.text.items()
        }
        version = Version(1, self.text, (), case.seq, case.by, spans=spans)
        basis = self.basis or self.id
        drafters = tuple(d for d in dict.fromkeys(self.drafters) if d != case.by)
        clause = Clause(self.id, self.as_, self.title, case.by, basis, (version,), seq=case.seq, drafters=drafters)
        order = _placed(part.order, self.id, self.after, last=True)
        return case.state.having(clauses=replace(part.with_clause(clause), order=order))


def _placed(order: tuple[str, ...], clause: str, after: str | None, *, last: bool = False) -> tuple[str, ...]:
    rest = [c for c in order if c != clause]
    first = len(rest) if last else 0
    at = first if after is None else rest.index(after) + 1
    return (*rest[:at], clause, *rest[at:])


@act("clause.moved", stage="drafting", by=("secretariat",))
class ClauseMoved(Act, frozen=True):
    """A clause takes another place in the draft: after the stated one, or first."""

    id: Id
    after: Id | None = None

    def in_order(self, case: Case) -> None:
        part = case.state.clauses
        part.clause(self.kind, self.id)
        if self.after is not None:
            part.clause(self.kind, self.after)
        if self.after == self.id:
            raise self.refuse("names_once")
        if part.list_with(self.id) is not None:
            raise self.refuse("on_list", id=self.id)

    def apply(self, case: Case) -> State:
        part = case.state.clauses
        return case.state.having(clauses=replace(part, order=_placed(part.order, self.id, self.after)))


@act("clause.revised", stage="drafting", by=(SECRETARIAT, *MEMBERS))
class ClauseRevised(Act, frozen=True):
    """The author of a draft clause, or who drafts with it, gives it a new text, against a stated version."""

    id: Id
    version: int
    text: Texts

    def in_order(self, case: Case) -> None:
        clause = case.state.clauses.clause(self.kind, self.id, draft=True)
        if case.by not in (clause.by, *clause.drafters):
            raise self.refuse("own_only", id=clause.by)
        if clause.current.number != self.version:
            raise self.refuse("outdated", id=self.id, version=self.version, current=clause.current.number)
        if case.state.decisions.open_about(case.state.clauses, self.id):
            raise self.refuse("decision_open", id=self.id)
        check_languages(case, self.text)

    def apply(self, case: Case) -> State:
        clause = case.state.clauses.clauses[self.id]
        return case.state.having(clauses=give_text(case.state, clause, self.text, case.seq, case.by))


@act("clause.translated", stage="drafting", by=(SECRETARIAT, *MEMBERS))
class ClauseTranslated(Act, frozen=True):
    """A clause's present version is given in a language other than the authoritative one."""

    id: Id
    version: int
    language: Language
    text: Text

    def in_order(self, case: Case) -> None:
        clause = case.state.clauses.clause(self.kind, self.id)
        if clause.status not in ("draft", "aside", "adopted"):
            raise self.refuse("status", id=self.id, status=clause.status, needed="draft")
        if clause.current.number != self.version:
            raise self.refuse("outdated", id=self.id, version=self.version, current=clause.current.number)
        charter = case.state.charter
        if self.language == charter.authoritative:
            raise Refused("authoritative_by_amendment", "charter/authoritative", language=self.language)
        if self.language not in charter.languages:
            raise Refused("language_unknown", "charter/languages", language=self.language)

    def apply(self, case: Case) -> State:
        part = case.state.clauses
        clause = part.clauses[self.id]
        now, origin = clause.current, Origin((f"#{case.seq}",), (case.by,))
        before = now.text.get(self.language, ""), now.spans.get(self.language, ())
        version = replace(
            now,
            text=put(now.text, self.language, self.text),
            stale=tuple(x for x in now.stale if x != self.language),
            spans=put(now.spans, self.language, trace_text(*before, self.text, origin)),
        )
        after = part.with_clause(replace(clause, versions=(*clause.versions[:-1], version)))
        return case.state.having(clauses=carry_translation(after, self.id, self.language, before[0], self.text, origin))


@act("clause.withdrawn", stage="drafting", by=(SECRETARIAT, *MEMBERS))
class ClauseWithdrawn(Act, frozen=True):
    """The author of a draft clause withdraws it."""

    id: Id

    def in_order(self, case: Case) -> None:
        clause = case.state.clauses.clause(self.kind, self.id, draft=True)
        if clause.by != case.by:
            raise self.refuse("own_only", id=clause.by)
        if case.state.decisions.open_about(case.state.clauses, self.id):
            raise self.refuse("decision_open", id=self.id)

    def apply(self, case: Case) -> State:
        part = case.state.clauses
        return case.state.having(clauses=part.with_clause(replace(part.clauses[self.id], status="withdrawn")))
