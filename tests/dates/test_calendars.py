"""Jalali days against two independent authorities: Borkowski's algorithm, and the equinox computed after
Meeus.
"""

from datetime import date, timedelta
from math import cos, radians

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamgara.dates import DateError, from_parts, month_name, month_of, parts_of

# Borkowski, Earth, Moon and Planets 74 (1996) 223-230: years at which the pattern of leap years starts anew.
BREAKS = (
    -61,
    9,
    38,
    199,
    426,
    686,
    756,
    818,
    1111,
    1181,
    1210,
    1635,
    2060,
    2097,
    2192,
    2262,
    2324,
    2394,
    2456,
    3178,
)

# Meeus, Astronomical Algorithms (2nd ed.), table 27.C: amplitude, phase and rate of the periodic terms.
TERMS = (
    *((485, 324.96, 1934.136), (203, 337.23, 32964.467), (199, 342.08, 20.186), (182, 27.85, 445267.112)),
    *((156, 73.14, 45036.886), (136, 171.52, 22518.443), (77, 222.54, 65928.934), (74, 296.72, 3034.906)),
    *((70, 243.58, 9037.513), (58, 119.81, 33718.147), (52, 297.17, 150.678), (50, 21.02, 2281.226)),
    *((45, 247.54, 29929.562), (44, 325.15, 31555.956), (29, 60.93, 4443.417), (18, 155.12, 67555.328)),
    *((17, 288.79, 4562.452), (16, 198.04, 62894.029), (14, 199.76, 31436.921), (12, 95.39, 14577.848)),
    *((12, 287.11, 31931.756), (12, 320.81, 34777.259), (9, 227.73, 1222.114), (8, 15.45, 16859.074)),
)

# The moment of the new year by Iran's official almanac, in Iran Standard Time (hour, minute), and its Nowruz.
ALMANAC = {
    1395: (date(2016, 3, 20), date(2016, 3, 20), 8, 0),
    1396: (date(2017, 3, 20), date(2017, 3, 21), 13, 58),
    1397: (date(2018, 3, 20), date(2018, 3, 21), 19, 45),
    1398: (date(2019, 3, 21), date(2019, 3, 21), 1, 28),
    1399: (date(2020, 3, 20), date(2020, 3, 20), 7, 19),
    1400: (date(2021, 3, 20), date(2021, 3, 21), 13, 7),
    1401: (date(2022, 3, 20), date(2022, 3, 21), 19, 3),
    1402: (date(2023, 3, 21), date(2023, 3, 21), 0, 54),
    1403: (date(2024, 3, 20), date(2024, 3, 20), 6, 36),
    1404: (date(2025, 3, 20), date(2025, 3, 21), 12, 31),
}


def borkowski_nowruz(year: int) -> date:
    gregorian, leap_jalali, previous = year + 621, -14, BREAKS[0]
    jump = 0
    for at in BREAKS[1:]:
        jump = at - previous
        if year < at:
            break
        leap_jalali += jump // 33 * 8 + jump % 33 // 4
        previous = at
    n = year - previous
    leap_jalali += n // 33 * 8 + (n % 33 + 3) // 4
    if jump % 33 == 4 and jump - n == 4:
        leap_jalali += 1
    leap_gregorian = gregorian // 4 - (gregorian // 100 + 1) * 3 // 4 - 150
    return date(gregorian, 3, 1) + timedelta(days=20 + leap_jalali - leap_gregorian - 1)


def equinox_in_iran(gregorian: int) -> tuple[date, float]:
    """The March equinox in Iran Standard Time (UTC+3:30): day, and hour of that day; about a minute off at
    most.
    """
    y = (gregorian - 2000) / 1000
    jde0 = 2451623.80984 + 365242.37404 * y + 0.05169 * y**2 - 0.00411 * y**3 - 0.00057 * y**4
    t = (jde0 - 2451545.0) / 36525
    w = radians(35999.373 * t - 2.47)
    correction = 1 + 0.0334 * cos(w) + 0.0007 * cos(2 * w)
    periodic = sum(a * cos(radians(b + c * t)) for a, b, c in TERMS)
    dynamical = jde0 + 0.00001 * periodic / correction
    seconds_behind = 62.92 + 0.32217 * (gregorian - 2000) + 0.005589 * (gregorian - 2000) ** 2  # Espenak and Meeus 2006
    local = dynamical - seconds_behind / 86400 + 3.5 / 24 + 0.5
    return date.fromordinal(int(local) - 1721425), local % 1 * 24


