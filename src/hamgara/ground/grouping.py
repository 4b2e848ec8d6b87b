"""From places on the map to groups of opinion: how many there are, who is in which, and how firmly they hold.

The number of groups is chosen by evidence, among it one. Who saw too little, who agrees (or disagrees) with
everything, and who stands between groups is not placed.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hamgara.ground.dimension import divisions
from hamgara.ground.membership import Classes, classes_losses, find_classes
from hamgara.ground.mixture import Mixture, Sightings, fit_mixture, fit_mixtures, most_evident, sight
from hamgara.ground.reactions import Reactions, uniform
from hamgara.ground.space import Space, fixed_sum
from hamgara.ground.threads import each

__all__ = ["DIMENSIONS", "Grouping", "find_grouping", "stabilities"]

Floats = NDArray[np.float64]

#: Dimensions of the map in which groups are looked for, the widest first.
DIMENSIONS = 4
#: Decided votes that place a participant firmly enough to found groups on, unless all go one way, and how many such
#: founders are drawn.
FOUNDING, SAMPLE = 5, 4_000
RESAMPLES = 16


@dataclass(frozen=True, slots=True, eq=False)
class Grouping:
    """`mixture`: groups on the map. `classes`: the same groups as fixed shares of agreement, with the two
    straight-line patterns. `by_classes`: belonging follows the classes, for they foretell held-back votes better.
    `evidence`: that of each number of groups tried. `stability`: of each group.
    """

    mixture: Mixture
    classes: Classes
    by_classes: bool
    evidence: dict[int, float]
    stability: tuple[float, ...]

    def __len__(self) -> int:
        return len(self.mixture)

    def belongings(self, reactions: Reactions, seen: Sightings) -> tuple[Floats, Floats]:
        """The probabilities (participants, K) of the groups, which sum to one, and (participants) of a straight
        line.
        """
        count = len(self)
        held = self.classes.belongings(reactions)
        straight = held[:, count] + held[:, count + 1]
        if not self.by_classes:
            return self.mixture.belongings(seen), straight
        rest = np.maximum(held[:, :count], 1e-300)
        total = rest[:, 0].copy()
        for g in range(1, count):
            total += rest[:, g]
        return rest / total[:, None], straight


def find_grouping(
    part: Reactions,
    x: Floats,
    x_cov: Floats,
    space: Space,
    map_loss: float,
    seed: int,
    step: Callable[[], None] = lambda: None,
) -> Grouping:
    """The groups among a sample of participants with posteriors `x`, `x_cov`. `map_loss` is the mean loss of the map
    on votes held back by the same draw (`dimension.divisions`).
    """
    seen = sight(x, x_cov, space.x_prior, DIMENSIONS)
    if not space.dimension:
        one = fit_mixture(seen, 1)
        return Grouping(one, find_classes(part, np.ones((len(seen), 1))), False, {}, (1.0,))
    straight = find_classes(part, np.ones((len(seen), 1))).belongings(part)[:, 0] < 0.5
    founding = np.flatnonzero((part.decided() >= FOUNDING) & ~straight)
    order = np.argsort(part.rows[founding], kind="stable")[:SAMPLE]
    founders = seen.take(np.sort(founding[order]))
    signs = part.rows[np.sort(founding[order])]
    tried = fit_mixtures(founders, stop=True)
    step()
    best = most_evident(tried)
    divided = divisions(part, seed)
    losses = {1: classes_losses(part, np.ones((len(seen), 1)), divided)}
    if len(best) > 1:
        losses[len(best)] = classes_losses(part, best.belongings(seen), divided)
    least = min(float(np.mean(lost)) if len(lost) else np.inf for lost in losses.values())
    by_classes = least < map_loss
    if by_classes:
        tried = fit_mixtures(founders, stop=False)
        for mixture in tried[1:]:
            if len(mixture) not in losses:
                losses[len(mixture)] = classes_losses(part, mixture.belongings(seen), divided)
        best = _foretelling(tried, losses, best)
    step()
    best = _ordered(best)
    classes = find_classes(part, best.belongings(seen))
    stability = stabilities(founders, signs, best, seed)
    step()
    return Grouping(best, classes, by_classes and len(best) > 1, {len(m): m.evidence for m in tried}, stability)


def _foretelling(tried: list[Mixture], losses: dict[int, Floats], evident: Mixture) -> Mixture:
    """The mixture whose classes foretell held-back votes best; one with more groups only where it does so by twice
    the standard error of the difference.
    """
    best = tried[0]
    for mixture in tried[1:]:
        gain = np.sort(losses[len(best)] - losses[len(mixture)])
        if len(gain) and gain.mean() > 2 * gain.std() / np.sqrt(len(gain)):
            best = mixture
    return best if len(best) >= len(evident) else evident


def _ordered(mixture: Mixture) -> Mixture:
    """The largest first."""
    order = sorted(range(len(mixture)), key=lambda g: (-mixture.share[g], *mixture.centre[g]))
    return Mixture(mixture.share[order], mixture.centre[order], mixture.shape, mixture.evidence)


def stabilities(seen: Sightings, signs: NDArray[np.uint64], mixture: Mixture, seed: int) -> tuple[float, ...]:
    """Of each group, the mean overlap with the group most like it in resamples of the participants."""
    count = len(mixture)
    if count == 1:
        return (1.0,)
    usual = mixture.belongings(seen).argmax(axis=1)
    size = np.bincount(usual, minlength=count)

    def overlaps(number: int) -> Floats:
        weight = _poisson(uniform(signs, 10_000 * (seed + 1) + number))
        again = fit_mixture(seen, count, weight, steps=20).belongings(seen).argmax(axis=1)
        common = np.bincount(usual * count + again, minlength=count * count).reshape(count, count)
        either = size[:, None] + np.bincount(again, minlength=count)[None, :] - common
        return np.asarray((common / np.maximum(either, 1)).max(axis=1))

    every = each(overlaps, range(RESAMPLES))
    return tuple(float(s) / RESAMPLES for s in fixed_sum(np.array(every)))


def _poisson(chance: Floats) -> Floats:
    """How often a participant is drawn into a resample as large as the whole: Poisson with mean one."""
    bounds = np.cumsum(np.exp(-1.0) / np.cumprod([1.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0]))
    return np.searchsorted(bounds, chance, side="right").astype(float)
