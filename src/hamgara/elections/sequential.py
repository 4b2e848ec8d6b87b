"""Approval methods that elect one candidate after another: Thiele's sequential rule and Phragmén's."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from math import lcm
from typing import Any

import numpy as np
import numpy.typing as npt

from hamgara.elections.approvals import Approvals, sum_columns
from hamgara.elections.ballots import Ballots
from hamgara.elections.choices import Choices
from hamgara.elections.feasibility import Limits
from hamgara.elections.outcome import Count, RoundAction

__all__ = ["count_phragmen_sequential", "count_sequential_pav", "elect_by_load"]


def count_sequential_pav(ballots: Ballots, seats: int, limits: Limits | None, seed: str) -> Count:
    """Elect whoever adds most to the PAV score: each approver gives 1 / (1 + her elected so far).

    At equal gain a lot is drawn. With `limits`, a candidate with whom the rules could not be kept is passed over.
    """
    choices = Choices("seq-pav", ballots, seats, limits, seed)
    approvals = Approvals(ballots)
    # Gains are integers in units of 1 / (unit * split).
    unit = lcm(*range(1, seats + 1))
    weights = approvals.weights
    if approvals.total * unit >= 1 << 62:
        weights = weights.astype(object)
    has = np.zeros(len(weights), dtype=np.int64)
    shares = np.array([unit // (number + 1) for number in range(seats)], dtype=weights.dtype)
    marks = approvals.gives > 0
    while choices.vacant:
        sums = sum_columns(weights * shares[has], marks)
        gains = {c: Fraction(sums[c], unit * approvals.split) for c in choices.open}
        has[marks[:, choices.choose(gains, "gain")]] += 1
        np.minimum(has, seats - 1, out=has)
    return choices.finish(partial(count_sequential_pav, ballots, seats, None, seed))


def count_phragmen_sequential(ballots: Ballots, seats: int, limits: Limits | None, seed: str) -> Count:
    """Elect whoever can be carried with the least load on her approvers, each candidate being a load of one.

    The approvers of the elected share the load so that all of them bear the same in total. A candidate whom nobody
    approves comes last. At equal load a lot is drawn.
    """
    choices = Choices("phragmen-sequential", ballots, seats, limits, seed)
    approvals = Approvals(ballots)
    level = np.zeros(len(approvals.weights), dtype=np.int64)
    elect_by_load(choices, approvals, level, [Fraction(0)], Fraction(1), "choice")
    return choices.finish(partial(count_phragmen_sequential, ballots, seats, None, seed))


def elect_by_load(
    choices: Choices,
    approvals: Approvals,
    level: npt.NDArray[np.int64],
    loads: list[Fraction],
    cost: Fraction,
    action: RoundAction,
) -> None:
    """Fill the vacancies by Phragmén's rule, from loads that voters bear already.

    `level[paper]` is an index into `loads`, the load of each voter with that paper; both are extended. What is still
    vacant when nobody approves anyone open is filled by lot, at load "infinite", shown as no value.
    """
    marks = approvals.gives > 0
    support = approvals.sum_supporters()
    # The weight of each candidate's supporters at each level of load.
    held = [sum_columns(approvals.weights[level == number], marks[level == number]) for number in range(len(loads))]
    while choices.vacant:
        bearable: dict[int, Fraction] = {}
        for c in choices.open:
            if support[c]:
                borne = sum(load * row[c] for load, row in zip(loads, held, strict=True) if row[c])
                bearable[c] = (cost * approvals.split + borne) / support[c]
        chosen = choices.pick(bearable, "least") if bearable else choices.draw_any()
        if chosen is None:
            continue
        choices.elect(chosen, bearable, "load", action)
        if chosen in bearable:
            moved: npt.NDArray[Any] = marks[:, chosen]
            for number in {int(n) for n in np.unique(level[moved])}:
                left = moved & (level == number)
                gone = sum_columns(approvals.weights[left], marks[left])
                held[number] = [now - then for now, then in zip(held[number], gone, strict=True)]
            level[moved] = len(loads)
            loads.append(bearable[chosen])
            held.append(sum_columns(approvals.weights[moved], marks[moved]))
