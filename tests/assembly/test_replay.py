"""Replay: what was admitted is admitted again, to the same state; what is refused leaves no trace."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.assembly.house import House
from tests.assembly.sealed import tell_sealed
from tests.assembly.story import open_steps, resolve, steps, tell

from hamgara.assembly import KINDS, AssemblyReplay, Charter, Refused
from hamgara.assembly.charter import (
    MATTERS,
    ConductRules,
    DefectRules,
    ElectionRules,
    PositionRules,
    SoundingRules,
    Weights,
)
from hamgara.assembly.rules import Quorum, Rule
from hamgara.elections import CountError
from hamgara.record import Entry, RecordError, verify

SHARES = ("1/3", "1/2", "3/5", "2/3", "1")

rules = st.builds(
    Rule,
    kind=st.sampled_from(("share", "consensus", "double")),
    share=st.sampled_from(SHARES),
    inclusive=st.booleans(),
    objections=st.integers(0, 3),
    abstentions=st.booleans(),
    of_roll=st.booleans(),
)
charters = st.builds(
    Charter,
    weights=st.builds(
        Weights,
        organisation=st.sampled_from(("1", "3", "5/2")),
        organisation_max=st.just("5"),
        caps=st.sampled_from(({}, {"independent": "1/2"}, {"organisation": "1/3"})),
    ),
    quorum=st.builds(Quorum, share=st.sampled_from(("0", "1/3", "1/2")), by=st.sampled_from(("weight", "members"))),
    rules=st.fixed_dictionaries(dict.fromkeys(MATTERS, rules)),
    secret=st.lists(st.sampled_from(("clause", "amendment", "motion")), unique=True).map(tuple),
    positions=st.builds(
        PositionRules,
        admission=st.booleans(),
        matrix=st.sampled_from(("attached", "committed")),
        shown=st.sampled_from(("closed", "reacted")),
    ),
    soundings=st.builds(
        SoundingRules, names=st.sampled_from(("nobody", "members", "everyone")), reservations=st.integers(0, 2)
    ),
    elections=st.builds(
        ElectionRules,
        weighted=st.booleans(),
        secrecy=st.sampled_from(("open", "closed")),
        invalid=st.sampled_from((DefectRules(), DefectRules(equal="cut", skipped="void"))),
    ),
    conduct=st.builds(ConductRules, by_decision=st.sampled_from(((), ("suspension", "exclusion")))),
    precede=st.sampled_from(({}, {"decision.opened": ("round.closed",)})),
)


def _mutated(rng: random.Random, value: Any, words: list[str]) -> Any:
    """The value with one leaf changed to something else of the house, or of its own kind."""
    if isinstance(value, dict) and value:
        key = rng.choice(sorted(value))
        if rng.random() < 0.15:
            return {k: v for k, v in value.items() if k != key}
        return {**value, key: _mutated(rng, value[key], words)}
    if isinstance(value, list) and value:
        i = rng.randrange(len(value))
        return [_mutated(rng, x, words) if j == i else x for j, x in enumerate(value)]
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return rng.choice((0, value + 1, -1))
    return rng.choice([*words, "yes", "no", "", "2010-08-14", "1/2"])


def _disturb(rng: random.Random, house: House, told: list[tuple[str, str, dict[str, Any]]]) -> None:
    """Try acts at random: done before, by others, or altered. Admitted or refused, both are well."""
    people = [*house.state.membership.participants, "secretariat", "outsider"]
    for _ in range(rng.randrange(3)):
        by, kind, data = rng.choice(told) if rng.random() < 0.7 else (rng.choice(people), rng.choice(sorted(KINDS)), {})
        if rng.random() < 0.5:
            by = rng.choice(people)
        if data and rng.random() < 0.6:
            data = _mutated(rng, data, [d["id"] for _, _, d in told if isinstance(d.get("id"), str)])
        _attempt(house, by, kind, data)


def _attempt(house: House, by: str, kind: str, data: dict[str, Any]) -> bool:
    state, tree, raws = house.state, house.replay.tree.size, len(house.raws)
    frozen = msgspec.json.encode(msgspec.to_builtins(state, enc_hook=_plain))
    try:
        house.do(by, kind, data)
    except (Refused, RecordError):
        assert house.state is state
        assert (house.replay.tree.size, len(house.raws)) == (tree, raws)
        assert msgspec.json.encode(msgspec.to_builtins(state, enc_hook=_plain)) == frozen
        return False
    return True


def _plain(value: object) -> object:
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(type(value))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(charter=charters, seed=st.integers(0, 2**32))
def test_random_sequences_replay_to_the_same_state(charter: Charter, seed: int) -> None:
    _walk(charter, seed)


@pytest.mark.long
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(charter=charters, seed=st.integers(0, 2**32))
def test_many_random_sequences_replay_to_the_same_state(charter: Charter, seed: int) -> None:
    _walk(charter, seed)


def _walk(charter: Charter, seed: int) -> None:
    rng = random.Random(seed)
    house = House(charter)
    told: list[tuple[str, str, dict[str, Any]]] = []
    for step in list(steps()) + list(open_steps())[-4:]:
        try:
            data = resolve(step, house)
        except (Refused, CountError, KeyError, IndexError, AttributeError):
            continue  # what this step builds on was refused under this charter
        if _attempt(house, step[0], step[1], data):
            told.append((step[0], step[1], data))
        if told:
            _disturb(rng, house, told)
    replay = AssemblyReplay(house.attached)
    for raw in house.raws:
        replay.admit(Entry.from_bytes(raw))
    assert replay.state == house.state
    assert replay.tree.root() == house.replay.tree.root()
    assert replay.attachments() == house.replay.attachments()


def test_what_was_admitted_verifies(tmp_path) -> None:
    house = tell()
    for path, data in house.bundle().files.items():
        target = tmp_path / "bundle" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    found = verify(tmp_path / "bundle", AssemblyReplay)
    assert found.size == len(house.raws)


def test_every_kind_is_told() -> None:
    told = set(tell().state.counts) | {step[1] for step in (*open_steps(), *tell_sealed("scottish-stv"))}
    assert told == set(KINDS)
