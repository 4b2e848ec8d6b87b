"""The united front: read from roll calls on present texts only, for members only, and silent where little is known."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.web.stages.drafts import close_vote, count_queries, open_clause_vote, propose_clause, vote

from hamgara.assembly import Charter
from hamgara.web.stages.front_sources import acceptance_of

Sign = Callable[..., Client]
MEMBERS = {"observer", "supporter", "delegate", "independent", "organisation", "secretariat"}


def furnish(cast: Any, clock: Any) -> None:
    """Three clauses: all agree with the first, all but one with the second, half with the third; a fourth unvoted."""
    votes = {
        "c-1": {"independent": "yes", "other": "yes", "union": "yes", "delegate": "yes", "second": "yes"},
        "c-2": {"independent": "yes", "other": "yes", "union": "yes", "delegate": "yes", "second": "no"},
        "c-3": {"independent": "yes", "other": "no", "union": "yes", "delegate": "abstain"},
    }
    for key, given in votes.items():
        propose_clause(cast, key)
        open_clause_vote(cast, clock, f"v-{key}", key)
        vote(cast, f"v-{key}", **given)
    for key in votes:
        close_vote(cast, clock, f"v-{key}")
    propose_clause(cast, "c-4")


@pytest.mark.parametrize("who", ["public", "outsider", "guest", *sorted(MEMBERS)])
@pytest.mark.parametrize("language", ["fa", "en"])
def test_members_only(cast: Any, clock: Any, client_as: Sign, who: str, language: str) -> None:
    furnish(cast, clock)
    response = client_as(who, language=language).get(cast.url("front/"))
    assert response.status_code == (200 if who in MEMBERS else 404)
    text = response.content.decode()
    assert "style=" not in text
    assert "<script>" not in text


def test_answers_are_those_of_roll_calls(cast: Any, clock: Any) -> None:
    furnish(cast, clock)
    known = acceptance_of(cast.state)
    assert known.numbers == {"c-1": "1", "c-2": "2", "c-3": "3"}
    assert known.unasked == ("c-4",)
    table = {
        m: [a.kind for a in row] for m, row in zip(known.acceptance.members, known.acceptance.answers, strict=True)
    }
    assert table == {
        "i-mina": ["accept", "accept", "refuse"],
        "i-nima": ["accept", "accept", "accept"],
        "o-union": ["accept", "accept", "accept"],
        # Its delegates split over the second clause, and one abstained on the third.
        "o-unity": ["accept", "refuse", "unknown"],
    }
    assert known.answered == 11


def test_page_shows_the_curve_its_table_and_who_is_missing(cast: Any, clock: Any, client_as: Sign) -> None:
    furnish(cast, clock)
    client = client_as("independent")
    text = client.get(cast.url("front/?size=2")).content.decode()
    assert "The package of 2 clauses" in text
    assert "3 of 4 members would sign it." in text
    assert "you are among them" in text
    missing = text.split("Who is missing, and why")[1].split("What would widen it")[0]
    assert "1 would sign if one clause were acceptable." in missing
    assert "Solidarity Centre of Toronto" in missing
    assert "voted against" in missing
    assert "Mina Sadeghi" not in missing
    signing = text.split("The signers by name")[1].split("</details>")[0]
    assert re.findall("<bdi>(.*?)</bdi>", signing) == [
        "Mina Sadeghi", "Nima Rastegar", "Workers&#x27; Union of Vancouver",
    ]  # fmt: skip
    assert "1 clause without a roll call" in text
    assert '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 276"' in text
    three = client.get(cast.url("front/?size=3")).content.decode()
    assert "2 of 4 members would sign it." in three
    assert '<td class="num" data-label="Gain without it">1</td>' in three
    assert client.get(cast.url("front/?size=99")).status_code == 200
    other = client_as("other").get(cast.url("front/?size=3")).content.decode()
    assert "you are not among them" in other


def test_a_vote_on_an_earlier_version_says_nothing(cast: Any, clock: Any, client_as: Sign) -> None:
    propose_clause(cast, "c-1")
    open_clause_vote(cast, clock, "v-1", "c-1")
    vote(cast, "v-1", independent="yes")
    cast.act("secretariat", "decision.withdrawn", id="v-1", reason="The text is to be revised first.")
    assert acceptance_of(cast.state).answered == 0


def test_too_little_is_said_plainly(cast: Any, clock: Any, client_as: Sign) -> None:
    client = client_as("independent")
    assert "Too little is known yet" in client.get(cast.url("front/")).content.decode()
    propose_clause(cast, "c-1")
    open_clause_vote(cast, clock, "v-1", "c-1")
    vote(cast, "v-1", independent="yes")
    text = client.get(cast.url("front/")).content.decode()
    assert "Too little is known yet" in text
    assert "A roll call was held on 1 clause of the present draft." in text
    assert "<figure" not in text


class TestSecret:
    @pytest.fixture
    def charter(self) -> Charter:
        """Clauses are voted on in secret."""
        return Charter(secret=("clause",))

    def test_secret_votes_tell_nothing(self, cast: Any, clock: Any, client_as: Sign) -> None:
        propose_clause(cast, "c-1")
        open_clause_vote(cast, clock, "v-1", "c-1")
        client_as("independent").post(cast.url("decisions/v-1/"), {"choice": "yes"})
        assert acceptance_of(cast.state).answered == 0


def test_rivals_never_stand_in_one_package(cast: Any, clock: Any, client_as: Sign) -> None:
    propose_clause(cast, "c-1")
    propose_clause(cast, "c-2", basis="c-1")
    for key in ("c-1", "c-2"):
        open_clause_vote(cast, clock, f"v-{key}", key)
        vote(cast, f"v-{key}", independent="yes", other="yes")
    text = client_as("independent").get(cast.url("front/?size=2")).content.decode()
    assert "The package of 1 clause" in text
    assert "The package of 2 clauses" not in text


def test_queries_do_not_grow_with_the_number_of_clauses(
    cast: Any, clock: Any, client_as: Sign, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_as("independent")

    def count() -> list[int]:
        return count_queries(cast, client, ("front/",), monkeypatch)

    furnish(cast, clock)
    few = count()
    for number in range(10, 40):
        key = f"c-{number}"
        propose_clause(cast, key)
        open_clause_vote(cast, clock, f"v-{key}", key)
        vote(cast, f"v-{key}", independent="yes", other="no" if number % 3 else "yes", union="yes")
    assert count() == few
