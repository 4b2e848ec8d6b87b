"""Groups in the opinion space: a mixture of normal distributions of one common shape, each participant seen
through the noise of their own position.

With one component the participants are one group, along a range perhaps; more are claimed only where the Bayesian
information criterion (Schwarz, Ann. Stat. 6, 1978) says so.
"""

from dataclasses import dataclass
from math import log

import numpy as np
from numba import njit
from numpy.typing import NDArray

from hamgara.ground.space import fixed_sum
from hamgara.ground.sweeps import grain, invert

__all__ = ["Mixture", "Sightings", "fit_mixture", "fit_mixtures", "most_evident", "sight"]

Floats = NDArray[np.float64]

MOST = 6
STEPS = 40
GROUND = 2e-3
# A group of fewer than this share of the participants is not told from a few odd ones.
SMALLEST = 0.03


@dataclass(frozen=True, slots=True, eq=False)
class Sightings:
    """What the votes of each participant say of their place on the map, apart from the prior: precisions
    (participants, D, D) and precisions times means (participants, D); `at` are the posterior means.
    """

    precision: Floats
    shift: Floats
    at: Floats

    def __len__(self) -> int:
        return len(self.at)

    def take(self, rows: NDArray[np.int64]) -> "Sightings":
        return Sightings(self.precision[rows], self.shift[rows], self.at[rows])


@dataclass(frozen=True, slots=True, eq=False)
class Mixture:
    """`share` (K), `centre` (K, D), `shape` (D, D): the common covariance. `evidence` is the log-likelihood less
    half the number of parameters times the logarithm of the number of participants.
    """

    share: Floats
    centre: Floats
    shape: Floats
    evidence: float

    def __len__(self) -> int:
        return len(self.share)

    def belongings(self, seen: Sightings) -> Floats:
        """The probability (participants, K) that each belongs to each group."""
        into = np.empty((len(seen), len(self)))
        _expect(seen.precision, seen.shift, np.ones(len(seen)), self.share, self.centre, self.shape, into)
        return into


def sight(x: Floats, x_cov: Floats, prior: Floats, most: int) -> Sightings:
    """The sightings on the first `most` dimensions, from posteriors of (a, u) and their prior precisions."""
    size = min(x.shape[1] - 1, most)
    precision = np.empty((len(x), size, size))
    shift = np.empty((len(x), size))
    _unsee(x, x_cov, prior, precision, shift)
    return Sightings(precision, shift, x[:, 1 : 1 + size].copy())


@njit(cache=True, nogil=True)
def _unsee(x: Floats, x_cov: Floats, prior: Floats, precision: Floats, shift: Floats) -> None:
    size = shift.shape[1]
    lower = np.empty((size, size))
    block = np.empty((size, size))
    for i in range(len(x)):
        for k in range(size):
            for m in range(size):
                block[k, m] = x_cov[i, k + 1, m + 1]
        invert(block, lower, precision[i])
        for k in range(size):
            s = 0.0
            for m in range(size):
                s += precision[i, k, m] * x[i, m + 1]
            shift[i, k] = s
        for k in range(size):
            precision[i, k, k] = precision[i, k, k] - prior[k + 1]


