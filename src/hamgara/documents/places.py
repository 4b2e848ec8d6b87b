"""Places in the reader's language, for the record holds a city's name in one language only.

Countries are those of ISO 3166-1, their names in both languages as in the Unicode CLDR (`countries.tsv`). Regions and
larger cities are in `places.tsv`; a place that is in neither table stands as the record has it.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from hamgara.assembly.membership import Place
from hamgara.dates import Language
from hamgara.documents.labels import LABELS
from hamgara.documents.texts import clean_line, isolate

__all__ = ["format_place", "name_country", "name_place"]


def format_place(place: Place, language: Language) -> str:
    """City, region and country in one line, each closed off in its own direction; nothing is said twice."""
    city, region = (name_place(clean_line(name), language) for name in (place.city, place.region))
    parts = dict.fromkeys((city, region, name_country(place.country, language)))
    return LABELS[language].comma.join(isolate(part, language) for part in parts if part)


def name_country(code: str, language: Language) -> str:
    """The name of the country with that two-letter code; the code itself where it is unassigned."""
    return _read("countries").get((code, language), code)


def name_place(name: str, language: Language) -> str:
    """The name of a city or region in that language, or the same name where it is not in the table."""
    return _read("places").get((name.casefold(), language), name)


@cache
def _read(table: str) -> dict[tuple[str, Language], str]:
    lines = files("hamgara.documents").joinpath(f"{table}.tsv").read_text("utf-8").splitlines()[1:]
    rows = [line.split("\t") for line in lines]
    if table == "countries":
        return {(code, language): name for code, en, fa in rows for language, name in _both(en, fa)}
    return {
        (name.casefold(), language): found for row in rows for name in row for language, found in _both(row[0], row[1])
    }


def _both(en: str, fa: str) -> tuple[tuple[Language, str], tuple[Language, str]]:
    return ("en", en), ("fa", fa)
