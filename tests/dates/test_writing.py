from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamgara.dates import (
    DateError,
    format_date,
    format_deadline,
    format_moment,
    format_range,
    format_time,
    format_zone,
    parse_date,
)

SECOND_DAY = date(2010, 8, 14)


@pytest.mark.parametrize(
    ("language", "calendar", "plain", "with_weekday"),
    [
        ("fa", "jalali", "۲۳ مرداد ۱۳۸۹", "شنبه ۲۳ مرداد ۱۳۸۹"),
        ("en", "jalali", "23 Mordad 1389", "Saturday, 23 Mordad 1389"),
        ("fa", "gregorian", "۱۴ اوت ۲۰۱۰", "شنبه ۱۴ اوت ۲۰۱۰"),
        ("en", "gregorian", "14 August 2010", "Saturday, 14 August 2010"),
    ],
)
def test_four_combinations(language, calendar, plain: str, with_weekday: str) -> None:
    assert format_date(SECOND_DAY, language, calendar) == plain
    assert format_date(SECOND_DAY, language, calendar, weekday=True) == with_weekday


def test_persian_names_that_end_in_silent_h_carry_their_ezafe() -> None:
    assert format_date(date(2010, 1, 5), "fa", "gregorian") == "۵ ژانویه\u0654 ۲۰۱۰"
    assert format_range(date(2010, 1, 30), date(2010, 2, 2), "fa", "gregorian") == "۳۰ ژانویه تا ۲ فوریه\u0654 ۲۰۱۰"


@pytest.mark.parametrize(
    ("first", "last", "fa", "en"),
    [
        (date(2010, 8, 13), date(2010, 8, 15), "۲۲ تا ۲۴ مرداد ۱۳۸۹", "22–24 Mordad 1389"),
        (date(2010, 8, 21), date(2010, 8, 24), "۳۰ مرداد تا ۲ شهریور ۱۳۸۹", "30 Mordad – 2 Shahrivar 1389"),
        (
            date(2010, 3, 20),
            date(2010, 3, 21),
            "۲۹ اسفند ۱۳۸۸ تا ۱ فروردین ۱۳۸۹",
            "29 Esfand 1388 – 1 Farvardin 1389",
        ),
        (SECOND_DAY, SECOND_DAY, "۲۳ مرداد ۱۳۸۹", "23 Mordad 1389"),
    ],
)
def test_ranges(first: date, last: date, fa: str, en: str) -> None:
    assert format_range(first, last, "fa", "jalali") == fa
    assert format_range(first, last, "en", "jalali") == en


def test_a_range_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(DateError) as refused:
        format_range(date(2010, 8, 15), date(2010, 8, 13), "en", "gregorian")
    assert refused.value.code == "order"


def test_moments() -> None:
    at = "2010-08-14T18:30:00Z"
    assert format_moment(at, "America/Toronto", "en", "gregorian") == "14 August 2010, 14:30"
    assert (
        format_moment(at, "America/Toronto", "fa", "jalali", weekday=True, zone=True)
        == "شنبه ۲۳ مرداد ۱۳۸۹، ساعت ۱۴:۳۰ به وقت تورنتو"
    )
    assert format_moment(at, "Asia/Tehran", "en", "jalali", zone=True) == "23 Mordad 1389, 23:00 (Tehran time)"
    assert format_moment("2010-08-14T22:30:00Z", "Europe/Berlin", "fa", "jalali") == "۲۴ مرداد ۱۳۸۹، ساعت ۰۰:۳۰"
    assert format_time(time(9, 5), "fa") == "۰۹:۰۵"


def test_zones() -> None:
    assert format_zone("UTC", "fa") == "به وقت جهانی"
    assert format_zone("America/New_York", "en") == "New York time"
    assert format_zone("Asia/Tashkent", "fa") == "به وقت \u2066Tashkent\u2069"
    for bad in ("Mars/Olympus", "", "../etc/passwd", "America", "x" * 500, "a\x00b"):
        with pytest.raises(DateError):
            format_zone(bad, "en")


@pytest.mark.parametrize(
    ("at", "fa", "en"),
    [
        ("2010-08-17T12:00:00Z", "تا ۳ روز دیگر", "in 3 days"),
        ("2010-08-17T11:59:59Z", "تا ۲ روز دیگر", "in 2 days"),
        ("2010-08-16T11:59:59Z", "تا ۴۷ ساعت دیگر", "in 47 hours"),
        ("2010-08-14T13:59:00Z", "تا ۱۱۹ دقیقه\u0654 دیگر", "in 119 minutes"),
        ("2010-08-14T12:01:00Z", "تا ۱ دقیقه\u0654 دیگر", "in 1 minute"),
        ("2010-08-14T12:00:59Z", "تا کمتر از یک دقیقهٔ دیگر", "in less than a minute"),
        ("2010-08-14T12:00:00Z", "همین حالا", "just now"),
        ("2010-08-14T09:59:00Z", "۲ ساعت پیش", "2 hours ago"),
        ("2010-08-12T12:00:00Z", "۲ روز پیش", "2 days ago"),
    ],
)
def test_deadlines(at: str, fa: str, en: str) -> None:
    now = "2010-08-14T12:00:00Z"
    assert format_deadline(at, now, "fa") == fa
    assert format_deadline(at, now, "en") == en


@given(
    st.dates(date(1822, 1, 1), date(2221, 12, 31)),
    st.sampled_from(["fa", "en"]),
    st.sampled_from(["jalali", "gregorian"]),
    st.booleans(),
)
def test_a_date_shown_is_read_back(day: date, language, calendar, weekday: bool) -> None:
    assert parse_date(format_date(day, language, calendar, weekday), calendar) == day
