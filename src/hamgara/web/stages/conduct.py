"""The pages of conduct, for members only: matters, answers, rulings.

Supporters and observers see only the matters that concern them.
"""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hamgara.assembly.conduct import Matter
from hamgara.web.objects import page_of, title_of
from hamgara.web.sentences import STATUSES
from hamgara.web.stages import conduct_forms  # noqa: F401 - the forms declare themselves
from hamgara.web.stages.charter_sentences import set_out
from hamgara.web.stages.charter_words import SANCTIONS
from hamgara.web.viewer import Viewer

__all__ = ["urlpatterns"]

PAGE = 100


def _row(viewer: Viewer, matter: Matter) -> dict[str, Any]:
    me = viewer.state.membership.participants.get(viewer.actor)
    return {
        "matter": matter,
        "status_word": _(STATUSES[matter.status]),
        "sanction": SANCTIONS[matter.sanction] if matter.status == "ruled" else "",
        "about_me": me is not None and matter.about in (me.id, me.organisation),
        "mine": matter.by == viewer.actor,
    }


def _is_open_to(viewer: Viewer, matter: Matter) -> bool:
    return viewer.is_insider or viewer.actor in (matter.about, matter.by)


@require_safe
def list_matters(request: HttpRequest) -> HttpResponse:
    """All matters of conduct, the open ones first."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require_member()
    matters = [m for m in viewer.state.conduct.matters.values() if _is_open_to(viewer, m)]
    matters.sort(key=lambda m: (m.status != "raised", -m.seq))
    page = Paginator(matters, PAGE).get_page(request.GET.get("page"))
    rules = next(p for p in set_out(viewer.state.charter, viewer.language) if p.key == "conduct")
    context = {"page": page, "rows": [_row(viewer, m) for m in page], "rules": rules.sentences}
    return render(request, "conduct/matters.html", context)


@require_safe
def show_matter(request: HttpRequest, matter: str) -> HttpResponse:
    """One matter: what was raised, the answer, the ruling, and what remains to be done."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require_member()
    found = viewer.state.conduct.matters.get(matter)
    if found is None or not _is_open_to(viewer, found):
        raise Http404
    decisions = [
        {"title": title_of(viewer, "decision", d.id), "address": page_of(viewer, "decision", d.id), "decision": d}
        for d in viewer.state.decisions.decisions.values()
        if d.subject.matter == "conduct" and d.subject.id == matter
    ]
    rules = viewer.state.charter.conduct
    context = _row(viewer, found) | {
        "decisions": decisions,
        "to_carry_out": found.status == "ruled"
        and not found.executed
        and found.sanction in ("suspension", "exclusion"),
        "graver": [str(SANCTIONS[s]) for s in rules.sanctions if s in rules.by_decision],
    }
    return render(request, "conduct/matter.html", context)


urlpatterns: list[URLPattern] = [
    path("conduct/", list_matters, name="conduct"),
    path("conduct/<str:matter>/", show_matter, name="conduct-one"),
]
