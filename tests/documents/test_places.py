"""Names of places: countries as CLDR has them, cities and regions both ways, the unknown left alone."""

from importlib.resources import files

import pytest
from babel import Locale

from hamgara.assembly.membership import Place
from hamgara.dates import Language
from hamgara.documents.places import format_place, name_country, name_place


@pytest.mark.parametrize("language", ["fa", "en"])
def test_countries_are_those_of_cldr(language: Language) -> None:
    rows = files("hamgara.documents").joinpath("countries.tsv").read_text("utf-8").splitlines()[1:]
    codes = [row.split("\t")[0] for row in rows]
    assert codes == sorted(set(codes))
    assert len(codes) >= 249
    differing = {c for c in codes if name_country(c, language) != Locale(language).territories[c]}
    assert len(differing) <= 3, differing  # a newer edition of CLDR may rename one


def test_places_are_named_both_ways() -> None:
    rows = files("hamgara.documents").joinpath("places.tsv").read_text("utf-8").splitlines()[1:]
    assert len(rows) > 100
    for row in rows:
        en, fa = row.split("\t")
        assert name_place(en, "fa") == fa
        assert name_place(fa, "en") == en
        assert name_place(en, "en") == en
    assert name_place("Nowhere-on-Sea", "fa") == "Nowhere-on-Sea"


def test_a_place_in_both_languages() -> None:
    toronto = Place("Toronto", "Ontario", "CA")
    assert format_place(toronto, "fa") == "تورنتو، انتاریو، کانادا"
    assert format_place(toronto, "en") == "Toronto, Ontario, Canada"
    assert format_place(Place("برلین", "Berlin", "DE"), "en") == "Berlin, Germany"
    assert format_place(Place("Springs", "Quebec", "QQ"), "fa") == "\u2068Springs\u2069، کبک، \u2068QQ\u2069"
