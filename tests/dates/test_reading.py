import subprocess
import sys
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

import hamgara.dates
from hamgara.dates import (
    AmbiguousTimeError,
    DateError,
    from_utc,
    parse_date,
    parse_local,
    parse_time,
    parse_utc,
    parts_of,
    to_utc,
)

SECOND_DAY = date(2010, 8, 14)


@pytest.mark.parametrize(
    "text",
    [
        "1389-05-23",
        "۱۳۸۹/۵/۲۳",
        "١٣٨٩.٠٥.٢٣",
        "۲۳ مرداد ۱۳۸۹",
        " شنبه،  ۲۳ مرداد، ۱۳۸۹ ",
        "شنبه ۲۳ امرداد ۱۳۸۹",
        "23 mordad 1389",
        "Saturday, 23 Mor 1389",
        "\u200f۲۳ مرداد ۱۳۸۹",
    ],
)
def test_jalali_as_people_type_it(text: str) -> None:
    assert parse_date(text, "jalali") == SECOND_DAY


@pytest.mark.parametrize(
    "text", ["2010-08-14", "2010/8/14", "14 August 2010", "14 aug. 2010", "۱۴ اوت ۲۰۱۰", "۱۴ آگوست ۲۰۱۰"]
)
def test_gregorian_as_people_type_it(text: str) -> None:
    assert parse_date(text, "gregorian") == SECOND_DAY


def test_letters_of_arabic_keyboards_are_understood() -> None:
    assert parse_date("۵ دي ۱۳۸۹", "jalali") == parse_date("۵ دی ۱۳۸۹", "jalali")
    assert parse_date("سه شنبه ۲۶ مرداد ۱۳۸۹", "jalali") == date(2010, 8, 17)


@pytest.mark.parametrize(
    ("text", "calendar", "code"),
    [
        ("", "jalali", "form"),
        ("89/5/23", "jalali", "form"),
        ("1389-05/23", "jalali", "form"),
        ("23/5/1389", "jalali", "form"),
        ("1389-05-23 ", "gregorian", "other-calendar"),
        ("2010-08-14", "jalali", "other-calendar"),
        ("23 August 1389", "jalali", "month"),
        ("1389-13-01", "jalali", "month"),
        ("30 اسفند 1389", "jalali", "day"),
        ("جمعه ۲۳ مرداد ۱۳۸۹", "jalali", "weekday"),
        ("روز ۲۳ مرداد ۱۳۸۹", "jalali", "form"),
        ("3000-01-01", "gregorian", "year"),
        ("1" * 5000, "gregorian", "form"),
    ],
)
def test_refusals_name_what_is_wrong(text: str, calendar, code: str) -> None:
    with pytest.raises(DateError) as refused:
        parse_date(text, calendar)
    assert refused.value.code == code
    for language in ("fa", "en"):
        sentence = refused.value.explain(language)
        assert "{" not in sentence
        assert len(sentence) < 300


def test_the_sentence_of_a_refusal() -> None:
    with pytest.raises(DateError) as refused:
        parse_date("جمعه ۲۳ مرداد ۱۳۸۹", "jalali")
    assert refused.value.explain("fa") == "«جمعه ۲۳ مرداد ۱۳۸۹»: این روز شنبه است، نه جمعه"
    assert "is a Saturday, not a Friday" in refused.value.explain("en")


@given(st.text(max_size=100), st.sampled_from(["jalali", "gregorian"]))
def test_any_text_is_a_date_or_refused(text: str, calendar) -> None:
    try:
        read = parse_date(text, calendar)
    except DateError:
        return
    assert parts_of(read, calendar)[0] >= 1200


def test_times() -> None:
    assert parse_time("14:30") == parse_time("ساعت ۱۴:۳۰") == time(14, 30)
    assert parse_time("9:05") == time(9, 5)
    for bad in ("", "24:00", "12:60", "1430", "14:3", "2 pm"):
        with pytest.raises(DateError) as refused:
            parse_time(bad)
        assert refused.value.code == "time"


def test_local_times() -> None:
    assert parse_local("۱۳۸۹/۵/۲۳", "۱۴:۳۰", "America/Toronto", "jalali") == "2010-08-14T18:30:00Z"
    assert parse_local("2010-08-14", "14:30", "Asia/Tehran", "gregorian") == "2010-08-14T10:00:00Z"
    with pytest.raises(DateError) as refused:
        parse_local("2010-08-14", "14:30", "Nowhere/City", "gregorian")
    assert refused.value.code == "zone"


def test_a_time_that_clocks_skip_is_refused() -> None:
    # 14 March 2010: clocks in Toronto went from 2:00 to 3:00.
    for fold in (None, 0, 1):
        with pytest.raises(DateError) as refused:
            parse_local("2010-03-14", "02:30", "America/Toronto", "gregorian", fold=fold)
        assert refused.value.code == "gap"
        assert "America/Toronto" in refused.value.explain("fa")
    assert parse_local("2010-03-14", "03:00", "America/Toronto", "gregorian") == "2010-03-14T07:00:00Z"


def test_a_time_that_comes_twice_asks_which() -> None:
    # 7 November 2010: clocks in Toronto went from 2:00 back to 1:00.
    typed = ("2010-11-07", "01:30", "America/Toronto", "gregorian")
    with pytest.raises(AmbiguousTimeError) as refused:
        parse_local(*typed)
    assert refused.value.choices == ("2010-11-07T05:30:00Z", "2010-11-07T06:30:00Z")
    assert parse_local(*typed, fold=0) == refused.value.choices[0]
    assert parse_local(*typed, fold=1) == refused.value.choices[1]
    assert parse_local("2010-11-07", "02:00", "America/Toronto", "gregorian") == "2010-11-07T07:00:00Z"


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "2010-08-14",
        "2010-08-14T18:30:00",
        "2010-08-14T18:30:00+00:00",
        "2010-02-30T00:00:00Z",
        "۲۰۱۰-08-14T18:30:00Z",
    ],
)
def test_timestamps_of_another_form_are_refused(bad: str) -> None:
    with pytest.raises(DateError) as refused:
        parse_utc(bad)
    assert refused.value.code == "utc"


@given(st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)))
def test_timestamps_come_back(moment: datetime) -> None:
    assert parse_utc(to_utc(moment)) == moment.replace(microsecond=0)
    assert from_utc(to_utc(moment), "Asia/Tehran") == moment.replace(microsecond=0)


@given(
    st.datetimes(datetime(1950, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),
    st.sampled_from(["America/Toronto", "Asia/Tehran", "Europe/London", "Australia/Lord_Howe"]),
)
def test_a_wall_clock_leads_back_to_its_moment(moment: datetime, tz: str) -> None:
    at = to_utc(moment.replace(second=0))
    local = from_utc(at, tz)
    assert parse_local(f"{local:%Y-%m-%d}", f"{local:%H:%M}", tz, "gregorian", fold=local.fold) == at


def test_a_moment_without_zone_has_no_utc() -> None:
    with pytest.raises(ValueError, match="time zone"):
        to_utc(datetime(2010, 8, 14))


def test_exported_names_are_sorted_and_exist() -> None:
    assert hamgara.dates.__all__ == sorted(hamgara.dates.__all__)
    assert all(hasattr(hamgara.dates, name) for name in hamgara.dates.__all__)


def test_no_framework_is_imported() -> None:
    code = "import hamgara.dates, sys; print([m for m in ('django', 'numpy') if m in sys.modules])"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )
