"""The exponential and the logarithm by arithmetic alone: a compiler does several at once, which it cannot where a
library is called, and their last bits do not depend on the machine's library.
"""

from math import factorial, log

import numpy as np
from numba import njit

__all__ = ["exponential", "log_of_one_more"]

_PER_TWO = 1.0 / log(2.0)
# The logarithm of two in parts, the first of so few digits that its multiples are exact (Cody and Waite 1980).
_TWO, _TWO_REST = 6.93147180369123816490e-01, 1.90821492927058770002e-10
_WHOLE_TWO = log(2.0)
# Adding this number rounds to a whole one, and leaves it in the last bits.
_ROUNDER = 1.5 * 2.0**52
_E = tuple(1.0 / factorial(k) for k in range(13, -1, -1))
_L = tuple(1.0 / k for k in range(21, 0, -2))


@njit(cache=True, inline="always")
def exponential(x: float) -> float:
    """e to the power of x, to two units of the last place; x at most 700, and below -700 taken as that."""
    x = max(x, -700.0)
    rounded = x * _PER_TWO + _ROUNDER
    whole = rounded - _ROUNDER
    rest = x - whole * _TWO - whole * _TWO_REST
    series = 0.0
    for term in _E:
        series = series * rest + term
    power = (np.float64(rounded).view(np.int64) + 1023) << 52
    return series * np.int64(power).view(np.float64)


@njit(cache=True, inline="always")
def log_of_one_more(x: float) -> float:
    """The logarithm of 1 + x for x from 0 to 1, to four units of the last place."""
    # From the half of 1 + x where that is nearer to one, so that the series is short.
    halved = 1.0 if x > 0.4142 else 0.0
    x -= halved * (0.5 * x + 0.5)
    ratio = x / (2.0 + x)
    square = ratio * ratio
    series = 0.0
    for term in _L:
        series = series * square + term
    return 2.0 * ratio * series + halved * _WHOLE_TWO
