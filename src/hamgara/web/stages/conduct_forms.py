"""The forms of conduct: a matter is raised, answered, withdrawn, ruled on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hamgara.assembly.conduct import Matter
from hamgara.web.acts import ActForm, act_form, to_page
from hamgara.web.fields import BilingualField, MomentField
from hamgara.web.stages.charter_words import SANCTIONS
from hamgara.web.stages.inputs import PickField, adopted_choices, member_choices
from hamgara.web.store import directory

__all__ = ["MatterForm"]


@act_form("matter.raised")
class RaiseForm(ActForm):
    """Raise a matter of conduct."""

    title = _("Raise a matter of conduct")
    lead = _(
        "Say what happened, when and where, and keep to what you know yourself. The participant concerned is asked to "
        "answer before anything is ruled. The text enters the record."
    )
    done = _("The matter is raised. The participant concerned is asked to answer.")

    about = PickField(label=_("About"))
    text = BilingualField(label=_("What happened"), lines=8)

    def prepare(self) -> None:
        """Everybody who takes part, but oneself."""
        actor = self.viewer.actor
        self.fields["about"].offer(  # type: ignore[attr-defined]
            member_choices(self.viewer, lambda p: p.status in ("accredited", "suspended") and p.id != actor)
        )

    def data_of_act(self) -> dict[str, Any]:
        """The act, with an id of its own."""
        return {"id": directory.new_id("k"), "about": self.cleaned_data["about"], "text": self.cleaned_data["text"]}

    def after(self, data: Mapping[str, Any]) -> str:
        """The matter's page."""
        return to_page(self.viewer, "conduct-one", data["id"])


class MatterForm(ActForm):
    """An act on one matter that has not been ruled on."""

    id = PickField(label=_("Matter"))

    def concerns(self, matter: Matter) -> bool:
        """Whether the actor can do this in that matter."""
        return True

    def prepare(self) -> None:
        """The matters to which the act can apply."""
        open_ = [m for m in self.viewer.state.conduct.matters.values() if m.status == "raised" and self.concerns(m)]
        labels = [(m.id, gettext("about %(who)s") % {"who": self.viewer.name(m.about)}) for m in open_]
        self.fields["id"].offer(labels)  # type: ignore[attr-defined]

    def after(self, data: Mapping[str, Any]) -> str:
        """The matter's page."""
        return to_page(self.viewer, "conduct-one", data["id"])


@act_form("matter.answered")
class AnswerForm(MatterForm):
    """Answer in a matter about oneself."""

    title = _("Answer")
    lead = _("Your answer stands beside what was said about you, in the record and on every page that shows it.")
    done = _("Your answer is in the record.")

    text = BilingualField(label=_("Your answer"), lines=8)

    def concerns(self, matter: Matter) -> bool:
        """It is about the actor, or about the organisation for which it acts."""
        me = self.viewer.state.membership.participants.get(self.viewer.actor)
        return me is not None and matter.about in (me.id, me.organisation)


@act_form("matter.withdrawn")
class WithdrawForm(MatterForm):
    """Withdraw a matter that one raised."""

    title = _("Withdraw the matter")
    lead = _("The record keeps that it was raised and withdrawn.")
    done = _("The matter is withdrawn.")

    def concerns(self, matter: Matter) -> bool:
        """The actor raised it."""
        return matter.by == self.viewer.actor


@act_form("matter.ruled")
class RuleForm(MatterForm):
    """Rule on a matter."""

    title = _("Rule on the matter")
    done = _("The ruling is in the record.")

    sanction = forms.ChoiceField(label=_("Ruling"), widget=forms.RadioSelect)
    until = MomentField(label=_("A suspension ends"), required=False)
    text = BilingualField(label=_("Reasons"), lines=8, authoritative=True)
    decision = PickField(label=_("By the decision"), required=False)

    def prepare(self) -> None:
        """The sanctions that the charter knows, and those that need a decision."""
        super().prepare()
        rules = self.viewer.state.charter.conduct
        graver = [str(SANCTIONS[s]) for s in rules.sanctions if s in rules.by_decision]
        sanction: forms.ChoiceField = self.fields["sanction"]  # type: ignore[assignment]
        sanction.choices = [(s, SANCTIONS[s]) for s in rules.sanctions]
        comma = gettext(", ")
        if graver:
            sanction.help_text = gettext("A decision of the assembly is needed for: %(sanctions)s.") % {
                "sanctions": comma.join(graver)
            }
        self.fields["until"].help_text = gettext(
            "At most %(days)s days from now. Leave empty where the ruling is no suspension, or where the decision "
            "names the time."
        ) % {"days": rules.suspension_days}
        self.fields["decision"].offer(adopted_choices(self.viewer, "conduct"))  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A graver sanction names its decision, and a suspension its end."""
        cleaned = super().clean() or {}
        sanction = cleaned.get("sanction")
        decision = self.viewer.state.decisions.decisions.get(cleaned.get("decision") or "")
        if sanction in self.viewer.state.charter.conduct.by_decision and decision is None:
            self.add_error("decision", gettext("The charter asks for an adopted decision for this."))
        if decision is not None and not cleaned.get("until"):
            cleaned["until"] = decision.subject.until or ""
        if sanction == "suspension" and not cleaned.get("until") and "until" not in self.errors:
            self.add_error("until", gettext("Say when the suspension ends."))
        return cleaned
