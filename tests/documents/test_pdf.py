"""PDFs: the words in reading order in both languages, markup inert, archival and accessible, the same bytes twice.

`pdftotext` (Debian's poppler-utils) reads a glyph that stands for several characters of a right-to-left line in
reverse: lam-alef. `words` undoes that alike on both sides, and leaves out what stands in no glyph, such as the ZWNJ.
"""

import re
import subprocess
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from tests.documents.conftest import LONG
from tests.documents.gathering import REPORT, TITLE, Gathering
from tests.documents.test_html import FORMS, documents

from hamgara.documents import PdfError, build_resolution, lay_out_resolution, resolution_pdf, write_pdf
from hamgara.documents import pdf as pdf_module
from hamgara.documents.labels import LABELS
from hamgara.documents.sheet import Heading, Item, Masthead, Prose, Roll, Sheet, Side
from hamgara.documents.texts import Wording

_MARKS = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\u0654\u0640]")


def words(text: str) -> list[str]:
    plain = _MARKS.sub("", re.sub("[\u202a-\u202e]", " ", text.replace("هٔ", "ۀ"))).replace("لا", "ال")
    return re.findall(r"[^\W\d_]{2,}", plain)


def read(pdf: bytes, folder: Path, *options: str) -> str:
    file = folder / "document.pdf"
    file.write_bytes(pdf)
    run = subprocess.run(["pdftotext", "-enc", "UTF-8", *options, str(file), "-"], capture_output=True, check=True)
    return run.stdout.decode()


def contains(whole: list[str], part: list[str]) -> bool:
    return any(whole[i : i + len(part)] == part for i in range(len(whole) - len(part) + 1))


@pytest.mark.parametrize("language", ["fa", "en"])
def test_words_are_in_reading_order(founding: Gathering, tmp_path: Path, language: str) -> None:
    document = build_resolution(founding.state, "res", language=language, head=founding.head())  # type: ignore[arg-type]
    found = words(read(resolution_pdf(document), tmp_path))
    assert contains(found, words(TITLE[language]))
    assert contains(found, words(REPORT[language]))
    at = 0
    for clause in document.clauses:
        for paragraph in clause.text.paragraphs:
            part = words(paragraph)
            place = next(i for i in range(at, len(found)) if found[i : i + len(part)] == part)
            at = place + len(part)
    names = [words(s.name.line) for s in (*document.organisations, *document.independents, *document.accessions)]
    for name in names:
        assert contains(found[at:], name), name
    for note in (note for clause in document.clauses for note in clause.notes):
        assert contains(found, words(note.wording.line))


def test_side_by_side_keeps_each_side_together(founding: Gathering, tmp_path: Path) -> None:
    text = read(resolution_pdf(documents(founding, "en+fa")), tmp_path, "-raw")
    found = [w for w in words(text) if w.isascii()]
    for clause in build_resolution(founding.state, "res", language="en", head=None).clauses:
        assert contains(found, [w for w in words(clause.text.line) if w.isascii()])


def test_particulars_for_machines_are_whole(founding: Gathering, tmp_path: Path) -> None:
    head = founding.head()
    text = _MARKS.sub("", read(resolution_pdf(documents(founding, "fa")), tmp_path))
    for value in (head.root, founding.state.assembly, founding.state.publication.resolutions["res"].hash):
        assert value in text
    assert "صفحۀ" in text


@pytest.mark.parametrize("form", FORMS)
def test_markup_of_members_is_inert(hostile: Gathering, tmp_path: Path, form: str) -> None:
    text = " ".join(read(resolution_pdf(documents(hostile, form)), tmp_path, "-raw").split())
    if form == "en":
        for said in ('#eval("1+1")', '#read("/etc/passwd")', "$x^2$", "`raw`", "*bold*", "_it_", "<label>", "@ref"):
            assert said in text
        assert "alert(1)</script>" in text
    sides = form.count("+") + 1
    assert words(text).count("word") == LONG.count("word") * sides
    assert "root:" not in text
    assert "[U+4E2D]" in text.replace(" ", "")
    assert "U+1F600" in text.replace(" ", "")


@pytest.mark.parametrize("form", FORMS)
def test_the_same_bytes_twice(founding: Gathering, hostile: Gathering, form: str) -> None:
    for gathering in (founding, hostile):
        assert resolution_pdf(documents(gathering, form)) == resolution_pdf(documents(gathering, form))


def streams(pdf: bytes) -> str:
    found = []
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompress(stream))
        except zlib.error:
            found.append(stream)
    return b"\n".join([pdf, *found]).decode("latin-1")


