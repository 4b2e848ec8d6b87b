"""How many dimensions an opinion space has: as many as foretell votes that were held back best.

Each number of dimensions is tried from where the one before it ended.

Votes to hold back are drawn by the signatures of who voted on what, so ids and row order do not matter.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hamgara.ground.reactions import Reactions
from hamgara.ground.space import Sheet, Space, begin, improve, principal_axes, widen
from hamgara.ground.sweeps import loss

__all__ = ["CANDIDATES", "Trial", "compile_sweeps", "divisions", "try_dimensions"]

CANDIDATES = (0, 1, 2, 3, 4, 6, 8)
SHARE = 0.1
SWEEPS = 4
# With few votes one division into kept and held back says little, so three are averaged.
FEW = 60_000
# Structure is claimed only where it foretells better by twice the standard error of the difference.
MARGIN = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """What was tried: `losses[d]` is the mean -log P of a held-back vote in d dimensions; `dimension` the choice.

    `space` is the space fitted with that many dimensions to the votes that were kept (None without any).
    `held_back`: how many votes the losses are means of.
    """

    dimension: int
    losses: dict[int, float]
    held_back: int
    space: Space | None


def try_dimensions(reactions: Reactions, seed: int, largest: int = CANDIDATES[-1]) -> Trial:
    """The dimension, at most `largest`, with the least loss on held-back votes."""
    room = max(0, min(reactions.statements, reactions.participants) - 1)
    tried = [d for d in CANDIDATES if d <= min(largest, room)]
    hidden = divisions(reactions, seed)
    held_back = sum(int(np.count_nonzero(gone)) for _, gone in hidden)
    if not held_back:
        return Trial(0, {}, 0, None)
    paths = [Path(reactions, kept, gone, max(tried)) for kept, gone in hidden]
    losses: dict[int, float] = {}
    first: list[NDArray[np.float64]] = []
    best: tuple[int, Space | None] = (0, None)
    for d in tried:
        each = np.concatenate([path.lose(d) for path in paths])
        losses[d] = float(np.sort(each).sum() / held_back)
        if d == 0:
            first, best = [each], (0, paths[0].space)
            continue
        gain = np.sort(first[0] - each)
        error = float(np.std(gain)) / np.sqrt(held_back)
        enough = losses[0] - losses[d] > MARGIN * error
        if enough and (best[0] == 0 or losses[d] < losses[best[0]]):
            best = (d, paths[0].space)
        if d >= 3 and best[0] < max(k for k in tried if k < d):
            break
    return Trial(best[0], losses, held_back, best[1])


def divisions(reactions: Reactions, seed: int) -> list[tuple[NDArray[np.int8], NDArray[np.int8]]]:
    """Votes kept and votes hidden, drawn once or, where they are few, three times."""
    folds = 3 if np.count_nonzero(reactions.value) < FEW else 1
    return [reactions.hide(SHARE, 1_000 * seed + fold + 1) for fold in range(folds)]


def compile_sweeps() -> None:
    """Compile what a fit compiles only for the dimensions that it tries, so that no later one has to wait for it."""
    one = np.ones(1, dtype=np.int8)
    reactions = Reactions.of_rows(np.arange(2), np.zeros(1, dtype=np.int32), one, 1)
    sheet, space = Sheet(reactions, 0), begin(reactions.counts[:, 2], reactions.counts[:, 0])
    for dimension in CANDIDATES:
        sheet, space = widen(sheet, space, np.zeros((1, dimension)))
        sheet.sweep(space, 0.0)


class Path:
    """One division of the votes, and the space that has been fitted to those kept."""

    def __init__(self, reactions: Reactions, kept: NDArray[np.int8], hidden: NDArray[np.int8], largest: int) -> None:
        agreed = np.bincount(reactions.statement[kept > 0], minlength=reactions.statements)
        disagreed = np.bincount(reactions.statement[kept < 0], minlength=reactions.statements)
        self.hidden = hidden
        self.sheet = Sheet(reactions, 0, kept)
        self.axes = principal_axes(self.sheet, agreed, disagreed, reactions.columns, max(largest, 1))
        # Twice as many: what more sweeps alone would gain must not count for a dimension.
        self.space = improve(self.sheet, begin(agreed, disagreed), 2 * SWEEPS)

    def lose(self, dimension: int) -> NDArray[np.float64]:
        """-log P of each hidden vote in a space of so many dimensions, at least as many as before."""
        if dimension > self.space.dimension:
            self.sheet, space = widen(self.sheet, self.space, self.axes[:, :dimension])
            self.space = improve(self.sheet, space, SWEEPS, fresh=False, learn_after=1)
        r, sheet, space = self.sheet.reactions, self.sheet, self.space
        chance = np.zeros(len(self.hidden))
        loss(0, r.participants, r.start, r.statement, self.hidden, sheet.x, sheet.x_cov, space.w, space.w_cov, chance)
        asked = self.hidden != 0
        of_vote = np.where(self.hidden[asked] > 0, chance[asked], 1.0 - chance[asked])
        return np.asarray(-np.log(np.maximum(of_vote, 1e-12)))
