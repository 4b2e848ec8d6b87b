"""The model of common ground: from votes to groups, places and statements, each with its doubt.

`fit` does everything; `GroundModel.refresh` takes up new votes from where a model stands. Nothing is drawn by chance:
`seed` only chooses which votes are held back and which participants are resampled.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hamgara.ground.asking import chance, information, log_odds
from hamgara.ground.dimension import Trial, try_dimensions
from hamgara.ground.grouping import DIMENSIONS, Grouping, find_grouping, place
from hamgara.ground.mixture import sight
from hamgara.ground.reactions import Reactions
from hamgara.ground.results import Ask, Ellipse, Group, Participants, StatementGround
from hamgara.ground.space import Sheet, Space, begin, fixed_sum, improve, principal_axes
from hamgara.ground.statements import judge
from hamgara.ground.votes import Votes

__all__ = ["GroundModel", "Progress", "fit"]

Floats = NDArray[np.float64]
Progress = Callable[[str, int, int], None]
"""Called with the name of a stage, how many of its steps are done and how many there are."""

SAMPLE_VOTES = 400_000
SWEEPS, REFRESHING = 8, 2
#: From so many votes on, a space that a sample has fitted needs fewer sweeps over all.
MANY, SWEEPS_OF_MANY = 5_000_000, 4


def _quiet(stage: str, done: int, steps: int) -> None:
    """No progress is shown."""


@dataclass(frozen=True, eq=False)
class GroundModel:
    """A fitted model. `level`: of all intervals; 1 - level is the false discovery rate. `floor`: how many of each
    group must have decided before a statement is ranked or judged (all of a group that is smaller).
    """

    votes: Votes
    seed: int
    level: float
    floor: int
    dimension: int
    losses: dict[int, float]
    held_back: int
    evidence: dict[int, float]
    groups: tuple[Group, ...]
    statements: tuple[StatementGround, ...]
    participants: Participants
    space: Space
    grouping: Grouping
    x: Floats
    x_cov: Floats

    @cached_property
    def _row(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.votes.participants)}

    @cached_property
    def _column(self) -> dict[str, int]:
        return {name: j for j, name in enumerate(self.votes.statements)}

    def predict(
        self,
        participants: Sequence[str] | Sequence[int] | NDArray[np.generic],
        statements: Sequence[str] | Sequence[int] | NDArray[np.generic],
    ) -> Floats:
        """The probability (float64) that each participant, if they decide, agrees with the statement beside them.

        Raises ValueError for columns of different lengths or an id that the votes do not have.
        """
        if len(participants) != len(statements):
            raise ValueError(f"{len(participants)} participants beside {len(statements)} statements")
        rows = _numbers(self._row, participants, "participant")
        columns = _numbers(self._column, statements, "statement")
        mean, variance = log_odds(self.x[rows], self.x_cov[rows], self.space.w[columns], self.space.w_cov[columns])
        return chance(mean, variance)

    def ask(self, participant: str | int, count: int = 5) -> tuple[Ask, ...]:
        """What to show this participant next: unseen statements, the most telling first, at most `count`.

        Raises ValueError for an id that the votes do not have.
        """
        row = int(_numbers(self._row, [str(participant)], "participant")[0])
        unseen = np.ones(len(self.votes.statements), dtype=bool)
        unseen[self.votes.statement[self.votes.participant == row]] = False
        columns = np.flatnonzero(unseen)
        rows = np.full(len(columns), row)
        mean, variance = log_odds(self.x[rows], self.x_cov[rows], self.space.w[columns], self.space.w_cov[columns])
        told, agree = information(mean, variance)
        order = np.argsort(-told, kind="stable")[:count]
        names = self.votes.statements
        return tuple(Ask(names[columns[k]], float(told[k]), float(agree[k])) for k in order)

    def refresh(self, votes: Votes) -> "GroundModel":
        """The model of further votes, from where this one stands: places, belongings and statements are found
        anew, the dimension, the number of groups and their stability are kept. `votes` are all votes, not the new
        ones alone; participants and statements may have been added.
        """
        return _refreshed(self, votes)

    def report(self) -> dict[str, Any]:
        """Plain values to write as JSON: the same for the same votes in any order; floats have six decimals."""
        from hamgara.ground.report import report

        return report(self)


def fit(votes: Votes, *, seed: int = 0, level: float = 0.9, floor: int = 5, progress: Progress = _quiet) -> GroundModel:
    """The model of these votes. Raises ValueError for a level or floor out of range, or no votes at all."""
    if not 0 < level < 1:
        raise ValueError(f"a level lies between 0 and 1, not at {level}")
    if floor < 1:
        raise ValueError(f"floor must be at least 1, not {floor}")
    if not len(votes):
        raise ValueError("there are no votes to fit a model to")
    reactions = Reactions.of(votes)
    progress("dimension", 0, 1)
    rows = reactions.sample(SAMPLE_VOTES, seed + 77)
    part = reactions if len(rows) == reactions.participants else reactions.take(rows)
    trial = try_dimensions(part, seed)
    progress("dimension", 1, 1)
    sheet = Sheet(reactions, trial.dimension)
    sweeps = SWEEPS if len(votes) < MANY else SWEEPS_OF_MANY
    done = iter(range(1, sweeps + 1))
    start = trial.space or _unheld(sheet)
    space = improve(sheet, start, sweeps, rounds=2, step=lambda: progress("map", next(done), sweeps))
    progress("groups", 0, 1)
    map_loss = trial.losses.get(trial.dimension, 0.0)
    grouping = find_grouping(reactions, sheet.x, sheet.x_cov, space, map_loss, seed)
    progress("groups", 1, 1)
    return _concluded(votes, reactions, sheet, space, grouping, trial, seed, level, floor)


def _unheld(sheet: Sheet) -> Space:
    """A space to begin with where there were too few votes to hold any back."""
    counts = sheet.reactions.counts
    axes = principal_axes(sheet, counts[:, 2], counts[:, 0], sheet.reactions.columns, 1)
    return begin(counts[:, 2], counts[:, 0], axes, 0)


def _refreshed(model: GroundModel, votes: Votes) -> GroundModel:
    reactions = Reactions.of(votes)
    sheet = Sheet(reactions, model.dimension)
    space = model.space
    if votes.statements != model.votes.statements:
        space = _with_columns(model, votes)
    if votes.participants == model.votes.participants:
        sheet.x[:], sheet.x_cov[:] = model.x, model.x_cov
    else:
        known = [(i, model._row[name]) for i, name in enumerate(votes.participants) if name in model._row]
        new, old = (np.array(side, dtype=np.int64) for side in zip(*known, strict=True))
        sheet.x[new], sheet.x_cov[new] = model.x[old], model.x_cov[old]
    space = improve(sheet, space, REFRESHING, learn_after=REFRESHING)
    trial = Trial(model.dimension, model.losses, model.held_back, None)
    return _concluded(votes, reactions, sheet, space, model.grouping, trial, model.seed, model.level, model.floor)


def _with_columns(model: GroundModel, votes: Votes) -> Space:
    space = model.space
    size = space.dimension + 1
    w = np.tile(space.w_centre, (len(votes.statements), 1))
    w_cov = np.zeros((len(w), size, size))
    w_cov[:, range(size), range(size)] = 1.0 / space.w_prior
    for j, name in enumerate(votes.statements):
        if name in model._column:
            w[j], w_cov[j] = space.w[model._column[name]], space.w_cov[model._column[name]]
    return Space(w, w_cov, space.x_prior, space.w_prior, space.w_centre)


def _concluded(
    votes: Votes,
    reactions: Reactions,
    sheet: Sheet,
    space: Space,
    grouping: Grouping,
    trial: Trial,
    seed: int,
    level: float,
    floor: int,
) -> GroundModel:
    belongings, straight = grouping.belongings(reactions, sight(sheet.x, sheet.x_cov, space.x_prior, DIMENSIONS))
    group, placing, probability = place(reactions, belongings, straight)
    statements = judge(votes.statements, reactions, space, belongings, straight, group, level, floor)
    on_map = min(space.dimension, 2)
    at, doubt = np.zeros((len(sheet.x), 2)), np.zeros((len(sheet.x), 3))
    at[:, :on_map] = sheet.x[:, 1 : 1 + on_map]
    for place_of, (k, m) in enumerate(((1, 1), (2, 2), (1, 2))):
        if max(k, m) <= space.dimension:
            doubt[:, place_of] = sheet.x_cov[:, k, m]
    running = np.zeros(len(votes) + 1, dtype=np.int64)
    np.cumsum(reactions.value != 0, out=running[1:])
    decided = running[reactions.start[1:]] - running[reactions.start[:-1]]
    participants = Participants(
        votes.participants,
        group,
        placing,
        probability,
        at,
        doubt,
        sheet.x[:, 0].copy(),
        np.diff(reactions.start),
        decided,
    )
    return GroundModel(
        votes, seed, level, floor, space.dimension, trial.losses, trial.held_back, grouping.evidence,
        _described(grouping, participants), statements, participants, space, grouping, sheet.x, sheet.x_cov,
    )  # fmt: skip


def _described(grouping: Grouping, participants: Participants) -> tuple[Group, ...]:
    out = []
    share = grouping.mixture.share
    for number in range(1, len(grouping) + 1):
        members = np.flatnonzero(participants.group == number)
        at = participants.place[members]
        many = max(len(members), 1)
        centre = fixed_sum(at) / many
        away = at - centre
        doubt = participants.doubt[members]
        xx, yy = fixed_sum(away**2 + doubt[:, :2]) / many
        xy = float(fixed_sum(away[:, 0] * away[:, 1] + doubt[:, 2])) / many
        spread = Ellipse(float(xx), float(yy), xy)
        stability = grouping.stability[number - 1]
        out.append(
            Group(number, len(members), float(share[number - 1]), float(centre[0]), float(centre[1]), spread, stability)
        )
    return tuple(out)


def _numbers(
    number: dict[str, int], names: Sequence[str] | Sequence[int] | NDArray[np.generic], what: str
) -> NDArray[np.int64]:
    try:
        return np.fromiter((number[str(name)] for name in names), dtype=np.int64, count=len(names))
    except KeyError as error:
        raise ValueError(f"no {what} {error.args[0]!r} in the votes of this model")