@pytest.mark.parametrize(
    ("jalali", "gregorian"),
    [
        ((1348, 10, 11), date(1970, 1, 1)),
        ((1389, 5, 22), date(2010, 8, 13)),
        ((1389, 5, 23), date(2010, 8, 14)),
        ((1389, 5, 24), date(2010, 8, 15)),
        ((1304, 1, 11), date(1925, 3, 31)),
        ((1357, 11, 22), date(1979, 2, 11)),
        ((1399, 12, 30), date(2021, 3, 20)),
        ((1403, 12, 30), date(2025, 3, 20)),
        ((1404, 1, 1), date(2025, 3, 21)),
    ],
)
def test_known_days(jalali: tuple[int, int, int], gregorian: date) -> None:
    assert parts_of(gregorian, "jalali") == jalali
    assert from_parts(*jalali, "jalali") == gregorian


def test_every_nowruz_agrees_with_borkowski() -> None:
    assert [y for y in range(1200, 1601) if from_parts(y, 1, 1, "jalali") != borkowski_nowruz(y)] == []


def test_every_nowruz_agrees_with_the_computed_equinox() -> None:
    for year in range(1350, 1431):
        day, hour = equinox_in_iran(year + 621)
        assert abs(hour - 12) > 2 / 60, "too close to noon for this check to decide"
        assert from_parts(year, 1, 1, "jalali") == (day if hour < 12 else day + timedelta(days=1)), year


@pytest.mark.parametrize("year", ALMANAC)
def test_the_equinox_and_nowruz_agree_with_the_official_almanac(year: int) -> None:
    day, nowruz, hour, minute = ALMANAC[year]
    computed, at = equinox_in_iran(year + 621)
    assert computed == day
    assert abs(at - hour - minute / 60) < 2 / 60
    assert from_parts(year, 1, 1, "jalali") == nowruz


def test_every_day_of_four_centuries_follows_the_day_before() -> None:
    day, end = date(1822, 1, 1), date(2221, 12, 31)
    before = parts_of(day, "jalali")
    while day < end:
        day += timedelta(days=1)
        now = parts_of(day, "jalali")
        year, month, number = before
        assert now in ((year, month, number + 1), (year, month + 1, 1), (year + 1, 1, 1))
        before = now


@given(st.dates(date(1822, 1, 1), date(2221, 12, 31)), st.sampled_from(["jalali", "gregorian"]))
def test_parts_come_back(day: date, calendar) -> None:
    assert from_parts(*parts_of(day, calendar), calendar) == day


@pytest.mark.parametrize(
    ("parts", "calendar", "code"),
    [
        ((1400, 12, 30), "jalali", "day"),
        ((1399, 12, 31), "jalali", "day"),
        ((1389, 7, 31), "jalali", "day"),
        ((1389, 1, 0), "jalali", "day"),
        ((2010, 2, 29), "gregorian", "day"),
        ((1900, 2, 29), "gregorian", "day"),
        ((1389, 13, 1), "jalali", "month"),
        ((2010, 8, 14), "jalali", "other-calendar"),
        ((1389, 5, 23), "gregorian", "other-calendar"),
        ((9999, 1, 1), "gregorian", "year"),
        ((1, 1, 1), "jalali", "year"),
    ],
)
def test_days_that_do_not_exist_are_refused(parts: tuple[int, int, int], calendar, code: str) -> None:
    with pytest.raises(DateError) as refused:
        from_parts(*parts, calendar)
    assert refused.value.code == code
    assert refused.value.explain("fa") != refused.value.explain("en")


def test_a_day_outside_the_years_is_refused() -> None:
    for day in (date(1600, 1, 1), date(2300, 1, 1)):
        with pytest.raises(DateError):
            parts_of(day, "jalali")


@pytest.mark.parametrize("calendar", ["jalali", "gregorian"])
def test_month_names_are_read_back(calendar) -> None:
    for month in range(1, 13):
        for language in ("fa", "en"):
            for before_year in (False, True):
                assert month_of(month_name(month, calendar, language, before_year=before_year), calendar) == month
        assert month_of(month_name(month, calendar, "en")[:3].upper(), calendar) in (month, None)


def test_month_names_of_the_other_calendar_are_not_known() -> None:
    assert month_of("August", "jalali") is None
    assert month_of("مرداد", "gregorian") is None
    assert month_of("آگوست", "gregorian") == 8
    assert month_of("ma", "gregorian") is None
