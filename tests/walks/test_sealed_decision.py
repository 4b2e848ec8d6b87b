"""A motion decided by sealed votes at a served instance, by people at their browsers, from question to outcome."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.walks.instances import run_command
from tests.walks.people import Language
from tests.walks.sealed import PERSIAN, REGISTRAR, SLUG, Walk, start_walk

from hamgara import ballots as sealed

pytestmark = [pytest.mark.browser, pytest.mark.long]

TEXT = {"fa": "آیا دفتری در تورنتو باز کنیم؟", "en": "Shall we open an office in Toronto?"}
TRUSTEES = ("cyrus", "darya", "esmat")
SHOWN = (
    "The charter of this assembly shows who has voted: once voting is closed, everybody can read the names of those "
    "who have. If few vote, or all alike, names and result together tell how."
)
HIDDEN = "No page and no record ever tells who has voted."
YES, NO, ABSTAIN = {0: "1", 1: "", 2: ""}, {0: "", 1: "1", 2: ""}, {0: "", 1: "", 2: "1"}


@pytest.fixture(params=["fa", "en"])
def walk(request: pytest.FixtureRequest, browser: Browser, tmp_path: Path) -> Iterator[Walk]:
    language: Language = request.param
    # Who has voted is told in English, and kept from all in Persian.
    charter = {"sealed": ("motion",), "voters_shown": language == "en"}
    with start_walk(browser, tmp_path, language, "block", TRUSTEES, 2, charter=charter) as found:
        found.choices = ("yes", "no", "abstain")
        yield found


def _put_to_the_vote(walk: Walk) -> None:
    """The secretariat finds the form by the page of decisions, and names who keeps the vote."""
    person = walk.people["secretariat"]
    person.go(f"/a/{SLUG}/decisions/")
    person.follow_to(person.page.locator('main a[href*="put-to-the-vote"]').first)
    person.follow_to(person.page.locator('main a[href*="matter=motion"]').first)
    for language, text in TEXT.items():
        person.page.locator(f'[name="text_{language}"]').fill(text)
    for who in walk.trustees:
        person.page.locator(f'[name="trustees"][value="{who}"]').check()
    person.page.locator('[name="threshold"]').fill(person.number(walk.threshold))
    person.page.locator('[name="registrar"]').select_option(value=REGISTRAR)
    person.follow_to(person.page.locator('main form[method="post"] button[type="submit"]').last)
    walk.key = person.path().rstrip("/").rpartition("/")[2]
    person.reads(TEXT[person.language])


def _reach_from_home(walk: Walk, who: str) -> None:
    """Whoever has something to do finds it on the first page, without being told an address."""
    person = walk.people[who]
    person.go(f"/a/{SLUG}/")
    person.follow_to(person.page.locator(f'main a[href*="/{walk.key}/"]').first)


def test_a_motion_is_decided_by_sealed_votes(walk: Walk) -> None:
    _put_to_the_vote(walk)
    _reach_from_home(walk, walk.trustees[0])
    for _ in range(3):
        for who in walk.trustees:
            walk.work(who, "key.contributed")
    _reach_from_home(walk, REGISTRAR)
    walk.list_codes()
    walk.office("voting.opened")
    voter = walk.people["anvar"]
    voter.go(f"{walk.path}ballot/")
    voter.reads(voter.say(SHOWN if voter.language == "en" else HIDDEN))
    walk.audit("anvar", YES)
    trackers = [walk.cast("anvar", NO), walk.cast("anvar", YES), walk.cast("bita", YES)]
    trackers += [walk.cast("cyrus", NO), walk.cast("darya", ABSTAIN)]
    assert len(set(trackers)) == 5
    # While voting runs nobody reads how it stands.
    voter.go(f"/a/{SLUG}/decisions/{walk.key}/")
    assert voter.say("Outcome") not in voter.text()
    assert voter.say("How it stands") not in voter.text()
    walk.instance.pass_time(days=2)
    walk.office("ballots.closed")
    for who in walk.trustees[1:]:
        walk.work(who, "tally.decrypted")
    walk.office("decision.closed")
    _read_the_outcome(walk)
    for person in walk.people.values():
        person.content()
    walk.instance.check_errors()
    _verify_what_is_published(walk, trackers)


def _read_the_outcome(walk: Walk) -> None:
    for who in ("secretariat", "esmat"):
        person = walk.people[who]
        person.go(f"/a/{SLUG}/decisions/{walk.key}/")
        person.reads(person.say("adopted"))
        shown = person.page.locator("figure.tally").inner_text()
        for label, number in (("In favour", 2), ("Against", 1), ("Abstaining", 1)):
            assert f"{person.say(label)} {person.number(number)}" in shown
        named = person.page.locator("section", has=person.page.locator("#voted"))
        assert named.count() == (person.language == "en")
        if person.language == "en":
            voters = {"anvar", "bita", "cyrus", "darya"}
            assert {name for name in PERSIAN if name.capitalize() in named.inner_text()} == voters


def _verify_what_is_published(walk: Walk, trackers: list[str]) -> None:
    bundle = walk.folder / "published"
    run_command("publish", walk.instance.folder, SLUG, "--out", bundle)
    run_command("verify", bundle / "record")
    (path,) = bundle.glob("*.bel")
    report = sealed.verify(path)
    assert list(report.trackers) == trackers
    assert len(report.counted) == 4
    assert report.outcome is not None
    assert report.outcome.questions == ((2, 1, 1),)
