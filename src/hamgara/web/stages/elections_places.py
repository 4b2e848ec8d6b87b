"""The field for one rule of place: of which class, which place or each, at most and at least how many."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from hamgara.assembly.ballots import place_classes
from hamgara.dates import NumberError, format_number, parse_number
from hamgara.web.fields import LineField
from hamgara.web.stages.elections_words import CLASSES
from hamgara.web.viewer import Viewer

__all__ = ["PlaceRuleField"]

#: The greatest bound: no election has more seats.
MOST = 100


class PlaceRuleWidget(forms.MultiWidget):
    """A choice of class, a place, and two numbers; the places of those accredited are offered."""

    template_name = "elections/rule.html"

    def __init__(self, known: list[str]) -> None:
        self.known = known
        number = {"inputmode": "numeric", "size": 4, "autocomplete": "off"}
        super().__init__(
            {
                "of": forms.Select(choices=[("", "–"), *CLASSES.items()]),
                "value": forms.TextInput({"autocomplete": "off"}),
                "most": forms.TextInput(number),
                "least": forms.TextInput(number),
            }
        )

    def decompress(self, value: Any) -> list[Any]:
        """The four boxes of a rule."""
        value = value or {}
        return [value.get(part, "") for part in ("of", "value", "at_most", "at_least")]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Each box with a label of its own, the place with what is known."""
        context = super().get_context(name, value, attrs)
        parts = context["widget"]["subwidgets"]
        for part, label in zip(parts, (_("From each"), _("Only this one"), _("At most"), _("At least")), strict=True):
            part["label"] = label
        context["widget"]["known"] = self.known
        context["widget"]["list"] = parts[1]["attrs"]["list"] = f"{name}-known"
        return context


class PlaceRuleField(forms.MultiValueField):
    """A rule of place: {"of", "value", "at_most", "at_least"}, without the parts left open; None for an empty row."""

    def __init__(self, viewer: Viewer, **kwargs: Any) -> None:
        people = viewer.state.membership.participants.values()
        values = [place_classes(p.place) for p in people if p.place is not None and p.status == "accredited"]
        self.known = {cls: {v[cls].casefold(): v[cls] for v in values} for cls in CLASSES}
        self.language = viewer.language
        offered = sorted({name for places in self.known.values() for name in places.values()})
        boxes: list[forms.Field] = [
            forms.ChoiceField(choices=[("", "–"), *CLASSES.items()], required=False),
            LineField(max_length=200, required=False),
            LineField(max_length=10, required=False),
            LineField(max_length=10, required=False),
        ]
        super().__init__(boxes, widget=PlaceRuleWidget(offered), require_all_fields=False, **kwargs)

    def compress(self, data_list: list[Any]) -> dict[str, Any] | None:
        """The rule, or None where nothing was given."""
        if not data_list or not any(data_list):
            return None
        of, value, most_text, least_text = data_list
        if not of:
            raise ValidationError(_("Say whether the rule is about city, state or province, or country."))
        most = self._number(most_text)
        least = self._number(least_text)
        if most is None and least is None:
            raise ValidationError(_("Say how many at most, or at least."))
        if most is not None and least is not None and least > most:
            raise ValidationError(_("At least cannot be more than at most."))
        rule = {"of": of, "value": self._place(of, value), "at_most": most, "at_least": least}
        return {part: given for part, given in rule.items() if given is not None}

    def _number(self, text: str) -> int | None:
        if not text:
            return None
        try:
            number = parse_number(text)
        except NumberError:
            number = -1
        if not isinstance(number, int) or not 0 <= number <= MOST:
            most = format_number(MOST, self.language)  # type: ignore[arg-type]
            raise ValidationError(_("A whole number from 0 to %(most)s is expected.") % {"most": most})
        return number

    def _place(self, of: str, text: str) -> str | None:
        if not text:
            return None
        places = self.known[of]
        wanted = ", ".join(part.strip() for part in text.replace("،", ",").split(",")).casefold()
        if wanted not in places:
            listed = "; ".join(sorted(places.values())[:20]) or "–"
            raise ValidationError(
                _("Nobody accredited comes from “%(place)s”. Known are: %(places)s") % {"place": text, "places": listed}
            )
        return places[wanted]
