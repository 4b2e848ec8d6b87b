"""What to show a participant next: the statements whose answer is expected to tell most, about the participant and
about the statement together.

The information of an answer is the mutual information between it and all that is uncertain, H(E p) - E H(p), under
the normal posterior of the answer's log-odds (Lindley, Ann. Math. Stat. 27, 1956; for such models Houlsby, Huszár,
Ghahramani and Lengyel 2011), in nats.
"""

from math import pi

import numpy as np
from numpy.typing import NDArray

__all__ = ["information", "log_odds"]

Floats = NDArray[np.float64]

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


def information(mean: Floats, variance: Floats) -> tuple[Floats, Floats]:
    """The expected information of an answer, and the probability that it is "agree"."""
    at = mean[:, None] + np.sqrt(variance)[:, None] * _NODES[None, :]
    p = 1.0 / (1.0 + np.exp(-at))
    agree = (p * _WEIGHTS).sum(axis=1)
    return np.maximum(_entropy(agree) - (_entropy(p) * _WEIGHTS).sum(axis=1), 0.0), agree


def _entropy(p: Floats) -> Floats:
    p = np.clip(p, 1e-12, 1 - 1e-12)
    return np.asarray(-(p * np.log(p) + (1 - p) * np.log1p(-p)))
