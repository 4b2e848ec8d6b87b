"""What a round showed, or shows so far: the common ground with its pictures, explained; or only the sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from django.core.paginator import Paginator
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from hamgara.assembly.positions import LEAST_CLASS, Position, Round, read_matrix
from hamgara.dates import Language
from hamgara.ground import Agreement, agreement, common_svg, groups_table, heat_svg, map_svg, statements_table
from hamgara.ground import telling as say
from hamgara.ground.agreement_pictures import agreement_table
from hamgara.ground.heat import dividing, heat_rows, ranked
from hamgara.ground.opinion_map import drawn
from hamgara.ground.tables import Table, said_share
from hamgara.ground.words import group_name, words
from hamgara.web.stages.positions_models import closed_model, table_votes
from hamgara.web.store.log import Log
from hamgara.web.viewer import Viewer

if TYPE_CHECKING:
    from hamgara.ground import GroundModel, StatementGround

__all__ = ["count_kinds", "ground_of", "results_of"]

PAGE = 100
#: How many positions a picture or a list shows.
PICTURED, LISTED = 12, 8


@lru_cache(maxsize=64)
def count_kinds(log: Log, sha256: str, names: tuple[tuple[str, str], ...]) -> Agreement:
    """What each kind of participant said of a round's positions, counted; these are named by their number.

    `names` says what each kind is called. The table never changes, so what was counted is kept.
    """
    matrix = read_matrix(log.attachment(sha256))
    called = dict(names)
    votes = table_votes(matrix)
    kinds = {str(row): called.get(kind, kind) for row, (kind, _) in enumerate(matrix.rows)}
    voted = {votes.participants[i] for i in votes.participant}
    sizes = Counter(kind for who, kind in kinds.items() if who in voted)
    # So few say nothing about a kind, and would stand there almost alone: they count over all only.
    known = {who: kind for who, kind in kinds.items() if who in voted and sizes[kind] >= LEAST_CLASS}
    # One kind is everybody: there is nothing to compare.
    return agreement(votes, classes=known if len(set(known.values())) > 1 else None)


def _kind_names() -> dict[str, str]:
    return {
        "organisation": _("organisations"),
        "independent": _("independents"),
        "delegate": _("delegates"),
        "supporter": _("supporters"),
        "other": _("all others"),
    }


def results_of(viewer: Viewer, found: Round, page_number: int) -> dict[str, Any]:
    """What the page of a closed round shows."""
    positions = _by_number(viewer, found)
    if found.matrix not in viewer.here.replay.attachments():
        listed = Paginator(list(positions.items()), PAGE).get_page(page_number)
        rows = [{"number": n, "position": p, "count": found.counts[p.id]} for n, p in listed]
        return {"attached": False, "page": listed, "rows": rows}
    language = cast(Language, viewer.language)
    counted = count_kinds(viewer.here, found.matrix, tuple(_kind_names().items()))
    model = closed_model(viewer.here, found)
    order = [*ranked(model), *(s for s in model.statements if s.rank is None)] if model else []
    page = Paginator([s.statement for s in order] or list(positions), PAGE).get_page(page_number)
    by_number = {s.statement: s for s in order}
    table = agreement_table(counted, language)
    wide = len(counted.sizes) + 1
    counts = {
        s.statement: table.rows[i * wide : (i + 1) * wide]
        for i, s in enumerate((*counted.ranking, *(s for s in counted.statements if s.rank is None)))
    }
    return {
        "attached": True,
        "ground": ground_of(viewer, model, found) if model else None,
        "waiting": model is None and found.participants > 0,
        "page": page,
        "header": table.header[1:8],
        "rows": [
            {
                "number": number,
                "position": positions[number],
                "measured": _measured(model, by_number[number], language) if model else None,
                "kinds": [tuple(zip(table.header[1:8], row[1:8], strict=True)) for row in counts[number]],
            }
            for number in page
        ],
        "sizes": list(counted.sizes.items()),
    }


def _by_number(viewer: Viewer, found: Round) -> dict[str, Position]:
    return {str(n): viewer.state.positions.positions[p] for n, p in enumerate(found.positions, 1)}


def ground_of(viewer: Viewer, model: GroundModel, found: Round) -> dict[str, Any]:
    """The findings of a model as sentences, lists and pictures with their tables."""
    language = cast(Language, viewer.language)
    positions = _by_number(viewer, found)
    texts = {number: viewer.text(position.text) for number, position in positions.items()}
    word = words(language)
    several = len(model.groups) > 1
    common, apart = heat_rows(model, PICTURED)
    left, right = say.map_ends(model)

    def items(statements: Iterable[StatementGround]) -> list[dict[str, Any]]:
        return [
            {"number": s.statement, "position": positions[s.statement]} | _measured(model, s, language)
            for s in statements
        ]

    def table(statements: Iterable[StatementGround], caption: str) -> Table:
        return statements_table(model, texts, language, statements, caption)

    first = ranked(model)
    agreed = [s for s in first if s.verdict == "agreed"]
    return {
        "votes": say.tell_votes(model, language),
        "groups": say.tell_groups(model, language),
        "findings": say.tell_findings(model, language),
        "agreed": items(agreed[:LISTED]),
        "further": items(agreed[LISTED:]),
        "rejected": items(s for s in reversed(first) if s.verdict == "rejected"),
        "figures": [
            {
                "heading": word["map"],
                "picture": _safe(map_svg(model, language)),
                "said": [
                    say.tell_map(model, len(drawn(model)), language),
                    *(say.tell_group(g, language) for g in model.groups if several),
                    say.tell_unplaced(model, language),
                ],
                "ends": [(_("Towards the left more agree with"), items(left))] * bool(left)
                + [(_("Towards the right more agree with"), items(right))] * bool(right),
                "table": groups_table(model, language),
            },
            {
                "heading": word["chart"],
                "picture": _safe(common_svg(model, texts, language, most=PICTURED)),
                "said": [say.tell_common(model, language)],
                "table": table(first[:PICTURED], word["chart"]),
            },
            {
                "heading": word["heat"],
                "picture": _safe(heat_svg(model, texts, language, most=PICTURED)),
                "said": [say.tell_heat(model, language)],
                "table": table([*common, *apart], word["heat"]),
            },
        ],
        "divides": say.tell_divides(model, language),
        "dividing": items(dividing(model)[:LISTED]),
        "asking": say.tell_asking(language),
        "unsure": items(sorted(model.statements, key=lambda s: -s.doubt)[:5]),
        "method": say.tell_method(model, language),
    }


def _measured(model: GroundModel, s: StatementGround, language: Language) -> dict[str, Any]:
    """The shares of a statement and what they amount to, as texts."""
    several = len(model.groups) > 1
    return {
        "verdict": s.verdict,
        "verdict_word": say.verdict_word(model, s, language),
        "share": said_share(s.overall, language),
        "by_group": [(group_name(n, language), said_share(g, language)) for n, g in enumerate(s.groups, 1) if several],
    }


def _safe(picture: str) -> SafeString:
    return mark_safe(picture)  # noqa: S308 - pictures escape their texts
