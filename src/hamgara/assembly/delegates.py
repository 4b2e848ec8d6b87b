"""Delegates: who acts for an organisation, and how its mandate is shared among them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec.structs import replace

from hamgara.assembly.act import SECRETARIAT, Act, Case, Hash, Id, Share, act, put
from hamgara.assembly.membership import Participant, Place, update_participants

if TYPE_CHECKING:
    from hamgara.assembly.state import State

__all__ = ["DelegateAppointed", "DelegateWithdrawn", "MandateSplit"]


@act("delegate.appointed", stage="accreditation", by=("secretariat", "organisation"))
class DelegateAppointed(Act, frozen=True):
    """An organisation names a person to act for it."""

    id: Id
    organisation: Id
    commitment: Hash
    place: Place | None = None

    def in_order(self, case: Case) -> None:
        if self.id in case.state.membership.participants or self.id == SECRETARIAT:
            raise self.refuse("id_taken", id=self.id)
        if case.state.membership.standing(self.kind, self.organisation).kind != "organisation":
            raise self.refuse("not_organisation", id=self.organisation)
        if case.by not in (SECRETARIAT, self.organisation):
            raise self.refuse("own_only", id=self.organisation)

    def apply(self, case: Case) -> State:
        membership = case.state.membership
        delegate = Participant(
            self.id,
            "delegate",
            "accredited",
            self.commitment,
            place=self.place or membership.participants[self.organisation].place,
            organisation=self.organisation,
            seq=case.seq,
        )
        listed = (*membership.delegates.get(self.organisation, ()), self.id)
        state = update_participants(case, delegate)
        part = replace(state.membership, delegates=put(membership.delegates, self.organisation, listed))
        return state.having(membership=part)


@act("delegate.withdrawn", stage="accreditation", by=("secretariat", "organisation", "delegate"))
class DelegateWithdrawn(Act, frozen=True):
    """A delegate no longer acts for its organisation."""

    id: Id

    def in_order(self, case: Case) -> None:
        found = case.state.membership.get(self.kind, self.id)
        if found.kind != "delegate" or found.status == "left":
            raise self.refuse("not_delegate", id=self.id)
        if case.by not in (SECRETARIAT, self.id, found.organisation):
            raise self.refuse("own_only", id=found.organisation)

    def apply(self, case: Case) -> State:
        return update_participants(case, replace(case.state.membership.participants[self.id], status="left"))


@act("mandate.split", stage="accreditation", by=("organisation",))
class MandateSplit(Act, frozen=True):
    """An organisation divides its mandate among its delegates; the shares add up to 1."""

    shares: dict[Id, Share]

    def in_order(self, case: Case) -> None:
        membership = case.state.membership
        active = {d for d in membership.delegates.get(case.by, ()) if membership.participants[d].status != "left"}
        if set(self.shares) != active:
            raise self.refuse("shares_of_delegates", needed=", ".join(sorted(active)))
        if sum(map(Fraction, self.shares.values())) != 1:
            raise self.refuse("shares_sum", total=str(sum(map(Fraction, self.shares.values()))))

    def apply(self, case: Case) -> State:
        found = case.state.membership.participants
        return update_participants(case, *(replace(found[d], share=Fraction(s)) for d, s in self.shares.items()))
