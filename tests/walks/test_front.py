"""The united front in the browser: members say what they would sign, and a package becomes the draft and is voted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction

import pytest
from playwright.sync_api import Browser, Locator
from tests.walks.fronts import ANSWERS, CLAUSES, CONDITION, NAMES, READERS, Keys, Walk, served_front
from tests.walks.people import Person, keep_picture

pytestmark = [pytest.mark.browser, pytest.mark.long]

TITLE = ("سنجش نخست", "First sounding")
CHOICES = {"sign": "I would sign it", "refuse": "I would not sign it"}
#: Who learns whose answers they are, where the charter opens them to members, or to everybody.
INSIDERS = {"secretariat", "centre", "union", "sara", "kian", "nima", "mina", "tara", "kaveh", "roya"}
TAKE_PART = INSIDERS | {"omid", "laleh"}
#: The widest package of five clauses, who signs it, and which clauses keep the others from it.
PACKAGE = ("organise", "prisoners", "women", "peace", "state")
SIGNERS = ("union", "nima", "kaveh")
MISSING: dict[str, tuple[str, ...]] = {
    "sara": ("state",), "kian": ("peace",), "mina": ("peace",), "tara": ("women",), "roya": (),
}  # fmt: skip


@pytest.fixture(scope="module")
def walk(browser: Browser, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Walk]:
    """On a phone in Persian without JavaScript, names for members; on a wide screen in English, names for everybody."""
    folder = tmp_path_factory.mktemp(f"front-{request.param}")
    if request.param == "fa":
        how = served_front(browser, folder, "fa", "members", viewport=(360, 740), javascript=False)
    else:
        how = served_front(browser, folder, "en", "everyone", viewport=(1280, 800), javascript=True)
    with how as found:
        yield found


def _open(walk: Walk) -> None:
    office = walk.to_front("secretariat")
    assert office.say("Too little is known yet") in office.text()
    office.press("Open a sounding")
    office.write_texts("Title", *TITLE)
    office.write_moment("Open until", walk.instance.now() + timedelta(hours=1))
    office.press("Open a sounding")
    office.reads(office.say("The sounding is open."))


def _answer(walk: Walk, who: str) -> None:
    person = walk.people[who]
    person.follow_to(person.page.locator("header a.assembly"))
    person.press("Read and answer")
    if who == "mina":
        # A condition without a word is not clear; nothing is kept, and what was clear stays on the page.
        _choose(walk, person, "women", "sign")
        person.tick("I would sign it if …", _clause(person, "peace"))
        person.press("Keep my answers", status=422)
        assert person.page.get_by_role("alert").count()
        assert _clause(person, "women").locator("input[value=sign]").is_checked()
        keep_picture(person.page, f"unclear-{walk.language}")
    if who == "nima":
        keys = Keys(person.page)
        for clause in CLAUSES:
            keys.choose(_clause(person, clause).get_by_role("group"), 1)
        keys.enter(person.button("Keep my answers"))
    else:
        for clause, answer in ANSWERS[who].items():
            _choose(walk, person, clause, answer)
        person.press("Keep my answers")
    unanswered = len(CLAUSES) - len(ANSWERS[who])
    told = "Where you gave none, you are counted as not known." if unanswered else "You can change them until the end."
    person.reads(person.say(f"Your answers are kept. {told}"))


def _clause(person: Person, clause: str) -> Locator:
    return person.page.locator(f"#clause-{clause}")


def _choose(walk: Walk, person: Person, clause: str, answer: str) -> None:
    part = _clause(person, clause)
    if answer in CHOICES:
        person.tick(CHOICES[answer], part)
        return
    person.tick("I would sign it if …", part)
    if part.locator("details:not([open])").count():
        part.locator("summary").click()
    if answer == "amended":
        part.get_by_label(person.say("if this amendment is taken in")).select_option("beside")
    else:
        part.get_by_label(person.say("in your own words")).fill(walk.told(CONDITION))


def _peek(walk: Walk, page: str) -> None:
    """While it is open, nobody finds anywhere what another answered; only how many have."""
    for who in READERS:
        person = walk.people[who]
        for path in (page, "/a/founding/front/", "/a/founding/clauses/", "/a/founding/record/"):
            person.go(path, status=404 if who == "stranger" and path.endswith("/front/") else 200)
            said = walk.main(who)
            # Who made the condition finds it in the own answers.
            assert (walk.told(CONDITION) in person.page.content()) == (who == "mina" and path == page), (who, path)
            assert person.say("What was answered to each clause") not in said
            if path == page:
                number, roll = person.number(len(ANSWERS)), person.number(len(ANSWERS) + 1)
                assert person.say("%(number)s of %(roll)s on the roll", number=number, roll=roll) in person.text()
    walk.look("open", "nima")


def _close(walk: Walk) -> str:
    office = walk.people["secretariat"]
    office.follow_to(office.page.locator("header a.assembly"))
    office.press("Close", walk.told(TITLE))
    office.press("Close the sounding")
    office.reads(office.say("The sounding is closed. This is what it showed."))
    return office.path()


def _see(walk: Walk, page: str) -> None:
    """What was answered is seen by all who may read the draft, whose it was by those to whom the charter opens it."""
    row = "4" if walk.language == "en" else "۴"
    for who in READERS:
        person = walk.people[who]
        person.go(page)
        peace = person.page.locator("tbody tr").nth(3).inner_text()
        assert re.sub(r"\D", " ", peace).split()[:1] == [row], peace
        if who == "union":
            walk.look("closed", who)
        if who not in TAKE_PART:
            assert not person.page.locator("main a[href*='/front/']").count()
            person.go("/a/founding/front/", status=404)
            continue
        person.press("The widest packages")
        person.follow_to(person.page.locator("nav ul.pages a", has_text=person.number(5)).first)
        told = person.page.locator("#package").text_content() or ""
        # Names of independents are for those who have joined; an id in the record may be for everybody.
        assert (walk.told(NAMES["tara"]) in told) == (who in INSIDERS), who
        assert (person.say("Signers by place") in told) == (who in INSIDERS or walk.language == "en")
        assert walk.told(CONDITION) in told, who


def _read_curve(walk: Walk) -> None:
    """The curve and the table behind it; then the package of five: who signs, who is missing, and why."""
    nima = walk.to_front("nima")
    assert nima.page.locator("figure svg > title").count() == 1
    nima.page.locator("summary", has_text=nima.say("The same as a table")).click()
    rows = nima.page.locator("section.now details tbody tr")
    told = [row.locator("th, td").all_inner_texts()[:2] for row in rows.all()]
    weights = ("7", "6", "6", "11/2", "9/2", "3", "2")
    assert told == [[nima.number(k), told[k][1]] for k in range(7)]
    assert [_number(cells[1]) for cells in told] == [str(float(Fraction(w))) for w in weights]
    nima.follow_to(nima.page.locator("nav ul.pages a", has_text=nima.number(5)).first)
    walk.look("front", "nima")
    _read_package(walk, nima)


def _read_package(walk: Walk, person: Person) -> None:
    """The package of five: its clauses, its signers by class, by place and by name, and what keeps the others."""
    part = person.page.locator("#package")
    said = part.text_content() or ""
    assert all(walk.told(CLAUSES[c]) in said for c in PACKAGE)
    for heading in ("Who signs", "Who is missing, and why", "What would widen it"):
        assert person.say(heading) in said
    signing = part.locator("details", has_text=person.say("The signers by name")).locator("li")
    assert sorted(signing.all_text_contents()) == sorted(walk.told(NAMES[who]) for who in SIGNERS)
    missing = part.locator("tr", has=person.page.locator("th bdi")).all_text_contents()
    for who, clauses in MISSING.items():
        (row,) = [text for text in missing if walk.told(NAMES[who]) in text]
        assert all((walk.told(CLAUSES[clause]) in row) == (clause in clauses) for clause in PACKAGE), (who, row)
        assert (person.say("not known of any of its clauses") in row) == (not clauses)


def _number(text: str) -> str:
    plain = text.translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹٫", "0123456789."))
    return str(float(sum(Fraction(part) for part in re.findall(r"[\d./]+", plain))))


def _try_packages(walk: Walk) -> str:
    """A drafter tests packages of her own by keyboard, is told of two wordings, supposes a condition, and compares."""
    tara = walk.to_front("tara")
    keys = Keys(tara.page)
    keys.enter(tara.button("Test a package"))
    for clause in (*PACKAGE, "republic"):
        keys.reach(_box(tara, clause))
        tara.page.keyboard.press("Space")
    keys.enter(tara.button("Test this package"))
    assert walk.told(CLAUSES["republic"]) in tara.page.get_by_role("alert").inner_text()
    walk.look("rivals", "tara")
    keys.reach(_box(tara, "republic"))
    tara.page.keyboard.press("Space")
    keys.enter(tara.button("Test this package"))
    three, four, eight = (tara.number(n) for n in (3, 4, 8))
    told = "%(signers)s of %(members)s on the roll would sign it."
    tara.reads(tara.say(told, signers=three, members=eight))
    tara.reads(tara.say("No package of this size is wider."))
    _read_package(walk, tara)
    walk.look("package", "tara")
    if tara.page.locator("form details:not([open])").count():
        tara.page.locator("form summary").click()
    tara.page.get_by_label(walk.told(CONDITION)).check()
    tara.press("Test this package")
    tara.reads(tara.say(told, signers=four, members=eight))
    walk.look("supposed", "tara")
    _compare(walk, tara)
    return tara.path()


def _box(person: Person, clause: str) -> Locator:
    return person.page.locator(f"input[name=c][value={clause}]")


def _compare(walk: Walk, person: Person) -> None:
    """The package of five beside the widest of three."""
    walk.to_front("tara")
    person.press("Compare two packages")
    for label, size in (("First package", 5), ("Second package", 3)):
        number = person.number(size)
        options = {o.inner_text().strip(): o.get_attribute("value") for o in person.box(label).locator("option").all()}
        (wanted,) = [value for text, value in options.items() if number in text]
        person.box(label).select_option(value=wanted)
    person.press("Compare")
    rows = person.page.locator("section.now tbody tr").all()
    counts = [_number(row.locator("td").first.inner_text()) for row in rows]
    assert counts == ["3.0", "0.0", "3.0", "2.0"], counts
    walk.look("compared", "tara")


def _choose_package(walk: Walk) -> None:
    """The secretariat makes the package of five the draft by one act; what is left out is set aside, not rejected."""
    office = walk.to_front("secretariat")
    office.follow_to(office.page.locator("nav ul.pages a", has_text=office.number(5)).first)
    office.press("Make this package the draft")
    assert office.page.locator("input[name=clauses]:checked").count() == len(PACKAGE)
    walk.look("choosing", "secretariat")
    office.press("Make this package the draft")
    office.reads(office.say("The package is the draft."))
    draft = office.page.locator("main").inner_text()
    for clause, title in CLAUSES.items():
        assert (walk.told(title) in draft) == (clause in PACKAGE), clause
    office.page.locator("main a[href$='?show=gone']").click()
    gone = office.page.locator("main").inner_text()
    assert all(walk.told(CLAUSES[clause]) in gone for clause in ("republic", "tongue"))


def _vote(walk: Walk) -> None:
    """A clause of the chosen draft is put to the vote and adopted."""
    office = walk.people["secretariat"]
    office.follow_to(office.page.locator("header a.assembly"))
    office.press("Drafting", office.page.locator("ol.path"))
    office.follow(walk.told(CLAUSES["peace"]))
    office.press("Put it to the vote")
    office.write_moment("Open until", walk.instance.now() + timedelta(hours=1))
    office.press("Put to the vote")
    decision = office.path()
    for who in ("union", "sara", "nima", "tara", "kaveh"):
        person = walk.people[who]
        person.follow_to(person.page.locator("header a.assembly"))
        person.press("To the vote")
        person.press("In favour")
        person.reads(person.say("You voted in favour."))
    walk.instance.pass_time(hours=2)
    office.go(decision)
    office.press("Close the vote")
    office.press("Close the vote")
    office.reads(office.say("adopted"))


@pytest.mark.parametrize("walk", ["fa", "en"], indirect=True)
def test_a_sounding_leads_to_the_draft_and_on_to_the_vote(walk: Walk) -> None:
    _open(walk)
    page = walk.people["secretariat"].path()
    for who in ANSWERS:
        _answer(walk, who)
    _peek(walk, page)
    walk.instance.pass_time(hours=2)
    assert _close(walk) == page
    _see(walk, page)
    _read_curve(walk)
    _try_packages(walk)
    _choose_package(walk)
    _vote(walk)
    for person in walk.people.values():
        person.content()
