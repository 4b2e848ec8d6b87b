"""The method of equal shares: every voter has the same money, and buys what her like can afford together."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

import numpy as np
import numpy.typing as npt

from hamgara.elections.approvals import Approvals, sum_columns
from hamgara.elections.ballots import Ballots
from hamgara.elections.choices import Choices
from hamgara.elections.feasibility import Limits
from hamgara.elections.graded import ScoreBallots
from hamgara.elections.outcome import Count
from hamgara.elections.sequential import elect_by_load

__all__ = ["count_equal_shares", "count_equal_shares_scores"]


def count_equal_shares(ballots: Ballots, seats: int, limits: Limits | None, seed: str) -> Count:
    """Count approval ballots; seats that money does not fill go by Phragmén's rule with the money left.

    A vote is worth 1, a seat valid votes / seats. Elected is whoever's approvers can pay with the least payment
    by any of them; who has less gives all. At equal price a lot is drawn.
    """
    return _count("equal-shares", ballots, seats, limits, seed)


def count_equal_shares_scores(ballots: ScoreBallots, seats: int, limits: Limits | None, seed: str) -> Count:
    """Count scores: what a voter pays is her score times the price per point, or all that she has left.

    The completion is as for approvals, every score above 0 counting as support.
    """
    return _count("equal-shares-scores", ballots, seats, limits, seed)


def _count(method: str, ballots: Ballots | ScoreBallots, seats: int, limits: Limits | None, seed: str) -> Count:
    choices = Choices(method, ballots, seats, limits, seed)
    purse = _Purse(Approvals(ballots), seats)
    bought = purse.spend(choices)
    if choices.vacant:
        # Money in hand is load borne in advance: who has more left is reached earlier.
        loads = [-budget for budget in purse.budgets]
        elect_by_load(choices, purse.approvals, purse.level, loads, purse.cost, "completion")
    return choices.finish(
        partial(_count, method, ballots, seats, None, seed),
        {"price": str(purse.cost), "bought": bought, "completion": "phragmen-sequential"},
    )


class _Purse:
    """What voters have left: papers at the same level have the same budget a vote."""

    def __init__(self, approvals: Approvals, seats: int) -> None:
        self.approvals = approvals
        self.cost = Fraction(approvals.total, approvals.split * seats)
        self.budgets = [Fraction(1)]
        self.level: npt.NDArray[np.int64] = np.zeros(len(approvals.weights), dtype=np.int64)

    def spend(self, choices: Choices) -> int:
        """Elect while anybody can be afforded. Gives the number elected so."""
        known: dict[int, Fraction] = {}
        while choices.vacant:
            held = self.weigh()
            prices: dict[int, Fraction] = {}
            # Budgets only fall, so a price of an earlier stage is a lower bound: whoever is beyond the best is left.
            best: Fraction | None = None
            for c in sorted(choices.open, key=lambda c: known.get(c, Fraction(0))):
                if best is not None and known.get(c, Fraction(0)) > best:
                    break
                price = self.price(c, held)
                if price is None:
                    known[c] = self.cost * self.approvals.split + 1  # never affordable again
                    continue
                prices[c] = known[c] = price
                best = price if best is None else min(best, price)
            if not prices:
                break
            chosen = choices.pick(prices, "least")
            if chosen is not None:
                choices.elect(chosen, prices, "price")
                self.pay(chosen, prices[chosen])
        return len(choices.elected)

    def weigh(self) -> list[list[list[int]]]:
        """[level][grade][candidate]: the weight of voters with that budget who give that grade."""
        gives, weights = self.approvals.gives, self.approvals.weights
        found = []
        for number in range(len(self.budgets)):
            here = self.level == number
            grades = range(1, len(self.approvals.grades))
            found.append([sum_columns(weights[here], gives[here] == grade) for grade in grades])
        return found

    def price(self, c: int, held: list[list[list[int]]]) -> Fraction | None:
        """The least price per point at which the supporters can pay for c; None where they cannot."""
        groups = []
        for budget, by_grade in zip(self.budgets, held, strict=True):
            for grade, row in zip(self.approvals.grades[1:], by_grade, strict=True):
                if row[c]:
                    groups.append((budget / grade, budget, grade, row[c]))
        groups.sort()
        cost = self.cost * self.approvals.split
        points = sum((grade * weight for _, _, grade, weight in groups), Fraction(0))
        for reach, budget, grade, weight in groups:
            if points and cost <= reach * points:
                return cost / points
            cost -= budget * weight
            points -= grade * weight
        return None

    def pay(self, c: int, price: Fraction) -> None:
        """Take the payment of every supporter, and sort voters into levels again."""
        budgets: dict[Fraction, int] = {}
        level = np.empty_like(self.level)
        for number, budget in enumerate(self.budgets):
            here = self.level == number
            for index, grade in enumerate(self.approvals.grades):
                papers = here & (self.approvals.gives[:, c] == index)
                if papers.any():
                    left = max(Fraction(0), budget - price * grade)
                    level[papers] = budgets.setdefault(left, len(budgets))
        self.level, self.budgets = level, list(budgets)
