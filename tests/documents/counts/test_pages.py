"""Reports as pages and PDFs: in reading order, nothing of a name read as markup, accessible, the same bytes twice."""

from __future__ import annotations

import hashlib
import io
import re
import subprocess
import sys
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from lxml import etree
from tests.documents.conftest import NASTY
from tests.documents.counts.polls import NAMES, counting_of, poll
from tests.documents.test_pdf import contains, read, streams, words

from hamgara.dates import Language
from hamgara.documents import COUNT_FORMATS, Candidate, Counting, count_html, count_pdf
from hamgara.documents.counts.report import lay_out_count
from hamgara.documents.sheet import Figure, Table
from hamgara.elections import METHODS, Ballots, PlaceRule

PAPERS = [
    (9, ("Ava", "Babak", "Cyra")), (7, ("Babak", "Ava", "Dana")), (6, ("Cyra", "Ava")), (5, ("Dana", "Cyra", "Farah")),
    (4, ("Farah", "Dana")), (4, ("Esfandiar", "Farah", "Dana")),
]  # fmt: skip
PERSIAN = dict(zip(NAMES, ("آوا کیان", "بابک رستمی", "سیرا نوری", "دانا مهر", "اسفندیار", "فرح دیبا"), strict=True))
LANGUAGES: tuple[Language, ...] = ("fa", "en")


def report(method: str = "scottish-stv", **parts: Any) -> Counting:
    counting = poll(method, PAPERS, 3, rules=[PlaceRule("city", at_most=1)], seed="s", **parts)
    named = {who: Candidate({"fa": PERSIAN[who], "en": who}, None, c.classes) for who, c in counting.candidates.items()}
    parts = {f: getattr(counting, f) for f in counting.__slots__}
    return Counting(**{**parts, "candidates": named, "title": {"fa": "انتخاب هیئت", "en": "The committee"}})


def parse(page: str) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(page)


HEADINGS = {
    "en": ["What was counted, and how", "The result", "The result at a glance", "How votes moved between the stages",
           "The count, stage by stage", "Ties", "Guarantees of place", "How firm the result is",
           "What can be checked without trusting the count", "How to check this count"],
    "fa": ["چه چیزی و چگونه شمرده شد", "نتیجه", "نتیجه در یک نگاه", "جریان رأی‌ها میان مرحله‌ها",
           "شمارش، مرحله به مرحله", "برابری‌ها", "قاعده‌های مکان", "نتیجه چه اندازه استوار است",
           "آنچه بدون اعتماد به شمارش می‌توان سنجید", "چگونه این شمارش را بیازماییم"],
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_pdf_is_in_reading_order(tmp_path: Path, language: Language) -> None:
    counting = report(dated="2010-08-15T16:20:00Z")
    found = words(read(count_pdf(counting, language), tmp_path))
    page = parse(count_html(counting, language))
    at = 0
    for heading in page.xpath("//h1 | //h2 | //h3"):
        part = words(heading.text_content())
        places = [i for i in range(at, len(found)) if found[i : i + len(part)] == part]
        assert places, heading.text_content()
        at = places[0] + len(part)
    assert [h.text_content() for h in page.xpath("//h2")] == HEADINGS[language]
    for sentence in page.xpath("//section[5]//div[@class='body']/p"):
        assert contains(found, words(sentence.text_content())), sentence.text_content()


@pytest.mark.parametrize("languages", [("fa",), ("en",), ("fa", "en")])
def test_pdf_is_accessible_and_archival_where_it_bears_a_date(languages: tuple[Language, ...]) -> None:
    dated = streams(count_pdf(report(dated="2010-08-15T16:20:00Z"), *languages))
    assert re.search(r"pdfuaid:part>1<", dated)
    assert re.search(r"pdfaid:part>2<", dated)
    assert "<xmp:CreateDate>2010-08-15T16:20:00+00:00<" in dated
    assert re.search(rf"/Lang\s?\({languages[0]}\)", dated)
    assert dated.count("/Alt") >= 2 * len(languages)
    undated = streams(count_pdf(report(), *languages))
    assert re.search(r"pdfuaid:part>1<", undated)
    assert "pdfaid" not in undated
    assert "CreateDate" not in undated


FRESH = """
import hashlib
from tests.documents.counts.test_pages import report
from hamgara.documents import count_html, count_pdf
for languages in (("fa",), ("en", "fa")):
    print(hashlib.sha256(count_html(report(), *languages).encode()).hexdigest())
    print(hashlib.sha256(count_pdf(report(), *languages)).hexdigest())
"""


def test_the_same_bytes_from_fresh_processes() -> None:
    said = {hashlib.sha256(count_html(report(), "fa").encode()).hexdigest()}
    for seed, zone in (("1", "UTC"), ("2", "Asia/Tehran")):
        run = subprocess.run(
            [sys.executable, "-c", FRESH], env={"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": "src:."},
            capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3],
        )  # fmt: skip
        said.add(run.stdout)
    first = next(s for s in said if len(s) == 64)
    assert len(said) == 2
    assert next(s for s in said if len(s) > 64).startswith(first)


