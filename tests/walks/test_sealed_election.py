"""A sealed election at a served instance, by people at their browsers: from the trustees' keys to the result.

Afterwards everything that the server keeps, logged or answered is searched for what nobody but its owner may have: the
voters' codes, the trustees' keys, and what opens a ballot.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.walks.instances import run_command
from tests.walks.people import Language
from tests.walks.sealed import CANDIDATES, PERSIAN, REGISTRAR, SLUG, Walk, start_walk

from hamgara import ballots as sealed
from hamgara.ballots.primitives.channels import derive_keys

pytestmark = pytest.mark.browser


@pytest.fixture(params=["fa", "en"])
def walk(request: pytest.FixtureRequest, browser: Browser, tmp_path: Path) -> Iterator[Walk]:
    language: Language = request.param
    persian = language == "fa"
    # In Persian, two of three trustees open a sum; in English, two shuffle rankings and both decrypt.
    trustees = ("cyrus", "darya", "esmat") if persian else ("darya", "esmat")
    method = "block" if persian else "scottish-stv"
    call = {"method": method, "trustees": trustees, "threshold": 2, "registrar": REGISTRAR}
    with start_walk(browser, tmp_path, language, method, trustees, 2, call=call) as found:
        yield found


def _everything_kept(walk: Walk) -> dict[str, bytes]:
    """All that the server holds or has said: its rows and files, its log, the record, and every page and error page."""
    folder = walk.instance.folder
    kept = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert any(name.startswith("db.sqlite3") for name in kept)
    kept["log"] = walk.instance.errors.read_bytes()
    kept["pages"] = "\n".join(walk.answers).encode()
    database = sqlite3.connect(folder / "db.sqlite3")
    try:
        for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            rows = database.execute(f'SELECT * FROM "{table}"').fetchall()
            cells = (cell for row in rows for cell in row)
            kept[f"table {table}"] = b"\n".join(c if isinstance(c, bytes) else str(c).encode() for c in cells)
    finally:
        database.close()
    bundle = walk.folder / "published"
    run_command("publish", folder, SLUG, "--out", bundle)
    run_command("verify", bundle / "record")
    kept |= {f"published {path.relative_to(bundle)}": path.read_bytes() for path in bundle.rglob("*") if path.is_file()}
    return kept


def _secrets(walk: Walk, openings: list[bytes], uuid: str, group: str) -> dict[str, str]:
    """What is nobody's but its owner's: codes, what is derived from them, keys, and what opens a ballot."""
    found: dict[str, str] = {}
    field_ = sealed.find_group(group)
    for who, code in walk.codes.items():
        secret = sealed.derive_secret(field_, uuid, code)
        found |= {f"code of {who}": code, f"bare code of {who}": code.replace("-", "")}
        found |= {f"secret of {who}": str(secret), f"secret of {who} in hex": f"{secret:x}"}
    for who in walk.trustees:
        key = sealed.sheets.read_key((walk.folder / who / "trustee.key").read_bytes())
        if key.key:
            found[f"key of {who}"] = key.key
        else:
            signing, decryption = derive_keys(field_, key.seed)
            found |= {f"seed of {who}": key.seed, f"signing key of {who}": str(signing)}
            found[f"decryption key of {who}"] = str(decryption)
    for number, opening in enumerate(openings):
        for randomness in json.loads(opening)["randomness"][0]:
            found[f"opening {number}: {randomness[:6]}"] = randomness
    assert all(len(secret) >= 12 for secret in found.values())
    return found


def test_a_committee_is_elected_and_nothing_secret_is_kept(walk: Walk) -> None:
    steps = 3 if walk.threshold < len(walk.trustees) else 1
    for _ in range(steps):
        for who in walk.trustees:
            walk.work(who, "key.contributed")
    walk.list_codes()
    walk.office("voting.opened")
    first = {0: "1", 1: ""} if walk.method == "block" else {0: "2", 1: "1"}
    second = {2: "1", 0: ""} if walk.method == "block" else {2: "1", 0: "2"}
    walk.audit("anvar", first)
    trackers = [walk.cast("anvar", first), walk.cast("anvar", second), walk.cast("bita", second)]
    assert len(set(trackers)) == 3
    openings = [(walk.folder / "anvar-audit" / "opening.json").read_bytes(), _cast_by_command(walk, "cyrus", first)]
    _make_errors(walk)
    found = walk.people["bita"]
    found.go(f"{walk.path}sealing/?tracker={trackers[0]}".replace("+", "%2B"))
    found.reads(found.say("A later ballot with the same code counts in its place."))
    assert b'{"credential": "' in _bytes_of_database(walk)
    walk.instance.pass_time(days=2)
    walk.office("ballots.closed")
    assert b'{"credential": "' not in _bytes_of_database(walk)
    if walk.method != "block":
        for who in walk.trustees:
            walk.work(who, "tally.shuffled")
    for who in walk.trustees[-2:]:
        walk.work(who, "tally.decrypted")
    walk.office("result.declared")
    secretary = walk.people["secretariat"]
    secretary.go(walk.path)
    winner = {"block": "cyrus", "scottish-stv": "cyrus"}[walk.method]
    secretary.reads(PERSIAN[winner] if secretary.language == "fa" else winner.capitalize())
    for person in walk.people.values():
        person.content()
    kept = _everything_kept(walk)
    (path,) = (walk.folder / "published").glob("*.bel")
    election = sealed.verify(path).election
    secrets = _secrets(walk, openings, election.uuid, election.group.name)
    leaks = [f"{name} in {where}" for where, data in kept.items() for name, s in secrets.items() if s.encode() in data]
    assert not leaks, "\n".join(leaks)
    # The search finds what is there: trackers are public.
    assert all(any(tracker.encode() in data for data in kept.values()) for tracker in trackers)
    _nobody_is_joined_to_a_ballot(walk, kept, trackers)
    assert "Traceback" not in walk.instance.errors.read_text()


def _bytes_of_database(walk: Walk) -> bytes:
    """The bytes of the database's files, those of erased rows with them. Which code is whose is in one kind of row."""
    return b"".join(path.read_bytes() for path in sorted(walk.instance.folder.glob("db.sqlite3*")))


