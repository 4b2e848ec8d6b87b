"""Elections: each page and form for each role; a secret election whose result a rule of place changed."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hamgara.assembly import KINDS, Charter, Refused
from hamgara.assembly.charter import DefectRules, ElectionRules
from hamgara.elections import METHODS
from hamgara.web.acts import FORMS
from hamgara.web.store import boxes, directory
from hamgara.web.store.models import SecretBallot

Sign = Callable[..., Client]

NOUNS = {"election", "nomination", "voting", "ballot", "ballots", "result", "seat", "credentials", "tally"}
KINDS_HERE = {kind for kind in KINDS if kind.split(".")[0] in NOUNS} | {"key.contributed"}
EVERYBODY = (
    "public", "outsider", "guest", "observer", "supporter", "delegate", "independent", "organisation", "secretariat",
)  # fmt: skip
SEES = {"delegate", "independent", "organisation", "secretariat", "supporter", "observer"}
TITLE = {"fa": "انتخاب هیئت هماهنگی", "en": "Election of the committee"}
CITY = {"of": "city", "at_most": 1}
STAND = ("independent", "other", "delegate", "second")
open_ballots = pytest.mark.parametrize("charter", [Charter(elections=ElectionRules(secrecy="open"))])


def call(cast: Any, key: str = "el-one", *, seats: int = 2, method: str = "scottish-stv", rules: Any = ()) -> None:
    """An election in which the two independents and the two delegates stand."""
    data: dict[str, Any] = {"id": key, "title": TITLE, "seats": seats, "method": method}
    if rules:
        data["rules"] = list(rules)
    cast.act("secretariat", "election.called", **data)
    for who in STAND:
        cast.act(who, "nomination.made", election=key, candidate=cast[who])


def open_voting(cast: Any, clock: Any, key: str = "el-one", **kwargs: Any) -> None:
    call(cast, key, **kwargs)
    cast.act("secretariat", "voting.opened", election=key, closes=clock.after(days=1))


def election(cast: Any, key: str = "el-one") -> Any:
    return cast.state.elections.elections[key]


def do(client: Client, cast: Any, kind: str, expected: int = 302, **data: Any) -> Any:
    """Post an act's form; the record grows by one act of that kind, or not at all."""
    before = cast.state.seq
    response = client.post(cast.url(f"do/{kind}/"), data)
    assert response.status_code == expected, re.findall(
        r'<ul class="errorlist.*?</ul>', response.content.decode(), re.S
    )
    if expected == 302:
        assert (cast.state.seq, cast.log.entry(before).act) == (before + 1, kind)
    else:
        assert cast.state.seq == before
    return response


def ranks(cast: Any, *names: str) -> dict[str, str]:
    return {f"rank-{cast[name]}": str(number) for number, name in enumerate(names, 1)}


def vote(cast: Any, sign: Sign, who: str, *names: str, key: str = "el-one") -> Any:
    before = cast.state.seq
    response = sign(who).post(cast.url(f"elections/{key}/ballot/"), ranks(cast, *names))
    assert response.status_code == 302, response.content.decode()
    assert cast.state.seq == before
    return response


def close_and_declare(cast: Any, clock: Any, sign: Sign, key: str = "el-one") -> None:
    clock.forward(days=1, minutes=1)
    do(sign("secretariat"), cast, "ballots.closed", election=key)
    do(sign("secretariat"), cast, "result.declared", election=key)


def text_of(response: Any) -> str:
    found = response.content.decode()
    assert 'style="' not in found
    assert "<script>" not in found
    return str(found)


# Pages


@pytest.mark.parametrize("who", EVERYBODY)
def test_pages_are_seen_by_whom_the_charter_lets(cast: Any, clock: Any, client_as: Sign, who: str) -> None:
    open_voting(cast, clock, "el-past", rules=[CITY])
    vote(cast, client_as, "independent", "delegate", "second", "other", key="el-past")
    close_and_declare(cast, clock, client_as, "el-past")
    call(cast, "el-called")
    open_voting(cast, clock, "el-open")
    for language in ("fa", "en"):
        client = client_as(who, language=language)
        pages = [
            "elections/",
            "elections/el-past/",
            "elections/el-called/",
            "elections/el-open/",
            "elections/el-past/count.json",
        ]
        for page in pages:
            response = client.get(cast.url(page))
            assert response.status_code == (200 if who in SEES else 404), page
            text = text_of(response)
            if who in ("observer", "supporter") or page.endswith("json"):
                assert "Nima Rastegar" not in text
                assert "نیما رستگار" not in text
        assert client.get(cast.url("elections/none/")).status_code == 404
        assert client.get(cast.url("elections/el-open/count.json")).status_code == 404


