"""The agenda of a sitting, in rows that work without a script, and attendance, as a list to tick off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hamgara.assembly.act import SECRETARIAT
from hamgara.assembly.meetings import AgendaItem, Sitting
from hamgara.dates import format_number
from hamgara.web.acts import ActForm, act_form, to_page
from hamgara.web.fields import LineField
from hamgara.web.stages.charter_words import STAGES
from hamgara.web.stages.inputs import PickField
from hamgara.web.stages.sittings_forms import SittingForm, sitting_choices
from hamgara.web.store import directory

__all__ = ["CHECKLIST", "EMPTY_ROWS", "ItemField"]

#: Empty rows below the items that there are.
EMPTY_ROWS = 5
MOST_ITEMS = 60
#: Names on one page of the attendance checklist (a form holds at most 1,000 fields).
CHECKLIST = 200


class ItemWidget(forms.MultiWidget):
    """The boxes of one item: its titles, minutes, stage, place in the order, and (hidden) its id."""

    template_name = "meetings/item.html"

    def __init__(self) -> None:
        super().__init__(
            {
                "order": forms.NumberInput({"min": 1, "max": 99, "inputmode": "numeric"}),
                "fa": forms.TextInput({"lang": "fa", "dir": "rtl", "maxlength": 200}),
                "en": forms.TextInput({"lang": "en", "dir": "ltr", "maxlength": 200}),
                "minutes": forms.NumberInput({"min": 1, "max": 600, "inputmode": "numeric"}),
                "stage": forms.Select(choices=[("", _("no stage")), *STAGES.items()]),
                "id": forms.HiddenInput(),
            }
        )

    def decompress(self, value: Any) -> list[Any]:
        """The boxes of a row."""
        return list(value) if value else ["", "", "", 15, "", ""]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Each box with its label."""
        context = super().get_context(name, value, attrs)
        labels = (
            gettext("Order"),
            gettext("Title in Persian"),
            gettext("Title in English"),
            gettext("Minutes set aside"),
            gettext("Stage"),
            "",
        )
        for box, label in zip(context["widget"]["subwidgets"], labels, strict=True):
            box["label"] = label
        return context


class ItemField(forms.MultiValueField):
    """One row of an agenda; empty where no title is given. Its value is (order, item as the act has it)."""

    def __init__(self, **kwargs: Any) -> None:
        parts = [
            forms.IntegerField(min_value=1, max_value=99, required=False),
            LineField(max_length=200, required=False),
            LineField(max_length=200, required=False),
            forms.IntegerField(min_value=1, max_value=600, required=False),
            forms.ChoiceField(choices=[("", ""), *STAGES.items()], required=False),
            forms.CharField(max_length=40, required=False),
        ]
        super().__init__(parts, widget=ItemWidget(), require_all_fields=False, required=False, **kwargs)

    def compress(self, data_list: list[Any]) -> tuple[int, dict[str, Any]] | None:
        """The row, or None where it has no title."""
        if not data_list:
            return None
        order, fa, en, minutes, stage, kept = data_list
        title = {language: text for language, text in (("fa", fa), ("en", en)) if text}
        if not title:
            return None
        item: dict[str, Any] = {"id": kept or directory.new_id("b"), "title": title}
        if minutes and minutes != 15:
            item["minutes"] = minutes
        if stage:
            item["stage"] = stage
        return order or 99, item


def _row(place: int, item: AgendaItem) -> list[Any]:
    return [place, item.title.get("fa", ""), item.title.get("en", ""), item.minutes, item.stage or "", item.id]


@act_form("agenda.set")
class AgendaForm(SittingForm):
    """Set the agenda of a sitting."""

    title = _("Set the agenda")
    lead = _(
        "A row without a title is left out; the numbers give the order. An item that has been taken up must stay. "
        "To have more empty rows, save and come back."
    )
    done = _("The agenda is set.")
    statuses = ("fixed", "open")

    def prepare(self) -> None:
        """The items as they stand, then some empty rows."""
        super().prepare()
        sittings = self.viewer.state.meetings.sittings
        wanted = self.data.get("sitting") or self.initial.get("sitting") or ""
        found: Sitting | None = sittings.get(str(wanted))
        items = found.agenda if found is not None else ()
        self.rows = min(len(items) + EMPTY_ROWS, MOST_ITEMS)
        for n in range(self.rows):
            initial = _row(n + 1, items[n]) if n < len(items) else [n + 1, "", "", 15, "", ""]
            label = gettext("Item %(number)s") % {
                "number": format_number(n + 1, "en" if self.viewer.language == "en" else "fa")
            }
            self.fields[f"item_{n}"] = ItemField(label=label, initial=initial)

    def clean(self) -> dict[str, Any]:
        """There is at least one item."""
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.get(f"item_{n}") for n in range(self.rows)):
            raise ValidationError(gettext("An agenda has at least one item: give it a title."))
        return cleaned

    def data_of_act(self) -> dict[str, Any]:
        """The items in the order of their numbers."""
        rows = [row for n in range(self.rows) if (row := self.cleaned_data[f"item_{n}"])]
        rows.sort(key=lambda row: row[0])
        return {"sitting": self.cleaned_data["sitting"], "items": [item for _order, item in rows]}


