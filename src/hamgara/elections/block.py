"""Methods that elect the highest sums: the block vote, approval, and (in scores.py) score voting."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from hamgara.elections.ballots import Ballots, Weight, whole
from hamgara.elections.feasibility import Limits
from hamgara.elections.graded import AnyBallots
from hamgara.elections.lots import Tie, digest_lot
from hamgara.elections.outcome import Count, CountError, Measure, PlaceAct, PlacesReport, Round
from hamgara.elections.papers import Papers, sum_by
from hamgara.elections.validity import OVER_VOTE

__all__ = ["count_approval", "count_block", "elect_highest"]


def count_block(ballots: Ballots, seats: int, limits: Limits | None, seed: str) -> Count:
    """Count the names; their order on a paper means nothing. A paper with more names than seats is invalid.

    Candidates are taken from the most votes down; with `limits`, one with whom the rules of place could not
    be kept is passed over. Those with equal votes, where not all can be elected, are drawn by lot.
    Raises CountError where every paper is over-voted.
    """
    papers = ballots.papers
    within = (papers.codes > 0).sum(axis=1) <= seats
    valid = whole(Fraction(int(papers.weights[within].sum()), papers.split))
    over = whole(papers.sum() - valid)
    if not valid:
        raise CountError(f"no valid ballots: every one has more than {seats} names")
    votes = _sum_names(ballots, Papers(papers.codes[within], papers.weights[within], papers.split))
    invalid = {**ballots.invalid, **({OVER_VOTE: over} if over else {})}
    return elect_highest("block", ballots, votes, seats, limits, seed, valid=valid, invalid=invalid)


def count_approval(ballots: Ballots, seats: int, limits: Limits | None, seed: str) -> Count:
    """Count the names of each paper, as many as it has; the most approved are elected, among equals by lot."""
    return elect_highest("approval", ballots, _sum_names(ballots, ballots.papers), seats, limits, seed)


def _sum_names(ballots: Ballots, papers: Papers) -> list[Fraction]:
    """How many papers name each candidate."""
    sums = [0] * (len(ballots.candidates) + 1)
    for column in papers.codes.T:
        sums = [a + b for a, b in zip(sums, sum_by(column, papers.weights, len(sums)), strict=True)]
    return [Fraction(number, papers.split) for number in sums[1:]]


def elect_highest(
    method: str,
    ballots: AnyBallots,
    votes: list[Fraction],
    seats: int,
    limits: Limits | None,
    seed: str,
    *,
    valid: Weight | None = None,
    invalid: Mapping[str, Weight] | None = None,
    measure: Measure = "",
) -> Count:
    """Elect the candidates with the most votes, or points, at one stage; ties and rules as in `count_block`."""
    names = ballots.candidates
    standing = [i for i, name in enumerate(names) if name not in ballots.withdrawn]
    elected, ties, acts = _choose(names, standing, votes, seats, limits, seed)
    report = None
    if limits is not None and acts:
        free, _, _ = _choose(names, standing, votes, seats, None, seed)
        report = PlacesReport(limits.rules, tuple(acts), tuple(names[c] for c in free))
    winners = tuple(names[c] for c in elected)
    stage = Round(1, "votes", None, {names[c]: votes[c] for c in standing}, elected=winners, measure=measure)
    return Count(
        method,
        seats,
        None,
        ballots.valid if valid is None else valid,
        dict(sorted((ballots.invalid if invalid is None else invalid).items())),
        winners,
        (stage,),
        tuple(ties),
        report,
    )


def _choose(
    names: tuple[str, ...],
    standing: list[int],
    votes: list[Fraction],
    seats: int,
    limits: Limits | None,
    seed: str,
) -> tuple[list[int], list[Tie], list[PlaceAct]]:
    elected: list[int] = []
    ties: list[Tie] = []
    acts: list[PlaceAct] = []
    continuing = frozenset(standing)
    for level in sorted({votes[c] for c in standing}, reverse=True):
        equal = [c for c in standing if votes[c] == level]
        digests = {c: digest_lot(seed, 1, "election", names[c]) for c in equal}
        equal.sort(key=lambda c: digests[c])
        able = []
        for c in equal:
            if limits is not None and limits.is_doomed(c, frozenset(elected), continuing):
                acts.append(_pass_over(c, names, limits, elected, continuing))
                continuing -= {c}
            else:
                able.append(c)
        taken = []
        for c in able:
            if len(elected) == seats:
                break
            if limits is not None and limits.is_doomed(c, frozenset(elected), continuing):
                acts.append(_pass_over(c, names, limits, elected, continuing))
            else:
                elected.append(c)
                taken.append(c)
            continuing -= {c}
        if 0 < len(taken) < len(able):
            tied = tuple(sorted(names[c] for c in able))
            lot = tuple(sorted((names[c], digests[c]) for c in able))
            ties.append(Tie(1, "election", tied, tuple(names[c] for c in taken), (), lot, seed))
        if len(elected) == seats:
            break
    return elected, ties, acts


def _pass_over(
    c: int, names: tuple[str, ...], limits: Limits, elected: list[int], continuing: frozenset[int]
) -> PlaceAct:
    rules = limits.find_conflict(frozenset([*elected, c]), continuing - {c})
    return PlaceAct(1, "doomed", names[c], rules)
