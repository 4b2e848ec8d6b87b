"""The form with every part of a charter, and the acts that put a charter in force."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from hamgara.assembly import KINDS, STAGES, Charter, Refused, charter_hash
from hamgara.assembly.charter import MATTERS
from hamgara.dates import format_number
from hamgara.web.acts import ActForm, act_form, to_page
from hamgara.web.sentences import refusal
from hamgara.web.stages import charter_words as words
from hamgara.web.stages.charter_fields import PrecedeField, RuleField, act_choices, rule_boxes
from hamgara.web.stages.charter_parts import initial_of, parts_of, prepared_charter, read_charter
from hamgara.web.stages.elections_words import method_choices
from hamgara.web.stages.inputs import PickField, ShareField

__all__ = ["CharterForm"]


EMPTY_LINES = 4


NAMES = [("fa", _("Persian")), ("en", _("English"))]


ROLE_CHOICES = list(words.ROLES.items())


_many = forms.CheckboxSelectMultiple


class CharterForm(ActForm):
    """Every part of a charter; `charter` is the result once the form is valid."""

    template_name = "charter/form.html"

    languages = forms.MultipleChoiceField(label=_("Languages of texts"), choices=NAMES, widget=_many)
    authoritative = forms.ChoiceField(label=_("The text that decides where they differ"), choices=NAMES)
    organisation = ShareField(label=_("Weight of an organisation"), above_zero=True)
    organisation_max = ShareField(label=_("The most that an accreditation may give it"), above_zero=True)
    independent = ShareField(label=_("Weight of an independent"), above_zero=True)
    capped = forms.ChoiceField(
        label=_("A class whose weight is capped"),
        choices=[("", _("none")), ("organisation", _("organisations")), ("independent", _("independents"))],
        required=False,
    )
    cap = ShareField(label=_("At most this share of the weight of all"), required=False)
    quorum_share = ShareField(label=_("Quorum: at least this share"))
    quorum_by = forms.ChoiceField(
        label=_("Quorum, counted by"), choices=[("members", _("members on the roll")), ("weight", _("weight"))]
    )
    correspondence = forms.BooleanField(label=_("Votes may be held by correspondence"), required=False)
    by_decision = forms.MultipleChoiceField(
        label=_("Acts that need an adopted decision"),
        choices=[(kind, words.ACTS[kind]) for kind in ("member.accredited", "meeting.fixed", "action.agreed")],
        widget=_many,
        required=False,
    )
    secret = forms.MultipleChoiceField(
        label=_("The vote is secret on"), choices=list(words.MATTERS.items()), widget=_many, required=False
    )
    sealed = forms.MultipleChoiceField(
        label=_("The vote is sealed on the voters' devices on"),
        choices=list(words.MATTERS.items()),
        widget=_many,
        required=False,
        help_text=_("Trustees open only the sum of such votes. Possible where the rule is a share of the votes."),
    )
    voters_shown = forms.BooleanField(
        label=_("Who has voted in a secret vote or election is told once it is closed"),
        required=False,
        help_text=_("Never how. Where few vote, or all alike, the names and the result together tell how."),
    )
    admission = forms.BooleanField(label=_("Positions need to be admitted"), required=False)
    matrix = forms.ChoiceField(
        label=_("Reactions, when a round closes"),
        choices=[
            ("attached", _("the table is published without names")),
            ("committed", _("only its fingerprint is published")),
        ],
    )
    shown = forms.ChoiceField(
        label=_("While a round is open"),
        choices=[
            ("closed", _("nobody sees what others said")),
            ("reacted", _("who has reacted to all positions sees the common ground so far")),
        ],
        help_text=_("The common ground so far is shown only where the table is published when the round closes."),
    )
    vote_order = forms.ChoiceField(
        label=_("Amendments that collide are voted on"), choices=list(words.VOTE_ORDERS.items())
    )
    vote_measure = forms.ChoiceField(label=_("How far one reaches is told by"), choices=list(words.MEASURES.items()))
    soundings_names = forms.ChoiceField(
        label=_("When a sounding closes, who learns whose answers they are"), choices=list(words.OPENINGS.items())
    )
    soundings_reservations = forms.IntegerField(
        label=_("Clauses of a package that a member may sign with a reservation"), min_value=0, max_value=20
    )
    weighted = forms.BooleanField(label=_("Ballots weigh as votes do"), required=False)
    secrecy = forms.ChoiceField(
        label=_("Ballots are"),
        choices=[
            ("sealed", pgettext_lazy("ballots", "sealed on the voter's device and opened by trustees")),
            ("closed", pgettext_lazy("ballots", "secret")),
            ("open", pgettext_lazy("ballots", "open")),
        ],
    )
    term_months = forms.IntegerField(label=_("Term of office, in months"), min_value=1, max_value=120)
    methods = forms.MultipleChoiceField(label=_("Methods of counting"), widget=_many)
    sanctions = forms.MultipleChoiceField(
        label=_("Rulings that there are"), choices=list(words.SANCTIONS.items()), widget=_many
    )
    sanctions_by_decision = forms.MultipleChoiceField(
        label=_("Of these, a decision is needed for"),
        choices=list(words.SANCTIONS.items()),
        widget=_many,
        required=False,
    )
    suspension_days = forms.IntegerField(label=_("Longest suspension, in days"), min_value=1, max_value=3660)
    signed = forms.MultipleChoiceField(
        label=_("Acts that need their author's own signature"), choices=act_choices, widget=_many, required=False
    )
    public = forms.MultipleChoiceField(
        label=_("Anybody may see"), choices=list(words.SECTIONS.items()), widget=_many, required=False
    )

    def prepare(self) -> None:
        """The rules and rights as fields of their own, filled in from the charter in force."""
        self.before = now = self.viewer.state.convening.charter or Charter()
        self.fields["methods"].choices = method_choices(self.viewer.language)  # type: ignore[attr-defined]
        for matter in MATTERS:
            label = gettext("On %(matter)s") % {"matter": words.MATTERS[matter]}
            self.fields[f"rule_{matter}"] = RuleField(label=label, initial=rule_boxes(now.rules[matter]))
        for defect, name in words.DEFECTS.items():
            self.fields[f"defect_{defect}"] = forms.ChoiceField(label=str(name), choices=list(words.TREATMENTS.items()))
        for kind in KINDS:
            if kind == "invitation.accepted":
                continue
            self.fields[f"right_{kind}"] = forms.MultipleChoiceField(
                label=str(words.ACTS[kind]), choices=ROLE_CHOICES, widget=_many, required=False, initial=now.roles(kind)
            )
        pairs = [(kind, before) for kind, listed in sorted(now.precede.items()) for before in listed]
        self.lines = len(pairs) + EMPTY_LINES
        for n in range(self.lines):
            label = gettext("Line %(number)s") % {
                "number": format_number(n + 1, "en" if self.viewer.language == "en" else "fa")
            }
            self.fields[f"precede_{n}"] = PrecedeField(label=label, initial=pairs[n] if n < len(pairs) else None)
        for name, value in initial_of(now).items():
            self.initial.setdefault(name, value)

    def groups(self) -> Iterator[dict[str, Any]]:
        """The fields in groups that a reader can open one after another."""
        simple: list[tuple[str, list[str]]] = [
            (gettext("Languages"), ["languages", "authoritative"]),
            (gettext("How votes weigh"), ["organisation", "organisation_max", "independent", "capped", "cap"]),
            (gettext("Quorum"), ["quorum_share", "quorum_by"]),
            (
                gettext("How decisions are made"),
                [*(f"rule_{m}" for m in MATTERS), "correspondence", "by_decision", "secret", "sealed", "voters_shown"],
            ),
            (gettext("Positions and reactions"), ["admission", "matrix", "shown"]),
            (gettext("The order of votes on amendments"), ["vote_order", "vote_measure"]),
            (gettext("Soundings"), ["soundings_names", "soundings_reservations"]),
            (
                gettext("Elections"),
                ["weighted", "secrecy", "term_months", "methods", *(f"defect_{d}" for d in words.DEFECTS)],
            ),
            (gettext("Conduct"), ["sanctions", "sanctions_by_decision", "suspension_days"]),
            (gettext("What must come before what"), [f"precede_{n}" for n in range(self.lines)]),
            (gettext("Acts that their author signs"), ["signed"]),
            (gettext("What the public sees"), ["public"]),
        ]
        for stage in (*STAGES, "conduct"):
            title = gettext("Who may do what: %(stage)s") % {"stage": words.STAGES[stage]}
            kinds = [k for k, d in KINDS.items() if d.stage == stage and f"right_{k}" in self.fields]
            simple.append((title, [f"right_{kind}" for kind in kinds]))
        for title, names in simple:
            fields: list[BoundField] = [self[name] for name in names]
            yield {"title": title, "fields": fields, "wrong": any(field.errors for field in fields)}

    def clean(self) -> dict[str, Any]:
        """The parts hold together."""
        cleaned = super().clean() or {}
        if cleaned.get("capped") and not cleaned.get("cap"):
            self.add_error("cap", gettext("Say at which share the class is capped."))
        if not self.errors:
            try:
                self.charter = msgspec.convert(parts_of(cleaned, self.lines, self.before), Charter)
                self.charter.check()
            except msgspec.ValidationError as error:
                raise ValidationError(str(error)) from None
            except Refused as refused:
                raise ValidationError(refusal(refused)) from None
        return cleaned

    def data_of_act(self) -> dict[str, Any]:
        """The charter as the act has it."""
        return {"charter": msgspec.to_builtins(self.charter)}

    def after(self, data: Mapping[str, Any]) -> str:
        """The charter's page."""
        return to_page(self.viewer, "charter")


