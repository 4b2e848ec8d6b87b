"""The pages of joint actions: what is done together, who undertook which part by when, and what came of it."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any, cast

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_safe

from hamgara.assembly.act import SECRETARIAT
from hamgara.assembly.actions import Commitment, JointAction
from hamgara.dates import format_number
from hamgara.documents import format_place
from hamgara.web.acts import to_page
from hamgara.web.objects import page_of, title_of
from hamgara.web.sentences import STATUSES
from hamgara.web.stages.actions_forms import member_of
from hamgara.web.viewer import Viewer

__all__ = ["SOON", "urlpatterns"]

PAGE = 60
#: Commitments due within so many days are soon due.
SOON = 14
#: In the order in which the page shows them, with what it calls them.
STANDINGS = {
    "agreed": gettext_lazy("Agreed"),
    "proposed": gettext_lazy("Proposed"),
    "concluded": gettext_lazy("Over"),
    "dropped": gettext_lazy("Not pursued"),
}
_BADGES = {"agreed": "good", "proposed": "wait"}


def _days_left(viewer: Viewer, commitment: Commitment) -> int:
    return (date.fromisoformat(commitment.due) - date.fromisoformat(viewer.at[:10])).days


def _say_days(viewer: Viewer, left: int) -> str:
    if left == 0:
        return _("today")
    number = {"number": format_number(abs(left), cast(Any, viewer.language))}
    if left < 0:
        return ngettext("%(number)s day late", "%(number)s days late", -left) % number
    return ngettext("%(number)s day left", "%(number)s days left", left) % number


def _commitment_row(viewer: Viewer, commitment: Commitment) -> dict[str, Any]:
    left = _days_left(viewer, commitment)
    is_open = commitment.status == "open"
    mine = bool(viewer.actor) and commitment.member == member_of(viewer)
    sign, badge, word = _standing(commitment, left)
    return {
        "commitment": commitment,
        "title": title_of(viewer, "commitment", commitment.id),
        "action": viewer.state.actions.actions[commitment.action],
        "sign": sign,
        "badge": badge,
        "word": word,
        "left": _say_days(viewer, left) if is_open else "",
        "open": is_open,
        "mine": mine,
        "may_report": is_open and (mine or viewer.actor == SECRETARIAT),
        "may_meet": is_open and bool(commitment.reports),
        "may_miss": is_open and left < 0,
    }


def _standing(commitment: Commitment, left: int) -> tuple[str, str, str]:
    """Sign, class of the badge, and word: never the colour alone."""
    match commitment.status:
        case "met":
            return "✓", "good", _("met")
        case "missed":
            return "✕", "bad", _("missed")
        case "released":
            return "–", "", _("released")
    if commitment.reports:
        return "…", "wait", _("reported, not yet reviewed")
    if left < 0:
        return "!", "bad", _("overdue")
    return "○", "", pgettext("commitment", "open")


def _places(viewer: Viewer, action: JointAction) -> list[str]:
    return [format_place(place, cast(Any, viewer.language)) for place in action.places]


def _action_row(viewer: Viewer, action: JointAction) -> dict[str, Any]:
    of_action = [c for c in viewer.state.actions.commitments.values() if c.action == action.id]
    counts = Counter(c.status for c in of_action)
    return {
        "action": action,
        "days": (action.begins, action.ends),
        "places": _places(viewer, action),
        "status_word": _(STATUSES[action.status]),
        "badge": _BADGES.get(action.status, ""),
        "total": len(of_action),
        "met": counts["met"],
        "open": counts["open"],
        "missed": counts["missed"],
    }


@require_safe
def list_actions(request: HttpRequest) -> HttpResponse:
    """The actions by standing; first of all the reader's own open commitments, and what office has to follow up."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require("actions")
    part = viewer.state.actions
    order = list(STANDINGS)
    actions = sorted(part.actions.values(), key=lambda a: (order.index(a.status), a.begins, a.seq))
    page = Paginator(actions, PAGE).get_page(request.GET.get("page"))
    groups = [
        {"standing": standing, "label": label, "rows": [_action_row(viewer, a) for a in page if a.status == standing]}
        for standing, label in STANDINGS.items()
    ]
    rows = [
        _commitment_row(viewer, c) for c in sorted(part.commitments.values(), key=lambda c: c.due) if c.status == "open"
    ]
    context = {
        "page": page,
        "groups": [group for group in groups if group["rows"]],
        "mine": [row for row in rows if row["mine"]],
        "follow": [row for row in rows if _is_due(viewer, row)] if viewer.may("commitment.met") else [],
        "follows": viewer.may("commitment.met") and bool(part.commitments),
    }
    return render(request, "actions/list.html", context)


def _is_due(viewer: Viewer, row: dict[str, Any]) -> bool:
    commitment: Commitment = row["commitment"]
    return bool(commitment.reports) or _days_left(viewer, commitment) <= SOON


@require_safe
def show_action(request: HttpRequest, action: str) -> HttpResponse:
    """One action: its text, days and places, and every commitment to it with its reports."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require("actions")
    part = viewer.state.actions
    found = part.actions.get(action)
    if found is None:
        raise Http404
    commitments = sorted((c for c in part.commitments.values() if c.action == action), key=lambda c: (c.due, c.seq))
    page = Paginator(commitments, PAGE).get_page(request.GET.get("page"))
    decided = [d for d in viewer.state.decisions.decisions.values() if d.subject.matter == "action"]
    context = _action_row(viewer, found) | {
        "page": page,
        "rows": [_commitment_row(viewer, c) for c in page],
        "droppable": found.status == "proposed" and viewer.actor in (SECRETARIAT, found.by),
        "concludable": found.status == "agreed" and not any(c.status == "open" for c in commitments),
        "decisions": [
            {"decision": d, "address": page_of(viewer, "decision", d.id)} for d in decided if d.subject.id == action
        ]
        if viewer.sees("decisions")
        else [],
        "undecided": found.status == "proposed" and not any(d.subject.id == action and d.adopted for d in decided),
    }
    return render(request, "actions/one.html", context)


@require_safe
def show_commitment(request: HttpRequest, commitment: str) -> HttpResponse:
    """A commitment is shown on its action's page."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require("actions")
    part = viewer.state.actions
    found = part.commitments.get(commitment)
    if found is None:
        raise Http404
    listed = sorted((c for c in part.commitments.values() if c.action == found.action), key=lambda c: (c.due, c.seq))
    number = listed.index(found) // PAGE + 1
    query = f"?page={number}" if number > 1 else ""
    return redirect(f"{to_page(viewer, 'actions-one', found.action)}{query}#{commitment}")


urlpatterns: list[URLPattern] = [
    path("actions/", list_actions, name="actions"),
    path("actions/<str:action>/", show_action, name="actions-one"),
    path("commitments/<str:commitment>/", show_commitment, name="commitments-one"),
]
