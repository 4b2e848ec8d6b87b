"""A charter from its preparation through the vote to its force; its sentences, its differences, its history."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import msgspec
import pytest
from django.test import Client
from django.utils import translation

from hamgara.assembly import KINDS, Charter, charter_hash
from hamgara.assembly.charter import ConductRules, DefectRules, DraftingRules, ElectionRules, Weights
from hamgara.assembly.rules import Quorum, Rule
from hamgara.web.acts import FORMS
from hamgara.web.stages import charter_words
from hamgara.web.stages.charter_forms import CharterForm
from hamgara.web.stages.charter_parts import charter_text
from hamgara.web.stages.charter_sentences import compare, rights_of, set_out
from hamgara.web.store import closing

Sign = Callable[..., Client]

OTHER = Charter(
    languages=("fa",),
    rights={"position.proposed": ("independent",)},
    precede={"decision.opened": ("round.closed", "clause.proposed")},
    weights=Weights("2", "5", "1", {"organisation": "1/2"}),
    quorum=Quorum("1/3", "weight"),
    secret=("motion",),
    correspondence=False,
    elections=ElectionRules(invalid=DefectRules(equal="cut", skipped="void")),
    conduct=ConductRules(("none", "warning"), (), 10),
    signed=("vote.cast",),
    by_decision=("meeting.fixed",),
    public=(),
    drafting=DraftingRules("time"),
)


def boxes_of(page: str) -> dict[str, list[str]]:
    """What a browser would send of the first form with fields: inputs, chosen options, text areas."""
    from html.parser import HTMLParser

    sent: dict[str, list[str]] = {}

    class Reader(HTMLParser):
        select = ""
        area = ""

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            at = {k: v or "" for k, v in attrs}
            if tag == "input" and at.get("name"):
                if at.get("type") in ("checkbox", "radio") and "checked" not in at:
                    return
                sent.setdefault(at["name"], []).append(at.get("value", "on" if at.get("type") == "checkbox" else ""))
            if tag == "select":
                self.select = at["name"]
            if tag == "option" and "selected" in at:
                sent.setdefault(self.select, []).append(at.get("value", ""))

    Reader().feed(page[page.index("<main") : page.index("</main>")])
    sent.pop("csrfmiddlewaretoken", None)
    return sent


def test_every_kind_of_act_has_a_name() -> None:
    assert set(charter_words.ACTS) == set(KINDS)
    assert sum(len(rows) for rows in rights_of(Charter()).values()) == len(KINDS)


@pytest.mark.parametrize("language", ["fa", "en"])
def test_sentences_tell_every_difference(language: str) -> None:
    with translation.override(language):
        assert compare(Charter(), Charter(), language) == []
        titles = [d.title for d in compare(Charter(), OTHER, language)]
        parts = {p.key: p.title for p in set_out(OTHER, language)}
    wanted = [
        "texts", "weights", "quorum", "rules", "secret", "drafting", "elections", "conduct", "precede",
        "signed", "public",
    ]  # fmt: skip
    assert titles[:-1] == [parts[key] for key in wanted]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (Rule(), "more than one half of the votes in favour and against"),
        (Rule(share="2/3", inclusive=True), "at least two thirds of the votes in favour and against"),
        (Rule(share="3/4", of_roll=True), "more than three quarters of the whole roll"),
        (Rule(kind="consensus", objections=1), "at most 1 member against"),
        (Rule(kind="double", abstentions=True), "among organisations and among independents separately"),
    ],
)
def test_rules_in_words(rule: Rule, said: str) -> None:
    from hamgara.web.stages.charter_rules import say_rule

    with translation.override("en"):
        assert said in say_rule(rule, "en")


def test_form_brings_the_charter_in_force_back_unchanged(cast: Any, client_as: Sign) -> None:
    client = client_as("secretariat")
    page = client.get(cast.url("charter/prepare/")).content.decode()
    response = client.post(cast.url("charter/prepare/"), boxes_of(page))
    assert response.status_code == 422
    assert "nothing is changed" in response.content.decode()


@pytest.mark.parametrize(
    "charter",
    [
        msgspec.structs.replace(
            OTHER,
            languages=("en", "fa"),
            rights={"position.proposed": ("independent", "organisation"), "vote.cast": KINDS["vote.cast"].roles},
            public=("record", "members"),
            secret=("motion", "clause"),
            rules=Charter().rules | {"clause": Rule(kind="consensus", objections=2), "action": Rule(of_roll=True)},
        )
    ],
)
def test_form_changes_nothing_that_was_not_changed(cast: Any, client_as: Sign, charter: Charter) -> None:
    client = client_as("secretariat")
    page = client.get(cast.url("charter/prepare/")).content.decode()
    response = client.post(cast.url("charter/prepare/"), boxes_of(page))
    assert "nothing is changed" in response.content.decode()
    sent: dict[str, Any] = boxes_of(page)
    response = client.post(cast.url("charter/prepare/"), sent | {"term_months": "24"})
    assert response.status_code == 302
    wanted = msgspec.structs.replace(charter, elections=msgspec.structs.replace(charter.elections, term_months=24))
    assert charter_hash(wanted) in response["Location"]


def change_to_other(sent: dict[str, list[str]]) -> dict[str, Any]:
    """The boxes with which the form says `OTHER`."""
    data: dict[str, Any] = dict(sent)
    data |= {"languages": ["fa"], "organisation": "۲", "organisation_max": "5", "capped": "organisation"}
    data |= {"cap": "50%", "quorum_share": "1/3", "quorum_by": "weight", "secret": ["motion"]}
    data |= {"precede_0_kind": "decision.opened", "precede_0_before": "round.closed"}
    data |= {"precede_1_kind": "decision.opened", "precede_1_before": "clause.proposed"}
    data |= {"sanctions": ["none", "warning"], "sanctions_by_decision": [], "suspension_days": "10"}
    data |= {"vote_order": "time"}
    data |= {"defect_equal": "cut", "defect_skipped": "void"}
    data |= {"signed": ["vote.cast"], "by_decision": ["meeting.fixed"], "public": []}
    data["right_position.proposed"] = ["independent"]
    data.pop("correspondence")
    return data


def test_new_charter_from_preparation_through_the_vote_to_its_force(cast: Any, client_as: Sign, clock: Any) -> None:
    office = client_as("secretariat")
    before = cast.state.seq
    sent = boxes_of(office.get(cast.url("charter/prepare/")).content.decode())
    response = office.post(cast.url("charter/prepare/"), change_to_other(sent))
    assert response.status_code == 302
    fingerprint = charter_hash(OTHER)
    assert fingerprint in response["Location"]
    assert cast.state.seq == before
    page = office.get(response["Location"]).content.decode()
    if "decision.opened" in FORMS:
        assert f"decision.opened/?matter=charter&amp;id={fingerprint}" in page
    assert "Anybody may see" in page
    text = office.get(cast.url(f"charter/prepared/{fingerprint}/charter.json")).content
    assert sha256(text).hexdigest() == fingerprint
    assert client_as("public").get(response["Location"]).status_code == 404
    office.post(cast.url("do/charter.amended/"), {"decision": "d-new"})
    assert cast.state.seq == before
    cast.act(
        "secretariat",
        "decision.opened",
        id="d-new",
        subject={"matter": "charter", "id": fingerprint},
        text={"en": "A new charter"},
        closes=clock.after(days=1),
    )
    assert client_as("public").get(response["Location"]).status_code == 200
    for voter in cast.state.decisions.decisions["d-new"].roll:
        cast.act(voter, "vote.cast", decision="d-new", choice="yes")
    cast.act("secretariat", "decision.closed", **closing.decision_closed(cast.log, "d-new"))
    response = office.post(cast.url("do/charter.amended/"), {"decision": "d-new"})
    assert response.status_code == 302
    assert cast.state.charter == OTHER
    page = client_as("independent").get(cast.url("charter/")).content.decode()
    assert "Charter 2, in force" in page
    assert "no longer" in client_as("independent").get(cast.url("charter/history/2/")).content.decode()
    assert client_as("public").get(cast.url("charter/history/3/")).status_code == 404
    assert client_as("public").get(cast.url("meetings/")).status_code == 404


@pytest.mark.parametrize(("language", "said"), [("en", "a rank left out"), ("fa", "رتبهٔ جاافتاده")])
def test_the_rule_on_ballots_with_a_defect_is_said(language: str, said: str) -> None:
    with translation.override(language):
        usual, other = (
            {part.key: part.sentences for part in set_out(charter, language)}["elections"]
            for charter in (Charter(), OTHER)
        )
        [void] = [sentence for sentence in other if said in sentence]
        assert [sentence for sentence in usual if said in sentence] not in ([], [void])
        names = Charter(elections=ElectionRules(methods=("block", "pav"), invalid=DefectRules(skipped="void")))
        assert not any(said in sentence for part in set_out(names, language) for sentence in part.sentences)


def test_text_can_be_pasted_where_it_is_not_kept_but_only_the_right_one(cast: Any, client_as: Sign, clock: Any) -> None:
    cast.act(
        "secretariat",
        "decision.opened",
        id="d-new",
        subject={"matter": "charter", "id": charter_hash(OTHER)},
        text={"en": "A new charter"},
        closes=clock.after(days=1),
    )
    for voter in cast.state.decisions.decisions["d-new"].roll:
        cast.act(voter, "vote.cast", decision="d-new", choice="yes")
    cast.act("secretariat", "decision.closed", **closing.decision_closed(cast.log, "d-new"))
    office, url = client_as("secretariat"), cast.url("do/charter.amended/")
    wrong = charter_text(msgspec.structs.replace(OTHER, public=("record",)))
    for text in ("", "{", "[]", json.dumps({"languages": []}), wrong):
        assert office.post(url, {"decision": "d-new", "text": text}).status_code == 422
        assert cast.state.charter == Charter()
    assert office.post(url, {"decision": "d-new", "text": charter_text(OTHER)}).status_code == 302
    assert cast.state.charter == OTHER


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"rule_clause_share": ""}, "A share is needed"),
        ({"rule_clause_share": "much"}, "This is not a number"),
        ({"rule_clause_share": "3/2"}, ""),
        ({"quorum_share": "2"}, ""),
        ({"capped": "independent", "cap": ""}, "Say at which share"),
        ({"precede_0_kind": "vote.cast"}, "Choose both acts"),
        ({"languages": ["en"]}, ""),
        ({"organisation": "3", "organisation_max": "2"}, ""),
        ({"term_months": "0"}, ""),
        ({"signed": ["pigs.fly"]}, ""),
    ],
)
def test_bad_charter_is_refused_and_not_kept(cast: Any, client_as: Sign, change: dict[str, Any], said: str) -> None:
    from hamgara.web.store.models import Attachment

    office = client_as("secretariat")
    sent: dict[str, Any] = boxes_of(office.get(cast.url("charter/prepare/")).content.decode())
    response = office.post(cast.url("charter/prepare/"), sent | change)
    assert response.status_code == 422
    page = response.content.decode()
    assert "errorlist" in page
    assert said in page
    assert not Attachment.objects.exists()


def test_first_charter_can_be_put_in_force_only_before_the_first_accreditation(
    assembly_log: Any, client_as: Sign, cast: Any
) -> None:
    office = client_as("secretariat")
    page = office.get(cast.url("do/charter.adopted/")).content.decode()
    before = cast.state.seq
    assert office.post(cast.url("do/charter.adopted/"), boxes_of(page)).status_code == 409
    assert cast.state.seq == before
    assert "charter.adopted" not in office.get(cast.url("charter/")).content.decode()


def test_conveners_put_another_first_charter_in_force(assembly_log: Any, django_user_model: Any) -> None:
    from hamgara.web.store.models import Seat

    user = django_user_model.objects.create(username="convener")
    Seat.objects.create(user=user, assembly_id=assembly_log.assembly_id, actor="secretariat")
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.cookies["language"] = "en"
    assert "charter.adopted" in client.get("/a/founding/charter/").content.decode()
    page = client.get("/a/founding/do/charter.adopted/").content.decode()
    response = client.post("/a/founding/do/charter.adopted/", change_to_other(boxes_of(page)))
    assert response.status_code == 302
    assert assembly_log.snapshot().state.charter == OTHER


def test_form_has_a_field_for_every_part() -> None:
    said = {name.partition("_")[0] for name in CharterForm.base_fields}
    parts = set(Charter.__struct_fields__) - {"rights", "precede", "rules", "weights", "positions", "elections"}
    assert {p.partition("_")[0] for p in parts} - said == {"conduct", "drafting"}
