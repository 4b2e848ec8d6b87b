"""The pages of the united front: the curve, a package put to the test, and two packages compared."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from hamgara.dates import Language
from hamgara.front import Frontier, Point, frontier_svg, frontier_table, has_unknowns, weigh_package
from hamgara.web.objects import title_of
from hamgara.web.stages.front_packages import (
    asking_rows,
    conditions_of,
    lines_of,
    package_context,
    read_package,
    show_weight,
    two_wordings,
)
from hamgara.web.stages.front_sources import VOTES, Source, compute, find_source, list_sources, serve_everybody
from hamgara.web.viewer import Viewer

__all__ = ["urlpatterns"]

PAGE = 100
#: Fewer clauses than this make no front worth drawing.
LEAST_CLAUSES = 2


def _chosen(points: tuple[Point, ...], asked: str) -> Point:
    """The point that was asked for, else the deepest that most members still sign, else the first."""
    known = {str(p.k): p for p in points if p.packages and p.k > 0}
    if asked in known:
        return known[asked]
    most = max((p.weight for p in known.values()), default=0)
    deep = [p for p in known.values() if most and p.weight * 2 >= most]
    return max(deep or [points[0]], key=lambda p: p.k)


def _source_context(viewer: Viewer, source: Source) -> dict[str, Any]:
    return {
        "source": source,
        "by_votes": source.key == VOTES,
        "soundings": [{"id": s.id, "title": title_of(viewer, "sounding", s.id)} for s in list_sources(viewer.state)],
        "open_soundings": [s for s in viewer.state.soundings.soundings.values() if s.status == "open"],
        "members": len(source.acceptance.members),
        "clauses": list(source.clauses.items()),
        "unvoted": [viewer.state.clauses.clauses[c] for c in source.unasked[:PAGE]],
        "unvoted_count": len(source.unasked),
        "enough": len(source.clauses) >= LEAST_CLAUSES and source.answered > 0,
    }


@require_safe
def show_front(request: HttpRequest) -> HttpResponse:
    """The curve, its table, and for one size of package: who signs, what it costs, who is missing."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require_member()
    source = find_source(viewer, request.GET.get("source", ""))
    context = _source_context(viewer, source)
    if context["enough"]:
        computed, language = compute(source), cast(Language, viewer.language)
        result, unknowns = computed.front, computed.unknowns
        # The package that the assembly chose from a sounding is shown first.
        size = len(source.sounding.package) if source.sounding is not None else 0
        point = _chosen(result.points, request.GET.get("size", str(size)))
        context |= package_context(viewer, source, point.clauses, frozenset(), request.GET.get("page"))
        context |= {
            "picture": mark_safe(frontier_svg(result, language, unknowns)),  # noqa: S308 - it escapes its texts
            "table": frontier_table(result, language, unknowns),
            "unknown": unknowns is not None and has_unknowns(unknowns),
            "expected": unknowns is not None and bool(unknowns.expected),
            "asking": asking_rows(source, unknowns.asking) if unknowns is not None else [],
            "several": _several(viewer, source, point) if 3 * point.weight < 2 * result.total else None,
            "point": point,
            "query": urlencode({"source": source.key, "size": point.k}) + "&",
            "sizes": [p.k for p in result.points if p.packages and p.k > 0],
            "proved": all(p.optimal for p in result.points),
        }
    return render(request, "front/front.html", context)


