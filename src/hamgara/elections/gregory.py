"""The weighted inclusive Gregory method with exact values, and the alternative vote, which is its case of one seat."""

from __future__ import annotations

from fractions import Fraction

from hamgara.elections.ballots import Ballots, Weight
from hamgara.elections.feasibility import Limits
from hamgara.elections.outcome import Count, CountError
from hamgara.elections.scottish import GregoryCount

__all__ = ["count_irv", "count_wigm"]


class _ExactCount(GregoryCount):
    method = "wigm"

    def divide(self, surplus: Weight, value: Weight, votes: Weight) -> Weight:
        return Fraction(surplus) * value / votes


class _RunoffCount(_ExactCount):
    method = "irv"


def count_wigm(ballots: Ballots, seats: int, limits: Limits | None, seed: str) -> Count:
    """Count as the Scottish Order does, but with values that are fractions, so that nothing is cut.

    The quota is the whole part of valid votes / (seats + 1), plus one. All papers of a candidate carry the
    surplus, each at surplus x its value / votes; the largest surplus first, one exclusion at a stage.
    """
    return _ExactCount(ballots, seats, limits, seed).run()


def count_irv(ballots: Ballots, seats: int, limits: Limits | None, seed: str) -> Count:
    """Exclude whoever has the fewest votes until one candidate has more than half of the valid ballots, or is left.

    Raises CountError for more than one seat.
    """
    if seats != 1:
        raise CountError(f"irv fills one seat, not {seats}")
    return _RunoffCount(ballots, seats, limits, seed).run()
