"""The people of a sealed election at their browsers: trustees, registrar, voters, and what each does on which page."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs

from playwright.sync_api import Request
from tests.walks.instances import Instance, run_command
from tests.walks.people import Person

__all__ = ["CANDIDATES", "KEY", "MEMBERS", "PERSIAN", "PREPARE", "REGISTRAR", "SLUG", "Walk"]

SLUG, KEY = "founding", "committee"
MEMBERS = ("anvar", "bita", "cyrus", "darya", "esmat", "farhad")
CANDIDATES, REGISTRAR = ("anvar", "bita", "cyrus"), "farhad"
PREPARE = """
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from hamgara.assembly.charter import ElectionRules
from hamgara.web.store import directory
from hamgara.web.store.models import Seat

elections = ElectionRules(secrecy="sealed", methods=("block", "scottish-stv"))
names, purpose = {"fa": "نشست", "en": "Meeting"}, {"fa": "همکاری", "en": "Cooperation"}
log = create_assembly(given["slug"], names, purpose, Charter(elections=elections))
place = {"city": "Toronto", "region": "Ontario", "country": "CA"}
for who in given["members"]:
    named = directory.enrol(log, who, given["fa"][who], who.capitalize())
    invited = {"id": who, "as": "independent", "commitment": named, "place": place}
    log.append("secretariat", "member.invited", invited)
    log.append("secretariat", "member.accredited", {"id": who})
call = {"id": given["key"], "title": {"fa": "انتخاب هیئت", "en": "The committee"}, "seats": 1, "body": "committee"}
log.append("secretariat", "election.called", {**call, **given["call"]})
for who in given["candidates"]:
    log.append(who, "nomination.made", {"election": given["key"], "candidate": who})
sessions = {}
for who in (*given["members"], "secretariat"):
    user = User.objects.create(username=f"account-{who}")
    Seat.objects.create(user=user, assembly_id=log.assembly_id, actor=who)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    sessions[who] = session.session_key
