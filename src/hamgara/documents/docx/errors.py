"""What is refused of a DOCX file, with a code that a caller can translate and the place that is meant."""

from __future__ import annotations

from collections.abc import Mapping

from hamgara.dates import Language

__all__ = ["REFUSED", "DocxError"]


class DocxError(ValueError):
    """A file that is not read; `code`, one of `REFUSED`, says what is wrong with it, `where` the part and line or the
    clause meant.
    """

    def __init__(self, code: str, where: str, sentence: str) -> None:
        super().__init__(f"{where}: {sentence}" if where else sentence)
        self.code = code
        self.where = where

    def said(self, language: Language) -> str:
        """What is wrong with the file and what its sender can do, for readers of that language."""
        return REFUSED[self.code][language]


#: What each code says to whoever sent the file.
REFUSED: Mapping[str, Mapping[Language, str]] = {
    "too-large": {
        "fa": "پرونده بزرگ‌تر از آن است که خوانده شود. تنها متن پیش‌نویس را نگه دارید و تصویرها را بردارید.",
        "en": "The file is larger than can be read. Please keep only the text of the draft and take out pictures.",
    },
    "not-docx": {
        "fa": "این پرونده DOCX نیست. در واژه‌پرداز خود آن را با قالب DOCX و بی گذرواژه ذخیره کنید.",
        "en": "This is not a DOCX file. Please save it in your word processor as DOCX and without a password.",
    },
    "broken": {
        "fa": "پرونده آسیب دیده است و خوانده نمی‌شود. آن را دوباره در واژه‌پرداز ذخیره کنید و بفرستید.",
        "en": "The file is damaged and cannot be read. Please save it anew in your word processor and send it again.",
    },
    "zip-bomb": {
        "fa": "پرونده پس از باز شدن بسیار بزرگ‌تر از آن می‌شود که می‌نماید؛ از این رو باز نشد.",
        "en": "Once opened the file would grow far beyond what it seems to be; so it was not opened.",
    },
    "path": {
        "fa": "پرونده به جایی بیرون از خود اشاره می‌کند؛ از این رو خوانده نشد.",
        "en": "The file points to a place outside of itself; so it was not read.",
    },
    "macros": {
        "fa": "پرونده ماکرو دارد. آن را بی ماکرو، با قالب DOCX، ذخیره کنید.",
        "en": "The file has macros. Please save it as DOCX, without macros.",
    },
    "embedded": {
        "fa": "در پرونده چیزی جز متن جا داده شده است: پرونده‌ای دیگر، الگویی بیرونی یا برنامه‌ای. آن را بردارید.",
        "en": "Something other than text is in the file: another file, an outside template or a program. Please "
        "remove it.",
    },
    "external": {
        "fa": "پرونده به بیرون پیوند دارد، مانند نشانی وب یا تصویری از اینترنت. آن را بردارید؛ چیزی گرفته نشد.",
        "en": "The file links to something outside, such as an address or a picture on the web. Please remove it; "
        "nothing was fetched.",
    },
    "field": {
        "fa": "پرونده فیلدی دارد که چیزی را از بیرون می‌گیرد یا کاری می‌کند. آن را بردارید یا به متن ساده برگردانید.",
        "en": "The file has a field that fetches something or acts. Please remove it or turn it into plain text.",
    },
    "dtd": {
        "fa": "پرونده تعریف‌هایی (DTD) دارد که در پروندهٔ واژه‌پرداز جایی ندارند؛ از این رو خوانده نشد.",
        "en": "The file has definitions (a DTD) that have no place in a word processor's file; so it was not read.",
    },
    "malformed": {
        "fa": "متن درون پرونده درست نوشته نشده است. آن را دوباره در واژه‌پرداز ذخیره کنید و بفرستید.",
        "en": "What is in the file is not well formed. Please save it anew in your word processor and send it again.",
    },
    "no-clauses": {
        "fa": "در پرونده هیچ بندی از این پیش‌نویس پیدا نشد. پیش‌نویس را از همین‌جا بگیرید و همان را ویرایش کنید.",
        "en": "No clause of this draft was found in the file. Please take the draft from here and edit that.",
    },
    "other-version": {
        "fa": "پرونده از پیش‌نویس دیگری است یا از نسخه‌ای که این مجمع ندارد.",
        "en": "The file is of another draft, or of a version that this assembly does not have.",
    },
    "characters": {
        "fa": "در متن نویسه‌ای است که در پروندهٔ DOCX نمی‌گنجد.",
        "en": "The text has a character that cannot stand in a DOCX file.",
    },
}
