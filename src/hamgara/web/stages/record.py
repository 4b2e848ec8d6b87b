"""The record as pages: every act in a plain sentence, with its proof; the log as files; the bundle to take away."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hamgara.assembly import KINDS, STAGES
from hamgara.record import (
    Checkpoint,
    NoteError,
    RecordError,
    Verifier,
    WitnessVerifier,
    cosigned_times,
    leaf_hash,
    open_checkpoint,
    zip_bundle,
)
from hamgara.record.checkpoint import log_verifier
from hamgara.record.tiles import WIDTH, tile_path
from hamgara.web.errors import too_many
from hamgara.web.rates import is_within_rate
from hamgara.web.sentences import describe
from hamgara.web.store.models import Cosignature, Head
from hamgara.web.viewer import Viewer

__all__ = ["urlpatterns"]

PAGE = 50
#: With what a signature line of a note begins.
DASH = "\u2014"
#: How many of the heads that were handed out are tried for a countersignature that comes without its head.
LATEST_HEADS = 100


class _Acts:
    """So many entries, newest first, read only where a page shows them."""

    def __init__(self, viewer: Viewer, size: int) -> None:
        self._viewer, self._size = viewer, size

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, part: slice) -> list[dict[str, Any]]:
        start, stop = self._size - part.stop, self._size - part.start
        entries = self._viewer.here.entries(max(start, 0), stop)
        return [
            {"entry": e, "sentence": describe(e, self._viewer), "stage": KINDS[e.act].stage} for e in reversed(entries)
        ]


@require_safe
def show_record(request: HttpRequest) -> HttpResponse:
    """The acts, newest first."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require("record")
    acts = cast("Sequence[dict[str, Any]]", _Acts(viewer, viewer.state.seq))
    pages = Paginator(acts, PAGE)
    page = pages.get_page(request.GET.get("page"))
    return render(request, "record/list.html", {"page": page, "stages": STAGES})


@require_safe
def show_entry(request: HttpRequest, seq: int) -> HttpResponse:
    """One act: its sentence, its data, and the proof that it is in the record."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require("record")
    if not 0 <= seq < viewer.state.seq:
        raise Http404
    proof = _proof(viewer, seq)
    entry = viewer.here.entry(seq)
    context = {
        "entry": entry,
        "sentence": describe(entry, viewer),
        "data": json.dumps(entry.data, ensure_ascii=False, indent=2, sort_keys=True),
        "proof": proof,
        "checkpoint": viewer.here.checkpoint(viewer.state.seq).decode(),
        "meaning": KINDS[entry.act].__doc__,
    }
    return render(request, "record/one.html", context)


def _proof(viewer: Viewer, seq: int) -> dict[str, Any]:
    raw = viewer.here.raw_entries(seq, seq + 1)[0]
    size = viewer.state.seq
    tree = viewer.here.snapshot().tree
    return {
        "index": seq,
        "size": size,
        "leaf": leaf_hash(raw).hex(),
        "proof": [node.hex() for node in tree.inclusion(seq, size)],
        "root": tree.root(size).hex(),
    }


@require_safe
def entry_bytes(request: HttpRequest, seq: int) -> HttpResponse:
    """The canonical bytes of an act."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require("record")
    if not 0 <= seq < viewer.state.seq:
        raise Http404
    return HttpResponse(viewer.here.raw_entries(seq, seq + 1)[0], content_type="application/json")


@require_safe
def entry_proof(request: HttpRequest, seq: int) -> HttpResponse:
    """The proof of inclusion of an act (RFC 9162, section 2.1.3), in hexadecimal."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require("record")
    if not 0 <= seq < viewer.state.seq:
        raise Http404
    return JsonResponse(_proof(viewer, seq))


@require_safe
def consistency(request: HttpRequest, old: int) -> HttpResponse:
    """The proof that the record of `old` acts is the beginning of the present one (RFC 9162, 2.1.4)."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require("record")
    size = viewer.state.seq
    if not 0 <= old <= size:
        raise Http404
    tree = viewer.here.snapshot().tree
    proof = [node.hex() for node in tree.consistency(old, size)]
    return JsonResponse({"old": old, "size": size, "proof": proof, "root": tree.root(size).hex()})


@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The signed head of the record (C2SP tlog-checkpoint)."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require("record")
    return HttpResponse(viewer.here.checkpoint(viewer.state.seq), content_type="text/plain; charset=utf-8")


