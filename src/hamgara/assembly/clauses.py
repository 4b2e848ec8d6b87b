"""Clauses of the resolution, their versions and translations, and amendments to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct, field
from msgspec.structs import replace

from hamgara.assembly.act import (
    MEMBERS,
    SECRETARIAT,
    Act,
    Case,
    Id,
    Language,
    Refused,
    Text,
    Texts,
    Titles,
    act,
    put,
)

if TYPE_CHECKING:
    from hamgara.assembly.state import State

__all__ = [
    "CLAUSE_KINDS",
    "Amendment",
    "AmendmentAccepted",
    "AmendmentProposed",
    "AmendmentRebased",
    "AmendmentWithdrawn",
    "Clause",
    "ClauseKind",
    "ClauseMoved",
    "ClauseProposed",
    "ClauseRevised",
    "ClauseTranslated",
    "ClauseWithdrawn",
    "Clauses",
    "Version",
]

ClauseKind = Literal["preamble", "basis", "demand", "slogan"]
#: The kinds in the order in which a resolution sets them out.
CLAUSE_KINDS: tuple[ClauseKind, ...] = ("preamble", "basis", "demand", "slogan")


class Version(Struct, frozen=True):
    """One version of a clause; `stale` are the languages whose text is of an earlier version."""

    number: int
    text: dict[Language, str]
    stale: tuple[Language, ...]
    seq: int
    by: str
    amendment: str = ""


class Clause(Struct, frozen=True):
    """A clause and all its versions; `basis` groups competing wordings of one subject."""

    id: str
    kind: ClauseKind
    title: dict[Language, str]
    by: str
    basis: str
    versions: tuple[Version, ...]
    status: Literal["draft", "aside", "adopted", "rejected", "withdrawn"] = "draft"
    decision: str = ""
    seq: int = 0

    @property
    def undecided(self) -> bool:
        """Whether it may still be changed and voted on: in the draft, or set aside by the choice of a package."""
        return self.status in ("draft", "aside")

    @property
    def current(self) -> Version:
        """The version in force."""
        return self.versions[-1]


class Amendment(Struct, frozen=True):
    """A new text for a clause, against a stated version of it."""

    id: str
    clause: str
    version: int
    text: dict[Language, str]
    reason: dict[Language, str]
    by: str
    status: Literal["proposed", "adopted", "accepted", "rejected", "withdrawn"] = "proposed"
    decision: str = ""
    seq: int = 0


class Clauses(Struct, frozen=True):
    """The part of the state that drafting writes; `order` is the order of the clauses in the draft."""

    clauses: dict[str, Clause] = field(default_factory=dict)
    amendments: dict[str, Amendment] = field(default_factory=dict)
    order: tuple[str, ...] = ()

    def clause(self, kind: str, clause: str, *, draft: bool = False) -> Clause:
        """The clause of that id; refused where there is none, or, for `draft`, where it is no longer undecided."""
        found = self.clauses.get(clause)
        if found is None:
            raise Refused("unknown", f"act/{kind}", what="clause", id=clause)
        if draft and not found.undecided:
            raise Refused("status", f"act/{kind}", id=clause, status=found.status, needed="draft")
        return found

    def amendment(self, kind: str, amendment: str) -> Amendment:
        """The amendment of that id, still proposed; refused otherwise."""
        found = self.amendments.get(amendment)
        if found is None:
            raise Refused("unknown", f"act/{kind}", what="amendment", id=amendment)
        if found.status != "proposed":
            raise Refused("status", f"act/{kind}", id=amendment, status=found.status, needed="proposed")
        return found

    def outdated(self, amendment: Amendment) -> bool:
        """Whether the clause has moved on since the amendment was written."""
        return self.clauses[amendment.clause].current.number != amendment.version

    def amendments_of(self, clause: str) -> list[Amendment]:
        """The amendments to a clause, in the order of the record."""
        return [a for a in self.amendments.values() if a.clause == clause]

    def listed(self) -> list[Clause]:
        """The clauses that are drafts or adopted, in the order of the draft."""
        found = (self.clauses[c] for c in self.order)
        return [c for c in found if c.status in ("draft", "adopted")]

    def pending(self) -> list[Clause]:
        """Those, and the clauses that were set aside, in the same order."""
        return [c for c in map(self.clauses.__getitem__, self.order) if c.undecided or c.status == "adopted"]

    def with_clause(self, clause: Clause) -> Clauses:
        """This part with that clause in it."""
        return replace(self, clauses=put(self.clauses, clause.id, clause))

    def with_amendment(self, amendment: Amendment) -> Clauses:
        """This part with that amendment in it."""
        return replace(self, amendments=put(self.amendments, amendment.id, amendment))

    def amended(self, amendment: Amendment, status: Literal["adopted", "accepted"], seq: int) -> Clauses:
        """This part after the amendment has become the clause's new version."""
        clause = self.clauses[amendment.clause]
        text = {**clause.current.text, **amendment.text}
        stale = tuple(language for language in text if language not in amendment.text)
        version = Version(clause.current.number + 1, text, stale, seq, amendment.by, amendment.id)
        part = self.with_clause(replace(clause, versions=(*clause.versions, version)))
        return part.with_amendment(replace(amendment, status=status))


def _authoritative(case: Case, text: dict[Language, str]) -> None:
    charter = case.state.charter
    if charter.authoritative not in text:
        raise Refused("language_needed", "charter/authoritative", language=charter.authoritative)
    for language in text:
        if language not in charter.languages:
            raise Refused("language_unknown", "charter/languages", language=language)


