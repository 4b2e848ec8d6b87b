"""Bars of what every candidate had, with the quota as a line across them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
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
#: The most bars that say anything; the most that are drawn in one picture, and how many in each where they are more.
MOST = 60
ALONE = 14
TOGETHER = 10


def draw_bars(voice: Voice, outcome: Count) -> Iterator[Figure]:
    """A bar for each candidate, of the first stage and of the most held, so many to a picture; none without votes.

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
    if len(first) > MOST:
        caption = f"{caption} {voice.say('bars-rest', n=voice.number(len(first) - MOST))}"
    top = max([*most.values(), quota or Fraction(0)], default=Fraction(0))
    if not shown or not top:
        return
    bars = _Bars(voice, outcome, first, most, quota, WIDTH / float(top))
    parts = 1 if len(shown) <= ALONE else -(-len(shown) // TOGETHER)
    size = -(-len(shown) // parts)
    for start in range(0, len(shown), size):
        some = shown[start : start + size]
        said = f"{voice.say('bars')}. {caption}" if start + size >= len(shown) else voice.say("bars")
        yield Figure(said, _describe(voice, outcome, some, most), bars.draw(some))


@dataclass(frozen=True, slots=True)
class _Bars:
    """What the pictures of one count have in common: how long a vote is in all of them, above all."""

    voice: Voice
    outcome: Count
    first: dict[str, Fraction]
    most: dict[str, Fraction]
    quota: Fraction | None
    scale: float

    def draw(self, some: list[str]) -> Drawing:
        shapes: list[Shape] = []
        y = 0.0
        if self.quota is not None:
            x = float(self.quota) * self.scale
            label = self.voice.say("quota-label", quota=self.voice.votes(self.quota))
            shapes.append(Words(x, 14, label, "end" if x > WIDTH / 2 else "start", 11.5, "faint"))
            y = 20.0
        for who in some:
            shapes += self.bar(who, y)
            y += PITCH
        return Drawing(WIDTH, y + 2, tuple(shapes), self.voice.language == "fa", fluid=True)

    def bar(self, who: str, y: float) -> Iterator[Shape]:
        voice, first, most = self.voice, self.first[who], self.most[who]
        won = who in self.outcome.elected
        name = voice.short(who)
        if won:
            name = voice.say("marked:elected", what=name)
        yield Words(0, y + 14, name, "start", 12.5, "bold" if won else "")
        figures = voice.votes(first)
        if most > first:
            figures = voice.say("grew", first=figures, most=voice.votes(most))
        yield Words(WIDTH, y + 14, figures, "end", 12)
        if most > first:
            yield Box(0.5, y + 20.5, float(most) * self.scale - 1, 12, "outline")
        yield Box(0, y + 20, float(first) * self.scale, 13, "strong" if won else "plain")
        if self.quota is not None:
            x = float(self.quota) * self.scale
            yield Rule(x, y + 18, x, y + 35, "quota")


def _describe(voice: Voice, outcome: Count, shown: list[str], most: dict[str, Fraction]) -> str:
    return f"{voice.say('bars')}: " + voice.series(
        f"{voice.plain(who)}{' ✓' if who in outcome.elected else ''} {voice.votes(most[who])}" for who in shown
    )
