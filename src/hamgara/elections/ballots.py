"""Ballots in memory: one shape that every reader produces and every counting method accepts."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import TypeAlias

__all__ = [
    "EMPTY",
    "EQUAL",
    "OVER_VOTE",
    "REPEATED",
    "UNKNOWN",
    "Ballots",
    "Ranks",
    "Weight",
    "check_frame",
    "check_weight",
    "gather",
    "whole",
]

Weight: TypeAlias = int | Fraction
Ranks: TypeAlias = tuple[int, ...]

EMPTY = "empty"
REPEATED = "repeated"
UNKNOWN = "unknown"
EQUAL = "equal"
OVER_VOTE = "over-vote"


@dataclass(frozen=True)
class Ballots:
    """The valid ballots of one election.

    `ballots` holds (weight, ranks) pairs: `ranks` are distinct positions in `candidates` (from 0), best
    first; a weight is a positive int, or a Fraction where an organisation splits its mandate. Withdrawn
    candidates keep their position but appear in no ranks. `invalid` gives the weight of the ballots that
    were rejected before the count, by reason ("empty", "repeated", "unknown", "equal").

    Raises ValueError where a part contradicts another.
    """

    candidates: tuple[str, ...]
    ballots: tuple[tuple[Weight, Ranks], ...]
    seats: int
    title: str = ""
    withdrawn: tuple[str, ...] = ()
    invalid: Mapping[str, Weight] = field(default_factory=dict)

    def __post_init__(self) -> None:
        available = check_frame(self.candidates, self.seats, self.withdrawn)
        for weight, ranks in self.ballots:
            check_weight(weight)
            if not ranks or len(set(ranks)) != len(ranks) or not available.issuperset(ranks):
                raise ValueError(f"ranks {ranks!r} are not distinct positions of candidates who stand")
        object.__setattr__(self, "invalid", MappingProxyType(dict(self.invalid)))

    def __reduce__(self) -> tuple[object, ...]:
        parts = (self.candidates, self.ballots, self.seats, self.title, self.withdrawn, dict(self.invalid))
        return Ballots, parts

    @property
    def valid(self) -> Weight:
        """The weight of all valid ballots."""
        return whole(sum(weight for weight, _ in self.ballots))

    @property
    def standing(self) -> tuple[str, ...]:
        """The candidates who have not withdrawn, in the order of the ballot paper."""
        return tuple(name for name in self.candidates if name not in self.withdrawn)

    @classmethod
    def from_rankings(
        cls,
        candidates: Sequence[str],
        rankings: Iterable[tuple[Weight, Sequence[str]]],
        seats: int,
        *,
        title: str = "",
        withdrawn: Sequence[str] = (),
    ) -> Ballots:
        """Make ballots from (weight, [name, ...]) pairs, best first.

        A ranking that is empty, names a candidate twice, or names somebody unknown is counted in
        `invalid`. Raises ValueError for candidates, seats or weights that cannot be.
        """
        position = {name: i for i, name in enumerate(candidates)}
        papers = ((weight, tuple(position.get(name, -1) for name in names)) for weight, names in rankings)
        return gather(tuple(candidates), papers, seats, title=title, withdrawn=tuple(withdrawn))


def gather(
    candidates: tuple[str, ...],
    papers: Iterable[tuple[Weight, Ranks]],
    seats: int,
    *,
    title: str = "",
    withdrawn: tuple[str, ...] = (),
    rejected: Mapping[str, Weight] = MappingProxyType({}),
) -> Ballots:
    """Sort papers into valid and invalid, strike out the withdrawn, and merge equal ballots.

    The result does not depend on the order of `papers`. A position outside `candidates` makes a paper
    "unknown". A paper that ranks only withdrawn candidates is "empty".
    """
    gone = {i for i, name in enumerate(candidates) if name in withdrawn}
    size = len(candidates)
    merged: dict[Ranks, Weight] = {}
    invalid: dict[str, Weight] = dict(rejected)
    for weight, ranks in papers:
        check_weight(weight)
        reason = None
        if ranks and (min(ranks) < 0 or max(ranks) >= size):
            reason = UNKNOWN
        elif len(set(ranks)) != len(ranks):
            reason = REPEATED
        else:
            if gone:
                ranks = tuple(i for i in ranks if i not in gone)
            if not ranks:
                reason = EMPTY
        if reason is None:
            merged[ranks] = merged.get(ranks, 0) + weight
        else:
            invalid[reason] = whole(invalid.get(reason, 0) + weight)
    ballots = tuple((whole(merged[ranks]), ranks) for ranks in sorted(merged))
    return Ballots(candidates, ballots, seats, title, withdrawn, dict(sorted(invalid.items())))


def whole(number: Weight) -> Weight:
    """The same number, as an int where it is one."""
    return number.numerator if number.denominator == 1 else number


def check_frame(candidates: tuple[str, ...], seats: int, withdrawn: tuple[str, ...]) -> set[int]:
    """The positions of those who stand. Raises ValueError for names, seats or withdrawals that cannot be."""
    _check_names(candidates)
    if isinstance(seats, bool) or not isinstance(seats, int) or seats < 1:
        raise ValueError(f"seats must be a positive integer, not {seats!r}")
    for name in withdrawn:
        if name not in candidates:
            raise ValueError(f"withdrawn {name!r} is not among the candidates")
    return {i for i, name in enumerate(candidates) if name not in withdrawn}


def check_weight(weight: Weight) -> None:
    """Raise ValueError for a weight that is not a positive int or Fraction."""
    if type(weight) is int and weight > 0:
        return
    if isinstance(weight, bool) or not isinstance(weight, int | Fraction) or weight <= 0:
        raise ValueError(f"a weight must be a positive int or Fraction, not {weight!r}")


def _check_names(candidates: tuple[str, ...]) -> None:
    if not candidates:
        raise ValueError("there are no candidates")
    seen: dict[str, str] = {}
    for name in candidates:
        if name != name.strip() or not name or "\n" in name or "\r" in name:
            raise ValueError(f"a candidate's name must be one line without blanks around it, not {name!r}")
        # Lots are drawn by the NFC form of names, so two names may not share it.
        key = unicodedata.normalize("NFC", name)
        if key in seen:
            raise ValueError(f"two candidates have the same name {name!r}")
        seen[key] = name
