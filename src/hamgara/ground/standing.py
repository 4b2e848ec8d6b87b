"""How many of a group agree with a statement, as a posterior: what its members said, seen against how the groups'
shares vary and go together over all statements.

For each statement the groups' log-odds of agreement are normal around common means with a common covariance,
both estimated from all statements (empirical Bayes); so a group that has hardly seen a statement borrows from
the others as far as groups have agreed elsewhere, and its interval stays wide. Each group's own interval comes from
its exact binomial likelihood on a grid, the other groups entering through their normal approximations.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from hamgara.ground.space import fixed_sum
from hamgara.ground.sweeps import invert

__all__ = ["Shares", "estimate_shares"]

Floats = NDArray[np.float64]

STEPS = 12
POINTS = 161
# The priors' own prior: so many statements with a variance of one.
WEIGHT = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """Posteriors of the share that agrees, (groups, statements) each: `mean`, the bounds `low` and `high` of the
    central interval, `majority` the probability that more agree than disagree. `log_odds` (statements, groups) and
    `log_odds_cov` (statements, groups, groups) are the joint normal approximation. `centre`, `spread`: the prior.
    """

    mean: Floats
    low: Floats
    high: Floats
    majority: Floats
    log_odds: Floats
    log_odds_cov: Floats
    centre: Floats
    spread: Floats


def estimate_shares(agreed: Floats, disagreed: Floats, level: float) -> Shares:
    """The posteriors from counts (groups, statements), which may be fractions where belonging is uncertain."""
    groups, statements = agreed.shape
    counts = np.stack([disagreed.T, agreed.T], axis=2)
    centre, spread = np.full(groups, 0.3), np.eye(groups) * 2.0
    mode, cov = np.zeros((statements, groups)), np.zeros((statements, groups, groups))
    for _ in range(STEPS):
        _modes(counts, centre, _inverse(spread), mode, cov, 3)
        away = mode - (centre := fixed_sum(mode) / max(statements, 1))
        total = fixed_sum(away[:, :, None] * away[:, None, :] + cov)
        spread = (total + WEIGHT * np.eye(groups)) / (statements + WEIGHT)
    _modes(counts, centre, _inverse(spread), mode, cov, 8)
    out = np.empty((4, groups, statements))
    _margins(counts, mode, cov, (1.0 - level) / 2.0, out)
    return Shares(out[0], out[1], out[2], out[3], mode, cov, centre, spread)


def _inverse(matrix: Floats) -> Floats:
    return np.asarray(np.linalg.inv(matrix), dtype=np.float64)


@njit(cache=True, nogil=True, error_model="numpy")
def _modes(counts: Floats, centre: Floats, inner: Floats, mode: Floats, cov: Floats, steps: int) -> None:
    """Newton's steps to the mode of each statement's log-odds, and the inverse curvature there."""
    statements, groups = mode.shape
    matrix = np.empty((groups, groups))
    lower = np.empty((groups, groups))
    pull = np.empty(groups)
    for j in range(statements):
        for step in range(steps + 1):
            for g in range(groups):
                p = 1.0 / (1.0 + np.exp(-mode[j, g]))
                decided = counts[j, g, 0] + counts[j, g, 1]
                pull[g] = counts[j, g, 1] - decided * p
                for k in range(groups):
                    matrix[g, k] = inner[g, k]
                    pull[g] -= inner[g, k] * (mode[j, k] - centre[k])
                matrix[g, g] += decided * p * (1.0 - p)
            invert(matrix, lower, cov[j])
            if step == steps:
                break
            for g in range(groups):
                s = 0.0
                for k in range(groups):
                    s += cov[j, g, k] * pull[k]
                mode[j, g] += min(max(s, -2.0), 2.0)


@njit(cache=True, nogil=True, error_model="numpy")
def _margins(counts: Floats, mode: Floats, cov: Floats, tail: float, out: Floats) -> None:
    statements, groups = mode.shape
    mass = np.empty(POINTS)
    for j in range(statements):
        for g in range(groups):
            p = 1.0 / (1.0 + np.exp(-mode[j, g]))
            disagreed, agreed = counts[j, g, 0], counts[j, g, 1]
            bend = (disagreed + agreed) * p * (1.0 - p)
            slope = agreed - (disagreed + agreed) * p
            variance = cov[j, g, g]
            free = 1.0 / max(1.0 / variance - bend, 1e-6)
            middle = mode[j, g] - free * slope
            reach = 7.0 * np.sqrt(variance) + 0.5 * abs(middle - mode[j, g])
            least, step = mode[j, g] - reach, 2.0 * reach / (POINTS - 1)
            most = -1e300
            for k in range(POINTS):
                t = least + k * step
                mass[k] = -0.5 * (t - middle) ** 2 / free + agreed * t - (agreed + disagreed) * np.logaddexp(0.0, t)
                most = max(most, mass[k])
            total = 0.0
            mean = 0.0
            above = 0.0
            for k in range(POINTS):
                mass[k] = np.exp(mass[k] - most)
                total += mass[k]
                t = least + k * step
                mean += mass[k] / (1.0 + np.exp(-t))
                # A cell that holds the tie counts by the part of it that lies above.
                above += mass[k] * min(max(t / step + 0.5, 0.0), 1.0)
            so_far = 0.0
            low = least
            high = least + 2.0 * reach
            for k in range(POINTS):
                after = so_far + mass[k] / total
                edge = least + (k - 0.5) * step
                if so_far < tail <= after:
                    low = edge + step * (tail - so_far) / (after - so_far)
                if so_far < 1.0 - tail <= after:
                    high = edge + step * (1.0 - tail - so_far) / (after - so_far)
                so_far = after
            out[0, g, j] = mean / total
            out[1, g, j] = 1.0 / (1.0 + np.exp(-low))
            out[2, g, j] = 1.0 / (1.0 + np.exp(-high))
            out[3, g, j] = above / total
