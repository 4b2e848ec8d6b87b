"""Votes, classes and texts from CSV files; what cannot be read is refused by line and column.

Votes come in three shapes, told apart by the header: `participant, statement, vote`; Polis's
`participants-votes.csv`, a column per statement; and Polis's `votes.csv`, a row per vote with its time.
"""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from hamgara.dates import Language, digits
from hamgara.ground.arrow import VALUES, ColumnError, parquet_votes, wide_votes, written_votes
from hamgara.ground.votes import Votes

__all__ = ["VotesError", "read_classes", "read_texts", "read_votes"]

_LONG = ("participant", "statement", "vote")
_POLIS_LONG = ("voter-id", "comment-id", "vote")
_POLIS_ABOUT = frozenset(("participant", "xid", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree"))
# A small file is read before Arrow has been loaded.
_SMALL = 100_000
_PARQUET = b"PAR1"

Expected = tuple[str, str]
_VOTE: Expected = ("یکی از 1 و 0 و -1", "1, 0 or -1")
_FAULTS: dict[str, Expected] = {
    "type": ("عدد صحیح یا متن", "whole numbers or text"),
    "file": ("پرونده‌ای سالم از Parquet", "a whole file of Parquet"),
    "rows": ("دست‌کم یک سطر داده", "at least one row of data"),
    "id": ("یک شناسه", "an id"),
    "vote": _VOTE,
}
_CELL: Expected = ("یکی از 1 و 0 و -1، یا خانهٔ خالی", "1, 0, -1 or an empty cell")


class VotesError(ValueError):
    """A file that cannot be read as it stands.

    `line` counts from 1; `column` is the header's name or the number of the column from 1, None for the
    whole line. `expected` holds what should have been there, in Persian and in English; `found` what was.
    """

    def __init__(self, path: Path, line: int, column: str | int | None, expected: Expected, found: str = "") -> None:
        self.path, self.line, self.column, self.expected = path, line, column, expected
        self.found = found if len(found) <= 60 else found[:60] + "…"
        super().__init__(self.explain("en"))

    def __reduce__(self) -> tuple[type["VotesError"], tuple[Path, int, str | int | None, Expected, str]]:
        return VotesError, (self.path, self.line, self.column, self.expected, self.found)

    def explain(self, language: Language) -> str:
        """Where it is, what was expected and what was found, in one sentence."""
        fa = language == "fa"
        if fa:
            where = f"{self.path.name}، سطر {digits(str(self.line), 'fa')}"
            where += f"، ستون «{self.column}»" if self.column is not None else ""
        else:
            where = f"{self.path.name}, line {self.line}"
            where += f", column {self.column}" if self.column is not None else ""
        said = f"{where}: انتظار می‌رفت {self.expected[0]}" if fa else f"{where}: expected {self.expected[1]}"
        if not self.found:
            return said
        return f"{said}؛ آمده است «{self.found}»" if fa else f"{said}; found {self.found!r}"


def read_votes(path: str | Path) -> Votes:
    """The votes in a CSV file of any of the three shapes above, or in Parquet (a file or a folder of them) with the
    columns `participant`, `statement` and `vote`.

    Of repeated votes the last counts: the later row, in Polis's long form the later timestamp. Raises
    VotesError (in Parquet, lines are rows), and OSError if the file cannot be opened.
    """
    path = Path(path)
    if path.is_dir() or path.suffix == ".parquet" or _starts_as_parquet(path):
        return _read_parquet(path)
    quick = _read_quickly(path)
    if quick is not None:
        return quick
    records = _records(path)
    header = _header(path, records)
    if set(_LONG) <= set(header):
        return _read_long(path, header, records)
    if set(_POLIS_LONG) <= set(header):
        return _read_polis_long(path, header, records)
    if _is_wide(header):
        return _read_polis_wide(path, header, records)
    expected = (
        "ستون‌های participant، statement و vote، یا خروجی Polis",
        "the columns participant, statement and vote, or an export of Polis",
    )
    raise VotesError(path, 1, None, expected, ", ".join(header))


def read_classes(path: str | Path, column: str = "class") -> dict[str, str]:
    """Participant to label, from the columns `participant` and `column` of a CSV file; an empty cell gives
    no label.

    Polis's own groups are `read_classes("participants-votes.csv", "group-id")`. Raises VotesError.
    """
    return _read_pairs(Path(path), "participant", column)


def read_texts(path: str | Path) -> dict[str, str]:
    """Statement to text, from `statement, text` or from Polis's `comments.csv`. Raises VotesError."""
    path = Path(path)
    polis = "comment-id" in _header(path, _records(path))
    return _read_pairs(path, *(("comment-id", "comment-body") if polis else ("statement", "text")))


def _is_wide(header: list[str]) -> bool:
    return "participant" in header and ("n-votes" in header or "group-id" in header)


def _starts_as_parquet(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_PARQUET)) == _PARQUET


def _read_quickly(path: Path) -> Votes | None:
    """The votes of a file in which nothing is out of the ordinary; None of any other."""
    if path.stat().st_size < _SMALL:
        return None
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            header = next(csv.reader(file, strict=True), [])
    except (UnicodeDecodeError, csv.Error):
        return None
    if not header or header != [name.strip() for name in header] or len(set(header)) < len(header) or "" in header:
        return None
    if set(_LONG) <= set(header):
        return written_votes(path, _LONG)
    if set(_POLIS_LONG) <= set(header):
        return written_votes(path, _POLIS_LONG, "timestamp" if "timestamp" in header else "")
    if _is_wide(header):
        return wide_votes(path, [name for name in header if name not in _POLIS_ABOUT])
    return None


def _read_parquet(path: Path) -> Votes:
    try:
        return parquet_votes(path)
    except ColumnError as error:
        raise refuse_column(path, error)


def refuse_column(path: Path, error: ColumnError) -> VotesError:
    """What is wrong with a column of Parquet, with its place and what was expected there."""
    missing = (f"ستون {error.column}", f"the column {error.column}")
    expected = missing if error.kind == "missing" else _FAULTS[error.kind]
    named = None if error.kind in ("missing", "file") else error.column
    return VotesError(path, error.row or 1, named, expected, error.found)


def _read_long(path: Path, header: list[str], records: Iterator[tuple[int, list[str]]]) -> Votes:
    people, statements, values = [], [], []
    for line, row in _rows(path, header, records):
        people.append(_named(path, line, row, "participant"))
        statements.append(_named(path, line, row, "statement"))
        values.append(_value(path, line, row))
    return Votes.from_arrays(people, statements, values)


def _read_polis_long(path: Path, header: list[str], records: Iterator[tuple[int, list[str]]]) -> Votes:
    votes = []
    for line, row in _rows(path, header, records):
        stamp = row.get("timestamp", "0")
        if not (stamp.isascii() and stamp.isdigit()):
            expected = ("شمار هزارم‌های ثانیه", "a whole number of milliseconds")
            raise VotesError(path, line, "timestamp", expected, stamp)
        person, statement = _named(path, line, row, "voter-id"), _named(path, line, row, "comment-id")
        votes.append((int(stamp), person, statement, _value(path, line, row)))
    votes.sort(key=lambda vote: vote[0])
    return Votes.from_arrays([v[1] for v in votes], [v[2] for v in votes], [v[3] for v in votes])


def _read_polis_wide(path: Path, header: list[str], records: Iterator[tuple[int, list[str]]]) -> Votes:
    columns = [(i, name) for i, name in enumerate(header) if name not in _POLIS_ABOUT]
    if not columns:
        raise VotesError(path, 1, None, ("ستونی برای هر گزاره", "a column for every statement"), ", ".join(header))
    own = header.index("participant")
    people: list[str] = []
    statements: list[str] = []
    values: list[int] = []
    everyone: set[str] = set()
    for line, cells in _even(path, header, records):
        person = cells[own]
        if not person or person in everyone:
            expected = ("شناسهٔ یک شرکت‌کننده، هر کس یک بار", "a participant's id, each once")
            raise VotesError(path, line, "participant", expected, person)
        everyone.add(person)
        for i, statement in columns:
            if cells[i]:
                value = VALUES.get(cells[i])
                if value is None:
                    raise VotesError(path, line, statement, _CELL, cells[i])
                people.append(person)
                statements.append(statement)
                values.append(value)
    named = [name for _, name in columns]
    return Votes.from_arrays(people, statements, values, participants=everyone, statements=named)


def _read_pairs(path: Path, key: str, value: str) -> dict[str, str]:
    records = _records(path)
    header = _header(path, records)
    for column in (key, value):
        if column not in header:
            expected = (f"ستون {column}", f"the column {column}")
            raise VotesError(path, 1, None, expected, ", ".join(header))
    pairs: dict[str, str] = {}
    for line, row in _rows(path, header, records):
        name = _named(path, line, row, key)
        if name in pairs:
            raise VotesError(path, line, key, ("هر شناسه یک بار", "every id once"), name)
        pairs[name] = row[value]
    return {name: text for name, text in pairs.items() if text}


def _named(path: Path, line: int, row: Mapping[str, str], column: str) -> str:
    if not row[column]:
        raise VotesError(path, line, column, ("یک شناسه", "an id"))
    return row[column]


def _value(path: Path, line: int, row: Mapping[str, str]) -> int:
    value = VALUES.get(row["vote"])
    if value is None:
        raise VotesError(path, line, "vote", _VOTE, row["vote"])
    return value


def _rows(
    path: Path, header: list[str], records: Iterator[tuple[int, list[str]]]
) -> Iterator[tuple[int, dict[str, str]]]:
    for line, cells in _even(path, header, records):
        yield line, dict(zip(header, cells, strict=True))


def _even(path: Path, header: list[str], records: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """The rows, each as long as the header. Raises VotesError for a ragged row or a file without rows."""
    empty = True
    for line, cells in records:
        empty = False
        if len(cells) != len(header):
            expected = (f"{digits(str(len(header)), 'fa')} خانه", f"{len(header)} cells")
            raise VotesError(path, line, min(len(cells), len(header)) + 1, expected, str(len(cells)))
        yield line, cells
    if empty:
        raise VotesError(path, 2, None, ("دست‌کم یک سطر داده", "at least one row of data"))


def _header(path: Path, records: Iterator[tuple[int, list[str]]]) -> list[str]:
    line, header = next(records, (1, []))
    if not header:
        raise VotesError(path, 1, None, ("سطر عنوان ستون‌ها", "a line of column names"))
    for number, name in enumerate(header, 1):
        if not name or name in header[: number - 1]:
            expected = ("نامی یکتا برای هر ستون", "a name for every column, each once")
            raise VotesError(path, line, number, expected, name)
    return header


def _records(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Line number and trimmed cells of each record of a CSV file in UTF-8; empty lines are skipped."""
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise VotesError(path, line, None, ("متن UTF-8", "text in UTF-8"))
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    while True:
        start = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise VotesError(path, start, None, ("سطری درست از CSV", "a well-formed line of CSV"), str(error))
        if cells:
            yield start, [cell.strip() for cell in cells]
