"""The page of a sounding: while it is open, all clauses on one page to answer; once closed, what was answered."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hamgara.assembly import Refused
from hamgara.assembly.soundings import Sounding
from hamgara.web.acts import to_page
from hamgara.web.fields import LineField
from hamgara.web.objects import title_of
from hamgara.web.sentences import STATUSES, refusal
from hamgara.web.stages import charter_words, soundings_forms
from hamgara.web.stages.clauses_forms import KIND_WORDS
from hamgara.web.store import answers
from hamgara.web.viewer import Viewer

__all__ = ["urlpatterns"]

CHOICES = ("sign", "if", "refuse", "")
LONGEST = 200
assert soundings_forms  # its forms declare themselves when imported


@require_http_methods(["GET", "HEAD", "POST"])
def show_sounding(request: HttpRequest, sounding: str) -> HttpResponse:
    """One sounding; on POST the reader's answers."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require("clauses")
    found = viewer.state.soundings.soundings.get(sounding)
    if found is None:
        raise Http404
    if request.method == "POST":
        return _take_answers(request, viewer, found)
    if found.status == "closed":
        return render(request, "soundings/closed.html", _closed(viewer, found))
    mine = answers.my_replies(viewer.here, found.id, viewer.actor) if viewer.actor in found.roll else {}
    return _page(request, viewer, found, mine)


def _answers(viewer: Viewer, found: Sounding) -> bool:
    """Whether the reader may answer now."""
    me = viewer.state.membership.participants.get(viewer.actor)
    standing = me is not None and me.status == "accredited"
    return found.status == "open" and viewer.at < found.closes and viewer.actor in found.roll and standing


def _take_answers(request: HttpRequest, viewer: Viewer, found: Sounding) -> HttpResponse:
    viewer.require_member()
    replies, problems = _read(viewer, found, request.POST)
    if problems and _answers(viewer, found):
        return _page(request, viewer, found, replies, problems)
    try:
        answers.answer(viewer.here, found.id, viewer.actor, replies)
    except Refused as refused:
        late = refused.code in ("closed_at", "status")
        return render(request, "hamgara/refused.html", {"sentence": refusal(refused)}, status=409 if late else 403)
    left = len(found.clauses) - len(replies)
    messages.success(
        request,
        _("Your answers are kept. You can change them until the end.")
        if not left
        else _("Your answers are kept. Where you gave none, you are counted as not known."),
    )
    return redirect(to_page(viewer, "soundings-one", found.id))


def _read(viewer: Viewer, found: Sounding, posted: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """The replies by clause as they were chosen, and what is wrong with which."""
    replies: dict[str, Any] = {}
    problems: dict[str, str] = {}
    amendments = viewer.state.clauses.amendments
    for clause, _number in found.clauses:
        choice = posted.get(f"reply-{clause}", "")
        amendment = posted.get(f"amendment-{clause}", "")
        text = LineField().to_python(posted.get(f"condition-{clause}", ""))
        if choice not in CHOICES:
            problems[clause] = _("Choose one of these.")
        elif choice == "if":
            replies[clause] = {"amendment": amendment} if amendment else {"text": text}
            known = not amendment or (amendment in amendments and amendments[amendment].clause == clause)
            if bool(amendment) == bool(text) or not known:
                problems[clause] = _("Choose an amendment or write a condition: one of the two.")
            elif len(text) > LONGEST:
                problems[clause] = _("A condition has at most 200 characters.")
        elif amendment or text:
            replies[clause] = choice or None
            problems[clause] = _("You gave a condition. Choose “I would sign it if …”, or clear the condition.")
        elif choice:
            replies[clause] = choice
    return {c: r for c, r in replies.items() if r}, problems


def _page(
    request: HttpRequest,
    viewer: Viewer,
    found: Sounding,
    replies: Mapping[str, Any],
    problems: Mapping[str, str] | None = None,
) -> HttpResponse:
    part, problems = viewer.state.clauses, problems or {}
    rows = []
    for number, (key, version) in enumerate(found.clauses, 1):
        clause, reply = part.clauses[key], replies.get(key)
        condition = reply if isinstance(reply, dict) else {}
        offered = [a for a in part.amendments_of(key) if a.status == "proposed" or a.id == condition.get("amendment")]
        rows.append(
            {
                "number": number,
                "clause": clause,
                "text": clause.versions[version - 1].text,
                "kind_word": KIND_WORDS[clause.kind],
                "choice": "if" if condition else reply or "",
                "condition": request.POST.get(f"condition-{key}", "") or condition.get("text", ""),
                "amendment": condition.get("amendment", ""),
                "amendments": [(a.id, title_of(viewer, "amendment", a.id)) for a in offered],
                "rivals": [c for c, _n in found.clauses if c != key and part.clauses[c].basis == clause.basis],
                "problem": problems.get(key, ""),
            }
        )
    context = {
        "sounding": found,
        "rows": rows,
        "problems": len(problems),
        "answers": _answers(viewer, found),
        "answered": len(replies),
        "over": viewer.at >= found.closes,
        "taken_part": answers.taken_part(viewer.here, found.id),
        "through_delegates": viewer.actor in {v.member for v in found.roll.values()} - set(found.roll),
        "opening_word": charter_words.OPENINGS[found.names],
    }
    return render(request, "soundings/open.html", context, status=422 if problems else 200)


def _closed(viewer: Viewer, found: Sounding) -> dict[str, Any]:
    total = sum((v.weight for v in found.roll.values()), Fraction(0))
    rows = []
    for number, (key, _version) in enumerate(found.clauses, 1):
        clause, count = viewer.state.clauses.clauses[key], found.counts[key]
        said = [Fraction(count.sign), Fraction(count.conditional), Fraction(count.refuse)]
        rows.append(
            {
                "number": number,
                "clause": clause,
                "status_word": _(STATUSES[clause.status]),
                "chosen": key in found.package,
                "sign": said[0],
                "conditional": said[1],
                "refuse": said[2],
                "silent": total - sum(said),
            }
        )
    return {
        "sounding": found,
        "rows": rows,
        "total": total,
        "opening_word": charter_words.OPENINGS[found.names],
        "newer": viewer.state.soundings.chosen not in ("", found.id),
    }


urlpatterns: list[URLPattern] = [path("soundings/<str:sounding>/", show_sounding, name="soundings-one")]
