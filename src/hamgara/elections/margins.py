"""How firm a result is: the fewest papers whose change would change it, or let a lot decide it.

A change replaces a paper by any other that the method takes. Where the number is exact it is said so; else there are
bounds, both proved: nothing below `lower` suffices, and `change` gives a set of changes of size `upper` that does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from hamgara.elections.ballots import Ballots, Ranks, gather
from hamgara.elections.bounds import bound_changes
from hamgara.elections.graded import AnyBallots, ScoreBallots
from hamgara.elections.methods import count
from hamgara.elections.outcome import Count, CountError

__all__ = ["Margin", "find_margin"]

_SUMS = {"approval", "block", "score"}
_TRANSFERS = {"irv", "scottish-stv", "ers97", "wigm", "meek-stv"}
_CUTS = {"irv": 0.0, "wigm": 0.0, "scottish-stv": 0.00001}  # what a paper may lose where a surplus is divided
_SEEDS = 8

Change = tuple[int, Ranks, Ranks]


@dataclass(frozen=True)
class Margin:
    """At least `lower` papers must change, and `upper` suffice (None where no such change was found).

    `change` lists (number of papers, ranks before, ranks after) for ranked methods: after it, `count` elects others, or
    may by a lot. `pair` is who would lose a seat to whom, for methods that elect the highest sums.
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

    Exact for "approval", "block" and "score" (whose best score `top` must be given). For "irv", "wigm" and
    "scottish-stv" lower is that of the cheapest count that ends otherwise, each decision weighed by itself (`bounds`;
    for one seat as T. Magrino et al., Computing the margin of victory in IRV elections, EVT/WOTE 2011, do); for "ers97"
    and "meek-stv" it is 1. There upper comes from trying changes and counting again. Raises CountError for other
    methods, split mandates, or rules that acted.
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
    winners = frozenset(outcome.elected)
    if outcome.ties and _is_open(ballots, method, winners):
        return Margin(0, 0)
    found = _try_changes(ballots, method, winners)
    if method in _CUTS:
        most = int(outcome.valid) if found.upper is None else found.upper
        places = frozenset(ballots.candidates.index(name) for name in winners)
        lower = bound_changes(ballots, len(winners), places, most, _CUTS[method])
        return replace(found, lower=max(1, lower))
    return found


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


def _try_changes(ballots: Ballots, method: str, winners: frozenset[str]) -> Margin:
    """Give papers of one candidate to another, as few as change the outcome when counted again."""
    best: tuple[int, tuple[Change, ...]] | None = None
    standing = [ballots.candidates.index(name) for name in ballots.standing]
    for giver in standing:
        for taker in standing:
            if giver == taker:
                continue
            most = int(ballots.valid) if best is None else best[0] - 1
            # More need not do better than fewer, so the numbers are tried from the least by doubling, then between.
            low, high, found = 0, 1, None
            while high <= most and found is None:
                found = _change(ballots, giver, taker, high)
                if found and not _differs(ballots, found, method, winners):
                    low, found = high, None
                if high == most:
                    break
                high = min(most, high * 2)
            while found is not None and low + 1 < sum(number for number, _, _ in found):
                middle = (low + sum(number for number, _, _ in found)) // 2
                tried = _change(ballots, giver, taker, middle)
                if tried and _differs(ballots, tried, method, winners):
                    found = tried
                else:
                    low = middle
            if found is not None and (best is None or sum(number for number, _, _ in found) < best[0]):
                best = (sum(number for number, _, _ in found), found)
    return Margin(1, None) if best is None else Margin(1, best[0], best[1])


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


def _differs(ballots: Ballots, changes: tuple[Change, ...], method: str, winners: frozenset[str]) -> bool:
    weights = {ranks: int(weight) for weight, ranks in ballots.ballots}
    for number, before, after in changes:
        weights[before] -= number
        weights[after] = weights.get(after, 0) + number
    pairs = ((weight, ranks) for ranks, weight in weights.items() if weight)
    return _is_open(gather(ballots.candidates, pairs, ballots.seats, withdrawn=ballots.withdrawn), method, winners)


def _is_open(ballots: Ballots, method: str, winners: frozenset[str]) -> bool:
    """Whether others than those are elected, or might be by another lot: one of a few seeds shows it."""
    for seed in range(_SEEDS):
        found = count(ballots, method, seats=len(winners), seed=str(seed))
        if set(found.elected) != winners:
            return True
        if not any(tie.lot for tie in found.ties):
            break
    return False
