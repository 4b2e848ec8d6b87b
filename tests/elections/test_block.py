"""Block vote: up to as many names as seats, over-votes rejected, ties by lot."""

from __future__ import annotations

from fractions import Fraction

import pytest

from hamgara.elections import Ballots, CountError, PlaceRule, Places, count, digest_lot

NAMES = ("Ava", "Babak", "Cyra", "Dara")


def test_names_are_counted_and_over_votes_rejected() -> None:
    papers = [(5, ["Ava", "Babak"]), (3, ["Cyra"]), (4, ["Babak", "Cyra"]), (2, ["Ava", "Cyra", "Dara"])]
    outcome = count(Ballots.from_rankings(NAMES, [*papers, (1, ["Ava", "Ava"])], 2), "block")
    assert outcome.elected == ("Babak", "Cyra")
    assert outcome.invalid == {"over-vote": 2, "repeated": 1}
    assert outcome.valid == 12
    assert outcome.quota is None
    assert outcome.rounds[0].votes == {"Ava": 5, "Babak": 9, "Cyra": 7, "Dara": 0}
    assert outcome.to_json()["rounds"][0]["votes"]["Babak"] == "9.00000"
    with pytest.raises(CountError, match="more than 1 names"):
        count(Ballots.from_rankings(NAMES, [(1, ["Ava", "Cyra"])], 1), "block")


def test_tie_for_the_last_seat_is_drawn() -> None:
    papers = [(5, ["Ava"]), (2, ["Babak", "Cyra"]), (2, ["Dara"])]
    chosen = set()
    for seed in "abcdefgh":
        outcome = count(Ballots.from_rankings(NAMES, papers, 2), "block", seed=seed)
        [tie] = outcome.ties
        wanted = min(NAMES[1:], key=lambda n: digest_lot(seed, 1, "election", n))
        assert outcome.elected == ("Ava", wanted)
        assert (tie.candidates, tie.chosen) == (NAMES[1:], (wanted,))
        chosen.add(wanted)
    assert len(chosen) > 1


def test_equal_votes_that_all_fit_are_no_tie() -> None:
    outcome = count(Ballots.from_rankings(NAMES, [(2, ["Ava", "Babak"]), (1, ["Cyra"])], 2), "block")
    assert set(outcome.elected) == {"Ava", "Babak"}
    assert outcome.ties == ()


def test_split_mandates() -> None:
    papers = [(Fraction(1, 2), ["Ava"]), (Fraction(1, 2), ["Babak"]), (Fraction(1, 3), ["Babak"])]
    outcome = count(Ballots.from_rankings(NAMES, papers, 1), "block")
    assert outcome.elected == ("Babak",)
    assert outcome.to_json()["valid"] == "4/3"
    assert outcome.to_json()["rounds"][0]["votes"]["Babak"] == "0.83333"


def test_rule_passes_over_and_says_so() -> None:
    places = Places({"Ava": {"city": "X"}, "Babak": {"city": "X"}, "Cyra": {"city": "Y"}, "Dara": {"city": "Y"}})
    papers = [(5, ["Ava", "Babak"]), (1, ["Ava", "Cyra"]), (1, ["Dara"])]
    ballots = Ballots.from_rankings(NAMES, papers, 2)
    rule = PlaceRule("city", at_most=1)
    outcome = count(ballots, "block", places=places, rules=[rule], seed="q")
    assert outcome.elected[0] == "Ava"
    assert outcome.elected[1] in {"Cyra", "Dara"}
    found = outcome.to_json()["places"]
    assert found["unconstrained"] == ["Ava", "Babak"]
    assert found["lost"] == ["Babak"]
    assert found["acts"] == [{"stage": 1, "act": "doomed", "candidate": "Babak", "rules": [rule.to_json()]}]
    [tie] = outcome.ties
    assert tie.candidates == ("Cyra", "Dara")
