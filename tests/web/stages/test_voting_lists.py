"""Drafting together on pages: amendments of every kind, one view of all, the order of votes, who brought what."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.web.conftest import PEOPLE
from tests.web.stages.drafts import close_vote, count_queries, do, propose_amendment, propose_clause, vote

from hamgara.assembly import Charter
from hamgara.assembly.charter import DraftingRules

Sign = Callable[..., Client]
WORKERS = {"fa": "از حق کارگران و زنان دفاع می‌کنیم.", "en": "We defend the right of workers and women."}
TEACHERS = {"fa": "از حق کارگران، آموزگاران و زنان دفاع می‌کنیم."}
SUPPORT = {"fa": "از حق کارگران و زنان پشتیبانی می‌کنیم."}
GUARD = {"fa": "از حق همهٔ کارگران و زنان جهان پاسداری می‌کنیم."}


def furnish(cast: Any) -> None:
    """A clause with an amendment that merges and two that collide, and a clause after it."""
    propose_clause(cast, "c-1", text=WORKERS)
    propose_clause(cast, "c-2", "other")
    propose_amendment(cast, "a-1", "c-1", text=TEACHERS)
    propose_amendment(cast, "a-2", "c-1", "delegate", text=SUPPORT)
    propose_amendment(cast, "a-3", "c-1", "union", text=GUARD)


def decide(cast: Any, clock: Any, key: str, first: str, choice: str = "yes") -> None:
    subject = {"matter": "amendment", "id": first, "list": key}
    cast.act("secretariat", "decision.opened", id=f"v-{first}", subject=subject, closes=clock.after(days=1))
    vote(cast, f"v-{first}", independent=choice, other=choice, union=choice)
    close_vote(cast, clock, f"v-{first}")


def draw(cast: Any, client_as: Sign, **data: Any) -> str:
    do(client_as("secretariat"), cast, "list.drawn", clauses=["c-1"], **data)
    return next(reversed(cast.state.clauses.lists))


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("who", ["public", "observer", "independent", "secretariat"])
def test_all_amendments_stand_in_one_view_with_names(cast: Any, client_as: Sign, who: str, language: str) -> None:
    furnish(cast)
    page = client_as(who, language=language).get(cast.url("clauses/c-1/together/")).content.decode()
    assert f'<html lang="{language}"' in page
    assert "<ins>، آموزگاران</ins>" in page
    assert "⟦" in page
    assert "<del>دفاع</del>" in page
    assert "پشتیبانی" in page
    assert cast.url("amendments/a-1/") in page
    assert "از حق کارگران، آموزگاران و زنان دفاع می‌کنیم." in page
    assert ("Mina Sadeghi" in page or "مینا صادقی" in page) == (who in ("independent", "secretariat"))
    assert "style=" not in page


def test_the_order_of_votes_shows_what_falls(cast: Any, client_as: Sign) -> None:
    furnish(cast)
    page = client_as("independent").get(cast.url("voting-lists/")).content.decode()
    assert "the most far-reaching first" in page
    first, second = page.index('id="vote-2"'), page.index('id="vote-3"')
    assert cast.url("amendments/a-3/") in page[first:second]
    assert "If this passes, these fall" in page[first:second]
    assert "#vote-3" in page[first:second]
    assert "nothing else falls" in page[second:]


def test_a_list_from_its_drawing_up_to_the_new_text(cast: Any, clock: Any, client_as: Sign) -> None:
    furnish(cast)
    office = client_as("secretariat")
    do(client_as("independent"), cast, "list.drawn", 403, clauses=["c-1"])
    do(office, cast, "list.drawn", 422, clauses=["c-2"])
    key = draw(cast, client_as)
    assert "The next vote can be opened" in office.get(cast.url("")).content.decode()
    page = office.get(cast.url(f"voting-lists/{key}/")).content.decode()
    assert f"do/decision.opened/?matter=amendment&amp;id=a-1&amp;list={key}" in page
    data = {"matter": "amendment", "id": "a-1", "list": key, "closes_day": clock.after(days=2)[:10]}
    data["closes_time"] = "12:00"
    do(office, cast, "decision.opened", 422, **data | {"id": "a-2"})
    do(office, cast, "decision.opened", **data)
    opened = next(reversed(cast.state.decisions.decisions))
    assert cast.state.decisions.decisions[opened].subject.list == key
    vote(cast, opened, independent="yes", other="yes", union="yes")
    close_vote(cast, clock, opened)
    do(office, cast, "list.closed", 409, id=key)
    decide(cast, clock, key, "a-3", "no")
    decide(cast, clock, key, "a-2")
    assert "All votes are closed." in office.get(cast.url(f"voting-lists/{key}/")).content.decode()
    assert "All votes of the list are closed" in office.get(cast.url("")).content.decode()
    do(office, cast, "list.closed", id=key)
    now = cast.state.clauses.clauses["c-1"].current
    assert now.text["fa"] == "از حق کارگران، آموزگاران و زنان پشتیبانی می‌کنیم."
    assert now.stale == ("en",)
    assert "2 amendments together became the text." in office.get(cast.url("clauses/c-1/")).content.decode()
    words = office.get(cast.url("clauses/c-1/words/")).content.decode()
    assert "by an amendment" in words
    assert "adopted by this vote" in words
    assert cast.url(f"decisions/{opened}/") in words
    closed = office.get(cast.url(f"voting-lists/{key}/")).content.decode()
    assert "✓ adopted" in closed
    assert "✕ not adopted" in closed


@pytest.mark.parametrize("who", ["public", "outsider", *PEOPLE])
def test_only_the_office_draws_closes_and_calls_off(cast: Any, client_as: Sign, clock: Any, who: str) -> None:
    furnish(cast)
    key = draw(cast, client_as)
    client = client_as(who)
    for page in ("voting-lists/", f"voting-lists/{key}/", "clauses/c-1/together/", "glossary/", "clauses/c-1/words/"):
        shown = client.get(cast.url(page))
        assert shown.status_code == 200, page
        assert not re.search(r"do/(list\.|decision\.opened)", shown.content.decode()), page
    for turn in range(2):
        before = cast.state.seq
        for kind, data in (
            ("list.drawn", {"clauses": ["c-2"]}),
            ("list.closed", {"id": key}),
            ("list.withdrawn", {"id": key, "reason": "no"}),
            ("decision.opened", {"matter": "amendment", "id": "a-1", "list": key}),
        ):
            refused = client.post(cast.url(f"do/{kind}/"), data)
            assert refused.status_code == {"public": 302, "outsider": 404}.get(who, 403), kind
            assert who != "public" or "login" in refused.headers["Location"]
        assert cast.state.seq == before
        if not turn:
            for first, choice in (("a-1", "yes"), ("a-3", "no"), ("a-2", "yes")):
                decide(cast, clock, key, first, choice)
    assert cast.state.clauses.lists[key].status == "open"


def test_a_list_is_called_off(cast: Any, client_as: Sign) -> None:
    furnish(cast)
    key = draw(cast, client_as)
    office = client_as("secretariat")
    do(office, cast, "list.withdrawn", 422, id=key)
    do(office, cast, "list.withdrawn", id=key, reason="خطا")
    assert cast.state.clauses.lists[key].status == "withdrawn"


class TestChair:
    @pytest.fixture
    def charter(self) -> Charter:
        """The chair sets the order."""
        return Charter(drafting=DraftingRules(order="chair"))

    def test_the_chair_sets_the_order(self, cast: Any, client_as: Sign) -> None:
        furnish(cast)
        key = draw(cast, client_as, **{"rank_a-2": 2, "rank_a-3": 1, "apart": ["a-1"]})
        votes = [v.amendments for v in cast.state.clauses.lists[key].votes]
        assert votes == [("a-3",), ("a-2",), ("a-1",)] or votes == [("a-1",), ("a-3",), ("a-2",)]


def test_an_amendment_can_strike_move_split_join_and_add(cast: Any, client_as: Sign) -> None:
    furnish(cast)
    client = client_as("other")
    base = {"clause": "c-1", "version": 1}
    for ask in ("strike", "move", "split", "join", "add"):
        page = client.get(cast.url(f"do/amendment.proposed/?clause=c-1&ask={ask}")).content.decode()
        assert f'value="{ask}"' in page
        assert 'name="text_fa"' not in page
    do(client, cast, "amendment.proposed", **base, ask="strike", reason_fa="دلیل")
    do(client, cast, "amendment.proposed", **base, ask="move", place="c-2")
    do(client, cast, "amendment.proposed", 422, **base, ask="move", place="c-9")
    do(client, cast, "amendment.proposed", 422, **base, ask="split", at="99", new_title_fa="دوم")
    do(client, cast, "amendment.proposed", **base, ask="split", at="3", new_title_fa="دوم")
    do(client, cast, "amendment.proposed", **base, ask="join")
    do(client, cast, "amendment.proposed", 422, **base, ask="add", new_title_fa="سوم", new_text_en="Only English")
    do(client, cast, "amendment.proposed", **base, ask="add", new_title_fa="سوم", new_text_fa="متن بند سوم.")
    made = [a for a in cast.state.clauses.amendments.values() if not a.id.startswith("a-") or len(a.id) > 3]
    assert [type(a.operations[0]).__name__ for a in made] == ["Strike", "Move", "Split", "Join", "NewClause"]
    page = client.get(cast.url("clauses/c-1/")).content.decode()
    for said in (
        "The whole clause is struck.",
        "The clause becomes two.",
        "A new clause comes after it",
        "becomes the end",
    ):
        assert said in page, said
    do(client, cast, "amendment.proposed", 409, clause="c-2", version=1, ask="join")


def test_an_amendment_is_amended_and_the_author_takes_it_in(cast: Any, client_as: Sign) -> None:
    furnish(cast)
    client = client_as("independent")
    page = client.get(cast.url("do/amendment.proposed/?clause=c-1&to=a-2")).content.decode()
    assert SUPPORT["fa"] in page
    text = "از حق کارگران و زنان همواره پشتیبانی می‌کنیم."
    data = {"clause": "c-1", "version": 1, "to": "a-2", "on": 1, "text_fa": text, "text_en": WORKERS["en"]}
    do(client, cast, "amendment.proposed", **data)
    below = next(reversed(cast.state.clauses.amendments.values()))
    assert (below.to, below.text["fa"]) == ("a-2", text)
    page = client.get(cast.url(f"amendments/{below.id}/")).content.decode()
    assert "To the amendment of Sara Behrouzi" in page
    assert "<ins>همواره</ins>" in page
    author = client_as("delegate")
    do(client, cast, "amendment.accepted", 422, id=below.id)
    do(author, cast, "amendment.accepted", id=below.id)
    assert cast.state.clauses.amendments["a-2"].text["fa"] == text


def test_its_author_takes_in_all_that_nobody_contests(cast: Any, client_as: Sign) -> None:
    propose_clause(cast, "c-1", text=WORKERS)
    propose_amendment(cast, "a-1", "c-1", text=TEACHERS)
    propose_amendment(cast, "a-2", "c-1", "delegate", text=SUPPORT)
    client = client_as("independent")
    page = client.get(cast.url("clauses/c-1/")).content.decode()
    assert "do/amendment.accepted/?id=a-1&amp;others=a-2" in page
    do(client, cast, "amendment.accepted", id="a-1", others="a-2")
    assert cast.state.clauses.clauses["c-1"].current.amendments == ("a-1", "a-2")


def test_an_amendment_that_is_out_of_date_says_why(cast: Any, client_as: Sign) -> None:
    furnish(cast)
    do(client_as("independent"), cast, "amendment.accepted", id="a-2")
    page = client_as("union").get(cast.url("amendments/a-3/")).content.decode()
    assert "The words “دفاع” that it touches now are “پشتیبانی”." in page
    carried = client_as("other").get(cast.url("amendments/a-1/")).content.decode()
    assert "Written against version 1 and carried along" in carried


class TestStale:
    """Two write at once: nothing is lost, and what goes together is put together."""

    def test_an_edit_of_other_words_is_offered_merged(self, cast: Any, client_as: Sign) -> None:
        propose_clause(cast, "c-1", text=WORKERS, drafters=[cast["other"]])
        data = {"id": "c-1", "version": 1, "text_en": WORKERS["en"]}
        do(client_as("other"), cast, "clause.revised", **data, text_fa=SUPPORT["fa"])
        client = client_as("independent")
        page = do(client, cast, "clause.revised", 422, **data, text_fa=TEACHERS["fa"]).content.decode()
        assert "Your changes and these together" in page
        assert "<ins>، آموزگاران</ins>" in page
        assert TEACHERS["fa"] in page
        again = {**data, "version": 2, "seen": 1, "text_fa": TEACHERS["fa"], "take": "merged"}
        do(client, cast, "clause.revised", **again)
        now = cast.state.clauses.clauses["c-1"].current
        assert now.text["fa"] == "از حق کارگران، آموزگاران و زنان پشتیبانی می‌کنیم."

    def test_an_edit_of_the_same_words_is_kept_and_shown(self, cast: Any, client_as: Sign) -> None:
        propose_clause(cast, "c-1", text=WORKERS, drafters=[cast["other"]])
        data = {"id": "c-1", "version": 1, "text_en": WORKERS["en"]}
        do(client_as("other"), cast, "clause.revised", **data, text_fa=SUPPORT["fa"])
        client = client_as("independent")
        page = do(client, cast, "clause.revised", 422, **data, text_fa=GUARD["fa"]).content.decode()
        assert "You and others changed the same words" in page
        assert GUARD["fa"] in page
        assert 'name="take"' not in page
        do(client, cast, "clause.revised", **data | {"version": 2, "seen": 1}, text_fa=GUARD["fa"])
        assert cast.state.clauses.clauses["c-1"].current.text["fa"] == GUARD["fa"]


def test_a_stale_translation_is_renewed_beside_what_changed(cast: Any, client_as: Sign) -> None:
    furnish(cast)
    do(client_as("independent"), cast, "amendment.accepted", id="a-2")
    client = client_as("other")
    page = client.get(cast.url("clauses/c-1/")).content.decode()
    assert "To be translated anew" in page
    form = client.get(cast.url("do/clause.translated/?id=c-1")).content.decode()
    assert "<del>دفاع</del> <ins>پشتیبانی</ins>" in form
    assert WORKERS["en"] in form
    assert form.count('name="text"') == 1
    do(client, cast, "clause.translated", id="c-1", version=2, text="We support the right of workers and women.")
    assert "To be translated anew" not in client.get(cast.url("clauses/c-1/")).content.decode()


def test_two_translators_at_once_lose_nothing(cast: Any, client_as: Sign) -> None:
    propose_clause(cast, "c-1", text=WORKERS)
    first, second = client_as("other"), client_as("union")
    page = first.get(cast.url("do/clause.translated/?id=c-1")).content.decode()
    (seen,) = re.findall(r'name="shown" value="(\w{64})"', page)
    data = {"id": "c-1", "version": 1, "begun": WORKERS["en"], "shown": seen}
    do(second, cast, "clause.translated", **data, text="We defend the rights of workers and women.")
    mine = data | {"text": "We defend the right of workers, teachers and women."}
    page = do(first, cast, "clause.translated", 422, **mine).content.decode()
    assert "Somebody translated the clause while you wrote." in page
    assert "<ins>rights</ins>" in page
    assert mine["text"] in page
    (seen,) = re.findall(r'name="shown" value="(\w{64})"', page)
    do(first, cast, "clause.translated", **mine | {"shown": seen, "seen": 1, "take": "merged"})
    now = cast.state.clauses.clauses["c-1"].current.text["en"]
    assert now == "We defend the rights of workers, teachers and women."


def test_what_is_the_same_stands_once_with_all_names(cast: Any, client_as: Sign) -> None:
    furnish(cast)
    propose_amendment(cast, "a-4", "c-1", "union", text=TEACHERS)
    propose_amendment(cast, "a-5", "c-1", "other", text={"fa": WORKERS["fa"].replace("زنان", "زنان ایران")})
    page = client_as("independent").get(cast.url("voting-lists/")).content.decode()
    bundle = page[page.index('id="vote-1"') : page.index('id="vote-2"')]
    assert "3 amendments that nobody contests" in bundle
    assert "The same is asked for in, and counts as one with it:" in bundle
    assert bundle.count("<ins>، آموزگاران</ins>") == 1
    assert "(no. 2)" in bundle
    language = client_as("independent", language="fa").get(cast.url("voting-lists/")).content.decode()
    assert "(شمارهٔ ۲)" in language


def test_terms_are_set_and_hinted_at_in_both_languages(cast: Any, client_as: Sign) -> None:
    propose_clause(cast, "c-1", text={"fa": WORKERS["fa"], "en": "We defend the right of labourers and women."})
    client = client_as("independent")
    do(client, cast, "term.set", 422, forms__fa="", forms__en="worker")
    do(
        client,
        cast,
        "term.set",
        forms__fa="کارگر\nزحمتکش",
        forms__en="worker\nworking people",
        note_en="as in the charter",
    )
    (term,) = cast.state.glossary.terms.values()
    assert term.forms == {"fa": ("کارگر", "زحمتکش"), "en": ("worker", "working people")}
    for page in ("glossary/", "clauses/c-1/"):
        assert "The Persian says “کارگران”" in client.get(cast.url(page)).content.decode().replace(
            '<span lang="fa" dir="rtl">کارگران</span>', "کارگران"
        )
    again = {"id": term.id, "forms__fa": "کارگر", "forms__en": "labourer"}
    do(client, cast, "term.set", **again)
    assert "The Persian says" not in client.get(cast.url("clauses/c-1/")).content.decode()
    do(client_as("other"), cast, "term.dropped", 422, id=term.id)
    do(client, cast, "term.dropped", id=term.id)
    assert not cast.state.glossary.terms


def test_pages_ask_no_more_of_the_database_for_more_amendments(
    cast: Any, client_as: Sign, monkeypatch: pytest.MonkeyPatch
) -> None:
    furnish(cast)
    pages = ("clauses/c-1/", "clauses/c-1/together/", "voting-lists/", "glossary/", "clauses/c-1/words/")
    client = client_as("independent")
    few = count_queries(cast, client, pages, monkeypatch)
    for n in range(20):
        propose_amendment(cast, f"b-{n}", "c-1", text={"fa": f"{WORKERS['fa']} {n}"})
        cast.act("independent", "term.set", id=f"g-{n}", forms={"fa": [f"واژه {n}"]})
    assert count_queries(cast, client, pages, monkeypatch) == few
