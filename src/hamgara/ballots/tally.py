"""The sum of the sealed ballots: a product of ciphertexts for each answer, and the list of those to be shuffled.

Of each credential the last ballot counts, with the credential's weight.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from hamgara.ballots import messages
from hamgara.ballots.answers import read_ciphertexts, write_ciphertext
from hamgara.ballots.canonical import digest, read, write
from hamgara.ballots.election import Election
from hamgara.ballots.errors import BallotError, Rejected
from hamgara.ballots.primitives.proofs import Ciphertext

__all__ = ["LARGEST_INTEGER", "Sum", "Tally", "read_tally", "write_size", "write_weight"]

#: Belenios prints larger weights and counts as text.
LARGEST_INTEGER = 1073741823


@dataclass
class Sum:
    """Ballots as they are added up, in any order and in parts.

    `columns` has, for each question, the products of its ciphertexts, or all of them where it is shuffled.
    """

    election: Election
    columns: list[list[Ciphertext]] = field(default_factory=list)
    ballots: int = 0
    weight: int = 0

    def __post_init__(self) -> None:
        identity = self.election.group.identity
        if not self.columns:
            self.columns = [
                [] if question.open_numbers else [Ciphertext(identity, identity)] * question.width
                for question in self.election.questions
            ]

    def add(self, answers: Sequence[Sequence[Ciphertext]], weight: int = 1) -> None:
        """Add a checked ballot."""
        group = self.election.group
        for index, (question, answer) in enumerate(zip(self.election.questions, answers, strict=True)):
            if question.open_numbers:
                if weight != 1:
                    raise BallotError("choice", f"question {index + 1}", "answers with numbers cannot be weighted")
                self.columns[index].extend(answer)
                continue
            if weight != 1:
                answer = [
                    Ciphertext(group.power_openly(one.alpha, weight), group.power_openly(one.beta, weight))
                    for one in answer
                ]
            self.columns[index] = self._multiply(self.columns[index], answer)
        self.ballots += 1
        self.weight += weight

    def _multiply(self, first: Sequence[Ciphertext], second: Sequence[Ciphertext]) -> list[Ciphertext]:
        multiply = self.election.group.multiply
        return [
            Ciphertext(multiply(one.alpha, other.alpha), multiply(one.beta, other.beta))
            for one, other in zip(first, second, strict=True)
        ]

    def merge(self, columns: Sequence[Sequence[Ciphertext]], ballots: int, weight: int) -> None:
        """Add the sum of other ballots."""
        for index, (question, column) in enumerate(zip(self.election.questions, columns, strict=True)):
            if question.open_numbers:
                self.columns[index].extend(column)
            else:
                self.columns[index] = self._multiply(self.columns[index], column)
        self.ballots += ballots
        self.weight += weight

    def close(self) -> Tally:
        """The sum as it is published: what is to be shuffled comes in the order of its encryptions."""
        rank = self.election.group.rank
        columns = [
            sorted(column, key=lambda one: (rank(one.alpha), rank(one.beta))) if question.open_numbers else column
            for question, column in zip(self.election.questions, self.columns, strict=True)
        ]
        return Tally(tuple(tuple(column) for column in columns), self.ballots, self.weight)


@dataclass(frozen=True, slots=True)
class Tally:
    """The encrypted tally: for each question its ciphertexts; how many ballots, and their weight."""

    columns: tuple[tuple[Ciphertext, ...], ...]
    ballots: int
    weight: int

    def write(self, election: Election) -> bytes:
        """As it is published."""
        return write([[write_ciphertext(election.group, one) for one in column] for column in self.columns])

    def replace(self, election: Election, shuffled: Sequence[Sequence[Ciphertext]]) -> Tally:
        """The same with what the trustees have shuffled in its place."""
        rest = iter(shuffled)
        columns = tuple(
            tuple(next(rest)) if question.open_numbers else column
            for question, column in zip(election.questions, self.columns, strict=True)
        )
        return Tally(columns, self.ballots, self.weight)

    def shuffled(self, election: Election) -> tuple[tuple[Ciphertext, ...], ...]:
        """The columns that trustees shuffle."""
        return tuple(
            column for question, column in zip(election.questions, self.columns, strict=True) if question.open_numbers
        )


def write_weight(weight: int) -> int | str:
    """A weight or a count as it is printed."""
    return weight if weight <= LARGEST_INTEGER else str(weight)


def write_size(tally: bytes, ballots: int, weight: int) -> bytes:
    """What states the size of an encrypted tally, and names it."""
    return write(
        messages.SizedTally(num_tallied=ballots, total_weight=write_weight(weight), encrypted_tally=digest(tally))
    )


def read_tally(election: Election, raw: bytes, ballots: int, weight: int, where: str = "encrypted tally") -> Tally:
    """Read an encrypted tally that was published, each element checked to be in the group."""
    printed = read(raw, list[list[messages.Ciphertext]], where)
    if len(printed) != len(election.questions):
        raise Rejected("form", where, f"{len(election.questions)} questions are asked for")
    columns = []
    for index, (question, column) in enumerate(zip(election.questions, printed, strict=True), 1):
        width = ballots if question.open_numbers else question.width
        if len(column) != width:
            raise Rejected("form", f"{where}, question {index}", f"{width} ciphertexts are asked for")
        columns.append(tuple(read_ciphertexts(election.group, column, f"{where}, question {index}, ciphertext")))
    if election.group.find_outsider([part for column in columns for one in column for part in one]) is not None:
        raise Rejected("outside", where)
    return Tally(tuple(columns), ballots, weight)
