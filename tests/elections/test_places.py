"""Guarantees of place: kept whenever any set of winners can keep them, silent where they do not act."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.elections.kinds import fit_papers, fit_seats

from hamgara.elections import (
    METHODS,
    BallotError,
    Ballots,
    CountError,
    PlaceRule,
    Places,
    RulesImpossible,
    count,
    read_place_rules,
    read_places,
    withdraw,
)
from hamgara.elections.feasibility import Limits
from hamgara.elections.graded import AnyBallots

NAMES = tuple("ABCDEFG")
CLASSES = ("city", "country", "gender")


def keeps(winners: tuple[str, ...], places: Places, rules: list[PlaceRule], gone: tuple[str, ...] = ()) -> bool:
    """The meaning of the rules, by counting."""
    for rule in rules:
        everyone = {places.of[name][rule.cls] for name in NAMES if name not in gone}
        for value in everyone if rule.value is None else {rule.value}:
            number = sum(places.of[name][rule.cls] == value for name in winners)
            if rule.at_most is not None and number > rule.at_most:
                return False
            if rule.at_least is not None and number < rule.at_least:
                return False
    return True


def possible(seats: int, places: Places, rules: list[PlaceRule]) -> bool:
    return any(keeps(winners, places, rules) for winners in combinations(NAMES, seats))


values = st.sampled_from(["x", "y", "z"])
some_places = st.tuples(*[st.tuples(values, values, values) for _ in NAMES]).map(
    lambda rows: Places({n: dict(zip(CLASSES, row, strict=True)) for n, row in zip(NAMES, rows, strict=True)})
)
some_rules = st.lists(
    st.builds(
        PlaceRule,
        st.sampled_from(CLASSES),
        st.one_of(st.none(), values),
        at_most=st.integers(0, 3),
        at_least=st.one_of(st.none(), st.integers(0, 2)),
    ),
    min_size=1,
    max_size=4,
)
some_papers = st.lists(
    st.tuples(st.integers(1, 5), st.permutations(NAMES), st.integers(1, 7)).map(lambda t: (t[0], t[1][: t[2]])),
    min_size=1,
    max_size=10,
)


@settings(max_examples=400, deadline=None)
@given(some_papers, some_places, some_rules, st.integers(1, 5), st.sampled_from(sorted(METHODS)))
def test_rules_are_kept_whenever_they_can_be(
    papers: list[tuple[int, list[str]]], places: Places, rules: list[PlaceRule], seats: int, method: str
) -> None:
    seats = fit_seats(method, seats)
    ballots = fit_papers(method, NAMES, papers, seats)
    free = count(ballots, method, seed="s")
    assert free.places is None
    if not possible(seats, places, rules):
        with pytest.raises(RulesImpossible) as refused:
            count(ballots, method, places=places, rules=rules, seed="s")
        conflict = list(refused.value.rules)
        assert not possible(seats, places, conflict)
        assert all(possible(seats, places, list(fewer)) for fewer in combinations(rules, len(conflict) - 1))
        return
    outcome = count(ballots, method, places=places, rules=rules, seed="s")
    assert len(set(outcome.elected)) == seats
    assert keeps(outcome.elected, places, rules)
    if outcome.places is None:
        assert outcome.to_json() == free.to_json()
    else:
        assert outcome.places.unconstrained == free.elected
        # What each act names is enough to force it.
        assert all(act.rules and set(act.rules) <= set(rules) for act in outcome.places.acts)
    if METHODS[method].ballot == "ranked" and outcome.rounds[0].measure == "" and outcome.places is not None:
        lost = sum(stage.non_transferable + stage.truncated for stage in outcome.rounds)
        assert sum(outcome.rounds[-1].votes.values()) + lost == outcome.valid


@settings(max_examples=100, deadline=None)
@given(some_papers, some_places, st.integers(1, 5))
def test_rules_that_cannot_bite_change_nothing(papers: list[tuple[int, list[str]]], places: Places, seats: int) -> None:
    ballots = Ballots.from_rankings(NAMES, papers, seats)
    slack = [PlaceRule(cls, at_most=seats, at_least=0) for cls in CLASSES]
    assert count(ballots, "scottish-stv", places=places, rules=slack) == count(ballots, "scottish-stv")


def draw_rule(random: Random) -> PlaceRule:
    """At most, at least, exactly, or between; for each value of a class, for one, or for one that nobody has."""
    least = random.randint(0, 2)
    most = least + random.choice([0, 0, 1, 2])
    bounds = random.choice([{"at_most": max(1, most)}, {"at_least": least}, {"at_most": most, "at_least": least}])
    return PlaceRule(random.choice(CLASSES), random.choice([None, "x", "y", "z"]), **bounds)


def draw_election(random: Random, method: str) -> tuple[AnyBallots, Places, list[PlaceRule]]:
    """Seven candidates in three classes that overlap, one of them sometimes withdrawn, and one to four rules."""
    papers = [
        (Fraction(random.randint(1, 9), random.choice([1, 1, 1, 2, 3])), random.sample(NAMES, random.randint(1, 7)))
        for _ in range(random.randint(1, 9))
    ]
    ballots = fit_papers(method, NAMES, papers, fit_seats(method, random.randint(1, 5)))
    if random.random() < 0.2:
        ballots = withdraw(ballots, [random.choice(NAMES)])
    values = {cls: "xyz"[: random.randint(2, 3)] for cls in CLASSES}
    places = Places({name: {cls: random.choice(values[cls]) for cls in CLASSES} for name in NAMES})
    return ballots, places, [draw_rule(random) for _ in range(random.randint(1, 4))]


def thiele(ballots: AnyBallots, some: tuple[str, ...]) -> Fraction:
    """The PAV score by its definition."""
    score = Fraction(0)
    for weight, marks in ballots.ballots:
        both = len({NAMES[int(c)] for c in marks} & set(some))  # type: ignore[call-overload]
        score += weight * sum((Fraction(1, j) for j in range(1, both + 1)), Fraction(0))
    return score


@pytest.mark.long
@pytest.mark.parametrize("part", range(4))
def test_ten_thousand_random_elections_keep_random_rules(part: int) -> None:
    """Over all methods, by enumeration of all sets of winners."""
    random = Random(f"ten thousand {part}")
    seen: Counter[object] = Counter()
    methods = sorted(METHODS)
    for number in range(2_500):
        method = methods[number % len(methods)]
        ballots, places, rules = draw_election(random, method)
        if not ballots.ballots:
            continue
        seats, seed = ballots.seats, str(number % 3)
        free = count(ballots, method, seed=seed)
        assert free.places is None
        assert count(ballots, method, places=places, seed=seed) == free
        sets = list(combinations([n for n in NAMES if n not in ballots.withdrawn], seats))
        able = [some for some in sets if keeps(some, places, rules, ballots.withdrawn)]
        if not able:
            seen["refused"] += 1
            with pytest.raises(RulesImpossible) as refused:
                count(ballots, method, places=places, rules=rules, seed=seed)
            conflict = list(refused.value.rules)
            assert not any(keeps(some, places, conflict, ballots.withdrawn) for some in sets)
            # No fewer rules conflict, whichever they are.
            for fewer in combinations(rules, len(conflict) - 1):
                assert any(keeps(some, places, list(fewer), ballots.withdrawn) for some in sets)
            continue
        outcome = count(ballots, method, places=places, rules=rules, seed=seed)
        assert tuple(sorted(outcome.elected)) in able, (method, number)
        if method == "pav":
            assert thiele(ballots, outcome.elected) == max(thiele(ballots, some) for some in able)
        if outcome.places is None:
            assert outcome == free
            seen[method, "idle"] += 1
        else:
            assert outcome.places.unconstrained == free.elected
            seen[method, "acted"] += 1
    assert seen["refused"] > 200
    assert all(seen[method, kind] > 5 for method in methods for kind in ("idle", "acted")), seen


CITY = Places({"A": {"city": "x"}, "B": {"city": "x"}, "C": {"city": "y"}, "D": {"city": "y"}})


def four(papers: dict[str, int], seats: int) -> Ballots:
    return Ballots.from_rankings(tuple("ABCD"), [(weight, list(ranks)) for ranks, weight in papers.items()], seats)


def test_second_of_a_city_is_doomed_though_over_the_quota() -> None:
    ballots = four({"AD": 40, "BC": 38, "C": 12, "D": 10}, 2)
    rule = PlaceRule("city", at_most=1)
    outcome = count(ballots, "scottish-stv", places=CITY, rules=[rule])
    assert count(ballots, "scottish-stv").elected == ("A", "B")
    assert outcome.elected == ("A", "C")
    assert outcome.places is not None
    [act] = outcome.places.acts
    assert (act.act, act.candidate, act.stage, act.rules) == ("doomed", "B", 1, (rule,))
    second = outcome.rounds[1]
    assert (second.action, second.candidate, second.transfers) == ("exclusion", "B", {"C": 38})
    assert outcome.to_json()["places"]["gained"] == ["C"]
    assert outcome.to_json()["places"]["lost"] == ["B"]


def test_last_of_a_country_is_guarded() -> None:
    places = Places({"A": {"country": "US"}, "B": {"country": "US"}, "C": {"country": "US"}, "D": {"country": "CA"}})
    ballots = four({"A": 40, "B": 30, "C": 20, "D": 1}, 2)
    rule = PlaceRule("country", at_least=1)
    outcome = count(ballots, "scottish-stv", places=places, rules=[rule])
    assert outcome.elected == ("A", "D")
    assert outcome.places is not None
    acts = [(act.act, act.candidate, act.instead) for act in outcome.places.acts]
    assert ("doomed", "B", None) in acts
    assert outcome.places.unconstrained == ("A", "B")
    guarded = count(four({"AB": 20, "B": 21, "C": 21, "D": 5}, 2), "scottish-stv", places=places, rules=[rule])
    assert guarded.places is not None
    assert ("guarded", "D", "A") in [(act.act, act.candidate, act.instead) for act in guarded.places.acts]
    assert set(guarded.elected) == {"B", "D"}


def test_one_who_can_never_be_elected_is_not_elected_at_the_first_stage() -> None:
    ballots = four({"A": 90, "B": 5, "C": 5}, 1)
    rule = PlaceRule("city", "y", at_least=1)
    assert count(ballots, "scottish-stv", places=CITY, rules=[rule]).elected == ("C",)


def test_equal_votes_of_which_the_rules_take_one_are_a_tie() -> None:
    rule = PlaceRule("city", at_most=1)
    firsts = set()
    for seed in "abcdefgh":
        outcome = count(four({"A": 40, "B": 40, "C": 5}, 2), "scottish-stv", places=CITY, rules=[rule], seed=seed)
        tie = next(tie for tie in outcome.ties if tie.kind == "election")
        assert tie.candidates == ("A", "B")
        assert tie.chosen == outcome.elected[:1]
        firsts.add(outcome.elected[0])
    assert firsts == {"A", "B"}


def test_smallest_conflict_is_named() -> None:
    ballots = four({"A": 1, "B": 1, "C": 1, "D": 1}, 3)
    idle = PlaceRule("city", "x", at_most=2)
    wrong = PlaceRule("city", at_most=1)
    with pytest.raises(RulesImpossible, match="at most 1 of city each") as refused:
        count(ballots, "scottish-stv", places=CITY, rules=[idle, wrong])
    assert refused.value.rules == (wrong,)
    with pytest.raises(RulesImpossible) as refused:
        count(ballots, "block", places=CITY, rules=[PlaceRule("city", "Oslo", at_least=1)])
    assert refused.value.rules == (PlaceRule("city", "Oslo", at_least=1),)


def test_smallest_conflict_is_not_only_one_that_cannot_be_shortened() -> None:
    alone = PlaceRule("city", "Oslo", at_least=1)
    pair = [PlaceRule("city", "x", at_least=2), PlaceRule("city", "y", at_least=2)]
    for rules in ([alone, *pair], [*pair, alone]):
        with pytest.raises(RulesImpossible) as refused:
            count(four({"A": 1, "B": 1, "C": 1}, 3), "scottish-stv", places=CITY, rules=rules)
        assert refused.value.rules == (alone,)


def test_feasibility_is_exact_for_ranges_in_overlapping_classes() -> None:
    random = Random(7)
    answers = set()
    for _ in range(1500):
        kinds = [(random.randrange(3), random.randrange(3), random.randrange(2)) for _ in range(9)]
        places = Places({f"n{i}": dict(zip(CLASSES, map(str, kind), strict=True)) for i, kind in enumerate(kinds)})
        rules = []
        for cls, size in zip(CLASSES, (3, 3, 2), strict=True):
            for value in range(size):
                least = random.randrange(3)
                rules.append(PlaceRule(cls, str(value), at_least=least, at_most=least + random.randrange(2)))
        limits = Limits([f"n{i}" for i in range(9)], range(9), 4, places, rules)
        ranges = [(CLASSES.index(r.cls), int(r.value or 0), r.at_least or 0, r.at_most or 0) for r in rules]
        expected = any(
            all(least <= sum(kinds[i][c] == v for i in some) <= most for c, v, least, most in ranges)
            for some in combinations(range(9), 4)
        )
        assert limits.can(frozenset(), frozenset(range(9))) == expected
        answers.add(expected)
    assert answers == {True, False}


def test_missing_place_is_refused() -> None:
    ballots = four({"A": 1, "D": 1}, 1)
    with pytest.raises(ValueError, match="candidate 'D' has no city"):
        count(
            ballots,
            "scottish-stv",
            places=Places({n: {"city": "x"} for n in "ABC"}),
            rules=[PlaceRule("city", at_most=1)],
        )
    with pytest.raises(CountError, match="places"):
        count(ballots, "scottish-stv", rules=[PlaceRule("city", at_most=1)])
    for wrong in ({"cls": "city"}, {"cls": "", "at_most": 1}, {"cls": "city", "at_most": -1}):
        with pytest.raises(ValueError, match=r"rule|bound"):
            PlaceRule(**wrong)  # type: ignore[arg-type]


def test_many_cities_in_few_countries_are_decided_quickly() -> None:
    names = tuple(f"n{i}" for i in range(60))
    places = Places(
        {n: {"city": f"c{i % 40}", "country": f"k{i % 5}", "gender": "fm"[i % 2]} for i, n in enumerate(names)}
    )
    rules = [
        PlaceRule("city", at_most=1),
        PlaceRule("country", at_least=2, at_most=4),
        PlaceRule("gender", at_least=6),
    ]
    papers = [(60 - i, [names[i], names[(7 * i) % 60]] if (7 * i) % 60 != i else [names[i]]) for i in range(60)]
    outcome = count(Ballots.from_rankings(names, papers, 13), "scottish-stv", places=places, rules=rules)
    cities = [places.of[n]["city"] for n in outcome.elected]
    assert len(set(cities)) == 13
    assert {sum(places.of[n]["country"] == f"k{i}" for n in outcome.elected) for i in range(5)} <= {2, 3, 4}
    assert sum(places.of[n]["gender"] == "f" for n in outcome.elected) in {6, 7}


def test_files_of_places_and_rules(tmp_path: Path) -> None:
    file = tmp_path / "places.csv"
    file.write_text("﻿candidate,city,country\nA,Toronto,CA\nB, Boston ,US\n\nC,,US\n", encoding="utf-8")
    assert read_places(file).of == {
        "A": {"city": "Toronto", "country": "CA"},
        "B": {"city": "Boston", "country": "US"},
        "C": {"country": "US"},
    }
    rules = read_place_rules(b"class,value,at_most,at_least\ncity,,1,\ncountry,CA,,1\n")
    assert rules == (PlaceRule("city", at_most=1), PlaceRule("country", "CA", at_least=1))


@pytest.mark.parametrize(
    ("reader", "data", "line", "column", "words"),
    [
        (read_places, b"name,city\nA,x\n", 1, 1, "'candidate' among them"),
        (read_places, b"candidate,city,town,city\nA,x,y,z\n", 1, 4, "distinct columns"),
        (read_places, b"city,candidate\nx,A\ny,A\n", 3, 2, "another candidate"),
        (read_places, b"candidate,city\nA\n", 2, 2, "2 cells"),
        (read_places, b"", 1, 1, "an empty file"),
        (read_places, b"candidate,city\nA,\xff\n", 2, 1, "UTF-8"),
        (read_place_rules, b"class,at_most\ncity,one\n", 2, 2, "an integer from 0 in at_most"),
        (read_place_rules, b"at_least,class,at_most\nfew,city,1\n", 2, 1, "an integer from 0 in at_least"),
        (read_place_rules, b"class,at_most\ncity,\n", 2, 2, "a rule with a class and a bound"),
        (read_place_rules, b"at_most,class\n1,\n", 2, 2, "a rule with a class and a bound"),
    ],
)
def test_files_out_of_order_are_refused(reader: object, data: bytes, line: int, column: int, words: str) -> None:
    with pytest.raises(BallotError, match=words) as refused:
        reader(data)  # type: ignore[operator]
    assert (refused.value.line, refused.value.column) == (line, column)
