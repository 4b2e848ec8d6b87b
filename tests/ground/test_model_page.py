"""Pictures, tables and the page of a model: well-formed, small, in both languages, and with the model's own numbers."""

import json
import re
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from tests.balance import Balance
from tests.ground.test_agreement_page import NASTY

from hamgara.dates import format_percent
from hamgara.ground import (
    GroundModel,
    Votes,
    common_svg,
    fit,
    ground_html,
    groups_table,
    heat_svg,
    map_svg,
    read_texts,
    read_votes,
    statements_table,
)
from hamgara.ground.heat import heat_rows, is_unsure
from hamgara.ground.opinion_map import DRAWN, drawn
from hamgara.ground.results import PLACINGS, Estimate, Standing

SVG = "{http://www.w3.org/2000/svg}"
POLIS = Path("tests/data/polis/canadian-electoral-reform")
PERSIAN, LATIN = re.compile("[\u0621-\u06cc]"), re.compile("[A-Za-z]{2,}")
LANGUAGES = pytest.mark.parametrize("language", ["fa", "en"])


def planted(people: int, statements: int, seed: int = 1, share: float = 0.7) -> Votes:
    """Two groups that answer half of the statements alike and the others against each other; an eighth saw little."""
    rng = np.random.default_rng(seed)
    side = rng.random(people) < share
    chance = np.where(np.arange(statements)[None, :] % 2 == 0, 0.85, np.where(side[:, None], 0.9, 0.1))
    value = np.where(rng.random((people, statements)) < chance, 1, -1)
    asked = rng.random((people, statements)) < np.where(np.arange(people)[:, None] % 8, 0.8, 0.05)
    rows, columns = np.nonzero(asked)
    return Votes.from_arrays(
        rows, columns, value[rows, columns], participants=range(people), statements=range(statements)
    )


@pytest.fixture(scope="module")
def model() -> GroundModel:
    return fit(read_votes(POLIS / "participants-votes.csv"))


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return read_texts(POLIS / "comments.csv")


@pytest.fixture(scope="module")
def crowd() -> GroundModel:
    """Thousands of participants."""
    return fit(planted(6_000, 24))


@pytest.fixture(scope="module")
def alike() -> GroundModel:
    """Independent answers, so that there is no structure at all."""
    rng = np.random.default_rng(4)
    rows, columns = np.divmod(np.arange(60 * 12), 12)
    value = np.where(rng.random(60 * 12) < np.linspace(0.1, 0.9, 12)[columns], 1, -1)
    return fit(Votes.from_arrays(rows, columns, value))


def pictures(model: GroundModel, texts: dict[str, str], language: str) -> list[str]:
    drawn = (map_svg(model, language), common_svg(model, texts, language), heat_svg(model, texts, language))
    return [picture for picture in drawn if picture]


@LANGUAGES
def test_the_page_is_well_formed_and_escaped_and_asks_for_nothing(model, texts, language) -> None:
    page = ground_html(model, texts | {"0": NASTY, model.statements[5].statement: NASTY}, language)
    parsed = Balance()
    parsed.feed(page)
    assert parsed.open == []
    assert not parsed.seen & {"script", "img", "link", "iframe", "object", "image", "use"}
    assert parsed.addresses == []
    assert set(re.findall(r"url\(([^)]*)\)", page)) <= {"#unsure-dark", "#unsure-light"}
    assert set(re.findall(r"(?:https?:)?//[^\"' <]+", re.sub(r"<(?:li|td|text|span)\b.*?</", "", page))) == {
        "http://www.w3.org/2000/svg"
    }
    assert "default-src 'none'" in page
    assert f'<html lang="{language}" dir="{"rtl" if language == "fa" else "ltr"}"' in page
    assert page.count("<svg") == 3
    assert page.count("<table>") == 4
    assert len(page) < 250_000


@LANGUAGES
def test_pictures_are_well_formed_with_texts_of_their_language(model, crowd, alike, language) -> None:
    for found in (model, crowd, alike):
        for picture in pictures(found, {}, language):
            root = ElementTree.fromstring(picture)
            assert root.attrib["direction"] == ("rtl" if language == "fa" else "ltr")
            assert root.attrib["role"] == "img"
            said = " ".join(root.itertext())
            assert bool(PERSIAN.search(said)) == (language == "fa")
            assert bool(LATIN.search(said)) == (language == "en")
            assert (root.findtext(f"{SVG}title") and root.findtext(f"{SVG}desc")) is not None
            width, height = (float(n) for n in root.attrib["viewBox"].split()[2:])
            for t in root.iter(f"{SVG}text"):
                assert 0 <= float(t.attrib["x"]) <= width
                assert 0 < float(t.attrib["y"]) <= height