@njit(cache=True, nogil=True, error_model="numpy")
def _expect(
    precision: Floats, shift: Floats, weight: Floats, share: Floats, centre: Floats, shape: Floats, into: Floats
) -> tuple[float, Floats, Floats, Floats]:
    """Belongings into `into`; returns the log-likelihood and the weighted sums of belongings (K), of belongings
    times positions (K, D), and of the second moments of positions about their centres (D, D).
    """
    count, size = centre.shape
    inner = np.empty((size, size))
    lower = np.empty((size, size))
    half_shape = invert(shape, lower, inner)
    pulled = np.zeros((count, size))
    base = np.empty(count)
    for g in range(count):
        own = 0.0
        for k in range(size):
            for m in range(size):
                pulled[g, k] += inner[k, m] * centre[g, m]
            own += pulled[g, k] * centre[g, k]
        base[g] = log(share[g]) - half_shape - 0.5 * own
    matrix = np.empty((size, size))
    cov = np.empty((size, size))
    where = np.empty((count, size))
    h = np.empty(size)
    total = 0.0
    many = np.zeros(count)
    sums = np.zeros((count, size))
    spread = np.zeros((size, size))
    for i in range(len(shift)):
        if weight[i] == 0.0:
            continue
        for k in range(size):
            for m in range(size):
                matrix[k, m] = precision[i, k, m] + inner[k, m]
        half = invert(matrix, lower, cov)
        most = -1e300
        for g in range(count):
            for k in range(size):
                h[k] = shift[i, k] + pulled[g, k]
            fit = 0.0
            for k in range(size):
                s = 0.0
                for m in range(size):
                    s += cov[k, m] * h[m]
                where[g, k] = s
                fit += s * h[k]
            into[i, g] = base[g] - half + 0.5 * fit
            most = max(most, into[i, g])
        s = 0.0
        for g in range(count):
            into[i, g] = np.exp(into[i, g] - most)
            s += into[i, g]
        total += grain(weight[i] * (most + log(s)))
        for k in range(size):
            for m in range(k + 1):
                spread[k, m] += grain(weight[i] * cov[k, m])
        for g in range(count):
            into[i, g] /= s
            r = weight[i] * into[i, g]
            many[g] += grain(r)
            for k in range(size):
                sums[g, k] += grain(r * where[g, k])
                away = r * (where[g, k] - centre[g, k])
                for m in range(k + 1):
                    spread[k, m] += grain(away * (where[g, m] - centre[g, m]))
    for k in range(size):
        for m in range(k):
            spread[m, k] = spread[k, m]
    return total, many, sums, spread


def fit_mixture(seen: Sightings, count: int, weight: Floats | None = None, steps: int = STEPS) -> Mixture:
    """The mixture of `count` components by expectation maximisation, from centres far apart."""
    people, size = seen.at.shape
    weight = np.ones(people) if weight is None else weight
    whole = max(float(fixed_sum(weight)), 1e-9)
    centre = _far_apart(seen.at[weight > 0], count)
    share = np.full(count, 1.0 / count)
    shape = np.eye(size) * (0.3 if count > 1 else 1.0)
    into = np.empty((people, count))
    before = -np.inf
    for step in range(steps):
        fit, many, sums, spread = _expect(seen.precision, seen.shift, weight, share, centre, shape, into)
        if step > 4 and fit - before < 1e-2:
            break
        before = fit
        moved = sums / np.maximum(many, 1e-9)[:, None]
        away = moved - centre
        shape = (spread - (many[:, None, None] * away[:, :, None] * away[:, None, :]).sum(axis=0)) / max(whole, 1e-9)
        shape += GROUND * np.eye(size)
        centre = moved
        share = (many + 0.5) / (whole + 0.5 * count)
    parameters = count - 1 + count * size + size * (size + 1) / 2
    return Mixture(share, centre, shape, before - parameters / 2 * log(max(whole, 2.0)))


def _far_apart(at: Floats, count: int) -> Floats:
    """Centres by taking again and again who is farthest from all taken, then by Lloyd's algorithm."""
    if count == 1:
        return np.asarray(fixed_sum(at) / max(len(at), 1))[None]
    taken = [at[np.argmax((at**2).sum(axis=1))]]
    distance = ((at - taken[0]) ** 2).sum(axis=1)
    for _ in range(count - 1):
        taken.append(at[np.argmax(distance)])
        distance = np.minimum(distance, ((at - taken[-1]) ** 2).sum(axis=1))
    centre = np.array(taken)
    for _ in range(10):
        nearest = ((at[:, None] - centre) ** 2).sum(axis=2).argmin(axis=1)
        rows = [at[nearest == g] for g in range(count)]
        centre = np.array([fixed_sum(r) / len(r) if len(r) else c for r, c in zip(rows, centre, strict=True)])
    return centre


def fit_mixtures(seen: Sightings, stop: bool) -> list[Mixture]:
    """Mixtures of 1, 2, … components; with `stop`, only until two more do not add evidence."""
    tried = [fit_mixture(seen, 1)]
    for count in range(2, MOST + 1):
        if len(seen) < 5 * count or (stop and count >= len(most_evident(tried)) + 3):
            break
        tried.append(fit_mixture(seen, count))
    return tried


def most_evident(tried: list[Mixture]) -> Mixture:
    """The mixture with the most evidence among those without splinters."""
    whole = [m for m in tried if len(m) == 1 or float(m.share.min()) >= SMALLEST]
    return max(whole, key=lambda m: m.evidence)
