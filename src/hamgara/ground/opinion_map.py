"""The map of participants as a picture: who answers alike stands close together, and how sure each place is.

However many participants there are, at most `DRAWN` marks are drawn, chosen evenly along the map, so that the picture
stays legible and small. Which ones does not depend on the order of rows or on ids.
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hamgara.dates import Language, format_number
from hamgara.ground.marks import (
    DASHES,
    WIDTH,
    close,
    colour,
    edge,
    join_paths,
    mark,
    open_picture,
    outline,
    text,
)
from hamgara.ground.results import Ellipse
from hamgara.ground.telling import is_line, tell_groups
from hamgara.ground.words import group_name, words

if TYPE_CHECKING:
    from hamgara.ground.model import GroundModel

__all__ = ["DRAWN", "drawn", "map_svg"]

Floats = NDArray[np.float64]

#: How many marks the map has at most; up to how many the doubt about each one is drawn around it.
DRAWN, OUTLINED = 400, 30
#: Deviations within which half of a normal distribution lies, on a line and on a plane.
_HALF = {1: 0.6745, 2: 1.1774}
_SIDE, _LOWEST, _TALLEST = 18, 120, 330
#: Marks for places that are known to within so many units of the map, the surest first.
_SIZES = ((0.4, 4.6), (0.65, 3.6), (np.inf, 2.8))


def drawn(model: "GroundModel") -> NDArray[np.int64]:
    """The participants of whom the map has a mark: all, or `DRAWN` of them evenly by group and place."""
    people = model.participants
    order = np.lexsort((people.doubt[:, 0], people.place[:, 1], people.place[:, 0], people.group))
    if len(order) <= DRAWN:
        return order
    steps = (np.arange(DRAWN) * 2 + 1) * len(order) // (2 * DRAWN)
    return order[steps]


def map_svg(model: "GroundModel", language: Language) -> str:
    """The map as an SVG of its own; empty where the model found no direction in which answers differ."""
    if not model.dimension:
        return ""
    shown = drawn(model)
    flat = is_line(model)
    place = _stacked(model, shown) if flat else model.participants.place[shown]
    legend = _legend(model, language)
    top = 22.0 * len(legend) + 12
    view = _View(model, place, top, flat)
    tall = view.bottom + 16 + 2 * max(_typical(model, view, flat)[1], 7)
    parts = open_picture(tall, words(language)["map"], tell_groups(model, language), language)
    for row, (number, name) in enumerate(legend):
        parts.append(_legend_line(number, name, 16.0 + 22 * row, language))
    parts.append(
        f'<rect x="{_SIDE - 10}" y="{top:.1f}" width="{WIDTH - 2 * _SIDE + 20}" height="{view.bottom - top:.1f}" rx="6"'
        ' fill="none" stroke="var(--line, #8a8f8c)"/>'
    )
    parts += _marks(model, shown, place, view)
    if not flat and len(shown) <= OUTLINED:
        parts += [_doubt(model, i, at, view) for i, at in zip(shown, place, strict=True)]
    parts += _spreads(model, view, flat, language)
    parts += _key(model, view, flat, language)
    return close(parts)


class _View:
    """From units of the map to the picture: the same scale across and up."""

    def __init__(self, model: "GroundModel", place: Floats, top: float, flat: bool) -> None:
        reach = _HALF[1 if flat else 2]
        low, high = place.min(axis=0), place.max(axis=0)
        for group in model.groups:
            away = reach * np.sqrt([group.spread.xx, 0.0 if flat else group.spread.yy])
            at = np.array([group.x, 0.0 if flat else group.y])
            low, high = np.minimum(low, at - away), np.maximum(high, at + away)
        low, high = low - 0.12, high + 0.12
        span = high - low
        room = WIDTH - 2 * _SIDE
        self.scale = float(min(room / max(span[0], 0.5), (_TALLEST - 20) / max(span[1], 0.1)))
        tall = 20 + span[1] * self.scale + (40 if flat else 0)
        self.bottom = top + float(np.clip(tall, _LOWEST, _TALLEST))
        self.middle = WIDTH / 2 - self.scale * float(low[0] + high[0]) / 2
        self.base = top + (self.bottom - top) / 2 + self.scale * float(low[1] + high[1]) / 2
        if flat:
            self.base = self.bottom - 44

    def at(self, x: float, y: float) -> tuple[float, float]:
        return self.middle + self.scale * x, self.base - self.scale * y


def _stacked(model: "GroundModel", shown: NDArray[np.int64]) -> Floats:
    """Places on a line, those close together heaped up so that all are seen."""
    x = model.participants.place[shown, 0]
    span = max(float(np.ptp(x)), 0.5)
    step = span / 40
    column = np.floor((x - x.min()) / step).astype(np.int64)
    heap = np.zeros(len(x))
    so_far: dict[int, int] = {}
    for i, c in enumerate(column.tolist()):
        heap[i] = so_far.get(c, 0)
        so_far[c] = so_far.get(c, 0) + 1
    tallest = max(float(heap.max(initial=0.0)), 1.0)
    return np.stack([x.min() + (column + 0.5) * step, heap * min(step, span * 0.6 / tallest)], axis=1)


def _marks(model: "GroundModel", shown: NDArray[np.int64], place: Floats, view: _View) -> list[str]:
    """All marks, those of one group and one certainty as one path."""
    people = model.participants
    doubt = np.sqrt(people.doubt[:, 0] if is_line(model) else (people.doubt[:, 0] + people.doubt[:, 1]) / 2)[shown]
    parts = []
    for number in range(len(model.groups) + 1):
        for rank, (most, size) in enumerate(_SIZES):
            least = _SIZES[rank - 1][0] if rank else -1.0
            chosen = np.flatnonzero((people.group[shown] == number) & (doubt > least) & (doubt <= most))
            spots = [view.at(*place[i]) for i in chosen]
            if not number:
                # Drawn as a cross that belongs to nobody.
                paths = [f"M{x - 3:.1f} {y - 3:.1f}l6 6m0-6l-6 6" for x, y in spots]
                parts.append(join_paths(paths, 'fill="none" stroke="var(--soft, #565c59)" stroke-width="1.2"'))
                continue
            paint = colour(number - 1)
            paths = [outline(number - 1, size, x, y) for x, y in spots]
            sure = f'fill="{paint}" fill-opacity="0.75" stroke="var(--card, #fff)" stroke-width="0.8"'
            unsure = f'fill="var(--card, #fff)" stroke="{paint}" stroke-width="1.3"'
            parts.append(join_paths(paths, unsure if rank == len(_SIZES) - 1 else sure))
    return parts


def _ellipse(spread: Ellipse, x: float, y: float, view: _View, paint: str) -> str:
    long, short, angle = spread.axes(_HALF[2] * view.scale)
    # The picture's y runs downwards, so that the angle turns the other way.
    return (
        f'<ellipse rx="{max(long, 1):.1f}" ry="{max(short, 1):.1f}" transform="translate({x:.1f} {y:.1f})'
        f' rotate({-angle:.1f})" {paint}/>'
    )


def _doubt(model: "GroundModel", i: int, at: Floats, view: _View) -> str:
    spread = Ellipse(*(float(c) for c in model.participants.doubt[i]))
    x, y = view.at(float(at[0]), float(at[1]))
    return _ellipse(spread, x, y, view, 'fill="none" stroke="var(--soft, #565c59)" stroke-width="0.7" opacity="0.6"')


def _spreads(model: "GroundModel", view: _View, flat: bool, language: Language) -> list[str]:
    """Where half of each group's members are, with the name of the group."""
    parts = []
    for number, group in enumerate(model.groups):
        dash = DASHES[number]
        paint = f'fill="none" stroke="{colour(number)}" stroke-width="2"' + (f' stroke-dasharray="{dash}"' * bool(dash))
        x, y = view.at(group.x, 0.0 if flat else group.y)
        halo = ' font-weight="700" stroke="var(--card, #fff)" stroke-width="4" paint-order="stroke"'
        name = group_name(group.number, language)
        if flat:
            half = _HALF[1] * view.scale * float(np.sqrt(group.spread.xx))
            line = view.base + 9 + 7 * (number % 3)
            parts.append(f'<path d="M{x - half:.1f} {line:.1f}h{2 * half:.1f}" {paint}/>')
            parts.append(text(x, view.base + 38, name, "middle", halo))
        else:
            parts.append(_ellipse(group.spread, x, y, view, paint))
            parts.append(text(x, y + 5, name, "middle", halo))
    return parts


