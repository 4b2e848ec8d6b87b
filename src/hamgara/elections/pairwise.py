"""Methods that compare every two candidates: Schulze's and ranked pairs, for rankings with or without equal ranks."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import TypeAlias

import numpy as np

from hamgara.elections.approvals import sum_columns
from hamgara.elections.ballots import Ballots, Weight, whole
from hamgara.elections.choices import Choices
from hamgara.elections.feasibility import Limits
from hamgara.elections.graded import AnyBallots, ScoreBallots
from hamgara.elections.lots import digest_lot
from hamgara.elections.outcome import Count, format_exact

__all__ = ["Matrix", "compare_pairs", "count_ranked_pairs", "count_schulze"]

Matrix: TypeAlias = list[list[Weight]]
Relation: TypeAlias = list[list[bool]]
_BLOCK = 1 << 18


def compare_pairs(ballots: AnyBallots) -> Matrix:
    """[a][b]: the weight of ballots that prefer a to b. Who is not ranked comes after all who are."""
    size = len(ballots.candidates)
    if isinstance(ballots, Ballots):
        return _compare_rows(ballots)
    matrix: Matrix = [[0] * size for _ in range(size)]
    everyone = frozenset(range(size))
    for weight, marks in ballots.ballots:
        below = set(everyone)
        for tier in _list_tiers(ballots, marks):
            below.difference_update(tier)
            for a in tier:
                row = matrix[a]
                for b in below:
                    row[b] += weight
    return [[whole(number) for number in row] for row in matrix]


def _compare_rows(ballots: Ballots) -> Matrix:
    papers = ballots.papers
    size = len(ballots.candidates)
    matrix: Matrix = [[0] * size for _ in range(size)]
    for start in range(0, len(papers), _BLOCK):
        codes, weights = papers.codes[start : start + _BLOCK], papers.weights[start : start + _BLOCK]
        # A code that is not in a row has the place after all who are.
        place = np.full((len(codes), size + 1), codes.shape[1], dtype=np.int32)
        place[np.arange(len(codes))[:, None], codes] = np.arange(codes.shape[1])
        place = place[:, 1:]
        for a in range(size):
            higher = sum_columns(weights, place[:, a, None] < place)
            for b in range(size):
                matrix[a][b] += higher[b]
    return [[whole(Fraction(number, papers.split)) for number in row] for row in matrix]


def count_schulze(ballots: AnyBallots, seats: int, limits: Limits | None, seed: str) -> Count:
    """Rank by strongest paths (strength: winning votes) and elect from the top; among several at the top, a lot.

    A path is as strong as its weakest majority; a is above b where its strongest path to b is stronger than back.
    """
    return _count_pairs("schulze", ballots, seats, limits, seed)


def count_ranked_pairs(ballots: AnyBallots, seats: int, limits: Limits | None, seed: str) -> Count:
    """Lock majorities from the strongest down, leaving out any that would close a circle; elect from the top.

    Stronger is the larger margin. Among equal margins the order is by lots drawn for all candidates at stage 1:
    first the pair whose winner, then whose loser, has the smaller digest. Among several at the top, a lot.
    """
    return _count_pairs("ranked-pairs", ballots, seats, limits, seed)


def _count_pairs(method: str, ballots: AnyBallots, seats: int, limits: Limits | None, seed: str) -> Count:
    choices = Choices(method, ballots, seats, limits, seed)
    matrix = compare_pairs(ballots)
    standing = sorted(choices.open, key=lambda c: digest_lot(seed, 1, "election", choices.names[c]))
    above = _RELATIONS[method](matrix, standing)
    while choices.vacant:
        # Highest is nobody's inferior among those open; how many are beneath is what the report shows.
        top = {c: 1 for c in choices.open if not any(above[d][c] for d in choices.open)}
        chosen = choices.pick(top)
        if chosen is not None:
            beaten = {c: sum(matrix[c][d] > matrix[d][c] for d in standing) for c in choices.open}
            choices.elect(chosen, beaten, "preference")
    names = choices.names
    facts = {
        "pairs": {
            names[a]: {names[b]: format_exact(matrix[a][b]) for b in sorted(standing) if a != b} for a in standing
        },
        "above": {names[a]: sorted(names[b] for b in standing if above[a][b]) for a in standing},
    }
    return choices.finish(partial(_count_pairs, method, ballots, seats, None, seed), facts)


def _find_paths(matrix: Matrix, standing: list[int]) -> Relation:
    size = len(matrix)
    path: Matrix = [[0] * size for _ in range(size)]
    for a in standing:
        for b in standing:
            if matrix[a][b] > matrix[b][a]:
                path[a][b] = matrix[a][b]
    for middle in standing:
        for a in standing:
            first = path[a][middle]
            if first and a != middle:
                row, then = path[a], path[middle]
                for b in standing:
                    if b != a:
                        row[b] = max(row[b], min(first, then[b]))
    return [[path[a][b] > path[b][a] for b in range(size)] for a in range(size)]


def _lock_pairs(matrix: Matrix, standing: list[int]) -> Relation:
    size = len(matrix)
    order = {c: place for place, c in enumerate(standing)}
    pairs = [(a, b) for a in standing for b in standing if matrix[a][b] > matrix[b][a]]
    pairs.sort(key=lambda p: (matrix[p[1]][p[0]] - matrix[p[0]][p[1]], order[p[0]], order[p[1]]))
    # Kept closed under "and so above": a circle would close where b is above a already.
    above: Relation = [[False] * size for _ in range(size)]
    for a, b in pairs:
        if above[b][a] or above[a][b]:
            continue
        uppers = [c for c in standing if c == a or above[c][a]]
        lowers = [c for c in standing if c == b or above[b][c]]
        for upper in uppers:
            for lower in lowers:
                above[upper][lower] = True
    return above


_RELATIONS: dict[str, Callable[[Matrix, list[int]], Relation]] = {"schulze": _find_paths, "ranked-pairs": _lock_pairs}


def _list_tiers(ballots: AnyBallots, marks: object) -> list[tuple[int, ...]]:
    if isinstance(ballots, ScoreBallots):
        scores: dict[Fraction, list[int]] = {}
        for c, score in marks:  # type: ignore[attr-defined]
            if score:
                scores.setdefault(Fraction(score), []).append(c)
        return [tuple(scores[score]) for score in sorted(scores, reverse=True)]
    return list(marks)  # type: ignore[call-overload,no-any-return]
