"""The page that says of every word of a clause who brought it, through which act, and which vote adopted it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from hamgara.assembly import Brought, trace_words
from hamgara.web.languages import direction_of
from hamgara.web.stages.history import acts_of
from hamgara.web.viewer import Viewer

__all__ = ["urlpatterns"]


def _sources(viewer: Viewer, runs: tuple[Brought, ...]) -> tuple[list[dict[str, Any]], dict[Any, int]]:
    """Each origin once, numbered in the order in which the text first shows it."""
    numbers: dict[Any, int] = {}
    sources = []
    acts = acts_of(viewer, {a for run in runs for a in (*run.acts, run.adopted)})
    for run in runs:
        key = (run.acts, run.adopted)
        if key not in numbers:
            numbers[key] = len(numbers) + 1
            entry, entered = acts.get(run.acts[0]), acts.get(run.adopted)
            sources.append(
                {
                    "number": numbers[key],
                    "names": [viewer.name(who) for who in run.by],
                    "amendments": run.amendments,
                    "decision": run.decision,
                    "act": run.acts[0],
                    "kind": entry.act if entry is not None else "",
                    "at": entry.at if entry is not None else "",
                    "adopted": run.adopted,
                    "adopted_at": entered.at if entered is not None else "",
                }
            )
    return sources, numbers


@require_safe
def show_words(request: HttpRequest, clause: str) -> HttpResponse:
    """The present text of a clause in stretches of one origin, each language by itself."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require("clauses")
    found = viewer.state.clauses.clauses.get(clause)
    if found is None:
        raise Http404
    first = viewer.state.charter.authoritative
    languages = sorted(found.current.text, key=lambda x: (x != first, x))
    sides = []
    for language in languages:
        runs = trace_words(viewer.state, clause, language)
        sources, numbers = _sources(viewer, runs)
        stretches = [{"words": run.words, "number": numbers[run.acts, run.adopted]} for run in runs]
        direction = direction_of(language)
        sides.append({"language": language, "direction": direction, "stretches": stretches, "sources": sources})
    context = {"clause": found, "sides": sides, "shown": viewer.sees("decisions"), "record": viewer.sees("record")}
    return render(request, "clauses/words.html", context)


urlpatterns: list[URLPattern] = [path("clauses/<str:clause>/words/", show_words, name="clauses-words")]
