"""Block vote: up to as many names as there are seats, and the names with the most votes are elected."""

from __future__ import annotations

from fractions import Fraction

from hamgara.elections.ballots import OVER_VOTE, Ballots, Weight, whole
from hamgara.elections.feasibility import Limits
from hamgara.elections.lots import Tie, digest_lot
from hamgara.elections.outcome import Count, CountError, PlaceAct, PlacesReport, Round

__all__ = ["count_block"]


def count_block(ballots: Ballots, seats: int, limits: Limits | None, seed: str) -> Count:
    """Count the names; their order on a paper means nothing. A paper with more names than seats is invalid.

    Candidates are taken from the most votes down; with `limits`, one with whom the rules of place could not
    be kept is passed over. Those with equal votes, where not all can be elected, are drawn by lot.
    Raises CountError where every paper is over-voted.
    """
    names = ballots.candidates
    votes = [Fraction(0)] * len(names)
    valid: Weight = 0
    over: Weight = 0
    for weight, ranks in ballots.ballots:
        if len(ranks) > seats:
            over += weight
            continue
        valid += weight
        for c in ranks:
            votes[c] += weight
    if not valid:
        raise CountError(f"no valid ballots: every one has more than {seats} names")
    standing = [i for i, name in enumerate(names) if name not in ballots.withdrawn]
    elected, ties, acts = _choose(names, standing, votes, seats, limits, seed)
    report = None
    if limits is not None and acts:
        free, _, _ = _choose(names, standing, votes, seats, None, seed)
        report = PlacesReport(limits.rules, tuple(acts), tuple(names[c] for c in free))
    winners = tuple(names[c] for c in elected)
    stage = Round(1, "votes", None, {names[c]: votes[c] for c in standing}, elected=winners)
    invalid = {**ballots.invalid, **({OVER_VOTE: whole(over)} if over else {})}
    return Count(
        "block",
        seats,
        None,
        whole(valid),
        dict(sorted(invalid.items())),
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
