"""One question to the compiled search, worked on by several threads and put off and taken up again at will.

The work is cut into pieces by numbers of nodes and the pieces are put together in order, so that what comes out depends
neither on time nor on how many threads there are.
"""

import os
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any

import numpy as np

from hamgara.front.below import Circle, Path, Space, explore_members
from hamgara.front.kernel import explore
from hamgara.front.packing import Packed, lay_desk
from hamgara.front.words import UNASKED, Ints, Words

__all__ = ["Clock", "Crew", "Question", "View", "look_from_above", "look_from_below"]

_FIRST = 256
_TOGETHER = 32
_FROM_PAIRS = 3
_WORK = 40_000_000


@dataclass
class Clock:
    """When to stop: at `deadline` on the monotonic clock, or once `stopped`."""

    deadline: float = float("inf")
    stopped: bool = False

    def over(self) -> bool:
        """Whether it is time to stop."""
        return self.stopped or time.monotonic() >= self.deadline


@dataclass(frozen=True)
class View:
    """One way to look at a problem: `lay` makes room for a thread, `explore` works on what lies at depth 0 of that
    room, `root` is where all begins, `reach` bounds what tasks are left by size; `piece` nodes take about a fiftieth
    of a second.
    """

    lay: Callable[[], Any]
    explore: Callable[..., tuple[int, int, int]]
    root: tuple[Any, ...]
    reach: Callable[[list[tuple[Any, ...]], Ints], Ints]
    piece: int


