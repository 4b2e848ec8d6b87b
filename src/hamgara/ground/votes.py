"""Reactions to positions as compact arrays: one entry for each participant and statement that met, in a
fixed order.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Votes", "in_natural_order", "natural_key", "number_integers"]

_MANY = 500_000

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
        wrong = np.flatnonzero((values != 1) & (values != -1) & (values != 0))
        if len(wrong):
            raise ValueError(f"value {values[wrong[0]]!s} at position {wrong[0]}; expected 1, -1 or 0")
        people, rows = _numbered(participant, [str(p) for p in participants])
        positions, columns = _numbered(statement, [str(s) for s in statements])
        return cls.from_codes(people, positions, rows, columns, values.astype(np.int8))

    @classmethod
    def from_codes(
        cls,
        participants: tuple[str, ...],
        statements: tuple[str, ...],
        participant: NDArray[np.int32],
        statement: NDArray[np.int32],
        value: NDArray[np.int8],
    ) -> "Votes":
        """Votes from columns of numbers into names that are in natural order already; the last of repeated votes
        counts.
        """
        if len(value) < _MANY:
            key = participant.astype(np.int64) * max(len(statements), 1) + statement
            order = np.argsort(key, kind="stable")
            ordered = key[order]
            last = np.ones(len(order), dtype=bool)
            last[:-1] = ordered[1:] != ordered[:-1]
            kept = order[last]
            return cls(participants, statements, participant[kept], statement[kept], value[kept])
        # The compiler is worth its start only for many votes.
        from hamgara.ground.ordering import order_votes

        return cls(
            participants,
            statements,
            *order_votes(participant, statement, value, len(participants), len(statements)),
        )


def _numbered(
    names: Sequence[str] | Sequence[int] | NDArray[np.generic], more: list[str]
) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    """All names in natural order, and the number of each given one among them."""
    given = names if isinstance(names, np.ndarray) else np.asarray(names) if _integers(names) else None
    numbered = number_integers(given) if given is not None and given.dtype.kind in "iu" else None
    if numbered is not None:
        ordered, numbers = numbered
    else:
        text = [str(name) for name in (names.tolist() if isinstance(names, np.ndarray) else names)]
        ordered = in_natural_order(dict.fromkeys(text))
        number = {name: i for i, name in enumerate(ordered)}
        numbers = np.fromiter((number[name] for name in text), dtype=np.int32, count=len(text))
    if not more or set(more) <= set(ordered):
        return ordered, numbers
    every = in_natural_order({*ordered, *more})
    number = {name: i for i, name in enumerate(every)}
    moved = np.fromiter((number[name] for name in ordered), dtype=np.int32, count=len(ordered))
    return every, moved[numbers] if len(ordered) else numbers


def _integers(names: Sequence[str] | Sequence[int]) -> bool:
    return isinstance(names, range) or (len(names) > 0 and all(type(name) is int for name in names))


def number_integers(given: NDArray[Any]) -> tuple[tuple[str, ...], NDArray[np.int32]] | None:
    """Whole numbers as names in natural order, and the number of each given one among them; None where there are
    none or a negative one is among them.
    """
    if not len(given) or int(given.min()) < 0:
        return None
    distinct, numbers = _distinct(given)
    return tuple(map(str, distinct.tolist())), numbers


def _distinct(given: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.int32]]:
    """Distinct numbers in order, and the place of each given one among them."""
    least, most = int(given.min()), int(given.max())
    if most - least > 4 * len(given) + 1_000:
        distinct, numbers = np.unique(given, return_inverse=True)
        return distinct, numbers.astype(np.int32)
    there = np.zeros(most - least + 1, dtype=bool)
    there[given - least] = True
    place = np.cumsum(there, dtype=np.int32) - np.int32(1)
    return np.flatnonzero(there) + least, place[given - least]


def in_natural_order(names: Collection[str]) -> tuple[str, ...]:
    """Distinct names sorted by `natural_key`."""
    if all(name.isascii() and name.isdecimal() and (name[0] != "0" or name == "0") for name in names):
        return tuple(sorted(names, key=int))
    return tuple(sorted(names, key=natural_key))
