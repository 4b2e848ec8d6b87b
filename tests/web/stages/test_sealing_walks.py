"""In a browser, in both languages: from the voter's code to the tracker, audit and second vote; trustees to the result.

The trustees and the registrar use the command line for their steps, and the pages for what goes in and out.
"""

from __future__ import annotations

import csv
import importlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation
from tests.walks.reading import is_icon
from tests.web.stages.sealed import CHARTER, KEY, REGISTRAR, TRUSTEES, Scene

from hamgara import ballots as sealed
from hamgara.assembly import Charter

Sign = Callable[..., Client]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture
def charter() -> Charter:
    return CHARTER


def _hamgara(*words: object, given: str = "") -> str:
    run = subprocess.run(
        [sys.executable, "-P", "-m", "hamgara.cli", *map(str, words)],
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


class Visit:
    """One person's browser at the live server; every request and complaint is noted."""

    def __init__(self, chromium: Any, base: str, scene: Scene, who: str, language: str) -> None:
        self.base, self.language = base, language
        self.problems: list[str] = []
        self.asked: list[str] = []
        size = {"width": 360, "height": 740} if language == "fa" else {"width": 1280, "height": 900}
        self.context = chromium.new_context(viewport=size, accept_downloads=True)
        session = scene.sign(who).cookies[settings.SESSION_COOKIE_NAME].value
        self.context.add_cookies(
            [
                {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": base},
                {"name": "language", "value": language, "url": base},
            ]
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(30_000)
        self.page.on("console", self._note_error)
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("request", lambda request: None if is_icon(request.url) else self.asked.append(request.url))

    def _note_error(self, said: Any) -> None:
        if said.type == "error" and not is_icon(said.location["url"]):
            self.problems.append(said.text)

    def say(self, text: str) -> str:
        with translation.override(self.language):
            return translation.gettext(text)

    def fits(self) -> None:
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert not self.problems

    def photograph(self, name: str) -> None:
        """Keep a picture where a folder for pictures is named."""
        folder = os.environ.get("HAMGARA_PICTURES")
        if folder:
            self.page.screenshot(path=f"{folder}/{name}-{self.language}.png", full_page=True)

    def download(self, name: str, folder: Path) -> Path:
        self.page.goto(f"{self.base}/a/founding/elections/{KEY}/sealing/")
        self.fits()
        with self.page.expect_download() as waited:
            self.page.click(f"a[href$='{name}']")
        path = folder / waited.value.suggested_filename
        waited.value.save_as(path)
        return path

    def hand_in(self, kind: str, path: Path) -> None:
        self.page.goto(f"{self.base}/a/founding/do/{kind}/?election={KEY}")
        self.fits()
        self.page.set_input_files("input[type=file]", path)
        self.page.click("form.stack button.main")
        self.page.wait_for_selector("ul.messages")


@contextmanager
def _browser() -> Iterator[Any]:
    sync_api = importlib.import_module("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.mark.long
@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["fa", "en"])
def test_from_the_key_to_the_result(
    live_server: Any,
    cast: Any,
    clock: Any,
    client_as: Sign,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    language: str,
) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    scene = Scene(cast, clock, client_as)
    scene.start()
    with _browser() as chromium:

        def visit(who: str) -> Visit:
            return Visit(chromium, live_server.url, scene, who, language)

        trustees = {who: visit(who) for who in TRUSTEES}
        for _ in range(3):
            for who, person in trustees.items():
                step(person, tmp_path / who, "key.contributed")
        registrar = visit(REGISTRAR)
        sheet = registrar.download("registrar.sheet.json", tmp_path)
        registrar.photograph("registrar")
        _hamgara("registrar", sheet, "--out", tmp_path / "codes", "--language", language)
        registrar.hand_in("credentials.listed", tmp_path / "codes" / "credentials.json")
        with (tmp_path / "codes" / "codes.csv").open(encoding="utf-8") as file:
            codes = {row["id"]: row["code"] for row in csv.DictReader(file)}
        assert (tmp_path / "codes" / "slips.pdf").read_bytes().startswith(b"%PDF")
        response = scene.post("secretariat", "voting.opened", closes_day="2010/07/03", closes_time="12:00")
        assert response.status_code == 302
        first, second = vote(visit("union"), codes[cast["union"]], tmp_path)
        assert first != second
        assert list(scene.election.sealing.ballots) == [first, second]
        scene.close()
        del trustees["union"]  # whose key is lost; two of three are enough
        for who, person in trustees.items():
            step(person, tmp_path / who, "tally.decrypted")
        assert scene.post("secretariat", "result.declared").status_code == 302
    assert json.loads(cast.log.attachment(scene.election.box))["result"] == [[0, 0, 2, 2]]
    archive = tmp_path / "archive.bel"
    archive.write_bytes(scene.sign("observer").get(scene.url("sealing/archive.bel")).content)
    said = json.loads(_hamgara("ballot", "verify", "--archive", archive, "--json", "-"))
    assert (said["phase"], said["ballots"], said["counted"]) == ("Result", 2, 1)


def step(person: Visit, folder: Path, kind: str) -> None:
    """Download the sheet, run the command, hand in what it wrote."""
    folder.mkdir(exist_ok=True)
    sheet = person.download("trustee.sheet.json", folder)
    person.photograph(f"trustee-{sheet.stem}")
    out = folder / f"{sheet.stem}.out"
    _hamgara("trustee", "sheet", "--sheet", sheet, "--key", folder / "trustee.key", "--out", out)
    assert (folder / "trustee.key").stat().st_mode & 0o77 == 0
    person.hand_in(kind, out)


def vote(person: Visit, code: str, folder: Path) -> tuple[str, str]:
    """Choose wrongly, choose, audit, seal again, cast; then once more. Gives both trackers."""
    page, address = person.page, f"{person.base}/a/founding/elections/{KEY}/ballot/"
    page.goto(address)
    person.fits()
    person.photograph("seal-choose")
    boxes = page.locator("[data-answer]")
    quiet_since = len(person.asked)
    person.context.set_offline(True)
    page.fill("#sealing-code", code[:-1] + ("A" if code[-1] != "A" else "B"))
    page.click("#sealing-seal")
    said = page.inner_text("#sealing-said")
    assert said == person.say("This code is mistyped. It has 15 letters and digits; look at your slip again.")
    page.fill("#sealing-code", f" {code} ")
    page.click("#sealing-seal")
    assert page.inner_text("#sealing-said") == person.say("Choose at least one, or mark that you vote blank.")
    for index in range(3):
        boxes.nth(index).check()
    page.click("#sealing-seal")
    assert page.is_visible("#sealing-said")
    boxes.nth(0).uncheck()
    page.click("#sealing-seal")
    page.wait_for_selector("#sealing-sealed:not([hidden])")
    person.fits()
    person.photograph("seal-sealed")
    page.click("#sealing-sealed summary")
    page.click("#sealing-open")
    page.wait_for_selector("#sealing-opened:not([hidden])")
    person.fits()
    person.photograph("seal-opened")
    held = page.locator("#sealing-held li").all_inner_texts()
    assert [line[-1] for line in held] == (["۰", "۱", "۱"] if person.language == "fa" else ["0", "1", "1"])
    assert page.input_value("#sealing-ballot") == ""
    opening = folder / "opening.json"
    opening.write_text(page.input_value("#sealing-opening"))
    spoiled = folder / "spoiled.json"
    spoiled.write_text(page.input_value("#sealing-spoiled"))
    page.click("#sealing-anew")
    page.click("#sealing-seal")
    page.wait_for_selector("#sealing-sealed:not([hidden])")
    first = page.inner_text("#sealing-tracker")
    assert person.asked[quiet_since:] == []
    person.context.set_offline(False)
    page.click("#sealing-cast button[type=submit]")
    page.wait_for_selector("svg.qr")
    assert first in page.inner_text("main")
    person.fits()
    person.photograph("board-mine")
    archive = person.download("archive.bel", folder)
    person.photograph("board")
    audited = _hamgara("ballot", "audit", spoiled, "--archive", archive, "--opening", opening)
    assert "i-nima 0, i-mina 1, d-sara 1" in audited
    # The second vote is sealed without a browser, and handed over as a file.
    (folder / "code").write_text(code)
    sealing = ("--archive", archive, "--code", folder / "code", "--choice", "[[0,0,1,1]]")
    _hamgara("ballot", "seal", *sealing, "--out", folder / "ballot.json")
    page.goto(address)
    assert first in page.inner_text("main")
    page.click(f"summary:has-text('{person.say('Send a ballot that was sealed elsewhere')}')")
    page.set_input_files("#sealing-file", folder / "ballot.json")
    page.click("details[open] form button[type=submit]")
    page.wait_for_selector("svg.qr")
    second = sealed.track((folder / "ballot.json").read_bytes().rstrip())
    assert second in page.inner_text("main")
    page.goto(f"{person.base}/a/founding/elections/{KEY}/sealing/")
    person.photograph("board-two")
    assert person.say("replaced") in page.inner_text(".board")
    return first, second
