"""Voting lists: the charter's order, what falls, what is written at the end, and what a list refuses."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from tests.assembly.drafters import amend, clause, members, propose
from tests.assembly.house import House
from tests.assembly.story import GUARD, SUPPORT, TEACHERS, WORKERS, both

from hamgara.assembly import AssemblyReplay, Charter, Refused, voting_list_of
from hamgara.assembly.charter import DraftingRules
from hamgara.record import Entry

S = "secretariat"
WIDER = {"fa": "از حق همهٔ کارگران و همهٔ زنان در سراسر کشور پاسداری می‌کنیم."}


@pytest.fixture
def house() -> House:
    made = members()
    propose(made, "cl-a", WORKERS)
    propose(made, "cl-b", both("b"))
    amend(made, "am-a", text=TEACHERS)
    amend(made, "am-b", by="ind-three", text=SUPPORT)
    amend(made, "am-c", by="ind-four", text=WIDER)
    amend(made, "am-d", "cl-b", operations=[{"do": "strike"}])
    return made


def decide(house: House, first: str, key: str, choice: str = "yes") -> None:
    subject = {"matter": "amendment", "id": first, "list": key}
    decision = f"dec-{key}-{first}"
    house.do(S, "decision.opened", {"id": decision, "subject": subject, "closes": house.later(hours=1)})
    for voter in ("ind-one", "ind-two", "ind-three", "org-two", "del-one"):
        house.do(voter, "vote.cast", {"decision": decision, "choice": choice})
    house.wait(hours=2)
    house.do(S, "decision.closed", house.outcome(decision))


def refused(house: House, code: str, kind: str, data: dict[str, Any], by: str = S) -> None:
    with pytest.raises(Refused) as error:
        house.do(by, kind, data)
    assert error.value.code == code


def votes(house: House, **more: Any) -> list[tuple[str, ...]]:
    return [v.amendments for v in voting_list_of(house.state, ("cl-a", "cl-b"), **more)[1].votes]


@pytest.mark.parametrize(
    ("rules", "order"),
    [
        (DraftingRules(), ["am-c", "am-b"]),
        (DraftingRules(measure="words-struck"), ["am-b", "am-c"]),
        (DraftingRules(order="time"), ["am-b", "am-c"]),
    ],
)
def test_the_charter_says_which_comes_first(house: House, rules: DraftingRules, order: list[str]) -> None:
    charter = Charter(drafting=rules)
    convening = msgspec.structs.replace(house.state.convening, charter=charter)
    state = house.state.having(convening=convening)
    listed = voting_list_of(state, ("cl-a", "cl-b"))[1]
    assert [v.amendments for v in listed.votes] == [("am-a", "am-d"), *((a,) for a in order)]


def test_the_chair_sets_the_order_where_the_charter_says_so() -> None:

    house = members(Charter(drafting=DraftingRules(order="chair")))
    propose(house, "cl-a", WORKERS)
    amend(house, "am-b", by="ind-three", text=SUPPORT)
    amend(house, "am-c", by="ind-four", text=WIDER)
    house.do(S, "list.drawn", house.drawn("lst", ["cl-a"], chair=["am-c", "am-b"]))
    assert [v.amendments for v in house.state.clauses.lists["lst"].votes] == [("am-c",), ("am-b",)]
    assert house.state.clauses.lists["lst"].votes[0].falls == ("am-b",)


def test_what_is_uncontested_can_be_voted_on_apart(house: House) -> None:
    assert votes(house) == [("am-a", "am-d"), ("am-c",), ("am-b",)]
    assert votes(house, apart=("am-a",)) == [("am-d",), ("am-c",), ("am-b",), ("am-a",)]


def test_a_list_is_voted_on_in_its_order_and_written_at_its_end(house: House) -> None:
    house.do(S, "list.drawn", house.drawn("lst", ["cl-a", "cl-b"]))
    later = {"matter": "amendment", "id": "am-b", "list": "lst"}
    closes = house.later(hours=1)
    refused(house, "not_next", "decision.opened", {"id": "dec-x", "subject": later, "closes": closes})
    beside = {"matter": "amendment", "id": "am-b"}
    refused(house, "decision_open", "decision.opened", {"id": "dec-x", "subject": beside, "closes": closes})
    revision = {"id": "cl-a", "version": 1, "text": GUARD}
    refused(house, "decision_open", "clause.revised", revision, by="ind-one")
    refused(house, "decision_open", "amendment.withdrawn", {"id": "am-b"}, by="ind-three")
    refused(house, "decision_open", "amendment.accepted", {"id": "am-b"}, by="ind-one")
    refused(house, "on_list", "clause.moved", {"id": "cl-a"})
    decide(house, "am-a", "lst")
    refused(house, "votes_left", "list.closed", {"id": "lst", "adopted": [], "texts": {}})
    decide(house, "am-c", "lst")
    # The vote on am-c makes am-b fall: the list is at its end.
    refused(house, "not_next", "decision.opened", {"id": "dec-x", "subject": later, "closes": house.later(hours=1)})
    true = house.enacted("lst")
    assert clause(house).current.number == 1
    for wrong in (
        {**true, "adopted": ["am-a"]},
        {**true, "texts": {**true["texts"], "cl-a": "0" * 64}},
        {**true, "texts": {}},
    ):
        refused(house, "outcome_differs", "list.closed", wrong)
    house.do(S, "list.closed", true)
    assert clause(house).current.text["fa"] == "از حق همهٔ کارگران، آموزگاران و همهٔ زنان در سراسر کشور پاسداری می‌کنیم."
    assert clause(house).current.stale == ("en",)
    assert clause(house, "cl-b").status == "struck"
    statuses = {a.id: (a.status, a.decision) for a in house.state.clauses.amendments.values()}
    assert statuses == {
        "am-a": ("adopted", "dec-lst-am-a"),
        "am-b": ("fallen", "dec-lst-am-c"),
        "am-c": ("adopted", "dec-lst-am-c"),
        "am-d": ("adopted", "dec-lst-am-a"),
    }
    replay = AssemblyReplay(house.attached)
    for raw in house.raws:
        replay.admit(Entry.from_bytes(raw))
    assert replay.state == house.state


def test_a_rejected_vote_lets_the_next_come_up(house: House) -> None:
    house.do(S, "list.drawn", house.drawn("lst", ["cl-a"]))
    decide(house, "am-a", "lst", "no")
    decide(house, "am-c", "lst", "no")
    decide(house, "am-b", "lst")
    house.do(S, "list.closed", house.enacted("lst"))
    assert clause(house).current.text == SUPPORT
    assert clause(house).current.stale == ()
    rejected = house.state.clauses.amendments["am-a"]
    assert (rejected.status, rejected.decision) == ("rejected", "dec-lst-am-a")


def test_two_that_ask_for_the_same_fall_together(house: House) -> None:
    amend(house, "am-e", by="org-two", text=SUPPORT)
    house.do(S, "list.drawn", house.drawn("lst", ["cl-a"]))
    assert [v.amendments for v in house.state.clauses.lists["lst"].votes] == [("am-a",), ("am-c",), ("am-b", "am-e")]
    decide(house, "am-a", "lst")
    decide(house, "am-c", "lst")
    house.do(S, "list.closed", house.enacted("lst"))
    fallen = [house.state.clauses.amendments[a] for a in ("am-b", "am-e")]
    assert [(a.status, a.decision) for a in fallen] == [("fallen", "dec-lst-am-c")] * 2


def test_what_is_joined_brings_its_amendments_and_leaves_the_translation_stale(house: House) -> None:
    propose(house, "cl-c", both("c"))
    chain = (("am-j", "cl-a", "cl-b"), ("am-k", "cl-b", "cl-c"))
    house.do("ind-two", "amendment.withdrawn", {"id": "am-a"})
    for key in ("am-b", "am-c", "am-d"):
        house.do(house.state.clauses.amendments[key].by, "amendment.withdrawn", {"id": key})
    for key, first, second in chain:
        amend(house, key, first, operations=[{"do": "join", "second": second, "second_version": 1}])
    house.do(S, "list.drawn", house.drawn("lst", ["cl-a", "cl-b", "cl-c"]))
    decide(house, "am-j", "lst")
    house.do(S, "list.closed", house.enacted("lst"))
    now = clause(house).current
    assert (now.text["en"], now.stale) == (f"{WORKERS['en']} Text b Text c", ())
    assert now.amendments == ("am-j", "am-k")
    propose(house, "cl-d", both("d"))
    amend(house, "am-l", "cl-a", operations=[{"do": "join", "second": "cl-d", "second_version": 1}])
    amend(house, "am-m", "cl-d", text={"fa": "متن دیگر"})
    house.do(S, "list.drawn", house.drawn("lst-two", ["cl-a", "cl-d"]))
    decide(house, "am-l", "lst-two")
    house.do(S, "list.closed", house.enacted("lst-two"))
    now = clause(house).current
    assert now.text["fa"].endswith("متن c متن دیگر")
    assert (now.stale, now.amendments) == (("en",), ("am-l", "am-m"))


def test_what_is_proposed_while_a_list_is_open_is_carried_afterwards(house: House) -> None:
    house.do(S, "list.drawn", house.drawn("lst", ["cl-a"]))
    amend(house, "am-late", text={"fa": "ما از حق کارگران و زنان دفاع می‌کنیم."})
    decide(house, "am-a", "lst")
    decide(house, "am-c", "lst", "no")
    decide(house, "am-b", "lst", "no")
    house.do(S, "list.closed", house.enacted("lst"))
    late = house.state.clauses.amendments["am-late"]
    assert (late.version, late.text["fa"]) == (2, "ما از حق کارگران، آموزگاران و زنان دفاع می‌کنیم.")


def test_a_list_is_refused_where_it_is_not_what_follows(house: House) -> None:
    true = house.drawn("lst", ["cl-a"])
    refused(house, "outcome_differs", "list.drawn", {**true, "votes": true["votes"][::-1]})
    refused(house, "outcome_differs", "list.drawn", {**true, "votes": true["votes"][:1]})
    refused(house, "order_foreign", "list.drawn", {**true, "chair": ["am-b"]})
    refused(house, "unknown", "list.drawn", {**true, "apart": ["am-none"]})
    refused(house, "names_once", "list.drawn", {**true, "clauses": ["cl-a", "cl-a"]})
    amend(house, "am-j", "cl-a", operations=[{"do": "join", "second": "cl-b", "second_version": 1}])
    refused(house, "clause_missing", "list.drawn", house.drawn("lst", ["cl-a"]))
    house.do("ind-two", "amendment.withdrawn", {"id": "am-j"})
    house.do(S, "list.drawn", true)
    refused(house, "id_taken", "list.drawn", true)
    refused(house, "decision_open", "list.drawn", {**true, "id": "lst-two"})


def test_a_list_that_is_called_off_leaves_all_as_it_was(house: House) -> None:
    before = house.state.clauses
    house.do(S, "list.drawn", house.drawn("lst", ["cl-a"]))
    decide(house, "am-a", "lst")
    house.do(S, "list.withdrawn", {"id": "lst", "reason": "خطا در فهرست"})
    part = house.state.clauses
    assert (part.clauses, part.amendments) == (before.clauses, before.amendments)
    house.do(S, "list.drawn", house.drawn("lst-two", ["cl-a"]))
