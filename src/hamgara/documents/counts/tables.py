"""The tables of a count's report: one for each round, and one of all stages for counts that transfer votes."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from hamgara.documents.counts.voice import Voice
from hamgara.documents.sheet import Table
from hamgara.elections import Count, Round

__all__ = ["is_transfer", "order_candidates", "tabulate_pairs", "tabulate_round", "tabulate_stages"]

#: How many rows of a round are listed; those below are summed up in one.
MOST_ROWS = 30
#: How many stages stand side by side.
ABREAST = 5


def is_transfer(outcome: Count) -> bool:
    """Whether the count moves votes from candidate to candidate, stage by stage."""
    return outcome.rounds[0].action == "first-preferences"


def order_candidates(outcome: Count) -> list[str]:
    """The elected in their order, then the others: those who stayed longest first, then by votes, then by name."""
    gone = {who: stage.stage for stage in outcome.rounds for who in stage.excluded}
    last = outcome.rounds[-1].votes
    others = {who for stage in outcome.rounds for who in stage.votes} - set(outcome.elected)
    late = len(outcome.rounds) + 1
    listed = sorted(others, key=lambda who: (-gone.get(who, late), -last.get(who, Fraction(0)), who))
    return [*outcome.elected, *listed]


def tabulate_round(voice: Voice, outcome: Count, at: int) -> Table:
    """Where every candidate stood at the end of that round (from 0)."""
    if is_transfer(outcome):
        return _stage(voice, outcome, at)
    this = outcome.rounds[at]
    least_first = this.measure in ("load", "price")
    ranked = sorted(
        this.votes, key=lambda who: (who not in this.elected, this.votes[who] * (1 if least_first else -1), who)
    )
    rows = [(voice.name(who), voice.votes(this.votes[who]), _standing(voice, outcome, at, who)) for who in ranked]
    if len(rows) > MOST_ROWS:
        rest = [this.votes[who] for who in ranked[MOST_ROWS:]]
        bound = voice.say("at-least", value=voice.votes(min(rest))) if least_first else ""
        bound = bound or voice.say("at-most", value=voice.votes(max(rest)))
        rows = [*rows[:MOST_ROWS], (voice.say("others", n=voice.number(len(rest))), bound, "")]
    header = (voice.say("candidate"), voice.measure(outcome, this), voice.say("standing"))
    return Table(_after(voice, outcome, at), header, tuple(rows), figures=(1,), detail=True)


def _stage(voice: Voice, outcome: Count, at: int) -> Table:
    this = outcome.rounds[at]
    before = outcome.rounds[at - 1].votes if at else {}
    out = {who for stage in outcome.rounds[:at] for who in stage.excluded}
    rows: list[tuple[str, ...]] = [
        (
            voice.name(who),
            voice.signed(this.votes[who] - before.get(who, Fraction(0))) if at else "",
            voice.votes(this.votes[who]),
            _standing(voice, outcome, at, who),
        )
        for who in sorted(this.votes, key=lambda who: (-this.votes[who], who))
        if who not in out or this.votes[who] != before.get(who, Fraction(0))
    ]
    for part, label in (("non_transferable", "not-transferable"), ("truncated", "truncated")):
        here = getattr(this, part)
        total = sum((getattr(stage, part) for stage in outcome.rounds[: at + 1]), Fraction(0))
        if total:
            rows.append((voice.say(label), voice.signed(here), voice.votes(total), ""))
    header = tuple(voice.say(word) for word in ("candidate", "change", "votes-now", "standing"))
    if not at:
        header = (header[0], *header[2:])
        rows = [(row[0], *row[2:]) for row in rows]
    return Table(_after(voice, outcome, at), header, tuple(rows), figures=(1, 2) if at else (1,), detail=True)


def _after(voice: Voice, outcome: Count, at: int) -> str:
    if len(outcome.rounds) == 1:
        return voice.say("everyone")
    key = "after-stage" if is_transfer(outcome) else "after-step"
    return voice.say(key, n=voice.number(outcome.rounds[at].stage))


def _standing(voice: Voice, outcome: Count, at: int, who: str) -> str:
    if who in outcome.rounds[at].elected:
        return voice.say("stands:now")
    if any(who in stage.elected for stage in outcome.rounds[:at]):
        return voice.say("stands:elected")
    if any(who in stage.excluded for stage in outcome.rounds[: at + 1]):
        return voice.say("stands:excluded")
    return "" if len(outcome.rounds) == 1 else voice.say("stands:left")


def tabulate_stages(voice: Voice, outcome: Count) -> Iterator[Table]:
    """The votes of all candidates at the end of all stages, so many stages abreast as a page can hold."""
    everyone = order_candidates(outcome)
    for start in range(0, len(outcome.rounds), ABREAST):
        some = outcome.rounds[start : start + ABREAST]
        header = (voice.say("candidate"), *(voice.say("stage-short", n=voice.number(stage.stage)) for stage in some))
        rows = [
            (voice.name(who), *(_cell(voice, outcome, stage, who) for stage in some))
            for who in everyone
            if not any(who in stage.excluded and not stage.votes.get(who) for stage in outcome.rounds[:start])
        ]
        rows += list(_sums(voice, outcome, some))
        numbers = {"first": voice.number(some[0].stage), "last": voice.number(some[-1].stage)}
        caption = voice.say("all-stages", **numbers)
        yield Table(caption, header, tuple(rows), figures=tuple(range(1, len(header))))


def _cell(voice: Voice, outcome: Count, stage: Round, who: str) -> str:
    if who not in stage.votes or (not stage.votes[who] and _is_out(outcome, stage, who)):
        return "×" if who in stage.excluded else "–"
    mark = " ✓" if who in stage.elected else " ×" if who in stage.excluded else ""
    return f"{voice.votes(stage.votes[who])}{mark}"


def _is_out(outcome: Count, stage: Round, who: str) -> bool:
    return any(who in other.excluded for other in outcome.rounds[: stage.stage])


def _sums(voice: Voice, outcome: Count, some: tuple[Round, ...]) -> Iterator[tuple[str, ...]]:
    for part, label in (("non_transferable", "not-transferable"), ("truncated", "truncated")):
        totals = [
            sum((getattr(stage, part) for stage in outcome.rounds[: stage_.stage]), Fraction(0)) for stage_ in some
        ]
        if any(totals):
            yield (voice.say(label), *map(voice.votes, totals))


def tabulate_pairs(voice: Voice, outcome: Count, who: str) -> Table | None:
    """One candidate against each of the others, where the method compared them in pairs."""
    pairs = outcome.facts.get("pairs")
    if not isinstance(pairs, dict) or who not in pairs:
        return None
    rows = tuple(
        (voice.name(other), voice.votes(Fraction(votes)), voice.votes(Fraction(pairs[other][who])))
        for other, votes in sorted(pairs[who].items(), key=lambda pair: (-Fraction(pair[1]), pair[0]))
    )
    header = (voice.say("opponent"), voice.say("prefer", name=voice.name(who)), voice.say("prefer-other"))
    return Table(voice.say("pairs", name=voice.name(who)), header, rows, figures=(1, 2), detail=True)
