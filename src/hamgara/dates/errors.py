"""Why a date was refused: a code with its parameters, and the sentence for it in both languages."""

from typing import Any

from hamgara.dates.numerals import Language, digits

__all__ = ["AmbiguousTimeError", "DateError"]

_SENTENCES: dict[str, tuple[str, str]] = {
    "form": (
        "«{text}» تاریخ نیست؛ برای نمونه بنویسید {example}",
        "“{text}” is not a date; write for example {example}",
    ),
    "month": (
        "«{text}»: ماه «{month}» شناخته نشد؛ برای نمونه بنویسید {example}",
        "“{text}”: the month “{month}” is not known; write for example {example}",
    ),
    "day": (
        "«{text}»: چنین روزی در این ماه نیست؛ این ماه {last} روز دارد",
        "“{text}”: there is no such day; this month has {last} days",
    ),
    "weekday": (
        "«{text}»: این روز {actual} است، نه {given}",
        "“{text}”: this day is a {actual}, not a {given}",
    ),
    "year": (
        "«{text}»: سال باید میان {first} و {last} باشد",
        "“{text}”: the year must lie between {first} and {last}",
    ),
    "other-calendar": (
        "«{text}»: سال {year} به تقویم دیگر می‌ماند؛ اینجا تاریخ {calendar} خواسته شده است",
        "“{text}”: the year {year} looks like the other calendar; a {calendar} date is expected here",
    ),
    "time": (
        "«{text}» ساعت نیست؛ برای نمونه بنویسید {example}",
        "“{text}” is not a time; write for example {example}",
    ),
    "utc": (
        "«{text}» لحظه‌ای به وقت جهانی نیست؛ شکل درست {example} است",
        "“{text}” is not a moment in UTC; the form is {example}",
    ),
    "zone": (
        "منطقهٔ زمانی «{text}» شناخته نشد؛ برای نمونه بنویسید {example}",
        "the time zone “{text}” is not known; write for example {example}",
    ),
    "gap": (
        "«{text}»: در {zone} چنین ساعتی در این روز نیست، چون ساعت رسمی به جلو کشیده می‌شود",
        "“{text}”: this time does not exist in {zone} on that day, because clocks go forward",
    ),
    "fold": (
        "«{text}»: در {zone} این ساعت در این روز دو بار می‌آید ({first} و {second})؛ یکی را برگزینید",
        "“{text}”: this time comes twice in {zone} on that day ({first} and {second}); choose one",
    ),
    "order": (
        "«{text}»: روز پایان پیش از روز آغاز است",
        "“{text}”: the last day comes before the first",
    ),
}
_CALENDARS = {"jalali": ("خورشیدی", "Jalali"), "gregorian": ("میلادی", "Gregorian")}


class DateError(ValueError):
    """A date, time or zone that cannot be read or does not exist.

    `code` is one of the keys above, `parameters` what its sentence names; `explain` gives the sentence.
    """

    def __init__(self, code: str, **parameters: Any) -> None:
        self.code = code
        self.parameters = parameters
        super().__init__(self.explain("en"))

    def explain(self, language: Language) -> str:
        """The reason as one sentence, for the person who typed the date."""
        fa = language == "fa"
        shown: dict[str, str] = {}
        for name, value in self.parameters.items():
            if name == "calendar":
                shown[name] = _CALENDARS[value][0 if fa else 1]
            elif name == "example":
                shown[name] = value[0 if fa else 1] if isinstance(value, tuple) else str(value)
            elif name in ("actual", "given"):
                shown[name] = value[0 if fa else 1]
            elif isinstance(value, int):
                shown[name] = digits(str(value), language)
            else:
                shown[name] = str(value)
        return _SENTENCES[self.code][0 if fa else 1].format(**shown)


class AmbiguousTimeError(DateError):
    """A local time that comes twice because clocks go back; `choices` are its two moments in UTC, the
    earlier first.
    """

    def __init__(self, text: str, zone: str, choices: tuple[str, str]) -> None:
        super().__init__("fold", text=text, zone=zone, first=choices[0], second=choices[1])
        self.choices = choices
