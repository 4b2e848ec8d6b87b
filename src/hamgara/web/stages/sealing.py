"""The pages of a sealed election: who has done what, the board of trackers, the files, and the voter's sealing page."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.staticfiles import finders
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hamgara.assembly import Refused
from hamgara.assembly.elections import Election
from hamgara.assembly.sealing import (
    Sealing,
    is_summed,
    next_step,
    open_credentials,
    open_election,
    write_archive,
    write_trustees,
)
from hamgara.dates import format_number
from hamgara.documents.qr import draw_qr
from hamgara.elections import METHODS
from hamgara.web.acts import to_page
from hamgara.web.objects import title_of
from hamgara.web.rates import take_attempt
from hamgara.web.sentences import refusal
from hamgara.web.stages.decisions_forms import CHOICES
from hamgara.web.stages.elections_words import name_method
from hamgara.web.stages.turnout import list_voted
from hamgara.web.store import sealing as box
from hamgara.web.viewer import Viewer

__all__ = ["seal_ballot", "urlpatterns"]

PAGE = 100
VOTES = dict(CHOICES)
STEPS = {
    "key": gettext_lazy("Make your key"),
    "certificate": gettext_lazy("First step of the key: your certificate"),
    "polynomial": gettext_lazy("Second step of the key: deal shares to all"),
    "output": gettext_lazy("Third step of the key: check the shares you were dealt"),
    "shuffle": gettext_lazy("Shuffle the sealed answers"),
    "decryption": gettext_lazy("Decrypt your part of the sum"),
}
ACT_OF = {"shuffle": "tally.shuffled", "decryption": "tally.decrypted"}


def _find(viewer: Viewer, election: str) -> tuple[Election, Sealing]:
    viewer.require("elections")
    found = viewer.state.elections.elections.get(election)
    if found is None or found.sealing is None:
        raise Http404
    return found, found.sealing


@require_safe
def show_sealing(request: HttpRequest, election: str) -> HttpResponse:
    """Who has done what, what the reader is asked for, and the trackers of all ballots as they arrived."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    found, sealing = _find(viewer, election)
    asked = request.GET.get("tracker", "").strip()
    counted = sealing.counted()
    rows = [
        {"number": n, "tracker": tracker, "counts": counted[credential] == ballot}
        for n, (tracker, (credential, ballot)) in enumerate(sealing.ballots.items(), 1)
        if not asked or asked == tracker
    ]
    step = next_step(found, viewer.actor)
    context = {
        "election": found,
        "title": title_of(viewer, "election", found.id),
        "sealing": sealing,
        "trustees": [_trustee_row(sealing, who) for who in sealing.trustees],
        "shuffles": not is_summed(found.method),
        "step": step,
        "step_title": STEPS.get(step or ""),
        "step_act": ACT_OF.get(step or "", "key.contributed"),
        "is_registrar": viewer.actor == sealing.registrar and found.status == "called",
        "asked": asked,
        "page": Paginator(list(reversed(rows)), PAGE).get_page(request.GET.get("page")),
        "voters": len(found.roll),
        "turnout": len(counted),
        "named_voters": list_voted(viewer, found),
        "fingerprint": _fingerprint(viewer, sealing),
        "qr": draw_qr(asked) if asked and rows else (0, ""),
    }
    return render(request, "elections/sealing.html", context)


def _fingerprint(viewer: Viewer, sealing: Sealing) -> str:
    return open_election(viewer.here.attachment(sealing.election)).fingerprint if sealing.election else ""


def _trustee_row(sealing: Sealing, who: str) -> dict[str, Any]:
    """What a trustee has done: each step with whether it is done."""
    done = [bool(sealing.messages.get(step, {}).get(who)) for step in sealing.steps]
    return {
        "id": who,
        "key": sum(done),
        "of": len(done),
        "complete": all(done),
        "shuffled": who in sealing.shuffles,
        "decrypted": who in sealing.decryptions,
    }


@require_safe
def send_file(request: HttpRequest, election: str, name: str) -> HttpResponse:
    """A file of the election: public ones for whoever sees elections, a sheet for the keeper whom it is for."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    found, sealing = _find(viewer, election)
    data, kind, called = _file(viewer, found, sealing, name)
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{called}"'
    return response


def _file(viewer: Viewer, found: Election, sealing: Sealing, name: str) -> tuple[bytes, str, str]:
    log, json = viewer.here, "application/json"
    step = next_step(found, viewer.actor)
    if name == "trustee.sheet.json" and step is not None:
        return box.trustee_sheet(log, found, viewer.actor), json, f"{step}.sheet.json"
    if name == "registrar.sheet.json" and viewer.actor == sealing.registrar and found.status == "called":
        return box.registrar_sheet(log, found, sealing, viewer.language), json, name
    if name == "credentials.json" and sealing.credentials:
        return log.attachment(sealing.credentials), json, name
    if sealing.election:
        if name == "election.json":
            return log.attachment(sealing.election), json, name
        if name == "trustees.json":
            return write_trustees(found, log.attachment).raw, json, name
        if name == "archive.bel":
            outcome = log.attachment(found.box) if found.box else None
            return write_archive(found, log.attachment, outcome), "application/x-tar", f"{sealing.uuid}.bel"
    raise Http404


def seal_ballot(request: HttpRequest, found: Election) -> HttpResponse:
    """The page that seals a ballot on the voter's own device; on POST the box takes the sealed ballot in."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if request.method == "POST":
        return _take_in(request, viewer, found)
    return _sealing_page(request, viewer, found)


