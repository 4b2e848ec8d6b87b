"""What a file of ballots, in any format, is before it is read: text in some encoding, with places to name in errors."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hamgara.elections.ballots import check_frame

__all__ = ["BallotError", "check_names", "check_text", "decode_text"]

_ENDLESS = re.compile(r"\d{1000}", re.ASCII)


class BallotError(ValueError):
    """A ballot file is not in order: where (line and column from 1; in a table the column of the cell), what was
    expected, what was found.
    """

    def __init__(self, source: str, line: int, column: int, expected: str, found: str) -> None:
        super().__init__(f"{source}, line {line}, column {column}: expected {expected}, found {found}")
        self.source = source
        self.line = line
        self.column = column
        self.expected = expected
        self.found = found

    def __reduce__(self) -> tuple[object, ...]:
        return BallotError, (self.source, self.line, self.column, self.expected, self.found)


def check_text(source: str, text: str) -> None:
    """Refuse numbers longer than Python reads."""
    if match := _ENDLESS.search(text):
        line = text.count("\n", 0, match.start()) + 1
        column = match.start() - text.rfind("\n", 0, match.start())
        raise BallotError(source, line, column, "a number of fewer than 1,000 digits", f"{match[0][:9]}…")


def check_names(source: str, names: Sequence[str], columns: Sequence[int] = ()) -> None:
    """Refuse names that no ballots can have; `columns` says where each stands."""
    try:
        check_frame(tuple(names), 1, ())
    except ValueError as error:
        column = next((c for n, c in enumerate(columns, 1) if not _may_stand(names[:n])), 1)
        raise BallotError(source, 1, column, "distinct names, one line each", str(error)) from error


def _may_stand(names: Sequence[str]) -> bool:
    try:
        check_frame(tuple(names), 1, ())
    except ValueError:
        return False
    return True


def decode_text(data: bytes) -> str:
    """The text of a file in UTF-8, in UTF-16 with its mark, or in Windows-1252."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")