@pytest.mark.parametrize("charter", [Charter(public=("elections", "record"))], ids=["elections are public"])
def test_public_elections_are_shown_without_names_and_without_a_ballot(cast: Any, clock: Any, client_as: Sign) -> None:
    open_voting(cast, clock)
    client = client_as("public")
    assert client.get(cast.url("elections/")).status_code == 200
    text = text_of(client.get(cast.url("elections/el-one/")))
    assert "Nima Rastegar" not in text
    assert "/ballot/" not in text
    response = client.get(cast.url("elections/el-one/ballot/"))
    assert response.status_code == 302
    assert "login" in response["Location"]


def test_page_of_a_call_says_what_it_is_about(cast: Any, client_as: Sign) -> None:
    call(cast, rules=[CITY, {"of": "country", "value": "CA", "at_least": 1}])
    english = text_of(client_as("independent").get(cast.url("elections/el-one/")))
    for said in ("From each city: at most one person", "CA\u2069: at least one person", "SSI 2007/42", "Nima Rastegar",
                 "who runs the server could read it, nobody else", "You stand in this election."):  # fmt: skip
        assert said in english
    persian = text_of(client_as("independent", language="fa").get(cast.url("elections/el-one/")))
    assert "از هر شهر حداکثر یک نفر" in persian
    assert "شما در این انتخابات نامزدید" in persian


def test_numbers_of_queries_do_not_grow(cast: Any, clock: Any, client_as: Sign) -> None:
    def run(key: str, people: list[str]) -> dict[str, int]:
        cast.act("secretariat", "election.called", id=key, title=TITLE, seats=1, method="scottish-stv")
        for who in people:
            cast.act(who, "nomination.made", election=key, candidate=who)
        cast.act("secretariat", "voting.opened", election=key, closes=clock.after(days=1))
        client = client_as("independent")
        found = {}
        voting = ["elections/", f"elections/{key}/", f"elections/{key}/ballot/"]

        def measure(pages: list[str], label: str) -> None:
            for page in pages:
                client.get(cast.url(page))
                directory.forget_names()
                with CaptureQueriesContext(
                    connection,
                ) as queries:
                    assert client.get(cast.url(page)).status_code == 200
                found[label + page.replace(key, "")] = len(queries)

        measure(voting, "open ")
        client.post(cast.url(f"elections/{key}/ballot/"), {f"rank-{who}": str(n) for n, who in enumerate(people, 1)})
        close_and_declare(cast, clock, client_as, key)
        measure(voting[:2], "declared ")
        return found

    one = run("el-one", ["i-nima"])
    people = []
    for number in range(30):
        who = f"i-n{number}"
        commitment = directory.enrol(cast.log, who, f"نفر {number}", f"Person {number}")
        place = {"city": f"City {number}", "region": "Ontario", "country": "CA"}
        cast.act("secretariat", "member.invited", id=who, commitment=commitment, place=place, **{"as": "independent"})
        cast.act(who, "invitation.accepted")
        cast.act("secretariat", "member.accredited", id=who)
        people.append(who)
    assert run("el-many", people) == one


# Acts


def test_every_act_of_elections_has_a_form() -> None:
    assert len(KINDS_HERE) == 16
    for kind in KINDS_HERE:
        assert FORMS[kind].title
        assert FORMS[kind].lead
        assert FORMS[kind].done


@pytest.mark.parametrize("who", ["organisation", "independent", "delegate", "supporter", "observer", "secretariat"])
@pytest.mark.parametrize("language", ["fa", "en"])
def test_forms_are_shown_and_refused_by_the_charter(cast: Any, client_as: Sign, who: str, language: str) -> None:
    call(cast)
    client, before = client_as(who, language=language), cast.state.seq
    said = {
        "en": "The charter does not give you this act; it gives it to",
        "fa": "آیین‌نامه این کار را به شما نسپرده است",
    }[language]
    for kind in sorted(KINDS_HERE):
        expected = 200 if who in KINDS[kind].roles else 403
        for response in (client.get(cast.url(f"do/{kind}/")), client.post(cast.url(f"do/{kind}/"), {})):
            assert response.status_code in (expected, 422 if expected == 200 else 403), kind
            text = text_of(response)
            if expected == 403:
                assert said in text
    assert cast.state.seq == before


