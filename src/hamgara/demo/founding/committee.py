"""The election of five: nominations, secret ballots, a count with guarantees of place."""

from __future__ import annotations

from hamgara.demo.founding.material import read_toml
from hamgara.demo.founding.narrative import Story
from hamgara.demo.founding.outlook import draw, rank

__all__ = ["ELECTION", "ESTEEM", "tell_election"]

ELECTION = "committee-2010"
#: Who stands, and what the members think of each, whatever their outlook.
ESTEEM = {
    "nasrin-tavanju": 62,
    "dariush-polsaz": 60,
    "nader-kheradazma": 48,
    "sudabeh-mehrgostar": 50,
    "parvin-shabcheragh": 40,
    "manizheh-roshanband": 44,
    "vahid-barzgarnia": 30,
    "jahangir-puladkar": 26,
    "azita-mehrvarzan": 24,
    "delaram-hamava": 28,
    "eskandar-mowjshekan": 18,
}
#: Nominated, but does not stand.
DECLINES = "bahador-kurepaz"


def tell_election(story: Story) -> None:
    """Eleven stand, one declines; about ninety ballots are cast in secret and counted."""
    story.office(
        "election.called",
        {
            "id": ELECTION,
            "title": read_toml("texts")["election"]["title"],
            "seats": 5,
            "method": "scottish-stv",
            "rules": [{"of": "city", "at_most": 1}, {"of": "country", "at_least": 1}],
        },
    )
    present = story.present()
    for candidate in [*ESTEEM, DECLINES]:
        figure = story.cast[candidate]
        others = [f for f in present if f.place == figure.place and f.key != candidate] or present
        by = figure if draw(4, candidate, "stands") == 0 else others[draw(len(others), candidate, "nominates")]
        nomination = {"election": ELECTION, "candidate": figure.id}
        story.tell(by.id, "nomination.made", nomination, after=45)
        if candidate == DECLINES:
            story.tell(figure.id, "nomination.withdrawn", {"election": ELECTION}, after=20)
        elif by.id != figure.id:
            story.tell(figure.id, "nomination.accepted", {"election": ELECTION}, after=20)
    closes = "2010-08-15T16:15:00Z"
    story.turn("2010-08-15T15:15:00Z")
    story.office("voting.opened", {"election": ELECTION, "closes": closes})
    candidates = [story.cast[key] for key in ESTEEM]
    for figure in present:
        ranking = rank(figure, candidates, ESTEEM)
        story.ballot(ELECTION, figure.id, [c.id for c in ranking], after=15)
    story.turn(closes)
    story.close("ballots.closed", ELECTION, after=0)
    story.close("result.declared", ELECTION, after=300)
