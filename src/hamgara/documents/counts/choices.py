"""The steps of every other count, in sentences: one elected after another, all at once, a committee, a runoff."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from hamgara.documents.counts.voice import Voice
from hamgara.elections import Count, Round

__all__ = ["tell_choice", "tell_method"]

_LEAST = ("load", "price")


def tell_method(voice: Voice, outcome: Count) -> Iterator[str]:
    """What holds for all steps: what a seat costs, how many were bought."""
    facts = outcome.facts
    if "price" in facts:
        yield voice.say("price-of-seat", price=voice.votes(Fraction(facts["price"])))
    if "bought" in facts and facts["bought"] < len(outcome.elected):
        key = "bought" if facts.get("completion") == "phragmen-sequential" else "bought-some"
        yield voice.say(key, bought=voice.number(facts["bought"]))


def tell_choice(voice: Voice, outcome: Count, at: int) -> Iterator[str]:
    """What happened at that step (from 0), and why."""
    this = outcome.rounds[at]
    tell = _TELLERS.get(this.action, _tell_chosen)
    yield from tell(voice, outcome, at)
    tied = [tie for tie in outcome.ties if tie.stage == this.stage]
    if this.action in ("choice", "completion", "runoff"):
        for tie in tied:
            yield voice.say("tied-choice", names=voice.names(tie.candidates))


def _tell_all(voice: Voice, outcome: Count, at: int) -> Iterator[str]:
    this = outcome.rounds[at]
    yield voice.say("highest", parts=voice.row(_part(voice, outcome, this, who) for who in this.elected))
    others = sorted((who for who in this.votes if who not in this.elected), key=lambda who: (-this.votes[who], who))
    if others:
        yield voice.say("first-out", name=voice.name(others[0]), value=_value(voice, outcome, this, others[0]))


def _tell_committee(voice: Voice, outcome: Count, at: int) -> Iterator[str]:
    this = outcome.rounds[at]
    stated = outcome.facts.get("score", outcome.facts.get("load"))
    value = "" if stated is None else voice.votes(Fraction(stated))
    keys = (f"best:{outcome.method}", "best") if value else ("best",)
    yield voice.either(keys, seats=voice.number(outcome.seats), value=value)
    if outcome.places is not None:
        yield voice.say("best-within")
    yield voice.say("named-by", parts=voice.row(_part(voice, outcome, this, who) for who in this.elected))


def _tell_runoff(voice: Voice, outcome: Count, at: int) -> Iterator[str]:
    this = outcome.rounds[at]
    [winner] = this.elected
    meetings = [m for m in outcome.facts.get("runoffs", ()) if winner in m]
    # A winner meets nobody again, so only the last meeting can be this one; one who was left alone met nobody now.
    open_now = [m for m in meetings if all(who in this.votes for who in m)]
    if not open_now or len(this.votes) == 1:
        yield voice.say("alone", name=voice.name(winner))
        return
    (first, for_first), (second, for_second) = open_now[-1].items()
    names = {"first": voice.name(first), "second": voice.name(second)}
    values = {
        "first_value": voice.votes(this.votes[first]),
        "second_value": voice.votes(this.votes[second]),
    }
    yield voice.say("finalists", **names, **values)
    shares = {"for_first": voice.votes(Fraction(for_first)), "for_second": voice.votes(Fraction(for_second))}
    if Fraction(for_first) == Fraction(for_second):
        del shares["for_second"]
        yield voice.say("runoff-equal", name=voice.name(winner), **names, **shares)
    else:
        yield voice.say("runoff", name=voice.name(winner), **names, **shares)


def _tell_chosen(voice: Voice, outcome: Count, at: int) -> Iterator[str]:
    this = outcome.rounds[at]
    for who in this.elected:
        if who not in this.votes:
            yield voice.say("by-lot", name=voice.name(who))
            continue
        slots = {"name": voice.name(who), "value": voice.votes(this.votes[who])}
        yield voice.of_measure("why", outcome, this, **slots)
        yield from _tell_rank(voice, outcome, at)
        yield from _tell_next(voice, outcome, this, who)


def _tell_rank(voice: Voice, outcome: Count, at: int) -> Iterator[str]:
    ranks = outcome.facts.get("ranks", ())
    if at < len(ranks) and "quota" in outcome.facts:
        yield voice.say("rank", rank=voice.number(ranks[at]), quota=voice.votes(Fraction(outcome.facts["quota"])))


def _tell_next(voice: Voice, outcome: Count, this: Round, who: str) -> Iterator[str]:
    if this.measure == "preference":
        return
    sign = 1 if this.measure in _LEAST else -1
    others = sorted((other for other in this.votes if other != who), key=lambda c: (sign * this.votes[c], c))
    if others:
        yield voice.say("next", name=voice.name(others[0]), value=_value(voice, outcome, this, others[0]))


def _part(voice: Voice, outcome: Count, this: Round, who: str) -> str:
    return voice.say("part-of", name=voice.name(who), value=_value(voice, outcome, this, who))


def _value(voice: Voice, outcome: Count, this: Round, who: str) -> str:
    return voice.of_measure("value", outcome, this, value=voice.votes(this.votes[who]))


_TELLERS: Mapping[str, Callable[[Voice, Count, int], Iterator[str]]] = {
    "votes": _tell_all,
    "committee": _tell_committee,
    "runoff": _tell_runoff,
}