def look_from_above(packed: Packed) -> View:
    """Which clauses? Pairs of them are looked at where at least three clauses are missing; much slower a node, and far
    fewer nodes.
    """
    width, free = max(1, len(packed.free)), len(packed.free)
    left = np.zeros(width, np.int64)
    left[:free] = packed.free
    root = (packed.start, left, np.zeros(width, np.int64), free, -1, packed.sizes.start, packed.must)

    def work(room, bar, best, package, listing, found, budget):  # type: ignore[no-untyped-def]
        frames, desk = room
        return explore(packed.table, frames, bar, best, package, listing, found, desk, _FROM_PAIRS, budget)

    def reach(tasks: list[tuple[Any, ...]], bar: Ints) -> Ints:
        bound = np.full(len(bar), -1, np.int64)
        for _, _, after, many, next_, size, _, ceiling, _ in tasks:
            most = UNASKED if next_ < 0 else int(after[next_:many].max(initial=-1))
            for t in range(1 if next_ >= 0 else 0, len(bound) - size):
                if bar[size + t] < UNASKED:
                    bound[size + t] = max(bound[size + t], min(most, int(ceiling[t])))
        return bound

    each = width * packed.table.accepts.shape[1] * (packed.reservations + 1)
    cost = each * width + 20_000
    return View(
        lambda: lay_desk(packed),
        work,
        (*root, np.full(packed.sizes.stop + 1, UNASKED), 0),
        reach,
        max(4, _WORK // cost),
    )


def look_from_below(circle: Circle, clauses: Words) -> View:
    """Which members have at least so many bases of `clauses` in common? Only the smallest size asked for is looked
    at.
    """
    members, words = circle.accepts.shape
    depth = int(np.bitwise_count(clauses).sum()) + 3

    def lay() -> tuple[Path, Space]:
        def ints(*shape: int) -> Ints:
            return np.zeros(shape, np.int64)

        rows = ints(depth, members), ints(depth, members + 1), ints(depth), ints(depth), ints(depth, members)
        fair = ints(depth, len(circle.least))
        path = Path(np.zeros((depth, words), np.uint64), *rows, ints(depth), ints(depth), fair, ints(depth))
        width = 64 * words + len(circle.wordings) + 3
        row = ints(members), ints(members), ints(64 * words), ints(width), ints(width), ints(width)
        return path, Space(*row, ints(len(circle.least)))

    def work(room, bar, best, package, listing, found, budget):  # type: ignore[no-untyped-def]
        path, space = room
        k = int(np.argmax(bar < UNASKED))
        return explore_members(circle, path, k, bar[k], best, package, listing, found, space, budget)

    def reach(tasks: list[tuple[Any, ...]], bar: Ints) -> Ints:
        bound = np.full(len(bar), -1, np.int64)
        for _, _, after, _, next_, _, _, weight, _, ceiling in tasks:
            most = ceiling if next_ < 0 else min(ceiling, weight + int(after[next_]))
            bound[int(np.argmax(bar < UNASKED)) :] = max(bound[-1], most)
        return bound

    start = np.zeros(members + 1, np.int64), members, -1, np.zeros(members, np.int64), 0, 0
    root = (clauses, np.arange(members), *start, np.zeros(len(circle.least), np.int64), UNASKED)
    return View(lay, work, root, reach, max(64, _WORK // (4 * members * (words + len(circle.wordings)) + 500)))


class Crew:
    """Threads, with room for each, for one view of a problem."""

    def __init__(self, view: View, threads: int | None = None) -> None:
        self.view = view
        count = threads or min(8, os.cpu_count() or 1)
        self._rooms: SimpleQueue[Any] = SimpleQueue()
        for _ in range(count):
            self._rooms.put(view.lay())
        self._pool = ThreadPoolExecutor(count)

    def close(self) -> None:
        """Let the threads go."""
        self._pool.shutdown()

    def each(self, work: Callable[[int], Any], of: Iterable[int]) -> Iterator[Any]:
        """What `work` gives for each number, in order."""
        return self._pool.map(work, of)

    def work(self, question: "Question", tasks: list[tuple[Any, ...]], budget: int, clock: Clock) -> Iterator[tuple]:  # type: ignore[type-arg]
        """The outcome of each task in order: nodes, best, packages, rows found, tasks left."""

        def one(task: tuple[Any, ...]) -> tuple[Any, ...]:
            if clock.over():
                return 0, question.best, question.package, question.found[:0], [task]
            room = self._rooms.get()
            try:
                frames = room[0]
                for array, value in zip(frames, task, strict=True):
                    array[0] = value
                best, package, bar = question.best.copy(), question.package.copy(), question.bar.copy()
                found = np.zeros((max(1024, 4 * len(bar)) if question.listing else 1, package.shape[1]), np.uint64)
                nodes, depth, rows = self.view.explore(room, bar, best, package, question.listing, found, budget)
                left = [
                    tuple(array[d].copy() if array[d].ndim else int(array[d]) for array in frames)
                    for d in range(depth + 1)
                    if frames.next[d] < frames.many[d]
                ]
                return nodes, best, package, found[:rows], left
            finally:
                self._rooms.put(room)

        light = len(tasks) == 1 or budget * len(tasks) * 4 < self.view.piece
        return map(one, tasks) if light else self._pool.map(one, tasks)


class Question:
    """Which packages of the sizes that have a `bar` exceed it? With `listing` all that do, else the best.

    `best` and `package` are by size and go on being improved; bars rise with them. `nodes` is the work done so far.
    """

    def __init__(self, crew: Crew, best: Ints, package: Words, bar: Ints, *, listing: bool = False) -> None:
        self.crew, self.best, self.package, self.bar, self.listing = crew, best, package, bar, listing
        self.nodes = 0
        self.rows: list[Words] = []
        self.found = np.zeros((1, package.shape[1]), np.uint64)
        self.tasks: list[tuple[Any, ...]] = [crew.view.root]
        self._budget = _FIRST

    @property
    def done(self) -> bool:
        """Whether nothing is left to look at."""
        return not self.tasks

    def go_on(self, nodes: int, clock: Clock, most_rows: int = 0) -> None:
        """Work for about `nodes` more nodes, until done, until the clock says stop or `most_rows` are found."""
        goal = self.nodes + nodes
        while self.tasks and self.nodes < goal and not clock.over() and not (most_rows and len(self.rows) > most_rows):
            self._raise_bars()
            taken = self.tasks[-_TOGETHER:]
            del self.tasks[-_TOGETHER:]
            share = max(4, min(self._budget, self.crew.view.piece, (goal - self.nodes) // len(taken) + 1))
            try:
                outcomes = list(self.crew.work(self, taken, share, clock))
            except BaseException:
                self.tasks += taken
                raise
            for spent, best, package, found, left in outcomes:
                self.nodes += spent
                better = best > self.best
                self.best[better], self.package[better] = best[better], package[better]
                self.rows += list(found)
                self.tasks += left
            self._budget *= 2
        self._raise_bars()

    def _raise_bars(self) -> None:
        if not self.listing:
            asked = self.bar < UNASKED
            self.bar[asked] = np.maximum(self.bar[asked], self.best[asked])

    def settled(self) -> Ints:
        """By size, a true bound (UNASKED where there is no bar)."""
        return np.where(self.bar < UNASKED, np.maximum(self.bar, self.crew.view.reach(self.tasks, self.bar)), UNASKED)
