"""Documents about amendments handed out, and drafts that come back: who may, what is read, whose it becomes."""

from __future__ import annotations

import copy
import html
import json
import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from tests.documents.editing import change, edited, mark, put_together, rewrite, take_apart, written
from tests.web.stages.drafts import do, propose_amendment, propose_clause
from tests.web.stages.test_voting_lists import TEACHERS, WORKERS, decide, draw, furnish

from hamgara.assembly import Charter
from hamgara.documents import DRAFTING_FORMATS, languages_of
from hamgara.documents.docx.elements import name
from hamgara.documents.docx.errors import REFUSED

Sign = Callable[..., Client]
ALL = [f"{k}.{x}.{f}" for k, table in DRAFTING_FORMATS.items() for x in languages_of(k) for f in table]
INSIDERS = ("independent", "organisation", "delegate", "secretariat")


def download(cast: Any, client: Client, path: str = "draft/tracked.fa.docx") -> bytes:
    answer = client.get(cast.url(path))
    assert answer.status_code == 200
    return bytes(answer.content)


def line_of(body: Any, text: str) -> Any:
    return next(p for p in body.iter(name("p")) if text in "".join(t.text or "" for t in p.iter(name("t"))))


def strengthen(body: Any, who: str = "Sara") -> None:
    """A word more in the clause about workers, tracked."""
    line = line_of(body, "از حق")
    mine = [written("از حق کارگران و زنان "), change("ins", who, written("سرسختانه ")), written("دفاع می‌کنیم.")]
    rewrite(line, *mine)


def bring(cast: Any, client: Client, data: bytes, **more: str) -> Any:
    file = BytesIO(data)
    file.name = "draft.docx"
    return client.post(cast.url("draft/return/"), {"file": file, "group": "clause", **more})


def fields_of(page: str) -> dict[str, str]:
    """The hidden fields and chosen boxes of the form that proposes."""
    found = re.findall(r'<input form="propose" type="hidden" name="([^"]+)" value="([^"]*)"', page)
    found += re.findall(r'<input type="hidden" name="(name-\d+)" value="([^"]*)"', page)
    chosen = {key: html.unescape(value) for key, value in found}
    return chosen | dict.fromkeys(re.findall(r'name="(take-\d+)"', page), "yes") | {"propose": "yes"}


@pytest.mark.parametrize("file", ALL)
def test_every_document_of_draft_clause_and_list(cast: Any, client_as: Sign, file: str) -> None:
    furnish(cast)
    key = draw(cast, client_as)
    client = client_as("public")
    for path in (f"draft/{file}", f"clauses/c-1/{file}", f"voting-lists/{key}/{file}"):
        answer = client.get(cast.url(path))
        assert answer.status_code == 200, path
        assert answer["Content-Disposition"].endswith(f'{file}"')
        assert answer.content == client.get(cast.url(path)).content
        if file.endswith("json"):
            (made, *_) = json.loads(answer.content)["documents"]
            assert len(made["authors"]) == 3
            assert len(made["votes"]) == 3


@pytest.mark.parametrize("who", ["public", "outsider", "observer", "supporter", *INSIDERS])
def test_names_stand_in_it_for_those_who_may_see_them(cast: Any, client_as: Sign, who: str) -> None:
    furnish(cast)
    for path in ("draft/amendments.en.html", "clauses/c-1/votes.en.txt", "draft/tracked.en.docx"):
        data = download(cast, client_as(who), path)
        said = b"".join(take_apart(data).values()) if path.endswith("docx") else data
        assert (b"Mina Sadeghi" in said) == (who in INSIDERS), path
        assert b"Workers' Union of Vancouver" in html.unescape(said.decode(errors="ignore")).encode()


@pytest.mark.parametrize(
    "path",
    [
        "draft/nothing.fa.html", "draft/votes.de.html", "draft/votes.fa.exe", "draft/tracked.fa-en.docx",
        "draft/tracked.fa.pdf", "clauses/none/votes.fa.html", "voting-lists/none/votes.fa.html",
    ],
)  # fmt: skip
def test_what_there_is_not_is_not_found(cast: Any, client_as: Sign, path: str) -> None:
    furnish(cast)
    assert client_as("secretariat").get(cast.url(path)).status_code == 404