def test_election_is_called_with_rules_of_place(cast: Any, client_as: Sign) -> None:
    client = client_as("secretariat", language="fa")
    form = {"election_title_fa": "انتخاب هیئت", "seats": "۲", "method": "scottish-stv", "body": "committee",
            "rule_1_of": "city", "rule_1_most": "۱",
            "rule_3_of": "country", "rule_3_value": "ca", "rule_3_least": "1"}  # fmt: skip
    response = do(client, cast, "election.called", **form)
    found = next(iter(cast.state.elections.elections.values()))
    assert found.id.startswith("el-")
    assert response["Location"] == cast.url(f"elections/{found.id}/")
    assert (found.seats, found.method, found.body, found.secret) == (2, "scottish-stv", "committee", True)
    assert [(r.of, r.value, r.at_most, r.at_least) for r in found.rules] == [
        ("city", None, 1, None), ("country", "CA", None, 1),
    ]  # fmt: skip
    do(client, cast, "election.called", **{**form, "other_body": "audit-board", "rule_1_value": "toronto، ontario، ca"})
    other = list(cast.state.elections.elections.values())[1]
    assert (other.body, other.rules[0].value) == ("audit-board", "Toronto, Ontario, CA")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"election_title_en": ""}, "required"),
        ({"seats": "0"}, "greater than or equal"),
        ({"seats": "many"}, "whole number"),
        ({"method": "borda"}, "valid choice"),
        ({"rule_1_of": ""}, "Say whether the rule is about city"),
        ({"rule_1_most": ""}, "Say how many at most"),
        ({"rule_1_most": "-1"}, "A whole number from 0"),
        ({"rule_1_most": "x"}, "A whole number from 0"),
        ({"rule_1_least": "3"}, "At least cannot be more"),
        ({"rule_1_value": "Paris"}, "Nobody accredited comes from “Paris”"),
        ({"other_body": "Audit Board"}, "Small Latin letters"),
    ],
)
def test_bad_call_appends_nothing(cast: Any, client_as: Sign, wrong: dict[str, str], said: str) -> None:
    form = {
        "election_title_en": "Committee",
        "seats": "2",
        "method": "block",
        "body": "committee",
        "rule_1_of": "city",
        "rule_1_most": "1",
    }
    response = do(client_as("secretariat"), cast, "election.called", 422, **{**form, **wrong})
    assert said in response.content.decode()


@pytest.mark.parametrize("charter", [Charter(elections=ElectionRules(methods=("block",)))])
def test_only_methods_of_the_charter_are_offered(cast: Any, client_as: Sign) -> None:
    text = text_of(client_as("secretariat").get(cast.url("do/election.called/")))
    assert "Block vote" in text
    assert "Single transferable" not in text


def test_nominations_are_made_accepted_and_withdrawn(cast: Any, client_as: Sign) -> None:
    cast.act("secretariat", "election.called", id="el-one", title=TITLE, seats=2, method="block")
    union, mina = client_as("organisation"), client_as("other")
    text = text_of(union.get(cast.url("do/nomination.made/?election=el-one")))
    assert 'value="i-mina"' in text
    assert 'value="o-union"' not in text
    do(union, cast, "nomination.made", election="el-one", candidate="i-mina")
    assert election(cast).nominations["i-mina"].status == "made"
    assert "You are nominated" in text_of(mina.get(cast.url("elections/el-one/")))
    do(union, cast, "nomination.made", 422, election="el-one", candidate="i-mina")
    do(union, cast, "nomination.made", 422, election="el-one", candidate="o-union")
    do(union, cast, "nomination.made", 422, election="el-none", candidate="i-nima")
    do(mina, cast, "nomination.accepted", election="el-one")
    assert election(cast).candidates == ("i-mina",)
    do(client_as("independent"), cast, "nomination.accepted", 422, election="el-one")
    do(client_as("independent"), cast, "nomination.made", election="el-one", candidate="i-nima")
    assert election(cast).nominations["i-nima"].status == "accepted"
    do(mina, cast, "nomination.withdrawn", election="el-one")
    assert election(cast).candidates == ("i-nima",)
    do(mina, cast, "nomination.accepted", 422, election="el-one")


