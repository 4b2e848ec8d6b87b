"""The forms for delegates: whom an organisation sends, and how it divides its mandate among them."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hamgara.assembly.act import SECRETARIAT
from hamgara.web.acts import ActForm, act_form, to_page
from hamgara.web.fields import BilingualField, PlaceField
from hamgara.web.stages.inputs import PickField, ShareField, member_choices
from hamgara.web.stages.invitation_forms import NewcomerForm
from hamgara.web.store import directory

__all__ = ["AppointForm", "SplitForm"]


@act_form("delegate.appointed")
class AppointForm(NewcomerForm):
    """Name a person to act for an organisation."""

    title = _("Appoint a delegate")
    lead = _(
        "Once an organisation has delegates, they vote for it, each with a share of its mandate. The name is kept in "
        "the directory, not in the record. The next page shows a one-time code for you to pass on."
    )
    done = _("Appointed. Pass on the code below: it is shown only once.")

    organisation = PickField(label=_("For the organisation"))
    name = BilingualField(label=_("Name"), lines=1, max_length=200, help_text=_("In one of the languages at least."))
    place = PlaceField(label=_("Place"), required=False, help_text=_("Where it is not that of the organisation."))

    def prepare(self) -> None:
        """The secretariat may appoint for every organisation, an organisation for itself."""
        viewer = self.viewer
        mine = viewer.actor != SECRETARIAT
        self.fields["organisation"].offer(  # type: ignore[attr-defined]
            member_choices(
                viewer,
                lambda p: p.kind == "organisation" and p.status == "accredited" and (not mine or p.id == viewer.actor),
            )
        )

    def data_of_act(self) -> dict[str, Any]:
        """The act; the name goes to the directory."""
        data = {"id": directory.new_id("d"), "organisation": self.cleaned_data["organisation"]}
        if self.cleaned_data["place"]:
            data["place"] = self.cleaned_data["place"]
        return self.enrolled(data, self.cleaned_data["name"])


@act_form("delegate.withdrawn")
class WithdrawDelegateForm(ActForm):
    """End a delegate's mandate."""

    title = _("Withdraw a delegate")
    done = _("The delegate no longer acts for the organisation.")

    id = PickField(label=_("Whom"))

    def prepare(self) -> None:
        """Those of one's own organisation, or oneself; the secretariat sees all."""
        viewer = self.viewer
        own = {viewer.actor}
        self.fields["id"].offer(  # type: ignore[attr-defined]
            member_choices(
                viewer,
                lambda p: (
                    p.kind == "delegate"
                    and p.status != "left"
                    and (viewer.actor == SECRETARIAT or bool(own & {p.id, p.organisation}))
                ),
            )
        )

    def after(self, data: Mapping[str, Any]) -> str:
        """The organisation's page."""
        return to_page(
            self.viewer, "membership-one", self.viewer.state.membership.participants[data["id"]].organisation
        )


@act_form("mandate.split")
class SplitForm(ActForm):
    """Divide one's mandate among one's delegates."""

    title = _("Divide the mandate")
    lead = _("Each delegate votes with a share of your organisation's weight. The shares add up to 1.")
    done = _("The mandate is divided anew.")

    def prepare(self) -> None:
        """A share for each delegate, as it stands now."""
        membership = self.viewer.state.membership
        listed = membership.delegates.get(self.viewer.actor, ())
        self.delegates = [d for d in listed if membership.participants[d].status != "left"]
        now = dict(membership.mandates(self.viewer.actor))
        for who in self.delegates:
            self.fields[f"share_{who}"] = ShareField(
                label=self.viewer.name(who), initial=str(now.get(who, Fraction(0))), most=Fraction(1)
            )

    def clean(self) -> dict[str, Any]:
        """The shares add up to 1."""
        cleaned = super().clean() or {}
        shares = [Fraction(cleaned[f"share_{who}"]) for who in self.delegates if cleaned.get(f"share_{who}")]
        if not self.delegates:
            raise ValidationError(gettext("Your organisation has no delegates yet."))
        if len(shares) == len(self.delegates) and sum(shares) != 1:
            raise ValidationError(
                gettext("The shares must add up to 1; they add up to %(total)s.") % {"total": sum(shares)}
            )
        return cleaned

    def data_of_act(self) -> dict[str, Any]:
        """The shares by delegate."""
        return {"shares": {who: self.cleaned_data[f"share_{who}"] for who in self.delegates}}

    def after(self, data: Mapping[str, Any]) -> str:
        """The organisation's page."""
        return to_page(self.viewer, "membership-one", self.viewer.actor)
