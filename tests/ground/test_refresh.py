"""A model led on by further votes: it comes near a model fitted anew, and stays there however often it is led on."""

import json

import numpy as np
import pytest

from hamgara.ground import GroundModel, Votes, fit
from hamgara.ground.standing import estimate_shares


def some(votes: Votes, chosen: np.ndarray) -> Votes:
    return Votes.from_arrays(
        [votes.participants[i] for i in votes.participant[chosen]],
        [votes.statements[j] for j in votes.statement[chosen]],
        votes.value[chosen],
    )


def log_odds(model: GroundModel, votes: Votes) -> np.ndarray:
    people, statements = np.array(votes.participants), np.array(votes.statements)
    agree = model.predict(people[votes.participant], statements[votes.statement])
    return np.log(agree / (1 - agree))


def test_a_refresh_with_new_people_and_statements_comes_near_a_fit(votes: Votes, model: GroundModel) -> None:
    rng = np.random.default_rng(4)
    known = (rng.random(len(votes)) < 0.97) & (votes.participant > 12) & ~np.isin(votes.statement, (3, 50))
    before = fit(some(votes, known))
    refreshed = before.refresh(votes)
    assert (refreshed.names, refreshed.statement_names) == (votes.participants, votes.statements)
    assert refreshed.many_votes == len(votes)
    away = log_odds(refreshed, votes) - log_odds(model, votes)
    assert np.sqrt(np.mean(away**2)) < 0.35
    again = refreshed.refresh(votes)
    still = log_odds(again, votes) - log_odds(refreshed, votes)
    assert np.sqrt(np.mean(still**2)) < 0.15, "once settled it stays"
    assert json.dumps(refreshed.report()) == json.dumps(before.refresh(votes).report())
    counted = [(s.overall.agree, s.overall.disagree, s.overall.passed) for s in model.statements]
    assert [(s.overall.agree, s.overall.disagree, s.overall.passed) for s in refreshed.statements] == counted


def test_a_refresh_forgets_votes_that_were_changed(votes: Votes, model: GroundModel) -> None:
    i = int(np.argmax(np.bincount(votes.participant)))
    changed = (votes.participant == i) & (votes.statement % 2 == 0)
    turned = np.where(changed, -votes.value, votes.value).astype(np.int8)
    other = Votes(votes.participants, votes.statements, votes.participant, votes.statement, turned)
    asked = Votes(
        other.participants, other.statements, *(c[changed] for c in (other.participant, other.statement, turned))
    )
    before, now, anew = (log_odds(m, asked) for m in (model, model.refresh(other), fit(other)))
    assert np.abs(now - anew).mean() < 0.5 * np.abs(before - anew).mean()


