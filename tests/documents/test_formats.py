"""Every format of the table: the words of the document in it, members' text never as markup, the same bytes twice."""

import io
import json
import re
import zipfile
from typing import Any

import lxml.html
import pytest
from markdown_it import MarkdownIt
from tests.documents.conftest import NASTY
from tests.documents.gathering import REPORT, TITLE, Gathering
from tests.documents.test_html import FORMS, documents

from hamgara.documents import (
    LANGUAGES,
    MINUTES_FORMATS,
    RESOLUTION_FORMATS,
    SHEET_FORMATS,
    build_resolution,
    lay_out_resolution,
)
from hamgara.documents.markdown import escape, write_markdown
from hamgara.documents.plain import write_text
from hamgara.documents.sheet import Marked, Masthead, Run, Sheet, Side
from hamgara.documents.texts import Wording, split_paragraphs

TEXTUAL = ("md", "txt", "json", "html", "xml")


def test_the_tables_are_in_order() -> None:
    for table in (SHEET_FORMATS, RESOLUTION_FORMATS, MINUTES_FORMATS):
        for id, form in table.items():
            assert form.id == id
            assert re.fullmatch("[a-z]{2,4}", id)
            assert set(form.names) == {"fa", "en"}
            assert "/" in form.media_type
        assert [id for id, form in table.items() if form.page] == ["html"]
        assert [id for id, form in table.items() if form.common] == ["html", "pdf", "docx"]
    assert set(SHEET_FORMATS) < set(RESOLUTION_FORMATS)
    assert all(key == "-".join(languages) for key, languages in LANGUAGES.items())


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("id", RESOLUTION_FORMATS)
def test_the_same_bytes_twice_and_every_clause_in_it(founding: Gathering, id: str, form: str) -> None:
    write = RESOLUTION_FORMATS[id].write
    data = write(documents(founding, form))
    assert data == write(documents(founding, form))
    if id not in TEXTUAL:
        return
    said = data.decode()
    for language in form.split("+"):
        found = build_resolution(founding.state, "res", language=language, head=None)  # type: ignore[arg-type]
        for paragraph in [p for c in found.clauses for p in c.text.paragraphs]:
            assert (escape(paragraph) if id == "md" else paragraph) in said


def test_plain_text_reads_from_top_to_bottom(founding: Gathering) -> None:
    text = write_text(lay_out_resolution(documents(founding, "fa")))
    lines = text.splitlines()
    assert lines[:3] == ["همایش همکاری آمریکای شمالی", "", TITLE["fa"]]
    assert set(lines[3]) == {"="}
    at = [
        lines.index(said) for said in ("گزارش نشست", "مبانی اقدام مشترک", "۱. تشکل‌های مستقل", "شعارها", "امضاکنندگان")
    ]
    assert at == sorted(at)
    assert "• کانون همبستگی تورنتو — تورنتو، انتاریو، کانادا" in lines
    called = next(line for line in lines if "محکوم می‌دانیم." in line)
    assert called.endswith(" [۱]")
    assert any(line.startswith("[۱] رأی متمایز") for line in lines)
    assert founding.head().text(founding.state.assembly) in text
    assert not text.endswith("\n\n")


def rendered(text: str) -> lxml.html.HtmlElement:
    """The page that an independent reader of CommonMark makes of it."""
    return lxml.html.fromstring(f"<main>{MarkdownIt('commonmark').enable('strikethrough').render(text)}</main>")


@pytest.mark.parametrize("form", FORMS)
def test_markdown_is_only_what_the_document_means(hostile: Gathering, form: str) -> None:
    page = rendered(write_markdown(lay_out_resolution(documents(hostile, form))))
    allowed = {"main", "h1", "h2", "h3", "p", "br", "ul", "ol", "li", "strong", "code", "pre", "hr", "blockquote"}
    assert {element.tag for element in page.iter()} <= allowed
    shown = " ".join(page.text_content().split())
    for paragraph in split_paragraphs(NASTY):
        for line in paragraph.split("\n"):
            assert " ".join(line.split()) in shown


