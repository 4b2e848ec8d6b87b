"""The arithmetic of the opinion space: one sweep of expectation propagation over participants, and its companions.

A vote of participant i on statement j is modelled as logit P(agree) = b_j + a_i + u_i . v_j. A participant's
vector is x = (a, u), a statement's w = (b, v), both of length F = dimension + 1; each has a Gaussian posterior
(mean, covariance). Each vote keeps one Gaussian factor in its logit for either side (precision and precision
times mean), recomputed with that very vote left out of both posteriors (Minka, UAI 2001; for bilinear models
Stern, Herbrich and Graepel, WWW 2009; the logistic integral after MacKay, Neural Computation 4, 1992).

Whatever is summed over participants, statements or votes is first rounded to a multiple of 2**-26, so that sums below
2**27 are exact: they do not depend on the order of rows, on threads, or on how a cluster holds the rows.
"""

from math import exp, log1p, pi, sqrt

import numpy as np
from numba import njit
from numpy.typing import NDArray

__all__ = ["grain", "invert", "loss", "project", "settle", "sweep", "turn"]

Floats = NDArray[np.float64]

_EIGHTH = pi / 8
# Adding and taking away this number rounds to a multiple of 2**-26.
_ROUNDER = 1.5 * 2.0**26
_LEAST = 0.1


@njit(cache=True, inline="always")
def grain(x: float) -> float:
    """x rounded to a multiple of 2**-26."""
    return (x + _ROUNDER) - _ROUNDER


@njit(cache=True, nogil=True, error_model="numpy")
def invert(matrix: Floats, lower: Floats, inverse: Floats) -> float:
    """Write the inverse of a positive definite matrix (its lower triangle is read) and return half the logarithm
    of its determinant. `lower` is room to work in.
    """
    size = inverse.shape[0]
    half = 0.0
    for i in range(size):
        for j in range(i + 1):
            s = matrix[i, j]
            for k in range(j):
                s -= lower[i, k] * lower[j, k]
            if i == j:
                s = sqrt(max(s, 1e-12))
                half += np.log(s)
                lower[i, i] = s
            else:
                lower[i, j] = s / lower[j, j]
    for i in range(size):
        lower[i, i] = 1.0 / lower[i, i]
        for j in range(i):
            s = 0.0
            for k in range(j, i):
                s -= lower[i, k] * lower[k, j]
            lower[i, j] = s * lower[i, i]
    for i in range(size):
        for j in range(i + 1):
            s = 0.0
            for k in range(i, size):
                s += lower[k, i] * lower[k, j]
            inverse[i, j] = s
            inverse[j, i] = s
    return half