def test_where_no_factors_are_remembered_a_refresh_finds_them(
    votes: Votes, model: GroundModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hamgara.ground.model.REMEMBERED", 0)
    forgetful = fit(votes)
    assert forgetful.sites is None
    away = log_odds(forgetful.refresh(votes), votes) - log_odds(model, votes)
    assert np.sqrt(np.mean(away**2)) < 0.2


def of_groups(model: GroundModel) -> np.ndarray:
    """Means and bounds (statements, groups, 3) of the shares that agree."""
    return np.array([[(g.share.mean, g.share.low, g.share.high) for g in s.groups] for s in model.statements])


def test_many_refreshes_do_not_drift(votes: Votes, model: GroundModel) -> None:
    """A tenth of the votes come in twenty parts, then nothing new."""
    coming = np.random.default_rng(8).integers(-180, 20, len(votes))
    led = fit(some(votes, coming < 0))
    assert len(led.groups) == len(model.groups)
    for part in range(20):
        led = led.refresh(some(votes, coming <= part))

    def off(one: GroundModel, other: GroundModel) -> float:
        return float(np.sqrt(np.mean((log_odds(one, votes) - log_odds(other, votes)) ** 2)))

    assert off(led, model) < 0.08
    assert np.abs(of_groups(led) - of_groups(model)).mean() < 0.01
    rested = led
    for _ in range(20):
        rested = rested.refresh(votes)
    assert off(rested, model) < 0.06
    assert off(rested.refresh(votes), rested) < 0.01
    assert np.abs(of_groups(rested) - of_groups(model)).mean() < 0.01


def test_what_is_hidden_is_foretold_as_well_after_many_refreshes(votes: Votes) -> None:
    rng = np.random.default_rng(9)
    hidden = (rng.random(len(votes)) < 0.1) & (votes.value != 0)
    coming = rng.integers(-180, 20, len(votes))

    def known(until: int) -> Votes:
        kept = ~hidden & (coming <= until)
        columns = (votes.participant[kept], votes.statement[kept], votes.value[kept])
        return Votes(votes.participants, votes.statements, *columns)

    def loss(model: GroundModel) -> float:
        asked = Votes(
            votes.participants,
            votes.statements,
            *(c[hidden] for c in (votes.participant, votes.statement, votes.value)),
        )
        return float(np.log1p(np.exp(-log_odds(model, asked) * asked.value)).mean())

    led = fit(known(-1))
    for part in range(20):
        led = led.refresh(known(part))
    assert loss(led) < 1.005 * loss(fit(known(19)))


def test_shares_after_a_refresh_are_those_of_a_fit(votes: Votes, model: GroundModel) -> None:
    late = np.random.default_rng(5).permutation(len(votes))[:100]
    early = np.ones(len(votes), dtype=bool)
    early[late] = False
    columns = (votes.participant[early], votes.statement[early], votes.value[early])
    led = fit(Votes(votes.participants, votes.statements, *columns)).refresh(votes)
    away = np.abs(of_groups(led) - of_groups(model))
    width = of_groups(model)[:, :, 2] - of_groups(model)[:, :, 1]
    assert (away.max(axis=2) / width).max() < 0.25, "a quarter of the interval at most"
    assert away.mean() < 0.01
    verdicts = [(a.verdict, b.verdict) for a, b in zip(led.statements, model.statements, strict=True)]
    assert {"agreed", "rejected"}.isdisjoint(a for a, b in verdicts if b not in (a, "none"))
    assert sum(a != b for a, b in verdicts) <= 2


def test_row_order_names_and_threads_change_nothing_in_a_refresh(votes: Votes, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(3)
    early = rng.random(len(votes)) < 0.99
    led = fit(some(votes, early)).refresh(votes)
    order = rng.permutation(len(votes))
    people = [f"p{k}" for k in rng.permutation(len(votes.participants))]
    for module in ("standing", "threads"):
        monkeypatch.setattr(f"hamgara.ground.{module}.THREADS", 3)
    names = [people[i] for i in votes.participant]
    statements = np.array(votes.statements)[votes.statement]

    def shuffled(kept: np.ndarray) -> Votes:
        chosen = order[kept[order]]
        return Votes.from_arrays([names[e] for e in chosen], statements[chosen], votes.value[chosen])

    other = fit(shuffled(early)).refresh(shuffled(np.ones(len(votes), dtype=bool)))
    assert json.dumps(other.report()) == json.dumps(led.report())
    row = {name: i for i, name in enumerate(other.names)}
    assert (other.x[[row[name] for name in people]] == led.x).all()


def test_what_was_learned_of_other_counts_is_forgotten() -> None:
    rng = np.random.default_rng(2)
    likely = 1 / (1 + np.exp(-rng.normal(0.4, 1.2, 60) - rng.normal(0.0, 0.8, (3, 60))))
    decided = rng.integers(3, 80, (3, 60))
    decided[1, :5] = 0
    agreed = rng.binomial(decided, likely).astype(float)
    anew = estimate_shares(agreed, decided - agreed, 0.9)
    more = decided + rng.integers(1, 9, decided.shape)
    others = rng.binomial(more, likely).astype(float)
    before = estimate_shares(others, more - others, 0.9).prior
    led = estimate_shares(agreed, decided - agreed, 0.9, before)
    for one, other in ((led.mean, anew.mean), (led.low, anew.low), (led.high, anew.high)):
        assert np.abs(one - other).max() < 0.02
    column = np.arange(60)
    column[7:20] = -1
    assert not before.renumbered(column).sites[7:20].any()
    some_new = estimate_shares(agreed, decided - agreed, 0.9, before.renumbered(column))
    assert np.abs(some_new.mean - anew.mean).max() < 0.02
