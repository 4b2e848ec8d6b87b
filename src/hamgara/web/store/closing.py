"""The data of acts whose outcome is computed: counted here as verification will count it again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, cast

import msgspec
from django.db import connection, transaction

from hamgara.assembly.acceptances import build_answers, count_answers, count_package, read_answers
from hamgara.assembly.act import Refused
from hamgara.assembly.ballots import build_ballot_box, count_election
from hamgara.assembly.decisions import Decision, decide_outcome
from hamgara.assembly.elections import Election
from hamgara.assembly.meetings import count_quorum
from hamgara.assembly.positions import build_matrix, count_matrix, read_matrix
from hamgara.assembly.publication import ResolutionDrafted, resolution_hash
from hamgara.assembly.sealing import check_setup, compute_opened, refusing, write_archive
from hamgara.assembly.seats import find_successors
from hamgara.assembly.state import State
from hamgara.assembly.turnout import build_turnout
from hamgara.assembly.vote_boxes import build_vote_box
from hamgara.assembly.voting_lists import close_list, text_hashes
from hamgara.elections import CountError
from hamgara.web.store.answers import forget_answers, replies_to
from hamgara.web.store.log import Log
from hamgara.web.store.models import Reaction, SecretBallot

__all__ = [
    "COMPUTED",
    "ballots_closed",
    "decision_closed",
    "discard",
    "list_closed",
    "package_chosen",
    "quorum_counted",
    "resolution_drafted",
    "result_declared",
    "round_closed",
    "seat_filled",
    "sounding_closed",
    "voting_opened",
]


def quorum_counted(log: Log, sitting: str) -> dict[str, Any]:
    """The data of `quorum.counted` for a sitting as it stands."""
    state = log.snapshot().state
    found = state.meetings.sitting("quorum.counted", sitting)
    return {"sitting": sitting, "count": msgspec.to_builtins(count_quorum(state, found.present))}


def round_closed(log: Log, round_id: str) -> dict[str, Any]:
    """The data of `round.closed`; the table of reactions is staged as an attachment."""
    state = log.snapshot().state
    round_ = state.positions.rounds.get(round_id)
    if round_ is None:
        raise Refused("unknown", "act/round.closed", what="round", id=round_id)
    rows = Reaction.objects.filter(assembly_id=log.assembly_id, round=round_id).order_by("pk")
    reactions = cast(
        "Iterable[tuple[str, str, Literal[1, -1, 0]]]", rows.values_list("participant", "position", "value")
    )
    kinds = {p.id: p.kind for p in state.membership.participants.values()}
    matrix = build_matrix(round_, reactions, kinds)
    table = read_matrix(matrix)
    return {
        "id": round_id,
        "matrix": log.stage_attachment(matrix),
        "participants": len(table.rows),
        "counts": msgspec.to_builtins(count_matrix(table)),
    }


def sounding_closed(log: Log, sounding: str) -> dict[str, Any]:
    """The data of `sounding.closed`; the table of answers is staged as an attachment."""
    state = log.snapshot().state
    found = state.soundings.get("sounding.closed", sounding, "open")
    data = build_answers(found, replies_to(log, sounding))
    table = read_answers(state.clauses, found, data)
    return {
        "id": sounding,
        "table": log.stage_attachment(data),
        "answered": len(table.rows),
        "counts": msgspec.to_builtins(count_answers(table)),
    }


def package_chosen(log: Log, sounding: str, clauses: Sequence[str]) -> dict[str, Any]:
    """The data of `package.chosen`: those clauses in the order of the sounding, and who would sign them."""
    state = log.snapshot().state
    found = state.soundings.get("package.chosen", sounding, "closed")
    asked = [clause for clause, _ in found.clauses]
    unknown = next((c for c in clauses if c not in asked), None)
    if unknown is not None:
        raise Refused("not_sounded", "act/package.chosen", clause=unknown)
    ordered = [clause for clause in asked if clause in set(clauses)]
    count = count_package(state.clauses, found, log.attachment(found.table), ordered)
    return {"sounding": sounding, "clauses": ordered, "count": msgspec.to_builtins(count)}


def decision_closed(log: Log, decision_id: str) -> dict[str, Any]:
    """The data of `decision.closed`; a secret decision's votes are staged as an attachment."""
    snapshot = log.snapshot()
    state = snapshot.state
    decision = state.decisions.get("decision.closed", decision_id)
    if decision.sealed:
        return _sealed_closed(log, state, decision)
    box = build_vote_box(decision, _contents(log, decision_id)) if decision.secret else None
    outcome = decide_outcome(state, decision, box)
    data = {"id": decision_id, "outcome": msgspec.to_builtins(outcome)}
    return data if box is None else {**data, "box": log.stage_attachment(box), **_voters(log, decision)}


def _sealed_closed(log: Log, state: State, decision: Decision) -> dict[str, Any]:
    box = state.elections.get("decision.closed", decision.id, "closed")
    with refusing("decision.closed"):
        opened = compute_opened(box, log.attachment)
    parts = {"opened": opened, "archive": write_archive(box, log.attachment, opened)}
    outcome = msgspec.to_builtins(decide_outcome(state, decision, opened))
    return {"id": decision.id, "outcome": outcome, **{n: log.stage_attachment(raw) for n, raw in parts.items()}}


def voting_opened(log: Log, election_id: str, closes: str) -> dict[str, Any]:
    """The data of `voting.opened`; the file of a sealed election is staged as an attachment."""
    state = log.snapshot().state
    election = state.elections.get("voting.opened", election_id, "called")
    data = {"election": election_id, "closes": closes}
    if election.sealing is None:
        return data
    roll = election.roll or state.roll(weighted=state.charter.elections.weighted)
    with refusing("voting.opened"):
        raw = check_setup(election, roll, log.attachment)
    return {**data, "sealed": log.stage_attachment(raw)}


