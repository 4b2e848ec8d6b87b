"""What is asked of one person now: the first thing on that person's page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from msgspec import Struct

from hamgara.assembly.act import SECRETARIAT
from hamgara.assembly.sealing import next_step
from hamgara.assembly.state import State, may
from hamgara.assembly.voting_lists import next_vote

__all__ = ["Ask", "AskKind", "list_asks"]

AskKind = Literal[
    "accept_invitation",
    "react",
    "answer_sounding",
    "vote",
    "elect",
    "answer_nomination",
    "answer_matter",
    "report",
    "sign",
    "translate",
    "accredit",
    "admit_position",
    "close_round",
    "close_sounding",
    "close_decision",
    "next_vote",
    "close_list",
    "close_ballots",
    "keep_key",
    "list_credentials",
    "declare_result",
    "rule_matter",
    "review_report",
    "adopt_resolution",
    "publish_resolution",
    "reinstate",
]


class Ask(Struct, frozen=True):
    """One thing asked: what, about which object, until when (empty: no time is set), how many."""

    kind: AskKind
    id: str
    until: str = ""
    count: int = 1


def list_asks(
    state: State,
    actor: str,
    at: str,
    *,
    reacted: Mapping[str, int] | None = None,
    voted: frozenset[str] = frozenset(),
    answered: Mapping[str, int] | None = None,
) -> list[Ask]:
    """What is asked of the actor at that time, the earliest deadline first.

    `reacted` says how many positions of each round the actor has reacted to, `voted` in which secret
    decisions and elections it has already voted, `answered` how many clauses of each sounding it has answered: none
    of this is in the record.
    """
    asks = [
        *_of_member(state, actor, at, reacted or {}, voted),
        *_soundings(state, actor, at, answered or {}),
        *_of_office(state, actor, at),
    ]
    return sorted(asks, key=lambda ask: (ask.until or "9", ask.kind, ask.id))


def _of_member(state: State, actor: str, at: str, reacted: Mapping[str, int], voted: frozenset[str]) -> Iterator[Ask]:
    participant = state.membership.participants.get(actor)
    if participant is None:
        return
    if participant.status == "invited":
        yield Ask("accept_invitation", actor)
    for matter in state.conduct.matters.values():
        if matter.status == "raised" and not matter.answer and matter.about == actor:
            yield Ask("answer_matter", matter.id)
    if participant.status != "accredited":
        return
    if participant.kind != "observer":
        for round_ in state.positions.rounds.values():
            left = len(round_.positions) - reacted.get(round_.id, 0)
            if round_.status == "open" and at < round_.closes and left > 0:
                yield Ask("react", round_.id, round_.closes, left)
    yield from _votes(state, actor, at, voted)
    yield from _duties(state, actor, at)


def _soundings(state: State, actor: str, at: str, answered: Mapping[str, int]) -> Iterator[Ask]:
    participant = state.membership.participants.get(actor)
    if participant is None or participant.status != "accredited":
        return
    for sounding in state.soundings.soundings.values():
        left = len(sounding.clauses) - answered.get(sounding.id, 0)
        if sounding.status == "open" and at < sounding.closes and actor in sounding.roll and left > 0:
            yield Ask("answer_sounding", sounding.id, sounding.closes, left)


def _votes(state: State, actor: str, at: str, voted: frozenset[str]) -> Iterator[Ask]:
    for decision in state.decisions.decisions.values():
        open_ = decision.status == "open" and (not decision.closes or at < decision.closes) and not decision.sealed
        if open_ and actor in decision.roll and actor not in decision.votes and decision.id not in voted:
            yield Ask("vote", decision.id, decision.closes)
    for election in state.elections.elections.values():
        nomination = election.nominations.get(actor)
        if election.status == "called" and nomination is not None and nomination.status == "made":
            yield Ask("answer_nomination", election.id)
        open_ = election.status == "open" and at < election.closes
        if open_ and actor in election.roll and actor not in election.ballots and election.id not in voted:
            yield Ask("elect", election.id, election.closes)


def _duties(state: State, actor: str, at: str) -> Iterator[Ask]:
    participant = state.membership.participants[actor]
    for election in state.elections.elections.values():
        if next_step(election, actor) is not None:
            yield Ask("keep_key", election.id)
        sealing = election.sealing
        unlisted = sealing is not None and sealing.registrar == actor and not sealing.credentials
        if election.status == "called" and unlisted:
            yield Ask("list_credentials", election.id)
    for commitment in state.actions.commitments.values():
        if commitment.status == "open" and commitment.by == actor and not commitment.reports:
            yield Ask("report", commitment.id, commitment.due)
    signing = participant.kind in ("organisation", "independent")
    if participant.kind == "delegate":
        signing = dict(state.membership.mandates(participant.organisation)).get(actor) == 1
    member = participant.organisation or participant.id
    for resolution in state.publication.resolutions.values():
        if signing and resolution.status == "adopted" and member not in resolution.signatures:
            yield Ask("sign", resolution.id)
    for clause in state.clauses.listed():
        if clause.current.stale and clause.by == actor:
            yield Ask("translate", clause.id)


def _of_lists(state: State, opens: bool, closes: bool) -> Iterator[Ask]:
    voting = {d.subject.list for d in state.decisions.decisions.values() if d.status == "open"}
    for found in state.clauses.lists.values():
        if found.status != "open" or found.id in voting:
            continue
        if next_vote(state, found) is None:
            if closes:
                yield Ask("close_list", found.id)
        elif opens:
            yield Ask("next_vote", found.id)


def _of_office(state: State, actor: str, at: str) -> Iterator[Ask]:
    if state.convening.charter is None or not (actor == SECRETARIAT or actor in state.elections.committee(at)):
        return

    def asked(kind: str) -> bool:
        return may(state, actor, kind, at)

    if asked("member.accredited"):
        for participant in state.membership.participants.values():
            if participant.status == "accepted":
                yield Ask("accredit", participant.id)
            if participant.status == "suspended" and at >= participant.suspended_until:
                yield Ask("reinstate", participant.id)
    if asked("position.admitted"):
        for position in state.positions.positions.values():
            if position.status == "proposed":
                yield Ask("admit_position", position.id)
    if asked("round.closed"):
        for round_ in state.positions.rounds.values():
            if round_.status == "open" and at >= round_.closes:
                yield Ask("close_round", round_.id)
    if asked("sounding.closed"):
        for sounding in state.soundings.soundings.values():
            if sounding.status == "open" and at >= sounding.closes:
                yield Ask("close_sounding", sounding.id)
    if asked("decision.closed"):
        for decision in state.decisions.decisions.values():
            complete = len(decision.votes) == len(decision.roll)
            due = bool(decision.closes) and at >= decision.closes
            if decision.status == "open" and (complete or due):
                yield Ask("close_decision", decision.id)
    yield from _of_lists(state, asked("decision.opened"), asked("list.closed"))
    for election in state.elections.elections.values():
        if election.status == "open" and at >= election.closes and asked("ballots.closed"):
            yield Ask("close_ballots", election.id)
        if election.status == "closed" and asked("result.declared"):
            yield Ask("close_decision" if election.decision else "declare_result", election.id)
    if asked("matter.ruled"):
        for matter in state.conduct.matters.values():
            if matter.status == "raised":
                yield Ask("rule_matter", matter.id)
    if asked("commitment.met"):
        for commitment in state.actions.commitments.values():
            if commitment.status == "open" and (commitment.reports or at[:10] > commitment.due):
                yield Ask("review_report", commitment.id, commitment.due)
    for resolution in state.publication.resolutions.values():
        decided = any(
            d.adopted and d.subject.matter == "resolution" and d.subject.id == resolution.id
            for d in state.decisions.decisions.values()
        )
        if resolution.status == "draft" and decided and asked("resolution.adopted"):
            yield Ask("adopt_resolution", resolution.id)
        if resolution.status == "adopted" and asked("resolution.published"):
            yield Ask("publish_resolution", resolution.id)
