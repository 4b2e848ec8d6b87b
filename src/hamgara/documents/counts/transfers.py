"""The stages of a count that transfers votes, in sentences: what was freed, who got it and why, who is elected."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from hamgara.documents.counts.voice import Voice
from hamgara.documents.sheet import Table
from hamgara.elections import Count, Round

__all__ = ["find_quota", "tabulate_parcels", "tell_stage"]

#: Numbers that a method shows in decimals differ from what it decided by at most this.
SLACK = Fraction(1, 10**6)


def find_quota(outcome: Count) -> Fraction | None:
    """The quota with which the count ended; None where the method has none."""
    if outcome.quota is not None:
        return Fraction(outcome.quota)
    stated = outcome.facts.get("quota")
    return None if stated is None else Fraction(stated)


def tell_stage(voice: Voice, outcome: Count, at: int) -> Iterator[str]:
    """What happened at that stage (from 0), and why."""
    this = outcome.rounds[at]
    if not at:
        yield voice.either((f"first:{outcome.method}", "first"), valid=voice.votes(outcome.valid))
        yield from _tell_quota(voice, outcome)
    elif this.action == "surplus" and this.candidate is not None:
        yield _tell_surplus(voice, outcome, at)
    elif this.excluded or this.candidate is not None:
        yield _tell_exclusion(voice, outcome, at)
    else:
        yield voice.say("other-step")
    if at:
        yield from _tell_movement(voice, outcome, at)
    moving = _quota_at(outcome, at) if "keep" in outcome.facts else None
    if moving is not None:
        yield voice.say("quota-now", quota=voice.votes(moving))
    yield from _tell_elected(voice, outcome, at)


def _tell_quota(voice: Voice, outcome: Count) -> Iterator[str]:
    quota = outcome.quota
    if quota is None:
        last = find_quota(outcome)
        if last is not None and "keep" not in outcome.facts:
            yield voice.say("quota-last", quota=voice.votes(last))
        return
    parts = outcome.seats + 1
    if quota == outcome.valid // parts + 1:
        slots = {
            "valid": voice.votes(outcome.valid),
            "parts": voice.number(parts),
            "seats": voice.number(outcome.seats),
        }
        yield voice.say("quota-droop", quota=voice.votes(quota), **slots)
    else:
        yield voice.say("quota", quota=voice.votes(quota))


def _tell_surplus(voice: Voice, outcome: Count, at: int) -> str:
    this, before = outcome.rounds[at], outcome.rounds[at - 1].votes
    giver = str(this.candidate)
    amount = before[giver] - this.votes[giver]
    slots = {"before": voice.votes(before[giver]), "amount": voice.votes(amount)}
    return voice.say("surplus", name=voice.name(giver), **slots)


def _tell_exclusion(voice: Voice, outcome: Count, at: int) -> str:
    this, before = outcome.rounds[at], outcome.rounds[at - 1].votes
    losers = this.excluded or (str(this.candidate),)
    total = sum((before.get(who, Fraction(0)) for who in losers), Fraction(0))
    if all(any(who in stage.excluded for stage in outcome.rounds[:at]) for who in losers):
        return voice.say("excluded-on", names=voice.names(losers), before=voice.votes(total))
    if len(losers) > 1:
        return voice.say("excluded-many", names=voice.names(losers), before=voice.votes(total))
    [loser] = losers
    slots = {"name": voice.name(loser), "before": voice.votes(total)}
    acts = outcome.places.acts if outcome.places is not None else ()
    if any(act.act == "doomed" and act.candidate == loser and act.stage <= this.stage for act in acts):
        return voice.say("excluded-doomed", **slots)
    if any(act.act == "guarded" and act.stage == this.stage for act in acts):
        return voice.say("excluded-guarded", **slots)
    least = min((before[who] for who in _continuing(outcome, at)), default=total)
    tied = next((t for t in outcome.ties if t.stage == this.stage and t.kind == "exclusion"), None)
    if tied is not None and loser in tied.chosen:
        return voice.say("excluded-lot", names=voice.names(tied.candidates), **slots)
    return voice.say("excluded-fewest" if total <= least else "excluded", **slots)


def _continuing(outcome: Count, at: int) -> list[str]:
    """Who was neither elected nor excluded before that stage."""
    past = outcome.rounds[:at]
    out = {who for stage in past for who in (*stage.elected, *stage.excluded)}
    return [who for who in outcome.rounds[at - 1].votes if who not in out]


def _tell_movement(voice: Voice, outcome: Count, at: int) -> Iterator[str]:
    this, before = outcome.rounds[at], outcome.rounds[at - 1].votes
    changes = {who: this.votes.get(who, Fraction(0)) - before[who] for who in before}
    freed = -sum((change for change in changes.values() if change < 0), Fraction(0))
    if not freed:
        yield voice.say("not-moved" if this.excluded and this.votes.get(this.excluded[0]) else "unchanged")
        return
    gains = sorted((who for who in changes if changes[who] > 0), key=lambda who: (-changes[who], who))
    parts = [voice.say("part", amount=voice.votes(changes[who]), name=voice.name(who)) for who in gains]
    if this.non_transferable > 0:
        parts.append(voice.say("part-lost", amount=voice.votes(this.non_transferable)))
    if this.truncated > 0:
        parts.append(voice.say("part-cut", amount=voice.votes(this.truncated)))
    several = any(change < 0 for who, change in changes.items() if who not in (this.candidate, *this.excluded))
    if parts:
        yield voice.say("freed" if several else "moved", amount=voice.votes(freed), parts=voice.series(parts))


def _tell_elected(voice: Voice, outcome: Count, at: int) -> Iterator[str]:
    this = outcome.rounds[at]
    quota = _quota_at(outcome, at)
    if not this.elected:
        if quota is not None and not at:
            yield voice.say("nobody-yet")
        return
    if quota is None:
        yield voice.plural("now", this.elected)
        return
    reached = [who for who in this.elected if this.votes.get(who, Fraction(0)) + SLACK >= quota]
    if reached:
        yield voice.plural("reached", reached)
    rest = [who for who in this.elected if who not in reached]
    if rest:
        done = {who for stage in outcome.rounds[: at + 1] for who in (*stage.elected, *stage.excluded)}
        yield voice.plural("rest" if done >= set(this.votes) else "now", rest)


def _quota_at(outcome: Count, at: int) -> Fraction | None:
    if outcome.quota is not None:
        return Fraction(outcome.quota)
    if "keep" not in outcome.facts:
        return find_quota(outcome)
    # Meek's quota falls with what is not transferable (Hill, Wichmann and Woodall 1987, 2.3).
    lost = sum((stage.non_transferable for stage in outcome.rounds[: at + 1]), Fraction(0))
    return (Fraction(outcome.valid) - lost) / (outcome.seats + 1)


def tabulate_parcels(voice: Voice, stage: Round) -> Table | None:
    """The papers that went on at this stage at a lower value, where there were any."""
    if not any(parcel.value != parcel.received for parcel in stage.parcels):
        return None
    rows = tuple(
        (voice.votes(parcel.papers), voice.votes(parcel.received), voice.votes(parcel.value))
        for parcel in stage.parcels
    )
    header = tuple(voice.say(word) for word in ("papers", "received", "value"))
    return Table(voice.say("parcels"), header, rows, figures=(0, 1, 2), detail=True)
