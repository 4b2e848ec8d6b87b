"""How many of a group agree with a statement, as a posterior: what its members said, seen against how the groups'
shares vary and go together over all statements.

For each statement the groups' log-odds of agreement are normal around common means with a common covariance, both
estimated from all statements (empirical Bayes, by expectation propagation); so a group that has hardly seen a
statement borrows from the others as far as groups have agreed elsewhere, and its interval stays wide. Each group's
own interval comes from its exact binomial likelihood on a grid, the others entering as normal.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numba import njit
from numpy.typing import NDArray

from hamgara.ground.exponentials import exponential, log_of_one_more
from hamgara.ground.space import fixed_sum
from hamgara.ground.sweeps import invert
from hamgara.ground.threads import THREADS, each

__all__ = ["Prior", "Shares", "estimate_shares"]

Floats = NDArray[np.float64]

#: Rounds in which the prior is learned: at most, and at least from where another one stood.
STEPS, FEWEST = 8, 2
#: The prior has been learned when no variance moves by more.
ENOUGH = 2e-3
#: Points of the grids: while the prior is learned, and for the intervals.
COARSE, FINE = 33, 121
#: In the intervals the prior has the tails of Student's t with so many degrees of freedom: shares near 0 and 1 are more
#: than a normal one expects.
FREEDOM = 5.0
# The priors' own prior: so many statements with a variance of two.
WEIGHT = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class Prior:
    """What was learned over all statements: the common means `centre` (groups) and covariance `spread` (groups, groups)
    of the groups' log-odds; and `sites` (statements, groups, 2), the normal factors that each group's counts stand for:
    precision, and precision times mean.
    """

    centre: Floats
    spread: Floats
    sites: Floats

    def renumbered(self, column: NDArray[np.int64]) -> "Prior":
        """The same for other statements: `column` is the number that each had, -1 for a new one."""
        return Prior(self.centre, self.spread, np.where(column[:, None, None] >= 0, self.sites[column], 0.0))


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """Posteriors of the share that agrees, (groups, statements) each: `mean`, the bounds `low` and `high` of the
    central interval, `majority` the probability that more agree than disagree. `log_odds` (statements, groups) and
    `log_odds_cov` (statements, groups, groups) are the joint normal approximation.
    """

    mean: Floats
    low: Floats
    high: Floats
    majority: Floats
    log_odds: Floats
    log_odds_cov: Floats
    prior: Prior


def estimate_shares(agreed: Floats, disagreed: Floats, level: float, before: Prior | None = None) -> Shares:
    """The posteriors from counts (groups, statements), which may be fractions where belonging is uncertain. `before`:
    what was learned from nearly the same counts, to go on from.
    """
    groups, statements = agreed.shape
    counts = np.stack([disagreed.T, agreed.T], axis=2)
    start = before or Prior(np.full(groups, 0.3), np.eye(groups) * 2.0, _first_sites(counts))
    centre, spread, sites = start.centre, start.spread, start.sites.copy()
    mean, cov = np.zeros((statements, groups)), np.zeros((statements, groups, groups))
    out = np.empty((statements, 4, groups))
    parts = np.linspace(0, statements, THREADS + 1).astype(int).tolist()

    def look(points: int, tail: float, spread: Floats) -> None:
        inner = _inverse(spread)
        each(
            lambda part: _joint(*part, counts, centre, inner, sites, mean, cov, points, tail, out),
            pairwise(parts),
        )

    for number in range(1, STEPS + 1):
        look(COARSE, 0.0, spread)
        last = spread
        away = mean - (centre := fixed_sum(mean) / max(statements, 1))
        total = fixed_sum(away[:, :, None] * away[:, None, :] + cov)
        # One statement less, for the centre was learned from them too.
        spread = (total + 2.0 * WEIGHT * np.eye(groups)) / (max(statements - 1, 1) + WEIGHT)
        if float(np.abs(spread - last).max()) < ENOUGH and number >= FEWEST:
            break
    look(FINE, (1.0 - level) / 2.0, spread * (1.0 + 2.0 * groups / (statements + WEIGHT)))
    found = np.ascontiguousarray(out.transpose(1, 2, 0))
    return Shares(found[0], found[1], found[2], found[3], mean, cov, Prior(centre, spread, sites))


def _inverse(matrix: Floats) -> Floats:
    return np.asarray(np.linalg.inv(matrix), dtype=np.float64)


def _first_sites(counts: Floats) -> Floats:
    """Normal factors (statements, groups, 2: precision and shift) as of the empirical log-odds."""
    disagreed, agreed = counts[:, :, 0] + 0.5, counts[:, :, 1] + 0.5
    decided = counts.sum(axis=2)
    precision = np.where(decided > 0, agreed * disagreed / (agreed + disagreed), 0.0)
    return np.stack([precision, precision * np.log(agreed / disagreed)], axis=2)


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _weigh(
    least: float,
    step: float,
    narrow: float,
    middle: float,
    agreed: float,
    decided: float,
    odds: Floats,
    mass: Floats,
) -> float:
    """The logarithm of the binomial likelihood at each point of a grid of log-odds into `mass`, under a normal curve of
    precision 2 `narrow` about `middle`; into `odds` those of the lesser share. Returns the largest.
    """
    for k in range(len(mass)):
        odds[k] = exponential(-abs(least + k * step))
    for k in range(len(mass)):
        t = least + k * step
        # log(1 + e**t), without overflow.
        soft = max(t, 0.0) + log_of_one_more(odds[k])
        mass[k] = agreed * t - decided * soft - narrow * (t - middle) * (t - middle)
    most = -1e300
    for k in range(len(mass)):
        most = max(most, mass[k])
    return most


@njit(cache=True, nogil=True, error_model="numpy")
def _joint(
    begin: int,
    end: int,
    counts: Floats,
    centre: Floats,
    inner: Floats,
    sites: Floats,
    mean: Floats,
    cov: Floats,
    points: int,
    tail: float,
    out: Floats,
) -> None:
    """For statements `begin` to `end`: the joint normal from prior and factors, each group's posterior on a grid (its
    binomial likelihood under what the other groups say), and the factors matched to it; with a `tail`, also the
    figures of `Shares` into `out` (statements, 4, groups).
    """
    groups = mean.shape[1]
    matrix = np.empty((groups, groups))
    lower = np.empty((groups, groups))
    mass = np.empty(points)
    odds = np.empty(points)
    for j in range(begin, end):
        for g in range(groups):
            for k in range(groups):
                matrix[g, k] = inner[g, k]
            matrix[g, g] += sites[j, g, 0]
        invert(matrix, lower, cov[j])
        for g in range(groups):
            s = 0.0
            for k in range(groups):
                pull = sites[j, k, 1]
                for m in range(groups):
                    pull += inner[k, m] * centre[m]
                s += cov[j, g, k] * pull
            mean[j, g] = s
        for g in range(groups):
            disagreed, agreed = counts[j, g, 0], counts[j, g, 1]
            variance = cov[j, g, g]
            free = 1.0 / max(1.0 / variance - sites[j, g, 0], 1e-4)
            middle = free * (mean[j, g] / variance - sites[j, g, 1])
            reach = 6.5 * np.sqrt(variance) + 0.3 * np.sqrt(free)
            least, step = mean[j, g] - reach, 2.0 * reach / (points - 1)
            most = _weigh(
                least, step, 0.5 / free if tail == 0.0 else 0.0, middle, agreed, agreed + disagreed, odds, mass
            )
            for k in range(points):
                mass[k] = exponential(mass[k] - most)
            if tail != 0.0:
                for k in range(points):
                    away = least + k * step - middle
                    heavy = 1.0 / (1.0 + away * away / ((FREEDOM - 2.0) * free))
                    # The power is half of one more than the degrees of freedom.
                    mass[k] *= heavy * heavy * heavy
            total = 0.0
            first = 0.0
            second = 0.0
            for k in range(points):
                t = least + k * step
                total += mass[k]
                first += mass[k] * t
                second += mass[k] * t * t
            first /= total
            spread = max(second / total - first * first, 1e-8)
            if tail == 0.0:
                if agreed + disagreed > 0.0:
                    sites[j, g, 0] = max(1.0 / spread - 1.0 / free, 1e-6)
                    sites[j, g, 1] = first * (sites[j, g, 0] + 1.0 / free) - middle / free
                else:
                    sites[j, g, :] = 0.0
                continue
            share = 0.0
            above = 0.0
            so_far = 0.0
            low = least
            high = least + 2.0 * reach
            for k in range(points):
                t = least + k * step
                share += mass[k] * (1.0 if t > 0.0 else odds[k]) / (1.0 + odds[k])
                # The cell that holds the tie counts by the part of it that lies above.
                above += mass[k] * min(max(t / step + 0.5, 0.0), 1.0)
                after = so_far + mass[k] / total
                edge = least + (k - 0.5) * step
                if so_far < tail <= after:
                    low = edge + step * (tail - so_far) / (after - so_far)
                if so_far < 1.0 - tail <= after:
                    high = edge + step * (1.0 - tail - so_far) / (after - so_far)
                so_far = after
            out[j, 0, g] = share / total
            out[j, 1, g] = 1.0 / (1.0 + np.exp(-low))
            out[j, 2, g] = 1.0 / (1.0 + np.exp(-high))
            out[j, 3, g] = above / total