def test_a_list_says_how_it_ended_and_one_called_off_has_no_documents(cast: Any, clock: Any, client_as: Sign) -> None:
    furnish(cast)
    key = draw(cast, client_as)
    before = download(cast, client_as("public"), f"voting-lists/{key}/tracked.fa.docx")
    decide(cast, clock, key, "a-1")
    decide(cast, clock, key, "a-3", "no")
    decide(cast, clock, key, "a-2")
    do(client_as("secretariat"), cast, "list.closed", id=key)
    said = download(cast, client_as("public"), f"voting-lists/{key}/votes.en.txt").decode()
    assert said.count("• Adopted: ") == 2
    assert said.count("• Not adopted: ") == 1
    # The draft is still the one that was voted on, though its clauses have new texts.
    assert download(cast, client_as("public"), f"voting-lists/{key}/tracked.fa.docx") == before
    propose_amendment(cast, "a-4", "c-2")
    do(client_as("secretariat"), cast, "list.drawn", clauses=["c-2"])
    second = next(reversed(cast.state.clauses.lists))
    do(client_as("secretariat"), cast, "list.withdrawn", id=second, reason="Haste")
    assert client_as("public").get(cast.url(f"voting-lists/{second}/votes.fa.html")).status_code == 404
    assert "tracked.fa.docx" not in client_as("public").get(cast.url(f"voting-lists/{second}/")).content.decode()


@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_pages_offer_them(cast: Any, client_as: Sign, language: str) -> None:
    furnish(cast)
    key = draw(cast, client_as)
    of = {"clauses/": "draft", "voting-lists/": "draft", "clauses/c-1/together/": "clauses/c-1",
          f"voting-lists/{key}/": f"voting-lists/{key}"}  # fmt: skip
    for page, base in of.items():
        said = client_as("public", language=language).get(cast.url(page)).content.decode()
        for file in ALL:
            assert f'href="{cast.url(f"{base}/{file}")}"' in said, (page, file)
        assert "draft/return/" not in said
    assert "draft/return/" in client_as("independent").get(cast.url("clauses/")).content.decode()


@pytest.mark.parametrize("who", ["public", "outsider", "observer", "supporter", "secretariat", *INSIDERS[:3]])
def test_who_may_bring_a_draft_back(cast: Any, client_as: Sign, who: str) -> None:
    furnish(cast)
    data = edited(download(cast, client_as("public")), strengthen)
    client, size = client_as(who), cast.state.seq
    expected = {"public": 302, "outsider": 404, "observer": 403, "supporter": 403, "secretariat": 403}.get(who, 200)
    assert client.get(cast.url("draft/return/")).status_code == expected
    assert bring(cast, client, data).status_code == expected
    stolen = {"propose": "yes", "take-0": "yes", "data-0": "{}", "author-0": "0", "whose-0": "own"}
    assert client.post(cast.url("draft/return/"), stolen).status_code == (409 if expected == 200 else expected)
    assert cast.state.seq == size


def test_it_takes_a_token_against_forged_requests(cast: Any) -> None:
    furnish(cast)
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.users["independent"], backend="allauth.account.auth_backends.AuthenticationBackend")
    assert bring(cast, client, b"x").status_code == 403


