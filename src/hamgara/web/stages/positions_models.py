"""Models of common ground for pages: fitted beside the requests, kept, and led on from where they stand as reactions
come in.

A closed round's model is fitted anew from its table, so that anybody finds the same figures. That of an open round is
provisional. Nothing that the record holds depends on either: an act states sums, which are whole numbers.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as OutOfPatience
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hamgara.assembly.positions import LEAST_CLASS, Matrix, Round, read_matrix
from hamgara.ground import Votes
from hamgara.web.store import boxes
from hamgara.web.store.log import Log

if TYPE_CHECKING:
    from hamgara.ground import GroundModel

__all__ = ["FIRST", "STEP", "closed_model", "next_position", "running_model", "table_votes"]

#: How many must have taken part before an open round has a model, and by how many it is led on.
FIRST, STEP = 2 * LEAST_CLASS, LEAST_CLASS
#: Seconds for which a page waits for a model; after so many, a process asks again what has come in.
PATIENCE, LOOK = 5.0, 5.0
KEPT = 32

_log = logging.getLogger(__name__)
_fits = ThreadPoolExecutor(1, thread_name_prefix="common-ground")
_lock = threading.Lock()


@dataclass
class _Running:
    """The newest model of an open round and the one being fitted. `founded`: how many took part when its groups were
    sought.
    """

    digest: str = ""
    model: GroundModel | None = None
    founded: int = 0
    coming: Future[tuple[GroundModel | None, int]] | None = None
    looked: float = float("-inf")


_closed: OrderedDict[tuple[str, str], Future[GroundModel | None]] = OrderedDict()
_running: OrderedDict[tuple[str, str], _Running] = OrderedDict()


def table_votes(matrix: Matrix) -> Votes:
    """The votes of a round's table: participants by their row, positions by their number in the round."""
    rows, columns, values = [], [], []
    for row, (_, reactions) in enumerate(matrix.rows):
        for place, value in enumerate(reactions, 1):
            if value is not None:
                rows.append(row)
                columns.append(place)
                values.append(value)
    return Votes.from_arrays(rows, columns, values, statements=range(1, len(matrix.positions) + 1))


def closed_model(log: Log, found: Round) -> GroundModel | None:
    """The model of a closed round; None where nobody reacted, or while it is still being fitted."""
    key = (log.assembly_id, found.matrix)
    with _lock:
        # Who said what is forgotten with the round.
        _running.pop((log.assembly_id, found.id), None)
        if key not in _closed:
            votes = table_votes(read_matrix(log.attachment(found.matrix)))
            _closed[key] = _fits.submit(_fitted, votes)
            while len(_closed) > KEPT:
                _closed.popitem(last=False)
        _closed.move_to_end(key)
        coming = _closed[key]
    try:
        return coming.result(PATIENCE)
    except OutOfPatience:
        return None


def _fitted(votes: Votes) -> GroundModel | None:
    # The model brings a compiler with it, which a process that shows none need not wait for.
    from hamgara.ground import fit

    try:
        return fit(votes) if len(votes) else None
    except Exception:
        _log.exception("a model of common ground could not be fitted")
        return None


def running_model(log: Log, found: Round, *, wait: bool = False) -> GroundModel | None:
    """The model of an open round as of the last `STEP` participants who said something new; None until there is one.

    A request never fits: what is new goes to a thread, and the model before it serves until then. With `wait` the first
    one is waited for.
    """
    key = (log.assembly_id, found.id)
    with _lock:
        kept = _running.setdefault(key, _Running())
        _running.move_to_end(key)
        while len(_running) > KEPT:
            _running.popitem(last=False)
        due = time.monotonic() - kept.looked >= LOOK
        if due:
            kept.looked = time.monotonic()
    if due:
        boxes.settle_reactions(log, found.id, first=FIRST, step=STEP)
        _lead_on(kept, found, boxes.settled_reactions(log, found.id))
    coming = kept.coming
    if coming is not None and (coming.done() or (wait and kept.model is None)):
        try:
            kept.model, kept.founded = coming.result(PATIENCE)
            kept.coming = None
        except OutOfPatience:
            return None
    return kept.model


def _lead_on(kept: _Running, found: Round, rows: list[tuple[str, str, int]]) -> None:
    """Have the model of these reactions fitted, unless it is there or another is on its way."""
    digest = hashlib.sha256(repr(rows).encode()).hexdigest()
    with _lock:
        if not rows or digest == kept.digest or (kept.coming is not None and not kept.coming.done()):
            return
        if kept.coming is not None:
            kept.model, kept.founded = kept.coming.result()
        number = {position: place for place, position in enumerate(found.positions, 1)}
        people = [who for who, _, _ in rows]
        statements = [str(number[position]) for _, position, _ in rows]
        values = [value for _, _, value in rows]
        votes = Votes.from_arrays(people, statements, values, statements=range(1, len(number) + 1))
        kept.digest = digest
        kept.coming = _fits.submit(_led_on, kept.model, kept.founded, votes)


def _led_on(model: GroundModel | None, founded: int, votes: Votes) -> tuple[GroundModel | None, int]:
    """The model of further votes from where the other stands; groups are sought anew once twice as many take part."""
    people = len(votes.participants)
    if model is None or people >= 2 * founded:
        return _fitted(votes), people
    try:
        return model.refresh(votes), founded
    except Exception:
        _log.exception("a model of common ground could not be led on")
        return _fitted(votes), people


def next_position(log: Log, found: Round, mine: Mapping[str, int]) -> tuple[str, bool] | None:
    """The position to show next to somebody who has reacted so, and whether a model chose it: the one whose answer is
    expected to tell most, else the one that fewest have reacted to, in the order of the round. None where none is left.
    """
    left = [p for p in found.positions if p not in mine]
    if not left:
        return None
    model = running_model(log, found)
    if model is not None:
        number = {position: str(place) for place, position in enumerate(found.positions, 1)}
        asks = model.ask_given({number[p]: value for p, value in mine.items() if p in number}, count=1)
        return found.positions[int(asks[0].statement) - 1], True
    exposure = boxes.count_exposure(log, found.id)
    return min(left, key=lambda p: exposure.get(p, 0)), False
