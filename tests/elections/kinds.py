"""The same random papers as every method wants them: rankings, names or scores."""

from __future__ import annotations

from collections.abc import Sequence

from hamgara.elections import METHODS, Ballots, ScoreBallots
from hamgara.elections.ballots import Weight
from hamgara.elections.graded import AnyBallots

__all__ = ["fit_papers", "fit_seats"]


def fit_seats(method: str, seats: int) -> int:
    return 1 if method == "irv" else seats


def fit_papers(
    method: str, candidates: Sequence[str], papers: Sequence[tuple[Weight, Sequence[str]]], seats: int
) -> AnyBallots:
    """Rankings as they are; the same as names; or as scores, 5 for the first, 4 for the second, and so on."""
    if METHODS[method].ballot == "scores":
        scored = [(w, {name: max(0, 5 - at) for at, name in enumerate(ranks)}) for w, ranks in papers]
        return ScoreBallots.from_scores(candidates, scored, seats)
    if method == "block":
        papers = [(weight, ranks[:seats]) for weight, ranks in papers]
    return Ballots.from_rankings(candidates, papers, seats)
