"""Meek's count a second time, from the text of the paper, ballot by ballot, so that the two counts can be compared.

I. D. Hill, B. A. Wichmann, D. R. Woodall, Algorithm 123, The Computer Journal 30(3), 1987. Shares no code with hamgara.
Every candidate has a keep value; a paper gives each of its candidates in turn that part of what is left of it, and what
nobody takes is the excess. The quota is (papers - excess) / (seats + 1). Elected is who has that, unless it
makes one too many; keep values are multiplied by quota / votes, and all is counted anew until votes and quotas
agree. Only then whoever has the fewest votes is excluded: keep value 0. `one` is the number one of the arithmetic, a
float or a Decimal; what is apart by no more than `near` is equal. `draw(names)` says who is excluded among equals.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Number = Any


@dataclass
class Stage:
    """What stands when a count has come to rest: votes and quota, who was elected, and who is excluded next."""

    votes: dict[str, Number]
    quota: Number
    elected: set[str]
    excluded: str | None = None


def hold_meek(
    names: list[str],
    seats: int,
    papers: list[tuple[int, list[str]]],
    one: Number,
    near: Number,
    draw: Callable[[list[str]], str],
) -> list[Stage]:
    total = sum(amount for amount, _ in papers) * one
    keep: dict[str, Number] = dict.fromkeys(names, one)
    hopeful, elected = set(names), set[str]()
    stages: list[Stage] = []
    while True:
        new: set[str] = set()
        while True:
            votes, excess = count_papers(papers, keep, one)
            quota = (total - excess) / (seats + 1)
            rest = all(abs(votes[name] - quota) <= near for name in elected)
            ready = {name for name in hopeful if votes[name] >= quota - (100 * near if rest else 0 * near)}
            if ready and len(elected | ready) <= seats:
                new |= ready
                elected |= ready
                hopeful -= ready
                rest = False
            if len(elected) == seats or len(elected) + len(hopeful) <= seats:
                break
            if rest:
                break
            for name in elected:
                keep[name] = min(one, keep[name] * quota / votes[name])
        if len(elected) < seats and len(elected) + len(hopeful) <= seats:
            new |= hopeful
            elected |= hopeful
            hopeful = set()
        stages.append(Stage(votes, quota, new))
        if len(elected) == seats:
            return stages
        fewest = min(votes[name] for name in hopeful)
        equal = sorted(name for name in hopeful if votes[name] - fewest <= 100 * near)
        loser = equal[0] if len(equal) == 1 else draw(equal)
        assert loser in equal
        stages[-1].excluded = loser
        hopeful.discard(loser)
        keep[loser] = 0 * one


def count_papers(
    papers: list[tuple[int, list[str]]], keep: dict[str, Number], one: Number
) -> tuple[dict[str, Number], Number]:
    votes: dict[str, Number] = dict.fromkeys(keep, 0 * one)
    excess = 0 * one
    for amount, choices in papers:
        left = amount * one
        for name in choices:
            taken = left * keep[name]
            votes[name] += taken
            left -= taken
            if not left:
                break
        excess += left
    return votes, excess
