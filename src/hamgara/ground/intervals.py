"""How sure a share is: the score interval, which holds what it promises for small groups and for shares
near 0 and 1.
"""

from fractions import Fraction
from math import sqrt
from statistics import NormalDist

__all__ = ["wilson"]


def wilson(successes: int, trials: int, level: Fraction = Fraction(90, 100)) -> tuple[float, float]:
    """The Wilson score interval of a share at confidence `level` (between 0 and 1), without continuity
    correction.

    Wilson, J. Am. Stat. Assoc. 22 (1927) 209–212; method 3 of Newcombe, Statistics in Medicine 17 (1998)
    857–872. No trials say nothing: (0, 1). Raises ValueError for counts or a level out of range.
    """
    if not 0 <= successes <= trials:
        raise ValueError(f"{successes} successes in {trials} trials")
    if not 0 < level < 1:
        raise ValueError(f"a level lies between 0 and 1, not at {level}")
    if trials == 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf(float((1 + level) / 2))
    square = z * z
    middle = (2 * successes + square) / (2 * (trials + square))
    half = z * sqrt(square + 4 * successes * (trials - successes) / trials) / (2 * (trials + square))
    low = 0.0 if successes == 0 else max(0.0, middle - half)
    high = 1.0 if successes == trials else min(1.0, middle + half)
    return low, high
