"""The voting list: only what must be voted on, in the stated order, with its consequences, and what votes bring."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.drafting.corpus import a_draft, an_amendment
from tests.drafting.test_merging import a_meeting

from hamgara.drafting import (
    FIRST,
    MEASURES,
    Amendment,
    Clause,
    Draft,
    DraftingError,
    Move,
    NewClause,
    Strike,
    adopt,
    count_votes,
    divide,
    enact,
    merge,
    origins_of_words,
    reword,
    voting_list,
)

PEACE = Clause("c", "We call for peace and bread now.")
DRAFT = Draft((PEACE, Clause("d", "We thank the hosts.")))


def an_amended(id: str, text: str, at: int = 0) -> Amendment:
    return Amendment(id, (f"by {id}",), (reword(PEACE, text),), at)


def test_the_list_of_a_meeting() -> None:
    listed = voting_list(a_meeting())
    assert [(v.amendments, v.contest, v.falls) for v in listed.votes] == [
        (("a", "e", "c", "f"), 0, ()),
        (("b",), 1, ("d",)),
        (("d",), 1, ()),
    ]
    assert [v.reach for v in listed.votes] == [1 + 2 + 7, 4, 2]


def test_orders() -> None:
    small, large = an_amended("1", "We call for peace and roses now.", 9), an_amended("2", "We ask for bread soon.", 10)
    strike = Amendment("3", ("s",), (Strike("c", 1),), 11)
    merged = merge(DRAFT, [small, large, strike])

    def order(**rule: object) -> list[str]:
        return [v.amendments[0] for v in voting_list(merged, **rule).votes]  # type: ignore[arg-type]

    assert order(rule="time") == ["1", "2", "3"]
    assert order(rule="far-reaching", measure="words-struck")[0] == "3"
    assert order(rule="chair", chair=["2", "3", "1"]) == ["2", "3", "1"]
    with pytest.raises(DraftingError) as refused:
        order(rule="chair", chair=["2"])
    assert refused.value.code == "chair-incomplete"
    with pytest.raises(DraftingError):
        order(measure="loudness")
    assert {"words-changed", "words-struck"} == set(MEASURES)


def test_votes_must_be_those_that_are_needed() -> None:
    merged = a_meeting()
    listed = voting_list(merged)
    assert count_votes(listed, {"a": True, "b": True}).fallen == ("d",)
    assert count_votes(listed, {"a": False, "b": False, "d": True}).adopted == ("d",)
    for passed, code in (
        ({"a": True}, "vote-missing"),
        ({"a": True, "b": True, "d": True}, "vote-needless"),
        ({"a": True, "b": True, "e": True}, "vote-needless"),
    ):
        with pytest.raises(DraftingError) as refused:
            count_votes(listed, passed)
        assert refused.value.code == code


def test_the_decision_is_with_every_word() -> None:
    merged = a_meeting()
    listed = voting_list(merged)
    outcome = count_votes(listed, {"a": True, "b": True})
    made = enact(merged, listed, outcome, decisions={"a": "v1", "b": "v2"})
    found = {w: (o.amendments, o.decision) for w, o in origins_of_words(made.draft.clauses[0]) if o != FIRST}
    assert found == {
        "آموزگاران": (("a", "e"), "v1"),
        "،": (("a", "e"), "v1"),
        "هنرمندان": (("c",), "v1"),
        "آزاد": (("b",), "v2"),
        "پشتیبانی": (("b",), "v2"),
    }
    later = Amendment(
        "z", ("q",), (reword(made.draft.clauses[0], made.draft.clauses[0].text.replace("آزاد", "پایدار")),)
    )
    again = adopt(made.draft, [later], decisions={"z": "v3"}).draft.clauses[0]
    assert {w: o.decision for w, o in origins_of_words(again)}["هنرمندان"] == "v1"
    assert {w: o.decision for w, o in origins_of_words(again)}["پایدار"] == "v3"


def test_an_amendment_to_an_amendment_goes_first_and_keeps_its_name() -> None:
    parent = an_amended("p", "We call for a just peace and bread now.")
    own = adopt(DRAFT, [parent]).draft.clauses[0]
    below = Amendment("q", ("by q",), (reword(own, "We call for a just and lasting order and bread now."),), 2, "p")
    rival = Amendment("r", ("by r",), (reword(own, "We call for a just calm and bread now."),), 3, "p")
    merged = merge(DRAFT, [parent, rival, below])
    assert merged.uncontested == ()
    listed = voting_list(merged, rule="time")
    assert [(v.amendments, v.amends, v.falls) for v in listed.votes] == [
        (("q",), "p", ("r",)),
        (("r",), "p", ()),
        (("p",), "", ()),
    ]
    made = enact(merged, listed, count_votes(listed, {"q": True, "p": True}), decisions={"q": "v1", "p": "v2"})
    assert made.draft.clauses[0].text == "We call for a just and lasting order and bread now."
    found = {w: (o.amendments, o.by, o.decision) for w, o in origins_of_words(made.draft.clauses[0])}
    assert found["lasting"] == (("q",), ("by q",), "v1")
    assert found["just"] == (("p",), ("by p",), "v2")
    rejected = enact(merged, listed, count_votes(listed, {"q": True, "p": False}))
    assert rejected.draft == DRAFT


def test_a_new_clause_can_be_amended_before_it_is_in() -> None:
    parent = Amendment("p", ("x",), (NewClause("n", "Schools are free.", "c"),))
    own = adopt(DRAFT, [parent]).draft.clause("n")
    below = Amendment("q", ("y",), (reword(own, "Schools and colleges are free."),), to="p")
    merged = merge(DRAFT, [parent, below])
    listed = voting_list(merged)
    made = enact(merged, listed, count_votes(listed, {"q": True, "p": True})).draft
    assert made.order == ("c", "n", "d")
    assert dict(origins_of_words(made.clause("n")))["colleges"].by == ("y",)
    assert dict(origins_of_words(made.clause("n")))["Schools"].by == ("x",)


def test_additions_at_one_place_can_both_stand_in_the_order_of_adoption() -> None:
    one = Amendment("1", ("x",), (NewClause("m", "First.", "c"),), 1)
    other = Amendment("2", ("y",), (NewClause("n", "Second.", "c"),), 2)
    merged = merge(DRAFT, [other, one])
    listed = voting_list(merged, rule="chair", chair=["2", "1"])
    assert [(v.amendments[0], v.falls, v.beside) for v in listed.votes] == [("2", (), ("1",)), ("1", (), ("2",))]
    made = enact(merged, listed, count_votes(listed, {"1": True, "2": True})).draft
    # What is adopted first stands first after its anchor.
    assert made.order == ("c", "n", "m", "d")


def test_apart_and_divided() -> None:
    both = an_amended("1", "Today we call for peace and bread without delay.")
    assert len(divide(both)) == len(both.operations[0].changes)  # type: ignore[union-attr]
    parts = divide(both)
    merged = merge(DRAFT, [*parts, Amendment("9", ("m",), (Move("d", ""),))])
    assert merged.contests == ()
    listed = voting_list(merged, apart=[parts[0].id])
    assert [v.amendments[0] for v in listed.votes][-1] == parts[0].id
    assert len(listed.votes) == 2
    with pytest.raises(DraftingError):
        voting_list(merged, apart=["nobody"])


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**9), st.sampled_from(["far-reaching", "time"]))
def test_any_votes_can_be_carried_out(seed: int, rule: str) -> None:
    lot = random.Random(seed)
    draft, languages = a_draft(lot, lot.randint(1, 4))
    merged = merge(draft, [an_amendment(lot, n, draft, languages) for n in range(lot.randint(1, 8))])
    listed = voting_list(merged, rule=rule)  # type: ignore[arg-type]
    on_list = [id for v in listed.votes for id in v.amendments]
    assert sorted(on_list) == sorted(a.id for a in merged.everyone)
    passed: dict[str, bool] = {}
    fallen: set[str] = set()
    for vote in listed.votes:
        if vote.amendments[0] not in fallen:
            passed[vote.amendments[0]] = lot.random() < 0.6
            if passed[vote.amendments[0]]:
                fallen |= set(vote.falls)
    outcome = count_votes(listed, passed)
    assert set(outcome.fallen) == fallen
    made = enact(merged, listed, outcome)
    adopted = {id for v in listed.votes if v.amendments[0] in outcome.adopted for id in v.amendments}
    used = {id for c in made.draft.clauses for s in c.provenance() for id in s.origin.amendments}
    assert used <= adopted