def test_whatever_the_number_of_participants_the_map_stays_small(model, crowd) -> None:
    for found in (model, crowd):
        assert len(map_svg(found, "fa")) < 30_000
        assert len(drawn(found)) == min(DRAWN, len(found.participants))
    parts = np.bincount(crowd.participants.group[drawn(crowd)], minlength=3) / DRAWN
    whole = np.bincount(crowd.participants.group, minlength=3) / len(crowd.participants)
    assert np.abs(parts - whole).max() < 0.01
    assert "400" in ground_html(crowd, {}, "en")
    assert len(ground_html(crowd, {}, "fa")) < 120_000


def test_the_map_depends_neither_on_the_order_of_rows_nor_on_names() -> None:
    votes = planted(700, 16)
    order = np.random.default_rng(2).permutation(len(votes))
    names = np.array([f"x{n}" for n in np.random.default_rng(3).permutation(700)])
    other = Votes.from_arrays(
        names[votes.participant[order]], votes.statement[order], votes.value[order], participants=names
    )
    assert map_svg(fit(other), "en") == map_svg(fit(votes), "en")


def test_groups_are_told_apart_by_more_than_colour(model) -> None:
    chart = common_svg(model, {}, "en")
    dashes = {
        re.search(r'stroke-dasharray="([^"]*)"', line) for line in re.findall('<line[^>]*stroke="var.--g[^>]*>', chart)
    }
    shapes = {re.sub(r"M[-\d. ]+", "", d) for d in re.findall(r'<path d="([^"]*)" fill="var\(--g', chart)}
    assert len({m and m[1] for m in dashes}) == len(shapes) == len(model.groups) == 3


def test_what_is_unsure_is_hatched(model) -> None:
    heat = heat_svg(model, {}, "en")
    root = ElementTree.fromstring(heat)
    by_name = {s.statement: s for s in model.statements}
    names = [t for t in (t.find(f"{SVG}tspan") for t in root.iter(f"{SVG}text")) if t is not None]
    shown = [by_name[t.text or ""] for t in names]
    every = [standing.share for s in shown for standing in (*s.groups, s.overall)]
    unsure = sum(e.low < 0.5 < e.high for e in every)
    assert 0 < unsure == heat.count("url(#unsure")


@pytest.mark.parametrize(
    ("low", "high", "unsure"), [(0.49, 0.8, True), (0.2, 0.51, True), (0.51, 0.9, False), (0.1, 0.49, False)]
)
def test_an_interval_is_unsure_where_it_takes_in_one_half(low: float, high: float, unsure: bool) -> None:
    standing = Standing(10, 5, 5, 0, Estimate((low + high) / 2, low, high), 0.5)
    assert is_unsure(standing) == unsure


def shades() -> list[tuple[float, float]]:
    from hamgara.ground.heat import _SHADES

    def light(colour: str) -> float:
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    return [(light(shade), light(ink)) for shade, ink in _SHADES]


def test_shades_run_one_way_in_grey_and_figures_stand_out() -> None:
    lightness = [shade for shade, _ in shades()]
    assert lightness == sorted(lightness, reverse=True)
    assert all(a / b > 1.2 for a, b in pairwise(lightness))
    for shade, ink in shades():
        low, high = sorted((shade, ink))
        assert (high + 0.05) / (low + 0.05) >= 4.5


@LANGUAGES
def test_the_tables_are_the_numbers_of_the_model(model, texts, language) -> None:
    table = statements_table(model, texts, language, model.statements)
    assert len(table.rows) == len(model.statements)
    assert {len(row) for row in table.rows} == {len(table.header)}
    shown = map_svg(model, language)
    for row, s in zip(table.rows, model.statements, strict=True):
        means = [cell.split(" ")[0] for cell in row[3 : 4 + len(model.groups)]]
        standings = (*s.groups, s.overall)
        assert means == [format_percent(Fraction(g.share.mean), language, places=0) for g in standings]
    groups = groups_table(model, language)
    western = str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")
    assert [int(row[1].translate(western)) for row in groups.rows] == [
        *(g.members for g in model.groups),
        *(n for k in (1, 2, 3) if (n := int((model.participants.placing == k).sum()))),
    ]
    assert len(PLACINGS) == 4
    for row in groups.rows[: len(model.groups)]:
        assert f"({row[1]})" in shown


