"""The group that brings most beyond what it costs: a closure of greatest weight, a least cut (J.-C. Picard, 1976)."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

__all__ = ["find_closure"]


def find_closure(gains: Mapping[frozenset[int], int], cost: int) -> frozenset[int]:
    """The set for which the gains of all sets within it, less `cost` for each of its members, are greatest.

    The smallest such set. Gains and cost are whole numbers from 0. Flow goes from the gains through their members to
    the cost, along shortest paths (Edmonds and Karp); the members that can still be reached from a gain that is left
    make the set.
    """
    sets = list(gains)
    left = [gains[some] for some in sets]
    room = {c: cost for some in sets for c in some}
    flow: dict[tuple[int, int], int] = {}
    holders: dict[int, list[int]] = {c: [] for c in room}
    for at, some in enumerate(sets):
        for c in some:
            holders[c].append(at)
    while True:
        # From each set that has gain left; back from a member to a set that sends flow to it.
        came: dict[tuple[str, int], tuple[str, int] | None] = {
            ("set", at): None for at, rest in enumerate(left) if rest
        }
        queue = deque(came)
        end: int | None = None
        while queue and end is None:
            kind, at = queue.popleft()
            if kind == "set":
                steps = [("member", c) for c in sorted(sets[at])]
            else:
                if room[at]:
                    end = at
                    break
                steps = [("set", number) for number in holders[at] if flow.get((number, at))]
            for step in steps:
                if step not in came:
                    came[step] = (kind, at)
                    queue.append(step)
        if end is None:
            return frozenset(c for kind, c in came if kind == "member")
        path = [("member", end)]
        while (before := came[path[-1]]) is not None:
            path.append(before)
        path.reverse()
        # Odd steps go to a member, even ones back from one.
        moved = min(left[path[0][1]], room[end])
        for number in range(1, len(path) - 1, 2):
            moved = min(moved, flow[path[number + 1][1], path[number][1]])
        for number in range(1, len(path)):
            if number % 2:
                key = (path[number - 1][1], path[number][1])
                flow[key] = flow.get(key, 0) + moved
            else:
                flow[path[number][1], path[number - 1][1]] -= moved
        left[path[0][1]] -= moved
        room[end] -= moved
