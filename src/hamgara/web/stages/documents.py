"""The documents themselves: resolutions as they stand and as published, minutes of sittings, and the calendar."""

from __future__ import annotations

import base64
import hashlib
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from hamgara.assembly.meetings import Sitting
from hamgara.documents import LANGUAGES, MINUTES_FORMATS, RESOLUTION_FORMATS, Format, PdfError, write_calendar
from hamgara.documents.calendar import MEDIA_TYPE, Part
from hamgara.web.errors import too_many
from hamgara.web.rates import is_within_rate
from hamgara.web.stages.publication import find_resolution
from hamgara.web.store import publishing
from hamgara.web.store.log import Snapshot
from hamgara.web.viewer import Viewer

__all__ = ["Shelf", "document_policy", "find_format", "hand_over", "may_have_minutes", "urlpatterns"]

KEPT = 32

#: What a document is of (its kind and id), the assembly, the size of its record, and the name of the file.
Key: TypeAlias = tuple[str | int, ...]
Render: TypeAlias = Callable[[Snapshot, str, str, str], bytes]


class Shelf:
    """The last documents made, by what they are of, size of the record and name; one is made at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[Key, bytes] = OrderedDict()

    def has(self, key: Key) -> bool:
        """Whether the document is there already."""
        return key in self._kept

    def get(self, key: Key, make: Callable[[], bytes]) -> bytes:
        """The document, made where it is not there."""
        with self._lock:
            if key not in self._kept:
                self._kept[key] = make()
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return self._kept[key]


_shelf = Shelf()


def document_policy(page: bytes) -> str:
    """The content security policy of a document of ours: its own style and nothing else, in a sandbox."""
    style = re.search(rb"<style>(.*?)</style>", page, re.DOTALL)
    allowed = "'none'"
    if style is not None:
        allowed = f"'sha256-{base64.b64encode(hashlib.sha256(style[1]).digest()).decode()}'"
    return (
        f"default-src 'none'; style-src {allowed}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
    )


def hand_over(viewer: Viewer, data: bytes, name: str, form: Format[Any]) -> HttpResponse:
    """A document as a response: a page to look at in a sandbox, anything else to keep."""
    response = HttpResponse(data, content_type=form.media_type)
    place = "inline" if form.page else "attachment"
    response["Content-Disposition"] = f'{place}; filename="{viewer.slug}-{name}"'
    response["Content-Security-Policy"] = document_policy(data if form.page else b"")
    # A sandboxed page may not also ask for a browsing context group of its own (HTML, "navigate", COOP checks).
    response["Cross-Origin-Opener-Policy"] = "unsafe-none"
    return response


def find_format(formats: Mapping[str, Format[Any]], languages: str, form: str) -> Format[Any]:
    """The format of that id; a page that is not there for an unknown one, or unknown languages."""
    if languages not in LANGUAGES or form not in formats:
        raise Http404
    return formats[form]


def _made(
    request: HttpRequest, of: tuple[str, str], languages: str, form: Format[Any], make: Render, context: dict[str, Any]
) -> HttpResponse:
    """A document as the record stands; `of` is its kind and id, `make` renders it."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    snapshot = viewer.snapshot
    assert snapshot is not None
    name = f"{languages}.{form.id}"
    key = (*of, viewer.here.assembly_id, snapshot.size, name)
    if form.costly and not _shelf.has(key) and not is_within_rate(request, "bundle"):
        return too_many(request)
    try:
        data = _shelf.get(key, lambda: make(snapshot, of[1], languages, form.id))
    except PdfError:
        return render(request, "publication/unset.html", context, status=500)
    return hand_over(viewer, data, f"{of[1]}-{name}", form)


@require_safe
def show_document(request: HttpRequest, resolution: str, languages: str, form: str) -> HttpResponse:
    """A resolution as the record stands now, with later signatures and accessions."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    found = find_resolution(viewer, resolution)
    kind = find_format(RESOLUTION_FORMATS, languages, form)
    context = {"resolution": found}
    return _made(request, ("resolution", found.id), languages, kind, publishing.render_document, context)


@require_safe
def show_published(request: HttpRequest, resolution: str, languages: str, form: str) -> HttpResponse:
    """A document exactly as it was published: the attachment that the act of publication names."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    found = find_resolution(viewer, resolution, "published")
    kind = find_format(RESOLUTION_FORMATS, languages, form)
    try:
        data = viewer.here.attachment(found.documents[f"{languages}.{form}"])
    except KeyError:
        raise Http404 from None
    return hand_over(viewer, data, f"{found.id}-published-{languages}.{form}", kind)


def may_have_minutes(viewer: Viewer, sitting: Sitting) -> bool:
    """Approved minutes are for all who see meetings and decisions; before, for those who may know who was present."""
    if not (viewer.sees("meetings") and viewer.sees("decisions") and sitting.minutes):
        return False
    return sitting.minutes_approved or viewer.is_insider


@require_safe
def show_minutes(request: HttpRequest, sitting: str, languages: str, form: str) -> HttpResponse:
    """The minutes of a sitting, once they are laid before the members."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    found = viewer.state.meetings.sittings.get(sitting)
    if found is None or not may_have_minutes(viewer, found):
        raise Http404
    kind = find_format(MINUTES_FORMATS, languages, form)
    return _made(request, ("minutes", found.id), languages, kind, publishing.render_minutes, {"sitting": found})


@require_safe
def show_calendar(request: HttpRequest, language: str) -> HttpResponse:
    """The calendar of the assembly: its meetings, and what is due; of these what the reader may see."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    sections: tuple[Part, ...] = ("meetings", "actions")
    parts = [part for part in sections if viewer.sees(part)]
    if language not in ("fa", "en") or not parts:
        raise Http404
    data = write_calendar(viewer.state, language="fa" if language == "fa" else "en", parts=parts)
    response = HttpResponse(data, content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{viewer.slug}-{language}.ics"'
    return response


urlpatterns: list[URLPattern] = [
    path(
        "resolution/<str:resolution>/published/<str:languages>.<str:form>", show_published, name="resolutions-published"
    ),
    path("resolution/<str:resolution>/<str:languages>.<str:form>", show_document, name="resolutions-document"),
    path("sittings/<str:sitting>/minutes/<str:languages>.<str:form>", show_minutes, name="sittings-minutes"),
    path("calendar/<str:language>.ics", show_calendar, name="calendar"),
]
