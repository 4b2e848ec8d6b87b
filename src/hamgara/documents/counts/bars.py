"""Bars of what every candidate had, with the quota as a line across them."""

from __future__ import annotations

from fractions import Fraction

from hamgara.documents.counts.tables import is_transfer, order_candidates
from hamgara.documents.counts.transfers import find_quota
from hamgara.documents.counts.voice import Voice
from hamgara.documents.drawing import Box, Drawing, Rule, Shape, Words
from hamgara.documents.sheet import Figure
from hamgara.elections import Count

__all__ = ["draw_bars"]

WIDTH = 620.0
#: From the top of one candidate's lines to the next: a line of text and a bar.
PITCH = 38.0
#: The most bars that say anything.
MOST = 40


def draw_bars(voice: Voice, outcome: Count) -> Figure | None:
    """A bar for each candidate, of the first stage and of the most held; None where there is nothing to draw.

    Where less is better (loads, payments) the bars are those of the elected, each when elected.
    """
    measure = outcome.rounds[0].measure
    moving = is_transfer(outcome)
    named = voice.measure(outcome, outcome.rounds[0])
    first = {who: outcome.rounds[0].votes.get(who, Fraction(0)) for who in order_candidates(outcome)}
    most = dict(first)
    quota = find_quota(outcome) if moving or measure == "support" else None
    if moving:
        most = {who: max(stage.votes.get(who, Fraction(0)) for stage in outcome.rounds) for who in first}
        caption = voice.say("bars-stages")
    elif measure in ("load", "price"):
        rounds = [stage for stage in outcome.rounds if stage.measure == measure]
        first = most = {who: r.votes[who] for r in rounds for who in r.elected if who in r.votes}
        caption = voice.say("bars-elected", measure=named)
    else:
        caption = voice.say("bars-quota" if quota else "bars-once", measure=named)
    shown = list(first)[:MOST]
    top = max([*most.values(), quota or Fraction(0)], default=Fraction(0))
    if not shown or not top:
        return None
    scale = WIDTH / float(top)
    shapes: list[Shape] = []
    y = 0.0
    if quota is not None:
        x = float(quota) * scale
        anchor = "end" if x > WIDTH / 2 else "start"
        shapes.append(Words(x, 14, voice.say("quota-label", quota=voice.votes(quota)), anchor, 11.5, "faint"))  # type: ignore[arg-type]
        y = 20.0
    start = y
    for who in shown:
        won = who in outcome.elected
        name = voice.short(who)
        shapes.append(
            Words(
                0, y + 14, voice.say("marked:elected", what=name) if won else name, "start", 12.5, "bold" if won else ""
            )
        )
        figures = voice.votes(first[who])
        if most[who] > first[who]:
            figures = voice.say("grew", first=figures, most=voice.votes(most[who]))
        shapes.append(Words(WIDTH, y + 14, figures, "end", 12))
        if most[who] > first[who]:
            shapes.append(Box(0.5, y + 20.5, float(most[who]) * scale - 1, 12, "outline"))
        shapes.append(Box(0, y + 20, float(first[who]) * scale, 13, "strong" if won else "plain"))
        y += PITCH
    if quota is not None:
        x = float(quota) * scale
        tops = [start + at * PITCH for at in range(len(shown))]
        shapes += [Rule(x, top + 18, x, top + 35, "quota") for top in tops]
    drawing = Drawing(WIDTH, y + 2, tuple(shapes), voice.language == "fa", fluid=True)
    return Figure(f"{voice.say('bars')}. {caption}", _describe(voice, outcome, shown, most), drawing)


def _describe(voice: Voice, outcome: Count, shown: list[str], most: dict[str, Fraction]) -> str:
    return f"{voice.say('bars')}: " + voice.series(
        f"{voice.plain(who)}{' ✓' if who in outcome.elected else ''} {voice.votes(most[who])}" for who in shown
    )