LINE = NASTY.replace("\n", " ").replace("\x07", "")


@pytest.mark.parametrize("languages", [("fa",), ("en",), ("fa", "en")])
@pytest.mark.parametrize("method", ["scottish-stv", "schulze", "pav"])
def test_nothing_in_a_name_is_markup(tmp_path: Path, method: str, languages: tuple[Language, ...]) -> None:
    names = (f"{LINE[:60]}", f"<b>{LINE[60:140]}".strip(), "#eval(1) *x* $y$ 中😀", "نام {name} {0} %s")
    papers = [(5, [names[0], names[1]]), (4, [names[1]]), (3, [names[2], names[0]]), (2, [names[3], names[2]])]
    counting = counting_of(Ballots.from_rankings(names, papers, 2), method, 2, seed="</code><script>")
    page = parse(count_html(counting, *languages))
    assert not page.xpath("//script | //img | //b | //@style | //@onerror | //@src")
    shown = page.text_content()
    assert names[2] in shown
    assert names[3] in shown
    text = " ".join(read(count_pdf(counting, *languages), tmp_path, "-raw").split())
    assert "U+4E2D" in text.replace(" ", "")


@pytest.mark.parametrize("method", sorted(METHODS))
def test_pages_are_in_order_and_ask_nothing_of_anybody(method: str) -> None:
    for languages in (("fa",), ("en",), ("en", "fa")):
        page = parse(count_html(report(method), *languages))  # type: ignore[arg-type]
        levels = [int(h.tag[1]) for h in page.xpath("//h1 | //h2 | //h3")]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
        assert not page.xpath("//@href | //@src | //script | //link")
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids))
        for table in page.xpath("//table"):
            assert table.findtext("caption")
            assert {cell.get("scope") for cell in table.xpath(".//th")} == {"col", "row"}
        for picture in page.xpath("//svg"):
            assert picture.get("role") == "img"
            assert picture.findtext("title")
        for scrolled in page.xpath("//*[@class='scroll']"):
            assert scrolled.get("tabindex") == "0"
            assert scrolled.get("aria-label")


def test_in_persian_only_names_and_sources_are_in_latin_letters() -> None:
    page = parse(count_html(report(), "fa"))
    for foreign in page.xpath("//main//*[@lang='en'] | //main//code"):
        foreign.drop_tree()
    said = page.xpath("string(//main)")
    latin = set(re.findall("[A-Za-z]{2,}", said)) - {"Toronto", "Boston", "Ottawa", "votes", "blt"}
    assert latin <= {"SHA", "JSON"}, latin
    assert not re.search("[0-9]", re.sub("SHA-256", "", said))
    assert not re.search("[يك]", said)


@pytest.mark.parametrize("form", ["docx", "md", "txt"])
@pytest.mark.parametrize("languages", [("fa",), ("en",), ("fa", "en")])
def test_formats_without_columns_and_pictures_tell_what_is_in_them(form: str, languages: tuple[Language, ...]) -> None:
    sheet = lay_out_count(report(), *languages)
    data = COUNT_FORMATS[form].write((report(), languages))
    if form == "docx":
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            data = "".join(etree.fromstring(parts.read("word/document.xml")).itertext()).encode()
    shown = re.sub(r"[\\\s]", "", data.decode())
    blocks = [block for side in sheet.sides for block in side.blocks]
    figures = [block for block in blocks if isinstance(block, Figure)]
    tables = [block for block in blocks if isinstance(block, Table)]
    assert figures
    assert tables
    wanted = [block.description for block in figures]
    wanted += [cell for block in tables for row in block.rows for cell in row]
    assert not [text for text in wanted if re.sub(r"[\\\s]", "", text) not in shown]
