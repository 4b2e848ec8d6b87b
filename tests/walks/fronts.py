"""The people of a sounding at their browsers: an assembly with a draft of seven clauses, and what each would sign."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page
from tests.walks.instances import Instance
from tests.walks.people import Language, Person, keep_picture

__all__ = ["ANSWERS", "CLAUSES", "CONDITION", "NAMES", "READERS", "Keys", "Walk", "served_front"]

SLUG = "founding"
#: In the order of the draft; the last but one is another wording of the one before it.
CLAUSES: dict[str, tuple[str, str]] = {
    "organise": ("حق تشکل", "The right to organise"),
    "prisoners": ("آزادی زندانیان سیاسی", "Freedom for political prisoners"),
    "women": ("برابری زنان و مردان", "Equality of women and men"),
    "peace": ("مخالفت با جنگ و تحریم", "Against war and sanctions"),
    "republic": ("جمهوری سکولار", "A secular republic"),
    "state": ("جدایی دین از دولت", "Separation of religion and state"),
    "tongue": ("آموزش به زبان مادری", "Schooling in the mother tongue"),
}
TEXTS: dict[str, tuple[str, str]] = {
    "organise": ("از حق همهٔ کارکنان برای تشکل مستقل دفاع می‌کنیم.", "We defend everybody's right to organise."),
    "prisoners": ("خواهان آزادی همهٔ زندانیان سیاسی هستیم.", "We demand that all political prisoners be freed."),
    "women": ("برای برابری کامل زنان و مردان می‌کوشیم.", "We work for the full equality of women and men."),
    "peace": (
        "با جنگ و با تحریمی که مردم را فقیر می‌کند مخالفیم.",
        "We oppose war, and sanctions that make people poor.",
    ),
    "republic": ("خواهان جمهوری سکولار هستیم.", "We want a secular republic."),
    "state": ("خواهان جدایی دین از دولت هستیم.", "We want religion and state to be separate."),
    "tongue": ("هر کودکی حق آموزش به زبان مادری دارد.", "Every child has a right to schooling in the mother tongue."),
}
AMENDED = ("هر کودکی حق آموزش به زبان مادری در کنار فارسی دارد.", "Every child has a right to it beside Persian.")
CONDITION = ("اگر تحریم فروشندگان جنگ‌افزار بماند", "if sanctions on sellers of arms remain")
NAMES: dict[str, tuple[str, str]] = {
    "centre": ("کانون همبستگی", "Solidarity Centre"),
    "union": ("اتحادیهٔ کارگران بندر", "Dockers' Union"),
    "sara": ("سارا بهروزی", "Sara Behrouzi"),
    "kian": ("کیان مرادی", "Kian Moradi"),
    "nima": ("نیما رستگار", "Nima Rastegar"),
    "mina": ("مینا صادقی", "Mina Sadeghi"),
    "tara": ("تارا مهرگان", "Tara Mehregan"),
    "kaveh": ("کاوه شریفی", "Kaveh Sharifi"),
    "roya": ("رویا نیکنام", "Roya Niknam"),
    "omid": ("امید فرهمند", "Omid Farahmand"),
    "laleh": ("لاله کاویانی", "Laleh Kaviani"),
}
#: By clause: "sign", "refuse", "if" (a condition in one's own words), "amended" (the amendment); none is no answer.
ANSWERS: dict[str, dict[str, str]] = {
    "union": dict.fromkeys(CLAUSES, "sign") | {"republic": "refuse"},
    "sara": dict.fromkeys(CLAUSES, "sign") | {"state": "refuse"},
    "kian": dict.fromkeys(CLAUSES, "sign") | {"peace": "refuse", "republic": "refuse"},
    "nima": dict.fromkeys(CLAUSES, "sign"),
    "mina": dict.fromkeys(CLAUSES, "sign") | {"peace": "if", "republic": "refuse", "tongue": "amended"},
    "tara": dict.fromkeys(CLAUSES, "sign") | {"women": "refuse"},
    "kaveh": {c: "sign" for c in CLAUSES if c != "republic"} | {"tongue": "refuse"},
}
#: Who may read the draft: all who take part, and somebody from outside.
READERS = ("secretariat", *NAMES, "stranger")
PREPARE = """
from hamgara.assembly.charter import SoundingRules
from hamgara.web.store import directory

def both(texts):
    return dict(zip(("fa", "en"), texts))

purpose = {"fa": "همکاری از موضع‌های گوناگون", "en": "To work together from differing positions"}
names = {"fa": "نشست بنیادگذار", "en": "Founding meeting"}
log = create_assembly(given["slug"], names, purpose, Charter(soundings=SoundingRules(names=given["opens"])))
kinds = {"centre": "organisation", "union": "organisation", "omid": "supporter", "laleh": "observer"}
places = {"tara": ("Toronto", "Ontario", "CA"), "mina": ("Washington", "District of Columbia", "US")}
for who, said in given["names"].items():
    commitment = directory.enrol(log, who, *said)
    if who in ("sara", "kian"):
        delegate = {"id": who, "organisation": "centre", "commitment": commitment}
        log.append("secretariat", "delegate.appointed", delegate)
        continue
    place = dict(zip(("city", "region", "country"), places.get(who, ("Boston", "Massachusetts", "US"))))
    data = {"id": who, "as": kinds.get(who, "independent"), "commitment": commitment, "place": place}
    if kinds.get(who) == "organisation":
        data["name"] = both(said)
    log.append("secretariat", "member.invited", data)
    log.append(who, "invitation.accepted", {})
    log.append("secretariat", "member.accredited", {"id": who})
