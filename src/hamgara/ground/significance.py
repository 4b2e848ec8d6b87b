"""When a share may be called a majority: exact tests, corrected for how many were made. All in integers and
fractions.
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

__all__ = ["adjust_for_discoveries", "binomial_tail"]


@lru_cache(maxsize=65_536)
def binomial_tail(successes: int, trials: int) -> Fraction:
    """The probability of at least this many successes in so many throws of a fair coin, exactly.

    It is the one-sided p-value against "at most half agree"; with no trials, or for exactly half, it is
    above one half.
    """
    if not 0 <= successes <= trials:
        raise ValueError(f"{successes} successes in {trials} trials")
    if 2 * successes > trials:
        return Fraction(_ways(trials, trials - successes), 2**trials)
    return 1 - Fraction(_ways(trials, successes - 1), 2**trials)


def _ways(trials: int, most: int) -> int:
    """In how many of the 2**trials outcomes there are at most `most` successes."""
    term, ways = 1, 0
    for k in range(most + 1):
        ways += term
        term = term * (trials - k) // (k + 1)
    return ways


def adjust_for_discoveries(p_values: Sequence[Fraction]) -> list[Fraction]:
    """The p-values adjusted by Benjamini and Hochberg, in the order given: those at most q have a false
    discovery rate of q.

    J. R. Stat. Soc. B 57 (1995) 289–300; it holds for independent tests and those positively dependent
    (Benjamini and Yekutieli 2001), as votes of the same people mostly are.
    """
    order = sorted(range(len(p_values)), key=lambda i: p_values[i], reverse=True)
    adjusted = [Fraction(1)] * len(p_values)
    least = Fraction(1)
    for place, i in enumerate(order):
        least = min(least, p_values[i] * len(p_values) / (len(p_values) - place))
        adjusted[i] = least
    return adjusted
