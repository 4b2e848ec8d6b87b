"""The forms for those who are in: another place, a suspension carried out or ended, leaving."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hamgara.assembly.act import SECRETARIAT
from hamgara.web.acts import ActForm, act_form, to_page
from hamgara.web.fields import PlaceField
from hamgara.web.stages.inputs import PickField, adopted_choices, member_choices

__all__ = ["RulingForm"]


@act_form("member.reinstated")
class ReinstateForm(ActForm):
    """End a suspension."""

    title = _("End a suspension")
    done = _("The suspension has ended.")

    id = PickField(label=_("Whose"))
    decision = PickField(
        label=_("By the decision"),
        required=False,
        help_text=_("Needed only before the time of the suspension has run out."),
    )

    def prepare(self) -> None:
        """Who is suspended."""
        self.fields["id"].offer(member_choices(self.viewer, lambda p: p.status == "suspended"))  # type: ignore[attr-defined]
        self.fields["decision"].offer(adopted_choices(self.viewer, "membership"))  # type: ignore[attr-defined]

    def after(self, data: Mapping[str, Any]) -> str:
        """The member's page."""
        return to_page(self.viewer, "membership-one", data["id"])


class RulingForm(ActForm):
    """Carries out a ruling on a matter of conduct, exactly as it was made."""

    sanction = ""
    matter = PickField(label=_("The ruling"))

    def prepare(self) -> None:
        """The rulings that have not been carried out."""
        self.open = {
            m.id: m
            for m in self.viewer.state.conduct.matters.values()
            if m.status == "ruled" and m.sanction == self.sanction and not m.executed
        }
        self.fields["matter"].offer([(m.id, self.viewer.name(m.about)) for m in self.open.values()])  # type: ignore[attr-defined]

    def after(self, data: Mapping[str, Any]) -> str:
        """The matter's page."""
        return to_page(self.viewer, "conduct-one", data["matter"])


@act_form("member.suspended")
class SuspendForm(RulingForm):
    """Carry out a suspension that was ruled."""

    title = _("Carry out the suspension")
    lead = _("The suspension takes effect now and ends at the time that the ruling states.")
    sanction = "suspension"

    def data_of_act(self) -> dict[str, Any]:
        """Whom and until when, as the ruling says."""
        found = self.open[self.cleaned_data["matter"]]
        return {"id": found.about, "until": found.until, "matter": found.id}


@act_form("member.excluded")
class ExcludeForm(RulingForm):
    """Carry out an exclusion that was ruled."""

    title = _("Carry out the exclusion")
    lead = _("The member and its delegates leave the assembly. What they did stays in the record.")
    sanction = "exclusion"

    def data_of_act(self) -> dict[str, Any]:
        """Whom, as the ruling says."""
        found = self.open[self.cleaned_data["matter"]]
        return {"id": found.about, "matter": found.id}


@act_form("member.resigned")
class ResignForm(ActForm):
    """Leave the assembly."""

    title = _("Leave the assembly")
    lead = _("You leave of your own will, with your delegates if you have any. What you did stays in the record.")
    done = _("You have left the assembly.")

    sure = forms.BooleanField(label=_("Yes, I leave the assembly."))

    def data_of_act(self) -> dict[str, Any]:
        """The act has no data of its own."""
        return {}


@act_form("member.moved")
class MoveForm(ActForm):
    """State another place."""

    title = _("Change a place")
    done = _("The new place is in the record.")

    id = PickField(label=_("Whose"))
    place = PlaceField(label=_("New place"))

    def prepare(self) -> None:
        """The secretariat may say it for all, others for themselves."""
        viewer = self.viewer
        mine = viewer.actor != SECRETARIAT
        choices = member_choices(viewer, lambda p: p.status == "accredited" and (not mine or p.id == viewer.actor))
        self.fields["id"].offer(choices)  # type: ignore[attr-defined]

    def after(self, data: Mapping[str, Any]) -> str:
        """The member's page."""
        return to_page(self.viewer, "membership-one", data["id"])
