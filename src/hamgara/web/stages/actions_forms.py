"""The forms of joint actions: to propose and agree them, to undertake a part, to report, and to say what came of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hamgara.assembly.act import SECRETARIAT
from hamgara.assembly.actions import Commitment, JointAction
from hamgara.web.acts import ActForm, act_form, to_page
from hamgara.web.fields import BilingualField, DayField, TextField
from hamgara.web.objects import excerpt
from hamgara.web.stages.inputs import PickField, adopted_choices
from hamgara.web.store import directory
from hamgara.web.viewer import Viewer

__all__ = ["PlacesField", "member_of"]

#: The most places of one action.
MOST_PLACES = 40


def member_of(viewer: Viewer) -> str:
    """The member for whom the reader acts: a delegate acts for its organisation."""
    actor = viewer.state.membership.participants.get(viewer.actor)
    return viewer.actor if actor is None else actor.organisation or actor.id


class PlacesField(TextField):
    """Places, one a line: city, state or province, country. Its value is a list of places."""

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value: Any) -> list[dict[str, str]]:
        """The places; an error names the line that is none."""
        lines = [line for line in super().clean(value).split("\n") if line.strip()]
        if len(lines) > MOST_PLACES:
            raise ValidationError(gettext("There can be at most %(most)s places.") % {"most": MOST_PLACES})
        return [_place(number, line) for number, line in enumerate(lines, 1)]


def _place(number: int, line: str) -> dict[str, str]:
    parts = [part.strip() for part in re.split(r"[,،]", line)]
    if len(parts) != 3 or not all(parts) or not re.fullmatch(r"[A-Za-z]{2}", parts[2]) or len(line) > 200:
        raise ValidationError(
            gettext("Line %(line)s: expected are city, state or province, and country in two letters, with commas.")
            % {"line": number}
        )
    return {"city": parts[0], "region": parts[1], "country": parts[2].upper()}


@act_form("action.proposed")
class ProposeForm(ActForm):
    """Propose a joint action."""

    title = _("Propose a joint action")
    lead = _("Say what is to be done together, where, and from when until when. Who does which part comes afterwards.")
    done = _("The joint action is proposed.")

    action_title = BilingualField(label=_("Title"), lines=1, max_length=200)
    text = BilingualField(label=_("What is to be done"))
    begins = DayField(label=_("First day"))
    ends = DayField(label=_("Last day"))
    places = PlacesField(
        label=_("Places"),
        required=False,
        max_length=6000,
        help_text=_("One a line: city, state or province, country in two letters, such as Toronto, Ontario, CA."),
    )

    def data_of_act(self) -> dict[str, Any]:
        """The act, with an id of its own."""
        cleaned = self.cleaned_data
        data: dict[str, Any] = {
            "id": directory.new_id("a"),
            "title": cleaned["action_title"],
            "text": cleaned["text"],
            "begins": cleaned["begins"],
            "ends": cleaned["ends"],
        }
        if cleaned["places"]:
            data["places"] = cleaned["places"]
        return data

    def after(self, data: Mapping[str, Any]) -> str:
        """The action's page."""
        return to_page(self.viewer, "actions-one", data["id"])


class ActionForm(ActForm):
    """An act on one joint action; `name` is what the act calls it."""

    status = "proposed"
    name = "id"

    def concerns(self, action: JointAction) -> bool:
        """Whether the act can apply to that action."""
        return action.status == self.status

    def prepare(self) -> None:
        """The actions to which the act can apply, first among the fields."""
        pick = PickField(label=gettext("Joint action"))
        found = [a for a in self.viewer.state.actions.actions.values() if self.concerns(a)]
        pick.offer((a.id, excerpt(self.viewer.text(a.title))) for a in found)
        self.fields = {self.name: pick, **self.fields}
        if self.name in self.viewer.request.GET:
            self.initial.setdefault(self.name, self.viewer.request.GET[self.name])

    def after(self, data: Mapping[str, Any]) -> str:
        """The action's page."""
        return to_page(self.viewer, "actions-one", data[self.name])


