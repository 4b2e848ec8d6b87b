"""The curve of value against breadth, against all packages."""

import random
from fractions import Fraction

import pytest
from tests.front.cases import a_case, allowed

from hamgara.front import RuleError, frontier, weigh_values


def test_equal_to_trying_all() -> None:
    for number in range(200):
        table, arguments = a_case(number)
        lot = random.Random(number)
        values = {c: Fraction(lot.randint(0, 6), lot.choice([1, 2])) for c in table.clauses if lot.random() < 0.8}
        every = {
            (sum((values.get(c, Fraction(1)) for c in p), Fraction(0)), w) for _, p, w in allowed(table, arguments)
        }
        best = {a for a in every if not any(b != a and b[0] >= a[0] and b[1] >= a[1] for b in every)}
        curve = weigh_values(frontier(table, **arguments), values)
        assert curve.optimal
        assert [(p.value, p.weight) for p in curve.points] == sorted(best)
        for point in curve.points:
            assert sum((values.get(c, Fraction(1)) for c in point.clauses), Fraction(0)) == point.value


def test_a_stopped_search_says_what_may_lie_beyond() -> None:
    stopped = 0
    for number in range(60):
        table, arguments = a_case(number)
        front = frontier(table, **arguments)
        values = {c: i % 4 for i, c in enumerate(table.clauses)}
        some = weigh_values(front, values, node_limit=3)
        reach = [*some.ceiling, *((p.value, p.weight) for p in some.points)]
        for point in weigh_values(front, values).points:
            assert any(v >= point.value and w >= point.weight for v, w in reach)
        stopped += not some.optimal
    assert stopped > 10


def test_values_must_be_of_clauses_and_not_negative() -> None:
    table, arguments = a_case(4)
    front = frontier(table, **arguments)
    for values, code in (({"nowhere": 1}, "unknown-clause"), ({table.clauses[0]: -1}, "negative-value")):
        with pytest.raises(RuleError) as refused:
            weigh_values(front, values)
        assert refused.value.code == code
