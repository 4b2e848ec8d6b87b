"""The acts of a sealed election: trustees make a key, a registrar lists credentials, the box takes ballots in,
trustees shuffle and decrypt.

Nothing that they carry is secret: what passes between trustees is encrypted to them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from hamgara import ballots as sealed
from hamgara.assembly.act import VOTERS, Act, Case, Hash, Id, Line, act, put
from hamgara.assembly.elections import Election, with_election
from hamgara.assembly.meetings import find_sitting
from hamgara.assembly.sealing import (
    KeyStep,
    Sealing,
    add_up,
    find_group,
    once,
    open_credentials,
    open_election,
    refusing,
    write_trustees,
)

if TYPE_CHECKING:
    from hamgara.assembly.state import State

__all__ = [
    "BallotReceived",
    "CredentialsListed",
    "KeyContributed",
    "TallyDecrypted",
    "TallyShuffled",
]


class _Sealed(Act, frozen=True):
    """An act of a sealed election that brings one attachment."""

    election: Id

    def _find(self, case: Case, *status: str) -> tuple[Election, Sealing]:
        found = case.state.elections.get(self.kind, self.election, *status)
        if found.sealing is None:
            raise self.refuse("sealed_only", id=found.id)
        return found, found.sealing

    def _trustee(self, case: Case, sealing: Sealing) -> int:
        """The number of the actor among the trustees, from 1."""
        if case.by not in sealing.trustees:
            raise self.refuse("not_trustee", id=case.by)
        return sealing.trustees.index(case.by) + 1

    def _sealing(self, case: Case) -> Sealing:
        sealing = case.state.elections.elections[self.election].sealing
        assert sealing is not None
        return sealing

    def _having(self, case: Case, **parts: object) -> State:
        found = case.state.elections.elections[self.election]
        return with_election(case.state, replace(found, sealing=replace(self._sealing(case), **parts)))


def _contributed(state: State, *, except_for: str) -> Iterator[Collection[str]]:
    """What trustees have handed in for the keys of the other elections, step by step."""
    for election in state.elections.elections.values():
        if election.sealing is not None and election.id != except_for:
            for given in election.sealing.messages.values():
                yield given.values()


@act("key.contributed", stage="committee", by=VOTERS)
class KeyContributed(_Sealed, frozen=True):
    """A trustee contributes to the key of a sealed election: a key, or one step of the threshold's three."""

    step: KeyStep
    message: Hash

    def attachments(self, case: Case) -> tuple[str, ...]:
        return (self.message,)

    def in_order(self, case: Case) -> None:
        found, sealing = self._find(case, "called")
        place = self._trustee(case, sealing)
        if self.step != sealing.step:
            raise self.refuse("step_not_due", step=self.step)
        if case.by in sealing.messages.get(self.step, {}):
            raise self.refuse("sent_already", step=self.step)
        with refusing(self.kind):
            if any(self.message in given for given in _contributed(case.state, except_for=found.id)):
                raise sealed.Rejected("context", "message", "it was handed in for another election")
            self._check(case, found, sealing, place)

    def _check(self, case: Case, found: Election, sealing: Sealing, place: int) -> None:
        group = find_group(found.method)
        message = self.attached(case, self.message)
        sent = {s: [self.attached(case, name) for name in sealing.sent(s)] for s in sealing.steps}
        if self.step == "key":
            keys = [sealed.read_key_file(raw) for raw in (*sent["key"], message)]
            sealed.read_trustees(group, sealed.write_trustees(keys))
        elif self.step == "certificate":
            size, uuid = len(sealing.trustees), sealing.uuid
            context = sealed.Context(
                group=group.name, size=size, threshold=sealing.threshold, index=place, election=uuid
            )
            sealed.ceremony.check_certificate(group, message, context, sent["certificate"])
        elif self.step == "polynomial":
            sealed.ceremony.check_dealt(group, sent["certificate"], place, message)
        else:
            sealed.ceremony.check_accepted(group, sent["certificate"], sent["polynomial"], place, message)

    def apply(self, case: Case) -> State:
        given = self._sealing(case).messages
        messages = put(given, self.step, put(given.get(self.step, {}), case.by, self.message))
        return self._having(case, messages=messages)


@act("credentials.listed", stage="committee", by=VOTERS)
class CredentialsListed(_Sealed, frozen=True):
    """The registrar lists the public credentials of the codes that the voters were handed; the list can be renewed."""

    credentials: Hash

    def attachments(self, case: Case) -> tuple[str, ...]:
        return (self.credentials,)

    def in_order(self, case: Case) -> None:
        found, sealing = self._find(case, "called")
        if case.by != sealing.registrar:
            raise self.refuse("not_registrar", id=case.by)
        with refusing(self.kind):
            sealed.read_credentials(find_group(found.method), self.attached(case, self.credentials))

    def apply(self, case: Case) -> State:
        return self._having(case, credentials=self.credentials)


