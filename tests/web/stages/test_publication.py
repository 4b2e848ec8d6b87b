"""The resolution from adopted clauses to accession: pages as everybody, forms, documents, requests to join."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client
from tests.web.stages.outcomes import HOSTILE, adopt, adopt_clauses, both, decide, draft, publish

from hamgara.assembly import KINDS, Charter
from hamgara.assembly.publication import ResolutionPublished
from hamgara.documents import RESOLUTION_FORMATS
from hamgara.web.acts import FORMS
from hamgara.web.stages import publication
from hamgara.web.store import closing, publishing
from hamgara.web.store.models import AccessionRequest

Sign = Callable[..., Client]
EVERYBODY = (
    "public", "outsider", "guest", "observer", "supporter", "delegate", "independent", "organisation", "secretariat",
)  # fmt: skip
MEMBERS = {"observer", "supporter", "delegate", "independent", "organisation", "secretariat"}
KINDS_HERE = [kind for kind, declared in KINDS.items() if declared.stage == "publication"]
REQUEST = {
    "joins_as": "organisation",
    "joins_named_en": "Tenants of Montreal",
    "place_city": "Montreal",
    "place_region": "Quebec",
    "place_country": "ca",
    "understood": "on",
}


def do(client: Client, cast: Any, kind: str, expected: int = 302, **data: Any) -> Any:
    """Post an act's form; the record grows by one act of that kind, or not at all."""
    before = cast.state.seq
    response = client.post(cast.url(f"do/{kind}/"), data)
    shown = re.findall(r'<ul class="errorlist.*?</ul>', response.content.decode(), re.S) if response.content else ""
    assert response.status_code == expected, shown
    if expected == 302:
        assert cast.state.seq == before + 1
        assert cast.log.entry(before).act == kind
    else:
        assert cast.state.seq == before
        assert shown
    return response


def joint(cast: Any) -> Any:
    """The resolution as it stands."""
    return cast.state.publication.resolutions["joint"]


def test_every_act_has_a_form_that_says_what_it_does() -> None:
    assert set(KINDS_HERE) <= set(FORMS)
    for kind in KINDS_HERE:
        assert str(FORMS[kind].title)
        assert str(FORMS[kind].done)


@pytest.mark.parametrize("language", ["fa", "en"])
def test_pages_as_everybody(cast: Any, client_as: Sign, clock: Any, language: str) -> None:
    publish(cast, clock)
    for who in EVERYBODY:
        client = client_as(who, language=language)
        for page in ("resolution/", "resolution/joint/", "resolution/joint/join/"):
            response = client.get(cast.url(page))
            assert response.status_code == 200, (who, page)
            text = response.content.decode()
            assert 'style="' not in text
            assert "Mina Sadeghi" not in text
            assert "مینا صادقی" not in text
            assert ("Text resolution" if language == "en" else "متن resolution") in text
        assert client.get(cast.url("publication/")).url == cast.url("resolution/")
        page = client.get(cast.url("resolution/joint/")).content.decode()
        assert (cast.url("resolution/joint/join/") in page) == (who not in MEMBERS)
        assert ("do/resolution.signed/" in page) == (who in ("independent", "organisation"))
        assert "do/resolution.drafted/" not in page
        requests = client.get(cast.url("resolution/joint/requests/"))
        assert requests.status_code == (200 if who == "secretariat" else 404)
        assert client.get(cast.url("resolution/none/")).status_code == 404
        assert client.get(cast.url("resolution/joint/en.html")).status_code == 200


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_draft_is_for_those_who_take_part(cast: Any, client_as: Sign, clock: Any, who: str) -> None:
    draft(cast, clock)
    client = client_as(who)
    expected = 200 if who in MEMBERS else 404
    for page in ("resolution/joint/", "resolution/joint/fa.html", "resolution/joint/en.pdf"):
        assert client.get(cast.url(page)).status_code == expected, page
    assert ("Text resolution" in client.get(cast.url("resolution/")).content.decode()) == (who in MEMBERS)
    assert client.get(cast.url("resolution/joint/join/")).status_code == 404
    assert client.post(cast.url("resolution/joint/join/"), REQUEST).status_code == 404
    assert not AccessionRequest.objects.exists()


