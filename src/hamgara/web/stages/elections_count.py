"""The count of a declared election, made again from the record and set out: stages, ties, places, pictures."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from functools import partial
from threading import Lock
from typing import Any

from django.http import Http404
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from hamgara.assembly.elections import Election
from hamgara.dates import Language, format_number
from hamgara.documents import (
    Counting,
    Head,
    Names,
    RecordSource,
    draw_result,
    public_names,
    read_count,
    read_countback,
    tell_claims,
    tell_rounds,
)
from hamgara.elections import METHODS, Count, Tie
from hamgara.web.stages.charter_words import join_words
from hamgara.web.stages.elections_words import say_rule, say_votes
from hamgara.web.store import directory
from hamgara.web.viewer import Viewer

__all__ = ["count_again", "names_of", "report_of", "set_out"]

#: How many counts a process keeps.
KEPT = 64
_counts: OrderedDict[tuple[str, str, int, int, str], Counting] = OrderedDict()
_lock = Lock()


def seed_of(viewer: Viewer, election: Election) -> str:
    """What lots are drawn from: the root of the record up to and with the act that closed the ballots."""
    snapshot = viewer.here.snapshot()
    return snapshot.tree.root(election.closed_seq + 1).hex()


def count_again(viewer: Viewer, election: Election, countback: int = -1) -> Counting:
    """The count of a declared election, or one of its countbacks (from 0), with the names that the reader may see.

    What was counted is kept in memory, for it cannot change any more; names can. Raises `Http404` for a countback
    that there was not.
    """
    snapshot = viewer.here.snapshot()
    seed = seed_of(viewer, election)
    key = viewer.here.assembly_id, election.id, election.declared_seq, countback, seed
    with _lock:
        found = _counts.get(key)
    if found is None:
        box = viewer.here.attachment(election.box) if election.box else None
        read = read_count if countback < 0 else partial(read_countback, number=countback)
        try:
            found = read(snapshot.state, election.id, box=box, seed=seed, head=None, names={})
        except KeyError:
            raise Http404 from None
        with _lock:
            _counts[key] = found
            while len(_counts) > KEPT:
                _counts.popitem(last=False)
    known = names_of(viewer)
    candidates = {who: replace(c, names=known.get(who, {})) for who, c in found.candidates.items()}
    assert isinstance(found.source, RecordSource)
    source = replace(found.source, head=Head(snapshot.size, snapshot.root.hex()))
    return replace(found, candidates=candidates, source=source)


def names_of(viewer: Viewer) -> Names:
    """The names that this reader may see: the directory's for those who take part, else those that are public acts."""
    found = public_names(viewer.state)
    if viewer.is_insider or viewer.actor:
        for who, name in directory.names(viewer.here).items():
            if who not in found and (viewer.is_insider or who == viewer.actor):
                both: dict[Language, str] = {"fa": name.fa, "en": name.en}
                found[who] = {language: said for language, said in both.items() if said}
    return found


def report_of(viewer: Viewer, election: Election, countback: int = -1) -> dict[str, Any]:
    """The count as JSON, with what is needed to make it again. Candidates are ids; no name is in it."""
    return {
        "assembly": viewer.here.assembly_id,
        "election": election.id,
        "box": election.box,
        "closed_seq": election.closed_seq,
        "seed": seed_of(viewer, election),
        **count_again(viewer, election, countback).to_json(),
    }


def set_out(viewer: Viewer, election: Election) -> dict[str, Any]:
    """Everything that the page of a declared election shows of its count."""
    counting = count_again(viewer, election)
    count = counting.outcome
    language: Language = "en" if viewer.language == "en" else "fa"
    ranked = METHODS[election.method].ballot == "ranked"
    return {
        "count": count,
        "ranked": ranked,
        "valid": say_votes(count.valid, viewer.language),
        "quota_text": "" if count.quota is None else format_number(count.quota, viewer.language),  # type: ignore[arg-type]
        "elected": [
            {"id": who, "place": election.nominations[who].place, "stage": _stage_of(count, who)}
            for who in count.elected
        ],
        "told": tell_rounds(counting, language),
        "stages": [{"number": stage.stage} for stage in count.rounds],
        "rows": _rows(viewer, count),
        "sums": _sums(viewer, count) if ranked else [],
        "ties": [_tie(viewer, tie) for tie in count.ties],
        "places": _places(viewer, count),
        "pictures": [(mark_safe(svg), caption) for svg, caption in draw_result(counting, language)],  # noqa: S308 - ours
        "claims": tell_claims(counting, language),
        "seed": seed_of(viewer, election),
    }


