"""When no single front is broad: the fewest packages of one size such that every member could sign one of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from hamgara.front.engine import find_best
from hamgara.front.frontier import Frontier
from hamgara.front.pose import find_signers, pose
from hamgara.front.rules import Rules
from hamgara.front.search import Problem

__all__ = ["Cover", "cover"]


@dataclass(frozen=True, slots=True)
class Cover:
    """`packages` of `k` clauses each; `signers[i]` are the members that could sign packages[i] and none before it.

    `left_out` could sign no package of this size at all. Fewer than `least` packages cannot do; `optimal` says that
    there are `least`.
    """

    k: int
    packages: tuple[tuple[str, ...], ...]
    signers: tuple[tuple[str, ...], ...]
    left_out: tuple[str, ...]
    least: int
    optimal: bool

    def to_json(self) -> dict[str, object]:
        """The result as plain values."""
        return {
            "k": self.k,
            "packages": [
                {"clauses": list(p), "signers": list(s)} for p, s in zip(self.packages, self.signers, strict=True)
            ],
            "left_out": list(self.left_out),
            "least": self.least,
            "optimal": self.optimal,
        }


def cover(front: Frontier, k: int, *, node_limit: int = 20_000) -> Cover:
    """The fewest packages of `k` clauses that leave out nobody who could sign any. Shares of classes are not asked of
    each package, every other rule is.

    Packages are taken one by one, each the widest among those not yet served; without reservations, fewer are then
    tried by branch and bound over the members. `node_limit` bounds each search; `least` is true whatever they find.
    """
    rules = Rules(front.rules.must, front.rules.out, (), front.rules.met)
    weights = dict.fromkeys(front.acceptance.members, Fraction(1))
    problem, _ = pose(front.acceptance, weights, front.bases, {}, rules, front.reservations)
    own = {m: package for m in range(problem.members) if (package := _serve_one(problem, k, m)) is not None}
    packages = _take_widest(problem, k, own, node_limit)
    groups = _Groups(problem, k, list(own), node_limit)
    if len(packages) > len(groups.apart) and not problem.reservations:
        better = groups.fewer(len(packages))
        packages = packages if better is None else better
    served, seen = [], 0
    for package in packages:
        signs = find_signers(problem, package) & ~seen
        seen |= signs
        served.append(tuple(m for i, m in enumerate(front.acceptance.members) if signs >> i & 1))
    least = len(packages) if groups.proved else len(groups.apart)
    return Cover(
        k,
        tuple(tuple(front.acceptance.clauses[c] for c in package) for package in packages),
        tuple(served),
        tuple(m for i, m in enumerate(front.acceptance.members) if i not in own),
        least,
        least == len(packages),
    )


def _take_widest(
    problem: Problem, k: int, served: dict[int, tuple[int, ...]], node_limit: int
) -> list[tuple[int, ...]]:
    """Packages one by one, each the widest among the members that none before it serves."""
    waiting, taken = set(served), []
    while waiting:
        asked = replace(problem, weights=[int(m in waiting) for m in range(problem.members)])
        found = find_best(asked, node_limit=node_limit, package_limit=1, seed=0, sizes=[k])
        package = found.packages[k][0] if found.best[k] > 0 else served[min(waiting)]
        signs = find_signers(problem, package)
        taken.append(package)
        waiting = {m for m in waiting if not signs >> m & 1}
    return taken


def _serve_one(problem: Problem, k: int, member: int) -> tuple[int, ...] | None:
    """A package of k clauses that this member signs, those it accepts first."""
    chosen, bases = list(problem.must), {problem.basis[c] for c in problem.must}
    for clause in sorted(problem.free, key=lambda c: (not problem.accepts[c] >> member & 1, c)):
        if len(chosen) < k and problem.basis[clause] not in bases:
            chosen.append(clause)
            bases.add(problem.basis[clause])
    package = tuple(sorted(chosen))
    return package if len(package) == k and find_signers(problem, package) >> member & 1 else None


class _Groups:
    """Members parted into groups each of which has `k` clauses that all of the group accept.

    `apart` are members of whom no two fit into one package, so that each needs its own. `proved` says that the fewest
    groups are known.
    """

    def __init__(self, problem: Problem, k: int, members: Sequence[int], node_limit: int) -> None:
        self.problem, self.k, self.node_limit, self.nodes = problem, k, node_limit, 0
        usable = [*problem.must, *problem.free]
        self.rows = {m: sum(1 << c for c in usable if problem.accepts[c] >> m & 1) for m in members}
        self.order = sorted(members, key=lambda m: (self.rows[m].bit_count(), m))
        self.apart: list[int] = []
        for member in self.order:
            if all(self._size(self.rows[member] & self.rows[a]) + 2 * problem.reservations < k for a in self.apart):
                self.apart.append(member)
        self.proved = False

    def _size(self, clauses: int) -> int:
        """How many of these clauses one package can hold."""
        return len({self.problem.basis[c] for c in range(clauses.bit_length()) if clauses >> c & 1})

    def fewer(self, known: int) -> list[tuple[int, ...]] | None:
        """Packages fewer than `known`, the fewest there are if `proved`; None where none were found."""
        best: list[tuple[int, ...]] | None = None
        while known > len(self.apart):
            groups = self._part(0, [], known - 1)
            if groups is None:
                break
            known, best = len(groups), [self._package(clauses) for clauses in groups]
        self.proved = self.nodes < self.node_limit
        return best

    def _part(self, place: int, groups: list[int], most: int) -> list[int] | None:
        if place == len(self.order):
            return groups
        if self.nodes >= self.node_limit:
            return None
        self.nodes += 1
        row, tried = self.rows[self.order[place]], set()
        for i, clauses in enumerate(groups):
            both = clauses & row
            if both not in tried and self._size(both) >= self.k:
                tried.add(both)
                parted = self._part(place + 1, [*groups[:i], both, *groups[i + 1 :]], most)
                if parted is not None:
                    return parted
        return self._part(place + 1, [*groups, row], most) if len(groups) < most else None

    def _package(self, clauses: int) -> tuple[int, ...]:
        chosen = list(self.problem.must)
        for clause in self.problem.free:
            used = {self.problem.basis[c] for c in chosen}
            if len(chosen) < self.k and clauses >> clause & 1 and self.problem.basis[clause] not in used:
                chosen.append(clause)
        return tuple(sorted(chosen))
