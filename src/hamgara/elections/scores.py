"""Methods for scores: the highest totals, and STAR, which lets the two highest meet."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

from hamgara.elections.ballots import Weight
from hamgara.elections.block import elect_highest
from hamgara.elections.choices import Choices
from hamgara.elections.feasibility import Limits
from hamgara.elections.graded import ScoreBallots
from hamgara.elections.outcome import Count
from hamgara.elections.pairwise import Matrix, compare_pairs

__all__ = ["count_score", "count_star", "total_scores"]


def total_scores(ballots: ScoreBallots) -> list[Fraction]:
    """Each candidate's sum of scores; who is not scored by a ballot has 0 from it."""
    totals = [Fraction(0)] * len(ballots.candidates)
    for weight, scores in ballots.ballots:
        for c, score in scores:
            totals[c] += weight * score
    return totals


def count_score(ballots: ScoreBallots, seats: int, limits: Limits | None, seed: str) -> Count:
    """Elect the highest sums of scores; among equals, where not all can be elected, by lot."""
    return elect_highest("score", ballots, total_scores(ballots), seats, limits, seed, measure="score")


def count_star(ballots: ScoreBallots, seats: int, limits: Limits | None, seed: str) -> Count:
    """For each seat, the two highest totals meet, and whom more voters score above the other is elected.

    Equal totals at the threshold: who beats more of the tied in pairs, then a lot. Equal in the meeting: the
    higher total, then a lot. With `limits`, who cannot be elected takes no part.
    """
    choices = Choices("star", ballots, seats, limits, seed)
    totals = total_scores(ballots)
    matrix = compare_pairs(ballots)
    meetings = []
    while choices.vacant:
        able = [c for c in sorted(choices.open, key=lambda c: choices.names[c]) if not choices.pass_over(c)]
        finalists: list[int] = []
        while len(finalists) < min(2, len(able)):
            finalists.append(_pick_finalist(choices, [c for c in able if c not in finalists], totals, matrix))
        chosen = finalists[0]
        if len(finalists) == 2:
            first, second = finalists
            for_first, for_second = matrix[first][second], matrix[second][first]
            if for_first == for_second:
                chosen = first if totals[first] > totals[second] else second
                if totals[first] == totals[second]:
                    chosen = choices.draw(finalists)
            else:
                chosen = first if for_first > for_second else second
            meetings.append({choices.names[first]: str(for_first), choices.names[second]: str(for_second)})
        choices.elect(chosen, {c: totals[c] for c in choices.open}, "score", "runoff")
    return choices.finish(partial(count_star, ballots, seats, None, seed), {"runoffs": meetings})


def _pick_finalist(choices: Choices, able: list[int], totals: list[Fraction], matrix: Matrix) -> int:
    most = max(totals[c] for c in able)
    tied = [c for c in able if totals[c] == most]
    wins: dict[int, Weight] = {c: sum(matrix[c][d] > matrix[d][c] for d in tied) for c in tied}
    best = max(wins.values())
    return choices.draw([c for c in tied if wins[c] == best])