@njit(cache=True, nogil=True, error_model="numpy")
def sweep(
    lanes: tuple[float, ...],
    first: int,
    last: int,
    start: NDArray[np.int64],
    statement: NDArray[np.int32],
    value: NDArray[np.int8],
    sites: NDArray[np.float32],
    x: Floats,
    x_cov: Floats,
    w: Floats,
    w_cov: Floats,
    prior: Floats,
    keep: float,
    precision: Floats,
    shift: Floats,
    moments: Floats,
) -> None:
    """Update participants `first` to `last` from their votes, then add what they say about the statements.

    `lanes`: F numbers of no matter, whose type tells the compiler F: loops of known length take two thirds of the time.
    `start` (participants + 1), `statement`, `value` (votes): compressed rows; a value of 0 is passed over. `sites`
    (votes, 4): precision and shift of each vote's factor for the participant, then for the statement. `x`, `w`:
    means (rows, F); `x_cov`, `w_cov`: covariances (rows, F * F). `prior` (F): precisions of x. `keep`: the share of
    the old factor that stays. Who has votes without a factor is visited twice. Added to: `precision` (statements,
    F * F; lower triangles), `shift` (statements, F), `moments` (F, F + 1): second moments of x (lower triangle)
    and, last, its sums.
    """
    size = len(lanes)
    gain = 1.0 - keep
    matrix = np.empty((size, size))
    flat = matrix.reshape(size * size)
    lower = np.empty((size, size))
    inverse = np.empty((size, size))
    si = inverse.reshape(size * size)
    xi = np.empty(size)
    h = np.empty(size)
    z = np.empty(size)
    d = np.empty(size)
    along = np.empty(size)
    z[0] = 1.0
    d[0] = 1.0
    for i in range(first, last):
        for k in range(size):
            xi[k] = x[i, k]
        for k in range(size * size):
            si[k] = x_cov[i, k]
        visits = 1
        for e in range(start[i], start[i + 1]):
            if value[e] != 0 and sites[e, 0] == 0.0:
                visits = 2
        for _ in range(visits):
            for k in range(size):
                h[k] = 0.0
                for m in range(k + 1):
                    flat[k * size + m] = 0.0
                flat[k * size + k] = prior[k]
            for k in range(1, size):
                z[k] = xi[k]
            for e in range(start[i], start[i + 1]):
                if value[e] == 0:
                    continue
                y = float(value[e])
                j = statement[e]
                mean = w[j, 0] + xi[0]
                spread = 0.0
                both = 0.0
                for k in range(size):
                    s = 0.0
                    for m in range(size):
                        s += w_cov[j, k * size + m] * z[m]
                    along[k] = s
                    spread += s * z[k]
                for k in range(1, size):
                    mean += xi[k] * w[j, k]
                    s = 0.5 * si[k * size + k] * w_cov[j, k * size + k]
                    for m in range(1, k):
                        s += si[k * size + m] * w_cov[j, k * size + m]
                    both += 2.0 * s
                left = 1.0 / max(1.0 - sites[e, 2] * spread, _LEAST)
                step = (sites[e, 2] * mean - sites[e, 3]) * left
                for k in range(1, size):
                    d[k] = w[j, k] + along[k] * step
                offset = w[j, 0] + along[0] * step
                mean += spread * step
                own = 0.0
                for k in range(size):
                    s = 0.5 * si[k * size + k] * d[k]
                    for m in range(k):
                        s += si[k * size + m] * d[m]
                    own += 2.0 * s * d[k]
                rest = 1.0 / max(1.0 - sites[e, 0] * own, _LEAST)
                free = own * rest
                at = (mean - sites[e, 1] * own) * rest
                scale = 1.0 / sqrt(1.0 + _EIGHTH * (free + spread * left + both))
                miss = 1.0 / (1.0 + exp(y * scale * at))
                bend = scale * scale * miss * (1.0 - miss)
                q = 1.0 / (1.0 - bend * free)
                t = keep * sites[e, 0] + gain * (bend * q)
                n = keep * sites[e, 1] + gain * ((y * scale * miss + bend * at) * q)
                sites[e, 0] = t
                sites[e, 1] = n
                n -= t * offset
                for k in range(size):
                    h[k] += grain(n * d[k])
                    s = t * d[k]
                    for m in range(k + 1):
                        flat[k * size + m] += grain(s * d[m])
            invert(matrix, lower, inverse)
            for k in range(size):
                s = 0.0
                for m in range(size):
                    s += si[k * size + m] * h[m]
                xi[k] = s
        for k in range(size):
            x[i, k] = xi[k]
            moments[k, size] += grain(xi[k])
            for m in range(k + 1):
                moments[k, m] += grain(xi[k] * xi[m] + si[k * size + m])
        for k in range(size * size):
            x_cov[i, k] = si[k]
        for e in range(start[i], start[i + 1]):
            if value[e] == 0:
                continue
            y = float(value[e])
            j = statement[e]
            mean = w[j, 0] + xi[0]
            spread = 0.0
            both = 0.0
            for k in range(1, size):
                d[k] = w[j, k]
                mean += xi[k] * w[j, k]
                s = 0.5 * si[k * size + k] * w_cov[j, k * size + k]
                for m in range(1, k):
                    s += si[k * size + m] * w_cov[j, k * size + m]
                both += 2.0 * s
            for k in range(size):
                s = 0.0
                for m in range(size):
                    s += si[k * size + m] * d[m]
                along[k] = s
                spread += s * d[k]
            left = 1.0 / max(1.0 - sites[e, 0] * spread, _LEAST)
            step = (sites[e, 0] * mean - sites[e, 1]) * left
            for k in range(1, size):
                z[k] = xi[k] + along[k] * step
            offset = xi[0] + along[0] * step
            mean += spread * step
            own = 0.0
            for k in range(size):
                s = 0.5 * w_cov[j, k * size + k] * z[k]
                for m in range(k):
                    s += w_cov[j, k * size + m] * z[m]
                own += 2.0 * s * z[k]
            rest = 1.0 / max(1.0 - sites[e, 2] * own, _LEAST)
            free = own * rest
            at = (mean - sites[e, 3] * own) * rest
            scale = 1.0 / sqrt(1.0 + _EIGHTH * (free + spread * left + both))
            miss = 1.0 / (1.0 + exp(y * scale * at))
            bend = scale * scale * miss * (1.0 - miss)
            q = 1.0 / (1.0 - bend * free)
            t = keep * sites[e, 2] + gain * (bend * q)
            n = keep * sites[e, 3] + gain * ((y * scale * miss + bend * at) * q)
            sites[e, 2] = t
            sites[e, 3] = n
            n -= t * offset
            for k in range(size):
                shift[j, k] += grain(n * z[k])
                s = t * z[k]
                for m in range(k + 1):
                    precision[j, k * size + m] += grain(s * z[m])