@require_safe
def show_package(request: HttpRequest) -> HttpResponse:
    """A package of the reader's own choosing, put to the test before it is put to the vote."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require_member()
    source = find_source(viewer, request.GET.get("source", ""))
    numbers = read_package(source, [*request.GET.getlist("c"), *request.GET.get("p", "").split(".")])
    conditions = conditions_of(viewer, source)
    supposed = set(request.GET.getlist("met"))
    met = frozenset(c["condition"] for c in conditions if c["condition"] in supposed)
    rivals = two_wordings(source, numbers)
    context = _source_context(viewer, source) | {
        "chosen": set(numbers),
        "met": met,
        "conditions": conditions,
        "rivals": rivals,
    }
    if numbers and not rivals:
        context |= package_context(viewer, source, numbers, met, request.GET.get("page"))
        same = next((p for p in compute(source).front.points if p.k == len(numbers) and p.packages), None)
        ids = [source.clauses[n].id for n in numbers]
        context |= {
            "best": same,
            "widest": _joined(source, same.clauses) if same is not None else "",
            "query": urlencode([("source", source.key), *(("c", c) for c in ids), *(("met", m) for m in met)]) + "&",
        }
    return render(request, "front/test.html", context)


def _several(viewer: Viewer, source: Source, point: Point) -> dict[str, Any]:
    """Where no single package of that size is broad: the packages that together serve everybody."""
    found = serve_everybody(source, point.k)
    return {
        "cover": found,
        "packages": [
            {
                "clauses": [(n, source.clauses[n]) for n in package],
                "signers": len(signers),
                "joined": _joined(source, package),
            }
            for package, signers in zip(found.packages, found.signers, strict=True)
        ],
    }


def _joined(source: Source, numbers: tuple[str, ...] | list[str]) -> str:
    return ".".join(source.clauses[n].id for n in numbers)


@require_safe
def compare_packages(request: HttpRequest) -> HttpResponse:
    """Two packages side by side: what each has that the other has not, and who signs which."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require_member()
    source = find_source(viewer, request.GET.get("source", ""))
    context = _source_context(viewer, source)
    if context["enough"]:
        result = compute(source).front
        options = _options(source, result)
        given = [read_package(source, request.GET.get(name, "").split(".")) for name in ("a", "b")]
        defaults = list(options)
        plan = source.sounding.package if source.sounding is not None else ()
        first = given[0] or read_package(source, plan or defaults[len(defaults) // 2].split("."))
        second = given[1] or read_package(source, defaults[-1].split("."))
        for numbers in (first, second):
            options.setdefault(_joined(source, numbers), 0)
        context |= {
            "options": list(options.items()),
            "first_key": _joined(source, first),
            "second_key": _joined(source, second),
            "rivals": two_wordings(source, first) or two_wordings(source, second),
        }
        if not context["rivals"]:
            context |= _comparison(viewer, source, first, second)
    return render(request, "front/compare.html", context)


def _options(source: Source, result: Frontier) -> dict[str, int]:
    """The widest package of each size, as an address names it, with its number of clauses."""
    return {_joined(source, p.clauses): p.k for p in result.points if p.packages and p.k > 0}


def _comparison(viewer: Viewer, source: Source, first: list[str], second: list[str]) -> dict[str, Any]:
    options: dict[str, Any] = {"weights": source.weights, "reservations": source.reservations}
    one, other = (weigh_package(source.acceptance, numbers, **options) for numbers in (first, second))
    signs, others = set(one.signers), set(other.signers)
    groups = {
        "both": signs & others,
        "first": signs - others,
        "second": others - signs,
        "neither": set(source.acceptance.members) - signs - others,
    }
    shared = set(first) & set(second)
    return {
        "one": one,
        "other": other,
        "weighted": show_weight(source),
        "shared": [(n, source.clauses[n]) for n in first if n in shared],
        "only_first": [(n, source.clauses[n]) for n in first if n not in shared],
        "only_second": [(n, source.clauses[n]) for n in second if n not in shared],
        "groups": {
            name: {
                "count": len(who),
                "weight": sum(source.weights[m] for m in who),
                "kinds": [line for line in lines_of(viewer, source, who)[0] if line.signers],
                "names": sorted(viewer.name(m) for m in who)[:PAGE] if source.named else [],
            }
            for name, who in groups.items()
        },
    }


urlpatterns: list[URLPattern] = [
    path("front/", show_front, name="front"),
    path("front/package/", show_package, name="front-package"),
    path("front/compare/", compare_packages, name="front-compare"),
]
