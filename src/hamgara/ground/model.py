"""The model of common ground: from votes to groups, places and statements, each with its doubt.

`fit` does everything; `GroundModel.refresh` takes up new votes from where a model stands. Nothing is drawn by chance:
`seed` only chooses which votes are held back and which participants are resampled.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from hamgara.ground.asking import chance, draw_chances, information, log_odds
from hamgara.ground.conclusion import Conclusion, conclude
from hamgara.ground.dimension import Trial, try_dimensions
from hamgara.ground.grouping import Grouping, find_grouping
from hamgara.ground.membership import renew_classes
from hamgara.ground.ordering import carry_over
from hamgara.ground.reactions import Reactions
from hamgara.ground.results import Ask, Ellipse, Group, Participants, StatementGround
from hamgara.ground.space import Rows, Sheet, Space, begin, fixed_sum, improve
from hamgara.ground.statements import Priors, judge
from hamgara.ground.votes import Votes

__all__ = ["GroundModel", "People", "Progress", "check", "fit", "fit_people", "quiet"]

Floats = NDArray[np.float64]
Sites = NDArray[np.float32]
Progress = Callable[[str, int, int], None]
"""Called with the name of a stage, how many of its steps are done and how many there are."""

SAMPLE_VOTES = 400_000
SWEEPS = 4
#: How often somebody who is new to a model is revisited to be placed in it.
PLACING = 5
#: A model of at most so many votes keeps what each of them says, so that a refresh need not find it anew.
REMEMBERED = 10_000_000


def quiet(stage: str, done: int, steps: int) -> None:
    """No progress is shown."""


@dataclass(frozen=True, eq=False)
class GroundModel:
    """A fitted model. `votes`: None where they are on a cluster; `sites`: their factors (see `sweeps.sweep`), None
    where they are many. `level`: of all intervals; 1 - level is the false discovery rate. `floor`: how many of each
    group must have decided before a statement is ranked or judged (all of a group that is smaller). `priors`: of the
    shares that agree, to go on from.
    """

    votes: Votes | None
    names: tuple[str, ...]
    statement_names: tuple[str, ...]
    many_votes: int
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
    sites: Sites | None
    priors: Priors

    @cached_property
    def _row(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.names)}

    @cached_property
    def _column(self) -> dict[str, int]:
        return {name: j for j, name in enumerate(self.statement_names)}

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

    def draw(
        self, participants: Sequence[str], statements: Sequence[str], *, count: int, seed: int = 0
    ) -> NDArray[np.float32]:
        """What `predict` says, `count` times over (pairs, count): as it is in each of so many states of opinion, drawn
        from all that the votes leave open. `predict` is their mean, as near as it goes.

        Raises ValueError as `predict` does.
        """
        if len(participants) != len(statements):
            raise ValueError(f"{len(participants)} participants beside {len(statements)} statements")
        cells = _numbers(self._row, participants, "participant"), _numbers(self._column, statements, "statement")
        places, loadings = (self.x, self.x_cov), (self.space.w, self.space.w_cov)
        return draw_chances(places, loadings, cells, np.random.default_rng(seed), count)

    def ask(self, participant: str | int, count: int = 5) -> tuple[Ask, ...]:
        """What to show this participant next: unseen statements, the most telling first, at most `count`.

        Raises ValueError for an id that the votes do not have, and where these are on a cluster.
        """
        if self.votes is None:
            raise ValueError("what a participant has seen is on the cluster that fitted this model")
        row = int(_numbers(self._row, [str(participant)], "participant")[0])
        seen = self.votes.statement[self.votes.participant == row]
        return self._told_most(self.x[row], self.x_cov[row], seen, count)

    def ask_given(self, reactions: Mapping[str, int], count: int = 5) -> tuple[Ask, ...]:
        """What to show somebody who has reacted so (1, -1, 0 by statement) and need not be in the votes.

        Raises ValueError for a statement that the votes do not have.
        """
        columns = _numbers(self._column, list(reactions), "statement")
        order = np.argsort(columns)
        value = np.array(list(reactions.values()), dtype=np.int8)[order]
        start = np.array([0, len(value)], dtype=np.int64)
        statement = columns[order].astype(np.int32)
        sheet = Sheet(Reactions.of_rows(start, statement, value, len(self.statement_names)), self.dimension)
        for _ in range(PLACING):
            sheet.sweep(self.space, 0.0)
            # The statements have not heard these reactions, so there is nothing of them to leave out.
            sheet.sites[:, 2:] = 0.0
        return self._told_most(sheet.x[0], sheet.x_cov[0], columns, count)

    def _told_most(self, x: Floats, x_cov: Floats, seen: NDArray[np.integer[Any]], count: int) -> tuple[Ask, ...]:
        unseen = np.ones(len(self.statement_names), dtype=bool)
        unseen[seen] = False
        columns = np.flatnonzero(unseen)
        x, x_cov = np.repeat(x[None], len(columns), axis=0), np.repeat(x_cov[None], len(columns), axis=0)
        mean, variance = log_odds(x, x_cov, self.space.w[columns], self.space.w_cov[columns])
        told, agree = information(mean, variance)
        order = np.argsort(-told, kind="stable")[:count]
        names = self.statement_names
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


class People(Rows, Protocol):
    """All participants, here or on a cluster, with a sample of them here."""

    names: tuple[str, ...]
    statements: tuple[str, ...]
    votes: int

    @property
    def part(self) -> Reactions: ...

    def open(self, dimension: int) -> None:
        """Make ready for a space of so many dimensions, everybody in the middle."""

    def places_of_part(self) -> tuple[Floats, Floats]:
        """Means and covariances of the sample."""

    def conclude(self, grouping: Grouping, space: Space) -> Conclusion:
        """Where everybody is placed, and the counts of all votes."""

    def remember(self) -> Sites | None:
        """The factors of the votes, to go on from; None where they are too many."""


class Here(Sheet):
    """Participants in this process, as `People`."""

    def __init__(self, votes: Votes, seed: int) -> None:
        super().__init__(Reactions.of(votes), 0)
        self.names, self.statements, self.votes = votes.participants, votes.statements, len(votes)
        self.seed = seed

    @cached_property
    def rows(self) -> NDArray[np.int64]:
        """Who is in the sample."""
        return self.reactions.sample(SAMPLE_VOTES, self.seed + 77)

    @cached_property
    def part(self) -> Reactions:
        everybody = len(self.rows) == self.participants
        return self.reactions if everybody else self.reactions.take(self.rows)

    def open(self, dimension: int) -> None:
        super().__init__(self.reactions, dimension)

    def places_of_part(self) -> tuple[Floats, Floats]:
        return self.x[self.rows], self.x_cov[self.rows]

    def conclude(self, grouping: Grouping, space: Space) -> Conclusion:
        return conclude(self.reactions, self.x, self.x_cov, space, grouping)

    def remember(self) -> Sites | None:
        return self.sites if self.votes <= REMEMBERED else None


def fit(votes: Votes, *, seed: int = 0, level: float = 0.9, floor: int = 5, progress: Progress = quiet) -> GroundModel:
    """The model of these votes. Raises ValueError for a level or floor out of range, or no votes at all."""
    check(level, floor, len(votes))
    return fit_people(Here(votes, seed), votes, seed, level, floor, progress)


def check(level: float, floor: int, votes: int) -> None:
    if not 0 < level < 1:
        raise ValueError(f"a level lies between 0 and 1, not at {level}")
    if floor < 1:
        raise ValueError(f"floor must be at least 1, not {floor}")
    if not votes:
        raise ValueError("there are no votes to fit a model to")


def fit_people(
    people: People, votes: Votes | None, seed: int, level: float, floor: int, progress: Progress
) -> GroundModel:
    """The model of people wherever they are held."""
    progress("dimension", 0, 1)
    trial = try_dimensions(people.part, seed)
    progress("dimension", 1, 1)
    people.open(trial.dimension)
    done = iter(range(1, SWEEPS + 1))
    start = trial.space or _popular(people.part)
    space = improve(people, start, SWEEPS, step=lambda: progress("map", next(done), SWEEPS))
    progress("groups", 0, 1)
    map_loss = trial.losses.get(trial.dimension, 0.0)
    grouping = find_grouping(people.part, *people.places_of_part(), space, map_loss, seed)
    progress("groups", 1, 1)
    return _concluded(people, votes, space, grouping, trial, seed, level, floor)


def _popular(part: Reactions) -> Space:
    """A space to begin with where there were too few votes to hold any back."""
    return begin(part.counts[:, 2], part.counts[:, 0])


def _refreshed(model: GroundModel, votes: Votes) -> GroundModel:
    people = Here(votes, model.seed)
    people.open(model.dimension)
    space = model.space
    row = _known(model.names, votes.participants)
    column = _known(model.statement_names, votes.statements)
    if votes.statements != model.statement_names:
        space = _with_columns(space, column)
    there, sweeps = row >= 0, 2
    if model.votes is not None and model.sites is not None:
        sweeps = 1
        changed = carry_over(model.votes, model.sites, votes, row, column, people.sites)
        # Who thinks otherwise now is placed as a newcomer, not from a place far off.
        there &= ~changed
        people.sites[changed[votes.participant]] = 0.0
    people.x[there], people.x_cov[there] = model.x[row[there]], model.x_cov[row[there]]
    space = improve(people, space, sweeps, learn_after=sweeps)
    grouping = replace(model.grouping, classes=renew_classes(model.grouping.classes, people.reactions, column))
    trial = Trial(model.dimension, model.losses, model.held_back, None)
    of_groups, of_all = model.priors
    priors = of_groups.renumbered(column), of_all.renumbered(column)
    return _concluded(people, votes, space, grouping, trial, model.seed, model.level, model.floor, priors)


def _known(before: tuple[str, ...], names: tuple[str, ...]) -> NDArray[np.int64]:
    """The number that each name had before; -1 where it had none."""
    if names == before:
        return np.arange(len(names))
    number = {name: i for i, name in enumerate(before)}
    return np.fromiter((number.get(name, -1) for name in names), dtype=np.int64, count=len(names))


def _with_columns(space: Space, column: NDArray[np.int64]) -> Space:
    """The space for other statements: `column` is the number that each had, -1 for a new one."""
    size, known = space.dimension + 1, column >= 0
    w = np.tile(space.w_centre, (len(column), 1))
    w_cov = np.zeros((len(column), size, size))
    w_cov[:, range(size), range(size)] = 1.0 / space.w_prior
    w[known], w_cov[known] = space.w[column[known]], space.w_cov[column[known]]
    return Space(w, w_cov, space.x_prior, space.w_prior, space.w_centre)


def _concluded(
    people: People,
    votes: Votes | None,
    space: Space,
    grouping: Grouping,
    trial: Trial,
    seed: int,
    level: float,
    floor: int,
    before: Priors | None = None,
) -> GroundModel:
    found = people.conclude(grouping, space)
    statements, priors = judge(people.statements, space, found, level, floor, before)
    on_map = min(space.dimension, 2)
    at, doubt = np.zeros((len(found.x), 2)), np.zeros((len(found.x), 3))
    at[:, :on_map] = found.x[:, 1 : 1 + on_map]
    for place_of, (k, m) in enumerate(((1, 1), (2, 2), (1, 2))):
        if max(k, m) <= space.dimension:
            doubt[:, place_of] = found.x_cov[:, k, m]
    participants = Participants(
        people.names, found.group, found.placing, found.probability, at, doubt, found.x[:, 0].copy(), found.seen,
        found.decided,
    )  # fmt: skip
    return GroundModel(
        votes, people.names, people.statements, people.votes, seed, level, floor, space.dimension, trial.losses,
        trial.held_back, grouping.evidence, _described(grouping, participants), statements, participants, space,
        grouping, found.x, found.x_cov, people.remember(), priors,
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
