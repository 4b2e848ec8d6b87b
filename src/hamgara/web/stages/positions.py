"""The pages of common ground: positions by standing, one position, one round to react to or with its results."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hamgara.assembly import Refused
from hamgara.assembly.act import SECRETARIAT
from hamgara.assembly.positions import Position, Round
from hamgara.web.acts import to_page
from hamgara.web.sentences import STATUSES, refusal
from hamgara.web.stages import positions_forms
from hamgara.web.stages.history import acts_of
from hamgara.web.stages.positions_models import FIRST, STEP, next_position, running_model
from hamgara.web.stages.positions_results import ground_of, results_of
from hamgara.web.stages.wording import sides_of
from hamgara.web.store import boxes
from hamgara.web.store.models import Reaction
from hamgara.web.viewer import Viewer

__all__ = ["urlpatterns"]

PAGE = 100
STANDINGS = ("admitted", "proposed", "declined", "withdrawn")
REACTIONS = {"1": 1, "-1": -1, "0": 0}
assert positions_forms  # its forms declare themselves when imported


def _position_row(viewer: Viewer, position: Position) -> dict[str, Any]:
    mine = viewer.actor == position.by
    return {
        "position": position,
        "status_word": _(STATUSES[position.status]),
        "mine": mine,
        "translatable": (mine or viewer.actor == SECRETARIAT)
        and bool(positions_forms.missing_language(viewer, position)),
    }


def _round_row(viewer: Viewer, found: Round) -> dict[str, Any]:
    over = found.status == "open" and viewer.at >= found.closes
    return {"round": found, "over": over, "status_word": _(STATUSES[found.status])}


@require_safe
def list_positions(request: HttpRequest) -> HttpResponse:
    """The rounds, and the positions of one standing."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require("positions")
    part = viewer.state.positions
    counts = Counter[str](p.status for p in part.positions.values())
    usual = "proposed" if counts["proposed"] and viewer.may("position.admitted") else "admitted"
    asked = request.GET.get("status", "")
    status = asked if asked in STANDINGS else usual
    chosen = [p for p in part.positions.values() if p.status == status]
    page = Paginator(chosen, PAGE).get_page(request.GET.get("page"))
    rounds = Paginator(sorted(part.rounds.values(), key=lambda r: -r.seq), PAGE).get_page(request.GET.get("rounds"))
    reacted = boxes.reacted(viewer.here, viewer.actor) if viewer.actor else {}
    context = {
        "page": page,
        "rows": [_position_row(viewer, p) for p in page],
        "rounds": [
            _round_row(viewer, r) | {"left": len(r.positions) - reacted.get(r.id, 0) if _reacts(viewer, r) else 0}
            for r in rounds
        ],
        "status": status,
        "standings": [(s, _(STATUSES[s]), counts[s]) for s in STANDINGS if counts[s] or s in (status, "admitted")],
        "any": bool(part.positions),
    }
    return render(request, "positions/list.html", context)


@require_safe
def show_position(request: HttpRequest, position: str) -> HttpResponse:
    """One position in its languages, and what the rounds showed of it."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require("positions")
    part = viewer.state.positions
    found = part.positions.get(position)
    if found is None:
        raise Http404
    rounds = [
        _round_row(viewer, r) | {"count": r.counts.get(position)}
        for r in sorted(part.rounds.values(), key=lambda r: -r.seq)
        if position in r.positions
    ]
    done = acts_of(viewer, [found.seq]).get(found.seq)
    context = _position_row(viewer, found) | {
        "sides": sides_of(viewer, found.text),
        "proposed_at": done.at if done else "",
        "withdrawable": viewer.actor == found.by
        and found.status in ("proposed", "admitted")
        and not any(row["round"].status == "open" for row in rounds),
        "rounds": rounds,
    }
    return render(request, "positions/one.html", context)


def _reacts(viewer: Viewer, found: Round) -> bool:
    """Whether the reader may react to the positions of that round now."""
    me = viewer.state.membership.participants.get(viewer.actor)
    return (
        found.status == "open"
        and viewer.at < found.closes
        and me is not None
        and me.status == "accredited"
        and me.kind != "observer"
    )


@require_http_methods(["GET", "HEAD", "POST"])
def show_round(request: HttpRequest, round: str) -> HttpResponse:
    """One round: while it is open, its positions one by one; once closed, what it showed."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require("positions")
    found = viewer.state.positions.rounds.get(round)
    if found is None:
        raise Http404
    if request.method == "POST":
        return _take_reaction(request, viewer, found)
    return _open_round(request, viewer, found) if found.status == "open" else _closed_round(request, viewer, found)


