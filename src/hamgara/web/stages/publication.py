"""The pages of resolutions: their list, the text itself with what hangs on it, its documents, and joining it."""

from __future__ import annotations

import base64
import hashlib
import re
import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamgara.assembly.act import SECRETARIAT
from hamgara.assembly.membership import Place
from hamgara.assembly.publication import Resolution
from hamgara.dates import Language
from hamgara.documents import Head, PdfError, ResolutionDocument, build_resolution, format_place
from hamgara.documents.labels import LABELS
from hamgara.documents.votes import describe_vote
from hamgara.web.acts import to_page
from hamgara.web.errors import too_many
from hamgara.web.objects import page_of
from hamgara.web.rates import is_within_rate, limit_rate
from hamgara.web.sentences import STATUSES
from hamgara.web.stages.accession_forms import MOST_WAITING, RequestForm, names_of, requests_for
from hamgara.web.stages.publication_forms import adopted_clauses, signer_of
from hamgara.web.store import publishing
from hamgara.web.viewer import Viewer

__all__ = ["Shelf", "document_policy", "hand_over", "urlpatterns"]

PAGE = 100
KEPT = 32
_BADGES = {"draft": "wait", "adopted": "good", "published": "good"}
_TYPES = {"html": "text/html; charset=utf-8", "pdf": "application/pdf"}


def _find(viewer: Viewer, key: str, *statuses: str) -> Resolution:
    """The resolution of that id, if this reader may see it: a draft only by those who take part."""
    viewer.require("resolution")
    found = viewer.state.publication.resolutions.get(key)
    if found is None or (statuses and found.status not in statuses):
        raise Http404
    if found.status == "draft":
        viewer.require_member()
    return found


def _waiting(viewer: Viewer, resolution: str) -> int:
    return int(requests_for(viewer, resolution).count()) if _confirms(viewer) else 0


def _confirms(viewer: Viewer) -> bool:
    return viewer.actor == SECRETARIAT and viewer.may("accession.made")


@require_safe
def list_resolutions(request: HttpRequest) -> HttpResponse:
    """All resolutions, the latest first."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require("resolution")
    seen = [r for r in viewer.state.publication.resolutions.values() if r.status != "draft" or viewer.is_member]
    page = Paginator(sorted(seen, key=lambda r: -r.seq), PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "resolution": r,
            "status_word": _(STATUSES[r.status]),
            "badge": _BADGES[r.status],
            "accessions": sum(not a.withdrawn for a in r.accessions.values()),
            "waiting": _waiting(viewer, r.id) if r.status == "published" else 0,
        }
        for r in page
    ]
    elections = viewer.state.elections.elections.values() if viewer.sees("elections") else ()
    counts = sorted((e for e in elections if e.status == "declared"), key=lambda e: -e.declared_seq)
    context = {"page": page, "rows": rows, "ready": bool(adopted_clauses(viewer)), "counts": counts}
    return render(request, "publication/list.html", context)


@require_safe
def show_resolution(request: HttpRequest, resolution: str) -> HttpResponse:
    """One resolution: its text as its documents have it, who signed and joined, votes, and how to check it all."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    found = _find(viewer, resolution)
    language = cast(Language, viewer.language)
    snapshot = viewer.snapshot
    assert snapshot is not None
    document = build_resolution(
        viewer.state, found.id, language=language, head=Head(snapshot.size, snapshot.root.hex())
    )
    member = signer_of(viewer)
    signed = member is not None and member.id in found.signatures
    on_it = [d for d in viewer.state.decisions.decisions.values() if d.subject.matter == "resolution"]
    on_it = [d for d in on_it if d.subject.id == found.id]
    decisions = [{"decision": d, "address": page_of(viewer, "decision", d.id)} for d in on_it]
    context = {
        "resolution": found,
        "document": document,
        "label": LABELS[language],
        "status_word": _(STATUSES[found.status]),
        "badge": _BADGES[found.status],
        "sections": _sections(viewer, document, found, member.id if member is not None and signed else ""),
        "vote": describe_vote(document.vote, language) if document.vote else "",
        "decisions": decisions if viewer.sees("decisions") else [],
        "decided": any(d.adopted for d in on_it),
        "under_way": any(d.status == "open" for d in on_it),
        "signs": member is not None and not signed and found.status != "draft",
        "signed": signed and found.status != "draft",
        "signatures": len(found.signatures),
        "published_files": sorted(found.documents),
        "languages": [("fa", _("Persian")), ("en", _("English")), ("fa-en", _("Persian and English side by side"))],
        "waiting": _waiting(viewer, found.id),
        "confirms": _confirms(viewer) and found.status == "published",
        "joins": found.status == "published" and "supporter" in viewer.roles,
        "joined": any(a.by == viewer.actor and not a.withdrawn for a in found.accessions.values()),
        "outside": found.status == "published" and not viewer.is_member,
        "facts": [
            (LABELS[language].assembly_id, document.assembly),
            (LABELS[language].text_hash, document.text_hash),
            (LABELS[language].record_size, snapshot.size),
            (LABELS[language].record_root, snapshot.root.hex()),
        ],
        "record_open": viewer.sees("record"),
    }
    return render(request, "publication/one.html", context)


