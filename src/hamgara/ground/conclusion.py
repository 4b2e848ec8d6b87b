"""Where each participant is placed, and all votes counted by group: the last pass over the participants.

All counts are exact, so those of any division of the participants add up to those of all.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from hamgara.ground.grouping import DIMENSIONS, Grouping
from hamgara.ground.membership import tally
from hamgara.ground.mixture import sight
from hamgara.ground.reactions import Reactions
from hamgara.ground.results import PLACINGS
from hamgara.ground.space import Space
from hamgara.ground.threads import each

__all__ = ["Conclusion", "conclude", "place"]

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

#: Statements seen that allow a placing.
SEEN = 7


@dataclass(frozen=True, slots=True, eq=False)
class Conclusion:
    """Of the participants: posteriors `x` (n, F), `x_cov` (n, F, F), `group` (from 1; 0 where not placed), `placing`
    (into `PLACINGS`), `probability` of the likeliest group, how many statements they have `seen` and `decided` on.

    Of the statements: `counts` (groups, statements, 3: disagreed, passed, agreed) of those placed, `whole`
    (statements, 3) of all; `weights` and `squares` (groups, statements, 2: disagreed, agreed): decided votes weighed
    by the probability of belonging, and by its square.
    """

    x: Floats
    x_cov: Floats
    group: NDArray[np.int16]
    placing: NDArray[np.int8]
    probability: Floats
    seen: Counts
    decided: Counts
    counts: Counts
    whole: Counts
    weights: Floats
    squares: Floats


def conclude(reactions: Reactions, x: Floats, x_cov: Floats, space: Space, grouping: Grouping) -> Conclusion:
    """Place the participants of these reactions and count their votes."""
    belongings, straight = grouping.belongings(reactions, sight(x, x_cov, space.x_prior, DIMENSIONS))
    group, placing, probability = place(reactions, belongings, straight)
    groups = belongings.shape[1]

    def count(part: tuple[int, int]) -> Counts:
        counts = np.zeros((groups, reactions.statements, 3), dtype=np.int64)
        _count(*part, reactions.start, reactions.statement, reactions.value, group, counts)
        return counts

    counts = np.sum(each(count, reactions.parts), axis=0)
    belongings *= (1.0 - straight)[:, None]
    sums = tally(reactions, reactions.value, np.hstack([belongings, belongings**2])).transpose(2, 0, 1)
    return Conclusion(
        x, x_cov, group, placing, probability, np.diff(reactions.start), reactions.decided(), counts,
        reactions.counts, sums[:groups], sums[groups:],
    )  # fmt: skip


@njit(cache=True, nogil=True)
def _count(
    first: int,
    last: int,
    start: NDArray[np.int64],
    statement: NDArray[np.int32],
    value: NDArray[np.int8],
    group: NDArray[np.int16],
    counts: Counts,
) -> None:
    for i in range(first, last):
        if group[i] > 0:
            for e in range(start[i], start[i + 1]):
                counts[group[i] - 1, statement[e], value[e] + 1] += 1


def place(
    reactions: Reactions, belongings: Floats, straight: Floats
) -> tuple[NDArray[np.int16], NDArray[np.int8], Floats]:
    """Group (from 1; 0 where not placed), placing (into `PLACINGS`) and the likeliest group's probability."""
    seen = np.diff(reactions.start)
    likeliest = belongings.argmax(axis=1)
    probability = belongings[np.arange(len(belongings)), likeliest] * (1.0 - straight)
    placing = np.full(len(belongings), PLACINGS.index("placed"), dtype=np.int8)
    placing[belongings.max(axis=1) <= 0.5] = PLACINGS.index("between groups")
    placing[straight > 0.5] = PLACINGS.index("straight-line")
    placing[seen < min(SEEN, reactions.statements)] = PLACINGS.index("too little seen")
    group = np.where(placing == 0, likeliest + 1, 0).astype(np.int16)
    return group, placing, probability
