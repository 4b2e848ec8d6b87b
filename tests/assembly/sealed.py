"""Sealed elections for tests: every part is played here, with repeatable randomness."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.assembly.house import House
from tests.assembly.story import accreditation

from hamgara import ballots as sealed
from hamgara.assembly import Charter
from hamgara.assembly.act import SECRETARIAT as S
from hamgara.assembly.ballots import count_election
from hamgara.assembly.charter import ElectionRules
from hamgara.assembly.elections import Election
from hamgara.assembly.sealing import (
    Sealing,
    add_up,
    check_setup,
    compute_opened,
    find_group,
    open_election,
    weigh_roll,
    write_archive,
    write_trustees,
)

Step = tuple[str, str, dict[str, Any] | Callable[[House], dict[str, Any]]]
CHARTER = Charter(elections=ElectionRules(secrecy="sealed", methods=("block", "scottish-stv", "score", "pav")))


@dataclass
class Keepers:
    """The secrets of an election's trustees, registrar and voters. `lost` are trustees without their key."""

    election: str
    votes: dict[str, list[int]]
    lost: tuple[str, ...] = ()
    seeds: dict[str, str] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    below: Callable[[int], int] = field(default_factory=lambda: random.Random(8).randrange)

    def found(self, house: House) -> tuple[Election, Sealing]:
        found = house.state.elections.elections[self.election]
        assert found.sealing is not None
        return found, found.sealing

    def contribute(self, trustee: str) -> Callable[[House], dict[str, Any]]:
        """What a trustee sends in the step that is due."""

        def act(house: House) -> dict[str, Any]:
            found, sealing = self.found(house)
            group, step = find_group(found.method), sealing.step
            assert step is not None
            place = sealing.trustees.index(trustee) + 1
            sent = [[house.attached[name] for name in sealing.sent(s)] for s in sealing.steps]
            if step == "key":
                self.keys[trustee] = sealed.generate_key(group, self.below)
                message = sealed.write_key_file(sealed.prove_key(group, self.keys[trustee], below=self.below))
            elif step == "certificate":
                context = sealed.Context(
                    group=group.name,
                    size=len(sealing.trustees),
                    threshold=sealing.threshold,
                    index=place,
                    election=sealing.uuid,
                )
                self.seeds[trustee], message = sealed.ceremony.make_certificate(group, context, below=self.below)
            elif step == "polynomial":
                message = sealed.ceremony.deal(group, sent[0], self.seeds[trustee], below=self.below)
            else:
                vinput = sealed.ceremony.route(group, sent[0], sent[1])[place - 1]
                message = sealed.ceremony.accept(group, sent[0], self.seeds[trustee], vinput, below=self.below)
            return {"election": self.election, "step": step, "message": house.attach(message)}

        return act

    def list_codes(self, house: House) -> dict[str, Any]:
        found, sealing = self.found(house)
        _, weights = weigh_roll(house.state.roll(weighted=False))
        voters = [sealed.Voter(voter, weight) for voter, weight in weights.items()]
        made = sealed.register(find_group(found.method), sealing.uuid, voters, below=self.below)
        self.codes = dict(made.codes)
        return {"election": self.election, "credentials": house.attach(made.public)}

    def open(self, house: House) -> dict[str, Any]:
        found, _ = self.found(house)
        raw = check_setup(found, house.state.roll(weighted=False), house.attached.__getitem__)
        return {"election": self.election, "closes": house.later(hours=1), "sealed": house.attach(raw)}

    def seal(self, voter: str) -> Callable[[House], dict[str, Any]]:
        def act(house: House) -> dict[str, Any]:
            _, sealing = self.found(house)
            election = open_election(house.attached[sealing.election])
            raw = sealed.seal(election, self.codes[voter], [self.votes[voter]], below=self.below)
            checked = sealed.check_ballot(election, raw)
            ballot = {"ballot": house.attach(raw), "tracker": checked.tracker, "credential": checked.credential}
            return {"election": self.election, **ballot}

        return act

    def close(self, house: House) -> dict[str, Any]:
        _, sealing = self.found(house)
        house.wait(hours=2)
        return {"election": self.election, "cast": len(sealing.counted())}

    def shuffle(self, house: House) -> dict[str, Any]:
        found, sealing = self.found(house)
        _, tally = add_up(found, house.attached.__getitem__)
        raw = sealed.shuffle_tally(open_election(house.attached[sealing.election]), tally, below=self.below)
        return {"election": self.election, "shuffle": house.attach(raw)}

    def decrypt(self, trustee: str) -> Callable[[House], dict[str, Any]]:
        def act(house: House) -> dict[str, Any]:
            found, sealing = self.found(house)
            key = self.keys.get(trustee)
            if key is None:
                sent = [[house.attached[name] for name in sealing.sent(s)] for s in sealing.steps]
                _, encrypted = sealed.ceremony.conclude(find_group(found.method), *sent)
                own = encrypted[sealing.trustees.index(trustee)]
                key = sealed.ceremony.open_key(find_group(found.method), self.seeds[trustee], own)
            _, tally = add_up(found, house.attached.__getitem__)
            raw = sealed.decrypt_tally(open_election(house.attached[sealing.election]), tally, key, below=self.below)
            return {"election": self.election, "decryption": house.attach(raw)}

        return act

    def declare(self, house: House) -> dict[str, Any]:
        found, _ = self.found(house)
        opened = compute_opened(found, house.attached.__getitem__)
        elected = count_election(found, opened, house.replay.root(found.closed_seq + 1)).elected
        archive = write_archive(found, house.attached.__getitem__, opened)
        parts = {"opened": house.attach(opened), "archive": house.attach(archive)}
        return {"election": self.election, "elected": list(elected), **parts}

    def trustees_file(self, house: House) -> bytes:
        return write_trustees(self.found(house)[0], house.attached.__getitem__).raw


