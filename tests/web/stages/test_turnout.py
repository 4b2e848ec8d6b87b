"""Who has voted, on pages: told once voting is closed where the charter says so, to whoever sees the vote."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.web.conftest import PEOPLE
from tests.web.stages.scenes import furnish
from tests.web.stages.sealed import KEY, REGISTRAR, TRUSTEES, Scene

from hamgara.assembly import AssemblyReplay, Charter, Refused
from hamgara.assembly.charter import ElectionRules
from hamgara.assembly.rules import Quorum
from hamgara.record import verify
from hamgara.web.store import boxes
from hamgara.web.store import sealing as box
from hamgara.web.store.models import SecretBallot

Sign = Callable[..., Client]
ROLES = ("observer", "supporter", "delegate", "independent", "organisation", "secretariat")
HEADING, TOLD, NEVER = "Who has voted", "shows who has voted: once voting is closed", "ever tells who has voted"


@pytest.fixture
def charter(request: pytest.FixtureRequest) -> Charter:
    return Charter(
        elections=ElectionRules(secrecy=getattr(request, "param", "sealed"), methods=("block",)),
        secret=("motion",),
        voters_shown="hidden" not in request.node.name,
        public=("decisions", "elections"),
    )


@pytest.fixture
def scene(cast: Any, clock: Any, client_as: Sign) -> Scene:
    return Scene(cast, clock, client_as)


def _text(response: Any) -> str:
    assert response.status_code == 200
    return str(response.content.decode())


def _vote_sealed(scene: Scene) -> None:
    scene.start()
    scene.open()
    for who in ("independent", "delegate"):
        assert scene.cast_ballot(who, [0, 1, 0, 0]).status_code == 302


def test_a_sealed_election_tells_who_voted_after_the_end(scene: Scene) -> None:
    _vote_sealed(scene)
    assert TOLD in _text(scene.sign("second").get(scene.url("ballot/")))
    board = _text(scene.sign("second").get(scene.url("sealing/")))
    assert "Who they are is told once voting is closed" in board
    assert HEADING not in board
    assert HEADING not in _text(scene.sign("secretariat").get(scene.url()))
    scene.close()
    voters = (scene.cast["delegate"], scene.cast["independent"])
    assert scene.election.voted == tuple(sorted(voters))
    assert not SecretBallot.objects.exists()
    for who in ROLES:
        for page in ("", "sealing/"):
            shown = _text(scene.sign(who).get(scene.url(page)))
            listed = shown.partition(f'id="voted">{HEADING}')[2].partition("</section>")[0]
            assert listed.count("<li>") == 2, who
            # Names of people are for members; others read that there was one, and whose delegate.
            insider = who not in ("observer", "supporter")
            for voter in ("delegate", "independent"):
                assert (PEOPLE[voter][3] in listed) == insider, who
            assert "for Solidarity Centre of Toronto" in listed
            assert PEOPLE["second"][3] not in listed
    persian = _text(scene.sign("observer", language="fa").get(scene.url()))
    assert "چه کسانی رأی داده‌اند" in persian
    assert verify(scene.cast.log.bundle(), AssemblyReplay).size == scene.cast.state.seq


def test_a_hidden_turnout_tells_nobody(scene: Scene) -> None:
    _vote_sealed(scene)
    assert NEVER in _text(scene.sign("second").get(scene.url("ballot/")))
    scene.close()
    assert (scene.election.cast, scene.election.voted) == (2, ())
    for who in ROLES:
        for page in ("", "sealing/"):
            shown = _text(scene.sign(who).get(scene.url(page)))
            assert f">{HEADING}" not in shown
            assert NEVER in shown
    # No entry of the record names a voter beside the box.
    box = {"ballot.received", "ballots.closed"}
    for entry in scene.cast.log.entries(0, scene.cast.state.seq):
        if entry.act in box:
            assert not any(scene.cast[who] in str(entry.data.values()) for who in ("delegate", "independent"))


def test_the_public_sees_them_where_it_sees_the_vote(scene: Scene) -> None:
    _vote_sealed(scene)
    scene.close()
    shown = _text(scene.sign("public").get(scene.url()))
    listed = shown.partition(f'id="voted">{HEADING}')[2].partition("</section>")[0]
    assert listed.count("<li>") == 2
    assert not any(PEOPLE[voter][3] in listed for voter in ("delegate", "independent"))


def test_a_polling_station_says_whose_ballot_it_hands_in(scene: Scene) -> None:
    scene.start()
    scene.open()
    address = scene.cast.url("do/ballot.received/")
    assert 'name="voter"' in _text(scene.sign("secretariat").get(address, {"election": KEY}))
    ballot = scene.seal("union", [1, 0, 0, 0])
    before = scene.cast.state.seq
    nobody = scene.post("secretariat", "ballot.received", ballot)
    assert nobody.status_code == 422
    assert "Say whose ballot it is." in nobody.content.decode()
    stranger = scene.post("secretariat", "ballot.received", ballot, voter=scene.cast["observer"])
    assert stranger.status_code == 422
    assert scene.cast.state.seq == before
    assert scene.post("secretariat", "ballot.received", ballot, voter=scene.cast["union"]).status_code == 302
    taken = scene.post("secretariat", "ballot.received", ballot, voter=scene.cast["second"])
    assert taken.status_code == 409
    # Who voted there goes on with the same code at home, and is one voter.
    assert scene.cast_ballot("union", [0, 1, 0, 0]).status_code == 302
    scene.close()
    assert scene.election.voted == (scene.cast["union"],)


def test_a_polling_station_keeps_silent_where_turnout_is_hidden(scene: Scene) -> None:
    scene.start()
    scene.open()
    address = scene.cast.url("do/ballot.received/")
    assert 'name="voter"' not in _text(scene.sign("secretariat").get(address, {"election": KEY}))
    assert scene.post("secretariat", "ballot.received", scene.seal("union", [1, 0, 0, 0])).status_code == 302
    assert not SecretBallot.objects.exists()


@pytest.mark.parametrize("charter", ["closed"], indirect=True)
@pytest.mark.parametrize("shown", ["shown", "hidden"])
def test_a_closed_box_of_an_election(cast: Any, clock: Any, client_as: Sign, charter: Charter, shown: str) -> None:
    titles = {"fa": "انتخابات", "en": "Election"}
    cast.act("secretariat", "election.called", id="el", title=titles, seats=1, method="block")
    for who in ("independent", "delegate"):
        cast.act(who, "nomination.made", election="el", candidate=cast[who])
    cast.act("secretariat", "voting.opened", election="el", closes=clock.after(days=1))
    expected = TOLD if charter.voters_shown else NEVER
    assert expected in _text(client_as("second").get(cast.url("elections/el/ballot/")))
    for who in ("independent", "second"):
        boxes.cast_secret(cast.log, "el", cast[who], [cast["independent"]])
    clock.forward(days=2)
    closed = client_as("secretariat").post(cast.url("do/ballots.closed/"), {"election": "el"})
    assert closed.status_code == 302
    page = _text(client_as("observer").get(cast.url("elections/el/")))
    named = cast.state.elections.elections["el"].voted
    assert named == (tuple(sorted((cast["independent"], cast["second"]))) if charter.voters_shown else ())
    assert (f'id="voted">{HEADING}' in page) == charter.voters_shown
    assert not SecretBallot.objects.exists()


@pytest.mark.parametrize("shown", ["shown", "hidden"])
def test_a_closed_box_of_a_decision(cast: Any, clock: Any, client_as: Sign, charter: Charter, shown: str) -> None:
    subject, closes = {"matter": "motion", "id": "v"}, clock.after(days=1)
    cast.act("secretariat", "decision.opened", id="v", subject=subject, text={"fa": "؟", "en": "?"}, closes=closes)
    here = cast.url("decisions/v/")
    assert (TOLD if charter.voters_shown else NEVER) in _text(client_as("second").get(here))
    for who in ("independent", "second"):
        assert client_as(who).post(here, {"choice": "yes"}).status_code == 302
    assert f">{HEADING}" not in _text(client_as("secretariat").get(here))
    clock.forward(days=2)
    assert client_as("secretariat").post(cast.url("do/decision.closed/"), {"id": "v"}).status_code == 302
    page = _text(client_as("other").get(here))
    listed = page.partition(f'id="voted">{HEADING}')[2].partition("</section>")[0]
    if charter.voters_shown:
        assert all(PEOPLE[who][3] in listed for who in ("independent", "second"))
        assert "for " in listed  # a delegate, and for whom
    else:
        assert not listed
    assert "Votes by name" not in page


def test_an_unknown_turnout_is_no_reason_for_a_heading(scene: Scene) -> None:
    """Nobody voted: the list says so, and a vote that was called off names nobody."""
    scene.start()
    scene.open()
    scene.close()
    assert "Nobody has voted." in _text(scene.sign("observer").get(scene.url()))
    form = {"id": KEY, "reason": "x"}
    assert scene.sign("secretariat").post(scene.cast.url("do/election.withdrawn/"), form).status_code == 302
    assert f">{HEADING}" not in _text(scene.sign("observer").get(scene.url()))


def test_the_charter_page_and_form_say_so(scene: Scene) -> None:
    page = _text(scene.sign("observer").get(scene.cast.url("charter/")))
    assert "Who has voted in a secret vote or election is told once it is closed; how, never." in page
    form = _text(scene.sign("secretariat").get(scene.cast.url("charter/prepare/")))
    assert 'name="voters_shown"' in form


class TestInASitting:
    """A sealed vote in a sitting is for those in the room, as an open one is."""

    @pytest.fixture
    def charter(self) -> Charter:
        return Charter(sealed=("motion",), quorum=Quorum(share="1/4"))

    @pytest.fixture
    def opened(self, scene: Scene) -> Scene:
        cast, scene.name = scene.cast, "v-sitting"
        furnish(cast)
        cast.act("secretariat", "attendance.recorded", sitting="evening", came=["o-union", "d-sara"])
        subject = {"matter": "motion", "id": "v-sitting"}
        keepers = {"trustees": [cast[who] for who in TRUSTEES], "threshold": 2, "registrar": cast[REGISTRAR]}
        opening = {"id": "v-sitting", "subject": subject, "text": {"fa": "؟", "en": "?"}, "sitting": "evening"}
        cast.act("secretariat", "decision.opened", **opening, **keepers)
        scene.open()
        return scene

    def test_only_those_present_vote(self, opened: Scene) -> None:
        cast, here = opened.cast, opened.cast.url("decisions/v-sitting/")
        absent = _text(opened.sign("second").get(here))
        assert "Only those present in the sitting can vote." in absent
        assert opened.url("ballot/") not in absent
        before = cast.state.seq
        ballot = opened.seal("second", [1, 0, 0])
        for response in (
            opened.sign("second").get(opened.url("ballot/")),
            opened.sign("second").post(opened.url("ballot/"), {"ballot": ballot.decode()}),
            opened.post("secretariat", "ballot.received", ballot, voter=cast["second"]),
            opened.post("secretariat", "ballot.received", ballot),
        ):
            assert response.status_code in (403, 409, 422)
        with pytest.raises(Refused, match="not_present"):
            box.receive(cast.log, "v-sitting", cast["second"], ballot)
        assert cast.state.seq == before
        assert opened.url("ballot/") in _text(opened.sign("delegate").get(here))
        assert opened.cast_ballot("delegate", [1, 0, 0]).status_code == 302
        cast.act("secretariat", "attendance.recorded", sitting="evening", came=["d-kian"])
        assert opened.cast_ballot("second", [0, 1, 0]).status_code == 302

    def test_a_polling_station_in_the_room(self, opened: Scene) -> None:
        ballot = opened.seal("union", [1, 0, 0])
        voter = opened.cast["union"]
        assert opened.post("secretariat", "ballot.received", ballot, voter=voter).status_code == 302
        assert SecretBallot.objects.get().voter == voter
