"""The demonstration, staged once for all tests of a process and served; with people beyond its own cast.

`Demonstration.people` are who tries the pages: the cast of the demonstration, a guest who is only invited, and somebody
who is signed in without a seat. Beside the founding meeting there is a small assembly that makes nothing public.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.walks.instances import Instance
from tests.walks.pages import Site

from hamgara.assembly import AssemblyReplay
from hamgara.record import Entry

__all__ = ["CLOSED", "FOUNDING", "TOKEN", "Demonstration", "stage"]

FOUNDING, CLOSED = "washington-2010", "closed"
TOKEN = "f" * 32

#: Account of the cast -> role in the tests.
_CAST = {
    "demo-secretariat": "secretariat",
    "demo-organisation": "organisation",
    "demo-delegate-one": "delegate",
    "demo-independent-one": "independent",
    "demo-supporter": "supporter",
    "demo-observer": "observer",
    "demo-committee": "committee",
}

_PREPARE = """
from django.contrib.auth.models import User
from hamgara.web.store import directory
from hamgara.web.store.models import Preference, Seat

Preference.objects.all().delete()  # each browser says in which language it reads
log = open_assembly(given["slug"])
guest = directory.new_id("i")
commitment = directory.enrol(log, guest, "بهارک نیکنامی", "Baharak Niknami")
log.append("secretariat", "member.invited", {"id": guest, "as": "independent", "commitment": commitment})
text = {"fa": "از حق کارگران و زنان دفاع می‌کنیم.", "en": "We defend the right of workers and women."}
clause = {"id": "open-clause", "as": "demand", "title": {"fa": "حق کار", "en": "The right to work"}, "text": text}
log.append("secretariat", "clause.proposed", clause)
participants = log.snapshot().state.membership.participants.values()
members = [p.id for p in participants if p.kind == "independent" and p.status == "accredited"][:3]
wishes = ("کارگران، آموزگاران و زنان دفاع", "کارگران و زنان پشتیبانی", "زنان پاسداری")
for member, changed in zip(members, wishes, strict=True):
    amendment = {"id": f"open-{member}", "clause": "open-clause", "version": 1}
    amended = {"fa": f"از حق {changed} می‌کنیم."}
    log.append(member, "amendment.proposed", amendment | {"text": amended})
names = {"fa": "نشست بسته", "en": "Closed meeting"}
closed = create_assembly(given["closed"], names, {"fa": "پنهان"}, Charter(public=()))
place = {"city": "Toronto", "region": "Ontario", "country": "CA"}
for act, data in (
    ("member.invited", {"id": "org", "as": "organisation", "name": {"fa": "سازمان پنهان"}, "place": place}),
    ("member.accredited", {"id": "org"}),
    (
        "meeting.fixed",
        {"id": "meeting", "title": {"fa": "نشست"}, "days": ["2030-01-01"], "timezone": "UTC", "place": place},
    ),
    ("clause.proposed", {"id": "clause", "as": "basis", "title": {"fa": "بند"}, "text": {"fa": "متن پنهان"}}),
    ("position.proposed", {"id": "position", "text": {"fa": "موضع پنهان"}}),
):
    closed.append("secretariat", act, data)

sessions, actors = {"anonymous": ""}, {"anonymous": "", "outsider": "", "guest": guest}
for name, role in given["cast"].items():
    user = User.objects.get(username=name)
    sessions[role] = sign_in(user)
    actors[role] = Seat.objects.get(user=user, assembly_id=log.assembly_id).actor
sessions["guest"] = take_seat(log, guest, "tried-guest")
sessions["outsider"] = sign_in(User.objects.create(username="tried-outsider"))
print(json.dumps({"sessions": sessions, "actors": actors}))
"""


@dataclass(frozen=True, slots=True)
class Demonstration:
    """The served demonstration; `sessions` and `actors` by role (an anonymous visitor has neither)."""

    instance: Instance
    sessions: Mapping[str, str]
    actors: Mapping[str, str]

    def site(self, slug: str) -> Site:
        """An assembly as its record in the database says it is now."""
        of_slug = "WHERE assembly_id = (SELECT id FROM store_assembly WHERE slug = ?)"
        files = dict(self.instance.rows(f"SELECT sha256, data FROM store_attachment {of_slug}", slug))
        replay = AssemblyReplay({str(name): bytes(data) for name, data in files.items()})  # type: ignore[call-overload]
        for (data,) in self.instance.rows(f"SELECT data FROM store_entry {of_slug} ORDER BY seq", slug):
            replay.admit(Entry.from_bytes(bytes(data)))  # type: ignore[call-overload]
        return Site(slug, replay.state, tuple(sorted(replay.attachments())))

    def size(self, slug: str) -> int:
        """How many acts the record of an assembly has."""
        query = "SELECT count(*) FROM store_entry JOIN store_assembly a ON a.id = assembly_id WHERE slug = ?"
        ((found,),) = self.instance.rows(query, slug)
        return int(str(found))

    def private_names(self) -> dict[str, tuple[str, ...]]:
        """The names of persons in the directory of the founding meeting, by id."""
        query = (
            "SELECT participant, name_fa, name_en FROM store_person JOIN store_assembly a ON a.id = assembly_id"
            " WHERE slug = ?"
        )
        rows = self.instance.rows(query, FOUNDING)
        return {str(who): tuple(str(name) for name in names if name) for who, *names in rows}

    def cookies(self, role: str, language: str) -> dict[str, str]:
        """The cookies of a browser in which somebody of that role is signed in."""
        session = self.sessions[role]
        return {"language": language, "csrf": TOKEN} | ({"session": session} if session else {})


def stage(folder: Path) -> Demonstration:
    """Stage the demonstration in a folder, add who is missing from its cast, and serve it."""
    instance = Instance(folder / "instance", demo=True)
    instance.stage_demo()
    told = json.loads(instance.run_inside(_PREPARE, slug=FOUNDING, closed=CLOSED, cast=_CAST))
    instance.serve(workers=2)
    return Demonstration(instance, told["sessions"], told["actors"])
