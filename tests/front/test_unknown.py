"""What is not known: the three curves against all completions of the table, and what each answer can move."""

import random
from fractions import Fraction
from itertools import product

import pytest
from tests.front.cases import a_case, signers_of

from hamgara.front import Acceptance, Answer, frontier, weigh_unknowns

YES, NO = Answer("accept"), Answer("refuse")


def with_answers(table: Acceptance, said: dict[tuple[str, str], Answer]) -> Acceptance:
    answers = {
        (m, c): said.get((m, c), row[i])
        for m, row in zip(table.members, table.answers, strict=True)
        for i, c in enumerate(table.clauses)
    }
    return Acceptance.from_answers(answers, members=table.members, clauses=table.clauses)


def unknown_in(table: Acceptance) -> list[tuple[str, str]]:
    return [
        (m, c)
        for m, row in zip(table.members, table.answers, strict=True)
        for c, answer in zip(table.clauses, row, strict=True)
        if answer.kind == "unknown"
    ]


def test_every_completion_lies_between_certain_and_possible() -> None:
    tried = 0
    for number in range(400):
        table, arguments = a_case(number, deepest=6)
        names = unknown_in(table)
        if not 1 <= len(names) <= 5:
            continue
        tried += 1
        found = weigh_unknowns(frontier(table, **arguments))
        for said in product((YES, NO), repeat=len(names)):
            truth = frontier(with_answers(table, dict(zip(names, said, strict=True))), **arguments)
            for low, point, high in zip(found.certain.points, truth.points, found.possible.points, strict=True):
                if low.possible:
                    assert point.possible
                if point.possible:
                    assert low.weight <= point.weight <= high.weight
    assert tried > 20


def test_expectations_are_those_of_all_completions() -> None:
    tried = 0
    for number in range(400):
        table, arguments = a_case(number, deepest=6)
        names = unknown_in(table)
        if not 1 <= len(names) <= 4:
            continue
        tried += 1
        lot = random.Random(number)
        chances = {name: lot.choice([0.25, 0.5, 0.75]) for name in names}
        front = frontier(table, **arguments)
        for e in weigh_unknowns(front, chances, seed=number).expected:
            mean = 0.0
            seen = []
            for said in product((YES, NO), repeat=len(names)):
                chance = 1.0
                for name, answer in zip(names, said, strict=True):
                    chance *= chances[name] if answer == YES else 1 - chances[name]
                signing = signers_of(with_answers(table, dict(zip(names, said, strict=True))), e.clauses, arguments)
                weight = sum((front.weights[m] for m in signing), Fraction(0))
                mean += chance * float(weight)
                seen.append(weight)
            assert e.weight == pytest.approx(mean)
            assert min(seen) <= e.low <= e.high <= max(seen) <= e.bound
            assert e.weight >= float(front.points[e.k].weight) - 1e-9
    assert tried > 20


def test_what_an_answer_is_worth() -> None:
    table = Acceptance.from_answers(
        {("a", "1"): YES, ("a", "2"): YES, ("b", "1"): YES, ("c", "1"): NO, ("d", "1"): NO, ("d", "2"): YES}
    )
    found = weigh_unknowns(frontier(table, weights={"b": 3}))
    assert [(a.member, a.clause) for a in found.asking][:1] == [("b", "2")]
    assert found.asking[0].gain == {2: 3}
    assert found.asking[0].loss == {1: 3, 2: 3}
    assert [p.weight for p in found.certain.points] == [6, 4, 1]
    assert [p.weight for p in found.possible.points] == [6, 6, 4]
    plain = found.to_json()
    assert plain["ask_next"][0] == {"member": "b", "clause": "2", "gain": {"2": 3}, "loss": {"1": 3, "2": 3}}


def test_an_answer_moves_the_curve_by_what_is_said() -> None:
    moved = 0
    for number in range(120):
        table, arguments = a_case(number, deepest=6)
        front = frontier(table, **arguments)
        if arguments["rules"].shares:
            continue
        for asking in weigh_unknowns(front).asking[:4]:
            after = frontier(with_answers(table, {(asking.member, asking.clause): YES}), **arguments)
            for k, gain in asking.gain.items():
                assert after.points[k].weight >= front.points[k].weight + gain
                moved += 1
    assert moved > 30


def test_intervals_follow_the_seed_alone_and_probabilities_must_be_complete() -> None:
    table, arguments = a_case(11)
    front = frontier(table, **arguments)
    chances = dict.fromkeys(unknown_in(table), 0.5)
    assert weigh_unknowns(front, chances, seed=3) == weigh_unknowns(front, chances, seed=3)
    with pytest.raises(ValueError, match="no probability"):
        weigh_unknowns(front, {})
    for wrong in (1.5, [0.5, -0.1], []):
        with pytest.raises(ValueError, match="no probability between 0 and 1"):
            weigh_unknowns(front, dict.fromkeys(chances, wrong))
    first = next(iter(chances))
    with pytest.raises(ValueError, match="same number of states"):
        weigh_unknowns(front, chances | {first: [0.5, 0.5]})


def test_what_hangs_together_in_states_of_opinion_makes_the_interval_wider() -> None:
    """Twenty would accept all, or nothing: by the mean chances the weight is near ten, but it is none or twenty."""
    table = Acceptance.from_answers({}, members=[f"m{m}" for m in range(20)], clauses=["1", "2"])
    front = frontier(table)
    together = weigh_unknowns(front, dict.fromkeys(unknown_in(table), (0.0, 1.0))).expected
    apart = weigh_unknowns(front, dict.fromkeys(unknown_in(table), 0.5)).expected
    assert [(e.weight, e.low, e.high) for e in together[1:]] == [(10, 0, 20), (10, 0, 20)]
    assert [e.weight for e in apart[1:]] == [10, 5]
    assert 0 < apart[1].low < apart[1].high < 20


def test_out_of_time_the_expected_curve_is_that_of_the_packages_known() -> None:
    bettered = 0
    for number in range(100):
        table, arguments = a_case(number, deepest=6)
        front = frontier(table, **arguments)
        lot = random.Random(number)
        chances = {name: lot.random() for name in unknown_in(table)}
        late, sought = (weigh_unknowns(front, chances, time_limit=limit) for limit in (0.0, None))
        assert [e.k for e in late.expected] == [e.k for e in sought.expected if e.k in {f.k for f in late.expected}]
        known = {e.k: e.weight for e in sought.expected}
        assert all(e.weight <= known[e.k] + 1e-9 for e in late.expected)
        bettered += sum(e.weight < known[e.k] - 1e-9 for e in late.expected)
    assert bettered
