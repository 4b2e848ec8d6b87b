"""The end of an election: the box is closed, the ballots are counted, and those elected take their seats."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta
from msgspec.structs import replace

from hamgara import elections as engine
from hamgara.assembly.act import Act, Case, Hash, Id, Refused, act, put
from hamgara.assembly.ballots import count_election, read_box
from hamgara.assembly.elections import Seat, with_election
from hamgara.assembly.sealing import add_up, check_declared
from hamgara.assembly.turnout import check_turnout, open_turnout

if TYPE_CHECKING:
    from hamgara.assembly.state import State

__all__ = ["BallotsClosed", "ResultDeclared"]


@act("ballots.closed", stage="committee", by=("secretariat",))
class BallotsClosed(Act, frozen=True):
    """Voting is over; for a secret election the act commits to the box of ballots, and names who voted."""

    election: Id
    cast: Annotated[int, Meta(ge=0)]
    box: Hash | None = None
    voters: Hash | None = None

    def attachments(self, case: Case) -> tuple[str, ...]:
        return tuple(name for name in (self.box, self.voters) if name)

    def in_order(self, case: Case) -> None:
        found = case.state.elections.get(self.kind, self.election, "open")
        if case.at < found.closes and (found.secret or len(found.ballots) < len(found.roll)):
            raise self.refuse("not_yet", closes=found.closes)
        boxed = found.secret and found.sealing is None
        if boxed != (self.box is not None):
            raise Refused("box_needed" if boxed else "box_foreign", "charter/elections", id=found.id)
        given: Counter[str] | int
        if found.sealing is not None:
            true = given = len(found.sealing.counted())
        elif self.box is None:
            true = given = len(found.ballots)
        else:
            given = Counter()
            for weight, _, number in read_box(self, case, found, self.box).ballots:
                given[weight] += number
            true = given.total()
        if self.cast != true:
            raise self.refuse("outcome_differs", stated=self.cast, true=true)
        check_turnout(self, case, found, self.voters, given)

    def apply(self, case: Case) -> State:
        found = case.state.elections.elections[self.election]
        weight = 0 if found.sealing is None else add_up(found, self.attached_of(case))[0].weight
        voted = open_turnout(self.attached(case, self.voters)) if self.voters else ()
        closed = replace(found, status="closed", cast=self.cast, weight_cast=weight, box=self.box or "", voted=voted)
        return with_election(case.state, replace(closed, closed_seq=case.seq))


@act("result.declared", stage="committee", by=("secretariat",))
class ResultDeclared(Act, frozen=True):
    """The result is declared: who is elected, in order; their terms begin, unless it was a rehearsal."""

    election: Id
    elected: tuple[Id, ...]
    opened: Hash | None = None
    archive: Hash | None = None

    def attachments(self, case: Case) -> tuple[str, ...]:
        return (self.opened, self.archive) if self.opened and self.archive else ()

    def in_order(self, case: Case) -> None:
        found = case.state.elections.get(self.kind, self.election, "closed")
        if (found.sealing is None) != (self.opened is None) or (found.sealing is None) != (self.archive is None):
            raise Refused("not_sealed" if found.sealing is None else "opened_needed", "charter/elections")
        box = self.attached(case, found.box) if found.box else None
        if self.opened is not None and self.archive is not None:
            box = check_declared(self, case, found, self.opened, self.archive)
        try:
            true = count_election(found, box, case.record.root(found.closed_seq + 1)).elected
        except engine.CountError as error:
            raise self.refuse("count_impossible", why=str(error)) from error
        if self.elected != tuple(true):
            raise self.refuse("outcome_differs", stated=", ".join(self.elected), true=", ".join(true))

    def apply(self, case: Case) -> State:
        part = case.state.elections
        found = part.elections[self.election]
        if found.sealing is not None and self.opened is not None and self.archive is not None:
            found = replace(found, box=self.opened, sealing=replace(found.sealing, archive=self.archive))
        if found.rehearsal:
            done = replace(found, status="declared", elected=self.elected, declared_seq=case.seq, term_ends=case.at)
            return with_election(case.state, done)
        until = _after_months(case.at, found.term_months)
        former = tuple(
            replace(s, until=case.at) if s.body == found.body and s.until > case.at else s for s in part.seats
        )
        seats = tuple(Seat(found.body, c, found.id, case.at, until) for c in self.elected)
        declared = replace(found, status="declared", elected=self.elected, declared_seq=case.seq, term_ends=until)
        return case.state.having(
            elections=replace(part, elections=put(part.elections, found.id, declared), seats=(*former, *seats))
        )


def _after_months(at: str, months: int) -> str:
    year, month, rest = int(at[:4]), int(at[5:7]), at[10:]
    year, month = year + (month - 1 + months) // 12, (month - 1 + months) % 12 + 1
    day = min(int(at[8:10]), monthrange(year, month)[1])
    return f"{year:04d}-{month:02d}-{day:02d}{rest}"
