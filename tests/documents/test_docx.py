"""DOCX files read by python-docx: styles, directions, notes, tables, nothing from outside, the same bytes twice."""

import io
import zipfile

import docx
import lxml.etree
import pytest
import segno
from docx.oxml.ns import qn
from tests.documents.conftest import NASTY
from tests.documents.gathering import REPORT, TITLE, Gathering
from tests.documents.test_html import FORMS, documents

from hamgara.documents import build_resolution, lay_out_resolution, resolution_docx
from hamgara.documents.docx.elements import runs
from hamgara.documents.texts import split_paragraphs

#: Runs that stand in Persian text: their direction has to be said.
ARABIC = range(0x600, 0x700)


def opened(data: bytes) -> "docx.document.Document":
    return docx.Document(io.BytesIO(data))


def paragraphs(document: "docx.document.Document") -> list["docx.text.paragraph.Paragraph"]:
    return [docx.text.paragraph.Paragraph(p, document) for p in document.element.body.iter(qn("w:p"))]


@pytest.mark.parametrize("language", ["fa", "en"])
def test_text_stands_in_order_under_its_styles(founding: Gathering, language: str) -> None:
    document = opened(resolution_docx(documents(founding, language)))
    found = [(p.style.name, p.text) for p in paragraphs(document)]
    assert ("Title", TITLE[language]) in found
    built = build_resolution(founding.state, "res", language=language, head=founding.head())  # type: ignore[arg-type]
    expected = [*split_paragraphs(REPORT[language])]
    for clause in built.clauses:
        expected += clause.text.paragraphs
    styled = {text: style for style, text in found}
    assert [text for _, text in found if text in expected] == expected
    assert {styled[text] for text in built.clauses[-1].text.paragraphs} == {"Slogan"}
    headings = [text for style, text in found if style == "Heading 2"]
    assert headings[0] == ("۱. تشکل‌های مستقل" if language == "fa" else "1. Independent organisations")


def test_signatories_are_a_table_with_a_head_that_repeats(founding: Gathering) -> None:
    document = opened(resolution_docx(documents(founding, "en")))
    first = document.tables[0]
    assert [cell.text for cell in first.rows[0].cells] == ["Name", "Place"]
    assert first.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None
    assert [cell.text for cell in first.rows[1].cells] == ["Toronto Solidarity Society", "Toronto, Ontario, Canada"]


@pytest.mark.parametrize("form", FORMS)
def test_every_run_says_its_direction_and_no_run_has_two(founding: Gathering, form: str) -> None:
    body = opened(resolution_docx(documents(founding, form))).element.body
    seen = set()
    for run in body.iter(qn("w:r")):
        text = "".join(t.text or "" for t in run.iter(qn("w:t")))
        rtl = run.find(f"{qn('w:rPr')}/{qn('w:rtl')}") is not None if run.find(qn("w:rPr")) is not None else False
        persian = any(ord(character) in ARABIC for character in text)
        latin = any("a" <= character.lower() <= "z" for character in text)
        assert not (persian and latin), text
        if persian or latin:
            assert rtl == persian, text
            language = run.find(f"{qn('w:rPr')}/{qn('w:lang')}")
            assert language.get(qn("w:bidi" if rtl else "w:val")) == ("fa-IR" if rtl else "en-US")
            seen.add(rtl)
    assert seen == {True, False}
    right = {
        "".join(t.text or "" for t in p.iter(qn("w:t"))): p.find(f"{qn('w:pPr')}/{qn('w:bidi')}") is not None
        for p in body.iter(qn("w:p"))
    }
    for language in form.split("+"):
        assert right[TITLE[language]] == (language == "fa")


