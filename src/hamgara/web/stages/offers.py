"""Which documents a page offers for download: for each choice of languages, the common formats and the others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from hamgara.dates import Language
from hamgara.documents import LANGUAGES, Format

__all__ = ["offered"]


def offered(formats: Mapping[str, Format[Any]], language: Language) -> list[dict[str, Any]]:
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
        for key in LANGUAGES
    ]
