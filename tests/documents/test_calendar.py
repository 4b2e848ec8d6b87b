"""Calendars: read back by another parser, times exact across the change of the clocks, the same bytes twice."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject
from tests.documents.gathering import Gathering, convene

from hamgara.dates import Language
from hamgara.documents import write_calendar

UID = "@{assembly}.hamgara"


@pytest.fixture(scope="module")
def gathering() -> Gathering:
    made = convene()
    office = made.office
    # The clocks of New York go back on the night before the second of these sittings.
    for id, starts, ends in (
        ("before", "2010-11-06T18:00:00Z", "2010-11-06T20:00:00Z"),
        ("after", "2010-11-07T18:00:00Z", "2010-11-07T20:00:00Z"),
    ):
        title = {"fa": f"جلسهٔ {id}؛ نخست، دوم", "en": f"Sitting {id}; one, two"}
        office("sitting.called", id=id, meeting="founding", title=title, starts=starts, ends=ends)
    items = [{"id": "one", "title": {"fa": "گشایش", "en": "Opening"}}, {"id": "two", "title": {"en": "Motions\\x"}}]
    office("agenda.set", sitting="before", items=items)
    office(
        "meeting.fixed",
        id="next",
        title={"fa": "نشست دوم", "en": "Second meeting"},
        days=["2011-01-08", "2011-01-09", "2011-02-01"],
        timezone="Asia/Tehran",
        online=True,
    )
    for id, begins, ends in (("march", "2010-09-01", "2010-09-03"), ("idea", "2010-10-01", "2010-10-01")):
        office(
            "action.proposed", id=id, title={"fa": "راه‌پیمایی", "en": "March"},
            text={"fa": "همه با هم.\n\nدر شهرها.", "en": "Together."}, begins=begins, ends=ends,
            places=[{"city": "Toronto", "region": "Ontario", "country": "CA"}],
        )  # fmt: skip
    office("action.agreed", id="march")
    made.do("org-a", "commitment.made", id="k1", action="march", text={"en": "We print,\nand post."}, due="2010-08-30")
    made.do("ind-1", "commitment.made", id="k2", action="march", text={"en": "I write."}, due="2010-08-31")
    return made


def parsed(data: bytes) -> "vobject.base.Component":
    assert data.endswith(b"\r\n")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert b"\n" not in data.replace(b"\r\n", b"")
    return vobject.readOne(data.decode())


@pytest.mark.parametrize("language", ["fa", "en"])
def test_another_parser_reads_every_event(gathering: Gathering, language: Language) -> None:
    data = write_calendar(gathering.state, language=language)
    assert data == write_calendar(gathering.state, language=language)
    calendar = parsed(data)
    suffix = UID.format(assembly=gathering.state.assembly)
    events = {event.uid.value.removesuffix(suffix): event for event in calendar.vevent_list}
    assert list(events) == [
        "meeting-founding", "sitting-before", "sitting-after", "meeting-next", "meeting-next-2", "action-march",
        "commitment-k1", "commitment-k2",
    ]  # fmt: skip
    stamp = datetime.fromisoformat(gathering.state.at)
    assert {event.dtstamp.value for event in events.values()} == {stamp}
    assert events["meeting-founding"].dtstart.value == date(2010, 8, 13)
    assert events["meeting-founding"].dtend.value == date(2010, 8, 16)
    assert (events["meeting-next"].dtstart.value, events["meeting-next"].dtend.value) == (
        date(2011, 1, 8),
        date(2011, 1, 10),
    )
    assert events["meeting-next-2"].dtstart.value == date(2011, 2, 1)
    assert events["commitment-k1"].dtstart.value == date(2010, 8, 30)
    if language == "en":
        assert events["sitting-before"].summary.value == "Founding meeting: Sitting before; one, two"
        assert events["sitting-before"].description.value == "Agenda:\n1. Opening\n2. Motions\\x"
        assert events["commitment-k1"].summary.value == "Due: March"
        assert events["commitment-k1"].description.value == "Toronto Solidarity Society: We print,\nand post."
        assert events["commitment-k2"].description.value == "a member: I write."
        assert events["action-march"].location.value == "Toronto, Ontario, Canada"
    else:
        assert events["sitting-before"].summary.value == "نشست بنیان‌گذار: جلسهٔ before؛ نخست، دوم"
        assert events["commitment-k1"].summary.value == "موعد: راه‌پیمایی"
        assert events["action-march"].description.value == "همه با هم.\nدر شهرها."
        assert events["meeting-next"].location.value == "برخط"


def test_sittings_are_at_their_moment_by_the_rules_in_the_file(gathering: Gathering) -> None:
    calendar = parsed(write_calendar(gathering.state, language="en"))
    for event in calendar.vevent_list:
        if event.uid.value.startswith("sitting-"):
            sitting = gathering.state.meetings.sittings[event.uid.value.partition("@")[0].removeprefix("sitting-")]
            for found, expected in ((event.dtstart.value, sitting.starts), (event.dtend.value, sitting.ends)):
                assert found.tzinfo is not None
                assert found.timestamp() == datetime.fromisoformat(expected).timestamp()
    assert [zone.tzid.value for zone in calendar.vtimezone_list] == ["America/New_York"]


def test_every_change_of_the_clocks_is_at_its_moment(gathering: Gathering) -> None:
    lines = write_calendar(gathering.state, language="en").decode().split("\r\n")
    found = []
    for n, line in enumerate(lines):
        if line in ("BEGIN:STANDARD", "BEGIN:DAYLIGHT"):
            rule = dict(row.split(":", 1) for row in lines[n + 1 : lines.index(line.replace("BEGIN", "END"), n)])
            hours, minutes = int(rule["TZOFFSETFROM"][:3]), int(rule["TZOFFSETFROM"][3:])
            local = datetime.strptime(rule["DTSTART"] + "+0000", "%Y%m%dT%H%M%S%z")
            found.append((local - timedelta(hours=hours, minutes=minutes), rule["TZOFFSETTO"], rule["TZNAME"]))
    zone = ZoneInfo("America/New_York")
    for moment, offset, name in found:
        assert moment.astimezone(zone).strftime("%z") == offset
        assert moment.astimezone(zone).tzname() == name
    for moment, _, _ in found[1:]:
        before = (moment - timedelta(seconds=1)).astimezone(zone).utcoffset()
        assert before != moment.astimezone(zone).utcoffset()
    assert [moment.isoformat() for moment, _, _ in found[-2:]] == [
        "2010-03-14T07:00:00+00:00",
        "2010-11-07T06:00:00+00:00",
    ]


def test_only_what_is_asked_for_and_what_is_open(gathering: Gathering) -> None:
    only = write_calendar(gathering.state, language="fa", parts=["meetings"]).decode()
    assert "UID:meeting-" in only
    assert "UID:action-" not in only
    assert "UID:commitment-" not in only
    assert "idea" not in write_calendar(gathering.state, language="en").decode()
    assert b"BEGIN:VEVENT" not in write_calendar(gathering.state, language="fa", parts=[])
