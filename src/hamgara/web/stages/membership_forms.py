"""The forms of accreditation: invitations, accreditation, delegates and mandates, places, leaving."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hamgara.assembly.act import SECRETARIAT
from hamgara.web.acts import ActForm, act_form, to_page
from hamgara.web.fields import BilingualField, PlaceField, TextField
from hamgara.web.stages.inputs import PickField, ShareField, adopted_choices, member_choices, rehearse
from hamgara.web.store import directory

__all__ = ["ISSUE"]

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
        self.viewer.here  # noqa: B018 - raises where there is no assembly
        directory.Invitation.objects.filter(
            assembly_id=self.viewer.here.assembly_id, actor=data["id"], used=None
        ).delete()
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
