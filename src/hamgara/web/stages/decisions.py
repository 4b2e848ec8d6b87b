"""The pages of decision: all votes, and one vote with what is voted on, its rule, how it stands, and the reader's."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hamgara.assembly import Refused
from hamgara.assembly.decisions import Decision
from hamgara.assembly.state import require_standing
from hamgara.web.acts import to_page
from hamgara.web.objects import title_of
from hamgara.web.sentences import STATUSES, refusal
from hamgara.web.stages import charter_words, decisions_forms
from hamgara.web.stages.decisions_forms import is_due
from hamgara.web.stages.history import acts_of
from hamgara.web.stages.subjects import Subject, follow_up, subject_of
from hamgara.web.stages.tallies import standing_of
from hamgara.web.stages.turnout import list_voted
from hamgara.web.store import boxes
from hamgara.web.store.models import SecretBallot
from hamgara.web.viewer import Viewer

__all__ = ["urlpatterns"]

PAGE = 100


def _is_open(viewer: Viewer, decision: Decision) -> bool:
    """Whether votes are taken at this moment."""
    return decision.status == "open" and (not decision.closes or viewer.at < decision.closes)


def _row(viewer: Viewer, decision: Decision, voted: frozenset[str]) -> dict[str, Any]:
    open_ = _is_open(viewer, decision)
    on_roll = viewer.actor in decision.roll
    return {
        "decision": decision,
        "title": title_of(viewer, "decision", decision.id),
        "matter_word": charter_words.MATTERS[decision.subject.matter],
        "status_word": _(STATUSES[decision.status]),
        "is_open": open_,
        "over": decision.status == "open" and not open_,
        "on_roll": on_roll,
        "has_voted": viewer.actor in decision.votes or decision.id in voted,
        "due": decision.status == "open" and is_due(viewer, decision, viewer.at),
    }


@require_safe
def list_decisions(request: HttpRequest) -> HttpResponse:
    """All votes: the open ones first, then the latest."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require("decisions")
    found = sorted(viewer.state.decisions.decisions.values(), key=lambda d: (d.status != "open", -d.seq))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    voted = boxes.voted(viewer.here, viewer.actor) if viewer.actor else frozenset[str]()
    rows = [_row(viewer, d, voted) for d in page]
    context = {
        "page": page,
        "open": [row for row in rows if row["decision"].status == "open"],
        "closed": [row for row in rows if row["decision"].status != "open"],
    }
    return render(request, "decisions/list.html", context)


@require_safe
def choose_matter(request: HttpRequest) -> HttpResponse:
    """What kinds of matter can be put to the vote: the first step of opening one."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require_member()
    try:
        require_standing(viewer.state, viewer.actor, "decision.opened", viewer.at)
    except Refused as refused:
        return render(request, "hamgara/refused.html", {"sentence": refusal(refused)}, status=403)
    return render(request, "decisions/choose.html", {"matters": decisions_forms.list_matters(viewer)})


@require_http_methods(["GET", "HEAD", "POST"])
def show_decision(request: HttpRequest, decision: str) -> HttpResponse:
    """One vote; on POST the reader's vote in a secret one."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require("decisions")
    found = viewer.state.decisions.decisions.get(decision)
    if found is None:
        raise Http404
    if request.method == "POST":
        return _take_secret_vote(request, viewer, found)
    return _show(request, viewer, found)


def _take_secret_vote(request: HttpRequest, viewer: Viewer, found: Decision) -> HttpResponse:
    viewer.require_member()
    try:
        require_standing(viewer.state, viewer.actor, "vote.cast", viewer.at)
        boxes.cast_secret(viewer.here, found.id, viewer.actor, request.POST.get("choice", ""))
    except Refused as refused:
        sentence = refusal(refused)
        if refused.code == "data_malformed":
            return _show(request, viewer, found, problem=_("Choose one of the three."))
        late = refused.code in ("closed_at", "status")
        return render(request, "hamgara/refused.html", {"sentence": sentence}, status=409 if late else 403)
    messages.success(request, _("Your vote is in the box. You can change it until the vote is closed."))
    return redirect(to_page(viewer, "decisions-one", found.id))


def _show(request: HttpRequest, viewer: Viewer, found: Decision, *, problem: str = "") -> HttpResponse:
    voted = boxes.voted(viewer.here, viewer.actor) if viewer.actor else frozenset[str]()
    row = _row(viewer, found, voted)
    sitting = viewer.state.meetings.sittings.get(found.sitting)
    present = sitting is None or viewer.actor in sitting.present
    acts = acts_of(viewer, [found.seq, *([found.closed_seq] if found.closed_seq >= 0 else [])])
    closed = acts.get(found.closed_seq)
    box = viewer.state.elections.elections[found.id] if found.sealed else None
    subject: Subject = subject_of(viewer, found)
    lines = [] if found.secret else _lines(viewer, found)
    page = Paginator(lines, PAGE).get_page(request.GET.get("page"))
    votes_in_box = SecretBallot.objects.filter(assembly_id=viewer.here.assembly_id, subject=found.id)
    context = row | {
        "subject": subject,
        "problem": problem,
        "sitting": sitting,
        "absent": row["is_open"] and row["on_roll"] and not present,
        "can_vote": row["is_open"] and row["on_roll"] and present and not found.sealed and viewer.may("vote.cast"),
        "box": box,
        "named_voters": list_voted(viewer, box or found),
        "mine": "" if found.secret else found.votes.get(viewer.actor, ""),
        "through_delegates": viewer.actor in {v.member for v in found.roll.values()} and not row["on_roll"],
        "standing": standing_of(viewer, found),
        "box_over": box is not None and viewer.at >= box.closes,
        "in_box": votes_in_box.count() if found.secret and found.status == "open" else 0,
        "page": page,
        "opened_at": acts[found.seq].at if found.seq in acts else "",
        "closed_at": closed.at if closed is not None else "",
        "called_off": closed.data.get("reason", "") if closed is not None and found.status == "withdrawn" else "",
        "follow_up": follow_up(viewer, found),
    }
    return render(request, "decisions/one.html", context, status=422 if problem else 200)


def _lines(viewer: Viewer, found: Decision) -> list[dict[str, Any]]:
    """The roll with how each voted: those who did first, by name."""
    lines = [
        {
            "name": viewer.name(voter.voter),
            "member": viewer.name(voter.member) if voter.member != voter.voter else "",
            "weight": voter.weight,
            "choice": found.votes.get(voter.voter, ""),
        }
        for voter in found.roll.values()
    ]
    return sorted(lines, key=lambda line: (not line["choice"], line["name"]))


urlpatterns: list[URLPattern] = [
    path("decisions/", list_decisions, name="decisions"),
    path("put-to-the-vote/", choose_matter, name="decisions-matters"),
    path("decisions/<str:decision>/", show_decision, name="decisions-one"),
]
