"""Sealed decisions through the record: what was sealed is what is decided, and nothing of one vote is ever opened."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from tests.assembly.sealed_votes import KEY, OPENING, VOTES, SealedVote

from hamgara import ballots as sealed
from hamgara.assembly import AssemblyReplay, Charter, Refused
from hamgara.assembly.act import SECRETARIAT as S
from hamgara.assembly.rules import Rule
from hamgara.record import verify


def test_what_was_sealed_is_decided_and_anyone_recounts_it(tmp_path: Any) -> None:
    vote = SealedVote()
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
    vote = SealedVote()
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
    vote = SealedVote()
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
