"""The exact search: one branch and bound for every size of package at once, on sets of members held as
integers.

A node is a package and its levels: `levels[j]` is the set of members that refuse at most j of its clauses,
so that `levels[r]` signs it with r reservations. Adding a clause can only lose signers, hence three true
bounds on what t further clauses leave: the t-th best single addition (one wording per basis), the members
that accept enough of the remaining bases, and both at once. A clause that loses nobody is taken at once,
since exchanging it for any other clause of a package loses nobody either.
"""

import random
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

__all__ = ["Found", "Problem", "search"]

#: The fewest nodes in which ties of one size are looked for.
LISTING_LEAST = 1_000

Levels = tuple[int, ...]

_MANY = 50


@dataclass(frozen=True)
class Problem:
    """Clauses as bit sets of the members that accept them, and the rules as integers.

    `accepts[c]`, `basis[c]`: of clause c; `must`: clauses of every package; `free`: clauses that may be
    added, none of a basis of `must`; `weights[m]`: whole numbers; `least`: pairs (set of members, weight of
    it that must sign).
    """

    members: int
    accepts: Sequence[int]
    basis: Sequence[int]
    must: Sequence[int]
    free: Sequence[int]
    weights: Sequence[int]
    least: Sequence[tuple[int, int]]
    reservations: int

    @cached_property
    def everyone(self) -> int:
        return (1 << self.members) - 1

    @cached_property
    def sizes(self) -> range:
        """The sizes of package that bases and required clauses allow."""
        return range(len(self.must), len(self.must) + len({self.basis[c] for c in self.free}) + 1)

    @cached_property
    def _planes(self) -> tuple[tuple[int, int], ...]:
        width = max(self.weights, default=0).bit_length()
        planes = []
        for bit in range(width):
            plane = sum(1 << m for m, weight in enumerate(self.weights) if weight >> bit & 1)
            if plane:
                planes.append((1 << bit, plane))
        return tuple(planes)

    def weigh(self, members: int) -> int:
        """The exact weight of a set of members."""
        planes = self._planes
        if len(planes) == 1:
            value, plane = planes[0]
            return value * (members & plane).bit_count()
        return sum(value * (members & plane).bit_count() for value, plane in planes)

    def start(self) -> Levels:
        levels: Levels = (self.everyone,) * (self.reservations + 1)
        for clause in self.must:
            levels = self.add(levels, clause)
        return levels

    def add(self, levels: Levels, clause: int) -> Levels:
        accepts = self.accepts[clause]
        if len(levels) == 1:
            return (levels[0] & accepts,)
        return (
            levels[0] & accepts,
            *((levels[j] & accepts) | levels[j - 1] for j in range(1, len(levels))),
        )

    def allows(self, levels: Levels) -> bool:
        """Whether every class keeps its least share; once lost it never comes back."""
        return all(self.weigh(levels[-1] & group) >= least for group, least in self.least)


@dataclass
class Found:
    """Per size k: the best weight found (-1: no package), a true bound (-1: proved that there is none), the
    packages.

    `complete[k]`: `packages[k]` are all that reach the best weight, in the order of their clauses.
    """

    best: dict[int, int]
    bound: dict[int, int]
    packages: dict[int, list[tuple[int, ...]]]
    complete: dict[int, bool]
    nodes: int


