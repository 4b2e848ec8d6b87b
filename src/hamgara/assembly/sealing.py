"""Sealed elections: what the record holds of one, and the files that Belenios' own tools verify.

The server never sees a vote, and no single trustee can open one. The election file, the trustees' file, the encrypted
tally and the archive are computed from the acts, so that whoever replays the record computes the same bytes.
"""

from __future__ import annotations

import hashlib
from calendar import timegm
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from functools import lru_cache
from math import gcd, lcm
from time import strptime
from typing import TYPE_CHECKING, Any, Literal, cast

from msgspec import Struct, field

from hamgara import ballots as sealed
from hamgara.assembly.act import Act, Case, Refused
from hamgara.assembly.membership import Voter

if TYPE_CHECKING:
    from hamgara.assembly.elections import Election

__all__ = [
    "Attached",
    "KeyStep",
    "Sealing",
    "add_up",
    "check_declared",
    "check_opened",
    "check_setup",
    "compute_opened",
    "find_group",
    "find_uuid",
    "is_summed",
    "next_step",
    "once",
    "open_credentials",
    "open_election",
    "read_numbers",
    "read_papers",
    "refusing",
    "weigh_roll",
    "write_archive",
    "write_election",
    "write_trustees",
]

KeyStep = Literal["key", "certificate", "polynomial", "output"]
TrusteeStep = KeyStep | Literal["shuffle", "decryption"]
#: The attachment of a SHA-256.
Attached = Callable[[str], bytes]

#: Groups that version 2.0 of belenios-tool, the one in Debian, knows.
_SUMMED, _SHUFFLED = "BELENIOS-2048", "RFC-3526-2048"


class Sealing(Struct, frozen=True):
    """The sealed side of an election; every hash names an attachment.

    `trustees` hold shares of the key, of whom `threshold` are needed; `registrar` issues the voters' codes. `messages`
    are the trustees' contributions to the key by step. `ballots` are (credential, hash) by tracker, in the order in
    which the box took them in; `shuffles` and `decryptions` are hashes by trustee.
    """

    trustees: tuple[str, ...]
    threshold: int
    registrar: str
    uuid: str
    messages: dict[KeyStep, dict[str, str]] = field(default_factory=dict)
    credentials: str = ""
    election: str = ""
    opened_at: str = ""
    ballots: dict[str, tuple[str, str]] = field(default_factory=dict)
    shuffles: dict[str, str] = field(default_factory=dict)
    decryptions: dict[str, str] = field(default_factory=dict)
    archive: str = ""

    @property
    def steps(self) -> tuple[KeyStep, ...]:
        """The steps of making the key: one where all trustees are needed, three where a part of them is enough."""
        return ("key",) if self.threshold == len(self.trustees) else ("certificate", "polynomial", "output")

    @property
    def step(self) -> KeyStep | None:
        """The step that is due, None where the key is complete."""
        return next((s for s in self.steps if len(self.messages.get(s, {})) < len(self.trustees)), None)

    def sent(self, step: KeyStep) -> tuple[str, ...]:
        """The contributions to a step, in the order of the trustees."""
        given = self.messages.get(step, {})
        return tuple(given[t] for t in self.trustees if t in given)

    def counted(self) -> dict[str, str]:
        """By credential the hash of the ballot that counts, the last one."""
        return dict(self.ballots.values())


@contextmanager
def refusing(kind: str) -> Iterator[None]:
    """Turn what the sealed side finds wrong into the refusal of that kind of act."""
    try:
        yield
    except sealed.BallotError as error:
        raise Refused(f"sealed_{error.reason}", f"act/{kind}", where=error.where, why=error.detail) from error


#: What this process has found to hold, by the digests of all that it depends on.
_HOLDS: set[bytes] = set()
_MOST_HOLDS = 1 << 20


def once(check: Callable[[], object], *parts: bytes) -> None:
    """Check what follows from these bytes alone, unless this process has found before that it holds.

    One record is replayed several times: as it is told, as it is opened, as it is verified.
    """
    found = hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).digest()
    if found not in _HOLDS:
        check()
        if len(_HOLDS) >= _MOST_HOLDS:
            _HOLDS.clear()
        _HOLDS.add(found)


def is_summed(method: str) -> bool:
    """Whether a method needs no more of the ballots than how many named each candidate."""
    return method in ("block", "approval")


def next_step(found: Election, trustee: str) -> TrusteeStep | None:
    """What the trustee is asked for now; None where it is nothing."""
    sealing = found.sealing
    if sealing is None or trustee not in sealing.trustees:
        return None
    if found.status == "called":
        step = sealing.step
        return step if step is not None and trustee not in sealing.messages.get(step, {}) else None
    if found.status != "closed":
        return None
    if not is_summed(found.method) and len(sealing.shuffles) < sealing.threshold:
        return None if trustee in sealing.shuffles else "shuffle"
    enough = len(sealing.decryptions) >= sealing.threshold
    return None if trustee in sealing.decryptions or enough else "decryption"


