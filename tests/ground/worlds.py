"""Conversations whose truth is known: people in groups (or in none), and the votes they cast.

Everybody sees statements of a number of their own, the earlier ones likelier, and passes on some. Straight-line
voters agree, or disagree, with whatever they decide on.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hamgara.ground import Votes

__all__ = ["World", "cast", "oracle", "planted", "rand_index", "structureless"]

Numbers = NDArray[Any]


@dataclass(frozen=True, eq=False)
class World:
    """`group` of each participant (-1: straight-line), `agree` (groups, statements): the true probabilities that one
    who decides agrees, `share` of the groups, and the votes cast.
    """

    votes: Votes
    group: Numbers
    agree: Numbers
    share: Numbers


def structureless(seed: int) -> World:
    """Statements of different popularity, independent voters, up to a tenth of them straight-line."""
    rng = np.random.default_rng(seed)
    people, statements = int(rng.integers(60, 1500)), int(rng.integers(15, 120))
    popularity = _logistic(rng.normal(rng.uniform(-0.3, 0.8), rng.uniform(0.5, 1.6), statements))
    group = np.zeros(people, dtype=int)
    group[rng.random(people) < rng.uniform(0.0, 0.1)] = -1
    return cast(rng, group, popularity[None], np.ones(1), float(rng.uniform(6, 40)))


def planted(seed: int, straight: float = 0.05) -> World:
    """Two to four groups of unequal size, the smallest of a tenth, who differ over most statements."""
    rng = np.random.default_rng(seed)
    share = (
        np.array([[0.9, 0.1], [0.6, 0.4], [0.6, 0.3, 0.1], [0.5, 0.3, 0.2], [0.4, 0.3, 0.2, 0.1]][seed % 5])
        if False
        else np.array([(0.9, 0.1), (0.6, 0.4), (0.6, 0.3, 0.1), (0.5, 0.3, 0.2), (0.4, 0.3, 0.2, 0.1)][seed % 5])
    )
    people, statements = int(rng.integers(300, 2000)), int(rng.integers(30, 100))
    common = rng.normal(0.4, 1.0, statements)
    agree = _logistic(common + rng.normal(0.0, 1.6, (len(share), statements)))
    group = rng.choice(len(share), size=people, p=share)
    group[rng.random(people) < straight] = -1
    return cast(rng, group, agree, share, float(rng.uniform(12, 40)))


def cast(rng: np.random.Generator, group: Numbers, agree: Numbers, share: Numbers, usual: float) -> World:
    """The votes of these people, who see about `usual` statements each, some far fewer or more."""
    people, statements = len(group), agree.shape[1]
    seen = np.clip(rng.lognormal(np.log(usual), 0.8, people), 1, statements).astype(int)
    attraction = rng.gumbel(size=(people, statements)) - 0.7 * np.arange(statements) / statements
    place = attraction.argsort(axis=1).argsort(axis=1)
    row, column = np.nonzero(place >= statements - seen[:, None])
    way = np.where(rng.random(people) < 0.7, 1, -1)
    value = np.where(rng.random(len(row)) < agree[np.maximum(group[row], 0), column], 1, -1)
    value = np.where(group[row] < 0, way[row], value)
    value[rng.random(len(row)) < 0.12] = 0
    votes = Votes.from_arrays(row, column, value, participants=range(people), statements=range(statements))
    return World(votes, group, agree, share)


def oracle(world: World) -> Numbers:
    """The likeliest group of each participant by one who knows the true probabilities."""
    votes, people = world.votes, len(world.group)
    chance = np.clip(world.agree, 1e-9, 1 - 1e-9)
    into = np.tile(np.log(world.share), (people, 1))
    for value, logs in ((1, np.log(chance)), (-1, np.log1p(-chance))):
        cast_so = votes.value == value
        for g in range(len(chance)):
            into[:, g] += np.bincount(
                votes.participant[cast_so], weights=logs[g, votes.statement[cast_so]], minlength=people
            )
    return np.asarray(into.argmax(axis=1))


def rand_index(one: Numbers, other: Numbers) -> float:
    """The adjusted Rand index of two groupings (Hubert and Arabie 1985)."""
    table = np.zeros((one.max() + 1, other.max() + 1))
    np.add.at(table, (one, other), 1)

    def pairs(counts: Numbers) -> float:
        return float((counts * (counts - 1) / 2).sum())

    both, rows, columns, all_ = pairs(table), pairs(table.sum(axis=1)), pairs(table.sum(axis=0)), pairs(table.sum())
    expected = rows * columns / all_
    most = (rows + columns) / 2
    return 1.0 if most == expected else (both - expected) / (most - expected)


def _logistic(x: Numbers) -> Numbers:
    return 1 / (1 + np.exp(-x))
