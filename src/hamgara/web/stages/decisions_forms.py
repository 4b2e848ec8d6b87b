"""The forms of decision: a subject is put to the vote, members vote, the vote is closed or called off."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hamgara.assembly import Refused
from hamgara.assembly.charter import MATTERS, Matter
from hamgara.assembly.decisions import Decision
from hamgara.assembly.meetings import count_quorum
from hamgara.assembly.voting_lists import next_vote
from hamgara.web.acts import ActForm, act_form, to_page
from hamgara.web.fields import BilingualField, MomentField, TextField
from hamgara.web.objects import title_of
from hamgara.web.stages import charter_words
from hamgara.web.stages.clauses_forms import clause_label
from hamgara.web.stages.inputs import KEEPERS, PickField, ThresholdField, offer_keepers
from hamgara.web.store import closing, directory
from hamgara.web.viewer import Viewer

__all__ = ["CHOICES", "DecisionForm", "is_due", "list_matters", "subjects_of"]

CHOICES = [("yes", _("in favour")), ("no", _("against")), ("abstain", _("abstaining"))]
Pairs = list[tuple[str, str]]
#: The matters that concern the text of a clause.
TEXTS: tuple[Matter, ...] = ("clause", "amendment")


def _voted_on(viewer: Viewer) -> tuple[set[tuple[Matter, str]], set[str]]:
    """The subjects on which a vote is open, and the clauses that no second vote may concern."""
    state = viewer.state
    subjects = {(d.subject.matter, d.subject.id) for d in state.decisions.decisions.values() if d.status == "open"}
    amendments = state.clauses.amendments
    clauses = {key if matter == "clause" else amendments[key].clause for matter, key in subjects if matter in TEXTS}
    return subjects, clauses


def _clauses(viewer: Viewer) -> Pairs:
    busy, part = _voted_on(viewer)[1], viewer.state.clauses
    drafts = [c for c in part.pending() if c.undecided and c.id not in busy and part.list_with(c.id) is None]
    return [(c.id, clause_label(viewer, c)) for c in drafts]


def _amendments(viewer: Viewer) -> Pairs:
    part, busy = viewer.state.clauses, _voted_on(viewer)[1]
    waiting = [
        a
        for a in part.amendments.values()
        if a.status == "proposed"
        and part.clauses[a.clause].undecided
        and not part.outdated(a)
        and a.clause not in busy
        and part.list_with(a.clause) is None
    ]
    return [(a.id, title_of(viewer, "amendment", a.id)) for a in waiting]


def _resolutions(viewer: Viewer) -> Pairs:
    drafts = [r for r in viewer.state.publication.resolutions.values() if r.status == "draft"]
    return [(r.id, viewer.text(r.title)) for r in drafts]


def _members(viewer: Viewer) -> Pairs:
    found = [p for p in viewer.state.membership.participants.values() if p.status != "left"]
    named = [(p.id, viewer.name(p.id)) for p in found]
    return sorted(named, key=lambda pair: (pair[1], pair[0]))


def _conduct(viewer: Viewer) -> Pairs:
    raised = [m for m in viewer.state.conduct.matters.values() if m.status == "raised"]
    return [(m.id, title_of(viewer, "matter", m.id)) for m in raised]


def _actions(viewer: Viewer) -> Pairs:
    proposed = [a for a in viewer.state.actions.actions.values() if a.status == "proposed"]
    return [(a.id, viewer.text(a.title)) for a in proposed]


_SUBJECTS: Mapping[Matter, Callable[[Viewer], Pairs]] = {
    "clause": _clauses,
    "amendment": _amendments,
    "resolution": _resolutions,
    "membership": _members,
    "conduct": _conduct,
    "action": _actions,
}
#: The matters whose text is stated with the vote itself.
STATED: tuple[Matter, ...] = ("charter", "meeting", "motion")
#: The matters to which a text can be added that says what exactly is asked.
EXPLAINED: tuple[Matter, ...] = ("membership", "conduct", "action")


def subjects_of(viewer: Viewer, matter: Matter) -> Pairs:
    """What of that matter can be put to the vote now, less what is being voted on already."""
    list_subjects = _SUBJECTS.get(matter)
    found = list_subjects(viewer) if list_subjects is not None else []
    subjects = _voted_on(viewer)[0]
    return [(key, label) for key, label in found if (matter, key) not in subjects]


def list_matters(viewer: Viewer) -> list[tuple[Matter, Any, int]]:
    """The kinds of matter with what they are called and how many subjects wait; -1 where the vote states its text."""
    return [(m, charter_words.MATTERS[m], len(subjects_of(viewer, m)) if m in _SUBJECTS else -1) for m in MATTERS]


@act_form("decision.opened")
class OpenForm(ActForm):
    """Put a subject to the vote. The matter comes first; then the form asks what that matter needs."""

    title = _("Put to the vote")
    lead = _("The roll and the weights are those of this moment. While the vote is open, the text stays as it is.")
    done = _("The vote is open.")
    template_name = "decisions/open_form.html"

    matter = forms.ChoiceField(widget=forms.HiddenInput)
    list = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    id = PickField(label=_("What is voted on"))
    sanction = forms.ChoiceField(label=_("Proposed ruling"), widget=forms.RadioSelect)
    until = MomentField(label=_("A suspension ends"), required=False)
    text = BilingualField(label=_("Text"), lines=6)
    sitting = PickField(label=_("In the sitting"), required=False)
    closes = MomentField(label=_("Open until"), required=False)
    trustees = forms.MultipleChoiceField(label=_("Trustees"), widget=forms.CheckboxSelectMultiple)
    threshold = ThresholdField()
    registrar = PickField(label=_("Registrar"))

    #: What can be put to the vote, by matter: the template's first step.
    matters: Sequence[tuple[Matter, Any, int]] = ()
    #: What the matter that was chosen is called.
    matter_word: Any = ""

    def prepare(self) -> None:
        """Keep the fields that the matter needs, and set what can be chosen."""
        viewer, charter = self.viewer, self.viewer.state.charter
        self.fields["matter"].choices = [(m, m) for m in MATTERS]  # type: ignore[attr-defined]
        matter: Any = self.data.get("matter") or self.initial.get("matter")
        self.asked: Matter | None = matter if matter in MATTERS else None
        if not self.asked:
            self.matters = list_matters(viewer)
            for name in ("id", "sanction", "until", "text", "sitting", "closes", *KEEPERS):
                del self.fields[name]
            return
        self.matter_word = charter_words.MATTERS[matter]
        self._subject(matter)
        text = self.fields["text"]
        if matter in EXPLAINED:
            text.required = False
            text.label = gettext("What exactly is asked")
        elif matter not in STATED:
            del self.fields["text"]
        if matter == "conduct":
            rules = charter.conduct
            self.fields["sanction"].choices = [  # type: ignore[attr-defined]
                (s, charter_words.SANCTIONS[s]) for s in rules.sanctions if s != "none"
            ]
        else:
            del self.fields["sanction"], self.fields["until"]
        self._occasion()
        self._keepers()

    def _keepers(self) -> None:
        """Who keeps a sealed vote; its end is set when the key is made and voting is opened."""
        viewer = self.viewer
        if self.asked not in viewer.state.charter.sealed:
            for name in KEEPERS:
                del self.fields[name]
            return
        del self.fields["closes"]
        offer_keepers(viewer, self.fields)

    def _subject(self, matter: Matter) -> None:
        viewer = self.viewer
        field: PickField = self.fields["id"]  # type: ignore[assignment]
        listed = viewer.state.clauses.lists.get(str(self.data.get("list") or self.initial.get("list") or ""))
        if matter == "amendment" and listed is not None and listed.status == "open":
            due = next_vote(viewer.state, listed)
            waiting = [due.amendments[0]] if due is not None else []
            field.offer((a, title_of(viewer, "amendment", a)) for a in waiting)
            return
        if matter in _SUBJECTS:
            field.offer(subjects_of(viewer, matter))
            return
        given = str(self.data.get("id") or self.initial.get("id") or "")
        hidden = forms.CharField(required=matter == "charter", max_length=64, widget=forms.HiddenInput)
        if matter == "charter":
            hidden.error_messages["required"] = gettext("Prepare the new charter first; its page leads here.")
        elif matter == "meeting":
            # The meeting does not exist yet: the vote gives it the id with which it will be fixed.
            self.initial["id"] = given or directory.new_id("n")
            hidden.help_text = gettext("The meeting's id will be %(id)s.") % {"id": self.initial["id"]}
        self.fields["id"] = hidden

    def _occasion(self) -> None:
        viewer = self.viewer
        sittings = [s for s in viewer.state.meetings.sittings.values() if s.status == "open"]
        quorate = [(s.id, viewer.text(s.title)) for s in sittings if count_quorum(viewer.state, s.present).holds]
        sitting: PickField = self.fields["sitting"]  # type: ignore[assignment]
        correspondence = viewer.state.charter.correspondence
        sitting.required = not correspondence
        sitting.offer(quorate)
        if correspondence:
            sitting.choices = [("", gettext("by correspondence, outside a sitting")), *quorate]
        elif not quorate:
            sitting.help_text = gettext("The charter asks for a sitting that has a quorum; none is open now.")
        self.fields["closes"].help_text = gettext(
            "Needed for a vote by correspondence. In a sitting it may be left empty: the vote then ends when it is "
            "closed."
        )

    def clean(self) -> dict[str, Any]:
        """A matter is chosen, the vote has an occasion, and a suspension an end."""
        cleaned = super().clean() or {}
        if not self.asked:
            self.errors.pop("matter", None)
            raise ValidationError(gettext("Choose first what kind of matter it is."))
        timed = cleaned.get("sitting") or cleaned.get("closes") or {"closes", "sitting"} & set(self.errors)
        if "closes" in self.fields and not timed:
            self.add_error("closes", gettext("Say when a vote by correspondence ends."))
        if cleaned.get("sanction") == "suspension" and not cleaned.get("until") and "until" not in self.errors:
            self.add_error("until", gettext("Say when the suspension ends."))
        if cleaned.get("until") and cleaned.get("sanction") not in (None, "suspension"):
            self.add_error("until", gettext("Only a suspension has an end."))
        return cleaned

    def data_of_act(self) -> dict[str, Any]:
        """The act, with an id of its own."""
        cleaned = self.cleaned_data
        key = directory.new_id("v")
        subject: dict[str, Any] = {"matter": self.asked, "id": cleaned.get("id") or key}
        if self.asked == "motion":
            subject["id"] = key
        if self.asked == "clause":
            subject["version"] = self.viewer.state.clauses.clauses[subject["id"]].current.number
        for name in ("sanction", "until", "list"):
            if cleaned.get(name):
                subject[name] = cleaned[name]
        data: dict[str, Any] = {"id": key, "subject": subject}
        return data | {name: cleaned[name] for name in ("text", "sitting", "closes", *KEEPERS) if cleaned.get(name)}

    def after(self, data: Mapping[str, Any]) -> str:
        """The decision's page."""
        return to_page(self.viewer, "decisions-one", data["id"])


