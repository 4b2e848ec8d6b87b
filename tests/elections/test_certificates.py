"""Certificates against enumeration: a violation found is real, and none is missed; and vacancies filled."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from random import Random

import pytest

from hamgara.elections import (
    Ballots,
    CountError,
    PlaceRule,
    Places,
    certify_ejr_plus,
    certify_pjr_plus,
    certify_psc,
    check_ejr_plus,
    check_pjr_plus,
    check_psc,
    count,
    fill_vacancies,
    find_condorcet,
    withdraw,
)

NAMES = tuple("ABCDE")


def draw(random: Random, seats: int) -> Ballots:
    papers = [
        (random.randint(1, 9), random.sample(NAMES, random.randint(1, len(NAMES)))) for _ in range(random.randint(2, 8))
    ]
    return Ballots.from_rankings(NAMES, papers, seats)


def breaks_psc(ballots: Ballots, elected: tuple[str, ...]) -> bool:
    for size in range(1, len(NAMES) + 1):
        for some in combinations(NAMES, size):
            votes = sum(w for w, ranks in ballots.ballots if {NAMES[c] for c in ranks[:size]} == set(some))
            for deserved in range(1, size + 1):
                enough = Fraction(votes) > Fraction(deserved * ballots.valid, len(elected) + 1)
                if enough and len(set(some) & set(elected)) < min(deserved, size):
                    return True
    return False


def breaks_ejr_plus(ballots: Ballots, elected: tuple[str, ...]) -> bool:
    """By the definition, over all groups of ballots."""
    kinds = ballots.ballots
    for size in range(1, len(kinds) + 1):
        for group in combinations(kinds, size):
            weight = sum(w for w, _ in group)
            common = set.intersection(*({NAMES[c] for c in marks} for _, marks in group)) - set(elected)
            deserved = weight * len(elected) // ballots.valid
            most = max(len({NAMES[c] for c in marks} & set(elected)) for _, marks in group)
            if common and most < deserved:
                return True
    return False


def breaks_pjr_plus(ballots: Ballots, elected: tuple[str, ...]) -> bool:
    """By the definition, over all groups of ballots."""
    kinds = ballots.ballots
    for size in range(1, len(kinds) + 1):
        for group in combinations(kinds, size):
            weight = sum(w for w, _ in group)
            common = set.intersection(*({NAMES[c] for c in marks} for _, marks in group)) - set(elected)
            deserved = weight * len(elected) // ballots.valid
            together = set().union(*({NAMES[c] for c in marks} for _, marks in group)) & set(elected)
            if common and len(together) < deserved:
                return True
    return False


def test_violations_are_real_and_none_is_missed() -> None:
    random = Random(2)
    seen = {"psc": set(), "ejr+": set(), "pjr+": set()}  # type: dict[str, set[bool]]
    for _ in range(300):
        seats = random.randint(1, 4)
        ballots = draw(random, seats)
        elected = tuple(random.sample(NAMES, seats))
        solid = certify_psc(ballots, elected)
        assert solid.holds is not breaks_psc(ballots, elected)
        assert solid.holds or check_psc(ballots, elected, solid)
        justified = certify_ejr_plus(ballots, elected)
        assert justified.holds is not breaks_ejr_plus(ballots, elected)
        assert justified.holds or check_ejr_plus(ballots, elected, justified)
        jointly = certify_pjr_plus(ballots, elected)
        assert jointly.holds is not breaks_pjr_plus(ballots, elected)
        assert jointly.holds or check_pjr_plus(ballots, elected, jointly)
        assert jointly.holds or not check_pjr_plus(ballots, elected, replace(jointly, weight=jointly.weight + 1))
        assert jointly.holds or not justified.holds
        seen["pjr+"].add(jointly.holds)
        assert set(solid.to_json()) == {
            "property",
            "holds",
            *(() if solid.holds else ("group", "weight", "deserved", "received")),
        }
        seen["psc"].add(solid.holds)
        seen["ejr+"].add(justified.holds)
    assert seen == {key: {True, False} for key in seen}


@pytest.mark.parametrize("method", ["scottish-stv", "wigm", "meek-stv", "expanding-approvals"])
def test_proportional_methods_keep_solid_coalitions(method: str) -> None:
    random = Random(4)
    for _ in range(80):
        ballots = draw(random, random.randint(1, 4))
        assert certify_psc(ballots, count(ballots, method, seed="p").elected).holds


@pytest.mark.parametrize("method", ["phragmen-sequential", "phragmen-max"])
def test_pjr(method: str) -> None:
    """Phragmén's rules satisfy PJR (Brill et al. 2024), the sequential one PJR+ (Brill and Peters 2023)."""
    random = Random(16)
    for _ in range(80):
        ballots = draw(random, random.randint(1, 4))
        found = certify_pjr_plus(ballots, count(ballots, method, seed="p").elected)
        assert found.holds or method == "phragmen-max"


