"""The tables behind the pictures of a model: the same numbers as texts, for screen readers and for checking."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hamgara.dates import Language, format_number
from hamgara.ground.results import PLACINGS, Standing, StatementGround
from hamgara.ground.telling import verdict_word
from hamgara.ground.words import group_name, named, percent, share, words

if TYPE_CHECKING:
    from hamgara.ground.model import GroundModel

__all__ = ["Table", "groups_table", "statements_table"]


@dataclass(frozen=True, slots=True)
class Table:
    """A table for readers: `rows` of texts under `header`, digits and words already in the reader's
    language.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def groups_table(model: "GroundModel", language: Language) -> Table:
    """Each group: how many are placed in it, its estimated part of all, stability, centre on the map; then how many are
    not placed, and why.
    """
    word = words(language)
    rows = []
    for g in model.groups:
        centre = f"{_place(g.x, language)}{'،' if language == 'fa' else ','} {_place(g.y, language)}"
        firm = percent(g.stability, language) if len(model.groups) > 1 else "–"
        members = format_number(g.members, language)
        rows.append((group_name(g.number, language), members, percent(g.share, language), firm, centre))
    for k, reason in enumerate(PLACINGS[1:], 1):
        missing = int((model.participants.placing == k).sum())
        if missing:
            rows.append((word[reason], format_number(missing, language), "–", "–", "–"))
    header = tuple(word[name] for name in ("group", "members", "part", "stability", "place"))
    return Table(word["groups"], header, tuple(rows))


def statements_table(
    model: "GroundModel",
    texts: Mapping[str, str],
    language: Language,
    statements: Iterable[StatementGround],
    caption: str = "",
) -> Table:
    """These statements: text, rank, the share of each group and of all with its interval, counts over all, and what
    they amount to.
    """
    word = words(language)
    numbers = [g.number for g in model.groups] if len(model.groups) > 1 else []
    header = [word["statement"], word["text"], word["rank"], *(group_name(n, language) for n in numbers)]
    header += [word[name] for name in ("all", "agree", "disagree", "pass", "verdict")]
    if numbers:
        header.append(word["divides"])
    rows = []
    for s in statements:
        whole = s.overall
        row = [named(s.statement, language), texts.get(s.statement, ""), "–"]
        if s.rank is not None:
            row[2] = format_number(s.rank, language)
        row += [said_share(standing, language) for standing in (*(s.groups[n - 1] for n in numbers), whole)]
        row += [format_number(n, language) for n in (whole.agree, whole.disagree, whole.passed)]
        row.append(verdict_word(model, s, language))
        if numbers:
            row.append(word["found divide"] if s.divide is not None and s.divide.found else "–")
        rows.append(tuple(row))
    return Table(caption or word["statements"], tuple(header), tuple(rows))


def said_share(standing: Standing, language: Language) -> str:
    e = standing.share
    return share(e.mean, e.low, e.high, language)


def _place(at: float, language: Language) -> str:
    return format_number(f"{at + 0.0:.2f}".replace("-0.00", "0.00"), language)
