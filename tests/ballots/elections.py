"""Whole elections for tests, made by our own functions in every role, with repeatable randomness."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from hamgara import ballots
from hamgara.ballots.primitives.group import Below, Group

TIMESTAMP = 1_281_700_000
TWO_QUESTIONS = (
    ballots.Question("Shall we meet again?", ("Yes", "No"), 0, 1),
    ballots.Question("Where?", ("Washington", "Toronto"), 1, 1, blank=True),
)
RANKED = ballots.Question("Rank them", ("A", "B", "C"), open_numbers=True)


def seeded(seed: int) -> Below:
    """Repeatable randomness."""
    return random.Random(seed).randrange


@dataclass
class Made:
    """An election with everyone's secrets."""

    path: Path
    election: ballots.Election
    trustees: ballots.Trustees
    registration: ballots.Registration
    keys: dict[int, int]
    below: Below
    raw: list[bytes] = field(default_factory=list)

    @property
    def group(self) -> Group:
        return self.election.group

    @property
    def codes(self) -> list[str]:
        return [code for _, code in self.registration.codes]

    @property
    def credentials(self) -> ballots.Credentials:
        return ballots.read_credentials(self.group, self.registration.public)

    def archive(self) -> ballots.Archive:
        return ballots.Archive(self.path)


def hold_ceremony(
    group: Group, size: int, needed: int, below: Below, *, contexts: bool = True, election: str = ""
) -> tuple[ballots.ThresholdParameters, list[int]]:
    """The six steps, every trustee played by us; the public parameters and the private keys."""
    made = [
        ballots.ceremony.make_certificate(
            group,
            ballots.Context(
                group=group.name, size=size, threshold=needed, index=index, election=election or msgspec.UNSET
            )
            if contexts
            else None,
            below=below,
        )
        for index in range(1, size + 1)
    ]
    seeds, certificates = [seed for seed, _ in made], [certificate for _, certificate in made]
    assert ballots.ceremony.check_certificates(group, certificates) == size
    dealt = [ballots.ceremony.deal(group, certificates, seed, needed, below=below) for seed in seeds]
    routed = ballots.ceremony.route(group, certificates, dealt)
    accepted = [
        ballots.ceremony.accept(group, certificates, seed, vinput, below=below)
        for seed, vinput in zip(seeds, routed, strict=True)
    ]
    parameters, keys = ballots.ceremony.conclude(group, certificates, dealt, accepted)
    opened = [ballots.ceremony.open_key(group, seed, key) for seed, key in zip(seeds, keys, strict=True)]
    return parameters, opened


def set_up(
    directory: Path,
    *,
    group: str = "BELENIOS-2048",
    questions: Sequence[ballots.Question] = TWO_QUESTIONS,
    voters: int | Sequence[ballots.Voter] = 3,
    single: int = 1,
    threshold: tuple[int, int] | None = None,
    contexts: bool = True,
    form: str = "short",
    seed: int = 1,
) -> Made:
    """An archive with its setup, and everything that is secret about it. `threshold` is (size, needed)."""
    below = seeded(seed)
    chosen = ballots.find_group(group)
    uuid = ballots.generate_uuid(below)
    keys: dict[int, int] = {}
    parts: list[ballots.PublicKey | ballots.ThresholdParameters] = []
    for owner in range(1, single + 1):
        keys[owner] = ballots.generate_key(chosen, below)
        parts.append(ballots.prove_key(chosen, keys[owner], below=below))
    if threshold is not None:
        parameters, private = hold_ceremony(chosen, *threshold, below, contexts=contexts, election=uuid)
        parts.append(parameters)
        keys |= {single + index: key for index, key in enumerate(private, 1)}
    trustees = ballots.read_trustees(chosen, ballots.write_trustees(parts))
    election = ballots.Election.create(
        chosen, trustees.key, questions, uuid=uuid, name="Founding meeting", description="Five seats"
    )
    if isinstance(voters, int):
        voters = [ballots.Voter(f"voter{index}") for index in range(1, voters + 1)]
    registration = ballots.register(chosen, uuid, voters, form=form, below=below)
    path = directory / f"{uuid}.bel"
    ballots.Archive.create(path, election.raw, trustees.raw, registration.public, timestamp=TIMESTAMP)
    return Made(path, election, trustees, registration, keys, below)


def vote(made: Made, votes: Sequence[tuple[int, Sequence[Sequence[int]]]]) -> None:
    """Seal and cast: (index of the voter, the choices)."""
    archive = made.archive()
    for voter, choices in votes:
        raw = ballots.seal(made.election, made.codes[voter], choices, below=made.below)
        archive.append("Ballot", raw)
        made.raw.append(raw)


def close(made: Made, *, decrypting: Sequence[int] | None = None, shuffling: Sequence[int] = (1,)) -> ballots.Outcome:
    """End the vote, sum, shuffle, decrypt and publish the result."""
    archive, election = made.archive(), made.election
    box = ballots.Box(election, made.credentials)
    box.admit_all(made.raw)
    tally = box.close()
    archive.append("EndBallots")
    raw = tally.write(election)
    archive.append("EncryptedTally", raw, ballots.write_size(raw, tally.ballots, tally.weight))
    if election.shuffles:
        for owner in shuffling:
            shuffled = ballots.shuffle_tally(election, tally, below=made.below)
            tally = tally.replace(election, ballots.check_shuffle(election, tally.shuffled(election), shuffled))
            archive.append_owned("Shuffle", owner, shuffled)
        archive.append("EndShuffles")
    factors = {}
    for owner in decrypting or sorted(made.keys):
        partial = ballots.decrypt_tally(election, tally, made.keys[owner], below=made.below)
        factors[owner] = ballots.check_decryption(election, tally, made.trustees.members[owner - 1].key, partial)
        archive.append_owned("PartialDecryption", owner, partial)
    outcome = ballots.compute_result(election, made.trustees, tally, factors)
    archive.append("Result", outcome.write())
    return outcome
