"""The nine stages of an assembly as its first page tells them: what there is in each, and what it waits for."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, cast

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hamgara.assembly import STAGES, Stage, State
from hamgara.assembly.charter import Section
from hamgara.dates import format_number
from hamgara.web.stages import charter_words as words
from hamgara.web.viewer import Viewer

__all__ = ["Step", "list_steps"]

#: The page of each stage, the section of the charter that opens it to the public, the act with which it begins.
_STAGES: dict[Stage, tuple[str, Section | None, str]] = {
    "convening": ("charter", None, "charter.adopted"),
    "accreditation": ("membership", "members", "member.invited"),
    "ground": ("positions", "positions", "round.opened"),
    "drafting": ("clauses", "clauses", "clause.proposed"),
    "decision": ("decisions", "decisions", "decision.opened"),
    "committee": ("elections", "elections", "election.called"),
    "meeting": ("meetings", "meetings", "meeting.fixed"),
    "action": ("actions", "actions", "action.agreed"),
    "publication": ("publication", "resolution", "resolution.published"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One stage: its name and page, how far it is (`ahead`, `open`, `done`), facts, what it waits for."""

    stage: Stage
    name: str
    address: str
    standing: str
    facts: tuple[str, ...]
    waits: str


def _some(found: dict[str, int], key: str) -> int:
    return found.get(key, 0)


def _facts(state: State, stage: Stage) -> list[tuple[int, str, bool]]:
    """(number, sentence with %(n)s, whether this is business under way) of a stage."""
    match stage:
        case "convening":
            return [
                (
                    n := _some(state.counts, "charter.amended"),
                    ngettext("amended %(n)s time", "amended %(n)s times", n),
                    False,
                )
            ]
        case "accreditation":
            kinds = Counter(p.kind for p in state.membership.participants.values() if p.status == "accredited")
            waiting = sum(p.status in ("invited", "accepted") for p in state.membership.participants.values())
            return [
                (n := kinds["organisation"], ngettext("%(n)s organisation", "%(n)s organisations", n), False),
                (n := kinds["independent"], ngettext("%(n)s independent", "%(n)s independents", n), False),
                (n := waiting, ngettext("%(n)s not yet accredited", "%(n)s not yet accredited", n), True),
            ]
        case "ground":
            rounds = Counter(r.status for r in state.positions.rounds.values())
            positions = Counter(p.status for p in state.positions.positions.values())
            return [
                (n := positions["admitted"], ngettext("%(n)s position", "%(n)s positions", n), False),
                (n := rounds["open"], ngettext("%(n)s round open", "%(n)s rounds open", n), True),
                (n := rounds["closed"], ngettext("%(n)s round closed", "%(n)s rounds closed", n), False),
            ]
        case "drafting":
            clauses = Counter(c.status for c in state.clauses.clauses.values())
            return [
                (n := clauses["draft"], ngettext("%(n)s clause in draft", "%(n)s clauses in draft", n), True),
                (n := clauses["adopted"], ngettext("%(n)s clause adopted", "%(n)s clauses adopted", n), False),
            ]
        case "decision":
            votes = Counter(d.status for d in state.decisions.decisions.values())
            return [
                (n := votes["open"], ngettext("%(n)s vote open", "%(n)s votes open", n), True),
                (n := votes["closed"], ngettext("%(n)s vote closed", "%(n)s votes closed", n), False),
            ]
        case _:
            return _later_facts(state, stage)


def _later_facts(state: State, stage: Stage) -> list[tuple[int, str, bool]]:
    match stage:
        case "committee":
            elections = Counter(e.status for e in state.elections.elections.values() if e.elects)
            going = elections["called"] + elections["open"] + elections["closed"]
            return [
                (n := going, ngettext("%(n)s election under way", "%(n)s elections under way", n), True),
                (n := elections["declared"], ngettext("%(n)s result declared", "%(n)s results declared", n), False),
            ]
        case "meeting":
            following = [m for m in state.meetings.meetings.values() if m.after]
            return [
                (
                    n := sum(m.status == "open" for m in following),
                    ngettext("%(n)s meeting open", "%(n)s meetings open", n),
                    True,
                ),
                (
                    n := sum(m.status != "open" for m in following),
                    ngettext("%(n)s meeting fixed or held", "%(n)s meetings fixed or held", n),
                    False,
                ),
            ]
        case "action":
            commitments = Counter(c.status for c in state.actions.commitments.values())
            agreed = _some(state.counts, "action.agreed")
            return [
                (n := agreed, ngettext("%(n)s joint action agreed", "%(n)s joint actions agreed", n), False),
                (n := commitments["open"], ngettext("%(n)s commitment open", "%(n)s commitments open", n), True),
                (n := commitments["met"], ngettext("%(n)s commitment met", "%(n)s commitments met", n), False),
            ]
        case _:
            resolutions = Counter(r.status for r in state.publication.resolutions.values())
            return [
                (
                    n := resolutions["draft"],
                    ngettext("%(n)s resolution in draft", "%(n)s resolutions in draft", n),
                    True,
                ),
                (
                    n := resolutions["adopted"],
                    ngettext("%(n)s resolution open for signatures", "%(n)s resolutions open for signatures", n),
                    True,
                ),
                (
                    n := resolutions["published"],
                    ngettext("%(n)s resolution published", "%(n)s resolutions published", n),
                    False,
                ),
            ]


def _address(viewer: Viewer, name: str, section: Section | None) -> str:
    if section is not None and not viewer.sees(section):
        return ""
    try:
        return reverse(name, args=[viewer.slug])
    except NoReverseMatch:
        return ""


def _waits(state: State, kind: str) -> str:
    charter = state.convening.charter
    before = () if charter is None else charter.precede.get(kind, ())
    missing = [str(words.ACTS[b]) for b in before if not state.counts.get(b)]
    return _("The charter asks first for %(acts)s.") % {"acts": words.join_words(missing)} if missing else ""


def list_steps(viewer: Viewer) -> list[Step]:
    """The stages in their order, with what this reader may know of each."""
    state = viewer.state
    steps = []
    for stage in STAGES:
        name, section, begins = _STAGES[stage]
        facts = [(n, text, going) for n, text, going in _facts(state, stage) if n]
        under_way = any(going for _n, _text, going in facts)
        begun = bool(facts) or (stage == "convening" and state.convening.charter is not None)
        visible = section is None or viewer.sees(section)
        said = (
            tuple(text % {"n": format_number(n, cast(Any, viewer.language))} for n, text, _going in facts)
            if visible
            else ()
        )
        steps.append(
            Step(
                stage,
                str(words.STAGES[stage]),
                _address(viewer, name, section),
                "open" if under_way else "done" if begun else "ahead",
                said,
                "" if begun else _waits(state, begins),
            )
        )
    return steps
