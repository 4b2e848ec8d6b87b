"""The pages of resolutions: their list, the text itself with what hangs on it, its documents, and joining it."""

from __future__ import annotations

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
from hamgara.documents import Head, ResolutionDocument, build_resolution, format_place
from hamgara.documents.formats import RESOLUTION_FORMATS
from hamgara.documents.labels import LABELS
from hamgara.documents.votes import describe_vote
from hamgara.web.acts import to_page
from hamgara.web.objects import page_of
from hamgara.web.rates import limit_rate
from hamgara.web.sentences import STATUSES
from hamgara.web.stages.accession_forms import MOST_WAITING, RequestForm, names_of, requests_for
from hamgara.web.stages.offers import offered
from hamgara.web.stages.publication_forms import adopted_clauses, signer_of
from hamgara.web.viewer import Viewer

__all__ = ["find_resolution", "urlpatterns"]

PAGE = 100
_BADGES = {"draft": "wait", "adopted": "good", "published": "good"}


def find_resolution(viewer: Viewer, key: str, *statuses: str) -> Resolution:
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
    counts = sorted((e for e in elections if e.status == "declared" and e.elects), key=lambda e: -e.declared_seq)
    context = {"page": page, "rows": rows, "ready": bool(adopted_clauses(viewer)), "counts": counts}
    return render(request, "publication/list.html", context)


@require_safe
def show_resolution(request: HttpRequest, resolution: str) -> HttpResponse:
    """One resolution: its text as its documents have it, who signed and joined, votes, and how to check it all."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    found = find_resolution(viewer, resolution)
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
        "documents": offered(RESOLUTION_FORMATS, language),
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


@require_http_methods(["GET", "HEAD", "POST"])
@limit_rate("accession")
def accede(request: HttpRequest, resolution: str) -> HttpResponse:
    """Anybody asks to join a published resolution; the secretariat confirms or declines."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    found = find_resolution(viewer, resolution, "published")
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
    found = find_resolution(viewer, resolution, "published")
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
    found = find_resolution(viewer, resolution, "published")
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
]
