from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamgara.dates import (
    NumberError,
    digits,
    format_fraction_in_words,
    format_number,
    format_percent,
    format_weight,
    parse_number,
)


@pytest.mark.parametrize(
    ("text", "fa", "en"),
    [
        ("1248", "۱۲۴۸", "1248"),
        ("1,248.5", "۱٬۲۴۸٫۵", "1,248.5"),
        ("۱٬۲۴۸٫۵", "۱٬۲۴۸٫۵", "1,248.5"),
        ("٤٥", "۴۵", "45"),
        ("clause 4.2, of 9", "clause ۴.۲, of ۹", "clause 4.2, of 9"),
        ("75%", "۷۵٪", "75%"),
        ("-5", "\u200e\u2212۵", "-5"),
        ("id-7", "id-۷", "id-7"),
        ("", "", ""),
    ],
)
def test_digits(text: str, fa: str, en: str) -> None:
    assert digits(text, "fa") == fa
    assert digits(text, "en") == en


@pytest.mark.parametrize(
    ("n", "fa", "en"),
    [
        (1248, "۱٬۲۴۸", "1,248"),
        (0, "۰", "0"),
        (-1234567, "\u200e\u2212۱٬۲۳۴٬۵۶۷", "-1,234,567"),
        (Fraction(2, 3), "۲/۳", "2/3"),
        (Fraction(4, 2), "۲", "2"),
        (Fraction(-2500, 3), "\u200e\u2212۲٬۵۰۰/۳", "-2,500/3"),
        ("12.50", "۱۲٫۵۰", "12.50"),
        ("2/3", "۲/۳", "2/3"),
        ("1248", "۱٬۲۴۸", "1,248"),
    ],
)
def test_numbers(n: int | Fraction | str, fa: str, en: str) -> None:
    assert format_number(n, "fa") == fa
    assert format_number(n, "en") == en


@pytest.mark.parametrize("bad", ["", "1,248", "x", "1.", "1e5", "--1", "75%"])
def test_strings_that_are_no_numbers_of_the_record(bad: str) -> None:
    with pytest.raises(NumberError):
        format_number(bad, "en")


@pytest.mark.parametrize(
    ("share", "fa", "en"),
    [
        (Fraction(2, 3), "۶۶٫۷٪", "66.7%"),
        (Fraction(1, 2), "۵۰٪", "50%"),
        (Fraction(1), "۱۰۰٪", "100%"),
        (Fraction(0), "۰٪", "0%"),
        (Fraction(99999, 100000), "۹۹٫۹٪", "99.9%"),
        (Fraction(1, 100000), "۰٫۱٪", "0.1%"),
        (Fraction(1, 2000), "۰٫۱٪", "0.1%"),
        (Fraction(-1, 8), "\u200e\u2212۱۲٫۵٪", "-12.5%"),
        (Fraction(15), "۱٬۵۰۰٪", "1,500%"),
    ],
)
def test_percent(share: Fraction, fa: str, en: str) -> None:
    assert format_percent(share, "fa") == fa
    assert format_percent(share, "en") == en


def test_percent_without_decimals() -> None:
    assert format_percent(Fraction(2, 3), "en", places=0) == "67%"
    assert format_percent(Fraction(999, 1000), "en", places=0) == "99%"


def test_fractions_in_words() -> None:
    assert format_fraction_in_words(Fraction(2, 3), "fa") == "دوسوم"
    assert format_fraction_in_words(Fraction(1, 3), "fa") == "یک\u200cسوم"
    assert format_fraction_in_words(Fraction(3, 4), "fa") == "سه\u200cچهارم"
    assert format_fraction_in_words(Fraction(2, 3), "en") == "two thirds"
    assert format_fraction_in_words(Fraction(1, 2), "en") == "one half"
    assert format_fraction_in_words(Fraction(13, 20), "fa") == "۱۳/۲۰"
    assert format_fraction_in_words(Fraction(1), "en") == "1"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("۱٬۲۴۸", 1248),
        (" 1,248.5 ", Fraction(2497, 2)),
        ("٢/٣", Fraction(2, 3)),
        ("۷۵٪", Fraction(3, 4)),
        ("75 %", Fraction(3, 4)),
        ("100%", 1),
        ("\u200e\u2212۵", -5),
        ("+7", 7),
        ("4/2", 2),
    ],
)
def test_reading(text: str, value: int | Fraction) -> None:
    read = parse_number(text)
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    "bad", ["", " ", "abc", "1,24", "1,2345", "1//2", "1/0", "1.2/3", "1 2", "۱٬۲۴", "1.2.3", "9" * 61]
)
def test_what_is_no_number_is_refused(bad: str) -> None:
    with pytest.raises(NumberError, match="expected"):
        parse_number(bad)


@given(
    st.one_of(st.integers(-(10**15), 10**15), st.fractions(max_denominator=10**6)),
    st.sampled_from(["fa", "en"]),
)
def test_a_number_shown_is_read_back(n: int | Fraction, language) -> None:
    assert parse_number(format_number(n, language)) == n


def test_weights_are_read_as_mixed_numbers() -> None:
    said = [format_weight(weight, "en") for weight in ("124/3", "1/2", "5", "0", Fraction(5, 2))]
    assert said == ["41 1/3", "1/2", "5", "0", "2 1/2"]
    assert format_weight("124/3", "fa") == "۴۱ و ۱/۳"
