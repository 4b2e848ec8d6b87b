"""Which search a problem is given to. Small ones are settled in Python before a compiled kernel would be loaded."""

import time
from collections.abc import Callable, Collection

from hamgara.front.search import Found, Problem, search

__all__ = ["Progress", "find_best"]

#: What is told between steps: by size the best weight (-1: none) and a true bound, in the problem's whole numbers.
Progress = Callable[[dict[int, int], dict[int, int]], None]

#: Answers up to which a problem counts as small, and the nodes in which Python then tries to settle it.
SMALL = 1_200
FEW_NODES = 20_000
#: The greatest weight of all members that the compiled search computes with; above it there is only Python.
HEAVIEST = 1 << 36
_WORK = 60_000_000_000


def find_best(
    problem: Problem,
    *,
    node_limit: int | None,
    package_limit: int,
    seed: int,
    sizes: Collection[int] | None = None,
    time_limit: float | None = None,
    progress: Progress | None = None,
) -> Found:
    """The best packages of every size of `sizes` (all, where not given), as `search` says.

    `node_limit` None: some twenty seconds' work on two cores, or as much as `time_limit` (in seconds) allows. Only
    where the time ends a search does the result depend on the machine. A KeyboardInterrupt ends it too, with what is
    known by then.
    """
    ends = float("inf") if time_limit is None else time.monotonic() + time_limit
    size = problem.members * len(problem.accepts)
    heavy = sum(problem.weights) > HEAVIEST
    nodes = node_limit if node_limit is not None else 10 * FEW_NODES
    if heavy or size <= SMALL or nodes <= FEW_NODES:
        first = nodes if heavy else min(nodes, FEW_NODES)
        found = search(problem, node_limit=first, package_limit=package_limit, seed=seed, sizes=sizes)
        settled = all(found.best[k] == found.bound[k] for k in found.best)
        if settled or heavy or nodes <= FEW_NODES:
            return found

    from hamgara.front.compiled import search_compiled
    from hamgara.front.units import Clock

    if node_limit is None:
        words = problem.members // 64 + 1
        cost = max(1, len(problem.free)) ** 2 * words * (problem.reservations + 1) + 20_000
        node_limit = 1 << 60 if time_limit is not None else max(1_000, _WORK // cost)
    return search_compiled(
        problem,
        node_limit=node_limit,
        package_limit=package_limit,
        seed=seed,
        sizes=sizes,
        clock=Clock(ends),
        progress=progress,
    )