@pytest.mark.parametrize("charter", [Charter(public=("record",))])
def test_a_resolution_that_the_charter_keeps_to_the_members(cast: Any, client_as: Sign, clock: Any) -> None:
    publish(cast, clock)
    for page in ("resolution/", "resolution/joint/", "resolution/joint/en.html", "resolution/joint/join/"):
        assert client_as("public").get(cast.url(page)).status_code == 404
        assert client_as("observer").get(cast.url(page)).status_code == 200


@pytest.mark.parametrize("language", ["fa", "en"])
def test_forms_are_for_whom_the_charter_says(cast: Any, client_as: Sign, clock: Any, language: str) -> None:
    publish(cast, clock)
    said = "charter on who may do what" if language == "en" else "آیین‌نامه"
    for who in MEMBERS:
        client = client_as(who, language=language)
        for kind in KINDS_HERE:
            response = client.get(cast.url(f"do/{kind}/"))
            if who in KINDS[kind].roles:
                assert response.status_code == 200, (who, kind)
                continue
            assert response.status_code == 403
            assert said in response.content.decode()
            before = cast.state.seq
            assert client.post(cast.url(f"do/{kind}/"), {"id": "joint", "resolution": "joint"}).status_code == 403
            assert cast.state.seq == before


def test_from_adopted_clauses_to_a_confirmed_accession(cast: Any, client_as: Sign, clock: Any) -> None:
    adopt_clauses(cast, clock)
    office, member = client_as("secretariat"), client_as("independent")
    page = office.get(cast.url("do/resolution.drafted/")).content.decode()
    assert page.count("checked") == 4
    texts = {"resolution_title_fa": "قطعنامه", "resolution_title_en": "Joint", "report_fa": "گزارش", "report_en": "R"}
    chosen = ["c-slogan", "c-basis", "c-preamble"]
    do(office, cast, "resolution.drafted", 422, **texts)
    do(office, cast, "resolution.drafted", 422, **texts, clauses=["c-none"])
    do(office, cast, "resolution.drafted", 422, **{**texts, "report_fa": ""}, clauses=chosen)
    response = do(office, cast, "resolution.drafted", **texts, clauses=chosen)
    (found,) = cast.state.publication.resolutions.values()
    assert response.url == cast.url(f"resolution/{found.id}/")
    assert [c for c, _n in found.clauses] == ["c-preamble", "c-basis", "c-slogan"]

    do(office, cast, "resolution.adopted", 422, id=found.id)
    decide(cast, clock, "v-joint", {"matter": "resolution", "id": found.id})
    assert "do/resolution.adopted/?id=" in office.get(response.url).content.decode()
    page = office.get(cast.url(f"do/resolution.adopted/?id={found.id}")).content.decode()
    assert '<option value="v-joint" selected>' in page
    do(office, cast, "resolution.adopted", id=found.id, decision="v-joint")

    page = unescape(member.get(cast.url(f"do/resolution.signed/?resolution={found.id}")).content.decode())
    assert "every copy of it, keeps that it was given" in page
    assert 'value="Nima Rastegar"' in page
    do(member, cast, "resolution.signed", 422, resolution=found.id)
    do(member, cast, "resolution.signed", 422, resolution=found.id, named="yes")
    do(member, cast, "resolution.signed", resolution=found.id, named="yes", name_published_en="Nima R.")
    do(member, cast, "resolution.signed", 422, resolution=found.id, named="no")
    do(client_as("other"), cast, "resolution.signed", resolution=found.id, named="no", name_published_en="Mina")
    do(client_as("organisation"), cast, "resolution.signed", resolution=found.id)
    signatures = cast.state.publication.resolutions[found.id].signatures
    assert {m: s.name.get("en") for m, s in signatures.items()} == {
        "i-nima": "Nima R.",
        "i-mina": None,
        "o-unity": "Solidarity Centre of Toronto",
    }
    data = {"resolution": found.id, "clause": "c-basis"}
    do(member, cast, "reservation.made", 422, **data)
    do(member, cast, "reservation.made", 422, resolution=found.id, clause="c-demand", text_en="No.")
    do(member, cast, "reservation.made", **data, text_en="I would say less.")
    do(client_as("union"), cast, "reservation.made", 422, **data, text_en="We have not signed.")

    do(office, cast, "resolution.published", id=found.id)
    do(office, cast, "resolution.published", 422, id=found.id)
    published = cast.state.publication.resolutions[found.id]
    assert set(published.documents) == {f"{x}.{f}" for x in ("fa", "en", "fa-en") for f in RESOLUTION_FORMATS}
    begins = {"html": b"<!doctype html>", "pdf": b"%PDF", "docx": b"PK", "json": b"{", "xml": b"<?xml"}
    public = client_as("public")
    for name, sha256 in published.documents.items():
        response = public.get(cast.url(f"resolution/{found.id}/published/{name}"))
        assert hashlib.sha256(response.content).hexdigest() == sha256
        assert response.content.startswith(begins.get(name.rpartition(".")[2], b""))
        assert response["Content-Type"] == RESOLUTION_FORMATS[name.rpartition(".")[2]].media_type
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Disposition"].startswith("inline" if name.endswith("html") else "attachment")
    page = public.get(cast.url(f"resolution/{found.id}/")).content.decode()
    for shown in ("Nima R.", "I would say less.", "1 independent signed without", "fa-en.pdf"):
        assert shown in page

    response = public.post(cast.url(f"resolution/{found.id}/join/"), REQUEST)
    assert response.url == cast.url(f"resolution/{found.id}/")
    assert not cast.state.publication.resolutions[found.id].accessions
    assert "Tenants" not in public.get(response.url).content.decode()
    (asked,) = AccessionRequest.objects.all()
    listed = office.get(cast.url(f"resolution/{found.id}/requests/")).content.decode()
    assert "Tenants of Montreal" in listed
    page = office.get(cast.url(f"do/accession.made/?request={asked.pk}&resolution={found.id}")).content.decode()
    assert 'value="Tenants of Montreal"' in page
    confirm = {**REQUEST, "resolution": found.id, "request": asked.pk}
    do(office, cast, "accession.made", 422, **{**confirm, "place_country": "Canada"})
    assert AccessionRequest.objects.exists()
    do(office, cast, "accession.made", **confirm)
    assert not AccessionRequest.objects.exists()
    do(office, cast, "accession.made", 422, **confirm)
    (joined,) = cast.state.publication.resolutions[found.id].accessions.values()
    assert (joined.kind, joined.name, joined.place.country) == ("organisation", {"en": "Tenants of Montreal"}, "CA")
    assert "Tenants of Montreal" in public.get(response.url).content.decode()
    assert "Tenants of Montreal" in public.get(cast.url(f"resolution/{found.id}/en.html")).content.decode()
    as_published = public.get(cast.url(f"resolution/{found.id}/published/en.html")).content.decode()
    assert "Tenants of Montreal" not in as_published
    do(office, cast, "accession.withdrawn", resolution=found.id, id=joined.id)
    assert "Tenants of Montreal" not in public.get(response.url).content.decode()