@require_safe
def log_key(request: HttpRequest) -> HttpResponse:
    """The key of the record in signed-note form."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require("record")
    return HttpResponse(viewer.here.vkey + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def tile(request: HttpRequest, level: str, rest: str) -> HttpResponse:
    """A tile of the log (C2SP tlog-tiles)."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require("record")
    name, _p, wide = rest.partition(".p/")
    digits = name.replace("x", "").replace("/", "")
    if not digits.isdigit() or len(digits) > 9 or (wide and not wide.isdigit()):
        raise Http404
    index, width = int(digits), int(wide) if wide else WIDTH
    height = 0 if level == "entries" else 8 * int(level)
    size = viewer.state.seq >> height
    if not 1 <= width <= WIDTH or index * WIDTH + width > size:
        raise Http404
    if tile_path(level, index, width) != f"tile/{level}/{rest}":
        raise Http404
    start = index * WIDTH
    if level == "entries":
        raws = viewer.here.raw_entries(start, start + width)
        data = b"".join(len(raw).to_bytes(2, "big") + raw for raw in raws)
    else:
        data = viewer.here.snapshot().tree.subtrees(height, start, start + width)
    return HttpResponse(data, content_type="application/octet-stream")


@require_safe
def bundle(request: HttpRequest) -> HttpResponse:
    """The whole record with its attachments, as a .zip to verify offline."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require("record")
    if not is_within_rate(request, "bundle"):
        return too_many(request)
    response = HttpResponse(zip_bundle(viewer.here.bundle()), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{viewer.slug}-{viewer.state.seq}.zip"'
    return response


class CosignatureForm(forms.Form):
    """A checkpoint with the countersignature of a registered witness."""

    note = forms.CharField(widget=forms.Textarea(attrs={"rows": 6, "dir": "ltr", "spellcheck": "false"}))


def witnesses(request: HttpRequest) -> HttpResponse:
    """The witnesses and what they have countersigned; who takes part can hand in a countersignature."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require("record")
    form = CosignatureForm(request.POST or None)
    if request.method == "POST":
        viewer.require_member()
        if form.is_valid():
            try:
                names = _add_cosignatures(viewer, form.cleaned_data["note"])
            except RecordError as error:
                form.add_error("note", _("This is not a countersigned head of this record: %(why)s") % {"why": error})
            else:
                messages.success(request, _("Countersigned by: %(names)s") % {"names": ", ".join(names)})
                return redirect(request.path)
    heads = (
        Head.objects.filter(assembly_id=viewer.here.assembly_id, cosignatures__isnull=False)
        .distinct()
        .prefetch_related("cosignatures")
        .order_by("-size")[:20]
    )
    status = 422 if form.errors else 200
    return render(request, "record/witnesses.html", {"form": form, "heads": heads}, status=status)


def _add_cosignatures(viewer: Viewer, text: str) -> list[str]:
    """Keep the witness lines of a countersigned head, or of a line alone under one of the latest heads."""
    registered = viewer.state.membership.witnesses
    log = log_verifier(viewer.here.vkey)
    verifiers = [WitnessVerifier.parse(w.vkey) for w in registered.values()]
    given = text.replace("\r\n", "\n").strip("\n") + "\n"
    head, data = _find_head(viewer, given, log, tuple(verifiers))
    if head.size > viewer.state.seq or viewer.here.snapshot().tree.root(head.size) != head.root:
        raise NoteError("root_differs", size=head.size)
    names = sorted(cosigned_times(data, log, verifiers))
    if not names:
        raise NoteError("witness_missing")
    row = viewer.here.head(head.size)
    for line in data.decode().splitlines(keepends=True):
        parts = line.split(" ")
        if parts[0] == DASH and parts[1] in names:
            Cosignature.objects.update_or_create(head=row, witness=parts[1], defaults={"line": line})
    return names


def _find_head(
    viewer: Viewer, given: str, log: Verifier, verifiers: tuple[WitnessVerifier, ...]
) -> tuple[Checkpoint, bytes]:
    if not given.startswith(DASH):
        return open_checkpoint(given.encode(), log, verifiers), given.encode()
    latest = Head.objects.filter(assembly_id=viewer.here.assembly_id).order_by("-size")[:LATEST_HEADS]
    for row in latest:
        data = (row.note + given).encode()
        try:
            return open_checkpoint(data, log, verifiers), data
        except NoteError:
            continue
    raise NoteError("signature_of_no_head")


@require_safe
def attachment(request: HttpRequest, sha256: str) -> HttpResponse:
    """An attachment that the record refers to; always handed over as a file, never shown as a page."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require("record")
    if sha256 not in viewer.here.replay.attachments():
        raise Http404
    response = HttpResponse(viewer.here.attachment(sha256), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{sha256}"'
    return response


urlpatterns: list[URLPattern] = [
    path("record/", show_record, name="record"),
    path("record/witnesses/", witnesses, name="witnesses"),
    path("record/bundle.zip", bundle, name="record-bundle"),
    path("record/log.vkey", log_key, name="record-key"),
    path("record/log/checkpoint", checkpoint, name="record-checkpoint"),
    path("record/log/tile/<str:level>/<path:rest>", tile, name="record-tile"),
    path("record/consistency/<int:old>.json", consistency, name="record-consistency"),
    path("record/attachments/<str:sha256>", attachment, name="record-attachment"),
    path("record/<int:seq>/", show_entry, name="record-one"),
    path("record/<int:seq>.json", entry_bytes, name="record-bytes"),
    path("record/<int:seq>/proof.json", entry_proof, name="record-proof"),
]
