"""Ballots in tables: CSV files with a column for each candidate and a row for each paper, or group of equal papers."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

from hamgara.elections.ballots import Ballots, Weight, gather, whole
from hamgara.elections.graded import ScoreBallots, TierBallots, gather_scores, gather_tiers, line_up
from hamgara.elections.places import read_rows
from hamgara.elections.source import BallotError, check_names
from hamgara.elections.validity import USUAL, Validity

__all__ = ["read_approval_csv", "read_rank_csv", "read_score_csv"]

_NUMBER = re.compile(r"\d+(?:\.\d+|/0*[1-9]\d*)?", re.ASCII)
_YES = frozenset({"1", "x", "yes", "true", "✓"})
_NO = frozenset({"", "0", "no", "false", "-"})


def read_rank_csv(source: Path | bytes, seats: int, validity: Validity = USUAL) -> TierBallots:
    """Read ranks: 1 for the best, equal numbers for equal ranks, an empty cell for not ranked.

    After two at rank 1 the next rank may be 2 or 3; beyond that a rank is left out, and `validity` says what becomes of
    the paper. A column `weight`, if there is one, says how many papers are so. Raises BallotError with the line.
    """
    name, candidates, columns, rows = _read(source)
    papers: list[tuple[Weight, list[list[int]]]] = []
    for line, weight, cells in rows:
        for c, cell in enumerate(cells):
            if cell and not (cell.isascii() and cell.isdigit() and int(cell)):
                raise BallotError(name, line, columns[c], f"a rank from 1 for {candidates[c]!r}", repr(cell))
        papers.append((weight, line_up((c, int(cell)) for c, cell in enumerate(cells) if cell)))
    return gather_tiers(candidates, papers, seats, validity=validity)


def read_approval_csv(source: Path | bytes, seats: int) -> Ballots:
    """Read approvals: 1, x, yes, true or a tick; and 0, no, false, - or nothing. Weights and errors as for ranks."""
    name, candidates, columns, rows = _read(source)
    papers: list[tuple[Weight, tuple[int, ...]]] = []
    for line, weight, cells in rows:
        for c, cell in enumerate(cells):
            if cell.lower() not in _YES | _NO:
                raise BallotError(name, line, columns[c], f"1 or 0 for {candidates[c]!r}", repr(cell))
        papers.append((weight, tuple(c for c, cell in enumerate(cells) if cell.lower() in _YES)))
    return gather(candidates, papers, seats)


def read_score_csv(source: Path | bytes, seats: int) -> ScoreBallots:
    """Read scores, numbers from 0 such as 3, 2.5 or 1/3; an empty cell gives none. Weights and errors as for ranks."""
    name, candidates, columns, rows = _read(source)
    papers: list[tuple[Weight, list[tuple[int, Weight]]]] = []
    for line, weight, cells in rows:
        for c, cell in enumerate(cells):
            if cell and not _NUMBER.fullmatch(cell):
                raise BallotError(name, line, columns[c], f"a score from 0 for {candidates[c]!r}", repr(cell))
        papers.append((weight, [(c, whole(Fraction(cell))) for c, cell in enumerate(cells) if cell]))
    return gather_scores(candidates, papers, seats)


def _read(
    source: Path | bytes,
) -> tuple[str, tuple[str, ...], tuple[int, ...], list[tuple[int, Weight, list[str]]]]:
    """The file's name, the candidates and the number of each one's column, and the papers: line, weight, cells."""
    name, rows = read_rows(source)
    if not rows:
        raise BallotError(name, 2, 1, "a row for a paper", "the end of the file")
    header = list(rows[0][1])
    candidates = tuple(column for column in header if column != "weight")
    columns = tuple(number for number, column in enumerate(header, 1) if column != "weight")
    if not candidates or not all(candidates):
        nameless = header.index("") + 1 if "" in header else 1
        raise BallotError(name, 1, nameless, "a name above every column", repr(header))
    check_names(name, candidates, columns)
    found: list[tuple[int, Weight, list[str]]] = []
    for line, row in rows:
        text = row.pop("weight", "1")
        if not _NUMBER.fullmatch(text) or not Fraction(text):
            raise BallotError(name, line, header.index("weight") + 1, "a weight, a positive number", repr(text))
        found.append((line, whole(Fraction(text)), list(row.values())))
    return name, candidates, columns, found