class TestSigning:
    def test_a_signature_and_reservations_are_withdrawn(self, cast: Any, client_as: Sign, clock: Any) -> None:
        adopt(cast, clock)
        member = client_as("other")
        do(client_as("independent"), cast, "signature.withdrawn", 422, resolution="joint")
        do(member, cast, "reservation.made", resolution="joint", clause="c-demand", text_fa="کمتر.")
        assert joint(cast).reservations["i-mina/c-demand"].text == {"fa": "کمتر."}
        page = member.get(cast.url("resolution/joint/")).content.decode()
        assert "do/reservation.withdrawn/?resolution=joint&amp;clause=c-demand" in page
        do(member, cast, "reservation.withdrawn", 422, resolution="joint", clause="c-basis")
        do(member, cast, "reservation.withdrawn", resolution="joint", clause="c-demand")
        assert not joint(cast).reservations
        do(member, cast, "signature.withdrawn", resolution="joint")
        assert set(joint(cast).signatures) == {"o-union"}

    def test_a_delegate_signs_only_with_the_whole_mandate(self, cast: Any, client_as: Sign, clock: Any) -> None:
        adopt(cast, clock)
        do(client_as("delegate"), cast, "resolution.signed", 409, resolution="joint")
        assert "do/resolution.signed/" not in client_as("delegate").get(cast.url("resolution/joint/")).content.decode()
        cast.act("organisation", "mandate.split", shares={"d-sara": "1", "d-kian": "0"})
        assert "Solidarity Centre" in client_as("delegate").get(cast.url("do/resolution.signed/")).content.decode()
        do(client_as("delegate"), cast, "resolution.signed", resolution="joint")
        assert joint(cast).signatures["o-unity"].by == "d-sara"

    @pytest.mark.parametrize("charter", [Charter(signed=("resolution.signed",))])
    def test_own_signature_is_asked_for_where_the_charter_demands_it(
        self, cast: Any, client_as: Sign, clock: Any
    ) -> None:
        draft(cast, clock)
        decide(cast, clock, "v-joint", {"matter": "resolution", "id": "joint"})
        cast.act("secretariat", "resolution.adopted", id="joint", decision="v-joint")
        before = cast.state.seq
        page = client_as("independent").post(cast.url("do/resolution.signed/"), {"resolution": "joint", "named": "no"})
        assert page.status_code == 200
        assert "act_data" in page.content.decode()
        assert cast.state.seq == before


