"""A small assembly from the secretariat's invitation to its published resolution, told by people at their browsers.

Every step goes from a page that the person sees to a button that the page offers; nobody types addresses except the
links they were given. `Walk.all_the_way` is the whole of it; each stage of the path is one method.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser
from tests.walks.instances import Instance, run_command
from tests.walks.people import Language, Person
from tests.walks.reading import visible_text

from hamgara.elections import METHODS

__all__ = ["MEMBERS", "Newcomer", "Walk", "served_walk", "walk_through"]

SLUG = "founding"
ZONE = "America/Toronto"
PASSPHRASE = "شب‌های روشن تورنتو بیدارند"

Kind = Literal["organisation", "independent", "supporter"]


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who is invited: under which label, with which names, from where."""

    kind: Kind
    fa: str
    en: str
    place: tuple[str, str, str]


MEMBERS: dict[str, Newcomer] = {
    "centre": Newcomer("organisation", "کانون همبستگی", "Solidarity Centre", ("Toronto", "Ontario", "CA")),
    "union": Newcomer(
        "organisation", "اتحادیهٔ کارگران بندر", "Dockers' Union", ("Vancouver", "British Columbia", "CA")
    ),
    "nima": Newcomer("independent", "نیما رستگار", "Nima Rastegar", ("Boston", "Massachusetts", "US")),
    "mina": Newcomer("independent", "مینا صادقی", "Mina Sadeghi", ("Washington", "District of Columbia", "US")),
    "omid": Newcomer("supporter", "امید فرهمند", "Omid Farahmand", ("Montreal", "Quebec", "CA")),
}
OUTSIDER = Newcomer("organisation", "انجمن کتاب", "Book Society", ("Ottawa", "Ontario", "CA"))
KIND_LABELS: dict[Kind, str] = {
    "organisation": "an organisation",
    "independent": "an independent person, with a vote",
    "supporter": "a supporter: reacts to positions, may accede to the resolution",
}
VOTERS = ("centre", "union", "nima", "mina")
POSITIONS = (
    ("حق تشکل برای همه باید به رسمیت شناخته شود.", "The right to organise must be recognised for all."),
    ("زندانیان سیاسی باید آزاد شوند.", "Political prisoners must be set free."),
)
CLAUSE = ("حق تشکل", "The right to organise")
CLAUSE_TEXT = ("ما خواهان حق تشکل هستیم.", "We demand the right to organise.")
AMENDED_TEXT = ("ما خواهان حق تشکل مستقل هستیم.", "We demand the right to organise independently.")
ACTION = ("روز همبستگی", "Day of solidarity")
RESOLUTION = ("قطعنامهٔ نشست بنیادگذار", "Resolution of the founding meeting")
RESERVATION = ("با واژهٔ «مستقل» موافق نیستم.", "I do not agree with the word “independently”.")


def _names_in_latin() -> frozenset[str]:
    """The Latin words that the data of this assembly bring onto Persian pages: places."""
    places = [word for who in (*MEMBERS.values(), OUTSIDER) for part in who.place for word in part.split()]
    return frozenset(places) | set(re.findall(r"\w+", ZONE))


@contextmanager
def walk_through(
    browser: Browser, folder: Path, language: Language, *, viewport: tuple[int, int], javascript: bool
) -> Iterator[tuple[Walk, str]]:
    """A walk in a new instance in that folder, and the path of the resolution that it published."""
    with served_walk(browser, folder, language, viewport=viewport, javascript=javascript) as (walk, link):
        yield walk, walk.all_the_way(link, folder)


@contextmanager
def served_walk(
    browser: Browser, folder: Path, language: Language, *, viewport: tuple[int, int], javascript: bool
) -> Iterator[tuple[Walk, str]]:
    """A walk in a new instance in that folder that has not begun, and the secretariat's one-time link."""
    instance = Instance(folder / "instance")
    link = instance.convene(
        SLUG,
        name_fa="نشست بنیادگذار",
        name_en="Founding meeting",
        purpose_fa="کار مشترک از موضع‌های گوناگون.",
        purpose_en="Working together from differing positions.",
        timezone=ZONE,
    )

    def person() -> Person:
        return Person(
            browser,
            instance.url,
            language,
            viewport=viewport,
            javascript=javascript,
            zone=ZONE,
            known=_names_in_latin(),
        )

    instance.serve()
    walk = Walk(instance, person)
    try:
        yield walk, link
        instance.check_errors()
    finally:
        for walker in walk.people.values():
            walker.context.close()
        instance.stop()


