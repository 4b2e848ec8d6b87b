"""Whether the rules of place can still be kept: decided exactly, at every step of a count.

Candidates who are alike in every rule are interchangeable, so the question is how many of each kind to elect:
a small integer problem with bounds, solved by a depth-first search that remembers the states from which it
failed and forgets each rule after the last kind that it concerns.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import combinations

from hamgara.elections.places import PlaceRule, Places, RulesImpossible

__all__ = ["Limits", "check_rules"]

Bound = tuple[int, int, int]  # the rule's index, at least, at most


class Limits:
    """The rules of one election, bound to its candidates and seats. Candidates are positions from 0."""

    def __init__(
        self,
        candidates: Sequence[str],
        standing: Iterable[int],
        seats: int,
        places: Places,
        rules: Sequence[PlaceRule],
    ) -> None:
        """Bind the rules. Raises ValueError for a candidate without a place that a rule needs."""
        self.rules = tuple(rules)
        self.seats = seats
        self.standing = frozenset(standing)
        self._bounds: list[Bound] = []
        self._kinds: dict[int, tuple[int, ...]] = {}
        self._known: dict[tuple[frozenset[int], frozenset[int]], bool] = {}
        within: dict[int, list[int]] = {c: [] for c in sorted(self.standing)}
        for index, rule in enumerate(self.rules):
            values = {c: places.get(candidates[c], rule.cls) for c in within}
            wanted = sorted(set(values.values())) if rule.value is None else [rule.value]
            for value in wanted:
                most = seats if rule.at_most is None else rule.at_most
                for c in within:
                    if values[c] == value:
                        within[c].append(len(self._bounds))
                self._bounds.append((index, rule.at_least or 0, most))
        self._kinds = {c: tuple(bounds) for c, bounds in within.items()}

    def admit(self) -> None:
        """Raise RulesImpossible where no set of winners keeps the rules."""
        if not self.can(frozenset(), self.standing):
            raise RulesImpossible(self.find_conflict(frozenset(), self.standing), self.seats)

    def can(self, elected: frozenset[int], continuing: frozenset[int]) -> bool:
        """Whether `elected` and some of `continuing` fill the seats and keep every rule."""
        key = (elected, continuing)
        if key not in self._known:
            self._known[key] = self._search(elected, continuing, self._every_rule)
        return self._known[key]

    def is_doomed(self, candidate: int, elected: frozenset[int], continuing: frozenset[int]) -> bool:
        """Whether the rules cannot be kept once this continuing candidate is elected."""
        return not self.can(elected | {candidate}, continuing - {candidate})

    def is_guarded(self, candidate: int, elected: frozenset[int], continuing: frozenset[int]) -> bool:
        """Whether the rules cannot be kept once this continuing candidate is excluded."""
        return not self.can(elected, continuing - {candidate})

    def find_conflict(self, elected: frozenset[int], continuing: frozenset[int]) -> tuple[PlaceRule, ...]:
        """A smallest set of rules that cannot be kept together; empty where all can."""
        if self.can(elected, continuing):
            return ()
        kept = list(range(len(self.rules)))
        for index in list(kept):
            fewer = frozenset(kept) - {index}
            if not self._search(elected, continuing, fewer):
                kept.remove(index)
        for size in range(len(kept)):
            for some in combinations(range(len(self.rules)), size):
                if not self._search(elected, continuing, frozenset(some)):
                    return tuple(self.rules[i] for i in some)
        return tuple(self.rules[i] for i in kept)

    def list_rows(self) -> list[tuple[frozenset[int], int, int]]:
        """Each bound as a row of a linear programme: candidates, at least and at most so many of them."""
        members = [frozenset(c for c, kind in self._kinds.items() if b in kind) for b in range(len(self._bounds))]
        return [(some, least, most) for some, (_, least, most) in zip(members, self._bounds, strict=True)]

    @cached_property
    def _every_rule(self) -> frozenset[int]:
        return frozenset(range(len(self.rules)))

    def _search(self, elected: frozenset[int], continuing: frozenset[int], active: frozenset[int]) -> bool:
        vacancies = self.seats - len(elected)
        if not 0 <= vacancies <= len(continuing):
            return False
        counts = [0] * len(self._bounds)
        for c in elected:
            for bound in self._kinds[c]:
                counts[bound] += 1
        sizes: dict[tuple[int, ...], int] = {}
        for c in continuing:
            kind = tuple(b for b in self._kinds[c] if self._bounds[b][0] in active)
            sizes[kind] = sizes.get(kind, 0) + 1
        # What each rule in force may still take: (at least, at most), from those who continue.
        room = {
            number: (least - counts[number], most - counts[number])
            for number, (index, least, most) in enumerate(self._bounds)
            if index in active
        }
        return _fill(sorted(sizes.items()), room, vacancies)


def check_rules(candidates: Sequence[str], seats: int, places: Places, rules: Sequence[PlaceRule]) -> None:
    """Raise RulesImpossible where no set of that many candidates keeps the rules, so before any vote."""
    if rules:
        Limits(candidates, range(len(candidates)), seats, places, rules).admit()


def _fill(kinds: list[tuple[tuple[int, ...], int]], room: dict[int, tuple[int, int]], vacancies: int) -> bool:
    """Whether so many of each kind can be taken that the vacancies are filled and each bound is kept."""
    after = [0] * (len(kinds) + 1)
    supply: list[dict[int, int]] = [{} for _ in range(len(kinds) + 1)]
    for at in range(len(kinds) - 1, -1, -1):
        kind, size = kinds[at]
        after[at] = after[at + 1] + size
        supply[at] = dict(supply[at + 1])
        for bound in kind:
            supply[at][bound] = supply[at].get(bound, 0) + size
    for bound, (least, most) in room.items():
        if most < 0 or least > supply[0].get(bound, 0):
            return False
    failed: set[tuple[int, int, tuple[tuple[int, int], ...]]] = set()

    def descend(at: int, left: int, taken: dict[int, int]) -> bool:
        if left > after[at]:
            return False
        state = []
        for bound in supply[at]:
            least, most = room[bound]
            now = taken.get(bound, 0)
            coming = min(supply[at][bound], left)
            if now + coming < least:
                return False
            # Beyond these limits the exact number can no longer matter.
            state.append((bound, max(now, most - coming) if now >= least else now))
        if at == len(kinds):
            return left == 0
        key = (at, left, tuple(state))
        if key in failed:
            return False
        kind, size = kinds[at]
        top = min([size, left, *(room[bound][1] - taken.get(bound, 0) for bound in kind)])
        for number in range(top, -1, -1):
            then = dict(taken)
            for bound in kind:
                then[bound] = then.get(bound, 0) + number
            # A bound whose last kind this is must have had its least by now.
            closing = (bound for bound in kind if bound not in supply[at + 1])
            if all(then[bound] >= room[bound][0] for bound in closing) and descend(at + 1, left - number, then):
                return True
        failed.add(key)
        return False

    return descend(0, vacancies, {})
