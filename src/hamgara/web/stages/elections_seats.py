"""The forms of seats between elections: one becomes vacant, and vacant ones are filled from the ballots."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hamgara.assembly import Refused
from hamgara.assembly.act import SECRETARIAT
from hamgara.web.acts import ActForm, act_form, to_page
from hamgara.web.fields import TextField
from hamgara.web.sentences import refusal
from hamgara.web.stages.elections_forms import ElectionForm
from hamgara.web.stages.elections_words import BODIES
from hamgara.web.stages.inputs import PickField, adopted_choices
from hamgara.web.store import closing

__all__ = ["FillForm", "VacateForm"]


@act_form("seat.filled")
class FillForm(ElectionForm):
    """Fill the vacant seats by countback."""

    title = _("Fill the vacant seats")
    lead = _("The ballots of the election are counted again without those who left.")
    done = _("The vacant seats are filled until the end of the term.")
    statuses = ("declared",)

    election = PickField(label=_("Election"))

    def prepare(self) -> None:
        """What will be stated: who comes in, in order."""
        super().prepare()
        found = self.chosen
        if found is None:
            return
        try:
            filled = closing.seat_filled(self.viewer.here, found.id)["filled"]
        except Refused as refused:
            self.lead = refusal(refused)  # type: ignore[assignment,misc]
            return
        self.lead = gettext(  # type: ignore[assignment,misc]
            "The ballots of the election were counted again without those who left and those who are not available; "
            "whoever sits keeps the seat. Until the end of the term there will come in: %(names)s."
        ) % {"names": gettext(", ").join(self.viewer.name(who) for who in filled)}

    def data_of_act(self) -> dict[str, Any]:
        """The act, with the countback's outcome."""
        return closing.seat_filled(self.viewer.here, self.cleaned_data["election"])


@act_form("seat.vacated")
class VacateForm(ActForm):
    """A seat becomes vacant."""

    title = _("Declare a seat vacant")
    lead = _(
        "Members of the committee may step down by themselves. Otherwise it needs a decision of the assembly about "
        "this person, or that the person has left."
    )
    done = _("The seat is vacant.")

    holder = PickField(label=_("Who holds the seat"))
    body = forms.ChoiceField(label=_("Of which body"), required=False)
    reason = TextField(label=_("Reason"), max_length=6000)
    decision = PickField(label=_("By the decision"), required=False)

    def prepare(self) -> None:
        """The seats that are held now, one's own chosen; adopted decisions about membership."""
        viewer = self.viewer
        held = [s for s in viewer.state.elections.seats if s.since <= viewer.at < s.until]
        holders = dict.fromkeys(s.holder for s in held)
        self.fields["holder"].offer((who, viewer.name(who)) for who in holders)  # type: ignore[attr-defined]
        bodies = dict.fromkeys(s.body for s in held) or {"committee": None}
        self.fields["body"].choices = [(b, str(BODIES.get(b, b))) for b in bodies]  # type: ignore[attr-defined]
        if len(bodies) == 1:
            self.fields["body"].widget = forms.HiddenInput()
            self.initial["body"] = next(iter(bodies))
        if viewer.actor in holders and viewer.actor != SECRETARIAT:
            self.initial.setdefault("holder", viewer.actor)
        self.fields["decision"].offer(adopted_choices(viewer, "membership"))  # type: ignore[attr-defined]

    def data_of_act(self) -> dict[str, Any]:
        """The act; the only body there is where none was named."""
        return {"body": "committee", **super().data_of_act()}

    def after(self, data: Mapping[str, Any]) -> str:
        """The committee's page."""
        return to_page(self.viewer, "elections")