@act_form("action.agreed")
class AgreeForm(ActionForm):
    """State that a joint action is agreed."""

    title = _("State that it is agreed")
    lead = _("From now on members and supporters can undertake parts of it.")
    done = _("The joint action is agreed.")

    decision = PickField(label=_("By the decision"), required=False)

    def prepare(self) -> None:
        """The proposed actions; the adopted decisions on them."""
        super().prepare()
        wanted = str(self.data.get("id") or self.initial.get("id") or "")
        found = adopted_choices(self.viewer, "action", wanted)
        field: PickField = self.fields["decision"]  # type: ignore[assignment]
        field.required = "action.agreed" in self.viewer.state.charter.by_decision
        field.offer(found)
        if field.required and not found:
            field.help_text = gettext("The charter asks for a decision first; none on this action is adopted yet.")
        if found:
            self.initial.setdefault("decision", found[0][0])


@act_form("action.dropped")
class DropForm(ActionForm):
    """Drop a proposed action."""

    title = _("Drop it")
    lead = _("The proposal is not pursued. It stays in the record.")
    done = _("The joint action is dropped.")

    def concerns(self, action: JointAction) -> bool:
        """It is proposed, and the actor's own unless the secretariat drops it."""
        return super().concerns(action) and self.viewer.actor in (SECRETARIAT, action.by)


@act_form("action.concluded")
class ConcludeForm(ActionForm):
    """State that an action is over."""

    title = _("State that it is over")
    lead = _("Every commitment must be met, missed or released first.")
    done = _("The joint action is over.")
    status = "agreed"

    text = BilingualField(label=_("What came of it"))


@act_form("commitment.made")
class CommitForm(ActionForm):
    """Undertake a part of an action."""

    title = _("Undertake a part")
    lead = _("Say what you will do and by which day. Afterwards you report, and it is recorded whether it was met.")
    done = _("Your commitment is in the record.")
    status, name = "agreed", "action"

    text = BilingualField(label=_("What you undertake"), lines=4)
    due = DayField(label=_("By which day"))

    def data_of_act(self) -> dict[str, Any]:
        """The act, with an id of its own."""
        return {"id": directory.new_id("k"), **super().data_of_act()}

    def after(self, data: Mapping[str, Any]) -> str:
        """The commitment, on its action's page."""
        return to_page(self.viewer, "commitments-one", data["id"])


class CommitmentForm(ActForm):
    """An act on one open commitment; `name` is what the act calls it."""

    name = "id"

    def concerns(self, commitment: Commitment) -> bool:
        """Whether the act can apply to that commitment."""
        return True

    def prepare(self) -> None:
        """The open commitments to which the act can apply, first among the fields."""
        viewer = self.viewer
        pick = PickField(label=gettext("Commitment"))
        found = [c for c in viewer.state.actions.commitments.values() if c.status == "open" and self.concerns(c)]
        pick.offer((c.id, f"{viewer.name(c.member)}: {excerpt(viewer.text(c.text))}") for c in found)
        self.fields = {self.name: pick, **self.fields}
        if self.name in viewer.request.GET:
            self.initial.setdefault(self.name, viewer.request.GET[self.name])

    def after(self, data: Mapping[str, Any]) -> str:
        """The commitment, on its action's page."""
        return to_page(self.viewer, "commitments-one", data[self.name])


@act_form("report.made")
class ReportForm(CommitmentForm):
    """Report on a commitment."""

    title = _("Report")
    lead = _("Say what was done, and what was not.")
    done = _("Your report is in the record.")
    name = "commitment"

    text = BilingualField(label=_("Your report"))

    def concerns(self, commitment: Commitment) -> bool:
        """It is the actor's own, or its organisation's; any for the secretariat."""
        return self.viewer.actor == SECRETARIAT or commitment.member == member_of(self.viewer)


@act_form("commitment.met")
class MeetForm(CommitmentForm):
    """Find a commitment met."""

    title = _("It was met")
    lead = _("Read the reports first: this closes the commitment.")
    done = _("It is recorded that the commitment was met.")

    def concerns(self, commitment: Commitment) -> bool:
        """There is a report on it."""
        return bool(commitment.reports)


@act_form("commitment.missed")
class MissForm(CommitmentForm):
    """Find a commitment missed."""

    title = _("It was missed")
    lead = _("This closes the commitment. Its day must be past.")
    done = _("It is recorded that the commitment was missed.")

    def concerns(self, commitment: Commitment) -> bool:
        """Its day is past."""
        return self.viewer.at[:10] > commitment.due


@act_form("commitment.released")
class ReleaseForm(CommitmentForm):
    """Release somebody from a commitment."""

    title = _("Release from it")
    lead = _("Who undertook it need not do it any more. The reason goes into the record.")
    done = _("The commitment is released.")

    reason = BilingualField(label=_("Reason"), lines=3)