def find_group(method: str) -> Any:
    """The group in which an election by that method is sealed."""
    return sealed.find_group(_SUMMED if is_summed(method) else _SHUFFLED)


def find_uuid(assembly: str, election: str, seq: int) -> str:
    """The identifier that the election has for Belenios: 22 characters that follow from its place in the record."""
    number = int.from_bytes(hashlib.sha256(f"{assembly}|{election}|{seq}".encode()).digest(), "big")
    letters = []
    for _ in range(22):
        number, digit = divmod(number, 58)
        letters.append(sealed.BASE_58[digit])
    return "".join(letters)


def weigh_roll(roll: Mapping[str, Voter]) -> tuple[Fraction, dict[str, int]]:
    """The largest weight of which all weights are multiples, and how many of it each voter weighs."""
    weights = [voter.weight for voter in roll.values()]
    below = lcm(*(w.denominator for w in weights))
    unit = Fraction(gcd(*(int(w * below) for w in weights)), below)
    return unit, {name: int(voter.weight / unit) for name, voter in roll.items()}


@lru_cache(maxsize=16)
def open_election(raw: bytes) -> sealed.Election:
    """The election of a file that was checked before."""
    return sealed.Election.read(raw)


@lru_cache(maxsize=16)
def _conclude(method: str, sent: tuple[tuple[bytes, ...], ...]) -> sealed.Trustees:
    group = find_group(method)
    parts: list[sealed.PublicKey | sealed.ThresholdParameters]
    if len(sent) == 1:
        parts = [sealed.read_key_file(raw) for raw in sent[0]]
    else:
        certificates, polynomials, outputs = sent
        parts = [sealed.ceremony.conclude(group, certificates, polynomials, outputs)[0]]
    return sealed.read_trustees(group, sealed.write_trustees(parts))


def write_trustees(found: Election, attached: Attached) -> sealed.Trustees:
    """The trustees' file, from what each contributed. `BallotError` where it does not hold together."""
    sealing = found.sealing
    assert sealing is not None
    sent = tuple(tuple(attached(name) for name in sealing.sent(step)) for step in sealing.steps)
    return _conclude(found.method, sent)


def write_election(found: Election, trustees: sealed.Trustees) -> bytes:
    """The election file. Candidates are named by their ids: names of people are not in the record."""
    assert found.sealing is not None
    if is_summed(found.method):
        most = min(found.seats, len(found.candidates)) if found.method == "block" else len(found.candidates)
        question = sealed.Question(found.id, found.candidates, 1, most, blank=not found.decision)
    else:
        question = sealed.Question(found.id, found.candidates, open_numbers=True)
    name = found.title.get("en") or next(iter(found.title.values()))
    group = find_group(found.method)
    return sealed.Election.create(group, trustees.key, [question], uuid=found.sealing.uuid, name=name).raw


@lru_cache(maxsize=16)
def open_credentials(election: bytes, raw: bytes) -> sealed.Credentials:
    """The credentials of a list that was checked before."""
    return sealed.read_credentials(open_election(election).group, raw)


@lru_cache(maxsize=2)
def _sum(election: bytes, credentials: bytes, ballots: tuple[bytes, ...]) -> sealed.Tally:
    opened, weights = open_election(election), open_credentials(election, credentials).weights
    total = sealed.Sum(opened)
    for raw in ballots:
        ballot = sealed.read_ballot(opened, raw)
        total.add(ballot.answers, weights[ballot.credential])
    return total.close()


def add_up(found: Election, attached: Attached) -> tuple[sealed.Tally, sealed.Tally]:
    """The encrypted tally of the ballots that count, as it was summed and as the shuffles so far have left it."""
    sealing = found.sealing
    assert sealing is not None
    raw = attached(sealing.election)
    counted = tuple(attached(name) for name in sealing.counted().values())
    summed = tally = _sum(raw, attached(sealing.credentials), counted)
    election = open_election(raw)
    for name in sealing.shuffles.values():
        tally = tally.replace(election, sealed.read_shuffle(election, attached(name)))
    return summed, tally


def _open_parts(
    found: Election, attached: Attached
) -> tuple[sealed.Election, sealed.Trustees, sealed.Tally, dict[int, Any]]:
    """What a result follows from: the election, its trustees, the tally as shuffled, and what each trustee's part
    of the decryption says, by the number of the trustee. All of it was checked when it was given.
    """
    assert found.sealing is not None
    election = open_election(attached(found.sealing.election))
    owners = {who: number for number, who in enumerate(found.sealing.trustees, 1)}
    given = found.sealing.decryptions.items()
    factors = {owners[who]: sealed.read_decryption(election, attached(name)) for who, name in given}
    return election, write_trustees(found, attached), add_up(found, attached)[1], factors