def test_voting_is_opened_only_where_it_can_end(cast: Any, clock: Any, client_as: Sign) -> None:
    client = client_as("secretariat")
    when = {"closes_day": "2010-07-02", "closes_time": "12:00"}
    cast.act("secretariat", "election.called", id="el-few", title=TITLE, seats=2, method="block")
    response = do(client, cast, "voting.opened", 409, election="el-few", **when)
    assert "candidates stand for 2 seats" in response.content.decode()
    call(cast, "el-far", seats=4, rules=[CITY])
    response = do(client, cast, "voting.opened", 422, election="el-far", **when)
    assert "From each city: at most one person" in response.content.decode()
    call(cast)
    response = do(client, cast, "voting.opened", 409, election="el-one", closes_day="2010-06-01", closes_time="12:00")
    assert "already past" in response.content.decode()
    do(client, cast, "voting.opened", 422, election="el-one", closes_day="soon", closes_time="12:00")
    do(client, cast, "voting.opened", election="el-one", **when)
    assert election(cast).status == "open"
    assert election(cast).closes == "2010-07-02T16:00:00Z"
    assert set(election(cast).roll) == {"o-union", "i-nima", "i-mina", "d-sara", "d-kian"}


def test_election_is_called_off_with_a_reason(cast: Any, client_as: Sign) -> None:
    call(cast)
    client = client_as("secretariat")
    do(client, cast, "election.withdrawn", 422, id="el-one", reason="")
    do(client, cast, "election.withdrawn", id="el-one", reason="Called by mistake.")
    assert election(cast).status == "withdrawn"
    assert "called off" in text_of(client.get(cast.url("elections/el-one/")))


def test_seat_is_vacated_by_its_holder_or_by_decision(cast: Any, clock: Any, client_as: Sign) -> None:
    open_voting(cast, clock)
    vote(cast, client_as, "independent", "independent")
    vote(cast, client_as, "other", "delegate")
    close_and_declare(cast, clock, client_as)
    elected = election(cast).elected
    assert set(elected) == {"i-nima", "d-sara"}
    response = do(client_as("secretariat"), cast, "seat.vacated", 409, holder="i-nima", reason="Asked to.")
    assert "decision" in response.content.decode()
    assert "do/seat.vacated/" in client_as("independent").get(cast.url("elections/")).content.decode()
    do(client_as("independent"), cast, "seat.vacated", 422, holder="i-nima", reason="")
    do(client_as("independent"), cast, "seat.vacated", holder="i-nima", reason="No time.")
    assert cast.state.elections.committee(clock.after(minutes=1)) == ("d-sara",)
    clock.forward(minutes=1)
    assert client_as("independent").get(cast.url("do/seat.vacated/")).status_code == 403
    assert "Nima Rastegar" not in text_of(client_as("secretariat").get(cast.url("elections/"))).split("The result")[0]


def test_vacant_seats_are_filled_from_the_ballots(cast: Any, clock: Any, client_as: Sign) -> None:
    open_voting(cast, clock, rules=[CITY])
    office = client_as("secretariat")
    vote(cast, client_as, "independent", "independent", "other", "second")
    vote(cast, client_as, "delegate", "delegate", "second")
    vote(cast, client_as, "other", "delegate", "other")
    vote(cast, client_as, "second", "delegate", "second")
    boxes.cast_secret(cast.log, "el-one", "o-union", ["i-nima", "i-mina"])
    close_and_declare(cast, clock, client_as)
    elected = election(cast).elected
    assert set(elected) == {"i-nima", "d-sara"}
    do(office, cast, "seat.filled", 409, election="el-one")
    page = cast.url("elections/el-one/")
    assert "do/seat.filled/" not in text_of(office.get(page))
    assert "If a seat falls vacant" in text_of(client_as("other").get(page))
    assert "If a seat falls vacant" not in text_of(client_as("delegate").get(page))
    do(client_as("independent"), cast, "nomination.withdrawn", 409, election="el-one")
    do(client_as("independent"), cast, "seat.vacated", holder="i-nima", reason="No time.")
    clock.forward(minutes=1)
    assert "1 seat is vacant." in text_of(office.get(page))
    assert client_as("other").get(cast.url("do/seat.filled/")).status_code == 403
    assert "Mina Sadeghi" in text_of(office.get(cast.url("do/seat.filled/?election=el-one")))
    do(office, cast, "seat.filled", election="el-one")
    assert election(cast).filled == ("i-mina",)
    # The successor serves the rest of the term, and of the two from one city only one can sit.
    assert cast.state.elections.committee(clock.after(minutes=1)) == ("d-sara", "i-mina")
    assert {s.until for s in cast.state.elections.seats if s.holder != "i-nima"} == {election(cast).term_ends}
    assert "By counting the ballots again there came in:" in text_of(office.get(page))
    do(office, cast, "seat.filled", 409, election="el-one")
    clock.forward(minutes=1)
    cast.act("i-mina", "seat.vacated", body="committee", holder="i-mina", reason="No time either.")
    clock.forward(minutes=1)
    response = do(office, cast, "seat.filled", 409, election="el-one")
    assert "No set of winners" in response.content.decode()


