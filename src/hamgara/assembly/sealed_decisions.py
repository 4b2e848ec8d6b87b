"""Decisions whose votes are sealed: each has a box, kept as the election of the same id, with choices for candidates.

The steps of the key, the codes, the votes and the decryption are the acts of sealed elections; the outcome follows from
the sums that the trustees opened. Nothing but the sums is ever known, so the rule must be one of shares.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, cast

from msgspec.structs import replace

from hamgara import ballots as sealed
from hamgara.assembly.act import Case, Language
from hamgara.assembly.elections import Election, with_election
from hamgara.assembly.rules import Outcome, Tally, decide
from hamgara.assembly.sealing import Sealing, find_uuid, weigh_roll

if TYPE_CHECKING:
    from hamgara.assembly.decisions import Decision
    from hamgara.assembly.state import State

__all__ = ["close_box", "decide_sealed", "open_box", "withdraw_box"]


def open_box(
    case: Case, state: State, decision: Decision, trustees: tuple[str, ...], threshold: int, registrar: str
) -> State:
    """The state with a box for the decision, of which trustees now make the key."""
    sealing = Sealing(trustees, threshold, registrar, find_uuid(case.assembly, decision.id, case.seq))
    title: dict[Language, str] = decision.text or {state.charter.authoritative: decision.id}
    box = Election(decision.id, title, "", 1, "block", (), True, "", 0, roll=decision.roll, sealing=sealing)
    shown = state.charter.voters_shown
    return with_election(state, replace(box, decision=True, voters_shown=shown, seq=case.seq))


def withdraw_box(state: State, decision: Decision) -> State:
    """The state after a sealed decision was called off."""
    if not decision.sealed:
        return state
    return with_election(state, replace(state.elections.elections[decision.id], status="withdrawn"))


def close_box(case: Case, state: State, decision: Decision, opened: str, archive: str) -> State:
    """The state after the sums of a sealed decision were opened."""
    box = state.elections.elections[decision.id]
    assert box.sealing is not None
    kept = replace(box.sealing, archive=archive)
    return with_election(state, replace(box, status="declared", box=opened, sealing=kept, declared_seq=case.seq))


def decide_sealed(state: State, decision: Decision, opened: bytes) -> Outcome:
    """The outcome of a sealed decision from what its trustees opened: the weight of each choice."""
    box, rule = state.elections.elections[decision.id], state.charter.quorum
    unit, _ = weigh_roll(decision.roll)
    (counts,) = sealed.read_result(opened).questions
    yes, no, abstain = (unit * cast("int", count) for count in counts)
    roll = sum((voter.weight for voter in decision.roll.values()), Fraction(0))
    whole = Tally(yes, no, abstain, roll, voters=box.cast)
    there, total = (whole.cast, roll) if rule.by == "weight" else (Fraction(box.cast), Fraction(len(decision.roll)))
    quorate = bool(decision.sitting) or (there > 0 and there >= Fraction(rule.share) * total)
    return decide(state.charter.rules[decision.subject.matter], whole, {}, quorate=quorate)