def _sections(viewer: Viewer, document: ResolutionDocument, found: Resolution, signer: str) -> list[dict[str, Any]]:
    label = LABELS[document.language]
    parts = (
        ("preamble", label.preamble),
        ("basis", label.bases),
        ("demand", label.demands),
        ("slogan", label.slogans),
    )
    return [
        {
            "kind": kind,
            "heading": heading,
            "clauses": [
                {
                    "clause": clause,
                    "address": page_of(viewer, "clause", clause.id) if viewer.sees("clauses") else "",
                    "vote": describe_vote(clause.vote, document.language) if clause.vote else "",
                    "reserve": bool(signer) and f"{signer}/{clause.id}" not in found.reservations,
                    "reserved": bool(signer) and f"{signer}/{clause.id}" in found.reservations,
                }
                for clause in clauses
            ],
        }
        for kind, heading in parts
        if (clauses := document.of(cast(Any, kind)))
    ]


class Shelf:
    """The last documents made, by assembly, object, size of the record and name; one is made at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, str, int, str], bytes] = OrderedDict()

    def has(self, key: tuple[str, str, int, str]) -> bool:
        """Whether the document is there already."""
        return key in self._kept

    def get(self, key: tuple[str, str, int, str], make: Callable[[], bytes]) -> bytes:
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


def hand_over(viewer: Viewer, data: bytes, of: str, name: str, form: str) -> HttpResponse:
    """A document as a response: a page to look at in a sandbox, anything else to keep."""
    response = HttpResponse(data, content_type=_TYPES[form])
    place = "inline" if form == "html" else "attachment"
    response["Content-Disposition"] = f'{place}; filename="{viewer.slug}-{of}-{name}"'
    response["Content-Security-Policy"] = document_policy(data)
    # A sandboxed page may not also ask for a browsing context group of its own (HTML, "navigate", COOP checks).
    response["Cross-Origin-Opener-Policy"] = "unsafe-none"
    return response


def _name(languages: str, form: str) -> str:
    if languages not in publishing.LANGUAGES or form not in publishing.FORMATS:
        raise Http404
    return f"{languages}.{form}"


@require_safe
def show_document(request: HttpRequest, resolution: str, languages: str, form: str) -> HttpResponse:
    """A document as the record stands now, with later signatures and accessions."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    found = _find(viewer, resolution)
    name = _name(languages, form)
    snapshot = viewer.snapshot
    assert snapshot is not None
    key = (viewer.here.assembly_id, found.id, snapshot.size, name)
    if form == "pdf" and not _shelf.has(key) and not is_within_rate(request, "bundle"):
        return too_many(request)
    try:
        data = _shelf.get(key, partial(publishing.render_document, snapshot, found.id, languages, form))
    except PdfError:
        return render(request, "publication/unset.html", {"resolution": found}, status=500)
    return hand_over(viewer, data, found.id, name, form)


@require_safe
def show_published(request: HttpRequest, resolution: str, languages: str, form: str) -> HttpResponse:
    """A document exactly as it was published: the attachment that the act of publication names."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    found = _find(viewer, resolution, "published")
    name = _name(languages, form)
    try:
        data = viewer.here.attachment(found.documents[name])
    except KeyError:
        raise Http404 from None
    return hand_over(viewer, data, found.id, f"published-{name}", form)


@require_http_methods(["GET", "HEAD", "POST"])
@limit_rate("accession")
def accede(request: HttpRequest, resolution: str) -> HttpResponse:
    """Anybody asks to join a published resolution; the secretariat confirms or declines."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    found = _find(viewer, resolution, "published")
    full = request.method == "POST" and requests_for(viewer, found.id).count() >= MOST_WAITING
    form = RequestForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not full and form.is_valid():
        form.keep(viewer, found.id)
        messages.success(
            request, _("Your request has been received. Once the secretariat has confirmed it, your name stands here.")
        )
        return redirect(to_page(viewer, "resolutions-one", found.id))
    status = 503 if full else 422 if form.errors else 200
    context = {"resolution": found, "form": form, "full": full}
    return render(request, "publication/accede.html", context, status=status)


@require_safe
def list_requests(request: HttpRequest, resolution: str) -> HttpResponse:
    """The requests that wait for the secretariat."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    found = _find(viewer, resolution, "published")
    if not _confirms(viewer):
        raise Http404
    page = Paginator(requests_for(viewer, found.id), PAGE).get_page(request.GET.get("page"))
    language = cast(Language, viewer.language)
    rows = [
        {
            "request": row,
            "names": names_of(row),
            "place": format_place(Place(row.city, row.region, row.country), language),
            "received": row.received.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        for row in page
    ]
    return render(request, "publication/requests.html", {"resolution": found, "page": page, "rows": rows})


@require_POST
def decline_request(request: HttpRequest, resolution: str, key: int) -> HttpResponse:
    """Decline a request: it is erased, and nothing of it is in the record."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    found = _find(viewer, resolution, "published")
    if not _confirms(viewer):
        raise Http404
    erased, _rows = requests_for(viewer, found.id).filter(pk=key).delete()
    if erased:
        messages.success(request, _("The request is declined and erased."))
    return redirect(to_page(viewer, "resolutions-requests", found.id))


@require_safe
def publication(request: HttpRequest) -> HttpResponse:
    """The stage's own address leads to the list of resolutions."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return redirect(to_page(viewer, "resolutions"))


urlpatterns: list[URLPattern] = [
    path("publication/", publication, name="publication"),
    path("resolution/", list_resolutions, name="resolutions"),
    path("resolution/<str:resolution>/", show_resolution, name="resolutions-one"),
    path("resolution/<str:resolution>/join/", accede, name="accede"),
    path("resolution/<str:resolution>/requests/", list_requests, name="resolutions-requests"),
    path("resolution/<str:resolution>/requests/<int:key>/", decline_request, name="resolutions-decline"),
    path(
        "resolution/<str:resolution>/published/<str:languages>.<str:form>", show_published, name="resolutions-published"
    ),
    path("resolution/<str:resolution>/<str:languages>.<str:form>", show_document, name="resolutions-document"),
]
