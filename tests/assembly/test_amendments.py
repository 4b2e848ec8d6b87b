"""Amendments as acts: operations, what moves along with the text, what is refused, and where words come from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.assembly.drafters import amend, clause, members, propose
from tests.assembly.house import House
from tests.assembly.story import GUARD, SUPPORT, TEACHERS, WORKERS, both, resolve, steps

from hamgara.assembly import Refused, trace_words
from hamgara.assembly.charter import Charter, DraftingRules, charter_hash

S = "secretariat"
MENDED = "We defend the rights of workers and women."


@pytest.fixture
def house() -> House:
    made = members()
    propose(made, "cl-a", WORKERS)
    return made


def accept(house: House, key: str, *others: str) -> None:
    house.do("ind-one", "amendment.accepted", {"id": key} | ({"others": list(others)} if others else {}))


def refused(house: House, key: str, code: str, by: str = "ind-two", **data: Any) -> None:
    with pytest.raises(Refused) as error:
        amend(house, key, by=by, **data)
    assert error.value.code == code


def test_what_touches_other_words_is_carried_to_the_new_version(house: House) -> None:
    amend(house, "am-a", text=TEACHERS)
    amend(house, "am-b", by="ind-three", text=SUPPORT)
    accept(house, "am-a")
    carried = house.state.clauses.amendments["am-b"]
    assert (carried.version, carried.written) == (2, 1)
    assert carried.text == {
        "fa": "از حق کارگران، آموزگاران و زنان پشتیبانی می‌کنیم.",
        "en": "We support the right of workers, teachers and women.",
    }
    accept(house, "am-b")
    settled = house.state.clauses.amendments["am-b"]
    assert (settled.status, settled.version, settled.contained) == ("accepted", 2, False)
    assert dict(clause(house).current.text) == carried.text
    assert clause(house).current.stale == ()


def test_what_touches_the_same_words_is_out_of_date_and_says_why(house: House) -> None:
    amend(house, "am-a", text=GUARD)
    amend(house, "am-b", by="ind-three", text=SUPPORT)
    accept(house, "am-a")
    left = house.state.clauses.amendments["am-b"]
    assert left.version == 1
    assert house.state.clauses.outdated(left)
    assert [(r.code, r.was, r.now, r.by) for r in left.reasons] == [("words-changed", "دفاع", "پاسداری", ("am-a",))]
    with pytest.raises(Refused) as error:
        accept(house, "am-b")
    assert error.value.code == "outdated"
    house.do("ind-three", "amendment.rebased", {"id": "am-b", "version": 2, "text": SUPPORT})
    assert not house.state.clauses.amendments["am-b"].reasons
    accept(house, "am-b")
    assert clause(house).current.text["fa"] == SUPPORT["fa"]


def test_a_change_that_the_clause_makes_by_itself_is_contained(house: House) -> None:
    amend(house, "am-a", text=GUARD)
    house.do("ind-one", "clause.revised", {"id": "cl-a", "version": 1, "text": GUARD})
    assert house.state.clauses.amendments["am-a"].contained


def test_several_are_taken_in_at_once_with_their_translations(house: House) -> None:
    amend(house, "am-a", text=TEACHERS)
    amend(house, "am-b", by="ind-three", text=SUPPORT)
    amend(house, "am-c", by="ind-four", text=GUARD)
    with pytest.raises(Refused) as error:
        accept(house, "am-b", "am-c")
    assert error.value.code == "collide"
    accept(house, "am-a", "am-b")
    now = clause(house).current
    assert now.text["fa"] == "از حق کارگران، آموزگاران و زنان پشتیبانی می‌کنیم."
    assert now.text["en"] == "We support the right of workers, teachers and women."
    assert (now.stale, now.amendments) == ((), ("am-a", "am-b"))


def test_a_translation_that_one_of_them_lacks_is_stale(house: House) -> None:
    amend(house, "am-a", text=TEACHERS)
    amend(house, "am-b", by="ind-three", text={"fa": SUPPORT["fa"]})
    accept(house, "am-a", "am-b")
    now = clause(house).current
    assert (now.text["en"], now.stale) == (WORKERS["en"], ("en",))
    assert clause(house).translated_at("en") == clause(house).versions[0]
    house.do("ind-one", "clause.translated", {"id": "cl-a", "version": 2, "language": "en", "text": "New."})
    assert clause(house).translated_at("en") == clause(house).current


def test_words_are_replaced_inserted_and_deleted_by_position(house: House) -> None:
    operations = [
        {"do": "replace", "start": 0, "end": 2},
        {"do": "replace", "start": 3, "end": 3, "text": "، آموزگاران"},
        {"do": "replace", "start": 5, "end": 6, "text": "پشتیبانی"},
    ]
    found = amend(house, "am-a", operations=operations)
    assert found.text == {"fa": "کارگران، آموزگاران و زنان پشتیبانی می‌کنیم."}
    accept(house, "am-a")
    assert clause(house).current.text["fa"] == found.text["fa"]


def test_a_clause_is_split_and_joined_again(house: House) -> None:
    propose(house, "cl-z", both("last"))
    split = {"do": "split", "at": 3, "id": "cl-b", "title": both("second")}
    amend(house, "am-a", operations=[split])
    accept(house, "am-a")
    part = house.state.clauses
    assert (clause(house).current.text["fa"], clause(house, "cl-b").current.text["fa"]) == (
        "از حق کارگران",
        "و زنان دفاع می‌کنیم.",
    )
    assert clause(house).current.stale == ("en",)
    assert [c.id for c in part.listed()] == ["cl-a", "cl-b", "cl-z"]
    # The second part is its author's: the amendment's author consents by proposing, the clause's by accepting.
    join = {"do": "join", "second": "cl-b", "second_version": 1}
    amend(house, "am-b", operations=[join])
    with pytest.raises(Refused) as error:
        accept(house, "am-b")
    assert error.value.code == "own_only"
    _decide(house, "am-b")
    assert clause(house).current.text["fa"] == WORKERS["fa"]
    assert clause(house, "cl-b").status == "joined"
    assert {b.acts for b in trace_words(house.state, "cl-a", "fa")} == {(clause(house).seq,)}


def _decide(house: House, key: str, choice: str = "yes") -> None:
    closes = house.later(hours=1)
    subject = {"matter": "amendment", "id": key}
    house.do(S, "decision.opened", {"id": f"dec-{key}", "subject": subject, "closes": closes})
    for voter in ("ind-one", "ind-two", "ind-three", "org-two", "del-one"):
        house.do(voter, "vote.cast", {"decision": f"dec-{key}", "choice": choice})
    house.wait(hours=2)
    house.do(S, "decision.closed", house.outcome(f"dec-{key}"))


def test_a_clause_is_moved_struck_and_added(house: House) -> None:
    propose(house, "cl-b", both("b"))
    propose(house, "cl-c", both("c"))
    amend(house, "am-move", "cl-c", operations=[{"do": "move"}])
    amend(house, "am-strike", "cl-b", operations=[{"do": "strike"}])
    amend(house, "am-add", operations=[{"do": "add", "id": "cl-d", "title": both("d"), "text": both("d")}])
    for key in ("am-move", "am-strike", "am-add"):
        accept(house, key)
    assert [c.id for c in house.state.clauses.listed()] == ["cl-c", "cl-a", "cl-d"]
    assert (clause(house, "cl-b").status, clause(house, "cl-b").amendment) == ("struck", "am-strike")
    assert (clause(house, "cl-d").by, clause(house, "cl-d").amendment) == ("ind-two", "am-add")


def test_an_amendment_is_amended(house: House) -> None:
    amend(house, "am-a", text=GUARD)
    firmly = {"fa": "از حق کارگران و زنان همواره پاسداری می‌کنیم."}
    amend(house, "am-b", by="ind-three", text=firmly, to="am-a", on=1)
    other = {"fa": "از حق همهٔ کارگران و زنان پاسداری می‌کنیم."}
    amend(house, "am-c", by="ind-four", text=other, to="am-a", on=1)
    house.do("ind-two", "amendment.accepted", {"id": "am-b"})
    parent, beside = (house.state.clauses.amendments[a] for a in ("am-a", "am-c"))
    assert (parent.text, parent.revision) == (firmly, 2)
    assert (beside.on, beside.text["fa"]) == (2, "از حق همهٔ کارگران و زنان همواره پاسداری می‌کنیم.")
    accept(house, "am-a")
    assert clause(house).current.text["fa"] == firmly["fa"]
    assert house.state.clauses.amendments["am-c"].status == "fallen"
    brought = {b.words: b.amendments for b in trace_words(house.state, "cl-a", "fa")}
    assert (brought["همواره"], brought["پاسداری"]) == (("am-b",), ("am-a",))


def test_the_decision_is_with_the_words_that_each_vote_adopted(house: House) -> None:
    amend(house, "am-a", text=GUARD)
    firmly = {"fa": "از حق کارگران و زنان همواره پاسداری می‌کنیم."}
    amend(house, "am-b", by="ind-three", text=firmly, to="am-a", on=1)
    added = {"do": "add", "id": "cl-d", "title": both("d"), "text": {"fa": "آزادی برای همه."}}
    amend(house, "am-c", by="ind-three", operations=[added])
    _decide(house, "am-b")
    _decide(house, "am-a")
    brought = {b.words: (b.amendments, b.decision) for b in trace_words(house.state, "cl-a", "fa")}
    assert brought["همواره"] == (("am-b",), "dec-am-b")
    assert brought["پاسداری"] == (("am-a",), "dec-am-a")
    _decide(house, "am-c")
    (new,) = trace_words(house.state, "cl-d", "fa")
    assert (new.amendments, new.decision) == (("am-c",), "dec-am-c")


def test_a_translation_says_who_of_two_brought_its_words(house: House) -> None:
    amend(house, "am-a", text=GUARD)
    always = {
        "fa": "از حق کارگران و زنان همواره پاسداری می‌کنیم.",
        "en": "We always guard the right of workers and women.",
    }
    amend(house, "am-b", by="ind-three", text=always, to="am-a", on=1)
    house.do("ind-two", "amendment.accepted", {"id": "am-b"})
    house.do("ind-one", "clause.translated", {"id": "cl-a", "version": 1, "language": "en", "text": MENDED})
    accept(house, "am-a")
    now = clause(house).current
    assert now.text["en"] == "We always guard the rights of workers and women."
    brought = {b.words: (b.amendments, b.adopted) for b in trace_words(house.state, "cl-a", "en")}
    assert brought["always"] == (("am-b",), now.seq)
    assert brought["guard"] == (("am-a",), now.seq)
    assert brought["rights"][0] == ()


def test_words_go_back_to_the_act_that_set_an_amendment_anew(house: House) -> None:
    amend(house, "am-a", text=GUARD)
    house.do("ind-two", "amendment.rebased", {"id": "am-a", "version": 1, "text": TEACHERS})
    anew = house.state.clauses.amendments["am-a"].anew
    accept(house, "am-a")
    assert {b.acts for b in trace_words(house.state, "cl-a", "fa") if b.amendments} == {(anew,)}


def test_a_vote_on_what_the_draft_no_longer_allows(house: House) -> None:
    for key in ("cl-b", "cl-c"):
        propose(house, key, both(key))
    amend(house, "am-a", operations=[{"do": "join", "second": "cl-b", "second_version": 1}])
    house.do(S, "clause.moved", {"id": "cl-b", "after": "cl-c"})
    subject = {"matter": "amendment", "id": "am-a"}
    with pytest.raises(Refused) as error:
        house.do(S, "decision.opened", {"id": "dec-a", "subject": subject, "closes": house.later(hours=1)})
    assert error.value.code == "not_neighbours"
    with pytest.raises(Refused) as error:
        amend(house, "am-b", text=GUARD, to="am-a", on=1)
    assert error.value.code == "not_neighbours"
    house.do(S, "clause.moved", {"id": "cl-b", "after": "cl-a"})
    house.do(S, "decision.opened", {"id": "dec-am-a", "subject": subject, "closes": house.later(hours=1)})
    with pytest.raises(Refused) as error:
        house.do("ind-one", "clause.revised", {"id": "cl-b", "version": 1, "text": both("other")})
    assert error.value.code == "decision_open"
    house.do(S, "clause.moved", {"id": "cl-b", "after": "cl-c"})
    for voter in ("ind-one", "ind-two", "ind-three", "org-two", "del-one"):
        house.do(voter, "vote.cast", {"decision": "dec-am-a", "choice": "yes"})
    house.wait(hours=2)
    house.do(S, "decision.closed", house.outcome("dec-am-a"))
    left = house.state.clauses.amendments["am-a"]
    assert (left.status, [r.code for r in left.reasons]) == ("proposed", ["order-changed"])


def test_a_move_beside_a_rewording_leaves_the_translation_as_it_merges(house: House) -> None:
    propose(house, "cl-b", both("b"))
    amend(house, "am-a", text=GUARD)
    amend(house, "am-b", by="ind-three", operations=[{"do": "move", "after": "cl-b"}])
    accept(house, "am-a", "am-b")
    assert (clause(house).current.text, clause(house).current.stale) == (GUARD, ())
    assert [c.id for c in house.state.clauses.listed()] == ["cl-b", "cl-a"]


def test_a_join_puts_both_translations_together_unless_words_change_too(house: House) -> None:
    propose(house, "cl-b", {"fa": "و آزادی همه را می‌خواهیم.", "en": "And we want freedom for all."})
    join = {"do": "join", "second": "cl-b", "second_version": 1}
    amend(house, "am-a", operations=[join])
    accept(house, "am-a")
    now = clause(house).current
    assert now.text["en"] == f"{WORKERS['en']} And we want freedom for all."
    assert now.stale == ()
    propose(house, "cl-c", both("c"))
    amend(house, "am-b", operations=[{**join, "second": "cl-c"}])
    reworded = {x: text.replace("دفاع", "پشتیبانی").replace("defend", "support") for x, text in now.text.items()}
    amend(house, "am-c", by="ind-three", text=reworded)
    accept(house, "am-b", "am-c")
    assert clause(house).current.stale == ("en",)


def test_what_amends_a_withdrawn_amendment_falls(house: House) -> None:
    amend(house, "am-a", text=GUARD)
    amend(house, "am-b", by="ind-three", text=SUPPORT, to="am-a", on=1)
    house.do("ind-two", "amendment.withdrawn", {"id": "am-a"})
    assert house.state.clauses.amendments["am-b"].status == "fallen"


def test_what_is_refused(house: House) -> None:
    propose(house, "cl-b", both("b"))
    refused(house, "am-x", "text_or_operations")
    refused(house, "am-x", "text_or_operations", text=GUARD, operations=[{"do": "strike"}])
    refused(house, "am-x", "position_wrong", operations=[{"do": "replace", "start": 4, "end": 99}])
    refused(house, "am-x", "no_change", operations=[{"do": "replace", "start": 4, "end": 4}])
    refused(house, "am-x", "position_wrong", operations=[{"do": "split", "at": 0, "id": "cl-n", "title": both("n")}])
    refused(house, "am-x", "id_taken", operations=[{"do": "split", "at": 3, "id": "cl-b", "title": both("n")}])
    refused(
        house,
        "am-x",
        "not_neighbours",
        clause="cl-b",
        operations=[{"do": "join", "second": "cl-a", "second_version": 1}],
    )
    refused(house, "am-x", "names_once", operations=[{"do": "move", "after": "cl-a"}])
    twice = [{"do": "replace", "start": 1, "end": 3, "text": "x"}, {"do": "replace", "start": 2, "end": 4, "text": "y"}]
    refused(house, "am-x", "touches_twice", operations=twice)
    refused(house, "am-x", "unknown", text=GUARD, to="am-none", on=1)
    amend(house, "am-a", text=GUARD)
    refused(house, "am-x", "outdated", by="ind-three", text=SUPPORT, to="am-a", on=2)
    refused(house, "am-x", "no_change", by="ind-three", text=WORKERS, to="am-a", on=1)


def test_who_drafts_with_the_author_may_revise(house: House) -> None:
    propose(house, "cl-b", both("b"), drafters=["ind-three"])
    house.do("ind-three", "clause.revised", {"id": "cl-b", "version": 1, "text": both("c")})
    with pytest.raises(Refused) as error:
        house.do("ind-two", "clause.revised", {"id": "cl-b", "version": 2, "text": both("d")})
    assert error.value.code == "own_only"
    with pytest.raises(Refused) as error:
        house.do("ind-one", "clause.revised", {"id": "cl-b", "version": 1, "text": both("d")})
    assert error.value.code == "outdated"


def _every_text(house: House) -> Iterator[tuple[str, str, int]]:
    for found in house.state.clauses.clauses.values():
        for version in found.versions:
            for language in version.text:
                yield found.id, language, version.number


def test_every_word_of_every_version_goes_back_to_an_act_that_brought_it() -> None:
    house = House()
    acts = []
    for step in steps():
        entry = house.do(step[0], step[1], resolve(step, house))
        acts.append((entry.act, entry.data))
    kinds = {number + 2: act for number, act in enumerate(acts)}
    entering = {"decision.closed", "list.closed", "amendment.accepted", "clause.proposed", "clause.revised"}
    seen = set()
    for key, language, number in _every_text(house):
        for brought in trace_words(house.state, key, language, number):
            for seq in brought.acts:
                kind, data = kinds[seq]
                assert kind in ("clause.proposed", "clause.revised", "clause.translated", "amendment.proposed")
                if kind == "amendment.proposed":
                    assert data["id"] in brought.amendments
                    said = str(data.get("text", "")) + str(data.get("operations", ""))
                    assert all(word in said for word in brought.words.split())
                seen.add(kind)
            assert kinds[brought.adopted][0] in {*entering, "clause.translated"}
    assert seen == {"clause.proposed", "clause.revised", "clause.translated", "amendment.proposed"}


def test_a_charter_that_says_nothing_of_the_order_has_the_hash_it_had() -> None:
    assert charter_hash(Charter()) == "6eb4e2163479fe4db5093297b8a8af5b26eaf47258efbf4e17edd46c917188fa"
    assert charter_hash(Charter(drafting=DraftingRules(order="time"))) != charter_hash(Charter())