def _take_in(request: HttpRequest, viewer: Viewer, found: Election) -> HttpResponse:
    undo = take_attempt(request, "seal")
    if undo is None:
        return _sealing_page(request, viewer, found, _("Too many attempts. Please wait a little."), 429)
    upload = request.FILES.get("file")
    raw = request.POST.get("ballot", "").encode() if upload is None else upload.read(4 << 20).rstrip(b"\r\n")
    if not raw:
        return _sealing_page(request, viewer, found, _("There is no sealed ballot in what was sent."), 422)
    try:
        tracker = box.receive(viewer.here, found.id, viewer.actor, raw)
    except Refused as refused:
        return _sealing_page(request, viewer, found, refusal(refused), 409)
    undo()
    viewer.snapshot = viewer.here.snapshot()
    messages.success(request, _("Your sealed ballot is in the box."))
    return redirect(f"{to_page(viewer, 'elections-sealing', found.id)}?{urlencode({'tracker': tracker})}")


@never_cache
def _sealing_page(
    request: HttpRequest, viewer: Viewer, found: Election, problem: str = "", status: int = 200
) -> HttpResponse:
    assert found.sealing is not None
    log, language = viewer.here, viewer.language
    kind = {"names": "marks", "approval": "marks", "ranked": "ranks", "scores": "scores"}[METHODS[found.method].ballot]
    most = {"ranks": len(found.candidates), "scores": found.top_score}.get(
        kind, found.seats if METHODS[found.method].ballot == "names" else len(found.candidates)
    )
    election = log.attachment(found.sealing.election)
    credentials = open_credentials(election, log.attachment(found.sealing.credentials))
    nominated = found.nominations.get
    data = {
        "election": election.decode(),
        "credentials": sorted(credentials.weights),
        "kind": kind,
        "least": 1,
        "most": most,
        "says": _sayings(found, most, language),
        "digits": [format_number(n, language) for n in range(256)],  # type: ignore[arg-type]
    }
    context = {
        "election": found,
        "title": title_of(viewer, "election", found.id),
        "data": data,
        "kind": kind,
        "most": most,
        "rows": [
            {"number": n, "name": VOTES[who] if found.decision else viewer.name(who), "nominated": nominated(who)}
            for n, who in enumerate(found.candidates)
        ],
        "blank": is_summed(found.method) and not found.decision,
        "method": "" if found.decision else name_method(found.method, language),
        "fingerprint": open_election(election).fingerprint,
        "integrity": script_integrity(),
        "own": box.find_credential(log, found.id, viewer.actor),
        "problem": problem,
    }
    return render(request, "elections/seal.html", context, status=status)


def _sayings(found: Election, most: int, language: str) -> dict[str, str]:
    """What the page says where something is wrong, by the names that the script gives."""
    number = format_number(most, language)  # type: ignore[arg-type]
    return {
        "code": _("This code is mistyped. It has 15 letters and digits; look at your slip again."),
        "stranger": _("This code is not one of this election. Have you taken the slip of another one?"),
        "few": _("Choose at least one, or mark that you vote blank."),
        "many": _("You can choose at most %(n)s.") % {"n": number},
        "blank": _("You have marked “blank” and names as well. Keep one of the two."),
        "number": _("Write whole numbers up to %(n)s.") % {"n": number},
        "twice": _("Two candidates have the same rank. Each rank can be given once."),
        "other": _("The ballot could not be sealed on this device. Try another browser, or the command line."),
    }


@cache
def script_integrity() -> str:
    """The hash of the sealing script as browsers check it; anybody can compare it with the published sources."""
    found = finders.find("hamgara/seal.js")
    assert isinstance(found, str), settings.STATICFILES_DIRS
    with open(found, "rb") as file:
        return "sha384-" + b64encode(hashlib.sha384(file.read()).digest()).decode()


urlpatterns: list[URLPattern] = [
    path("elections/<str:election>/sealing/", show_sealing, name="elections-sealing"),
    path("elections/<str:election>/sealing/<str:name>", send_file, name="elections-sealing-file"),
]
