"""The pages of elections: the committee and all elections, one election, its ballot paper, its count as JSON."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hamgara.assembly import Refused
from hamgara.assembly.ballots import check_ballot
from hamgara.assembly.elections import Election
from hamgara.assembly.meetings import require_present
from hamgara.assembly.state import require_standing
from hamgara.documents import COUNT_FORMATS
from hamgara.elections import METHODS
from hamgara.web.acts import act_view, to_page
from hamgara.web.sentences import refusal
from hamgara.web.stages import (  # noqa: F401 - forms declare themselves
    elections_documents,
    elections_forms,
    elections_seats,
    sealing_forms,
)
from hamgara.web.stages.elections_ballots import BallotForm, SecretBallotForm, last_ballot
from hamgara.web.stages.elections_count import set_out
from hamgara.web.stages.elections_words import (
    BODIES,
    PHASES,
    STANDINGS,
    describe_method,
    name_method,
    phase_of,
    say_bounds,
)
from hamgara.web.stages.offers import offered
from hamgara.web.stages.sealing import seal_ballot
from hamgara.web.stages.turnout import list_voted
from hamgara.web.store import boxes
from hamgara.web.viewer import Viewer

__all__ = ["urlpatterns"]

PAGE = 100
_RANK = {phase: rank for rank, phase in enumerate(("open", "over", "closed", "called", "declared", "withdrawn"))}


def _row(viewer: Viewer, election: Election) -> dict[str, Any]:
    phase = phase_of(viewer, election)
    word, look = PHASES[phase]
    return {
        "election": election,
        "phase": phase,
        "phase_word": word,
        "phase_look": look,
        "body": BODIES.get(election.body, election.body),
        "method": name_method(election.method, viewer.language),
        "rules": say_bounds(election.rules, viewer.language),
    }


@require_safe
def list_elections(request: HttpRequest) -> HttpResponse:
    """Who holds which seats now, and all elections by where they stand."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require("elections")
    part = viewer.state.elections
    called = (election for election in part.elections.values() if not election.decision)
    found = sorted(called, key=lambda e: (_RANK[phase_of(viewer, e)], -e.seq))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    groups = groupby([_row(viewer, e) for e in page], key=lambda row: row["phase"])
    context = {
        "page": page,
        "groups": [(PHASES[phase][0], list(rows)) for phase, rows in groups],
        "bodies": _bodies(viewer),
    }
    return render(request, "elections/list.html", context)


def _bodies(viewer: Viewer) -> list[dict[str, Any]]:
    """The elected bodies with those who hold their seats now, in the order of election."""
    part = viewer.state.elections
    held: dict[str, list[dict[str, Any]]] = {}
    for seat in part.seats:
        if seat.since <= viewer.at < seat.until:
            nomination = part.elections[seat.election].nominations[seat.holder]
            held.setdefault(seat.body, []).append({"seat": seat, "place": nomination.place})
    return [{"name": BODIES.get(body, body), "seats": seats} for body, seats in held.items()]


def _find(viewer: Viewer, election: str) -> Election:
    viewer.require("elections")
    found = viewer.state.elections.elections.get(election)
    if found is None:
        raise Http404
    return found


