"""Pages: well-formed, with nothing of members' text read as markup, headings in order, no request anywhere."""

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import lxml.html
import pytest
import segno
from tests.documents.conftest import NASTY
from tests.documents.gathering import Gathering

from hamgara.dates import Language
from hamgara.documents import RESOLUTION_FORMATS, build_resolution, lay_out_resolution, resolution_html, write_fragment
from hamgara.documents.qr import QUIET, draw_qr
from hamgara.documents.resolution_sheet import Resolutions
from hamgara.documents.texts import split_paragraphs

FORMS = ["fa", "en", "fa+en", "en+fa"]
ELEMENTS = (
    "html head meta title style body main article header section div p span h1 h2 h3 ul ol li bdi dl dt dd code sup a "
    "strong br svg rect path"
)


def documents(gathering: Gathering, form: str) -> Resolutions:
    languages: list[Language] = form.split("+")  # type: ignore[assignment]
    built = [build_resolution(gathering.state, "res", language=x, head=gathering.head()) for x in languages]
    return built[0] if len(built) == 1 else (built[0], built[1])


def parse(page: str) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(page)


@pytest.mark.parametrize("form", FORMS)
def test_nothing_that_members_wrote_is_markup(hostile: Gathering, form: str) -> None:
    page = parse(resolution_html(documents(hostile, form)))
    assert {element.tag for element in page.iter()} <= {*ELEMENTS.split()}
    allowed = {"lang", "dir", "class", "id", "href", "role", "charset", "name", "content"}
    drawing = {"viewbox", "viewBox", "shape-rendering", "width", "height", "fill", "d"}
    assert {name for element in page.iter() for name in element.attrib} <= allowed | drawing
    shown = page.text_content()
    for line in (line for paragraph in split_paragraphs(NASTY) for line in paragraph.split("\n")):
        assert line in shown
    assert "\u202e" not in shown


@pytest.mark.parametrize("form", FORMS)
def test_the_page_asks_nothing_of_anybody(founding: Gathering, form: str) -> None:
    page = parse(resolution_html(documents(founding, form)))
    assert all(link.startswith("#") for link in page.xpath("//@href"))
    assert not page.xpath("//@src | //script | //link | //iframe")
    style = page.findtext(".//style")
    assert "url(" not in style
    assert "@import" not in style


@pytest.mark.parametrize("form", FORMS)
def test_headings_are_in_order_and_links_arrive(hostile: Gathering, form: str) -> None:
    page = parse(resolution_html(documents(hostile, form)))
    levels = [int(h.tag[1]) for h in page.xpath("//h1 | //h2 | //h3")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    links = [link[1:] for link in page.xpath("//@href")]
    assert links
    assert set(links) == set(ids)


@pytest.mark.parametrize(("form", "lang", "dir_"), [("fa", "fa", "rtl"), ("en+fa", "en", "ltr")])
def test_language_and_direction(founding: Gathering, form: str, lang: str, dir_: str) -> None:
    page = parse(resolution_html(documents(founding, form)))
    assert (page.get("lang"), page.get("dir")) == (lang, dir_)
    pairs = {(e.get("lang"), e.get("dir")) for e in page.xpath("//*[@lang]")}
    assert pairs <= {("fa", "rtl"), ("en", "ltr")}
    foreign = page.xpath("//bdi[@lang='en']") if form == "fa" else page.xpath("//div[@lang='fa']//bdi[@lang='en']")
    assert [e.text for e in foreign] == ["Vancouver Workers’ Circle"]


def test_side_by_side_has_each_section_in_both(founding: Gathering) -> None:
    page = parse(resolution_html(documents(founding, "fa+en")))
    for heading in page.xpath("//h1 | //h2 | //h3"):
        assert [side.get("lang") for side in heading] == ["fa", "en"]


def test_the_fragment_is_the_article_of_the_page(founding: Gathering) -> None:
    fragment = write_fragment(lay_out_resolution(documents(founding, "fa")))
    assert fragment.startswith("<article")
    assert fragment in resolution_html(documents(founding, "fa"))


def test_the_code_draws_every_module() -> None:
    text = "hamgara:abc:12:" + "f0" * 32
    side, path = draw_qr(text)
    dark: set[tuple[int, int]] = set()
    for run in filter(None, path.split("M")):
        start, width = run.split("h")
        x, y = map(int, start.split())
        dark |= {(x + i, y) for i in range(int(width.split("v")[0]))}
    matrix = segno.make_qr(text, error="m", boost_error=False).matrix
    assert side == len(matrix) + 2 * QUIET
    assert dark == {(x + QUIET, y + QUIET) for y, row in enumerate(matrix) for x, bit in enumerate(row) if bit}


FRESH = """
import sys, hashlib
from tests.documents.gathering import resolve
from hamgara.documents import RESOLUTION_FORMATS, build_resolution, write_calendar
g = resolve()
both = tuple(build_resolution(g.state, "res", language=x, head=g.head()) for x in ("fa", "en"))
for views in (both, both[0]):
    for form in RESOLUTION_FORMATS.values():
        print(hashlib.sha256(form.write(views)).hexdigest())
print(hashlib.sha256(write_calendar(g.state, language="fa")).hexdigest())
"""


def test_the_same_bytes_from_fresh_processes() -> None:
    said = set()
    for seed, zone in (("1", "UTC"), ("2", "Asia/Tehran")):
        run = subprocess.run(
            [sys.executable, "-c", FRESH], env={"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": "src:."},
            capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
        )  # fmt: skip
        said.add(run.stdout)
    assert len(said) == 1
    assert len(said.pop().split()) == 2 * len(RESOLUTION_FORMATS) + 1
