"""Soundings: which clauses of the draft each voter would sign, and the package that becomes the draft.

Answers are not acts, as reactions and secret ballots are not: they are gathered apart from the record until the
sounding closes. Then one act brings in the table of answers, without names unless the charter opens them to everyone,
and states its sums. `package.chosen` states who would sign a package; replay counts that again from the table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta, Struct, field
from msgspec.structs import replace

from hamgara.assembly.acceptances import ClauseCount, PackageCount, count_answers, count_package, read_answers
from hamgara.assembly.act import Act, Case, Hash, Id, Instant, Language, Refused, Titles, act, put
from hamgara.assembly.membership import Voter

if TYPE_CHECKING:
    from hamgara.assembly.clauses import Clauses
    from hamgara.assembly.state import State

__all__ = ["PackageChosen", "Sounding", "SoundingClosed", "SoundingOpened", "Soundings"]

#: Shorter than other ids: it is kept with a prefix beside the ids of decisions and elections.
SoundingId = Annotated[str, Meta(pattern=r"^[a-z0-9]([a-z0-9-]{0,28}[a-z0-9])?$")]


class Sounding(Struct, frozen=True):
    """A sounding: the clauses in the versions it asks about, who is asked, and once closed what came of it.

    `names` and `reservations` are those of the charter at the opening: what was promised to those who answer. `package`
    are the clauses that were chosen from it, `count` who would sign them.
    """

    id: str
    title: dict[Language, str]
    clauses: tuple[tuple[str, int], ...]
    closes: str
    roll: dict[str, Voter]
    names: Literal["nobody", "members", "everyone"]
    reservations: int
    status: Literal["open", "closed"] = "open"
    table: str = ""
    answered: int = 0
    counts: dict[str, ClauseCount] = field(default_factory=dict)
    package: tuple[str, ...] = ()
    count: PackageCount | None = None
    seq: int = 0


class Soundings(Struct, frozen=True):
    """The part of the state that soundings write; `chosen` is the one whose package was chosen last."""

    soundings: dict[str, Sounding] = field(default_factory=dict)
    chosen: str = ""

    def get(self, kind: str, sounding: str, status: str) -> Sounding:
        """The sounding of that id in that status; refused otherwise."""
        found = self.soundings.get(sounding)
        if found is None:
            raise Refused("unknown", f"act/{kind}", what="sounding", id=sounding)
        if found.status != status:
            raise Refused("status", f"act/{kind}", id=sounding, status=found.status, needed=status)
        return found


def _with(case: Case, sounding: Sounding, **changes: str) -> State:
    part = case.state.soundings
    return case.state.having(soundings=replace(part, soundings=put(part.soundings, sounding.id, sounding), **changes))


@act("sounding.opened", stage="drafting", by=("secretariat",))
class SoundingOpened(Act, frozen=True):
    """Those on the roll are asked, until a stated time, which of these clauses they would sign."""

    id: SoundingId
    title: Titles
    clauses: Annotated[tuple[tuple[Id, int], ...], Meta(min_length=1, max_length=300)]
    closes: Instant

    def in_order(self, case: Case) -> None:
        state = case.state
        if self.id in state.soundings.soundings:
            raise self.refuse("id_taken", id=self.id)
        if self.closes <= case.at:
            raise self.refuse("closes_past", closes=self.closes)
        ids = [clause for clause, _ in self.clauses]
        if len(set(ids)) != len(ids):
            raise self.refuse("names_once")
        for clause, number in self.clauses:
            found = state.clauses.clause(self.kind, clause)
            if not found.undecided and found.status != "adopted":
                raise self.refuse("status", id=clause, status=found.status, needed="draft")
            if found.current.number != number:
                raise self.refuse("outdated", id=clause, version=number, current=found.current.number)

    def apply(self, case: Case) -> State:
        rules = case.state.charter.soundings
        opened = Sounding(
            self.id,
            self.title,
            self.clauses,
            self.closes,
            case.state.roll(),
            rules.names,
            rules.reservations,
            seq=case.seq,
        )
        return _with(case, opened)


@act("sounding.closed", stage="drafting", by=("secretariat",))
class SoundingClosed(Act, frozen=True):
    """A sounding is closed; the act brings in the table of answers and states how many signed what."""

    id: SoundingId
    table: Hash
    answered: Annotated[int, Meta(ge=0)]
    counts: dict[Id, ClauseCount]

    def attachments(self, case: Case) -> tuple[str, ...]:
        return (self.table,)

    def in_order(self, case: Case) -> None:
        found = case.state.soundings.get(self.kind, self.id, "open")
        if case.at < found.closes:
            raise self.refuse("not_yet", closes=found.closes)
        table = read_answers(case.state.clauses, found, self.attached(case, self.table))
        if len(table.rows) != self.answered:
            raise self.refuse("outcome_differs", stated=self.answered, true=len(table.rows))
        true = count_answers(table)
        if self.counts != true:
            raise self.refuse("outcome_differs", stated=str(self.counts), true=str(true))

    def apply(self, case: Case) -> State:
        found = case.state.soundings.soundings[self.id]
        return _with(
            case, replace(found, status="closed", table=self.table, answered=self.answered, counts=self.counts)
        )


@act("package.chosen", stage="drafting", by=("secretariat", "committee"))
class PackageChosen(Act, frozen=True):
    """A package of the clauses that were sounded becomes the draft of the resolution; the others are set aside.

    The clauses are named in the order of the sounding, and `count` is who would sign them. What is set aside is not
    rejected: it can still be amended and put to the vote.
    """

    sounding: SoundingId
    clauses: Annotated[tuple[Id, ...], Meta(min_length=1, max_length=300)]
    count: PackageCount

    def in_order(self, case: Case) -> None:
        found = case.state.soundings.get(self.kind, self.sounding, "closed")
        if len(set(self.clauses)) != len(self.clauses):
            raise self.refuse("names_once")
        asked = dict(found.clauses)
        for clause in self.clauses:
            if clause not in asked:
                raise self.refuse("not_sounded", clause=clause)
        if self.clauses != tuple(clause for clause in asked if clause in self.clauses):
            raise self.refuse("order_differs")
        self._texts_in_order(case, asked)
        true = count_package(case.state.clauses, found, self.attached(case, found.table), self.clauses)
        if self.count != true:
            raise self.refuse("outcome_differs", stated=str(self.count), true=str(true))

    def _texts_in_order(self, case: Case, asked: dict[str, int]) -> None:
        state, chosen = case.state, set(self.clauses)
        bases: set[str] = set()
        for clause, number in asked.items():
            found = state.clauses.clause(self.kind, clause)
            if clause in chosen:
                if not found.undecided and found.status != "adopted":
                    raise self.refuse("status", id=clause, status=found.status, needed="draft")
                if found.current.number != number:
                    raise self.refuse("outdated", id=clause, version=number, current=found.current.number)
                if found.basis in bases:
                    raise self.refuse("wording_taken", clause=clause)
                bases.add(found.basis)
            elif found.status == "adopted":
                raise self.refuse("adopted_outside", clause=clause)
            if _moves(found.status, clause in chosen) and state.decisions.open_about(state.clauses, clause):
                raise self.refuse("decision_open", id=clause)

    def apply(self, case: Case) -> State:
        found = case.state.soundings.soundings[self.sounding]
        state = _with(case, replace(found, package=self.clauses, count=self.count), chosen=found.id)
        return state.having(clauses=_set_aside(case.state.clauses, found, set(self.clauses)))


def _moves(status: str, chosen: bool) -> bool:
    """Whether the choice takes a clause into the draft, or out of it."""
    return status == ("aside" if chosen else "draft")


def _set_aside(part: Clauses, sounding: Sounding, chosen: set[str]) -> Clauses:
    clauses = dict(part.clauses)
    for clause, _ in sounding.clauses:
        if _moves(clauses[clause].status, clause in chosen):
            clauses[clause] = replace(clauses[clause], status="draft" if clause in chosen else "aside")
    return replace(part, clauses=clauses)