@act("clause.proposed", stage="drafting", by=(SECRETARIAT, *MEMBERS))
class ClauseProposed(Act, frozen=True):
    """A clause is proposed for the resolution; `basis` marks competing wordings of one subject."""

    id: Id
    as_: ClauseKind = field(name="as")
    title: Titles
    text: Texts
    basis: Id | None = None
    after: Id | None = None

    def in_order(self, case: Case) -> None:
        part = case.state.clauses
        if self.id in part.clauses:
            raise self.refuse("id_taken", id=self.id)
        if self.after is not None:
            part.clause(self.kind, self.after)
        _authoritative(case, self.text)

    def apply(self, case: Case) -> State:
        part = case.state.clauses
        version = Version(1, self.text, (), case.seq, case.by)
        clause = Clause(self.id, self.as_, self.title, case.by, self.basis or self.id, (version,), seq=case.seq)
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

    def apply(self, case: Case) -> State:
        part = case.state.clauses
        return case.state.having(clauses=replace(part, order=_placed(part.order, self.id, self.after)))


@act("clause.revised", stage="drafting", by=(SECRETARIAT, *MEMBERS))
class ClauseRevised(Act, frozen=True):
    """The author of a draft clause gives it a new text, against a stated version."""

    id: Id
    version: int
    text: Texts

    def in_order(self, case: Case) -> None:
        clause = case.state.clauses.clause(self.kind, self.id, draft=True)
        if clause.by != case.by:
            raise self.refuse("own_only", id=clause.by)
        if clause.current.number != self.version:
            raise self.refuse("outdated", id=self.id, version=self.version, current=clause.current.number)
        if case.state.decisions.open_about(case.state.clauses, self.id):
            raise self.refuse("decision_open", id=self.id)
        _authoritative(case, self.text)

    def apply(self, case: Case) -> State:
        part = case.state.clauses
        clause = part.clauses[self.id]
        text = {**clause.current.text, **self.text}
        stale = tuple(language for language in text if language not in self.text)
        version = Version(self.version + 1, text, stale, case.seq, case.by)
        return case.state.having(clauses=part.with_clause(replace(clause, versions=(*clause.versions, version))))


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
        version = replace(
            clause.current,
            text=put(clause.current.text, self.language, self.text),
            stale=tuple(x for x in clause.current.stale if x != self.language),
        )
        return case.state.having(clauses=part.with_clause(replace(clause, versions=(*clause.versions[:-1], version))))


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


@act("amendment.proposed", stage="drafting", by=MEMBERS)
class AmendmentProposed(Act, frozen=True):
    """A new text is proposed for a clause, against a stated version of it."""

    id: Id
    clause: Id
    version: int
    text: Texts
    reason: Texts | None = None

    def in_order(self, case: Case) -> None:
        part = case.state.clauses
        if self.id in part.amendments:
            raise self.refuse("id_taken", id=self.id)
        clause = part.clause(self.kind, self.clause, draft=True)
        if clause.current.number != self.version:
            raise self.refuse("outdated", id=self.clause, version=self.version, current=clause.current.number)
        _authoritative(case, self.text)
        if all(clause.current.text.get(k) == v for k, v in self.text.items()):
            raise self.refuse("no_change", id=self.clause)

    def apply(self, case: Case) -> State:
        amendment = Amendment(self.id, self.clause, self.version, self.text, self.reason or {}, case.by, seq=case.seq)
        return case.state.having(clauses=case.state.clauses.with_amendment(amendment))


@act("amendment.rebased", stage="drafting", by=MEMBERS)
class AmendmentRebased(Act, frozen=True):
    """Its author sets an amendment anew against the clause's present version."""

    id: Id
    version: int
    text: Texts

    def in_order(self, case: Case) -> None:
        part = case.state.clauses
        found = part.amendment(self.kind, self.id)
        if found.by != case.by:
            raise self.refuse("own_only", id=found.by)
        clause = part.clause(self.kind, found.clause, draft=True)
        if clause.current.number != self.version:
            raise self.refuse("outdated", id=found.clause, version=self.version, current=clause.current.number)
        if case.state.decisions.open_on("amendment", self.id):
            raise self.refuse("decision_open", id=self.id)
        _authoritative(case, self.text)

    def apply(self, case: Case) -> State:
        part = case.state.clauses
        found = replace(part.amendments[self.id], version=self.version, text=self.text)
        return case.state.having(clauses=part.with_amendment(found))


@act("amendment.withdrawn", stage="drafting", by=MEMBERS)
class AmendmentWithdrawn(Act, frozen=True):
    """Its author withdraws an amendment."""

    id: Id

    def in_order(self, case: Case) -> None:
        found = case.state.clauses.amendment(self.kind, self.id)
        if found.by != case.by:
            raise self.refuse("own_only", id=found.by)
        if case.state.decisions.open_on("amendment", self.id):
            raise self.refuse("decision_open", id=self.id)

    def apply(self, case: Case) -> State:
        part = case.state.clauses
        return case.state.having(clauses=part.with_amendment(replace(part.amendments[self.id], status="withdrawn")))


@act("amendment.accepted", stage="drafting", by=(SECRETARIAT, *MEMBERS))
class AmendmentAccepted(Act, frozen=True):
    """The author of a draft clause takes an amendment into it without a vote."""

    id: Id

    def in_order(self, case: Case) -> None:
        part = case.state.clauses
        found = part.amendment(self.kind, self.id)
        clause = part.clause(self.kind, found.clause, draft=True)
        if clause.by != case.by:
            raise self.refuse("own_only", id=clause.by)
        if part.outdated(found):
            raise self.refuse("outdated", id=self.id, version=found.version, current=clause.current.number)
        if case.state.decisions.open_about(part, clause.id):
            raise self.refuse("decision_open", id=clause.id)

    def apply(self, case: Case) -> State:
        part = case.state.clauses
        return case.state.having(clauses=part.amended(part.amendments[self.id], "accepted", case.seq))
