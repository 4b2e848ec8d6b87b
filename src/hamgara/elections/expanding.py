"""The expanding approvals rule: proportional for rankings with equal ranks."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

from hamgara.elections.ballots import Ballots
from hamgara.elections.choices import Choices
from hamgara.elections.feasibility import Limits
from hamgara.elections.graded import TierBallots
from hamgara.elections.outcome import Count, format_exact

__all__ = ["count_expanding_approvals"]


def count_expanding_approvals(ballots: Ballots | TierBallots, seats: int, limits: Limits | None, seed: str) -> Count:
    """Count by Aziz and Lee: at rank 1, 2, ... voters support whom they rank so far; who has the quota is elected.

    A candidate's rank is one more than how many the voter ranks strictly higher; those not ranked share the last.
    Elected is the most supported with at least the quota q, whose supporters then keep (support - q) / support of
    what they had. With votes V, seats k and m candidates, q = V/(k+1) + (floor(V/(k+1)) + 1 - V/(k+1)) / (m+1).
    If rules of place leave seats that no quota fills, the most supported are elected.
    """
    choices = Choices("expanding-approvals", ballots, seats, limits, seed)
    size = len(choices.open)
    droop = Fraction(ballots.valid) / (seats + 1)
    quota = droop + (droop // 1 + 1 - droop) / (size + 1)
    value = [Fraction(weight) for weight, _ in ballots.ballots]
    ranks = [_rank(ballots, marks, choices.open) for _, marks in ballots.ballots]
    reached: list[int] = []
    for rank in range(1, size + 1):
        while choices.vacant:
            support = dict.fromkeys(choices.open, Fraction(0))
            for paper, places in enumerate(ranks):
                if value[paper]:
                    for c in choices.open:
                        if places[c] <= rank:
                            support[c] += value[paper]
            enough = {c: votes for c, votes in support.items() if votes >= quota}
            if not enough and rank == size:
                enough = support
            if not enough:
                break
            chosen = choices.pick(enough)
            if chosen is None:
                continue
            choices.elect(chosen, support, "support")
            reached.append(rank)
            if support[chosen]:
                rest = max(Fraction(0), support[chosen] - quota) / support[chosen]
                for paper, places in enumerate(ranks):
                    if places[chosen] <= rank:
                        value[paper] *= rest
    facts = {"quota": format_exact(quota), "ranks": reached}
    return choices.finish(partial(count_expanding_approvals, ballots, seats, None, seed), facts)


def _rank(ballots: Ballots | TierBallots, marks: tuple[object, ...], everyone: set[int]) -> dict[int, int]:
    tiers = [(c,) for c in marks] if isinstance(ballots, Ballots) else marks
    found: dict[int, int] = {}
    for tier in tiers:
        higher = len(found)
        found.update(dict.fromkeys(tier, higher + 1))  # type: ignore[call-overload]
    return {**dict.fromkeys(everyone, len(found) + 1), **found}
