"""The page of the united front: which package of clauses how many members would sign, as far as votes tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from hamgara.assembly.decisions import Decision
from hamgara.assembly.state import State
from hamgara.dates import Language
from hamgara.front import Acceptance, Answer, Frontier, Point, frontier, frontier_svg, frontier_table
from hamgara.web.viewer import Viewer

__all__ = ["Known", "acceptance_of", "urlpatterns"]

PAGE = 100
#: Fewer voted clauses than this make no front worth drawing.
LEAST_CLAUSES = 2
#: The work that one page may take, shared among the clauses (about a second with 1,000 members); a point that is not
#: proved within it says so.
NODES = 300_000
MOST_NODES = 20_000


@dataclass(frozen=True, slots=True)
class Known:
    """What roll calls tell: clauses by the number under which the page names them, and the members' answers.

    `unvoted` are the clauses of the draft on whose present version no roll call was held.
    """

    clauses: Mapping[str, str]
    unvoted: tuple[str, ...]
    acceptance: Acceptance
    bases: tuple[tuple[str, str], ...]
    answers: int


def acceptance_of(state: State) -> Known:
    """Who accepts which clause of the draft, from the last roll call on its present version.

    A member accepts what it voted for and refuses what it voted against; an abstention, or no vote, is unknown. A
    member with several delegates accepts where one of them voted in favour and none against.
    """
    votes: dict[str, Decision] = {}
    for decision in state.decisions.decisions.values():
        subject = decision.subject
        if subject.matter == "clause" and not decision.secret and decision.status != "withdrawn":
            clause = state.clauses.clauses[subject.id]
            if subject.version == clause.current.number and decision.votes:
                votes[subject.id] = decision
    listed = state.clauses.listed()
    voted = [c for c in listed if c.id in votes]
    members = {voter.member for voter in state.roll().values()}
    answers: dict[tuple[str, str], Answer] = {}
    for number, clause in enumerate(voted, 1):
        decision = votes[clause.id]
        choices: dict[str, set[str]] = {}
        for voter, choice in decision.votes.items():
            choices.setdefault(decision.roll[voter].member, set()).add(choice)
        for member, given in choices.items():
            if member in members and given & {"yes", "no"}:
                answers[member, str(number)] = Answer("refuse" if "no" in given else "accept")
    numbered = {str(n): clause.id for n, clause in enumerate(voted, 1)}
    return Known(
        numbered,
        tuple(c.id for c in listed if c.id not in votes),
        Acceptance.from_answers(answers, members=members, clauses=numbered),
        tuple((n, state.clauses.clauses[c].basis) for n, c in numbered.items()),
        len(answers),
    )


@lru_cache(maxsize=32)
def _compute(acceptance: Acceptance, bases: tuple[tuple[str, str], ...]) -> Frontier:
    return frontier(acceptance, bases=dict(bases), node_limit=min(MOST_NODES, NODES // len(acceptance.clauses)))


def _chosen(points: tuple[Point, ...], asked: str) -> Point:
    """The point that was asked for, else the deepest that most members still sign, else the first."""
    known = {str(p.k): p for p in points if p.packages and p.k > 0}
    if asked in known:
        return known[asked]
    most = max((p.weight for p in known.values()), default=0)
    deep = [p for p in known.values() if most and p.weight * 2 >= most]
    return max(deep or [points[0]], key=lambda p: p.k)


@require_safe
def show_front(request: HttpRequest) -> HttpResponse:
    """The curve, its table, and for one size of package: who signs, what it costs, who is one clause away."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require_member()
    state = viewer.state
    known = acceptance_of(state)
    clauses = {n: state.clauses.clauses[c] for n, c in known.clauses.items()}
    context: dict[str, Any] = {
        "clauses": list(clauses.items()),
        "unvoted": [state.clauses.clauses[c] for c in known.unvoted[:PAGE]],
        "unvoted_count": len(known.unvoted),
        "members": len(known.acceptance.members),
        "answers": known.answers,
        "enough": len(clauses) >= LEAST_CLAUSES and known.answers > 0,
    }
    if context["enough"]:
        context |= _front(viewer, known, clauses, request.GET.get("size", ""), request.GET.get("page"))
    return render(request, "front/front.html", context)


def _front(
    viewer: Viewer, known: Known, clauses: Mapping[str, Any], size: str, page_number: str | None
) -> dict[str, Any]:
    result = _compute(known.acceptance, known.bases)
    language = cast(Language, viewer.language)
    point = _chosen(result.points, size)
    away = [o for o in result.one_away if o.k == point.k]
    page = Paginator(away, PAGE).get_page(page_number)
    # Every member counts as one here, so that prices are whole numbers of members.
    prices = {p.clause: int(p.price) for p in result.prices if p.k == point.k}
    me = viewer.state.membership.participants.get(viewer.actor)
    member = (me.organisation or me.id) if me is not None else ""
    return {
        "picture": mark_safe(frontier_svg(result, language)),  # noqa: S308 - it escapes its texts
        "table": frontier_table(result, language),
        "point": point,
        "point_size": str(point.k),
        "sizes": [p.k for p in result.points if p.packages and p.k > 0],
        "package": [{"number": n, "clause": clauses[n], "price": prices.get(n, 0)} for n in point.clauses],
        "signers": len(point.signers),
        "i_sign": member in point.signers,
        "i_could": member in known.acceptance.members,
        "page": page,
        "away": [
            {
                "member": o.member,
                "clauses": [
                    {"number": n, "clause": clauses[n], "refused": a.kind == "refuse"}
                    for n, a in zip(o.clauses, o.answers, strict=True)
                ],
            }
            for o in page
        ],
        "proved": all(p.optimal for p in result.points),
    }


urlpatterns: list[URLPattern] = [path("front/", show_front, name="front")]
