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
    pack_rows,
    strike_out,
    whole,
)
from hamgara.elections.validity import EMPTY, REPEATED, UNKNOWN, USUAL, Validity, judge

__all__ = [
    "SKIP",
    "Ballots",
    "Ranks",
    "Weight",
    "add_weights",
    "check_frame",
    "check_weight",
    "gather",
    "gather_rows",
    "sift_rows",
    "whole",
]

#: Among positions of candidates: a rank that was left out.
SKIP = -2


@dataclass(frozen=True)
class Ballots:
    """The valid ballots of one election.

    `ballots` is a sequence of (weight, ranks) pairs: `ranks` are distinct positions in `candidates` (from 0), best
    first; a weight is a positive int, or a Fraction where an organisation splits its mandate. Whatever sequence is
    given, `papers` holds the same as arrays. Withdrawn candidates keep their position but appear in no ranks.
    `invalid` gives the weight of the ballots that were rejected before the count, by reason (see `validity`); `in_part`
    that of the valid ones that a rule frees of a defect, by the defect.

    Raises ValueError where a part contradicts another.
    """

    candidates: tuple[str, ...]
    ballots: Sequence[tuple[Weight, Ranks]]
    seats: int
    title: str = ""
    withdrawn: tuple[str, ...] = ()
    invalid: Mapping[str, Weight] = field(default_factory=dict)
    in_part: Mapping[str, Weight] = field(default_factory=dict)

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
        object.__setattr__(self, "in_part", MappingProxyType(dict(self.in_part)))

    def __reduce__(self) -> tuple[object, ...]:
        parts = (self.candidates, self.ballots, self.seats, self.title, self.withdrawn)
        return Ballots, (*parts, dict(self.invalid), dict(self.in_part))

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
        validity: Validity = USUAL,
        rejected: Mapping[str, Weight] = MappingProxyType({}),
    ) -> Ballots:
        """Make ballots from (weight, [name, ...]) pairs, best first.

        A ranking that is empty, names a candidate twice, or names somebody unknown is counted in
        `invalid` unless `validity` says otherwise; `rejected` ones are added to those. Raises ValueError for
        candidates, seats or weights that cannot be.
        """
        papers = list(rankings)
        position = {name: i for i, name in enumerate(candidates)}
        weights = [weight for weight, _ in papers]
        lengths = np.fromiter((len(names) for _, names in papers), np.int64, len(papers))
        named = chain.from_iterable(names for _, names in papers)
        flat = np.fromiter(map(position.get, named, repeat(-1)), np.int64, int(lengths.sum()))
        papers_of = flat, lengths, weights
        return _gather(tuple(candidates), *papers_of, seats, title, tuple(withdrawn), rejected, {}, validity)


def gather(
    candidates: tuple[str, ...],
    papers: Iterable[tuple[Weight, Ranks]],
    seats: int,
    *,
    title: str = "",
    withdrawn: tuple[str, ...] = (),
    rejected: Mapping[str, Weight] = MappingProxyType({}),
    in_part: Mapping[str, Weight] = MappingProxyType({}),
    validity: Validity = USUAL,
) -> Ballots:
    """Sort papers into valid and invalid, strike out the withdrawn, and merge equal ballots.

    The result does not depend on the order of `papers`. `SKIP` stands for a rank left out; another position outside
    `candidates` is "unknown". A paper that ranks only withdrawn candidates is "empty".
    """
    if isinstance(papers, Papers):
        parts = papers.codes, papers.weights, papers.split
        more = {"title": title, "withdrawn": withdrawn, "rejected": rejected, "in_part": in_part}
        return gather_rows(candidates, *parts, seats, **more)  # type: ignore[arg-type]
    pairs = list(papers)
    weights = [weight for weight, _ in pairs]
    lengths = np.fromiter((len(ranks) for _, ranks in pairs), np.int64, len(pairs))
    flat = np.fromiter(chain.from_iterable(ranks for _, ranks in pairs), np.int64, int(lengths.sum()))
    return _gather(candidates, flat, lengths, weights, seats, title, withdrawn, rejected, in_part, validity)