def _take_reaction(request: HttpRequest, viewer: Viewer, found: Round) -> HttpResponse:
    viewer.require_member()
    position = request.POST.get("position", "")
    value = REACTIONS.get(request.POST.get("value", ""), 9)
    try:
        boxes.react(viewer.here, found.id, viewer.actor, position, value)
    except Refused as refused:
        sentence = refusal(refused)
        if refused.code == "reaction_unknown":
            return _open_round(request, viewer, found, problem=sentence)
        status = 409 if refused.code == "closed_at" else 403
        return render(request, "hamgara/refused.html", {"sentence": sentence}, status=status)
    mine = boxes.my_reactions(viewer.here, found.id, viewer.actor)
    address = to_page(viewer, "rounds-one", found.id)
    following = next_position(viewer.here, found, mine)
    if following is None:
        messages.success(request, _("You have reacted to every position. You can change your mind until the end."))
        return redirect(f"{address}#mine")
    return redirect(f"{address}?p={found.positions.index(following[0]) + 1}#card")


def _open_round(request: HttpRequest, viewer: Viewer, found: Round, *, problem: str = "") -> HttpResponse:
    part = viewer.state.positions
    reacts = _reacts(viewer, found)
    mine = boxes.my_reactions(viewer.here, found.id, viewer.actor) if reacts else {}
    left = [i for i, p in enumerate(found.positions, 1) if p not in mine]
    asked = request.POST.get("position", "")
    number = _number(request.GET.get("p", ""), len(found.positions))
    if asked in found.positions:
        number = found.positions.index(asked) + 1
    suggested = next_position(viewer.here, found, mine) if reacts and left else None
    first = found.positions.index(suggested[0]) + 1 if suggested else 1
    current = number or first
    shows = reacts and found.shown == "reacted"
    model = running_model(viewer.here, found, wait=True) if shows and not left else None
    page = Paginator(list(enumerate(found.positions, 1)), PAGE).get_page(request.GET.get("page"))
    rows = Reaction.objects.filter(assembly_id=viewer.here.assembly_id, round=found.id)
    context = _round_row(viewer, found) | {
        "reacts": reacts,
        "problem": problem,
        "card": reacts and bool(left or number),
        "suggested": suggested is not None and current == first,
        "by_model": suggested is not None and suggested[1],
        "shows": shows,
        "finished": not left,
        "ground": ground_of(viewer, model, found) if model is not None else None,
        "first": FIRST,
        "step": STEP,
        "number": current,
        "total": len(found.positions),
        "done": len(mine),
        "previous": current - 1,
        "following": current + 1 if current < len(found.positions) else 0,
        "current": part.positions[found.positions[current - 1]],
        "value": mine.get(found.positions[current - 1]),
        "taken_part": rows.values("participant").distinct().count(),
        "page": page,
        "rows": [{"number": n, "position": part.positions[p], "value": mine.get(p)} for n, p in page],
    }
    return render(request, "positions/round.html", context, status=422 if problem else 200)


def _number(text: str, most: int) -> int:
    known = text.isascii() and text.isdigit() and len(text) < 6
    return int(text) if known and 1 <= int(text) <= most else 0


def _closed_round(request: HttpRequest, viewer: Viewer, found: Round) -> HttpResponse:
    number = _number(request.GET.get("page", ""), 1000) or 1
    context = _round_row(viewer, found) | results_of(viewer, found, number)
    return render(request, "positions/results.html", context)


urlpatterns: list[URLPattern] = [
    path("positions/", list_positions, name="positions"),
    path("positions/<str:position>/", show_position, name="positions-one"),
    path("rounds/<str:round>/", show_round, name="rounds-one"),
]