def _stage_of(count: Count, who: str) -> int:
    return next(stage.stage for stage in count.rounds if who in stage.elected)


def _order(count: Count) -> list[str]:
    """The elected in their order, then the others, those who were excluded last first."""
    gone = {who: stage.stage for stage in count.rounds for who in stage.excluded}
    last = count.rounds[-1].votes
    # Some methods name in a round only those whom it still concerns.
    others = list(dict.fromkeys(who for stage in count.rounds for who in stage.votes if who not in count.elected))
    others.sort(key=lambda who: (-gone.get(who, len(count.rounds) + 1), -last.get(who, Fraction(0)), who))
    return [*count.elected, *others]


def _rows(viewer: Viewer, count: Count) -> list[dict[str, Any]]:
    """For each candidate a cell for each stage: votes, what came or went, and the word for what happened."""
    rows = []
    for who in _order(count):
        cells: list[dict[str, str]] = []
        gone = False
        before: Fraction | None = None
        for stage in count.rounds:
            votes = stage.votes.get(who, Fraction(0))
            change = "" if before is None or votes == before else _change(votes - before, viewer.language)
            word = "elected" if who in stage.elected else "excluded" if who in stage.excluded else ""
            text = "–" if gone and votes == 0 else say_votes(votes, viewer.language)
            cells.append({"votes": text, "change": change, "word": word})
            gone = gone or who in stage.excluded
            before = votes
        rows.append({"id": who, "elected": who in count.elected, "cells": cells})
    return rows


def _change(by: Fraction, language: str) -> str:
    sign = "+" if by > 0 else "−"
    return f"\u2066{sign}{say_votes(abs(by), language)}\u2069"


def _sums(viewer: Viewer, count: Count) -> list[dict[str, Any]]:
    """What could not be transferred, and what the fixed decimals dropped, up to each stage."""
    rows = []
    for label, part in ((_("Not transferable"), "non_transferable"), (_("Lost by rounding"), "truncated")):
        total, cells = Fraction(0), []
        for stage in count.rounds:
            total += getattr(stage, part)
            cells.append(say_votes(total, viewer.language))
        if total:
            rows.append({"label": label, "cells": cells})
    return rows


def _tie(viewer: Viewer, tie: Tie) -> dict[str, Any]:
    comma = _(", ")
    said = {
        "exclusion": _("was excluded"),
        "surplus": _("had the surplus transferred first"),
        "election": _("was elected") if len(tie.chosen) == 1 else _("were elected"),
    }[tie.kind]
    drawn = sorted(tie.lot, key=lambda pair: pair[1])
    return {
        "stage": tie.stage,
        "kind": tie.kind,
        "tied": join_words([viewer.name(who) for who in tie.candidates]),
        "chosen": join_words([viewer.name(who) for who in tie.chosen]),
        "said": said,
        "earlier": comma.join(format_number(n, viewer.language) for n in tie.earlier_stages),  # type: ignore[arg-type]
        "lot": [{"id": who, "digest": digest, "drawn": who in tie.chosen} for who, digest in drawn],
        "command": _command(tie, drawn[0][0]) if drawn else "",
    }


def _command(tie: Tie, who: str) -> str:
    return rf"printf '%s\n%s\n%s\n%s' {tie.seed} {tie.stage} {tie.kind} {who} | sha256sum"


def _places(viewer: Viewer, count: Count) -> dict[str, Any] | None:
    """What the rules of place did, in sentences; None where they changed no step."""
    report = count.places
    if report is None:
        return None
    said = []
    for act in report.acts:
        rules = "; ".join(say_rule(rule, viewer.language) for rule in act.rules)
        values: Mapping[str, str] = {
            "stage": format_number(act.stage, viewer.language),  # type: ignore[arg-type]
            "name": viewer.name(act.candidate),
            "other": viewer.name(act.instead) if act.instead else "",
            "rules": rules,
        }
        if act.act == "guarded":
            sentence = _(
                "Stage %(stage)s: %(name)s had no more votes than %(other)s and was kept all the same, for without "
                "%(name)s the rule could not be met (%(rules)s). %(other)s was excluded instead."
            )
        else:
            sentence = _(
                "Stage %(stage)s: %(name)s could no longer be elected, for with %(name)s the rule could not be met "
                "(%(rules)s)."
            )
        said.append(sentence % values)
    gained = [who for who in count.elected if who not in report.unconstrained]
    lost = [who for who in report.unconstrained if who not in count.elected]
    return {
        "said": said,
        "gained": join_words([viewer.name(who) for who in gained]),
        "lost": join_words([viewer.name(who) for who in lost]),
        "without": join_words([viewer.name(who) for who in report.unconstrained]),
    }
