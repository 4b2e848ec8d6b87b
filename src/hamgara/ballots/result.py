"""From the tally and the trustees' factors to numbers: logarithms of sums, and the answers that were shuffled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isqrt
from typing import Any

from hamgara.ballots import messages
from hamgara.ballots.canonical import read, write
from hamgara.ballots.credentials import LARGEST_WEIGHT
from hamgara.ballots.election import Election
from hamgara.ballots.errors import BallotError, Rejected
from hamgara.ballots.primitives.group import Element, Group
from hamgara.ballots.tally import LARGEST_INTEGER, Tally, write_weight
from hamgara.ballots.trustees import Trustees

__all__ = ["Outcome", "check_result", "compute_result", "read_result"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """For each question: how much weight each answer got (blank first where there is blank), or all sets of numbers."""

    questions: tuple[tuple[int, ...] | tuple[tuple[int, ...], ...], ...]

    def write(self) -> bytes:
        """As it is published."""
        printed = [
            [list(one) if isinstance(one, tuple) else write_weight(one) for one in counts] for counts in self.questions
        ]
        return write(messages.Result(result=printed))


def _open(
    election: Election, trustees: Trustees, tally: Tally, factors: Mapping[int, Sequence[Sequence[Element]]]
) -> list[list[Element]]:
    group = election.group
    flat = {owner: [element for column in columns for element in column] for owner, columns in factors.items()}
    if not any(tally.columns):
        return [[] for _ in tally.columns]
    combined = iter(trustees.combine(group, flat))
    return [[group.multiply(one.beta, group.invert(next(combined))) for one in column] for column in tally.columns]


def compute_result(
    election: Election, trustees: Trustees, tally: Tally, factors: Mapping[int, Sequence[Sequence[Element]]]
) -> Outcome:
    """The outcome, from checked factors by owner; `BallotError` by `missing` where they are not enough."""
    group = election.group
    if tally.weight > LARGEST_WEIGHT:
        raise BallotError("number", "tally", f"a total weight above {LARGEST_WEIGHT} cannot be decrypted")
    opened = _open(election, trustees, tally, factors)
    find = _logarithms(group, tally.weight)
    questions: list[Any] = []
    for question, column in zip(election.questions, opened, strict=True):
        if question.open_numbers:
            questions.append(tuple(tuple(group.extract(element, len(question.answers))) for element in column))
        else:
            questions.append(tuple(find(element) for element in column))
    return Outcome(tuple(questions))


def _logarithms(group: Group, most: int) -> Any:
    """A function from an element to its logarithm in 0 … most (baby steps, giant steps)."""
    step = isqrt(most) + 1
    # Hashes of the encodings instead of the encodings: a third of a million of them would be large.
    small: dict[int, int] = {}
    element = group.identity
    for exponent in range(step):
        small.setdefault(hash(group.encode(element)), exponent)
        element = group.multiply(element, group.generator)
    stride = group.invert(element)

    def find(value: Element) -> int:
        rest = value
        for giant in range(step + 1):
            baby = small.get(hash(group.encode(rest)))
            if baby is not None:
                exponent = giant * step + baby
                if group.same(group.power_openly(group.generator, exponent), value):
                    return exponent
            rest = group.multiply(rest, stride)
        raise BallotError("result", "result", "a sum is not what ballots can add up to")

    return find


def read_result(raw: bytes, where: str = "result") -> Outcome:
    """The outcome as it was published, not checked against anything: for one that was checked before."""
    printed = read(raw, messages.Result, where).result
    questions: list[Any] = [
        tuple(tuple(one) if isinstance(one, list) else _read_count(one, where) for one in counts) for counts in printed
    ]
    return Outcome(tuple(questions))


def check_result(
    election: Election,
    trustees: Trustees,
    tally: Tally,
    factors: Mapping[int, Sequence[Sequence[Element]]],
    raw: bytes,
    where: str = "result",
) -> Outcome:
    """The published outcome, checked against the factors without searching for logarithms."""
    group = election.group
    printed = read(raw, messages.Result, where).result
    if len(printed) != len(election.questions):
        raise Rejected("form", where, f"{len(election.questions)} questions are asked for")
    opened = _open(election, trustees, tally, factors)
    questions: list[Any] = []
    for index, (question, column) in enumerate(zip(election.questions, opened, strict=True)):
        place = f"{where}, question {index + 1}"
        counts = printed[index]
        if not isinstance(counts, list) or len(counts) != len(column):
            raise Rejected("form", place, f"{len(column)} entries are asked for")
        if question.open_numbers:
            found = [group.extract(element, len(question.answers)) for element in column]
            if counts != found or any(type(number) is not int for one in counts for number in one):
                raise Rejected("result", place, "the decryptions say otherwise")
            questions.append(tuple(tuple(one) for one in found))
            continue
        numbers = [_read_count(count, place) for count in counts]
        for number, element in zip(numbers, column, strict=True):
            if not group.same(group.power_openly(group.generator, number), element):
                raise Rejected("result", place, "the decryptions say otherwise")
        questions.append(tuple(numbers))
    return Outcome(tuple(questions))


def _read_count(count: object, where: str) -> int:
    if type(count) is int and 0 <= count <= LARGEST_INTEGER:
        return count
    if isinstance(count, str) and count.isascii() and count.isdigit() and len(count) <= 12 and count[0] != "0":
        value = int(count)
        if LARGEST_INTEGER < value <= LARGEST_WEIGHT:
            return value
    raise Rejected("number", where, "a count that no election can have")
