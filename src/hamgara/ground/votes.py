"""Reactions to positions as compact arrays: one entry for each participant and statement that met, in a
fixed order.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Votes", "natural_key"]

_NUMBERS = re.compile(r"(\d+)")


def natural_key(name: str) -> tuple[tuple[tuple[int, int, str], ...], str]:
    """A sort key by which "2" comes before "10"; different names never tie."""
    parts = (part for part in _NUMBERS.split(name) if part)
    return tuple((0, int(p), "") if p.isdecimal() else (1, 0, p) for p in parts), name


@dataclass(frozen=True, slots=True, eq=False)
class Votes:
    """Votes without repetition: `value[i]` (int8: 1 agree, -1 disagree, 0 pass) by
    `participants[participant[i]]` on `statements[statement[i]]` (int32 each), sorted by participant, then
    statement; names in natural order.
    """

    participants: tuple[str, ...]
    statements: tuple[str, ...]
    participant: NDArray[np.int32]
    statement: NDArray[np.int32]
    value: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.value)

    @classmethod
    def from_arrays(
        cls,
        participant: Sequence[str] | Sequence[int] | NDArray[np.generic],
        statement: Sequence[str] | Sequence[int] | NDArray[np.generic],
        value: Sequence[int] | NDArray[np.generic],
        *,
        participants: Iterable[str | int] = (),
        statements: Iterable[str | int] = (),
    ) -> "Votes":
        """Votes from three columns of equal length; where a participant voted twice on a statement the last
        one counts.

        `participants` and `statements` add those without votes. Ids are taken as text. Raises ValueError
        for columns of different lengths or a value other than 1, -1 and 0, naming its position from 0.
        """
        if not len(participant) == len(statement) == len(value):
            raise ValueError(
                f"columns of different lengths: {len(participant)} participants, {len(statement)} statements, "
                f"{len(value)} values"
            )
        values = np.asarray(value)
        wrong = np.flatnonzero(~np.isin(values, (-1, 0, 1)))
        if len(wrong):
            raise ValueError(f"value {values[wrong[0]]!s} at position {wrong[0]}; expected 1, -1 or 0")
        rows, people = _numbered([str(p) for p in participant], [str(p) for p in participants])
        columns, positions = _numbered([str(s) for s in statement], [str(s) for s in statements])
        key = rows.astype(np.int64) * max(len(positions), 1) + columns
        # Reversed, the last of each key comes first, and np.unique returns the first place of each.
        _, place = np.unique(key[::-1], return_index=True)
        last = len(key) - 1 - place
        return cls(people, positions, rows[last], columns[last], values[last].astype(np.int8))


def _numbered(names: list[str], more: list[str]) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    ordered = tuple(sorted({*names, *more}, key=natural_key))
    number = {name: i for i, name in enumerate(ordered)}
    return np.fromiter((number[name] for name in names), dtype=np.int32, count=len(names)), ordered
