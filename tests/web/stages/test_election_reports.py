"""The reports of counts and countbacks: who may have them, with which names, and that they stay what they were."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import lxml.html
import pytest
from django.test import Client
from tests.web.stages.test_elections import (
    CITY,
    EVERYBODY,
    SEES,
    close_and_declare,
    do,
    election,
    open_voting,
    text_of,
    vote,
)

from hamgara.assembly import Charter
from hamgara.documents import COUNT_FORMATS, LANGUAGES
from hamgara.web.store import directory, publishing

Sign = Callable[..., Client]

INSIDERS = {"delegate", "independent", "organisation", "secretariat"}
DOCUMENTS = [f"count.{languages}.{form}" for languages in LANGUAGES for form in COUNT_FORMATS]


def read(response: Any) -> str:
    assert response.status_code == 200
    return str(lxml.html.document_fromstring(response.content.decode()).text_content())


@pytest.fixture
def declared(cast: Any, clock: Any, client_as: Sign) -> Any:
    """An election with a rule of place that its ballots would break, declared."""
    open_voting(cast, clock, rules=[CITY])
    vote(cast, client_as, "independent", "delegate", "second")
    vote(cast, client_as, "other", "second", "delegate")
    vote(cast, client_as, "delegate", "delegate", "second", "independent")
    vote(cast, client_as, "second", "second", "other")
    close_and_declare(cast, clock, client_as)
    return cast


@pytest.mark.parametrize("who", EVERYBODY)
def test_reports_are_for_those_who_see_elections(declared: Any, client_as: Sign, who: str) -> None:
    client = client_as(who)
    page = client.get(declared.url("elections/el-one/"))
    for name in ("count.en.html", "count.fa-en.html", "count.json"):
        response = client.get(declared.url(f"elections/el-one/{name}"))
        assert response.status_code == (200 if who in SEES else 404), name
        said = response.content.decode()
        # A person's name only for those who take part.
        assert ("Sara Behrouzi" in said) == (who in INSIDERS and name.endswith("html"))
    assert page.status_code == (200 if who in SEES else 404)


def test_every_document_is_offered_and_handed_out_as_it_should(declared: Any, client_as: Sign) -> None:
    client = client_as("independent")
    page = lxml.html.document_fromstring(text_of(client.get(declared.url("elections/el-one/"))))
    offered = {link.rsplit("/", 1)[-1] for link in page.xpath("//a/@href")}
    assert {*DOCUMENTS, "count.json"} <= offered
    for name in DOCUMENTS:
        response = client.get(declared.url(f"elections/el-one/{name}"))
        assert response.status_code == 200
        assert response["Content-Type"] == COUNT_FORMATS[name.rpartition(".")[2]].media_type
        assert response["Content-Disposition"].endswith(f'-el-one-{name}"')
        assert "sandbox" in response["Content-Security-Policy"]
        again = client.get(declared.url(f"elections/el-one/{name}"))
        assert again.content == response.content
    for wrong in ("count.de.html", "count.fa.xml", "countback-0.json", "countback-1.json", "countback-1.fa.html"):
        assert client.get(declared.url(f"elections/el-one/{wrong}")).status_code == 404
    assert client.get(declared.url("elections/none/count.fa.html")).status_code == 404


def test_there_is_no_report_before_the_result(cast: Any, clock: Any, client_as: Sign) -> None:
    open_voting(cast, clock)
    for name in ("count.en.html", "count.json", "countback-1.json"):
        assert client_as("secretariat").get(cast.url(f"elections/el-one/{name}")).status_code == 404


def test_the_report_says_what_the_record_says(declared: Any, client_as: Sign) -> None:
    said = read(client_as("independent").get(declared.url("elections/el-one/count.en.html")))
    found = election(declared)
    assert "Of 5 entitled to vote, 4 cast a ballot (80%)." in said
    assert "The rules changed the outcome" in said
    assert found.box in said
    assert declared.log.snapshot().root.hex() in said
    persian = read(client_as("independent", language="fa").get(declared.url("elections/el-one/count.fa.html")))
    assert "قاعده‌ها نتیجه را تغییر داد" in persian
    assert "سارا بهروزی" in persian
    page = text_of(client_as("independent").get(declared.url("elections/el-one/")))
    report = client_as("independent").get(declared.url("elections/el-one/count.json")).json()
    quota, valid = report["quota"], report["valid"]
    assert f"The quota is {quota} votes: the whole part of {valid} divided by 3, plus one." in page
    assert report["turnout"] == {"cast": 4, "roll": 5}
    assert report["certificates"][0]["property"] == "psc"


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_list_of_publications_leads_to_reports(declared: Any, client_as: Sign, who: str) -> None:
    # Resolutions are public here, elections are not.
    response = client_as(who).get(declared.url("resolution/"))
    assert response.status_code == 200
    assert ("/elections/el-one/count.en.pdf" in response.content.decode()) == (who in SEES)


def test_an_erased_name_is_not_handed_out_from_what_was_made_before(declared: Any, client_as: Sign) -> None:
    client, page = client_as("independent"), declared.url("elections/el-one/count.en.html")
    assert "Sara Behrouzi" in read(client.get(page))
    assert "Sara Behrouzi" not in read(client_as("observer").get(page))
    directory.erase(declared.log, "d-sara")
    said = read(client.get(page))
    assert "Sara Behrouzi" not in said
    assert "d-sara" in said


@pytest.mark.parametrize("charter", [Charter(public=("elections",))], ids=["elections are public"])
def test_the_public_reads_without_names(declared: Any, client_as: Sign) -> None:
    said = read(client_as("public").get(declared.url("elections/el-one/count.en.html")))
    assert "a candidate from" in said
    for name in ("Sara Behrouzi", "Kian Moradi", "Nima Rastegar", "Mina Sadeghi"):
        assert name not in said


def test_each_countback_keeps_its_report(cast: Any, clock: Any, client_as: Sign) -> None:
    open_voting(cast, clock, seats=1)
    vote(cast, client_as, "independent", "independent", "other", "delegate")
    vote(cast, client_as, "other", "independent", "other", "second")
    vote(cast, client_as, "delegate", "delegate", "second")
    vote(cast, client_as, "second", "independent", "second")
    close_and_declare(cast, clock, client_as)
    office = client_as("secretariat")
    do(client_as("other"), cast, "nomination.withdrawn", election="el-one")
    do(client_as("independent"), cast, "seat.vacated", holder="i-nima", reason="No time.")
    clock.forward(minutes=1)
    do(office, cast, "seat.filled", election="el-one")
    (first,) = election(cast).filled
    kept = office.get(cast.url("elections/el-one/countback-1.en.html")).content.decode()
    clock.forward(minutes=1)
    cast.act(first, "seat.vacated", body="committee", holder=first, reason="No time either.")
    clock.forward(minutes=1)
    do(office, cast, "seat.filled", election="el-one")
    second = election(cast).filled[1]
    assert {first, second} == {"d-sara", "d-kian"}

    one = office.get(cast.url("elections/el-one/countback-1.json")).json()
    two = office.get(cast.url("elections/el-one/countback-2.json")).json()
    assert one["countback"] == {"gone": ["i-nima", "i-mina"], "sitting": [], "filled": [first]}
    assert two["countback"] == {"gone": ["i-nima", first, "i-mina"], "sitting": [], "filled": [second]}
    assert (one["elected"], two["elected"]) == ([first], [second])
    assert office.get(cast.url("elections/el-one/countback-3.json")).status_code == 404
    said = read(office.get(cast.url("elections/el-one/countback-1.en.html")))
    assert "comes in for the vacant seat." in said
    assert "as if Nima Rastegar and Mina Sadeghi had not been on the ballot paper" in said
    assert "Those who still sit" not in said
    # Only the head that it names has moved on.
    now = office.get(cast.url("elections/el-one/countback-1.en.html")).content.decode()
    assert now.split("How to check this count")[0] == kept.split("How to check this count")[0]
    page = text_of(office.get(cast.url("elections/el-one/")))
    for number in (1, 2):
        for name in (f"countback-{number}.json", f"countback-{number}.fa.html", f"countback-{number}.fa-en.pdf"):
            assert f"/elections/el-one/{name}" in page
            assert office.get(cast.url(f"elections/el-one/{name}")).status_code == 200
    persian = text_of(client_as("secretariat", language="fa").get(cast.url("elections/el-one/")))
    assert "گزارش بازشماری ۲" in persian


def test_who_sits_keeps_the_seat_in_the_countback(cast: Any, clock: Any, client_as: Sign) -> None:
    open_voting(cast, clock)
    vote(cast, client_as, "independent", "independent", "other", "second")
    vote(cast, client_as, "delegate", "delegate", "second")
    vote(cast, client_as, "other", "independent", "other")
    vote(cast, client_as, "second", "delegate", "second")
    close_and_declare(cast, clock, client_as)
    do(client_as("independent"), cast, "seat.vacated", holder="i-nima", reason="No time.")
    clock.forward(minutes=1)
    do(client_as("secretariat"), cast, "seat.filled", election="el-one")
    said = read(client_as("secretariat").get(cast.url("elections/el-one/countback-1.en.html")))
    assert "Those who still sit (Sara Behrouzi) do not lose their seats." in said
    assert "keeps the seat" in said


def test_what_is_published_bears_public_names_only(declared: Any) -> None:
    files = publishing.count_documents(declared.log, declared.log.snapshot())
    assert sorted(files) == sorted([*(f"el-one.{name}" for name in DOCUMENTS), "el-one.count.json"])
    said = lxml.html.document_fromstring(files["el-one.count.en.html"].decode()).text_content()
    assert "a candidate from" in said
    for name in directory.names(declared.log).values():
        for data in (files["el-one.count.fa-en.html"], files["el-one.count.json"]):
            assert name.en not in data.decode()
            assert name.fa not in data.decode()
    assert files["el-one.count.fa.pdf"].startswith(b"%PDF-")
    assert json.loads(files["el-one.count.json"])["elected"] == list(election(declared).elected)
    assert files == publishing.count_documents(declared.log, declared.log.snapshot())
