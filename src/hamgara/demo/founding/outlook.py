"""The outlooks of the story: what moves an invented participant to agree, to vote and to rank.

A participant leans mostly to one of three outlooks and a little to the others. Its inclination towards a text is the
mean of the outlooks' stances by that mixture, with a personal deviation. All are integers, drawn from a hash
of names, so that the same story comes out on every machine and one more participant changes nobody else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Literal

from hamgara.demo.founding.people import Figure

__all__ = ["OUTLOOKS", "draw", "incline", "mixture", "rank", "react", "vote"]

OUTLOOKS = ("labour", "liberty", "peoples")
SEED = "washington-2010"
#: How far a personal deviation goes at most, in each of three equal throws.
REACTION_THROW = 50
VOTE_THROW = 42


def draw(below: int, *names: str) -> int:
    """A number from 0 up to and without `below`, the same for the same names."""
    digest = hashlib.sha256("/".join((SEED, *names)).encode()).digest()
    return int.from_bytes(digest[:8], "big") % below


def mixture(figure: Figure) -> tuple[int, int, int]:
    """How much, of 100, a participant leans to each outlook."""
    own = 70 + draw(31, figure.key, "mixture")
    first = draw(100 - own + 1, figure.key, "rest")
    rest = iter((first, 100 - own - first))
    a, b, c = (own if outlook == figure.outlook else next(rest) for outlook in OUTLOOKS)
    return a, b, c


def incline(figure: Figure, stance: Sequence[int], topic: str, throw: int) -> int:
    """The inclination of a participant towards a text, about -100 to 100."""
    mean = sum(m * s for m, s in zip(mixture(figure), stance, strict=True)) // 100
    return mean + sum(draw(2 * throw + 1, figure.key, topic, str(i)) - throw for i in range(3))


def react(figure: Figure, stance: Sequence[int], topic: str, *, skips: int = 7) -> Literal[1, -1, 0] | None:
    """A participant's reaction; None where it has not come to that position, as happens `skips` times in 100."""
    if draw(100, figure.key, topic, "seen") < skips:
        return None
    inclination = incline(figure, stance, topic, REACTION_THROW)
    return 1 if inclination >= 18 else -1 if inclination <= -18 else 0


def vote(figure: Figure, stance: Sequence[int], topic: str) -> Literal["yes", "no", "abstain"]:
    """A participant's vote."""
    inclination = incline(figure, stance, topic, VOTE_THROW)
    return "yes" if inclination >= 8 else "no" if inclination <= -8 else "abstain"


def rank(figure: Figure, candidates: Sequence[Figure], esteem: Mapping[str, int]) -> list[Figure]:
    """The candidates whom a voter ranks, the most favoured first; `esteem` is what all think of each, by key."""
    own = mixture(figure)

    def favour(candidate: Figure) -> tuple[int, str]:
        shared = sum(min(a, b) for a, b in zip(own, mixture(candidate), strict=True))
        near = 15 if candidate.place == figure.place else 0
        chance = sum(draw(41, figure.key, "ballot", candidate.key, str(i)) for i in range(2))
        return shared + near + esteem[candidate.key] + chance + (300 if candidate == figure else 0), candidate.key

    ordered = sorted(candidates, key=favour, reverse=True)
    return ordered[: 3 + draw(5, figure.key, "length")]
