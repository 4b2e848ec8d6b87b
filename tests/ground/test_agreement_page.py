import re
from xml.etree import ElementTree

import pytest
from tests.balance import Balance

from hamgara.ground import Votes, agreement, agreement_html, agreement_svg, agreement_table

NASTY = "<script>alert('x')</script>&\""
SVG = "{http://www.w3.org/2000/svg}"
PEOPLE = [f"p{i}" for i in range(12)]
VOTES = Votes.from_arrays(PEOPLE * 2, ["1"] * 12 + [NASTY] * 12, [1] * 9 + [-1] * 3 + [1] * 4 + [-1] * 6 + [0] * 2)
CLASSES = {p: (NASTY if i % 2 else "سازمان") for i, p in enumerate(PEOPLE)}


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("classes", [None, CLASSES])
def test_the_page_is_well_formed_and_escaped_and_asks_for_nothing(language, classes) -> None:
    page = agreement_html(agreement(VOTES, classes=classes, floor=2), {"1": NASTY}, language)
    parsed = Balance()
    parsed.feed(page)
    assert parsed.open == []
    assert "script" not in parsed.seen
    assert parsed.addresses == []
    assert "url(" not in page
    assert re.findall(r"https?://[^\"' ]+", page) == ["http://www.w3.org/2000/svg"]
    assert f'dir="{"rtl" if language == "fa" else "ltr"}"' in page
    assert ("۱۲ شرکت‌کننده" in page) == (language == "fa")


@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_picture_shows_an_interval_for_every_mark(language) -> None:
    result = agreement(VOTES, classes=CLASSES, floor=2)
    root = ElementTree.fromstring(agreement_svg(result, language, texts={"1": NASTY}))
    bars = [g for g in root.iter(f"{SVG}g") if g.find(f"{SVG}line") is not None]
    assert len(bars) == len(result.ranking) * len(result.sizes) == 4
    for bar in bars:
        line, mark = bar.find(f"{SVG}line"), bar.find(f"{SVG}path")
        assert line is not None
        assert mark is not None
        ends = sorted(float(line.attrib[x]) for x in ("x1", "x2"))
        start = float(re.match(r"M(-?[\d.]+)", mark.attrib["d"])[1])  # type: ignore[index]
        assert ends[0] - 5 <= start <= ends[1]
        assert 0 <= ends[0] < ends[1] <= 360
    scale = [(t.text, float(t.attrib["x"])) for t in root.iter(f"{SVG}text") if (t.text or "")[-1:] in ("%", "٪")]
    places = [x for _, x in scale]
    assert places == sorted(places, reverse=language == "fa")
    assert scale[2][0] == ("۵۰٪" if language == "fa" else "50%")


def test_the_table_holds_everything_the_picture_shows() -> None:
    result = agreement(VOTES, classes=CLASSES, floor=2)
    table = agreement_table(result, "en")
    assert len(table.rows) == 2 * 3
    assert {len(row) for row in table.rows} == {len(table.header)}
    assert table.rows[0][:8] == ("1", "all", "12", "9", "3", "0", "75%", "51%–90%")
    assert agreement_table(result, "fa").rows[0][6] == "۷۵٪"


def test_nothing_to_show_is_said() -> None:
    empty = agreement(Votes.from_arrays([], [], []))
    assert "answered by enough" in agreement_svg(empty, "en")
    assert "هیچ موضعی" in agreement_html(empty, None, "fa")
