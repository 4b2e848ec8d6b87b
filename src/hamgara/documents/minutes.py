"""The minutes of a sitting: attendance and quorum, the agenda, what was decided and by what votes, the account of it.

Of those present organisations are named; independents are counted, for their names are not public acts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hamgara.assembly.decisions import Decision
from hamgara.assembly.meetings import QuorumCount
from hamgara.assembly.state import State
from hamgara.dates import Language, format_time, format_weight, from_utc
from hamgara.documents.labels import LABELS, Labels
from hamgara.documents.occasions import format_days, format_venue
from hamgara.documents.texts import Wording, find_wording, isolate
from hamgara.documents.votes import Vote, describe_vote, read_vote

__all__ = ["MinutesDecision", "MinutesDocument", "MinutesItem", "build_minutes"]


@dataclass(frozen=True, slots=True)
class MinutesItem:
    """An item of the agenda, and whether the sitting took it up."""

    title: Wording
    taken: bool


@dataclass(frozen=True, slots=True)
class MinutesDecision:
    """What was put to the vote, the words put to it where it has its own, and what came of it."""

    subject: Wording
    text: Wording | None
    result: str
    vote: Vote | None


@dataclass(frozen=True, slots=True)
class MinutesDocument:
    """The minutes of a sitting in one language; `dated` is the end of the sitting, in UTC."""

    language: Language
    assembly: str
    assembly_name: Wording
    id: str
    title: Wording
    meeting: Wording
    place: str
    time: str
    dated: str
    approved: bool
    organisations: tuple[Wording, ...]
    independents: int
    quorum: str
    agenda: tuple[MinutesItem, ...]
    decisions: tuple[MinutesDecision, ...]
    proceedings: Wording | None


def build_minutes(state: State, sitting_id: str, *, language: Language) -> MinutesDocument:
    """The minutes of the sitting of that id in that language. Raises KeyError where there is no such sitting."""
    sitting = state.meetings.sittings.get(sitting_id)
    if sitting is None:
        raise KeyError(f"sitting {sitting_id}: the assembly has none of that id")
    meeting = state.meetings.meetings[sitting.meeting]
    starts, ends = (from_utc(at, meeting.timezone) for at in (sitting.starts, sitting.ends))
    label = LABELS[language]
    time = label.sitting_time.format(starts=format_time(starts, language), ends=format_time(ends, language))
    participants = state.membership.participants
    members = dict.fromkeys(participants[who].organisation or who for who in sitting.present)
    return MinutesDocument(
        language=language,
        assembly=state.assembly,
        assembly_name=find_wording(state.convening.names, language),
        id=sitting.id,
        title=find_wording(sitting.title, language),
        meeting=find_wording(meeting.title, language),
        place=format_venue(meeting, language),
        time=label.comma.join([format_days((starts.date().isoformat(),), language), time]),
        dated=sitting.ends,
        approved=sitting.minutes_approved,
        organisations=tuple(
            find_wording(participants[m].name, language) for m in members if participants[m].kind == "organisation"
        ),
        independents=sum(participants[m].kind == "independent" for m in members),
        quorum=_quorum(state, sitting.quorum, language),
        agenda=tuple(
            MinutesItem(find_wording(item.title, language), item.id in sitting.taken) for item in sitting.agenda
        ),
        decisions=tuple(_decisions(state, sitting_id, language)),
        proceedings=find_wording(sitting.minutes, language) if sitting.minutes else None,
    )


def _quorum(state: State, count: QuorumCount | None, language: Language) -> str:
    label = LABELS[language]
    if count is None:
        return label.quorum_not_counted
    form = label.quorum_weight if state.charter.quorum.by == "weight" else label.quorum
    said = form.format(
        roll=format_weight(count.roll, language),
        present=format_weight(count.present, language),
        needed=format_weight(count.needed, language),
    )
    return f"{said} {label.quorum_holds if count.holds else label.quorum_fails}"


def _decisions(state: State, sitting: str, language: Language) -> Iterator[MinutesDecision]:
    label = LABELS[language]
    found = (d for d in state.decisions.decisions.values() if d.sitting == sitting)
    for decision in sorted(found, key=lambda d: d.seq):
        yield MinutesDecision(
            _subject(state, decision, language),
            find_wording(decision.text, language) if decision.text else None,
            _result(decision, label),
            read_vote(state, decision.id),
        )


def _result(decision: Decision, label: Labels) -> str:
    if decision.status == "open":
        return label.is_open
    if decision.status == "withdrawn":
        return label.was_withdrawn
    return label.was_adopted if decision.adopted else label.was_rejected


def _subject(state: State, decision: Decision, language: Language) -> Wording:
    label, subject = LABELS[language], decision.subject
    match subject.matter:
        case "clause":
            said = label.on_clause.format(title=_quote(state.clauses.clauses[subject.id].title, language))
        case "amendment":
            clause = state.clauses.clauses[state.clauses.amendments[subject.id].clause]
            said = label.on_amendment.format(title=_quote(clause.title, language))
        case "resolution":
            title = state.publication.resolutions[subject.id].title
            said = label.on_resolution.format(title=_quote(title, language))
        case "membership":
            said = label.on_membership.format(who=_member(state, subject.id, language))
        case "action":
            said = label.on_action.format(title=_quote(state.actions.actions[subject.id].title, language))
        case "charter":
            said = label.on_charter
        case "conduct":
            said = label.on_conduct
        case "meeting" | "motion":
            said = label.on_meeting if subject.matter == "meeting" else label.on_motion
    return Wording((said,), language)


def _quote(title: dict[Language, str], language: Language) -> str:
    return LABELS[language].quoted.format(title=isolate(find_wording(title, language).line, language))


def _member(state: State, member: str, language: Language) -> str:
    name = state.membership.participants[member].name
    if name:
        return isolate(find_wording(name, language).line, language)
    return LABELS[language].a_person


def describe_result(decision: MinutesDecision, language: Language) -> str:
    """«تصویب شد؛ ۶۱ موافق …», or the result alone where no votes were counted."""
    if decision.vote is None:
        return decision.result
    return f"{decision.result}{LABELS[language].semicolon}{describe_vote(decision.vote, language)}"