@act_form("attendance.recorded")
class AttendanceForm(ActForm):
    """Who came and who left: for the secretariat a list to tick off, for a member itself."""

    template_name = "meetings/attendance.html"
    title = _("Record attendance")
    done = _("The attendance is in the record.")

    sitting = PickField(label=_("Sitting"))

    def prepare(self) -> None:
        """The list with those ticked who are present, or the one statement that a member can make."""
        viewer = self.viewer
        pick: PickField = self.fields["sitting"]  # type: ignore[assignment]
        sittings = sitting_choices(viewer, "open")
        pick.offer(sittings)
        first = sittings[0][0] if sittings else ""
        wanted = self.data.get("sitting") or self.initial.get("sitting") or first
        self.found = viewer.state.meetings.sittings.get(str(wanted))
        self.initial.setdefault("sitting", wanted)
        present = () if self.found is None else self.found.present
        if viewer.actor != SECRETARIAT:
            here = viewer.actor in present
            self.fields["here"] = forms.ChoiceField(
                label=gettext("You"),
                choices=[("came", gettext("I am here")), ("left", gettext("I leave"))],
                widget=forms.RadioSelect,
                initial="left" if here else "came",
            )
            return
        voters = sorted((viewer.name(who), who) for who in {*viewer.state.roll(), *present})
        pages = max(1, -(-len(voters) // CHECKLIST))
        asked = str(self.data.get("part") or viewer.request.GET.get("part", "1"))
        part = min(int(asked), pages) if asked.isascii() and asked.isdigit() and int(asked or 0) else 1
        starts = [voters[n * CHECKLIST][0] for n in range(pages)] if pages > 1 else []
        self.parts, self.part, self.sitting_id = list(enumerate(starts, 1)), part, str(wanted)
        shown = voters[(part - 1) * CHECKLIST : part * CHECKLIST]
        listed = [who for _name, who in shown]
        self.fields["present"] = forms.MultipleChoiceField(
            label=gettext("Present now"),
            choices=[(who, name) for name, who in shown],
            widget=forms.CheckboxSelectMultiple,
            required=False,
            initial=[who for who in listed if who in set(present)],
            help_text=gettext("Tick who is in the room. What has changed since this page was shown becomes one act."),
        )
        # Somebody who states its own arrival while the list lies open must not be taken for absent.
        shown_present = ",".join(who for who in listed if who in set(present))
        hidden = forms.HiddenInput
        self.fields["seen"] = forms.CharField(initial=shown_present, required=False, widget=hidden)
        self.fields["part"] = forms.IntegerField(initial=part, widget=hidden)

    def clean(self) -> dict[str, Any]:
        """Something has changed."""
        cleaned = super().clean() or {}
        if not self.errors and self.viewer.actor == SECRETARIAT and not any(self._changes(cleaned)):
            raise ValidationError(gettext("Nothing has changed: nobody came and nobody left."))
        return cleaned

    def _changes(self, cleaned: Mapping[str, Any]) -> tuple[list[str], list[str]]:
        there = set() if self.found is None else set(self.found.present)
        seen, ticked = set(cleaned.get("seen", "").split(",")) - {""}, set(cleaned.get("present", ()))
        return sorted(ticked - seen - there), sorted((seen - ticked) & there)

    def data_of_act(self) -> dict[str, Any]:
        """Who came and who left."""
        sitting = self.cleaned_data["sitting"]
        if self.viewer.actor != SECRETARIAT:
            return {"sitting": sitting, self.cleaned_data["here"]: [self.viewer.actor]}
        came, left = self._changes(self.cleaned_data)
        data: dict[str, Any] = {"sitting": sitting}
        return data | ({"came": came} if came else {}) | ({"left": left} if left else {})

    def after(self, data: Mapping[str, Any]) -> str:
        """The sitting's page."""
        return to_page(self.viewer, "sittings-one", data["sitting"])
