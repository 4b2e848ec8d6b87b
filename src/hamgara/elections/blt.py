"""BLT files: the format in which councils and counting programs publish ranked ballots.

The form is B. A. Wichmann's (Voting matters, 1990s) as OpenSTV and OpaVote extended it: a header with the
numbers of candidates and seats, withdrawn candidates as negative numbers, one ballot a line (weight, ranks,
0), a line 0, then the candidates' names and a title, quoted or not.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from hamgara.elections.ballots import SKIP, Ballots, Ranks, Weight, add_weights, gather_rows, sift_rows
from hamgara.elections.graded import TierBallots, gather_tiers
from hamgara.elections.papers import SAFE, Codes, Numbers, Papers, fit_weights, pack_rows, whole
from hamgara.elections.scan import scan_lines
from hamgara.elections.source import BallotError, decode_text
from hamgara.elections.validity import USUAL, Validity, judge

__all__ = ["read_blt", "read_blt_tiers", "write_blt"]

_LINE_ENDS = re.compile(r"\r\n|\r|\n")
_BLOCK = 1 << 22
_TOKEN = re.compile(r"[^\s,;]+")
# So many digits are beyond any election, and fewer than Python reads as a number.
_NUMBER = re.compile(r"\d{1,999}(?:\.\d{1,999}|/\d{1,999})?", re.ASCII)
_INTEGER = re.compile(r"[+-]?\d{1,999}", re.ASCII)
_EQUALS = re.compile(r"\d{1,999}(?:=\d{1,999})+", re.ASCII)
_BALLOT = re.compile(r"[\d./]+[\s,;]+(?:[\d=-]+[\s,;]+)*0", re.ASCII)
_MANY = 100  # of so many papers every candidate is on some
_AFTER_QUOTE = re.compile(r'"\s*#[^"]*$')
_BETWEEN_QUOTES = re.compile(r'"[\s,]+"')
_DESCRIBED = re.compile(r'"?([^"]+?)"?\s+"([^"]+)"')
_LISTED_NAME = re.compile(r"#\s*ALTERNATIVE NAME (\d+):\s*(.*\S)", re.ASCII)


def read_blt(source: Path | bytes, validity: Validity = USUAL) -> Ballots:
    """Read a BLT file, or its bytes, in any of its dialects.

    UTF-8, UTF-16 with a byte order mark, and Windows-1252 / Latin-1 are understood; `#` starts a comment; `-` in a
    ballot is a rank left out; weights may be integers, decimals or fractions (`1/3`). A ballot with equal ranks
    (`2=3`), with a candidate twice, with a number that no candidate has, or with none is counted in `Ballots.invalid`, unless
    `validity` says otherwise. Whatever else is not in order raises BallotError: among it a number of candidates that
    does not fit the names and the ballots.
    """
    if isinstance(source, bytes):
        return _Reader(source, "BLT", validity).read()
    return _Reader(Path(source).read_bytes(), Path(source).name, validity).read()


def read_blt_tiers(source: Path | bytes, validity: Validity = USUAL) -> TierBallots:
    """Read a BLT file for a method that knows equal ranks: `2=3` ranks both alike. All else is as in `read_blt`."""
    if isinstance(source, bytes):
        return _Reader(source, "BLT", validity).read_tiers()
    return _Reader(Path(source).read_bytes(), Path(source).name, validity).read_tiers()


def write_blt(ballots: Ballots, target: Path | None = None) -> bytes:
    """Give the ballots as BLT in UTF-8, and write them to `target` if there is one.

    Invalid ballots are not in a Ballots' list and so not in the file. Raises ValueError for a name or title
    that BLT cannot hold (doubled quotes, a name that ends in a quoted part, a title of several lines).
    """
    for text in (*ballots.candidates, ballots.title):
        if _read_entry(f'"{text}"') != text or _LINE_ENDS.search(text):
            raise ValueError(f"{text!r} cannot be written in BLT")
    lines = [f"{len(ballots.candidates)} {ballots.seats}"]
    if ballots.withdrawn:
        gone = sorted(ballots.candidates.index(name) + 1 for name in ballots.withdrawn)
        lines.append(" ".join(f"-{number}" for number in gone))
    lines += [" ".join([str(weight), *(str(i + 1) for i in ranks), "0"]) for weight, ranks in ballots.ballots]
    lines.append("0")
    lines += [f'"{name}"' for name in ballots.candidates]
    # Without a title its line is empty, so that nothing is taken for it.
    lines.append(f'"{ballots.title}"')
    data = ("\n".join(lines) + "\n").encode()
    if target is not None:
        target.write_bytes(data)
    return data


class _Reader:
    def __init__(self, data: bytes, source: str, validity: Validity) -> None:
        self.source = source
        self.validity = validity
        self.data = _unify(data)
        self.at = 0  # the offset of the next line
        self.line = 0  # the number of the line that was read last
        self.blocks: list[tuple[Codes, Numbers]] = []
        self.invalid: dict[str, Weight] = {}
        self.in_part: dict[str, Weight] = {}
        self.odd: list[tuple[Weight, Ranks]] = []
        self.equal: list[tuple[Weight, list[list[int]]]] = []
        self.withdrawn: set[int] = set()
        self.header = (1, 1)  # where the number of candidates stands
        self.beyond: Counter[int] = Counter()  # numbers that no candidate has, and on how many lines

    def read(self) -> Ballots:
        size, seats = self.read_header()
        self.read_papers(size)
        names, title = self.read_names(size)
        for weight, tiers in self.equal:
            kept, reason, defects = judge(tiers, size, self.validity, strict=True)
            if reason:
                self.tally({reason: weight}, {})
            else:
                self.tally({}, dict.fromkeys(defects, weight))
                self.odd.append((weight, tuple(tier[0] for tier in kept)))
        codes, weights, split = self.join(size)
        return gather_rows(names, codes, weights, split, seats, **self.frame(names, title))

    def read_tiers(self) -> TierBallots:
        size, seats = self.read_header()
        self.read_papers(size)
        names, title = self.read_names(size)
        papers: list[tuple[Weight, list[list[int]]]] = [*self.equal]
        for weight, ranks in Papers(*self.join(size)):
            papers.append((weight, [[c] for c in ranks]))
        return gather_tiers(names, papers, seats, **self.frame(names, title), validity=self.validity)

    def frame(self, names: tuple[str, ...], title: str) -> dict[str, Any]:
        withdrawn = tuple(names[i] for i in sorted(self.withdrawn))
        return {"title": title, "withdrawn": withdrawn, "rejected": self.invalid, "in_part": self.in_part}

    def join(self, size: int) -> tuple[Codes, Numbers, int]:
        """All valid papers as rows of codes with their weights, so many of which make one vote."""
        numbers, split = fit_weights([weight for weight, _ in self.odd])
        ranks = [rank + 1 for _, ranks in self.odd for rank in ranks]
        lengths = np.array([len(ranks) for _, ranks in self.odd], dtype=np.int64)
        # Ranks may be of any length in a file; all beyond the candidates are alike.
        flat = np.array([min(rank, size + 1) for rank in ranks], dtype=np.int64)
        codes, numbers, invalid, in_part = sift_rows(flat, lengths, numbers, split, size, self.validity)
        self.tally(invalid, in_part)
        # As a sum of floats this errs by far less than the room left below 2**63.
        total = sum(int(weights.sum(dtype=np.float64)) for _, weights in self.blocks) + 1
        kind = np.int64 if total * split + int(numbers.sum()) < SAFE else object
        sums = [numbers.astype(kind), *(weights.astype(kind, copy=False) * split for _, weights in self.blocks)]
        rows = pack_rows([codes, *(codes for codes, _ in self.blocks)])
        self.blocks = []
        return rows, np.concatenate(sums), split

    def tally(self, invalid: Mapping[str, Weight], in_part: Mapping[str, Weight]) -> None:
        self.invalid = add_weights(self.invalid, invalid)
        self.in_part = add_weights(self.in_part, in_part)

    def read_header(self) -> tuple[int, int]:
        numbers: list[int] = []
        while len(numbers) < 2:
            tokens = self.tokens("the numbers of candidates and of seats")
            for column, word in tokens:
                if len(numbers) == 2:
                    self.withdraw(word, column, numbers[0])
                    continue
                wanted = "the number of seats" if numbers else "the number of candidates"
                if not _INTEGER.fullmatch(word) or int(word) < 1:
                    self.refuse(column, f"{wanted}, a positive integer", word)
                if not numbers:
                    self.header = (self.line, column)
                    if int(word) > len(self.data):
                        self.refuse(column, "the number of candidates, whom the file must name", word)
                elif int(word) > numbers[0]:
                    self.refuse(column, f"no more seats than the {numbers[0]} candidates", word)
                numbers.append(int(word))
        return numbers[0], numbers[1]

    def read_papers(self, size: int) -> None:
        """Read up to the line 0: usual lines by the block, whatever else one by one."""
        expected = "a ballot (weight, candidates, 0) or the line 0"
        while True:
            if self.at >= len(self.data):
                self.refuse(1, expected, "the end of the file", line=self.line + 1)
            start, line = self.at, self.line
            end = self.data.find(b"\n", start + _BLOCK) + 1 or len(self.data)
            scan = scan_lines(self.data[start:end])
            last = len(scan.usual)
            for number in np.flatnonzero(~scan.usual).tolist():
                self.at, self.line = start + int(scan.starts[number]), line + number
                if self.read_odd_line(size, expected):
                    last = number
                    break
            else:
                self.at, self.line = end, line + last
            papers = int(scan.usual[:last].sum())
            lengths = scan.lengths[:papers]
            flat, weights = scan.flat[: int(lengths.sum())], scan.weights[:papers]
            if len(weights) and int(weights.max()) * len(weights) >= SAFE:
                weights = weights.astype(object)
            self.beyond.update(flat[flat > size].tolist())
            codes, weights, invalid, in_part = sift_rows(flat, lengths, weights, 1, size, self.validity)
            self.blocks.append((codes, weights))
            self.tally(invalid, in_part)
            if last < len(scan.usual):
                return

    def read_odd_line(self, size: int, expected: str) -> bool:
        """Read a line that is not in the usual form; say whether it was the line 0."""
        tokens = self.split_line(self.next_line())
        if not tokens:
            return False
        if [word for _, word in tokens] == ["0"]:
            return True
        if tokens[0][1].startswith("-"):
            for column, word in tokens:
                if (column, word) != (tokens[-1][0], "0"):
                    self.withdraw(word, column, size)
        else:
            self.read_paper(tokens)
        return False

    def read_paper(self, tokens: list[tuple[int, str]]) -> None:
        (column, first), *rest = tokens
        match = _NUMBER.fullmatch(first)
        if not match or first.endswith("/0") or Fraction(first) <= 0:
            self.refuse(column, "a ballot's weight, a positive number, or the line 0", first)
        weight = whole(Fraction(first))
        if not rest or rest[-1][1] != "0":
            column, word = tokens[-1]
            self.refuse(column + len(word), "0 at the end of the ballot", "the end of the line")
        tiers: list[list[int]] = []
        for column, word in rest[:-1]:
            if word == "-":
                tiers.append([])
            elif _EQUALS.fullmatch(word):
                tiers.append([int(number) - 1 for number in word.split("=")])
            elif _INTEGER.fullmatch(word) and int(word) > 0:
                tiers.append([int(word) - 1])
            else:
                self.refuse(column, "the number of a candidate", word)
        if any(len(tier) > 1 for tier in tiers):
            self.equal.append((weight, tiers))
        else:
            # Where a rank left out does no harm it is as if it were not there.
            skips = self.validity.skipped != "pass"
            self.odd.append((weight, tuple(tier[0] if tier else SKIP for tier in tiers if tier or skips)))

    def read_names(self, size: int) -> tuple[tuple[str, ...], str]:
        entries, listed = self.read_entries()
        self.check_number(size, entries)
        if len(entries) < size:
            if len(listed) == size and set(listed) == set(range(1, size + 1)):
                entries = [listed[number] for number in range(1, size + 1)] + entries
            else:
                entries = [(line, part) for line, text in entries for part in _split_entries(text)]
        if len(entries) < size:
            found = f"the end of the file after {len(entries)} names"
            self.refuse(1, f"the names of {size} candidates", found, line=self.line + 1)
        names: list[str] = []
        seen: dict[str, int] = {}
        for line, text in entries[:size]:
            name = _read_entry(text)
            if not name:
                self.refuse(1, "a candidate's name", "nothing", line=line)
            key = unicodedata.normalize("NFC", name)
            if key in seen:
                self.refuse(1, f"a name unlike that of line {seen[key]}", repr(name), line=line)
            seen[key] = line
            names.append(name)
        for line, text in entries[size + 1 :]:
            if not text.startswith('"'):
                self.refuse(1, "the end of the file after the title", repr(text), line=line)
        return tuple(names), _read_entry(entries[size][1]) if len(entries) > size else ""

    def check_number(self, size: int, entries: list[tuple[int, str]]) -> None:
        """Refuse a header that seems to say too few candidates, or one too many, for the names and the ballots."""
        line, column = self.header
        names = Counter(rank + 1 for _, ranks in self.odd for rank in ranks) + self.beyond
        if len(entries) > size and not names.keys() & range(size + 1, len(entries) + 1):
            return
        for codes, _ in self.blocks:
            names.update(dict(enumerate(np.bincount(codes.ravel(), minlength=size + 1)[1:].tolist(), 1)))
        extra = [number for number in range(size + 1, len(entries) + 1) if names[number]]
        # With one line more than names that is the title, unless its number is on papers as other names are.
        stray = len(entries) == size + 1 and names[size + 1] * 10 < min(names[number] for number in range(1, size + 1))
        if extra and not stray:
            named = f"{size}, but ballots name {extra[-1]}, and {len(entries)} lines follow them"
            self.refuse(column, "as many candidates as there are names", named, line=line)
        votes = sum(int(weights.sum()) for _, weights in self.blocks)
        if len(entries) == size > 1 and not names[size] and votes >= _MANY and size - 1 not in self.withdrawn:
            # What stands in the last candidate's place may be the title.
            named = f"{size}, and nobody names the last, {entries[-1][1]!r}; no title follows"
            self.refuse(column, "as many candidates as there are names", named, line=line)

    def read_entries(self) -> tuple[list[tuple[int, str]], dict[int, tuple[int, str]]]:
        """The lines after the ballots, and the names that files converted from PrefLib have in comments."""
        entries: list[tuple[int, str]] = []
        listed: dict[int, tuple[int, str]] = {}
        # Line by line, for files that were put together have names in two encodings.
        lines = [decode_text(line) for line in self.data[self.at :].split(b"\n")]
        self.line += len(lines) - 1
        for line, raw in enumerate(lines, self.line - len(lines) + 2):
            text = raw.strip()
            if match := _LISTED_NAME.fullmatch(text):
                listed[int(match[1])] = (line, match[2])
            elif text and not text.startswith("#"):
                if text.startswith('"'):
                    text = _AFTER_QUOTE.sub('"', text)
                    if len(text) < 2 or not text.endswith('"'):
                        self.refuse(len(raw) + 1, "a closing quotation mark", "the end of the line", line=line)
                elif _BALLOT.fullmatch(text):
                    self.refuse(1, "a name after the line 0", f"the ballot {text}", line=line)
                entries.append((line, text))
        return entries, listed

    def tokens(self, expected: str) -> list[tuple[int, str]]:
        """The words of the next line that has any, with their columns; the reader moves past it."""
        found: list[tuple[int, str]] = []
        while not found:
            if self.at >= len(self.data):
                self.refuse(1, expected, "the end of the file", line=self.line + 1)
            found = self.split_line(self.next_line())
        return found

    def next_line(self) -> str:
        end = self.data.find(b"\n", self.at)
        end = len(self.data) if end < 0 else end
        text = decode_text(self.data[self.at : end])
        self.at, self.line = end + 1, self.line + 1
        return text

    def split_line(self, text: str) -> list[tuple[int, str]]:
        return [(match.start() + 1, match.group()) for match in _TOKEN.finditer(text.split("#", 1)[0])]

    def withdraw(self, word: str, column: int, size: int) -> None:
        if not _INTEGER.fullmatch(word) or not -size <= int(word) <= -1:
            self.refuse(column, f"a withdrawn candidate, -1 to -{size}", word)
        self.withdrawn.add(-int(word) - 1)

    def refuse(self, column: int, expected: str, found: str, *, line: int | None = None) -> NoReturn:
        raise BallotError(self.source, self.line if line is None else line, column, expected, found)


def _read_entry(text: str) -> str:
    """A name or title without its quotes; a party quoted after the name follows it after a comma."""
    if text.startswith('"'):
        text = text.replace('""', '"') if text.startswith('""') or '""' in text[1:-1] else text
        text = text if _DESCRIBED.fullmatch(text) else text[1:-1].strip()
    if match := _DESCRIBED.fullmatch(text):
        return f"{match[1].strip()}, {match[2].strip()}"
    quoted = len(text) > 1 and text[0] == text[-1] == '"' and '"' not in text[1:-1]
    return text[1:-1].strip() if quoted else text


def _split_entries(text: str) -> list[str]:
    if not text.startswith('"'):
        return [text]
    return [f'"{part}"' for part in _BETWEEN_QUOTES.split(text[1:-1])]


def _unify(data: bytes) -> bytes:
    """The same bytes with one kind of line end; UTF-16 as UTF-8."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = decode_text(data).encode()
    data = data.removeprefix(b"\xef\xbb\xbf")
    data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in data else data
    return data if not data or data.endswith(b"\n") else data + b"\n"
