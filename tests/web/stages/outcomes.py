"""What the tests of actions and publication need to have happened: actions, commitments, a resolution."""

from __future__ import annotations

from typing import Any

from hamgara.web.store import closing

#: Markup and direction marks that must come out as text, wherever they were typed.
HOSTILE = "<script>alert('x')</script>\u202e\"'&amp; #let x = [*]"


def both(text: str) -> dict[str, str]:
    """A text in both languages."""
    return {"fa": f"متن {text}", "en": f"Text {text}"}


def act_together(cast: Any) -> None:
    """One action of each standing, and a commitment of each."""
    place = {"city": "Toronto", "region": "Ontario", "country": "CA"}
    for key in ("march", "letter", "fair", "gone"):
        cast.act(
            "independent",
            "action.proposed",
            id=key,
            title=both(key),
            text=both(f"of {key}"),
            begins="2010-09-01",
            ends="2010-09-03",
            places=[place],
        )
    cast.act("secretariat", "action.agreed", id="march")
    cast.act("secretariat", "action.agreed", id="fair")
    cast.act("secretariat", "action.concluded", id="fair", text=both("over"))
    cast.act("independent", "action.dropped", id="gone")
    for who, key, due in (
        ("independent", "posters", "2010-07-05"),
        ("organisation", "hall", "2010-08-20"),
        ("supporter", "tea", "2010-07-02"),
        ("union", "press", "2010-07-03"),
    ):
        cast.act(who, "commitment.made", id=key, action="march", text=both(key), due=due)
    cast.act("supporter", "report.made", commitment="tea", text=both("tea was made"))
    cast.act("union", "report.made", commitment="press", text=both("the press came"))
    cast.act("secretariat", "commitment.met", id="press")


def adopt_clauses(cast: Any, clock: Any) -> None:
    """A clause of each kind is adopted by the vote of everybody on the roll."""
    for kind in ("preamble", "basis", "demand", "slogan"):
        data = {"id": f"c-{kind}", "as": kind, "title": both(f"title {kind}"), "text": both(kind)}
        cast.act("independent", "clause.proposed", **data)
        decide(cast, clock, f"v-{kind}", {"matter": "clause", "id": f"c-{kind}", "version": 1})


def decide(cast: Any, clock: Any, key: str, subject: dict[str, Any]) -> None:
    """Everybody on the roll votes for it, and the vote is closed."""
    cast.act("secretariat", "decision.opened", id=key, subject=subject, closes=clock.after(hours=1))
    for voter in cast.state.decisions.decisions[key].roll:
        cast.act(voter, "vote.cast", decision=key, choice="yes")
    clock.forward(hours=1)
    cast.log.append("secretariat", "decision.closed", closing.decision_closed(cast.log, key))


def draft(cast: Any, clock: Any) -> None:
    """The draft of a resolution of all clauses."""
    adopt_clauses(cast, clock)
    clauses = [c.id for c in cast.state.clauses.listed()]
    data = closing.resolution_drafted(cast.log, "joint", both("resolution"), both("of the meeting"), clauses)
    cast.log.append("secretariat", "resolution.drafted", data)


def adopt(cast: Any, clock: Any) -> None:
    """The resolution is adopted, signed by an organisation and an independent without a name."""
    draft(cast, clock)
    decide(cast, clock, "v-joint", {"matter": "resolution", "id": "joint"})
    cast.act("secretariat", "resolution.adopted", id="joint", decision="v-joint")
    cast.act("union", "resolution.signed", resolution="joint")
    cast.act("other", "resolution.signed", resolution="joint")


def publish(cast: Any, clock: Any) -> None:
    """The resolution is published, without documents."""
    adopt(cast, clock)
    cast.act("secretariat", "resolution.published", id="joint")
