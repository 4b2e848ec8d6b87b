"""The charter's pages: the one in force in plain sentences, earlier ones, and a new one in preparation."""

from __future__ import annotations

from functools import lru_cache

import msgspec
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hamgara.assembly import Charter, charter_hash
from hamgara.record import Entry
from hamgara.web.acts import to_page
from hamgara.web.stages.charter_forms import CharterForm
from hamgara.web.stages.charter_parts import charter_text, prepared_charter
from hamgara.web.stages.charter_sentences import compare, rights_of, set_out
from hamgara.web.stages.charter_words import STAGES
from hamgara.web.store.log import Log, open_assembly
from hamgara.web.viewer import Viewer

__all__ = ["urlpatterns"]

#: Canonical JSON begins with its first key, which is `act`.
_MARK = b'{"act":"charter.'


@lru_cache(maxsize=64)
def _history(slug: str, assembly: str, last: int) -> tuple[Entry, ...]:
    """The acts that put a charter in force, up to the entry `last`; read once for each charter."""
    log: Log = open_assembly(slug)
    found: list[Entry] = []
    for start in range(0, last + 1, 2000):
        raws = log.raw_entries(start, min(start + 2000, last + 1))
        found += [Entry.from_bytes(raw) for raw in raws if raw.startswith(_MARK)]
    return tuple(found)


def _charters(viewer: Viewer) -> list[tuple[Entry, Charter]]:
    convening = viewer.state.convening
    if convening.charter is None:
        return []
    entries = _history(viewer.slug, viewer.here.assembly_id, convening.charter_seq)
    return [(entry, msgspec.convert(entry.data["charter"], Charter)) for entry in entries]


def _set_out(charter: Charter, viewer: Viewer) -> dict[str, object]:
    rights = [(STAGES[stage], rows) for stage, rows in rights_of(charter).items()]
    return {"parts": set_out(charter, viewer.language), "rights": rights, "fingerprint": charter_hash(charter)}


@require_safe
def show_charter(request: HttpRequest) -> HttpResponse:
    """The charter in force: anybody may read it."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    state = viewer.state
    if state.convening.charter is None:
        return render(request, "charter/none.html")
    context = _set_out(state.charter, viewer) | {
        "number": len(_charters(viewer)),
        "history": list(enumerate(_charters(viewer), 1))[::-1],
        "first_only": not state.counts.get("member.accredited"),
        "waiting": _waiting(viewer),
    }
    return render(request, "charter/charter.html", context)


def _waiting(viewer: Viewer) -> list[dict[str, object]]:
    """Decisions on a charter that are open, or adopted and not yet in force."""
    state = viewer.state
    return [
        {"decision": d, "prepared": prepared_charter(viewer, d.subject.id) is not None}
        for d in state.decisions.decisions.values()
        if d.subject.matter == "charter"
        and (d.status == "open" or (d.adopted and d.closed_seq > state.convening.charter_seq))
    ]


@require_safe
def show_earlier(request: HttpRequest, number: int) -> HttpResponse:
    """One charter of the history, and what it changed."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    charters = _charters(viewer)
    if not 1 <= number <= len(charters):
        raise Http404
    entry, charter = charters[number - 1]
    changes = compare(charters[number - 2][1], charter, viewer.language) if number > 1 else []
    context = _set_out(charter, viewer) | {
        "number": number,
        "entry": entry,
        "changes": changes,
        "in_force": number == len(charters),
    }
    return render(request, "charter/earlier.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request: HttpRequest) -> HttpResponse:
    """Prepare a new charter: its text is kept under its hash, so that the assembly can decide for exactly that text."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if not viewer.may("charter.amended"):
        raise PermissionDenied
    form = CharterForm(viewer, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if form.charter == viewer.state.convening.charter:
            form.add_error(None, _("This is the charter in force: nothing is changed."))
        else:
            fingerprint = viewer.here.stage_attachment(charter_text(form.charter).encode())
            return redirect(to_page(viewer, "charter-prepared", fingerprint))
    return render(request, "charter/prepare.html", {"form": form}, status=422 if form.errors else 200)


def _prepared(viewer: Viewer, fingerprint: str) -> Charter:
    named = any(d.subject.id == fingerprint for d in viewer.state.decisions.decisions.values())
    public = named and viewer.sees("decisions")
    found = prepared_charter(viewer, fingerprint) if public or viewer.is_member else None
    if found is None:
        raise Http404
    return found


@require_safe
def show_prepared(request: HttpRequest, fingerprint: str) -> HttpResponse:
    """A prepared charter: its hash, what it changes, its sentences, and the way to the vote."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    charter = _prepared(viewer, fingerprint)
    context = _set_out(charter, viewer) | {
        "changes": compare(viewer.state.charter, charter, viewer.language),
        "text": charter_text(charter),
        "decisions": [d for d in viewer.state.decisions.decisions.values() if d.subject.id == fingerprint],
    }
    return render(request, "charter/prepared.html", context)


@require_safe
def download(request: HttpRequest, fingerprint: str) -> HttpResponse:
    """The canonical text of a prepared charter; its SHA-256 is its name."""
    charter = _prepared(request.viewer, fingerprint)  # type: ignore[attr-defined]
    response = HttpResponse(charter_text(charter), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="charter-{fingerprint[:12]}.json"'
    return response


urlpatterns: list[URLPattern] = [
    path("charter/", show_charter, name="charter"),
    path("charter/prepare/", prepare, name="charter-prepare"),
    path("charter/history/<int:number>/", show_earlier, name="charter-one"),
    path("charter/prepared/<str:fingerprint>/", show_prepared, name="charter-prepared"),
    path("charter/prepared/<str:fingerprint>/charter.json", download, name="charter-download"),
]
