"""Decisions: a vote on every kind of matter is opened, voted on by roll call or in secret, closed, and set out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from django.test import Client
from tests.web.stages.drafts import (
    both,
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

from hamgara.assembly import Charter, charter_hash
from hamgara.assembly.rules import Rule
from hamgara.web.store import closing
from hamgara.web.store.models import Attachment, SecretBallot

Sign = Callable[..., Client]
EVERYBODY = (
    "public", "outsider", "guest", "observer", "supporter", "delegate", "independent", "organisation", "secretariat",
)  # fmt: skip
CLOSES = {"closes_day": "2010-07-09", "closes_time": "18:00"}
MOTION = {"matter": "motion", "text_fa": "نشست هر ماه باشد.", "text_en": "We meet every month."}


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("language", ["fa", "en"])
def test_everybody_sees_decisions_under_the_usual_charter_but_names_of_persons(
    cast: Any, clock: Any, client_as: Sign, who: str, language: str
) -> None:
    furnish_drafting(cast, clock)
    client = client_as(who, language=language)
    for page in ("decisions/", "decisions/v-1/", "decisions/v-old/", "decisions/v-2/"):
        response = client.get(cast.url(page))
        assert response.status_code == 200, page
        text = response.content.decode()
        assert "style=" not in text
        assert "<script>" not in text
        if who in ("public", "outsider", "guest", "observer", "supporter"):
            assert "Nima Rastegar" not in text
            assert "نیما رستگار" not in text
    assert client.get(cast.url("decisions/none/")).status_code == 404
    expected = 200 if who == "secretariat" else 404 if who in ("public", "outsider", "guest") else 403
    assert client.get(cast.url("put-to-the-vote/")).status_code == expected


class TestClosedToThePublic:
    @pytest.fixture
    def charter(self) -> Charter:
        """Nothing is public."""
        return Charter(public=())

    @pytest.mark.parametrize("who", EVERYBODY)
    def test_a_charter_can_keep_votes_to_members(self, cast: Any, clock: Any, client_as: Sign, who: str) -> None:
        furnish_drafting(cast, clock)
        expected = 404 if who in ("public", "outsider", "guest") else 200
        for page in ("decisions/", "decisions/v-1/", "decisions/v-old/"):
            assert client_as(who).get(cast.url(page)).status_code == expected, page


def only(cast: Any) -> Any:
    (found,) = cast.state.decisions.decisions.values()
    return found


class TestOpening:
    def test_clause_of_its_present_version(self, cast: Any, client_as: Sign) -> None:
        propose_clause(cast, "c-1")
        propose_clause(cast, "c-2", "other")
        cast.act("independent", "clause.revised", id="c-1", version=1, text={"fa": "تازه"})
        office = client_as("secretariat")
        form = office.get(cast.url("do/decision.opened/?matter=clause&id=c-1")).content.decode()
        assert '<option value="c-1" selected>' in form
        assert 'name="text_fa"' not in form
        do(office, cast, "decision.opened", 422, matter="clause", id="c-1")
        do(office, cast, "decision.opened", matter="clause", id="c-1", **CLOSES)
        subject = only(cast).subject
        assert (subject.matter, subject.id, subject.version) == ("clause", "c-1", 2)
        assert only(cast).closes == "2010-07-09T22:00:00Z"
        again = office.get(cast.url("do/decision.opened/?matter=clause")).content.decode()
        assert "c-1" not in again.split('name="matter"')[0]
        do(office, cast, "decision.opened", 422, matter="clause", id="c-1", **CLOSES)

    def test_amendment_that_is_not_out_of_date(self, cast: Any, client_as: Sign) -> None:
        propose_clause(cast, "c-1")
        for key in ("a-1", "a-2"):
            propose_amendment(cast, key, "c-1")
        cast.act("independent", "amendment.accepted", id="a-1")
        propose_amendment(cast, "a-3", "c-1")
        office = client_as("secretariat")
        do(office, cast, "decision.opened", 422, matter="amendment", id="a-2", **CLOSES)
        do(office, cast, "decision.opened", matter="amendment", id="a-3", **CLOSES)
        assert only(cast).subject.id == "a-3"

    def test_membership_with_what_is_asked(self, cast: Any, client_as: Sign) -> None:
        office = client_as("secretariat")
        do(office, cast, "decision.opened", matter="membership", id="i-guest", text_fa="آیا می‌پذیریم؟", **CLOSES)
        assert (only(cast).subject.id, only(cast).text) == ("i-guest", {"fa": "آیا می‌پذیریم؟"})

    def test_conduct_with_its_sanction_and_end(self, cast: Any, client_as: Sign) -> None:
        cast.act("independent", "matter.raised", id="k-1", about="o-union", text=both("what happened"))
        office = client_as("secretariat")
        data = {"matter": "conduct", "id": "k-1", **CLOSES}
        do(office, cast, "decision.opened", 422, **data)
        do(office, cast, "decision.opened", 422, **data, sanction="suspension")
        end = {"until_day": "2010-08-09", "until_time": "12:00"}
        do(office, cast, "decision.opened", 422, **data, sanction="warning", **end)
        do(office, cast, "decision.opened", **data, sanction="suspension", **end)
        subject = only(cast).subject
        assert (subject.sanction, subject.until) == ("suspension", "2010-08-09T16:00:00Z")
        page = office.get(cast.url(f"decisions/{only(cast).id}/")).content.decode()
        assert "a suspension" in page
        assert "9 August 2010" in page

    def test_action_resolution_and_motion(self, cast: Any, client_as: Sign) -> None:
        cast.act(
            "independent",
            "action.proposed",
            id="x-1",
            title=both("action"),
            text=both("action"),
            begins="2010-09-01",
            ends="2010-09-02",
        )
        office = client_as("secretariat")
        do(office, cast, "decision.opened", matter="action", id="x-1", **CLOSES)
        assert only(cast).subject.matter == "action"
        do(office, cast, "decision.opened", 422, matter="resolution", id="none", **CLOSES)
        do(office, cast, "decision.opened", 422, **MOTION | {"text_fa": "", "text_en": ""}, **CLOSES)
        do(office, cast, "decision.opened", **MOTION, **CLOSES)
        motion = list(cast.state.decisions.decisions.values())[-1]
        assert motion.subject.id == motion.id
        assert motion.text["en"] == "We meet every month."

    def test_meeting_gets_the_id_with_which_it_will_be_fixed(self, cast: Any, clock: Any, client_as: Sign) -> None:
        office = client_as("secretariat")
        form = office.get(cast.url("do/decision.opened/?matter=meeting&id=n-toronto")).content.decode()
        assert "The meeting&#x27;s id will be n-toronto." in form or "The meeting's id will be n-toronto." in form
        fresh = office.get(cast.url("do/decision.opened/?matter=meeting")).content.decode()
        assert 'name="id" value="n-' in fresh
        do(office, cast, "decision.opened", matter="meeting", id="n-toronto", text_fa="تورنتو", **CLOSES)
        vote(cast, only(cast).id, independent="yes", other="yes", union="yes", delegate="yes")
        close_vote(cast, clock, only(cast).id)
        page = office.get(cast.url(f"decisions/{only(cast).id}/")).content.decode()
        assert f"do/meeting.fixed/?id=n-toronto&amp;decision={only(cast).id}" in page

    def test_charter_by_its_fingerprint(self, cast: Any, client_as: Sign) -> None:
        office = client_as("secretariat")
        do(office, cast, "decision.opened", 422, matter="charter", text_fa="آیین‌نامهٔ تازه", **CLOSES)
        do(office, cast, "decision.opened", matter="charter", id="a" * 64, text_fa="آیین‌نامهٔ تازه", **CLOSES)
        assert only(cast).subject.id == "a" * 64
        assert "a" * 64 in office.get(cast.url(f"decisions/{only(cast).id}/")).content.decode()

    @pytest.mark.parametrize("matter", ["", "weather"])
    def test_the_matter_comes_first(self, cast: Any, client_as: Sign, matter: str) -> None:
        office = client_as("secretariat")
        first = office.get(cast.url("put-to-the-vote/")).content.decode()
        assert "?matter=motion" in first
        assert "?matter=clause" not in first
        assert "?matter=motion" in office.get(cast.url(f"do/decision.opened/?matter={matter}")).content.decode()
        do(office, cast, "decision.opened", 422, matter=matter, **CLOSES)

    def test_past_end_is_refused_and_what_was_typed_is_kept(self, cast: Any, client_as: Sign) -> None:
        data = {**MOTION, "closes_day": "2010-06-01", "closes_time": "10:00"}
        response = do(client_as("secretariat"), cast, "decision.opened", 409, **data)
        assert "We meet every month." in response.content.decode()

    @pytest.mark.parametrize("kind", ["decision.opened", "decision.closed", "decision.withdrawn"])
    @pytest.mark.parametrize("who", ["independent", "observer"])
    def test_others_are_refused_by_rule(self, cast: Any, client_as: Sign, kind: str, who: str) -> None:
        response = do(client_as(who), cast, kind, 403, **MOTION)
        assert "charter on who may do what" in response.content.decode()


class TestRollCall:
    def test_big_buttons_post_the_act_and_the_vote_can_be_changed(self, cast: Any, clock: Any, client_as: Sign) -> None:
        open_vote(cast, clock, "v-1", {"matter": "motion", "id": "v-1"}, text=both("motion"))
        client, address = client_as("independent"), cast.url("decisions/v-1/")
        page = client.get(address).content.decode()
        assert f'action="{cast.url("do/vote.cast/")}"' in page
        assert page.count('type="submit" name="choice"') == 3
        response = do(client, cast, "vote.cast", decision="v-1", choice="yes")
        assert response["Location"] == address
        page = client.get(address).content.decode()
        assert page.count('type="submit" name="choice"') == 2
        assert "You voted in favour." in page
        do(client, cast, "vote.cast", decision="v-1", choice="no")
        assert only(cast).votes == {"i-nima": "no"}
        do(client, cast, "vote.cast", 409, decision="v-1", choice="no")
        do(client, cast, "vote.cast", 422, decision="v-1", choice="perhaps")

    def test_votes_stand_by_name_with_rule_and_threshold(self, cast: Any, clock: Any, client_as: Sign) -> None:
        open_vote(cast, clock, "v-1", {"matter": "motion", "id": "v-1"}, text=both("motion"))
        vote(cast, "v-1", independent="yes", delegate="yes", second="no", other="abstain")
        page = client_as("organisation").get(cast.url("decisions/v-1/")).content.decode()
        assert "Your delegates vote for you." in page
        assert 'name="choice"' not in page
        assert "more than one half of the votes in favour and against" in page
        assert "Of these votes more than 1 must be in favour." in page
        assert "In favour 1 1/2" in page
        assert "Against 1/2" in page
        # The roll weighs 4: in favour 1 1/2 of it are 375 of 1000, the threshold is 1 of 4.
        assert '<rect class="y" x="0" width="375"' in page
        assert '<rect class="n" x="375" width="125"' in page
        assert '<line class="tick" x1="250"' in page
        rows = page.split("Votes by name")[1]
        assert rows.index("Nima Rastegar") < rows.index("Workers&#x27; Union of Vancouver")
        assert "Solidarity Centre of Toronto" in rows
        assert "4 of 5 on the roll have voted." in page

    def test_who_is_not_on_the_roll_has_no_buttons(self, cast: Any, clock: Any, client_as: Sign) -> None:
        open_vote(cast, clock, "v-1", {"matter": "motion", "id": "v-1"}, text=both("motion"))
        for who in ("supporter", "observer", "secretariat", "public"):
            assert 'name="choice"' not in client_as(who).get(cast.url("decisions/v-1/")).content.decode()
        do(client_as("supporter"), cast, "vote.cast", 403, decision="v-1", choice="yes")
        do(client_as("organisation"), cast, "vote.cast", 422, decision="v-1", choice="yes")

    def test_in_a_sitting_only_those_present(self, cast: Any, clock: Any, client_as: Sign) -> None:
        zone = "America/New_York"
        cast.act(
            "secretariat", "meeting.fixed", id="n-1", title=both("m"), days=["2010-07-02"], timezone=zone, online=True
        )
        cast.act("secretariat", "meeting.opened", id="n-1")
        times = {"starts": "2010-07-02T12:00:00Z", "ends": "2010-07-02T20:00:00Z"}
        cast.act("secretariat", "sitting.called", id="s-1", meeting="n-1", title=both("sitting"), **times)
        cast.act("secretariat", "sitting.opened", id="s-1")
        office = client_as("secretariat")
        assert "s-1" not in office.get(cast.url("do/decision.opened/?matter=motion")).content.decode()
        there = ["i-nima", "o-union", "d-sara"]
        cast.act("secretariat", "attendance.recorded", sitting="s-1", came=there)
        do(office, cast, "decision.opened", **MOTION, sitting="s-1")
        address = cast.url(f"decisions/{only(cast).id}/")
        absent = client_as("other").get(address).content.decode()
        assert "Only those present in the sitting can vote." in absent
        assert 'name="choice"' not in absent
        do(client_as("other"), cast, "vote.cast", 409, decision=only(cast).id, choice="yes")
        assert 'name="choice"' in client_as("independent").get(address).content.decode()


class TestSigned:
    @pytest.fixture
    def charter(self) -> Charter:
        """Every vote is signed by its author."""
        return Charter(signed=("vote.cast",))

    def test_buttons_lead_to_what_is_to_be_signed(self, cast: Any, clock: Any, client_as: Sign) -> None:
        open_vote(cast, clock, "v-1", {"matter": "motion", "id": "v-1"}, text=both("motion"))
        before = cast.state.seq
        response = client_as("independent").post(cast.url("do/vote.cast/"), {"decision": "v-1", "choice": "yes"})
        assert response.status_code == 200
        assert "Your own signature" in response.content.decode()
        assert cast.state.seq == before


class TestClosing:
    def test_outcome_is_foreseen_and_computed(self, cast: Any, clock: Any, client_as: Sign) -> None:
        propose_clause(cast, "c-1")
        open_clause_vote(cast, clock, "v-1", "c-1")
        vote(cast, "v-1", independent="yes", other="yes", union="no")
        office = client_as("secretariat")
        form = office.get(cast.url("do/decision.closed/?id=v-1")).content.decode()
        assert "If you close it now" in form
        assert "in favour 2, against 1, abstaining 0, on the roll 4" in form
        do(office, cast, "decision.closed", 409, id="v-1")
        clock.forward(days=3)
        page = office.get(cast.url("decisions/v-1/")).content.decode()
        assert "time is over" in page
        assert "do/decision.closed/?id=v-1" in page
        do(office, cast, "decision.closed", id="v-1")
        assert only(cast).adopted
        assert cast.state.clauses.clauses["c-1"].status == "adopted"
        page = client_as("public").get(cast.url("decisions/v-1/")).content.decode()
        assert "✓ adopted" in page
        assert 'name="choice"' not in page

    def test_called_off_with_a_reason(self, cast: Any, clock: Any, client_as: Sign) -> None:
        open_vote(cast, clock, "v-1", {"matter": "motion", "id": "v-1"}, text=both("motion"))
        office = client_as("secretariat")
        do(office, cast, "decision.withdrawn", 422, id="v-1", reason="")
        do(office, cast, "decision.withdrawn", id="v-1", reason="It was put wrongly.")
        page = client_as("public").get(cast.url("decisions/v-1/")).content.decode()
        assert "It was put wrongly." in page
        assert "called off" in page

    def test_too_few_votes_are_no_decision_and_said(self, cast: Any, clock: Any, client_as: Sign) -> None:
        open_vote(cast, clock, "v-1", {"matter": "motion", "id": "v-1"}, text=both("motion"))
        vote(cast, "v-1", independent="yes")
        close_vote(cast, clock, "v-1")
        page = client_as("public").get(cast.url("decisions/v-1/")).content.decode()
        assert "Too few voted for a quorum, so it is not adopted." in page
        assert "✕ not adopted" in page

    def test_a_later_charter_does_not_explain_an_earlier_vote(self, cast: Any, clock: Any, client_as: Sign) -> None:
        new = Charter(rules=Charter().rules | {"motion": Rule(share="4/5", inclusive=True)})
        open_vote(cast, clock, "v-1", {"matter": "charter", "id": charter_hash(new)}, text=both("charter"))
        open_vote(cast, clock, "v-2", {"matter": "motion", "id": "v-2"}, text=both("motion"))
        for key in ("v-1", "v-2"):
            vote(cast, key, independent="yes", other="yes", union="yes")
        for key in ("v-1", "v-2"):
            close_vote(cast, clock, key)
        office = client_as("secretariat")
        assert "do/charter.amended/" in office.get(cast.url("decisions/v-1/")).content.decode()
        cast.act("secretariat", "charter.amended", charter=msgspec.to_builtins(new), decision="v-1")
        page = office.get(cast.url("decisions/v-2/")).content.decode()
        assert "four fifths" not in page
        assert "Under the charter of that time 1 1/2 was needed." in page
        assert "do/charter.amended/" not in office.get(cast.url("decisions/v-1/")).content.decode()


class TestSecret:
    @pytest.fixture
    def charter(self) -> Charter:
        """Motions are voted on in secret, by a double majority."""
        rules = Charter().rules | {"motion": Rule(kind="double")}
        return Charter(secret=("motion",), rules=rules)

    @pytest.fixture
    def opened(self, cast: Any, clock: Any) -> str:
        """A secret vote."""
        return open_vote(cast, clock, "v-1", {"matter": "motion", "id": "v-1"}, text=both("motion"))

    def test_kept_changed_and_never_shown(self, cast: Any, opened: str, client_as: Sign) -> None:
        client, address = client_as("independent"), cast.url("decisions/v-1/")
        page = client.get(address).content.decode()
        assert "whoever runs it could read it" in page
        assert f'action="{address}"' in page
        before = cast.state.seq
        assert client.post(address, {"choice": "yes"}).status_code == 302
        client.post(address, {"choice": "no"})
        assert cast.state.seq == before
        (kept,) = SecretBallot.objects.all()
        assert (kept.subject, kept.voter, kept.content) == ("v-1", "i-nima", "no")
        page = client.get(address).content.decode()
        assert "you have voted" in page
        assert "You voted against." not in page
        assert 'aria-pressed="true"' not in page
        other = client_as("other").get(address).content.decode()
        assert "1 of 5 on the roll have voted." in other
        assert "Votes by name" not in other
        assert '<svg viewBox="0 0 1000' not in other

    @pytest.mark.parametrize(("who", "status"), [("supporter", 403), ("observer", 403), ("secretariat", 403),
                                                 ("organisation", 403), ("outsider", 404)])  # fmt: skip
    def test_only_who_is_on_the_roll(self, cast: Any, opened: str, client_as: Sign, who: str, status: int) -> None:
        assert client_as(who).post(cast.url("decisions/v-1/"), {"choice": "yes"}).status_code == status
        assert not SecretBallot.objects.exists()

    def test_bad_and_late_votes(self, cast: Any, clock: Any, opened: str, client_as: Sign) -> None:
        client, address = client_as("independent"), cast.url("decisions/v-1/")
        response = client.post(address, {"choice": "perhaps"})
        assert response.status_code == 422
        assert "Choose one of the three." in response.content.decode()
        do(client, cast, "vote.cast", 422, decision="v-1", choice="yes")
        clock.forward(days=3)
        assert client.post(address, {"choice": "yes"}).status_code == 409
        assert not SecretBallot.objects.exists()

    def test_nobody_looks_into_the_box_before_its_time(
        self, cast: Any, clock: Any, opened: str, client_as: Sign
    ) -> None:
        client_as("independent").post(cast.url("decisions/v-1/"), {"choice": "yes"})
        office = client_as("secretariat")
        assert "If you close it now" not in office.get(cast.url("do/decision.closed/?id=v-1")).content.decode()
        do(office, cast, "decision.closed", 409, id="v-1")
        assert not Attachment.objects.exists()

    def test_closed_by_classes_and_erased(self, cast: Any, clock: Any, opened: str, client_as: Sign) -> None:
        for who, choice in (("independent", "yes"), ("other", "yes"), ("union", "no"), ("delegate", "yes")):
            client_as(who).post(cast.url("decisions/v-1/"), {"choice": choice})
        clock.forward(days=3)
        do(client_as("secretariat"), cast, "decision.closed", id="v-1")
        assert not only(cast).adopted
        assert only(cast).votes == {}
        assert not SecretBallot.objects.exists()
        page = client_as("public").get(cast.url("decisions/v-1/")).content.decode()
        classes = page.split("By class of member")[1].split("</table>")[0]
        cells = [cell.split(">", 1)[1].split("<")[0] for cell in classes.split("<t")[1:] if cell[1:2] in (" ", ">")]
        assert [cell for cell in cells if cell][4:] == ["organisations", "1/2", "1", "0", "independents", "2", "0", "0"]


def test_queries_do_not_grow_with_the_number_of_votes(
    cast: Any, clock: Any, client_as: Sign, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_as("independent")

    def count() -> list[int]:
        return count_queries(cast, client, ("decisions/", "decisions/v-1/"), monkeypatch)

    open_vote(cast, clock, "v-1", {"matter": "motion", "id": "v-1"}, text=both("motion"))
    few = count()
    for number in range(2, 32):
        key = f"v-{number}"
        open_vote(cast, clock, key, {"matter": "motion", "id": key}, text=both("motion"))
        vote(cast, key, independent="yes", other="no")
    vote(cast, "v-1", independent="yes", other="no", union="yes", delegate="yes")
    for number in range(20, 32):
        close_vote(cast, clock, f"v-{number}")
    assert count() == few


def test_many_votes_come_a_hundred_a_page(cast: Any, clock: Any, client_as: Sign) -> None:
    for number in range(120):
        key = f"v-{number}"
        open_vote(cast, clock, key, {"matter": "motion", "id": key}, text=both("motion"))
    text = client_as("public").get(cast.url("decisions/?page=2")).content.decode()
    assert "page 2 of 2" in text
    assert text.count("<h2><a ") == 20


def test_what_is_shown_is_what_verification_counts(cast: Any, clock: Any) -> None:
    open_vote(cast, clock, "v-1", {"matter": "motion", "id": "v-1"}, text=both("motion"))
    vote(cast, "v-1", independent="yes", delegate="no")
    assert closing.decision_closed(cast.log, "v-1")["outcome"]["no"] == "1/2"
