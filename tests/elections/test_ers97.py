"""The rules of 1997 against OpenSTV, point by point, and paragraphs of them by hand."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

from hamgara.elections import Ballots, PlaceRule, Places, count

DATA = Path(__file__).parents[1] / "data" / "methods" / "ers97.json"
NAMES = tuple("ABCDEFGH")


def test_every_point_is_that_of_openstv() -> None:
    compared = together = 0
    for case in json.loads(DATA.read_text(encoding="utf-8")):
        names = NAMES[: case["candidates"]]
        papers = [(weight, [names[c] for c in ranks]) for weight, ranks in case["papers"]]
        outcome = count(Ballots.from_rankings(names, papers, case["seats"]), "ers97")
        if any(tie.lot for tie in outcome.ties):
            continue
        compared += 1
        assert sorted(names.index(name) for name in outcome.elected) == case["elected"]
        assert Fraction(outcome.facts["quota"]) * 100 == case["quota"]
        # Whether the last exclusion still moves papers differs; nothing follows from it.
        for stage, votes in zip(outcome.rounds, case["hundredths"], strict=False):
            assert [stage.votes[name] * 100 for name in names] == votes
        assert abs(len(outcome.rounds) - len(case["hundredths"])) <= 1
        together += any(len(stage.excluded) > 1 for stage in outcome.rounds)
    assert compared > 200
    assert together > 20


def test_votes_are_never_lost_and_stages_hold_their_rounds() -> None:
    for case in json.loads(DATA.read_text(encoding="utf-8")):
        names = NAMES[: case["candidates"]]
        papers = [(Fraction(weight, 3), [names[c] for c in ranks]) for weight, ranks in case["papers"]]
        outcome = count(Ballots.from_rankings(names, papers, case["seats"]), "ers97", seed="w")
        gone = Fraction(0)
        for stage in outcome.rounds:
            gone += stage.non_transferable + stage.truncated
            assert sum(stage.votes.values()) + gone == outcome.valid
        listed = [number for some in outcome.facts["stages"] for number in some]
        assert listed == list(range(1, len(outcome.rounds) + 1))


def test_quota_surplus_and_value_by_hand() -> None:
    # Quota 100/3 = 33.34 (5.1.6). A's surplus of 26.66 over 50 transferable papers: 0.53 each (5.3.7), 0.16 lost.
    ballots = Ballots.from_rankings(tuple("ABCD"), [(50, "AB"), (10, "A"), (22, "C"), (18, "DC")], 2)
    outcome = count(ballots, "ers97")
    assert outcome.facts["quota"] == "33.34"
    stage = outcome.rounds[1]
    assert (stage.action, stage.candidate, stage.transfers) == ("surplus", "A", {"B": Fraction("26.5")})
    assert (stage.truncated, stage.parcels[0].value) == (Fraction("0.16"), Fraction("0.53"))


def test_a_small_surplus_waits_and_losers_leave_together() -> None:
    # A's surplus of 0.66 cannot lift D (1) and E (2) above C: it waits (5.2.2), and both leave together (5.2.5).
    papers = [(49, "AB"), (30, "B"), (29, "C"), (1, "D"), (2, "EB"), (34, "F")]
    ballots = Ballots.from_rankings(tuple("ABCDEF"), papers, 2)
    outcome = count(ballots, "ers97")
    assert outcome.facts["quota"] == "48.34"
    stage = outcome.rounds[1]
    assert (stage.action, stage.candidate, stage.excluded) == ("exclusion", "D + E", ("D", "E"))


def test_quota_falls_while_nobody_is_elected() -> None:
    # 40 votes for 2 seats: 13.34. C leaves with 5 votes that go nowhere: 35/3 = 11.67 (5.4.8).
    ballots = Ballots.from_rankings(tuple("ABCDE"), [(12, "A"), (11, "B"), (5, "C"), (6, "D"), (6, "ED")], 2)
    outcome = count(ballots, "ers97")
    assert outcome.facts["quota"] == "11.67"
    assert outcome.elected[0] == "A"


def test_a_tie_looks_forward_from_the_first_stage() -> None:
    # After E has left, C and D have 10 each; C had more at the first stage, and D goes.
    papers = [(20, "A"), (14, "B"), (10, "C"), (6, "D"), (4, "ED"), (1, "E")]
    ballots = Ballots.from_rankings(tuple("ABCDE"), papers, 1)
    outcome = count(ballots, "ers97")
    [tie] = [tie for tie in outcome.ties if tie.kind == "exclusion"]
    assert (tie.candidates, tie.chosen, tie.earlier_stages) == (("C", "D"), ("D",), (1,))


def test_whom_a_rule_keeps_does_not_leave_with_the_others() -> None:
    papers = [(46, "AB"), (30, "B"), (20, "C"), (1, "D"), (2, "EB"), (34, "F")]
    ballots = Ballots.from_rankings(tuple("ABCDEF"), papers, 2)
    places = Places({name: {"city": "x" if name in "DE" else "y"} for name in "ABCDEF"})
    outcome = count(ballots, "ers97", places=places, rules=[PlaceRule("city", "x", at_least=1)])
    assert set(outcome.elected) & {"D", "E"}
    assert outcome.places is not None
    assert outcome.places.acts
