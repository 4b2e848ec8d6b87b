"""Verification of a whole archive by anyone: nothing is believed, everything public is computed again.

The archive is read twice. The first reading checks the chain of events, their order and the setup, and finds which
ballots count; the second checks the ballots, in as many processes as are given, each of which sums its own. Neither
keeps a ballot.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from hamgara.ballots import messages
from hamgara.ballots.archive import Step, read_steps
from hamgara.ballots.ballot import check_ballots, most_bytes, track
from hamgara.ballots.canonical import read
from hamgara.ballots.credentials import Credentials, read_credentials
from hamgara.ballots.decryption import check_decryption
from hamgara.ballots.election import Election
from hamgara.ballots.errors import Rejected
from hamgara.ballots.primitives.group import Element
from hamgara.ballots.primitives.proofs import Ciphertext
from hamgara.ballots.result import Outcome, check_result, compute_result
from hamgara.ballots.shuffles import check_shuffle
from hamgara.ballots.tally import Sum, Tally, read_tally, write_size
from hamgara.ballots.trustees import Trustees, read_trustees

__all__ = ["Report", "verify"]

#: Ballots that one task checks together.
_CHUNK = 256
#: Which events may follow which.
_NEXT = {
    "": {"Setup"},
    "Setup": {"Ballot", "EndBallots"},
    "Ballot": {"Ballot", "EndBallots"},
    "EndBallots": {"EncryptedTally"},
    "EncryptedTally": {"Shuffle", "PartialDecryption"},
    "Shuffle": {"Shuffle", "EndShuffles"},
    "EndShuffles": {"PartialDecryption"},
    "PartialDecryption": {"PartialDecryption", "Result"},
    "Result": set(),
}


@dataclass(frozen=True, slots=True)
class Report:
    """What an archive that verifies says.

    `phase` is the kind of its last event. `trackers` are those of all ballots in their order, `counted` those that are
    counted (the last of each credential). `tally` is the sum of these, with what was shuffled in its place: what
    trustees shuffle or decrypt next. `outcome` is None before the result.
    """

    election: Election
    trustees: Trustees
    credentials: Credentials
    phase: str
    trackers: tuple[str, ...]
    counted: frozenset[str]
    tally: Tally
    shuffled_by: tuple[int, ...]
    factors: Mapping[int, Sequence[Sequence[Element]]]
    outcome: Outcome | None
    head: str

    @property
    def decrypted_by(self) -> tuple[int, ...]:
        """The numbers of the trustees who have decrypted."""
        return tuple(sorted(self.factors))

    def decide(self) -> Outcome:
        """The outcome that follows from the decryptions so far; `BallotError` by `missing` where they are not
        enough.
        """
        return compute_result(self.election, self.trustees, self.tally, self.factors)


class _OnlyCredential(msgspec.Struct):
    credential: str


@dataclass
class _Scan:
    """What the first reading finds: `ballots` are (offset, length, credential), `later` the other events' records."""

    setup: tuple[bytes, bytes, bytes] = (b"", b"", b"")
    ballots: list[tuple[int, int, str]] = field(default_factory=list)
    trackers: list[str] = field(default_factory=list)
    last: dict[str, int] = field(default_factory=dict)
    later: list[tuple[str, list[tuple[int, int]]]] = field(default_factory=list)
    phase: str = ""
    head: str = ""


def _scan(path: Path) -> tuple[_Scan, Election, Credentials, Trustees]:
    scan = _Scan()
    seen: set[str] = set()
    election: Election | None = None
    with path.open("rb") as file:
        for step in read_steps(file):
            if step.kind not in _NEXT[scan.phase]:
                raise Rejected("order", f"event {step.height}", f"{step.kind} after {scan.phase or 'nothing'}")
            scan.phase, scan.head = step.kind, step.hash
            if step.kind == "Setup":
                bodies = [part.body for part in step.parts]
                election = Election.read(bodies[0])
                trustees = read_trustees(election.group, bodies[1])
                if not election.group.same(trustees.key, election.key):
                    raise Rejected("key", "election, public key", "it is not the product of the trustees' keys")
                trustees.check_election(election.uuid)
                credentials = read_credentials(election.group, bodies[2])
            elif step.kind == "Ballot":
                assert election is not None
                _enter(scan, step, election, credentials, seen)
            else:
                scan.later.append((step.kind, [(part.offset, len(part.body)) for part in step.parts]))
    if election is None:
        raise Rejected("missing", "archive", "there is no election in it")
    return scan, election, credentials, trustees


def _enter(scan: _Scan, step: Step, election: Election, credentials: Credentials, seen: set[str]) -> None:
    part, where = step.parts[0], f"ballot {len(scan.ballots) + 1}"
    if len(part.body) > most_bytes(election):
        raise Rejected("size", where)
    try:
        credential = msgspec.json.decode(part.body, type=_OnlyCredential).credential
    except msgspec.MsgspecError as error:
        raise Rejected("form", where, str(error)) from None
    if credential not in credentials.weights:
        raise Rejected("credential", where)
    if election.shuffles and credentials.weights[credential] != 1:
        raise Rejected("choice", where, "answers with numbers cannot be weighted")
    tracker = track(part.body)
    if tracker in seen:
        raise Rejected("seen", where)
    seen.add(tracker)
    scan.last[credential] = len(scan.ballots)
    scan.ballots.append((part.offset, len(part.body), credential))
    scan.trackers.append(tracker)


#: (index, offset, length, weight or None where a later ballot of the credential counts)
_Entry = tuple[int, int, int, int | None]
_Partial = tuple[list[list[Ciphertext]], int, int]
_election: Election | None = None