@act("ballot.received", stage="committee", by=("secretariat",))
class BallotReceived(_Sealed, frozen=True):
    """The box takes in a sealed ballot, and its tracker stands on the board; neither tells who voted, nor how."""

    ballot: Hash
    tracker: Line
    credential: str

    def attachments(self, case: Case) -> tuple[str, ...]:
        return (self.ballot,)

    def in_order(self, case: Case) -> None:
        found, sealing = self._find(case, "open")
        if case.at >= found.closes:
            raise self.refuse("closed_at", closes=found.closes)
        raw = self.attached(case, self.ballot)
        stated = self.attached(case, sealing.election)
        with refusing(self.kind):
            if self.tracker in sealing.ballots:
                raise sealed.Rejected("seen", "ballot")
            election = open_election(stated)
            checked = sealed.read_ballot(election, raw)
            once(lambda: sealed.check_ballot(election, raw), b"ballot", stated, raw)
            listed = open_credentials(stated, self.attached(case, sealing.credentials))
            if checked.credential not in listed.weights:
                raise sealed.Rejected("credential", "ballot")
        sitting = find_sitting(case.state, found.id)
        if sitting is not None:
            # Whose a code is the record does not know; that no more vote than were there, it does.
            seen = sum(who in found.roll for who in sitting.seen)
            if len(sealing.counted().keys() | {checked.credential}) > seen:
                raise self.refuse("more_than_seen", seen=seen)
        self.agree(self.tracker, checked.tracker)
        self.agree(self.credential, checked.credential)

    def apply(self, case: Case) -> State:
        taken = put(self._sealing(case).ballots, self.tracker, (self.credential, self.ballot))
        return self._having(case, ballots=taken)


@act("tally.shuffled", stage="committee", by=VOTERS)
class TallyShuffled(_Sealed, frozen=True):
    """A trustee shuffles the sealed answers, so that nobody can tell which ballot they were on, and proves it."""

    shuffle: Hash

    def attachments(self, case: Case) -> tuple[str, ...]:
        return (self.shuffle,)

    def in_order(self, case: Case) -> None:
        found, sealing = self._find(case, "closed")
        self._trustee(case, sealing)
        stated = self.attached(case, sealing.election)
        election = open_election(stated)
        if not election.shuffles or sealing.decryptions:
            raise self.refuse("step_not_due", step="shuffle")
        if case.by in sealing.shuffles:
            raise self.refuse("sent_already", step="shuffle")
        _, tally = add_up(found, self.attached_of(case))
        raw = self.attached(case, self.shuffle)
        with refusing(self.kind):
            before = tally.shuffled(election)
            once(lambda: sealed.check_shuffle(election, before, raw), b"shuffle", stated, tally.write(election), raw)

    def apply(self, case: Case) -> State:
        return self._having(case, shuffles=put(self._sealing(case).shuffles, case.by, self.shuffle))


@act("tally.decrypted", stage="committee", by=VOTERS)
class TallyDecrypted(_Sealed, frozen=True):
    """A trustee gives its part of the decryption of the sum, with a proof; the ballots themselves stay sealed."""

    decryption: Hash

    def attachments(self, case: Case) -> tuple[str, ...]:
        return (self.decryption,)

    def in_order(self, case: Case) -> None:
        found, sealing = self._find(case, "closed")
        number = self._trustee(case, sealing)
        stated = self.attached(case, sealing.election)
        election = open_election(stated)
        needed = sealing.threshold if election.shuffles else 0
        if len(sealing.shuffles) < needed:
            raise self.refuse("shuffles_first", made=len(sealing.shuffles), needed=needed)
        if case.by in sealing.decryptions:
            raise self.refuse("sent_already", step="decryption")
        attached = self.attached_of(case)
        _, tally = add_up(found, attached)
        trustees = write_trustees(found, attached)
        raw = self.attached(case, self.decryption)
        with refusing(self.kind):
            key = trustees.find(number, "decryption").key
            parts = (b"decryption", stated, tally.write(election), election.group.encode(key).encode(), raw)
            once(lambda: sealed.check_decryption(election, tally, key, raw), *parts)

    def apply(self, case: Case) -> State:
        return self._having(case, decryptions=put(self._sealing(case).decryptions, case.by, self.decryption))
