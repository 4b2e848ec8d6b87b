"""Joint actions as everybody sees them, and every form of theirs with its right, its act and its bad input."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client
from tests.web.stages.outcomes import HOSTILE, act_together, both, decide

from hamgara.assembly import KINDS, Charter
from hamgara.web.acts import FORMS

Sign = Callable[..., Client]
EVERYBODY = (
    "public", "outsider", "guest", "observer", "supporter", "delegate", "independent", "organisation", "secretariat",
)  # fmt: skip
KINDS_HERE = [kind for kind, declared in KINDS.items() if declared.stage == "action"]


def do(client: Client, cast: Any, kind: str, expected: int = 302, **data: Any) -> Any:
    """Post an act's form; the record grows by one act of that kind, or not at all."""
    before = cast.state.seq
    response = client.post(cast.url(f"do/{kind}/"), data)
    shown = re.findall(r'<ul class="errorlist.*?</ul>', response.content.decode(), re.S) if response.content else ""
    assert response.status_code == expected, shown
    if expected == 302:
        assert cast.state.seq == before + 1
        assert cast.log.entry(before).act == kind
    else:
        assert cast.state.seq == before
        assert shown
    return response


def test_every_act_has_a_form_that_says_what_it_does() -> None:
    assert set(KINDS_HERE) <= set(FORMS)
    for kind in KINDS_HERE:
        assert str(FORMS[kind].title)
        assert str(FORMS[kind].lead)
        assert str(FORMS[kind].done)


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("language", ["fa", "en"])
def test_pages_as_everybody(cast: Any, client_as: Sign, who: str, language: str) -> None:
    act_together(cast)
    client = client_as(who, language=language)
    insider = who in ("delegate", "independent", "organisation", "secretariat")
    for page in ("actions/", "actions/march/", "actions/letter/", "actions/fair/", "actions/gone/"):
        response = client.get(cast.url(page))
        assert response.status_code == 200, page
        text = response.content.decode()
        assert 'style="' not in text
        assert ("Nima Rastegar" in text or "نیما رستگار" in text) <= insider
    shown = client.get(cast.url("actions/march/")).content.decode()
    assert ("met" if language == "en" else "انجام شد") in shown
    assert ("✓" in shown, "○" in shown) == (True, True)
    assert "do/commitment.met/" not in shown or who == "secretariat"
    assert ("do/commitment.made/" in shown) == (who in ("supporter", "delegate", "independent", "organisation"))
    assert client.get(cast.url("commitments/hall/")).url == cast.url("actions/march/#hall")
    assert client.get(cast.url("actions/none/")).status_code == 404
    assert client.get(cast.url("commitments/none/")).status_code == 404


@pytest.mark.parametrize("charter", [Charter(public=())])
def test_actions_are_hidden_where_the_charter_does_not_make_them_public(cast: Any, client_as: Sign) -> None:
    act_together(cast)
    for page in ("actions/", "actions/march/", "commitments/hall/"):
        assert client_as("public").get(cast.url(page)).status_code == 404
        assert client_as("guest").get(cast.url(page)).status_code == 404
        assert client_as("observer").get(cast.url(page)).status_code in (200, 302)


def test_what_is_overdue_soon_due_or_reported_is_followed_up(cast: Any, client_as: Sign, clock: Any) -> None:
    act_together(cast)
    clock.forward(days=5)
    page = client_as("secretariat").get(cast.url("actions/")).content.decode()
    table = page[page.index('id="follow"') : page.index("</table>")]
    assert "1 day late" in table
    assert "reported, not yet reviewed" in table
    assert "Text hall" not in table
    assert "Text press" not in table
    assert 'id="follow"' not in client_as("independent").get(cast.url("actions/")).content.decode()
    mine = client_as("independent").get(cast.url("actions/")).content.decode()
    assert "Your open commitments" in mine
    assert "do/report.made/?commitment=posters" in mine


@pytest.mark.parametrize("who", ["observer", "supporter", "delegate", "independent", "organisation", "secretariat"])
@pytest.mark.parametrize("language", ["fa", "en"])
def test_forms_are_for_whom_the_charter_says(cast: Any, client_as: Sign, who: str, language: str) -> None:
    act_together(cast)
    client = client_as(who, language=language)
    for kind in KINDS_HERE:
        response = client.get(cast.url(f"do/{kind}/"))
        if who in KINDS[kind].roles:
            assert response.status_code == 200, kind
            continue
        assert response.status_code == 403
        said = "charter on who may do what" if language == "en" else "آیین‌نامه"
        assert said in response.content.decode()
        before = cast.state.seq
        assert client.post(cast.url(f"do/{kind}/"), {"id": "march"}).status_code == 403
        assert cast.state.seq == before


PROPOSAL = {
    "action_title_en": "March",
    "text_en": "We march.",
    "begins": "2010-09-01",
    "ends": "2010-09-02",
    "places": "Toronto, Ontario, ca\nبوستون، ماساچوست، US",
}


