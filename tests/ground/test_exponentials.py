"""The exponential and the logarithm by arithmetic against the library's."""

import numpy as np
from numba import njit

from hamgara.ground.exponentials import exponential, log_of_one_more


@njit
def both(x: np.ndarray, small: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    raised, logs = np.empty_like(x), np.empty_like(small)
    for k in range(len(x)):
        raised[k] = exponential(x[k])
    for k in range(len(small)):
        logs[k] = log_of_one_more(small[k])
    return raised, logs


def test_they_are_those_of_the_library() -> None:
    x = np.concatenate([np.linspace(-700.0, 700.0, 30_001), [0.0, -0.0, 1e-300, np.log(2.0) / 2, -np.log(2.0) / 2]])
    small = np.concatenate([np.linspace(0.0, 1.0, 30_001), 10.0 ** np.linspace(-300.0, 0.0, 301), [0.4142]])
    raised, logs = both(x, small)
    np.testing.assert_allclose(raised, np.exp(x), rtol=5e-16)
    np.testing.assert_allclose(logs, np.log1p(small), rtol=1e-15)


def test_what_is_next_to_nothing_stays_so() -> None:
    raised, _ = both(np.array([-1e9, -np.inf]), np.array([0.0]))
    assert (raised < 1e-300).all()