def _gather(
    candidates: tuple[str, ...],
    flat: Numbers,
    lengths: Numbers,
    weights: list[Weight],
    seats: int,
    title: str,
    withdrawn: tuple[str, ...],
    rejected: Mapping[str, Weight],
    in_part: Mapping[str, Weight],
    validity: Validity,
) -> Ballots:
    numbers, split = fit_weights(weights)
    codes, numbers, invalid, freed = sift_rows(flat + 1, lengths, numbers, split, len(candidates), validity)
    more = {"rejected": add_weights(rejected, invalid), "in_part": add_weights(in_part, freed)}
    return gather_rows(candidates, codes, numbers, split, seats, title=title, withdrawn=withdrawn, **more)


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
    in_part: Mapping[str, Weight] = MappingProxyType({}),
) -> Ballots:
    """The same as `gather` for rows of codes that are valid as `sift_rows` leaves them."""
    invalid = dict(rejected)
    if withdrawn:
        codes = strike_out(codes, (c for c, name in enumerate(candidates) if name in withdrawn), len(candidates))
        bare = codes[:, 0] == 0
        if bare.any():
            invalid = add_weights(invalid, {EMPTY: whole(Fraction(int(weights[bare].sum()), split))})
            codes, weights = codes[~bare], weights[~bare]
    codes, weights = merge_rows(codes, weights, len(candidates))
    if not len(weights):
        split = 1
    if split > 1:
        common = gcd(split, int(np.gcd.reduce(weights)))
        weights, split = weights // common, split // common
        if weights.dtype == object and sum(weights) < SAFE:
            weights = weights.astype(np.int64)
    sums = dict(sorted(invalid.items())), dict(sorted(in_part.items()))
    return Ballots(candidates, Papers(codes, weights, split), seats, title, withdrawn, *sums)


def sift_rows(
    flat: Numbers, lengths: Numbers, weights: Numbers, split: int, size: int, validity: Validity = USUAL
) -> tuple[Codes, Numbers, dict[str, Weight], dict[str, Weight]]:
    """Rows of codes that are valid, with their weights; the weight of the others by reason, and of those in part.

    `flat` has the codes of all papers in a line, `lengths` how many each has. A code that is not from 1 to `size`
    makes a paper "unknown", a code twice "repeated", none "empty", unless `validity` says otherwise; the code of `SKIP`
    is a rank left out.
    """
    strange = (flat < 1) | (flat > size)
    unknown = np.zeros(len(lengths), dtype=bool)
    if strange.any():
        unknown[np.repeat(np.arange(len(lengths)), lengths)[strange]] = True
    # Whoever ranks more than there are ranks somebody twice.
    repeated = lengths > size
    empty = lengths == 0
    if (bad := unknown | repeated | empty).any():
        codes = lay_out(flat[np.repeat(~bad, lengths)], np.where(bad, 0, lengths), size)
    else:
        codes = lay_out(flat, lengths, size)
    repeated |= find_repeats(codes, size)
    bad |= repeated
    if not bad.any():
        return codes, weights, {}, {}
    invalid: dict[str, Weight] = {}
    freed: dict[str, Weight] = {}
    rows: list[list[int]] = []
    if validity == USUAL and not (flat == SKIP + 1).any():
        for reason, which in ((UNKNOWN, unknown), (REPEATED, repeated & ~unknown), (EMPTY, empty)):
            if which.any():
                invalid[reason] = whole(Fraction(int(weights[which].sum()), split))
        return codes[~bad], weights[~bad], invalid, freed
    kept_weights: list[int] = []
    ends = np.cumsum(lengths)
    for at in np.flatnonzero(bad).tolist():
        row = flat[int(ends[at] - lengths[at]) : int(ends[at])].tolist()
        tiers = [() if code == SKIP + 1 else (code - 1,) for code in row]
        kept, reason, defects = judge(tiers, size, validity, strict=True)
        weight = {part: whole(Fraction(int(weights[at]), split)) for part in defects or {reason}}
        if reason:
            invalid = add_weights(invalid, weight)
            continue
        freed = add_weights(freed, weight if defects else {})
        rows.append([tier[0] + 1 for tier in kept])
        kept_weights.append(weights[at])
    codes, weights = codes[~bad], weights[~bad]
    if rows:
        mended = lay_out(np.array([code for row in rows for code in row]), np.array([len(row) for row in rows]), size)
        codes, weights = pack_rows([codes, mended]), np.append(weights, kept_weights)
    return codes, weights, invalid, freed


def add_weights(some: Mapping[str, Weight], more: Mapping[str, Weight]) -> dict[str, Weight]:
    """The sums by reason."""
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
