"""Pictures: bars as long as the votes, bands as high as what moved, mirrored in Persian, legible without colour."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given, settings
from tests.documents.counts.polls import NAMES, counting_of, poll, polls

from hamgara.documents import Counting
from hamgara.documents.counts.bars import WIDTH, draw_bars
from hamgara.documents.counts.flow import BANDS, draw_flows
from hamgara.documents.counts.tables import is_transfer
from hamgara.documents.counts.transfers import find_quota
from hamgara.documents.counts.voice import Voice
from hamgara.documents.drawing import Area, Box, Drawing, Rule, Words, draw_svg, write_svg
from hamgara.elections import Ballots

STV = [
    (9, ("Ava", "Babak", "Cyra")),
    (4, ("Babak", "Ava")),
    (3, ("Cyra", "Dana")),
    (2, ("Dana",)),
    (2, ("Farah", "Cyra")),
]


def close(a: float, b: float) -> bool:
    return abs(a - b) < 1e-6


@settings(max_examples=80, deadline=None)
@given(polls())
def test_bars_are_as_long_as_the_numbers(counting: Counting) -> None:
    outcome = counting.outcome
    figures = list(draw_bars(Voice.of(counting, "en"), outcome))
    if not figures:
        assert not any(outcome.rounds[0].votes.values()) or outcome.rounds[0].measure in ("load", "price")
        return
    [figure] = figures
    shapes = figure.drawing.shapes
    boxes = [s for s in shapes if isinstance(s, Box) and s.look != "outline"]
    # A quota so small that its label stands at the very left is no name: only labels are faint.
    labels = [s for s in shapes if isinstance(s, Words) and s.x == 0 and s.look != "faint"]
    names = [s.text.removesuffix(" – elected") for s in labels]
    assert len(names) == len(boxes)
    first = outcome.rounds[0].votes
    if outcome.rounds[0].measure not in ("load", "price"):
        assert set(names) == set(first)
        lengths = {name: box.width for name, box in zip(names, boxes, strict=True)}
        longest = max(first, key=lambda who: first[who])
        for who in first:
            assert close(lengths[who] * float(first[longest]), lengths[longest] * float(first[who]))
    assert {box.look for name, box in zip(names, boxes, strict=True) if name in outcome.elected} == {"strong"}
    quota = find_quota(outcome) if is_transfer(outcome) else None
    ticks = [s for s in shapes if isinstance(s, Rule)]
    if quota is not None:
        assert len(ticks) == len(names)
        outlines = [s.x + s.width for s in shapes if isinstance(s, Box)]
        assert max([*outlines, *(tick.x1 for tick in ticks)]) <= WIDTH + 1


@settings(max_examples=60, deadline=None)
@given(polls().filter(lambda counting: is_transfer(counting.outcome) and len(counting.outcome.rounds) > 1))
def test_bands_are_as_high_as_what_moved(counting: Counting) -> None:
    outcome = counting.outcome
    figures = list(draw_flows(Voice.of(counting, "en"), outcome))
    into = out = 0.0
    for figure in figures:
        for shape in figure.drawing.shapes:
            if isinstance(shape, Area):
                (x1, top1, bottom1), (x2, top2, bottom2) = shape.start, shape.end
                assert close(bottom1 - top1, bottom2 - top2)
                assert 0 <= x1 < x2 <= figure.drawing.width
                assert max(bottom1, bottom2) <= figure.drawing.height
                if shape.look != "pale":
                    # A band of the first half leaves a lane, one of the second reaches one.
                    half = [s.x1 for s in figure.drawing.shapes if isinstance(s, Rule)]
                    if x2 in half:
                        out += bottom1 - top1
                    else:
                        into += bottom1 - top1
    moved = Fraction(0)
    for before, after in pairwise(outcome.rounds):
        moved += sum((v - after.votes[who] for who, v in before.votes.items() if after.votes[who] < v), Fraction(0))
    scale = BANDS / float(outcome.valid)
    assert abs(out - float(moved) * scale) < 0.01
    assert abs(into - out) < 0.01


def test_a_count_of_many_stages_is_drawn_in_several_pictures() -> None:
    papers = [(20 - i, (name,)) for i, name in enumerate(NAMES)]
    counting = poll("scottish-stv", papers, 1)
    figures = list(draw_flows(Voice.of(counting, "en"), counting.outcome))
    assert len(counting.outcome.rounds) == 6
    assert [figure.description for figure in figures] == [
        "How votes moved, stages 1 to 5",
        "How votes moved, stages 5 to 6",
    ]


@pytest.mark.parametrize("size", [20, 40, 70])
def test_pictures_of_many_candidates_fit_a_page_and_name_everybody(size: int) -> None:
    names = [f"Candidate Number {n}" for n in range(size)]
    papers = [(200 - n, [names[n], names[(n * 7 + 1) % size]]) for n in range(size)]
    sound = [(w, list(dict.fromkeys(ranks))) for w, ranks in papers]
    counting = counting_of(Ballots.from_rankings(names, sound, 5), "scottish-stv", 5)
    voice = Voice.of(counting, "en")
    bars = list(draw_bars(voice, counting.outcome))
    assert all(figure.drawing.height <= 14 * 38 + 24 for figure in bars)
    drawn = [s.text for figure in bars for s in figure.drawing.shapes if isinstance(s, Words)]
    assert sum("Candidate" in text for text in drawn) == min(size, 60)
    assert bars[-1].caption.endswith(" 10 further candidates are in the tables.") == (size > 60)
    # One scale in all of them: bars of one picture are as long as the same votes in another.
    lengths = {s.width for figure in bars for s in figure.drawing.shapes if isinstance(s, Box)}
    assert max(lengths) <= WIDTH
    for figure in draw_flows(voice, counting.outcome):
        lines = [s for s in figure.drawing.shapes if isinstance(s, Words)]
        assert figure.drawing.height <= 1.31 * figure.drawing.width or size > 40
        spots = [(s.x, s.y) for s in lines]
        for x in {x for x, _ in spots}:
            column = sorted(y for at, y in spots if at == x)
            assert all(b - a >= 10 for a, b in pairwise(column))


def texts(picture: Element) -> list[str]:
    return ["".join(e.itertext()) for e in picture.iter() if e.tag.endswith("text")]


@pytest.mark.parametrize("fluid", [True, False])
def test_a_persian_picture_is_the_mirror_image(fluid: bool) -> None:
    shapes = (Box(10, 5, 30, 8, "strong"), Words(10, 20, "A 1", "start"), Rule(50, 0, 50, 9, "quota"))
    ltr, rtl = (draw_svg(Drawing(200, 40, shapes, rtl=mirrored, fluid=fluid), "x") for mirrored in (False, True))
    unit, width = ("%", 100.0) if fluid else ("", 200.0)

    def at(picture: Element, tag: str, name: str) -> float:
        return float(next(e for e in picture if e.tag == tag).attrib[name].removesuffix(unit))

    assert close(at(ltr, "rect", "x") + at(ltr, "rect", "width"), width - at(rtl, "rect", "x"))
    assert at(ltr, "rect", "width") == at(rtl, "rect", "width")
    assert close(at(ltr, "line", "x1"), width - at(rtl, "line", "x1"))
    assert close(at(ltr, "text", "x"), width - at(rtl, "text", "x"))
    anchors = [next(e for e in picture if e.tag == "text").attrib["text-anchor"] for picture in (ltr, rtl)]
    assert anchors == ["start", "end"]
    assert texts(rtl) == ["\u2067A 1\u2069"]
    assert ltr.attrib["role"] == "img"
    assert ltr[0].tag == "title"
    assert "style" not in {name for e in ltr.iter() for name in e.attrib}


def test_pictures_hold_real_text_and_are_told_apart_without_colour() -> None:
    counting = poll("scottish-stv", STV, 2)
    voice = Voice.of(counting, "fa")
    for figure in [*draw_bars(voice, counting.outcome), *draw_flows(voice, counting.outcome)]:
        svg = write_svg(figure.drawing)
        assert any("Ava" in text for text in texts(fromstring(svg)))
        fills = set(re.findall(r'<(?:rect|path)[^>]* fill="#([0-9a-f]{6})"', svg))
        grey = sorted(0.2126 * int(f[:2], 16) + 0.7152 * int(f[2:4], 16) + 0.0722 * int(f[4:], 16) for f in fills)
        shapes = {s.look for s in figure.drawing.shapes if isinstance(s, Box | Area)}
        assert len(shapes) >= 2
        # Neighbouring looks differ by at least a tenth of the way from black to white.
        assert all(b - a > 255 / 10 for a, b in pairwise(grey)), grey
