"""What a closed round showed: agreement with its intervals from the attached table, or only the sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, cast

from django.core.paginator import Paginator
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from hamgara.assembly.positions import LEAST_CLASS, Round, read_matrix
from hamgara.dates import Language, format_number, format_percent
from hamgara.ground import Agreement, Votes, agreement
from hamgara.ground.agreement_pictures import agreement_svg, agreement_table
from hamgara.web.store.log import Log
from hamgara.web.viewer import Viewer

__all__ = ["measure", "results_of"]

PAGE = 100
#: How many positions the picture shows.
PICTURED = 12


@lru_cache(maxsize=64)
def measure(log: Log, sha256: str, classes: tuple[tuple[str, str], ...]) -> Agreement:
    """Agreement with each position of a round's table, positions named by their number in the round.

    `classes` says what each class is called. The table never changes, so what was measured is kept.
    """
    matrix = read_matrix(log.attachment(sha256))
    called = dict(classes)
    people, statements, values = [], [], []
    of_class = {}
    for number, (label, reactions) in enumerate(matrix.rows):
        of_class[str(number)] = called.get(label, label)
        for place, value in enumerate(reactions, 1):
            if value is not None:
                people.append(str(number))
                statements.append(str(place))
                values.append(value)
    votes = Votes.from_arrays(people, statements, values, statements=range(1, len(matrix.positions) + 1))
    voted = {votes.participants[i] for i in votes.participant}
    sizes = Counter(label for who, label in of_class.items() if who in voted)
    # So few say nothing about a class, and would stand there almost alone: they count over all only.
    known = {who: label for who, label in of_class.items() if who in voted and sizes[label] >= LEAST_CLASS}
    # One class is everybody: there is nothing to compare.
    return agreement(votes, classes=known if len(set(known.values())) > 1 else None)


def _class_names() -> dict[str, str]:
    return {
        "organisation": _("organisations"),
        "independent": _("independents"),
        "delegate": _("delegates"),
        "supporter": _("supporters"),
        "other": _("all others"),
    }


def results_of(viewer: Viewer, found: Round, page_number: int) -> dict[str, Any]:
    """What the page of a closed round shows."""
    texts = {str(n): viewer.state.positions.positions[p] for n, p in enumerate(found.positions, 1)}
    if found.matrix not in viewer.here.replay.attachments():
        listed = Paginator(list(texts.items()), PAGE).get_page(page_number)
        rows = [{"number": n, "position": p, "count": found.counts[p.id]} for n, p in listed]
        return {"attached": False, "page": listed, "rows": rows}
    language = cast(Language, viewer.language)
    names = _class_names()
    result = measure(viewer.here, found.matrix, tuple(names.items()))
    ranked = [*result.ranking, *(s for s in result.statements if s.rank is None)]
    page = Paginator(ranked, PAGE).get_page(page_number)
    table = agreement_table(replace(result, statements=tuple(page)), language)
    classes = len(result.sizes) + 1
    groups = [
        {
            "position": texts[statement.statement],
            "number": statement.statement,
            "rows": [tuple(zip(table.header[1:], row[1:], strict=True)) for row in rows],
            "share": rows[0][6],
            "interval": rows[0][7],
            "finding": statement.finding,
            "finding_word": rows[0][9],
        }
        for statement, rows in zip(page, _chunks(table.rows, classes), strict=True)
    ]
    return {
        "attached": True,
        "result": result,
        "page": page,
        "header": table.header[1:],
        "groups": groups,
        "picture": mark_safe(agreement_svg(result, language, most=PICTURED)),  # noqa: S308 - it escapes its texts
        "agreed": _leading(result, texts, "agreed", language),
        "rejected": _leading(result, texts, "rejected", language),
        "ranked": len(result.ranking),
        "pictured": min(PICTURED, len(result.ranking)),
        "level": format_percent(result.level, language),
        "doubt": format_percent(1 - result.level, language),
        "floor": format_number(result.floor, language),
        "sizes": [(label, size) for label, size in result.sizes.items()],
    }


def _chunks(rows: tuple[tuple[str, ...], ...], size: int) -> list[tuple[tuple[str, ...], ...]]:
    return [rows[i : i + size] for i in range(0, len(rows), size)]


def _leading(result: Agreement, texts: Mapping[str, Any], finding: str, language: Language) -> list[dict[str, Any]]:
    """The positions of one finding, the best established first."""
    found = [s for s in result.ranking if s.finding == finding]
    if finding == "rejected":
        found.reverse()
    return [
        {
            "number": s.statement,
            "position": texts[s.statement],
            "share": "–" if s.overall.share is None else format_percent(s.overall.share, language),
        }
        for s in found
    ]
