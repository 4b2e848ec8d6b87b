"""What the frame of every page needs: the path of the assembly, the pages along it, and the reader's seats."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from hamgara.assembly.act import STAGES, Stage
from hamgara.assembly.charter import Section
from hamgara.assembly.state import State
from hamgara.dates import digits
from hamgara.web.viewer import Viewer, current_viewer

__all__ = ["register"]

register = template.Library()

#: For each stage of the path: what it is called, its page, and the section of the charter that opens it.
_PATH: dict[Stage, tuple[Any, str, Section | None]] = {
    "convening": (_("Convening"), "charter", None),
    "accreditation": (_("Accreditation"), "membership", "members"),
    "ground": (_("Common ground"), "positions", "positions"),
    "drafting": (_("Drafting"), "clauses", "clauses"),
    "decision": (_("Decision"), "decisions", "decisions"),
    "committee": (_("Committee"), "elections", "elections"),
    "meeting": (_("Next meeting"), "meetings", "meetings"),
    "action": (_("Joint actions"), "actions", "actions"),
    "publication": (_("Publication"), "publication", "resolution"),
}
#: The pages beside the path.
_PAGES: tuple[tuple[Any, str, Section | None], ...] = (
    (_("Overview"), "assembly", None),
    (_("United front"), "front", "clauses"),
    (_("Conduct"), "conduct", "members"),
    (_("Record"), "record", "record"),
)


def _standing(state: State, stage: Stage) -> str:
    """Whether a stage is `done`, `open` (business of it is under way) or still `ahead`."""
    if stage == "convening":
        return "done" if state.convening.charter is not None else "open"
    if stage == "accreditation":
        statuses = {p.status for p in state.membership.participants.values()}
        return _mark("accredited" in statuses, bool(statuses & {"invited", "accepted"}))
    if stage == "ground":
        rounds = {r.status for r in state.positions.rounds.values()}
        return _mark("closed" in rounds, "open" in rounds or bool(state.positions.positions) and not rounds)
    if stage == "drafting":
        clauses = {c.status for c in state.clauses.clauses.values()}
        return _mark("adopted" in clauses, "proposed" in clauses)
    if stage == "decision":
        decisions = {d.status for d in state.decisions.decisions.values()}
        return _mark("closed" in decisions, "open" in decisions)
    if stage == "committee":
        elections = {e.status for e in state.elections.elections.values()}
        return _mark("declared" in elections, bool(elections & {"called", "open", "closed"}))
    if stage == "meeting":
        return _mark(bool(state.counts.get("meeting.fixed")), False)
    if stage == "action":
        commitments = {c.status for c in state.actions.commitments.values()}
        return _mark(bool(state.counts.get("action.agreed")), "open" in commitments)
    resolutions = {r.status for r in state.publication.resolutions.values()}
    return _mark("published" in resolutions, bool(resolutions & {"draft", "adopted"}))


def _mark(done: bool, under_way: bool) -> str:
    return "open" if under_way else "done" if done else "ahead"


def _address(viewer: Viewer, name: str, section: Section | None) -> str:
    if section is not None and not viewer.sees(section):
        return ""
    try:
        return reverse(name, args=[viewer.slug])
    except NoReverseMatch:
        return ""


def _is_current(context: Context, name: str) -> bool:
    match = getattr(context.get("request"), "resolver_match", None)
    found = (match.url_name or "") if match is not None else ""
    return found == name or found.startswith(f"{name}-")


@register.inclusion_tag("hamgara/path.html", takes_context=True)
def assembly_path(context: Context) -> dict[str, Any]:
    """The stages of the path with their standing, and the pages beside it."""
    viewer = current_viewer()
    standings = {stage: _standing(viewer.state, stage) for stage in STAGES}
    under_way = [stage for stage in STAGES if standings[stage] == "open"]
    done = [stage for stage in STAGES if standings[stage] == "done"]
    here = (under_way or done or [STAGES[0]])[-1]
    stages = []
    for stage in STAGES:
        label, name, section = _PATH[stage]
        stages.append(
            {
                "label": label,
                "address": _address(viewer, name, section),
                "standing": standings[stage],
                "here": stage == here,
                "page": _is_current(context, name),
            }
        )
    pages = [
        {"label": label, "address": address, "page": _is_current(context, name)}
        for label, name, section in _PAGES
        if (address := _address(viewer, name, section))
    ]
    return {"stages": stages, "pages": pages}


@register.simple_tag
def seal() -> dict[str, Any]:
    """The size of the record, the first letters of its root, how many witness it, and the address of its page."""
    viewer = current_viewer()
    snapshot = viewer.here.snapshot()
    root = snapshot.root.hex()[:12]
    return {
        "size": snapshot.size,
        "root": " ".join(root[i : i + 4] for i in range(0, 12, 4)),
        "witnesses": len(snapshot.state.membership.witnesses),
        "address": _address(viewer, "record", "record"),
    }


@register.filter
def in_digits(value: object) -> str:
    """A value with the digits of the reader's language."""
    return digits(str(value), "en" if current_viewer().language == "en" else "fa")
