"""The heat map of agreement: statements by groups, the share in figures and in lightness, hatched where it is unsure
on which side the majority is.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from hamgara.dates import Language, format_number
from hamgara.ground.marks import WIDTH, close, cut_text, edge, hatch, mark, open_picture, text, wording
from hamgara.ground.results import Standing, StatementGround
from hamgara.ground.telling import tell_heat
from hamgara.ground.words import group_name, named, percent, share, words

if TYPE_CHECKING:
    from hamgara.ground.model import GroundModel

__all__ = ["dividing", "heat_rows", "heat_svg", "is_unsure", "ranked"]

_SIDE, _CELL, _TEXT, _GAP, _HEAD = 10, 24, 19, 8, 26
#: Shade and colour of the figures for each fifth from 0 to 100 %, at a contrast of at least 4.5 to 1.
_SHADES = (
    ("#f6f4ec", "#1c1f1e"),
    ("#d3dfdc", "#1c1f1e"),
    ("#a6c3be", "#1c1f1e"),
    ("#2d7a74", "#ffffff"),
    ("#0b4f4a", "#ffffff"),
)


def ranked(model: "GroundModel") -> list[StatementGround]:
    """The statements with a rank, the most common ground first; ties in the order of the votes."""
    return sorted((s for s in model.statements if s.rank is not None), key=lambda s: s.rank or 0)


def dividing(model: "GroundModel") -> list[StatementGround]:
    """The statements that are found to divide groups, the widest apart first."""
    found = [s for s in model.statements if s.divide is not None and s.divide.found]
    return sorted(found, key=lambda s: -(s.divide.difference.mean if s.divide else 0.0))


def heat_rows(model: "GroundModel", most: int) -> tuple[list[StatementGround], list[StatementGround]]:
    """What the heat map shows: of the most common statements, and of those that divide groups (with one group: on which
    it is split most evenly), about half of `most` each.
    """
    if len(model.groups) > 1:
        apart = dividing(model)[: most // 2]
    else:
        split = sorted(ranked(model), key=lambda s: abs(s.overall.share.mean - 0.5))
        apart = sorted(split[: min(most // 2, len(split) // 2)], key=lambda s: -s.overall.share.mean)
    known = {s.statement for s in apart}
    common = [s for s in ranked(model) if s.statement not in known]
    return common[: most - len(apart)], apart


def heat_svg(model: "GroundModel", texts: Mapping[str, str], language: Language, *, most: int = 16) -> str:
    """The heat map as an SVG of its own: what is most common, then what divides or splits, a column for each group and
    one for all.
    """
    word = words(language)
    common, apart = heat_rows(model, most)
    columns = [g.number for g in model.groups] if len(model.groups) > 1 else []
    second = word["divides" if columns else "split"]
    sections = [(word["common"], common)] * bool(common) + [(second, apart)] * bool(apart)
    height = 40 + sum(_HEAD + len(rows) * (_TEXT + _CELL + _GAP) for _, rows in sections) + 40
    parts = open_picture(height, word["heat"], tell_heat(model, language), language)
    if not sections:
        return close([*parts, text(WIDTH / 2, 40, word["nothing"], "middle")])
    parts.append(f"<defs>{hatch('unsure-dark')}{hatch('unsure-light', '#ffffff')}</defs>")
    wide = (WIDTH - 2 * _SIDE) / (len(columns) + 1)
    for place, number in enumerate([*columns, 0]):
        x = _across(place, wide, language)
        if not number:
            parts.append(text(x, 20, word["all"], "middle", ' font-weight="700"'))
            continue
        name = group_name(number, language) if wide > 80 else format_number(number, language)
        inward = -1 if language == "fa" else 1
        parts.append(mark(number - 1, x - inward * (4 + 4.2 * len(name)), 15))
        parts.append(text(x + inward * 7, 20, name, "middle", ' font-weight="700"'))
    y = 30.0
    for heading, rows in sections:
        parts.append(text(edge(language), y + 17, heading, more=' fill="var(--soft, #565c59)"'))
        y += _HEAD
        for s in rows:
            name = named(s.statement, language)
            parts.append(
                wording(y + 14, cut_text(texts.get(s.statement, ""), WIDTH - 30 - 9 * len(name)), language, name)
            )
            standings = [*(s.groups[n - 1] for n in columns), s.overall]
            for place, standing in enumerate(standings):
                parts.append(_cell(standing, _across(place, wide, language), y + _TEXT, wide, language))
            y += _TEXT + _CELL + _GAP
    parts += _scale(y + 8, language)
    return close(parts)


def is_unsure(standing: Standing) -> bool:
    """Whether the interval takes in one half."""
    return standing.share.low < 0.5 < standing.share.high or standing.share.mean == 0.5


def _across(place: int, wide: float, language: Language) -> float:
    """The middle of a column, in the order of reading."""
    x = _SIDE + (place + 0.5) * wide
    return WIDTH - x if language == "fa" else x


def _shade(at: float) -> tuple[str, str]:
    return _SHADES[min(int(at * len(_SHADES)), len(_SHADES) - 1)]


def _cell(standing: Standing, x: float, y: float, wide: float, language: Language) -> str:
    e = standing.share
    shade, ink = _shade(e.mean)
    left, width = x - wide / 2 + 1, wide - 2
    parts = [
        f"<g><title>{share(e.mean, e.low, e.high, language)}</title>",
        f'<rect x="{left:.1f}" y="{y:.1f}" width="{width:.1f}" height="{_CELL}" rx="3" fill="{shade}"'
        ' stroke="var(--line, #8a8f8c)"/>',
    ]
    if is_unsure(standing):
        lines = "unsure-light" if ink == "#ffffff" else "unsure-dark"
        parts.append(
            f'<rect x="{left:.1f}" y="{y:.1f}" width="{width:.1f}" height="{_CELL}" rx="3" color="{ink}"'
            f' fill="url(#{lines})" opacity="0.45"/><rect x="{x - 19:.1f}" y="{y + 3:.1f}" width="38"'
            f' height="{_CELL - 6}" rx="3" fill="{shade}"/>'
        )
    parts.append(text(x, y + 17, percent(e.mean, language), "middle", f' fill="{ink}"'))
    return "".join(parts) + "</g>"


def _scale(y: float, language: Language) -> list[str]:
    """The fifths, in the order of reading."""
    wide = (WIDTH - 2 * _SIDE) / len(_SHADES)
    parts = []
    for place, (shade, ink) in enumerate(_SHADES):
        x = _across(place, wide, language)
        low, high = percent(place / len(_SHADES), language), percent((place + 1) / len(_SHADES), language)
        figures = f' fill="{ink}" font-size="12"'
        parts.append(
            f'<rect x="{x - wide / 2:.1f}" y="{y:.1f}" width="{wide:.1f}" height="20" fill="{shade}"'
            ' stroke="var(--line, #8a8f8c)"/>'
        )
        parts.append(text(x, y + 15, f"{low.rstrip('%٪')}–{high}", "middle", figures))
    return parts
