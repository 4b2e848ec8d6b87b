"""Approval methods that choose the whole committee at once: exact PAV, and Phragmén's least greatest load.

Branch and bound over committees: HiGHS solves a linear relaxation at every step, from whose multipliers an exact
bound is made (relaxation.py), and every committee is valued in whole numbers or fractions. Where the search would
take more than `NODES` steps, it refuses rather than guesses.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np

from hamgara.elections.approvals import Approvals
from hamgara.elections.ballots import Ballots
from hamgara.elections.choices import list_standing
from hamgara.elections.feasibility import Limits
from hamgara.elections.lots import Tie, digest_lot
from hamgara.elections.outcome import Count, CountError, PlacesReport, Round, format_exact
from hamgara.elections.papers import sum_by
from hamgara.elections.relaxation import Floats, LoadBound, PavBound, Row

__all__ = ["NODES", "count_pav", "count_phragmen_max"]

NODES = 20_000
_LARGEST = 14

Key: TypeAlias = tuple[Fraction, ...]  # the smaller the better
Some: TypeAlias = tuple[int, ...]


def count_pav(ballots: Ballots, seats: int, limits: Limits | None, seed: str) -> Count:
    """Elect the committee with the greatest PAV score: a voter with j approved members adds 1 + 1/2 + ... + 1/j.

    With `limits`, the greatest among committees that keep the rules. Among equal committees, the lot decides: that
    which has the candidate drawn first, then second, and so on. Raises CountError where the search is too large.
    """
    return _PavSearch("pav", ballots, Approvals(ballots), seats, limits, seed).run()


def count_phragmen_max(ballots: Ballots, seats: int, limits: Limits | None, seed: str) -> Count:
    """Elect the committee whose greatest load on any voter can be made least, each member being a load of one.

    That load is the greatest, over sets of members, of their number / their approvers together. Members whom nobody
    approves are avoided first. Ties and `limits` as in `count_pav`. Raises CountError beyond 14 seats.
    """
    if seats > _LARGEST:
        raise CountError(f"phragmen-max is exact for at most {_LARGEST} seats, not {seats}")
    return _LoadSearch("phragmen-max", ballots, Approvals(ballots), seats, limits, seed).run()


class _Search:
    def __init__(
        self,
        method: str,
        ballots: Ballots,
        approvals: Approvals,
        seats: int,
        limits: Limits | None,
        seed: str,
    ) -> None:
        self.method = method
        self.ballots = ballots
        self.seats = seats
        self.limits = limits
        self.seed = seed
        self.names = ballots.candidates
        self.approvals = approvals
        self.support = approvals.sum_supporters()
        self.split = approvals.split
        self.standing = list_standing(ballots)
        self.digests = {c: digest_lot(seed, 1, "election", self.names[c]) for c in self.standing}
        # Promising candidates first, so that a good committee is found early.
        self.order = sorted(self.standing, key=lambda c: (-self.support[c], self.digests[c]))
        self.place = {c: place for place, c in enumerate(self.order)}
        self.nodes = 0

    def relax(self, rows: list[Row]) -> Callable[[Some, Some], tuple[Key, Floats]]:
        """A function that gives a key which no committee of those chosen and some of the rest can beat."""
        raise NotImplementedError

    def value(self, some: Some) -> Key:
        """The key of a whole committee; exact."""
        raise NotImplementedError

    def narrow(self, chosen: Some, rest: Some, admits: Callable[[Key], bool]) -> Some:
        """The rest without those who, added to the chosen, already make any committee useless."""
        return rest

    def tell(self, key: Key) -> dict[str, Any]:
        """The key as facts of the count."""
        raise NotImplementedError

    def run(self) -> Count:
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
        return Count(
            self.method, self.seats, None, valid, invalid, elected, (stage,), tuple(ties), report, self.tell(key)
        )

    def solve(self, limits: Limits | None) -> tuple[Key, list[int], set[int]]:
        """The best key, the committee that the lot prefers among the best, and who is in some of the best only."""
        self.bound = self.relax([] if limits is None else limits.list_rows())
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
        best: tuple[Key, Some] | None = None

        def keep(some: Some) -> bool:
            """Remember a committee that is better; say whether it is as good as the target."""
            nonlocal best
            if limits is not None and not limits.can(frozenset(some), frozenset()):
                return False
            key = self.value(some)
            if best is None or key < best[0]:
                best = (key, some)
            return target is not None and key <= target

        def admits(key: Key) -> bool:
            """Whether a committee of this key would still be of use."""
            return (best is None or key < best[0]) if target is None else key <= target

        def descend(chosen: Some, rest: Some) -> bool:
            rest = self.narrow(chosen, rest, admits)
            if len(chosen) + len(rest) < self.seats or len(chosen) > self.seats:
                return False
            if limits is not None and not limits.can(frozenset(chosen), frozenset(rest)):
                return False
            self.nodes += 1
            if self.nodes > NODES:
                raise CountError(f"{self.method} would need more than {NODES} steps for these ballots")
            if len(chosen) == self.seats or len(chosen) + len(rest) == self.seats:
                return keep((chosen + rest)[: self.seats] if len(chosen) < self.seats else chosen)
            key, liking = self.bound(chosen, rest)
            if not admits(key):
                return False
            liked = sorted(rest, key=lambda c: (-round(float(liking[c]), 6), self.place[c]))
            if keep(chosen + tuple(liked[: self.seats - len(chosen)])):
                return True
            if not admits(key):
                return False
            c = min(liked, key=lambda c: (abs(round(float(liking[c]), 6) - 0.5), self.place[c]))
            others = tuple(d for d in rest if d != c)
            ways = [((*chosen, c), others), (chosen, others)]
            return any(descend(*way) for way in (ways if liking[c] >= 0.5 else reversed(ways)))

        descend(tuple(c for c in self.order if c in inside), tuple(c for c in self.order if c not in inside | outside))
        return best if best is None or target is None or best[0] <= target else None


class _PavSearch(_Search):
    def relax(self, rows: list[Row]) -> Callable[[Some, Some], tuple[Key, Floats]]:
        self.relaxed = PavBound(self.approvals, self.seats, rows)
        self.units = self.relaxed.unit * self.split

        def bound(chosen: Some, rest: Some) -> tuple[Key, Floats]:
            most, liking = self.relaxed.bound(chosen, rest)
            return (Fraction(-most, self.units),), liking

        return bound

    def value(self, some: Some) -> Key:
        has = self.approvals.marks[:, list(some)].sum(axis=1)
        sums = sum_by(has, self.approvals.weights, self.seats + 1)
        unit = self.relaxed.unit
        score = total = 0
        for number, weight in enumerate(sums):
            score += unit // number if number else 0
            total += score * weight
        return (Fraction(-total, self.units),)

    def tell(self, key: Key) -> dict[str, Any]:
        return {"score": format_exact(-key[0])}


class _LoadSearch(_Search):
    def relax(self, rows: list[Row]) -> Callable[[Some, Some], tuple[Key, Floats]]:
        relaxed = LoadBound(self.approvals, rows)

        def bound(chosen: Some, rest: Some) -> tuple[Key, Floats]:
            # Whom nobody approves is avoided first, so the load need only be bounded for as few of those as can be.
            carried = tuple(c for c in chosen if self.support[c])
            able = tuple(c for c in rest if self.support[c])
            bare = max(len(chosen) - len(carried), self.seats - len(carried) - len(able))
            least, liking = relaxed.bound(carried, able, self.seats - bare)
            return (Fraction(bare), least), liking

        return bound

    def value(self, some: Some) -> Key:
        carried = [c for c in some if self.support[c]]
        size = len(carried)
        codes = (self.approvals.marks[:, carried] * (1 << np.arange(size))).sum(axis=1).astype(np.int64)
        inside = sum_by(codes, self.approvals.weights, 1 << size)
        # By subset sums: the weight of voters who approve nobody outside each set.
        for bit in range(size):
            for number in range(1 << size):
                if number >> bit & 1:
                    inside[number] += inside[number ^ (1 << bit)]
        full = (1 << size) - 1
        loads = [Fraction(s.bit_count() * self.split, inside[full] - inside[full ^ s]) for s in range(1, 1 << size)]
        return Fraction(len(some) - size), max(loads, default=Fraction(0))

    def narrow(self, chosen: Some, rest: Some, admits: Callable[[Key], bool]) -> Some:
        # A load only grows with further members.
        return tuple(c for c in rest if not self.support[c] or admits((Fraction(0), self.value((*chosen, c))[1])))

    def tell(self, key: Key) -> dict[str, Any]:
        return {"load": format_exact(key[1]), **({"unsupported": int(key[0])} if key[0] else {})}
