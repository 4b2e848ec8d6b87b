"""The election file: what is asked, in which group, under which key. Its hash is in every ballot and every proof."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from msgspec import UNSET

from hamgara.ballots import messages
from hamgara.ballots.canonical import fingerprint, read, write
from hamgara.ballots.errors import BallotError, Rejected
from hamgara.ballots.groups import find_group
from hamgara.ballots.primitives.group import Below, Element, Group, random_below
from hamgara.ballots.questions import MOST_ANSWERS, Question, check_text

__all__ = ["BASE_58", "VERSION", "Election", "generate_uuid", "random_text"]

#: The version of the protocol, of the election file and of the archive.
VERSION = 1
BASE_58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_UUID = re.compile(f"[{BASE_58}]{{14,64}}")
_MOST_BYTES = 1 << 22


def random_text(length: int, below: Below = random_below) -> str:
    """Random characters of base 58."""
    return "".join(BASE_58[below(58)] for _ in range(length))


def generate_uuid(below: Below = random_below) -> str:
    """A new election's identifier: 14 characters, 82 bits."""
    return random_text(14, below)


@dataclass(frozen=True)
class Election:
    """An election as its file states it. `raw` is the file, byte by byte."""

    raw: bytes
    uuid: str
    name: str
    description: str
    group: Group
    key: Element
    questions: tuple[Question, ...]
    administrator: str | None = None
    credential_authority: str | None = None

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the file in base 64: what people compare, and what proofs are bound to."""
        return fingerprint(self.raw)

    @property
    def shuffles(self) -> bool:
        """Whether any question needs the trustees' shuffles."""
        return any(question.open_numbers for question in self.questions)

    @classmethod
    def create(
        cls,
        group: Group,
        key: Element,
        questions: Sequence[Question],
        *,
        uuid: str,
        name: str,
        description: str = "",
        administrator: str | None = None,
        credential_authority: str | None = None,
    ) -> Election:
        """Write the file of a new election; `BallotError` where its parts are not in order."""
        for text in (name, description, administrator or "", credential_authority or ""):
            check_text(text, "election")
        for index, question in enumerate(questions, 1):
            for text in (question.text, *question.answers):
                check_text(text, f"question {index}")
        message = messages.Election(
            version=VERSION,
            description=description,
            name=name,
            group=group.name,
            public_key=group.encode(key),
            questions=[question.write() for question in questions],
            uuid=uuid,
            administrator=UNSET if administrator is None else administrator,
            credential_authority=UNSET if credential_authority is None else credential_authority,
        )
        return cls.read(write(message))

    @classmethod
    def read(cls, raw: bytes) -> Election:
        """Read and check an election file: its form, its key's membership, its questions."""
        message = read(raw, messages.Election, "election", _MOST_BYTES)
        if message.version != VERSION:
            raise Rejected("unsupported", "election", f"version {message.version} of the protocol")
        if not _UUID.fullmatch(message.uuid):
            raise Rejected("form", "election, uuid", "at least 14 characters of base 58 are asked for")
        group = find_group(message.group)
        key = group.decode(message.public_key, "election, public key")
        if not group.holds(key):
            raise Rejected("outside", "election, public key")
        if group.same(key, group.identity):
            raise Rejected("key", "election, public key", "the identity encrypts nothing")
        if not 1 <= len(message.questions) <= MOST_ANSWERS:
            raise Rejected("choice", "election", f"between 1 and {MOST_ANSWERS} questions are possible")
        questions = tuple(Question.read(data, f"question {i}") for i, data in enumerate(message.questions, 1))
        for index, question in enumerate(questions, 1):
            if question.open_numbers:
                try:
                    group.embed([255] * len(question.answers))
                except BallotError as error:
                    raise Rejected("unsupported", f"question {index}", error.detail) from None
        group.remember(key)
        return cls(
            raw,
            message.uuid,
            message.name,
            message.description,
            group,
            key,
            questions,
            None if message.administrator is UNSET else message.administrator,
            None if message.credential_authority is UNSET else message.credential_authority,
        )
