"""Comments under a clause: said, taken back, and shown with what moderation did to them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hamgara.web.acts import to_page
from hamgara.web.errors import too_many
from hamgara.web.rates import is_within_rate
from hamgara.web.stages.comments_forms import CommentForm
from hamgara.web.store import comments
from hamgara.web.viewer import Viewer

__all__ = ["comment_context", "may_comment", "urlpatterns"]

PAGE = 50
TALKERS = {"secretariat", "organisation", "independent", "delegate", "supporter"}


def may_comment(viewer: Viewer) -> bool:
    """Whether the reader may say something: who takes part and is not suspended; observers only read."""
    found = viewer.state.membership.participants.get(viewer.actor)
    standing = found is None or found.status == "accredited"
    return bool(TALKERS & set(viewer.roles)) and standing


def comment_context(
    request: HttpRequest, viewer: Viewer, clause: str, form: CommentForm | None = None
) -> dict[str, Any]:
    """What the comments under a clause need to be shown; those who do not take part see none."""
    if not viewer.is_member:
        return {"talk": None}
    hidden = viewer.state.comments.hidden
    page = Paginator(comments.comments_under(viewer.here, clause), PAGE).get_page(request.GET.get("talk") or -1)
    rows = [
        {
            "comment": row,
            "hidden": hidden.get(row.key),
            "mine": row.participant == viewer.actor,
            "shown": row.key not in hidden or row.participant == viewer.actor or "secretariat" in viewer.roles,
        }
        for row in page
    ]
    form = form or (CommentForm() if may_comment(viewer) else None)
    return {"talk": page, "comments": rows, "comment_form": form, "open_talk": form is not None and form.is_bound}


def _clause(viewer: Viewer, clause: str) -> None:
    viewer.require("clauses")
    viewer.require_member()
    if clause not in viewer.state.clauses.clauses:
        raise Http404


@require_POST
def say(request: HttpRequest, clause: str) -> HttpResponse:
    """Keep a comment under a clause."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    _clause(viewer, clause)
    if not may_comment(viewer):
        sentence = _("Comments are for those who take part and are not suspended.")
        return render(request, "hamgara/refused.html", {"sentence": sentence}, status=403)
    if not is_within_rate(request, "comment"):
        return too_many(request)
    form = CommentForm(request.POST)
    if not form.is_valid():
        context = {"clause": viewer.state.clauses.clauses[clause]} | comment_context(request, viewer, clause, form)
        return render(request, "clauses/comments_page.html", context, status=422)
    comments.write_comment(viewer.here, clause, viewer.actor, form.cleaned_data["text"])
    messages.success(request, _("Your comment is there. It is no entry of the record, and you can take it back."))
    return redirect(to_page(viewer, "clauses-one", clause) + "#comments")


@require_POST
def take_back(request: HttpRequest, clause: str, key: str) -> HttpResponse:
    """Erase one's own comment."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    _clause(viewer, clause)
    if not comments.take_back(viewer.here, key, viewer.actor):
        raise Http404
    messages.success(request, _("Your comment is erased."))
    return redirect(to_page(viewer, "clauses-one", clause) + "#comments")


urlpatterns: list[URLPattern] = [
    path("clauses/<str:clause>/comments/", say, name="clauses-comment"),
    path("clauses/<str:clause>/comments/<str:key>/erase/", take_back, name="clauses-comment-erase"),
]