@pytest.mark.parametrize("language", ["fa", "en"])
def test_a_draft_comes_back_as_an_amendment_whose_author_is_confirmed(
    cast: Any, client_as: Sign, language: str
) -> None:
    furnish(cast)
    client = client_as("independent", language=language)
    data = edited(download(cast, client), strengthen)
    page = bring(cast, client, data)
    said = page.content.decode()
    assert page.status_code == 200
    assert "<ins>سرسختانه</ins>" in said
    assert "<bdi>Sara</bdi>" in said
    size = cast.state.seq
    fields = fields_of(said)
    assert cast.state.seq == size, "reading proposes nothing"
    done = client.post(cast.url("draft/return/"), fields | {"whose-0": "none"})
    assert cast.state.seq == size
    done = client.post(cast.url("draft/return/"), fields | {"whose-0": "own"})
    assert done.status_code == 200
    made = list(cast.state.clauses.amendments.values())[-1]
    assert cast.url(f"amendments/{made.id}/") in done.content.decode()
    assert (made.by, made.clause, made.reason) == (cast["independent"], "c-1", {})
    assert made.text["fa"] == "از حق کارگران و زنان سرسختانه دفاع می‌کنیم."
    again = client.post(cast.url("draft/return/"), fields | {"whose-0": "own"})
    assert again.status_code == 409
    said = bring(cast, client, data).content.decode()
    assert ("پیش‌تر پیشنهاد شده" if language == "fa" else "proposed already") in said


def test_an_author_is_named_in_the_record_only_where_that_is_asked(cast: Any, client_as: Sign) -> None:
    furnish(cast)
    client = client_as("independent")
    fields = fields_of(bring(cast, client, edited(download(cast, client), strengthen)).content.decode())
    client.post(cast.url("draft/return/"), fields | {"whose-0": "other"})
    made = list(cast.state.clauses.amendments.values())[-1]
    assert made.reason == {"fa": "نویسنده به گفتهٔ پرونده: Sara", "en": "Author as the file states: Sara"}


def test_ones_own_name_is_known(cast: Any, client_as: Sign) -> None:
    furnish(cast)
    client = client_as("independent")
    own = edited(download(cast, client), lambda body: strengthen(body, "Nima Rastegar"))
    assert re.search(r'value="own" checked', bring(cast, client, own).content.decode())
    other = edited(download(cast, client), strengthen)
    assert re.search(r'value="none" checked', bring(cast, client, other).content.decode())


def test_what_was_written_on_an_older_version_is_carried_or_said_to_be_out_of_date(cast: Any, client_as: Sign) -> None:
    propose_clause(cast, "c-1", text=WORKERS)
    client = client_as("union")
    data = edited(download(cast, client), strengthen)
    cast.act("independent", "clause.revised", id="c-1", version=1, text=TEACHERS)
    said = bring(cast, client, data).content.decode()
    assert "carried to the present version" in said
    client.post(cast.url("draft/return/"), fields_of(said) | {"whose-0": "own"})
    made = list(cast.state.clauses.amendments.values())[-1]
    assert (made.version, made.text["fa"]) == (2, "از حق کارگران، آموزگاران و زنان سرسختانه دفاع می‌کنیم.")
    gone = {"fa": "از حق مردم دفاع می‌کنیم و زنان را سرسختانه پشتیبانیم."}
    cast.act("independent", "clause.revised", id="c-1", version=2, text=gone)

    def weaken(body: Any) -> None:
        kept = [written("از حق "), change("del", "Sara", written("کارگران ", tag="delText"))]
        rewrite(line_of(body, "از حق"), *kept, written("و زنان دفاع می‌کنیم."))

    old = edited(data, weaken)
    said = bring(cast, client, old).content.decode()
    assert "out of date" in said
    assert 'class="refused"' in said
    # Nothing that was written is lost: the form of an amendment shows it against the newer text.
    form = said[said.index("do/amendment.proposed/") :]
    fields = {k: html.unescape(v) for k, v in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form)}
    fields.pop("csrfmiddlewaretoken", None)
    answer = client.post(cast.url("do/amendment.proposed/"), fields)
    assert answer.status_code == 422
    assert "از حق و زنان دفاع می‌کنیم." in answer.content.decode()
    assert "مردم" in answer.content.decode()


