"""How many papers must change at least before a transfer of votes elects others: a search over all counts nearby.

Replacing one paper takes at most one vote from the candidates together and gives them one. No transfer makes that more,
whoever is elected or excluded: papers move at their values, and a surplus is divided in proportion. (Of two piles that
differ by some papers, what is passed on differs by no more than those papers.) So along any sequence of decisions,
right or wrong for these ballots, votes after the change of k papers differ by k at most, and two candidates come nearer
by 2k at most. A decision then has a least k, a count the greatest of its decisions, and the search goes through the
counts from the least. What it has not gone through when it stops needs no less than what it had reached.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations, count
from math import ceil
from typing import Any

import numpy as np
import numpy.typing as npt

from hamgara.elections.ballots import Ballots

__all__ = ["bound_changes"]

_STEPS = 4_000
_ROWS = 40_000_000  # so many papers looked at in all
_TOGGLES = 8
# Far more than sums of floating numbers err by, and far less than a paper.
_SLACK = 1e-3

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class _State:
    """Where a count stands: `lies` has the code of the candidate in whose pile each paper is, 0 for nowhere."""

    elected: frozenset[int]
    waiting: frozenset[int]  # elected, and the surplus not transferred yet
    continuing: frozenset[int]
    lies: npt.NDArray[Any]
    value: Floats
    past: tuple[tuple[int, frozenset[int]], ...] = ()  # surpluses transferred, and to whom they could go


def bound_changes(ballots: Ballots, seats: int, elected: frozenset[int], most: int, cut: float = 0.0) -> int:
    """No fewer papers than this change who is elected by weighted inclusive Gregory transfers; `most` at most.

    `elected` are positions; `cut` is what a paper may lose at each transfer of a surplus (0.00001 in Scotland).
    """
    return _Search(ballots, seats, elected, most, cut).run()


class _Search:
    def __init__(self, ballots: Ballots, seats: int, elected: frozenset[int], most: int, cut: float) -> None:
        self.codes = ballots.papers.codes
        self.weights = ballots.papers.weights.astype(np.float64)
        self.total = int(ballots.valid)
        self.quota = self.total // (seats + 1) + 1
        self.seats = seats
        self.winners = elected
        self.limit = float(most)
        self.cut = cut
        self.standing = frozenset(c for c, n in enumerate(ballots.candidates) if n not in ballots.withdrawn)
        self.size = len(ballots.candidates) + 1

    def run(self) -> int:
        start = _State(
            frozenset(),
            frozenset(),
            self.standing,
            self.codes[:, 0].copy(),
            np.ones(len(self.codes)),
        )
        number = count()
        heap: list[tuple[float, int, _State]] = [(0.0, next(number), start)]
        seen: set[object] = set()
        steps = min(_STEPS, _ROWS // max(1, len(self.codes)))
        while heap:
            key, _, state = heapq.heappop(heap)
            mark = (state.elected, state.waiting, state.continuing, state.past)
            if mark in seen:
                continue
            seen.add(mark)
            if len(state.elected) == self.seats:
                if state.elected != self.winners:
                    return ceil(min(key, self.limit))
                continue
            steps -= 1
            if steps < 0:
                return ceil(min(key, self.limit))
            for cost, after in self.proceed(state):
                if (reached := max(key, cost)) < self.limit:
                    heapq.heappush(heap, (reached, next(number), after))
        return ceil(self.limit)

    def proceed(self, state: _State) -> Iterator[tuple[float, _State]]:
        """Every way in which a stage can go on, and how many papers must change for it at least."""
        held = np.bincount(state.lies, weights=self.weights * state.value, minlength=self.size)
        votes = held[1:].astype(np.float64, copy=False)
        slack = _SLACK + self.cut * self.total * len(state.past)
        for cost, fresh in self.deem(state, votes, slack):
            elected = state.elected | fresh
            left = state.continuing - fresh
            if len(left) <= self.seats - len(elected):
                elected, left = elected | left, frozenset()
            now = replace(state, elected=elected, waiting=state.waiting | fresh, continuing=left)
            if len(elected) == self.seats:
                yield cost, now
            elif now.waiting:
                best = max(votes[c] for c in now.waiting)
                for c in sorted(now.waiting):
                    yield max(cost, (best - votes[c]) / 2 - slack), self.pass_on(now, c, float(votes[c]))
            else:
                least = min(votes[c] for c in left)
                for c in sorted(left):
                    yield max(cost, (votes[c] - least) / 2 - slack), self.exclude(now, c)

    def deem(self, state: _State, votes: Floats, slack: float) -> Iterator[tuple[float, frozenset[int]]]:
        """Who may have the quota at this stage."""
        reached = frozenset(c for c in state.continuing if votes[c] >= self.quota)
        turns = sorted((max(0.0, float(abs(votes[c] - self.quota)) - slack), c) for c in state.continuing)
        turns = [turn for turn in turns if turn[0] < self.limit]
        if len(turns) > _TOGGLES:
            self.limit = turns[_TOGGLES][0]
            turns = turns[:_TOGGLES]
        for number in range(len(turns) + 1):
            for some in combinations(turns, number):
                fresh = reached.symmetric_difference(c for _, c in some)
                if len(state.elected) + len(fresh) <= self.seats:
                    yield max((cost for cost, _ in some), default=0.0), fresh

    def pass_on(self, state: _State, giver: int, votes: float) -> _State:
        """Transfer a surplus, or nothing where these ballots give none."""
        rate = max(0.0, votes - self.quota) / votes if votes else 0.0
        papers = np.flatnonzero(state.lies == giver + 1)
        after = self.move(state, papers, state.continuing)
        after.value[papers] *= rate
        past = (*state.past, (giver, state.continuing))
        return replace(after, waiting=state.waiting - {giver}, past=past)

    def exclude(self, state: _State, loser: int) -> _State:
        left = state.continuing - {loser}
        return replace(self.move(state, np.flatnonzero(state.lies == loser + 1), left), continuing=left)

    def move(self, state: _State, papers: npt.NDArray[Any], heirs: frozenset[int]) -> _State:
        able = np.zeros(self.size, dtype=bool)
        able[[c + 1 for c in heirs]] = True
        rows = self.codes[papers]
        marks = able[rows]
        place = marks.argmax(axis=1)
        line = np.arange(len(papers))
        lies = state.lies.copy()
        lies[papers] = np.where(marks[line, place], rows[line, place], 0)
        return replace(state, lies=lies, value=state.value.copy())