class TestForms:
    def test_a_proposal_with_its_places(self, cast: Any, client_as: Sign) -> None:
        response = do(client_as("organisation"), cast, "action.proposed", **PROPOSAL)
        (found,) = cast.state.actions.actions.values()
        assert response.url == cast.url(f"actions/{found.id}/")
        assert [p.country for p in found.places] == ["CA", "US"]
        assert (found.begins, found.ends, found.by) == ("2010-09-01", "2010-09-02", "o-unity")

    @pytest.mark.parametrize(
        ("wrong", "status"),
        [
            ({"places": "Toronto"}, 422),
            ({"places": "a, b, CA\nToronto, Ontario, Canada"}, 422),
            ({"places": "a, b, CA\n" * 41}, 422),
            ({"begins": "2010-13-01"}, 422),
            ({"action_title_en": "x" * 201}, 422),
            ({"text_en": ""}, 422),
            ({"ends": "2010-08-01"}, 409),
        ],
    )
    def test_bad_proposals(self, cast: Any, client_as: Sign, wrong: dict[str, str], status: int) -> None:
        do(client_as("independent"), cast, "action.proposed", status, **{**PROPOSAL, **wrong})

    def test_the_line_of_a_bad_place_is_named(self, cast: Any, client_as: Sign) -> None:
        data = {**PROPOSAL, "places": "Toronto, Ontario, CA\nnowhere"}
        assert "Line 2" in do(client_as("independent"), cast, "action.proposed", 422, **data).content.decode()

    def test_agreed_dropped_concluded(self, cast: Any, client_as: Sign) -> None:
        act_together(cast)
        office = client_as("secretariat")
        do(office, cast, "action.agreed", id="letter")
        assert cast.state.actions.actions["letter"].status == "agreed"
        do(office, cast, "action.agreed", 422, id="letter")
        do(office, cast, "action.concluded", 409, id="march", text_en="Over.")
        do(office, cast, "action.concluded", id="letter", text_en="Over.")
        assert cast.state.actions.actions["letter"].status == "concluded"

    def test_only_the_author_or_the_secretariat_drops(self, cast: Any, client_as: Sign) -> None:
        act_together(cast)
        do(client_as("organisation"), cast, "action.dropped", 422, id="letter")
        do(client_as("independent"), cast, "action.dropped", id="letter")
        assert cast.state.actions.actions["letter"].status == "dropped"

    def test_a_commitment_from_its_making_to_its_end(self, cast: Any, client_as: Sign, clock: Any) -> None:
        act_together(cast)
        delegate, office = client_as("delegate"), client_as("secretariat")
        do(delegate, cast, "commitment.made", 409, action="march", text_en="Chairs", due="2010-06-30")
        do(delegate, cast, "commitment.made", 422, action="letter", text_en="Chairs", due="2010-07-09")
        do(delegate, cast, "commitment.made", 422, action="march", text_en="", due="2010-07-09")
        response = do(delegate, cast, "commitment.made", action="march", text_en="Chairs", due="2010-07-09")
        key = cast.log.entry(cast.state.seq - 1).data["id"]
        assert response.url == cast.url(f"commitments/{key}/")
        assert cast.state.actions.commitments[key].member == "o-unity"
        do(office, cast, "commitment.met", 422, id=key)
        do(client_as("independent"), cast, "report.made", 422, commitment=key, text_en="Not mine.")
        do(client_as("organisation"), cast, "report.made", commitment=key, text_en="Forty chairs.")
        assert cast.state.actions.commitments[key].reports[0].text == {"en": "Forty chairs."}
        do(office, cast, "commitment.met", id=key)
        assert cast.state.actions.commitments[key].status == "met"

    def test_missed_and_released(self, cast: Any, client_as: Sign, clock: Any) -> None:
        act_together(cast)
        office = client_as("secretariat")
        do(office, cast, "commitment.missed", 422, id="posters")
        clock.forward(days=10)
        do(office, cast, "commitment.missed", id="posters")
        do(office, cast, "commitment.released", 422, id="hall", reason_en="")
        do(office, cast, "commitment.released", id="hall", reason_en="The hall burnt down.")
        found = cast.state.actions.commitments
        assert (found["posters"].status, found["hall"].status) == ("missed", "released")
        page = client_as("public").get(cast.url("actions/march/")).content.decode()
        assert "✕ missed" in page
        assert "– released" in page

    @pytest.mark.parametrize("charter", [Charter(by_decision=("action.agreed",))])
    def test_agreed_by_decision_where_the_charter_asks(self, cast: Any, client_as: Sign, clock: Any) -> None:
        cast.act(
            "independent", "action.proposed", id="letter", title=both("letter"), text=both("of it"),
            begins="2010-09-01", ends="2010-09-01",
        )  # fmt: skip
        office = client_as("secretariat")
        do(office, cast, "action.agreed", 422, id="letter")
        assert "The charter asks for a decision first" in office.get(cast.url("do/action.agreed/")).content.decode()
        decide(cast, clock, "v-letter", {"matter": "action", "id": "letter"})
        assert "v-letter" in office.get(cast.url("do/action.agreed/?id=letter")).content.decode()
        do(office, cast, "action.agreed", id="letter", decision="v-letter")
        assert cast.state.actions.actions["letter"].status == "agreed"


def test_hostile_text_comes_out_as_text(cast: Any, client_as: Sign) -> None:
    member, office = client_as("independent"), client_as("secretariat")
    proposal = {**PROPOSAL, "action_title_en": "", "text_en": "", "places": f"{HOSTILE},{HOSTILE},CA"}
    do(member, cast, "action.proposed", **proposal, action_title_fa=HOSTILE, text_fa=HOSTILE)
    key = next(iter(cast.state.actions.actions))
    do(office, cast, "action.agreed", id=key)
    do(member, cast, "commitment.made", action=key, text_fa=HOSTILE, due="2010-07-02")
    part = next(iter(cast.state.actions.commitments))
    do(member, cast, "report.made", commitment=part, text_fa=HOSTILE)
    for page in ("actions/", f"actions/{key}/", f"do/commitment.met/?id={part}", f"do/report.made/?commitment={part}"):
        for language in ("fa", "en"):
            text = client_as("secretariat", language=language).get(cast.url(page)).content.decode()
            assert "<script>" not in text
            assert "<script>alert" in unescape(text)
