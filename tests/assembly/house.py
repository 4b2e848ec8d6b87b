"""An assembly in memory for tests: acts go through the same admission as everywhere, on a clock that ticks."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from hamgara.assembly import AssemblyReplay, Charter, State
from hamgara.assembly.acceptances import build_answers, count_answers, count_package, read_answers
from hamgara.assembly.ballots import build_ballot_box, count_election
from hamgara.assembly.decisions import decide_outcome
from hamgara.assembly.meetings import count_quorum
from hamgara.assembly.positions import build_matrix, count_matrix, read_matrix
from hamgara.assembly.publication import ResolutionDrafted, resolution_hash
from hamgara.assembly.seats import find_successors
from hamgara.assembly.vote_boxes import build_vote_box
from hamgara.assembly.voting_lists import close_list, draw_list, text_hashes
from hamgara.record import Bundle, Entry, assembly_id, log_signer, make_bundle, sign_checkpoint

SEED = bytes(range(32))
START = datetime(2010, 8, 1, 9, tzinfo=UTC)
TORONTO = {"city": "Toronto", "region": "Ontario", "country": "CA"}
BOSTON = {"city": "Boston", "region": "Massachusetts", "country": "US"}
MONTREAL = {"city": "Montréal", "region": "Québec", "country": "CA"}


def stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def commitment(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


class House:
    """`do` admits an act, one minute after the last; `raws` are the entries, `attached` the attachments."""

    def __init__(self, charter: Charter | None = None, *, convene: bool = True, seed: bytes = SEED) -> None:
        self.signer = log_signer(seed)
        self.id = assembly_id(self.signer.verifier.key)
        self.attached: dict[str, bytes] = {}
        self.raws: list[bytes] = []
        self.now = START
        self.replay = AssemblyReplay(self.attached)
        if convene:
            names = {"fa": "نشست نخست", "en": "First meeting"}
            self.do(
                "secretariat",
                "assembly.convened",
                {"names": names, "purpose": {"fa": "همکاری"}, "log_key": self.signer.vkey},
            )
            self.do("secretariat", "charter.adopted", {"charter": msgspec.to_builtins(charter or Charter())})

    @property
    def state(self) -> State:
        return self.replay.state

    def entry(self, by: str, kind: str, data: Mapping[str, Any], sig: Any = None) -> Entry:
        return Entry(
            assembly=self.id, seq=self.state.seq, at=stamp(self.now), by=by, act=kind, data=dict(data), sig=sig
        )

    def do(self, by: str, kind: str, data: Mapping[str, Any], sig: Any = None) -> Entry:
        entry = Entry.from_bytes(self.entry(by, kind, data, sig).to_bytes())
        self.replay.admit(entry)
        self.raws.append(entry.to_bytes())
        self.now += timedelta(minutes=1)
        return entry

    def wait(self, **delta: float) -> None:
        self.now += timedelta(**delta)

    def later(self, **delta: float) -> str:
        return stamp(self.now + timedelta(**delta))

    def attach(self, data: bytes) -> str:
        name = hashlib.sha256(data).hexdigest()
        self.attached[name] = data
        return name

    # The data of acts whose outcome is computed

    def quorum(self, sitting: str) -> dict[str, Any]:
        present = self.state.meetings.sittings[sitting].present
        return {"sitting": sitting, "count": msgspec.to_builtins(count_quorum(self.state, present))}

    def round(self, key: str, reactions: list[tuple[str, str, Any]]) -> dict[str, Any]:
        kinds = {p.id: p.kind for p in self.state.membership.participants.values()}
        matrix = build_matrix(self.state.positions.rounds[key], reactions, kinds)
        table = read_matrix(matrix)
        counts = msgspec.to_builtins(count_matrix(table))
        return {"id": key, "matrix": self.attach(matrix), "participants": len(table.rows), "counts": counts}

    def sounding(self, key: str, replies: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        found = self.state.soundings.soundings[key]
        data = build_answers(found, replies)
        table = read_answers(self.state.clauses, found, data)
        counts = msgspec.to_builtins(count_answers(table))
        return {"id": key, "table": self.attach(data), "answered": len(table.rows), "counts": counts}

    def package(self, key: str, clauses: list[str]) -> dict[str, Any]:
        found = self.state.soundings.soundings[key]
        count = count_package(self.state.clauses, found, self.attached[found.table], clauses)
        return {"sounding": key, "clauses": clauses, "count": msgspec.to_builtins(count)}

    def outcome(self, key: str, votes: dict[str, Any] | None = None) -> dict[str, Any]:
        decision = self.state.decisions.decisions[key]
        box = build_vote_box(decision, votes or {}) if decision.secret else None
        outcome = decide_outcome(self.state, decision, box)
        data: dict[str, Any] = {"id": key, "outcome": msgspec.to_builtins(outcome)}
        return data if box is None else {**data, "box": self.attach(box)}

    def ballots(self, key: str, ballots: dict[str, list[str]] | None = None) -> dict[str, Any]:
        election = self.state.elections.elections[key]
        if not election.secret:
            return {"election": key, "cast": len(election.ballots)}
        box = self.attach(build_ballot_box(election, ballots or {}))
        return {"election": key, "cast": len(ballots or {}), "box": box}

    def result(self, key: str) -> dict[str, Any]:
        election = self.state.elections.elections[key]
        box = self.attached[election.box] if election.box else None
        count = count_election(election, box, self.replay.root(election.closed_seq + 1))
        return {"election": key, "elected": list(count.elected)}

    def successors(self, key: str) -> dict[str, Any]:
        election = self.state.elections.elections[key]
        box = self.attached[election.box] if election.box else None
        seed = self.replay.root(election.closed_seq + 1)
        return {"election": key, "filled": list(find_successors(self.state, election, box, seed, self.later())[0])}

    def draft(self, key: str, clauses: list[str], **data: Any) -> dict[str, Any]:
        numbered = [[c, self.state.clauses.clauses[c].current.number] for c in clauses]
        whole = {"id": key, "clauses": numbered, "hash": "0" * 64, **data}
        return {**whole, "hash": resolution_hash(self.state, msgspec.convert(whole, ResolutionDrafted))}

    def drawn(self, key: str, clauses: list[str], **data: Any) -> dict[str, Any]:
        chair, apart = tuple(data.get("chair", ())), tuple(data.get("apart", ()))
        votes = draw_list(self.state, tuple(clauses), chair, apart)[1].votes
        return {"id": key, "clauses": clauses, "votes": [list(v.amendments) for v in votes], **data}

    def enacted(self, key: str) -> dict[str, Any]:
        part, outcome = close_list(self.state, key, self.state.seq)
        texts = text_hashes(self.state.clauses, part)
        return {"id": key, "adopted": list(outcome.adopted), "texts": texts}

    def bundle(self) -> Bundle:
        size = len(self.raws)
        return make_bundle(
            entries=self.raws,
            checkpoint=sign_checkpoint(size, self.replay.tree.root(), self.signer),
            vkey=self.signer.vkey,
            witnesses=self.replay.witnesses(),
            attachments={name: self.attached[name] for name in self.replay.attachments()},
        )
