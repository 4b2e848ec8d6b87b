"""The forms of the resolution: its draft, its adoption, signatures and reservations, and its publication."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hamgara.assembly.clauses import Clause
from hamgara.assembly.membership import Participant
from hamgara.assembly.publication import Resolution
from hamgara.web.acts import ActForm, act_form, to_page
from hamgara.web.fields import BilingualField
from hamgara.web.objects import title_of
from hamgara.web.stages.inputs import PickField, adopted_choices
from hamgara.web.stages.meetings_forms import meeting_choices
from hamgara.web.store import closing, directory, publishing
from hamgara.web.viewer import Viewer

__all__ = ["ResolutionForm", "signer_of"]


def signer_of(viewer: Viewer) -> Participant | None:
    """The member for whom the reader can sign: itself, or for a delegate with the whole mandate its organisation."""
    membership = viewer.state.membership
    actor = membership.participants.get(viewer.actor)
    if actor is None or actor.status != "accredited":
        return None
    if actor.kind in ("organisation", "independent"):
        return actor
    if actor.kind == "delegate" and dict(membership.mandates(actor.organisation)).get(actor.id) == 1:
        return membership.participants[actor.organisation]
    return None


def adopted_clauses(viewer: Viewer) -> list[Clause]:
    """The adopted clauses, in the order of the draft."""
    return [c for c in viewer.state.clauses.listed() if c.status == "adopted"]


@act_form("resolution.drafted")
class DraftForm(ActForm):
    """Put adopted clauses together as the draft of a resolution."""

    title = _("Put a resolution together")
    lead = _(
        "Adopted clauses become the draft of a resolution, in the order in which they stand in the draft text. "
        "The draft is then put to the vote as a whole."
    )
    done = _("The resolution is put together. Now put it to the vote.")

    resolution_title = BilingualField(label=_("Title"), lines=1, max_length=200, authoritative=True)
    report = BilingualField(
        label=_("Report of the meeting"),
        lines=10,
        authoritative=True,
        help_text=_("Who met, where and when, and what came of it; it stands before the clauses."),
    )
    clauses = forms.MultipleChoiceField(label=_("Clauses"), widget=forms.CheckboxSelectMultiple)
    meeting = PickField(label=_("Meeting"), required=False)

    def prepare(self) -> None:
        """The adopted clauses, those ticked that are in no resolution yet."""
        viewer = self.viewer
        used = {
            clause
            for r in viewer.state.publication.resolutions.values()
            if r.status != "draft"
            for clause, _number in r.clauses
        }
        adopted = adopted_clauses(viewer)
        field: forms.MultipleChoiceField = self.fields["clauses"]  # type: ignore[assignment]
        field.choices = [(c.id, viewer.text(c.title)) for c in adopted]
        self.initial.setdefault("clauses", [c.id for c in adopted if c.id not in used])
        if not adopted:
            field.help_text = gettext("No clause is adopted yet.")
        meetings = meeting_choices(viewer, "fixed", "open", "closed")
        self.fields["meeting"].offer(meetings)  # type: ignore[attr-defined]
        if len(meetings) == 1:
            self.initial.setdefault("meeting", meetings[0][0])

    def data_of_act(self) -> dict[str, Any]:
        """The act, with the clauses in their present versions and the hash of the whole."""
        cleaned = self.cleaned_data
        chosen = set(cleaned["clauses"])
        return closing.resolution_drafted(
            self.viewer.here,
            directory.new_id("s"),
            cleaned["resolution_title"],
            cleaned["report"],
            [c.id for c in adopted_clauses(self.viewer) if c.id in chosen],
            cleaned["meeting"] or None,
        )

    def after(self, data: Mapping[str, Any]) -> str:
        """The resolution's page."""
        return to_page(self.viewer, "resolutions-one", data["id"])


class ResolutionForm(ActForm):
    """An act on one resolution; `name` is what the act calls it."""

    statuses: tuple[str, ...] = ("adopted", "published")
    name = "resolution"

    def concerns(self, resolution: Resolution) -> bool:
        """Whether the actor can do this to that resolution."""
        return True

    def prepare(self) -> None:
        """The resolutions to which the act can apply, first among the fields."""
        pick = PickField(label=gettext("Resolution"))
        found = self.viewer.state.publication.resolutions.values()
        pick.offer((r.id, self.viewer.text(r.title)) for r in found if r.status in self.statuses and self.concerns(r))
        self.fields = {self.name: pick, **self.fields}
        if self.name in self.viewer.request.GET:
            self.initial.setdefault(self.name, self.viewer.request.GET[self.name])

    def wanted(self) -> str:
        """The id that was asked for; empty where none was."""
        return str(self.data.get(self.name) or self.initial.get(self.name) or "")

    def after(self, data: Mapping[str, Any]) -> str:
        """The resolution's page."""
        return to_page(self.viewer, "resolutions-one", data[self.name])


@act_form("resolution.adopted")
class AdoptForm(ResolutionForm):
    """State that a resolution is adopted."""

    title = _("State that it is adopted")
    lead = _("The assembly has decided for the resolution as a whole. From now on members can sign it.")
    done = _("The resolution is adopted and open for signatures.")
    statuses, name = ("draft",), "id"

    decision = PickField(label=_("By the decision"))

    def prepare(self) -> None:
        """The drafts; the adopted decisions on the one that is meant."""
        super().prepare()
        field: PickField = self.fields["decision"]  # type: ignore[assignment]
        found = adopted_choices(self.viewer, "resolution", self.wanted())
        field.offer(found)
        if found:
            self.initial.setdefault("decision", found[0][0])
        else:
            field.help_text = gettext("The assembly must first decide for this resolution in a vote.")


