"""The kernels' work divided among the cores. What they add up is exact, so that the number of threads does not show in
a result.
"""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

__all__ = ["THREADS", "divide", "each"]

T = TypeVar("T")
R = TypeVar("R")

THREADS = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

_pool = ThreadPoolExecutor(THREADS, thread_name_prefix="ground")


def each(work: Callable[[T], R], items: Iterable[T]) -> list[R]:
    """`work` done for each item, on all cores where it lets go of the interpreter; results in order. `work` must not
    call this itself.
    """
    return list(_pool.map(work, items))


def divide(start: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Rows of compressed rows, given by where each starts and the last ends, cut into a part for each thread with
    about as many entries.
    """
    entries = int(start[-1])
    cuts = np.searchsorted(start, [entries * k // THREADS for k in range(THREADS + 1)])
    cuts[0], cuts[-1] = 0, len(start) - 1
    return [(int(a), int(b)) for a, b in pairwise(cuts)]
