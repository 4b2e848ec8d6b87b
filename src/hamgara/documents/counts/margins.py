"""How firm a result is, in a report: the fewest ballots whose change changes it, or what is known of their number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from hamgara.documents.counts.subject import Counting, Firmness
from hamgara.documents.counts.voice import Voice
from hamgara.documents.sheet import Block, Prose, Table
from hamgara.documents.texts import Wording
from hamgara.elections import AnyBallots, CountError, Margin, ScoreBallots, find_margin

__all__ = ["seek_firmness", "tell_firmness"]

#: The most steps, distinct ballots times pairs of candidates, of a search that nobody asked for: about a second.
STEPS = 20_000
#: How many times as long as others a method takes to count.
_SLOW = {"meek-stv": 20}
#: The methods whose margin takes a search.
_SEARCHED = {"irv", "scottish-stv", "ers97", "wigm", "meek-stv"}
#: How many kinds of changed ballots are listed.
MOST_ROWS = 12


def seek_firmness(
    counting: Counting, ballots: AnyBallots, *, top: int | None = None, patient: bool = False
) -> Firmness:
    """The margin of an outcome, or why there is none.

    `top` is the best score that a ballot may give; where it is not stated, the best that one gives. Only with `patient`
    a search may take long.
    """
    outcome = counting.outcome
    standing = len(ballots.candidates) - len(ballots.withdrawn)
    if standing == len(outcome.elected):
        return Firmness("everyone")
    if counting.rules or outcome.places is not None:
        return Firmness("rules")
    if counting.weighted or any(weight.denominator != 1 for weight, _ in ballots.ballots):
        return Firmness("weights")
    steps = len(ballots.ballots) * standing**2 * _SLOW.get(outcome.method, 1)
    if outcome.method in _SEARCHED and steps > STEPS and not patient:
        return Firmness("long")
    best: Fraction | int | None = None
    if isinstance(ballots, ScoreBallots):
        given = (score for _, scores in ballots.ballots for _, score in scores)
        best = max(given, default=0) if top is None else top
    try:
        return Firmness("", find_margin(ballots, outcome.method, outcome, top=best), best)
    except CountError:
        return Firmness("method")


def tell_firmness(voice: Voice, counting: Counting) -> Iterator[Block]:
    """What is known of the margin, in a sentence or two; where a change was found, what it is."""
    found = counting.firmness
    if found is None:
        return
    if found.margin is None:
        yield _prose(voice, voice.say(f"no-margin:{found.why}"))
        return
    yield _prose(voice, " ".join(_say(voice, counting, found.margin, found.top)))
    if found.margin.change:
        yield _tabulate(voice, counting, found.margin)


def _say(voice: Voice, counting: Counting, margin: Margin, top: Fraction | int | None) -> Iterator[str]:
    lower = voice.number(margin.lower)
    if margin.upper == 0:
        yield voice.say("margin:lot")
        return
    if margin.upper is None:
        yield voice.say("margin:open", lower=lower)
        return
    upper = voice.number(margin.upper)
    if margin.exact:
        yield voice.say("margin:exact:one" if margin.upper == 1 else "margin:exact", n=upper)
    else:
        yield voice.say("margin:bounds", lower=lower, upper=upper)
    if margin.pair:
        winner, loser = margin.pair
        yield voice.say("margin:pair", winner=voice.name(winner), loser=voice.name(loser))
    if top is not None:
        yield voice.say("margin:top", top=voice.votes(top))


def _tabulate(voice: Voice, counting: Counting, margin: Margin) -> Table:
    names = [voice.name(who) for who in counting.candidates]

    def rank(ranks: Iterable[int]) -> str:
        return voice.series(names[c] for c in ranks)

    rows = [(voice.number(number), rank(before), rank(after)) for number, before, after in margin.change[:MOST_ROWS]]
    if rest := sum(number for number, _, _ in margin.change[MOST_ROWS:]):
        rows.append((voice.number(rest), voice.say("margin:others"), ""))
    header = (voice.say("ballots"), voice.say("margin:before"), voice.say("margin:after"))
    return Table(voice.say("margin:change", n=voice.number(margin.upper or 0)), header, tuple(rows), figures=(0,))


def _prose(voice: Voice, text: str) -> Prose:
    return Prose(Wording((text,), voice.language))