@njit(cache=True, nogil=True, error_model="numpy")
def settle(w: Floats, w_cov: Floats, precision: Floats, shift: Floats, prior: Floats, centre: Floats) -> None:
    """The statements' posteriors from the sums of a sweep and their prior: precisions (F) and means (F)."""
    rows, size = w.shape
    matrix = np.empty((size, size))
    lower = np.empty((size, size))
    for j in range(rows):
        for k in range(size):
            for m in range(k + 1):
                matrix[k, m] = precision[j, k, m]
            matrix[k, k] += prior[k]
        invert(matrix, lower, w_cov[j])
        for k in range(size):
            s = 0.0
            for m in range(size):
                s += w_cov[j, k, m] * (shift[j, m] + prior[m] * centre[m])
            w[j, k] = s


@njit(cache=True, nogil=True)
def turn(mean: Floats, cov: Floats, by: Floats) -> None:
    """Change the axes of every row in place: mean to `by` mean, covariance to `by` covariance `by` transposed."""
    rows, size = mean.shape
    held = np.empty(size)
    half = np.empty((size, size))
    for i in range(rows):
        for k in range(size):
            s = 0.0
            for m in range(size):
                s += by[k, m] * mean[i, m]
            held[k] = s
            for n in range(size):
                s = 0.0
                for m in range(size):
                    s += by[k, m] * cov[i, m, n]
                half[k, n] = s
        for k in range(size):
            mean[i, k] = held[k]
            for n in range(k + 1):
                s = 0.0
                for m in range(size):
                    s += half[k, m] * by[n, m]
                cov[i, k, n] = s
                cov[i, n, k] = s


@njit(cache=True, nogil=True)
def project(
    first: int,
    last: int,
    start: NDArray[np.int64],
    statement: NDArray[np.int32],
    value: NDArray[np.int8],
    share: Floats,
    axes: Floats,
    into: Floats,
) -> None:
    """Add to `into` (statements, D) the residual votes times themselves times `axes` (statements, D): a step of
    the power method. A residual is a vote (1 or 0) less the statement's `share`, less the participant's own mean.
    """
    size = axes.shape[1]
    at = np.empty(size)
    for i in range(first, last):
        decided = 0
        mean = 0.0
        for e in range(start[i], start[i + 1]):
            if value[e] != 0:
                mean += grain(0.5 + 0.5 * value[e] - share[statement[e]])
                decided += 1
        if decided == 0:
            continue
        mean /= decided + 3.0
        at[:] = 0.0
        for e in range(start[i], start[i + 1]):
            if value[e] != 0:
                j = statement[e]
                r = 0.5 + 0.5 * value[e] - share[j] - mean
                for k in range(size):
                    at[k] += grain(r * axes[j, k])
        for e in range(start[i], start[i + 1]):
            if value[e] != 0:
                j = statement[e]
                r = (0.5 + 0.5 * value[e] - share[j] - mean) / (decided + 3.0)
                for k in range(size):
                    into[j, k] += grain(r * at[k])


@njit(cache=True, nogil=True, error_model="numpy")
def loss(
    first: int,
    last: int,
    start: NDArray[np.int64],
    statement: NDArray[np.int32],
    value: NDArray[np.int8],
    x: Floats,
    x_cov: Floats,
    w: Floats,
    w_cov: Floats,
    chance: Floats,
) -> float:
    """The sum of -log P(vote) over votes of value 1 or -1, under the posteriors; `chance` (votes) takes P(agree)."""
    size = x.shape[1]
    total = 0.0
    for i in range(first, last):
        for e in range(start[i], start[i + 1]):
            if value[e] == 0:
                continue
            j = statement[e]
            mean = x[i, 0] + w[j, 0]
            spread = x_cov[i, 0, 0] + w_cov[j, 0, 0]
            for k in range(1, size):
                mean += x[i, k] * w[j, k]
                spread += 2.0 * (x_cov[i, 0, k] * w[j, k] + w_cov[j, 0, k] * x[i, k])
                for m in range(1, size):
                    spread += (
                        w[j, k] * x_cov[i, k, m] * w[j, m]
                        + x[i, k] * w_cov[j, k, m] * x[i, m]
                        + x_cov[i, k, m] * w_cov[j, k, m]
                    )
            eta = mean / sqrt(1.0 + _EIGHTH * max(spread, 0.0))
            chance[e] = 1.0 / (1.0 + exp(-eta))
            signed = -eta * value[e]
            total += grain(max(signed, 0.0) + log1p(exp(-abs(signed))))
    return total