@act_form("charter.adopted")
class AdoptForm(CharterForm):
    """The conveners put a charter in force before anybody is accredited."""

    title = _("Put this charter in force")
    lead = _(
        "Until the first accreditation the conveners may put a charter in force themselves; from then on only the "
        "assembly can change it, by a decision on the new text."
    )
    done = _("The charter is in force.")


@act_form("charter.amended")
class AmendForm(ActForm):
    """A new charter takes force after the assembly decided for exactly its text."""

    title = _("Put the new charter in force")
    lead = _("Exactly the text for which the assembly decided takes force now.")
    done = _("The new charter is in force.")

    decision = PickField(label=_("By the decision"))
    text = forms.CharField(
        label=_("The text of the charter"),
        required=False,
        max_length=60_000,
        widget=forms.Textarea({"rows": 5, "dir": "ltr", "lang": "en", "spellcheck": "false"}),
        help_text=_(
            "Needed only where this instance no longer holds the prepared text: paste what was downloaded then. "
            "It must have exactly the fingerprint that the decision names."
        ),
    )

    def prepare(self) -> None:
        """The adopted decisions on a charter that have not taken effect."""
        state = self.viewer.state
        open_ = [
            d
            for d in state.decisions.decisions.values()
            if d.adopted and d.subject.matter == "charter" and d.closed_seq > state.convening.charter_seq
        ]
        labels = [(d.id, f"{self.viewer.text(d.text)[:60]} ({d.subject.id[:12]}…)") for d in open_]
        self.fields["decision"].offer(labels)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The text is the one for which the assembly decided."""
        cleaned = super().clean() or {}
        decision = self.viewer.state.decisions.decisions.get(cleaned.get("decision") or "")
        if decision is None:
            return cleaned
        if cleaned.get("text"):
            self.charter = read_charter(cleaned["text"])
            if charter_hash(self.charter) != decision.subject.id:
                self.add_error("text", gettext("This text has another fingerprint than the one decided on."))
            return cleaned
        found = prepared_charter(self.viewer, decision.subject.id)
        if found is None:
            self.add_error("text", gettext("The prepared text is not here. Paste it."))
        else:
            self.charter = found
        return cleaned

    def data_of_act(self) -> dict[str, Any]:
        """The charter and the decision."""
        return {"charter": msgspec.to_builtins(self.charter), "decision": self.cleaned_data["decision"]}

    def after(self, data: Mapping[str, Any]) -> str:
        """The charter's page."""
        return to_page(self.viewer, "charter")
