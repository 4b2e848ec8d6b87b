"""The forms by which further organisations and persons join a published resolution, from inside and from outside."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hamgara.assembly.act import SECRETARIAT
from hamgara.web.acts import act_form, to_page
from hamgara.web.fields import BilingualField, PlaceField
from hamgara.web.stages.inputs import PickField
from hamgara.web.stages.publication_forms import ResolutionForm
from hamgara.web.store import directory
from hamgara.web.store.models import AccessionRequest
from hamgara.web.viewer import Viewer

__all__ = ["MOST_WAITING", "RequestForm", "names_of", "requests_for"]

#: So many requests can wait for the secretariat; then the public form is closed until some are dealt with.
MOST_WAITING = 5000
#: The longest city or region of a request.
LONGEST_PLACE = 100
KINDS = [("organisation", _("an organisation")), ("person", _("a person"))]


def requests_for(viewer: Viewer, resolution: str) -> Any:
    """The requests that wait, the oldest first."""
    rows = AccessionRequest.objects.filter(assembly_id=viewer.here.assembly_id, resolution=resolution)
    return rows.order_by("pk")


def names_of(request: AccessionRequest) -> dict[str, str]:
    """The name of a request in the languages in which it was given."""
    return {language: name for language, name in (("fa", request.name_fa), ("en", request.name_en)) if name}


class JoiningFields(forms.Form):
    """Who joins, and from where."""

    joins_as = forms.ChoiceField(label=_("Who joins"), widget=forms.RadioSelect, choices=KINDS)
    joins_named = BilingualField(
        label=_("Name"),
        lines=1,
        max_length=200,
        help_text=_("As it is to stand under the resolution, in one language or both."),
    )
    place = PlaceField(label=_("Place"))


class RequestForm(JoiningFields):
    """Ask, from outside and without an account, to join a resolution."""

    understood = forms.BooleanField(label=_("I have read what becomes public, and agree to it."))

    def clean_place(self) -> dict[str, str]:
        """City and region fit the table of requests."""
        place: dict[str, str] = self.cleaned_data["place"]
        if max(len(place["city"]), len(place["region"])) > LONGEST_PLACE:
            raise ValidationError(gettext("City and region can have at most %(most)s letters.") % {"most": 100})
        return place

    def keep(self, viewer: Viewer, resolution: str) -> None:
        """Keep the request for the secretariat."""
        cleaned = self.cleaned_data
        AccessionRequest.objects.create(
            assembly_id=viewer.here.assembly_id,
            resolution=resolution,
            kind=cleaned["joins_as"],
            name_fa=cleaned["joins_named"].get("fa", ""),
            name_en=cleaned["joins_named"].get("en", ""),
            **cleaned["place"],
        )


@act_form("accession.made")
class AccedeForm(ResolutionForm, JoiningFields):
    """Join a published resolution; the secretariat confirms a request with the same form."""

    title = _("Join the resolution")
    done = _("The accession is in the record.")
    statuses = ("published",)

    request = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def prepare(self) -> None:
        """The published resolutions; for a request, what it says, for a supporter, its own name and place."""
        super().prepare()
        viewer = self.viewer
        if viewer.actor == SECRETARIAT:
            self.lead = gettext(  # type: ignore[misc]
                "The name and the place will stand under the resolution for everybody and for ever. Enter only what "
                "those who join have asked for themselves."
            )
            self._take_over_request()
            return
        self.lead = gettext(  # type: ignore[misc]
            "Your name and place will stand under the resolution for everybody and for ever: an accession can be "
            "withdrawn, but the record, and every copy of it, keeps that it was made."
        )
        me = viewer.state.membership.participants.get(viewer.actor)
        known = directory.names(viewer.here).get(viewer.actor)
        if known is not None:
            given = {language: name for language, name in (("fa", known.fa), ("en", known.en)) if name}
            self.initial.setdefault("joins_named", given)
        if me is not None and me.place is not None:
            place = {"city": me.place.city, "region": me.place.region, "country": me.place.country}
            self.initial.setdefault("place", place)

    def _asked(self, key: Any) -> AccessionRequest | None:
        if self.viewer.actor != SECRETARIAT or not str(key or "").isdecimal() or len(str(key)) > 15:
            return None
        rows = AccessionRequest.objects.filter(assembly_id=self.viewer.here.assembly_id, pk=int(key))
        return rows.first()

    def _take_over_request(self) -> None:
        found = self._asked(self.initial.get("request"))
        if found is None:
            return
        self.initial = {
            **self.initial,
            "resolution": found.resolution,
            "joins_as": found.kind,
            "joins_named": names_of(found),
            "place": {"city": found.city, "region": found.region, "country": found.country},
        }

    def clean(self) -> dict[str, Any]:
        """A request that is confirmed is still there, and asks for this resolution."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("request") is not None:
            found = self._asked(cleaned["request"])
            if found is None or found.resolution != cleaned.get("resolution"):
                raise ValidationError(gettext("This request has been dealt with already."))
        return cleaned

    def data_of_act(self) -> dict[str, Any]:
        """The act; the id follows from the request, so that none is confirmed twice."""
        cleaned = self.cleaned_data
        key = directory.new_id("j")
        found = self._asked(cleaned.get("request"))
        if found is not None:
            text = f"{self.viewer.here.assembly_id}/{found.pk}/{found.received.isoformat()}"
            key = f"j-{hashlib.sha256(text.encode()).hexdigest()[:12]}"
        return {
            "id": key,
            "resolution": cleaned["resolution"],
            "as": cleaned["joins_as"],
            "name": cleaned["joins_named"],
            "place": cleaned["place"],
        }

    def after(self, data: Mapping[str, Any]) -> str:
        """The request is done with; to the next one, or to the resolution."""
        found = self._asked(getattr(self, "cleaned_data", {}).get("request"))
        if found is None:
            return super().after(data)
        found.delete()
        if requests_for(self.viewer, data["resolution"]).exists():
            return to_page(self.viewer, "resolutions-requests", data["resolution"])
        return super().after(data)


@act_form("accession.withdrawn")
class LeaveForm(ResolutionForm):
    """Withdraw an accession."""

    title = _("Withdraw an accession")
    lead = _("The name no longer stands under the resolution. The record keeps that it joined and withdrew.")
    done = _("The accession is withdrawn.")
    statuses = ("published",)

    id = PickField(label=_("Who joined"))

    def prepare(self) -> None:
        """The accessions that the actor made."""
        super().prepare()
        viewer = self.viewer
        self.fields["id"].offer(  # type: ignore[attr-defined]
            (a.id, viewer.text(a.name))
            for r in viewer.state.publication.resolutions.values()
            if self.wanted() in ("", r.id)
            for a in r.accessions.values()
            if a.by == viewer.actor and not a.withdrawn
        )
