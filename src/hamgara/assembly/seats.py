"""Seats between elections: one becomes vacant, and vacant ones are filled from the ballots of the election."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from msgspec import Meta
from msgspec.structs import replace

from hamgara import elections as engine
from hamgara.assembly.act import Act, Case, Id, Refused, Text, act, put
from hamgara.assembly.ballots import fill_seats
from hamgara.assembly.elections import Election, Filling, Seat

if TYPE_CHECKING:
    from hamgara.assembly.state import State

__all__ = ["SeatFilled", "SeatVacated", "find_successors"]


@act("seat.vacated", stage="committee", by=("secretariat", "committee"))
class SeatVacated(Act, frozen=True):
    """A seat becomes vacant before the end of its term: its holder steps down, or the assembly decided so."""

    body: Id
    holder: Id
    reason: Text
    decision: Id | None = None

    def in_order(self, case: Case) -> None:
        if self.holder not in case.state.elections.committee(case.at, self.body):
            raise self.refuse("not_in_office", id=self.holder)
        gone = case.state.membership.participants[self.holder].status == "left"
        if case.by != self.holder and not gone:
            case.state.decisions.require_adopted(self.kind, self.decision, "membership", self.holder)

    def apply(self, case: Case) -> State:
        part = case.state.elections
        seats = tuple(
            replace(s, until=case.at) if s.body == self.body and s.holder == self.holder and s.until > case.at else s
            for s in part.seats
        )
        return case.state.having(elections=replace(part, seats=seats))


@act("seat.filled", stage="committee", by=("secretariat",))
class SeatFilled(Act, frozen=True):
    """Vacant seats are filled until the end of the term by counting the ballots of the election again (countback)."""

    election: Id
    filled: Annotated[tuple[Id, ...], Meta(min_length=1)]

    def in_order(self, case: Case) -> None:
        found = case.state.elections.get(self.kind, self.election, "declared")
        box = self.attached(case, found.box) if found.box else None
        true, _ = find_successors(case.state, found, box, case.record.root(found.closed_seq + 1), case.at)
        if self.filled != true:
            raise self.refuse("outcome_differs", stated=", ".join(self.filled), true=", ".join(true))

    def apply(self, case: Case) -> State:
        part = case.state.elections
        found = part.elections[self.election]
        seats = tuple(Seat(found.body, who, found.id, case.at, found.term_ends) for who in self.filled)
        sitting, unwilling = _sort_out(case.state, found, case.at)
        filling = Filling(case.at, case.seq, sitting, unwilling, self.filled)
        fillings = (*found.fillings, filling)
        filled = replace(found, filled=(*found.filled, *self.filled), fillings=fillings)
        return case.state.having(
            elections=replace(part, elections=put(part.elections, found.id, filled), seats=(*part.seats, *seats))
        )


def find_successors(
    state: State, election: Election, box: bytes | None, seed: str, at: str
) -> tuple[tuple[str, ...], engine.Count]:
    """Who fills the vacant seats of a declared election at that time, in order, and the count that shows it.

    Whoever had a seat and left it, has left the assembly, or said that they are not available is passed over.
    Raises `Refused` where no seat is vacant, the term is over, or nobody can fill them.
    """
    rule = "act/seat.filled"
    sitting, unwilling = _sort_out(state, election, at)
    newer = any(
        e.body == election.body and e.declared_seq > election.declared_seq and e.elects
        for e in state.elections.elections.values()
    )
    if newer or at >= election.term_ends:
        raise Refused("term_over", rule, id=election.id)
    if len(sitting) == election.seats:
        raise Refused("no_vacancy", rule, id=election.id)
    try:
        return fill_seats(election, box, seed, sitting=sitting, unwilling=unwilling)
    except engine.CountError as error:
        raise Refused("count_impossible", rule, why=str(error)) from error
    except engine.RulesImpossible as error:
        raise Refused("rules_impossible", rule, rules="; ".join(map(str, error.rules))) from error


def _sort_out(state: State, election: Election, at: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who holds a seat of that election at that time, and which other candidates are not available."""
    members = state.membership.participants
    left = {who for who in election.candidates if members[who].status == "left"}
    had_seat = {*election.elected, *election.filled}
    unwilling = [c for c in election.candidates if c in left.union(election.unavailable) and c not in had_seat]
    return state.elections.sitting(election.id, at), tuple(unwilling)
