"""Why a size is impossible: the smallest set of rules, against trying all sets of rules."""

from fractions import Fraction
from itertools import combinations

from tests.front.cases import a_case, allowed

from hamgara.front import Acceptance, Answer, Conflict, Rule, Rules, Share, find_conflict, frontier

YES, NO = Answer("accept"), Answer("refuse")
TABLE = Acceptance.from_answers(
    {(m, c): YES if ord(m) % 3 != int(c) % 3 else NO for m in "abcdef" for c in ("1", "2", "3", "4")}
)


def size_possible(table: Acceptance, arguments: dict, rules: tuple[Rule, ...], k: int) -> bool:
    kept = Rules(
        frozenset(r.names[0] for r in rules if r.kind == "must"),
        frozenset(r.names[0] for r in rules if r.kind == "out"),
        (),
        arguments["rules"].met,
    )
    bases = {c: r.basis for r in rules if r.kind == "basis" for c in r.names}
    for size, package, _ in allowed(table, {**arguments, "rules": kept, "bases": bases}):
        if size == k and all(fair(table, arguments, package, r) for r in rules if r.kind == "share"):
            return True
    return False


def fair(table: Acceptance, arguments: dict, package: tuple[str, ...], rule: Rule) -> bool:
    one = {m: of if of.get(rule.names[0]) == rule.names[1] else {} for m, of in arguments["classes"].items()}
    only = Rules(shares=(Share(rule.names[0], rule.least),), met=arguments["rules"].met)
    asked = {**arguments, "classes": one, "rules": only, "bases": {}}
    return any(p == package for _, p, _ in allowed(table, asked))


def test_the_smallest_set_is_found() -> None:
    told = 0
    for number in range(60):
        table, arguments = a_case(number, deepest=4)
        front = frontier(table, **arguments)
        for point in front.points:
            conflict = find_conflict(front, point.k)
            assert (conflict is None) == bool(point.possible)
            if conflict is None:
                continue
            told += 1
            assert conflict.smallest
            assert not size_possible(table, arguments, conflict.rules, point.k)
            for size in range(len(conflict.rules)):
                for fewer in combinations(conflict.rules, size):
                    assert size_possible(table, arguments, fewer, point.k)
    assert told > 15


def test_a_conflict_is_told_by_its_rules() -> None:
    classes = {m: {"outlook": "west" if m in "ad" else "east"} for m in "abcdef"}
    rules = Rules(must=frozenset("1"), out=frozenset("4"), shares=(Share("outlook", Fraction(1), "west"),))
    front = frontier(TABLE, classes=classes, rules=rules)
    assert find_conflict(front, 1) == Conflict(
        1, (Rule("must", ("1",)), Rule("share", ("outlook", "west"), least=Fraction(1))), True
    )
    without = frontier(TABLE, rules=Rules(out=frozenset("4")))
    assert find_conflict(without, 4) == Conflict(4, (Rule("out", ("4",)),), True)
    assert find_conflict(front, 5) == Conflict(5, (), True)
    plain = find_conflict(front, 1).to_json()
    assert plain["rules"][1] == {"rule": "share", "names": ["outlook", "west"], "least": 1}
    two = frontier(TABLE, bases={"1": "A", "2": "A"})
    assert find_conflict(two, 4) == Conflict(4, (Rule("basis", ("1", "2"), basis="A"),), True)
    assert find_conflict(two, 3) is None
