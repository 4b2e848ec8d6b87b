"""Drafting: clauses and amendments through their forms, who may do what, and what was written is never lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.web.stages.drafts import (
    close_vote,
    count_queries,
    do,
    furnish_drafting,
    open_clause_vote,
    open_vote,
    propose_amendment,
    propose_clause,
    vote,
)

from hamgara.assembly import Charter

Sign = Callable[..., Client]
EVERYBODY = (
    "public", "outsider", "guest", "observer", "supporter", "delegate", "independent", "organisation", "secretariat",
)  # fmt: skip
PAGES = (
    "clauses/",
    "clauses/?show=gone",
    "clauses/c-1/",
    "clauses/c-2/",
    "clauses/c-4/",
    "amendments/a-1/",
    "amendments/a-2/",
)
OWN = ("clause.revised", "clause.withdrawn")


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("language", ["fa", "en"])
def test_everybody_sees_the_draft_under_the_usual_charter_but_names_of_persons(
    cast: Any, clock: Any, client_as: Sign, who: str, language: str
) -> None:
    furnish_drafting(cast, clock)
    client = client_as(who, language=language)
    for page in PAGES:
        response = client.get(cast.url(page))
        assert response.status_code == 200, page
        text = response.content.decode()
        assert "style=" not in text
        assert "<script>" not in text
        if who in ("public", "outsider", "guest", "observer", "supporter"):
            assert "Nima Rastegar" not in text
            assert "نیما رستگار" not in text
            assert f"/a/{cast.slug}/do/" not in text
    for page in ("clauses/none/", "amendments/none/"):
        assert client.get(cast.url(page)).status_code == 404


class TestClosed:
    @pytest.fixture
    def charter(self) -> Charter:
        """Nothing is public."""
        return Charter(public=())

    @pytest.mark.parametrize("who", EVERYBODY)
    def test_a_charter_can_keep_the_draft_to_members(self, cast: Any, clock: Any, client_as: Sign, who: str) -> None:
        furnish_drafting(cast, clock)
        expected = 404 if who in ("public", "outsider", "guest") else 200
        for page in PAGES:
            assert client_as(who).get(cast.url(page)).status_code == expected, page


def text_of(cast: Any, clause: str) -> dict[str, str]:
    return dict(cast.state.clauses.clauses[clause].current.text)


class TestClause:
    def test_proposed_with_a_rival_and_moved(self, cast: Any, client_as: Sign) -> None:
        client, office = client_as("independent"), client_as("secretariat")
        data = {
            "sort": "demand",
            "clause_title_fa": "آزادی",
            "clause_title_en": "Freedom",
            "text_fa": "زندانیان آزاد شوند.",
            "text_en": "",
        }
        do(client, cast, "clause.proposed", 422, **data | {"text_fa": "", "text_en": "Free the prisoners."})
        do(client, cast, "clause.proposed", 422, **data | {"sort": "prayer"})
        do(client, cast, "clause.proposed", **data)
        (first,) = cast.state.clauses.clauses.values()
        assert first.kind == "demand"
        assert first.current.text == {"fa": "زندانیان آزاد شوند."}
        do(client, cast, "clause.proposed", **data | {"basis": first.id, "place": first.id})
        rival = next(c for c in cast.state.clauses.clauses.values() if c.id != first.id)
        assert rival.basis == first.id
        assert "Competing wordings" in client.get(cast.url("clauses/")).content.decode()
        assert cast.state.clauses.order == (first.id, rival.id)
        do(office, cast, "clause.moved", id=rival.id, place="")
        assert cast.state.clauses.order == (rival.id, first.id)
        do(client, cast, "clause.moved", 403, id=rival.id)

    def test_revised_by_its_author_leaves_the_translation_stale(self, cast: Any, client_as: Sign) -> None:
        propose_clause(cast, "c-1")
        client = client_as("independent")
        old = text_of(cast, "c-1")
        page = client.get(cast.url("do/clause.revised/?id=c-1")).content.decode()
        assert old["fa"] in page
        assert old["en"] in page
        unchanged = {"id": "c-1", "version": 1, "text_fa": old["fa"], "text_en": old["en"]}
        do(client, cast, "clause.revised", 409, **unchanged)
        do(client, cast, "clause.revised", **unchanged | {"text_fa": "متن تازه"})
        now = cast.state.clauses.clauses["c-1"].current
        assert now.text == {"fa": "متن تازه", "en": old["en"]}
        assert now.stale == ("en",)
        assert "of an earlier version" in client.get(cast.url("clauses/")).content.decode()
        assert "of an earlier version" in client.get(cast.url("clauses/c-1/")).content.decode()
        do(client, cast, "clause.translated", id="c-1", version=2, text="New text")
        assert cast.state.clauses.clauses["c-1"].current.stale == ()
        assert cast.state.clauses.clauses["c-1"].current.text["en"] == "New text"

    def test_only_its_author_revises_or_withdraws(self, cast: Any, client_as: Sign) -> None:
        propose_clause(cast, "c-1")
        other = client_as("other")
        for kind in OWN:
            do(other, cast, kind, 422, id="c-1", version=1, text_fa="من")
        page = other.get(cast.url("clauses/c-1/")).content.decode()
        assert "do/clause.revised/" not in page
        assert "do/clause.withdrawn/" not in page
        assert "do/amendment.proposed/?clause=c-1" in page
        do(client_as("independent"), cast, "clause.withdrawn", id="c-1")
        assert cast.state.clauses.clauses["c-1"].status == "withdrawn"
        assert "c-1" in other.get(cast.url("clauses/?show=gone")).content.decode()

    def test_nothing_can_be_changed_while_a_vote_is_open(self, cast: Any, clock: Any, client_as: Sign) -> None:
        propose_clause(cast, "c-1")
        open_clause_vote(cast, clock, "v-1", "c-1")
        client = client_as("independent")
        for kind in OWN:
            do(client, cast, kind, 422, id="c-1", version=1, text_fa="من")
        assert "While a vote on it is open" in client.get(cast.url("clauses/c-1/")).content.decode()

    def test_history_is_a_story(self, cast: Any, clock: Any, client_as: Sign) -> None:
        propose_clause(cast, "c-1")
        propose_amendment(cast, "a-1", "c-1")
        cast.act("independent", "amendment.accepted", id="a-1")
        propose_amendment(cast, "a-2", "c-1", "delegate")
        open_vote(cast, clock, "v-1", {"matter": "amendment", "id": "a-2"})
        vote(cast, "v-1", independent="yes", other="yes", union="yes")
        close_vote(cast, clock, "v-1")
        text = client_as("independent").get(cast.url("clauses/c-1/")).content.decode()
        story = text.split("How the text came to be")[1]
        assert "The amendment of Sara Behrouzi was adopted." in story
        assert "Nima Rastegar took in the amendment of Mina Sadeghi." in story
        assert "Nima Rastegar proposed the clause." in story
        assert story.index("was adopted") < story.index("took in") < story.index("proposed the clause")
        assert "<ins>" in story
        assert "1 July 2010" in story


class TestAmendment:
    def test_proposed_in_one_language_restates_only_that(self, cast: Any, client_as: Sign) -> None:
        propose_clause(cast, "c-1")
        old = text_of(cast, "c-1")
        client = client_as("other")
        page = client.get(cast.url("do/amendment.proposed/?clause=c-1")).content.decode()
        assert old["fa"] in page
        assert old["en"] in page
        data = {
            "clause": "c-1",
            "version": 1,
            "text_fa": old["fa"] + " همیشه",
            "text_en": old["en"],
            "reason_fa": "دلیل",
        }
        response = do(client, cast, "amendment.proposed", **data)
        (found,) = cast.state.clauses.amendments.values()
        assert found.text == {"fa": old["fa"] + " همیشه"}
        assert found.reason == {"fa": "دلیل"}
        assert response["Location"] == cast.url(f"amendments/{found.id}/")
        shown = client.get(cast.url("clauses/c-1/")).content.decode()
        assert "<ins>همیشه</ins>" in shown
        do(client, cast, "amendment.proposed", 409, **data | {"text_fa": old["fa"]})
        do(client, cast, "amendment.proposed", 422, **data | {"text_fa": ""})
        do(client_as("supporter"), cast, "amendment.proposed", 403, **data)

    def test_stale_writer_sees_the_newer_text_and_keeps_its_own(self, cast: Any, client_as: Sign) -> None:
        propose_clause(cast, "c-1")
        old = text_of(cast, "c-1")
        client = client_as("other")
        mine = {
            "clause": "c-1",
            "version": 1,
            "text_fa": old["fa"] + " سخن من",
            "text_en": old["en"],
            "reason_en": "So.",
        }
        cast.act("independent", "clause.revised", id="c-1", version=1, text={"fa": "متن نویسندهٔ بند"})
        response = do(client, cast, "amendment.proposed", 422, **mine)
        text = response.content.decode()
        assert "this was written against version 1, now it is 2" in text
        assert "متن نویسندهٔ بند" in text
        assert old["fa"] + " سخن من" in text
        assert "So." in text
        assert "<ins>" in text
        assert '<input type="hidden" name="version" value="2"' in text
        do(client, cast, "amendment.proposed", **mine | {"version": 2})
        (found,) = cast.state.clauses.amendments.values()
        assert found.version == 2
        assert found.text == {"fa": old["fa"] + " سخن من"}

    def test_out_of_date_is_marked_with_what_changed_and_set_anew(self, cast: Any, clock: Any, client_as: Sign) -> None:
        propose_clause(cast, "c-1")
        propose_amendment(cast, "a-1", "c-1")
        propose_amendment(cast, "a-2", "c-1", "delegate")
        cast.act("independent", "amendment.accepted", id="a-2")
        author = client_as("other")
        page = author.get(cast.url("amendments/a-1/")).content.decode()
        assert "Out of date: the clause now is at version 2." in page
        assert page.count("<ins>+a-2</ins>") == 2
        assert "do/amendment.rebased/?id=a-1" in page
        assert (
            "a-1" not in client_as("secretariat").get(cast.url("do/decision.opened/?matter=amendment")).content.decode()
        )
        form = author.get(cast.url("do/amendment.rebased/?id=a-1")).content.decode()
        assert "What has changed in the clause meanwhile" in form
        assert "What your amendment changed" in form
        now = text_of(cast, "c-1")
        data = {"id": "a-1", "version": 2, "text_fa": now["fa"] + " و نان", "text_en": now["en"]}
        do(client_as("independent"), cast, "amendment.rebased", 422, **data)
        do(author, cast, "amendment.rebased", 422, **data | {"version": 1})
        do(author, cast, "amendment.rebased", **data)
        found = cast.state.clauses.amendments["a-1"]
        assert found.version == 2
        assert not cast.state.clauses.outdated(found)

    def test_accepted_by_the_author_of_the_clause_only(self, cast: Any, client_as: Sign) -> None:
        propose_clause(cast, "c-1")
        propose_amendment(cast, "a-1", "c-1")
        do(client_as("other"), cast, "amendment.accepted", 422, id="a-1")
        assert "do/amendment.accepted/" not in client_as("other").get(cast.url("amendments/a-1/")).content.decode()
        response = do(client_as("independent"), cast, "amendment.accepted", id="a-1")
        assert response["Location"] == cast.url("clauses/c-1/")
        assert cast.state.clauses.clauses["c-1"].current.amendment == "a-1"
        page = client_as("independent", language="fa").get(cast.url("amendments/a-1/")).content.decode()
        assert "در متن بند آمده" in page

    def test_withdrawn_by_its_author_only(self, cast: Any, client_as: Sign) -> None:
        propose_clause(cast, "c-1")
        propose_amendment(cast, "a-1", "c-1")
        do(client_as("independent"), cast, "amendment.withdrawn", 422, id="a-1")
        do(client_as("other"), cast, "amendment.withdrawn", id="a-1")
        assert cast.state.clauses.amendments["a-1"].status == "withdrawn"

    def test_text_of_members_is_text(self, cast: Any, client_as: Sign) -> None:
        propose_clause(cast, "c-1", text={"fa": "یک <b>دو</b>"})
        propose_amendment(cast, "a-1", "c-1", text={"fa": "یک <script>alert(1)</script>"})
        text = client_as("public").get(cast.url("amendments/a-1/")).content.decode()
        assert "<script>alert" not in text
        assert "<b>" not in text


@pytest.mark.parametrize(
    "kind",
    ["clause.proposed", "clause.moved", "clause.revised", "clause.translated", "clause.withdrawn", "amendment.proposed",
     "amendment.rebased", "amendment.withdrawn", "amendment.accepted"],
)  # fmt: skip
@pytest.mark.parametrize("who", ["observer", "supporter"])
def test_without_the_right_the_rule_is_named(cast: Any, client_as: Sign, kind: str, who: str) -> None:
    response = do(client_as(who), cast, kind, 403)
    assert "charter on who may do what" in response.content.decode()
    assert client_as(who).get(cast.url(f"do/{kind}/")).status_code == 403


def test_queries_do_not_grow_with_the_number_of_clauses_and_amendments(
    cast: Any, client_as: Sign, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_as("independent")

    def count() -> list[int]:
        return count_queries(cast, client, ("clauses/", "clauses/c-1/", "amendments/a-1/"), monkeypatch)

    propose_clause(cast, "c-1")
    propose_amendment(cast, "a-1", "c-1")
    few = count()
    for number in range(2, 32):
        propose_clause(cast, f"c-{number}")
        propose_amendment(cast, f"a-{number}", "c-1")
        cast.act("independent", "amendment.accepted", id=f"a-{number}")
    assert count() == few


def test_many_clauses_come_a_hundred_a_page(cast: Any, client_as: Sign) -> None:
    for number in range(120):
        propose_clause(cast, f"c-{number}")
    text = client_as("public").get(cast.url("clauses/?page=2")).content.decode()
    assert "page 2 of 2" in text
    assert text.count("<h3>") == 20
