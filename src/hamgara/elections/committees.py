"""Approval methods that choose the whole committee at once: exact PAV, and Phragmén's least greatest load.

A branch-and-bound search over committees compares whole numbers and fractions only. Where it would take more steps
than `NODES`, it refuses rather than guesses.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import lcm
from typing import Any, TypeAlias

import numpy as np

from hamgara.elections.approvals import Approvals, sum_columns
from hamgara.elections.ballots import Ballots
from hamgara.elections.choices import list_standing
from hamgara.elections.feasibility import Limits
from hamgara.elections.lots import Tie, digest_lot
from hamgara.elections.outcome import Count, CountError, PlacesReport, Round, format_exact

__all__ = ["NODES", "count_pav", "count_phragmen_max"]

NODES = 200_000
_LARGEST = 14

Key: TypeAlias = tuple[Fraction, ...]  # the smaller the better
Bound: TypeAlias = Callable[[tuple[int, ...], tuple[int, ...]], Key]


def count_pav(ballots: Ballots, seats: int, limits: Limits | None, seed: str) -> Count:
    """Elect the committee with the greatest PAV score: a voter with j approved members adds 1 + 1/2 + ... + 1/j.

    With `limits`, the greatest among committees that keep the rules. Among equal committees, the lot decides: that
    which has the candidate drawn first, then second, and so on. Raises CountError where the search is too large.
    """
    approvals = Approvals(ballots)
    unit = lcm(*range(1, seats + 1))
    weights = approvals.weights
    if approvals.total * unit * seats >= 1 << 62:
        weights = weights.astype(object)
    shares = np.array([*(unit // (number + 1) for number in range(seats)), 0], dtype=weights.dtype)
    sums = np.concatenate([np.zeros(1, dtype=weights.dtype), np.cumsum(shares[:-1])])
    marks = approvals.marks

    def bound(chosen: tuple[int, ...], rest: tuple[int, ...]) -> Key:
        has = marks[:, chosen].sum(axis=1)
        score = int((weights * sums[has]).sum())
        if len(chosen) < seats:
            # The score is submodular, so a set gains no more than its members gain one by one.
            gains = sum_columns(weights * shares[has], marks[:, rest])
            score += sum(sorted(gains, reverse=True)[: seats - len(chosen)])
        return (Fraction(-score, unit * approvals.split),)

    def tell(key: Key) -> dict[str, Any]:
        return {"score": format_exact(-key[0])}

    return _Search("pav", ballots, approvals, seats, limits, seed, bound).run(tell)


def count_phragmen_max(ballots: Ballots, seats: int, limits: Limits | None, seed: str) -> Count:
    """Elect the committee whose greatest load on any voter can be made least, each member being a load of one.

    That load is the greatest, over sets of members, of their number / their approvers together. Members whom nobody
    approves are avoided first. Ties and `limits` as in `count_pav`. Raises CountError beyond 14 seats.
    """
    if seats > _LARGEST:
        raise CountError(f"phragmen-max is exact for at most {_LARGEST} seats, not {seats}")
    approvals = Approvals(ballots)
    marks = approvals.marks
    support = approvals.sum_supporters()

    def bound(chosen: tuple[int, ...], rest: tuple[int, ...]) -> Key:
        carried = [c for c in chosen if support[c]]
        bare = Fraction(len(chosen) - len(carried))
        size = len(carried)
        codes = (marks[:, carried] * (1 << np.arange(size))).sum(axis=1).astype(np.int64)
        inside = [0] * (1 << size)
        for code in np.unique(codes):
            inside[int(code)] = int(approvals.weights[codes == code].sum())
        # Then, by subset sums: the weight of voters who approve nobody outside each set.
        for bit in range(size):
            for number in range(1 << size):
                if number >> bit & 1:
                    inside[number] += inside[number ^ (1 << bit)]
        full = (1 << size) - 1
        loads = [
            Fraction(s.bit_count() * approvals.split, inside[full] - inside[full ^ s]) for s in range(1, 1 << size)
        ]
        return bare, max(loads, default=Fraction(0))

    def tell(key: Key) -> dict[str, Any]:
        return (
            {"load": format_exact(key[1])} if not key[0] else {"load": format_exact(key[1]), "unsupported": int(key[0])}
        )

    return _Search("phragmen-max", ballots, approvals, seats, limits, seed, bound).run(tell)


class _Search:
    def __init__(
        self,
        method: str,
        ballots: Ballots,
        approvals: Approvals,
        seats: int,
        limits: Limits | None,
        seed: str,
        bound: Bound,
    ) -> None:
        self.method = method
        self.ballots = ballots
        self.seats = seats
        self.limits = limits
        self.seed = seed
        self.names = ballots.candidates
        self.bound = bound
        self.support = approvals.sum_supporters()
        self.split = approvals.split
        self.standing = list_standing(ballots)
        self.digests = {c: digest_lot(seed, 1, "election", self.names[c]) for c in self.standing}
        # Promising candidates first, so that a good committee is found early.
        self.order = sorted(self.standing, key=lambda c: (-self.support[c], self.digests[c]))
        self.nodes = 0

    def run(self, tell: Callable[[Key], dict[str, Any]]) -> Count:
        key, winners, tied = self.solve(None)
        report = None
        if self.limits is not None and not self.limits.can(frozenset(winners), frozenset()):
            free = winners
            key, winners, tied = self.solve(self.limits)
            report = PlacesReport(self.limits.rules, (), tuple(self.names[c] for c in free))
        elected = tuple(self.names[c] for c in winners)
        ties = []
        if tied:
            lot = tuple(sorted((self.names[c], self.digests[c]) for c in tied))
            chosen = tuple(self.names[c] for c in winners if c in tied)
            ties = [Tie(1, "election", tuple(name for name, _ in lot), chosen, (), lot, self.seed)]
        votes = {self.names[c]: Fraction(self.support[c], self.split) for c in self.standing}
        stage = Round(1, "committee", None, votes, elected=elected, measure="votes")
        valid, invalid = self.ballots.valid, self.ballots.invalid
        return Count(self.method, self.seats, None, valid, invalid, elected, (stage,), tuple(ties), report, tell(key))

    def solve(self, limits: Limits | None) -> tuple[Key, list[int], set[int]]:
        """The best key, the committee that the lot prefers among the best, and who is in some of the best only."""
        found = self.search(limits, frozenset(), frozenset(), None)
        assert found is not None
        key, witness = found
        best = [frozenset(witness)]
        inside: frozenset[int] = frozenset()
        outside: frozenset[int] = frozenset()
        for c in sorted(self.standing, key=self.digests.__getitem__):
            if len(inside) == self.seats:
                break
            known = any(inside | {c} <= some and not some & outside for some in best)
            if not known:
                other = self.search(limits, inside | {c}, outside, key)
                if other is None:
                    outside |= {c}
                    continue
                best.append(frozenset(other[1]))
            inside |= {c}
        tied = self.list_tied(limits, key, inside, best)
        return key, sorted(inside, key=lambda c: (-self.support[c], self.digests[c])), tied

    def list_tied(
        self, limits: Limits | None, key: Key, winners: frozenset[int], best: list[frozenset[int]]
    ) -> set[int]:
        tied: set[int] = set()
        for c in self.order:
            if c in winners:
                other = any(c not in some for some in best)
                found = other or self.search(limits, frozenset(), frozenset({c}), key)
            else:
                other = any(c in some for some in best)
                found = other or self.search(limits, frozenset({c}), frozenset(), key)
            if found:
                tied.add(c)
                if found is not True:
                    best.append(frozenset(found[1]))
        return tied

    def search(
        self, limits: Limits | None, inside: frozenset[int], outside: frozenset[int], target: Key | None
    ) -> tuple[Key, tuple[int, ...]] | None:
        """The best committee with those inside and outside; with a target, any as good as that, or None."""
        start = tuple(c for c in self.order if c in inside)
        rest = tuple(c for c in self.order if c not in inside and c not in outside)
        best: tuple[Key, tuple[int, ...]] | None = None

        def descend(chosen: tuple[int, ...], rest: tuple[int, ...]) -> bool:
            nonlocal best
            if len(chosen) + len(rest) < self.seats:
                return False
            if limits is not None and not limits.can(frozenset(chosen), frozenset(rest)):
                return False
            self.nodes += 1
            if self.nodes > NODES:
                raise CountError(f"{self.method} would need more than {NODES} steps for these ballots")
            key = self.bound(chosen, rest)
            if (best is not None and key >= best[0]) or (target is not None and key > target):
                return False
            if len(chosen) == self.seats:
                best = (key, chosen)
                return target is not None
            return any(descend((*chosen, c), rest[at + 1 :]) for at, c in enumerate(rest))

        descend(start, rest)
        return best
