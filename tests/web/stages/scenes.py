"""What the tests of several stages need to have happened already."""

from __future__ import annotations

from typing import Any


def furnish(cast: Any) -> None:
    """A meeting with a closed and an open sitting, an agenda, some present, and a matter of conduct."""
    cast.act(
        "secretariat",
        "meeting.fixed",
        id="first",
        title={"fa": "نشست نخست", "en": "First meeting"},
        days=["2010-08-13", "2010-08-14", "2010-08-15"],
        timezone="America/New_York",
        place={"city": "Washington", "region": "District of Columbia", "country": "US"},
    )
    cast.act("secretariat", "meeting.opened", id="first")
    for key, fa, en, starts, ends in (
        ("morning", "جلسهٔ بامداد", "Morning sitting", "2010-08-13T13:00:00Z", "2010-08-13T16:00:00Z"),
        ("evening", "جلسهٔ عصر", "Evening sitting", "2010-08-13T20:00:00Z", "2010-08-13T23:00:00Z"),
    ):
        cast.act(
            "secretariat",
            "sitting.called",
            id=key,
            meeting="first",
            title={"fa": fa, "en": en},
            starts=starts,
            ends=ends,
        )
        items = [
            {"id": f"{key}-one", "title": {"fa": "گشایش", "en": "Opening"}},
            {"id": f"{key}-two", "title": {"en": "Positions"}, "minutes": 45, "stage": "ground"},
        ]
        cast.act("secretariat", "agenda.set", sitting=key, items=items)
    cast.act("secretariat", "sitting.opened", id="morning")
    cast.act("secretariat", "attendance.recorded", sitting="morning", came=["i-nima", "o-union", "d-sara"])
    cast.act("secretariat", "sitting.closed", id="morning")
    cast.act("secretariat", "minutes.recorded", sitting="morning", text={"fa": "صورت جلسه.", "en": "The minutes."})
    cast.act("secretariat", "sitting.opened", id="evening")
    cast.act("independent", "attendance.recorded", sitting="evening", came=["i-nima"])
    cast.act("secretariat", "item.taken", sitting="evening", item="evening-one")
    cast.act("independent", "matter.raised", id="quarrel", about="o-union", text={"en": "It was said that …"})
