"""The pages of drafting: the draft in order, one clause with its versions and amendments, one amendment."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from hamgara.assembly.clauses import CLAUSE_KINDS, Amendment, Clause
from hamgara.record import Entry
from hamgara.web.objects import page_of, title_of
from hamgara.web.sentences import STATUSES
from hamgara.web.stages import amendments_forms, clauses_forms
from hamgara.web.stages.clauses_forms import KIND_WORDS
from hamgara.web.stages.history import acts_of
from hamgara.web.stages.wording import differing_sides, sides_of
from hamgara.web.viewer import Viewer

__all__ = ["urlpatterns"]

PAGE = 100
#: "accepted" is said of an invitation otherwise.
AMENDED = {"accepted": gettext_lazy("taken into the clause")}
assert amendments_forms is not clauses_forms  # their forms declare themselves when imported


def _clause_row(viewer: Viewer, clause: Clause) -> dict[str, Any]:
    return {
        "clause": clause,
        "status_word": _(STATUSES[clause.status]),
        "kind_word": KIND_WORDS[clause.kind],
        "stale_here": viewer.language in clause.current.stale,
        "missing": [x for x in viewer.state.charter.languages if x not in clause.current.text],
        "mine": clause.by == viewer.actor,
    }


def _open_votes(viewer: Viewer) -> dict[str, str]:
    """Of each clause or amendment on which a vote is open, that vote."""
    decisions = viewer.state.decisions.decisions.values()
    return {d.subject.id: d.id for d in decisions if d.status == "open" and d.subject.matter in ("clause", "amendment")}


def _in_order(clauses: list[Clause]) -> list[Clause]:
    """By kind as a resolution sets them out, then in the draft's order, wordings of one basis with the first."""
    first: dict[tuple[str, str], int] = {}
    for place, clause in enumerate(clauses):
        first.setdefault((clause.kind, clause.basis), place)
    place_of = {clause.id: place for place, clause in enumerate(clauses)}
    return sorted(clauses, key=lambda c: (CLAUSE_KINDS.index(c.kind), first[c.kind, c.basis], place_of[c.id]))


