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

from hamgara.assembly import merge_amendments
from hamgara.assembly.clauses import CLAUSE_KINDS, Amendment, Clause
from hamgara.assembly.decisions import Decision
from hamgara.assembly.drafts import standing_amendments, texts_under
from hamgara.drafting import Join
from hamgara.record import Entry
from hamgara.web.objects import page_of, title_of
from hamgara.web.sentences import STATUSES
from hamgara.web.stages import amendments_forms, clauses_forms
from hamgara.web.stages.clauses_forms import KIND_WORDS
from hamgara.web.stages.comments import comment_context
from hamgara.web.stages.glossary import hints_of
from hamgara.web.stages.history import acts_of
from hamgara.web.stages.offers import offered_drafting
from hamgara.web.stages.votes_in_order import amendment_view, say_reason
from hamgara.web.stages.wording import Side, differing_sides, sides_of
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
    left = [part.clauses[c] for c in part.order if part.clauses[c].status not in ("draft", "adopted")]
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
    context = {
        "page": page,
        "kinds": kinds,
        "gone": gone,
        "left": len(left),
        "drafted": len(draft),
        "papers": offered_drafting(viewer.language) if draft else [],
        "returns": viewer.may("amendment.proposed"),
    }
    return render(request, "clauses/list.html", context)


def _decided_by(viewer: Viewer, decision: Decision) -> tuple[str, ...]:
    """The amendments that a vote on amendments decides."""
    subject = decision.subject
    if subject.list is None:
        return (subject.id,)
    return viewer.state.clauses.lists[subject.list].vote(subject.id).amendments


def _about(viewer: Viewer, clause: str, amendments: set[str]) -> list[dict[str, Any]]:
    found = [
        d
        for d in viewer.state.decisions.decisions.values()
        if (d.subject.matter == "clause" and d.subject.id == clause)
        or (d.subject.matter == "amendment" and not amendments.isdisjoint(_decided_by(viewer, d)))
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
                "several": [part.amendments[a] for a in version.amendments] if len(version.amendments) > 1 else [],
                "list": next((x for x in part.lists.values() if x.closed_seq == version.seq), None),
                "added": part.amendments.get(clause.amendment) if not place and version.amendment else None,
                "sides": differing_sides(viewer, before, restated) if place else [],
            }
        )
    return story[::-1]


def _amendment_row(viewer: Viewer, amendment: Amendment, acts: dict[int, Entry]) -> dict[str, Any]:
    part = viewer.state.clauses
    clause = part.clauses[amendment.clause]
    waiting = amendment.status == "proposed" and clause.undecided
    against = texts_under(part, amendment)
    outdated = waiting and part.outdated(amendment)
    author = part.amendments[amendment.to].by if amendment.to else clause.by
    vote_open = viewer.state.decisions.open_on("amendment", amendment.id)
    free = waiting and not viewer.state.decisions.open_about(part, clause.id)
    return {
        "amendment": amendment,
        "clause": clause,
        "status_word": AMENDED.get(amendment.status) or _(STATUSES[amendment.status]),
        "at": acts[amendment.seq].at if amendment.seq in acts else "",
        **amendment_view(viewer, amendment.id),
        "to": part.amendments.get(amendment.to),
        "list": part.listing(amendment.id),
        "carried": waiting and bool(amendment.written) and not outdated,
        "reasons": [say_reason(r) for r in amendment.reasons] if waiting else [],
        "amendable": free and not outdated and viewer.state.charter.authoritative in amendment.text,
        "outdated": outdated,
        "since": differing_sides(viewer, against, clause.current.text) if outdated else [],
        "current": clause.current.number,
        "mine": amendment.by == viewer.actor and amendment.status == "proposed" and not vote_open,
        "acceptable": free and not outdated and author == viewer.actor,
        "votable": free and not outdated and not part.below(amendment.id),
    }


def _renewal(viewer: Viewer, clause: Clause) -> list[Side]:
    """What the authoritative text says otherwise than when the oldest of the stale translations was made."""
    first = viewer.state.charter.authoritative
    made = [clause.translated_at(x) for x in clause.current.stale]
    known = [v for v in made if v is not None and first in v.text]
    if not known or first not in clause.current.text:
        return []
    oldest = min(known, key=lambda v: v.number)
    return differing_sides(viewer, {first: oldest.text[first]}, {first: clause.current.text[first]})


def _acceptable(viewer: Viewer, clause: Clause, free: bool) -> tuple[list[str], int]:
    """What its author can take in at once, since nobody contests it, and how many amendments wait for a vote."""
    standing = [a for a in standing_amendments(viewer.state.clauses, (clause.id,)) if not a.to]
    if not standing or not free or clause.by != viewer.actor:
        return [], len(standing)
    merged = merge_amendments(viewer.state, (clause.id,))
    plain = [a for a in merged.uncontested if not viewer.state.clauses.below(a)]
    plain = [b for a in plain for b in merged.same.get(a, (a,))]
    alone = [a for a in plain if all(not isinstance(o, Join) for o in viewer.state.clauses.amendments[a].operations)]
    return alone if len(alone) > 1 else [], len(standing)


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
    acceptable, waiting = _acceptable(viewer, found, free)
    translatable = [x for x in viewer.state.charter.languages if x != viewer.state.charter.authoritative]
    context = _clause_row(viewer, found) | {
        "sides": sides_of(viewer, found.current.text, found.current.stale),
        "draft": draft,
        "free": free,
        "own": free and found.by == viewer.actor,
        "drafting": free and viewer.actor in (found.by, *found.drafters),
        "drafters": [viewer.name(d) for d in found.drafters],
        "open_list": part.list_with(clause),
        "gone_by": part.amendments.get(found.amendment) if found.status in ("struck", "joined") else None,
        "renewal": _renewal(viewer, found),
        "hints": hints_of(viewer, found.current.text),
        "waiting": waiting,
        "acceptable": acceptable,
        "acceptable_others": ",".join(acceptable[1:]),
        "translatable": bool(translatable) and (found.undecided or found.status == "adopted"),
        "listed": found.status in ("draft", "adopted"),
        "wanting": bool(found.current.stale) or any(x not in found.current.text for x in translatable),
        "rivals": [_clause_row(viewer, c) for c in rivals],
        "page": page,
        "amendments": [_amendment_row(viewer, a, acts) for a in page],
        "versions": _versions(viewer, found, acts),
        "decisions": _about(viewer, clause, {a.id for a in amendments}),
        **comment_context(request, viewer, clause),
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
