"""The reports of counts and countbacks handed out in every format, with the names that the reader may see."""

from __future__ import annotations

import hashlib
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hamgara import documents
from hamgara.assembly.elections import Election
from hamgara.record import canonical
from hamgara.web.errors import too_many
from hamgara.web.rates import is_within_rate
from hamgara.web.stages.documents import Shelf, find_format, hand_over
from hamgara.web.stages.elections_count import count_again, names_of, report_of
from hamgara.web.store import publishing
from hamgara.web.viewer import Viewer

__all__ = ["show_countback", "show_countback_document", "show_document", "show_report"]

_shelf = Shelf()


def _find(request: HttpRequest, election: str) -> tuple[Viewer, Election]:
    """The declared election of that id, for a reader who may see elections; of a rehearsal there is no report."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require("elections")
    found = viewer.state.elections.elections.get(election)
    if found is None or found.status != "declared" or not found.elects:
        raise Http404
    return viewer, found


def _index(number: int) -> int:
    """The index of the countback of that number, which begins with 1; at -1 the count itself would answer."""
    if number < 1:
        raise Http404
    return number - 1


def _json(viewer: Viewer, election: Election, countback: int = -1) -> HttpResponse:
    report = report_of(viewer, election, countback)
    return JsonResponse(report, json_dumps_params={"ensure_ascii": False, "indent": 1})


@require_safe
def show_report(request: HttpRequest, election: str) -> HttpResponse:
    """The count as JSON."""
    return _json(*_find(request, election))


@require_safe
def show_countback(request: HttpRequest, election: str, number: int) -> HttpResponse:
    """A countback as JSON; countbacks are numbered from 1."""
    return _json(*_find(request, election), _index(number))


@require_safe
def show_document(request: HttpRequest, election: str, languages: str, form: str) -> HttpResponse:
    """The report of the count in any format, in one language or in both."""
    return _hand_out(request, election, languages, form, -1)


@require_safe
def show_countback_document(
    request: HttpRequest, election: str, number: int, languages: str, form: str
) -> HttpResponse:
    """The report of a countback in any format."""
    return _hand_out(request, election, languages, form, _index(number))


def _hand_out(request: HttpRequest, key: str, languages: str, form: str, countback: int) -> HttpResponse:
    viewer, election = _find(request, key)
    kind = find_format(documents.COUNT_FORMATS, languages, form)
    counting = count_again(viewer, election, countback)
    # A name that is erased, or that another reader may not see, is never handed out from the shelf.
    seen = {who: dict(names) for who, names in names_of(viewer).items() if who in counting.candidates}
    digest = hashlib.sha256(canonical(seen)).hexdigest()
    snapshot = viewer.snapshot
    assert snapshot is not None
    place = viewer.here.assembly_id, f"{election.id}/{countback}", snapshot.size, f"{languages}.{form} {digest}"
    if kind.costly and not _shelf.has(place) and not is_within_rate(request, "bundle"):
        return too_many(request)
    try:
        data = _shelf.get(place, partial(publishing.render_count, counting, languages, form))
    except documents.PdfError:
        return render(request, "elections/unset.html", {"election": election}, status=500)
    name = f"count.{languages}.{form}" if countback < 0 else f"countback-{countback + 1}.{languages}.{form}"
    return hand_over(viewer, data, f"{election.id}-{name}", kind)
