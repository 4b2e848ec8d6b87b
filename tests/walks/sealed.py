"""The people of a sealed vote at their browsers: trustees, registrar, voters, and what each does on which page."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs

from playwright.sync_api import Browser, Request, Response
from tests.walks.instances import Instance, run_command
from tests.walks.people import Language, Person
from tests.walks.reading import is_icon

__all__ = ["CANDIDATES", "MEMBERS", "PERSIAN", "REGISTRAR", "SLUG", "Walk", "start_walk"]

SLUG, KEY = "founding", "committee"
MEMBERS = ("anvar", "bita", "cyrus", "darya", "esmat", "farhad")
CANDIDATES, REGISTRAR = ("anvar", "bita", "cyrus"), "farhad"
PREPARE = """
from hamgara.assembly.charter import ElectionRules
from hamgara.web.store import directory

elections = ElectionRules(secrecy="sealed", methods=("block", "scottish-stv"))
names, purpose = {"fa": "نشست", "en": "Meeting"}, {"fa": "همکاری", "en": "Cooperation"}
log = create_assembly(given["slug"], names, purpose, Charter(elections=elections, **given["charter"]))
place = {"city": "Toronto", "region": "Ontario", "country": "CA"}
for who in given["members"]:
    named = directory.enrol(log, who, given["fa"][who], who.capitalize())
    invited = {"id": who, "as": "independent", "commitment": named, "place": place}
    log.append("secretariat", "member.invited", invited)
    log.append("secretariat", "member.accredited", {"id": who})
call = {"id": given["key"], "title": {"fa": "انتخاب هیئت", "en": "The committee"}, "seats": 1, "body": "committee"}
if given["call"]:
    log.append("secretariat", "election.called", {**call, **given["call"]})
    for who in given["candidates"]:
        log.append(who, "nomination.made", {"election": given["key"], "candidate": who})
people = (*given["members"], "secretariat")
print(json.dumps({who: take_seat(log, who, f"account-{who}") for who in people}))
"""
PERSIAN = {"anvar": "انور", "bita": "بیتا", "cyrus": "سیروس", "darya": "دریا", "esmat": "عصمت", "farhad": "فرهاد"}


@dataclass
class Walk:
    """The instance and its people; `answers` is the text of all that the server has answered to any of them.

    `key` is the election, or the decision; `choices` are what its paper offers.
    """

    instance: Instance
    people: dict[str, Person]
    folder: Path
    method: str
    trustees: tuple[str, ...]
    threshold: int
    answers: list[str] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=dict)
    key: str = KEY
    choices: tuple[str, ...] = CANDIDATES

    @property
    def path(self) -> str:
        """The page of the election; that of a decision's box leads on to the decision."""
        return f"/a/{SLUG}/elections/{self.key}/"

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
        heard = lambda request: None if is_icon(request.url) else sent.append(request.url)  # noqa: E731
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
        assert all(f"{self.choices[number]} {given or 0}" in told for number, given in answers.items()), told


@contextmanager
def start_walk(
    browser: Browser,
    folder: Path,
    language: Language,
    method: str,
    trustees: tuple[str, ...],
    threshold: int,
    *,
    call: dict[str, object] | None = None,
    charter: dict[str, object] | None = None,
) -> Iterator[Walk]:
    """An instance with its members at their browsers, and where there is a `call` the candidates of its election."""
    instance = Instance(folder / "instance")
    instance.folder.mkdir()
    instance.convene("other", name_fa="دیگر", name_en="Other", purpose_fa="کار", purpose_en="Work")
    given = {"slug": SLUG, "key": KEY, "members": MEMBERS, "candidates": CANDIDATES, "fa": PERSIAN}
    sessions = json.loads(instance.run_inside(PREPARE, call=call, charter=charter or {}, **given))
    instance.serve()
    found = Walk(instance, {}, folder, method, trustees, threshold)
    viewport = (360, 780) if language == "fa" else (1280, 800)

    def heard(response: Response) -> None:
        if "text/html" in (response.headers.get("content-type") or "") and not 300 <= response.status < 400:
            found.answers.append(response.text())

    # Places, and the names of commands and files.
    words = frozenset({"Toronto", "Ontario", "ballot", "seal", "audit", "registrar", "trustee", "credentials"})
    for who, session in sessions.items():
        person = Person(browser, instance.url, language, viewport=viewport, known=words)
        person.context.add_cookies([{"name": "session", "value": session, "url": instance.url}])
        person.page.on("response", heard)
        found.people[who] = person
    yield found
    for person in found.people.values():
        person.context.close()
    instance.stop()
