"""How likely an answer that nobody has given is an acceptance: the model of common ground, asked about clauses.

The front takes these chances as an argument, since no engine knows another.
"""

from collections.abc import Iterable

from hamgara import ground
from hamgara.front import Acceptance

__all__ = ["likelihoods"]

#: In how many states of opinion the chances are given: what the model is unsure of is part of the interval.
STATES = 200


def likelihoods(acceptance: Acceptance, *, seed: int = 0) -> dict[tuple[str, str], float | Iterable[float]]:
    """By (member, clause), how likely each unknown answer is an acceptance, by the model of common ground fitted to the
    answers given: a number for each of `STATES` states of opinion, drawn from what the answers leave open.

    An acceptance is an agreement and a refusal a disagreement; an acceptance on a condition is neither, as the clause
    stands. Where nobody has decided about anything every chance is even.
    """
    said = {"accept": 1, "refuse": -1, "conditional": 0}
    cells = [
        (member, clause, answer.kind)
        for member, row in zip(acceptance.members, acceptance.answers, strict=True)
        for clause, answer in zip(acceptance.clauses, row, strict=True)
    ]
    unknown = [(member, clause) for member, clause, kind in cells if kind == "unknown"]
    given = [(member, clause, said[kind]) for member, clause, kind in cells if kind in said]
    if not unknown:
        return {}
    if not any(value for _, _, value in given):
        return dict.fromkeys(unknown, 0.5)
    members, clauses, values = zip(*given, strict=True)
    votes = ground.Votes.from_arrays(
        members, clauses, values, participants=acceptance.members, statements=acceptance.clauses
    )
    model = ground.fit(votes, seed=seed)
    drawn = model.draw([m for m, _ in unknown], [c for _, c in unknown], count=STATES, seed=seed)
    return dict(zip(unknown, drawn, strict=True))
