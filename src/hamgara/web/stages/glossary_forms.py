"""The forms of the glossary: a term is set in both languages, or dropped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hamgara.web.acts import ActForm, act_form, to_page
from hamgara.web.fields import BilingualField
from hamgara.web.objects import title_of
from hamgara.web.stages.inputs import PickField
from hamgara.web.store import directory

__all__ = ["DropForm", "SetForm"]

MOST, LONGEST = 12, 200


@act_form("term.set")
class SetForm(ActForm):
    """Set a term of the glossary, or set it anew."""

    title = _("Set a term")
    lead = _("What the assembly calls a thing in each language. Clauses are checked against it, as a hint and no more.")
    done = _("The term is in the glossary.")

    id = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    forms_ = BilingualField(
        label=_("The term"),
        lines=4,
        max_length=MOST * LONGEST,
        authoritative=True,
        help_text=_("One form to a line, the preferred one first; further lines are other forms that count as well."),
    )
    note = BilingualField(label=_("What is to be known of it"), lines=3, required=False)

    def prepare(self) -> None:
        """The term as it stands, where one is set anew."""
        found = self.viewer.state.glossary.terms.get(str(self.data.get("id") or self.initial.get("id") or ""))
        if found is not None:
            self.initial["forms_"] = {language: "\n".join(forms) for language, forms in found.forms.items()}
            self.initial["note"] = dict(found.note)

    def clean_forms_(self) -> dict[str, list[str]]:
        """The forms by language."""
        listed = {
            x: [line.strip() for line in t.split("\n") if line.strip()] for x, t in self.cleaned_data["forms_"].items()
        }
        for found in listed.values():
            if len(found) > MOST or any(len(line) > LONGEST for line in found):
                raise ValidationError(gettext("At most twelve forms, each of at most two hundred letters."))
        return listed

    def data_of_act(self) -> dict[str, Any]:
        """The act, with an id of its own for a new term."""
        cleaned = self.cleaned_data
        data = {"id": cleaned["id"] or directory.new_id("g"), "forms": cleaned["forms_"]}
        return data | ({"note": cleaned["note"]} if cleaned["note"] else {})

    def after(self, data: Mapping[str, Any]) -> str:
        """The glossary."""
        return to_page(self.viewer, "glossary")


@act_form("term.dropped")
class DropForm(ActForm):
    """Take a term out of the glossary."""

    title = _("Drop the term")
    lead = _("Clauses are no longer checked against it. The record keeps what it was.")
    done = _("The term is dropped.")

    id = PickField(label=_("The term"))

    def prepare(self) -> None:
        """One's own terms; the secretariat's are all."""
        viewer = self.viewer
        own = [t for t in viewer.state.glossary.terms.values() if viewer.actor in ("secretariat", t.by)]
        self.fields["id"].offer((t.id, title_of(viewer, "term", t.id)) for t in own)  # type: ignore[attr-defined]

    def after(self, data: Mapping[str, Any]) -> str:
        """The glossary."""
        return to_page(self.viewer, "glossary")
