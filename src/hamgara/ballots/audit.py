"""Opening a sealed ballot before it is cast, to see that the device sealed what was chosen: it is spoiled then.

The opening names, for each ciphertext, what it holds (`m`: a mark, or the numbers with commas) and the randomness `r`
that made it, as text; anybody computes the ciphertexts again from these.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec import Struct

from hamgara.ballots.ballot import check_ballot, seal, track
from hamgara.ballots.canonical import read_number
from hamgara.ballots.election import Election
from hamgara.ballots.errors import Rejected
from hamgara.ballots.primitives.group import Below, Element, random_below
from hamgara.ballots.primitives.proofs import Ciphertext

__all__ = ["OpenedBallot", "open_ballot", "seal_openly"]


class _Part(Struct, frozen=True, forbid_unknown_fields=True):
    m: str
    r: str


@dataclass(frozen=True, slots=True)
class OpenedBallot:
    """A sealed ballot with what made it: `parts` has, for each question, (what it holds, randomness) pairs."""

    raw: bytes
    parts: tuple[tuple[tuple[str, str], ...], ...]

    def opening(self) -> dict[str, Any]:
        """As it is saved: with version, tracker, ballot and opening."""
        parts = [[{"m": m, "r": r} for m, r in question] for question in self.parts]
        return {"v": 1, "tracker": track(self.raw), "ballot": msgspec.json.decode(self.raw), "opening": parts}


def seal_openly(
    election: Election, code: str, choices: Sequence[Sequence[int]], *, below: Below = random_below
) -> OpenedBallot:
    """Seal a ballot and keep its opening."""
    kept: list[list[int]] = []
    raw = seal(election, code, choices, below=below, keep=kept)
    parts = []
    for question, choice, randomness in zip(election.questions, choices, kept, strict=True):
        held = [",".join(map(str, choice))] if question.open_numbers else [str(mark) for mark in choice]
        parts.append(tuple(zip(held, map(str, randomness), strict=True)))
    return OpenedBallot(raw, tuple(parts))


def open_ballot(election: Election, raw: bytes, opening: object) -> list[list[int]]:
    """What an opened ballot holds, for each question the marks or numbers of its answers (without the blank mark).

    `Rejected` where it is no good ballot of this election, or a ciphertext does not hold what the opening says.
    """
    checked = check_ballot(election, raw)
    try:
        parts = msgspec.convert(opening, list[list[_Part]])
    except msgspec.ValidationError as error:
        raise Rejected("form", "opening", str(error)) from None
    if [len(part) for part in parts] != [len(answer) for answer in checked.answers]:
        raise Rejected("form", "opening", "it is of another ballot")
    held = []
    for index, (question, answer, given) in enumerate(zip(election.questions, checked.answers, parts, strict=True), 1):
        numbers: list[int] = []
        for place, (ciphertext, part) in enumerate(zip(answer, given, strict=True), 1):
            where = f"opening, question {index}, place {place}"
            some = [read_number(text, 256, where, 3) for text in part.m.split(",")]
            if question.open_numbers != (len(some) == len(question.answers)) and len(some) != 1:
                raise Rejected("form", where, "as many numbers as answers are asked for")
            element = election.group.embed(some) if question.open_numbers else _mark(election, some[0], where)
            _compare(election, ciphertext, element, part, where)
            numbers += some
        held.append(numbers[question.blank :])
    return held


def _mark(election: Election, mark: int, where: str) -> Element:
    if mark not in (0, 1):
        raise Rejected("number", where, "a mark is 0 or 1")
    return (election.group.identity, election.group.generator)[mark]


def _compare(election: Election, sealed: Ciphertext, element: Element, part: _Part, where: str) -> None:
    group = election.group
    r = read_number(part.r, group.order, where, group.digits)
    alpha = group.power(group.generator, r)
    beta = group.multiply(group.power(election.key, r), element)
    if not (group.same(alpha, sealed.alpha) and group.same(beta, sealed.beta)):
        raise Rejected("proof", where, "the ciphertext holds something else")
