"""Large files of votes by Apache Arrow, column by column: Parquet, and CSV that is in order.

The readers of CSV here say None of anything out of the ordinary; the reader that goes line by line then finds the
place and names it, or reads what Arrow would not.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hamgara.ground.votes import Votes, in_natural_order, number_integers

if TYPE_CHECKING:
    import pyarrow

__all__ = ["ColumnError", "parquet_columns", "parquet_votes", "wide_votes", "written_votes"]

EMPTY = 2
VALUES = {"1": 1, "-1": -1, "0": 0, "": EMPTY}
COLUMNS = ("participant", "statement", "vote")


class ColumnError(Exception):
    """A column of a Parquet file that cannot be read: `row` from 1 (0: the column as a whole), `column`, and what was
    found there; `kind` is "missing", "type", "id" or "vote".
    """

    def __init__(self, kind: str, column: str, row: int = 0, found: str = "") -> None:
        super().__init__(kind, column, row, found)
        self.kind, self.column, self.row, self.found = kind, column, row, found


def written_votes(path: Path, columns: tuple[str, str, str], time: str = "") -> Votes | None:
    """Votes from a CSV with a row per vote, ordered by the column `time` if named; None if anything is unusual."""
    import pyarrow

    kinds = {columns[2]: _words(), **({time: pyarrow.int64()} if time else {})}
    table = _csv(path, kinds, columns + ((time,) if time else ()))
    if table is None:
        return None
    value = _votes_in(table.column(columns[2]), empty=False)
    coded = [_coded(table.column(name)) for name in columns[:2]]
    if value is None or any(c is None for c in coded) or not len(value):
        return None
    (people, rows), (statements, numbers) = (c for c in coded if c is not None)
    if time:
        moments = table.column(time)
        if moments.null_count or moments.to_numpy().min() < 0:
            return None
        order = np.argsort(moments.to_numpy(), kind="stable")
        rows, numbers, value = rows[order], numbers[order], value[order]
    return Votes.from_codes(people, statements, rows, numbers, value)


def wide_votes(path: Path, participant: str, statements: Sequence[str]) -> Votes | None:
    """Votes from a CSV with a column per statement; None if anything is unusual."""
    table = _csv(path, dict.fromkeys(statements, _words()), (participant, *statements))
    if table is None or not table.num_rows:
        return None
    coded = _coded(table.column(participant))
    if coded is None or len(coded[0]) != table.num_rows:
        return None
    people, rows = coded
    cells = np.empty((table.num_rows, len(statements)), dtype=np.int8)
    for j, name in enumerate(statements):
        value = _votes_in(table.column(name), empty=True)
        if value is None:
            return None
        cells[:, j] = value
    row, column_number = np.nonzero(cells != EMPTY)
    value = cells[row, column_number]
    ordered = in_natural_order(list(statements))
    number = {name: j for j, name in enumerate(ordered)}
    numbers = np.array([number[name] for name in statements], dtype=np.int32)
    return Votes.from_codes(people, ordered, rows[row], numbers[column_number], value)


def _words() -> Any:
    import pyarrow

    return pyarrow.dictionary(pyarrow.int32(), pyarrow.string())


def _csv(path: Path, types: dict[str, Any], columns: Sequence[str]) -> "pyarrow.Table | None":
    import pyarrow
    from pyarrow import csv

    kinds = {name: types.get(name, pyarrow.string()) for name in columns}
    try:
        return csv.read_csv(
            path,
            parse_options=csv.ParseOptions(newlines_in_values=True),
            convert_options=csv.ConvertOptions(
                column_types=kinds,
                include_columns=list(columns),
                null_values=[""],
                strings_can_be_null=True,
            ),
        )
    except (pyarrow.ArrowInvalid, pyarrow.ArrowKeyError):
        return None


def _votes_in(column: Any, empty: bool) -> NDArray[np.int8] | None:
    """The votes of a column of words, empty cells as `EMPTY` if there may be any; None with any other word."""
    if column.null_count and not empty:
        return None
    parts = [np.zeros(0, dtype=np.int8)]
    for chunk in column.chunks:
        values = [VALUES.get(word.strip()) for word in chunk.dictionary.to_pylist()]
        if None in values or (EMPTY in values and not empty):
            return None
        # Empty cells have the number after the last word.
        indices = chunk.indices.fill_null(len(values)).to_numpy(zero_copy_only=False)
        parts.append(np.array([*values, EMPTY], dtype=np.int8)[indices])
    return np.concatenate(parts)


def _coded(column: Any) -> tuple[tuple[str, ...], NDArray[np.int32]] | None:
    """The distinct names of a column of text in natural order, and each row's number; None with empty ones."""
    if column.null_count:
        return None
    coded = column.combine_chunks().dictionary_encode()
    coded = coded.combine_chunks() if hasattr(coded, "combine_chunks") else coded
    raw: list[str] = coded.dictionary.to_pylist()
    trimmed = [name.strip() for name in raw]
    if not all(trimmed):
        return None
    ordered = in_natural_order(dict.fromkeys(trimmed))
    number = {name: i for i, name in enumerate(ordered)}
    moved = np.array([number[name] for name in trimmed], dtype=np.int32)
    indices = np.asarray(coded.indices.to_numpy(zero_copy_only=False))
    return ordered, moved[indices] if len(moved) else np.zeros(0, dtype=np.int32)


