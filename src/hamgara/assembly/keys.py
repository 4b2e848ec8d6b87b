"""Keys with which participants sign their own acts, and witnesses who countersign heads of the record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from msgspec import Meta
from msgspec.structs import replace

from hamgara.assembly.act import MEMBERS, SECRETARIAT, Act, Case, Line, act, drop, put
from hamgara.assembly.membership import Key, Witness, update_participants
from hamgara.record import NoteError, WitnessVerifier

if TYPE_CHECKING:
    from hamgara.assembly.state import State

__all__ = ["KeyRegistered", "KeyRevoked", "WitnessRegistered", "WitnessRetired"]


@act("key.registered", stage="accreditation", by=(*MEMBERS, "supporter"))
class KeyRegistered(Act, frozen=True):
    """A participant registers a public key with which it will sign its own acts."""

    key: Key

    def in_order(self, case: Case) -> None:
        assert case.actor is not None
        if self.key.key in case.actor.keys:
            raise self.refuse("key_known")
        if len(case.actor.keys) >= 8:
            raise self.refuse("too_many", what="keys", most=8)
        if self.key.alg == "webauthn" and not (self.key.cose and self.key.rp):
            raise self.refuse("key_incomplete")

    def apply(self, case: Case) -> State:
        assert case.actor is not None
        return update_participants(case, replace(case.actor, keys=put(case.actor.keys, self.key.key, self.key)))


@act("key.revoked", stage="accreditation", by=(*MEMBERS, "supporter"), though_suspended=True)
class KeyRevoked(Act, frozen=True):
    """A participant revokes one of its keys; what it signed before stays signed."""

    key: Annotated[str, Meta(max_length=1500)]

    def in_order(self, case: Case) -> None:
        if case.actor is None or self.key not in case.actor.keys:
            raise self.refuse("unknown", what="key", id=self.key[:12])

    def apply(self, case: Case) -> State:
        assert case.actor is not None
        return update_participants(case, replace(case.actor, keys=drop(case.actor.keys, self.key)))


@act("witness.registered", stage="accreditation", by=("secretariat", "organisation"))
class WitnessRegistered(Act, frozen=True):
    """A member organisation will countersign the heads of the record, with this key."""

    name: Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9./-]{0,99}$")]
    vkey: Annotated[str, Meta(max_length=300)]

    def in_order(self, case: Case) -> None:
        if self.name in case.state.membership.witnesses:
            raise self.refuse("id_taken", id=self.name)
        try:
            known = WitnessVerifier.parse(self.vkey)
        except NoteError as error:
            raise self.refuse("witness_key", name=self.name, why=error.code) from error
        if known.name != self.name or self.name.startswith("hamgara/"):
            raise self.refuse("witness_key", name=self.name, why="name")

    def apply(self, case: Case) -> State:
        membership = case.state.membership
        part = replace(membership, witnesses=put(membership.witnesses, self.name, Witness(self.vkey, case.by)))
        return case.state.having(membership=part)


@act("witness.retired", stage="accreditation", by=("secretariat", "organisation"))
class WitnessRetired(Act, frozen=True):
    """A witness no longer countersigns."""

    name: Line

    def in_order(self, case: Case) -> None:
        found = case.state.membership.witnesses.get(self.name)
        if found is None:
            raise self.refuse("unknown", what="witness", id=self.name)
        if case.by not in (SECRETARIAT, found.by):
            raise self.refuse("own_only", id=found.by)

    def apply(self, case: Case) -> State:
        membership = case.state.membership
        part = replace(membership, witnesses=drop(membership.witnesses, self.name))
        return case.state.having(membership=part)