def test_intervals_hold_the_marks_they_belong_to(model) -> None:
    for s in model.statements:
        for standing in (*s.groups, s.overall):
            assert standing.share.low <= standing.share.mean <= standing.share.high


def test_one_group_is_said_to_be_one(alike) -> None:
    assert len(alike.groups) == 1
    page = ground_html(alike, {}, "en")
    assert "One group" in page
    assert "What divides" not in page
    assert "group 2" not in page
    assert "یک گروه" in ground_html(alike, {}, "fa")
    if not alike.dimension:
        assert map_svg(alike, "en") == ""
        assert "no map to draw" in page


def test_a_heat_map_of_one_group_shows_where_it_is_split(alike) -> None:
    common, apart = heat_rows(alike, 6)
    assert len(common) == len(apart) == 3
    far = [abs(s.overall.share.mean - 0.5) for s in alike.statements]
    assert max(abs(s.overall.share.mean - 0.5) for s in apart) == sorted(far)[2]
    assert "where opinion is split" in heat_svg(alike, {}, "en", most=6)
    assert "what divides" not in heat_svg(alike, {}, "en", most=6)


def test_who_is_not_placed_is_said(crowd) -> None:
    little = int((crowd.participants.placing == PLACINGS.index("too little seen")).sum())
    assert little > 500
    assert f"{little:,} who saw fewer than 7 positions" in re.sub(r"</?\w[^>]*>", "", ground_html(crowd, {}, "en"))


def test_a_tie_is_never_called_a_finding() -> None:
    rows, columns = np.divmod(np.arange(40 * 6), 6)
    tied = Votes.from_arrays(rows, columns, np.where((rows + columns) % 2, 1, -1))
    found = fit(tied)
    assert all(s.overall.agree == s.overall.disagree for s in found.statements)
    assert {s.verdict for s in found.statements} == {"none"}
    assert "Of no position can it be said yet" in ground_html(found, {}, "en")


def answers(kind: str, people: int, statements: int) -> Votes:
    rows, columns = np.divmod(np.arange(people * statements), statements)
    rng = np.random.default_rng(people)
    value = {
        "all agree": np.ones(len(rows), dtype=int),
        "all pass": np.zeros(len(rows), dtype=int),
        "against each other": np.where((rows + columns) % 2, 1, -1),
        "straight lines": np.where(rows % 2, 1, -1),
        "by chance": rng.choice([1, -1, 0], len(rows)),
    }[kind]
    return Votes.from_arrays(rows, columns, value)


@pytest.mark.parametrize("kind", ["all agree", "all pass", "against each other", "straight lines", "by chance"])
@pytest.mark.parametrize(("people", "statements"), [(1, 1), (2, 3), (8, 6), (20, 2), (40, 12)])
def test_few_votes_or_votes_all_alike_still_make_a_page(kind: str, people: int, statements: int) -> None:
    found = fit(answers(kind, people, statements))
    json.dumps(found.report(), allow_nan=False)
    for language in ("fa", "en"):
        page = ground_html(found, {"1": "متن"}, language)
        parsed = Balance()
        parsed.feed(page)
        assert parsed.open == []
        assert "nan" not in re.sub(r"<style>.*?</style>", "", page)
        for picture in pictures(found, {"1": "متن"}, language):
            ElementTree.fromstring(picture)


@pytest.fixture(scope="module")
def line() -> GroundModel:
    """One direction of opinion and no more."""
    rng = np.random.default_rng(8)
    rows, columns = np.divmod(np.arange(150 * 14), 14)
    chance = 1 / (1 + np.exp(-2.0 * rng.normal(size=150)[rows] * np.where(columns % 2, 1, -1)))
    return fit(Votes.from_arrays(rows, columns, np.where(rng.random(len(rows)) < chance, 1, -1)))


def test_a_map_of_one_direction_heaps_its_marks(line) -> None:
    assert line.dimension == 1
    picture = map_svg(line, "en")
    assert "<ellipse" not in picture
    spots = [
        (float(x), float(y))
        for d in re.findall(r'<path d="((?:M[-\d. ]+a[^z]*z)+)"', picture)
        for x, y in re.findall(r"M(-?[\d.]+) (-?[\d.]+)a", d)
    ]
    assert len(set(spots)) > 100
    assert max(spots.count(spot) for spot in set(spots)) == 1
