"""A story in which every kind of act is done at least once, by somebody the charter gives it to.

Each step is (actor, kind, data); data that depend on what went before are functions of the house.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import msgspec
from tests.assembly.house import BOSTON, MONTREAL, TORONTO, House, commitment

from hamgara.assembly import Charter, charter_hash
from hamgara.assembly.act import SECRETARIAT as S
from hamgara.record import Witness

Step = tuple[str, str, dict[str, Any] | Callable[[House], dict[str, Any]]]

#: One of each role; `outsider` is nobody.
CAST = (S, "org-one", "del-one", "ind-one", "sup-one", "obs-one", "outsider")
NEW_CHARTER = Charter(public=("members", "resolution", "record"))
WITNESS = Witness("org-one.example/witness", bytes([7] * 32))


def both(text: str) -> dict[str, str]:
    return {"fa": f"متن {text}", "en": f"Text {text}"}


def invited(key: str, kind: str, place: dict[str, str] | None = None) -> Step:
    data: dict[str, Any] = {"id": key, "as": kind}
    if kind == "organisation":
        data["name"] = {"fa": f"سازمان {key}", "en": f"Organisation {key}"}
    else:
        data["commitment"] = commitment(key)
    if place:
        data["place"] = place
    return (S, "member.invited", data)


def accreditation() -> Iterator[Step]:
    members = (
        ("org-one", "organisation", TORONTO),
        ("org-two", "organisation", BOSTON),
        ("ind-one", "independent", TORONTO),
        ("ind-two", "independent", BOSTON),
        ("ind-three", "independent", MONTREAL),
        ("ind-four", "independent", BOSTON),
        ("sup-one", "supporter", None),
        ("obs-one", "observer", None),
        ("ind-gone", "independent", TORONTO),
        ("ind-out", "independent", TORONTO),
    )
    for key, kind, place in members:
        yield invited(key, kind, place)
        yield (key, "invitation.accepted", {})
        yield (S, "member.accredited", {"id": key})
    yield invited("ind-never", "independent")
    yield (S, "invitation.withdrawn", {"id": "ind-never", "reason": "در دو فهرست بود"})
    for key in ("del-one", "del-two", "del-three"):
        data = {"id": key, "organisation": "org-one", "commitment": commitment(key)}
        yield ("org-one", "delegate.appointed", data)
    yield ("org-one", "delegate.withdrawn", {"id": "del-three"})
    yield ("org-one", "mandate.split", {"shares": {"del-one": "2/3", "del-two": "1/3"}})
    yield ("ind-one", "member.moved", {"id": "ind-one", "place": MONTREAL})
    yield ("ind-one", "member.moved", {"id": "ind-one", "place": TORONTO})
    yield ("ind-gone", "member.resigned", {})
    yield ("ind-two", "key.registered", {"key": {"alg": "ed25519", "key": "A" * 43 + "="}})
    yield ("ind-two", "key.revoked", {"key": "A" * 43 + "="})
    name = WITNESS.verifier.name
    yield ("org-one", "witness.registered", {"name": name, "vkey": WITNESS.vkey})
    yield ("org-one", "witness.retired", {"name": name})


def _ground() -> Iterator[Step]:
    yield ("ind-one", "position.proposed", {"id": "pos-one", "text": {"fa": "موضع یک"}})
    yield ("del-one", "position.proposed", {"id": "pos-two", "text": both("two")})
    yield ("ind-two", "position.proposed", {"id": "pos-bad", "text": both("bad")})
    yield (S, "position.admitted", {"id": "pos-one"})
    yield (S, "position.admitted", {"id": "pos-two"})
    yield (S, "position.declined", {"id": "pos-bad", "reason": "تکراری است"})
    yield ("ind-one", "position.translated", {"id": "pos-one", "language": "en", "text": "Position one"})
    yield (
        S,
        "round.opened",
        lambda h: {
            "id": "rnd-one",
            "title": both("round"),
            "positions": ["pos-one", "pos-two"],
            "closes": h.later(hours=2),
        },
    )
    yield (S, "round.closed", _close_round)
    yield ("ind-one", "position.withdrawn", {"id": "pos-one"})


def _close_round(house: House) -> dict[str, Any]:
    house.wait(hours=3)
    voters = ("org-two", "ind-one", "ind-two", "ind-three", "ind-four", "sup-one")
    values = (1, 1, -1, 0, 1, 1)
    return house.round("rnd-one", [(v, "pos-one", x) for v, x in zip(voters, values, strict=True)])


def _meeting() -> Iterator[Step]:
    yield (
        S,
        "meeting.fixed",
        {
            "id": "mtg-one",
            "title": both("meeting"),
            "days": ["2010-08-13", "2010-08-14", "2010-08-15"],
            "timezone": "America/New_York",
            "place": BOSTON,
        },
    )
    yield (S, "meeting.opened", {"id": "mtg-one"})
    yield (
        S,
        "sitting.called",
        lambda h: {
            "id": "sit-one",
            "meeting": "mtg-one",
            "title": both("sitting"),
            "starts": h.later(),
            "ends": h.later(hours=3),
        },
    )
    yield (S, "agenda.set", {"sitting": "sit-one", "items": [{"id": "item-one", "title": both("item")}]})
    yield (S, "sitting.opened", {"id": "sit-one"})
    yield (S, "item.taken", {"sitting": "sit-one", "item": "item-one"})
    came = ["del-one", "del-two", "org-two", "ind-one", "ind-two", "ind-three"]
    yield (S, "attendance.recorded", {"sitting": "sit-one", "came": came})
    yield ("ind-four", "attendance.recorded", {"sitting": "sit-one", "came": ["ind-four"]})
    yield (S, "quorum.counted", lambda h: h.quorum("sit-one"))


def _drafting() -> Iterator[Step]:
    kinds = (("cl-one", "preamble"), ("cl-two", "basis"), ("cl-three", "slogan"), ("cl-four", "basis"))
    for key, kind in kinds:
        yield ("ind-one", "clause.proposed", {"id": key, "as": kind, "title": both(key), "text": both(key)})
    yield (S, "clause.moved", {"id": "cl-three", "after": "cl-one"})
    yield ("ind-one", "clause.revised", {"id": "cl-one", "version": 1, "text": {"fa": "متن تازه"}})
    translated = {"id": "cl-one", "version": 2, "language": "en", "text": "New text"}
    yield ("ind-two", "clause.translated", translated)
    yield ("ind-one", "clause.withdrawn", {"id": "cl-four"})
    for key, clause, author in (
        ("am-one", "cl-two", "ind-two"),
        ("am-two", "cl-two", "del-one"),
        ("am-three", "cl-three", "ind-three"),
        ("am-four", "cl-two", "ind-four"),
    ):
        amendment = {"id": key, "clause": clause, "version": 1, "text": both(key)}
        yield (author, "amendment.proposed", amendment)
    yield ("ind-one", "amendment.accepted", {"id": "am-three"})
    yield ("ind-four", "amendment.withdrawn", {"id": "am-four"})
    yield from vote("dec-am", {"matter": "amendment", "id": "am-one"}, ("ind-one", "ind-two", "org-two"))
    yield ("del-one", "amendment.rebased", {"id": "am-two", "version": 2, "text": both("rebased")})
    yield (
        "ind-one",
        "clause.proposed",
        {"id": "cl-aside", "as": "basis", "title": both("aside"), "text": both("aside")},
    )
    yield (S, "sounding.opened", _open_sounding)
    yield (S, "sounding.closed", _close_sounding)
    yield (S, "package.chosen", lambda h: h.package("snd-one", ["cl-one", "cl-two", "cl-three"]))
    for number, key in ((2, "cl-one"), (2, "cl-two"), (2, "cl-three")):
        subject = {"matter": "clause", "id": key, "version": number}
        yield from vote(f"dec-{key}", subject, ("del-one", "org-two", "ind-one", "ind-two"))
    yield (
        S,
        "decision.opened",
        {
            "id": "dec-off",
            "subject": {"matter": "motion", "id": "dec-off"},
            "text": both("motion"),
            "sitting": "sit-one",
        },
    )
    yield (S, "decision.withdrawn", {"id": "dec-off", "reason": "پس گرفته شد"})


def _open_sounding(house: House) -> dict[str, Any]:
    numbered = [
        [c, house.state.clauses.clauses[c].current.number] for c in ("cl-one", "cl-two", "cl-three", "cl-aside")
    ]
    return {"id": "snd-one", "title": both("sounding"), "clauses": numbered, "closes": house.later(hours=1)}


def _close_sounding(house: House) -> dict[str, Any]:
    house.wait(hours=2)
    every = dict.fromkeys(("cl-one", "cl-two", "cl-three"), "sign")
    replies = {
        "del-one": every | {"cl-aside": "refuse"},
        "org-two": every | {"cl-two": {"amendment": "am-two"}},
        "ind-one": every | {"cl-aside": "sign"},
        "ind-two": every | {"cl-three": {"text": "اگر کوتاه‌تر شود"}},
        "ind-three": {"cl-one": "refuse", "cl-two": "sign"},
    }
    return house.sounding("snd-one", replies)


WORKERS = {"fa": "از حق کارگران و زنان دفاع می‌کنیم.", "en": "We defend the right of workers and women."}
TEACHERS = {
    "fa": "از حق کارگران، آموزگاران و زنان دفاع می‌کنیم.",
    "en": "We defend the right of workers, teachers and women.",
}
SUPPORT = {"fa": "از حق کارگران و زنان پشتیبانی می‌کنیم.", "en": "We support the right of workers and women."}
GUARD = {"fa": "از حق کارگران و زنان پاسداری می‌کنیم.", "en": "We guard the right of workers and women."}
FIRMLY = {"fa": "از حق کارگران و زنان همواره پاسداری می‌کنیم."}


def _amending() -> Iterator[Step]:
    """Amendments that merge, that collide, one to an amendment, and the voting list on them."""
    for key, text in (("cl-five", WORKERS), ("cl-six", both("six")), ("cl-seven", both("seven words more"))):
        clause = {"id": key, "as": "basis", "title": both(key), "text": text, "drafters": ["ind-three"]}
        yield ("ind-one", "clause.proposed", clause)
    for key, by, text in (
        ("am-five", "ind-two", TEACHERS),
        ("am-six", "del-one", SUPPORT),
        ("am-seven", "ind-three", GUARD),
    ):
        yield (by, "amendment.proposed", {"id": key, "clause": "cl-five", "version": 1, "text": text})
    below = {"id": "am-eight", "clause": "cl-five", "version": 1, "text": FIRMLY, "to": "am-seven", "on": 1}
    yield ("ind-four", "amendment.proposed", below)
    strike = {"id": "am-nine", "clause": "cl-six", "version": 1, "operations": [{"do": "strike"}]}
    yield ("ind-two", "amendment.proposed", strike)
    added = {"do": "add", "id": "cl-eight", "title": both("eight"), "text": both("eight")}
    yield ("ind-two", "amendment.proposed", {"id": "am-ten", "clause": "cl-seven", "version": 1, "operations": [added]})
    words = {"do": "replace", "start": 1, "end": 2, "text": "هفت"}
    yield (
        "org-two",
        "amendment.proposed",
        {"id": "am-eleven", "clause": "cl-seven", "version": 1, "operations": [words]},
    )
    clauses = ["cl-five", "cl-six"]
    yield (S, "list.drawn", lambda h: h.drawn("lst-off", clauses))
    yield (S, "list.withdrawn", {"id": "lst-off", "reason": "ترتیب از نو"})
    yield (S, "list.drawn", lambda h: h.drawn("lst-one", clauses))
    voters = ("del-one", "del-two", "org-two", "ind-one", "ind-two")
    for first, choice in (("am-five", "yes"), ("am-six", "no"), ("am-eight", "yes"), ("am-seven", "yes")):
        subject = {"matter": "amendment", "id": first, "list": "lst-one"}
        yield from vote(f"dec-{first}", subject, voters, choice=choice)
    yield (S, "list.closed", lambda h: h.enacted("lst-one"))
    yield ("ind-one", "amendment.accepted", {"id": "am-ten", "others": ["am-eleven"]})
    yield (S, "term.set", {"id": "workers", "forms": {"fa": ["کارگر"], "en": ["worker"]}})
    yield ("ind-one", "term.set", {"id": "women", "forms": {"fa": ["زن"], "en": ["woman", "women"]}})
    yield ("ind-one", "term.dropped", {"id": "women"})
    hidden = {"id": "talk-one", "clause": "cl-five", "digest": commitment("talk"), "reason": "توهین"}
    yield (S, "comment.hidden", hidden)
    yield (S, "comment.restored", {"id": "talk-one"})


def vote(
    key: str, subject: dict[str, Any], voters: tuple[str, ...], text: Any = None, choice: str = "yes"
) -> Iterator[Step]:
    data = {"id": key, "subject": subject, "sitting": "sit-one"}
    yield (S, "decision.opened", data if text is None else {**data, "text": text})
    for voter in voters:
        yield (voter, "vote.cast", {"decision": key, "choice": choice})
    yield (S, "decision.closed", lambda h: h.outcome(key))


def _committee() -> Iterator[Step]:
    call = {"title": both("election"), "seats": 2, "method": "scottish-stv"}
    rules = [{"of": "city", "at_most": 1}, {"of": "country", "value": "CA", "at_least": 1}]
    yield (S, "election.called", {"id": "el-one", **call, "rules": rules})
    yield ("org-two", "nomination.made", {"election": "el-one", "candidate": "ind-one"})
    yield ("ind-one", "nomination.accepted", {"election": "el-one"})
    for person in ("ind-two", "ind-three", "ind-four"):
        yield (person, "nomination.made", {"election": "el-one", "candidate": person})
    yield ("ind-four", "nomination.withdrawn", {"election": "el-one"})
    yield (S, "voting.opened", lambda h: {"election": "el-one", "closes": h.later(hours=1)})
    yield (S, "ballots.closed", _close_ballots)
    yield (S, "result.declared", lambda h: h.result("el-one"))
    yield (S, "election.called", {"id": "el-off", **call})
    yield (S, "election.withdrawn", {"id": "el-off", "reason": "نامزد کافی نبود"})


def _close_ballots(house: House) -> dict[str, Any]:
    house.wait(hours=2)
    rankings = {
        "del-one": ["ind-two", "ind-one"],
        "org-two": ["ind-one", "ind-three"],
        "ind-one": ["ind-three", "ind-one"],
        "ind-two": ["ind-two"],
        "ind-three": ["ind-one", "ind-two", "ind-three"],
    }
    return house.ballots("el-one", rankings)


def _conduct() -> Iterator[Step]:
    for key, about in (("mat-one", "ind-four"), ("mat-two", "ind-out"), ("mat-three", "ind-two")):
        yield ("org-two", "matter.raised", {"id": key, "about": about, "text": both(key)})
    yield ("ind-four", "matter.answered", {"id": "mat-one", "text": both("answer")})
    yield ("org-two", "matter.withdrawn", {"id": "mat-three"})
    until = (House(convene=False).now + timedelta(days=5)).strftime("%Y-%m-%dT%H:%M:%SZ")
    voters = ("del-one", "del-two", "org-two", "ind-one", "ind-two")
    for key, subject in (
        ("dec-mat-one", {"matter": "conduct", "id": "mat-one", "sanction": "suspension", "until": until}),
        ("dec-mat-two", {"matter": "conduct", "id": "mat-two", "sanction": "exclusion"}),
    ):
        yield from vote(key, subject, voters)
    ruling = {"id": "mat-one", "sanction": "suspension", "until": until, "text": both("ruling")}
    yield (S, "matter.ruled", {**ruling, "decision": "dec-mat-one"})
    yield (S, "member.suspended", {"id": "ind-four", "until": until, "matter": "mat-one"})
    exclusion = {"id": "mat-two", "sanction": "exclusion", "text": both("ruling"), "decision": "dec-mat-two"}
    yield (S, "matter.ruled", exclusion)
    yield (S, "member.excluded", {"id": "ind-out", "matter": "mat-two"})
    yield (S, "member.reinstated", _reinstate)


def _reinstate(house: House) -> dict[str, Any]:
    house.wait(days=6)
    return {"id": "ind-four"}


def _actions() -> Iterator[Step]:
    for key in ("act-one", "act-two"):
        days = {"begins": "2010-08-20", "ends": "2010-09-20"}
        yield ("ind-one", "action.proposed", {"id": key, "title": both(key), "text": both(key), **days})
    yield (S, "action.agreed", {"id": "act-one"})
    yield ("ind-one", "action.dropped", {"id": "act-two"})
    for key, by in (("com-one", "sup-one"), ("com-two", "org-two"), ("com-three", "ind-one")):
        yield (by, "commitment.made", {"id": key, "action": "act-one", "text": both(key), "due": "2010-08-25"})
    yield ("sup-one", "report.made", {"commitment": "com-one", "text": both("report")})
    yield (S, "commitment.met", {"id": "com-one"})
    yield (S, "commitment.released", {"id": "com-three", "reason": both("reason")})
    yield (S, "commitment.missed", _miss)
    yield (S, "action.concluded", {"id": "act-one", "text": both("end")})


def _miss(house: House) -> dict[str, Any]:
    house.wait(days=30)
    return {"id": "com-two"}


def _publication() -> Iterator[Step]:
    clauses = ["cl-one", "cl-two", "cl-three"]
    texts = {"title": both("title"), "report": both("report"), "meeting": "mtg-one"}
    yield (S, "resolution.drafted", lambda h: h.draft("res-one", clauses, **texts))
    voters = ("del-one", "del-two", "org-two", "ind-one", "ind-two")
    yield from vote("dec-res", {"matter": "resolution", "id": "res-one"}, voters)
    yield (S, "resolution.adopted", {"id": "res-one", "decision": "dec-res"})
    yield ("org-two", "resolution.signed", {"resolution": "res-one"})
    yield ("ind-one", "resolution.signed", {"resolution": "res-one", "name": both("name")})
    yield ("ind-two", "resolution.signed", {"resolution": "res-one"})
    reservation = {"resolution": "res-one", "clause": "cl-two"}
    yield ("ind-one", "reservation.made", {**reservation, "text": both("reservation")})
    yield ("ind-one", "reservation.withdrawn", reservation)
    yield ("ind-two", "signature.withdrawn", {"resolution": "res-one"})
    yield (S, "resolution.published", lambda h: {"id": "res-one", "documents": {"fa.html": h.attach(b"<p>")}})
    accession = {"resolution": "res-one", "as": "person", "name": both("joiner"), "place": TORONTO}
    yield ("sup-one", "accession.made", {"id": "acc-one", **accession})
    yield ("sup-one", "accession.withdrawn", {"id": "acc-one", "resolution": "res-one"})


def _closing() -> Iterator[Step]:
    digest = charter_hash(NEW_CHARTER)
    voters = ("del-one", "del-two", "org-two", "ind-one", "ind-two")
    yield from vote("dec-charter", {"matter": "charter", "id": digest}, voters, both("charter"))
    charter = msgspec.to_builtins(NEW_CHARTER)
    yield (S, "charter.amended", {"charter": charter, "decision": "dec-charter"})
    yield (S, "seat.vacated", _vacate)
    yield (S, "seat.filled", lambda h: h.successors("el-one"))
    yield (S, "sitting.closed", {"id": "sit-one"})
    yield (S, "minutes.recorded", {"sitting": "sit-one", "text": both("minutes")})
    yield (S, "minutes.approved", {"sitting": "sit-one"})
    yield (S, "meeting.closed", {"id": "mtg-one"})


def _vacate(house: House) -> dict[str, Any]:
    holder = house.state.elections.committee(house.later())[0]
    house.do(holder, "member.resigned", {})
    return {"body": "committee", "holder": holder, "reason": "کناره‌گیری"}


def _open_election() -> Iterator[Step]:
    """An election with open ballots, under a charter that makes elections open."""
    yield (S, "election.called", {"id": "el-open", "title": both("open"), "seats": 1, "method": "block"})
    yield ("ind-one", "nomination.made", {"election": "el-open", "candidate": "ind-one"})
    yield (S, "voting.opened", lambda h: {"election": "el-open", "closes": h.later(hours=1)})
    yield ("org-two", "ballot.cast", {"election": "el-open", "ranking": ["ind-one"]})


def steps() -> Iterator[Step]:
    """The whole story except the open election, under the default charter."""
    for chapter in (
        accreditation, _ground, _meeting, _drafting, _amending, _committee, _conduct, _actions, _publication, _closing,
    ):  # fmt: skip
        yield from chapter()


def open_steps() -> Iterator[Step]:
    """Accreditation and an election with open ballots."""
    yield from accreditation()
    yield from _open_election()


def resolve(step: Step, house: House) -> dict[str, Any]:
    data = step[2]
    return data(house) if callable(data) else data


def tell(house: House | None = None) -> House:
    """The house after the whole story."""
    house = house or House()
    for step in steps():
        house.do(step[0], step[1], resolve(step, house))
    return house
