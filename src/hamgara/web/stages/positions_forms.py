"""The forms of the search for common ground: positions, and rounds of reactions to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hamgara.assembly import Refused
from hamgara.assembly.act import SECRETARIAT
from hamgara.assembly.positions import Position, Round
from hamgara.web.acts import ActForm, act_form, to_page
from hamgara.web.fields import BilingualField, MomentField, TextField
from hamgara.web.languages import direction_of
from hamgara.web.objects import excerpt
from hamgara.web.stages.inputs import PickField
from hamgara.web.store import closing, directory
from hamgara.web.viewer import Viewer

__all__ = ["PositionForm", "RoundForm", "missing_language"]

#: The longest text of a position, as the act has it.
LONGEST = 500


def missing_language(viewer: Viewer, position: Position) -> str:
    """The language of the charter in which a position is not given yet; empty where there is none."""
    return next((x for x in viewer.state.charter.languages if x not in position.text), "")


@act_form("position.proposed")
class ProposeForm(ActForm):
    """Propose a position."""

    title = _("Propose a position")
    lead = _(
        "A position is one short statement with which others can agree or disagree as a whole. If it says two things, "
        "propose two positions."
    )
    done = _("The position is proposed.")

    text = BilingualField(label=_("Position"), lines=3, max_length=LONGEST, help_text=_("At most 500 characters."))

    def data_of_act(self) -> dict[str, Any]:
        """The act, with an id of its own."""
        return {"id": directory.new_id("p"), "text": self.cleaned_data["text"]}

    def after(self, data: Mapping[str, Any]) -> str:
        """The position's page."""
        return to_page(self.viewer, "positions-one", data["id"])


class PositionForm(ActForm):
    """An act on one position."""

    id = PickField(label=_("Position"))

    def concerns(self, position: Position) -> bool:
        """Whether the actor can do this to that position."""
        return position.status == "proposed"

    def prepare(self) -> None:
        """The positions to which the act can apply."""
        found = [p for p in self.viewer.state.positions.positions.values() if self.concerns(p)]
        self.fields["id"].offer((p.id, excerpt(self.viewer.text(p.text))) for p in found)  # type: ignore[attr-defined]

    def after(self, data: Mapping[str, Any]) -> str:
        """The position's page."""
        return to_page(self.viewer, "positions-one", data["id"])


@act_form("position.admitted")
class AdmitForm(PositionForm):
    """Admit a proposed position."""

    title = _("Admit")
    done = _("The position is admitted.")

    def after(self, data: Mapping[str, Any]) -> str:
        """What else waits for admission, or the position where nothing does."""
        if any(self.concerns(p) for p in self.viewer.state.positions.positions.values()):
            return to_page(self.viewer, "positions") + "?status=proposed"
        return super().after(data)


@act_form("position.declined")
class DeclineForm(PositionForm):
    """Decline a proposed position."""

    title = _("Decline")
    lead = _("The position stays in the record, with your reason beside it.")
    done = _("The position is not admitted.")

    reason = TextField(label=_("Reason"), max_length=6000)


@act_form("position.withdrawn")
class WithdrawForm(PositionForm):
    """Withdraw a position of one's own."""

    title = _("Withdraw the position")
    lead = _("It will be in no further round. Rounds that are closed keep it.")
    done = _("The position is withdrawn.")

    def concerns(self, position: Position) -> bool:
        """It is the actor's own, and in no open round."""
        rounds = self.viewer.state.positions.rounds.values()
        return (
            position.by == self.viewer.actor
            and position.status in ("proposed", "admitted")
            and not any(r.status == "open" and position.id in r.positions for r in rounds)
        )


