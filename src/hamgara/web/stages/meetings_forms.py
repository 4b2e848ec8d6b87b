"""The forms of meetings: days, sittings, opening and closing, the next item, quorum, minutes."""

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
from hamgara.web.fields import BilingualField, DayField, LineField, MomentField, PlaceField
from hamgara.web.stages.inputs import Choices, PickField, adopted_choices
from hamgara.web.store import closing, directory
from hamgara.web.viewer import Viewer

__all__ = ["meeting_choices", "sitting_choices"]

MOST_DAYS = 31


def meeting_choices(viewer: Viewer, *statuses: str) -> Choices:
    """The meetings in those statuses, the latest first."""
    found = [m for m in viewer.state.meetings.meetings.values() if m.status in statuses]
    return [(m.id, viewer.text(m.title)) for m in sorted(found, key=lambda m: m.days, reverse=True)]


def sitting_choices(viewer: Viewer, *statuses: str) -> Choices:
    """The sittings in those statuses, in order of time."""
    found = [s for s in viewer.state.meetings.sittings.values() if s.status in statuses]
    return [(s.id, viewer.text(s.title)) for s in sorted(found, key=lambda s: (s.starts, s.seq))]


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


class SittingForm(ActForm):
    """An act on one sitting; `name` is what the act calls it."""

    statuses: tuple[str, ...] = ()
    name = "sitting"

    def prepare(self) -> None:
        """The sittings to which the act can apply, first among the fields."""
        pick = PickField(label=gettext("Sitting"))
        pick.offer(sitting_choices(self.viewer, *self.statuses))
        self.fields = {self.name: pick, **self.fields}
        if self.name in self.viewer.request.GET:
            self.initial.setdefault(self.name, self.viewer.request.GET[self.name])

    def after(self, data: Mapping[str, Any]) -> str:
        """The sitting's page."""
        return to_page(self.viewer, "sittings-one", data[self.name])


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


@act_form("sitting.called")
class CallForm(ActForm):
    """Call a sitting."""

    title = _("Call a sitting")
    done = _("The sitting is called. Now set its agenda.")

    meeting = PickField(label=_("Meeting"))
    sitting_title = BilingualField(label=_("Title"), lines=1, max_length=200)
    starts = MomentField(label=_("Begins"))
    ends = MomentField(label=_("Ends"))

    def prepare(self) -> None:
        """The meetings that are not over; the clock by which times are read."""
        self.fields["meeting"].offer(meeting_choices(self.viewer, "fixed", "open"))  # type: ignore[attr-defined]
        self.fields["starts"].help_text = gettext("By the clock of %(zone)s.") % {"zone": self.viewer.timezone}

    def data_of_act(self) -> dict[str, Any]:
        """The act, with an id of its own."""
        cleaned = self.cleaned_data
        return {
            "id": directory.new_id("t"),
            "meeting": cleaned["meeting"],
            "title": cleaned["sitting_title"],
            "starts": cleaned["starts"],
            "ends": cleaned["ends"],
        }

    def after(self, data: Mapping[str, Any]) -> str:
        """The sitting's page."""
        return to_page(self.viewer, "sittings-one", data["id"])


@act_form("sitting.opened")
class OpenSittingForm(SittingForm):
    """Open a sitting."""

    title = _("Open the sitting")
    lead = _("From now on attendance is recorded, items are taken up, and votes can be held where there is a quorum.")
    done = _("The sitting is open.")
    statuses, name = ("fixed",), "id"


@act_form("sitting.closed")
class CloseSittingForm(SittingForm):
    """Close a sitting."""

    title = _("Close the sitting")
    done = _("The sitting is closed. Its minutes can now be laid before the members.")
    statuses, name = ("open",), "id"


@act_form("item.taken")
class TakeForm(SittingForm):
    """Take up an item of the agenda."""

    title = _("Take up an item")
    done = _("The item is taken up.")
    statuses = ("open",)

    item = PickField(label=_("Item"))

    def prepare(self) -> None:
        """The items of open sittings that have not been taken up."""
        super().prepare()
        found = self.viewer.state.meetings.sittings.values()
        wanted = self.initial.get("sitting") or self.data.get("sitting")
        items = [
            (item.id, self.viewer.text(item.title))
            for s in found
            if s.status == "open" and wanted in (None, "", s.id)
            for item in s.agenda
            if item.id not in s.taken
        ]
        self.fields["item"].offer(items)  # type: ignore[attr-defined]


@act_form("quorum.counted")
class QuorumForm(SittingForm):
    """State the quorum as it is."""

    title = _("Count the quorum")
    lead = _("Those recorded as present are counted by the charter's measure, and the count enters the record.")
    done = _("The quorum has been counted.")
    statuses = ("open",)

    def data_of_act(self) -> dict[str, Any]:
        """The count as it is now."""
        return closing.quorum_counted(self.viewer.here, self.cleaned_data["sitting"])


@act_form("minutes.recorded")
class MinutesForm(SittingForm):
    """Lay the minutes of a sitting before the members."""

    title = _("Lay the minutes before the members")
    done = _("The minutes are laid before the members.")
    statuses = ("closed",)

    text = BilingualField(label=_("Minutes"), lines=14, max_length=6000, authoritative=True)

    def prepare(self) -> None:
        """The sittings whose minutes are not approved, and the text as it stands."""
        super().prepare()
        sittings = self.viewer.state.meetings.sittings
        pick: PickField = self.fields["sitting"]  # type: ignore[assignment]
        pick.offer([(k, v) for k, v in sitting_choices(self.viewer, "closed") if not sittings[k].minutes_approved])
        found = sittings.get(self.initial.get("sitting", ""))
        if found is not None and found.minutes:
            self.initial.setdefault("text", found.minutes)


@act_form("minutes.approved")
class ApproveMinutesForm(SittingForm):
    """State that minutes are approved."""

    title = _("State that the minutes are approved")
    lead = _("Approved minutes can no longer be corrected.")
    done = _("The minutes are approved.")
    statuses = ("closed",)

    def prepare(self) -> None:
        """The sittings whose minutes wait for approval."""
        super().prepare()
        waiting = [
            (s.id, self.viewer.text(s.title))
            for s in self.viewer.state.meetings.sittings.values()
            if s.minutes and not s.minutes_approved
        ]
        self.fields["sitting"].offer(waiting)  # type: ignore[attr-defined]
