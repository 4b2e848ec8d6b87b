"""The forms of voting lists: drawn up by the charter's rule, closed with what was adopted, called off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hamgara.assembly import Refused, voting_list_of
from hamgara.assembly.drafts import standing_amendments
from hamgara.assembly.voting_lists import draw_list, next_vote
from hamgara.drafting import DraftingError
from hamgara.web.acts import ActForm, act_form, to_page
from hamgara.web.fields import TextField
from hamgara.web.objects import title_of
from hamgara.web.stages.clauses_forms import clause_label
from hamgara.web.stages.inputs import PickField
from hamgara.web.store import closing, directory
from hamgara.web.viewer import Viewer

__all__ = ["DrawForm", "ListForm", "listable_clauses"]


def listable_clauses(viewer: Viewer) -> list[str]:
    """The draft clauses that have amendments to vote on, and on which nothing is open."""
    state = viewer.state
    amended = {a.clause for a in standing_amendments(state.clauses)}
    return [
        c.id for c in state.clauses.listed() if c.id in amended and not state.decisions.open_about(state.clauses, c.id)
    ]


@act_form("list.drawn")
class DrawForm(ActForm):
    """Draw up the order of votes."""

    title = _("Draw up the voting list")
    lead = _(
        "What nobody contests is voted on as one, what collides in the order of the charter. Until the list is closed "
        "these clauses and their amendments stay as they are."
    )
    done = _("The voting list is drawn up.")

    clauses = forms.MultipleChoiceField(label=_("Clauses"), widget=forms.CheckboxSelectMultiple)
    apart = forms.MultipleChoiceField(
        label=_("Vote on these by themselves"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Nobody contests them; whoever wishes can ask that one be voted on apart."),
    )

    def prepare(self) -> None:
        """The clauses with amendments, what nobody contests, and where the chair sets the order a place for each."""
        viewer = self.viewer
        clauses = listable_clauses(viewer)
        part = viewer.state.clauses.clauses
        self.fields["clauses"].choices = [(c, clause_label(viewer, part[c])) for c in clauses]  # type: ignore[attr-defined]
        given = self.initial.get("clauses")
        if isinstance(given, str):
            self.initial["clauses"] = given.split(",")
        elif not given:
            self.initial["clauses"] = clauses
        merged, listed = voting_list_of(viewer.state, clauses)
        plain = [a for a in merged.uncontested if a in viewer.state.clauses.amendments]
        self.fields["apart"].choices = [(a, title_of(viewer, "amendment", a)) for a in plain]  # type: ignore[attr-defined]
        if not plain:
            del self.fields["apart"]
        self.ranked: list[str] = []
        if viewer.state.charter.drafting.order == "chair":
            self.ranked = [v.amendments[0] for v in listed.votes if v.contest]
            for place, amendment in enumerate(self.ranked, 1):
                self.fields[f"rank_{amendment}"] = forms.IntegerField(
                    label=gettext("Place of the %(amendment)s")
                    % {"amendment": title_of(viewer, "amendment", amendment)},
                    initial=place,
                    min_value=1,
                    max_value=999,
                )

    def data_of_act(self) -> dict[str, Any]:
        """The act with its votes, computed."""
        cleaned, viewer = self.cleaned_data, self.viewer
        clauses = tuple(cleaned["clauses"])
        found = viewer.state.clauses.amendments
        apart = tuple(a for a in cleaned.get("apart", ()) if found[a].clause in clauses)
        ranked = sorted(self.ranked, key=lambda a: (cleaned[f"rank_{a}"], self.ranked.index(a)))
        chair = tuple(a for a in ranked if found[a].clause in clauses)
        try:
            votes = draw_list(viewer.here.snapshot().state, clauses, chair, apart)[1].votes
        except DraftingError as error:
            raise Refused("drafting", f"act/{self.kind}", why=str(error)) from error
        if not votes:
            raise ValidationError(gettext("There is nothing to vote on."))
        data: dict[str, Any] = {"id": directory.new_id("l"), "clauses": list(clauses)}
        data["votes"] = [list(v.amendments) for v in votes]
        return data | ({"chair": list(chair)} if chair else {}) | ({"apart": list(apart)} if apart else {})

    def after(self, data: Mapping[str, Any]) -> str:
        """The list's page."""
        return to_page(self.viewer, "lists-one", data["id"])


class ListForm(ActForm):
    """An act on one open list."""

    id = PickField(label=_("Voting list"))

    def prepare(self) -> None:
        """The lists that are open."""
        found = [x for x in self.viewer.state.clauses.lists.values() if x.status == "open"]
        self.fields["id"].offer((x.id, title_of(self.viewer, "list", x.id)) for x in found)  # type: ignore[attr-defined]

    def after(self, data: Mapping[str, Any]) -> str:
        """The list's page."""
        return to_page(self.viewer, "lists-one", data["id"])


@act_form("list.closed")
class CloseForm(ListForm):
    """Close a list: what was adopted becomes the text."""

    title = _("Close the voting list")
    lead = _("All that was adopted is written into the clauses at once. Anyone can compute the new text again.")
    done = _("The list is closed, and the clauses have their new text.")

    def data_of_act(self) -> dict[str, Any]:
        """The act with the outcome and the hashes of the texts."""
        return closing.list_closed(self.viewer.here, self.cleaned_data["id"])


@act_form("list.withdrawn")
class WithdrawForm(ListForm):
    """Call off a list."""

    title = _("Call off the voting list")
    lead = _("The amendments are then as they were before it. Votes that were closed stay in the record.")
    done = _("The voting list is called off.")

    reason = TextField(label=_("Reason"), max_length=6000)


def is_complete(viewer: Viewer, key: str) -> bool:
    """Whether all votes of an open list are closed."""
    found = viewer.state.clauses.lists[key]
    return found.status == "open" and next_vote(viewer.state, found) is None