@require_safe
def list_clauses(request: HttpRequest) -> HttpResponse:
    """The draft as it stands, or the clauses that left it."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require("clauses")
    part = viewer.state.clauses
    gone = request.GET.get("show") == "gone"
    left = [part.clauses[c] for c in part.order if part.clauses[c].status in ("aside", "rejected", "withdrawn")]
    draft = _in_order(part.listed())
    numbers = {clause.id: number for number, clause in enumerate(draft, 1)}
    page = Paginator(left if gone else draft, PAGE).get_page(request.GET.get("page"))
    proposed = Counter(a.clause for a in part.amendments.values() if a.status == "proposed")
    votes = _open_votes(viewer)
    kinds = [
        {
            "word": KIND_WORDS[kind],
            "bases": [
                [
                    _clause_row(viewer, clause)
                    | {
                        "number": numbers.get(clause.id, 0),
                        "amendments": proposed[clause.id],
                        "vote": votes.get(clause.id),
                    }
                    for clause in wordings
                ]
                for _subject, wordings in groupby(clauses, lambda c: c.basis)
            ],
        }
        for kind, clauses in groupby(page, lambda c: c.kind)
    ]
    context = {"page": page, "kinds": kinds, "gone": gone, "left": len(left), "drafted": len(draft)}
    return render(request, "clauses/list.html", context)


def _about(viewer: Viewer, clause: str, amendments: set[str]) -> list[dict[str, Any]]:
    found = [
        d
        for d in viewer.state.decisions.decisions.values()
        if (d.subject.matter == "clause" and d.subject.id == clause)
        or (d.subject.matter == "amendment" and d.subject.id in amendments)
    ]
    return [
        {
            "decision": d,
            "title": title_of(viewer, "decision", d.id),
            "address": page_of(viewer, "decision", d.id) if viewer.sees("decisions") else "",
            "status_word": _(STATUSES[d.status]),
        }
        for d in reversed(found)
    ]


def _versions(viewer: Viewer, clause: Clause, acts: dict[int, Entry]) -> list[dict[str, Any]]:
    """The versions as a story, the latest first: by whom, when, through what, and what each changed."""
    part, story = viewer.state.clauses, []
    for place, version in enumerate(clause.versions):
        amendment = part.amendments.get(version.amendment)
        before = clause.versions[place - 1].text if place else {}
        restated = {x: version.text[x] for x in version.text if x not in version.stale}
        story.append(
            {
                "version": version,
                "at": acts[version.seq].at if version.seq in acts else "",
                "amendment": amendment,
                "decision": amendment.decision if amendment is not None else "",
                "sides": differing_sides(viewer, before, restated) if place else [],
            }
        )
    return story[::-1]


def _amendment_row(viewer: Viewer, amendment: Amendment, acts: dict[int, Entry]) -> dict[str, Any]:
    part = viewer.state.clauses
    clause = part.clauses[amendment.clause]
    waiting = amendment.status == "proposed" and clause.undecided
    against = clause.versions[amendment.version - 1].text
    outdated = waiting and part.outdated(amendment)
    vote_open = viewer.state.decisions.open_on("amendment", amendment.id)
    free = waiting and not viewer.state.decisions.open_about(part, clause.id)
    return {
        "amendment": amendment,
        "clause": clause,
        "status_word": AMENDED.get(amendment.status) or _(STATUSES[amendment.status]),
        "at": acts[amendment.seq].at if amendment.seq in acts else "",
        "sides": differing_sides(viewer, against, amendment.text),
        "outdated": outdated,
        "since": differing_sides(viewer, against, clause.current.text) if outdated else [],
        "current": clause.current.number,
        "mine": amendment.by == viewer.actor and amendment.status == "proposed" and not vote_open,
        "acceptable": free and not outdated and clause.by == viewer.actor,
        "votable": free and not outdated,
    }


@require_safe
def show_clause(request: HttpRequest, clause: str) -> HttpResponse:
    """One clause: its present text, what is proposed to it, and how it came to be."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require("clauses")
    part = viewer.state.clauses
    found = part.clauses.get(clause)
    if found is None:
        raise Http404
    amendments = sorted(part.amendments_of(clause), key=lambda a: (a.status != "proposed", -a.seq))
    page = Paginator(amendments, PAGE).get_page(request.GET.get("page"))
    acts = acts_of(viewer, {v.seq for v in found.versions} | {a.seq for a in page})
    draft = found.undecided
    free = draft and not viewer.state.decisions.open_about(part, clause)
    rivals = [c for c in part.listed() if c.basis == found.basis and c.id != clause]
    translatable = [x for x in viewer.state.charter.languages if x != viewer.state.charter.authoritative]
    context = _clause_row(viewer, found) | {
        "sides": sides_of(viewer, found.current.text, found.current.stale),
        "draft": draft,
        "free": free,
        "own": free and found.by == viewer.actor,
        "translatable": bool(translatable) and (found.undecided or found.status == "adopted"),
        "listed": found.status in ("draft", "adopted"),
        "wanting": bool(found.current.stale) or any(x not in found.current.text for x in translatable),
        "rivals": [_clause_row(viewer, c) for c in rivals],
        "page": page,
        "amendments": [_amendment_row(viewer, a, acts) for a in page],
        "versions": _versions(viewer, found, acts),
        "decisions": _about(viewer, clause, {a.id for a in amendments}),
    }
    return render(request, "clauses/one.html", context)


@require_safe
def show_amendment(request: HttpRequest, amendment: str) -> HttpResponse:
    """One amendment: what it changes, why, and whether the clause has moved on."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require("clauses")
    found = viewer.state.clauses.amendments.get(amendment)
    if found is None:
        raise Http404
    row = _amendment_row(viewer, found, acts_of(viewer, [found.seq]))
    decisions = _about(viewer, "", {amendment})
    return render(request, "clauses/amendment.html", row | {"row": row, "decisions": decisions})


urlpatterns: list[URLPattern] = [
    path("clauses/", list_clauses, name="clauses"),
    path("clauses/<str:clause>/", show_clause, name="clauses-one"),
    path("amendments/<str:amendment>/", show_amendment, name="amendments-one"),
]