@act_form("position.translated")
class TranslateForm(PositionForm):
    """Give a position in the other language."""

    title = _("Translate the position")
    lead = _("Say the same, no more and no less: members react to what they read.")
    done = _("The translation is in the record.")

    text = TextField(label=_("Translation"), max_length=LONGEST, help_text=_("At most 500 characters."))

    def concerns(self, position: Position) -> bool:
        """The actor's own, or any for the secretariat; in one language only."""
        own = self.viewer.actor in (SECRETARIAT, position.by)
        return own and bool(missing_language(self.viewer, position))

    def prepare(self) -> None:
        """The box in the direction of its language, the text to translate above it."""
        super().prepare()
        found = self._position(self.data.get("id") or self.initial.get("id"))
        if found is not None:
            language = missing_language(self.viewer, found)
            names = {"fa": gettext("In Persian"), "en": gettext("In English")}
            field = self.fields["text"]
            field.label = names.get(language, field.label)
            field.widget.attrs.update({"lang": language, "dir": direction_of(language), "rows": 3})
            field.help_text = f"“{next(iter(found.text.values()))}”"

    def _position(self, key: Any) -> Position | None:
        return self.viewer.state.positions.positions.get(str(key or ""))

    def data_of_act(self) -> dict[str, Any]:
        """The act, in the language that is missing."""
        found = self.viewer.state.positions.positions[self.cleaned_data["id"]]
        language = missing_language(self.viewer, found)
        return {"id": found.id, "language": language, "text": self.cleaned_data["text"]}


@act_form("round.opened")
class OpenRoundForm(ActForm):
    """Open a round of reactions."""

    title = _("Open a round of reactions")
    lead = _(
        "Members and supporters say of each position: agree, disagree or pass. The charter says whether anything but "
        "the number of those who have taken part is shown before the round is closed."
    )
    done = _("The round is open.")

    round_title = BilingualField(label=_("Title"), lines=1, max_length=200)
    closes = MomentField(label=_("Open until"))
    positions = forms.MultipleChoiceField(label=_("Positions"), widget=forms.CheckboxSelectMultiple)

    def prepare(self) -> None:
        """The admitted positions, those ticked that have been in no round yet."""
        part = self.viewer.state.positions
        admitted = [p for p in part.positions.values() if p.status == "admitted"]
        asked = {p for r in part.rounds.values() for p in r.positions}
        field: forms.MultipleChoiceField = self.fields["positions"]  # type: ignore[assignment]
        field.choices = [(p.id, self.viewer.text(p.text)) for p in admitted]
        self.initial.setdefault("positions", [p.id for p in admitted if p.id not in asked])
        if not admitted:
            field.help_text = gettext("No position is admitted yet.")

    def data_of_act(self) -> dict[str, Any]:
        """The act; the positions in the order in which they were proposed."""
        chosen = set(self.cleaned_data["positions"])
        return {
            "id": directory.new_id("r"),
            "title": self.cleaned_data["round_title"],
            "positions": [p for p in self.viewer.state.positions.positions if p in chosen],
            "closes": self.cleaned_data["closes"],
        }

    def after(self, data: Mapping[str, Any]) -> str:
        """The round's page."""
        return to_page(self.viewer, "rounds-one", data["id"])


class RoundForm(ActForm):
    """An act on one open round."""

    id = PickField(label=_("Round"))

    def concerns(self, found: Round) -> bool:
        """Whether the act can apply to that round."""
        return found.status == "open"

    def prepare(self) -> None:
        """The rounds to which the act can apply."""
        rounds = [r for r in self.viewer.state.positions.rounds.values() if self.concerns(r)]
        self.fields["id"].offer((r.id, self.viewer.text(r.title)) for r in rounds)  # type: ignore[attr-defined]

    def after(self, data: Mapping[str, Any]) -> str:
        """The round's page."""
        return to_page(self.viewer, "rounds-one", data["id"])


@act_form("round.closed")
class CloseRoundForm(RoundForm):
    """Close a round whose time is over."""

    title = _("Close the round")
    lead = _(
        "The reactions become one table without names, its rows sorted so that their order tells nothing. The record "
        "takes its fingerprint and its sums; who said what is erased from this server."
    )
    done = _("The round is closed. This is what it showed.")

    def data_of_act(self) -> dict[str, Any]:
        """The act, with the sums of the reactions; nothing is counted before the time is over."""
        found = self.viewer.state.positions.rounds[self.cleaned_data["id"]]
        if self.viewer.here.now() < found.closes:
            raise Refused("not_yet", "act/round.closed", closes=found.closes)
        return closing.round_closed(self.viewer.here, found.id)
