"""What is claimed of an outcome: rules of place and what they changed, certificates with their witness, pairs."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from tests.documents.counts.polls import CITIES, counting_of, poll, polls

from hamgara.documents import Counting, lay_out_count
from hamgara.documents.counts.guarantees import describe_rule, say_difference
from hamgara.documents.counts.voice import Voice
from hamgara.documents.sheet import Prose, Roll, Table
from hamgara.elections import Ballots, PlaceRule, check_priceability

ONE = PlaceRule("city", at_most=1)
PAPERS = [(9, ("Ava", "Babak")), (8, ("Babak", "Ava")), (3, ("Cyra", "Dana")), (2, ("Esfandiar", "Farah"))]


def text(counting: Counting) -> str:
    said = []
    for block in lay_out_count(counting, "en").sides[0].blocks:
        if isinstance(block, Prose):
            said.append(block.wording.line)
        if isinstance(block, Roll):
            said += [item.wording.line for item in block.items]
    return "\n".join(said)


@pytest.mark.parametrize("method", ["scottish-stv", "block", "seq-pav", "pav"])
def test_what_the_outcome_would_have_been_without_the_rule(method: str) -> None:
    papers = [(w, ranks[:1]) for w, ranks in PAPERS] if method != "pav" else PAPERS
    bound, free = poll(method, papers, 2, rules=[ONE]), poll(method, papers, 2)
    assert set(free.outcome.elected) == {"Ava", "Babak"}
    [lost] = set(free.outcome.elected) - set(bound.outcome.elected)
    [gained] = set(bound.outcome.elected) - set(free.outcome.elected)
    said = text(bound)
    assert f"without them these ballots would have elected {lost} in place of {gained}." in said
    assert "All who would have been elected without the rules: Ava and Babak." in said
    assert "from each city: at most 1" in said
    if method != "pav":
        assert f"{lost} could no longer be elected, for with {lost} this could not have been kept" in said


@settings(max_examples=80, deadline=None)
@given(polls())
def test_the_difference_is_that_of_two_counts(counting: Counting) -> None:
    said = say_difference(Voice.of(counting, "en"), counting)
    places = counting.outcome.places
    if not counting.rules:
        assert said == ""
    elif places is None:
        assert "changed no step" in said
    elif set(places.unconstrained) == set(counting.outcome.elected):
        assert "the same would have been elected" in said
    else:
        lost, gained = said.split("would have elected ")[1].split(" in place of ")
        assert {who for who in CITIES if who in lost} == set(places.unconstrained) - set(counting.outcome.elected)
        assert {who for who in CITIES if who in gained} == set(counting.outcome.elected) - set(places.unconstrained)


def test_rules_read_as_what_they_bound() -> None:
    voice = Voice("en", {})
    assert describe_rule(voice, PlaceRule("city", at_most=2)) == "from each city: at most 2"
    assert describe_rule(voice, PlaceRule("country", "CA", at_least=1)) == "from Canada (country): at least 1"
    assert describe_rule(voice, PlaceRule("gender", at_least=2, at_most=2)) == "from each gender: exactly 2"
    assert describe_rule(voice, PlaceRule("hue", "red", 3, 1)) == "from red (hue): at least 1 and at most 3"
    assert describe_rule(Voice("fa", {}), PlaceRule("country", "CA", at_least=1)) == "از کانادا (کشور) دست‌کم ۱ نفر"


def test_a_rule_about_a_place_that_nobody_is_from_is_said_to_concern_nobody() -> None:
    nowhere, known = PlaceRule("city", "Torronto", at_most=1), PlaceRule("city", "Toronto", at_most=1)
    counting = poll("scottish-stv", PAPERS, 2, rules=[nowhere, known, ONE])
    said = text(counting)
    assert said.count("concerns nobody") == 1
    assert "No candidate is from Torronto (city); the rule about it concerns nobody." in said
    assert "هیچ نامزدی از" in "".join(
        block.wording.line for block in lay_out_count(counting, "fa").sides[0].blocks if isinstance(block, Prose)
    )


def test_the_elected_by_place_are_counted() -> None:
    counting = poll("scottish-stv", PAPERS, 3, rules=[ONE])
    [table] = [
        block
        for block in lay_out_count(counting, "en").sides[0].blocks
        if isinstance(block, Table) and block.caption == "The elected by city"
    ]
    assert {row[0] for row in table.rows} == {CITIES[who] for who in counting.outcome.elected}
    assert {row[1] for row in table.rows} == {"1"}


def test_a_certificate_that_fails_names_its_group() -> None:
    bound = poll("scottish-stv", PAPERS, 2, rules=[ONE])
    [lost] = {"Ava", "Babak"} - set(bound.outcome.elected)
    said = text(bound)
    votes = {ranks[0]: weight for weight, ranks in PAPERS}[lost]
    assert (
        f"Proportionality for solid coalitions does not hold: {votes} votes rank {lost} above all others and deserve 1 "
        "of these, but got 0."
    ) in said
    assert "Rules of place come before these properties" in said
    held = text(poll("scottish-stv", PAPERS, 2))
    assert "Proportionality for solid coalitions holds" in held
    assert "Rules of place come before" not in held


def test_pairs_are_told_for_rankings_only() -> None:
    assert "Ava is preferred to each other candidate" in text(poll("scottish-stv", PAPERS, 1))
    assert "preferred to each other candidate" not in text(poll("approval", PAPERS, 1))
    circle = [(1, ("Ava", "Babak", "Cyra")), (1, ("Babak", "Cyra", "Ava")), (1, ("Cyra", "Ava", "Babak"))]
    assert "The smallest group of whom each beats everybody outside is: Ava, Babak and Cyra." in text(
        poll("schulze", circle, 1)
    )


def test_who_agrees_on_somebody_and_has_nobody_is_told_both_ways() -> None:
    # 11 votes for 3 seats: a seat is worth 11/3. Four agree on Dana, who comes last; their share is one seat.
    papers = [(4, ("Dana",)), (7, ("Ava", "Babak", "Cyra"))]
    wronged = text(poll("approval", papers, 3))
    claim = "does not hold: 4 votes approve Dana and deserve 1 representative, but"
    assert f"{claim} none of them has more than 0." in wronged
    assert f"{claim} have 0 together." in wronged
    fair = text(poll("seq-pav", papers, 3))
    assert "(EJR+) holds" in fair
    assert "(PJR+) holds" in fair


def test_priceability_is_claimed_and_its_witness_real() -> None:
    held = poll("equal-shares", [(6, ("Ava", "Babak")), (4, ("Cyra",))], 2)
    assert "The committee is priceable" in text(held)
    ballots = Ballots.from_rankings(tuple(CITIES), [(6, ["Ava", "Babak"]), (5, ["Cyra"])], 2)
    unfair = counting_of(ballots, "approval", 2)
    [found] = [c for c in unfair.certificates if c.property == "priceability"]
    assert not found.holds
    assert "at no price can voters with equal budgets buy it" in text(unfair)
    assert check_priceability(ballots, ["Ava", "Babak"], found)