for key, title in given["clauses"].items():
    clause = {"id": key, "as": "basis", "title": both(title), "text": both(given["texts"][key])}
    log.append("nima", "clause.proposed", clause | ({"basis": "republic"} if key == "state" else {}))
amended = {"id": "beside", "clause": "tongue", "version": 1, "text": both(given["amended"])}
log.append("tara", "amendment.proposed", amended)
people = ("secretariat", *given["names"])
print(json.dumps({who: take_seat(log, who, f"account-{who}") for who in people}))
"""


class Keys:
    """Somebody who uses the keyboard alone."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, target: Locator, steps: int = 120) -> None:
        """Press Tab until that control is reached, and see that the reader can tell where they are."""
        wanted = target.element_handle()
        for _step in range(steps):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("e => document.activeElement === e", wanted):
                shown = self.page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
                assert shown != "none", "nothing shows where the keyboard is"
                return
        raise AssertionError(f"the keyboard does not reach {target}")

    def choose(self, group: Locator, number: int) -> None:
        """Choose so many options down from the one that is chosen in a group of options."""
        self.reach(group.locator("input:checked"))
        for _step in range(number):
            self.page.keyboard.press("ArrowDown")

    def enter(self, target: Locator) -> None:
        """Reach a link or button and press it, and wait for the page that it leads to."""
        self.reach(target)
        with self.page.expect_navigation(wait_until="load"):
            self.page.keyboard.press("Enter")


@dataclass
class Walk:
    """The instance and its people."""

    browser: Browser
    instance: Instance
    people: dict[str, Person]
    language: Language

    def told(self, texts: tuple[str, str]) -> str:
        """A text of members as it stands on these people's pages."""
        return texts[self.language == "en"]

    def to_front(self, who: str) -> Person:
        """Somebody goes to the front, by the draft."""
        person = self.people[who]
        person.follow_to(person.page.locator("header a.assembly"))
        person.press("Drafting", person.page.locator("ol.path"))
        person.press("The united front")
        return person

    def main(self, who: str) -> str:
        """What somebody reads in the main part of the page, opened or not."""
        return self.people[who].page.locator("main").text_content() or ""

    def look(self, name: str, who: str) -> None:
        """The page that somebody sees, unfolded: nothing sticks out, and axe finds nothing serious.

        axe itself needs JavaScript, so it looks at the same address in a browser that has it.
        """
        person = self.people[who]
        size = person.page.viewport_size
        context = self.browser.new_context(viewport=size, bypass_csp=True)
        context.add_cookies(
            [{"name": c["name"], "value": c["value"], "url": person.url} for c in person.context.cookies()]
        )
        page = context.new_page()
        page.goto(person.page.url)
        page.evaluate("() => document.querySelectorAll('main details').forEach(d => { d.open = true })")
        keep_picture(page, f"{name}-{self.language}")
        wide = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found = [v for v in Axe().run(page)["violations"] if v["impact"] in ("serious", "critical")]
        context.close()
        assert wide <= 0, f"{name}: {wide} pixels too wide"
        assert not found, [(v["id"], [str(n["target"]) for n in v["nodes"][:3]]) for v in found]


@contextmanager
def served_front(
    browser: Browser, folder: Path, language: Language, opens: str, *, viewport: tuple[int, int], javascript: bool
) -> Iterator[Walk]:
    """The assembly, whose charter opens the names so far, with a browser for everybody."""
    instance = Instance(folder / "instance")
    instance.folder.mkdir(parents=True)
    instance.convene("other", name_fa="دیگر", name_en="Other", purpose_fa="کار", purpose_en="Work")
    given: Mapping[str, Any] = {"clauses": CLAUSES, "texts": TEXTS, "amended": AMENDED, "names": NAMES}
    sessions = json.loads(instance.run_inside(PREPARE, slug=SLUG, opens=opens, **given))
    people: dict[str, Person] = {}
    for who in READERS:
        person = people[who] = Person(
            browser,
            instance.url,
            language,
            viewport=viewport,
            javascript=javascript,
            known=frozenset({"Boston", "Washington", "Toronto", *NAMES}),
        )
        # The first reader of a front waits until the kernels of the model are loaded, on a busy machine for seconds.
        person.context.set_default_timeout(30_000)
        if who in sessions:
            person.context.add_cookies([{"name": "session", "value": sessions[who], "url": instance.url}])
    instance.serve()
    try:
        for person in people.values():
            person.go(f"/a/{SLUG}/")
        yield Walk(browser, instance, people, language)
        instance.check_errors()
    finally:
        for person in people.values():
            person.context.close()
        instance.stop()
