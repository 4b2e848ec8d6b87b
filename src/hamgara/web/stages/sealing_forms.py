"""The forms of a sealed election: what trustees and the registrar hand in, and a ballot from a polling station."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hamgara.assembly.elections import Election
from hamgara.assembly.sealing import next_step
from hamgara.web.acts import act_form
from hamgara.web.stages.elections_forms import ElectionForm
from hamgara.web.stages.inputs import PickField, member_choices
from hamgara.web.store import sealing

__all__ = ["UploadField"]

#: More than any file that these forms ask for.
MOST_BYTES = 64 * 1024 * 1024


class UploadField(forms.FileField):
    """A file; its value is its bytes, without the line end that editors add."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The bytes of the file."""
        file = super().clean(data, initial)
        if file is None:
            return b""
        if file.size > MOST_BYTES:
            raise ValidationError(gettext("The file is too large."))
        return bytes(file.read()).rstrip(b"\r\n")


class _HandInForm(ElectionForm):
    """One file for one election; `part` is what the act calls it."""

    part: ClassVar[str] = ""
    election = PickField(label=_("Election"))
    file = UploadField(
        label=_("File"), help_text=_("The file that “hamgara trustee” has written. It holds nothing secret.")
    )

    def data_of_act(self) -> dict[str, Any]:
        """The act; the file becomes an attachment of the record."""
        staged = self.viewer.here.stage_attachment(self.cleaned_data["file"])
        return {"election": self.cleaned_data["election"], self.part: staged}


class _TrusteeForm(_HandInForm):
    steps: ClassVar[tuple[str, ...]] = ()

    def concerns(self, election: Election) -> bool:
        """Whether the step is what the actor is asked for now."""
        return next_step(election, self.viewer.actor) in self.steps


@act_form("key.contributed")
class ContributeForm(_TrusteeForm):
    """A trustee's part of the key."""

    title = _("Hand in your part of the key")
    lead = _("It is checked, and becomes part of the record. What is secret stays in your own key file.")
    done = _("Your part is in the record.")
    part = "message"
    steps = ("key", "certificate", "polynomial", "output")

    def data_of_act(self) -> dict[str, Any]:
        """The act, for the step that is due."""
        found = self.viewer.state.elections.elections[self.cleaned_data["election"]]
        return {**super().data_of_act(), "step": next_step(found, self.viewer.actor)}


@act_form("credentials.listed")
class ListForm(_HandInForm):
    """The registrar's public list."""

    title = _("Hand in the list of credentials")
    lead = _(
        "The list says which codes are good, and not whose they are. Keep the codes themselves; hand each voter "
        "their own, and nobody else any."
    )
    done = _("The list is in the record.")
    part = "credentials"
    file = UploadField(
        label=_("File"), help_text=_("The file credentials.json that “hamgara registrar” has written – not the codes.")
    )

    def concerns(self, election: Election) -> bool:
        """Whether the actor is its registrar, before voting is opened."""
        return (
            election.status == "called"
            and election.sealing is not None
            and election.sealing.registrar == self.viewer.actor
        )


@act_form("ballot.received")
class ReceiveForm(_HandInForm):
    """A ballot that a voter sealed elsewhere."""

    title = _("Take in a ballot from a polling station")
    lead = _(
        "For voters who sealed their ballot on another device and hand it over as a file. The file shows neither who "
        "voted nor how; only somebody with a good code can have made it."
    )
    done = _("The ballot is in the box.")
    file = UploadField(label=_("File"), help_text=_("The sealed ballot, as “hamgara ballot seal” has written it."))
    voter = PickField(
        label=_("Whose ballot it is"),
        required=False,
        help_text=_(
            "Asked where the charter shows who has voted, and where only those present in a sitting can vote. The "
            "file itself does not say it."
        ),
    )

    def prepare(self) -> None:
        """The voters of those votes for which it is asked whose a ballot is."""
        super().prepare()
        state = self.viewer.state
        asking = [e for e in state.elections.elections.values() if self._fits(e) and sealing.asks_whose(state, e)]
        if not asking:
            del self.fields["voter"]
            return
        rolls = frozenset(who for election in asking for who in election.roll)
        self.fields["voter"].offer(member_choices(self.viewer, lambda p: p.id in rolls))  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A voter is named where it is asked whose the ballot is, and nowhere else."""
        cleaned = super().clean() or {}
        found = self.chosen
        if found is not None and not sealing.asks_whose(self.viewer.state, found):
            cleaned["voter"] = ""
        elif found is not None and not cleaned.get("voter"):
            self.add_error("voter", gettext("Say whose ballot it is."))
        return cleaned

    def concerns(self, election: Election) -> bool:
        """Whether ballots of it are sealed, and voting is open."""
        return election.status == "open" and election.sealing is not None

    def data_of_act(self) -> dict[str, Any]:
        """The act, with the tracker and the credential that the ballot states."""
        found = self.viewer.state.elections.elections[self.cleaned_data["election"]]
        log, file, voter = self.viewer.here, self.cleaned_data["file"], self.cleaned_data.get("voter")
        return sealing.received_from(log, found, voter, file) if voter else sealing.ballot_received(log, found, file)


@act_form("tally.shuffled")
class ShuffleForm(_TrusteeForm):
    """A trustee's shuffle."""

    title = _("Hand in your shuffle")
    lead = _("It is checked that the answers are the same in another order.")
    done = _("Your shuffle is in the record.")
    part = "shuffle"
    steps = ("shuffle",)


@act_form("tally.decrypted")
class DecryptForm(_TrusteeForm):
    """A trustee's part of the decryption."""

    title = _("Hand in your part of the decryption")
    lead = _("It is checked. As soon as enough trustees have handed in theirs, the result can be declared.")
    done = _("Your part is in the record.")
    part = "decryption"
    steps = ("decryption",)
