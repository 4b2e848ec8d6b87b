"""Who belongs to the assembly: invitation, accreditation, delegates and their mandates, keys, witnesses.

A person's name is never here: a participant is a random id with a salted commitment to the entry of the
directory. An organisation's name is a public act.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta, Struct, field
from msgspec.structs import replace

from hamgara.assembly.act import (
    SECRETARIAT,
    Act,
    Case,
    Hash,
    Id,
    Instant,
    Language,
    Line,
    Refused,
    Role,
    Share,
    Text,
    Titles,
    act,
)
from hamgara.assembly.charter import Charter, Weights

if TYPE_CHECKING:
    from hamgara.assembly.state import State

__all__ = [
    "InvitationAccepted",
    "InvitationWithdrawn",
    "Key",
    "MemberAccredited",
    "MemberExcluded",
    "MemberInvited",
    "MemberMoved",
    "MemberReinstated",
    "MemberResigned",
    "MemberSuspended",
    "Membership",
    "Participant",
    "Place",
    "Status",
    "Voter",
    "Witness",
    "update_participants",
]

ParticipantKind = Literal["organisation", "independent", "delegate", "supporter", "observer"]
Status = Literal["invited", "accepted", "accredited", "suspended", "left"]


class Place(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a participant is: `country` is the two-letter code of ISO 3166-1."""

    city: Line
    region: Line
    country: Annotated[str, Meta(pattern=r"^[A-Z]{2}$")]


