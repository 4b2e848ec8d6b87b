"""How a vote stands: the weights in favour and against, the rule in words, the threshold as a number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from msgspec import convert

from hamgara.assembly.decisions import Decision
from hamgara.assembly.rules import Choice, Outcome, Rule, Tally, tally_votes
from hamgara.assembly.vote_boxes import VoteBox
from hamgara.dates import format_weight
from hamgara.record import parse
from hamgara.web.stages.charter_sentences import say_rule
from hamgara.web.store import closing
from hamgara.web.viewer import Viewer

__all__ = ["Standing", "standing_of"]

#: The length of the bar of a tally, in units of its picture.
BAR = 1000


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stretch of the bar."""

    css: str
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What a page shows of a vote whose votes can be seen: the outcome so far or at the end, its bar and its rule.

    `tick` is where on the bar the votes in favour must reach; -1 where the rule has no one threshold.
    """

    outcome: Outcome
    stretches: tuple[Stretch, ...]
    tick: int
    rule: str
    needed: str
    classes: tuple[tuple[str, Tally], ...]


def standing_of(viewer: Viewer, decision: Decision) -> Standing | None:
    """How the vote stands; None for a secret vote that is not closed, and for one that was called off."""
    if decision.status == "closed" and decision.outcome is not None:
        outcome = decision.outcome
    elif decision.status == "open" and not decision.secret:
        outcome = convert(closing.decision_closed(viewer.here, decision.id)["outcome"], Outcome)
    else:
        return None
    # What the charter said when a vote was closed is known only while that charter is in force.
    since = viewer.state.convening.charter_seq
    rule = viewer.state.charter.rules[decision.subject.matter]
    known = decision.status == "open" or decision.closed_seq > since
    return Standing(
        outcome,
        _stretches(outcome),
        _tick(outcome, rule) if known else -1,
        say_rule(rule, viewer.language) if known else "",
        _say_needed(outcome, rule, viewer.language) if known else "",
        _classes(viewer, decision) if known and rule.kind == "double" else (),
    )


def _stretches(outcome: Outcome) -> tuple[Stretch, ...]:
    roll = Fraction(outcome.roll) or Fraction(1)
    start, found = Fraction(0), []
    for css, weight in (("y", outcome.yes), ("n", outcome.no), ("p", outcome.abstain)):
        length = Fraction(weight) / roll * BAR
        if length:
            found.append(Stretch(css, round(start), round(start + length) - round(start)))
        start += length
    return tuple(found)


def _tick(outcome: Outcome, rule: Rule) -> int:
    if rule.kind != "share" or not Fraction(outcome.needed) or not Fraction(outcome.roll):
        return -1
    return round(Fraction(outcome.needed) / Fraction(outcome.roll) * BAR)


def _say_needed(outcome: Outcome, rule: Rule, language: str) -> str:
    values = {"needed": format_weight(outcome.needed, "en" if language == "en" else "fa")}
    if rule.kind == "consensus":
        return _("At most %(needed)s members may vote against.") % values
    if rule.kind == "double":
        return _("The share must be reached in each class by itself.")
    if not Fraction(outcome.needed):
        return ""
    if rule.inclusive:
        return _("Of these votes at least %(needed)s must be in favour.") % values
    return _("Of these votes more than %(needed)s must be in favour.") % values


def _classes(viewer: Viewer, decision: Decision) -> tuple[tuple[str, Tally], ...]:
    votes: Iterable[tuple[str, str, str, Fraction, Choice]]
    if decision.secret:
        box = convert(parse(viewer.here.attachment(decision.box)), VoteBox)
        votes = [(kind, str(n), str(n), Fraction(weight), c) for n, (kind, weight, c) in enumerate(box.votes)]
    else:
        lines = ((decision.roll[voter], choice) for voter, choice in decision.votes.items())
        votes = [(line.kind, line.member, line.voter, line.weight, choice) for line, choice in lines]
    words: Mapping[str, Any] = {"organisation": _("organisations"), "independent": _("independents")}
    tallies = []
    for kind, word in words.items():
        roll = sum((v.weight for v in decision.roll.values() if v.kind == kind), Fraction(0))
        if roll:
            tallies.append((word, tally_votes((v[1:] for v in votes if v[0] == kind), roll)))
    return tuple(tallies)