def search(
    problem: Problem, *, node_limit: int, package_limit: int, seed: int, sizes: Collection[int] | None = None
) -> Found:
    """The best packages of every size, exact unless more than `node_limit` nodes would be needed (then with
    true bounds).

    `seed` draws the starting packages; where the optimum is proved, nothing of the result depends on it. `sizes`:
    only these are asked for, all where not given.
    """
    wanted = [k for k in problem.sizes if sizes is None or k in sizes]
    run = _Run(problem, node_limit, frozenset(wanted))
    run.begin(random.Random(seed))  # noqa: S311 - a starting point, nothing is decided by it
    run.descend(len(problem.must), problem.start(), list(problem.free), tuple(problem.must))
    bound = {k: max(run.best[k], run.open[k]) for k in wanted}
    packages, complete, nodes = {}, {}, run.nodes
    # Ties are listed within what one search for values may take, shared by the sizes.
    share = max(LISTING_LEAST, node_limit // max(1, len(wanted)))
    for k in wanted:
        packages[k], complete[k] = [run.package[k]] if run.best[k] >= 0 else [], run.best[k] < 0
        if bound[k] == run.best[k] >= 0:
            listing = _Listing(problem, k, run.best[k], package_limit, share)
            if listing.found:
                packages[k], complete[k] = listing.found, listing.complete
            nodes += listing.nodes
    return Found({k: run.best[k] for k in wanted}, bound, packages, complete, nodes)


class _Run:
    """The search for values. `best`, `open` and `package` are by size; `open` bounds what a stopped search
    left unseen.
    """

    def __init__(self, problem: Problem, node_limit: int, wanted: frozenset[int]) -> None:
        self.problem = problem
        self.wanted = wanted
        self.node_limit = node_limit
        self.nodes = 0
        self.best = dict.fromkeys(problem.sizes, -1)
        self.open = dict.fromkeys(problem.sizes, -1)
        self.package: dict[int, tuple[int, ...]] = {}

    def note(self, levels: Levels, chosen: tuple[int, ...]) -> None:
        weight = self.problem.weigh(levels[-1])
        if weight > self.best[len(chosen)]:
            self.best[len(chosen)] = weight
            self.package[len(chosen)] = tuple(sorted(chosen))

    def begin(self, lot: random.Random, rounds: int = 8) -> None:
        """Packages to start from: clause after clause, the one that loses least, then with some chance the
        next best.
        """
        problem = self.problem
        for attempt in range(rounds):
            levels, chosen, left = problem.start(), tuple(problem.must), list(problem.free)
            while problem.allows(levels):
                self.note(levels, chosen)
                if not left:
                    break
                ranked = sorted(left, key=lambda c: (-problem.weigh(problem.add(levels, c)[-1]), c))
                place = 0 if attempt == 0 else min(int(lot.expovariate(1.2)), len(ranked) - 1)
                clause = ranked[place]
                levels, chosen = problem.add(levels, clause), (*chosen, clause)
                left = [c for c in left if problem.basis[c] != problem.basis[clause]]

    def descend(self, size: int, levels: Levels, left: list[int], chosen: tuple[int, ...]) -> None:
        problem, best = self.problem, self.best
        self.nodes += 1
        if not problem.allows(levels):
            return
        self.note(levels, chosen)
        after = {c: problem.add(levels, c) for c in left}
        taken: set[int] = set()
        for clause in left:
            if after[clause] == levels and problem.basis[clause] not in taken:
                taken.add(problem.basis[clause])
                size, chosen = size + 1, (*chosen, clause)
                self.note(levels, chosen)
        # A clause kept back here stays in order: its basis is taken by a wording that loses nobody.
        weights = {
            c: problem.weigh(after[c][-1]) for c in left if problem.basis[c] not in taken and problem.allows(after[c])
        }
        ceilings = _ceilings(problem, levels, weights)
        wanted, useful = [], set[int]()
        for t in range(1, len(ceilings)):
            if size + t in self.wanted and ceilings[t] > best[size + t]:
                core = _core(problem, levels, list(weights), t, best[size + t] + 1)
                if core is not None:
                    wanted.append(t)
                    useful.update(core[1])
        order = sorted(useful, key=lambda c: (weights[c], c))
        for i, clause in enumerate(order):
            rest = [c for c in order[i + 1 :] if problem.basis[c] != problem.basis[clause]]
            reach = 1 + len({problem.basis[c] for c in rest})
            hopeful = [t for t in wanted if t <= reach and min(weights[clause], ceilings[t]) > best[size + t]]
            if not hopeful:
                continue
            if self.nodes >= self.node_limit:
                for t in hopeful:
                    self.open[size + t] = max(self.open[size + t], min(weights[clause], ceilings[t]))
            else:
                self.descend(size + 1, after[clause], rest, (*chosen, clause))


class _Listing:
    """All packages of one size and of one weight, the greatest there is, in the order of their clauses.

    They are first searched for in the order that ends soonest. Where there are too many to go through, the
    first ones are searched for in the order of their clauses.
    """

    def __init__(self, problem: Problem, size: int, weight: int, limit: int, node_limit: int) -> None:
        self.problem, self.size, self.weight, self.node_limit = problem, size, weight, node_limit
        self.nodes = 0
        self.complete = self._search(_MANY * limit, node_limit, in_order=False)
        if not self.complete:
            self.complete = self._search(limit, self.nodes + node_limit, in_order=True)
        self.found.sort()
        self.complete = self.complete and len(self.found) <= limit
        del self.found[limit:]

    def _search(self, most: int, stop_at: int, *, in_order: bool) -> bool:
        self.found: list[tuple[int, ...]] = []
        self._most, self._stop_at, self._in_order = most, stop_at, in_order
        problem = self.problem
        missing = self.size - len(problem.must)
        return self._descend(missing, problem.start(), list(problem.free), tuple(problem.must))

    def _descend(self, missing: int, levels: Levels, left: list[int], chosen: tuple[int, ...]) -> bool:
        problem = self.problem
        if self.nodes >= self._stop_at or (missing == 0 and len(self.found) == self._most):
            return False
        self.nodes += 1
        if missing == 0:
            self.found.append(tuple(sorted(chosen)))
            return True
        core = _core(problem, levels, left, missing, self.weight)
        if core is None:
            return True
        levels, weights = core
        order = sorted(weights) if self._in_order else sorted(weights, key=lambda c: (weights[c], c))
        for i, clause in enumerate(order):
            rest = [c for c in order[i + 1 :] if problem.basis[c] != problem.basis[clause]]
            if len({problem.basis[c] for c in rest}) < missing - 1:
                continue
            if not self._descend(missing - 1, problem.add(levels, clause), rest, (*chosen, clause)):
                return False
        return True


def _core(
    problem: Problem, levels: Levels, left: Sequence[int], missing: int, weight: int
) -> tuple[Levels, dict[int, int]] | None:
    """What is left of members and clauses if `missing` more clauses are to keep at least `weight`; None if
    nothing can.

    A member that accepts too few of the remaining bases cannot sign in the end; a clause that too few of
    the remaining members accept cannot be in; each removal may bring about the other, until both stand.
    """
    clauses = list(left)
    while True:
        weights = {}
        for clause in clauses:
            after = problem.add(levels, clause)
            value = problem.weigh(after[-1])
            if value >= weight and problem.allows(after):
                weights[clause] = value
        able = _able(problem, levels, _accepted(problem, levels, weights), missing)
        if len({problem.basis[c] for c in weights}) < missing or problem.weigh(able) < weight:
            return None
        if able == levels[-1] and len(weights) == len(clauses):
            return levels, weights
        levels = tuple(level & able for level in levels)
        clauses = list(weights)


def _ceilings(problem: Problem, levels: Levels, weights: dict[int, int]) -> list[int]:
    """At index t, a true upper bound of the weight that signs after any t of these clauses; its length is
    what bases allow.

    `weights[c]` is the weight that signs after c alone. Index 0 is the weight now.
    """
    best_of: dict[int, int] = {}
    for clause, weight in weights.items():
        basis = problem.basis[clause]
        best_of[basis] = max(best_of.get(basis, 0), weight)
    counters = _accepted(problem, levels, weights)
    ceilings = [problem.weigh(levels[-1])]
    for t, single in enumerate(sorted(best_of.values(), reverse=True), 1):
        ceilings.append(min(single, problem.weigh(_able(problem, levels, counters, t))))
    return ceilings


def _accepted(problem: Problem, levels: Levels, clauses: Iterable[int]) -> list[int]:
    """In how many bases of `clauses` each member accepts a wording: binary counters across bit sets, lowest
    bit first.
    """
    accepted_in: dict[int, int] = {}
    for clause in clauses:
        basis = problem.basis[clause]
        accepted_in[basis] = accepted_in.get(basis, 0) | problem.accepts[clause]
    counters: list[int] = []
    for accepted in accepted_in.values():
        carry = accepted & levels[-1]
        for bit, plane in enumerate(counters):
            counters[bit], carry = plane ^ carry, plane & carry
            if not carry:
                break
        if carry:
            counters.append(carry)
    return counters


def _able(problem: Problem, levels: Levels, counters: Sequence[int], t: int) -> int:
    """The members that accept enough of the counted bases to sign after t more clauses."""
    able = _at_least(counters, t - problem.reservations, levels[0])
    for refused in range(1, len(levels)):
        group = levels[refused] & ~levels[refused - 1]
        if group:
            able |= _at_least(counters, t - (problem.reservations - refused), group)
    return able


def _at_least(counters: Sequence[int], least: int, among: int) -> int:
    """The members of `among` whose count, written in binary across `counters` (lowest bit first), is at
    least `least`.
    """
    if least <= 0:
        return among
    if least.bit_length() > len(counters):
        return 0
    above, equal = 0, among
    for bit in range(len(counters) - 1, -1, -1):
        plane = counters[bit]
        if least >> bit & 1:
            equal &= plane
        else:
            above |= equal & plane
            equal &= ~plane
    return above | equal