class TestAccession:
    @pytest.mark.parametrize(
        "wrong",
        [
            {"understood": ""},
            {"joins_as": "state"},
            {"joins_named_en": ""},
            {"joins_named_en": "x" * 201},
            {"place_city": "x" * 101},
            {"place_country": "Canada"},
            {"place_city": ""},
        ],
    )
    def test_bad_requests(self, cast: Any, client_as: Sign, clock: Any, wrong: dict[str, str]) -> None:
        publish(cast, clock)
        response = client_as("public").post(cast.url("resolution/joint/join/"), {**REQUEST, **wrong})
        assert response.status_code == 422
        assert "errorlist" in response.content.decode()
        assert not AccessionRequest.objects.exists()

    def test_a_visitor_cannot_send_without_end(
        self, cast: Any, client_as: Sign, clock: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        publish(cast, clock)
        client = client_as("public")
        answers = [client.post(cast.url("resolution/joint/join/"), REQUEST).status_code for _ in range(6)]
        assert answers == [302] * 5 + [429]
        assert AccessionRequest.objects.count() == 5
        monkeypatch.setattr(publication, "MOST_WAITING", 5)
        other = Client(REMOTE_ADDR="192.0.2.9")
        assert other.post(cast.url("resolution/joint/join/"), REQUEST).status_code == 503
        assert AccessionRequest.objects.count() == 5

    def test_declined_is_erased_and_only_by_the_secretariat(self, cast: Any, client_as: Sign, clock: Any) -> None:
        publish(cast, clock)
        client_as("public").post(cast.url("resolution/joint/join/"), REQUEST)
        (asked,) = AccessionRequest.objects.all()
        address = cast.url(f"resolution/joint/requests/{asked.pk}/")
        before = cast.state.seq
        for who in ("public", "outsider", "guest", "observer", "supporter", "independent", "organisation"):
            assert client_as(who).post(address).status_code == 404
        assert client_as("secretariat").get(address).status_code == 405
        assert AccessionRequest.objects.exists()
        client_as("secretariat").post(address)
        assert not AccessionRequest.objects.exists()
        assert cast.state.seq == before

    def test_a_supporter_joins_by_itself_once(self, cast: Any, client_as: Sign, clock: Any) -> None:
        publish(cast, clock)
        client_as("public").post(cast.url("resolution/joint/join/"), REQUEST)
        (asked,) = AccessionRequest.objects.all()
        supporter = client_as("supporter")
        page = supporter.get(cast.url(f"do/accession.made/?resolution=joint&request={asked.pk}")).content.decode()
        assert 'value="Omid Farahmand"' in page
        assert "Tenants" not in page
        data = {**REQUEST, "resolution": "joint", "joins_as": "person", "joins_named_en": "Omid F."}
        do(supporter, cast, "accession.made", 422, **data, request=asked.pk)
        do(supporter, cast, "accession.made", **data)
        assert AccessionRequest.objects.exists()
        do(supporter, cast, "accession.made", 409, **data)
        (key,) = joint(cast).accessions
        do(client_as("secretariat"), cast, "accession.withdrawn", 422, resolution="joint", id=key)
        do(supporter, cast, "accession.withdrawn", resolution="joint", id=key)
        assert joint(cast).accessions[key].withdrawn


class TestDocuments:
    def test_only_what_there_is(self, cast: Any, client_as: Sign, clock: Any) -> None:
        publish(cast, clock)
        client = client_as("public")
        for name in ("de.html", "fa.odt", "en-fa.pdf", "published/fa.html"):
            assert client.get(cast.url(f"resolution/joint/{name}")).status_code == 404

    def test_html_is_sandboxed_with_its_own_style_and_pdf_is_a_file(
        self, cast: Any, client_as: Sign, clock: Any
    ) -> None:
        publish(cast, clock)
        page = client_as("public").get(cast.url("resolution/joint/fa-en.html"))
        policy = page["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "sandbox" in policy
        assert "unsafe" not in policy
        assert re.search(r"style-src 'sha256-[A-Za-z0-9+/]{43}='", policy)
        assert page["Cross-Origin-Opener-Policy"] == "unsafe-none"
        assert 'lang="fa"' in page.content.decode()
        paper = client_as("public").get(cast.url("resolution/joint/fa-en.pdf"))
        assert paper.content.startswith(b"%PDF")
        assert paper["Content-Disposition"].startswith("attachment")

    def test_they_are_made_once_for_each_size_of_the_record(
        self, cast: Any, client_as: Sign, clock: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        publish(cast, clock)
        made: list[str] = []
        render = publishing.render_document

        def counted(*args: Any) -> bytes:
            made.append(args[2])
            return render(*args)

        monkeypatch.setattr(publishing, "render_document", counted)
        client = client_as("public")
        for _ in range(3):
            client.get(cast.url("resolution/joint/en.html"))
        assert len(made) == 1
        cast.act("independent", "resolution.signed", resolution="joint", name={"en": "Nima R."})
        assert "Nima R." in client.get(cast.url("resolution/joint/en.html")).content.decode()
        assert len(made) == 2

    def test_the_demonstration_publishes_by_the_same_function(self, cast: Any, clock: Any) -> None:
        adopt(cast, clock)
        before = cast.state.seq
        entry = publishing.publish_resolution(cast.log, "secretariat", "joint")
        assert entry.act == ResolutionPublished.kind
        html = cast.log.attachment(entry.data["documents"]["en.html"]).decode()
        assert f'<dd><code dir="ltr">{before}</code>' in html
        assert cast.log.snapshot().tree.root(before).hex() in html


def test_hostile_text_comes_out_as_text(cast: Any, client_as: Sign, clock: Any) -> None:
    hostile = {"fa": HOSTILE, "en": HOSTILE}
    cast.act("independent", "clause.proposed", **{"id": "c-x", "as": "basis", "title": hostile, "text": hostile})
    decide(cast, clock, "v-x", {"matter": "clause", "id": "c-x", "version": 1})
    data = closing.resolution_drafted(cast.log, "joint", hostile, hostile, ["c-x"])
    cast.log.append("secretariat", "resolution.drafted", data)
    decide(cast, clock, "v-joint", {"matter": "resolution", "id": "joint"})
    cast.act("secretariat", "resolution.adopted", id="joint", decision="v-joint")
    member, office = client_as("independent"), client_as("secretariat")
    do(member, cast, "resolution.signed", resolution="joint", named="yes", name_published_fa=HOSTILE)
    do(member, cast, "reservation.made", resolution="joint", clause="c-x", text_en=HOSTILE)
    do(office, cast, "resolution.published", id="joint")
    place = {"place_city": HOSTILE, "place_region": HOSTILE}
    request = {**REQUEST, **place, "joins_named_en": HOSTILE}
    assert client_as("public").post(cast.url("resolution/joint/join/"), request).status_code == 302
    (asked,) = AccessionRequest.objects.all()
    pages = ["resolution/", "resolution/joint/", "resolution/joint/join/", "resolution/joint/requests/"]
    pages += [f"do/accession.made/?request={asked.pk}"]
    for page in pages:
        for language in ("fa", "en"):
            text = client_as("secretariat", language=language).get(cast.url(page)).content.decode()
            assert "<script>" not in text, page
            assert "<script>alert" in unescape(text), page
    do(office, cast, "accession.made", **request, resolution="joint", request=asked.pk)
    for name in ("fa.html", "en.html", "fa-en.html", "published/en.html"):
        text = client_as("public").get(cast.url(f"resolution/joint/{name}")).content.decode()
        assert "<script" not in text
        assert "<script>alert" in unescape(text)
    assert client_as("public").get(cast.url("resolution/joint/fa-en.pdf")).content.startswith(b"%PDF")


def test_pages_of_one_and_of_forty_signatures_take_as_many_queries(
    cast: Any, client_as: Sign, clock: Any, django_assert_max_num_queries: Any
) -> None:
    publish(cast, clock)
    for n in range(40):
        place = {"city": "Toronto", "region": "Ontario", "country": "CA"}
        cast.act(
            "secretariat", "accession.made", id=f"j-{n}", resolution="joint",
            **{"as": "person"}, name=both(str(n)), place=place,
        )  # fmt: skip
    client = client_as("independent")
    client.get(cast.url("resolution/joint/"))
    with django_assert_max_num_queries(8):
        client.get(cast.url("resolution/joint/"))


class TestMinutesAndCalendar:
    @pytest.fixture
    def sitting(self, cast: Any) -> str:
        cast.act(
            "secretariat",
            "meeting.fixed",
            id="m-1",
            title=both("Meeting"),
            days=["2010-08-13"],
            timezone="UTC",
            online=True,
        )
        cast.act("secretariat", "meeting.opened", id="m-1")
        times = {"starts": "2010-08-13T14:00:00Z", "ends": "2010-08-13T17:00:00Z"}
        cast.act("secretariat", "sitting.called", id="s-1", meeting="m-1", title=both("Sitting"), **times)
        cast.act("secretariat", "sitting.opened", id="s-1")
        cast.act("secretariat", "sitting.closed", id="s-1")
        return "sittings/s-1/minutes"

    def test_nobody_has_what_is_not_written_and_only_insiders_what_is_not_approved(
        self, cast: Any, client_as: Sign, sitting: str
    ) -> None:
        address = cast.url(f"{sitting}/en.txt")
        assert {client_as(who).get(address).status_code for who in EVERYBODY} == {404}
        cast.act("secretariat", "minutes.recorded", sitting="s-1", text=both("We <met>."))
        insiders = {"delegate", "independent", "organisation", "secretariat"}
        for who in EVERYBODY:
            assert client_as(who).get(address).status_code == (200 if who in insiders else 404), who
            shown = "minutes/fa-en.docx" in client_as(who).get(cast.url("sittings/s-1/")).content.decode()
            assert shown == (who in insiders)
        cast.act("secretariat", "minutes.approved", sitting="s-1")
        page = client_as("public").get(address)
        assert page.status_code == 200
        assert "We <met>." in page.content.decode()
        assert page["Content-Disposition"].startswith("attachment")
        for name in ("fa.odt", "de.pdf", "en-fa.html"):
            assert client_as("public").get(cast.url(f"{sitting}/{name}")).status_code == 404
        assert client_as("public").get(cast.url("sittings/s-2/minutes/fa.html")).status_code == 404

    @pytest.mark.parametrize("charter", [Charter(public=("meetings",))])
    def test_whoever_may_not_see_decisions_or_actions_does_not_by_these_files(
        self, cast: Any, client_as: Sign, sitting: str
    ) -> None:
        cast.act("secretariat", "minutes.recorded", sitting="s-1", text=both("We met."))
        cast.act("secretariat", "minutes.approved", sitting="s-1")
        days = {"begins": "2010-09-01", "ends": "2010-09-02"}
        cast.act("secretariat", "action.proposed", id="a-1", title=both("March"), text=both("All."), **days)
        cast.act("secretariat", "action.agreed", id="a-1")
        assert client_as("public").get(cast.url(f"{sitting}/fa.html")).status_code == 404
        assert client_as("observer").get(cast.url(f"{sitting}/fa.html")).status_code == 200
        calendar = client_as("public").get(cast.url("calendar/en.ics"))
        assert calendar["Content-Type"] == "text/calendar; charset=utf-8"
        assert b"UID:sitting-s-1@" in calendar.content
        assert b"action-a-1" not in calendar.content
        assert b"action-a-1" in client_as("observer").get(cast.url("calendar/fa.ics")).content
        assert client_as("public").get(cast.url("calendar/de.ics")).status_code == 404

    @pytest.mark.parametrize("charter", [Charter(public=("actions",))])
    def test_a_calendar_has_what_the_reader_may_see_and_stands_on_the_pages_it_is_about(
        self, cast: Any, client_as: Sign, sitting: str
    ) -> None:
        days = {"begins": "2010-09-01", "ends": "2010-09-02"}
        cast.act("secretariat", "action.proposed", id="a-1", title=both("March"), text=both("All."), **days)
        cast.act("secretariat", "action.agreed", id="a-1")
        made = {"id": "c-1", "action": "a-1", "text": both("Leaflets."), "due": "2010-08-30"}
        cast.act("independent", "commitment.made", **made)
        calendar = client_as("public").get(cast.url("calendar/en.ics")).content
        assert b"UID:action-a-1@" in calendar
        assert b"UID:commitment-c-1@" in calendar
        assert b"UID:sitting-s-1@" not in calendar
        assert b"UID:sitting-s-1@" in client_as("observer").get(cast.url("calendar/en.ics")).content
        meeting = cast.state.meetings.sittings["s-1"].meeting
        for page in ("meetings/", f"meetings/{meeting}/", "sittings/s-1/", "actions/", "actions/a-1/"):
            said = client_as("observer").get(cast.url(page)).content.decode()
            for language in ("fa", "en"):
                assert f'href="{cast.url(f"calendar/{language}.ics")}"' in said, page

    @pytest.mark.parametrize("charter", [Charter(public=())])
    def test_nothing_of_a_closed_assembly(self, cast: Any, client_as: Sign, sitting: str) -> None:
        cast.act("secretariat", "minutes.recorded", sitting="s-1", text=both("We met."))
        cast.act("secretariat", "minutes.approved", sitting="s-1")
        for page in (f"{sitting}/fa.html", "calendar/fa.ics"):
            assert client_as("public").get(cast.url(page)).status_code == 404
            assert client_as("outsider").get(cast.url(page)).status_code == 404
