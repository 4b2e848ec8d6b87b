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
#: The words of a vote; programs that know empty cells only among fractions write 1.0 for 1.
VALUES = {"1": 1, "-1": -1, "0": 0, "1.0": 1, "-1.0": -1, "0.0": 0, "-0.0": 0}
COLUMNS = ("participant", "statement", "vote")


class ColumnError(Exception):
    """A column of a Parquet file that cannot be read: `row` from 1 (0: the column as a whole), `column`, and what was
    found there; `kind` is "missing", "type", "file", "rows", "id" or "vote".
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


def wide_votes(path: Path, statements: Sequence[str]) -> Votes | None:
    """Votes from a CSV with a row per participant and a column per statement; None if anything is unusual."""
    table = _csv(path, dict.fromkeys(statements, _words()), (COLUMNS[0], *statements))
    if table is None or not table.num_rows or not statements:
        return None
    coded = _coded(table.column(COLUMNS[0]))
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
                # An empty cell is the word "". With nulls pyarrow would load pandas, where there is one, to fill them.
                strings_can_be_null=False,
            ),
        )
    except (pyarrow.ArrowInvalid, pyarrow.ArrowKeyError):
        return None


def _votes_in(column: Any, empty: bool) -> NDArray[np.int8] | None:
    """The votes of a column of words, empty cells as `EMPTY` if there may be any; None with any other word."""
    if column.null_count:
        return None
    parts = [np.zeros(0, dtype=np.int8)]
    for chunk in column.chunks:
        words = [word.strip() for word in chunk.dictionary.to_pylist()]
        values = [EMPTY if empty and not word else VALUES.get(word) for word in words]
        if None in values:
            return None
        parts.append(np.array(values, dtype=np.int8)[np.from_dlpack(chunk.indices)])
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
    indices = np.from_dlpack(coded.indices)
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
            raise ColumnError("file", COLUMNS[0], found=file.name)
        for name in COLUMNS:
            if name not in names:
                raise ColumnError("missing", name, found=", ".join(names))
    return files, names


def _column(path: Path, name: str) -> Any:
    """A column of all files: of whole numbers, of fractions, or of text; without gaps."""
    import pyarrow
    from pyarrow import parquet, types

    files, _ = parquet_columns(path)
    chunks: list[Any] = []
    for file in files:
        try:
            found = parquet.read_table(file, columns=[name], partitioning=None).column(name)
        except (pyarrow.ArrowInvalid, OSError):
            raise ColumnError("file", name, found=file.name)
        chunks += found.chunks
    chunks = [c for c in chunks if len(c)]
    if not chunks:
        raise ColumnError("rows", name, 1)
    rows = 0
    for chunk in chunks:
        if chunk.null_count:
            gap = int(np.flatnonzero(chunk.is_null().to_numpy(zero_copy_only=False))[0])
            raise ColumnError("vote" if name == COLUMNS[2] else "id", name, rows + gap + 1)
        rows += len(chunk)
    plain = [c.dictionary_decode() if types.is_dictionary(c.type) else c for c in chunks]
    kinds = {c.type for c in plain}
    for kind in kinds:
        if not (_is_number(kind) or _is_text(kind)):
            raise ColumnError("type", name, found=str(kind))
    if len(kinds) > 1 or not all(map(types.is_integer, kinds)):
        wanted = pyarrow.float64() if all(map(_is_number, kinds)) else pyarrow.large_string()
        if all(map(types.is_integer, kinds)):
            wanted = pyarrow.uint64() if pyarrow.uint64() in kinds else pyarrow.int64()
        plain = [c.cast(wanted) for c in plain]
    return pyarrow.chunked_array(plain)


def _is_number(kind: Any) -> bool:
    from pyarrow import types

    return bool(types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind))


def _is_text(kind: Any) -> bool:
    from pyarrow import types

    return bool(types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind))


def _ids(path: Path, name: str) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    import pyarrow

    column = _column(path, name)
    if _is_number(column.type):
        given = _whole(column, name, "id")
        numbered = number_integers(given)
        if numbered is not None:
            return numbered
        # Negative numbers are sorted as text.
        column = pyarrow.chunked_array([given]).cast("string")
    coded = _coded(column)
    if coded is None:
        empty = np.flatnonzero([not text.strip() for text in column.to_pylist()])
        raise ColumnError("id", name, int(empty[0]) + 1)
    return coded


def _whole(column: Any, name: str, kind: str) -> NDArray[Any]:
    """The numbers of a column, which may be written as fractions but are none."""
    values = np.asarray(column.to_numpy())
    if values.dtype.kind != "f":
        return values
    wrong = np.flatnonzero(~(np.isfinite(values) & (values == np.rint(values))))
    if len(wrong):
        raise ColumnError(kind, name, int(wrong[0]) + 1, str(values[wrong[0]]))
    return values.astype(np.int64)


def _parquet_values(path: Path) -> NDArray[np.int8]:
    column = _column(path, COLUMNS[2])
    if _is_text(column.type):
        value = _votes_in(column.dictionary_encode(), empty=False)
        if value is None:
            texts = column.to_pylist()
            row = next(row for row, text in enumerate(texts) if text.strip() not in VALUES)
            raise ColumnError("vote", COLUMNS[2], row + 1, texts[row])
        return value
    numbers = _whole(column, COLUMNS[2], "vote")
    if int(numbers.min()) < -1 or int(numbers.max()) > 1:
        wrong = int(np.flatnonzero((numbers < -1) | (numbers > 1))[0])
        raise ColumnError("vote", COLUMNS[2], wrong + 1, str(numbers[wrong]))
    return numbers.astype(np.int8)