def test_who_is_not_available_is_passed_over(cast: Any, clock: Any, client_as: Sign) -> None:
    open_voting(cast, clock, seats=1)
    vote(cast, client_as, "independent", "independent", "other", "delegate")
    vote(cast, client_as, "other", "independent", "other", "second")
    vote(cast, client_as, "delegate", "delegate", "second")
    close_and_declare(cast, clock, client_as)
    assert election(cast).elected == ("i-nima",)
    do(client_as("other"), cast, "nomination.withdrawn", election="el-one")
    assert election(cast).unavailable == ("i-mina",)
    do(client_as("other"), cast, "nomination.withdrawn", 409, election="el-one")
    do(client_as("independent"), cast, "seat.vacated", holder="i-nima", reason="No time.")
    clock.forward(minutes=1)
    do(client_as("secretariat"), cast, "seat.filled", election="el-one")
    assert election(cast).filled == ("d-sara",)
    # The result of the election itself stays as it was.
    report = client_as("independent").get(cast.url("elections/el-one/count.json")).json()
    assert report["elected"] == ["i-nima"]


# Ballots


def test_ballot_paper_says_clearly_what_is_wrong(cast: Any, clock: Any, client_as: Sign) -> None:
    open_voting(cast, clock)
    client, page = client_as("independent"), cast.url("elections/el-one/ballot/")
    for form, said in (
        ({}, "The ballot names nobody"),
        ({"rank-i-nima": "1", "rank-i-mina": "1"}, "The rank 1 is given to Mina Sadeghi too"),
        ({"rank-i-nima": "first"}, "A whole number such as 1 or 2"),
        ({"rank-i-nima": "0"}, "A whole number such as 1 or 2"),
    ):
        response = client.post(page, form)
        assert response.status_code == 422
        assert said in text_of(response)
    assert not SecretBallot.objects.exists()
    # A gap does no harm, and Persian digits are digits.
    assert client.post(page, {"rank-i-mina": "۷", "rank-d-sara": "۲"}).status_code == 302
    assert SecretBallot.objects.get().content == ["d-sara", "i-mina"]
    text = text_of(client.get(page))
    assert re.search(r'name="rank-d-sara" value="1"', text)
    assert re.search(r'name="rank-i-mina" value="2"', text)
    assert client.post(page, {"rank-i-nima": "1"}).status_code == 302
    assert SecretBallot.objects.get().content == ["i-nima"]
    assert "You have voted" in text_of(client.get(cast.url("elections/el-one/")))


def test_names_are_ticked_up_to_the_seats(cast: Any, clock: Any, client_as: Sign) -> None:
    open_voting(cast, clock, method="block")
    client, page = client_as("independent"), cast.url("elections/el-one/ballot/")
    response = client.post(page, {"names": ["i-nima", "i-mina", "d-sara"]})
    assert response.status_code == 422
    assert "3 names are chosen; at most 2 are possible." in text_of(response)
    assert client.post(page, {"names": ["o-union"]}).status_code == 422
    assert client.post(page, {}).status_code == 422
    assert not SecretBallot.objects.exists()
    assert client.post(page, {"names": ["d-sara", "i-nima"]}).status_code == 302
    assert SecretBallot.objects.get().content == ["i-nima", "d-sara"]


