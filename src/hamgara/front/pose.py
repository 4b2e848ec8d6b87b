"""From answers, classes and rules by name to a problem of bit sets and whole numbers, and back."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import lcm

from hamgara.front.acceptance import Acceptance
from hamgara.front.rules import Rules
from hamgara.front.search import Problem

__all__ = ["find_signers", "gather", "pose", "spread"]


def pose(
    acceptance: Acceptance,
    weights: Mapping[str, Fraction],
    bases: Mapping[str, str],
    classes: Mapping[str, Mapping[str, str]],
    rules: Rules,
    reservations: int,
) -> tuple[Problem, int]:
    """The problem in whole numbers, and what its weights were multiplied by. The rules must have been checked."""
    scale = lcm(*(w.denominator for w in weights.values()))
    whole = [int(weights[m] * scale) for m in acceptance.members]
    accepts = [
        gather(answer.signs(rules.met) for answer in column)
        for column in (zip(*acceptance.answers, strict=True) if acceptance.answers else [()] * len(acceptance.clauses))
    ]
    numbers: dict[tuple[str, str], int] = {}
    basis = [
        numbers.setdefault(("basis", bases[c]) if c in bases else ("clause", c), len(numbers))
        for c in acceptance.clauses
    ]
    must = [i for i, c in enumerate(acceptance.clauses) if c in rules.must]
    taken = {basis[i] for i in must}
    free = [i for i, c in enumerate(acceptance.clauses) if c not in rules.out and basis[i] not in taken]
    least = []
    for share in rules.shares:
        labels = sorted({of[share.dimension] for of in classes.values() if share.dimension in of})
        for label in labels if share.label is None else [share.label]:
            inside = [classes.get(m, {}).get(share.dimension) == label for m in acceptance.members]
            needed = share.least * sum(weight for weight, counts in zip(whole, inside, strict=True) if counts)
            least.append((gather(inside), -int(-needed // 1)))
    problem = Problem(
        members=len(acceptance.members),
        accepts=accepts,
        basis=basis,
        must=must,
        free=free,
        weights=whole,
        least=least,
        reservations=reservations,
    )
    return problem, scale


def find_signers(problem: Problem, package: tuple[int, ...]) -> int:
    """The members that sign these clauses, as a bit set."""
    levels = (problem.everyone,) * (problem.reservations + 1)
    for clause in package:
        levels = problem.add(levels, clause)
    return levels[-1]


def gather(belongs: Iterable[bool]) -> int:
    """The bit set of the places at which `belongs` is true; in time linear in their number."""
    digits = "".join("1" if belong else "0" for belong in belongs)
    return int(digits[::-1] or "0", 2)


def spread(bits: int) -> list[int]:
    """The places in a bit set, in order; in time linear in the greatest."""
    return [place for place, digit in enumerate(reversed(f"{bits:b}")) if digit == "1"]