def _set_up(raw: bytes) -> None:
    global _election
    if _election is None or _election.raw != raw:
        _election = Election.read(raw)


def _check_chunk(path: Path, entries: Sequence[_Entry]) -> _Partial:
    assert _election is not None
    ballots = []
    with path.open("rb") as file:
        for index, offset, length, _ in entries:
            file.seek(offset)
            ballots.append((f"ballot {index + 1}", file.read(length)))
    total = Sum(_election)
    for ballot, (*_, weight) in zip(check_ballots(_election, ballots), entries, strict=True):
        if weight is not None:
            total.add(ballot.answers, weight)
    return total.columns, total.ballots, total.weight


def _split(entries: Sequence[_Entry], jobs: int) -> Iterator[Sequence[_Entry]]:
    size = max(1, min(_CHUNK, -(-len(entries) // jobs)))
    for start in range(0, len(entries), size):
        yield entries[start : start + size]


def _check_ballots(
    path: Path, scan: _Scan, election: Election, credentials: Credentials, jobs: int, progress: Callable[[int], None]
) -> Tally:
    entries: list[_Entry] = [
        (index, offset, length, credentials.weights[credential] if scan.last[credential] == index else None)
        for index, (offset, length, credential) in enumerate(scan.ballots)
    ]
    total = Sum(election)
    _set_up(election.raw)
    pool: AbstractContextManager[Any] = nullcontext()
    if jobs > 1 and len(entries) > 1:
        election.group.remember(election.group.generator)
        # A fork inherits tables and compiled code, but must not happen beside other threads.
        method = "fork" if threading.active_count() == 1 and "fork" in get_all_start_methods() else "spawn"
        pool = ProcessPoolExecutor(jobs, get_context(method), _set_up, (election.raw,))
    done = 0
    with pool as executor:
        chunks = list(_split(entries, jobs))
        if executor is None:
            results: Iterator[_Partial] = map(partial(_check_chunk, path), chunks)
        else:
            futures: list[Future[_Partial]] = [executor.submit(_check_chunk, path, chunk) for chunk in chunks]
            results = (future.result() for future in futures)
        try:
            for chunk, result in zip(chunks, results, strict=True):
                total.merge(*result)
                done += len(chunk)
                progress(done)
        except Rejected:
            if executor is not None:
                executor.shutdown(cancel_futures=True)
            raise
    return total.close()


def _read_at(file: BinaryIO, offset: int, length: int) -> bytes:
    file.seek(offset)
    return file.read(length)


@dataclass
class _Closing:
    """What follows the ballots, checked event by event."""

    election: Election
    trustees: Trustees
    tally: Tally
    factors: dict[int, list[list[Element]]] = field(default_factory=dict)
    shufflers: list[int] = field(default_factory=list)
    outcome: Outcome | None = None

    def check(self, kind: str, bodies: Sequence[bytes]) -> None:
        if kind == "EncryptedTally":
            self._check_tally(*bodies)
        elif kind == "Shuffle":
            self._check_shuffle(*bodies)
        elif kind == "PartialDecryption":
            self._check_decryption(*bodies)
        elif kind == "Result":
            missing = self.trustees.find_missing(self.factors)
            if missing:
                raise Rejected("missing", "result", missing)
            self.outcome = check_result(self.election, self.trustees, self.tally, self.factors, bodies[0])

    def _check_tally(self, body: bytes, size: bytes) -> None:
        if body != self.tally.write(self.election):
            read_tally(self.election, body, self.tally.ballots, self.tally.weight)
            raise Rejected("tally", "encrypted tally")
        if size != write_size(body, self.tally.ballots, self.tally.weight):
            raise Rejected("tally", "encrypted tally, size")

    def _check_shuffle(self, body: bytes, owned: bytes) -> None:
        owner, where = read(owned, messages.Owned, "shuffle").owner, f"shuffle {len(self.shufflers) + 1}"
        self.trustees.find(owner, where)
        if not self.election.shuffles:
            raise Rejected("order", where, "no question calls for a shuffle")
        if owner in self.shufflers:
            raise Rejected("duplicate", where, f"trustee {owner} has shuffled before")
        before = self.tally.shuffled(self.election)
        self.tally = self.tally.replace(self.election, check_shuffle(self.election, before, body, where))
        self.shufflers.append(owner)

    def _check_decryption(self, body: bytes, owned: bytes) -> None:
        owner = read(owned, messages.Owned, "decryption").owner
        where = f"decryption of trustee {owner}"
        if self.election.shuffles and not self.shufflers:
            raise Rejected("missing", where, "nobody has shuffled the answers")
        member = self.trustees.find(owner, where)
        if owner in self.factors:
            raise Rejected("duplicate", where)
        self.factors[owner] = check_decryption(self.election, self.tally, member.key, body, where)


def verify(path: Path, *, jobs: int = 1, progress: Callable[[int], None] = lambda done: None) -> Report:
    """Verify an archive as far as it goes; `Rejected` names the first thing that does not hold.

    `jobs` processes check the ballots; `progress` is told how many are done. An election that still runs verifies as
    well: `phase` says how far it is.
    """
    scan, election, credentials, trustees = _scan(path)
    tally = _check_ballots(path, scan, election, credentials, jobs, progress)
    closing = _Closing(election, trustees, tally)
    with path.open("rb") as file:
        for kind, places in scan.later:
            closing.check(kind, [_read_at(file, *place) for place in places])
    return Report(
        election,
        trustees,
        credentials,
        scan.phase,
        tuple(scan.trackers),
        frozenset(scan.trackers[index] for index in scan.last.values()),
        closing.tally,
        tuple(closing.shufflers),
        closing.factors,
        closing.outcome,
        scan.head,
    )