@require_safe
def show_election(request: HttpRequest, election: str) -> HttpResponse:
    """One election: what it is about, who stands, what the reader can do now, and in the end its result."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    found = _find(viewer, election)
    if found.decision:
        return redirect(to_page(viewer, "decisions-one", found.id))
    own = found.nominations.get(viewer.actor)
    me = viewer.state.membership.participants.get(viewer.actor)
    row = _row(viewer, found)
    on_roll = viewer.actor in found.roll
    context = row | {
        "way": describe_method(found.method, viewer.language),
        "candidates": [
            {"nomination": n, "word": STANDINGS[n.status][0], "look": STANDINGS[n.status][1]}
            for n in found.nominations.values()
        ],
        "standing": len(found.candidates),
        "own": own,
        "can_stand": own is None and me is not None and me.kind in ("independent", "delegate") and bool(me.place),
        "on_roll": on_roll,
        "votes_now": row["phase"] == "open" and on_roll and viewer.may("ballot.cast"),
        "voted": on_roll and _has_voted(viewer, found),
        "may_close": row["phase"] == "over"
        or (row["phase"] == "open" and not found.secret and len(found.ballots) == len(found.roll)),
        "voters": len(found.roll),
        "opened": bool(found.roll),
        "cast_now": len(found.ballots) if not found.secret else None,
        "sees_record": viewer.sees("record"),
        "documents": offered(COUNT_FORMATS, viewer.language),  # type: ignore[arg-type]
        "result": set_out(viewer, found) if found.status == "declared" else None,
        "named_voters": list_voted(viewer, found),
        "vacant": _vacant(viewer, found),
        "may_stand_by": own is not None and _stands_by(found, viewer.actor),
    }
    return render(request, "elections/one.html", context)


def _vacant(viewer: Viewer, election: Election) -> int:
    """How many seats of a declared election are vacant before the end of its term."""
    part = viewer.state.elections
    same = (e for e in part.elections.values() if e.body == election.body and e.elects)
    newest = max((e.declared_seq for e in same), default=-1)
    if election.status != "declared" or election.declared_seq != newest or viewer.at >= election.term_ends:
        return 0
    return election.seats - len(part.sitting(election.id, viewer.at))


def _stands_by(election: Election, candidate: str) -> bool:
    """Whether a candidate who was not elected can come in if a seat falls vacant."""
    out = (*election.elected, *election.filled, *election.unavailable)
    return election.status == "declared" and candidate in election.candidates and candidate not in out


def _has_voted(viewer: Viewer, election: Election) -> bool:
    if election.secret:
        return election.status == "open" and election.id in boxes.voted(viewer.here, viewer.actor)
    return viewer.actor in election.ballots


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cast_ballot(request: HttpRequest, election: str) -> HttpResponse:
    """The ballot paper, filled as it was cast last; on POST cast it, secretly or as an act."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    found = _find(viewer, election)
    if not viewer.actor and not request.user.is_authenticated:
        return redirect(f"{reverse('account_login')}?next={request.path}")
    try:
        _require_voter(viewer, found)
    except Refused as refused:
        status = 409 if refused.code in ("status", "closed_at") else 403
        return render(request, "hamgara/refused.html", {"sentence": refusal(refused)}, status=status)
    if found.sealing is not None:
        return seal_ballot(request, found)
    form_class = SecretBallotForm if found.secret else BallotForm
    if request.method != "POST":
        return _paper(request, found, form_class(viewer, initial={"election": found.id}))
    if "act_data" in request.POST and not found.secret:
        return act_view(request, "ballot.cast")
    posted = request.POST.copy()
    posted["election"] = found.id
    form = form_class(viewer, posted)
    if not form.is_valid():
        return _paper(request, found, form, 422)
    if not found.secret:
        # The general view goes on from here: it asks for the voter's own signature where the charter wants it.
        request.POST = posted  # type: ignore[assignment]
        return act_view(request, "ballot.cast")
    try:
        boxes.cast_secret(viewer.here, found.id, viewer.actor, form.cleaned_data["paper"])
    except Refused as refused:
        form.add_error(None, refusal(refused))
        return _paper(request, found, form, 409)
    messages.success(request, str(form.done))
    return redirect(to_page(viewer, "elections-one", found.id))


def _require_voter(viewer: Viewer, election: Election) -> None:
    """Raise `Refused` for whoever has no right to a ballot in this election, or none any more."""
    kind = "vote.cast" if election.decision else "ballot.cast"
    require_standing(viewer.state, viewer.actor, kind, viewer.at)
    require_present(viewer.state, kind, election.id, viewer.actor)
    one = election.candidates[:1]
    scored = METHODS[election.method].ballot == "scores"
    check_ballot(election, viewer.actor, viewer.at, dict.fromkeys(one, 1) if scored else one)


def _paper(request: HttpRequest, election: Election, form: BallotForm, status: int = 200) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    context = _row(viewer, election) | {
        "form": form,
        "ballot": METHODS[election.method].ballot,
        "voted": bool(last_ballot(viewer, election)),
    }
    return render(request, "elections/ballot.html", context, status=status)


urlpatterns: list[URLPattern] = [
    path("elections/", list_elections, name="elections"),
    path("elections/<str:election>/", show_election, name="elections-one"),
    path("elections/<str:election>/ballot/", cast_ballot, name="elections-ballot"),
    path("elections/<str:election>/count.json", elections_documents.show_report, name="elections-report"),
    path(
        "elections/<str:election>/count.<str:languages>.<str:form>",
        elections_documents.show_document,
        name="elections-document",
    ),
    path(
        "elections/<str:election>/countback-<int:number>.json",
        elections_documents.show_countback,
        name="elections-countback-report",
    ),
    path(
        "elections/<str:election>/countback-<int:number>.<str:languages>.<str:form>",
        elections_documents.show_countback_document,
        name="elections-countback-document",
    ),
]
