"""One view of a clause with everything proposed to it: the base, each amendment, and the merged text with names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from hamgara.assembly.drafts import list_votes, merge_amendments
from hamgara.drafting import Merged, merged_view
from hamgara.web.languages import direction_of
from hamgara.web.stages.differences import wrap_words
from hamgara.web.stages.offers import offered_drafting
from hamgara.web.stages.votes_in_order import amendment_view, vote_rows
from hamgara.web.viewer import Viewer

__all__ = ["urlpatterns"]


def _marked(text: str, tag: str) -> Any:
    return mark_safe(wrap_words(text, tag)) if text else ""  # noqa: S308 - wrap_words escapes the text


def _part(viewer: Viewer, part: Mapping[str, Any]) -> dict[str, Any]:
    """A stretch of the merged text: as it was, changed by somebody, or with alternatives."""
    who = [viewer.name(by) for by in part.get("by", ())]
    kind = part["kind"]
    made: dict[str, Any] = {"kind": kind, "who": who, "amendments": part.get("amendments", ())}
    if kind == "contested":
        made["text"] = part["text"]
        made["alternatives"] = [
            {"text": a["text"], "who": [viewer.name(by) for by in a["by"]], "amendments": a["amendments"]}
            for a in part["alternatives"]
        ]
    else:
        tag = {"gone": "del", "new": "ins"}.get(kind, "span")
        made["html"] = _marked(part["text"], tag)
    return made


def _seams(merged: Merged, viewer: Viewer) -> list[list[str]]:
    found = viewer.state.clauses.amendments
    return [[viewer.name(found[s.first].by), viewer.name(found[s.second].by)] for s in merged.seams]


@require_safe
def show_together(request: HttpRequest, clause: str) -> HttpResponse:
    """All amendments to a clause at once, and the order of votes on them."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require("clauses")
    found = viewer.state.clauses.clauses.get(clause)
    if found is None:
        raise Http404
    merged = merge_amendments(viewer.state, (clause,))
    view = merged_view(merged)
    shown = next((c for c in view["clauses"] if c["id"] == clause), None)
    ids = [a for row in (shown or {"amendments": []})["amendments"] for a in row["amendments"]]
    ids += [a for row in view["added"] for a in row["amendments"]]
    below = [
        a.id for parent in dict.fromkeys(ids) for a in viewer.state.clauses.below(parent) if a.status == "proposed"
    ]
    context = {
        "clause": found,
        "text_language": viewer.state.charter.authoritative,
        "text_direction": direction_of(viewer.state.charter.authoritative),
        "base": {viewer.state.charter.authoritative: shown["base"]} if shown else found.current.text,
        "parts": [_part(viewer, p) for p in shown["parts"]] if shown else [],
        "merged": {viewer.state.charter.authoritative: shown["merged"]} if shown and shown["merged"] else {},
        "changed": shown is not None and shown["merged"] != shown["base"],
        "amendments": [amendment_view(viewer, a) for a in dict.fromkeys([*ids, *below])],
        "seams": _seams(merged, viewer),
        "rows": vote_rows(viewer, list_votes(viewer.state, merged, (), ()).votes),
        "open_list": viewer.state.clauses.list_with(clause),
        "papers": offered_drafting(viewer.language) if found.undecided or found.status == "adopted" else [],
        "returns": viewer.may("amendment.proposed"),
    }
    return render(request, "clauses/together.html", context)


urlpatterns: list[URLPattern] = [path("clauses/<str:clause>/together/", show_together, name="clauses-together")]