@pytest.mark.parametrize("charter", [Charter(elections=ElectionRules(invalid=DefectRules(skipped="void")))])
def test_a_rank_left_out_is_named_where_the_charter_minds_it(
    cast: Any, clock: Any, client_as: Sign, charter: Charter
) -> None:
    open_voting(cast, clock)
    page = cast.url("elections/el-one/ballot/")
    assert "no number can be given twice" not in text_of(client_as("independent").get(page))
    response = client_as("independent", language="fa").post(page, {"rank-i-mina": "۷", "rank-d-sara": "۱"})
    assert response.status_code == 422
    assert "رتبهٔ ۲ جا افتاده است" in text_of(response)
    assert client_as("independent").post(page, {"rank-i-mina": "2", "rank-d-sara": "1"}).status_code == 302
    close_and_declare(cast, clock, client_as)
    report = text_of(client_as("independent").get(cast.url("elections/el-one/count.en.html")))
    assert "The charter's rule on ballots with a defect:" in report.replace("&#x27;", "'").replace("&#39;", "'")
    assert "How firm the result is" in report


every_method = pytest.mark.parametrize("charter", [Charter(elections=ElectionRules(methods=tuple(METHODS)))])


@every_method
def test_approvals_have_no_limit(cast: Any, clock: Any, client_as: Sign) -> None:
    open_voting(cast, clock, method="phragmen-sequential")
    client, page = client_as("independent"), cast.url("elections/el-one/ballot/")
    assert "As many names as you like" in text_of(client.get(page))
    assert client.post(page, {"names": ["d-sara", "i-nima", "i-mina"]}).status_code == 302
    assert SecretBallot.objects.get().content == ["i-nima", "i-mina", "d-sara"]


@every_method
def test_scores_are_given_up_to_the_highest(cast: Any, clock: Any, client_as: Sign) -> None:
    cast.act("secretariat", "election.called", id="el-one", title=TITLE, seats=2, method="star", top_score=3)
    for who in STAND:
        cast.act(who, "nomination.made", election="el-one", candidate=cast[who])
    cast.act("secretariat", "voting.opened", election="el-one", closes=clock.after(days=1))
    client, page = client_as("independent"), cast.url("elections/el-one/ballot/")
    assert "a score from 0 to 3" in text_of(client.get(page))
    for wrong in ({"score-i-nima": "4"}, {"score-i-nima": "0", "score-i-mina": "0"}, {}):
        assert client.post(page, wrong).status_code == 422
    assert not SecretBallot.objects.exists()
    assert client.post(page, {"score-i-nima": "3", "score-i-mina": "0", "score-d-sara": "2"}).status_code == 302
    assert SecretBallot.objects.get().content == {"i-nima": 3, "d-sara": 2}
    assert '<option value="2" selected>' in text_of(client.get(page))
    for paper in ({"i-nima": 4}, {"o-union": 1}, {"i-nima": 0}, ["i-nima"]):
        with pytest.raises(Refused):
            boxes.cast_secret(cast.log, "el-one", "i-mina", paper)
    boxes.cast_secret(cast.log, "el-one", "i-mina", {"d-sara": 3})
    close_and_declare(cast, clock, client_as)
    assert election(cast).elected == ("d-sara", "i-nima")
    rows = json.loads(cast.log.attachment(election(cast).box))["ballots"]
    assert rows == [["1", {"d-sara": 2, "i-nima": 3}, 1], ["1", {"d-sara": 3}, 1]]


@every_method
@pytest.mark.parametrize("method", METHODS)
def test_every_method_is_called_voted_on_and_declared(cast: Any, clock: Any, client_as: Sign, method: str) -> None:
    seats = 1 if method == "irv" else 2
    do(client_as("secretariat"), cast, "election.called", body="committee", seats=str(seats), election_title_fa="هیئت",
       election_title_en="Committee", method=method, top_score="5", rule_1_of="city", rule_1_most="1")  # fmt: skip
    key = next(iter(cast.state.elections.elections))
    for who in STAND:
        cast.act(who, "nomination.made", election=key, candidate=cast[who])
    cast.act("secretariat", "voting.opened", election=key, closes=clock.after(days=1))
    kind = METHODS[method].ballot
    for who, first in (("independent", "delegate"), ("other", "independent"), ("delegate", "delegate")):
        name = cast[first]
        form = {"scores": {f"score-{name}": "5"}, "ranked": {f"rank-{name}": "1"}}.get(kind, {"names": [name]})
        response = client_as(who).post(cast.url(f"elections/{key}/ballot/"), form)
        assert response.status_code == 302, text_of(response)
    close_and_declare(cast, clock, client_as, key)
    assert election(cast, key).elected[0] == "d-sara"
    for language in ("fa", "en"):
        assert client_as("independent", language=language).get(cast.url(f"elections/{key}/")).status_code == 200
    assert client_as("independent").get(cast.url(f"elections/{key}/count.json")).json()["method"] == method


