"""The model on a real conversation: what it says holds together, and does not depend on order or names."""

import json

import numpy as np
import pytest
from bench.ground_accuracy import by_factors, by_model, score

from hamgara.ground import GroundModel, Votes, fit


def test_two_runs_give_the_same_bytes(votes: Votes, model: GroundModel) -> None:
    assert json.dumps(fit(votes).report()) == json.dumps(model.report())


def test_row_order_and_names_change_nothing_but_the_names(votes: Votes, model: GroundModel) -> None:
    rng = np.random.default_rng(3)
    people = [f"p{k}" for k in rng.permutation(len(votes.participants))]
    positions = [f"s{k}" for k in rng.permutation(len(votes.statements))]
    order = rng.permutation(len(votes))
    other = Votes.from_arrays(
        [people[i] for i in votes.participant[order]],
        [positions[j] for j in votes.statement[order]],
        votes.value[order],
        participants=people,
        statements=positions,
    )
    found = fit(other)
    assert found.dimension == model.dimension
    assert found.losses == model.losses
    assert found.evidence == model.evidence
    assert found.groups == model.groups
    row = {name: i for i, name in enumerate(other.participants)}
    for i, name in enumerate(people):
        a, b = model.participants[i], found.participants[row[name]]
        assert (a.group, a.placing, a.probability, a.x, a.y, a.doubt) == (
            b.group, b.placing, b.probability, b.x, b.y, b.doubt,
        )  # fmt: skip
    column = {name: j for j, name in enumerate(other.statements)}
    for j, name in enumerate(positions):
        first, second = model.statements[j], found.statements[column[name]]
        assert (first.overall, first.groups, first.rank, first.q, first.bridge, first.divide) == (
            second.overall, second.groups, second.rank, second.q, second.bridge, second.divide,
        )  # fmt: skip


def test_what_to_ask_depends_on_what_was_answered_and_not_on_being_known(votes: Votes, model: GroundModel) -> None:
    many = int(np.argmax(np.bincount(votes.participant)))
    own = votes.participant == many
    answered = {votes.statements[j]: int(v) for j, v in zip(votes.statement[own], votes.value[own], strict=True)}
    known = model.ask(votes.participants[many], count=10)
    given = model.ask_given(dict(reversed(answered.items())), count=10)
    assert not {a.statement for a in given} & set(answered)
    assert len({a.statement for a in given} & {a.statement for a in known}) >= 6
    assert [a.information for a in given] == sorted((a.information for a in given), reverse=True)
    first = model.ask_given({}, count=len(votes.statements))
    assert {a.statement for a in first} == set(votes.statements)
    assert all(a.information >= 0 for a in first)
    with pytest.raises(ValueError, match="no statement 'nothing'"):
        model.ask_given({"nothing": 1})


def test_what_is_called_found_is_so_by_every_interval(model: GroundModel) -> None:
    assert {s.verdict for s in model.statements} == {"agreed", "rejected", "none"}
    for s in model.statements:
        if s.verdict == "agreed":
            assert min(g.share.low for g in s.groups) >= 0.5
        if s.verdict == "rejected":
            assert max(g.share.high for g in s.groups) <= 0.5
        if s.divide is not None and s.divide.found:
            assert s.divide.sides >= 0.9


def test_sure_findings_do_not_carry_unsure_ones() -> None:
    """Thirty statements that all agree with, and one that hardly more than half do."""
    rng = np.random.default_rng(6)
    rows, columns = np.divmod(np.arange(100 * 31), 31)
    value = np.where(rng.random(len(rows)) < np.where(columns == 30, 0.53, 0.97), 1, -1)
    last = fit(Votes.from_arrays(rows, columns, value)).statements[30]
    assert last.overall.agree > last.overall.disagree
    assert last.q is not None
    assert last.q < 0.1
    assert last.verdict == "none"


def test_what_is_hidden_is_foretold_better_than_by_plain_factor_models(votes: Votes) -> None:
    ours = np.mean([score(by_model, votes, seed) for seed in range(3)], axis=0)
    for dimension, leaning in ((1, False), (2, False), (1, True), (2, True)):
        plain = np.mean([score(lambda v: by_factors(v, dimension, leaning), votes, seed) for seed in range(3)], axis=0)  # noqa: B023
        assert ours[0] > plain[0]
        assert ours[1] < 0.985 * plain[1]


def test_straight_lines_and_too_few_votes_are_fitted() -> None:
    for value in (1, -1, 0):
        model = fit(Votes.from_arrays(["a", "b"], ["1", "1"], [value, value]))
        assert len(model.groups) == 1
        assert (model.predict(["a"], ["1"])[0] > 0.5) == (value == 1) or value == 0
    lone = fit(Votes.from_arrays(range(40), [7] * 40, [1, -1] * 20, statements=range(9)))
    assert lone.dimension == 0
    assert all(s.verdict == "none" for s in lone.statements)
    everybody = fit(Votes.from_arrays(np.repeat(range(50), 20), np.tile(range(20), 50), np.ones(1000, dtype=int)))
    assert len(everybody.groups) == 1
    with pytest.raises(ValueError, match="no votes"):
        fit(Votes.from_arrays([], [], [], participants=["a"], statements=["1"]))
