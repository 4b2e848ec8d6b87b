"""Decision rules: hand-made cases at the thresholds, and what must hold for all votes."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamgara.assembly.rules import Rule, decide, tally_votes

TWO_THIRDS = Rule(share="2/3", inclusive=True)


def outcome(rule: Rule, votes: list[tuple[str, str, Fraction, str, str]], roll: dict[str, Fraction] | None = None):
    sums = roll or {k: sum((v[2] for v in votes if v[4] == k), Fraction(0)) for k in ("organisation", "independent")}
    whole = tally_votes((v[:4] for v in votes), sum(sums.values(), Fraction(0)))
    classes = {k: tally_votes((v[:4] for v in votes if v[4] == k), sums[k]) for k in sums}
    return decide(rule, whole, classes, quorate=True)


def cast(
    yes: int, no: int, abstain: int = 0, kind: str = "independent", weight: Fraction = Fraction(1), prefix: str = ""
) -> list:
    choices = ["yes"] * yes + ["no"] * no + ["abstain"] * abstain
    return [(f"{prefix}m{i}", f"{prefix}m{i}", weight, c, kind) for i, c in enumerate(choices)]


@pytest.mark.parametrize(
    ("rule", "votes", "adopted"),
    [
        (Rule(), cast(3, 2), True),
        (Rule(), cast(2, 2), False),
        (Rule(), cast(2, 1, 5), True),
        (Rule(abstentions=True), cast(2, 1, 5), False),
        (Rule(abstentions=True), cast(5, 0, 4), True),
        (TWO_THIRDS, cast(2, 1), True),
        (TWO_THIRDS, cast(199, 100), False),
        (TWO_THIRDS, cast(200, 100), True),
        (Rule(share="2/3"), cast(2, 1), False),
        (Rule(kind="consensus"), cast(9, 0, 3), True),
        (Rule(kind="consensus"), cast(9, 1), False),
        (Rule(kind="consensus", objections=1), cast(9, 1), True),
        (Rule(kind="consensus", objections=5), cast(0, 1), False),
        (Rule(kind="double"), cast(3, 1) + cast(2, 1, kind="organisation", prefix="o"), True),
        (Rule(kind="double"), cast(9, 1) + cast(1, 2, kind="organisation", prefix="o"), False),
        (Rule(kind="double"), cast(3, 1), True),
        (Rule(), [], False),
    ],
)
def test_thresholds(rule: Rule, votes: list, adopted: bool) -> None:
    assert outcome(rule, votes).adopted is adopted


def test_base_of_the_whole_roll() -> None:
    rule = Rule(of_roll=True)
    roll = {"independent": Fraction(10), "organisation": Fraction(0)}
    assert not outcome(rule, cast(5, 0), roll).adopted
    assert outcome(rule, cast(6, 0), roll).adopted


def test_a_class_that_does_not_vote_blocks_a_double_majority() -> None:
    rule = Rule(kind="double")
    assert not outcome(rule, cast(5, 0), {"independent": Fraction(5), "organisation": Fraction(3)}).adopted


def test_objections_are_counted_by_member() -> None:
    votes = [("org", "d1", Fraction(1, 2), "no", "organisation"), ("org", "d2", Fraction(1, 2), "no", "organisation")]
    assert outcome(Rule(kind="consensus", objections=1), votes + cast(1, 0)).adopted


def test_fractions_decide_exactly() -> None:
    third = [(f"m{i}", f"m{i}", Fraction(1, 3), c, "independent") for i, c in enumerate(["yes", "yes", "no"])]
    assert outcome(TWO_THIRDS, third).adopted
    assert outcome(TWO_THIRDS, third).needed == "2/3"


votes = st.lists(
    st.tuples(
        st.sampled_from(("yes", "no", "abstain")),
        st.fractions(min_value=Fraction(1, 9), max_value=5, max_denominator=9),
        st.sampled_from(("organisation", "independent")),
    ),
    min_size=1,
    max_size=12,
)
any_rule = st.builds(
    Rule,
    kind=st.sampled_from(("share", "consensus", "double")),
    share=st.sampled_from(("0", "1/3", "1/2", "2/3", "1")),
    inclusive=st.booleans(),
    objections=st.integers(0, 3),
    abstentions=st.booleans(),
    of_roll=st.booleans(),
)


@given(any_rule, votes, st.data())
def test_monotone(rule: Rule, drawn: list, data: st.DataObject) -> None:
    rows = [(f"m{i}", f"m{i}", w, c, k) for i, (c, w, k) in enumerate(drawn)]
    before = outcome(rule, rows).adopted
    i = data.draw(st.integers(0, len(rows) - 1))
    better = [(*r[:3], "yes", r[4]) if j == i else r for j, r in enumerate(rows)]
    assert outcome(rule, better).adopted >= before


@given(any_rule, votes, st.randoms())
def test_order_of_votes_does_not_matter(rule: Rule, drawn: list, rng) -> None:
    rows = [(f"m{i}", f"m{i}", w, c, k) for i, (c, w, k) in enumerate(drawn)]
    shuffled = rng.sample(rows, len(rows))
    assert outcome(rule, shuffled) == outcome(rule, rows)
