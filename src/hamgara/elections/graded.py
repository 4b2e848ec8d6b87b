"""Ballots that say more than a strict order: rankings with equal ranks, and scores."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import TypeAlias

from hamgara.elections.ballots import (
    Ballots,
    Weight,
    add_weights,
    check_frame,
    check_weight,
    gather,
    whole,
)
from hamgara.elections.validity import USUAL, Validity, judge

__all__ = [
    "AnyBallots",
    "ScoreBallots",
    "Scores",
    "TierBallots",
    "Tiers",
    "drop_equal",
    "gather_scores",
    "gather_tiers",
    "line_up",
]

Tiers: TypeAlias = tuple[tuple[int, ...], ...]
Scores: TypeAlias = tuple[tuple[int, Weight], ...]


@dataclass(frozen=True)
class TierBallots:
    """Valid ballots that may rank candidates equally.

    `ballots` holds (weight, tiers): tiers of positions in `candidates`, best first, nobody twice, each tier
    sorted. Everything else is as in Ballots. Raises ValueError where a part contradicts another.
    """

    candidates: tuple[str, ...]
    ballots: tuple[tuple[Weight, Tiers], ...]
    seats: int
    title: str = ""
    withdrawn: tuple[str, ...] = ()
    invalid: Mapping[str, Weight] = field(default_factory=dict)
    in_part: Mapping[str, Weight] = field(default_factory=dict)

    def __post_init__(self) -> None:
        standing = check_frame(self.candidates, self.seats, self.withdrawn)
        for weight, tiers in self.ballots:
            check_weight(weight)
            named = [c for tier in tiers for c in tier]
            sound = all(tier and tuple(sorted(tier)) == tier for tier in tiers)
            if not named or not sound or len(set(named)) != len(named) or not standing.issuperset(named):
                raise ValueError(f"tiers {tiers!r} are not sorted, distinct positions of candidates who stand")
        object.__setattr__(self, "invalid", MappingProxyType(dict(self.invalid)))
        object.__setattr__(self, "in_part", MappingProxyType(dict(self.in_part)))

    def __reduce__(self) -> tuple[object, ...]:
        parts = (self.candidates, self.ballots, self.seats, self.title, self.withdrawn)
        return TierBallots, (*parts, dict(self.invalid), dict(self.in_part))

    @property
    def valid(self) -> Weight:
        """The weight of all valid ballots."""
        return whole(sum(weight for weight, _ in self.ballots))


@dataclass(frozen=True)
class ScoreBallots:
    """Valid ballots that give candidates scores.

    `ballots` holds (weight, ((position, score), ...)) sorted by position; a score is an int or Fraction, not
    negative, and a candidate without one has 0. Everything else is as in Ballots. Raises ValueError where a
    part contradicts another.
    """

    candidates: tuple[str, ...]
    ballots: tuple[tuple[Weight, Scores], ...]
    seats: int
    title: str = ""
    withdrawn: tuple[str, ...] = ()
    invalid: Mapping[str, Weight] = field(default_factory=dict)
    in_part: Mapping[str, Weight] = field(default_factory=dict)

    def __post_init__(self) -> None:
        standing = check_frame(self.candidates, self.seats, self.withdrawn)
        for weight, scores in self.ballots:
            check_weight(weight)
            named = [c for c, _ in scores]
            if not named or sorted(set(named)) != named or not standing.issuperset(named):
                raise ValueError(f"scores {scores!r} are not for sorted, distinct candidates who stand")
            if any(isinstance(s, bool) or not isinstance(s, int | Fraction) or s < 0 for _, s in scores):
                raise ValueError(f"a score must be an int or Fraction from 0, not as in {scores!r}")
        object.__setattr__(self, "invalid", MappingProxyType(dict(self.invalid)))
        object.__setattr__(self, "in_part", MappingProxyType(dict(self.in_part)))

    def __reduce__(self) -> tuple[object, ...]:
        parts = (self.candidates, self.ballots, self.seats, self.title, self.withdrawn)
        return ScoreBallots, (*parts, dict(self.invalid), dict(self.in_part))

    @property
    def valid(self) -> Weight:
        """The weight of all valid ballots."""
        return whole(sum(weight for weight, _ in self.ballots))

    @classmethod
    def from_scores(
        cls,
        candidates: Sequence[str],
        papers: Iterable[tuple[Weight, Mapping[str, Weight]]],
        seats: int,
        *,
        title: str = "",
        withdrawn: Sequence[str] = (),
        validity: Validity = USUAL,
        rejected: Mapping[str, Weight] = MappingProxyType({}),
    ) -> ScoreBallots:
        """Make ballots from (weight, {name: score}) pairs; one that scores nobody is counted as "empty"."""
        position = {name: c for c, name in enumerate(candidates)}
        found = ((w, [(position.get(name, -1), score) for name, score in given.items()]) for w, given in papers)
        more = {"title": title, "withdrawn": tuple(withdrawn), "rejected": rejected, "validity": validity}
        return gather_scores(tuple(candidates), found, seats, **more)  # type: ignore[arg-type]


AnyBallots: TypeAlias = Ballots | TierBallots | ScoreBallots


def gather_tiers(
    candidates: tuple[str, ...],
    papers: Iterable[tuple[Weight, Sequence[Iterable[int]]]],
    seats: int,
    *,
    title: str = "",
    withdrawn: tuple[str, ...] = (),
    rejected: Mapping[str, Weight] = MappingProxyType({}),
    in_part: Mapping[str, Weight] = MappingProxyType({}),
    validity: Validity = USUAL,
) -> TierBallots:
    """Sort papers with equal ranks into valid and invalid, strike out the withdrawn, and merge equal ballots.

    A tier without anybody is a rank left out.
    """
    gone = {c for c, name in enumerate(candidates) if name in withdrawn}
    merged: dict[Tiers, Weight] = {}
    invalid, freed = dict(rejected), dict(in_part)
    for weight, given in papers:
        check_weight(weight)
        left = [(list(tier), [c for c in tier if c not in gone]) for tier in given]
        kept, reason, defects = judge(
            [some for all_, some in left if some or not all_], len(candidates), validity, strict=False
        )
        if reason:
            invalid = add_weights(invalid, {reason: weight})
            continue
        freed = add_weights(freed, dict.fromkeys(defects, weight))
        merged[tuple(kept)] = merged.get(tuple(kept), 0) + weight
    ballots = tuple((whole(merged[tiers]), tiers) for tiers in sorted(merged))
    return TierBallots(candidates, ballots, seats, title, withdrawn, *_sort(invalid, freed))


def gather_scores(
    candidates: tuple[str, ...],
    papers: Iterable[tuple[Weight, Iterable[tuple[int, Weight]]]],
    seats: int,
    *,
    title: str = "",
    withdrawn: tuple[str, ...] = (),
    rejected: Mapping[str, Weight] = MappingProxyType({}),
    in_part: Mapping[str, Weight] = MappingProxyType({}),
    validity: Validity = USUAL,
) -> ScoreBallots:
    """Sort papers with scores into valid and invalid, strike out the withdrawn, and merge equal ballots."""
    gone = {c for c, name in enumerate(candidates) if name in withdrawn}
    merged: dict[Scores, Weight] = {}
    invalid, freed = dict(rejected), dict(in_part)
    for weight, given in papers:
        check_weight(weight)
        marks = [(c, whole(score)) for c, score in given if c not in gone]
        kept, reason, defects = judge([(c,) for c, _ in marks], len(candidates), validity.unordered(), strict=False)
        if reason:
            invalid = add_weights(invalid, {reason: weight})
            continue
        freed = add_weights(freed, dict.fromkeys(defects, weight))
        first = dict(reversed(marks))
        scores = tuple((c, first[c]) for c in sorted(c for tier in kept for c in tier))
        merged[scores] = merged.get(scores, 0) + weight
    ballots = tuple((whole(merged[scores]), scores) for scores in sorted(merged))
    return ScoreBallots(candidates, ballots, seats, title, withdrawn, *_sort(invalid, freed))


def line_up(ranks: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Tiers from (position, rank) pairs, ranks from 1; an empty tier where a rank was left out.

    After two at rank 1 the next rank may be 2 or 3.
    """
    tiers: dict[int, list[int]] = {}
    for c, rank in ranks:
        tiers.setdefault(rank, []).append(c)
    lined: list[list[int]] = []
    before = ranked = 0
    for rank in sorted(tiers):
        if rank > max(before, ranked) + 1:
            lined.append([])
        lined.append(tiers[rank])
        before, ranked = rank, ranked + len(tiers[rank])
    return lined


def drop_equal(ballots: TierBallots, validity: Validity = USUAL) -> Ballots:
    """The same as strict rankings, for methods that know no equal ranks: what becomes of ballots with any, `validity`
    says; by default they are invalid, "equal".
    """
    papers = []
    invalid, freed = dict(ballots.invalid), dict(ballots.in_part)
    for weight, tiers in ballots.ballots:
        kept, reason, defects = judge(tiers, len(ballots.candidates), validity, strict=True)
        if reason:
            invalid = add_weights(invalid, {reason: weight})
            continue
        freed = add_weights(freed, dict.fromkeys(defects, weight))
        papers.append((weight, tuple(tier[0] for tier in kept)))
    parts = {"title": ballots.title, "withdrawn": ballots.withdrawn, "rejected": invalid, "in_part": freed}
    return gather(ballots.candidates, papers, ballots.seats, **parts)  # type: ignore[arg-type]


def _sort(*sums: Mapping[str, Weight]) -> tuple[dict[str, Weight], ...]:
    return tuple(dict(sorted(sum_.items())) for sum_ in sums)
