"""How firm a result is: the fewest papers whose change would change it, or leave it to a lot.

A change replaces a paper by any other that the method takes. Where the number is exact it is said so; else there are
bounds, both proved: nothing below `lower` suffices, and `change` gives a set of changes of size `upper` that does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np

from hamgara.elections.ballots import Ballots, Ranks, gather
from hamgara.elections.graded import AnyBallots, ScoreBallots
from hamgara.elections.methods import count
from hamgara.elections.outcome import Count, CountError
from hamgara.elections.papers import sum_by

__all__ = ["Margin", "find_margin"]

_SUBSETS = 14  # so many candidates have few enough subsets
_SUMS = {"approval", "block", "score"}
_TRANSFERS = {"irv", "scottish-stv", "ers97", "wigm", "meek-stv"}

Change = tuple[int, Ranks, Ranks]


@dataclass(frozen=True)
class Margin:
    """At least `lower` papers must change, and `upper` suffice (None where no such change was found).

    `change` lists (number of papers, ranks before, ranks after) for ranked methods: after it, `count` elects others, or
    draws a lot. `pair` is who would lose a seat to whom, for methods that elect the highest sums.
    """

    lower: int
    upper: int | None
    change: tuple[Change, ...] = ()
    pair: tuple[str, str] | None = None

    @property
    def exact(self) -> bool:
        """Whether the bounds are one number."""
        return self.lower == self.upper

    def to_json(self) -> dict[str, Any]:
        """The margin as JSON."""
        found: dict[str, Any] = {"lower": self.lower, "upper": self.upper, "exact": self.exact}
        return {**found, "pair": list(self.pair)} if self.pair else found


def find_margin(ballots: AnyBallots, method: str, outcome: Count, *, top: int | Fraction | None = None) -> Margin:
    """The margin of an outcome without rules of place, for whole papers.

    Exact for "approval", "block" and "score" (whose best score `top` must be given). For "irv" (up to 14 candidates)
    lower is that of the cheapest order of exclusions that ends otherwise, pair by pair (after T. Magrino et al.,
    Computing the margin of victory in IRV elections, EVT/WOTE 2011); for other transfers of votes it is 1. There
    upper comes from trying changes and counting again. Raises CountError for other methods, split mandates, or rules
    that acted.
    """
    if method not in _SUMS | _TRANSFERS:
        raise CountError(f"no margin is known for {method}")
    if any(weight.denominator != 1 for weight, _ in ballots.ballots) or outcome.places is not None:
        raise CountError("a margin is of whole papers, without rules of place")
    if len(outcome.elected) == len(ballots.candidates) - len(ballots.withdrawn):
        raise CountError("everybody is elected, whatever the papers say")
    if isinstance(ballots, ScoreBallots):
        if top is None:
            raise CountError("the margin of scores needs the best score that a paper may give")
        return _weigh_pairs(ballots, outcome, lambda a, b: _shift_scores(ballots, a, b, Fraction(top)))
    if not isinstance(ballots, Ballots):
        raise CountError(f"{method} knows no equal ranks")
    if method in _SUMS:
        return _weigh_pairs(ballots, outcome, lambda a, b: iter([(2, int(outcome.valid))]))
    if any(tie.lot for tie in outcome.ties):
        return Margin(0, 0)
    lower = 1
    if method == "irv" and len(ballots.standing) <= _SUBSETS:
        lower = max(1, _bound_orders(ballots, ballots.candidates.index(outcome.elected[0])))
    return _try_changes(ballots, method, outcome, lower)


def _weigh_pairs(
    ballots: AnyBallots, outcome: Count, shifts: Callable[[int, int], Iterable[tuple[Fraction | int, int]]]
) -> Margin:
    """Over all who are elected and all who are not: how many papers, the most telling first, make them equal.

    For names one paper shifts the difference by two: whoever is ahead by d is named by d papers that do not name the
    other.
    """
    votes = outcome.rounds[0].votes
    best: tuple[int, str, str] | None = None
    for winner in outcome.elected:
        for loser in sorted(set(votes) - set(outcome.elected)):
            ahead, papers = votes[winner] - votes[loser], 0
            for shift, number in shifts(ballots.candidates.index(winner), ballots.candidates.index(loser)):
                if ahead <= 0 or not shift:
                    break
                taken = min(number, int(-(-ahead // shift)))
                ahead, papers = ahead - taken * shift, papers + taken
            if ahead <= 0 and (best is None or (papers, winner, loser) < best):
                best = (papers, winner, loser)
    assert best is not None
    return Margin(best[0], best[0], pair=(best[1], best[2]))


def _shift_scores(ballots: ScoreBallots, winner: int, loser: int, top: Fraction) -> list[tuple[Fraction, int]]:
    """By how much a paper can shift the two towards each other, and how many papers can; the most first."""
    found: dict[Fraction, int] = {}
    for weight, scores in ballots.ballots:
        given = dict(scores)
        shift = Fraction(given.get(winner, 0)) + top - given.get(loser, 0)
        found[shift] = found.get(shift, 0) + int(weight)
    return sorted(found.items(), reverse=True)


def _bound_orders(ballots: Ballots, winner: int) -> int:
    """The least, over orders of exclusion with another winner, of what the dearest exclusion alone must cost."""
    papers = ballots.papers
    size = len(ballots.candidates)

    def tally(left: frozenset[int]) -> list[int]:
        stands = np.zeros(size + 1, dtype=bool)
        stands[[c + 1 for c in left]] = True
        able = stands[papers.codes]
        place = able.argmax(axis=1)
        line = np.arange(len(papers))
        goals = np.where(able[line, place], papers.codes[line, place], 0)
        return sum_by(goals, papers.weights, size + 1)[1:]

    @cache
    def cheapest(left: frozenset[int]) -> int:
        if len(left) == 1:
            return 0 if winner not in left else int(ballots.valid) + 1
        votes = tally(left)
        least = min(votes[c] for c in left)
        # A change of one paper brings two candidates nearer by two at most.
        return min(max(-(-(votes[c] - least) // 2), cheapest(left - {c})) for c in left)

    return cheapest(frozenset(ballots.candidates.index(name) for name in ballots.standing))


def _try_changes(ballots: Ballots, method: str, outcome: Count, lower: int) -> Margin:
    """Give papers of one candidate to another, as few as change the outcome when counted again."""
    best: tuple[int, tuple[Change, ...]] | None = None
    elected = set(outcome.elected)
    standing = [ballots.candidates.index(name) for name in ballots.standing]
    for giver in standing:
        for taker in standing:
            if giver == taker:
                continue
            most = int(ballots.valid) if best is None else best[0] - 1
            # More need not do better than fewer, so the numbers are tried from the least by doubling, then between.
            low, high, found = lower - 1, lower, None
            while high <= most and found is None:
                found = _change(ballots, giver, taker, high)
                if found and not _differs(ballots, found, method, elected, len(outcome.elected)):
                    low, found = high, None
                if high == most:
                    break
                high = min(most, high * 2)
            while found is not None and low + 1 < sum(number for number, _, _ in found):
                middle = (low + sum(number for number, _, _ in found)) // 2
                tried = _change(ballots, giver, taker, middle)
                if tried and _differs(ballots, tried, method, elected, len(outcome.elected)):
                    found = tried
                else:
                    low = middle
            if found is not None and (best is None or sum(number for number, _, _ in found) < best[0]):
                best = (sum(number for number, _, _ in found), found)
    return Margin(lower, None) if best is None else Margin(lower, best[0], best[1])


def _change(ballots: Ballots, giver: int, taker: int, papers: int) -> tuple[Change, ...] | None:
    """So many papers that rank the giver above the taker name the taker alone; the highest ranks of the giver first."""
    able = [
        (ranks.index(giver), ranks, int(weight))
        for weight, ranks in ballots.ballots
        if giver in ranks and taker not in ranks[: ranks.index(giver)]
    ]
    changes: list[Change] = []
    for _, ranks, weight in sorted(able):
        if not papers:
            break
        number = min(papers, weight)
        changes.append((number, ranks, (taker,)))
        papers -= number
    return None if papers else tuple(changes)


def _differs(ballots: Ballots, changes: tuple[Change, ...], method: str, elected: set[str], seats: int) -> bool:
    weights = {ranks: int(weight) for weight, ranks in ballots.ballots}
    for number, before, after in changes:
        weights[before] -= number
        weights[after] = weights.get(after, 0) + number
    pairs = ((weight, ranks) for ranks, weight in weights.items() if weight)
    again = gather(ballots.candidates, pairs, seats, withdrawn=ballots.withdrawn)
    found = count(again, method, seats=seats)
    return set(found.elected) != elected or any(tie.lot for tie in found.ties)
