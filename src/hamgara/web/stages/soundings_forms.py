"""The forms of soundings: opened, closed, and a package of what was sounded chosen as the draft."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hamgara.assembly import Refused
from hamgara.assembly.soundings import Sounding
from hamgara.web.acts import ActForm, act_form, to_page
from hamgara.web.fields import BilingualField, MomentField
from hamgara.web.stages.clauses_forms import clause_label
from hamgara.web.stages.inputs import PickField
from hamgara.web.store import closing, directory

__all__ = ["SoundingForm"]


@act_form("sounding.opened")
class OpenSoundingForm(ActForm):
    """Ask who would sign which clause."""

    title = _("Open a sounding")
    lead = _(
        "All on the roll are asked which of these clauses they would sign, would sign on a condition, or refuse. Until "
        "the sounding is closed nobody sees an answer; then it shows which package of clauses the widest front would "
        "sign."
    )
    done = _("The sounding is open.")

    sounding_title = BilingualField(label=_("Title"), lines=1, max_length=200)
    closes = MomentField(label=_("Open until"))
    clauses = forms.MultipleChoiceField(label=_("Clauses"), widget=forms.CheckboxSelectMultiple)

    def prepare(self) -> None:
        """All clauses that are not decided against, those still open ticked."""
        pending = self.viewer.state.clauses.pending()
        field: forms.MultipleChoiceField = self.fields["clauses"]  # type: ignore[assignment]
        field.choices = [(c.id, clause_label(self.viewer, c)) for c in pending]
        self.initial.setdefault("clauses", [c.id for c in pending if c.undecided])
        if not pending:
            field.help_text = gettext("No clause has been proposed yet.")

    def data_of_act(self) -> dict[str, Any]:
        """The act; the clauses in the order of the draft, each in its present version."""
        chosen = set(self.cleaned_data["clauses"])
        return {
            "id": directory.new_id("n"),
            "title": self.cleaned_data["sounding_title"],
            "clauses": [[c.id, c.current.number] for c in self.viewer.state.clauses.pending() if c.id in chosen],
            "closes": self.cleaned_data["closes"],
        }

    def after(self, data: Mapping[str, Any]) -> str:
        """The sounding's page."""
        return to_page(self.viewer, "soundings-one", data["id"])


class SoundingForm(ActForm):
    """An act on one sounding; `name` is what the act calls it."""

    name = "id"

    def concerns(self, found: Sounding) -> bool:
        """Whether the act can apply to that sounding."""
        return found.status == "open"

    def prepare(self) -> None:
        """The soundings to which the act can apply."""
        found = [s for s in self.viewer.state.soundings.soundings.values() if self.concerns(s)]
        self.fields[self.name].offer((s.id, self.viewer.text(s.title)) for s in found)  # type: ignore[attr-defined]

    def after(self, data: Mapping[str, Any]) -> str:
        """The sounding's page."""
        return to_page(self.viewer, "soundings-one", data[self.name])


@act_form("sounding.closed")
class CloseSoundingForm(SoundingForm):
    """Close a sounding whose time is over."""

    title = _("Close the sounding")
    lead = _(
        "The answers become one table, with or without names as the charter says, which enters the record with its "
        "sums. Anybody can count again from it who would sign which package."
    )
    done = _("The sounding is closed. This is what it showed.")

    id = PickField(label=_("Sounding"))

    def data_of_act(self) -> dict[str, Any]:
        """The act, with the sums of the answers; nothing is counted before the time is over."""
        found = self.viewer.state.soundings.soundings[self.cleaned_data["id"]]
        if self.viewer.here.now() < found.closes:
            raise Refused("not_yet", "act/sounding.closed", closes=found.closes)
        return closing.sounding_closed(self.viewer.here, found.id)


@act_form("package.chosen")
class ChoosePackageForm(SoundingForm):
    """Make a package of what was sounded the draft."""

    title = _("Make this package the draft")
    lead = _(
        "The clauses that you tick become the draft of the resolution; the other clauses of the sounding are set "
        "aside. That is no rejection: they can still be amended and put to the vote. The record states who would sign "
        "the package, and anybody can count it again."
    )
    done = _("The package is the draft.")
    name = "sounding"

    sounding = PickField(label=_("Sounding"))
    clauses = forms.MultipleChoiceField(label=_("Clauses of the package"), widget=forms.CheckboxSelectMultiple)

    def concerns(self, found: Sounding) -> bool:
        """It is closed."""
        return found.status == "closed"

    def prepare(self) -> None:
        """The clauses that were sounded; those that the address names ticked."""
        super().prepare()
        viewer = self.viewer
        asked = self.data.get("sounding") or self.initial.get("sounding")
        closed = [s for s in viewer.state.soundings.soundings.values() if self.concerns(s)]
        found = [s for s in closed if s.id == asked] or closed
        keys = list(dict.fromkeys(clause for s in found for clause, _n in s.clauses))
        field: forms.MultipleChoiceField = self.fields["clauses"]  # type: ignore[assignment]
        field.choices = [(c, clause_label(viewer, viewer.state.clauses.clauses[c])) for c in keys]
        self.initial["clauses"] = viewer.request.GET.get("package", "").split(".")

    def data_of_act(self) -> dict[str, Any]:
        """The act, with who would sign the package."""
        return closing.package_chosen(self.viewer.here, self.cleaned_data["sounding"], self.cleaned_data["clauses"])

    def after(self, data: Mapping[str, Any]) -> str:
        """The draft."""
        return to_page(self.viewer, "clauses")
