"""The same model over many machines: participants divided among the workers of a Dask cluster.

Every worker holds the votes, places and factors of its participants; the statements travel to the workers and the
sums of a sweep back. These sums are exact (see `sweeps`), so the figures are those of one machine, however the
participants are divided. What needs few participants (the dimension, the shape of the groups) is found here from the
same sample that one machine draws.
"""

import operator
from collections.abc import Callable
from dataclasses import replace
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hamgara.ground.arrow import ColumnError, parquet_columns, parquet_votes
from hamgara.ground.conclusion import Conclusion, conclude
from hamgara.ground.grouping import Grouping
from hamgara.ground.model import SAMPLE_VOTES, GroundModel, Progress, check, fit_people, quiet
from hamgara.ground.reactions import Reactions, first_signatures, sign_rows, told_apart, uniform
from hamgara.ground.reading import refuse_column
from hamgara.ground.space import Sheet, Space, sum_up
from hamgara.ground.votes import Votes, in_natural_order

__all__ = ["fit_on_cluster"]

Floats = NDArray[np.float64]
Piece = tuple[NDArray[Any], NDArray[Any], NDArray[np.int8]]


def fit_on_cluster(
    client: Any, path: Path, *, seed: int = 0, level: float = 0.9, floor: int = 5, progress: Progress = quiet
) -> GroundModel:
    """The model of the votes in Parquet (a file or a folder) that all workers can read under this path.

    `client`: a `distributed.Client`. The same figures as `fit(read_votes(path))`. Raises VotesError, ValueError.
    """
    try:
        files, _ = parquet_columns(path)
    except ColumnError as error:
        raise refuse_column(path, error)
    people = Spread(client, files, seed, len(client.scheduler_info(n_workers=-1)["workers"]))
    check(level, floor, people.votes)
    return fit_people(people, None, seed, level, floor, progress)


def cut(file: Path, parts: int) -> list[Piece]:
    """The votes of a file divided by whose they are: ids of participants and statements as text, and values.

    Of a participant's votes on one statement the last in the file is kept; files are taken in the order of their names.
    """
    try:
        votes = parquet_votes(file)
    except ColumnError as error:
        if error.kind != "rows":
            raise refuse_column(file, error)
        votes = Votes.from_arrays([], [], [])
    people, statements = np.array(votes.participants), np.array(votes.statements)
    side = np.array([_side(name, parts) for name in votes.participants], dtype=np.int64)[votes.participant]
    return [
        (people[votes.participant[side == k]], statements[votes.statement[side == k]], votes.value[side == k])
        for k in range(parts)
    ]


def _side(name: str, parts: int) -> int:
    """A part for a name, the same in every process (the hash of text is not)."""
    return sum((k + 1) * byte for k, byte in enumerate(name.encode())) % parts


