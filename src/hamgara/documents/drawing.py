"""Drawings of a document as plain shapes, and those as SVG: the same for a page and for a PDF.

A drawing is laid out from left to right and turned around as a whole for a language that runs the other way. Every
shape has a look by name. In a page the style sheet gives the look its colours, in light and in dark; the colours
here are those of paper. Looks differ in lightness and in outline, so that they are told apart without colour.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias
from xml.etree.ElementTree import Element, SubElement, tostring

__all__ = ["Area", "Box", "Drawing", "Look", "Rule", "Shape", "Words", "draw_svg", "write_svg"]

Look: TypeAlias = Literal["strong", "plain", "outline", "pale", "moved", "lost", "line", "quota"]

#: What each look is on paper.
_PAPER: Mapping[str, Mapping[str, str]] = {
    "strong": {"fill": "#0b5d58"},
    "plain": {"fill": "#7b807a"},
    "outline": {"fill": "none", "stroke": "#555b58", "stroke-width": "1"},
    "pale": {"fill": "#e3e1d8"},
    "moved": {"fill": "#8fb9b4"},
    "lost": {"fill": "#ffffff", "stroke": "#555b58", "stroke-width": "1", "stroke-dasharray": "3 2"},
    "line": {"stroke": "#c9c6bb", "stroke-width": "1"},
    "quota": {"stroke": "#1c1f1e", "stroke-width": "1.6", "stroke-dasharray": "5 3"},
}
_FONTS = "Vazirmatn, Libertinus Serif, DejaVu Sans Mono"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, its corner nearest to the beginning of the line and to the top."""

    x: float
    y: float
    width: float
    height: float
    look: Look


@dataclass(frozen=True, slots=True)
class Area:
    """A band that runs from one upright edge (x, top, bottom) to another in a smooth curve."""

    start: tuple[float, float, float]
    end: tuple[float, float, float]
    look: Look


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    look: Look


@dataclass(frozen=True, slots=True)
class Words:
    """A text on one line that begins, is centred or ends at x; y is its base line."""

    x: float
    y: float
    text: str
    anchor: Literal["start", "middle", "end"] = "start"
    size: float = 12
    look: Literal["", "bold", "faint"] = ""


Shape: TypeAlias = Box | Area | Rule | Words


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes on a ground of that width and height, in units of which a text line has about 12.

    A `fluid` one (no areas) is stretched in x to the width that a page has, its texts keeping their size.
    """

    width: float
    height: float
    shapes: tuple[Shape, ...]
    rtl: bool
    fluid: bool = False


def draw_svg(drawing: Drawing, title: str) -> Element:
    """The drawing as an `svg` element for a page, named by `title`."""
    picture = Element("svg", {"role": "img", "class": "drawing fluid" if drawing.fluid else "drawing"})
    if drawing.fluid:
        picture.attrib.update({"width": "100%", "height": _number(drawing.height)})
    else:
        picture.set("viewBox", f"0 0 {_number(drawing.width)} {_number(drawing.height)}")
    SubElement(picture, "title").text = title
    _fill(picture, drawing, fluid=drawing.fluid)
    return picture


def write_svg(drawing: Drawing) -> str:
    """The drawing as an SVG document of fixed size, for paper."""
    size = {"width": _number(drawing.width), "height": _number(drawing.height)}
    box = f"0 0 {size['width']} {size['height']}"
    picture = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": box, "font-family": _FONTS, **size})
    _fill(picture, drawing, fluid=False)
    return tostring(picture, encoding="unicode")


def _fill(picture: Element, drawing: Drawing, *, fluid: bool) -> None:
    # Places are physical, whatever the direction of the page around.
    picture.set("direction", "ltr")

    def across(x: float) -> str:
        x = drawing.width - x if drawing.rtl else x
        return f"{_number(x * 100 / drawing.width)}%" if fluid else _number(x)

    def length(width: float) -> str:
        return f"{_number(width * 100 / drawing.width)}%" if fluid else _number(width)

    for shape in drawing.shapes:
        match shape:
            case Box():
                x = across(shape.x + shape.width if drawing.rtl else shape.x)
                place = {"x": x, "y": _number(shape.y), "width": length(shape.width), "height": _number(shape.height)}
                SubElement(picture, "rect", {**place, "class": shape.look, **_PAPER[shape.look]})
            case Area():
                SubElement(picture, "path", {"d": _curve(shape, across), "class": shape.look, **_PAPER[shape.look]})
            case Rule():
                ends = {"x1": across(shape.x1), "x2": across(shape.x2)}
                ends |= {"y1": _number(shape.y1), "y2": _number(shape.y2)}
                SubElement(picture, "line", {**ends, "class": shape.look, **_PAPER[shape.look]})
            case Words():
                _write(picture, shape, across(shape.x), drawing.rtl)


def _curve(area: Area, across: object) -> str:
    assert callable(across)
    (x1, top1, bottom1), (x2, top2, bottom2) = area.start, area.end
    begin, middle, end = across(x1), across((x1 + x2) / 2), across(x2)
    upper = f"M{begin} {_number(top1)}C{middle} {_number(top1)} {middle} {_number(top2)} {end} {_number(top2)}"
    lower = f"L{end} {_number(bottom2)}C{middle} {_number(bottom2)} {middle} {_number(bottom1)} {begin}"
    return f"{upper}{lower} {_number(bottom1)}Z"


def _write(picture: Element, words: Words, x: str, rtl: bool) -> None:
    anchors = {"start": "end", "middle": "middle", "end": "start"} if rtl else {}
    look = {"bold": {"font-weight": "700"}, "faint": {"fill": "#555b58"}, "": {}}[words.look]
    attributes = {"x": x, "y": _number(words.y), "font-size": _number(words.size), **look}
    attributes["text-anchor"] = anchors.get(words.anchor, words.anchor)
    if words.look:
        attributes["class"] = words.look
    # The line runs as its language does, closed off from the picture, which runs left to right.
    SubElement(picture, "text", attributes).text = f"\u2067{words.text}\u2069" if rtl else words.text


def _number(value: float) -> str:
    """At most two decimals, so that no machine's last bit is in the bytes."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