@act_form("vote.cast")
class VoteForm(ActForm):
    """Vote by roll call."""

    title = _("Vote")
    lead = _("It is a roll call: the record and the pages show how you voted. Your last vote before the end counts.")
    done = _("Your vote is in the record.")

    decision = PickField(label=_("Vote"))
    choice = forms.ChoiceField(label=_("Your vote"), choices=CHOICES, widget=forms.RadioSelect)

    def prepare(self) -> None:
        """The open roll calls on whose roll the actor is."""
        found = [
            d
            for d in self.viewer.state.decisions.decisions.values()
            if d.status == "open" and not d.secret and self.viewer.actor in d.roll
        ]
        offered = [(d.id, title_of(self.viewer, "decision", d.id)) for d in found]
        self.fields["decision"].offer(offered)  # type: ignore[attr-defined]

    def after(self, data: Mapping[str, Any]) -> str:
        """The decision's page."""
        return to_page(self.viewer, "decisions-one", data["decision"])


class DecisionForm(ActForm):
    """An act on one open decision."""

    id = PickField(label=_("Vote"))

    def prepare(self) -> None:
        """The decisions that are open."""
        found = [d for d in self.viewer.state.decisions.decisions.values() if d.status == "open"]
        offered = [(d.id, title_of(self.viewer, "decision", d.id)) for d in found]
        self.fields["id"].offer(offered)  # type: ignore[attr-defined]

    @property
    def decision(self) -> Decision | None:
        """The decision that is chosen so far."""
        chosen = str(self.data.get("id") or self.initial.get("id") or "")
        return self.viewer.state.decisions.decisions.get(chosen)

    def after(self, data: Mapping[str, Any]) -> str:
        """The decision's page."""
        return to_page(self.viewer, "decisions-one", data["id"])


