import json
import subprocess
import sys
from fractions import Fraction

import pytest

import hamgara.front
from hamgara.front import Acceptance, Answer, RuleError, Rules, Share, frontier

YES, NO = Answer("accept"), Answer("refuse")
IF = Answer("conditional", "the date is fixed")
TABLE = Acceptance.from_answers(
    {
        **{("Boston", c): a for c, a in {"1": YES, "2": YES, "3": NO}.items()},
        **{("Montreal", c): a for c, a in {"1": YES, "2": IF, "3": YES}.items()},
        **{("Toronto", c): a for c, a in {"1": YES, "2": YES, "3": YES}.items()},
        **{("Vancouver", c): a for c, a in {"1": NO, "2": YES}.items()},
    }
)


def test_a_front_worked_out_by_hand() -> None:
    result = frontier(TABLE)
    assert [(p.weight, p.clauses) for p in result.points] == [
        (4, ()),
        (3, ("1",)),
        (2, ("1", "2")),
        (1, ("1", "2", "3")),
    ]
    assert result.points[1].packages == (("1",), ("2",))
    assert result.points[2].packages == (("1", "2"), ("1", "3"))
    away = [(o.k, o.member, o.clauses, o.answers) for o in result.one_away]
    assert (2, "Montreal", ("2",), (IF,)) in away
    assert (2, "Vancouver", ("1",), (NO,)) in away
    assert (3, "Boston", ("3",), (NO,)) in away
    assert not any(member == "Vancouver" for k, member, *_ in away if k == 3)
    prices = {(p.k, p.clause): (p.inside, p.price) for p in result.prices}
    assert prices[1, "1"] == (True, 1)
    assert prices[2, "2"] == (True, 1)
    assert prices[2, "3"] == (False, 1)


def test_a_condition_that_is_met_gains_its_member() -> None:
    assert frontier(TABLE, rules=Rules(met=frozenset(["the date is fixed"]))).points[2].weight == 3


def test_reservations() -> None:
    result = frontier(TABLE, reservations=1)
    assert [p.weight for p in result.points] == [4, 4, 4, 3]
    assert [(o.member, o.clauses) for o in result.one_away] == [("Vancouver", ("1", "3"))]


def test_weights_and_bases() -> None:
    weights = {"Vancouver": Fraction(5, 2), "Boston": 0}
    result = frontier(TABLE, weights=weights, bases={"1": "A", "2": "A"})
    assert [p.weight for p in result.points] == [Fraction(9, 2), Fraction(7, 2), 2]
    assert result.points[1].clauses == ("2",)
    assert result.to_json()["total_weight"] == "9/2"


def test_shares_can_make_a_size_impossible() -> None:
    classes = {"Vancouver": {"outlook": "west"}, "Boston": {"outlook": "east"}, "Toronto": {"outlook": "east"}}
    result = frontier(TABLE, classes=classes, rules=Rules(shares=(Share("outlook", Fraction(1, 2)),)))
    assert [p.possible for p in result.points] == [True, True, False, False]
    assert result.points[1].packages == (("2",),)
    only_east = Rules(shares=(Share("outlook", Fraction(1), "east"),))
    assert [p.possible for p in frontier(TABLE, classes=classes, rules=only_east).points] == [True, True, True, False]


def test_required_clauses_leave_smaller_packages_impossible() -> None:
    result = frontier(TABLE, rules=Rules(must=frozenset(["3"]), out=frozenset(["1"])))
    assert [(p.possible, p.clauses) for p in result.points] == [(False, ()), (True, ("3",)), (True, ("2", "3"))]


@pytest.mark.parametrize(
    ("arguments", "code", "names"),
    [
        ({"rules": Rules(must=frozenset("1"), out=frozenset("1"))}, "must-and-out", ("1",)),
        ({"rules": Rules(must=frozenset("12")), "bases": {"1": "A", "2": "A"}}, "two-wordings", ("1", "2")),
        ({"rules": Rules(must=frozenset("9"))}, "unknown-clause", ("9",)),
        ({"bases": {"x": "A"}}, "unknown-clause", ("x",)),
        ({"weights": {"Chicago": 1}}, "unknown-member", ("Chicago",)),
        ({"weights": {"Boston": -1}}, "negative-weight", ("Boston",)),
        ({"reservations": -1}, "negative-reservations", ()),
        ({"rules": Rules(shares=(Share("outlook", Fraction(1, 2)),))}, "unknown-class", ("outlook",)),
        (
            {"rules": Rules(shares=(Share("o", Fraction(3, 2)),)), "classes": {"Boston": {"o": "x"}}},
            "share-range",
            ("o",),
        ),
    ],
)
def test_contradictions_are_named(arguments: dict, code: str, names: tuple[str, ...]) -> None:
    with pytest.raises(RuleError) as refused:
        frontier(TABLE, **arguments)
    assert (refused.value.code, refused.value.names) == (code, names)


def test_empty_tables_have_an_answer() -> None:
    nothing = frontier(Acceptance.from_answers({}))
    assert [(p.k, p.weight, p.possible) for p in nothing.points] == [(0, 0, True)]
    nobody = frontier(Acceptance.from_answers({}, clauses=["1", "2"]))
    assert [p.weight for p in nobody.points] == [0, 0, 0]
    silent = frontier(Acceptance.from_answers({}, members=["a", "b"]))
    assert [p.weight for p in silent.points] == [2]


def test_json_has_its_form_and_is_the_same_each_time() -> None:
    plain = frontier(TABLE, seed=5).to_json()
    assert json.dumps(plain) == json.dumps(frontier(TABLE, seed=6).to_json())
    assert {"members", "clauses", "frontier", "one_away", "clause_prices"} <= plain.keys()
    assert plain["frontier"][1] == {
        "k": 1,
        "clauses": ["1"],
        "signers": ["Boston", "Montreal", "Toronto"],
        "weight": 3,
        "bound": 3,
        "optimal": True,
        "possible": True,
        "packages": [["1"], ["2"]],
        "all_packages": True,
    }
    counts = {"accept": 2, "conditional": 0, "refuse": 1, "unknown": 1}
    assert plain["clauses"][2] == {"clause": "3", "basis": None, "rule": "free", "answers": counts}


def test_exported_names_are_sorted_and_exist() -> None:
    assert hamgara.front.__all__ == sorted(hamgara.front.__all__)
    assert all(hasattr(hamgara.front, name) for name in hamgara.front.__all__)


def test_importing_is_light() -> None:
    code = "import hamgara.front, sys; print([m for m in ('django', 'numpy', 'scipy') if m in sys.modules])"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )
