"""Intervals and tests against published values, against scipy, and against what they promise."""

import importlib
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamgara.ground import adjust_for_discoveries, binomial_tail, wilson


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    # Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3, 95 %.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_gives_the_published_values(successes: int, trials: int, low: float, high: float) -> None:
    found = wilson(successes, trials, Fraction(95, 100))
    assert found == pytest.approx((low, high), abs=5e-5)


def test_wilson_agrees_with_scipy() -> None:
    stats = importlib.import_module("scipy.stats")
    for trials in range(1, 40):
        for successes in range(trials + 1):
            for level in (Fraction(1, 2), Fraction(9, 10), Fraction(99, 100)):
                other = stats.binomtest(successes, trials).proportion_ci(float(level), method="wilson")
                assert wilson(successes, trials, level) == pytest.approx((other.low, other.high), abs=1e-12)


@pytest.mark.parametrize(("trials", "share"), [(20, 0.5), (20, 0.9), (60, 0.8), (200, 0.55)])
def test_wilson_covers_about_as_often_as_it_says(trials: int, share: float) -> None:
    covered = sum(
        comb(trials, k) * share**k * (1 - share) ** (trials - k)
        for k in range(trials + 1)
        if wilson(k, trials)[0] <= share <= wilson(k, trials)[1]
    )
    assert 0.85 < covered < 0.96


@given(st.integers(0, 500), st.integers(0, 500))
def test_wilson_holds_the_share_and_is_the_same_from_the_other_side(agree: int, disagree: int) -> None:
    low, high = wilson(agree, agree + disagree)
    assert 0 <= low < high <= 1
    if agree + disagree:
        assert low <= agree / (agree + disagree) <= high
    mirrored = wilson(disagree, agree + disagree)
    assert (1 - mirrored[1], 1 - mirrored[0]) == pytest.approx((low, high), abs=1e-12)


def test_wilson_refuses_what_makes_no_sense() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    for successes, trials, level in ((3, 2, Fraction(9, 10)), (-1, 2, Fraction(9, 10)), (1, 2, Fraction(1))):
        with pytest.raises(ValueError):
            wilson(successes, trials, level)


def test_the_binomial_tail_is_the_sum_of_its_terms() -> None:
    for trials in range(25):
        for successes in range(trials + 1):
            expected = Fraction(sum(comb(trials, k) for k in range(successes, trials + 1)), 2**trials)
            assert binomial_tail(successes, trials) == expected
    with pytest.raises(ValueError):
        binomial_tail(3, 2)


def test_adjusted_values_of_benjamini_and_hochberg() -> None:
    # Their own example (1995, section 3.2): 15 tests, of which 4 are discoveries at 0.05.
    values = "0.0001 0.0004 0.0019 0.0095 0.0201 0.0278 0.0298 0.0344 0.0459 0.3240 0.4262 0.5719 0.6528 0.7590 1.0000"
    p_values = [Fraction(v) for v in values.split()]
    assert sum(q <= Fraction(5, 100) for q in adjust_for_discoveries(p_values)) == 4
    assert adjust_for_discoveries(p_values[::-1]) == adjust_for_discoveries(p_values)[::-1]
    assert adjust_for_discoveries([]) == []


@given(st.lists(st.fractions(0, 1, max_denominator=1000), min_size=1, max_size=30))
def test_adjusted_values_agree_with_scipy(p_values: list[Fraction]) -> None:
    stats = importlib.import_module("scipy.stats")
    ours = [float(q) for q in adjust_for_discoveries(p_values)]
    assert ours == pytest.approx(list(stats.false_discovery_control([float(p) for p in p_values])), abs=1e-12)