@open_ballots
def test_open_ballot_of_another_kind_is_refused(cast: Any, clock: Any) -> None:
    open_voting(cast, clock)
    for data in ({"scores": {"i-nima": 1}}, {"scores": {"i-nima": 1}, "ranking": ["i-nima"]}):
        with pytest.raises(Refused, match="ballot_kind"):
            cast.act("i-mina", "ballot.cast", election="el-one", **data)


@pytest.mark.parametrize("who", ["organisation", "supporter", "observer", "secretariat", "guest", "outsider"])
def test_no_ballot_for_those_not_on_the_roll(cast: Any, clock: Any, client_as: Sign, who: str) -> None:
    open_voting(cast, clock)
    client, page = client_as(who), cast.url("elections/el-one/ballot/")
    for response in (client.get(page), client.post(page, ranks(cast, "independent"))):
        assert response.status_code == (403 if who in SEES else 404)
        if who == "organisation":
            assert "You are not on the roll of this vote." in text_of(response)
        elif who in SEES:
            assert "The charter does not give you this act" in text_of(response)
    assert not SecretBallot.objects.exists()


def test_no_ballot_before_or_after_the_voting(cast: Any, clock: Any, client_as: Sign) -> None:
    call(cast)
    client, page = client_as("independent"), cast.url("elections/el-one/ballot/")
    assert client.get(page).status_code == 409
    cast.act("secretariat", "voting.opened", election="el-one", closes=clock.after(days=1))
    assert client.get(page).status_code == 200
    clock.forward(days=1)
    response = client.post(page, ranks(cast, "independent"))
    assert response.status_code == 409
    assert "Voting ended at" in text_of(response)
    assert not SecretBallot.objects.exists()


@open_ballots
def test_open_ballot_is_an_act_and_can_be_changed(cast: Any, clock: Any, client_as: Sign) -> None:
    open_voting(cast, clock)
    client, page = client_as("independent"), cast.url("elections/el-one/ballot/")
    assert "This becomes an entry of the record in your name" in text_of(client.get(page))
    before = cast.state.seq
    assert client.post(page, {"rank-i-nima": "1", "rank-i-mina": "1"}).status_code == 422
    assert cast.state.seq == before
    assert client.post(page, ranks(cast, "other", "independent")).status_code == 302
    assert election(cast).ballots == {"i-nima": ("i-mina", "i-nima")}
    do(client, cast, "ballot.cast", election="el-one", **ranks(cast, "independent"))
    assert election(cast).ballots == {"i-nima": ("i-nima",)}
    for who in ("organisation", "supporter"):
        assert client_as(who).post(page, ranks(cast, "other")).status_code == 403
    assert not SecretBallot.objects.exists()
    for who in ("other", "delegate", "second"):
        client_as(who).post(page, ranks(cast, "independent"))
    do(client_as("secretariat"), cast, "ballots.closed", 409, election="el-one")
    cast.act("o-union", "ballot.cast", election="el-one", ranking=["i-mina"])
    do(client_as("secretariat"), cast, "ballots.closed", election="el-one")
    do(client_as("secretariat"), cast, "result.declared", election="el-one")
    assert election(cast).elected == ("i-nima", "i-mina")


@pytest.mark.parametrize(
    "charter", [Charter(elections=ElectionRules(secrecy="open"), signed=("ballot.cast",))], ids=["signed"]
)
def test_open_ballot_asks_for_the_signature_that_the_charter_wants(cast: Any, clock: Any, client_as: Sign) -> None:
    open_voting(cast, clock)
    page = cast.url("elections/el-one/ballot/")
    before = cast.state.seq
    response = client_as("independent").post(page, ranks(cast, "independent"))
    assert "hamgara sign" in text_of(response)
    response = client_as("independent").post(page, {"act_data": '{"election":"el-one"}', "sig": "x"})
    assert response.status_code == 422
    assert cast.state.seq == before


