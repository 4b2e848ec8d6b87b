"""What widens a front, against the definitions spelled out: every order, every condition met, every wording merged."""

from dataclasses import replace
from fractions import Fraction
from itertools import permutations

from tests.front.cases import CONDITION, a_case, signers_of

from hamgara.front import Acceptance, Answer, Frontier, Rules, frontier, widen

YES, NO = Answer("accept"), Answer("refuse")


def weigh(front: Frontier, names: tuple[str, ...]) -> Fraction:
    return sum((front.weights[m] for m in names), Fraction(0))


def test_burdens_are_shapley_values_over_all_orders() -> None:
    tried = 0
    for number in range(80):
        table, arguments = a_case(number, deepest=6)
        front = frontier(table, **arguments)
        burdens = widen(front).burdens
        for point in front.points:
            if not point.packages or not 1 <= point.k <= 4:
                continue
            shares = dict.fromkeys(point.clauses, Fraction(0))
            orders = list(permutations(point.clauses))
            for order in orders:
                before = front.total
                for i, clause in enumerate(order):
                    now = weigh(front, signers_of(table, order[: i + 1], arguments))
                    shares[clause] += before - now
                    before = now
            mine = {b.clause: b.weight for b in burdens if b.k == point.k}
            assert mine == {c: share / len(orders) for c, share in shares.items()}
            assert sum(mine.values()) == front.total - point.weight
            tried += any(mine.values())
    assert tried > 50


def test_a_condition_gains_those_who_sign_once_it_is_met() -> None:
    gains = 0
    for number in range(80):
        table, arguments = a_case(number)
        arguments["rules"] = replace(arguments["rules"], met=frozenset())
        front = frontier(table, **arguments)
        met = {**arguments, "rules": replace(arguments["rules"], met=frozenset([CONDITION]))}
        listed = {c.k: c for c in widen(front).conditions}
        for point in front.points:
            if not point.packages:
                continue
            gained = sorted(set(signers_of(table, point.clauses, met)) - set(point.signers))
            mine = listed.get(point.k)
            assert sorted(mine.members if mine else ()) == gained
            assert (mine.weight if mine else 0) == weigh(front, tuple(gained))
            gains += len(gained)
    assert gains > 20


def test_a_reconciled_wording_gains_those_who_refuse_only_the_one_in_the_package() -> None:
    gains = 0
    for number in range(200):
        table, arguments = a_case(number)
        front = frontier(table, **arguments)
        for found in widen(front).reconciliations:
            point = front.points[found.k]
            column = {c: i for i, c in enumerate(table.clauses)}
            met = arguments["rules"].met

            def accepts(answer: Answer, met: frozenset[str] = met) -> bool:
                return answer.kind == "accept" or (answer.kind == "conditional" and answer.condition in met)

            merged = {
                (m, c): row[column[c]]
                if c != found.clause
                else (YES if accepts(row[column[c]]) or accepts(row[column[found.other]]) else NO)
                for m, row in zip(table.members, table.answers, strict=True)
                for c in table.clauses
            }
            both = Acceptance.from_answers(merged, members=table.members, clauses=table.clauses)
            assert set(found.gained) == set(signers_of(both, point.clauses, arguments)) - set(point.signers)
            assert set(found.keeping) <= set(point.signers)
            assert found.weight == weigh(front, found.gained)
            gains += 1
    assert gains > 20


def test_only_the_sizes_asked_for_are_looked_at() -> None:
    front = frontier(Acceptance.from_answers({("a", "1"): NO, ("a", "2"): YES}), rules=Rules())
    assert {b.k for b in widen(front, [2]).burdens} == {2}
    plain = widen(front).to_json()
    assert plain["burdens"] == [
        {"k": 1, "clause": "2", "weight": 0},
        {"k": 2, "clause": "1", "weight": 1},
        {"k": 2, "clause": "2", "weight": 0},
    ]
