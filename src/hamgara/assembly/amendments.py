"""Amendments: what is proposed for a clause, against a stated version of it, by a new text or by operations on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta
from msgspec.structs import replace

from hamgara.assembly.act import MEMBERS, SECRETARIAT, Act, Case, Id, Language, Refused, Texts, act
from hamgara.assembly.carrying import amend_amendment, drop_below
from hamgara.assembly.clauses import Added, Amendment, Clause, Clauses
from hamgara.assembly.drafts import asked_of, base_of, draft_of, refusal_of, texts_under
from hamgara.assembly.operations import (
    AddClause,
    AskedFor,
    JoinClause,
    MoveClause,
    Operations,
    ReplaceWords,
    SplitClause,
    StrikeClause,
)
from hamgara.assembly.versions import take_in
from hamgara.assembly.wordings import check_languages
from hamgara.drafting import (
    Change,
    Draft,
    DraftingError,
    Join,
    Move,
    NewClause,
    Operation,
    Reason,
    Reword,
    Strike,
    absorb,
    adopt,
    check_amendment,
    find_collisions,
    replace_words,
    reword,
    split,
)

if TYPE_CHECKING:
    from hamgara.assembly.state import State

__all__ = [
    "AmendmentAccepted",
    "AmendmentProposed",
    "AmendmentRebased",
    "AmendmentWithdrawn",
    "check_fits",
    "compose",
    "settle",
    "settle_vote",
]


def compose(
    case: Case,
    rule: str,
    amendment: Amendment,
    text: dict[Language, str] | None,
    operations: Sequence[AskedFor] | None,
) -> Amendment:
    """The amendment with what it asks for; refused where the version that it stands on does not allow it."""
    if (text is None) == (operations is None):
        raise Refused("text_or_operations", rule)
    part, language = case.state.clauses, case.state.charter.authoritative
    try:
        draft = base_of(part, draft_of(part, language), amendment.to)
        if amendment.clause not in draft.by_id:
            raise Refused("clause_gone", rule, id=amendment.clause)
        if text is not None:
            return _reworded(case, rule, amendment, draft, text)
        composer = _Composer(case, rule, part.clauses[amendment.clause], draft, set(amendment.added))
        for operation in operations or ():
            composer.take(operation)
        made = replace(amendment, operations=composer.made(), added=composer.added)
        return _checked(case, made, draft)
    except DraftingError as error:
        raise refusal_of(error, rule) from error


def _reworded(case: Case, rule: str, amendment: Amendment, draft: Draft, text: dict[Language, str]) -> Amendment:
    check_languages(case, text)
    language = case.state.charter.authoritative
    under = texts_under(case.state.clauses, amendment)
    if all(under.get(k) == v for k, v in text.items()):
        raise Refused("no_change", rule, id=amendment.clause)
    clause = draft.clause(amendment.clause)
    operations: tuple[Operation, ...] = () if clause.text == text[language] else (reword(clause, text[language]),)
    if not operations and amendment.to:
        raise Refused("no_change", rule, id=amendment.clause)
    return _checked(case, replace(amendment, operations=operations, text=text, added={}), draft)


def _checked(case: Case, amendment: Amendment, draft: Draft) -> Amendment:
    """The amendment with its authoritative text, once the engine has written it."""
    if not amendment.operations:
        return amendment
    part, language = case.state.clauses, case.state.charter.authoritative
    made = adopt(draft, [asked_of(amendment)]).draft.by_id.get(amendment.clause)
    if amendment.to:
        parent = part.amendments[amendment.to]
        absorb(base_of(part, draft_of(part, language), parent.to), asked_of(parent), [asked_of(amendment)])
    text = dict(amendment.text)
    if made is not None and made.text != draft.clause(amendment.clause).text and language not in text:
        text[language] = made.text
    return replace(amendment, text=text)


class _Composer:
    """Operations of acts as those of the engine."""

    def __init__(self, case: Case, rule: str, clause: Clause, draft: Draft, own: set[str]) -> None:
        self.case, self.rule, self.clause, self.draft, self.own = case, rule, clause, draft, own
        self.changes: list[Change] = []
        self.rest: list[Operation] = []
        self.added: dict[str, Added] = {}

    def take(self, asked: AskedFor) -> None:
        drafted = self.draft.clause(self.clause.id)
        match asked:
            case ReplaceWords():
                self.changes += replace_words(drafted, asked.start, asked.end, asked.text).changes
            case SplitClause():
                self._free(asked.id)
                self.added[asked.id] = Added(self.clause.kind, asked.title, asked.id)
                self.rest.append(split(drafted, asked.at, asked.id))
            case JoinClause():
                second = self.case.state.clauses.clause("amendment.proposed", asked.second, draft=True)
                if second.kind != self.clause.kind:
                    raise Refused("not_neighbours", self.rule, id=asked.second)
                self.rest.append(Join(drafted.id, drafted.version, asked.second, asked.second_version))
            case StrikeClause():
                self.rest.append(Strike(drafted.id, drafted.version))
            case MoveClause():
                after = asked.after or self._first()
                if after and self.case.state.clauses.clause("amendment.proposed", after).kind != self.clause.kind:
                    raise Refused("not_neighbours", self.rule, id=after)
                self.rest.append(Move(drafted.id, after))
            case AddClause():
                self._free(asked.id)
                check_languages(self.case, asked.text)
                text = asked.text[self.case.state.charter.authoritative]
                self.added[asked.id] = Added(asked.as_ or self.clause.kind, asked.title, asked.id, asked.text)
                self.rest.append(NewClause(asked.id, text, drafted.id))

    def _first(self) -> str:
        """The clause before the first of this kind; none where this is the first kind."""
        part = self.case.state.clauses
        before = ""
        for clause in self.draft.order:
            if clause in part.clauses and part.clauses[clause].kind == self.clause.kind:
                break
            before = clause
        return before

    def _free(self, clause: str) -> None:
        taken = self.case.state.clauses.taken(clause)
        if (taken and clause not in self.own) or clause in self.added:
            raise Refused("id_taken", self.rule, id=clause)

    def made(self) -> tuple[Operation, ...]:
        drafted = self.draft.clause(self.clause.id)
        ordered = tuple(sorted(self.changes, key=lambda c: (c.start, c.end)))
        whole = [Reword(drafted.id, drafted.version, ordered)] if ordered else []
        return (*whole, *self.rest)


@act("amendment.proposed", stage="drafting", by=MEMBERS)
class AmendmentProposed(Act, frozen=True):
    """A new text, or operations on the text, are proposed for a clause or for an amendment to it (`to`)."""

    id: Id
    clause: Id
    version: int
    text: Texts | None = None
    reason: Texts | None = None
    operations: Operations | None = None
    to: Id | None = None
    on: int | None = None

    def in_order(self, case: Case) -> None:
        part = case.state.clauses
        if self.id in part.amendments:
            raise self.refuse("id_taken", id=self.id)
        clause = part.clause(self.kind, self.clause, draft=True)
        if clause.current.number != self.version:
            raise self.refuse("outdated", id=self.clause, version=self.version, current=clause.current.number)
        if self.to is not None:
            _check_parent(case, self.kind, self.to, self.clause, self.on)
        self._composed(case)

    def _composed(self, case: Case) -> Amendment:
        bare = Amendment(
            self.id, self.clause, self.version, {}, self.reason or {}, case.by, seq=case.seq,
            to=self.to or "", on=self.on or 0, at=case.at,
        )  # fmt: skip
        return compose(case, f"act/{self.kind}", bare, self.text, self.operations)

    def apply(self, case: Case) -> State:
        return case.state.having(clauses=case.state.clauses.with_amendment(self._composed(case)))


def _check_parent(case: Case, kind: str, to: str, clause: str, on: int | None) -> None:
    part = case.state.clauses
    parent = part.amendment(kind, to)
    if parent.clause != clause or not parent.operations:
        raise Refused("amendment_foreign", f"act/{kind}", id=to)
    if part.outdated(parent):
        current = part.clauses[clause].current.number
        raise Refused("outdated", f"act/{kind}", id=to, version=parent.version, current=current)
    if parent.revision != on:
        raise Refused("outdated", f"act/{kind}", id=to, version=on or 0, current=parent.revision)
    if case.state.decisions.open_on("amendment", to) or part.listing(to) is not None:
        raise Refused("decision_open", f"act/{kind}", id=to)


@act("amendment.rebased", stage="drafting", by=MEMBERS)
class AmendmentRebased(Act, frozen=True):
    """Its author sets an amendment anew against the present version of its clause and of what it amends."""

    id: Id
    version: int
    text: Texts | None = None
    operations: Operations | None = None
    on: int | None = None

    def in_order(self, case: Case) -> None:
        part = case.state.clauses
        found = part.amendment(self.kind, self.id)
        if found.by != case.by:
            raise self.refuse("own_only", id=found.by)
        clause = part.clause(self.kind, found.clause, draft=True)
        if clause.current.number != self.version:
            raise self.refuse("outdated", id=found.clause, version=self.version, current=clause.current.number)
        if case.state.decisions.open_on("amendment", self.id) or part.listing(self.id) is not None:
            raise self.refuse("decision_open", id=self.id)
        if found.to:
            _check_parent(case, self.kind, found.to, found.clause, self.on)
        self._composed(case)

    def _composed(self, case: Case) -> Amendment:
        found = case.state.clauses.amendments[self.id]
        anew = replace(
            found, version=self.version, text={}, on=self.on or 0, revision=found.revision + 1, written=0,
            reasons=(), contained=False, anew=case.seq, spans={},
        )  # fmt: skip
        return compose(case, f"act/{self.kind}", anew, self.text, self.operations)

    def apply(self, case: Case) -> State:
        return case.state.having(clauses=case.state.clauses.with_amendment(self._composed(case)))


@act("amendment.withdrawn", stage="drafting", by=MEMBERS)
class AmendmentWithdrawn(Act, frozen=True):
    """Its author withdraws an amendment; what amends it falls."""

    id: Id

    def in_order(self, case: Case) -> None:
        part = case.state.clauses
        found = part.amendment(self.kind, self.id)
        if found.by != case.by:
            raise self.refuse("own_only", id=found.by)
        for other in (found, *part.below(self.id)):
            if case.state.decisions.open_on("amendment", other.id) or part.listing(other.id) is not None:
                raise self.refuse("decision_open", id=other.id)

    def apply(self, case: Case) -> State:
        part = case.state.clauses
        part = part.with_amendment(replace(part.amendments[self.id], status="withdrawn"))
        return case.state.having(clauses=drop_below(part, self.id, ""))


@act("amendment.accepted", stage="drafting", by=(SECRETARIAT, *MEMBERS))
class AmendmentAccepted(Act, frozen=True):
    """The author of what it amends takes an amendment in without a vote, with `others` that do not collide with it."""

    id: Id
    others: Annotated[tuple[Id, ...], Meta(max_length=300)] = ()

    def in_order(self, case: Case) -> None:
        part = case.state.clauses
        ids = (self.id, *self.others)
        if len(set(ids)) != len(ids):
            raise self.refuse("names_once")
        found = [part.amendment(self.kind, a) for a in ids]
        for amendment in found:
            clause = part.clause(self.kind, amendment.clause, draft=True)
            author = part.amendments[amendment.to].by if amendment.to else clause.by
            if author != case.by:
                raise self.refuse("own_only", id=author)
            if part.outdated(amendment):
                raise self.refuse("outdated", id=amendment.id, version=amendment.version, current=clause.current.number)
            if amendment.clause != found[0].clause or (amendment.to and self.others):
                raise self.refuse("amendment_foreign", id=amendment.id)
            for touched in sorted(amendment.touched):
                if case.state.decisions.open_about(part, touched):
                    raise self.refuse("decision_open", id=touched)
                if part.clause(self.kind, touched, draft=True).by != case.by and not amendment.to:
                    raise self.refuse("own_only", id=part.clauses[touched].by)
        for collision in find_collisions([asked_of(a) for a in found])[0]:
            if collision.excludes:
                raise self.refuse("collide", id=collision.first, other=collision.second)
        try:
            self._taken(case)
        except DraftingError as error:
            raise refusal_of(error, f"act/{self.kind}") from error

    def _taken(self, case: Case) -> State:
        return settle(case, (self.id, *self.others), "accepted", "")

    def apply(self, case: Case) -> State:
        return self._taken(case)


def check_fits(case: Case, rule: str, amendment: Amendment) -> None:
    """Raise `Refused` where the draft does not allow what an amendment asks for, though its clause has not changed."""
    part = case.state.clauses
    try:
        base = base_of(part, draft_of(part, case.state.charter.authoritative), amendment.to)
        if amendment.operations:
            check_amendment(base, asked_of(amendment))
    except DraftingError as error:
        raise refusal_of(error, rule) from error


def settle_vote(case: Case, id: str, decision: str, *, adopted: bool) -> Clauses:
    """The part after a vote on one amendment. Where it was adopted and the draft has moved on meanwhile, so that it
    cannot be written, it waits with the reason for its author to set it anew.
    """
    part = case.state.clauses
    found = part.amendments[id]
    if not adopted:
        return drop_below(part.with_amendment(replace(found, status="rejected", decision=decision)), id, decision)
    try:
        return settle(case, (id,), "adopted", decision).clauses
    except DraftingError:
        moved = Reason("order-changed", found.clause)
        return part.with_amendment(replace(found, reasons=found.reasons or (moved,)))


def settle(case: Case, ids: Sequence[str], status: str, decision: str) -> State:
    """The state after amendments were adopted or accepted: written into the draft, or into what they amend."""
    state, part = case.state, case.state.clauses
    chosen = [part.amendments[a] for a in ids]
    if chosen[0].to:
        part = amend_amendment(part, chosen[0], state.charter.authoritative, decision)
    else:
        part = take_in(state, chosen, dict.fromkeys(ids, decision), case.seq)
    for amendment in chosen:
        settled = replace(part.amendments[amendment.id], status=status, decision=decision)
        part = drop_below(part.with_amendment(settled), amendment.id, decision)
    return state.having(clauses=part)
