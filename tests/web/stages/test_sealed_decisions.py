"""A sealed decision on pages: who is asked for what, the paper with three choices, and the outcome that was opened."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client
from tests.web.stages.sealed import REGISTRAR, TRUSTEES, Scene

from hamgara.assembly import Charter, Refused
from hamgara.web.store import boxes
from hamgara.web.store.models import SecretBallot

Sign = Callable[..., Client]
VOTES = {"delegate": [1, 0, 0], "second": [0, 1, 0], "union": [1, 0, 0], "independent": [0, 0, 1]}


@pytest.fixture
def charter() -> Charter:
    return Charter(sealed=("motion",))


@pytest.fixture
def scene(cast: Any, clock: Any, client_as: Sign) -> Scene:
    """A motion is put to a sealed vote by the form."""
    scene = Scene(cast, clock, client_as)
    address = cast.url("do/decision.opened/")
    page = scene.sign("secretariat").get(address, {"matter": "motion"}).content.decode()
    assert 'name="trustees"' in page
    assert 'name="closes' not in page
    form = {
        "matter": "motion", "text_fa": "آیا چنین کنیم؟", "text_en": "Shall we?", "threshold": "2",
        "trustees": [cast[who] for who in TRUSTEES], "registrar": cast[REGISTRAR],
    }  # fmt: skip
    response = scene.sign("secretariat").post(address, form)
    assert response.status_code == 302, response.content.decode()
    (scene.name,) = cast.state.decisions.decisions
    return scene


def test_a_motion_is_decided_by_sealed_votes(scene: Scene) -> None:
    cast = scene.cast
    here = cast.url(f"decisions/{scene.name}/")
    assert "trustees open the sum of all votes together" in scene.sign("independent").get(here).content.decode()
    assert "Shall we?" in scene.sign("organisation").get(scene.url("sealing/")).content.decode()
    assert scene.sign("independent").get(scene.url())["Location"].endswith(here)
    assert scene.name not in scene.sign("independent").get(cast.url("elections/")).content.decode()
    scene.open()
    paper = scene.sign("delegate").get(scene.url("ballot/")).content.decode()
    for words in ("in favour", "against", "abstaining", "Mark one of the three."):
        assert words in paper
    assert "sealing-blank" not in paper
    with pytest.raises(Refused):
        boxes.cast_secret(cast.log, scene.name, cast["independent"], "yes")
    for who, marks in VOTES.items():
        assert scene.cast_ballot(who, marks).status_code == 302
    early = scene.sign("secretariat").post(cast.url("do/decision.closed/"), {"id": scene.name})
    assert early.status_code == 409
    scene.close()
    assert not SecretBallot.objects.exists()
    for who in TRUSTEES[:2]:
        assert scene.work(who, "tally.decrypted").status_code == 302
    closed = scene.sign("secretariat").post(cast.url("do/decision.closed/"), {"id": scene.name})
    assert closed.status_code == 302, closed.content.decode()
    decision = cast.state.decisions.decisions[scene.name]
    weights = {who: decision.roll[cast[who]].weight for who in VOTES}
    assert decision.outcome is not None
    assert Fraction(decision.outcome.yes) == weights["delegate"] + weights["union"]
    assert Fraction(decision.outcome.no) == weights["second"]
    assert Fraction(decision.outcome.abstain) == weights["independent"]
    assert decision.adopted
    assert cast.state.elections.seats == ()
    for page in ("", "decisions/", "elections/", "record/"):
        assert scene.sign("independent").get(cast.url(page)).status_code == 200
    shown = scene.sign("independent").get(here).content.decode()
    assert "adopted" in shown
    assert "Votes by name" not in shown


def test_the_charter_page_says_so(scene: Scene) -> None:
    page = scene.sign("independent").get(scene.cast.url("charter/")).content.decode()
    assert "and trustees open only their sum, on:" in page
    assert "All other votes on texts and motions are by roll call." in page


def test_a_called_off_vote_asks_nobody_any_more(scene: Scene) -> None:
    form = {"id": scene.name, "reason": "x"}
    assert scene.sign("secretariat").post(scene.cast.url("do/decision.withdrawn/"), form).status_code == 302
    assert scene.election.status == "withdrawn"
    page = scene.sign("organisation").get(scene.url("sealing/")).content.decode()
    assert "Your step now" not in page
