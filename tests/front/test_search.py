"""The search against brute force, and its promises: exact, proved, true bounds, indifferent to order."""

import random
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations

import pytest

from hamgara.front import Acceptance, Answer, Frontier, Rules, Share, frontier
from hamgara.front.acceptance import natural_key

CASES = 600
CONDITION = "an amendment"


def a_case(number: int, deepest: int = 9) -> tuple[Acceptance, dict]:
    lot = random.Random(number)
    members = [f"m{i}" for i in range(lot.randint(0, 12))]
    clauses = [f"c{i}" for i in range(lot.randint(0, deepest))]
    chance = lot.choice([0.3, 0.6, 0.8, 0.95])
    answers = {}
    for member in members:
        for clause in clauses:
            if lot.random() < 0.1:
                continue
            accept = Answer("accept") if lot.random() > 0.1 else Answer("conditional", CONDITION)
            answers[member, clause] = accept if lot.random() < chance else Answer(lot.choice(["refuse", "unknown"]))
    weighted = lot.random() < 0.5
    weights = {m: Fraction(lot.randint(0, 9), lot.choice([1, 1, 2, 3])) for m in members} if weighted else {}
    classes = {m: {"outlook": lot.choice("ab"), **({"kind": "k"} if lot.random() < 0.5 else {})} for m in members}
    bases = {c: lot.choice(["b1", "b2"]) for c in clauses if lot.random() < 0.5}
    out = {c for c in clauses if lot.random() < 0.1}
    must: set[str] = set()
    for clause in clauses:
        fits = clause not in out and bases.get(clause, clause) not in {bases.get(c, c) for c in must}
        if fits and lot.random() < 0.1:
            must.add(clause)
    shares = (Share("outlook", Fraction(lot.randint(0, 5), 10)),) if members and lot.random() < 0.4 else ()
    rules = Rules(frozenset(must), frozenset(out), shares, frozenset([CONDITION] if lot.random() < 0.5 else []))
    arguments = {"weights": weights, "bases": bases, "classes": classes, "rules": rules}
    arguments["reservations"] = lot.choice([0, 0, 0, 1, 2])
    return Acceptance.from_answers(answers, members=members, clauses=clauses), arguments


def signers_of(table: Acceptance, package: tuple[str, ...], arguments: dict) -> tuple[str, ...]:
    met = arguments["rules"].met
    signing = []
    for member, row in zip(table.members, table.answers, strict=True):
        said = dict(zip(table.clauses, row, strict=True))
        refused = [
            c
            for c in package
            if not (said[c].kind == "accept" or (said[c].kind == "conditional" and said[c].condition in met))
        ]
        if len(refused) <= arguments["reservations"]:
            signing.append(member)
    return tuple(signing)


def allowed(table: Acceptance, arguments: dict) -> Iterator[tuple[int, tuple[str, ...], Fraction]]:
    """Every package that the rules allow, with its weight, found by trying all."""
    rules, bases, weights = arguments["rules"], arguments["bases"], arguments["weights"]
    for k in range(len(table.clauses) + 1):
        for package in combinations(table.clauses, k):
            used = [bases[c] for c in package if c in bases]
            if not rules.must <= set(package) or rules.out & set(package) or len(used) != len(set(used)):
                continue
            signing = signers_of(table, package, arguments)
            fair = True
            for share in rules.shares:
                for label in {of.get(share.dimension) for of in arguments["classes"].values()} - {None}:
                    group = [m for m in table.members if arguments["classes"][m].get(share.dimension) == label]
                    whole = sum(weights.get(m, 1) for m in group)
                    fair &= sum(weights.get(m, 1) for m in group if m in signing) >= share.least * whole
            if fair:
                yield k, package, sum((Fraction(weights.get(m, 1)) for m in signing), Fraction(0))


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
