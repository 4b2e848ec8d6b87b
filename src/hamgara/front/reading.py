"""Acceptances, members and clauses from CSV files; what cannot be read is refused by line and column.

Five shapes are told apart by their header: `member, clause, answer`; `member, weight, …`; `clause, basis,
rule`; and Polis's two exports (`participants-votes.csv`, a column per statement; `votes.csv`, a row per
vote), where agree is accept, disagree is refuse, and pass or unseen is unknown.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Literal

from hamgara.dates import Language, NumberError, digits, parse_number
from hamgara.front.acceptance import Acceptance, Answer
from hamgara.front.rules import Rules, Share

__all__ = [
    "AcceptanceError",
    "ClauseList",
    "MemberList",
    "read_acceptance",
    "read_clauses",
    "read_members",
    "read_probabilities",
    "read_rules",
]

_LONG = ("member", "clause", "answer")
_POLIS_LONG = ("comment-id", "voter-id", "vote")
_POLIS_ABOUT = frozenset(("participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree"))
_KINDS = {
    "accept": Answer("accept"),
    "می‌پذیرد": Answer("accept"),
    "refuse": Answer("refuse"),
    "نمی‌پذیرد": Answer("refuse"),
    "unknown": Answer("unknown"),
    "نامعلوم": Answer("unknown"),
    "": Answer("unknown"),
}
#: As the Persian words are typed where a keyboard has no other: with a blank, with Arabic letters.
_LOOSE = re.compile("^(ن?می) ")
_LETTERS = str.maketrans("يك", "یک")
_CONDITIONAL = ("accept if ", "می‌پذیرد اگر ")
_VOTES = {"1": Answer("accept"), "-1": Answer("refuse"), "0": Answer("unknown"), "": Answer("unknown")}
_RULES: dict[str, Literal["must", "out"] | None] = {"must": "must", "out": "out", "": None, "free": None}

Expected = tuple[str, str]
_ANSWER: Expected = (
    "accept، accept if و سپس شرط، refuse یا unknown (یا می‌پذیرد، می‌پذیرد اگر …، نمی‌پذیرد، نامعلوم)",
    "accept, accept if <condition>, refuse or unknown",
)
_VOTE: Expected = ("۱، ۰، ۱- یا خانهٔ خالی", "1, 0, -1 or an empty cell")


def _fa(number: int) -> str:
    return digits(str(number), "fa")


class AcceptanceError(ValueError):
    """A file that cannot be read as it stands.

    `line` counts from 1; `column` is the header's name or the number of the column from 1, None for the
    whole line. `expected` holds what should have been there, in Persian and in English; `found` what was.
    """

    def __init__(self, path: Path, line: int, column: str | int | None, expected: Expected, found: str = "") -> None:
        self.path, self.line, self.column, self.expected = path, line, column, expected
        self.found = found if len(found) <= 60 else found[:60] + "…"
        super().__init__(self.explain("en"))

    def explain(self, language: Language) -> str:
        """Where it is, what was expected and what was found, in one sentence."""
        if language == "fa":
            where = f"{self.path.name}، سطر {_fa(self.line)}"
            if self.column is not None:
                where += f"، ستون «{self.column}»" if isinstance(self.column, str) else f"، ستون {_fa(self.column)}"
            return f"{where}: انتظار می‌رفت {self.expected[0]}" + (f"؛ آمده است «{self.found}»" if self.found else "")
        where = f"{self.path.name}, line {self.line}"
        if self.column is not None:
            # A column may be called "2", which is not the second one.
            numeric = isinstance(self.column, str) and self.column.isdecimal()
            where += f", column {self.column!r}" if numeric else f", column {self.column}"
        return f"{where}: expected {self.expected[1]}" + (f"; found {self.found!r}" if self.found else "")


@dataclass(frozen=True, slots=True)
class MemberList:
    """What a members file says: weights (1 where the cell is empty) and classes by dimension, in the order
    of the file.
    """

    weights: Mapping[str, Fraction]
    classes: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class ClauseList:
    """What a clauses file says: all clauses in its order, their bases and texts, which must be in or out, and their
    values where they have any.
    """

    clauses: tuple[str, ...]
    bases: Mapping[str, str]
    texts: Mapping[str, str]
    must: frozenset[str]
    out: frozenset[str]
    values: Mapping[str, Fraction] = field(default_factory=dict)


def read_acceptance(path: str | Path) -> Acceptance:
    """The table of answers in a CSV file of any of the three shapes above.

    Where a member answered a clause twice the last answer counts: the later row, in Polis's long form the
    later timestamp. Raises AcceptanceError, and OSError if the file cannot be opened.
    """
    table = _Table(Path(path))
    if set(_LONG) <= set(table.header):
        return _read_long(table)
    if set(_POLIS_LONG) <= set(table.header):
        return _read_polis_long(table)
    if table.header[0] == "participant" and "n-votes" in table.header:
        return _read_polis_wide(table)
    expected = (
        "ستون‌های member، clause و answer، یا خروجی Polis",
        "the columns member, clause and answer, or an export of Polis",
    )
    raise AcceptanceError(table.path, 1, None, expected, ", ".join(table.header))


def read_members(path: str | Path) -> MemberList:
    """A members file: `member`, optionally `weight` (a whole number or a fraction, 0 or more), every
    further column a dimension of classes (`kind`, `outlook`, `country` …), empty where a member has none.
    Raises AcceptanceError.
    """
    table = _Table(Path(path))
    table.require("member")
    dimensions = [name for name in table.header if name not in ("member", "weight")]
    weights: dict[str, Fraction] = {}
    classes: dict[str, Mapping[str, str]] = {}
    for line, row in table.rows():
        member = table.name(line, row, "member")
        if member in weights:
            raise AcceptanceError(table.path, line, "member", ("هر عضو یک بار", "every member once"), member)
        weights[member] = _weight(table, line, row.get("weight", ""))
        classes[member] = {dimension: row[dimension] for dimension in dimensions if row[dimension]}
    return MemberList(weights, classes)


def read_clauses(path: str | Path) -> ClauseList:
    """A clauses file: `clause`, optionally `basis`, `rule` (must, out, free or empty), `value` (a whole number or a
    fraction, 0 or more) and `text`. Raises AcceptanceError.
    """
    table = _Table(Path(path))
    table.require("clause")
    bases: dict[str, str] = {}
    texts: dict[str, str] = {}
    values: dict[str, Fraction] = {}
    rules: dict[str, Literal["must", "out"] | None] = {}
    for line, row in table.rows():
        clause = table.name(line, row, "clause")
        if clause in rules:
            raise AcceptanceError(table.path, line, "clause", ("هر بند یک بار", "every clause once"), clause)
        rule = row.get("rule", "").lower()
        if rule not in _RULES:
            raise AcceptanceError(
                table.path,
                line,
                "rule",
                ("must، out، free یا خانهٔ خالی", "must, out, free or an empty cell"),
                rule,
            )
        rules[clause] = _RULES[rule]
        if row.get("basis"):
            bases[clause] = row["basis"]
        if row.get("text"):
            texts[clause] = row["text"]
        if row.get("value"):
            values[clause] = _amount(table, line, "value", row["value"])
    return ClauseList(
        tuple(rules),
        bases,
        texts,
        frozenset(c for c, rule in rules.items() if rule == "must"),
        frozenset(c for c, rule in rules.items() if rule == "out"),
        values,
    )


def read_rules(path: str | Path) -> Rules:
    """A rules file: `rule`, `name`, `value`. A row says that clause `name` must be in (`must`) or is `out`, that the
    condition `name` is `met`, or (`share`) that at least the share `value` (a fraction or a decimal) of each class of
    the dimension `name` signs, of one class where `name` is "dimension: class". Raises AcceptanceError.
    """
    table = _Table(Path(path))
    table.require("rule")
    table.require("name")
    names: dict[str, set[str]] = {"must": set(), "out": set(), "met": set()}
    shares: list[Share] = []
    for line, row in table.rows():
        rule, name = row["rule"].lower(), table.name(line, row, "name")
        if rule == "share":
            least = _amount(table, line, "value", row.get("value", ""))
            if least > 1:
                raise AcceptanceError(
                    table.path, line, "value", ("سهمی از ۰ تا ۱", "a share from 0 to 1"), row.get("value", "")
                )
            dimension, _, label = (part.strip() for part in name.partition(":"))
            shares.append(Share(dimension, least, label or None))
        elif rule in names:
            names[rule].add(name)
        else:
            expected = ("must، out، met یا share", "must, out, met or share")
            raise AcceptanceError(table.path, line, "rule", expected, row["rule"])
    return Rules(frozenset(names["must"]), frozenset(names["out"]), tuple(shares), frozenset(names["met"]))


def read_probabilities(path: str | Path) -> dict[tuple[str, str], float]:
    """A file of probabilities: `member`, `clause`, `probability` that the member would accept the clause (0 to 1).
    Raises AcceptanceError.
    """
    table = _Table(Path(path))
    for column in ("member", "clause", "probability"):
        table.require(column)
    chances: dict[tuple[str, str], float] = {}
    for line, row in table.rows():
        key = table.name(line, row, "member"), table.name(line, row, "clause")
        chance = _amount(table, line, "probability", row["probability"])
        if chance > 1:
            expected = ("عددی از ۰ تا ۱", "a number from 0 to 1")
            raise AcceptanceError(table.path, line, "probability", expected, row["probability"])
        if key in chances:
            expected = ("هر پاسخ یک بار", "every answer once")
            raise AcceptanceError(table.path, line, "clause", expected, ", ".join(key))
        chances[key] = float(chance)
    return chances


def _read_long(table: "_Table") -> Acceptance:
    answers: dict[tuple[str, str], Answer] = {}
    for line, row in table.rows():
        key = table.name(line, row, "member"), table.name(line, row, "clause")
        answers[key] = _answer(table, line, row["answer"])
    return Acceptance.from_answers(answers)


def _answer(table: "_Table", line: int, cell: str) -> Answer:
    written = _LOOSE.sub("\\1\u200c", cell.translate(_LETTERS))
    known = _KINDS.get(written) or _KINDS.get(written.lower())
    if known is not None:
        return known
    for words in _CONDITIONAL:
        if written.lower().startswith(words) and written[len(words) :].strip():
            return Answer("conditional", cell[len(words) :].strip())
    raise AcceptanceError(table.path, line, "answer", _ANSWER, cell)


def _read_polis_long(table: "_Table") -> Acceptance:
    latest: dict[tuple[str, str], tuple[int, Answer]] = {}
    for line, row in table.rows():
        key = table.name(line, row, "voter-id"), table.name(line, row, "comment-id")
        if row["vote"] not in _VOTES or not row["vote"]:
            raise AcceptanceError(table.path, line, "vote", ("۱، ۰ یا ۱-", "1, 0 or -1"), row["vote"])
        stamp = row.get("timestamp", "0")
        if not (stamp.isascii() and stamp.isdigit()):
            expected = ("شمار هزارم‌های ثانیه", "a whole number of milliseconds")
            raise AcceptanceError(table.path, line, "timestamp", expected, stamp)
        if key not in latest or int(stamp) >= latest[key][0]:
            latest[key] = int(stamp), _VOTES[row["vote"]]
    return Acceptance.from_answers({key: answer for key, (_, answer) in latest.items()})


def _read_polis_wide(table: "_Table") -> Acceptance:
    statements = [name for name in table.header if name not in _POLIS_ABOUT]
    answers: dict[tuple[str, str], Answer] = {}
    members: set[str] = set()
    for line, row in table.rows():
        member = table.name(line, row, "participant")
        if member in members:
            expected = ("هر شرکت‌کننده یک بار", "every participant once")
            raise AcceptanceError(table.path, line, "participant", expected, member)
        members.add(member)
        for statement in statements:
            if row[statement] not in _VOTES:
                raise AcceptanceError(table.path, line, statement, _VOTE, row[statement])
            answers[member, statement] = _VOTES[row[statement]]
    return Acceptance.from_answers(answers, members=members, clauses=statements)


def _weight(table: "_Table", line: int, cell: str) -> Fraction:
    return _amount(table, line, "weight", cell) if cell else Fraction(1)


def _amount(table: "_Table", line: int, column: str, cell: str) -> Fraction:
    try:
        amount = Fraction(parse_number(cell))
    except NumberError:
        amount = Fraction(-1)
    if amount < 0:
        expected = ("عدد صحیح یا کسر، صفر یا بیشتر", "a whole number or a fraction, 0 or more")
        raise AcceptanceError(table.path, line, column, expected, cell)
    return amount


class _Table:
    """A CSV file with a header: UTF-8, every row as long as the header, cells without outer spaces."""

    def __init__(self, path: Path) -> None:
        self.path = path
        data = path.read_bytes()
        try:
            self._text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise AcceptanceError(path, line, None, ("متن UTF-8", "text in UTF-8"))
        self._lines = self._records()
        first = next(self._lines, None)
        if first is None:
            raise AcceptanceError(path, 1, None, ("سطر عنوان ستون‌ها", "a line of column names"))
        self.header = first[1]
        for number, name in enumerate(self.header, 1):
            if not name or name in self.header[: number - 1]:
                expected = ("نامی یکتا برای هر ستون", "a name for every column, each once")
                raise AcceptanceError(path, first[0], number, expected, name)

    def require(self, column: str) -> None:
        if column not in self.header:
            expected = (f"ستون {column}", f"the column {column}")
            raise AcceptanceError(self.path, 1, None, expected, ", ".join(self.header))

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Line number and cells by column of each row. Raises AcceptanceError for a ragged row or a file
        without rows.
        """
        line = 1
        for line, cells in self._lines:
            if len(cells) != len(self.header):
                count = len(self.header)
                expected = (f"{digits(str(count), 'fa')} خانه", f"{count} cells")
                raise AcceptanceError(self.path, line, min(len(cells), count) + 1, expected, str(len(cells)))
            yield line, dict(zip(self.header, cells, strict=True))
        if line == 1:
            raise AcceptanceError(self.path, 2, None, ("دست‌کم یک سطر داده", "at least one row of data"))

    def name(self, line: int, row: Mapping[str, str], column: str) -> str:
        if not row[column]:
            raise AcceptanceError(self.path, line, column, ("نام یا شناسه", "a name or an id"))
        return row[column]

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        lines = self._text.splitlines(keepends=True)
        reader = csv.reader(lines, strict=True)
        while True:
            start = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise AcceptanceError(
                    self.path, start, None, ("سطری درست از CSV", "a well-formed line of CSV"), str(error)
                )
            if cells:
                yield start, [cell.strip() for cell in cells]
