"""Pages with many members stay quick, and ask the database no more often than with few."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.template import Template
from django.test import Client
from django.test.utils import CaptureQueriesContext, _TestState
from tests.web.stages.scenes import furnish

from hamgara.web.stages.agenda_forms import CHECKLIST
from hamgara.web.store import directory
from hamgara.web.store.models import Person

PAGES = ("", "charter/", "membership/", "membership/i-nima/", "meetings/", "sittings/evening/", "conduct/")
FORMS = ("do/attendance.recorded/?sitting=evening", "do/matter.raised/", "do/member.accredited/")


def crowd(cast: Any, start: int, stop: int, *, accredit: bool = True) -> None:
    """More independents, each with a name in the directory."""
    people = []
    for n in range(start, stop):
        who = f"x-{n}"
        place = {"city": f"City {n % 40}", "region": f"Region {n % 12}", "country": "CA" if n % 2 else "US"}
        data = {"id": who, "as": "independent", "commitment": "0" * 64, "place": place}
        cast.act("secretariat", "member.invited", **data)
        cast.act("secretariat", "member.accredited", id=who)
        people.append(
            Person(assembly_id=cast.log.assembly_id, participant=who, name_fa=f"نام {n}", name_en=f"Name {n}", salt="s")
        )
    Person.objects.bulk_create(people)
    directory.forget_names()


def count_queries(client: Client, address: str) -> int:
    client.get(address)
    directory.forget_names()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_queries_do_not_grow_with_the_number_of_objects(
    cast: Any, client_as: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hamgara.web.store.log.FRESH", 3600)  # else a page may or may not look for news
    furnish(cast)
    clients = {who: client_as(who) for who in ("secretariat", "independent")}
    crowd(cast, 0, 1)
    addresses = [(who, page) for who in clients for page in PAGES] + [("secretariat", form) for form in FORMS]
    before = {(who, page): count_queries(clients[who], cast.url(page)) for who, page in addresses}
    crowd(cast, 1, 30)
    for n in range(30):
        cast.act("secretariat", "matter.raised", id=f"m-{n}", about=f"x-{n}", text={"en": "It was said."})
        cast.act("secretariat", "sitting.called", id=f"s-{n}", meeting="first", title={"en": f"Sitting {n}"},
                 starts="2010-08-14T13:00:00Z", ends="2010-08-14T14:00:00Z")  # fmt: skip
    cast.act("secretariat", "attendance.recorded", sitting="evening", came=[f"x-{n}" for n in range(30)])
    after = {(who, page): count_queries(clients[who], cast.url(page)) for who, page in addresses}
    assert after == before
    assert max(after.values()) <= 12


def test_list_of_members_is_paged_and_filtered(cast: Any, client_as: Callable[..., Client]) -> None:
    crowd(cast, 0, 120)
    client = client_as("independent")
    first = client.get(cast.url("membership/")).content.decode()
    second = client.get(cast.url("membership/?page=2")).content.decode()
    assert first.count("/membership/x-") + second.count("/membership/x-") == 120
    assert "page 1 of 2" in first
    kinds = client.get(cast.url("membership/?kind=organisation")).content.decode()
    assert "/membership/x-" not in kinds
    assert "/membership/o-unity/" in kinds
    assert client.get(cast.url("membership/?page=nonsense&kind=nonsense")).status_code == 200


def test_attendance_of_many_is_ticked_off_in_parts(cast: Any, client_as: Callable[..., Client]) -> None:
    furnish(cast)
    crowd(cast, 0, CHECKLIST + 20)
    office = client_as("secretariat")
    address = cast.url("do/attendance.recorded/")
    one = office.get(address + "?sitting=evening").content.decode()
    two = office.get(address + "?sitting=evening&part=2").content.decode()
    assert one.count('name="present"') == CHECKLIST
    assert one.count('name="present"') + two.count('name="present"') == len(cast.state.roll())
    assert "part=2" in one
    listed = {f"x-{n}" for n in range(CHECKLIST + 20) if f'value="x-{n}"' in two}
    came = sorted(listed)[:3]
    response = office.post(address, {"sitting": "evening", "part": "2", "seen": "", "present": came})
    assert response.status_code == 302
    assert set(cast.state.meetings.sittings["evening"].present) == {"i-nima", *came}


def spent(client: Client, address: str) -> float:
    """The processor's seconds for a page that was read before: the least of seven."""
    client.get(address)
    times = []
    for _round in range(7):
        start = time.process_time()
        client.get(address)
        times.append(time.process_time() - start)
    return min(times)


@pytest.mark.long
def test_pages_do_not_slow_down_with_the_number_of_members(
    cast: Any, client_as: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    # The test environment copies every context of every template; the product does not.
    monkeypatch.setattr(Template, "_render", _TestState.saved_data.template_render)  # type: ignore[attr-defined]
    furnish(cast)
    client = client_as("independent")
    took = []
    for start, stop in ((0, 200), (200, 1000)):
        crowd(cast, start, stop)
        came = [f"x-{n}" for n in range(stop * 6 // 10)]
        cast.act("secretariat", "attendance.recorded", sitting="evening", came=came)
        took.append({page: spent(client, cast.url(page)) for page in PAGES})
    few, many = took
    print({page: (round(few[page] * 1000, 1), round(many[page] * 1000, 1)) for page in PAGES})
    assert all(many[page] < 2.5 * few[page] for page in PAGES)
