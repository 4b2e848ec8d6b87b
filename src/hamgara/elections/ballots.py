"""Ballots in memory: one shape that every reader produces and every counting method accepts."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain, repeat
from math import gcd
from types import MappingProxyType

import numpy as np

from hamgara.elections.papers import (
    SAFE,
    Codes,
    Numbers,
    Papers,
    Ranks,
    Weight,
    check_weight,
    find_repeats,
    fit_weights,
    lay_out,
    merge_rows,
    strike_out,
    whole,
)

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
    "gather_rows",
    "sift_rows",
    "whole",
]

EMPTY = "empty"
REPEATED = "repeated"
UNKNOWN = "unknown"
EQUAL = "equal"
OVER_VOTE = "over-vote"


@dataclass(frozen=True)
class Ballots:
    """The valid ballots of one election.

    `ballots` is a sequence of (weight, ranks) pairs: `ranks` are distinct positions in `candidates` (from 0), best
    first; a weight is a positive int, or a Fraction where an organisation splits its mandate. Whatever sequence is
    given, `papers` holds the same as arrays. Withdrawn candidates keep their position but appear in no ranks.
    `invalid` gives the weight of the ballots that were rejected before the count, by reason ("empty", "repeated",
    "unknown", "equal").

    Raises ValueError where a part contradicts another.
    """

    candidates: tuple[str, ...]
    ballots: Sequence[tuple[Weight, Ranks]]
    seats: int
    title: str = ""
    withdrawn: tuple[str, ...] = ()
    invalid: Mapping[str, Weight] = field(default_factory=dict)

    def __post_init__(self) -> None:
        available = check_frame(self.candidates, self.seats, self.withdrawn)
        papers = self.ballots
        if not isinstance(papers, Papers):
            papers = Papers.from_pairs(papers, len(self.candidates))
        stands = np.zeros(int(papers.codes.max(initial=len(self.candidates))) + 1, dtype=bool)
        stands[[0, *(c + 1 for c in available)]] = True
        if not stands[papers.codes].all():
            raise ValueError("some ranks are not positions of candidates who stand")
        object.__setattr__(self, "ballots", papers)
        object.__setattr__(self, "invalid", MappingProxyType(dict(self.invalid)))

    def __reduce__(self) -> tuple[object, ...]:
        parts = (self.candidates, self.ballots, self.seats, self.title, self.withdrawn, dict(self.invalid))
        return Ballots, parts

    @property
    def valid(self) -> Weight:
        """The weight of all valid ballots."""
        return self.papers.sum()

    @property
    def papers(self) -> Papers:
        """The valid ballots as arrays."""
        assert isinstance(self.ballots, Papers)
        return self.ballots

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
        papers = list(rankings)
        position = {name: i for i, name in enumerate(candidates)}
        weights = [weight for weight, _ in papers]
        lengths = np.fromiter((len(names) for _, names in papers), np.int64, len(papers))
        named = chain.from_iterable(names for _, names in papers)
        flat = np.fromiter(map(position.get, named, repeat(-1)), np.int64, int(lengths.sum()))
        return _gather(tuple(candidates), flat, lengths, weights, seats, title, tuple(withdrawn), {})


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
    if isinstance(papers, Papers):
        parts = papers.codes, papers.weights, papers.split
        return gather_rows(candidates, *parts, seats, title=title, withdrawn=withdrawn, rejected=rejected)
    pairs = list(papers)
    weights = [weight for weight, _ in pairs]
    lengths = np.fromiter((len(ranks) for _, ranks in pairs), np.int64, len(pairs))
    flat = np.fromiter(chain.from_iterable(ranks for _, ranks in pairs), np.int64, int(lengths.sum()))
    return _gather(candidates, flat, lengths, weights, seats, title, withdrawn, rejected)


def _gather(
    candidates: tuple[str, ...],
    flat: Numbers,
    lengths: Numbers,
    weights: list[Weight],
    seats: int,
    title: str,
    withdrawn: tuple[str, ...],
    rejected: Mapping[str, Weight],
) -> Ballots:
    numbers, split = fit_weights(weights)
    codes, numbers, invalid = sift_rows(flat + 1, lengths, numbers, split, len(candidates))
    invalid = _add(rejected, invalid)
    return gather_rows(candidates, codes, numbers, split, seats, title=title, withdrawn=withdrawn, rejected=invalid)


def gather_rows(
    candidates: tuple[str, ...],
    codes: Codes,
    weights: Numbers,
    split: int,
    seats: int,
    *,
    title: str = "",
    withdrawn: tuple[str, ...] = (),
    rejected: Mapping[str, Weight] = MappingProxyType({}),
) -> Ballots:
    """The same as `gather` for rows of codes that are valid as `sift_rows` leaves them."""
    invalid = dict(rejected)
    if withdrawn:
        codes = strike_out(codes, (c for c, name in enumerate(candidates) if name in withdrawn), len(candidates))
        bare = codes[:, 0] == 0
        if bare.any():
            invalid = _add(invalid, {EMPTY: whole(Fraction(int(weights[bare].sum()), split))})
            codes, weights = codes[~bare], weights[~bare]
    codes, weights = merge_rows(codes, weights, len(candidates))
    if not len(weights):
        split = 1
    if split > 1:
        common = gcd(split, int(np.gcd.reduce(weights)))
        weights, split = weights // common, split // common
        if weights.dtype == object and sum(weights) < SAFE:
            weights = weights.astype(np.int64)
    return Ballots(candidates, Papers(codes, weights, split), seats, title, withdrawn, dict(sorted(invalid.items())))


def sift_rows(
    flat: Numbers, lengths: Numbers, weights: Numbers, split: int, size: int
) -> tuple[Codes, Numbers, dict[str, Weight]]:
    """Rows of codes that are valid, with their weights, and the weight of the others by reason.

    `flat` has the codes of all papers in a line, `lengths` how many each has. A code that is not from 1 to `size`
    makes a paper "unknown", a code twice "repeated", none "empty".
    """
    strange = (flat < 1) | (flat > size)
    unknown = np.zeros(len(lengths), dtype=bool)
    if strange.any():
        unknown[np.repeat(np.arange(len(lengths)), lengths)[strange]] = True
    # Whoever ranks more than there are ranks somebody twice.
    repeated = lengths > size
    empty = lengths == 0
    if (bad := unknown | repeated | empty).any():
        flat = flat[np.repeat(~bad, lengths)]
        codes = lay_out(flat, np.where(bad, 0, lengths), size)
    else:
        codes = lay_out(flat, lengths, size)
    repeated |= find_repeats(codes, size)
    invalid: dict[str, Weight] = {}
    for reason, rows in ((UNKNOWN, unknown), (REPEATED, repeated & ~unknown), (EMPTY, empty)):
        if rows.any():
            invalid[reason] = whole(Fraction(int(weights[rows].sum()), split))
    if (bad := bad | repeated).any():
        codes, weights = codes[~bad], weights[~bad]
    return codes, weights, invalid


def _add(some: Mapping[str, Weight], more: Mapping[str, Weight]) -> dict[str, Weight]:
    return {reason: whole(some.get(reason, 0) + more.get(reason, 0)) for reason in {**some, **more}}


def check_frame(candidates: tuple[str, ...], seats: int, withdrawn: tuple[str, ...]) -> set[int]:
    """The positions of those who stand. Raises ValueError for names, seats or withdrawals that cannot be."""
    _check_names(candidates)
    if isinstance(seats, bool) or not isinstance(seats, int) or seats < 1:
        raise ValueError(f"seats must be a positive integer, not {seats!r}")
    for name in withdrawn:
        if name not in candidates:
            raise ValueError(f"withdrawn {name!r} is not among the candidates")
    return {i for i, name in enumerate(candidates) if name not in withdrawn}


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
