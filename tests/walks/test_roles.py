"""Every role tries every page and every act: what the charter gives it opens, all else is refused, and says why.

The pages are listed from the program's own address patterns with objects of the demonstration, so a new page without
an expectation fails here. Who may do what is asked of the assembly's rules at the record as it stands in the database,
not of the web layer.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest
from django.utils import translation
from tests.walks.demonstration import CLOSED, FOUNDING, Demonstration
from tests.walks.pages import ACCOUNT_PAGES, ARGUMENTS, list_acts, list_pages, pattern_names
from tests.walks.reading import foreign_words, visible_text
from tests.walks.visits import Visitor

from hamgara.assembly import KINDS, Refused, may, roles
from hamgara.assembly.state import require_standing
from hamgara.web.refusals import REFUSALS
from hamgara.web.sentences import RULES, STATUSES

ROLES = (
    "anonymous", "outsider", "guest", "secretariat", "organisation", "delegate", "independent", "supporter",
    "observer", "committee",
)  # fmt: skip
#: The section of the charter that opens a page to the public; "" where the page is open to all.
SECTIONS: dict[str, str] = {
    "assembly": "", "charter": "", "charter-one": "",
    "membership": "members",
    "meetings": "meetings", "meetings-one": "meetings", "sittings-one": "meetings", "calendar": "meetings",
    "positions": "positions", "positions-one": "positions", "rounds-one": "positions",
    "clauses": "clauses", "clauses-one": "clauses", "amendments-one": "clauses", "soundings-one": "clauses",
    "clauses-words": "clauses", "clauses-together": "clauses", "lists": "clauses", "lists-one": "clauses",
    "glossary": "clauses", "draft-document": "clauses", "clauses-document": "clauses", "lists-document": "clauses",
    "decisions": "decisions", "decisions-one": "decisions",
    "elections": "elections", "elections-one": "elections", "elections-report": "elections",
    "elections-document": "elections", "elections-sealing": "elections", "elections-sealing-file": "elections",
    "actions": "actions", "actions-one": "actions",
    "resolutions": "resolution", "resolutions-one": "resolution", "accede": "resolution",
    "resolutions-published": "resolution", "resolutions-document": "resolution",
    "record": "record", "record-one": "record", "record-bytes": "record", "record-proof": "record",
    "record-key": "record", "record-checkpoint": "record", "record-tile": "record", "record-bundle": "record",
    "record-consistency": "record", "record-attachment": "record", "witnesses": "record",
}  # fmt: skip
#: Pages for those who take part, whatever the charter makes public.
MEMBERS_ONLY = {"conduct", "front", "front-package", "front-compare"}
#: Pages that answer alike to everybody: one leads on, of some nothing is there, some take postings only.
ALIKE = {
    "publication": 302, "charter-prepared": 404, "charter-download": 404, "resolutions-decline": 405,
    "clauses-comment": 405, "clauses-comment-erase": 405,
}  # fmt: skip
ALIKE |= {"elections-countback-report": 404, "elections-countback-document": 404}


class Scene:
    """An assembly of the demonstration as the tests ask about it: its rules, and who is who."""

    def __init__(self, demonstration: Demonstration, slug: str) -> None:
        self.demonstration, self.slug = demonstration, slug
        self.site = demonstration.site(slug)
        self.state = self.site.state
        ((offset,),) = demonstration.instance.rows("SELECT clock_offset FROM store_assembly WHERE slug = ?", slug)
        self.at = (datetime.now(UTC) + timedelta(seconds=int(str(offset)))).strftime("%Y-%m-%dT%H:%M:%SZ")

    def actor(self, role: str) -> str:
        """As whom that role acts here; nobody of the founding meeting has a seat in the other assembly."""
        return self.demonstration.actors[role] if self.slug == FOUNDING else ""

    def roles(self, role: str) -> set[str]:
        """The roles of the charter in which it may act."""
        return set(roles(self.state, self.actor(role), self.at)) if self.actor(role) else set()

    def is_insider(self, role: str) -> bool:
        """Whether it sees the names of persons."""
        return bool(self.roles(role) & {"secretariat", "organisation", "independent", "delegate"})

    def is_office(self, role: str) -> bool:
        """Whether it is the secretariat of this assembly."""
        return "secretariat" in self.roles(role)

    def may(self, role: str, kind: str) -> bool:
        """Whether the charter gives it that act."""
        return bool(self.actor(role)) and may(self.state, self.actor(role), kind, self.at)

    def sees(self, role: str, section: str) -> bool:
        """Whether the charter makes the section public, or the role takes part."""
        return section in self.state.charter.public or bool(self.roles(role))

    def status(self, name: str, path: str, role: str) -> int:
        """What a page answers to that role, by the charter."""
        parts = path.strip("/").split("/")
        if name in SECTIONS:
            return 200 if not SECTIONS[name] or self.sees(role, SECTIONS[name]) else 404
        if name in MEMBERS_ONLY:
            return 200 if self.roles(role) else 404
        if name in ALIKE:
            return ALIKE[name]
        match name:
            case "commitments-one":
                return 302 if self.sees(role, "actions") else 404
            case "membership-one":
                waits = self.state.membership.participants[parts[-1]].status in ("invited", "accepted", "left")
                mine = self.is_office(role) or self.actor(role) == parts[-1]
                return 200 if mine or (not waits and self.sees(role, "members")) else 404
            case "membership-invitation":
                taken = self.demonstration.instance.rows("SELECT 1 FROM store_seat WHERE actor = ?", parts[-2])
                return 200 if self.is_office(role) and not taken else 403
            case "draft-return":
                if not self.sees(role, "clauses"):
                    return 404
                if role == "anonymous" or not self.actor(role):
                    return 302 if role == "anonymous" else 404
                return 200 if self.may(role, "amendment.proposed") else 403
            case "charter-prepare":
                return 200 if self.may(role, "charter.amended") else 403
            case "decisions-matters":
                return (200 if self.may(role, "decision.opened") else 403) if self.roles(role) else 404
            case "elections-ballot":  # the election of the demonstration is over
                return 302 if role == "anonymous" else 409 if self.may(role, "ballot.cast") else 403
            case "conduct-one":
                matter = self.state.conduct.matters[parts[-1]]
                concerned = bool(self.roles(role)) and self.actor(role) in (matter.about, matter.by)
                return 200 if self.is_insider(role) or concerned else 404
            case "sittings-minutes":
                sitting = self.state.meetings.sittings[parts[-3]]
                seen = self.sees(role, "meetings") and self.sees(role, "decisions") and bool(sitting.minutes)
                return 200 if seen and (sitting.minutes_approved or self.is_insider(role)) else 404
            case "resolutions-requests":
                return 200 if self.is_office(role) else 404
        raise AssertionError(f"the page {name} has no expectation: say in this test who may see it")


@pytest.fixture(autouse=True)
def fresh_attempts(demonstration: Demonstration) -> None:
    """Nobody has asked for anything yet, as far as limits of attempts go."""
    demonstration.instance.forget_attempts()


@pytest.fixture(scope="module")
def founding(demonstration: Demonstration) -> Scene:
    """The founding meeting."""
    return Scene(demonstration, FOUNDING)


@pytest.fixture(scope="module")
def closed(demonstration: Demonstration) -> Scene:
    """The assembly that makes nothing public, and in which none of the roles has a seat."""
    return Scene(demonstration, CLOSED)


@pytest.fixture(scope="module")
def private(founding: Scene) -> dict[str, tuple[str, ...]]:
    """The names of persons in the directory that nobody has published: those that no act of the record holds."""
    query = "SELECT data FROM store_entry JOIN store_assembly a ON a.id = assembly_id WHERE slug = ?"
    rows = founding.demonstration.instance.rows(query, FOUNDING)
    record = "\n".join(bytes(data).decode() for (data,) in rows)  # type: ignore[call-overload]
    names = founding.demonstration.private_names()
    found = {who: tuple(n for n in given if n not in record) for who, given in names.items()}
    assert sum(map(len, found.values())) > 50
    return found


@pytest.fixture(scope="module")
def known(founding: Scene) -> frozenset[str]:
    """Latin words that stand on Persian pages as they are: names of witnesses and of accounts."""
    words = {word for name in founding.state.membership.witnesses for word in re.findall("[A-Za-z]+", name)}
    return frozenset(words | {"demo", "tried", *ROLES})


def test_every_page_of_the_program_is_tried() -> None:
    assert pattern_names(within=True) == set(ARGUMENTS)
    assert pattern_names(within=False) == set(ACCOUNT_PAGES)


def test_the_demonstration_has_an_object_for_every_page(founding: Scene) -> None:
    assert [name for name, paths in list_pages(founding.site).items() if not paths] == []


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("role", ROLES)
def test_pages(
    founding: Scene,
    private: dict[str, tuple[str, ...]],
    known: frozenset[str],
    role: str,
    language: Literal["fa", "en"],
) -> None:
    """Each page answers as the charter says, shows private names to insiders only, and speaks one language."""
    visitor = Visitor(founding.demonstration, role, language)
    names = {name for who, given in private.items() if who != founding.actor(role) for name in given}
    problems, shown = [], 0
    for name, paths in list_pages(founding.site).items():
        for path in paths:
            answer = visitor.get(path)
            if answer.status != founding.status(name, path, role):
                problems.append(f"{path}: status {answer.status}, not {founding.status(name, path, role)}")
            body = answer.body.decode(errors="ignore")
            if found := [n for n in names if n in body]:
                shown += len(found)
                if not founding.is_insider(role):
                    problems.append(f"{path} shows the private names {found[:3]}")
            text = visible_text(answer.html, language)
            odd = foreign_words(text, known) if language == "fa" else set(re.findall("[\u0621-\u06cc]{2,}", text))
            if odd:
                problems.append(f"{path} is not all in its language: {sorted(odd)[:6]}")
    assert not problems, "\n".join(problems)
    assert not founding.is_insider(role) or shown > 50


@pytest.mark.parametrize("role", ROLES)
def test_pages_of_an_assembly_that_makes_nothing_public(closed: Scene, role: str) -> None:
    visitor = Visitor(closed.demonstration, role)
    for name, paths in list_pages(closed.site).items():
        for path in paths:
            answer = visitor.get(path)
            assert answer.status == closed.status(name, path, role), path
            for secret in ("سازمان پنهان", "متن پنهان", "موضع پنهان", "2030"):
                assert secret not in answer.body.decode(errors="ignore"), path


def _reasons(scene: Scene, role: str, kind: str, language: str) -> Iterator[str]:
    """What a refusal must say: the fixed words of its sentence, the rule, and the roles that have the right."""
    with pytest.raises(Refused) as caught:
        require_standing(scene.state, scene.actor(role), kind, scene.at)
    refused = caught.value
    part = "/".join(refused.rule.split("/")[:2])
    rule = RULES.get(part) or RULES.get(part.partition("/")[0], "")
    assert rule, f"{kind} is refused without a rule"
    with translation.override(language):
        yield from filter(str.strip, re.split(r"%\(\w+\)s", translation.gettext(REFUSALS[refused.code])))
        yield translation.gettext(rule)
        for allowed in str(refused.params.get("roles", "")).split(", "):
            yield translation.gettext(STATUSES[allowed]) if allowed else ""


@pytest.mark.parametrize("role", ROLES)
def test_acts(founding: Scene, role: str) -> None:
    """Each act's form, asked for and sent: open to whom the charter gives the act, else refused by its rule.

    Nothing is filled in where the form is open, so that the record stays as it is.
    """
    demonstration = founding.demonstration
    before = demonstration.size(FOUNDING)
    persian, english = (Visitor(demonstration, role, language) for language in ("fa", "en"))
    acts = list_acts(FOUNDING)
    assert set(acts) == set(KINDS) - {"assembly.convened"}
    problems = []
    for kind, path in acts.items():
        given = founding.may(role, kind)
        shown = persian.get(path)
        sent = english.post(path) if given else english.post(path, id="x", reason="x", text_fa="x", text_en="x")
        found = (shown.status, sent.status)
        if role == "anonymous":
            good = found == (302, 302) and all("/accounts/login/" in a.leads_to for a in (shown, sent))
        elif role == "outsider":
            good = found == (404, 404)
        elif given:
            good = shown.status == 200 and sent.status in (409, 422)
        else:
            good = found == (403, 403)
            for answer, language in ((shown, "fa"), (sent, "en")):
                said = html.unescape(answer.html)
                missing = [part for part in _reasons(founding, role, kind, language) if part not in said]
                problems += [f"{kind} in {language} does not say {part!r}" for part in missing]
        if not good:
            problems.append(f"{kind}: {found}")
    assert not problems, "\n".join(problems)
    assert demonstration.size(FOUNDING) == before


@pytest.mark.parametrize("role", [role for role in ROLES if role != "secretariat"])
def test_what_pages_take_beside_acts(founding: Scene, role: str) -> None:
    """Reactions, requests declined, invitation codes, countersignatures: sent by whoever has no right to, or badly."""
    instance, state = founding.demonstration.instance, founding.state
    tables = ("store_reaction", "store_secretballot", "store_invitation", "store_cosignature", "store_accessionrequest")

    def count() -> list[list[tuple[object, ...]]]:
        return [instance.rows(f"SELECT count(*) FROM {table}") for table in tables]

    before, visitor, base = count(), Visitor(founding.demonstration, role), f"/a/{FOUNDING}"
    open_round = next(r for r in state.positions.rounds.values() if r.status == "open")
    resolution, who = next(iter(state.publication.resolutions)), next(iter(state.membership.participants))
    sounding = next(s for s in state.soundings.soundings.values() if s.status == "open")
    reacts = bool(founding.roles(role) & {"organisation", "independent", "delegate", "supporter"})
    position = "no-such-position" if reacts else open_round.positions[0]
    for path, values in (
        (f"{base}/rounds/{open_round.id}/", {"position": position, "value": "1"}),
        (f"{base}/soundings/{sounding.id}/", {f"reply-{c}": "maybe" for c, _ in sounding.clauses}),
        (f"{base}/resolution/{resolution}/requests/1/", {}),
        (f"{base}/membership/{who}/invitation/", {}),
        (f"{base}/record/witnesses/", {"note": "not a note"}),
        (
            f"{base}/draft/return/",
            {"propose": "yes", "take-0": "yes", "data-0": "[]", "author-0": "0", "whose-0": "own"},
        ),
        (f"{base}/do/no.such/", {}),
    ):
        answer = visitor.post(path, **values)
        assert 400 <= answer.status < 500 or (answer.status == 302 and "login" in answer.leads_to), (path, answer)
    assert count() == before


def test_the_server_had_nothing_to_complain_of(demonstration: Demonstration) -> None:
    """After all of the above, no page of it failed."""
    demonstration.instance.check_errors()
