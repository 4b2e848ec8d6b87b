"""The members' pages: who belongs to the assembly, one participant, and the one-time code of an invitation."""

from __future__ import annotations

from collections import Counter
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
from hamgara.web.sentences import STATUSES
from hamgara.web.stages import key_forms, membership_forms  # noqa: F401 - the forms declare themselves
from hamgara.web.stages.charter_sentences import set_out
from hamgara.web.stages.charter_words import ROLES
from hamgara.web.store import directory
from hamgara.web.store.models import Seat
from hamgara.web.viewer import Viewer

__all__ = ["PAGE", "urlpatterns"]

PAGE = 100
#: In the order in which the list shows them.
KINDS = ("organisation", "independent", "delegate", "supporter", "observer")
KIND_NAMES = {
    "organisation": gettext_lazy("organisation"),
    "independent": gettext_lazy("independent"),
    "delegate": gettext_lazy("delegate"),
    "supporter": gettext_lazy("supporter"),
    "observer": gettext_lazy("observer"),
}


def _place_key(participant: Participant) -> tuple[str, str, str, int]:
    place = participant.place
    where = (place.country, place.region, place.city) if place else ("~", "", "")
    return (*where, participant.seq)


def _row(viewer: Viewer, participant: Participant, weights: dict[str, Fraction]) -> dict[str, Any]:
    return {
        "id": participant.id,
        "name": viewer.name(participant.id),
        "kind": KIND_NAMES[participant.kind],
        "place": participant.place,
        "status": participant.status,
        "status_word": _(STATUSES[participant.status]),
        "weight": weights.get(participant.id),
        "organisation": participant.organisation,
        "until": participant.suspended_until,
    }


def _weights(viewer: Viewer) -> tuple[dict[str, Fraction], dict[str, Fraction], bool]:
    """What each member and voter weighs, what each class weighs, and whether a cap has reduced weights."""
    roll = viewer.state.roll()
    of: dict[str, Fraction] = {}
    classes = {"organisation": Fraction(0), "independent": Fraction(0)}
    for voter in roll.values():
        of[voter.voter] = voter.weight
        if voter.member != voter.voter:
            of[voter.member] = of.get(voter.member, Fraction(0)) + voter.weight
        classes[voter.kind] += voter.weight
    participants = viewer.state.membership.participants
    stated = {"organisation": Fraction(0), "independent": Fraction(0)}
    for participant in participants.values():
        if participant.status == "accredited" and participant.kind in stated:
            stated[participant.kind] += participant.weight
    return of, classes, stated != classes


@require_safe
def list_members(request: HttpRequest) -> HttpResponse:
    """Who belongs to the assembly, by kind and place, a hundred on a page."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require("members")
    membership = viewer.state.membership
    there = [p for p in membership.participants.values() if p.status in ("accredited", "suspended")]
    counts = Counter(p.kind for p in there)
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else ""
    listed = sorted(
        (p for p in there if p.kind == kind or not kind), key=lambda p: (KINDS.index(p.kind), _place_key(p))
    )
    page = Paginator(listed, PAGE).get_page(request.GET.get("page"))
    weights, classes, capped = _weights(viewer)
    total = sum(classes.values())
    context = {
        "page": page,
        "rows": [_row(viewer, p, weights) for p in page],
        "kind": kind,
        "kinds": [(k, ROLES[k], counts[k]) for k in KINDS if counts[k]],
        "total": len(there),
        "classes": [
            {"name": ROLES[k], "weight": str(w), "share": w / total if total else Fraction(0), "heads": counts[k]}  # type: ignore[index]
            for k, w in classes.items()
        ],
        "capped": capped,
        "weight_rules": next(p for p in set_out(viewer.state.charter, viewer.language) if p.key == "weights").sentences,
        "pending": _pending(viewer),
        "witnesses": [(name, viewer.name(w.by)) for name, w in sorted(membership.witnesses.items())],
        "places": len({(p.place.city, p.place.region, p.place.country) for p in there if p.place}),
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
    weights, _classes, capped = _weights(viewer)
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
        "capped": capped and found.kind in ("organisation", "independent"),
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
    mark = f"{membership_forms.ISSUE}:{viewer.slug}"
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
