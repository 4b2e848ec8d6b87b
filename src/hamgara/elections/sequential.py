"""Approval methods that elect one candidate after another: Thiele's sequential rule and Phragmén's."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from math import lcm

import numpy as np

from hamgara.elections.approvals import Approvals, Columns, Levels
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
    papers = Columns(ballots)
    # The papers of which none, one, two … of the names are elected.
    levels = [papers.everybody, *(np.zeros_like(papers.everybody) for _ in range(seats))]
    unit = lcm(*range(1, seats + 1))
    while choices.vacant:
        sums = [0] * len(choices.names)
        for number, level in enumerate(levels[: len(choices.elected) + 1]):
            share = unit // (number + 1)
            row = papers.sum_supporters(level)
            sums = [total + share * weight for total, weight in zip(sums, row, strict=True)]
        gains = {c: Fraction(sums[c], unit * papers.split) for c in choices.open}
        column = papers.columns[choices.choose(gains, "gain")]
        for number in reversed(range(len(choices.elected))):
            levels[number + 1] = levels[number + 1] | (levels[number] & column)
            levels[number] = levels[number] & ~column
    return choices.finish(partial(count_sequential_pav, ballots, seats, None, seed))


def count_phragmen_sequential(ballots: Ballots, seats: int, limits: Limits | None, seed: str) -> Count:
    """Elect whoever can be carried with the least load on her approvers, each candidate being a load of one.

    The approvers of the elected share the load so that all of them bear the same in total. A candidate whom nobody
    approves comes last. At equal load a lot is drawn.
    """
    choices = Choices("phragmen-sequential", ballots, seats, limits, seed)
    approvals = Approvals(ballots)
    elect_by_load(choices, approvals, Levels(approvals), [Fraction(0)], Fraction(1), "choice")
    return choices.finish(partial(count_phragmen_sequential, ballots, seats, None, seed))


def elect_by_load(
    choices: Choices,
    approvals: Approvals,
    levels: Levels,
    loads: list[Fraction],
    cost: Fraction,
    action: RoundAction,
) -> None:
    """Fill the vacancies by Phragmén's rule, from loads that voters bear already.

    `loads` are the loads of voters at each of the levels; both are extended. What is still vacant when nobody approves
    anyone open is filled by lot, at load "infinite", shown as no value.
    """
    support = approvals.sum_supporters()
    while choices.vacant:
        bearable: dict[int, Fraction] = {}
        for c in choices.open:
            if support[c]:
                borne = sum(load * row[c] for load, row in zip(loads, levels.held, strict=True) if row[c])
                bearable[c] = (cost * approvals.split + borne) / support[c]
        chosen = choices.pick(bearable, "least") if bearable else choices.draw_any()
        if chosen is None:
            continue
        choices.elect(chosen, bearable, "load", action)
        if chosen in bearable:
            papers = np.flatnonzero(approvals.marks[:, chosen])
            loads.append(bearable[chosen])
            levels.move(papers, np.full(len(papers), levels.open(), dtype=np.int64))