# A whole secret election


def test_secret_election_from_call_to_a_result_that_a_rule_of_place_changed(
    cast: Any, clock: Any, client_as: Sign
) -> None:
    client = client_as("secretariat")
    do(client, cast, "election.called", body="committee", seats="2",
       election_title_fa="هیئت", election_title_en="Committee",
       method="scottish-stv", rule_1_of="city", rule_1_most="1")  # fmt: skip
    key = next(iter(cast.state.elections.elections))
    for who in STAND:
        do(client_as(who), cast, "nomination.made", election=key, candidate=cast[who])
    do(client, cast, "voting.opened", election=key, closes_day="2010-07-02", closes_time="12:00")
    page = cast.url(f"elections/{key}/ballot/")
    vote(cast, client_as, "independent", "delegate", "second", key=key)
    vote(cast, client_as, "other", "second", "delegate", key=key)
    vote(cast, client_as, "delegate", "delegate", "second", key=key)
    vote(cast, client_as, "second", "second", "other", key=key)
    boxes.cast_secret(cast.log, key, "o-union", ["d-sara", "d-kian", "i-mina"])
    # Too early: nothing is closed, and no box is made.
    assert do(client, cast, "ballots.closed", 409, election=key).status_code == 409
    clock.forward(days=2)
    closing = text_of(client.get(cast.url(f"do/ballots.closed/?election={key}")))
    assert "5 ballots will be stated; 5 voters are on the roll." in closing
    do(client, cast, "ballots.closed", election=key)
    assert not SecretBallot.objects.exists()
    box = cast.log.attachment(election(cast, key).box)
    assert json.loads(box)["election"] == key
    assert client_as("independent").get(page).status_code == 409
    text = text_of(client.get(cast.url(f"elections/{key}/")))
    assert "5 of 5 voters" in text
    preview = text_of(client.get(cast.url(f"do/result.declared/?election={key}")))
    assert "Will be declared elected, in this order: Sara Behrouzi, " in preview
    do(client, cast, "result.declared", election=key)
    found = election(cast, key)
    assert found.elected[0] == "d-sara"
    assert "d-kian" not in found.elected
    english = text_of(client_as("independent").get(cast.url(f"elections/{key}/")))
    name = {"i-mina": "Mina Sadeghi", "i-nima": "Nima Rastegar"}[found.elected[1]]
    assert f"would have elected Kian Moradi in place of {name}." in english
    assert "From each city: at most one person" in english
    assert "The quota is 2" in english
    assert "✓ elected" in english
    assert "✕ excluded from the count" in english
    persian = text_of(client_as("independent", language="fa").get(cast.url(f"elections/{key}/")))
    assert "بدون قاعده‌های مکان" in persian
    report = client_as("independent").get(cast.url(f"elections/{key}/count.json")).json()
    assert report["elected"] == list(found.elected)
    assert report["places"]["lost"] == ["d-kian"]
    assert report["seed"] == cast.log.snapshot().tree.root(found.closed_seq + 1).hex()
    committee = text_of(client_as("observer").get(cast.url("elections/")))
    assert "Toronto" in committee
    assert "1 July 2010" not in committee
    assert "3 July 2010" in committee


def test_lot_is_shown_with_how_to_draw_it_again(cast: Any, clock: Any, client_as: Sign) -> None:
    open_voting(cast, clock, seats=1)
    vote(cast, client_as, "independent", "independent")
    vote(cast, client_as, "other", "other")
    close_and_declare(cast, clock, client_as)
    report = client_as("independent").get(cast.url("elections/el-one/count.json")).json()
    drawn = [tie for tie in report["ties"] if tie["resolved"] == "lot"]
    assert drawn
    text = text_of(client_as("independent").get(cast.url("elections/el-one/")))
    for tie in drawn:
        for who, digest in tie["lot"].items():
            line = f"{report['seed']}\n{tie['stage']}\n{tie['kind']}\n{who}"
            assert hashlib.sha256(line.encode()).hexdigest() == digest
            assert digest in text
        assert f"{report['seed']} {tie['stage']} {tie['kind']} {min(tie['lot'], key=tie['lot'].get)}" in text
