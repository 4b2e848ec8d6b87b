"""The glossary: what the assembly's terms are called in both languages, and which clauses say otherwise."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from hamgara.assembly.glossary import hints_for
from hamgara.web.languages import direction_of
from hamgara.web.objects import title_of
from hamgara.web.stages import glossary_forms
from hamgara.web.viewer import Viewer

__all__ = ["hints_of", "urlpatterns"]

assert glossary_forms  # its forms declare themselves when imported


def hints_of(viewer: Viewer, texts: Any) -> list[dict[str, Any]]:
    """Where one language of a text uses a term and another does not, for a page."""
    terms = viewer.state.glossary.terms
    return [
        {
            "term": hint.term,
            "found": hint.found,
            "words": {hint.found: hint.words},
            "missing": hint.missing,
            "wanted": {hint.missing: terms[hint.term].forms[hint.missing][0]},  # type: ignore[index]
        }
        for hint in hints_for(viewer.state.glossary, texts)
    ]


@require_safe
def show_glossary(request: HttpRequest) -> HttpResponse:
    """The terms, and the clauses in which one language uses a term and the other does not."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require("clauses")
    terms = sorted(viewer.state.glossary.terms.values(), key=lambda t: title_of(viewer, "term", t.id))
    rows = [
        {
            "term": term,
            "mine": viewer.actor in ("secretariat", term.by),
            "languages": [
                {"language": x, "direction": direction_of(x), "first": forms[0], "others": forms[1:]}
                for x, forms in sorted(term.forms.items(), key=lambda pair: pair[0] != "fa")
            ],
        }
        for term in terms
    ]
    clauses = [(clause, hints_of(viewer, clause.current.text)) for clause in viewer.state.clauses.listed()]
    found = [{"clause": clause, "hints": hints} for clause, hints in clauses if hints]
    return render(request, "clauses/glossary.html", {"terms": rows, "found": found})


urlpatterns: list[URLPattern] = [path("glossary/", show_glossary, name="glossary")]
