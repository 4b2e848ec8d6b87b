"""abcvoting's instances (.abc.yaml): approval ballots with their number of candidates and seats.

Of YAML the files use little: keys at the margin, and lists of numbers in brackets or braces, or after dashes. That
much is read here, so that no YAML library is needed; whatever else a file holds (a description, rules to compute) is
passed over.
"""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import NoReturn

from hamgara.elections.ballots import Ballots, Weight, gather, whole
from hamgara.elections.source import BallotError, check_text, decode_text
from hamgara.elections.validity import USUAL, Validity

__all__ = ["read_abc_yaml"]

_KEY = re.compile(r"([A-Za-z_]+)\s*:(?:\s+|$)(.*)")
_COMMENT = re.compile(r"(?:^|\s)#.*")
_TOKEN = re.compile(r"[\[\]{},]|-(?=\s)|[^\s\[\]{},]+")
_WHOLE = re.compile(r"\d+", re.ASCII)
_CANDIDATES = 10_000
_NUMBER = re.compile(r"\d+(?:\.\d+|/\d+)?", re.ASCII)


def read_abc_yaml(source: Path | bytes, seats: int | None = None, validity: Validity = USUAL) -> Ballots:
    """Read an instance; candidates are named by their numbers from 0, as there. `seats` overrides `committeesize`.

    A set without members is an "empty" ballot. Raises BallotError where a line is not in order, or where neither the
    file nor the caller says how many seats there are.
    """
    data, name = (source, ".abc.yaml") if isinstance(source, bytes) else (source.read_bytes(), source.name)
    text = decode_text(data)
    check_text(name, text)
    entries = _split(name, text)
    if "profile" not in entries:
        raise BallotError(name, 1, 1, "the key `profile`", "none")
    papers = _Sets(name, entries["profile"]).read()
    most = max((c for _, some in papers for c in some), default=-1)
    size = _read_whole(name, entries, "num_cand") if "num_cand" in entries else most + 1
    if size > _CANDIDATES:
        line = entries.get("num_cand", entries["profile"])[0][0]
        raise BallotError(name, line, 1, f"at most {_CANDIDATES} candidates", str(size))
    if not size:
        raise BallotError(
            name, entries["profile"][0][0], 1, "a candidate whom somebody approves, or `num_cand`", "none"
        )
    if seats is None:
        if "committeesize" not in entries:
            raise BallotError(name, 1, 1, "the key `committeesize`, or a number of seats from the caller", "none")
        seats = _read_whole(name, entries, "committeesize")
    for (line, column), some in papers:
        if some and max(some) >= size:
            raise BallotError(name, line, column, f"candidates from 0 to {size - 1}", str(max(some)))
    weights = _read_weights(name, entries, len(papers))
    pairs = zip(weights, (tuple(sorted(some)) for _, some in papers), strict=True)
    return gather(tuple(str(c) for c in range(size)), pairs, seats, validity=validity.unordered())


def _split(name: str, text: str) -> dict[str, list[tuple[int, str]]]:
    """The lines of each key at the margin, without comments, numbered."""
    entries: dict[str, list[tuple[int, str]]] = {}
    lines: list[tuple[int, str]] | None = None
    for number, raw in enumerate(text.splitlines(), 1):
        line = _COMMENT.sub("", raw).rstrip()
        if not line or line in ("---", "..."):
            continue
        match = _KEY.match(line)
        if match:
            if match[1] in entries:
                raise BallotError(name, number, 1, "another key", match[1])
            lines = entries.setdefault(match[1], [])
            lines.append((number, " " * match.start(2) + match[2]))
        elif lines is not None and line[0] in " \t-[{]}":
            lines.append((number, line))
        else:
            raise BallotError(name, number, 1, "a key such as `profile:`", line)
    return entries


def _read_whole(name: str, entries: dict[str, list[tuple[int, str]]], key: str) -> int:
    line = entries[key][0][0]
    text = " ".join(part.strip() for _, part in entries[key]).strip()
    if not _WHOLE.fullmatch(text) or not int(text):
        raise BallotError(name, line, 1, f"a positive integer as `{key}`", repr(text))
    return int(text)


def _read_weights(name: str, entries: dict[str, list[tuple[int, str]]], papers: int) -> list[Weight]:
    if "voter_weights" not in entries:
        return [1] * papers
    lines = entries["voter_weights"]
    tokens = [(n, m.start() + 1, m[0]) for n, text in lines for m in _TOKEN.finditer(text) if m[0] not in list("[],-")]
    for line, column, word in tokens:
        if not _NUMBER.fullmatch(word) or word.endswith("/0") or not Fraction(word):
            raise BallotError(name, line, column, "a weight, a positive number", word)
    if len(tokens) != papers:
        raise BallotError(name, lines[0][0], 1, f"{papers} weights, one for each voter", f"{len(tokens)}")
    return [whole(Fraction(word)) for _, _, word in tokens]


class _Sets:
    """Reads `[[0, 1], {2}, []]`, or the same with a line `- [0, 1]` for each set."""

    def __init__(self, name: str, lines: list[tuple[int, str]]) -> None:
        self.name = name
        self.tokens = [(n, m.start() + 1, m[0]) for n, text in lines for m in _TOKEN.finditer(text)]
        self.tokens.append((lines[-1][0], len(lines[-1][1]) + 1, ""))
        self.at = 0

    def read(self) -> list[tuple[tuple[int, int], list[int]]]:
        found = []
        if self.peek() == "-":
            while self.peek() == "-":
                self.at += 1
                found.append(self.read_set())
        else:
            self.take("[")
            while self.peek() != "]":
                found.append(self.read_set())
                if self.peek() != "]":
                    self.take(",")
            self.take("]")
        if self.peek():
            self.refuse("the end of the profile")
        return found

    def read_set(self) -> tuple[tuple[int, int], list[int]]:
        line, column, word = self.tokens[self.at]
        closing = {"[": "]", "{": "}"}.get(word) or self.refuse("a set of candidates in brackets")
        self.at += 1
        members = []
        while self.peek() != closing:
            if not _WHOLE.fullmatch(self.peek()):
                self.refuse("the number of a candidate, from 0")
            members.append(int(self.peek()))
            self.at += 1
            if self.peek() != closing:
                self.take(",")
        self.at += 1
        return (line, column), members

    def peek(self) -> str:
        return self.tokens[self.at][2]

    def take(self, wanted: str) -> None:
        if self.peek() != wanted:
            self.refuse(f"{wanted!r}")
        self.at += 1

    def refuse(self, expected: str) -> NoReturn:
        line, column, word = self.tokens[self.at]
        raise BallotError(self.name, line, column, expected, word or "the end of the profile")
