"""A small assembly from its convening to its published resolution, told through the same admission as any other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from hamgara.assembly import AssemblyReplay, Charter, State
from hamgara.assembly.decisions import decide_outcome
from hamgara.assembly.meetings import count_quorum
from hamgara.assembly.publication import ResolutionDrafted, resolution_hash
from hamgara.documents import Head
from hamgara.record import Entry, assembly_id, log_signer

SIGNER = log_signer(bytes(range(32)))
ASSEMBLY = assembly_id(SIGNER.verifier.key)
COMMITMENT = "ab" * 32

ORGANISATIONS = [
    ("org-a", {"fa": "کانون همبستگی تورنتو", "en": "Toronto Solidarity Society"}, ("Toronto", "Ontario", "CA")),
    ("org-b", {"fa": "انجمن پیشروان واشنگتن", "en": "Washington Progressive Association"},
     ("Washington", "District of Columbia", "US")),
    ("org-c", {"en": "Vancouver Workers’ Circle"}, ("Vancouver", "British Columbia", "CA")),
]  # fmt: skip
INDEPENDENTS = [
    ("ind-1", {"fa": "مهرنوش آزاد", "en": "Mehrnoush Azad"}, ("Boston", "Massachusetts", "US")),
    ("ind-2", None, ("Montreal", "Quebec", "CA")),
    ("ind-3", {"fa": "بهرام دادگر"}, ("Los Angeles", "California", "US")),
    ("ind-4", None, ("Ottawa", "Ontario", "CA")),
    ("ind-5", None, ("Chicago", "Illinois", "US")),
]
VOTERS = [row[0] for row in (*ORGANISATIONS, *INDEPENDENTS)]

CLAUSES: list[tuple[str, str, dict[str, str], dict[str, str]]] = [
    ("p1", "preamble", {"fa": "وضع ایران", "en": "The situation in Iran"}, {
        "fa": "سی‌ویک سال پس از انقلاب، آزادی و نانی که مردم ایران برای آن برخاستند هنوز به دست نیامده است.\n\n"
              "جنبش‌های اعتراضی درون کشور راه تازه‌ای گشوده‌اند و فعالان بیرون از کشور وظیفه دارند صدای آنان را، "
              "در نهادهای بین‌المللی نیز، برسانند.",
        "en": "Thirty-one years after the revolution, the freedom and the bread for which the people of Iran rose "
              "are still to be won.\n\nThe protest movements inside the country have opened a new road, and activists "
              "abroad owe it to them to carry their voice, to international bodies too.",
    }),
    ("b2", "basis", {"fa": "تشکل‌های مستقل", "en": "Independent organisations"}, {
        "fa": "از حق کارگران، زنان، دانشجویان و نویسندگان برای برپا کردن تشکل‌های مستقل خود دفاع می‌کنیم و "
              "هر گونه دخالت دولت و کارفرما را در کار آن‌ها محکوم می‌دانیم.",
        "en": "We defend the right of workers, women, students and writers to found their own independent "
              "organisations, and we condemn any interference of the state or of employers in their work.",
    }),
    ("b1", "basis", {"fa": "پشتیبانی از زحمتکشان", "en": "Support for working people"}, {
        "fa": "از مبارزهٔ زحمتکشان، پیش از همه طبقهٔ کارگر، برای دستمزد عادلانه، امنیت شغلی و حق اعتصاب پشتیبانی می‌کنیم.",
        "en": "We support the struggle of working people, the working class above all, for fair wages, secure work "
              "and the right to strike.",
    }),
    ("d1", "demand", {"fa": "آزادی زندانیان سیاسی", "en": "Freedom for political prisoners"}, {
        "fa": "خواهان آزادی فوری و بی‌قید و شرط همهٔ زندانیان سیاسی هستیم.",
        "en": "We demand the immediate and unconditional release of all political prisoners.",
    }),
    ("s1", "slogan", {"fa": "شعار نخست", "en": "First slogan"}, {
        "fa": "زنده باد همبستگی مردم!", "en": "Long live the solidarity of the people!",
    }),
]  # fmt: skip

REPORT = {
    "fa": "نخستین نشست نیروهای چپ و دموکرات آمریکای شمالی سه روز در واشنگتن برگزار شد. سازمان‌ها و افراد مستقل بسیاری "
    "در آن شرکت داشتند.\n\nنشست هیئتی پنج‌نفره برگزید و زمان نشست آینده را تعیین کرد.",
    "en": "The first meeting of left and democratic forces of North America was held in Washington over three days. "
    "Organisations and many independents took part.\n\nThe meeting elected a body of five and fixed the next one.",
}
TITLE = {"fa": "قطعنامهٔ نشست بنیان‌گذار", "en": "Resolution of the Founding Meeting"}


class Gathering:
    """An assembly under way: `do` admits one act a minute."""

    def __init__(self) -> None:
        self.replay = AssemblyReplay({})
        self._now = datetime(2010, 8, 13, 13, 0, tzinfo=UTC)

    @property
    def state(self) -> State:
        return self.replay.state

    def do(self, by: str, act: str, **data: Any) -> None:
        self._now += timedelta(minutes=1)
        at = self._now.strftime("%Y-%m-%dT%H:%M:%SZ")
        data = {key.rstrip("_"): value for key, value in data.items() if value is not None}
        self.replay.admit(Entry(assembly=ASSEMBLY, seq=self.state.seq, at=at, by=by, act=act, data=data))

    def office(self, act: str, **data: Any) -> None:
        self.do("secretariat", act, **data)

    def decide(self, decision: str, subject: dict[str, Any], votes: dict[str, str], **opened: Any) -> None:
        self.office("decision.opened", id=decision, subject=subject, **opened)
        for voter, choice in votes.items():
            self.do(voter, "vote.cast", decision=decision, choice=choice)
        found = self.state.decisions.decisions[decision]
        outcome = decide_outcome(self.state, found, None)
        self.office("decision.closed", id=decision, outcome=msgspec.to_builtins(outcome))

    def head(self) -> Head:
        return Head(self.state.seq, self.replay.root(self.state.seq))


def votes(against: Sequence[str] = (), abstaining: Sequence[str] = ()) -> dict[str, str]:
    return {v: "no" if v in against else "abstain" if v in abstaining else "yes" for v in VOTERS}


def convene(charter: Charter | None = None) -> Gathering:
    gathering = Gathering()
    gathering.office(
        "assembly.convened",
        names={"fa": "همایش همکاری آمریکای شمالی", "en": "North American Cooperation"},
        purpose={"fa": "همکاری", "en": "To cooperate"},
        log_key=SIGNER.vkey,
        timezone="America/New_York",
    )
    gathering.office("charter.adopted", charter=msgspec.to_builtins(charter or Charter()))
    for member, name, (city, region, country) in ORGANISATIONS:
        place = {"city": city, "region": region, "country": country}
        gathering.office("member.invited", id=member, as_="organisation", name=name, place=place)
        gathering.do(member, "invitation.accepted")
        gathering.office("member.accredited", id=member)
    for member, _, (city, region, country) in INDEPENDENTS:
        place = {"city": city, "region": region, "country": country}
        gathering.office("member.invited", id=member, as_="independent", commitment=COMMITMENT, place=place)
        gathering.do(member, "invitation.accepted")
        gathering.office("member.accredited", id=member)
    gathering.office(
        "meeting.fixed",
        id="founding",
        title={"fa": "نشست بنیان‌گذار", "en": "Founding meeting"},
        days=["2010-08-13", "2010-08-14", "2010-08-15"],
        timezone="America/New_York",
        place={"city": "Washington", "region": "District of Columbia", "country": "US"},
    )
    gathering.office("meeting.opened", id="founding")
    return gathering


def resolve(
    clauses: list[tuple[str, str, dict[str, str], dict[str, str]]] | None = None,
    *,
    report: dict[str, str] | None = None,
    title: dict[str, str] | None = None,
    reservation: dict[str, str] | None = None,
    upto: str = "published",
) -> Gathering:
    """The assembly once its resolution is a draft, adopted (and signed), or published."""
    gathering = convene()
    clauses = clauses or CLAUSES
    for clause, kind, name, text in clauses:
        gathering.do("org-a", "clause.proposed", id=clause, as_=kind, title=name, text=text)
    gathering.do(
        "org-b", "amendment.proposed", id="am-1", clause=clauses[0][0], version=1,
        text={"fa": clauses[0][3]["fa"] + " ما به این جنبش‌ها دل بسته‌ایم."},
    )  # fmt: skip
    gathering.do("org-a", "amendment.accepted", id="am-1")
    for i, (clause, *_) in enumerate(clauses):
        version = gathering.state.clauses.clauses[clause].current.number
        gathering.decide(
            f"on-{clause}",
            {"matter": "clause", "id": clause, "version": version},
            votes(VOTERS[:i], VOTERS[i : i + 1]) if i < 4 else votes(),
            closes="2010-08-15T23:00:00Z",
        )
    report, title = report or REPORT, title or TITLE
    chosen = tuple((c, gathering.state.clauses.clauses[c].current.number) for c, *_ in clauses)
    draft = ResolutionDrafted("res", title, report, chosen, "0" * 64)  # type: ignore[arg-type]
    gathering.office(
        "resolution.drafted", id="res", title=title, report=report, clauses=[list(c) for c in chosen],
        hash=resolution_hash(gathering.state, draft), meeting="founding",
    )  # fmt: skip
    if upto == "draft":
        return gathering
    gathering.decide("on-res", {"matter": "resolution", "id": "res"}, votes(["ind-5"]), closes="2010-08-15T23:00:00Z")
    gathering.office("resolution.adopted", id="res", decision="on-res")
    if upto == "adopted":
        return gathering
    for member, *_ in ORGANISATIONS:
        gathering.do(member, "resolution.signed", resolution="res")
    for member, name, _ in INDEPENDENTS[:4]:
        gathering.do(member, "resolution.signed", resolution="res", name=name)
    gathering.do(
        "org-b", "reservation.made", resolution="res", clause=clauses[1][0],
        text=reservation or {
            "fa": "ما واژهٔ «محکوم» را در این بند تندتر از آن می‌دانیم که باید باشد.",
            "en": "We hold the word “condemn” in this clause to be stronger than it ought to be.",
        },
    )  # fmt: skip
    gathering.do(
        "ind-2",
        "reservation.made",
        resolution="res",
        clause=clauses[3][0],
        text={"fa": "با «بی‌قید و شرط» موافق نیستم."},
    )
    gathering.office("resolution.published", id="res")
    gathering.office(
        "accession.made", id="acc-1", resolution="res", as_="organisation",
        name={"fa": "کانون نویسندگان برلین", "en": "Berlin Writers’ Society"},
        place={"city": "Berlin", "region": "Berlin", "country": "DE"},
    )  # fmt: skip
    return gathering


def quorum(gathering: Gathering, sitting: str) -> dict[str, Any]:
    present = gathering.state.meetings.sittings[sitting].present
    counted: dict[str, Any] = msgspec.to_builtins(count_quorum(gathering.state, present))
    return counted
