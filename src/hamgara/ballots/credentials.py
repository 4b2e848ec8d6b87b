"""Voters' codes and credentials: made by a registrar who is not the server, so that neither alone can stuff the box.

A code is what a voter is handed; the secret exponent that signs the ballot is derived from it, and the server holds
only the public credentials, in an order that says nothing about whose is whose.

Two forms of codes are known. `short` (Belenios up to 2.2) has 15 characters with a checksum that finds typing
errors, and is what belenios-tool 2.0 understands; `long` (Belenios from 2.4) has 22 characters, 128 bits.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hamgara.ballots.canonical import fingerprint, read, write
from hamgara.ballots.election import BASE_58, random_text
from hamgara.ballots.errors import BallotError, Rejected
from hamgara.ballots.primitives.group import Below, Group, random_below

__all__ = [
    "LARGEST_WEIGHT",
    "Credentials",
    "Registration",
    "Voter",
    "derive_secret",
    "generate_code",
    "read_credentials",
    "read_voters",
    "register",
]

#: The most that one voter's vote can weigh, and all together: sums are logarithms that someone has to find.
LARGEST_WEIGHT = 100_000_000_000
_ITERATIONS = 1000


@dataclass(frozen=True, slots=True)
class Voter:
    """Whom the registrar hands a code: an id (never published) and the weight of the vote."""

    id: str
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Registration:
    """What the registrar holds after registering.

    `codes` pairs each voter's id with the code: to be handed out and then destroyed, or kept under lock. `public` is
    the list that goes to the server.
    """

    codes: tuple[tuple[str, str], ...]
    public: bytes


def generate_code(form: str = "short", below: Below = random_below) -> str:
    """A voter's code, `short` or `long`."""
    if form == "long":
        text = random_text(22, below)
        return "-".join((text[:5], text[5:11], text[11:16], text[16:]))
    text = random_text(14, below)
    text += BASE_58[53 - _value(text) % 53]
    return "-".join(text[start : start + 3] for start in range(0, 15, 3))


def _value(text: str) -> int:
    value = 0
    for character in text:
        value = value * 58 + BASE_58.index(character)
    return value


def derive_secret(group: Group, uuid: str, code: str) -> int:
    """The secret exponent of a code in an election; `BallotError` by `code` where the code was mistyped."""
    code = code.strip()
    text = code.replace("-", "")
    if not all(character in BASE_58 for character in text):
        raise BallotError("code", "voter's code", "a character that no code has (0, O, I and l are never used)")
    if len(text) == 15:
        if (_value(text[:14]) + BASE_58.index(text[14])) % 53:
            raise BallotError("code", "voter's code", "a typing error: its last character does not fit the others")
        code = "-".join(text[start : start + 3] for start in range(0, 15, 3))
        derived = hashlib.pbkdf2_hmac("sha256", code.encode(), uuid.encode(), _ITERATIONS)
        return int.from_bytes(derived, "big") % group.order
    if len(text) == 22:
        code = "-".join((text[:5], text[5:11], text[11:16], text[16:]))
        parts = [hashlib.sha256(f"derive_credential|{uuid}|{i}|{code}".encode()).hexdigest() for i in (0, 1)]
        return int("".join(parts), 16) % group.order
    raise BallotError("code", "voter's code", "a code has 15 or 22 characters besides its dashes")


def register(
    group: Group, uuid: str, voters: Sequence[Voter], *, form: str = "short", below: Below = random_below
) -> Registration:
    """Make a code for each voter, and the list of public credentials in an order that tells nothing."""
    if len({voter.id for voter in voters}) != len(voters):
        raise BallotError("duplicate", "voters", "two voters have the same id")
    weighted = any(voter.weight != 1 for voter in voters)
    codes, public = [], []
    for voter in voters:
        if not 0 < voter.weight <= LARGEST_WEIGHT:
            raise BallotError("number", f"voter {voter.id}", f"a weight from 1 to {LARGEST_WEIGHT} is asked for")
        code = generate_code(form, below)
        element = group.power(group.generator, derive_secret(group, uuid, code))
        codes.append((voter.id, code))
        public.append((group.rank(element), group.encode(element), voter.weight))
    lines = [f"{text},{weight}" if weighted else text for _, text, weight in sorted(public)]
    return Registration(tuple(codes), write(lines))


@dataclass(frozen=True, slots=True)
class Credentials:
    """The public list: the weight of each credential, by its encoding."""

    raw: bytes
    weights: dict[str, int]

    @property
    def fingerprint(self) -> str:
        """What the registrar compares with the fingerprint of the list that was sent."""
        return fingerprint(self.raw)


def read_credentials(group: Group, raw: bytes) -> Credentials:
    """Read the public list: each an element of the group other than the identity, none twice, weights in range."""
    lines = read(raw, list[str], "credentials")
    weights: dict[str, int] = {}
    texts: list[str] = []
    for index, line in enumerate(lines, 1):
        where = f"credential {index}"
        text, comma, tail = line.partition(",")
        weight = 1
        if comma:
            if not tail.isascii() or not tail.isdigit() or (tail[0] == "0" and tail != "0") or len(tail) > 12:
                raise Rejected("number", where, "its weight is not a whole number")
            weight = int(tail)
            if weight > LARGEST_WEIGHT:
                raise Rejected("number", where, f"its weight is above {LARGEST_WEIGHT}")
        if text in weights:
            raise Rejected("duplicate", where, "listed twice")
        weights[text] = weight
        texts.append(text)
    elements = group.decode_all(texts, [f"credential {index}" for index in range(1, len(texts) + 1)])
    nobody = group.encode(group.identity)
    if nobody in weights:
        raise Rejected("key", f"credential {texts.index(nobody) + 1}", "the identity is nobody's")
    outsider = group.find_outsider(elements)
    if outsider is not None:
        raise Rejected("outside", f"credential {outsider + 1}")
    return Credentials(raw, weights)


def read_voters(lines: Iterable[str]) -> list[Voter]:
    """Voters as files list them, one a line: `address`, or `address,name`, or `address,name,weight`."""
    voters = []
    for index, line in enumerate(lines, 1):
        if not line.strip():
            continue
        parts = line.strip().split(",")
        if len(parts) == 3:
            if not (parts[2].isascii() and parts[2].isdigit()):
                raise BallotError("number", f"line {index}", "the third column is the weight, a whole number")
            voters.append(Voter(line.strip(), int(parts[2])))
        else:
            voters.append(Voter(line.strip()))
    return voters
