"""The members' pages: who belongs to the assembly, one participant, and the one-time code of an invitation."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import segno
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hamgara.assembly.act import SECRETARIAT
from hamgara.assembly.membership import Participant
from hamgara.dates import Language, format_number
from hamgara.documents import format_place
from hamgara.web.acts import to_page
from hamgara.web.sentences import STATUSES
from hamgara.web.stages import delegate_forms, key_forms, membership_forms  # noqa: F401 - the forms declare themselves
from hamgara.web.stages.charter_sentences import set_out
from hamgara.web.stages.charter_words import ROLES
from hamgara.web.stages.invitation_forms import ISSUE
from hamgara.web.stages.roster import KINDS, roster_of
from hamgara.web.store import directory
from hamgara.web.store.models import Seat
from hamgara.web.viewer import Viewer

__all__ = ["PAGE", "urlpatterns"]

PAGE = 100
KIND_NAMES = {
    "organisation": gettext_lazy("organisation"),
    "independent": gettext_lazy("independent"),
    "delegate": gettext_lazy("delegate"),
    "supporter": gettext_lazy("supporter"),
    "observer": gettext_lazy("observer"),
}


def _row(viewer: Viewer, participant: Participant, weights: Mapping[str, Fraction], base: str = "") -> dict[str, Any]:
    """What the pages say of a participant; `base` is the address of the list, which a page asks for only once."""
    return {
        "id": participant.id,
        "address": f"{base or to_page(viewer, 'membership')}{participant.id}/",
        "name": viewer.name(participant.id),
        "kind": str(KIND_NAMES[participant.kind]),
        "place": participant.place,
        "status": participant.status,
        "status_word": _(STATUSES[participant.status]),
        "weight": weights.get(participant.id),
        "suspended": participant.status == "suspended",
        "organisation": participant.organisation,
        "until": participant.suspended_until,
    }


def _in_words(viewer: Viewer, participant: Participant, weights: Mapping[str, Fraction]) -> dict[str, str]:
    """The place and weight of a row as text: a hundred rows are then made from few variables each."""
    place, weight = participant.place, weights.get(participant.id)
    language: Language = "en" if viewer.language == "en" else "fa"
    return {
        "where": format_place(place, language) if place else "–",
        "weight_text": "–" if weight is None else format_number(weight, language),
    }


@require_safe
def list_members(request: HttpRequest) -> HttpResponse:
    """Who belongs to the assembly, by kind and place, a hundred on a page."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require("members")
    roster = roster_of(viewer.state)
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else ""
    listed = [p for p in roster.listed if p.kind == kind] if kind else roster.listed
    page = Paginator(listed, PAGE).get_page(request.GET.get("page"))
    total = sum(roster.classes.values())
    base = to_page(viewer, "membership")
    context = {
        "page": page,
        "rows": [_row(viewer, p, roster.weights, base) | _in_words(viewer, p, roster.weights) for p in page],
        "kind": kind,
        "kinds": [(k, ROLES[k], roster.heads[k]) for k in KINDS if roster.heads[k]],
        "total": len(roster.listed),
        "classes": [
            {"name": ROLES[k], "weight": str(w), "share": w / total if total else Fraction(0)}
            for k, w in roster.classes.items()
        ],
        "capped": roster.capped,
        "weight_rules": next(p for p in set_out(viewer.state.charter, viewer.language) if p.key == "weights").sentences,
        "pending": _pending(viewer),
        "witnesses": [(name, viewer.name(w.by)) for name, w in sorted(viewer.state.membership.witnesses.items())],
        "places": roster.places,
    }
    return render(request, "membership/members.html", context)


def _pending(viewer: Viewer) -> list[dict[str, Any]]:
    """Invitations that are not yet accreditations; only for who invites."""
    if not viewer.may("member.invited"):
        return []
    waiting = [p for p in viewer.state.membership.participants.values() if p.status in ("invited", "accepted")]
    return [_row(viewer, p, {}) for p in sorted(waiting, key=lambda p: (p.status, p.seq))]


def _find(viewer: Viewer, who: str) -> Participant:
    found = viewer.state.membership.participants.get(who)
    if found is None:
        raise Http404
    return found


@require_safe
def show_member(request: HttpRequest, who: str) -> HttpResponse:
    """One participant: its kind, place, weight, delegates with their mandates, keys."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    found = _find(viewer, who)
    mine = viewer.actor == who or (viewer.actor != "" and viewer.actor == found.organisation)
    if found.status in ("invited", "accepted"):
        if not mine and not viewer.may("member.invited"):
            raise Http404
    elif not mine:
        viewer.require("members")
    roster = roster_of(viewer.state)
    weights = roster.weights
    membership = viewer.state.membership
    shares = dict(membership.mandates(who)) if found.kind == "organisation" else {}
    delegates = [
        _row(viewer, membership.participants[d], weights) | {"share": str(shares.get(d, 0))}
        for d in membership.delegates.get(who, ())
        if membership.participants[d].status != "left"
    ]
    context = _row(viewer, found, weights) | {
        "found": found,
        "mine": viewer.actor == who,
        "capped": roster.capped and found.kind in ("organisation", "independent"),
        "stated": str(found.weight),
        "delegates": delegates,
        "keys": list(found.keys.items()),
        "seat": _can_issue(viewer, found),
        "office": viewer.actor == SECRETARIAT,
        "ruled": [
            m
            for m in viewer.state.conduct.matters.values()
            if m.about == who and m.status == "ruled" and not m.executed and m.sanction in ("suspension", "exclusion")
        ]
        if viewer.is_member
        else [],
    }
    return render(request, "membership/member.html", context)


def _can_issue(viewer: Viewer, found: Participant) -> bool:
    """Whether the reader may make a code for that seat: it is not taken, and the reader invited its holder."""
    kind = "delegate.appointed" if found.kind == "delegate" else "member.invited"
    own = found.kind != "delegate" or viewer.actor in (SECRETARIAT, found.organisation)
    if found.status == "left" or not own or not viewer.may(kind):
        return False
    return not Seat.objects.filter(assembly_id=viewer.here.assembly_id, actor=found.id).exists()


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_invitation(request: HttpRequest, who: str) -> HttpResponse:
    """The one-time code of an invitation, shown once: after the act that invites, or when asked for anew (POST)."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    found = _find(viewer, who)
    if not viewer.actor or not _can_issue(viewer, found):
        raise PermissionDenied
    mark = f"{ISSUE}:{viewer.slug}"
    code = ""
    if request.method == "POST" or (request.method == "GET" and request.session.get(mark) == who):
        request.session.pop(mark, None)
        code = directory.invite(viewer.here, who)
    address = request.build_absolute_uri(reverse("join"))
    context = {
        "who": who,
        "code": code,
        "address": address,
        "picture": _picture(f"{address}?code={code}") if code else "",
        "kind": KIND_NAMES[found.kind],
    }
    return render(request, "membership/invitation.html", context)


def _picture(text: str) -> str:
    drawn = segno.make(text, error="m").svg_inline(scale=4, border=2, dark="#000", light="#fff")
    return mark_safe(drawn)  # noqa: S308 - drawn here from our own text; holds only a path


urlpatterns: list[URLPattern] = [
    path("membership/", list_members, name="membership"),
    path("membership/<str:who>/", show_member, name="membership-one"),
    path("membership/<str:who>/invitation/", show_invitation, name="membership-invitation"),
]
