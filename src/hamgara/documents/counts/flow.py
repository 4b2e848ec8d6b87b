"""How votes moved between the stages, as bands: a picture for every few stages, so that each can be read.

Every candidate has a lane of their own from the first stage to the last, so that a band that stays is straight and
only votes that move cross the picture. They run through a narrow gate between two stages, where what left some
candidates (as in Meek's count, from several at once) comes together before it is parted among others.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from hamgara.documents.counts.tables import is_transfer, order_candidates
from hamgara.documents.counts.voice import Voice
from hamgara.documents.drawing import Area, Box, Drawing, Look, Rule, Shape, Words
from hamgara.documents.sheet import Figure
from hamgara.elections import Count

__all__ = ["draw_flows"]

WIDTH = 640.0
#: Stages in one picture; the last stands again at the beginning of the next.
STAGES = 5
NODE = 12.0
#: What the names take, and the texts of the last stage.
NAMES = 148.0
LAST = 98.0
#: Above each lane its votes; between lanes; the height of all bands of one stage together, and the least of it.
TEXT = 13.0
GAP = 4.0
BANDS = 260.0
LEAST = 120.0
#: The height that fits a page, with a heading and a caption.
PAGE = 800.0
#: The most letters of a name.
LETTERS = 24
LOST = ""


def draw_flows(voice: Voice, outcome: Count) -> Iterator[Figure]:
    """The pictures, none for a count that transfers nothing."""
    if not is_transfer(outcome) or len(outcome.rounds) < 2:
        return
    lanes = _Lanes(outcome)
    last = len(outcome.rounds) - 1
    for start in range(0, last, STAGES - 1):
        yield _draw(voice, outcome, lanes, start, min(start + STAGES - 1, last))


class _Lanes:
    """Where every candidate's lane begins, and how high a vote is."""

    def __init__(self, outcome: Count) -> None:
        self.outcome = outcome
        self.everyone = [*order_candidates(outcome), LOST]
        left = PAGE - len(self.everyone) * (TEXT + GAP)
        self.scale = max(LEAST, min(BANDS, left)) / float(outcome.valid)

    def lay(self, start: int, end: int) -> tuple[dict[str, float], float]:
        """The top of each lane that holds votes in those stages, and the height of all."""
        tops: dict[str, float] = {}
        y = 18.0
        for who in self.everyone:
            most = max(self.held(who, at) for at in range(start, end + 1))
            if most:
                tops[who] = y + TEXT
                y += TEXT + max(float(most) * self.scale, 2.0) + GAP
        return tops, y + 4

    def held(self, who: str, at: int) -> Fraction:
        """The votes of a lane at the end of a stage; of the last lane, what nobody has."""
        if who == LOST:
            rounds = self.outcome.rounds[: at + 1]
            return max(sum((r.non_transferable + r.truncated for r in rounds), Fraction(0)), Fraction(0))
        return self.outcome.rounds[at].votes.get(who, Fraction(0))


def _draw(voice: Voice, outcome: Count, lanes: _Lanes, start: int, end: int) -> Figure:
    tops, height = lanes.lay(start, end)
    step = (WIDTH - NAMES - LAST) / max(end - start, 1)
    columns = {at: NAMES + (at - start) * step for at in range(start, end + 1)}
    shapes: list[Shape] = list(_name(voice, lanes, tops, start, end))
    for at in range(start, end):
        shapes += _connect(lanes, tops, at, columns[at] + NODE, columns[at + 1])
    for at, x in columns.items():
        head = voice.say("stage-short", n=voice.number(outcome.rounds[at].stage))
        shapes.append(Words(x, 12, head, "start", 11, "faint"))
        shapes += _stand(voice, lanes, tops, at, x, first=at == start)
    drawing = Drawing(WIDTH, height, tuple(shapes), voice.language == "fa")
    numbers = {key: voice.number(outcome.rounds[at].stage) for key, at in (("first", start), ("last", end))}
    which = voice.say("flow-part", **numbers)
    return Figure(voice.say("flow-caption", which=which), which, drawing)


def _name(voice: Voice, lanes: _Lanes, tops: dict[str, float], start: int, end: int) -> Iterator[Shape]:
    """The names before the lanes, of those who are elected by then in bold."""
    elected = {who for stage in lanes.outcome.rounds[: end + 1] for who in stage.elected}
    for who, top in tops.items():
        name = voice.say("not-transferable") if who == LOST else voice.short(who, LETTERS)
        y = top + float(lanes.held(who, start)) * lanes.scale / 2 + 4
        yield Words(0, y, name, "start", 11, "bold" if who in elected else "")


def _connect(lanes: _Lanes, tops: dict[str, float], at: int, left: float, right: float) -> Iterator[Shape]:
    """What stays in its lane, and what goes through the gate from the lanes that lose to those that gain."""
    losses: list[tuple[str, float, float]] = []
    gains: list[tuple[str, float, float]] = []
    for who, top in tops.items():
        before, after = (float(lanes.held(who, n)) * lanes.scale for n in (at, at + 1))
        stay = min(before, after)
        if stay > 0:
            yield Area((left, top, top + stay), (right, top, top + stay), "pale")
        if before > stay:
            losses.append((who, top + stay, top + before))
        if after > stay:
            gains.append((who, top + stay, top + after))
    total = max(sum(low - up for _, up, low in losses), sum(low - up for _, up, low in gains))
    if not total or not losses:
        return
    middle = (left + right) / 2
    centre = sum((up + low) / 2 for _, up, low in losses) / len(losses)
    y = centre - total / 2
    for _, up, low in losses:
        yield Area((left, up, low), (middle, y, y + low - up), "moved")
        y += low - up
    y = centre - total / 2
    for who, up, low in gains:
        look: Look = "lost" if who == LOST else "moved"
        yield Area((middle, y, y + low - up), (right, up, low), look)
        y += low - up
    yield Rule(middle, centre - total / 2, middle, centre + total / 2, "line")


def _stand(voice: Voice, lanes: _Lanes, tops: dict[str, float], at: int, x: float, *, first: bool) -> Iterator[Shape]:
    stage = lanes.outcome.rounds[at]
    elected = {who for r in lanes.outcome.rounds[: at + 1] for who in r.elected}
    for who, top in tops.items():
        votes = lanes.held(who, at)
        leaves = who in stage.excluded
        if not votes and not leaves and not first:
            continue
        look: Look = "lost" if who == LOST else "strong" if who in elected else "plain"
        if votes:
            yield Box(x, top, NODE, max(float(votes) * lanes.scale, 1.5), look)
        said = voice.votes(_short(votes))
        if who in stage.elected or leaves:
            said = voice.say(f"marked:{'excluded' if leaves else 'elected'}", what=said)
        yield Words(x, top - 3, said, "start", 10, "bold" if who in stage.elected else "")


def _short(votes: Fraction) -> Fraction:
    """Two decimals are enough in a picture; the tables have all."""
    return Fraction(int(votes * 100), 100)