print(json.dumps(sessions))
"""
PERSIAN = {"anvar": "انور", "bita": "بیتا", "cyrus": "سیروس", "darya": "دریا", "esmat": "عصمت", "farhad": "فرهاد"}


@dataclass
class Walk:
    """The instance and its people; `answers` is the text of all that the server has answered to any of them."""

    instance: Instance
    people: dict[str, Person]
    folder: Path
    method: str
    trustees: tuple[str, ...]
    threshold: int
    answers: list[str] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The page of the election."""
        return f"/a/{SLUG}/elections/{KEY}/"

    def work(self, who: str, act: str) -> None:
        """A trustee takes the sheet to a machine of their own, does the step there, and hands in what it made."""
        person, home = self.people[who], self.folder / who
        home.mkdir(exist_ok=True)
        person.go(f"{self.path}sealing/")
        with person.page.expect_download() as coming:
            person.button("Your sheet").click()
        sheet, made = home / coming.value.suggested_filename, home / "made.json"
        coming.value.save_as(sheet)
        made.unlink(missing_ok=True)
        run_command("trustee", "sheet", "--sheet", sheet, "--key", home / "trustee.key", "--out", made)
        self.hand_in(who, act, made)

    def hand_in(self, who: str, act: str, file: Path) -> None:
        """Somebody follows the page's button to the form, and hands in a file."""
        person = self.people[who]
        person.follow_to(person.page.locator(f'main a[href*="/do/{act}/"]').first)
        person.page.locator('main input[type="file"]').set_input_files(file)
        person.follow_to(person.page.locator('main form[method="post"] button[type="submit"]').last)

    def list_codes(self) -> None:
        """The registrar makes the codes and hands in the public list."""
        person, home = self.people[REGISTRAR], self.folder / "registrar"
        person.go(f"{self.path}sealing/")
        with person.page.expect_download() as coming:
            person.button("Your sheet").click()
        coming.value.save_as(home.with_suffix(".json"))
        run_command("registrar", home.with_suffix(".json"), "--out", home, "--language", person.language)
        with (home / "codes.csv").open(encoding="utf-8", newline="") as file:
            self.codes = {row["id"]: row["code"] for row in csv.DictReader(file)}
        assert (home / "slips.pdf").read_bytes().startswith(b"%PDF-")
        self.hand_in(REGISTRAR, "credentials.listed", home / "credentials.json")

    def office(self, act: str, path: str = "") -> None:
        """The secretariat does what the election's page offers."""
        person = self.people["secretariat"]
        person.go(path or self.path)
        person.follow_to(person.page.locator(f'main a[href*="/do/{act}/"]').first)
        if act == "voting.opened":
            person.write_moment("Open until", self.instance.now() + timedelta(days=1))
        person.follow_to(person.page.locator('main form[method="post"] button[type="submit"]').last)

    def choose(self, who: str, answers: dict[int, str]) -> None:
        """A voter fills in the paper, by the number of the candidate."""
        page = self.people[who].page
        for number, given in answers.items():
            place = page.locator(f'[data-answer="{number}"]')
            if self.method == "block":
                place.check() if given else place.uncheck()
            else:
                place.fill(self.people[who].number(given))

    def seal(self, who: str, answers: dict[int, str], code: str = "") -> str:
        """A voter goes offline with the loaded page, seals, and comes back; gives the tracker."""
        person = self.people[who]
        person.go(f"{self.path}ballot/")
        sent: list[str] = []
        heard = lambda request: sent.append(request.url)  # noqa: E731
        person.context.set_offline(True)
        person.page.on("request", heard)
        self.choose(who, answers)
        person.page.locator("#sealing-code").fill(code or self.codes[who])
        person.button("Seal the ballot").click()
        shown = person.page.locator("#sealing-tracker")
        shown.wait_for(state="visible")
        person.page.remove_listener("request", heard)
        person.context.set_offline(False)
        assert not sent, "the page asked for something between loading and casting"
        return shown.inner_text()

    def cast(self, who: str, answers: dict[int, str]) -> str:
        """A voter seals and casts, and finds the tracker on the board; only the sealed ballot leaves the device."""
        person = self.people[who]
        tracker = self.seal(who, answers)
        posted: list[Request] = []
        listen = lambda request: posted.append(request) if request.method == "POST" else None  # noqa: E731
        person.page.on("request", listen)
        person.follow_to(person.page.locator("#sealing-cast button[type=submit]"))
        person.page.remove_listener("request", listen)
        (request,) = posted
        form = parse_qs(request.post_data or "", keep_blank_values=True)
        assert set(form) == {"csrfmiddlewaretoken", "ballot"}
        ballot = json.loads(form["ballot"][0])
        assert set(ballot) == {"election_uuid", "election_hash", "credential", "answers", "signature"}
        person.reads(person.say("It is in the box."))
        person.reads(person.say("It is the one that counts."))
        assert person.page.locator("main code.tracker").first.inner_text() == tracker
        assert person.page.locator("main svg.qr path").get_attribute("d")
        return tracker

    def audit(self, who: str, answers: dict[int, str]) -> None:
        """A voter opens a sealed ballot instead of casting it, and another program finds in it what was chosen."""
        person, home = self.people[who], self.folder / f"{who}-audit"
        home.mkdir()
        self.seal(who, answers)
        question = person.say("Do you want to check that your device sealed what you chose?")
        person.page.locator("summary", has_text=question).click()
        person.button("Open this ballot to audit it").click()
        held = person.page.locator("#sealing-held")
        held.wait_for(state="visible")
        for name, label in (("ballot", "Save the ballot"), ("opening", "Save the opening")):
            with person.page.expect_download() as coming:
                person.button(label).click()
            coming.value.save_as(home / f"{name}.json")
        # Offered again, it could be cast although its content is known.
        assert person.page.locator("#sealing-ballot").input_value() == ""
        person.go(f"{self.path}sealing/")
        with person.page.expect_download() as coming:
            person.page.locator('a[href$="archive.bel"]').click()
        archive = home / coming.value.suggested_filename
        coming.value.save_as(archive)
        opened = ("--opening", home / "opening.json", "--archive", archive)
        told = run_command("ballot", "audit", home / "ballot.json", *opened)
        assert all(f"{CANDIDATES[number]} {given or 0}" in told for number, given in answers.items()), told