class MemberForm(ResolutionForm):
    """An act of a member that can sign."""

    #: Whether the act is for a member that has signed already.
    signed = True

    def concerns(self, resolution: Resolution) -> bool:
        """The member has signed it, or has not."""
        member = signer_of(self.viewer)
        return member is None or (member.id in resolution.signatures) == self.signed


@act_form("resolution.signed")
class SignForm(MemberForm):
    """Sign a resolution."""

    title = _("Sign the resolution")
    done = _("Your signature is in the record.")
    signed = False

    named = forms.ChoiceField(
        label=_("Your name"),
        widget=forms.RadioSelect,
        choices=[
            ("no", _("My name is not published. I am counted as one independent who signed.")),
            ("yes", _("I publish my name with my signature.")),
        ],
    )
    name_published = BilingualField(
        label=_("The name to publish"), lines=1, max_length=200, required=False, help_text=_("In one language or both.")
    )

    def prepare(self) -> None:
        """What becomes public; an organisation has no choice of name."""
        super().prepare()
        viewer, member = self.viewer, signer_of(self.viewer)
        if member is not None and member.kind == "independent":
            self.lead = gettext(  # type: ignore[misc]
                "That an independent signed is in the record, under your id. If you publish your name, it stands under "
                "the resolution with your city for everybody and for ever: a signature can be withdrawn, but the "
                "record, and every copy of it, keeps that it was given, and under which name."
            )
            known = directory.names(viewer.here).get(viewer.actor)
            if known is not None:
                given = {language: name for language, name in (("fa", known.fa), ("en", known.en)) if name}
                self.initial.setdefault("name_published", given)
            return
        del self.fields["named"], self.fields["name_published"]
        name = viewer.text(member.name) if member is not None else viewer.name(viewer.actor)
        self.lead = gettext(  # type: ignore[misc]
            "The name of %(organisation)s will stand under the resolution, with its city, for everybody and for ever: "
            "a signature can be withdrawn, but the record, and every copy of it, keeps that it was given."
        ) % {"organisation": name}

    def clean(self) -> dict[str, Any]:
        """A name is given where it is to be published."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("named") == "yes" and "name_published" in cleaned and not cleaned["name_published"]:
            self.add_error("name_published", ValidationError(gettext("Give the name that is to be published.")))
        return cleaned

    def data_of_act(self) -> dict[str, Any]:
        """The act; with a name only where its owner chose so."""
        cleaned = self.cleaned_data
        data: dict[str, Any] = {"resolution": cleaned["resolution"]}
        if cleaned.get("named") == "yes":
            data["name"] = cleaned["name_published"]
        return data


@act_form("signature.withdrawn")
class WithdrawForm(MemberForm):
    """Withdraw a signature."""

    title = _("Withdraw the signature")
    lead = _(
        "The signature and its reservations no longer stand under the resolution. The record keeps that they were "
        "made and withdrawn; documents published before are not changed."
    )
    done = _("The signature is withdrawn.")


class ReservationForm(MemberForm):
    """An act on a clause of a resolution that the member signed."""

    reserved = False
    clause = PickField(label=_("Clause"))

    def prepare(self) -> None:
        """The clauses of the resolution that is meant, those with or without a reservation of this member."""
        super().prepare()
        viewer, member = self.viewer, signer_of(self.viewer)
        who = "" if member is None else member.id
        offered = {}
        for found in viewer.state.publication.resolutions.values():
            if who in found.signatures and self.wanted() in ("", found.id):
                for clause, _number in found.clauses:
                    if (f"{who}/{clause}" in found.reservations) == self.reserved:
                        offered[clause] = title_of(viewer, "clause", clause)
        self.fields["clause"].offer(offered.items())  # type: ignore[attr-defined]


@act_form("reservation.made")
class ReserveForm(ReservationForm):
    """Record a reservation."""

    title = _("Record a reservation")
    lead = _(
        "You sign the resolution and dissent from one clause. Your words stand beside the clause, in every document "
        "made from now on, for everybody and for ever. Where your name is not published, it is not there either."
    )
    done = _("Your reservation is in the record.")

    text = BilingualField(label=_("Your reservation"), lines=4)


@act_form("reservation.withdrawn")
class UnreserveForm(ReservationForm):
    """Withdraw a reservation."""

    title = _("Withdraw a reservation")
    lead = _("It no longer stands beside the clause. The record keeps that it was made and withdrawn.")
    done = _("The reservation is withdrawn.")
    reserved = True


@act_form("resolution.published")
class PublishForm(ResolutionForm):
    """Publish a resolution."""

    title = _("Publish the resolution")
    lead = _(
        "Its documents in Persian, in English and with both side by side are made now and named in the record by "
        "their fingerprints, so that nobody can alter them. Others can then join it. Members can go on signing."
    )
    done = _("The resolution is published.")
    statuses, name = ("adopted",), "id"

    def data_of_act(self) -> dict[str, Any]:
        """The act, its documents staged."""
        return publishing.resolution_published(self.viewer.here, self.cleaned_data["id"])
