"""The forms of meetings: their days and place, opening and closing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hamgara.dates import DateError, from_utc
from hamgara.web.acts import ActForm, act_form, to_page
from hamgara.web.fields import BilingualField, DayField, LineField, PlaceField
from hamgara.web.stages.inputs import Choices, PickField, adopted_choices
from hamgara.web.store import directory
from hamgara.web.viewer import Viewer

__all__ = ["meeting_choices"]


MOST_DAYS = 31


def meeting_choices(viewer: Viewer, *statuses: str) -> Choices:
    """The meetings in those statuses, the latest first."""
    found = [m for m in viewer.state.meetings.meetings.values() if m.status in statuses]
    return [(m.id, viewer.text(m.title)) for m in sorted(found, key=lambda m: m.days, reverse=True)]


class MeetingForm(ActForm):
    """An act on one meeting."""

    statuses: tuple[str, ...] = ()
    id = PickField(label=_("Meeting"))

    def prepare(self) -> None:
        """The meetings to which the act can apply."""
        self.fields["id"].offer(meeting_choices(self.viewer, *self.statuses))  # type: ignore[attr-defined]

    def after(self, data: Mapping[str, Any]) -> str:
        """The meeting's page."""
        return to_page(self.viewer, "meetings-one", data["id"])


@act_form("meeting.fixed")
class FixForm(ActForm):
    """Fix a meeting."""

    title = _("Fix a meeting")
    done = _("The meeting is fixed.")

    meeting_title = BilingualField(label=_("Title"), lines=1, max_length=200)
    first = DayField(label=_("First day"))
    last = DayField(label=_("Last day"), required=False, help_text=_("Leave empty for a meeting of one day."))
    timezone = LineField(
        label=_("Time zone"), max_length=64, widget=forms.TextInput({"dir": "ltr", "lang": "en", "list": "zones"})
    )
    place = PlaceField(label=_("Place"), required=False)
    online = forms.BooleanField(label=_("It can also, or only, be attended online."), required=False)
    previous = PickField(label=_("It follows the meeting"), required=False)
    decision = PickField(label=_("By the decision"), required=False)

    def prepare(self) -> None:
        """The time zone of the assembly; the meetings that it can follow."""
        viewer = self.viewer
        self.initial.setdefault("timezone", viewer.state.convening.timezone)
        self.fields["timezone"].help_text = gettext("A name such as America/Toronto or Europe/Berlin.")
        example = "1389/05/22" if viewer.calendar == "jalali" else "2010-08-13"
        self.fields["first"].help_text = gettext("For example %(day)s.") % {"day": example}
        self.fields["previous"].offer(meeting_choices(viewer, "fixed", "open", "closed"))  # type: ignore[attr-defined]
        free = [
            (key, label)
            for key, label in adopted_choices(viewer, "meeting")
            if viewer.state.decisions.decisions[key].subject.id not in viewer.state.meetings.meetings
        ]
        if free or "meeting.fixed" in viewer.state.charter.by_decision:
            self.fields["decision"].offer(free)  # type: ignore[attr-defined]
        else:
            del self.fields["decision"]

    def clean_timezone(self) -> str:
        """A zone that the database of time zones knows."""
        zone: str = self.cleaned_data["timezone"]
        try:
            from_utc("2010-01-01T00:00:00Z", zone)
        except DateError:
            raise ValidationError(gettext("There is no such time zone.")) from None
        return zone

    def clean(self) -> dict[str, Any]:
        """The days are in order, and there is somewhere to meet."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last") or cleaned.get("first")
        if first and last and not 0 <= (date.fromisoformat(last) - date.fromisoformat(first)).days < MOST_DAYS:
            self.add_error("last", gettext("The last day comes after the first, within 31 days."))
        if not cleaned.get("online") and not cleaned.get("place") and "place" not in self.errors:
            self.add_error("place", gettext("A meeting has a place, or is online."))
        return cleaned

    def data_of_act(self) -> dict[str, Any]:
        """The act; a meeting that was decided on keeps the id that the decision names."""
        cleaned = self.cleaned_data
        first, last = date.fromisoformat(cleaned["first"]), date.fromisoformat(cleaned["last"] or cleaned["first"])
        data: dict[str, Any] = {
            "id": directory.new_id("n"),
            "title": cleaned["meeting_title"],
            "days": [(first + timedelta(days=n)).isoformat() for n in range((last - first).days + 1)],
            "timezone": cleaned["timezone"],
        }
        if cleaned["place"]:
            data["place"] = cleaned["place"]
        if cleaned["online"]:
            data["online"] = True
        if cleaned["previous"]:
            data["after"] = cleaned["previous"]
        if cleaned.get("decision"):
            data["decision"] = cleaned["decision"]
            data["id"] = self.viewer.state.decisions.decisions[cleaned["decision"]].subject.id
        return data

    def after(self, data: Mapping[str, Any]) -> str:
        """The meeting's page."""
        return to_page(self.viewer, "meetings-one", data["id"])


@act_form("meeting.opened")
class OpenMeetingForm(MeetingForm):
    """Open a meeting."""

    title = _("Open the meeting")
    done = _("The meeting is open.")
    statuses = ("fixed",)


@act_form("meeting.closed")
class CloseMeetingForm(MeetingForm):
    """Close a meeting."""

    title = _("Close the meeting")
    lead = _("No further sitting can be called or opened in it.")
    done = _("The meeting is closed.")
    statuses = ("open",)
