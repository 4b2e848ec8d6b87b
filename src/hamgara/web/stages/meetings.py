"""The meetings' pages: all meetings, one meeting with its days and sittings, one sitting."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hamgara.assembly.act import SECRETARIAT
from hamgara.assembly.meetings import Meeting, Sitting, count_quorum
from hamgara.dates import format_moment, format_time, from_utc
from hamgara.documents import MINUTES_FORMATS
from hamgara.web.objects import page_of, title_of
from hamgara.web.sentences import STATUSES
from hamgara.web.stages import agenda_forms, meetings_forms, sittings_forms  # noqa: F401 - the forms declare themselves
from hamgara.web.stages.charter_rules import say_quorum
from hamgara.web.stages.charter_words import STAGES
from hamgara.web.stages.documents import may_have_minutes
from hamgara.web.stages.inputs import is_voter
from hamgara.web.stages.offers import offered
from hamgara.web.viewer import Viewer

__all__ = ["present_rows", "urlpatterns"]

PAGE = 100


def _meeting_row(viewer: Viewer, meeting: Meeting) -> dict[str, Any]:
    sittings = [s for s in viewer.state.meetings.sittings.values() if s.meeting == meeting.id]
    return {"meeting": meeting, "status_word": _(STATUSES[meeting.status]), "sittings": len(sittings)}


@require_safe
def list_meetings(request: HttpRequest) -> HttpResponse:
    """All meetings, the latest first."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require("meetings")
    meetings = sorted(viewer.state.meetings.meetings.values(), key=lambda m: (m.days, m.seq), reverse=True)
    page = Paginator(meetings, PAGE).get_page(request.GET.get("page"))
    return render(request, "meetings/meetings.html", {"page": page, "rows": [_meeting_row(viewer, m) for m in page]})


@require_safe
def show_meeting(request: HttpRequest, meeting: str) -> HttpResponse:
    """One meeting: its days, and the sittings of each day."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require("meetings")
    part = viewer.state.meetings
    found = part.meetings.get(meeting)
    if found is None:
        raise Http404
    days: dict[str, list[dict[str, Any]]] = {day: [] for day in found.days}
    for sitting in sorted(part.sittings.values(), key=lambda s: (s.starts, s.seq)):
        if sitting.meeting == meeting:
            day = from_utc(sitting.starts, found.timezone).date().isoformat()
            days.setdefault(day, []).append({"sitting": sitting, "status_word": _(STATUSES[sitting.status])})
    context = _meeting_row(viewer, found) | {
        "days": [{"day": day, "sittings": listed} for day, listed in sorted(days.items())],
        "previous": part.meetings.get(found.after),
        "next": [m for m in part.meetings.values() if m.after == meeting],
        "ready": found.status == "open" and not any(s["sitting"].status == "open" for d in days.values() for s in d),
    }
    return render(request, "meetings/meeting.html", context)


def present_rows(viewer: Viewer, sitting: Sitting) -> list[dict[str, str]]:
    """Who is present, by name, with the organisation of a delegate; nobody for readers who may not know."""
    if not viewer.is_insider:
        return []
    participants = viewer.state.membership.participants
    rows = [{"id": w, "name": viewer.name(w), "organisation": participants[w].organisation} for w in sitting.present]
    return sorted(rows, key=lambda row: row["name"])


@require_safe
def show_sitting(request: HttpRequest, sitting: str) -> HttpResponse:
    """One sitting: agenda, attendance (insiders only), quorum with its rule, decisions, minutes."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require("meetings")
    state = viewer.state
    found = state.meetings.sittings.get(sitting)
    if found is None:
        raise Http404
    is_open = found.status == "open"
    context = {
        "sitting": found,
        "meeting": state.meetings.meetings[found.meeting],
        "ends": _say_end(viewer, found),
        "status_word": _(STATUSES[found.status]),
        "agenda": [
            {"item": item, "stage": STAGES.get(item.stage or ""), "taken": item.id in found.taken}
            for item in found.agenda
        ],
        "present": Paginator(present_rows(viewer, found), PAGE).get_page(request.GET.get("page")),
        "quorum": count_quorum(state, found.present) if is_open else found.quorum,
        "counted": found.quorum,
        "quorum_rule": say_quorum(state.charter.quorum, viewer.language),
        "by_weight": state.charter.quorum.by == "weight",
        "decisions": _decisions(viewer, found) if viewer.sees("decisions") else [],
        "documents": offered(MINUTES_FORMATS, viewer.language) if may_have_minutes(viewer, found) else [],  # type: ignore[arg-type]
        "may_attend": is_open and is_voter(viewer),
        "here": viewer.actor in found.present,
        "office": viewer.actor == SECRETARIAT,
    }
    return render(request, "meetings/sitting.html", context)


def _say_end(viewer: Viewer, sitting: Sitting) -> str:
    """When a sitting ends: the time alone where it is on the day on which it begins."""
    starts, ends = from_utc(sitting.starts, viewer.timezone), from_utc(sitting.ends, viewer.timezone)
    language: Any = viewer.language
    if starts.date() == ends.date():
        return format_time(ends, language)
    calendar: Any = viewer.calendar
    return format_moment(sitting.ends, viewer.timezone, language, calendar)


def _decisions(viewer: Viewer, sitting: Sitting) -> list[dict[str, Any]]:
    return [
        {
            "title": title_of(viewer, "decision", d.id),
            "address": page_of(viewer, "decision", d.id),
            "result": _("adopted") if d.adopted else _("not adopted") if d.outcome else _(STATUSES[d.status]),
        }
        for d in viewer.state.decisions.decisions.values()
        if d.sitting == sitting.id
    ]


urlpatterns: list[URLPattern] = [
    path("meetings/", list_meetings, name="meetings"),
    path("meetings/<str:meeting>/", show_meeting, name="meetings-one"),
    path("sittings/<str:sitting>/", show_sitting, name="sittings-one"),
]
