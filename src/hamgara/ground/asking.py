"""What to show a participant next: the statements whose answer is expected to tell most, about the participant and
about the statement together.

The information of an answer is the mutual information between it and all that is uncertain, H(E p) - E H(p), under
the normal posterior of the answer's log-odds (Lindley, Ann. Math. Stat. 27, 1956; for such models Houlsby, Huszár,
Ghahramani and Lengyel 2011), in nats.
"""

from math import pi

import numpy as np
from numpy.typing import NDArray

__all__ = ["chance", "draw_chances", "information", "log_odds"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Lot = np.random.Generator

_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(24)
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()


def log_odds(x: Floats, x_cov: Floats, w: Floats, w_cov: Floats) -> tuple[Floats, Floats]:
    """Means and variances (n) of the log-odds of n pairs: (n, F), (n, F, F) for participants and for statements."""
    z, d = x.copy(), w.copy()
    z[:, 0] = 1.0
    d[:, 0] = 1.0
    mean = x[:, 0] + w[:, 0]
    variance = np.zeros(len(x))
    for k in range(x.shape[1]):
        if k:
            mean = mean + x[:, k] * w[:, k]
        for m in range(x.shape[1]):
            variance += d[:, k] * x_cov[:, k, m] * d[:, m] + z[:, k] * w_cov[:, k, m] * z[:, m]
            if k and m:
                variance += x_cov[:, k, m] * w_cov[:, k, m]
    return mean, np.maximum(variance, 0.0)


def chance(mean: Floats, variance: Floats) -> Floats:
    """The expected probability of "agree" under a normal posterior of its log-odds."""
    return np.asarray(1.0 / (1.0 + np.exp(-mean / np.sqrt(1.0 + pi / 8 * variance))))


def draw_chances(
    participants: tuple[Floats, Floats],
    statements: tuple[Floats, Floats],
    cells: tuple[Ints, Ints],
    lot: Lot,
    count: int,
) -> NDArray[np.float32]:
    """The probabilities of "agree" of n pairs (their rows and columns), in `count` states drawn from the posterior.

    Participants and statements are given by means and covariances. In one state all pairs of a participant have the
    same place of it, and all pairs of a statement the same loadings, so that the columns of the outcome (n, count) are
    of what can be true together.
    """
    rows, columns = cells
    found = np.empty((len(rows), count), np.float32)
    roots = _square_root(participants[1]), _square_root(statements[1])
    for k in range(count):
        x, w = (
            mean + np.einsum("nfg,ng->nf", root, lot.standard_normal(mean.shape))
            for (mean, _), root in zip((participants, statements), roots, strict=True)
        )
        odds = x[rows, 0] + w[columns, 0] + np.einsum("nf,nf->n", x[rows, 1:], w[columns, 1:])
        found[:, k] = 1.0 / (1.0 + np.exp(-odds))
    return found


def _square_root(covariance: Floats) -> Floats:
    """The symmetric square roots of covariance matrices (n, F, F): unlike other roots there is one only."""
    values, axes = np.linalg.eigh(covariance)
    scaled = axes * np.sqrt(np.maximum(values, 0.0))[:, None, :]
    return np.asarray(scaled @ axes.transpose(0, 2, 1))


def information(mean: Floats, variance: Floats) -> tuple[Floats, Floats]:
    """The expected information of an answer, and the probability that it is "agree"."""
    at = mean[:, None] + np.sqrt(variance)[:, None] * _NODES[None, :]
    p = 1.0 / (1.0 + np.exp(-at))
    agree = (p * _WEIGHTS).sum(axis=1)
    return np.maximum(_entropy(agree) - (_entropy(p) * _WEIGHTS).sum(axis=1), 0.0), agree


def _entropy(p: Floats) -> Floats:
    p = np.clip(p, 1e-12, 1 - 1e-12)
    return np.asarray(-(p * np.log(p) + (1 - p) * np.log1p(-p)))