@pytest.mark.parametrize("form", ["fa", "en"])
def test_markdown_has_the_structure_of_the_page(founding: Gathering, form: str) -> None:
    sheet = lay_out_resolution(documents(founding, form))
    page = rendered(write_markdown(sheet))
    html = lxml.html.fromstring(SHEET_FORMATS["html"].write(sheet).decode())
    titles = [" ".join(h.text_content().split()) for h in html.xpath("//h1 | //h2 | //h3")]
    assert [" ".join(h.text_content().split()) for h in page.xpath("//h1 | //h2 | //h3")] == titles
    assert len(page.xpath("//li")) >= len(html.xpath("//li"))


@pytest.mark.parametrize(
    "text", ["1. one", "12) two", "- x", "+ x", "= x", "# x", "> x", "*a* _b_ `c`", "a\\b", "[x](y)", "![x](y)",
             "<b>x</b>", "&amp;", "~~a~~", "| a | b |", "    code", "---", "http://x.y <z@w>", "a\nb", "\\", "```"]
)  # fmt: skip
def test_no_text_is_markup(text: str) -> None:
    page = rendered(escape(text) + "\n\nend")
    assert {element.tag for element in page.iter()} <= {"main", "p", "br"}
    assert page[0].text_content().split() == text.split()


def test_json_has_the_document_field_by_field(founding: Gathering) -> None:
    held = json.loads(RESOLUTION_FORMATS["json"].write(documents(founding, "fa+en")))
    assert held["kind"] == "hamgara-resolution"
    fa, en = held["documents"]
    assert (fa["language"], en["language"]) == ("fa", "en")
    assert en["title"] == {"language": "en", "paragraphs": [TITLE["en"]], "standing": "current"}
    assert en["report"]["paragraphs"] == REPORT["en"].split("\n\n")
    assert [clause["id"] for clause in en["clauses"]] == ["p1", "b2", "b1", "d1", "s1"]
    assert en["clauses"][1]["vote"]["yes"] == "6"
    assert en["clauses"][1]["vote"]["adopted"] is True
    assert en["head"] == {"root": founding.head().root, "size": founding.head().size}
    assert en["organisations"][0]["name"]["paragraphs"] == ["Toronto Solidarity Society"]
    assert en["text_hash"] == founding.state.publication.resolutions["res"].hash


MARKED = Sheet(
    "Title",
    "Whose",
    "2010-08-13T14:00:00Z",
    (
        Side(
            "en",
            (
                Masthead("Whose", Wording(("Title",), "en")),
                Marked(
                    (
                        (
                            Run("same", "We "),
                            Run("gone", "defend "),
                            Run("new", "uphold *this* "),
                            Run("same", "right."),
                        ),
                        (Run("spelling", "co-operate"),),
                    ),
                    "en",
                ),
            ),
        ),
    ),
)


def read(id: str, data: bytes) -> Any:
    if id == "html":
        return lxml.html.fromstring(data.decode())
    if id == "docx":
        return lxml.html.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml"))
    return data.decode()


def test_what_goes_and_comes_is_told_apart_without_colour() -> None:
    page = read("html", SHEET_FORMATS["html"].write(MARKED))
    assert [e.text for e in page.xpath("//del")] == ["defend "]
    assert [e.text for e in page.xpath("//ins")] == ["uphold *this* "]
    assert "[−" in page.findtext(".//style")
    text = SHEET_FORMATS["txt"].write(MARKED).decode()
    assert "We [-defend -]{+uphold *this* +}right." in text
    assert "[=co-operate=]" in text
    page = rendered(SHEET_FORMATS["md"].write(MARKED).decode())
    assert [e.text for e in page.xpath("//s")] == ["defend"]
    assert [e.text for e in page.xpath("//strong")] == ["uphold *this*"]
    assert "[−defend −][+uphold *this* +]" in read("docx", SHEET_FORMATS["docx"].write(MARKED)).text_content()
    assert SHEET_FORMATS["pdf"].write(MARKED).startswith(b"%PDF")
