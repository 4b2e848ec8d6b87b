"""The pages of voting lists: what would be voted on now, and each list with its votes, in order and as they stand."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hamgara.assembly import voting_list_of
from hamgara.assembly.voting_lists import fallen_of
from hamgara.web.objects import title_of
from hamgara.web.sentences import STATUSES
from hamgara.web.stages import charter_words
from hamgara.web.stages.offers import offered_drafting
from hamgara.web.stages.votes_in_order import vote_rows
from hamgara.web.stages.voting_lists_forms import is_complete, listable_clauses
from hamgara.web.viewer import Viewer

__all__ = ["urlpatterns"]


def _rule(rule: str, measure: str) -> str:
    order = charter_words.VOTE_ORDERS[rule]
    if rule != "far-reaching":
        return str(order)
    return _("%(order)s, told by %(measure)s") % {"order": order, "measure": charter_words.MEASURES[measure]}


@require_safe
def list_lists(request: HttpRequest) -> HttpResponse:
    """All lists, and what would be voted on if one were drawn up now."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require("clauses")
    lists = sorted(viewer.state.clauses.lists.values(), key=lambda x: (x.status != "open", -x.seq))
    clauses = listable_clauses(viewer)
    merged, listed = voting_list_of(viewer.state, clauses)
    context: dict[str, Any] = {
        "lists": [
            {"list": x, "title": title_of(viewer, "list", x.id), "status_word": _(STATUSES[x.status])} for x in lists
        ],
        "rows": vote_rows(viewer, listed.votes),
        "rule": _rule(listed.rule, listed.measure),
        "left_out": [title_of(viewer, "amendment", out.amendment) for out in listed.left_out],
        "papers": offered_drafting(viewer.language),
        "emptied": [title_of(viewer, "clause", c) for c in merged.emptied],
    }
    return render(request, "lists/list.html", context)


@require_safe
def show_list(request: HttpRequest, key: str) -> HttpResponse:
    """One list: its votes in order, what each makes fall, and which is next."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require("clauses")
    found = viewer.state.clauses.lists.get(key)
    if found is None:
        raise Http404
    rows = vote_rows(viewer, found.votes, found.results, fallen_of(viewer.state, found))
    context = {
        "list": found,
        "title": title_of(viewer, "list", key),
        "status_word": _(STATUSES[found.status]),
        "clauses": [viewer.state.clauses.clauses[c] for c in found.clauses],
        "rows": rows,
        "rule": _rule(found.rule, found.measure),
        "complete": is_complete(viewer, key),
        "shown": viewer.sees("decisions"),
        "papers": offered_drafting(viewer.language) if found.status != "withdrawn" else [],
    }
    return render(request, "lists/one.html", context)


urlpatterns: list[URLPattern] = [
    path("voting-lists/", list_lists, name="lists"),
    path("voting-lists/<str:key>/", show_list, name="lists-one"),
]