def is_due(viewer: Viewer, decision: Decision, at: str) -> bool:
    """Whether a vote can be closed: its time is over, or it has none, or all have voted by roll call; a sealed one once
    its box is closed.
    """
    if decision.sealed:
        return viewer.state.elections.elections[decision.id].status == "closed"
    everyone = not decision.secret and len(decision.votes) == len(decision.roll)
    return not decision.closes or at >= decision.closes or everyone


@act_form("decision.closed")
class CloseForm(DecisionForm):
    """Close a vote; its outcome is computed."""

    title = _("Close the vote")
    lead = _("The outcome follows from the votes and the charter's rule, and anyone can compute it again.")
    done = _("The vote is closed.")
    template_name = "decisions/close_form.html"

    @property
    def foreseen(self) -> dict[str, Any] | None:
        """The outcome as it would be now, of a roll call only: nobody looks into a secret box before its time."""
        decision = self.decision
        if decision is None or decision.secret or decision.status != "open":
            return None
        outcome: dict[str, Any] = closing.decision_closed(self.viewer.here, decision.id)["outcome"]
        return outcome

    def data_of_act(self) -> dict[str, Any]:
        """The act with its outcome; nothing is counted before the time is over."""
        decision = self.viewer.state.decisions.decisions[self.cleaned_data["id"]]
        if not is_due(self.viewer, decision, self.viewer.here.now()):
            raise Refused("not_yet", f"act/{self.kind}", closes=decision.closes)
        return closing.decision_closed(self.viewer.here, decision.id)


@act_form("decision.withdrawn")
class WithdrawForm(DecisionForm):
    """Call off an open vote."""

    title = _("Call off the vote")
    lead = _("The subject is then as it was before the vote. Votes that were cast stay in the record.")
    done = _("The vote is called off.")

    reason = TextField(label=_("Reason"), max_length=6000)