def compute_opened(found: Election, attached: Attached) -> bytes:
    """What the ballots add up to, or hold; `BallotError` by `missing` where too few trustees have decrypted."""
    return sealed.compute_result(*_open_parts(found, attached)).write()


def check_opened(found: Election, attached: Attached, opened: bytes) -> None:
    """Raise `BallotError` unless that is what the trustees' parts of the decryption say."""
    election, trustees, tally, factors = _open_parts(found, attached)
    missing = trustees.find_missing(factors)
    if missing:
        raise sealed.Rejected("missing", "result", missing)
    sealed.check_result(election, trustees, tally, factors, opened)


def check_declared(act: Act, case: Case, found: Election, opened: str, archive: str) -> bytes:
    """What the trustees opened, from the attachment of that name; `Refused` unless it and the archive hold."""
    raw, attached = act.attached(case, opened), act.attached_of(case)
    with refusing(act.kind):
        check_opened(found, attached, raw)
    act.agree(archive, hashlib.sha256(write_archive(found, attached, raw)).hexdigest())
    act.attached(case, archive)
    return raw


def check_setup(found: Election, roll: Mapping[str, Voter], attached: Attached) -> bytes:
    """The election file with which voting can be opened; `Refused` where the key or the codes are not ready."""
    sealing, rule = found.sealing, "act/voting.opened"
    assert sealing is not None
    if sealing.step is not None:
        raise Refused("key_unfinished", rule, step=sealing.step)
    if not sealing.credentials:
        raise Refused("credentials_first", rule)
    raw = write_election(found, write_trustees(found, attached))
    listed = open_credentials(raw, attached(sealing.credentials)).weights
    _, weights = weigh_roll(roll)
    if not is_summed(found.method) and set(weights.values()) != {1}:
        raise Refused("sealed_weights", rule, method=found.method)
    if sorted(listed.values()) != sorted(weights.values()):
        raise Refused("credentials_differ", rule, listed=len(listed), voters=len(weights))
    return raw


def write_archive(found: Election, attached: Attached, outcome: bytes | None = None) -> bytes:
    """The election's archive, `<uuid>.bel`, as far as it has come; with the outcome it is complete."""
    sealing = found.sealing
    assert sealing is not None
    trustees = write_trustees(found, attached)
    events: list[tuple[str, tuple[bytes, ...]]] = [
        ("Setup", sealed.write_setup(attached(sealing.election), trustees.raw, attached(sealing.credentials)))
    ]
    events += [("Ballot", (attached(name),)) for _, name in sealing.ballots.values()]
    if found.status in ("closed", "declared"):
        election = open_election(attached(sealing.election))
        summed, _ = add_up(found, attached)
        raw = summed.write(election)
        events += [
            ("EndBallots", ()),
            ("EncryptedTally", (raw, sealed.write_size(raw, summed.ballots, summed.weight))),
        ]

        def owned(kind: str, given: Mapping[str, str]) -> Iterator[tuple[str, tuple[bytes, ...]]]:
            for who, name in given.items():
                yield kind, sealed.write_owned(sealing.trustees.index(who) + 1, attached(name))

        events += owned("Shuffle", sealing.shuffles)
        if sealing.shuffles and (sealing.decryptions or outcome is not None):
            events.append(("EndShuffles", ()))
        events += owned("PartialDecryption", sealing.decryptions)
        if outcome is not None:
            events.append(("Result", (outcome,)))
    return sealed.write_archive(events, timestamp=timegm(strptime(sealing.opened_at, "%Y-%m-%dT%H:%M:%SZ")))


def read_papers(found: Election, outcome: bytes) -> Iterator[tuple[Fraction, tuple[str, ...]]]:
    """The papers that an outcome stands for where only sums are known, for the count: (weight, names).

    These are papers with the same sums: names are dealt out in turn to as many papers as were not blank, so that each
    has at most as many as a voter could choose, and none twice.
    """
    unit, _ = weigh_roll(found.roll)
    (counts,) = sealed.read_result(outcome).questions
    blank, *votes = cast("tuple[int, ...]", counts)
    deck = [name for name, count in zip(found.candidates, votes, strict=True) for _ in range(count)]
    papers = found.weight_cast - blank
    for i in range(papers):
        yield unit, tuple(deck[i::papers])
    for _ in range(blank):
        yield unit, ()


def read_numbers(found: Election, outcome: bytes) -> Iterator[tuple[Fraction, dict[str, int]]]:
    """The papers of an outcome that was shuffled: (weight, the number beside each candidate who has one).

    Any number can be sealed on a device of the voter's own making; the count says what becomes of what no paper has.
    """
    unit, _ = weigh_roll(found.roll)
    (rows,) = sealed.read_result(outcome).questions
    for numbers in rows:
        beside = zip(found.candidates, cast("tuple[int, ...]", numbers), strict=True)
        yield unit, {name: number for name, number in beside if number}
