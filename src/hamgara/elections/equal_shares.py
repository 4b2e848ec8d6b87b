"""The method of equal shares: every voter has the same money, and buys what her like can afford together."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from math import lcm
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from hamgara.elections.approvals import Approvals, Levels, sum_groups
from hamgara.elections.ballots import Ballots
from hamgara.elections.choices import Choices
from hamgara.elections.feasibility import Limits
from hamgara.elections.graded import ScoreBallots
from hamgara.elections.outcome import Count, CountError, PlaceAct
from hamgara.elections.sequential import elect_by_load

__all__ = ["Completion", "count_equal_shares", "count_equal_shares_scores"]


_ATTEMPTS = 100_000

Completion: TypeAlias = Literal["phragmen-sequential", "approval", "increment"]


def count_equal_shares(
    ballots: Ballots, seats: int, limits: Limits | None, seed: str, completion: Completion = "phragmen-sequential"
) -> Count:
    """Count approval ballots; seats that money does not fill go by Phragmén's rule with the money left.

    A vote is worth 1, a seat valid votes / seats. Elected is whoever's approvers can pay with the least payment
    by any of them; who has less gives all. At equal price a lot is drawn. With the completion "approval", the most
    approved of the others fill what is left. With "increment", everybody gets more money, as if there were one seat
    more, then two, and the whole is counted anew until it fills the seats; raises CountError where that takes too long.
    """
    method = {"phragmen-sequential": "equal-shares"}.get(completion, f"equal-shares-{completion}")
    return _count(method, ballots, seats, limits, seed, completion)


def count_equal_shares_scores(ballots: ScoreBallots, seats: int, limits: Limits | None, seed: str) -> Count:
    """Count scores: what a voter pays is her score times the price per point, or all that she has left.

    The completion is as for approvals, every score above 0 counting as support.
    """
    return _count("equal-shares-scores", ballots, seats, limits, seed, "phragmen-sequential")


def _count(
    method: str,
    ballots: Ballots | ScoreBallots,
    seats: int,
    limits: Limits | None,
    seed: str,
    completion: Completion,
) -> Count:
    approvals = Approvals(ballots)
    support = approvals.sum_supporters()
    choices, purse = Choices(method, ballots, seats, limits, seed), _Purse(approvals, seats)
    price = purse.cost
    bought = purse.spend(choices)
    extra = drawn = 0
    passed: dict[str, PlaceAct] = {}
    while completion == "increment" and choices.vacant and any(support[c] for c in choices.open):
        extra += 1
        drawn += len(choices.ties)
        passed = {act.candidate: act for act in choices.acts} | passed
        if extra > _ATTEMPTS:
            raise CountError(f"{method} did not fill the seats with {_ATTEMPTS} increments")
        # As if a vote were worth (seats + extra) / seats: the same as the price falling so.
        choices, purse = Choices(method, ballots, seats, limits, seed), _Purse(approvals, seats + extra)
        bought = purse.spend(choices)
    if choices.vacant and completion == "phragmen-sequential":
        # Money in hand is load borne in advance: who has more left is reached earlier.
        loads = [Fraction(-budget, purse.unit) for budget in purse.budgets]
        elect_by_load(choices, approvals, Levels(approvals, purse.level, len(loads)), loads, purse.cost, "completion")
    while choices.vacant:
        choices.choose({c: Fraction(support[c], approvals.split) for c in choices.open}, "votes", action="completion")
    facts: dict[str, Any] = {"price": str(price), "bought": bought, "completion": completion}
    # A rule that acted in an attempt which did not fill the seats has led to the next one.
    final = {act.candidate for act in choices.acts}
    choices.acts[:0] = [act for name, act in passed.items() if name not in final]
    if completion == "increment":
        # Ties of attempts that did not fill the seats may have steered the last one no more than its own.
        facts |= {"increments": extra, "drawn": drawn}
    return choices.finish(partial(_count, method, ballots, seats, None, seed, completion), facts)


class _Purse:
    """What voters have left: papers at the same level have the same budget a vote.

    Money is counted in whole numbers: a budget is `budgets[level] / unit`, a grade `grades[index] / scale`.
    """

    def __init__(self, approvals: Approvals, seats: int) -> None:
        self.approvals = approvals
        self.cost = Fraction(approvals.total, approvals.split * seats)
        self.budgets = [1]
        self.unit = 1
        self.scale = lcm(*(grade.denominator for grade in approvals.grades))
        self.grades = [int(grade * self.scale) for grade in approvals.grades]
        self.level: npt.NDArray[np.int64] = np.zeros(len(approvals.weights), dtype=np.int64)

    def spend(self, choices: Choices) -> int:
        """Elect while anybody can be afforded. Gives the number elected so."""
        known: dict[int, Fraction] = {}
        while choices.vacant:
            groups = self.weigh()
            prices: dict[int, Fraction] = {}
            # Budgets only fall, so a price of an earlier stage is a lower bound: whoever is beyond the best is left.
            best: Fraction | None = None
            for c in sorted(choices.open, key=lambda c: known.get(c, Fraction(0))):
                if best is not None and known.get(c, Fraction(0)) > best:
                    break
                price = self.price(c, groups)
                if price is None:
                    known[c] = self.cost * self.approvals.split * self.scale + 1  # never affordable again
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

    def weigh(self) -> list[tuple[int, int, list[int]]]:
        """(budget, grade, weight of the voters who have that budget and give each candidate that grade).

        In the order in which voters are left with nothing as the price rises.
        """
        approvals = self.approvals
        every = np.arange(len(self.level))
        found = []
        for index in range(1, len(self.grades)):
            marks = approvals.marks if len(self.grades) == 2 else approvals.gives == index
            for number, row in sum_groups(approvals.weights, marks, every, self.level).items():
                found.append((self.budgets[number], self.grades[index], row))
        found.sort(key=(lambda g: g[0]) if len(self.grades) == 2 else (lambda g: Fraction(g[0], g[1])))
        return found

    def price(self, c: int, groups: list[tuple[int, int, list[int]]]) -> Fraction | None:
        """The least price per point at which the supporters can pay for c; None where they cannot."""
        left = self.cost * self.approvals.split * self.unit
        cost = left.numerator
        points = sum(grade * row[c] for _, grade, row in groups)
        for budget, grade, row in groups:
            if weight := row[c]:
                # Nobody with this much or more need give all: the rest is shared by points.
                if cost * grade <= budget * points * left.denominator:
                    return Fraction(cost * self.scale, points * self.unit * left.denominator)
                cost -= budget * weight * left.denominator
                points -= grade * weight
        return None

    def pay(self, c: int, price: Fraction) -> None:
        """Take the payment of every supporter, and sort voters into levels again."""
        share = price / self.scale
        unit = lcm(self.unit, share.denominator)
        budgets = [budget * (unit // self.unit) for budget in self.budgets]
        each = share.numerator * (unit // share.denominator)
        size = len(self.grades)
        fresh: dict[int, int] = {}
        keys = self.level * size + self.approvals.gives[:, c]
        goals = np.zeros(len(budgets) * size, dtype=np.int64)
        for key in np.unique(keys).tolist():
            left = max(0, budgets[key // size] - each * self.grades[key % size])
            goals[key] = fresh.setdefault(left, len(fresh))
        self.level, self.budgets, self.unit = goals[keys], list(fresh), unit
