"""An assembly's first page: what is asked of the reader now, where the assembly stands, what was done last."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from hamgara.assembly import KINDS
from hamgara.assembly.meetings import Meeting, Sitting, count_quorum
from hamgara.dates import from_utc
from hamgara.record import Entry
from hamgara.web.sentences import describe
from hamgara.web.stages.asking import ask_lines
from hamgara.web.stages.charter_rules import say_quorum
from hamgara.web.stages.inputs import is_voter
from hamgara.web.stages.walk import list_steps
from hamgara.web.viewer import Viewer

__all__ = ["LATEST", "urlpatterns"]

#: How many of the latest acts the page shows.
LATEST = 8


@require_safe
def show_assembly(request: HttpRequest) -> HttpResponse:
    """The assembly's first page."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    lines = ask_lines(viewer)
    context = {
        "asks": lines[:12],
        "more_asks": max(0, len(lines) - 12),
        "steps": list_steps(viewer),
        "gathering": _gathering(viewer) if viewer.sees("meetings") else None,
        "latest": _latest(viewer) if viewer.sees("record") else [],
        "me": viewer.state.membership.participants.get(viewer.actor),
    }
    return render(request, "home/assembly.html", context)


def _latest(viewer: Viewer) -> list[dict[str, Any]]:
    """The last acts in plain sentences. Matters of conduct have a page of their own and are not told here."""
    size = viewer.state.seq
    entries = viewer.here.entries(max(0, size - 3 * LATEST), size)
    told = [e for e in reversed(entries) if not _is_conduct(e)]
    return [{"sentence": describe(e, viewer), "at": e.at, "seq": e.seq} for e in told[:LATEST]]


def _is_conduct(entry: Entry) -> bool:
    return KINDS[entry.act].stage == "conduct"


def _gathering(viewer: Viewer) -> dict[str, Any] | None:
    """The open sitting, else the sitting that comes next, else the meeting that comes next."""
    state = viewer.state
    sittings = sorted(state.meetings.sittings.values(), key=lambda s: s.starts)
    sitting: Sitting | None = next((s for s in sittings if s.status == "open"), None)
    if sitting is None:
        sitting = next((s for s in sittings if s.status == "fixed" and s.ends >= viewer.at), None)
    if sitting is not None:
        meeting = state.meetings.meetings[sitting.meeting]
        is_open = sitting.status == "open"
        return {
            "sitting": sitting,
            "meeting": meeting,
            "day_number": _day_number(meeting, sitting),
            "open": is_open,
            "item": next((i for i in reversed(sitting.agenda) if i.id in sitting.taken), None) if is_open else None,
            "quorum": count_quorum(state, sitting.present) if is_open else None,
            "quorum_rule": say_quorum(state.charter.quorum, viewer.language),
            "may_attend": is_open and is_voter(viewer),
            "here": viewer.actor in sitting.present,
        }
    meetings = [m for m in state.meetings.meetings.values() if m.status != "closed"]
    return {"meeting": min(meetings, key=lambda m: m.days)} if meetings else None


def _day_number(meeting: Meeting, sitting: Sitting) -> int:
    day = from_utc(sitting.starts, meeting.timezone).date().isoformat()
    return meeting.days.index(day) + 1 if day in meeting.days else 0


urlpatterns: list[URLPattern] = [path("", show_assembly, name="assembly")]