class Key(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A public key with which a participant signs its own acts (see `record.authorship`)."""

    alg: Literal["ed25519", "webauthn"]
    key: Annotated[str, Meta(max_length=1500)]
    cose: Annotated[str, Meta(max_length=1500)] = ""
    rp: Annotated[str, Meta(max_length=253)] = ""


class Participant(Struct, frozen=True):
    """A member, delegate, supporter or observer as the record knows it."""

    id: str
    kind: ParticipantKind
    status: Status
    commitment: str = ""
    name: dict[Language, str] = field(default_factory=dict)
    place: Place | None = None
    weight: Fraction = Fraction(1)
    organisation: str = ""
    share: Fraction = Fraction(0)
    suspended_until: str = ""
    keys: dict[str, Key] = field(default_factory=dict)
    nonces: frozenset[str] = frozenset()
    seq: int = 0


class Witness(Struct, frozen=True):
    """A key that countersigns heads of the record, and who registered it."""

    vkey: str
    by: str


class Voter(Struct, frozen=True):
    """One line of the roll: who votes, for which member, of which kind, with what weight."""

    voter: str
    member: str
    kind: Literal["organisation", "independent"]
    weight: Fraction


class Membership(Struct, frozen=True):
    """The part of the state that accreditation writes."""

    participants: dict[str, Participant] = field(default_factory=dict)
    delegates: dict[str, tuple[str, ...]] = field(default_factory=dict)
    witnesses: dict[str, Witness] = field(default_factory=dict)

    def roles(self, actor: str, committee: Iterable[str]) -> tuple[Role, ...]:
        """The roles in which an actor may act; none for somebody unknown or not accredited."""
        if actor == SECRETARIAT:
            return (SECRETARIAT,)
        participant = self.participants.get(actor)
        if participant is None or participant.status not in ("accredited", "suspended"):
            return ()
        own: tuple[Role, ...] = (participant.kind,)
        return (*own, "committee") if actor in committee else own

    def get(self, kind: str, member: str) -> Participant:
        """The participant of that id; refused where there is none."""
        found = self.participants.get(member)
        if found is None:
            raise Refused("unknown", f"act/{kind}", what="participant", id=member)
        return found

    def standing(self, kind: str, member: str) -> Participant:
        """The participant of that id, accredited and not suspended."""
        found = self.get(kind, member)
        if found.status != "accredited":
            raise Refused("not_accredited", f"act/{kind}", id=member, status=found.status)
        return found

    def roll(self, weights: Weights, *, weighted: bool = True) -> dict[str, Voter]:
        """Who may vote and with what weight, by voter.

        An organisation votes through its delegates where it has any, each with its share, else by
        itself. With `weighted` false every member weighs 1, shared in the same way.
        """
        voters: dict[str, Voter] = {}
        totals = {"organisation": Fraction(0), "independent": Fraction(0)}
        for participant in self.participants.values():
            if participant.status != "accredited" or participant.kind not in totals:
                continue
            weight = participant.weight if weighted else Fraction(1)
            if participant.kind == "independent":
                voters[participant.id] = Voter(participant.id, participant.id, "independent", weight)
            else:
                for voter, part in self.mandates(participant.id):
                    voters[voter] = Voter(voter, participant.id, "organisation", weight * part)
            totals[participant.kind] += weight
        return _capped(voters, totals, weights) if weighted else voters

    def mandates(self, organisation: str) -> list[tuple[str, Fraction]]:
        """Who holds which share of an organisation's mandate; the shares add up to 1."""
        active = [
            self.participants[d]
            for d in self.delegates.get(organisation, ())
            if self.participants[d].status == "accredited"
        ]
        if not active:
            return [(organisation, Fraction(1))]
        if sum(d.share for d in active) == 1:
            return [(d.id, d.share) for d in active if d.share > 0]
        return [(d.id, Fraction(1, len(active))) for d in active]


def _capped(voters: dict[str, Voter], totals: Mapping[str, Fraction], weights: Weights) -> dict[str, Voter]:
    for kind, text in weights.caps.items():
        cap, total = Fraction(text), totals[kind]
        others = sum(totals.values()) - total
        if cap == 1 or others == 0 or total <= cap * (total + others):
            continue
        factor = cap / (1 - cap) * others / total
        voters = {v.voter: replace(v, weight=v.weight * factor) if v.kind == kind else v for v in voters.values()}
    return voters


def update_participants(case: Case, *changed: Participant) -> State:
    """The state with those participants as they are now."""
    membership = case.state.membership
    participants = {**membership.participants, **{p.id: p for p in changed}}
    return case.state.having(membership=replace(membership, participants=participants))


def _charter(case: Case) -> Charter:
    return case.state.charter


@act("member.invited", stage="accreditation", by=("secretariat",))
class MemberInvited(Act, frozen=True):
    """An organisation or a person is invited, as a member, a supporter or an observer."""

    id: Id
    as_: Literal["organisation", "independent", "supporter", "observer"] = field(name="as")
    commitment: Hash | Literal[""] = ""
    name: Titles | None = None
    place: Place | None = None

    def in_order(self, case: Case) -> None:
        if self.id in case.state.membership.participants or self.id == SECRETARIAT:
            raise self.refuse("id_taken", id=self.id)
        if self.as_ == "organisation" and not self.name:
            raise self.refuse("name_needed")
        if self.as_ != "organisation" and self.name:
            raise self.refuse("name_of_person")
        if self.as_ != "organisation" and not self.commitment:
            raise self.refuse("commitment_needed")

    def apply(self, case: Case) -> State:
        return update_participants(
            case,
            Participant(
                self.id,
                self.as_,
                "invited",
                self.commitment,
                self.name or {},
                self.place,
                seq=case.seq,
            ),
        )


@act("invitation.accepted", stage="accreditation", by=())
class InvitationAccepted(Act, frozen=True):
    """The invited accepts, and may state its place."""

    place: Place | None = None

    def in_order(self, case: Case) -> None:
        if case.actor is None or case.actor.status != "invited":
            raise self.refuse("not_invited")

    def apply(self, case: Case) -> State:
        assert case.actor is not None
        place = self.place or case.actor.place
        return update_participants(case, replace(case.actor, status="accepted", place=place))


@act("invitation.withdrawn", stage="accreditation", by=("secretariat",))
class InvitationWithdrawn(Act, frozen=True):
    """An invitation is withdrawn before accreditation."""

    id: Id
    reason: Text

    def in_order(self, case: Case) -> None:
        found = case.state.membership.get(self.kind, self.id)
        if found.status not in ("invited", "accepted"):
            raise self.refuse("status", id=self.id, status=found.status, needed="invited")

    def apply(self, case: Case) -> State:
        return update_participants(case, replace(case.state.membership.participants[self.id], status="left"))


@act("member.accredited", stage="accreditation", by=("secretariat",))
class MemberAccredited(Act, frozen=True):
    """A participant is accredited with its place and, for an organisation, its weight."""

    id: Id
    place: Place | None = None
    weight: Share | None = None
    decision: Id | None = None

    def in_order(self, case: Case) -> None:
        found = case.state.membership.get(self.kind, self.id)
        if found.status not in ("invited", "accepted"):
            raise self.refuse("status", id=self.id, status=found.status, needed="accepted")
        if found.kind in ("organisation", "independent") and not (self.place or found.place):
            raise self.refuse("place_needed", id=self.id)
        if self.weight is not None:
            most = _charter(case).weights.organisation_max
            if found.kind != "organisation":
                raise Refused("weight_of_person", "charter/weights", id=self.id)
            if not 0 < Fraction(self.weight) <= Fraction(most):
                raise Refused("weight_over", "charter/weights", weight=self.weight, most=most)
        if self.kind in _charter(case).by_decision and case.state.counts.get("decision.closed"):
            case.state.decisions.require_adopted(self.kind, self.decision, "membership", self.id)

    def apply(self, case: Case) -> State:
        found = case.state.membership.participants[self.id]
        weights = _charter(case).weights
        standard = weights.organisation if found.kind == "organisation" else weights.independent
        return update_participants(
            case,
            replace(
                found,
                status="accredited",
                place=self.place or found.place,
                weight=Fraction(self.weight or standard),
            ),
        )


@act("member.suspended", stage="accreditation", by=("secretariat",))
class MemberSuspended(Act, frozen=True):
    """A member is suspended until a time, by a ruling on a matter of conduct."""

    id: Id
    until: Instant
    matter: Id

    def in_order(self, case: Case) -> None:
        case.state.membership.standing(self.kind, self.id)
        case.state.conduct.require_ruling(self.kind, self.matter, self.id, "suspension", self.until)

    def apply(self, case: Case) -> State:
        found = case.state.membership.participants[self.id]
        state = update_participants(case, replace(found, status="suspended", suspended_until=self.until))
        return state.having(conduct=state.conduct.executed(self.matter))


@act("member.reinstated", stage="accreditation", by=("secretariat",))
class MemberReinstated(Act, frozen=True):
    """A suspension ends: its time has run out, or the assembly decided so."""

    id: Id
    decision: Id | None = None

    def in_order(self, case: Case) -> None:
        found = case.state.membership.get(self.kind, self.id)
        if found.status != "suspended":
            raise self.refuse("status", id=self.id, status=found.status, needed="suspended")
        if case.at < found.suspended_until:
            case.state.decisions.require_adopted(self.kind, self.decision, "membership", self.id)

    def apply(self, case: Case) -> State:
        found = case.state.membership.participants[self.id]
        return update_participants(case, replace(found, status="accredited", suspended_until=""))


@act("member.excluded", stage="accreditation", by=("secretariat",))
class MemberExcluded(Act, frozen=True):
    """A member is excluded by a ruling on a matter of conduct."""

    id: Id
    matter: Id

    def in_order(self, case: Case) -> None:
        found = case.state.membership.get(self.kind, self.id)
        if found.status not in ("accredited", "suspended"):
            raise self.refuse("status", id=self.id, status=found.status, needed="accredited")
        case.state.conduct.require_ruling(self.kind, self.matter, self.id, "exclusion")

    def apply(self, case: Case) -> State:
        state = update_participants(case, *_leaving(case, self.id))
        return state.having(conduct=state.conduct.executed(self.matter))


@act(
    "member.resigned",
    stage="accreditation",
    by=("organisation", "independent", "supporter", "observer"),
    though_suspended=True,
)
class MemberResigned(Act, frozen=True):
    """A member leaves of its own will."""

    def apply(self, case: Case) -> State:
        return update_participants(case, *_leaving(case, case.by))


def _leaving(case: Case, member: str) -> list[Participant]:
    membership = case.state.membership
    ids = (member, *membership.delegates.get(member, ()))
    return [replace(membership.participants[i], status="left") for i in ids]


@act("member.moved", stage="accreditation", by=("secretariat", "organisation", "independent", "delegate"))
class MemberMoved(Act, frozen=True):
    """A participant has another place; members state their own."""

    id: Id
    place: Place

    def in_order(self, case: Case) -> None:
        case.state.membership.standing(self.kind, self.id)
        if case.by not in (SECRETARIAT, self.id):
            raise self.refuse("own_only", id=self.id)

    def apply(self, case: Case) -> State:
        return update_participants(case, replace(case.state.membership.participants[self.id], place=self.place))
