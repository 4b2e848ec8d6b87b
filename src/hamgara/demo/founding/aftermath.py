"""From the publication to the eve of the second meeting: accessions, reports, a matter of conduct, and what is open."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from hamgara.demo.founding.accreditation import LATE_COMER
from hamgara.demo.founding.conclusion import RESOLUTION, undertake
from hamgara.demo.founding.ground import list_positions, propose_positions
from hamgara.demo.founding.material import read_toml
from hamgara.demo.founding.narrative import Story
from hamgara.demo.founding.outlook import draw, react, vote
from hamgara.demo.founding.people import place_of
from hamgara.demo.founding.soundings import tell_set_aside

__all__ = ["MOTION", "SECOND_ROUND", "SPARED", "tell_aftermath"]

SECOND_ROUND = "towards-toronto"
MOTION = "bulletin-in-more-languages"
MATTER_CLOSES = "2010-10-14T16:00:00Z"
#: They leave what is open at the end for whoever tries the demonstration as one of them.
SPARED = frozenset(
    {
        "balut",
        "bahador-kurepaz",
        "mahtab-rastinpur",
        "soheyla-nanavar",
        "kurosh-tarazudar",
        "nasrin-tavanju",
        "sara-hamdelkhah",
    }
)


def tell_aftermath(story: Story) -> None:
    """Everything that happens after the publication, in the order of its days."""
    texts = read_toml("texts")
    events: list[tuple[str, Callable[[], None]]] = []
    for number, accession in enumerate(texts["accession"], 1):
        events.append((accession["at"], partial(_accede, story, f"accession-{number}", accession)))
    for commitment in texts["commitment"]:
        if commitment["due"] >= "2011":
            begun = "2011-04-01T16:00:00Z" if commitment["action"] == "first-of-may" else "2010-09-20T16:00:00Z"
            events.append((begun, partial(undertake, story, commitment)))
        if "reported" in commitment:
            events.append((commitment["reported"], partial(_report, story, commitment)))
    events += [
        ("2010-10-04T15:00:00Z", partial(_raise_matter, story)),
        ("2010-10-07T16:00:00Z", partial(_vote_on_matter, story)),
        (MATTER_CLOSES, partial(_rule_on_matter, story)),
        ("2010-10-20T18:00:00Z", partial(_review, story, "2010-10-20")),
        ("2010-12-01T15:00:00Z", partial(_reinstate, story)),
        ("2010-12-06T18:00:00Z", partial(_review, story, "2010-12-06")),
        ("2011-01-10T18:00:00Z", partial(_release, story)),
        ("2011-02-08T20:00:00Z", partial(_move, story, "kambiz-durandishan", "ottawa")),
        ("2011-04-12T14:00:00Z", partial(_open_round, story)),
        ("2011-04-30T18:00:00Z", partial(_review, story, "2011-04-30")),
        ("2011-05-02T15:00:00Z", partial(tell_set_aside, story, SPARED)),
        ("2011-05-03T15:00:00Z", partial(_open_motion, story)),
        ("2011-05-05T15:00:00Z", partial(_leave_open, story)),
    ]
    for at, tell in sorted(events, key=lambda event: event[0]):
        if at > story.now:
            story.turn(at)
        tell()


def _accede(story: Story, id_: str, accession: dict[str, Any]) -> None:
    data = {
        "id": id_,
        "resolution": RESOLUTION,
        "as": accession["as"],
        "name": accession["name"],
        "place": place_of(accession["place"]),
    }
    story.office("accession.made", data, after=0)


def _report(story: Story, commitment: dict[str, Any]) -> None:
    story.by(commitment["by"], "report.made", {"commitment": commitment["key"], "text": commitment["report"]}, after=0)


def _chair(story: Story) -> str:
    return story.state.elections.committee(story.now)[0]


def _review(story: Story, day: str) -> None:
    """The committee finds what was reported until that day met or missed, and concludes what is over."""
    texts = read_toml("texts")
    for commitment in texts["commitment"]:
        found = story.state.actions.commitments.get(commitment["key"])
        if (
            found is None
            or found.status != "open"
            or not found.reports
            or commitment["course"] not in ("met", "missed")
        ):
            continue
        story.tell(_chair(story), f"commitment.{commitment['course']}", {"id": found.id}, after=120)
    for action in texts["action"]:
        done = [c for c in story.state.actions.commitments.values() if c.action == action["key"]]
        over = action["ends"] < day and done and all(c.status != "open" for c in done)
        if over and "concluded" in action and story.state.actions.actions[action["key"]].status == "agreed":
            story.tell(_chair(story), "action.concluded", {"id": action["key"], "text": action["concluded"]})


def _release(story: Story) -> None:
    for commitment in read_toml("texts")["commitment"]:
        if commitment["course"] == "released":
            data = {"id": commitment["key"], "reason": commitment["reason"]}
            story.tell(_chair(story), "commitment.released", data)


def _move(story: Story, key: str, place: str) -> None:
    story.by(key, "member.moved", {"id": story.cast.id(key), "place": place_of(place)}, after=0)


def _raise_matter(story: Story) -> None:
    matter = read_toml("texts")["conduct"]["confidence"]
    raised = {"id": "confidence", "about": story.cast.id(matter["about"]), "text": matter["text"]}
    story.by(matter["by"], "matter.raised", raised, after=0)
    answer = {"id": "confidence", "text": matter["answer"]}
    story.by(matter["about"], "matter.answered", answer, after=190_000)


def _vote_on_matter(story: Story) -> None:
    matter = read_toml("texts")["conduct"]["confidence"]
    subject = {"matter": "conduct", "id": "confidence", "sanction": "suspension", "until": matter["until"]}
    story.office("decision.opened", {"id": "on-confidence", "subject": subject, "closes": MATTER_CLOSES})
    for figure in story.cast.voters():
        if figure.key != matter["about"] and draw(100, figure.key, "confidence") < 78:
            choice = vote(figure, matter["stance"], "confidence")
            story.ballot("on-confidence", figure.id, choice, after=300)


def _rule_on_matter(story: Story) -> None:
    story.close("decision.closed", "on-confidence", after=0)
    if not story.state.decisions.decisions["on-confidence"].adopted:
        return
    matter = read_toml("texts")["conduct"]["confidence"]
    about, until = story.cast.id(matter["about"]), matter["until"]
    ruling = {"id": "confidence", "sanction": "suspension", "text": matter["ruling"], "until": until}
    story.office("matter.ruled", {**ruling, "decision": "on-confidence"}, after=600)
    story.office("member.suspended", {"id": about, "until": until, "matter": "confidence"})


def _reinstate(story: Story) -> None:
    about = story.cast.id(read_toml("texts")["conduct"]["confidence"]["about"])
    if story.state.membership.participants[about].status == "suspended":
        story.office("member.reinstated", {"id": about}, after=0)


def _open_round(story: Story) -> None:
    positions = list_positions(later=True)
    propose_positions(story, positions, after=3600)
    story.turn("2011-04-18T15:00:00Z")
    # The last of them is left for the secretariat to admit or decline.
    listed = positions[:-1]
    for position in listed:
        story.office("position.admitted", {"id": position["key"]})
    title = read_toml("texts")["rounds"]["second"]
    closes = "2011-05-19T22:00:00Z"
    data = {"id": SECOND_ROUND, "title": title, "positions": [p["key"] for p in listed], "closes": closes}
    story.office("round.opened", data)
    for figure in [*story.cast.voters(), *story.cast.of("supporter")]:
        if figure.key in SPARED or figure.key == LATE_COMER or draw(100, figure.key, SECOND_ROUND) >= 60:
            continue
        for position in listed:
            value = react(figure, position["stance"], position["key"])
            if value is not None:
                story.react(SECOND_ROUND, figure.id, position["key"], value)


def _open_motion(story: Story) -> None:
    texts = read_toml("texts")["languages"]
    subject = {"matter": "motion", "id": MOTION}
    data = {"id": MOTION, "subject": subject, "text": texts["text"], "closes": "2011-05-17T22:00:00Z"}
    story.office("decision.opened", data)
    for figure in story.cast.voters():
        if figure.key not in SPARED and draw(100, figure.key, MOTION) < 35:
            choice = vote(figure, texts["stance"], MOTION)
            story.tell(figure.id, "vote.cast", {"decision": MOTION, "choice": choice}, after=1500)


def _leave_open(story: Story) -> None:
    figure = story.cast[LATE_COMER]
    commitment = story.scene.enrol(figure.id, figure.fa, figure.en)
    story.office("member.invited", {"id": figure.id, "as": figure.kind, "commitment": commitment})
    story.tell(figure.id, "invitation.accepted", {"place": place_of(figure.place)}, after=7200)
