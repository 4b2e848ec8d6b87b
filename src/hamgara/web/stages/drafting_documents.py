"""The documents about amendments handed out: of the whole draft, of one clause, of a voting list."""

from __future__ import annotations

import hashlib
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from hamgara.documents import DRAFTING_FORMATS, PdfError, languages_of
from hamgara.record import canonical
from hamgara.web.errors import too_many
from hamgara.web.rates import is_within_rate
from hamgara.web.stages.documents import Shelf, hand_over
from hamgara.web.stages.elections_count import names_of
from hamgara.web.store import publishing
from hamgara.web.viewer import Viewer

__all__ = ["urlpatterns"]

_shelf = Shelf()


@require_safe
def show_of_draft(request: HttpRequest, kind: str, languages: str, form: str) -> HttpResponse:
    """A document about all amendments that stand."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require("clauses")
    return _hand_out(request, "draft", kind, languages, form)


@require_safe
def show_of_clause(request: HttpRequest, clause: str, kind: str, languages: str, form: str) -> HttpResponse:
    """A document about the amendments to one clause of the draft."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require("clauses")
    found = viewer.state.clauses.clauses.get(clause)
    if found is None or not (found.undecided or found.status == "adopted"):
        raise Http404
    return _hand_out(request, f"clause-{clause}", kind, languages, form, clause=clause)


@require_safe
def show_of_list(request: HttpRequest, key: str, kind: str, languages: str, form: str) -> HttpResponse:
    """A document about a voting list that is open or closed."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require("clauses")
    found = viewer.state.clauses.lists.get(key)
    if found is None or found.status == "withdrawn":
        raise Http404
    return _hand_out(request, f"list-{key}", kind, languages, form, voting_list=key)


def _hand_out(request: HttpRequest, stem: str, kind: str, languages: str, form: str, **of: str) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    snapshot = viewer.snapshot
    assert snapshot is not None
    if kind not in DRAFTING_FORMATS or languages not in languages_of(kind) or form not in DRAFTING_FORMATS[kind]:
        raise Http404
    found = DRAFTING_FORMATS[kind][form]
    authors = {a.by for a in viewer.state.clauses.amendments.values()}
    names = names_of(viewer)
    results = viewer.sees("decisions")
    # A name that is erased, or that another reader may not see, is never handed out from the shelf.
    seen: dict[str, Any] = {who: dict(said) for who, said in names.items() if who in authors}
    digest = hashlib.sha256(canonical([seen, results])).hexdigest()
    place = viewer.here.assembly_id, stem, kind, snapshot.size, f"{languages}.{form} {digest}"
    if found.costly and not _shelf.has(place) and not is_within_rate(request, "bundle"):
        return too_many(request)
    make = partial(publishing.render_drafting, snapshot, kind, languages, form, names=names, results=results, **of)
    try:
        data = _shelf.get(place, make)
    except PdfError:
        return render(request, "clauses/unset.html", status=500)
    return hand_over(viewer, data, f"{stem}.{kind}.{languages}.{form}", found)


urlpatterns: list[URLPattern] = [
    path("draft/<str:kind>.<str:languages>.<str:form>", show_of_draft, name="draft-document"),
    path("clauses/<str:clause>/<str:kind>.<str:languages>.<str:form>", show_of_clause, name="clauses-document"),
    path("voting-lists/<str:key>/<str:kind>.<str:languages>.<str:form>", show_of_list, name="lists-document"),
]
