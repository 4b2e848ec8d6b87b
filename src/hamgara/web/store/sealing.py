"""The box of a sealed election at this server: what it takes in, and what it hands to trustees and the registrar."""

from __future__ import annotations

from typing import Any

from hamgara import ballots as sealed
from hamgara.assembly.act import SECRETARIAT, Refused
from hamgara.assembly.elections import Election
from hamgara.assembly.meetings import find_sitting, require_present
from hamgara.assembly.sealing import (
    Sealing,
    find_group,
    next_step,
    open_credentials,
    open_election,
    refusing,
    weigh_roll,
    write_archive,
)
from hamgara.assembly.state import State, require_standing
from hamgara.web.store import directory
from hamgara.web.store.log import Log
from hamgara.web.store.models import SecretBallot

__all__ = [
    "asks_whose",
    "ballot_received",
    "find_credential",
    "receive",
    "received_from",
    "registrar_sheet",
    "trustee_sheet",
]


def receive(log: Log, election_id: str, voter: str, raw: bytes, *, at: str | None = None) -> str:
    """Take in a voter's sealed ballot; gives its tracker. The last ballot of a voter counts.

    Which credential is whose is kept until the box is closed: nobody casts with a code that is another's, and a voter
    keeps to one. Raises `Refused`.
    """

    def data() -> dict[str, Any]:
        found = log.snapshot().state.elections.get("ballot.received", election_id, "open")
        return received_from(log, found, voter, raw)

    return str(log.append(SECRETARIAT, "ballot.received", data, at=at).data["tracker"])


def received_from(log: Log, found: Election, voter: str, raw: bytes) -> dict[str, Any]:
    """The data of `ballot.received` for a ballot of this voter; within the append, for it keeps whose it is."""
    state, now = log.snapshot().state, log.now()
    require_standing(state, voter, "vote.cast" if found.decision else "ballot.cast", now)
    if voter not in found.roll:
        raise Refused("not_on_roll", "charter/weights", decision=found.id)
    require_present(state, "ballot.received", found.id, voter)
    received = ballot_received(log, found, raw)
    credential = received["credential"]
    rows = SecretBallot.objects.filter(assembly_id=log.assembly_id, subject=found.id)
    if rows.exclude(voter=voter).filter(content__credential=credential).exists():
        raise Refused("credential_of_another", "act/ballot.received")
    own = rows.filter(voter=voter).values_list("content", flat=True).first()
    if own is not None and own["credential"] != credential:
        raise Refused("credential_changed", "act/ballot.received")
    SecretBallot.objects.update_or_create(
        assembly_id=log.assembly_id,
        subject=found.id,
        voter=voter,
        defaults={"content": {"credential": credential, "tracker": received["tracker"]}},
    )
    return received


def asks_whose(state: State, found: Election) -> bool:
    """Whether a ballot from a polling station needs its voter named: who voted is shown, or had to be in the room."""
    return found.voters_shown or find_sitting(state, found.id) is not None


def ballot_received(log: Log, found: Election, raw: bytes) -> dict[str, Any]:
    """The data of `ballot.received`; the ballot is staged as an attachment.

    Its form and its code are looked at here; whether its proofs hold is checked when it enters the record.
    """
    if found.sealing is None:
        raise Refused("sealed_only", "act/ballot.received", id=found.id)
    election = log.attachment(found.sealing.election)
    with refusing("ballot.received"):
        checked = sealed.read_ballot(open_election(election), raw)
        if checked.credential not in open_credentials(election, log.attachment(found.sealing.credentials)).weights:
            raise sealed.Rejected("credential", "ballot")
    return {
        "election": found.id,
        "ballot": log.stage_attachment(raw),
        "tracker": checked.tracker,
        "credential": checked.credential,
    }


def find_credential(log: Log, election_id: str, voter: str) -> dict[str, str]:
    """The credential with which a voter has voted, and the tracker of the last ballot; empty before and afterwards."""
    rows = SecretBallot.objects.filter(assembly_id=log.assembly_id, subject=election_id, voter=voter)
    content = rows.values_list("content", flat=True).first()
    return content if isinstance(content, dict) and "tracker" in content else {}


def trustee_sheet(log: Log, found: Election, trustee: str) -> bytes:
    """The trustee's sheet for the step that is due. Raises `KeyError` where none is."""
    step = next_step(found, trustee)
    sealing = found.sealing
    if step is None or sealing is None:
        raise KeyError(trustee)

    def sent(step: Any) -> tuple[str, ...]:
        return tuple(log.attachment(name).decode() for name in sealing.sent(step))

    archive = ""
    if step in ("shuffle", "decryption"):
        archive = sealed.sheets.pack_archive(write_archive(found, log.attachment))
    sheet = sealed.sheets.TrusteeSheet(
        election=sealing.uuid,
        group=find_group(found.method).name,
        size=len(sealing.trustees),
        threshold=sealing.threshold,
        index=sealing.trustees.index(trustee) + 1,
        step=step,
        certificates=sent("certificate"),
        polynomials=sent("polynomial"),
        archive=archive,
    )
    return sealed.sheets.write_sheet(sheet)


def registrar_sheet(log: Log, found: Election, sealing: Sealing, language: str) -> bytes:
    """For whom the registrar makes codes: everybody who would be on the roll if voting were opened now."""
    state = log.snapshot().state
    roll = found.roll or state.roll(weighted=state.charter.elections.weighted)
    _, weights = weigh_roll(roll)
    names = directory.names(log)
    participants = state.membership.participants

    def called(who: str) -> str:
        if participants[who].name:
            return participants[who].name.get(language) or next(iter(participants[who].name.values()))  # type: ignore[call-overload]
        return names[who].in_language(language) if who in names else who

    voters = tuple(sealed.sheets.SheetVoter(who, called(who), weight) for who, weight in weights.items())
    title = found.title.get(language) or next(iter(found.title.values()))  # type: ignore[call-overload]
    group = find_group(found.method).name
    return sealed.sheets.write_sheet(sealed.sheets.RegistrarSheet(sealing.uuid, title, group, voters))
