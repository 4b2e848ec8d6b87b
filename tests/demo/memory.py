"""A scene in memory: entries are admitted as any record admits them, and nothing is written anywhere."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from hamgara.assembly import AssemblyReplay, State
from hamgara.assembly.acceptances import (
    build_answers,
    check_replies,
    count_answers,
    count_package,
    read_answers,
)
from hamgara.assembly.ballots import count_election
from hamgara.assembly.decisions import decide_outcome
from hamgara.assembly.meetings import count_quorum
from hamgara.assembly.positions import build_matrix, count_matrix, read_matrix
from hamgara.assembly.sealing import compute_opened, open_election, write_archive
from hamgara.assembly.vote_boxes import build_vote_box
from hamgara.assembly.voting_lists import close_list, text_hashes
from hamgara.ballots import read_ballot
from hamgara.demo import Opening
from hamgara.demo.founding.people import Cast
from hamgara.front import Frontier
from hamgara.record import Entry, assembly_id
from hamgara.record.checkpoint import log_signer


class MemoryScene:
    """`names` is the directory, `acts` counts kinds, `reactions` and `ballots` are what is open."""

    def __init__(self, opening: Opening) -> None:
        signer = log_signer(opening.seed)
        self.assembly = assembly_id(signer.verifier.key)
        self.attachments: dict[str, bytes] = {}
        self.replay = AssemblyReplay(self.attachments)
        self.names: dict[str, tuple[str, str]] = {}
        self.entries: list[Entry] = []
        self.acts: Counter[str] = Counter()
        self.reactions: dict[str, list[tuple[str, str, int]]] = {}
        self.answers: dict[str, dict[str, dict[str, Any]]] = {}
        self.ballots: dict[str, dict[str, Any]] = {}
        self.comments: list[tuple[str, str, str]] = []
        convened = {
            "names": dict(opening.names),
            "purpose": dict(opening.purpose),
            "log_key": signer.vkey,
            "timezone": opening.timezone,
        }
        self.act("secretariat", "assembly.convened", convened, opening.at)
        charter = msgspec.to_builtins(opening.charter)
        self.act("secretariat", "charter.adopted", {"charter": charter}, opening.at)

    def state(self) -> State:
        return self.replay.state

    def act(self, by: str, kind: str, data: dict[str, Any], at: str) -> None:
        state = self.replay.state
        entry = Entry(assembly=self.assembly, seq=state.seq, at=at, by=by, act=kind, data=data)
        self.replay.admit(Entry.from_bytes(entry.to_bytes()))
        self.entries.append(entry)
        self.acts[kind] += 1

    def enrol(self, participant: str, name_fa: str, name_en: str) -> str:
        self.names[participant] = (name_fa, name_en)
        return hashlib.sha256(json.dumps([participant, name_fa, name_en]).encode()).hexdigest()

    def react(self, round: str, participant: str, position: str, value: int, at: str) -> None:
        found = self.replay.state.positions.rounds[round]
        assert found.status == "open"
        assert at < found.closes
        assert position in found.positions
        who = self.replay.state.membership.standing("round.opened", participant)
        assert who.kind != "observer"
        self.reactions.setdefault(round, []).append((participant, position, value))

    def answer(self, sounding: str, voter: str, replies: dict[str, Any], at: str) -> None:
        state = self.replay.state
        found = state.soundings.get("sounding.opened", sounding, "open")
        assert at < found.closes
        assert voter in found.roll
        checked = check_replies(state.clauses, found, replies)
        self.answers.setdefault(sounding, {})[voter] = {c: msgspec.to_builtins(r) for c, r in checked.items()}

    def choose(self, by: str, sounding: str, clauses: Sequence[str], at: str) -> None:
        state = self.replay.state
        found = state.soundings.soundings[sounding]
        ordered = [c for c, _ in found.clauses if c in clauses]
        count = count_package(state.clauses, found, self.attachments[found.table], ordered)
        data = {"sounding": sounding, "clauses": ordered, "count": msgspec.to_builtins(count)}
        self.act(by, "package.chosen", data, at)

    def attachment(self, sha256: str) -> bytes:
        return self.attachments[sha256]

    def attach(self, data: bytes) -> str:
        return self._attach(data)

    def ballot(self, subject: str, voter: str, content: str | bytes, at: str) -> None:
        state = self.replay.state
        if isinstance(content, bytes):
            election = state.elections.elections[subject]
            assert election.sealing is not None
            assert voter in election.roll
            read = read_ballot(open_election(self.attachments[election.sealing.election]), content)
            data = {"ballot": self._attach(content), "tracker": read.tracker, "credential": read.credential}
            self.act("secretariat", "ballot.received", {"election": subject, **data}, at)
            return
        decision = state.decisions.decisions[subject]
        assert decision.secret
        assert decision.status == "open"
        assert voter in decision.roll
        assert not decision.closes or at < decision.closes
        self.ballots.setdefault(subject, {})[voter] = content

    def comment(self, clause: str, participant: str, text: str, at: str) -> None:
        assert self.replay.state.clauses.clauses[clause].status == "draft"
        assert participant in self.replay.state.membership.participants
        self.comments.append((clause, participant, text))

    def close(self, by: str, kind: str, id: str, at: str) -> None:
        self.act(by, kind, getattr(self, "_" + kind.replace(".", "_"))(id, at), at)

    def publish(self, by: str, resolution: str, at: str) -> None:
        found = self.replay.state.publication.resolutions[resolution]
        document = self._attach(json.dumps(msgspec.to_builtins(found), ensure_ascii=False).encode())
        self.act(by, "resolution.published", {"id": resolution, "documents": {"json": document}}, at)

    def _attach(self, data: bytes) -> str:
        name = hashlib.sha256(data).hexdigest()
        self.attachments[name] = data
        return name

    def _quorum_counted(self, id_: str, at: str) -> dict[str, Any]:
        count = count_quorum(self.replay.state, self.replay.state.meetings.sittings[id_].present)
        return {"sitting": id_, "count": msgspec.to_builtins(count)}

    def _round_closed(self, id_: str, at: str) -> dict[str, Any]:
        state = self.replay.state
        kinds = {p.id: p.kind for p in state.membership.participants.values()}
        data = build_matrix(state.positions.rounds[id_], self.reactions.pop(id_), kinds)  # type: ignore[arg-type]
        matrix = read_matrix(data)
        counts = msgspec.to_builtins(count_matrix(matrix))
        return {"id": id_, "matrix": self._attach(data), "participants": len(matrix.rows), "counts": counts}

    def _sounding_closed(self, id_: str, at: str) -> dict[str, Any]:
        state = self.replay.state
        found = state.soundings.soundings[id_]
        data = build_answers(found, self.answers[id_])
        table = read_answers(state.clauses, found, data)
        counts = msgspec.to_builtins(count_answers(table))
        return {"id": id_, "table": self._attach(data), "answered": len(table.rows), "counts": counts}

    def _decision_closed(self, id_: str, at: str) -> dict[str, Any]:
        state = self.replay.state
        decision = state.decisions.decisions[id_]
        box = build_vote_box(decision, self.ballots.pop(id_)) if decision.secret else None
        outcome = decide_outcome(state, decision, box)
        data = {"id": id_, "outcome": msgspec.to_builtins(outcome)}
        return data if box is None else {**data, "box": self._attach(box)}

    def _list_closed(self, id_: str, at: str) -> dict[str, Any]:
        state = self.replay.state
        part, outcome = close_list(state, id_, state.seq)
        return {"id": id_, "adopted": list(outcome.adopted), "texts": text_hashes(state.clauses, part)}

    def _ballots_closed(self, id_: str, at: str) -> dict[str, Any]:
        sealing = self.replay.state.elections.elections[id_].sealing
        assert sealing is not None
        return {"election": id_, "cast": len(sealing.counted())}

    def _result_declared(self, id_: str, at: str) -> dict[str, Any]:
        election = self.replay.state.elections.elections[id_]
        opened = compute_opened(election, self.attachment)
        archive = write_archive(election, self.attachment, opened)
        count = count_election(election, opened, self.replay.root(election.closed_seq + 1))
        parts = {"opened": self._attach(opened), "archive": self._attach(archive)}
        return {"election": id_, "elected": list(count.elected), **parts}


@dataclass(frozen=True)
class Told:
    """The scene after the founding meeting, the front that was found on the way, and the cast."""

    scene: MemoryScene
    front: Frontier
    cast: Cast

    def key(self, participant: str) -> str:
        return next(f.key for f in self.cast.figures.values() if f.id == participant)
