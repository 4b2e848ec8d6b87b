"""From answers, classes and rules by name to a problem of bit sets and whole numbers, and back."""

from collections.abc import Mapping
from fractions import Fraction
from math import lcm

from hamgara.front.acceptance import Acceptance
from hamgara.front.rules import Rules
from hamgara.front.search import Problem

__all__ = ["find_signers", "pose"]


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
    accepts = []
    for column in range(len(acceptance.clauses)):
        signs = 0
        for row, answers in enumerate(acceptance.answers):
            answer = answers[column]
            if answer.kind == "accept" or (answer.kind == "conditional" and answer.condition in rules.met):
                signs |= 1 << row
        accepts.append(signs)
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
            group = [i for i, m in enumerate(acceptance.members) if classes.get(m, {}).get(share.dimension) == label]
            needed = share.least * sum(whole[i] for i in group)
            least.append((sum(1 << i for i in group), -int(-needed // 1)))
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