def test_text_is_divided_where_its_direction_turns() -> None:
    def divided(text: str, language: str) -> list[tuple[str, bool]]:
        made = runs(text, language)  # type: ignore[arg-type]
        return [("".join(r.itertext()), r.find(f"{qn('w:rPr')}/{qn('w:rtl')}") is not None) for r in made]

    assert divided("سند 412 از ILO Convention 87 است.", "fa") == [
        ("سند 412 از ", True),
        ("ILO Convention 87", False),
        (" است.", True),
    ]
    assert divided("The word «آزادی» stands.", "en") == [("The word «", False), ("آزادی", True), ("» stands.", False)]
    assert divided("از \u2068ACME (Canada)\u2069 است", "fa") == [
        ("از ", True),
        ("ACME (Canada)", False),
        (" است", True),
    ]


def test_reservations_are_footnotes_and_side_by_side_notes_at_the_end(founding: Gathering) -> None:
    one = zipfile.ZipFile(io.BytesIO(resolution_docx(documents(founding, "en"))))
    notes = lxml.etree.fromstring(one.read("word/footnotes.xml"))
    said = ["".join(note.itertext()) for note in notes]
    assert len(said) == 4
    assert "stronger than it ought to be" in said[2]
    body = lxml.etree.fromstring(one.read("word/document.xml"))
    assert [r.get(qn("w:id")) for r in body.iter(qn("w:footnoteReference"))] == ["1", "2"]
    pair = lxml.etree.fromstring(
        zipfile.ZipFile(io.BytesIO(resolution_docx(documents(founding, "fa+en")))).read("word/document.xml")
    )
    anchors = [link.get(qn("w:anchor")) for link in pair.iter(qn("w:hyperlink"))]
    assert len(anchors) == 4
    assert sorted(anchors) == sorted(mark.get(qn("w:name")) for mark in pair.iter(qn("w:bookmarkStart")))


def test_the_code_is_a_picture_with_words_for_it(founding: Gathering) -> None:
    document = opened(resolution_docx(documents(founding, "en")))
    text = founding.head().text(founding.state.assembly)
    assert text in document.inline_shapes[0]._inline.docPr.get("descr")
    held = io.BytesIO()
    segno.make_qr(text, error="m", boost_error=False).save(held, kind="png", scale=6, border=4, compresslevel=0)
    assert document.part.related_parts["r-qr"].blob == held.getvalue()


@pytest.mark.parametrize("form", FORMS)
def test_members_text_is_text_and_nothing_points_outside(hostile: Gathering, form: str) -> None:
    data = resolution_docx(documents(hostile, form))
    whole = "\n".join(p.text for p in paragraphs(opened(data)))
    for paragraph in split_paragraphs(NASTY):
        for line in paragraph.split("\n"):
            assert line.replace("\u2067", "").replace("\u2069", "") in whole
    for part in zipfile.ZipFile(io.BytesIO(data)).namelist():
        if part.endswith(".rels"):
            assert b"External" not in zipfile.ZipFile(io.BytesIO(data)).read(part)


@pytest.mark.parametrize("form", FORMS)
def test_the_same_bytes_twice_bearing_the_records_time(founding: Gathering, form: str) -> None:
    data = resolution_docx(documents(founding, form))
    assert data == resolution_docx(documents(founding, form))
    properties = opened(data).core_properties
    published = founding.state.publication.resolutions["res"].published_at
    assert (
        properties.created.strftime("%Y-%m-%dT%H:%M:%SZ")
        == properties.modified.strftime("%Y-%m-%dT%H:%M:%SZ")
        == published
    )
    assert properties.title == lay_out_resolution(documents(founding, form)).title
    package = zipfile.ZipFile(io.BytesIO(data))
    assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert package.namelist() == sorted(package.namelist())
    assert {entry.compress_type for entry in package.infolist()} == {zipfile.ZIP_STORED}


def test_head_and_foot_of_the_page(founding: Gathering) -> None:
    section = opened(resolution_docx(documents(founding, "en"))).sections[0]
    assert section.different_first_page_header_footer
    assert section.header.paragraphs[0].text == f"North American Cooperation\t{TITLE['en']}"
    assert "PAGE" in section.footer._element.xpath("string(.)")
    assert section.footer.paragraphs[0].text == "Page 1 of 1"
    assert section.first_page_header.is_linked_to_previous
