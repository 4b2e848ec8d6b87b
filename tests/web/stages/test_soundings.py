"""Soundings on their pages: answered on one page, secret until closed, shown as far as the charter opens them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.web.stages.drafts import both, count_queries, do, propose_amendment, propose_clause

from hamgara.assembly import Charter
from hamgara.assembly.charter import SoundingRules
from hamgara.web.stages import front_sources
from hamgara.web.store import answers, closing
from hamgara.web.store.models import SecretBallot

Sign = Callable[..., Client]
MEMBERS = {"observer", "supporter", "delegate", "independent", "organisation", "secretariat"}
EVERYBODY = ("public", "outsider", "guest", *sorted(MEMBERS))
REPLIES: dict[str, dict[str, Any]] = {
    "independent": {"c-1": "sign", "c-2": "sign", "c-3": "refuse"},
    "other": {"c-1": "sign", "c-2": {"text": "if it is shorter"}},
    "union": {"c-1": "sign", "c-2": "sign", "c-3": "sign"},
    "delegate": {"c-1": "sign", "c-2": {"amendment": "a-1"}, "c-3": "sign"},
}


def open_sounding(cast: Any, clock: Any, key: str = "n-1", clauses: tuple[str, ...] = ("c-1", "c-2", "c-3")) -> None:
    """Three clauses, the last two wordings of one subject, an amendment to one; a sounding of them is open."""
    for clause in clauses:
        propose_clause(cast, clause, **({"basis": "c-2"} if clause == "c-3" else {}))
    if "c-2" in clauses:
        propose_amendment(cast, "a-1", "c-2")
    numbered = [[c, 1] for c in clauses]
    cast.act(
        "secretariat", "sounding.opened", id=key, title=both("sounding"), clauses=numbered, closes=clock.after(hours=24)
    )


def close_sounding(cast: Any, clock: Any, key: str = "n-1", replies: Any = REPLIES) -> None:
    """All answer, the time passes, and the sounding is closed."""
    for who, given in replies.items():
        answers.answer(cast.log, key, cast[who], given)
    clock.at = max(clock.at, cast.state.soundings.soundings[key].closes)
    cast.log.append(
        "secretariat",
        "sounding.closed",
        lambda: closing.sounding_closed(cast.log, key),
        discard=lambda data: closing.discard(cast.log, "sounding.closed", data),
    )


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("language", ["fa", "en"])
def test_pages_are_for_those_whom_the_charter_lets_in(
    cast: Any, clock: Any, client_as: Sign, who: str, language: str
) -> None:
    open_sounding(cast, clock)
    client = client_as(who, language=language)
    assert client.get(cast.url("soundings/n-1/")).status_code == 200
    close_sounding(cast, clock)
    assert client.get(cast.url("soundings/nothing/")).status_code == 404
    for page in ("soundings/n-1/", "front/", "front/package/?p=c-1.c-2", "front/compare/?a=c-1&b=c-2"):
        response = client.get(cast.url(page))
        # The draft and its soundings are public under the usual charter; the front is for those who take part.
        assert response.status_code == (200 if who in MEMBERS or page.startswith("soundings") else 404), page
        text = response.content.decode()
        assert "style=" not in text
        assert "<script>" not in text
        if language == "fa" and response.status_code == 200:
            assert "Sign both" not in text


class TestHidden:
    @pytest.fixture
    def charter(self) -> Charter:
        """The draft is for members only."""
        return Charter(public=("record",))

    def test_a_hidden_draft_hides_its_soundings(self, cast: Any, clock: Any, client_as: Sign) -> None:
        open_sounding(cast, clock)
        assert client_as("public").get(cast.url("soundings/n-1/")).status_code == 404
        assert client_as("observer").get(cast.url("soundings/n-1/")).status_code == 200


class TestAnswering:
    def test_all_clauses_on_one_page_kept_changed_and_taken_back(self, cast: Any, clock: Any, client_as: Sign) -> None:
        open_sounding(cast, clock)
        client, page = client_as("independent"), cast.url("soundings/n-1/")
        text = client.get(page).content.decode()
        assert text.count('type="radio"') == 12
        assert "one of several wordings" in text
        assert "amendment of Mina Sadeghi" in text
        data = {"reply-c-1": "sign", "reply-c-2": "if", "amendment-c-2": "a-1", "reply-c-3": "refuse"}
        before = cast.state.seq
        assert client.post(page, data).status_code == 302
        assert cast.state.seq == before
        kept = {"c-1": "sign", "c-2": {"amendment": "a-1"}, "c-3": "refuse"}
        assert answers.my_replies(cast.log, "n-1", "i-nima") == kept
        text = client.get(page).content.decode()
        assert text.count(" checked") == 3
        assert "1 of 5 on the roll" in text
        data = {"reply-c-2": "if", "condition-c-2": "  اگر   کوتاه شود\x07 "}
        assert client.post(page, data).status_code == 302
        assert answers.my_replies(cast.log, "n-1", "i-nima") == {"c-2": {"text": "اگر   کوتاه شود"}}
        assert client.post(page, {}).status_code == 302
        assert not SecretBallot.objects.filter(subject="sounding/n-1").exists()

    @pytest.mark.parametrize(
        "data",
        [
            {"reply-c-2": "if"},
            {"reply-c-2": "if", "amendment-c-2": "a-1", "condition-c-2": "both"},
            {"reply-c-1": "if", "amendment-c-1": "a-1"},
            {"reply-c-2": "sign", "condition-c-2": "if it is shorter"},
            {"reply-c-2": "if", "condition-c-2": "x" * 201},
            {"reply-c-1": "maybe"},
        ],
    )
    def test_what_is_not_clear_is_said_where_it_is_and_nothing_is_kept(
        self, cast: Any, clock: Any, client_as: Sign, data: dict[str, str]
    ) -> None:
        open_sounding(cast, clock)
        client = client_as("independent")
        response = client.post(cast.url("soundings/n-1/"), {"reply-c-3": "sign"} | data)
        assert response.status_code == 422
        text = response.content.decode()
        assert "Nothing was kept: 1 answer is not clear." in text
        assert 'class="error" id="problem-c-' in text
        # What was answered well is still there.
        assert re.search(r'name="reply-c-3" value="sign" checked', text)
        assert answers.my_replies(cast.log, "n-1", "i-nima") == {}

    @pytest.mark.parametrize(
        ("who", "status"),
        [
            ("public", 404), ("outsider", 404), ("guest", 404), ("observer", 403), ("supporter", 403),
            ("secretariat", 403), ("organisation", 403), ("delegate", 302), ("second", 302), ("union", 302),
        ],
    )  # fmt: skip
    def test_only_the_roll_answers(self, cast: Any, clock: Any, client_as: Sign, who: str, status: int) -> None:
        open_sounding(cast, clock)
        client = client_as(who)
        assert client.post(cast.url("soundings/n-1/"), {"reply-c-1": "sign"}).status_code == status
        assert bool(answers.replies_to(cast.log, "n-1")) == (status == 302)
        text = client.get(cast.url("soundings/n-1/")).content.decode()
        assert ('type="radio"' in text) == (status == 302)
        assert ("Your delegates answer for you." in text) == (who == "organisation")

    def test_csrf_is_asked_for(self, cast: Any, clock: Any) -> None:
        open_sounding(cast, clock)
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(cast.users["independent"], backend="allauth.account.auth_backends.AuthenticationBackend")
        assert strict.post(cast.url("soundings/n-1/"), {"reply-c-1": "sign"}).status_code == 403
        assert answers.replies_to(cast.log, "n-1") == {}

    def test_after_the_time_nothing_is_taken(self, cast: Any, clock: Any, client_as: Sign) -> None:
        open_sounding(cast, clock)
        clock.forward(hours=24)
        client = client_as("independent")
        assert client.post(cast.url("soundings/n-1/"), {"reply-c-1": "sign"}).status_code == 409
        assert "The time is over" in client.get(cast.url("soundings/n-1/")).content.decode()
        close_sounding(cast, clock, replies={})
        assert client.post(cast.url("soundings/n-1/"), {"reply-c-1": "sign"}).status_code == 409

    def test_nobody_sees_an_answer_while_it_is_open(self, cast: Any, clock: Any, client_as: Sign) -> None:
        open_sounding(cast, clock)
        answers.answer(cast.log, "n-1", cast["other"], {"c-2": {"text": "a peculiar condition"}})
        for who in ("independent", "secretariat", "public"):
            text = client_as(who).get(cast.url("soundings/n-1/")).content.decode()
            assert "a peculiar condition" not in text
            assert "1 of 5 on the roll" in text
        assert "a peculiar condition" in client_as("other").get(cast.url("soundings/n-1/")).content.decode()
        assert "source=n-1" not in client_as("independent").get(cast.url("front/")).content.decode()

    @pytest.mark.parametrize("who", [w for w in EVERYBODY if w != "other"])
    def test_no_page_of_anybody_depends_on_what_another_answers(
        self, cast: Any, clock: Any, client_as: Sign, who: str
    ) -> None:
        open_sounding(cast, clock)
        client = client_as(who)
        bundle = reverse("record-bundle", args=[cast.slug])
        pages = [cast.url(p) for p in ("", "soundings/n-1/", "front/", "front/package/", "clauses/", "record/")]

        def read() -> list[bytes]:
            found = [client.get(page).content for page in pages]
            found.append(b"".join(client.get(bundle)))
            return [re.sub(rb'(csrfmiddlewaretoken" value=|"X-CSRFToken": )"[^"]*"', rb"\1", page) for page in found]

        seen = []
        for given in ({"c-1": "sign", "c-2": {"text": "a peculiar condition"}}, {"c-1": "refuse"}, {"c-3": "sign"}):
            answers.answer(cast.log, "n-1", cast["other"], given)
            seen.append(read())
        assert seen[0] == seen[1] == seen[2]
        assert who in ("public", "outsider", "guest") or b"1 of 5 on the roll" in seen[0][1]

    def test_a_suspended_member_does_not_answer(self, cast: Any, clock: Any, client_as: Sign) -> None:
        open_sounding(cast, clock)
        cast.act("other", "member.resigned")
        assert client_as("other").post(cast.url("soundings/n-1/"), {"reply-c-1": "sign"}).status_code in (403, 404)
        assert answers.replies_to(cast.log, "n-1") == {}

    def test_it_is_asked_on_the_first_page(self, cast: Any, clock: Any, client_as: Sign) -> None:
        open_sounding(cast, clock)
        text = client_as("independent").get(cast.url()).content.decode()
        assert "Say which of 3 clauses you would sign" in text
        clock.forward(hours=25)
        assert "Close the sounding" in client_as("secretariat").get(cast.url()).content.decode()


class TestActs:
    def test_opened_closed_and_a_package_chosen_through_forms(self, cast: Any, clock: Any, client_as: Sign) -> None:
        for key in ("c-1", "c-2", "c-3"):
            propose_clause(cast, key, **({"basis": "c-2"} if key == "c-3" else {}))
        office = client_as("secretariat")
        data = {
            "sounding_title_fa": "سنجش نخست",
            "closes_day": "2010-07-02",
            "closes_time": "12:00",
            "clauses": ["c-3", "c-1", "c-2"],
        }
        do(office, cast, "sounding.opened", 422, **data | {"clauses": []})
        do(office, cast, "sounding.opened", 409, **data | {"closes_day": "2010-06-01"})
        do(client_as("independent"), cast, "sounding.opened", 403, **data)
        do(office, cast, "sounding.opened", **data)
        (found,) = cast.state.soundings.soundings.values()
        assert found.clauses == (("c-1", 1), ("c-2", 1), ("c-3", 1))
        for who, given in REPLIES.items():
            plain = {c: "sign" if isinstance(r, dict) else r for c, r in given.items()}
            answers.answer(cast.log, found.id, cast[who], plain)
        do(office, cast, "sounding.closed", 409, id=found.id)
        clock.forward(days=2)
        response = do(office, cast, "sounding.closed", id=found.id)
        assert response["Location"] == cast.url(f"soundings/{found.id}/")
        assert not SecretBallot.objects.exists()
        form = office.get(cast.url(f"do/package.chosen/?sounding={found.id}&package=c-1.c-2")).content.decode()
        assert form.count(" checked") == 2
        response = do(office, cast, "package.chosen", 409, sounding=found.id, clauses=["c-1", "c-2", "c-3"])
        assert "another wording of the same subject" in response.content.decode()
        do(office, cast, "package.chosen", sounding=found.id, clauses=["c-2", "c-1"])
        assert [c.id for c in cast.state.clauses.listed()] == ["c-1", "c-2"]
        assert "Text c-3" in office.get(cast.url("clauses/?show=gone")).content.decode()
        text = office.get(cast.url(f"soundings/{found.id}/")).content.decode()
        assert "A package of 2 of these clauses became the draft: 3 1/2 of 4 by weight would sign it." in text
        record = office.get(cast.url("record/")).content.decode()
        assert "became the draft" in record
        # What is set aside can still be put to the vote.
        form = office.get(cast.url("do/decision.opened/?matter=clause")).content.decode()
        assert 'value="c-3"' in form


class TestOpenings:
    @pytest.fixture
    def charter(self, request: pytest.FixtureRequest) -> Charter:
        """A charter that opens the names to whom the test says."""
        return Charter(soundings=SoundingRules(names=request.param))

    @pytest.mark.parametrize(
        ("charter", "who", "named"),
        [
            ("nobody", "independent", False),
            ("nobody", "secretariat", False),
            ("members", "independent", True),
            ("members", "delegate", True),
            ("members", "secretariat", True),
            ("members", "observer", False),
            ("members", "supporter", False),
            ("everyone", "independent", True),
        ],
        indirect=["charter"],
    )
    def test_names_are_seen_by_whom_the_charter_says(
        self, cast: Any, clock: Any, client_as: Sign, charter: Charter, who: str, named: bool
    ) -> None:
        open_sounding(cast, clock)
        close_sounding(cast, clock)
        client = client_as(who)
        text = client.get(cast.url("front/package/?p=c-1.c-3")).content.decode()
        near = text.split("Who is missing, and why")[1].split("What would widen it")[0]
        assert ("Nima Rastegar" in near) == named
        assert ("The charter does not open the names" in text) == (not named)
        assert ("Signers by place" in text) == named
        compared = client.get(cast.url("front/compare/?a=c-1&b=c-3")).content.decode().split("<main")[1]
        assert ("Nima Rastegar" in compared) == named
        assert ("you are among them" in text or "you are not among them" in text) == (
            named and who in ("independent", "delegate")
        )

    @pytest.mark.parametrize("charter", ["members"], indirect=True)
    def test_kept_names_that_do_not_fit_the_record_are_not_shown(
        self, cast: Any, clock: Any, client_as: Sign, charter: Charter
    ) -> None:
        open_sounding(cast, clock)
        close_sounding(cast, clock)
        SecretBallot.objects.filter(voter="i-mina").update(content={"c-1": "refuse"})
        text = client_as("independent").get(cast.url("front/package/?p=c-1.c-3")).content.decode()
        assert "The charter does not open the names" in text
        assert "Signers by place" not in text


class TestPackages:
    def test_the_front_shows_the_latest_sounding_and_roll_calls_on_request(
        self, cast: Any, clock: Any, client_as: Sign
    ) -> None:
        open_sounding(cast, clock)
        close_sounding(cast, clock)
        client = client_as("independent")
        text = client.get(cast.url("front/?size=1")).content.decode()
        assert "Shown from: the sounding “Text sounding”, which 4 of 5 on its roll answered." in text
        assert "4 of 5 on the roll would sign it." in text
        votes = client.get(cast.url("front/?source=roll-calls")).content.decode()
        assert "Shown from: roll calls" in votes
        assert "Too little is known yet" in votes

    def test_a_package_of_ones_own_is_tested_by_address_alone(self, cast: Any, clock: Any, client_as: Sign) -> None:
        open_sounding(cast, clock)
        close_sounding(cast, clock)
        client, before = client_as("independent"), cast.state.seq
        text = client.get(cast.url("front/package/?c=c-1&c=c-2")).content.decode()
        assert "2 of 5 on the roll would sign it." in text
        near = text.split("Who is missing, and why")[1].split("What would widen it")[0]
        assert "2 would sign if one clause were acceptable to each. 1 more is two or more clauses away." in near
        assert "<caption>Which one clause it is, and what was answered to it</caption>" in near
        widen = text.split("What would widen it")[1].split("<form")[0]
        assert "if it is shorter" in widen
        assert "amendment of Mina Sadeghi" in widen
        supposed = client.get(cast.url("front/package/?c=c-1&c=c-2&met=if+it+is+shorter&met=@a-1")).content.decode()
        assert "4 of 5 on the roll would sign it." in supposed
        assert "2 conditions are supposed to be met" in supposed
        assert cast.state.seq == before

    def test_two_wordings_and_nonsense_are_answered_plainly(self, cast: Any, clock: Any, client_as: Sign) -> None:
        open_sounding(cast, clock)
        close_sounding(cast, clock)
        client = client_as("independent")
        text = client.get(cast.url("front/package/?c=c-2&c=c-3")).content.decode()
        assert "are wordings of one subject" in text
        for query in (
            "p=",
            "p=....",
            "c=nothing",
            "p=c-1.<script>",
            "met=none&c=c-1",
            "source=nothing&c=c-1",
            "page=x",
        ):
            assert client.get(cast.url(f"front/package/?{query}")).status_code == 200, query
        for query in ("a=&b=", "a=nothing", "a=c-1.c-2&b=c-1.c-3", "a=c-2.c-3"):
            assert client.get(cast.url(f"front/compare/?{query}")).status_code == 200, query

    def test_two_packages_side_by_side(self, cast: Any, clock: Any, client_as: Sign) -> None:
        open_sounding(cast, clock)
        close_sounding(cast, clock)
        text = client_as("independent").get(cast.url("front/compare/?a=c-1.c-2&b=c-1.c-3")).content.decode()
        rows = dict(re.findall(r'<th scope="row" data-label="Who">(.*?)</th><td[^>]*>(.*?)</td>', text))
        assert rows == {"Sign both": "1", "Sign only the first": "1", "Sign only the second": "1", "Sign neither": "2"}
        assert text.index("Only in the first") < text.index("Only in the second") < text.index("In both")

    def test_a_clause_that_changed_since_is_marked(self, cast: Any, clock: Any, client_as: Sign) -> None:
        open_sounding(cast, clock)
        close_sounding(cast, clock)
        cast.act("independent", "amendment.accepted", id="a-1")
        text = client_as("independent").get(cast.url("front/package/?p=c-1.c-2")).content.decode()
        assert "changed since it was asked about" in text

    def test_what_is_not_known_is_shown_as_not_known(self, cast: Any, clock: Any, client_as: Sign) -> None:
        open_sounding(cast, clock)
        close_sounding(cast, clock)
        text = client_as("independent").get(cast.url("front/?size=2")).content.decode()
        picture = text.split("<figure")[1].split("</figure>")[0]
        for name in ("certain", "expected", "possible"):
            assert f">{name}</text>" in picture
        asking = text.split("Answers worth asking for")[1].split("</section>")[0]
        # The second delegate has answered nothing; without names only the clauses are told.
        assert "Text c-3" in asking
        assert "(2 answers)" in asking
        assert "Kian Moradi" not in asking
        assert "The dashed line is what is expected" in text

    def test_where_no_front_is_broad_several_packages_serve_everybody(
        self, cast: Any, clock: Any, client_as: Sign
    ) -> None:
        open_sounding(cast, clock)
        replies = {
            "independent": {"c-1": "sign", "c-2": "refuse", "c-3": "sign"},
            "other": {"c-1": "sign", "c-2": "sign", "c-3": "refuse"},
            "union": {"c-1": "sign", "c-2": "sign", "c-3": "refuse"},
            "delegate": {"c-1": "sign", "c-2": "refuse", "c-3": "sign"},
            "second": {"c-1": "sign", "c-2": "refuse", "c-3": "sign"},
        }
        close_sounding(cast, clock, replies=replies)
        text = client_as("independent").get(cast.url("front/?size=2")).content.decode()
        assert "With 2 packages, everybody who could sign any of this size has one to sign." in text
        assert "Fewer would not do." in text
        wide = client_as("independent").get(cast.url("front/?size=1")).content.decode()
        assert "Several packages for everybody" not in wide

    def test_conditions_of_members_are_escaped(self, cast: Any, clock: Any, client_as: Sign) -> None:
        open_sounding(cast, clock)
        close_sounding(cast, clock, replies={"other": {"c-1": "sign", "c-2": {"text": "<b onclick=x>&"}}})
        client = client_as("independent")
        for page in ("front/package/?p=c-1.c-2", "front/?size=2", "soundings/n-1/"):
            assert "<b onclick" not in client.get(cast.url(page)).content.decode()
        assert "&lt;b onclick=x&gt;&amp;" in client.get(cast.url("front/package/?p=c-1.c-2")).content.decode()


def test_queries_do_not_grow_with_clauses_or_answers(
    cast: Any, clock: Any, client_as: Sign, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_as("independent")
    open_sounding(cast, clock, "n-1", ("c-1", "c-2"))
    open_pages = ("soundings/n-1/",)
    few = count_queries(cast, client, open_pages, monkeypatch)
    close_sounding(cast, clock, "n-1", {"independent": {"c-1": "sign", "c-2": "sign"}})
    pages = ("soundings/n-1/", "front/", "front/package/?p=c-1.c-2", "front/compare/")
    closed_few = count_queries(cast, client, pages, monkeypatch)
    many = tuple(f"k-{n}" for n in range(30))
    for clause in many:
        propose_clause(cast, clause)
    numbered = [[c, 1] for c in many]
    cast.act(
        "secretariat", "sounding.opened", id="n-2", title=both("s"), clauses=numbered, closes=clock.after(hours=24)
    )
    assert count_queries(cast, client, ("soundings/n-2/",), monkeypatch) == few
    close_sounding(cast, clock, "n-2", {who: dict.fromkeys(many, "sign") for who in REPLIES})
    pages = ("soundings/n-2/", "front/", f"front/package/?p={'.'.join(many)}", "front/compare/")
    assert count_queries(cast, client, pages, monkeypatch) == closed_few


def test_a_table_too_large_for_a_page_shows_the_curve_alone(
    cast: Any, clock: Any, client_as: Sign, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_sounding(cast, clock)
    close_sounding(cast, clock)
    monkeypatch.setattr(front_sources, "MOST_CELLS", 3)
    front_sources._compute.cache_clear()
    text = client_as("independent").get(cast.url("front/")).content.decode()
    front_sources._compute.cache_clear()
    assert "Answers worth asking for" not in text
    assert "The unbroken line is certain" not in text
    assert "<figure" in text
