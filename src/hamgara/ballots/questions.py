"""What an election asks: choose from least to most of the answers, or give every answer a number."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from msgspec import UNSET

from hamgara.ballots import messages
from hamgara.ballots.canonical import read, write
from hamgara.ballots.errors import BallotError, Rejected

__all__ = ["MOST_ANSWERS", "Question"]

#: The most answers of one question, and the most questions of one election.
MOST_ANSWERS = 1000
#: The largest number that an open answer gives.
_LARGEST = 255


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    Where `open_numbers`, a voter gives each answer a number from 0 to 255 (a rank, a score), and the sets of numbers
    are published after the trustees' shuffles; `extra` may name a method of counting. Else a voter chooses from
    `least` to `most` of the answers (or, where `blank`, none at all, which is counted as blank), and only sums are
    published.
    """

    text: str
    answers: tuple[str, ...]
    least: int = 0
    most: int = 1
    blank: bool = False
    open_numbers: bool = False
    extra: Any = field(default=UNSET, compare=False)

    @property
    def width(self) -> int:
        """How many ciphertexts answer it."""
        return 1 if self.open_numbers else len(self.answers) + self.blank

    def check(self, where: str) -> None:
        """`BallotError` by `choice` where nobody could answer."""
        if not 1 <= len(self.answers) <= MOST_ANSWERS:
            raise BallotError("choice", where, f"between 1 and {MOST_ANSWERS} answers are possible")
        if not self.open_numbers and not 0 <= self.least <= self.most <= len(self.answers):
            raise BallotError("choice", where, "0 ≤ least ≤ most ≤ number of answers is needed")

    def check_choice(self, choice: Sequence[int], where: str = "") -> None:
        """Refuse by `choice` what this question does not allow; the blank mark comes first where there is one."""
        if self.open_numbers:
            if len(choice) != len(self.answers) or not all(0 <= number <= _LARGEST for number in choice):
                raise BallotError("choice", where, f"{len(self.answers)} numbers from 0 to {_LARGEST} are asked for")
            return
        if len(choice) != self.width or not all(mark in (0, 1) for mark in choice):
            raise BallotError("choice", where, f"{self.width} marks, each 0 or 1, are asked for")
        marks = sum(choice[self.blank :])
        if self.blank and choice[0]:
            if marks:
                raise BallotError("choice", where, "a blank answer marks nothing else")
        elif not self.least <= marks <= self.most:
            raise BallotError("choice", where, f"{marks} marked, and from {self.least} to {self.most} are allowed")

    def write(self) -> msgspec.Raw:
        """As the election file has it."""
        if self.open_numbers:
            value = messages.OpenQuestion(answers=self.answers, question=self.text)
            return msgspec.Raw(write(messages.QuestionBox(type="NonHomomorphic", value=value, extra=self.extra)))
        blank = True if self.blank else UNSET
        return msgspec.Raw(
            write(
                messages.HomomorphicQuestion(
                    answers=self.answers, blank=blank, min=self.least, max=self.most, question=self.text
                )
            )
        )

    @classmethod
    def read(cls, data: msgspec.Raw, where: str) -> Question:
        """Read a question of an election file."""
        if bytes(data).startswith(b'{"type":'):
            kind = msgspec.json.decode(bytes(data))["type"]
            if kind != "NonHomomorphic":
                raise Rejected("unsupported", where, f"questions of the type {kind!r}")
            box = read(data, messages.QuestionBox, where)
            question = cls(box.value.question, box.value.answers, open_numbers=True, extra=box.extra)
        else:
            plain = read(data, messages.HomomorphicQuestion, where)
            question = cls(plain.question, plain.answers, plain.min, plain.max, plain.blank is True)
        try:
            question.check(where)
        except BallotError as error:
            raise Rejected(error.reason, error.where, error.detail) from None
        return question


def check_text(text: str, where: str) -> None:
    """Refuse control characters: programs do not agree on how JSON spells them."""
    if any(unicodedata.category(character) == "Cc" for character in text):
        raise BallotError("form", where, "a control character")