@dataclass
class Walk:
    """One way through: `person()` gives a new person with a browser of their own."""

    instance: Instance
    person: Callable[[], Person]
    people: dict[str, Person] = field(default_factory=dict)
    sign_in_names: dict[str, str] = field(default_factory=dict)

    @property
    def language(self) -> Literal["fa", "en"]:
        """The language in which the secretariat reads."""
        return self.people["secretariat"].language

    @property
    def office(self) -> Person:
        """Who sits in the secretariat."""
        return self.people["secretariat"]

    def told(self, texts: tuple[str, str]) -> str:
        """A text of members as it stands on these people's pages."""
        return texts[0] if self.language == "fa" else texts[1]

    def named(self, who: Newcomer) -> str:
        """A name as it stands on these people's pages."""
        return self.told((who.fa, who.en))

    def in_an_hour(self) -> datetime:
        """A closing time."""
        return self.instance.now() + timedelta(hours=1)

    def all_the_way(self, link: str, folder: Path) -> str:
        """From the secretariat's link to the verified record; returns the path of the published resolution."""
        self.open_office(link)
        for key in MEMBERS:
            self.bring_in(key)
        self.come_back("centre")
        self.find_common_ground()
        self.draft()
        self.sit()
        self.elect()
        self.fix_next_meeting()
        self.agree_on_action()
        path = self.resolve()
        self.join_from_outside(path)
        self.take_record_away(folder)
        for person in self.people.values():
            person.content()
        return path

    # Convening and accreditation

    def open_office(self, link: str) -> None:
        """The secretariat comes with its one-time link."""
        self.people["secretariat"] = self.person()
        self._join("secretariat", link)

    def _join(self, key: str, link: str) -> None:
        person = self.people[key]
        person.go(link)
        self._take_seat(key)

    def _take_seat(self, key: str) -> None:
        person = self.people[key]
        person.press("Go on")
        self.sign_in_names[key] = person.box("Sign-in name").input_value()
        person.write("Pass-phrase", PASSPHRASE)
        person.write("Pass-phrase, once more", PASSPHRASE)
        person.press("Take this seat")
        person.reads(person.say("Welcome. This seat is now yours, and the code is spent."))

    def bring_in(self, key: str, newcomer: Newcomer | None = None) -> None:
        """The secretariat invites somebody, who joins with the code, accepts, and is accredited."""
        newcomer, office = newcomer or MEMBERS[key], self.office
        self.step(office, "Accreditation")
        office.press("Invite")
        office.tick(KIND_LABELS[newcomer.kind], office.group("Invited as"))
        office.write_texts("Name", newcomer.fa, newcomer.en)
        office.press("Invite")
        code = office.page.locator("strong.code").inner_text().strip()
        person = self.people[key] = self.person()
        person.go("/")
        person.press("I have an invitation code")
        person.write("Your code", code)
        self._take_seat(key)
        person.press("Give an answer", person.say("You are invited to take part."))
        person.write_place("Your place", *newcomer.place)
        person.press("Accept the invitation")
        person.reads(person.say("You have accepted. The secretariat is asked to accredit you."))
        self.home(office)
        office.press("Accredit", self.named(newcomer))
        office.press("Accredit")
        office.reads(office.say("Accredited."))

    def come_back(self, key: str) -> None:
        """Somebody signs out, and in again with the pass-phrase."""
        person = self.people[key]
        person.page.locator("header details summary").click()
        person.press("Sign out")
        person.press("Sign in")
        person.write("Sign-in name", self.sign_in_names[key])
        person.write("Pass-phrase", PASSPHRASE)
        person.press("Sign in", person.page.locator("form.stack"))
        person.go(f"/a/{SLUG}/")

    def home(self, person: Person) -> None:
        """To the assembly's first page."""
        person.follow_to(person.page.locator("header a.assembly"))

    def step(self, person: Person, stage: str) -> None:
        """To the page of a stage, by the path at the head of every page."""
        person.press(stage, person.page.locator("ol.path"))

    # Common ground

    def find_common_ground(self) -> None:
        """Two members propose a position each; they are admitted, reacted to in a round, and the round is closed."""
        office = self.office
        for key, texts in zip(("nima", "centre"), POSITIONS, strict=True):
            person = self.people[key]
            self.home(person)
            self.step(person, "Common ground")
            person.press("Propose a position")
            person.write_texts("Position", *texts)
            person.press("Propose a position")
            self.home(office)
            office.press("Read", self.told(texts))
            office.press("Admit")
        self.step(office, "Common ground")
        office.press("Open a round of reactions")
        office.write_texts("Title", "دور نخست", "First round")
        office.write_moment("Open until", self.in_an_hour())
        office.press("Open a round of reactions")
        for key in MEMBERS:
            person = self.people[key]
            self.home(person)
            person.press("Read and react")
            for _position in POSITIONS:
                person.press("I disagree" if key == "union" else "I agree")
            person.reads(person.say("You have reacted to every position"))
        self.instance.pass_time(hours=2)
        self.home(office)
        office.press("Close")
        office.press("Close the round")
        office.reads(office.say("Common ground"))

    # Drafting

    def draft(self) -> None:
        """A clause is proposed by an independent, another proposes an amendment."""
        author, other = self.people["nima"], self.people["mina"]
        self.home(author)
        self.step(author, "Drafting")
        author.press("Propose a clause")
        author.write_texts("Title", *CLAUSE)
        author.write_texts("Text", *CLAUSE_TEXT)
        author.press("Propose a clause")
        self.home(other)
        self.step(other, "Drafting")
        other.follow(self.told(CLAUSE))
        other.press("Propose an amendment")
        other.write_texts("Text with your changes", *AMENDED_TEXT)
        other.write_texts("Reason", "تشکل باید از دولت مستقل باشد.", "A union must be independent of the state.")
        other.press("Propose an amendment")

    # Decision

    def sit(self) -> None:
        """A meeting with a sitting: agenda, attendance, quorum; amendment and clause are voted on and adopted."""
        office = self.office
        self.home(office)
        begins = self.instance.now()
        self.step(office, "Next meeting")
        self._fix_meeting("نشست نخست", "First meeting", begins)
        office.press("Open the meeting")
        office.press("Open the meeting")
        office.press("Call a sitting")
        office.write_texts("Title", "جلسهٔ بامداد", "Morning sitting")
        office.write_moment("Begins", begins)
        office.write_moment("Ends", begins + timedelta(minutes=30))
        office.press("Call a sitting")
        office.press("Set the agenda")
        for number, (fa, en) in enumerate((("گشایش", "Opening"), ("بندها", "Clauses")), 1):
            item = office.group(office.say("Item %(number)s", number=office.number(number)))
            item.get_by_label(office.say("Title in Persian")).fill(fa)
            item.get_by_label(office.say("Title in English")).fill(en)
        office.press("Set the agenda")
        office.press("Open the sitting")
        office.press("Open the sitting")
        sitting = office.path()
        nima = self.people["nima"]
        self.home(nima)
        nima.press("I am here")
        office.go(sitting)
        office.press("Record attendance")
        for key in ("centre", "union", "mina"):
            office.page.get_by_label(self.named(MEMBERS[key])).check()
        office.press("Record attendance")
        office.press("Count the quorum")
        office.press("Count the quorum")
        office.reads(office.say("there is a quorum"))
        office.press("Take up an item", self.told(("بندها", "Clauses")))
        office.press("Take up an item")
        self.decide(self._to_amendment)
        self.decide(self._to_clause)
        office.go(sitting)
        office.press("Close the sitting")
        office.press("Close the sitting")
        office.press("Lay the minutes before the members")
        office.write_texts("Minutes", "بند نخست تصویب شد.", "The first clause was adopted.")
        office.press("Lay the minutes before the members")
        office.press("State that the minutes are approved")
        office.press("State that the minutes are approved")
        office.reads(office.say("approved"))

    def _fix_meeting(self, fa: str, en: str, day: datetime) -> None:
        office = self.office
        office.press("Fix a meeting")
        office.write_texts("Title", fa, en)
        office.write("First day", office.day(day))
        office.write_place("Place", "Washington", "District of Columbia", "US")
        office.press("Fix a meeting")

    def _to_clause(self) -> None:
        self.home(self.office)
        self.step(self.office, "Drafting")
        self.office.follow(self.told(CLAUSE))

    def _to_amendment(self) -> None:
        self._to_clause()
        self.office.press("Read on")

    def decide(self, go_there: Callable[[], None], *, in_sitting: bool = True) -> None:
        """What the secretariat sees is put to the vote; the voters vote, one abstains; the vote is closed: adopted."""
        office = self.office
        go_there()
        office.press("Put it to the vote")
        if in_sitting:
            office.pick("In the sitting", self.told(("جلسهٔ بامداد", "Morning sitting")))
        else:
            office.write_moment("Open until", self.in_an_hour())
        office.press("Put to the vote")
        decision = office.path()
        for key in VOTERS:
            person = self.people[key]
            self.home(person)
            person.press("To the vote")
            person.press("Abstain" if key == "union" else "In favour")
            person.reads(person.say("You abstained." if key == "union" else "You voted in favour."))
        office.go(decision)
        office.press("Close the vote")
        office.press("Close the vote")
        office.reads(office.say("adopted"))

    # Committee

    def elect(self) -> None:
        """Two seats by ranked ballots: two stand of themselves, one is nominated and agrees; the ballot is secret."""
        office, nima, mina, union = (self.people[k] for k in ("secretariat", "nima", "mina", "union"))
        self.home(office)
        self.step(office, "Committee")
        office.press("Call an election")
        office.write_texts("Title", "هیئت هماهنگی", "Coordinating committee")
        office.write("Seats", office.number(1))
        method = METHODS["scottish-stv"]
        office.page.get_by_label(self.told((method.name_fa, method.name_en))).check()
        office.press("Call an election")
        election = office.path()
        self.home(nima)
        self.step(nima, "Committee")
        nima.follow(self.told(("هیئت هماهنگی", "Coordinating committee")))
        nima.press("Stand for election")
        nima.press("Nominate")
        self.home(union)
        self.step(union, "Committee")
        union.follow(self.told(("هیئت هماهنگی", "Coordinating committee")))
        union.press("Nominate somebody")
        union.pick("Candidate", self.named(MEMBERS["mina"]))
        union.press("Nominate")
        self.home(mina)
        mina.press("Give an answer")
        mina.press("Agree to stand")
        mina.press("Agree to stand")
        office.go(election)
        office.press("Open the voting")
        office.write_moment("Open until", self.in_an_hour())
        office.press("Open the voting")
        for key in VOTERS:
            person = self.people[key]
            self.home(person)
            person.press("To the ballot")
            if person.path() == election:
                person.press("To the ballot")
            first, second = ("nima", "mina") if key == "union" else ("mina", "nima")
            for rank, candidate in enumerate((first, second), 1):
                person.page.get_by_label(self.named(MEMBERS[candidate])).fill(person.number(rank))
            person.press("Cast the ballot")
            person.reads(person.say("Your ballot is in the box. You can change it until the end of voting."))
        self.instance.pass_time(hours=2)
        self.home(office)
        office.press("Close")
        office.press("Close the ballots")
        office.press("Declare the result")
        office.press("Declare the result")
        assert self.named(MEMBERS["mina"]) in office.page.locator("ol.elected").inner_text()

    # Next meeting, joint actions

    def fix_next_meeting(self) -> None:
        """The next meeting is fixed, in three months."""
        self.home(self.office)
        self.step(self.office, "Next meeting")
        self._fix_meeting("نشست دوم", "Second meeting", self.instance.now() + timedelta(days=90))
        self.office.reads(self.told(("نشست دوم", "Second meeting")))

    def agree_on_action(self) -> None:
        """A joint action is proposed, decided by correspondence and agreed; a supporter undertakes a part, reports."""
        office, centre, omid = (self.people[k] for k in ("secretariat", "centre", "omid"))
        soon = self.instance.now() + timedelta(days=10)
        self.home(centre)
        self.step(centre, "Joint actions")
        centre.press("Propose a joint action")
        centre.write_texts("Title", *ACTION)
        centre.write_texts("What is to be done", "گردهمایی در سه شهر.", "Gatherings in three cities.")
        centre.write("First day", centre.day(soon))
        centre.write("Last day", centre.day(soon + timedelta(days=1)))
        centre.write("Places", "Toronto, Ontario, CA")
        centre.press("Propose a joint action")
        self.decide(self._to_action, in_sitting=False)
        self._to_action()
        office.press("State that it is agreed")
        office.press("State that it is agreed")
        self.home(omid)
        self.step(omid, "Joint actions")
        omid.follow(self.told(ACTION))
        omid.press("Undertake a part")
        omid.write_texts("What you undertake", "چاپ پوسترها", "Printing the posters")
        omid.write("By which day", omid.day(soon))
        omid.press("Undertake a part")
        omid.press("Report")
        omid.write_texts("Your report", "پوسترها چاپ شد.", "The posters are printed.")
        omid.press("Report")
        self.home(office)
        office.press("Read", self.told(("چاپ پوسترها", "Printing the posters")))
        office.press("It was met")
        office.press("It was met")

    def _to_action(self) -> None:
        self.home(self.office)
        self.step(self.office, "Joint actions")
        self.office.follow(self.told(ACTION))

    # Publication and accession

    def resolve(self) -> str:
        """The resolution is put together, adopted, signed with a reservation, and published; returns its path."""
        office = self.office
        self.home(office)
        self.step(office, "Publication and accession")
        office.press("Put a resolution together")
        office.write_texts("Title", *RESOLUTION)
        office.write_texts("Report of the meeting", "پنج عضو گرد آمدند.", "Five members came together.")
        office.press("Put a resolution together")
        path = office.path()
        self.decide(lambda: office.go(path), in_sitting=False)
        office.press("State that it is adopted")
        office.press("State that it is adopted")
        for key in VOTERS:
            person = self.people[key]
            self.home(person)
            person.press("Read and sign")
            person.press("Sign the resolution")
            if MEMBERS[key].kind == "independent":
                person.tick("My name is not published. I am counted as one independent who signed.")
            person.press("Sign the resolution")
            person.reads(person.say("You have signed"))
        union = self.people["union"]
        union.press("Record a reservation")
        union.write_texts("Your reservation", *RESERVATION)
        union.press("Record a reservation")
        self.home(office)
        office.press("Publish", self.told(RESOLUTION))
        office.press("Publish the resolution")
        office.press("Publish the resolution")
        office.reads(office.say("The resolution is published."))
        return path

    def join_from_outside(self, path: str) -> None:
        """An organisation from outside asks to join through the public form, and the secretariat confirms."""
        outsider = self.people["outsider"] = self.person()
        outsider.go(path)
        outsider.press("Join the resolution")
        outsider.tick("an organisation")
        outsider.write_texts("Name", OUTSIDER.fa, OUTSIDER.en)
        outsider.write_place("Place", *OUTSIDER.place)
        outsider.tick("I have read what becomes public, and agree to it.")
        outsider.press("Send the request")
        office = self.office
        office.go(path)
        office.press("Requests to join")
        office.press("Read once more and confirm", self.named(OUTSIDER))
        office.press("Join the resolution")
        outsider.go(path)
        outsider.reads(self.named(OUTSIDER))

    def take_record_away(self, folder: Path) -> None:
        """Somebody from outside takes the record away and verifies it offline."""
        outsider = self.people["outsider"]
        outsider.press("Check it yourself")
        with outsider.page.expect_download() as going:
            outsider.button("Take the whole record away (.zip)").click()
        bundle = folder / going.value.suggested_filename
        going.value.save_as(bundle)
        run_command("verify", bundle)

    def check_published(self, path: str) -> str:
        """What the published page shows to anybody: the text as adopted, who signed and joined, and nothing private.

        Returns the page's text.
        """
        with self.person() as stranger:
            stranger.go(path)
            shown = stranger.page.locator("main").inner_text()
            stranger.content()
            page = stranger.page.content()
        for wanted in (
            self.told(RESOLUTION),
            self.told(AMENDED_TEXT),
            self.told(RESERVATION),
            *(self.named(who) for who in (MEMBERS["centre"], MEMBERS["union"], OUTSIDER)),
        ):
            assert wanted in shown, f"not on the published page: {wanted}"
        for who in MEMBERS.values():
            if who.kind != "organisation":
                for part in (*who.fa.split(), *who.en.split()):
                    assert part not in page, f"{part} is a private name"
        return visible_text(page, self.language)
