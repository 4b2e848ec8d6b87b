"""What a vote is on, as its page sets it out, and what follows once it is adopted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hamgara.assembly.charter import Matter
from hamgara.assembly.decisions import Decision
from hamgara.web.objects import page_of, title_of
from hamgara.web.stages import charter_words
from hamgara.web.stages.votes_in_order import amendment_view, changes_of, structure_of
from hamgara.web.stages.wording import Side, sides_of
from hamgara.web.viewer import Viewer

__all__ = ["FollowUp", "Subject", "follow_up", "subject_of"]


@dataclass(frozen=True, slots=True)
class Subject:
    """What is voted on: its text, or what an amendment changes; the object's title and page; plain facts."""

    sides: tuple[Side, ...] = ()
    changes: tuple[Side, ...] = ()
    title: str = ""
    address: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    until: str = ""
    consequence: Any = field(default="")
    #: What is decided together on a voting list: the list's id, its amendments, and what falls by it.
    list: str = ""
    together: tuple[Mapping[str, Any], ...] = ()
    falls: tuple[str, ...] = ()


#: What follows if a vote is adopted, and if it is not.
CONSEQUENCES: Mapping[Matter, Any] = {
    "clause": gettext_lazy(
        "If it is adopted, this text stands for the resolution; if not, the clause leaves the draft."
    ),
    "amendment": gettext_lazy(
        "If it is adopted, this becomes the text of the clause; if not, the clause stays as it is."
    ),
    "resolution": gettext_lazy("If it is adopted, the resolution is open for signatures; if not, it stays a draft."),
    "charter": gettext_lazy("If it is adopted, the secretariat can put exactly this charter in force."),
    "membership": gettext_lazy("If it is adopted, the secretariat can carry it out."),
    "conduct": gettext_lazy("If it is adopted, a ruling can impose exactly this sanction."),
    "meeting": gettext_lazy("If it is adopted, the secretariat can fix the meeting."),
    "action": gettext_lazy("If it is adopted, the joint action is agreed and commitments to it can be made."),
    "motion": gettext_lazy("If it is adopted, it stands as a decision of the assembly."),
}
_NOUNS: Mapping[Matter, str] = {
    "clause": "clause",
    "amendment": "amendment",
    "resolution": "resolution",
    "membership": "participant",
    "conduct": "matter",
    "action": "action",
}


def subject_of(viewer: Viewer, decision: Decision) -> Subject:
    """What is voted on, for the page."""
    subject, state = decision.subject, viewer.state
    sides: list[Side] = sides_of(viewer, decision.text)
    changes: list[Side] = []
    facts: list[tuple[str, str]] = []
    if subject.matter == "clause":
        clause = state.clauses.clauses[subject.id]
        version = clause.versions[(subject.version or 1) - 1]
        sides = sides_of(viewer, version.text, version.stale)
    elif subject.matter == "amendment" and subject.list is not None:
        return _on_list(viewer, subject.list, subject.id)
    elif subject.matter == "amendment":
        amendment = state.clauses.amendments[subject.id]
        changes = changes_of(viewer, amendment)
        facts += [(_("It asks for"), said) for said in structure_of(viewer, amendment)]
        sides = sides_of(viewer, amendment.text)
    elif subject.matter == "action":
        sides = sides or sides_of(viewer, state.actions.actions[subject.id].text)
    elif subject.matter == "conduct" and subject.sanction is not None:
        facts.append((_("Proposed ruling"), str(charter_words.SANCTIONS[subject.sanction])))
    elif subject.matter == "meeting":
        facts.append((_("Id of the meeting"), subject.id))
    elif subject.matter == "charter":
        facts.append((_("Fingerprint of the new charter"), subject.id))
    noun = _NOUNS.get(subject.matter, "")
    return Subject(
        tuple(sides),
        tuple(changes),
        title_of(viewer, noun, subject.id) if noun else "",
        _address(viewer, subject.matter, noun, subject.id),
        tuple(facts),
        subject.until or "",
        CONSEQUENCES[subject.matter],
    )


def _on_list(viewer: Viewer, key: str, first: str) -> Subject:
    """A vote of a voting list, with all amendments that it decides."""
    vote = viewer.state.clauses.lists[key].vote(first)
    return Subject(
        title=title_of(viewer, "list", key),
        address=page_of(viewer, "list", key) if viewer.sees("clauses") else "",
        consequence=_("What is adopted is written into the clauses when the voting list is closed."),
        list=key,
        together=tuple(amendment_view(viewer, a) for a in vote.amendments),
        falls=tuple(title_of(viewer, "amendment", a) for a in vote.falls),
    )


def _address(viewer: Viewer, matter: Matter, noun: str, key: str) -> str:
    if matter in ("clause", "amendment"):
        seen = viewer.sees("clauses")
    elif matter == "membership":
        seen = viewer.sees("members")
    elif matter == "action":
        seen = viewer.sees("actions")
    elif matter == "resolution":
        seen = viewer.sees("resolution")
    else:
        seen = viewer.is_member
    return page_of(viewer, noun, key) if noun and seen else ""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """The act that carries out an adopted decision, with what its form is told."""

    kind: str
    id: str


def follow_up(viewer: Viewer, decision: Decision) -> FollowUp | None:
    """What remains to be done about an adopted decision; None where nothing does."""
    if not decision.adopted:
        return None
    state, subject = viewer.state, decision.subject
    key = subject.id
    match subject.matter:
        case "resolution" if state.publication.resolutions[key].status == "draft":
            return FollowUp("resolution.adopted", key)
        case "membership" if state.membership.participants[key].status == "accepted":
            return FollowUp("member.accredited", key)
        case "conduct" if state.conduct.matters[key].status == "raised":
            return FollowUp("matter.ruled", key)
        case "meeting" if key not in state.meetings.meetings:
            return FollowUp("meeting.fixed", key)
        case "action" if state.actions.actions[key].status == "proposed":
            return FollowUp("action.agreed", key)
        case "charter" if decision.closed_seq > state.convening.charter_seq:
            return FollowUp("charter.amended", key)
    return None
