"""Sealed elections on pages: each keeper's step, the voter's box, the board, and who may see and do what."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from tests.web.stages.sealed import CHARTER, KEY, REGISTRAR, TRUSTEES, Scene

from hamgara import ballots as sealed
from hamgara.assembly import Charter, Refused
from hamgara.web.store import publishing
from hamgara.web.store.models import Attachment, SecretBallot

Sign = Callable[..., Client]
EVERYBODY = (
    "public", "outsider", "guest", "observer", "supporter", "delegate", "independent", "organisation", "secretariat",
    "other",
)  # fmt: skip


@pytest.fixture
def charter() -> Charter:
    return CHARTER


@pytest.fixture
def scene(cast: Any, clock: Any, client_as: Sign) -> Scene:
    return Scene(cast, clock, client_as)


def test_a_committee_is_elected_by_sealed_ballots(scene: Scene, tmp_path: Path) -> None:
    cast, names = scene.cast, ("delegate", "second", "union", "independent")
    scene.start()
    scene.open()
    choices = ([0, 1, 1, 0], [0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 1])
    for who, marks in zip(names, choices, strict=True):
        response = scene.cast_ballot(who, marks)
        assert response.status_code == 302, response.content.decode()
        shown = scene.sign(who).get(response["Location"]).content.decode()
        assert "It is in the box." in shown
        assert "It is the one that counts." in shown
        assert '<svg class="qr"' in shown
    again = scene.cast_ballot("delegate", [0, 0, 1, 1])
    assert again.status_code == 302
    assert len(scene.election.sealing.ballots) == 5
    assert len(scene.election.sealing.counted()) == 4
    scene.close()
    assert not SecretBallot.objects.exists()
    for who in TRUSTEES[:2]:
        assert scene.work(who, "tally.decrypted").status_code == 302
    assert scene.post("secretariat", "result.declared").status_code == 302
    found = scene.election
    # Each of the two delegates has half a mandate, so a whole one weighs two.
    assert json.loads(cast.log.attachment(found.box))["result"] == [[2, 1, 1, 3]]
    assert len(found.elected) == 2
    assert cast["delegate"] in found.elected
    path = tmp_path / "a.bel"
    path.write_bytes(scene.sign("observer").get(scene.url("sealing/archive.bel")).content)
    report = sealed.verify(path)
    assert report.phase == "Result"
    assert list(report.trackers) == list(found.sealing.ballots)
    page = scene.sign("independent").get(scene.url()).content.decode()
    assert "the result is declared" in page


def test_a_rehearsal_is_marked_everywhere_and_elects_nobody(scene: Scene) -> None:
    cast, mark = scene.cast, "This is a rehearsal."
    scene.start(rehearsal=True)
    scene.open()
    for page in ("", "sealing/", "ballot/"):
        assert mark in scene.sign("delegate").get(scene.url(page)).content.decode()
    assert "rehearsal</span>" in scene.sign("delegate").get(cast.url("elections/")).content.decode()
    scene.cast_ballot("delegate", [0, 1, 1, 0])
    scene.close()
    for who in TRUSTEES[:2]:
        scene.work(who, "tally.decrypted")
    assert scene.post("secretariat", "result.declared").status_code == 302
    page = scene.sign("independent").get(scene.url()).content.decode()
    assert mark in page
    assert "Who would be elected" in page
    assert "The report of the count" not in page
    assert scene.election.status == "declared"
    assert scene.election.elected
    assert cast.state.elections.seats == ()
    snapshot = cast.log.snapshot()
    assert publishing.count_documents(cast.log, snapshot) == publishing.sealed_archives(cast.log, snapshot) == {}
    assert "1 result declared" not in scene.sign("independent").get(cast.url("")).content.decode()
    assert scene.post("secretariat", "seat.filled").status_code == 409
    with pytest.raises(Refused, match="term_over"):
        cast.act("secretariat", "seat.filled", election=KEY, filled=[cast["other"]])


def test_nothing_on_the_server_joins_voters_to_votes(scene: Scene) -> None:
    scene.start()
    scene.open()
    scene.cast_ballot("delegate", [0, 1, 0, 0])
    row = SecretBallot.objects.get()
    assert set(row.content) == {"credential", "tracker"}
    scene.close()
    text = ""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            text += "".join(
                bytes(cell).decode("latin-1") if isinstance(cell, (bytes, memoryview)) else str(cell)
                for found in cursor.fetchall()
                for cell in found
            )
    secrets = [*scene.codes.values(), *(key.seed for key in scene.keys.values())]
    assert not [secret for secret in secrets if secret in text]


@pytest.mark.parametrize("who", EVERYBODY)
def test_pages_and_files_are_for_whom_the_charter_says(scene: Scene, who: str) -> None:
    scene.start()
    insiders = {"observer", "supporter", "delegate", "independent", "organisation", "secretariat", "other"}
    client = scene.sign(who)
    expected = 200 if who in insiders else 404
    assert client.get(scene.url("sealing/")).status_code == expected
    trustee = 200 if who in TRUSTEES else 404
    assert client.get(scene.url("sealing/trustee.sheet.json")).status_code == trustee
    registrar = 200 if who == REGISTRAR else 404
    assert client.get(scene.url("sealing/registrar.sheet.json")).status_code == registrar
    for name in ("election.json", "archive.bel", "trustees.json", "credentials.json", "other.txt"):
        assert client.get(scene.url(f"sealing/{name}")).status_code == 404
    scene.open()
    for name in ("election.json", "archive.bel", "trustees.json", "credentials.json"):
        assert client.get(scene.url(f"sealing/{name}")).status_code == expected
    assert client.get(scene.url("sealing/registrar.sheet.json")).status_code == 404
    voters = {"delegate", "independent", "other"}
    ballot = 200 if who in voters else 403 if who in insiders else 404
    assert client.get(scene.url("ballot/")).status_code == ballot


def test_a_trustee_is_told_what_to_do_and_when(scene: Scene) -> None:
    scene.start()
    home = scene.sign("organisation").get(scene.cast.url("")).content.decode()
    assert f"/elections/{KEY}/sealing/" in home
    page = scene.sign("organisation").get(scene.url("sealing/")).content.decode()
    assert "First step of the key: your certificate" in page
    assert "hamgara trustee sheet --sheet certificate.sheet.json --key trustee.key" in page
    assert scene.work("organisation").status_code == 302
    page = scene.sign("organisation").get(scene.url("sealing/")).content.decode()
    assert "Your step now" not in page
    assert "1 of 3 steps" in page
    assert "Your step now: make the voters' codes" in scene.sign(REGISTRAR).get(scene.url("sealing/")).content.decode()


def test_what_is_handed_in_wrongly_is_refused_in_plain_words(scene: Scene) -> None:
    scene.start()
    before = scene.cast.state.seq
    bad = scene.post("organisation", "key.contributed", b"{}")
    assert bad.status_code == 409
    assert "It does not have the exact form that it must have." in bad.content.decode()
    assert scene.post("organisation", "key.contributed").status_code == 422
    assert scene.post("delegate", "key.contributed", b"{}").status_code == 422
    early = scene.post("secretariat", "voting.opened", closes_day="2010/07/03", closes_time="12:00")
    assert early.status_code == 409
    assert "The trustees have not finished the key yet" in early.content.decode()
    assert scene.cast.state.seq == before


def test_the_box_refuses_what_is_not_the_voters_own_good_ballot(scene: Scene) -> None:
    scene.start()
    scene.open()
    before = scene.cast.state.seq
    good = scene.seal("delegate", [0, 1, 0, 0])
    cases = {
        "is on the registrar": sealed.seal(
            sealed.Election.read(scene.cast.log.attachment(scene.election.sealing.election)),
            sealed.generate_code(),
            [[0, 1, 0, 0]],
        ),
        "does not have the hash by which it is called": re.sub(
            rb'"response":"(\d)', lambda m: b'"response":"' + (b"1" if m[1] != b"1" else b"2"), good, count=1
        ),
        "exact form": good[:-1],
        "There is no sealed ballot": b"",
    }
    for words, raw in cases.items():
        response = scene.sign("delegate").post(scene.url("ballot/"), {"ballot": raw.decode()})
        assert response.status_code in (409, 422)
        text = response.content.decode().replace("&#x27;", "'")
        assert words in text or words.replace("is on", "is not on") in text, words
    assert scene.cast.state.seq == before
    assert not SecretBallot.objects.exists()
    assert scene.cast_ballot("delegate", [0, 1, 0, 0]).status_code == 302
    kept = Attachment.objects.count()
    stolen = scene.cast_ballot("second", [0, 1, 0, 0], code_of="delegate")
    assert stolen.status_code == 409
    assert "used by somebody else" in stolen.content.decode()
    other = scene.cast_ballot("delegate", [0, 1, 0, 0], code_of="second")
    assert other.status_code == 409
    assert "another code before" in other.content.decode()
    assert Attachment.objects.count() == kept
    secret = scene.sign("delegate").post(scene.url("ballot/"), {f"rank-{scene.cast['other']}": "1"})
    assert secret.status_code == 422
    assert scene.cast.state.seq == before + 1


def test_a_polling_station_hands_in_ballots(scene: Scene) -> None:
    scene.start()
    scene.open()
    ballot = scene.seal("union", [1, 0, 0, 0])
    assert scene.post("secretariat", "ballot.received", ballot + b"\n").status_code == 302
    assert len(scene.election.sealing.ballots) == 1
    again = scene.post("secretariat", "ballot.received", ballot)
    assert again.status_code == 409
    assert "This very ballot is in the box already." in again.content.decode()
    assert scene.post("union", "ballot.received", ballot).status_code == 403


@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_sealing_page_needs_no_name_on_what_stays_here(scene: Scene, language: str) -> None:
    scene.start()
    scene.open()
    page = scene.sign("delegate", language=language).get(scene.url("ballot/")).content.decode()
    assert "style=" not in page
    chosen = re.findall(r"<input[^>]*data-answer[^>]*>", page)
    code = re.search(r'<input id="sealing-code"[^>]*>', page)
    assert len(chosen) == 3
    assert code
    assert not any(" name=" in tag for tag in (*chosen, code[0]))
    assert 'integrity="sha384-' in page
    data = json.loads(re.search(r'<script id="sealing-data"[^>]*>(.*?)</script>', page, re.S)[1])  # type: ignore[index]
    assert data["election"] == scene.cast.log.attachment(scene.election.sealing.election).decode()
    assert len(data["says"]) == 8


def test_a_rehearsal_is_called_by_the_form(scene: Scene) -> None:
    page = scene.sign("secretariat").get(scene.cast.url("do/election.called/")).content.decode()
    assert "This is a rehearsal" in page
    scene.call(rehearsal="on")
    assert scene.cast.state.elections.elections[scene.key].rehearsal
    scene.call()
    assert not scene.cast.state.elections.elections[scene.key].rehearsal


def test_the_call_names_trustees_and_registrar(scene: Scene) -> None:
    scene.call(threshold=2)
    found = scene.cast.state.elections.elections[scene.key]
    assert found.sealing is not None
    assert set(found.sealing.trustees) == {scene.cast[who] for who in TRUSTEES}
    assert found.sealing.threshold == 2
    assert found.sealing.registrar == scene.cast[REGISTRAR]
    response = scene.sign("secretariat").post(
        scene.cast.url("do/election.called/"),
        {
            "election_title_fa": "انتخاب",
            "body": "committee",
            "seats": "2",
            "method": "block",
            "trustees": [scene.cast[REGISTRAR]],
            "threshold": "1",
            "registrar": scene.cast[REGISTRAR],
        },
    )
    assert response.status_code == 409
    assert "A trustee is named twice, or is the registrar as well." in response.content.decode()


def test_a_tracker_that_is_not_there_is_said_to_be_missing(scene: Scene) -> None:
    scene.start()
    scene.open()
    page = scene.sign("delegate").get(scene.url("sealing/"), {"tracker": "nothing/like+this"}).content.decode()
    assert "There is no such ballot in the box." in page
    assert "nothing/like+this" in page
