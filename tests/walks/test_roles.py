"""Every role tries every page and every act: only what the charter gives it succeeds, and nothing private is shown."""

from __future__ import annotations

import pytest
from tests.walks.demonstration import CLOSED, FOUNDING, Demonstration
from tests.walks.pages import list_acts, list_pages
from tests.walks.visits import Visitor

from hamgara.assembly import KINDS, may, roles

ROLES = (
    "secretariat", "organisation", "delegate", "independent", "committee", "supporter", "observer",
    "guest", "outsider", "anonymous",
)  # fmt: skip
INSIDERS = ("secretariat", "organisation", "delegate", "independent", "committee")
TAKING_PART = (*INSIDERS, "supporter", "observer")

#: Pages by the section of the charter that makes them public; "" is for those who take part only.
SECTIONS = {
    "membership": "members",
    "meetings": "meetings", "meetings-one": "meetings", "sittings-one": "meetings",
    "positions": "positions", "positions-one": "positions", "rounds-one": "positions",
    "clauses": "clauses", "clauses-one": "clauses", "amendments-one": "clauses",
    "decisions": "decisions", "decisions-one": "decisions",
    "elections": "elections", "elections-one": "elections",
    "actions": "actions", "actions-one": "actions",
    "resolutions": "resolution", "resolutions-one": "resolution", "resolutions-published": "resolution",
    "record": "record", "record-one": "record", "record-bytes": "record", "record-proof": "record",
    "record-key": "record", "record-checkpoint": "record", "record-tile": "record",
    "record-consistency": "record", "record-attachment": "record", "witnesses": "record",
    "conduct": "", "front": "",
}  # fmt: skip
#: Pages whose answer depends on more than a section; they must not fail, and not show what is private.
OTHERWISE = {
    "assembly", "charter", "charter-prepare", "charter-one", "charter-prepared", "charter-download",
    "membership-one", "membership-invitation", "decisions-matters",
    "elections-ballot", "elections-report", "commitments-one",
    "conduct-one", "publication", "accede", "resolutions-requests", "resolutions-decline",
    "resolutions-document", "record-bundle",
}  # fmt: skip


def test_every_page_has_an_expectation(demonstration: Demonstration) -> None:
    assert set(list_pages(demonstration.site(FOUNDING))) == set(SECTIONS) | OTHERWISE


@pytest.mark.parametrize("role", ROLES)
def test_pages(demonstration: Demonstration, role: str) -> None:
    site = demonstration.site(FOUNDING)
    charter = site.state.charter
    visitor = Visitor(demonstration, role)
    published = {
        name
        for resolution in site.state.publication.resolutions.values()
        for row in (*resolution.signatures.values(), *resolution.accessions.values())
        for name in row.name.values()
    }
    own = demonstration.actors[role]
    private = {
        name
        for who, names in demonstration.private_names().items()
        if who != own and who not in ("",) and not site.state.membership.participants[who].name
        for name in names
        if name not in published
    }
    shown_names = 0
    for name, addresses in list_pages(site).items():
        for address in addresses:
            if name == "record-bundle":
                continue
            answer = visitor.get(address)
            where = f"{role}: {address}"
            assert answer.status < 500, where
            if name in SECTIONS:
                section = SECTIONS[name]
                allowed = role in TAKING_PART or (section and section in charter.public)
                assert answer.status == (200 if allowed else 404), where
            found = [n for n in private if n in answer.html]
            if role not in INSIDERS:
                assert not found, f"{where} shows {found[:3]}"
            shown_names += len(found)
    assert role not in INSIDERS or shown_names > 50


@pytest.mark.parametrize("role", ["guest", "outsider", "anonymous"])
def test_nothing_of_a_closed_assembly_is_shown(demonstration: Demonstration, role: str) -> None:
    site = demonstration.site(CLOSED)
    visitor = Visitor(demonstration, role)
    for name, addresses in list_pages(site).items():
        for address in addresses:
            answer = visitor.get(address)
            assert answer.status < 500, address
            if name not in ("assembly", "charter", "charter-one"):
                assert answer.status in (302, 403, 404), address
            for secret in ("سازمان پنهان", "متن پنهان", "موضع پنهان", "2030"):
                assert secret not in answer.html, f"{address}: {secret}"


@pytest.mark.parametrize("role", ROLES)
def test_acts(demonstration: Demonstration, role: str) -> None:
    site = demonstration.site(FOUNDING)
    state, actor = site.state, demonstration.actors[role]
    visitor, before = Visitor(demonstration, role), demonstration.size(FOUNDING)
    refused = 0
    for kind, address in list_acts(FOUNDING).items():
        answer = visitor.get(address)
        where = f"{role}: {kind}"
        if role == "anonymous":
            assert (answer.status, "/accounts/login/" in answer.leads_to) == (302, True), where
            continue
        if role == "outsider":
            assert answer.status == 404, where
            continue
        if may(state, actor, kind, state.at):
            assert answer.status == 200, where
            continue
        assert answer.status == 403, where
        assert "قاعده:" in answer.html, where
        sent = visitor.post(address, id="x", reason="x", text_fa="x")
        assert sent.status == 403, where
        refused += 1
        allowed = set(state.charter.roles(kind)) & set(roles(state, actor, state.at))
        assert not allowed or role == "guest" or state.charter.precede.get(kind), where
    assert demonstration.size(FOUNDING) == before
    assert refused or role in ("outsider", "anonymous")


def test_every_kind_has_a_form() -> None:
    from hamgara.web.acts import FORMS

    assert set(KINDS) - set(FORMS) <= {"assembly.convened"}
