"""Form fields and choices that several stages share: shares, participants, decisions, the kept id of an object."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hamgara.assembly import Case, Refused, decode_act
from hamgara.assembly.act import VOTERS
from hamgara.assembly.charter import Matter
from hamgara.assembly.membership import Participant
from hamgara.dates import NumberError, parse_number
from hamgara.record import Entry
from hamgara.web.viewer import Viewer

__all__ = [
    "KEEPERS",
    "Choices",
    "PickField",
    "ShareField",
    "ThresholdField",
    "adopted_choices",
    "is_voter",
    "member_choices",
    "offer_keepers",
    "rehearse",
]

Choices = list[tuple[str, "str | Promise"]]


class ShareField(forms.CharField):
    """A share or weight as people write it (2/3, 75 %, ۲/۳); its value is the record's text of the fraction."""

    def __init__(self, *, most: Fraction | None = None, above_zero: bool = False, **kwargs: Any) -> None:
        self.most, self.above_zero = most, above_zero
        kwargs.setdefault("widget", forms.TextInput({"size": 8, "dir": "ltr", "autocomplete": "off"}))
        super().__init__(max_length=40, **kwargs)

    def clean(self, value: Any) -> str:
        """The canonical text of the fraction; an error for what is no number, or is out of bounds."""
        text: str = super().clean(value)
        if not text:
            return ""
        try:
            share = Fraction(parse_number(text))
        except NumberError:
            raise ValidationError(_("This is not a number. Expected one such as 1, 2/3 or 75%.")) from None
        if share < 0 or (self.above_zero and share == 0):
            raise ValidationError(_("A number above zero is expected."))
        if self.most is not None and share > self.most:
            raise ValidationError(_("At most %(most)s is possible.") % {"most": self.most})
        if share.denominator > 999_999_999 or share.numerator > 999_999_999:
            raise ValidationError(_("This number is too fine or too great."))
        return str(share)


class PickField(forms.ChoiceField):
    """One object out of those to which the act can apply; says so where there is none."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {})
        super().__init__(**kwargs)

    def offer(self, choices: Iterable[tuple[str, Any]]) -> None:
        """Set what can be chosen; a single object is chosen already."""
        listed = list(choices)
        if not self.required:
            self.choices = [("", _("none")), *listed]
        elif len(listed) == 1:
            self.choices = listed
        else:
            self.choices = [("", _("– choose –")), *listed]
        if not listed and self.required:
            self.help_text = _("There is nothing at present to which this act applies.")


def member_choices(viewer: Viewer, wanted: Callable[[Participant], bool]) -> Choices:
    """The participants that are wanted, by name."""
    found = [p.id for p in viewer.state.membership.participants.values() if wanted(p)]
    return sorted(((who, viewer.name(who)) for who in found), key=lambda pair: (pair[1], pair[0]))


def adopted_choices(viewer: Viewer, matter: Matter, subject: str = "") -> Choices:
    """The adopted decisions on a kind of matter, the latest first."""
    found = [
        d
        for d in viewer.state.decisions.decisions.values()
        if d.adopted and d.subject.matter == matter and (not subject or d.subject.id == subject)
    ]
    found.sort(key=lambda d: d.closed_seq, reverse=True)
    return [(d.id, f"{viewer.text(d.text)[:60] or viewer.name(d.subject.id)} ({d.id})") for d in found]


def is_voter(viewer: Viewer) -> bool:
    """Whether the actor is on the roll as it stands; cheaper than making the roll."""
    membership = viewer.state.membership
    found = membership.participants.get(viewer.actor)
    if found is None or found.status != "accredited":
        return False
    if found.kind == "independent":
        return True
    organisation = membership.participants.get(found.organisation or found.id)
    if organisation is None or organisation.kind != "organisation" or organisation.status != "accredited":
        return False
    return any(voter == viewer.actor for voter, _share in membership.mandates(organisation.id))


#: What a sealed vote names besides.
KEEPERS = ("trustees", "threshold", "registrar")


class ThresholdField(forms.IntegerField):
    """How many of the trustees are needed to open a sealed vote."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput({"inputmode": "numeric"})
        label = gettext_lazy("How many of them are needed")
        super().__init__(label=label, min_value=1, max_value=50, localize=True, widget=widget, **kwargs)


def offer_keepers(viewer: Viewer, fields: Mapping[str, forms.Field]) -> None:
    """Offer those who can keep a sealed vote as its trustees and as its registrar."""
    able = member_choices(viewer, lambda p: p.kind in VOTERS and p.status == "accredited")
    fields["trustees"].choices = able  # type: ignore[attr-defined]
    fields["registrar"].offer(able)  # type: ignore[attr-defined]


def rehearse(viewer: Viewer, kind: str, data: dict[str, Any]) -> None:
    """Raise `Refused` where the act would be refused now. Nothing is written.

    For acts that are to write into the directory first, which must not happen for an act that fails.
    """
    log = viewer.here
    state = log.snapshot().state
    at = max(viewer.at, state.at)
    try:
        log.replay.consider(Entry(assembly=log.assembly_id, seq=state.seq, at=at, by=viewer.actor, act=kind, data=data))
    except Refused as refused:
        if refused.code != "signature_needed":
            raise
        decode_act(kind, data).in_order(Case(state, viewer.actor, at, state.seq, log.replay))
