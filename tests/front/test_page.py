import re
from fractions import Fraction
from xml.etree import ElementTree

import pytest
from tests.balance import Balance

from hamgara.front import (
    Acceptance,
    Answer,
    Rules,
    cover,
    frontier,
    frontier_html,
    frontier_svg,
    frontier_table,
    weigh_unknowns,
    widen,
)

NASTY = "<script>alert('x')</script>&\""
TABLE = Acceptance.from_answers(
    {
        ("کانون تورنتو", "1"): Answer("accept"),
        ("کانون تورنتو", NASTY): Answer("accept"),
        (NASTY, "1"): Answer("accept"),
        (NASTY, NASTY): Answer("conditional", NASTY),
        ("Boston", "1"): Answer("accept"),
        ("Boston", NASTY): Answer("refuse"),
    }
)


@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_page_is_well_formed_and_escaped_and_asks_for_nothing(language) -> None:
    page = frontier_html(frontier(TABLE), language, {"1": NASTY})
    parsed = Balance()
    parsed.feed(page)
    assert parsed.open == []
    assert "script" not in parsed.seen
    assert parsed.addresses == []
    assert "url(" not in page
    assert re.findall(r"https?://[^\"' ]+", page) == ["http://www.w3.org/2000/svg"]
    assert f'dir="{"rtl" if language == "fa" else "ltr"}"' in page
    assert ("۱ از ۳" in page) == (language == "fa")
    assert page == frontier_html(frontier(TABLE, seed=3), language, {"1": NASTY})


@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_picture_has_real_text_and_a_table_behind_it(language) -> None:
    result = frontier(TABLE)
    root = ElementTree.fromstring(frontier_svg(result, language))
    texts = [t.text or "" for t in root.iter("{http://www.w3.org/2000/svg}text")]
    assert ("۳" if language == "fa" else "3") in texts
    assert root.find("{http://www.w3.org/2000/svg}title") is not None
    places = [float(c.attrib["cx"]) for c in root.iter("{http://www.w3.org/2000/svg}circle")]
    assert places == sorted(places, reverse=language == "fa")
    table = frontier_table(result, language)
    assert len(table.rows) == len(result.points) == len(places)
    assert {len(row) for row in table.rows} == {len(table.header)}
    assert table.rows[1][1] == ("۳" if language == "fa" else "3")


def test_unproved_points_show_their_bound() -> None:
    answers = {(f"m{m}", f"c{c}"): Answer("accept") for m in range(12) for c in range(12) if (m * 7 + c * c) % 5}
    table = Acceptance.from_answers(answers)
    stopped = frontier(table, node_limit=1)
    opened = [p for p in stopped.points if not p.optimal]
    assert opened
    picture = frontier_svg(stopped, "en")
    assert picture.count("stroke-dasharray") == len(opened)
    assert "best found" in {row[3] for row in frontier_table(stopped, "en").rows}


def test_weights_are_named_as_weights() -> None:
    weighted = frontier(TABLE, weights={"Boston": Fraction(1, 2)})
    assert frontier_table(weighted, "en").header[1] == "weight of signers"
    assert "وزن امضاها" in frontier_svg(weighted, "fa")


def test_impossible_points_and_empty_tables_have_a_picture() -> None:
    required = frontier(TABLE, rules=Rules(must=frozenset(["1"])))
    assert frontier_table(required, "fa").rows[0][3] == "با این قواعد ممکن نیست"
    for language in ("fa", "en"):
        ElementTree.fromstring(frontier_svg(required, language))
        ElementTree.fromstring(frontier_svg(frontier(Acceptance.from_answers({})), language))
        assert frontier_html(frontier(Acceptance.from_answers({})), language)


SVG = "{http://www.w3.org/2000/svg}"
DOUBT = Acceptance.from_answers(
    {
        ("a", "1"): Answer("accept"),
        ("a", "2"): Answer("unknown"),
        ("b", "1"): Answer("accept"),
        ("b", "2"): Answer("refuse"),
        ("b", "3"): Answer("accept"),
        ("c", "1"): Answer("conditional", NASTY),
        ("c", "2"): Answer("accept"),
        ("c", "3"): Answer("unknown"),
    }
)


