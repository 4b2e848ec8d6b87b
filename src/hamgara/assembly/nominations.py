"""Nominations: who is proposed, and who agrees to stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec.structs import replace

from hamgara.assembly.act import VOTERS, Act, Case, Id, act, put
from hamgara.assembly.elections import Nomination, with_election

if TYPE_CHECKING:
    from hamgara.assembly.state import State

__all__ = ["NominationAccepted", "NominationMade", "NominationWithdrawn"]


@act("nomination.made", stage="committee", by=VOTERS)
class NominationMade(Act, frozen=True):
    """Somebody is nominated, with the place that the person is accredited for."""

    election: Id
    candidate: Id

    def in_order(self, case: Case) -> None:
        found = case.state.elections.get(self.kind, self.election, "called")
        candidate = case.state.membership.standing(self.kind, self.candidate)
        if candidate.kind not in ("independent", "delegate"):
            raise self.refuse("candidate_person", id=self.candidate)
        if candidate.place is None:
            raise self.refuse("place_needed", id=self.candidate)
        if self.candidate in found.nominations:
            raise self.refuse("nominated_already", id=self.candidate)

    def apply(self, case: Case) -> State:
        found = case.state.elections.elections[self.election]
        place = case.state.membership.participants[self.candidate].place
        assert place is not None
        status: Literal["made", "accepted"] = "accepted" if case.by == self.candidate else "made"
        nomination = Nomination(self.candidate, case.by, place, status, case.seq)
        return with_election(case.state, replace(found, nominations=put(found.nominations, self.candidate, nomination)))


class _OwnNomination(Act, frozen=True):
    election: Id

    def _own(self, case: Case, *status: str) -> Nomination:
        found = case.state.elections.get(self.kind, self.election, "called")
        nomination = found.nominations.get(case.by)
        if nomination is None:
            raise self.refuse("not_nominated", id=case.by)
        if nomination.status not in status:
            raise self.refuse("status", id=case.by, status=nomination.status, needed=status[0])
        return nomination

    def _set(self, case: Case, status: Literal["accepted", "withdrawn"]) -> State:
        found = case.state.elections.elections[self.election]
        nomination = replace(found.nominations[case.by], status=status)
        return with_election(case.state, replace(found, nominations=put(found.nominations, case.by, nomination)))


@act("nomination.accepted", stage="committee", by=("independent", "delegate"))
class NominationAccepted(_OwnNomination, frozen=True):
    """Who was nominated agrees to stand."""

    def in_order(self, case: Case) -> None:
        self._own(case, "made")

    def apply(self, case: Case) -> State:
        return self._set(case, "accepted")


@act("nomination.withdrawn", stage="committee", by=("independent", "delegate"))
class NominationWithdrawn(_OwnNomination, frozen=True):
    """Who was nominated does not stand, or no longer; once the result is declared, not for a vacant seat either."""

    def in_order(self, case: Case) -> None:
        found = case.state.elections.get(self.kind, self.election, "called", "declared")
        if found.status == "called":
            self._own(case, "made", "accepted")
        elif case.by not in found.candidates:
            raise self.refuse("not_nominated", id=case.by)
        elif case.by in (*found.elected, *found.filled, *found.unavailable):
            raise self.refuse("status", id=case.by, status="elected", needed="accepted")

    def apply(self, case: Case) -> State:
        found = case.state.elections.elections[self.election]
        if found.status == "declared":
            return with_election(case.state, replace(found, unavailable=(*found.unavailable, case.by)))
        return self._set(case, "withdrawn")
