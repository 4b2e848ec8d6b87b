"""Groups, places and intervals against conversations whose truth is known."""

import numpy as np
import pytest
from tests.ground.worlds import World, oracle, planted, rand_index, structureless

from hamgara.ground import GroundModel, Votes, fit


def compared(world: World, model: GroundModel) -> tuple[float, float, float]:
    """Rand indices of the groups found and of the oracle's over those placed, straight-line voters apart, and the
    share placed of those of a group who saw 7 statements or more.
    """
    found = model.participants.group.astype(int)
    placed = (found > 0) & (world.group >= 0)
    index = rand_index(world.group[placed], found[placed])
    best = rand_index(world.group[placed], oracle(world)[placed])
    enough = (model.participants.seen >= 7) & (world.group >= 0)
    return index, best, float((found[enough] > 0).mean())


@pytest.mark.parametrize("seed", range(6))
def test_without_structure_there_is_one_group(seed: int) -> None:
    model = fit(structureless(seed).votes)
    assert len(model.groups) == 1
    assert model.groups[0].stability == 1.0


@pytest.mark.long
def test_of_a_hundred_tables_without_structure_95_have_one_group() -> None:
    assert sum(len(fit(structureless(seed).votes).groups) == 1 for seed in range(100)) >= 95


@pytest.mark.parametrize("seed", range(2, 5))
def test_planted_groups_are_found(seed: int) -> None:
    world = planted(seed)
    model = fit(world.votes)
    assert len(model.groups) == len(world.share)
    index, best, placed = compared(world, model)
    assert index >= best - 0.05
    assert placed >= 0.9
    straight = [model.participants[int(i)] for i in np.flatnonzero(world.group < 0)]
    far = [p for p in straight if p.decided >= 12]
    assert sum(p.placing == "straight-line" for p in far) >= 0.9 * len(far)
    little = model.participants.seen < 7
    assert little.any()
    assert not (model.participants.group[little] > 0).any()


@pytest.mark.long
def test_planted_groups_are_found_as_an_oracle_would() -> None:
    found = np.array([compared(world, fit(world.votes)) for world in map(planted, range(40))])
    index, best, placed = found.T
    assert index.mean() >= best.mean() - 0.05
    assert (index >= best - 0.05).mean() >= 0.9
    assert placed.min() >= 0.9


def covered(seed: int, kept: float) -> tuple[int, int]:
    """How many intervals of a quarter of the statements, of whose votes this share is kept, hold the true probability,
    and how many there are; none where other groups were found than those planted.
    """
    world = planted(seed)
    votes, rng = world.votes, np.random.default_rng(seed)
    held = rng.permutation(len(votes.statements))[: len(votes.statements) // 4]
    keep = ~np.isin(votes.statement, held) | (rng.random(len(votes)) < kept)
    known = Votes(
        votes.participants, votes.statements, votes.participant[keep], votes.statement[keep], votes.value[keep]
    )
    model = fit(known)
    if len(model.groups) != len(world.share):
        return 0, 0
    found = model.participants.group
    inside = []
    for number in range(1, len(model.groups) + 1):
        members = world.group[(found == number) & (world.group >= 0)]
        truth = world.agree[np.bincount(members).argmax(), held]
        shares = [model.statements[j].groups[number - 1].share for j in held]
        inside += [share.low <= p <= share.high for share, p in zip(shares, truth, strict=True)]
    return sum(inside), len(inside)


@pytest.mark.long
def test_intervals_of_90_percent_cover_as_often() -> None:
    for kept in (1.0, 0.08, 0.0):
        hits, all_ = np.sum([covered(seed, kept) for seed in range(16)], axis=0)
        assert all_ >= 500
        assert 0.87 <= hits / all_ <= 0.93, kept