def sealed_steps(
    keepers: Keepers,
    method: str,
    seats: int,
    trustees: tuple[str, ...],
    threshold: int,
    registrar: str,
    candidates: tuple[str, ...],
    revotes: tuple[str, ...] = (),
) -> Iterator[Step]:
    """A sealed election from its call to its result, among members that are accredited."""
    key = keepers.election
    call: dict[str, Any] = {"id": key, "title": {"fa": "انتخابات", "en": "Election"}, "seats": seats, "method": method}
    yield (S, "election.called", {**call, "trustees": list(trustees), "threshold": threshold, "registrar": registrar})
    for candidate in candidates:
        yield (candidate, "nomination.made", {"election": key, "candidate": candidate})
    for _ in range(1 if threshold == len(trustees) else 3):
        for trustee in trustees:
            yield (trustee, "key.contributed", keepers.contribute(trustee))
    yield (registrar, "credentials.listed", keepers.list_codes)
    yield (S, "voting.opened", keepers.open)
    for voter in (*keepers.votes, *revotes):
        yield (S, "ballot.received", keepers.seal(voter))
    yield (S, "ballots.closed", keepers.close)
    active = [trustee for trustee in trustees if trustee not in keepers.lost][:threshold]
    if method not in ("block", "approval"):
        for trustee in active:
            yield (trustee, "tally.shuffled", keepers.shuffle)
    for trustee in active:
        yield (trustee, "tally.decrypted", keepers.decrypt(trustee))
    yield (S, "result.declared", keepers.declare)


CANDIDATES = ("ind-one", "ind-two", "ind-three")
TRUSTEES = ("org-two", "ind-two", "ind-three")
SPLIT = ("delegate.appointed", "delegate.withdrawn", "mandate.split")
#: By voter the marks (a blank first) or the ranks of the three candidates. With marks, a mandate is split in thirds.
MARKS = {"del-one": [0, 1, 1, 0], "org-two": [0, 1, 0, 0], "ind-one": [1, 0, 0, 0], "ind-two": [0, 0, 0, 1]}
RANKS = {"org-one": [1, 2, 0], "org-two": [1, 0, 2], "ind-one": [2, 1, 3], "ind-two": [0, 0, 1], "ind-three": [7, 7, 1]}


def tell_sealed(method: str, keepers: Keepers | None = None) -> Iterator[Step]:
    """Accreditation and a sealed election: marks and two of three trustees, or ranks and two trustees, both needed."""
    marks = method == "block"
    keepers = keepers or Keepers("el-sealed", MARKS if marks else RANKS)
    yield from (step for step in accreditation() if marks or step[1] not in SPLIT)
    trustees, revotes = (TRUSTEES, ("del-one", "org-two")) if marks else (TRUSTEES[:2], ())
    yield from sealed_steps(keepers, method, 1 + marks, trustees, 2, "ind-four", CANDIDATES, revotes)