class Part:
    """The participants of one worker: an actor, whose state stays where it is."""

    def __init__(self, pieces: list[Piece]) -> None:
        columns = [np.concatenate(column) for column in zip(*pieces, strict=True)]
        self.votes = Votes.from_arrays(*columns)

    def names(self) -> tuple[tuple[str, ...], tuple[str, ...], int]:
        return self.votes.participants, self.votes.statements, len(self.votes)

    def number(self, statements: tuple[str, ...]) -> NDArray[np.int64]:
        """Take these as all statements; the counts of them here."""
        number = {name: j for j, name in enumerate(statements)}
        moved = np.array([number[name] for name in self.votes.statements], dtype=np.int32)
        start = np.zeros(len(self.votes.participants) + 1, dtype=np.int64)
        np.cumsum(np.bincount(self.votes.participant, minlength=len(start) - 1), out=start[1:])
        columns = moved[self.votes.statement] if len(moved) else self.votes.statement
        self.reactions = Reactions.of_rows(start, columns, self.votes.value, len(statements))
        return self.reactions.counts

    def sign(self, columns: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
        """Signatures of the participants here, and what the statements gather from them."""
        return sign_rows(self.reactions, columns)

    def sample(
        self, rows: NDArray[np.uint64], columns: NDArray[np.uint64], counts: NDArray[np.int64], kept: NDArray[np.int64]
    ) -> Reactions:
        """Take the signatures and counts that hold for all; the participants `kept` for the sample."""
        self.kept = kept
        self.reactions = replace(self.reactions, counts=counts, signed=(rows, columns))
        return self.reactions.take(kept)

    def open(self, dimension: int) -> None:
        self.sheet = Sheet(self.reactions, dimension)

    def sweep(self, space: Space, keep: float) -> tuple[Floats, Floats, Floats]:
        return self.sheet.sweep(space, keep)

    def turn(self, by: Floats) -> None:
        self.sheet.turn(by)

    def places_of_sample(self) -> tuple[Floats, Floats]:
        return self.sheet.x[self.kept], self.sheet.x_cov[self.kept]

    def conclude(self, grouping: Grouping, space: Space) -> Conclusion:
        return conclude(self.reactions, self.sheet.x, self.sheet.x_cov, space, grouping)


class Spread:
    """All participants on the workers, as `model.People`."""

    def __init__(self, client: Any, files: list[Path], seed: int, parts: int) -> None:
        pieces = [client.submit(cut, file, parts, pure=False) for file in files]
        workers = sorted(client.scheduler_info(n_workers=-1)["workers"])
        made = [
            client.submit(
                Part,
                [client.submit(operator.getitem, piece, k, pure=False) for piece in pieces],
                actor=True,
                workers=[workers[k % len(workers)]],
                pure=False,
            )
            for k in range(parts)
        ]
        self.parts = [future.result() for future in made]
        named = self._all(lambda part: part.names())
        self.votes = sum(many for _, _, many in named)
        self.statements = in_natural_order({name for _, names, _ in named for name in names})
        loose = [name for names, _, _ in named for name in names]
        self.names = in_natural_order(loose)
        place = {name: i for i, name in enumerate(self.names)}
        self.order = np.argsort(np.array([place[name] for name in loose], dtype=np.int64))
        self.cuts = np.cumsum([0, *(len(names) for names, _, _ in named)])
        self._sign(seed)

    def _sign(self, seed: int) -> None:
        """Signatures as one machine draws them (`Reactions.of_rows`, `Reactions.sample`), and the sample."""
        counts = sum(self._all(lambda part: part.number(self.statements)))
        columns = first_signatures(counts)
        for _ in range(2):
            signed = [answer.result() for answer in [part.sign(columns) for part in self.parts]]
            columns = reduce(np.add, (gathered for _, gathered in signed))
        rows = told_apart(np.concatenate([own for own, _ in signed]))
        chosen = np.ones(len(rows), dtype=bool)
        if self.votes > SAMPLE_VOTES:
            chosen = uniform(rows, seed + 77) < SAMPLE_VOTES / self.votes
        each = [(rows[a:b], np.flatnonzero(chosen[a:b])) for a, b in zip(self.cuts[:-1], self.cuts[1:], strict=True)]
        asked = [part.sample(own, columns, counts, kept) for part, (own, kept) in zip(self.parts, each, strict=True)]
        self.part = _joined([answer.result() for answer in asked])

    def _all(self, ask: Callable[[Any], Any]) -> list[Any]:
        return [answer.result() for answer in [ask(part) for part in self.parts]]

    @property
    def participants(self) -> int:
        return len(self.names)

    def open(self, dimension: int) -> None:
        self._all(lambda part: part.open(dimension))

    def sweep(self, space: Space, keep: float) -> tuple[Floats, Floats, Floats]:
        return sum_up(self._all(lambda part: part.sweep(space, keep)))

    def turn(self, by: Floats) -> None:
        self._all(lambda part: part.turn(by))

    def places_of_part(self) -> tuple[Floats, Floats]:
        places = self._all(lambda part: part.places_of_sample())
        return np.concatenate([x for x, _ in places]), np.concatenate([cov for _, cov in places])

    def conclude(self, grouping: Grouping, space: Space) -> Conclusion:
        found: list[Conclusion] = self._all(lambda part: part.conclude(grouping, space))

        def ordered(field: str) -> Any:
            return np.concatenate([getattr(part, field) for part in found])[self.order]

        def added(field: str) -> Any:
            return reduce(np.add, (getattr(part, field) for part in found))

        each = {name: ordered(name) for name in ("x", "x_cov", "group", "placing", "probability", "seen", "decided")}
        return Conclusion(
            **each,
            counts=added("counts"),
            whole=found[0].whole,
            weights=added("weights"),
            squares=added("squares"),
        )

    def remember(self) -> None:
        return None


def _joined(parts: list[Reactions]) -> Reactions:
    """The samples of the parts as one."""
    lengths = np.concatenate([np.diff(part.start) for part in parts])
    start = np.zeros(len(lengths) + 1, dtype=np.int64)
    np.cumsum(lengths, out=start[1:])
    return Reactions(
        start,
        np.concatenate([part.statement for part in parts]),
        np.concatenate([part.value for part in parts]),
        parts[0].counts,
        (np.concatenate([part.rows for part in parts]), parts[0].columns),
    )