@pytest.mark.parametrize("method", ["pav", "equal-shares"])
def test_ejr(method: str) -> None:
    """Both methods are proved to satisfy EJR+ (Brill and Peters 2023)."""
    random = Random(6)
    for _ in range(120):
        ballots = draw(random, random.randint(1, 4))
        assert certify_ejr_plus(ballots, count(ballots, method, seed="p").elected).holds


def test_a_witness_that_was_tampered_with_is_not_accepted() -> None:
    ballots = Ballots.from_rankings(NAMES, [(6, "AB"), (3, "CD")], 2)
    found = certify_psc(ballots, ("C", "D"))
    assert (found.group, found.weight, found.deserved, found.received) == (("A",), 6, 1, 0)
    assert check_psc(ballots, ("C", "D"), found)
    assert not check_psc(ballots, ("A", "B"), found)
    assert not check_psc(ballots, ("C", "D"), type(found)("psc", False, found.group, found.weight + 1, 1, 0))


def test_condorcet_facts_by_enumeration() -> None:
    random = Random(9)
    for _ in range(200):
        ballots = draw(random, 1)
        wins = {(a, b): 0 for a in NAMES for b in NAMES if a != b}
        for weight, ranks in ballots.ballots:
            place = {NAMES[c]: at for at, c in enumerate(ranks)}
            for a, b in wins:
                wins[a, b] += weight * (place.get(a, 9) < place.get(b, 9))

        def beats(a: str, b: str, wins: dict[tuple[str, str], int] = wins) -> bool:
            return wins[a, b] > wins[b, a]

        facts = find_condorcet(ballots)
        sets = [
            s
            for n in range(1, 6)
            for s in combinations(NAMES, n)
            if all(beats(a, b) for a in s for b in NAMES if b not in s)
        ]
        assert facts["smith"] == list(sets[0])
        assert facts["winner"] == next((a for a in NAMES if all(beats(a, b) for b in NAMES if b != a)), None)
        assert facts["loser"] == next((a for a in NAMES if all(beats(b, a) for b in NAMES if b != a)), None)
        for method in ("schulze", "ranked-pairs"):
            assert count(ballots, method, seed="c").elected[0] in facts["smith"]


@pytest.mark.parametrize("method", ["scottish-stv", "meek-stv", "schulze", "seq-pav", "pav"])
def test_vacancies_leave_the_others_where_they_sit(method: str) -> None:
    random = Random(12)
    for _ in range(40):
        ballots = draw(random, 3)
        before = count(ballots, method, seed="v").elected
        gone, *sitting = before
        try:
            fresh, again = fill_vacancies(ballots, method, sitting=sitting, vacated=[gone], seed="v")
        except CountError:
            assert not withdraw(ballots, [gone]).ballots
            continue
        assert len(fresh) == 1
        assert gone not in again.elected
        assert set(again.elected) == {*sitting, *fresh}


def test_vacancies_keep_the_rules_of_place() -> None:
    ballots = Ballots.from_rankings(NAMES, [(9, "ABCDE"), (5, "BCADE"), (3, "CDEAB")], 2)
    places = Places({n: {"city": "x" if n in "BC" else "y"} for n in NAMES})
    rules = [PlaceRule("city", at_most=1)]
    more = {"vacated": ["A"], "unwilling": ["E"], "places": places, "rules": rules}
    fresh, _ = fill_vacancies(ballots, "approval", sitting=["B"], **more)  # type: ignore[arg-type]
    assert fresh == ("D",)
    for sitting, vacated in ((["A"], ["A"]), ([], ["A"]), (["Z"], ["A"]), (["B", "B"], [])):
        with pytest.raises(CountError):
            fill_vacancies(ballots, "scottish-stv", sitting=sitting, vacated=vacated)
