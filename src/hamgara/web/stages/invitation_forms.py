"""The forms by which somebody comes in: invitation, acceptance, accreditation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hamgara.web.acts import ActForm, act_form, to_page
from hamgara.web.fields import BilingualField, PlaceField, TextField
from hamgara.web.stages.inputs import PickField, ShareField, adopted_choices, member_choices, rehearse
from hamgara.web.store import directory
from hamgara.web.store.models import Invitation

__all__ = ["ISSUE", "NewcomerForm"]


#: The session holds here for whom the next look at an invitation makes its code; never the code itself.
ISSUE = "issue-code"


NO_HASH = "0" * 64


KINDS = [
    ("organisation", _("an organisation")),
    ("independent", _("an independent person, with a vote")),
    ("supporter", _("a supporter: reacts to positions, may accede to the resolution")),
    ("observer", _("an observer: may only watch")),
]


class NewcomerForm(ActForm):
    """An act that brings somebody in: the name goes to the directory, only its commitment into the act."""

    def enrolled(self, data: dict[str, Any], name: Mapping[str, str]) -> dict[str, Any]:
        """The data with the commitment to the name, once it is sure that the act is in order."""
        rehearse(self.viewer, self.kind, {**data, "commitment": NO_HASH})
        commitment = directory.enrol(self.viewer.here, data["id"], name.get("fa", ""), name.get("en", ""))
        return {**data, "commitment": commitment}

    def after(self, data: Mapping[str, Any]) -> str:
        """The invitation's page, which makes the code and shows it once."""
        self.viewer.request.session[f"{ISSUE}:{self.viewer.slug}"] = data["id"]
        return to_page(self.viewer, "membership-invitation", data["id"])


@act_form("member.invited")
class InviteForm(NewcomerForm):
    """Invite an organisation or a person."""

    title = _("Invite")
    lead = _(
        "A person's name is kept in the directory of this instance, from where it can be erased, and never in the "
        "record; an organisation's name is public. The next page shows a one-time code for you to pass on."
    )
    done = _("Invited. Pass on the code below: it is shown only once.")

    role = forms.ChoiceField(label=_("Invited as"), choices=KINDS, widget=forms.RadioSelect, initial="independent")
    name = BilingualField(label=_("Name"), lines=1, max_length=200, help_text=_("In one of the languages at least."))
    place = PlaceField(
        label=_("Place"), required=False, help_text=_("May be left to the invited, who states it when accepting.")
    )

    def data_of_act(self) -> dict[str, Any]:
        """The act; a person's name goes to the directory."""
        role, name, place = (self.cleaned_data[key] for key in ("role", "name", "place"))
        data: dict[str, Any] = {"id": directory.new_id(role[0]), "as": role}
        if place:
            data["place"] = place
        if role == "organisation":
            return {**data, "name": name}
        return self.enrolled(data, name)


@act_form("invitation.accepted")
class AcceptForm(ActForm):
    """Accept one's own invitation."""

    title = _("Accept the invitation")
    lead = _("The secretariat then accredits you, and you take part with the rights that the charter gives.")
    done = _("You have accepted. The secretariat is asked to accredit you.")

    place = PlaceField(label=_("Your place"), required=False, help_text=_("Members are listed and elected by place."))

    def prepare(self) -> None:
        """The place that the invitation stated."""
        found = self.viewer.state.membership.participants.get(self.viewer.actor)
        if found is not None and found.place is not None:
            place = found.place
            self.initial.setdefault("place", {"city": place.city, "region": place.region, "country": place.country})
        self.fields["place"].required = found is not None and found.kind in ("organisation", "independent")


@act_form("invitation.withdrawn")
class WithdrawInvitationForm(ActForm):
    """Withdraw an invitation before accreditation."""

    title = _("Withdraw an invitation")
    done = _("The invitation is withdrawn, and its code is void.")

    id = PickField(label=_("Whose"))
    reason = TextField(label=_("Reason"), max_length=6000, help_text=_("The reason enters the record."))

    def prepare(self) -> None:
        """The invitations that are not yet accreditations."""
        self.fields["id"].offer(member_choices(self.viewer, lambda p: p.status in ("invited", "accepted")))  # type: ignore[attr-defined]

    def after(self, data: Mapping[str, Any]) -> str:
        """The list; an unused code is void from now on."""
        of_seat = {"assembly_id": self.viewer.here.assembly_id, "actor": data["id"]}
        Invitation.objects.filter(used=None, **of_seat).delete()
        return to_page(self.viewer, "membership")


@act_form("member.accredited")
class AccreditForm(ActForm):
    """Accredit somebody who was invited."""

    title = _("Accredit")
    done = _("Accredited.")

    id = PickField(label=_("Whom"))
    place = PlaceField(
        label=_("Place"), required=False, help_text=_("Leave empty to keep the place that has been stated.")
    )
    weight = ShareField(label=_("Weight of an organisation"), required=False, above_zero=True)
    decision = PickField(label=_("By the decision"), required=False)

    def prepare(self) -> None:
        """Who can be accredited; the weights and the decisions for which the charter provides."""
        charter = self.viewer.state.charter
        choices = member_choices(self.viewer, lambda p: p.status in ("accepted", "invited"))
        self.fields["id"].offer(choices)  # type: ignore[attr-defined]
        self.fields["weight"].help_text = gettext(
            "Leave empty for the usual weight, %(usual)s; the charter allows at most %(most)s."
        ) % {"usual": charter.weights.organisation, "most": charter.weights.organisation_max}
        if charter.weights.organisation == charter.weights.organisation_max:
            del self.fields["weight"]
        if "member.accredited" in charter.by_decision:
            self.fields["decision"].offer(adopted_choices(self.viewer, "membership"))  # type: ignore[attr-defined]
        else:
            del self.fields["decision"]

    def after(self, data: Mapping[str, Any]) -> str:
        """The member's page."""
        return to_page(self.viewer, "membership-one", data["id"])