def parquet_votes(path: Path) -> Votes:
    """Votes from Parquet (a file, or a folder of files in the order of their names) with the columns `participant`,
    `statement` (whole numbers or text) and `vote`. One column is held at a time. Raises ColumnError.
    """
    people, rows = _ids(path, COLUMNS[0])
    statements, numbers = _ids(path, COLUMNS[1])
    return Votes.from_codes(people, statements, rows, numbers, _parquet_values(path))


def parquet_columns(path: Path) -> tuple[list[Path], tuple[str, ...]]:
    """The files of a Parquet data set and their columns. Raises ColumnError if there is none or one is missing."""
    import pyarrow
    from pyarrow import parquet

    files = sorted(path.rglob("*.parquet")) if path.is_dir() else [path]
    if not files:
        raise ColumnError("missing", COLUMNS[0])
    for file in files:
        try:
            names = tuple(parquet.read_schema(file).names)
        except pyarrow.ArrowInvalid:
            raise ColumnError("type", COLUMNS[0], found=file.name)
        for name in COLUMNS:
            if name not in names:
                raise ColumnError("missing", name, found=", ".join(names))
    return files, names


def _column(path: Path, name: str) -> Any:
    import pyarrow
    from pyarrow import parquet

    files, _ = parquet_columns(path)
    tables = [parquet.read_table(file, columns=[name]) for file in files]
    return pyarrow.chunked_array([chunk for table in tables for chunk in table.column(name).chunks])


def _ids(path: Path, name: str) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    from pyarrow import types

    column = _column(path, name)
    _no_gaps(column, name, "id")
    if types.is_integer(column.type):
        numbered = number_integers(column.to_numpy())
        if numbered is not None:
            return numbered
    if types.is_dictionary(column.type) or types.is_integer(column.type):
        column = column.cast("string")
    if not (types.is_string(column.type) or types.is_large_string(column.type)):
        raise ColumnError("type", name, found=str(column.type))
    coded = _coded(column)
    if coded is None:
        empty = np.flatnonzero([not text.strip() for text in column.to_pylist()])
        raise ColumnError("id", name, int(empty[0]) + 1)
    return coded


def _parquet_values(path: Path) -> NDArray[np.int8]:
    from pyarrow import types

    column = _column(path, COLUMNS[2])
    _no_gaps(column, COLUMNS[2], "vote")
    if not types.is_integer(column.type):
        raise ColumnError("type", COLUMNS[2], found=str(column.type))
    value = np.asarray(column.to_numpy())
    if len(value) and (int(value.min()) < -1 or int(value.max()) > 1):
        wrong = int(np.flatnonzero((value < -1) | (value > 1))[0])
        raise ColumnError("vote", COLUMNS[2], wrong + 1, str(value[wrong]))
    return value.astype(np.int8)


def _no_gaps(column: Any, name: str, kind: str) -> None:
    if column.null_count:
        gap = int(np.flatnonzero(column.is_null().to_numpy(zero_copy_only=False))[0])
        raise ColumnError(kind, name, gap + 1)
