"""Summer 2010: invitations go out, places are stated, members are accredited and organisations name delegates."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from hamgara.demo.founding.narrative import Story
from hamgara.demo.founding.people import place_of
from hamgara.record import Witness

__all__ = ["LATE_COMER", "WITNESSES", "tell_accreditation", "witness_of"]

#: Invited only in the following spring.
LATE_COMER = "siavash-paydarnia"
#: The organisations that countersign the heads of the record, and the names of their keys.
WITNESSES = {"sepidar": "sepidar.example/witness", "narvan": "narvan.example/witness"}


def witness_of(organisation: str) -> Witness:
    """The key with which an organisation of the story countersigns; fixed, as only a demonstration's may be."""
    seed = sha256(f"hamgara demonstration witness {organisation}".encode()).digest()
    return Witness(WITNESSES[organisation], seed)


def tell_accreditation(story: Story) -> None:
    """Everyone but one late comer joins; two organisations split their mandates and two register as witnesses."""
    figures = [f for f in story.cast.of("organisation", "independent", "supporter", "observer") if f.key != LATE_COMER]
    story.turn("2010-06-07T14:00:00Z")
    for figure in figures:
        data: dict[str, Any] = {"id": figure.id, "as": figure.kind}
        if figure.kind == "organisation":
            data["name"] = figure.names
        else:
            data["commitment"] = story.scene.enrol(figure.id, figure.fa, figure.en)
        story.office("member.invited", data)
    story.turn("2010-06-10T13:00:00Z")
    for figure in figures:
        place = {} if figure.kind == "observer" else {"place": place_of(figure.place)}
        story.tell(figure.id, "invitation.accepted", place, after=5400)
    story.turn("2010-06-28T13:00:00Z")
    for figure in figures:
        weight = {"weight": figure.weight} if figure.kind == "organisation" else {}
        story.office("member.accredited", {"id": figure.id, **weight}, after=90)
    _name_delegates(story)
    story.turn("2010-07-05T15:00:00Z")
    for organisation, name in WITNESSES.items():
        vkey = witness_of(organisation).verifier.vkey
        story.by(organisation, "witness.registered", {"name": name, "vkey": vkey}, after=7200)


def _name_delegates(story: Story) -> None:
    story.turn("2010-07-01T14:00:00Z")
    for organisation in story.cast.of("organisation"):
        delegates = story.cast.delegates(organisation.key)
        for figure in delegates:
            data = {
                "id": figure.id,
                "organisation": organisation.id,
                "commitment": story.scene.enrol(figure.id, figure.fa, figure.en),
                "place": place_of(figure.place),
            }
            story.tell(organisation.id, "delegate.appointed", data, after=1800)
        if any(figure.share for figure in delegates):
            shares = {figure.id: figure.share for figure in delegates}
            story.tell(organisation.id, "mandate.split", {"shares": shares}, after=600)
