"""Form fields for what acts hold: texts in both languages, times and days in the reader's calendar, places."""

from __future__ import annotations

import unicodedata
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hamgara.dates import DateError, from_utc, parse_date, parse_local, parts_of
from hamgara.web.viewer import current_viewer

__all__ = ["BilingualField", "DayField", "LineField", "MomentField", "PlaceField", "TextField"]


def _clean(value: Any) -> str:
    """Text as the record holds it: NFC, without control characters, line ends as line feeds."""
    text = unicodedata.normalize("NFC", str(value or "")).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) != "Cc").strip()


class LineField(forms.CharField):
    """One line of text."""

    def to_python(self, value: Any) -> str:
        """The line, normalised."""
        return " ".join(_clean(value).split("\n"))


class TextField(forms.CharField):
    """Plain text with paragraphs."""

    widget = forms.Textarea(attrs={"rows": 6})

    def to_python(self, value: Any) -> str:
        """The text, normalised."""
        return _clean(value)


class BilingualWidget(forms.MultiWidget):
    """Two boxes, each labelled with its language and set in its direction."""

    template_name = "hamgara/bilingual.html"

    def __init__(self, *, lines: int) -> None:
        attrs = ({"lang": "fa", "dir": "rtl"}, {"lang": "en", "dir": "ltr"})
        boxes: list[forms.Widget] = [
            forms.Textarea({**a, "rows": lines}) if lines > 1 else forms.TextInput(a) for a in attrs
        ]
        super().__init__({"fa": boxes[0], "en": boxes[1]})

    def decompress(self, value: Any) -> list[Any]:
        """The two boxes of a value."""
        value = value or {}
        return [value.get("fa", ""), value.get("en", "")]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Each box with a label of its own."""
        context = super().get_context(name, value, attrs)
        for box, label in zip(context["widget"]["subwidgets"], (gettext("Persian"), gettext("English")), strict=True):
            box["label"] = label
        return context


class BilingualField(forms.MultiValueField):
    """A text in Persian, in English, or both: {"fa": …, "en": …}.

    With `authoritative` the language that the charter makes authoritative must be given.
    """

    def __init__(self, *, max_length: int = 6000, lines: int = 6, authoritative: bool = False, **kwargs: Any) -> None:
        field = LineField if lines == 1 else TextField
        parts = [field(max_length=max_length, required=False) for _language in ("fa", "en")]
        self.authoritative = authoritative
        super().__init__(parts, widget=BilingualWidget(lines=lines), require_all_fields=False, **kwargs)

    def compress(self, data_list: list[str]) -> dict[str, str]:
        """The languages that were given."""
        given = dict(zip(("fa", "en"), data_list or ["", ""], strict=True))
        return {language: text for language, text in given.items() if text}

    def clean(self, value: Any) -> dict[str, str]:
        """The texts; an error where a language that is needed is missing."""
        texts: dict[str, str] = super().clean(value) or {}
        if self.authoritative and texts:
            needed = current_viewer().state.charter.authoritative
            if needed not in texts:
                names = {"fa": gettext("Persian"), "en": gettext("English")}
                raise ValidationError(
                    gettext("The charter makes %(language)s authoritative: this text is needed in it.")
                    % {"language": names[needed]}
                )
        return texts


class DayField(forms.CharField):
    """A day in the reader's calendar; its value is ISO 8601."""

    def to_python(self, value: Any) -> str:
        """The day as YYYY-MM-DD."""
        text = _clean(value)
        if not text:
            return ""
        try:
            return parse_date(text, current_viewer().calendar).isoformat()  # type: ignore[arg-type]
        except DateError as error:
            raise ValidationError(_date_problem(error)) from error


class MomentWidget(forms.MultiWidget):
    """A box for the day and one for the time."""

    template_name = "hamgara/moment.html"

    def __init__(self) -> None:
        super().__init__(
            {"day": forms.TextInput({"inputmode": "numeric"}), "time": forms.TextInput({"inputmode": "numeric"})}
        )

    def decompress(self, value: Any) -> list[Any]:
        """The two boxes of a value, which may be a moment of the record (an address can prefill it)."""
        if not isinstance(value, str):
            return list(value) if value else ["", ""]
        viewer = current_viewer()
        try:
            local = from_utc(value, viewer.timezone)
        except DateError:
            return ["", ""]
        year, month, day = parts_of(local.date(), cast(Any, viewer.calendar))
        return [f"{year:04d}/{month:02d}/{day:02d}", f"{local:%H:%M}"]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Each box with a label of its own and an example."""
        context = super().get_context(name, value, attrs)
        jalali = current_viewer().calendar == "jalali"
        labels = (gettext("Day"), gettext("Time"))
        examples = ("1389/05/24" if jalali else "2010-08-15", "14:30")
        for box, label, example in zip(context["widget"]["subwidgets"], labels, examples, strict=True):
            box["label"], box["example"] = label, example
        return context


class MomentField(forms.MultiValueField):
    """A day and a time in the reader's calendar and the assembly's time zone; its value is UTC (RFC 3339)."""

    def __init__(self, **kwargs: Any) -> None:
        parts = [LineField(required=False), LineField(required=False)]
        super().__init__(parts, widget=MomentWidget(), require_all_fields=False, **kwargs)

    def compress(self, data_list: list[str]) -> str:
        """The moment in UTC."""
        if not data_list or not any(data_list):
            return ""
        viewer = current_viewer()
        try:
            return parse_local(data_list[0], data_list[1], viewer.timezone, viewer.calendar)  # type: ignore[arg-type]
        except DateError as error:
            raise ValidationError(_date_problem(error)) from error


def _date_problem(error: DateError) -> str:
    return gettext("This is not a day or time of the calendar: %(why)s") % {"why": error}


class PlaceWidget(forms.MultiWidget):
    """Boxes for city, region and country."""

    template_name = "hamgara/place.html"

    def __init__(self) -> None:
        super().__init__(
            {
                "city": forms.TextInput({"autocomplete": "address-level2"}),
                "region": forms.TextInput({"autocomplete": "address-level1"}),
                "country": forms.TextInput({"autocomplete": "country", "maxlength": 2, "size": 3}),
            }
        )

    def decompress(self, value: Any) -> list[Any]:
        """The three boxes of a value."""
        value = value or {}
        return [value.get("city", ""), value.get("region", ""), value.get("country", "")]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Each box with a label of its own."""
        context = super().get_context(name, value, attrs)
        labels = (gettext("City"), gettext("State or province"), gettext("Country (two letters, such as CA)"))
        for box, label in zip(context["widget"]["subwidgets"], labels, strict=True):
            box["label"] = label
        return context


class PlaceField(forms.MultiValueField):
    """A place: {"city": …, "region": …, "country": two letters of ISO 3166-1}."""

    default_error_messages: ClassVar = {"country": _("A country is two letters, such as CA or US.")}

    def __init__(self, **kwargs: Any) -> None:
        parts = [LineField(max_length=200, required=False) for _part in range(3)]
        super().__init__(parts, widget=PlaceWidget(), require_all_fields=False, **kwargs)

    def compress(self, data_list: list[str]) -> dict[str, str] | None:
        """The place, or None where nothing was given."""
        if not data_list or not any(data_list):
            return None
        city, region, country = data_list
        country = country.upper()
        if len(country) != 2 or not country.isascii() or not country.isalpha():
            raise ValidationError(self.error_messages["country"])
        if not city or not region:
            raise ValidationError(gettext("City and region are both needed."))
        return {"city": city, "region": region, "country": country}
