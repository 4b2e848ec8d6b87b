"""Who keeps the sealed election: five trustees from five organisations, a registrar, and the voters' own devices.

**Nothing here is secret.** Keys, codes and all randomness follow from a public seed, and are short, so that the
demonstration can be told again byte by byte and quickly. An election of people draws them from the system.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha512

from hamgara import ballots as sealed
from hamgara.assembly.act import Id
from hamgara.assembly.elections import Election
from hamgara.assembly.sealing import (
    Sealing,
    add_up,
    find_group,
    open_election,
    weigh_roll,
)
from hamgara.assembly.state import State

__all__ = ["LOST", "NEEDED", "REGISTRAR", "TRUSTEES", "Keepers", "Throws"]

#: From the organisations Sepidar, Afra, Arghavan, Narvan and Toranj; three of the five are needed.
TRUSTEES = ("mahtab-rastinpur", "yunes-ahantab", "kiarash-nikayin", "shideh-mehrazin", "orhan-golmahalleh")
NEEDED = 3
#: The trustee who comes to the count without the key.
LOST = "shideh-mehrazin"
REGISTRAR = "kurosh-tarazudar"
_SHORT = 1 << 256


class Throws:
    """Numbers that follow from a name, one after the other, where others draw at random."""

    def __init__(self, name: str) -> None:
        self._name, self._thrown = name, 0

    def __call__(self, below: int) -> int:
        """The next number, from 0 up to and without `below`, and under 2^256."""
        self._thrown += 1
        digest = sha512(f"hamgara demonstration: {self._name}/{self._thrown}".encode()).digest()
        return int.from_bytes(digest, "big") % min(below, _SHORT)


class Keepers:
    """What trustees, registrar and voters hold of one election; `trustees` are ids in the order of the call.

    `attached` gives the attachments of the record by their hash.
    """

    def __init__(self, trustees: Sequence[Id], attached: Callable[[str], bytes]) -> None:
        self._attached = attached
        self._places = {who: number for number, who in enumerate(trustees, 1)}
        self._seeds: dict[str, str] = {}
        self._keys: dict[str, int] = {}
        self._codes: dict[str, str] = {}

    def contribute(self, found: Election, trustee: Id) -> bytes:
        """What a trustee sends in the step of the key that is due."""
        sealing, place = _sealing(found), self._places[trustee]
        group, step = find_group(found.method), sealing.step
        below = Throws(f"{found.id}/{step}/{place}")
        certificates, polynomials, _ = self._sent(sealing)
        if step == "certificate":
            context = sealed.Context(group=group.name, size=len(self._places), threshold=sealing.threshold, index=place)
            self._seeds[trustee], certificate = sealed.ceremony.make_certificate(group, context, below=below)
            return certificate
        seed = self._seeds[trustee]
        if step == "polynomial":
            return sealed.ceremony.deal(group, certificates, seed, below=below)
        dealt = sealed.ceremony.route(group, certificates, polynomials)[place - 1]
        return sealed.ceremony.accept(group, certificates, seed, dealt, below=below)

    def _sent(self, sealing: Sealing) -> list[list[bytes]]:
        return [[self._attached(name) for name in sealing.sent(step)] for step in sealing.steps]

    def list_credentials(self, found: Election, state: State) -> bytes:
        """The registrar makes a code for everybody on the roll; gives the public list."""
        _, weights = weigh_roll(state.roll(weighted=state.charter.elections.weighted))
        voters = [sealed.Voter(voter, weight) for voter, weight in weights.items()]
        below = Throws(f"{found.id}/codes")
        made = sealed.register(find_group(found.method), _sealing(found).uuid, voters, below=below)
        self._codes = dict(made.codes)
        return made.public

    def seal(self, found: Election, voter: Id, ranking: Sequence[Id], time: int = 1) -> bytes:
        """A voter's device seals a ranking, for the first time or a further one."""
        ranks = {candidate: rank for rank, candidate in enumerate(ranking, 1)}
        choice = [ranks.get(candidate, 0) for candidate in found.candidates]
        below = Throws(f"{found.id}/ballot/{voter}/{time}")
        return sealed.seal(self._open(found), self._codes[voter], [choice], below=below)

    def shuffle(self, found: Election, trustee: Id) -> bytes:
        """A trustee shuffles what the one before has left."""
        _, tally = add_up(found, self._attached)
        return sealed.shuffle_tally(self._open(found), tally, below=Throws(f"{found.id}/shuffle/{trustee}"))

    def decrypt(self, found: Election, trustee: Id) -> bytes:
        """A trustee's part of the decryption."""
        group = find_group(found.method)
        _, shares = sealed.ceremony.conclude(group, *self._sent(_sealing(found)))
        key = sealed.ceremony.open_key(group, self._seeds[trustee], shares[self._places[trustee] - 1])
        _, tally = add_up(found, self._attached)
        return sealed.decrypt_tally(self._open(found), tally, key, below=Throws(f"{found.id}/decryption/{trustee}"))

    def _open(self, found: Election) -> sealed.Election:
        return open_election(self._attached(_sealing(found).election))


def _sealing(found: Election) -> Sealing:
    assert found.sealing is not None
    return found.sealing