@pytest.mark.parametrize(("form", "language"), [("fa", "fa"), ("en", "en"), ("fa+en", "fa")])
def test_archival_accessible_and_dated_by_the_record(founding: Gathering, form: str, language: str) -> None:
    inside = streams(resolution_pdf(documents(founding, form)))
    assert re.search(r"pdfuaid:part>1<", inside)
    assert re.search(r"pdfaid:part>2<", inside)
    assert re.search(r"pdfaid:conformance>A<", inside)
    assert re.search(rf"/Lang\s?\({language}\)", inside)
    assert "/MarkInfo" in inside
    assert "/Alt" in inside
    published = founding.state.publication.resolutions["res"].published_at
    assert published.translate(str.maketrans("", "", "-:TZ")) in inside
    assert f"<xmp:CreateDate>{published.replace('Z', '+00:00')}<" in inside


def test_fonts_are_only_those_of_the_package_and_the_wheel(founding: Gathering) -> None:
    inside = streams(resolution_pdf(documents(founding, "fa+en")))
    fonts = set(re.findall(r"/FontName\s?/[A-Z]{6}\+([A-Za-z]+)", inside))
    assert fonts
    assert fonts <= {"Vazirmatn", "DejaVuSansMono", "LibertinusSerif"}


def test_what_typst_cannot_set_is_an_error_that_says_why(founding: Gathering, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = lay_out_resolution(documents(founding, "en"))
    with pytest.raises(PdfError, match="title"):
        write_pdf(replace(sheet, title=""))
    monkeypatch.setattr(pdf_module, "_MOST_ROUNDS", 0)
    with pytest.raises(PdfError, match="after 0 rounds"):
        write_pdf(sheet)


def test_no_heading_is_left_at_the_foot_of_a_page(hostile: Gathering, founding: Gathering, tmp_path: Path) -> None:
    for gathering in (founding, hostile):
        document = build_resolution(gathering.state, "res", language="en", head=gathering.head())
        pages = read(resolution_pdf(document), tmp_path, "-layout").split("\f")[:-1]
        assert len(pages) >= 3
        label = LABELS["en"]
        headings = {label.report, label.preamble, label.bases, label.demands, label.slogans, label.signatories}
        headings |= {label.organisations, label.independents, label.accessions, label.votes, label.verify}
        for page in pages:
            lines = [line.strip() for line in _MARKS.sub("", page).splitlines() if line.strip()]
            assert re.fullmatch(r"Page \d+ of \d+", lines[-1])
            assert lines[-2] not in headings


@pytest.mark.parametrize("form", ["fa", "en", "fa+en"])
def test_contents_name_every_heading_with_its_page(founding: Gathering, tmp_path: Path, form: str) -> None:
    pdf = resolution_pdf(documents(founding, form))
    language = form.split("+")[0]
    label = LABELS[language]  # type: ignore[index]
    pages = read(pdf, tmp_path, "-layout").split("\f")[:-1]
    first = [_MARKS.sub("", line).replace("لا", "ال") for line in pages[0].splitlines()]
    start = next(n for n, line in enumerate(first) if label.contents in line)
    digits = "[۰-۹]" if language == "fa" else "[0-9]"
    for heading in (label.report, label.preamble, label.bases, label.slogans, label.signatories, label.verify):
        said = _MARKS.sub("", heading).replace("لا", "ال")
        listed = next(line for line in first[start:] if said in line)
        (number,) = re.findall(rf"(?:^|\s)({digits})(?:\s|$)", listed)
        lines = [_MARKS.sub("", line).replace("لا", "ال") for line in pages[int(number) - 1].splitlines()]
        assert [line for line in lines if said in line and line != listed], (heading, number)


def test_a_short_document_has_no_contents(founding: Gathering, tmp_path: Path) -> None:
    sheet = lay_out_resolution(documents(founding, "en"))
    short = replace(sheet, sides=(replace(sheet.sides[0], blocks=sheet.sides[0].blocks[:4]),))
    assert LABELS["en"].contents not in read(write_pdf(short), tmp_path)


def test_what_is_said_of_a_list_stays_with_it(tmp_path: Path) -> None:
    def said(text: str, style: str = "body") -> Prose:
        return Prose(Wording((text,), "en"), style)  # type: ignore[arg-type]

    ends = set()
    for lines in range(24, 36):
        head = (Masthead("W", Wording(("T",), "en")), *[said("A line.")] * lines, Heading(2, Wording(("Names",), "en")))
        blocks = (*head, said("In order.", "soft"), Roll((Item(Wording(("First",), "en")),)))
        pages = read(write_pdf(Sheet("T", "W", "2010-08-13T14:00:00Z", (Side("en", blocks),))), tmp_path).split("\f")
        (page,) = [page for page in pages if "Names" in page]
        assert "First" in page, lines
        ends.add(pages.index(page))
    assert ends == {0, 1}, "the foot of the page must have been passed"
