"""Which documents a page offers for download: for each choice of languages, the common formats and the others.

What is read is the tables of `hamgara.documents`, so a further format there stands on every page.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from hamgara.dates import Language
from hamgara.documents import DRAFTING_FORMATS, LANGUAGES, Format, languages_of

__all__ = ["offered", "offered_drafting"]


def offered(
    formats: Mapping[str, Format[Any]],
    language: Language,
    languages: Mapping[str, tuple[Language, ...]] = LANGUAGES,
) -> list[dict[str, Any]]:
    """By languages: their key in addresses, their name, and the formats with their names in the reader's language."""
    names = {"fa": _("Persian"), "en": _("English"), "fa-en": _("Persian and English side by side")}
    rows = [(form.common, {"id": form.id, "name": form.names[language]}) for form in formats.values()]
    return [
        {
            "key": key,
            "name": names[key],
            "common": [row for common, row in rows if common],
            "others": [row for common, row in rows if not common],
        }
        for key in languages
    ]


def offered_drafting(reader: str) -> list[dict[str, Any]]:
    """The documents about amendments, by kind, as `offered` has each."""
    language: Language = "fa" if reader == "fa" else "en"
    titles = {
        "amendments": _("List of amendments, in the proposed order"),
        "votes": _("Voting list, with what falls"),
        "tracked": _("Draft with tracked changes, for word processors"),
    }
    return [
        {"kind": kind, "title": titles[kind], "rows": offered(table, language, languages_of(kind))}
        for kind, table in DRAFTING_FORMATS.items()
    ]