def _typical(model: "GroundModel", view: _View, flat: bool) -> tuple[float, float]:
    """Half-axes in the picture within which half of the doubt about a usual participant lies."""
    placed = model.participants.group > 0
    everybody = model.participants.doubt
    xx, yy, _ = (float(c) for c in np.median(everybody[placed] if placed.any() else everybody, axis=0))
    reach = _HALF[1 if flat else 2] * view.scale
    return reach * xx**0.5, 4.0 if flat else reach * yy**0.5


def _key(model: "GroundModel", view: _View, flat: bool, language: Language) -> list[str]:
    """How far off the place of a participant may be, beneath the map in its own scale."""
    wide, high = _typical(model, view, flat)
    inward = -1 if language == "fa" else 1
    x, y = edge(language, 10) + inward * wide, view.bottom + 8 + max(high, 7)
    if flat:
        shape = f"M{x - wide:.1f} {y:.1f}h{2 * wide:.1f}m0-4v8M{x - wide:.1f} {y - 4:.1f}v8"
        drawing = f'<path d="{shape}" fill="none" stroke="currentColor"/>'
    else:
        drawing = (
            f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{wide:.1f}" ry="{high:.1f}" fill="none" stroke="currentColor"/>'
        )
    return [drawing, text(x + inward * (wide + 8), y + 5, words(language)["typical"])]


def _legend(model: "GroundModel", language: Language) -> list[tuple[int, str]]:
    lines = [
        (g.number, f"{group_name(g.number, language)} ({format_number(g.members, language)})") for g in model.groups
    ]
    missing = int((model.participants.group == 0).sum())
    if missing:
        lines.append((0, f"{words(language)['unplaced']} ({format_number(missing, language)})"))
    return lines


def _legend_line(number: int, name: str, y: float, language: Language) -> str:
    x = edge(language, 18)
    inward = -1 if language == "fa" else 1
    if number:
        drawing = mark(number - 1, x, y - 5)
    else:
        drawing = f'<path d="M{x - 3:.1f} {y - 8:.1f}l6 6m0-6l-6 6" fill="none" stroke="var(--soft, #565c59)"/>'
    return drawing + text(x + inward * 14, y, name)
