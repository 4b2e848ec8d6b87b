"""Votes in words: the outcome of a decision, and the rule of the charter by which it was taken."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from hamgara.assembly.charter import Matter
from hamgara.assembly.decisions import Decision
from hamgara.assembly.rules import Rule
from hamgara.assembly.state import State
from hamgara.dates import Language, format_fraction_in_words, format_number, format_weight
from hamgara.documents.labels import LABELS, Labels

__all__ = ["Quorum", "Vote", "describe_rule", "describe_vote", "read_vote"]


@dataclass(frozen=True, slots=True)
class Quorum:
    """The quorum that was counted in the sitting of a vote, by the charter's measure."""

    present: Fraction
    roll: Fraction
    needed: Fraction
    holds: bool


@dataclass(frozen=True, slots=True)
class Vote:
    """The votes on one text as weights; `entry` is the place of the closing in the record, counted from 0.
    `quorum` is that of the sitting, where the vote was taken in one and it was counted.
    """

    decision: str
    yes: Fraction
    no: Fraction
    abstain: Fraction
    voters: int
    adopted: bool
    secret: bool
    weighted: bool
    entry: int
    quorum: Quorum | None


def read_vote(state: State, decision: str) -> Vote | None:
    """The outcome of the decision of that id; None where there is none, or it is not closed."""
    found = state.decisions.decisions.get(decision)
    if found is None or found.outcome is None:
        return None
    outcome = found.outcome
    return Vote(
        found.id,
        Fraction(outcome.yes),
        Fraction(outcome.no),
        Fraction(outcome.abstain),
        outcome.voters,
        outcome.adopted,
        found.secret,
        any(voter.weight != 1 for voter in found.roll.values()),
        found.closed_seq,
        _quorum(state, found.sitting),
    )


def _quorum(state: State, sitting: str) -> Quorum | None:
    found = state.meetings.sittings.get(sitting)
    if found is None or found.quorum is None:
        return None
    count = found.quorum
    return Quorum(Fraction(count.present), Fraction(count.roll), Fraction(count.needed), count.holds)


def describe_vote(vote: Vote, language: Language) -> str:
    """«۶۱ موافق، ۱۴ مخالف، ۹ ممتنع؛ سند ۴۱۲ دفتر»."""
    label = LABELS[language]
    said = label.vote.format(
        yes=format_weight(vote.yes, language),
        no=format_weight(vote.no, language),
        abstain=format_weight(vote.abstain, language),
        entry=format_number(vote.entry, language),
    )
    return f"{said}{label.semicolon}{label.secretly}" if vote.secret else said


def describe_rule(state: State, matter: Matter, decision: Decision, language: Language) -> str:
    """The rule by which that decision was taken; empty where the charter has changed since, and may not say it."""
    if state.convening.charter_seq > decision.closed_seq:
        return ""
    return _rule(state.charter.rules[matter], language)


def _rule(rule: Rule, language: Language) -> str:
    label = LABELS[language]
    if rule.kind == "consensus":
        if rule.objections == 0:
            return label.consensus
        return label.consensus_but.format(objections=format_number(rule.objections, language))
    measure = label.at_least if rule.inclusive else label.more_than
    said = measure.format(share=_share(Fraction(rule.share), label, language), base=_base(rule, label))
    return label.each_class.format(rule=said) if rule.kind == "double" else said


def _share(share: Fraction, label: Labels, language: Language) -> str:
    if share == Fraction(1, 2):
        return label.half
    return label.fraction.format(share=format_fraction_in_words(share, language))


def _base(rule: Rule, label: Labels) -> str:
    if rule.of_roll:
        return label.of_roll
    return label.of_cast if rule.abstentions else label.of_for_and_against
