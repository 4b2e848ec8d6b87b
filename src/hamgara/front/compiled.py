"""The search for large tables: a beam for packages, then a proof for each size from whichever side is shorter.

From above, a size k is settled by looking at packages of k clauses that more than the best known would sign. From
below, where every member weighs the same and nothing is reserved, it is settled by looking for one member more than
the best known who have k clauses in common; that is the same search with members and clauses exchanged, and the
shorter one where few sign. Both are worked on in turn, a few nodes at first and four times as many each round.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import combinations, islice

import numpy as np

from hamgara.front.beam import grow_beam
from hamgara.front.engine import Progress
from hamgara.front.packing import Packed, pack, take_clauses
from hamgara.front.search import Found, Problem
from hamgara.front.units import Clock, Crew, Question
from hamgara.front.words import UNASKED, Ints, Words

__all__ = ["exchange", "search_compiled"]

_BEAM = 400
_STEP = 500
#: With at most so many clauses, ties are listed as long as it takes.
_LISTED = 16
#: From below only where at most so many sign; a node there costs so many times less, since pairs are not looked at.
_FEW = 40
_CHEAPER = 16
_NO_PAIRS = 1 << 30


def exchange(problem: Problem) -> tuple[Problem, list[int]] | None:
    """The problem with members as clauses and clauses as members, and which member each of its clauses is. None where
    that would not be the same question: weights that differ, reservations, shares, or several wordings of a basis.
    """
    if problem.reservations or problem.least or len(set(problem.weights)) > 1 or 0 in problem.weights:
        return None
    if len({problem.basis[c] for c in problem.free}) < len(problem.free):
        return None
    everyone = (1 << problem.members) - 1
    for clause in problem.must:
        everyone &= problem.accepts[clause]
    members = [m for m in range(problem.members) if everyone >> m & 1]
    rows = [sum(1 << i for i, c in enumerate(problem.free) if problem.accepts[c] >> m & 1) for m in members]
    count = len(members)
    return Problem(
        len(problem.free), rows, list(range(count)), [], list(range(count)), [1] * len(problem.free), [], 0
    ), members


def search_compiled(
    problem: Problem,
    *,
    node_limit: int,
    package_limit: int,
    seed: int,
    sizes: Collection[int] | None = None,
    clock: Clock | None = None,
    progress: Progress | None = None,
    threads: int | None = None,
) -> Found:
    """The best packages of every size of `sizes` (all, where not given), as `search` says, by the compiled kernel.

    Where the clock or a KeyboardInterrupt stops it, how far it came depends on the machine; otherwise on nothing but
    the problem.
    """
    run = _Search(problem, seed, sizes, clock or Clock(), threads)
    try:
        try:
            run.prove(node_limit, progress)
        except KeyboardInterrupt:
            run.clock.stopped = True
        return run.report(node_limit, package_limit)
    finally:
        run.close()


class _Side:
    """One view of the problem with what is known of it. `best` is UNASKED for sizes that there are not."""

    def __init__(self, problem: Problem, threads: int | None, from_pairs: int = 3) -> None:
        self.from_pairs = from_pairs
        self.packed: Packed = pack(problem)
        self.crew = Crew(self.packed, threads)
        self.best: Ints = np.full(self.packed.sizes.stop, -1, np.int64)
        self.best[: self.packed.sizes.start] = UNASKED
        self.package: Words = np.zeros((self.packed.sizes.stop, len(self.packed.must)), np.uint64)
        self.questions: dict[int, Question] = {}

    def ask(self, size: int) -> Question:
        """The question whether a package of this size is better than the best known."""
        if size not in self.questions:
            bar = np.full(len(self.best), UNASKED)
            bar[size] = self.best[size]
            self.questions[size] = Question(self.crew, self.best, self.package, bar, self.from_pairs)
        return self.questions[size]

    def list_all(self, size: int, above: int) -> Question:
        """The question for all packages of this size that exceed a weight."""
        bar = np.full(len(self.best), UNASKED)
        bar[size] = above
        return Question(self.crew, self.best.copy(), self.package.copy(), bar, self.from_pairs, listing=True)


class _Search:
    def __init__(
        self, problem: Problem, seed: int, sizes: Collection[int] | None, clock: Clock, threads: int | None
    ) -> None:
        self.problem, self.clock = problem, clock
        self.above = _Side(problem, threads)
        self.sizes = [k for k in problem.sizes if sizes is None or k in sizes]
        self.bound = dict.fromkeys(self.sizes, UNASKED)
        self.nodes = 0
        packed = self.above.packed
        most = max(self.sizes, default=packed.sizes.start)
        width = max(16, min(_BEAM, 6 * len(problem.free), 40_000_000 // max(1, packed.table.accepts.size)))
        grow_beam(packed, width, most, self.above.best, self.above.package, seed)
        self._level()
        exchanged = exchange(problem)
        self.below: _Side | None = None
        if exchanged is not None and packed.table.accepts.size < 4_000:
            dual, self.members = exchanged
            self.unit = problem.weights[0] if problem.weights else 1
            if dual.free and dual.members:
                self.below = _Side(dual, threads, _NO_PAIRS)
                grow_beam(self.below.packed, _BEAM, min(40, len(dual.free)), self.below.best, self.below.package, seed)
                self._carry_up()

    def close(self) -> None:
        self.above.crew.close()
        if self.below is not None:
            self.below.crew.close()

    def _level(self) -> None:
        """A package serves every smaller size too, and what bounds a size bounds every larger one."""
        best, package, start = self.above.best, self.above.package, self.above.packed.sizes.start
        for k in range(len(best) - 2, start - 1, -1):
            if best[k + 1] > best[k]:
                best[k], package[k] = best[k + 1], package[k + 1]
        least = UNASKED
        for k in self.sizes:
            least = self.bound[k] = min(self.bound[k], least)

    def _carry_up(self) -> None:
        """What the exchanged problem found: s members with so many clauses in common."""
        assert self.below is not None
        best, start = self.above.best, len(self.problem.must)
        for s in range(1, len(self.below.best)):
            shared = int(self.below.best[s])
            if shared >= 0 and best[start + shared] < s * self.unit:
                row = self.above.packed.must.copy()
                members = take_clauses(self.below.package[s])[:s]
                for clause in self.problem.free:
                    if all(self.problem.accepts[clause] >> self.members[m] & 1 for m in members):
                        row[clause >> 6] |= np.uint64(1 << (clause & 63))
                best[start + shared], self.above.package[start + shared] = s * self.unit, row
        self._level()

    def _carry_down(self, k: int) -> int:
        """Make sure that the exchanged problem knows the best package of size k; returns how many sign it."""
        assert self.below is not None
        signers = int(self.above.best[k]) // self.unit
        for s in range(1, min(signers, len(self.below.best) - 1) + 1):
            self.below.best[s] = max(self.below.best[s], k - len(self.problem.must))
        return signers

    def _open(self) -> list[int]:
        return [k for k in self.sizes if self.bound[k] > self.above.best[k]]

    def prove(self, node_limit: int, progress: Progress | None) -> None:
        """Work on every open size in turn until all are settled or the limits are reached."""
        step = _STEP
        while self._open() and self.nodes < node_limit and not self.clock.over():
            for k in self._open():
                if self.nodes >= node_limit or self.clock.over():
                    break
                if self.bound[k] <= self.above.best[k]:
                    continue
                self._look_from_above(k, min(step, node_limit - self.nodes))
                if self.bound[k] > self.above.best[k]:
                    self._look_from_below(k, step)
                self._level()
                if progress is not None:
                    progress({k: int(self.above.best[k]) for k in self.sizes}, self._bounds())
            step *= 4

    def _look_from_above(self, k: int, step: int) -> None:
        question = self.above.ask(k)
        before = question.nodes
        question.bar[k] = self.above.best[k]
        question.go_on(step, self.clock)
        self.nodes += question.nodes - before
        found = max(int(self.above.best[k]), int(question.ceilings()[k]))
        self.bound[k] = min(self.bound[k], found)

    def _look_from_below(self, k: int, step: int) -> None:
        if self.below is None:
            return
        while self.bound[k] > self.above.best[k]:
            s = self._carry_down(k) + 1
            if s >= len(self.below.best):
                self.bound[k] = int(self.above.best[k])
                return
            if s > _FEW:
                return
            question = self.below.ask(s)
            before = question.nodes
            question.bar[s] = self.below.best[s]
            question.go_on(_CHEAPER * step, self.clock)
            self.nodes += (question.nodes - before) // _CHEAPER
            self._carry_up()
            if not question.done:
                return
            for other in self.sizes:
                if other - len(self.problem.must) > self.below.best[s]:
                    self.bound[other] = min(self.bound[other], (s - 1) * self.unit)

    def _bounds(self) -> dict[int, int]:
        total = sum(self.problem.weights)
        return {k: max(int(self.above.best[k]), min(self.bound[k], total)) for k in self.sizes}

    def report(self, node_limit: int, package_limit: int) -> Found:
        """What is known, with all packages that tie, as far as `package_limit` and the limits allow."""
        best = {k: int(self.above.best[k]) for k in self.sizes}
        bound = {k: -1 if best[k] < 0 and b < 0 else b for k, b in self._bounds().items()}
        packages: dict[int, list[tuple[int, ...]]] = {}
        complete: dict[int, bool] = {}
        # What the proof took, shared among the sizes; all packages, where there are not many.
        spare = max(20_000, min(node_limit, self.nodes)) // max(1, len(self.sizes))
        spare = max(spare, 1 << len(self.problem.free) if len(self.problem.free) <= _LISTED else _STEP)
        for k in self.sizes:
            packages[k], complete[k] = [], best[k] < 0
            if best[k] >= 0:
                packages[k] = [self._cut(take_clauses(self.above.package[k]), k)]
            if best[k] >= 0 and bound[k] == best[k]:
                listed, complete[k] = self._list(k, best[k], package_limit, spare)
                packages[k] = listed or packages[k]
        return Found(best, bound, packages, complete, self.nodes)

    def _cut(self, clauses: tuple[int, ...], k: int) -> tuple[int, ...]:
        """The first k of these clauses, with those that are required."""
        must = set(self.problem.must)
        free = [c for c in clauses if c not in must][: k - len(must)]
        return tuple(sorted([*must, *free]))

    def _list(self, k: int, weight: int, limit: int, nodes: int) -> tuple[list[tuple[int, ...]], bool]:
        """The packages of size k that reach the greatest weight, and whether these are all."""
        if weight == 0:
            found = set(islice(self._spell_out(self.problem.free, k), limit + 1))
            return sorted(found)[:limit], len(found) <= limit
        signers = weight // self.unit if self.below is not None else 0
        from_below = self.below is not None and signers + 1 in self.below.questions
        if from_below and self.below is not None:
            question = self.below.list_all(signers, k - len(self.problem.must) - 1)
        else:
            question = self.above.list_all(k, weight - 1)
        question.go_on(nodes, self.clock, most_rows=64 * limit)
        self.nodes += question.nodes // _CHEAPER if from_below else question.nodes
        found = set()
        for row in question.rows:
            entries = take_clauses(row)
            if from_below:
                shared = sum(1 << self.members[m] for m in entries)
                spelt = self._spell_out(self._accepted_by(shared), k)
            elif self.problem.reservations:
                spelt = iter([entries])
            else:
                spelt = self._spell_out(self._accepted_by(self._signers(entries)), k)
            found.update(islice(spelt, limit + 1))
            if len(found) > limit:
                return sorted(found)[:limit], False
        return sorted(found), question.done

    def _signers(self, clauses: Iterable[int]) -> int:
        signers = sum(1 << m for m, weight in enumerate(self.problem.weights) if weight)
        for clause in clauses:
            signers &= self.problem.accepts[clause]
        return signers

    def _accepted_by(self, members: int) -> list[int]:
        """The clauses that may be added and that all of these members accept."""
        return [c for c in self.problem.free if not members & ~self.problem.accepts[c]]

    def _spell_out(self, clauses: Sequence[int], k: int) -> Iterator[tuple[int, ...]]:
        """Every package of k clauses from these and those that are required, one wording of a basis in each."""
        must, basis = self.problem.must, self.problem.basis
        for chosen in combinations(sorted(clauses), k - len(must)):
            if len({basis[c] for c in chosen}) == len(chosen):
                yield tuple(sorted((*must, *chosen)))
