"""The forms of sittings: called, opened and closed, items taken up, quorum, minutes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hamgara.web.acts import ActForm, act_form, to_page
from hamgara.web.fields import BilingualField, MomentField
from hamgara.web.stages.inputs import Choices, PickField
from hamgara.web.stages.meetings_forms import meeting_choices
from hamgara.web.store import closing, directory
from hamgara.web.viewer import Viewer

__all__ = ["SittingForm", "sitting_choices"]


def sitting_choices(viewer: Viewer, *statuses: str) -> Choices:
    """The sittings in those statuses, in order of time."""
    found = [s for s in viewer.state.meetings.sittings.values() if s.status in statuses]
    return [(s.id, viewer.text(s.title)) for s in sorted(found, key=lambda s: (s.starts, s.seq))]


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