@pytest.mark.parametrize("language", ["fa", "en"])
def test_three_curves_are_drawn_apart_named_and_in_the_table(language) -> None:
    front = frontier(DOUBT, bases={"2": "x", "3": "x"})
    unknowns = weigh_unknowns(front, {("a", "2"): 0.5, ("a", "3"): 0.5, ("c", "3"): 0.25})
    root = ElementTree.fromstring(frontier_svg(front, language, unknowns))
    lines = [e.attrib.get("stroke-dasharray") for e in root.iter(f"{SVG}polyline")]
    assert sorted(lines, key=str) == ["1 4", "7 4", None]
    texts = [t.text for t in root.iter(f"{SVG}text")]
    names = ("قطعی", "مورد انتظار", "شدنی") if language == "fa" else ("certain", "expected", "possible")
    assert set(names) <= set(texts)
    # Each line of the picture ends where the table says, the possible one above the certain one.
    table = frontier_table(front, language, unknowns)
    assert {len(row) for row in table.rows} == {len(table.header)}
    assert table.header[2:4] == names[1:]
    certain, possible = table.rows[2][1], table.rows[2][3]
    assert (certain, possible) == (("۱", "۲") if language == "fa" else ("1", "2"))
    assert re.search(r"^\S+ \(.+\)$", table.rows[2][2])
    without = weigh_unknowns(front)
    assert frontier_table(front, language, without).header[2] == names[2]
    assert names[1] not in frontier_svg(front, language, without)


def test_nothing_unknown_leaves_one_curve() -> None:
    known = frontier(TABLE.restricted(["1"]))
    assert frontier_svg(known, "en", weigh_unknowns(known)) == frontier_svg(known, "en")
    assert frontier_table(known, "en", weigh_unknowns(known)) == frontier_table(known, "en")


@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_page_says_what_would_widen_the_front(language) -> None:
    front = frontier(DOUBT, bases={"2": "x", "3": "x"})
    unknowns, covers = weigh_unknowns(front), [cover(front, 2)]
    page = frontier_html(front, language, unknowns=unknowns, widening=widen(front), covers=covers)
    parsed = Balance()
    parsed.feed(page)
    assert parsed.open == []
    assert "script" not in parsed.seen
    for said in (
        ("پرسیدن کدام پاسخ‌ها می‌ارزد", "سهم هر بند در امضاهای ازدست‌رفته", "بستهٔ ۲بندی برای همه", "خط نقطه‌چین")
        if language == "fa"
        else (
            "Answers worth asking for",
            "Share of each clause",
            "that serve everybody",
            "Dotted",
        )
    ):
        assert said in page
    plain = frontier_html(front, language)
    assert "Dotted" not in plain
    assert "خط نقطه‌چین" not in plain


def test_weights_of_halves_are_read_as_decimals_and_others_stay_exact() -> None:
    halves = frontier(TABLE, weights={"Boston": Fraction(1, 2)})
    assert frontier_table(halves, "en").rows[0][1] == "2.5"
    thirds = frontier(TABLE, weights={"Boston": Fraction(1, 3)})
    assert frontier_table(thirds, "en").rows[0][1] == "7/3"


@pytest.mark.parametrize("language", ["fa", "en"])
def test_packages_are_folded_where_there_are_many(language) -> None:
    def page(clauses: int) -> str:
        answers = {(f"m{m}", f"c{c}"): Answer("accept") for m in range(3) for c in range(clauses)}
        return frontier_html(frontier(Acceptance.from_answers(answers)), language)

    few, many = page(4), page(30)
    assert few.count("<details open><summary><h2>") == 5
    assert "<details open>" not in many
    assert many.count("<details><summary><h2>") == 31
