"""Sealed decisions through the record: what was sealed is what is decided, and nothing of one vote is ever opened."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from msgspec import to_builtins
from tests.assembly.house import House
from tests.assembly.sealed import TRUSTEES, Keepers
from tests.assembly.story import accreditation, resolve

from hamgara import ballots as sealed
from hamgara.assembly import AssemblyReplay, Charter, Refused
from hamgara.assembly.act import SECRETARIAT as S
from hamgara.assembly.decisions import decide_outcome
from hamgara.assembly.rules import Rule
from hamgara.assembly.sealing import check_setup, compute_opened, find_group, weigh_roll, write_archive
from hamgara.record import verify

KEY = "v-sealed"
VOTES = {"del-one": [1, 0, 0], "org-two": [0, 1, 0], "ind-one": [1, 0, 0], "ind-two": [0, 0, 1]}
CHARTER = Charter(sealed=("motion",))
OPENING = {
    "id": KEY, "subject": {"matter": "motion", "id": KEY}, "text": {"fa": "آیا چنین کنیم؟"},
    "trustees": list(TRUSTEES), "threshold": 2, "registrar": "ind-four",
}  # fmt: skip


class _Vote:
    """A sealed decision, step by step; the trustee `ind-two` loses the key."""

    def __init__(self) -> None:
        self.house = House(CHARTER)
        for step in accreditation():
            self.house.do(step[0], step[1], resolve(step, self.house))
        self.keepers = Keepers(KEY, VOTES, ("ind-two",))

    def do(self, by: str, kind: str, data: dict[str, Any] | Callable[[House], dict[str, Any]]) -> None:
        self.house.do(by, kind, data(self.house) if callable(data) else data)

    def attached(self, name: str) -> bytes:
        return self.house.attached[name]

    def open(self) -> None:
        self.do(S, "decision.opened", OPENING)
        for _ in range(3):
            for trustee in TRUSTEES:
                self.do(trustee, "key.contributed", self.keepers.contribute(trustee))
        found, sealing = self.keepers.found(self.house)
        _, weights = weigh_roll(found.roll)
        voters = [sealed.Voter(voter, weight) for voter, weight in weights.items()]
        made = sealed.register(find_group(found.method), sealing.uuid, voters, below=self.keepers.below)
        self.keepers.codes = dict(made.codes)
        listed = {"election": KEY, "credentials": self.house.attach(made.public)}
        self.do("ind-four", "credentials.listed", listed)
        found, _ = self.keepers.found(self.house)
        raw = check_setup(found, found.roll, self.attached)
        opening = {"election": KEY, "closes": self.house.later(hours=1), "sealed": self.house.attach(raw)}
        self.do(S, "voting.opened", opening)

    def close(self) -> None:
        for voter in VOTES:
            self.do(S, "ballot.received", self.keepers.seal(voter))
        self.do(S, "ballots.closed", self.keepers.close)
        for trustee in (TRUSTEES[0], TRUSTEES[2]):
            self.do(trustee, "tally.decrypted", self.keepers.decrypt(trustee))

    def outcome(self) -> dict[str, Any]:
        found, _ = self.keepers.found(self.house)
        opened = compute_opened(found, self.attached)
        decided = decide_outcome(self.house.state, self.house.state.decisions.decisions[KEY], opened)
        archive = write_archive(found, self.attached, opened)
        parts = {"opened": self.house.attach(opened), "archive": self.house.attach(archive)}
        return {"id": KEY, "outcome": to_builtins(decided), **parts}

    def refusal(self, by: str, kind: str, data: dict[str, Any]) -> str:
        with pytest.raises(Refused) as refused:
            self.house.do(by, kind, data)
        return refused.value.code


def test_what_was_sealed_is_decided_and_anyone_recounts_it(tmp_path: Any) -> None:
    vote = _Vote()
    vote.open()
    vote.close()
    data = vote.outcome()
    vote.do(S, "decision.closed", data)
    decision = vote.house.state.decisions.decisions[KEY]
    weights = {voter: decision.roll[voter].weight for voter in VOTES}
    outcome = decision.outcome
    assert outcome is not None
    assert Fraction(outcome.yes) == weights["del-one"] + weights["ind-one"]
    assert Fraction(outcome.no) == weights["org-two"]
    assert Fraction(outcome.abstain) == weights["ind-two"]
    assert (outcome.voters, outcome.adopted, decision.secret, decision.votes) == (4, True, True, {})
    assert vote.house.state.elections.seats == ()
    assert verify(vote.house.bundle(), AssemblyReplay).size == len(vote.house.raws)
    found, sealing = vote.keepers.found(vote.house)
    path = tmp_path / f"{sealing.uuid}.bel"
    path.write_bytes(vote.attached(sealing.archive))
    report = sealed.verify(path)
    assert report.outcome is not None
    assert report.outcome.write() == vote.attached(found.box)


def test_a_sealed_decision_is_closed_by_its_trustees_only() -> None:
    vote = _Vote()
    plain = {key: value for key, value in OPENING.items() if key not in ("trustees", "threshold", "registrar")}
    assert vote.refusal(S, "decision.opened", plain) == "keepers_needed"
    assert vote.refusal(S, "decision.opened", {**OPENING, "closes": vote.house.later(hours=1)}) == "closes_later"
    vote.open()
    assert vote.refusal("ind-one", "vote.cast", {"decision": KEY, "choice": "yes"}) == "vote_is_secret"
    assert vote.refusal(S, "election.withdrawn", {"id": KEY, "reason": "x"}) == "unknown"
    vote.close()
    data = vote.outcome()
    assert vote.refusal(S, "result.declared", {"election": KEY, "elected": ["yes"]}) == "unknown"
    stated = {**data["outcome"], "no": data["outcome"]["yes"]}
    assert vote.refusal(S, "decision.closed", {**data, "outcome": stated}) == "outcome_differs"
    bare = {"id": KEY, "outcome": data["outcome"]}
    assert vote.refusal(S, "decision.closed", bare) == "opened_needed"
    forged = vote.house.attach(vote.attached(data["opened"]).replace(b"[", b"[ ", 1))
    assert vote.refusal(S, "decision.closed", {**data, "opened": forged}).startswith("sealed_")
    vote.do(S, "decision.closed", data)


def test_a_sealed_vote_is_called_off_with_its_box() -> None:
    vote = _Vote()
    vote.open()
    vote.do(S, "decision.withdrawn", {"id": KEY, "reason": "x"})
    found, _ = vote.keepers.found(vote.house)
    assert found.status == "withdrawn"
    assert vote.refusal(S, "ballot.received", vote.keepers.seal("ind-one")(vote.house)) == "status"


def test_only_rules_of_shares_can_be_sealed() -> None:
    rules = {**Charter().rules, "motion": Rule(kind="consensus")}
    with pytest.raises(Refused, match="charter_part"):
        Charter(sealed=("motion",), rules=rules).check()
    Charter(sealed=("clause",), rules=rules).check()