def test_several_changes_become_several_amendments(cast: Any, client_as: Sign) -> None:
    furnish(cast)
    client = client_as("independent")

    def twice(body: Any) -> None:
        line = line_of(body, "از حق")
        one, two = change("ins", "Sara", written("همهٔ ")), change("ins", "Sara", written("سرسختانه "))
        rewrite(line, written("از حق "), one, written("کارگران و زنان "), two, written("دفاع می‌کنیم."))

    data = edited(download(cast, client), twice)
    assert len(re.findall(r'name="take-', bring(cast, client, data).content.decode())) == 1
    assert len(re.findall(r'name="take-', bring(cast, client, data, group="change").content.decode())) == 2
    assert bring(cast, client, data, group="none").status_code == 422


@pytest.mark.parametrize("language", ["fa", "en"])
def test_a_hostile_file_is_refused_with_a_sentence(cast: Any, client_as: Sign, language: str) -> None:
    furnish(cast)
    client, size = client_as("independent", language=language), cast.state.seq
    plain = take_apart(download(cast, client))
    bomb = put_together({**plain, "word/media/a.png": bytes(15 * 2**20)})
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    head, body = plain["word/document.xml"].split(b"?>", 1)
    for data, code in (
        (b"", None), (b"{\\rtf1}", "not-docx"), (bomb, "zip-bomb"), (b"PK\x03\x04" + bytes(9 * 2**20), "too-large"),
        (put_together({**plain, "word/vbaProject.bin": b"x"}), "macros"),
        (put_together({**plain, "word/document.xml": head + b"?>" + laughs + body}), "dtd"),
    ):  # fmt: skip
        answer = bring(cast, client, data)
        assert answer.status_code == 422
        if code is not None:
            assert REFUSED[code][language] in html.unescape(answer.content.decode())  # type: ignore[index]
    assert cast.state.seq == size


def test_a_file_of_another_draft_is_refused(cast: Any, client_as: Sign) -> None:
    furnish(cast)
    client = client_as("independent")
    parts = take_apart(download(cast, client))
    parts["docProps/custom.xml"] = parts["docProps/custom.xml"].replace(b"c-1 1 1", b"c-9 1 1")
    answer = bring(cast, client, put_together(parts))
    assert answer.status_code == 422
    assert REFUSED["other-version"]["en"] in answer.content.decode()


class TestSigned:
    @pytest.fixture
    def charter(self) -> Charter:
        return Charter(signed=("amendment.proposed",))

    def test_where_acts_are_signed_each_amendment_is(self, cast: Any, client_as: Sign) -> None:
        propose_clause(cast, "c-1", text=WORKERS)
        client = client_as("independent")
        page = bring(cast, client, edited(download(cast, client), strengthen)).content.decode()
        assert 'name="propose"' not in page
        (data,) = re.findall(r'name="act_data" value="([^"]*)"', page)
        answer = client.post(cast.url("do/amendment.proposed/"), {"act_data": html.unescape(data)})
        assert answer.status_code == 200
        assert "hamgara sign" in answer.content.decode()
        assert client.post(cast.url("do/amendment.proposed/"), {"act_data": "x"}).status_code == 422


def test_a_new_clause_bears_its_heading_as_title(cast: Any, client_as: Sign) -> None:
    furnish(cast)
    client = client_as("independent")

    def add(body: Any) -> None:
        line = line_of(body, "از حق")
        styles = {p: p.find(f"{name('pPr')}/{name('pStyle')}") for p in body.iter(name("p"))}
        headings = [p for p, style in styles.items() if style is not None and style.get(name("val")) == "ClauseHeading"]
        heading, text = copy.deepcopy(headings[0]), copy.deepcopy(line)
        for one, said in ((heading, "آموزش"), (text, "از آموزش رایگان دفاع می‌کنیم.")):
            rewrite(one, change("ins", "Sara", written(said)))
            mark(one, "ins", "Sara")
        line.addnext(heading)
        heading.addnext(text)

    page = bring(cast, client, edited(download(cast, client), add)).content.decode()
    assert "آموزش" in page
    client.post(cast.url("draft/return/"), fields_of(page) | {"whose-0": "own"})
    made = list(cast.state.clauses.amendments.values())[-1]
    ((_, added),) = made.added.items()
    assert (added.title, added.text) == ({"fa": "آموزش"}, {"fa": "از آموزش رایگان دفاع می‌کنیم."})
