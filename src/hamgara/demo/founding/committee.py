"""The election of five: nominations, sealed ballots, trustees who open them, a count with guarantees of place."""

from __future__ import annotations

from collections.abc import Sequence

from hamgara.assembly.elections import Election
from hamgara.assembly.sealing import check_setup
from hamgara.demo.founding.keepers import LOST, NEEDED, REGISTRAR, TRUSTEES, Keepers
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
OPENS, CLOSES = "2010-08-15T15:15:00Z", "2010-08-15T16:15:00Z"
#: Nominated, but does not stand.
DECLINES = "bahador-kurepaz"


def tell_election(story: Story) -> None:
    """Eleven stand, one declines; about ninety ballots are sealed, shuffled, opened by three trustees, and counted."""
    trustees = [story.cast.id(key) for key in TRUSTEES]
    story.office(
        "election.called",
        {
            "id": ELECTION,
            "title": read_toml("texts")["election"]["title"],
            "seats": 5,
            "method": "scottish-stv",
            "rules": [{"of": "city", "at_most": 1}, {"of": "country", "at_least": 1}],
            "trustees": trustees,
            "threshold": NEEDED,
            "registrar": story.cast.id(REGISTRAR),
        },
    )
    _nominate(story)
    keepers = Keepers(trustees, story.attachment)
    _make_key(story, keepers, trustees)
    _open_voting(story, keepers)
    _vote(story, keepers)
    _open(story, keepers, [who for who in trustees if who != story.cast.id(LOST)][:NEEDED])
    story.close("result.declared", ELECTION, after=300)


def _nominate(story: Story) -> None:
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


def _find(story: Story) -> Election:
    return story.state.elections.elections[ELECTION]


def _make_key(story: Story, keepers: Keepers, trustees: Sequence[str]) -> None:
    """The trustees make the key together, in three steps."""
    sealing = _find(story).sealing
    assert sealing is not None
    for step in sealing.steps:
        for trustee in trustees:
            message = story.attach(keepers.contribute(_find(story), trustee))
            part = {"election": ELECTION, "step": step, "message": message}
            story.tell(trustee, "key.contributed", part, after=40)


def _open_voting(story: Story, keepers: Keepers) -> None:
    """Sealed rankings cannot be weighed: an organisation of several delegates has one of them cast its ballot."""
    part, here = story.state.membership, {figure.id for figure in story.present()}
    divided = {organisation: part.mandates(organisation) for organisation in part.delegates}
    divided = {organisation: mandates for organisation, mandates in divided.items() if len(mandates) > 1}
    for organisation, mandates in divided.items():
        caster = next((who for who, _ in mandates if who in here), mandates[0][0])
        shares = {who: "1" if who == caster else "0" for who, _ in mandates}
        story.tell(organisation, "mandate.split", {"shares": shares}, after=10)
    credentials = story.attach(keepers.list_credentials(_find(story), story.state))
    story.by(REGISTRAR, "credentials.listed", {"election": ELECTION, "credentials": credentials}, after=120)
    story.turn(OPENS)
    roll = story.state.roll(weighted=story.state.charter.elections.weighted)
    file = story.attach(check_setup(_find(story), roll, story.attachment))
    story.office("voting.opened", {"election": ELECTION, "closes": CLOSES, "sealed": file})
    for organisation, mandates in divided.items():
        before = {who: str(share) for who, share in mandates}
        story.tell(organisation, "mandate.split", {"shares": before}, after=1)


def _vote(story: Story, keepers: Keepers) -> None:
    """Whoever is present votes; a few think again and vote once more, and the last ballot counts."""
    found = _find(story)
    candidates = [story.cast[key] for key in ESTEEM]
    for figure in story.present():
        if figure.id not in found.roll:
            continue
        ranking = [c.id for c in rank(figure, candidates, ESTEEM)]
        again = draw(25, figure.key, "votes again") == 0
        if again:
            story.ballot(ELECTION, figure.id, keepers.seal(found, figure.id, ranking[:1]), after=15)
        story.ballot(ELECTION, figure.id, keepers.seal(found, figure.id, ranking, 1 + again), after=15)
    story.turn(CLOSES)
    story.close("ballots.closed", ELECTION, after=0)


def _open(story: Story, keepers: Keepers, trustees: Sequence[str]) -> None:
    """One trustee after the other shuffles; then each gives its part of the decryption."""
    for trustee in trustees:
        shuffle = story.attach(keepers.shuffle(_find(story), trustee))
        story.tell(trustee, "tally.shuffled", {"election": ELECTION, "shuffle": shuffle}, after=90)
    for trustee in trustees:
        decryption = story.attach(keepers.decrypt(_find(story), trustee))
        story.tell(trustee, "tally.decrypted", {"election": ELECTION, "decryption": decryption}, after=60)
