"""The front door of an instance: its assemblies, and in a demonstration the cast one can sign in as."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hamgara.assembly import State
from hamgara.web.accounts.demonstration import CastMember, list_cast
from hamgara.web.accounts.seats import seats_of
from hamgara.web.store.log import open_assembly
from hamgara.web.store.models import Assembly

__all__ = ["AssemblyFace", "landing"]


@dataclass(frozen=True, slots=True)
class AssemblyFace:
    """What anyone may see of an assembly at the front door."""

    slug: str
    state: State
    mine: bool
    cast: tuple[CastMember, ...]

    @property
    def members(self) -> int:
        """How many organisations and independents are accredited."""
        return sum(
            p.status == "accredited" and p.kind in ("organisation", "independent")
            for p in self.state.membership.participants.values()
        )

    @property
    def published(self) -> int:
        """How many resolutions are published."""
        return sum(r.status == "published" for r in self.state.publication.resolutions.values())


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """The assemblies of this instance; one's own come first."""
    mine = {seat.assembly.slug for seat in seats_of(request.user)}
    cast = list_cast()
    faces = [
        AssemblyFace(
            slug,
            open_assembly(slug).snapshot().state,
            slug in mine,
            tuple(c for c in cast if c.slug == slug),
        )
        for slug in Assembly.objects.order_by("slug").values_list("slug", flat=True)
    ]
    faces.sort(key=lambda face: not face.mine)
    return render(request, "landing.html", {"assemblies": faces})
