"""Elections by every kind of ballot on a phone, without JavaScript: from the call to the report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.walks.people import Language, Person, keep_picture
from tests.walks.story import MEMBERS, Newcomer, Walk, served_walk

from hamgara.elections import METHODS

pytestmark = [pytest.mark.browser, pytest.mark.long]

TARA = Newcomer("independent", "تارا مهرگان", "Tara Mehregan", ("Toronto", "Ontario", "CA"))
PEOPLE = {"nima": MEMBERS["nima"], "mina": MEMBERS["mina"], "tara": TARA}
#: For each kind of ballot a method, and what each voter writes beside Nima, Mina and Tara.
POLLS: dict[str, dict[str, tuple[int, int, int]]] = {
    "meek-stv": {"nima": (1, 2, 3), "mina": (3, 1, 2), "tara": (1, 2, 0)},
    "block": {"nima": (1, 0, 0), "mina": (1, 0, 0), "tara": (1, 0, 0)},
    "equal-shares": {"nima": (1, 1, 0), "mina": (0, 1, 0), "tara": (1, 1, 1)},
    "star": {"nima": (5, 3, 0), "mina": (1, 5, 2), "tara": (5, 4, 3)},
    "scottish-stv": {"nima": (1, 2, 3), "mina": (3, 1, 2), "tara": (1, 2, 0)},
}
WINNERS = {"meek-stv": "nima", "block": "nima", "equal-shares": "mina", "star": "nima", "scottish-stv": "nima"}


#: Each kind is walked in one of the languages; pages of all kinds in both are looked at without a browser elsewhere.
WALKED = [("fa", "meek-stv"), ("fa", "star"), ("en", "block"), ("en", "equal-shares")]


@pytest.fixture(scope="module")
def walk(browser: Browser, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Walk]:
    language: Language = request.param
    folder = tmp_path_factory.mktemp(f"elections-{language}")
    with served_walk(browser, folder, language, viewport=(360, 740), javascript=False) as (walk, link):
        walk.open_office(link)
        for key, newcomer in PEOPLE.items():
            walk.bring_in(key, newcomer)
            # The names of properties in reports are the same in every language.
            walk.people[key].known |= {"EJR", "PJR"}
        yield walk


def _called(walk: Walk, method: str) -> str:
    return walk.told((f"انتخابات {list(POLLS).index(method) + 1}", f"Election {list(POLLS).index(method) + 1}"))


def _to(walk: Walk, key: str, title: str) -> Person:
    person = walk.people[key]
    walk.home(person)
    walk.step(person, "Committee")
    person.follow(title)
    return person


def _call(walk: Walk, method: str) -> None:
    office = walk.office
    walk.home(office)
    walk.step(office, "Committee")
    office.press("Call an election")
    number = list(POLLS).index(method) + 1
    office.write_texts("Title", f"انتخابات {number}", f"Election {number}")
    office.write("Seats", office.number(1))
    found = METHODS[method]
    office.page.get_by_label(walk.told((found.name_fa, found.name_en)), exact=True).check()
    office.press("Call an election")
    assert walk.told((found.name_fa, found.name_en)) in office.text()


def _nominate(walk: Walk, title: str) -> None:
    """Two stand of themselves; the third is nominated, with the place of the accreditation, and agrees."""
    for key in ("nima", "tara"):
        person = _to(walk, key, title)
        person.press("Stand for election")
        person.press("Nominate")
    nima = _to(walk, "nima", title)
    nima.press("Nominate somebody")
    nima.pick("Candidate", walk.named(PEOPLE["mina"]))
    nima.press("Nominate")
    mina = _to(walk, "mina", title)
    assert "Washington" in mina.text() or "واشنگتن" in mina.text()
    mina.press("Agree to stand")
    mina.press("Agree to stand")
    office = _to(walk, "secretariat", title)
    office.press("Open the voting")
    office.write_moment("Open until", walk.in_an_hour())
    office.press("Open the voting")


def _vote(walk: Walk, method: str, title: str) -> None:
    kind = METHODS[method].ballot
    for key, given in POLLS[method].items():
        person = _to(walk, key, title)
        person.press("To the ballot")
        if key == "mina":
            # Nothing at all is no ballot, and is said on the paper itself.
            person.press("Cast the ballot", status=422)
            assert person.page.get_by_role("alert").count()
        for who, number in zip(PEOPLE, given, strict=True):
            box = person.page.get_by_label(walk.named(PEOPLE[who]))
            if kind == "scores":
                box.select_option(str(number))
            elif kind == "ranked" and number:
                box.fill(person.number(number))
            elif kind != "ranked" and number:
                box.check()
        person.press("Cast the ballot")
        person.reads(person.say("Your ballot is in the box. You can change it until the end of voting."))


def _declare(walk: Walk, method: str, title: str) -> None:
    walk.instance.pass_time(hours=2)
    office = _to(walk, "secretariat", title)
    office.press("Close the ballots")
    office.press("Close the ballots")
    office.press("Declare the result")
    office.press("Declare the result")
    assert walk.named(PEOPLE[WINNERS[method]]) in office.page.locator("ol.elected").inner_text()


@pytest.mark.parametrize(("walk", "method"), WALKED, indirect=["walk"])
def test_an_election_is_walked_from_its_call_to_its_report(walk: Walk, method: str, tmp_path: Path) -> None:
    title = _called(walk, method)
    _call(walk, method)
    _nominate(walk, title)
    _vote(walk, method, title)
    _declare(walk, method, title)
    reader = _to(walk, "tara", title)
    report = reader.page.get_by_role("heading", name=reader.say("The report of the count"))
    assert report.count() == 1
    link = reader.page.locator(f"a[href$='count.{walk.language}.html']").first.get_attribute("href")
    assert link is not None
    reader.go(link)
    said = reader.text()
    assert walk.named(PEOPLE[WINNERS[method]]) in said
    assert walk.told(("نتیجه چه اندازه استوار است", "How firm the result is")) in said
    assert walk.told(("قاعدهٔ آیین‌نامه دربارهٔ رأی‌های معیوب", "The charter's rule on ballots with a defect")) in said
    if walk.language == "en":
        assert not re.search("[۰-۹]", said)
    reader.page.go_back()
    with reader.page.expect_download() as download:
        reader.page.locator(f"a[href$='count.{walk.language}.pdf']").first.click()
    download.value.save_as(tmp_path / "count.pdf")
    assert (tmp_path / "count.pdf").read_bytes().startswith(b"%PDF-")
    for person in walk.people.values():
        person.content()


@pytest.mark.parametrize("walk", ["fa", "en"], indirect=True)
def test_who_was_elected_leaves_and_the_ballots_say_who_comes_in(walk: Walk, tmp_path: Path) -> None:
    title, gone, comes = _called(walk, "scottish-stv"), *(walk.named(PEOPLE[key]) for key in ("nima", "mina"))
    _call(walk, "scottish-stv")
    _nominate(walk, title)
    _vote(walk, "scottish-stv", title)
    _declare(walk, "scottish-stv", title)
    nima = walk.people["nima"]
    walk.home(nima)
    walk.step(nima, "Committee")
    nima.press("Declare a seat vacant")
    nima.write("Reason", walk.told(("کار دیگری پذیرفته‌ام.", "I have taken on other work.")))
    nima.press("Declare a seat vacant")
    nima.reads(nima.say("The seat is vacant."))
    office = _to(walk, "secretariat", title)
    assert walk.told(("۱ کرسی خالی است", "1 seat is vacant")) in office.text()
    office.press("Fill the vacant seats")
    # Before anything is stated, the form says who comes in.
    assert comes in office.page.locator("main").inner_text()
    office.press("Fill the vacant seats")
    office.reads(office.say("The vacant seats are filled until the end of the term."))
    keep_picture(office.page, f"countback-page-{walk.language}")
    reader = _to(walk, "tara", title)
    link = reader.page.locator(f"a[href$='countback-1.{walk.language}.html']").first.get_attribute("href")
    assert link is not None
    with reader.page.expect_download() as download:
        reader.page.locator(f"a[href$='countback-1.{walk.language}.pdf']").first.click()
    download.value.save_as(tmp_path / "countback.pdf")
    assert (tmp_path / "countback.pdf").read_bytes().startswith(b"%PDF-")
    reader.go(link)
    keep_picture(reader.page, f"countback-{walk.language}")
    said = reader.text()
    assert walk.told((f"که گویی {gone} در برگهٔ رأی نبوده", f"as if {gone} had not been on the ballot paper")) in said
    assert comes in said
    reader.page.go_back()
    walk.step(reader, "Committee")
    seats = reader.page.locator("main table").first.inner_text()
    assert comes in seats
    assert gone not in seats
    for person in walk.people.values():
        person.content()