def list_closed(log: Log, list_id: str) -> dict[str, Any]:
    """The data of `list.closed`: what was adopted, and the hashes of the texts that it makes."""
    state = log.snapshot().state
    part, outcome = close_list(state, list_id, state.seq)
    return {"id": list_id, "adopted": list(outcome.adopted), "texts": text_hashes(state.clauses, part)}


def ballots_closed(log: Log, election_id: str) -> dict[str, Any]:
    """The data of `ballots.closed`; a secret election's ballots are staged as an attachment."""
    election = log.snapshot().state.elections.get("ballots.closed", election_id, "open")
    if election.sealing is not None:
        return {"election": election_id, "cast": len(election.sealing.counted()), **_voters(log, election)}
    if not election.secret:
        return {"election": election_id, "cast": len(election.ballots)}
    ballots = {v: r for v, r in _contents(log, election_id).items() if v in election.roll}
    box = log.stage_attachment(build_ballot_box(election, ballots))
    return {"election": election_id, "cast": len(ballots), "box": box, **_voters(log, election)}


def _voters(log: Log, vote: Decision | Election) -> dict[str, str]:
    """Who has voted, staged as an attachment, where the charter shows it."""
    if not vote.voters_shown:
        return {}
    return {"voters": log.stage_attachment(build_turnout(vote, _contents(log, vote.id)))}


def result_declared(log: Log, election_id: str) -> dict[str, Any]:
    """The data of `result.declared`: the count, with lots drawn from the head that closed the ballots."""
    snapshot = log.snapshot()
    election = snapshot.state.elections.get("result.declared", election_id, "closed")
    box = log.attachment(election.box) if election.box else None
    parts: dict[str, str] = {}
    if election.sealing is not None:
        with refusing("result.declared"):
            box = compute_opened(election, log.attachment)
        archive = write_archive(election, log.attachment, box)
        parts = {"opened": log.stage_attachment(box), "archive": log.stage_attachment(archive)}
    try:
        count = count_election(election, box, snapshot.tree.root(election.closed_seq + 1).hex())
    except CountError as error:
        raise Refused("count_impossible", "act/result.declared", why=str(error)) from error
    return {"election": election_id, "elected": list(count.elected), **parts}


def seat_filled(log: Log, election_id: str) -> dict[str, Any]:
    """The data of `seat.filled`: who fills the vacant seats by countback."""
    snapshot = log.snapshot()
    election = snapshot.state.elections.get("seat.filled", election_id, "declared")
    box = log.attachment(election.box) if election.box else None
    seed = snapshot.tree.root(election.closed_seq + 1).hex()
    filled, _ = find_successors(snapshot.state, election, box, seed, log.now())
    return {"election": election_id, "filled": list(filled)}


def resolution_drafted(
    log: Log,
    resolution: str,
    title: dict[str, str],
    report: dict[str, str],
    clauses: Sequence[str],
    meeting: str | None = None,
) -> dict[str, Any]:
    """The data of `resolution.drafted`: those adopted clauses in their present versions."""
    state = log.snapshot().state
    numbered = [[c, state.clauses.clause("resolution.drafted", c).current.number] for c in clauses]
    data: dict[str, Any] = {
        "id": resolution,
        "title": title,
        "report": report,
        "clauses": numbered,
        "hash": "0" * 64,
    }
    if meeting:
        data["meeting"] = meeting
    try:
        draft = msgspec.convert(data, ResolutionDrafted)
    except msgspec.ValidationError as error:
        raise Refused("data_malformed", "act/resolution.drafted", why=str(error)) from error
    return {**data, "hash": resolution_hash(state, draft)}


def _contents(log: Log, subject: str) -> dict[str, Any]:
    rows = SecretBallot.objects.filter(assembly_id=log.assembly_id, subject=subject)
    return dict(rows.values_list("voter", "content"))


def discard(log: Log, kind: str, data: Mapping[str, Any]) -> None:
    """Erase what is no longer needed once an act with those data closes a round or a box; else nothing."""
    if kind == "round.closed":
        Reaction.objects.filter(assembly_id=log.assembly_id, round=data["id"]).delete()
    elif kind == "sounding.closed":
        if log.snapshot().state.soundings.soundings[data["id"]].names != "members":
            forget_answers(log, data["id"])
    elif kind in ("decision.closed", "ballots.closed"):
        subject = data[COMPUTED[kind][0]]
        SecretBallot.objects.filter(assembly_id=log.assembly_id, subject=subject).delete()
    else:
        return
    # The act stands whether or not this succeeds; a failure is logged.
    transaction.on_commit(_wipe_erased, robust=True)


def _wipe_erased() -> None:
    """Have the database lose the bytes of what was erased.

    SQLite overwrites them in its file, and writes its journal, where they lie on, into that file and cuts it off.
    PostgreSQL leaves them in the table's file until that is written anew; its own journal it wipes in its own time.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        elif connection.vendor == "postgresql":
            cursor.execute(f"VACUUM (FULL) {Reaction._meta.db_table}, {SecretBallot._meta.db_table}")


#: The acts that need no more than the id of their object: its name in the data, and the function.
COMPUTED = {
    "quorum.counted": ("sitting", quorum_counted),
    "round.closed": ("id", round_closed),
    "sounding.closed": ("id", sounding_closed),
    "decision.closed": ("id", decision_closed),
    "list.closed": ("id", list_closed),
    "ballots.closed": ("election", ballots_closed),
    "result.declared": ("election", result_declared),
    "seat.filled": ("election", seat_filled),
}
