"""One question to the compiled search, worked on by several threads and put off and taken up again at will.

The work is cut into pieces by numbers of nodes and the pieces are put together in order, so that what comes out depends
neither on time nor on how many threads there are.
"""

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue

import numpy as np

from hamgara.front.kernel import explore
from hamgara.front.packing import Packed, lay_desk
from hamgara.front.words import UNASKED, Desk, Frames, Ints, Words

__all__ = ["Clock", "Crew", "Question"]

_FIRST = 256
_TOGETHER = 32


@dataclass
class Clock:
    """When to stop: at `deadline` on the monotonic clock, or once `stopped`."""

    deadline: float = float("inf")
    stopped: bool = False

    def over(self) -> bool:
        """Whether it is time to stop."""
        return self.stopped or time.monotonic() >= self.deadline


class Crew:
    """Threads, with a desk each, for one packed problem."""

    def __init__(self, packed: Packed, threads: int | None = None) -> None:
        self.packed = packed
        count = threads or min(8, os.cpu_count() or 1)
        self._desks: SimpleQueue[tuple[Frames, Desk]] = SimpleQueue()
        for _ in range(count):
            self._desks.put(lay_desk(packed))
        self._pool = ThreadPoolExecutor(count)
        cost = max(1, len(packed.free)) ** 2 * packed.table.accepts.shape[1] * (packed.reservations + 1)
        #: Nodes in one piece of work: about a fifth of a second.
        self.piece = max(4, 400_000_000 // (cost + 20_000))

    def close(self) -> None:
        """Let the threads go."""
        self._pool.shutdown()

    def work(self, question: "Question", tasks: list[tuple], budget: int, clock: Clock) -> Iterator[tuple]:  # type: ignore[type-arg]
        """The outcome of each task in order: nodes, best, packages, rows found, tasks left."""

        def one(task: tuple) -> tuple:  # type: ignore[type-arg]
            if clock.over():
                return 0, question.best, question.package, question.found[:0], [task]
            frames, desk = self._desks.get()
            try:
                for array, value in zip(frames, task, strict=True):
                    array[0] = value
                best, package, bar = question.best.copy(), question.package.copy(), question.bar.copy()
                room = max(1024, 4 * len(bar)) if question.listing else 1
                found = np.zeros((room, package.shape[1]), np.uint64)
                table = self.packed.table
                nodes, depth, rows = explore(
                    table, frames, bar, best, package, question.listing, found, desk, question.from_pairs, budget
                )
                left = [
                    tuple(array[d].copy() if array[d].ndim else int(array[d]) for array in frames)
                    for d in range(depth + 1)
                    if frames.next[d] < frames.many[d]
                ]
                return nodes, best, package, found[:rows], left
            finally:
                self._desks.put((frames, desk))

        light = len(tasks) == 1 or budget * len(tasks) * 4 < self.piece
        return map(one, tasks) if light else self._pool.map(one, tasks)


class Question:
    """Which packages of the sizes `asked` exceed `bar`? With `listing` all that do, else the best.

    `best` and `package` are by size and go on being improved; `nodes` is the work done so far. Pairs of clauses are
    looked at where at least `from_pairs` clauses are missing.
    """

    def __init__(
        self, crew: Crew, best: Ints, package: Words, bar: Ints, from_pairs: int, *, listing: bool = False
    ) -> None:
        self.crew, self.best, self.package, self.bar, self.listing = crew, best, package, bar, listing
        self.from_pairs, self.nodes = from_pairs, 0
        self.rows: list[Words] = []
        self.found = np.zeros((1, package.shape[1]), np.uint64)
        packed = crew.packed
        width, free = max(1, len(packed.free)), len(packed.free)
        left = np.zeros(width, np.int64)
        left[:free] = packed.free
        root = (packed.start, left, np.zeros(width, np.int64), free, -1, packed.sizes.start, packed.must)
        self.tasks: list[tuple] = [(*root, np.full(packed.sizes.stop + 1, UNASKED), 0)]  # type: ignore[type-arg]
        self._budget = _FIRST

    @property
    def done(self) -> bool:
        """Whether nothing is left to look at."""
        return not self.tasks

    def go_on(self, nodes: int, clock: Clock, most_rows: int = 0) -> None:
        """Work for about `nodes` more nodes, until done, until the clock says stop or `most_rows` are found."""
        goal = self.nodes + nodes
        while self.tasks and self.nodes < goal and not clock.over() and not (most_rows and len(self.rows) > most_rows):
            taken = self.tasks[-_TOGETHER:]
            del self.tasks[-_TOGETHER:]
            share = max(4, min(self._budget, self.crew.piece, (goal - self.nodes) // len(taken) + 1))
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
            if not self.listing:
                asked = self.bar < UNASKED
                self.bar[asked] = self.best[asked]
            self._budget *= 2

    def ceilings(self) -> Ints:
        """By size, a true bound of what is left to look at (-1: nothing)."""
        bound = np.full(len(self.bar), -1, np.int64)
        for _, _, after, many, next_, size, _, ceiling, _ in self.tasks:
            reach = UNASKED if next_ < 0 else int(after[next_:many].max(initial=-1))
            for t in range(1 if next_ >= 0 else 0, len(bound) - size):
                if self.bar[size + t] < UNASKED:
                    bound[size + t] = max(bound[size + t], min(reach, int(ceiling[t])))
        return bound