def _cast_by_command(walk: Walk, who: str, answers: dict[int, str]) -> bytes:
    """A voter without JavaScript seals by the command line and sends the file; gives what would open that ballot."""
    home = walk.folder / f"{who}-command"
    home.mkdir()
    person = walk.people[who]
    person.go(f"{walk.path}sealing/")
    with person.page.expect_download() as coming:
        person.page.locator('a[href$="archive.bel"]').click()
    archive = home / coming.value.suggested_filename
    coming.value.save_as(archive)
    (home / "code").write_text(walk.codes[who])
    marks = [int(answers.get(number) or 0) for number in range(len(CANDIDATES))]
    choice = json.dumps([[0, *marks] if walk.method == "block" else marks])
    options = ("--archive", archive, "--code", home / "code", "--choice", choice)
    run_command("ballot", "seal", *options, "--out", home / "ballot.json", "--opening", home / "opening.json")
    person.go(f"{walk.path}ballot/")
    person.page.locator("summary", has_text=person.say("Send a ballot that was sealed elsewhere")).click()
    person.page.locator("#sealing-file").set_input_files(home / "ballot.json")
    person.follow_to(person.page.locator('form[enctype="multipart/form-data"] button[type="submit"]'))
    person.reads(person.say("It is in the box."))
    return (home / "opening.json").read_bytes()


def _make_errors(walk: Walk) -> None:
    """Voters' mistakes and a failing server: what they typed must not come to rest anywhere."""
    person = walk.people["darya"]
    person.go(f"{walk.path}ballot/")
    walk.choose("darya", {0: "1"})
    code = walk.codes["darya"]
    person.page.locator("#sealing-code").fill(code[:-1] + ("2" if code.endswith("1") else "1"))
    person.button("Seal the ballot").click()
    person.reads(person.say("This code is mistyped. It has 15 letters and digits; look at your slip again."))
    walk.seal("darya", {0: "1"}, code=walk.codes["bita"])
    person.follow_to(person.page.locator("#sealing-cast button[type=submit]"), status=409)
    before = len(walk.answers)
    answers = person.context.request
    for sent in (code, "{}", code.replace("-", "")):
        token = next(c["value"] for c in person.context.cookies() if c["name"] == "csrf")
        form = {"ballot": sent, "csrfmiddlewaretoken": token}
        answer = answers.post(f"{walk.instance.url}{walk.path}ballot/", form=form)
        assert answer.status == 409
        walk.answers.append(answer.text())
        refused = answers.post(f"{walk.instance.url}{walk.path}ballot/", form={"ballot": sent})
        assert refused.status == 403
        walk.answers.append(refused.text())
    with sqlite3.connect(walk.instance.folder / "db.sqlite3", timeout=20) as database:
        database.execute("ALTER TABLE store_entry RENAME TO hidden")
    database.close()
    form["ballot"] = code
    failed = answers.post(f"{walk.instance.url}{walk.path}ballot/", form=form)
    assert failed.status == 500
    walk.answers.append(failed.text())
    with sqlite3.connect(walk.instance.folder / "db.sqlite3", timeout=20) as database:
        database.execute("ALTER TABLE hidden RENAME TO store_entry")
    database.close()
    assert "OperationalError" in walk.instance.errors.read_text()
    assert len(walk.answers) > before + 6
    walk.instance.forget_attempts()


def _nobody_is_joined_to_a_ballot(walk: Walk, kept: dict[str, bytes], trackers: list[str]) -> None:
    """No row that names a voter names a ballot or a credential as well, once the box is closed."""
    database = sqlite3.connect(walk.instance.folder / "db.sqlite3")
    try:
        credentials = [
            json.loads(bytes(data))["data"]["credential"]
            for (data,) in database.execute("SELECT data FROM store_entry")
            if b'"ballot.received"' in bytes(data)
        ]
        assert database.execute("SELECT count(*) FROM store_secretballot").fetchone() == (0,)
        entries = [bytes(data) for (data,) in database.execute("SELECT data FROM store_entry")]
    finally:
        database.close()
    assert len(credentials) == 4
    voters = re.compile(rb'"(anvar|bita|cyrus)"')
    for entry in entries:
        if any(one.encode() in entry for one in (*trackers, *credentials)):
            assert not voters.search(entry)
    log = kept["log"]
    assert not any(one.encode() in log for one in (*trackers, *credentials))
