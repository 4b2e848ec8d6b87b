"""The search against brute force, and its promises: exact, proved, true bounds, indifferent to order."""

import random
from fractions import Fraction

import pytest
from tests.front.cases import a_case, allowed, signers_of

from hamgara.front import Acceptance, Answer, Frontier, Rules, frontier
from hamgara.front.acceptance import natural_key

CASES = 600


def check(result: Frontier, table: Acceptance, arguments: dict) -> None:
    best: dict[int, list[tuple[str, ...]]] = {}
    weight: dict[int, Fraction] = {}
    for k, package, value in allowed(table, arguments):
        if value > weight.get(k, Fraction(-1)):
            weight[k], best[k] = value, []
        if value == weight[k]:
            best[k].append(package)
    for point in result.points:
        if point.k not in best:
            assert (point.possible, point.optimal, point.packages) == (False, True, ())
            continue
        assert (point.weight, point.bound, point.optimal) == (weight[point.k], weight[point.k], True)
        assert list(point.packages) == sorted(best[point.k], key=lambda p: [natural_key(c) for c in p])
        assert point.complete
        assert point.clauses == point.packages[0]
        assert point.signers == signers_of(table, point.clauses, arguments)
    assert set(best) <= {p.k for p in result.points}


@pytest.mark.parametrize("block", range(6))
def test_equal_to_brute_force(block: int) -> None:
    for number in range(block * CASES // 6, (block + 1) * CASES // 6):
        table, arguments = a_case(number)
        check(frontier(table, **arguments, seed=number, package_limit=5000), table, arguments)


@pytest.mark.long
def test_equal_to_brute_force_on_many_more() -> None:
    for number in range(10_000, 12_000):
        table, arguments = a_case(number, deepest=12)
        check(frontier(table, **arguments, seed=number, package_limit=5000), table, arguments)


def test_bounds_are_true_when_the_search_is_stopped() -> None:
    stopped = 0
    for number in range(300):
        table, arguments = a_case(number)
        exact = {p.k: p for p in frontier(table, **arguments, seed=0).points}
        for limit in (1, 3):
            for point in frontier(table, **arguments, seed=number, node_limit=limit).points:
                truth = exact[point.k]
                if truth.possible:
                    assert point.weight <= truth.weight <= point.bound
                    assert point.possible is not False
                else:
                    assert point.possible is not True
                if point.optimal:
                    assert (point.weight, point.bound) == (truth.weight, truth.bound)
                stopped += not point.optimal
    assert stopped > 20


def test_renaming_and_reordering_change_nothing_but_names() -> None:
    for number in range(60):
        table, arguments = a_case(number)
        lot = random.Random(number)
        rows, columns = list(table.members), list(table.clauses)
        lot.shuffle(rows)
        lot.shuffle(columns)
        answers = {(m, c): table.answers[table.members.index(m)][table.clauses.index(c)] for m in rows for c in columns}
        shuffled = {
            **arguments,
            "weights": {m: arguments["weights"][m] for m in rows if m in arguments["weights"]},
            "classes": {m: arguments["classes"][m] for m in rows},
        }
        again = frontier(Acceptance.from_answers(answers, members=rows, clauses=columns), **shuffled, seed=99)
        assert again.to_json() == frontier(table, **arguments, seed=1).to_json()

        def other(name: str) -> str:
            return "x" + str(50 - int(name[1:])) if name[0] == "c" else name

        renamed = Acceptance.from_answers({(m, other(c)): a for (m, c), a in answers.items()}, members=rows)
        rules: Rules = arguments["rules"]
        moved = {
            **arguments,
            "bases": {other(c): b for c, b in arguments["bases"].items()},
            "rules": Rules(
                frozenset(map(other, rules.must)), frozenset(map(other, rules.out)), rules.shares, rules.met
            ),
        }
        if set(renamed.clauses) != {other(c) for c in columns}:
            continue
        before = frontier(table, **arguments, package_limit=5000)
        after = frontier(renamed, **moved, package_limit=5000)
        for p, q in zip(before.points, after.points, strict=True):
            assert (p.weight, p.bound, p.possible) == (q.weight, q.bound, q.possible)
            assert {frozenset(map(other, package)) for package in p.packages} == {frozenset(x) for x in q.packages}


def test_ties_beyond_the_limit_are_said() -> None:
    table = Acceptance.from_answers({(m, f"c{i}"): Answer("accept") for m in "ab" for i in range(6)})
    point = frontier(table, package_limit=5).points[3]
    assert not point.complete
    assert point.packages[0] == ("c0", "c1", "c2")
    assert len(point.packages) == 5
    assert frontier(table, package_limit=20).points[3].complete


def test_a_table_of_a_real_assembly_is_proved() -> None:
    lot = random.Random(7)
    answers = {}
    for member in range(92):
        outlook = member % 3
        for clause in range(24):
            chance = 0.95 if clause < 12 else (0.9 if clause % 3 == outlook else 0.55)
            answers[f"m{member}", f"c{clause}"] = Answer("accept" if lot.random() < chance else "refuse")
    table = Acceptance.from_answers(answers)
    for reservations in (0, 1):
        result = frontier(table, reservations=reservations, package_limit=1)
        assert all(point.optimal for point in result.points)
        weights = [point.weight for point in result.points]
        assert weights == sorted(weights, reverse=True)
