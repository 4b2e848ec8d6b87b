"""The search for large tables: beams and exchanges for packages, a proof for each size from whichever side is shorter.

From above, packages of k clauses that more than the best known would sign are looked for: all sizes at once, since
their searches have most of their nodes in common, first for packages better by a stated share, so that a search that
is stopped leaves a gap and not nothing; and the smallest open size by itself, since it ends soonest. From below,
where nothing is reserved, members with k clauses in common are looked for, from the largest size down. All are worked
on in turn, a few nodes at first and four times as many each round.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import islice

import numpy as np

from hamgara.front.beam import grow_beam
from hamgara.front.below import Circle
from hamgara.front.engine import Progress
from hamgara.front.exchange import exchange
from hamgara.front.packing import form_circle, pack, take_clauses, turn
from hamgara.front.pose import find_signers, gather
from hamgara.front.search import Found, Problem
from hamgara.front.units import Clock, Crew, Question, look_from_above, look_from_below
from hamgara.front.words import UNASKED, Ints, Words

__all__ = ["search_compiled"]

_BEAM = 400
#: Groups of at most so many members are looked for by a beam.
_FEW_MEMBERS = 40
_STEP = 500
#: Exchanges for each size in the first round, and what those of a round may take, in words looked at.
_EXCHANGES, _EXCHANGING = 60, 1_000_000_000
#: All sizes together get so many times what the smallest gets.
_SHARED = 8
#: A node from below costs so many times less than one from above.
_CHEAPER = 32
#: With at most so many clauses, ties are listed as long as it takes.
_LISTED = 16
#: Nodes that listing ties may take, as many as the proof took between these.
_FEWEST, _MOST = 20_000, 200_000
#: From below with at most so many members.
_MOST_MEMBERS = 5_000
#: All together: first that none is better by more than this share of the best known, in the end that none is better.
_GAPS = (Fraction(1), Fraction(1, 4), Fraction(0))


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


class _Search:
    """`best` and `package` are by size (UNASKED for sizes that there are not)."""

    def __init__(
        self, problem: Problem, seed: int, sizes: Collection[int] | None, clock: Clock, threads: int | None
    ) -> None:
        self.problem, self.clock, self.seed, self.nodes, self.rounds = problem, clock, seed, 0, 0
        packed = self.packed = pack(problem)
        self.sizes = [k for k in problem.sizes if sizes is None or k in sizes]
        self.bound = dict.fromkeys(self.sizes, UNASKED)
        self.best: Ints = np.full(problem.sizes.stop, -1, np.int64)
        self.best[: problem.sizes.start] = UNASKED
        self.package: Words = np.zeros((len(self.best), len(packed.must)), np.uint64)
        width = max(16, min(_BEAM, 6 * len(problem.free), 40_000_000 // max(1, packed.table.accepts.size)))
        grow_beam(packed, width, max(self.sizes, default=packed.sizes.start), self.best, self.package, seed)
        self.above = Crew(look_from_above(packed), threads)
        self.below: Crew | None = None
        #: From this size on, what was settled was settled from below.
        self.few = len(self.best)
        if problem.reservations == 0 and problem.members <= _MOST_MEMBERS and self.sizes:
            circle, free = form_circle(problem)
            if len(circle.weight):
                self.below = Crew(look_from_below(circle, free), threads)
                self._grow_groups(circle, free)
        self.gaps = list(_GAPS)
        self.alone: dict[int, Question] = {}
        self.among: dict[int, Question] = {}
        self.together: Question | None = None
        self._level()

    def close(self) -> None:
        self.above.close()
        if self.below is not None:
            self.below.close()

    def _grow_groups(self, circle: Circle, free: Words) -> None:
        """Packages that few sign are found from these few."""
        turned, must = turn(circle, free), len(self.problem.must)
        members = len(circle.weight)
        most = min(_FEW_MEMBERS, members)
        many, groups = np.full(most + 1, -1, np.int64), np.zeros((most + 1, len(turned.must)), np.uint64)
        grow_beam(turned, max(16, min(_BEAM, 200_000 // members)), most, many, groups, self.seed)
        for group in groups[1:]:
            common = free.copy()
            for member in take_clauses(group):
                common &= circle.accepts[member]
            signs = np.flatnonzero(~(common & ~circle.accepts).any(axis=1))
            if (circle.weight[signs] @ circle.belongs[signs] < circle.least).any():
                continue
            size = must + int(np.bitwise_count(common & circle.single).sum())
            size += int((common & circle.wordings).any(axis=1).sum())
            weight = int(circle.weight[signs].sum())
            if weight > self.best[size]:
                self.best[size], self.package[size] = weight, common | self.packed.must

    def _level(self) -> None:
        """A package serves every smaller size too, and what bounds a size bounds every larger one."""
        best, package = self.best, self.package
        for k in range(len(best) - 2, self.problem.sizes.start - 1, -1):
            if best[k + 1] > best[k]:
                best[k], package[k] = best[k + 1], package[k + 1]
        least = UNASKED
        for k in self.sizes:
            least = self.bound[k] = min(self.bound[k], least)

    def _open(self) -> list[int]:
        return [k for k in self.sizes if self.bound[k] > self.best[k]]

    def prove(self, node_limit: int, progress: Progress | None) -> None:
        """Work on the open sizes until all are settled or the limits are reached: on the smallest by itself, on the
        largest from below, and on all together, since their searches have most of their nodes in common.
        """
        step = _STEP
        while self._open() and self.nodes < node_limit and not self.clock.over():
            self._exchange()
            for look, share in (
                (self._from_the_smallest, 1),
                (self._from_the_largest, 1),
                (self._all_together, _SHARED),
            ):
                until = min(node_limit, self.nodes + share * step)
                while self.nodes < until and not self.clock.over() and self._open():
                    look(until - self.nodes)
                    self._level()
                    if progress is not None:
                        progress({k: int(self.best[k]) for k in self.sizes}, self._bounds())
            step *= 4

    def _exchange(self) -> None:
        """Better packages of the open sizes, from the best known of that size, of the next or of the one before."""
        packed, best, package = self.packed, self.best.copy(), self.package.copy()
        known = [k for k in self.sizes if best[k] >= 0]
        sizes = [k for k in self._open() if k - 1 in known or k in known]
        steps = _EXCHANGES << min(self.rounds, 20)
        each = packed.table.accepts.size * (packed.reservations + 1) * (1 + len(packed.table.least))
        shift = (0, 1, -1)[self.rounds % 3]

        def one(k: int) -> tuple[int, Words]:
            size = k - len(self.problem.must)
            row = package[next(j for j in (k + shift, k, k - 1) if j in known)].copy()
            if self.clock.over() or size == 0:
                return -1, row
            few, lot = min(steps, _EXCHANGING // (each * size) + 1), 1_000 * self.rounds + k + self.seed
            return exchange(packed.table, packed.start, packed.free, row, size, best[k], few, lot), row

        for k, (weight, row) in zip(sizes, self.above.each(one, sizes), strict=True):
            if weight > self.best[k]:
                self.best[k], self.package[k] = weight, row | packed.must
        self.rounds += 1
        self._level()

    def _ask(self, question: Question, nodes: int, cheaper: int = 1) -> None:
        before = question.nodes
        question.go_on(nodes * cheaper, self.clock)
        self.nodes += max(1, (question.nodes - before) // cheaper)

    def _bar(self, sizes: Iterable[int], gap: Fraction = Fraction(0)) -> Ints:
        """What packages of these sizes must exceed: the best known, and so much of it more."""
        bar = np.full(len(self.best), UNASKED)
        for k in sizes:
            bar[k] = int(self.best[k]) + int(gap * max(0, int(self.best[k])))
        return bar

    def _from_the_smallest(self, nodes: int) -> None:
        self._by_itself(self._open()[0], nodes)

    def _by_itself(self, k: int, nodes: int) -> None:
        if k not in self.alone:
            self.alone[k] = Question(self.above, self.best, self.package, self._bar([k]))
        self._ask(self.alone[k], nodes)
        self.bound[k] = min(self.bound[k], int(self.alone[k].settled()[k]))

    def _from_the_largest(self, nodes: int) -> None:
        must, k = len(self.problem.must), self._open()[-1]
        if self.below is None:
            self._by_itself(k, nodes)
            return
        best, package = self.best[must:], self.package[must:]
        if k not in self.among:
            self.among[k] = Question(self.below, best.copy(), package.copy(), self._bar([k])[must:])
        question = self.among[k]
        better = best > question.best
        question.best[better], question.package[better] = best[better], package[better]
        self._ask(question, nodes, _CHEAPER)
        better = question.best > best
        best[better], package[better] = question.best[better], question.package[better] | self.packed.must
        self.bound[k] = min(self.bound[k], int(question.settled()[k - must]))
        if self.bound[k] <= self.best[k]:
            self.few = k

    def _all_together(self, nodes: int) -> None:
        # A share of nothing is nothing: sizes without a package wait for the end.
        still = [k for k in self._open() if self.best[k] > 0 or not self.gaps[0]]
        if not still:
            self.gaps.pop(0)
            self.nodes += 1
            return
        if self.together is None:
            self.together = Question(self.above, self.best, self.package, self._bar(still, self.gaps[0]))
        for k in self.sizes:
            if k not in still:
                self.together.bar[k] = UNASKED
        self._ask(self.together, nodes)
        settled = self.together.settled()
        for k in still:
            self.bound[k] = min(self.bound[k], int(settled[k]))
        if self.together.done:
            self.together = None
            self.gaps.pop(0)

    def _bounds(self) -> dict[int, int]:
        total = sum(self.problem.weights)
        return {k: max(int(self.best[k]), min(self.bound[k], total)) for k in self.sizes}

    def report(self, node_limit: int, package_limit: int) -> Found:
        """What is known, with all packages that tie, as far as `package_limit` and the limits allow."""
        best = {k: int(self.best[k]) for k in self.sizes}
        bound = {k: -1 if best[k] < 0 and b < 0 else b for k, b in self._bounds().items()}
        packages = {k: [self._cut(take_clauses(self.package[k]), k)] if best[k] >= 0 else [] for k in self.sizes}
        complete = {k: best[k] < 0 for k in self.sizes}
        ties = _Ties(self, package_limit)
        proved = [k for k in self.sizes if best[k] == bound[k] >= 0]
        # What the proof took; all packages, where there are not many.
        nodes = max(_FEWEST, min(node_limit, self.nodes, _MOST))
        if len(self.problem.free) <= _LISTED:
            nodes = max(nodes, len(proved) << len(self.problem.free))
        for k, (listed, all_) in ties.gather(proved, nodes).items():
            packages[k], complete[k] = listed or packages[k], all_
        return Found(best, bound, packages, complete, self.nodes)

    def _cut(self, clauses: tuple[int, ...], k: int) -> tuple[int, ...]:
        """The first k of these clauses, one wording of a basis, with those that are required."""
        must = set(self.problem.must)
        by_basis = {self.problem.basis[c]: c for c in reversed(clauses) if c not in must}
        return tuple(sorted([*must, *sorted(by_basis.values())[: k - len(must)]]))


class _Ties:
    """All packages that reach the best weight of their size."""

    def __init__(self, run: _Search, limit: int) -> None:
        self.run, self.problem, self.limit = run, run.problem, limit
        self.weighty = gather(weight > 0 for weight in run.problem.weights)
        self.found: dict[int, set[tuple[int, ...]]] = {}

    def gather(self, sizes: list[int], nodes: int) -> dict[int, tuple[list[tuple[int, ...]], bool]]:
        """The packages of each size, and whether these are all, in about so many nodes."""
        self.found = {k: set() for k in sizes}
        run, done = self.run, dict.fromkeys(sizes, False)
        for k in sizes:
            if run.best[k] == 0:
                self.found[k].update(islice(self._spell_out(self.problem.free, k), self.limit + 1))
                done[k] = True
            elif k >= run.few and run.below is not None:
                must = len(self.problem.must)
                bar = run._bar([k])[must:] - (np.arange(len(run.best) - must) == k - must)
                package = run.package[must:].copy()
                question = Question(run.below, run.best[must:].copy(), package, bar, listing=True)
                done[k] = self._go_on(question, [k], _CHEAPER * nodes // len(sizes))
        rest = [k for k in sizes if not done[k]]
        # Small sizes end soon by themselves; what is left of the nodes serves the others together.
        few = nodes // 4
        while rest and few > 0:
            spent, done[rest[0]] = self._list_from_above(rest[:1], few)
            few, nodes = few - spent, nodes - spent
            if not done[rest[0]]:
                break
            rest.pop(0)
        if rest:
            done.update(dict.fromkeys(rest, self._list_from_above(rest, nodes)[1]))
        return {k: (sorted(of)[: self.limit], done[k] and len(of) <= self.limit) for k, of in self.found.items()}

    def _list_from_above(self, sizes: list[int], nodes: int) -> tuple[int, bool]:
        """List what ties of these sizes: the nodes it took, and whether all were gone through."""
        bar = self.run._bar(sizes)
        bar[sizes] -= 1
        question = Question(self.run.above, self.run.best.copy(), self.run.package.copy(), bar, listing=True)
        ended = self._go_on(question, sizes, nodes)
        return max(1, question.nodes), ended

    def _go_on(self, question: Question, sizes: list[int], nodes: int) -> bool:
        """Put what the question lists where it belongs, until it is done or there are too many of every size."""
        seen, sizes = 0, list(sizes)
        while not question.done and question.nodes < nodes and sizes and not self.run.clock.over():
            question.go_on(nodes - question.nodes, self.run.clock, most_rows=seen + 64 * self.limit)
            for row in question.rows[seen:]:
                self._put(take_clauses(row | self.run.packed.must), sizes)
            seen = len(question.rows)
            for k in [k for k in sizes if len(self.found[k]) > self.limit]:
                sizes.remove(k)
                question.bar[k - len(self.run.best) + len(question.bar)] = UNASKED
        return question.done or not sizes

    def _put(self, entries: tuple[int, ...], sizes: Iterable[int]) -> None:
        best = self.run.best
        signers = find_signers(self.problem, entries) & self.weighty
        weight = self.problem.weigh(signers)
        if self.problem.reservations:
            if len(entries) in sizes and weight == best[len(entries)]:
                self.found[len(entries)].add(entries)
            return
        shared = [c for c in self.problem.free if not signers & ~self.problem.accepts[c]]
        for k in sizes:
            if best[k] == weight:
                spelt = self._spell_out(shared, k)
                self.found[k].update(islice(spelt, self.limit + 1))

    def _spell_out(self, clauses: Sequence[int], k: int) -> Iterator[tuple[int, ...]]:
        """Every package of k clauses from these and those that are required, one wording of a basis in each."""
        basis, must = self.problem.basis, tuple(self.problem.must)

        def extend(chosen: tuple[int, ...], left: list[int], missing: int) -> Iterator[tuple[int, ...]]:
            if not missing:
                yield tuple(sorted((*must, *chosen)))
                return
            for i, clause in enumerate(left):
                if len({basis[c] for c in left[i:]}) < missing:
                    return
                rest = [c for c in left[i + 1 :] if basis[c] != basis[clause]]
                yield from extend((*chosen, clause), rest, missing - 1)

        return extend((), sorted(clauses), k - len(must))
