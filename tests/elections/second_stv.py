"""The Order of 2007 a second time, paper by paper, so that the two counts can be compared.

Written from the text of SSI 2007/42, Schedule 1, rules 45 to 52, and sharing no code with hamgara: each
ballot paper is an object in a candidate's heap, and its value a decimal fraction.
`draw(stage, kind, names)` answers the lots. It also reads plain BLT files on its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal, localcontext
from pathlib import Path

FIFTH = Decimal("0.00001")


class Paper:
    __slots__ = ("choices", "value")

    def __init__(self, choices: list[str]) -> None:
        self.choices = choices
        self.value = Decimal(1)


@dataclass
class Sheet:
    """What the returning officer records at the end of a stage."""

    action: str
    of: str | None
    totals: dict[str, Decimal]
    elected: set[str]


def read_plain_blt(path: Path) -> tuple[list[str], int, list[tuple[int, list[str]]]]:
    words = path.read_text(encoding="latin-1").splitlines()
    number, seats = (int(word) for word in words[0].replace(",", " ").split())
    end = words.index("0")
    names = words[end + 1 : end + 1 + number]
    papers = []
    for line in words[1:end]:
        amount, *choices, last = line.split()
        assert last == "0"
        papers.append((int(amount), [names[int(choice) - 1] for choice in choices]))
    return names, seats, papers


def hold_count(
    names: list[str],
    seats: int,
    papers: list[tuple[int, list[str]]],
    draw: Callable[[int, str, list[str]], str],
) -> list[Sheet]:
    with localcontext() as context:
        context.prec = 60
        return _hold_count(names, seats, papers, draw)


def _hold_count(
    names: list[str],
    seats: int,
    papers: list[tuple[int, list[str]]],
    draw: Callable[[int, str, list[str]], str],
) -> list[Sheet]:
    heap: dict[str, list[Paper]] = {name: [] for name in names}
    credit = dict.fromkeys(names, Decimal(0))
    for amount, choices in papers:
        for _ in range(amount):
            heap[choices[0]].append(Paper(choices))
            credit[choices[0]] += 1
    quota = Decimal(int(sum(amount for amount, _ in papers) / Decimal(seats + 1)) + 1)
    hopeful = set(names)
    chosen: set[str] = set()
    sheets: list[Sheet] = []

    def end_stage(action: str, of: str | None) -> bool:
        """Rules 47 and 52(1). True while the count goes on."""
        new = {name for name in hopeful if credit[name] >= quota}
        if len(hopeful - new) == seats - len(chosen | new):
            new = set(hopeful)
        hopeful.difference_update(new)
        chosen.update(new)
        sheets.append(Sheet(action, of, dict(credit), new))
        return len(chosen) < seats

    def look_back(equal: list[str], most: bool, kind: str) -> str:
        """Rules 49(2), 49(3) and 51(2)."""
        for sheet in reversed(sheets):
            figures = sorted({sheet.totals[name] for name in equal}, reverse=most)
            if len(figures) > 1:
                equal = [name for name in equal if sheet.totals[name] == figures[0]]
                if len(equal) == 1:
                    return equal[0]
        return draw(len(sheets) + 1, kind, equal)

    def hand_over(source: str, price: Callable[[Decimal], Decimal]) -> None:
        """Every paper to the next available preference, at the price of its value."""
        prices: dict[Decimal, Decimal] = {}
        for paper in heap[source]:
            if paper.value not in prices:
                prices[paper.value] = price(paper.value)
            later = paper.choices[paper.choices.index(source) + 1 :]
            heir = next((name for name in later if name in hopeful), None)
            if heir is not None:
                paper.value = prices[paper.value]
                heap[heir].append(paper)
                credit[heir] += paper.value
        heap[source] = []

    going = end_stage("first-preferences", None)
    while going:
        over = {name: credit[name] - quota for name in chosen if credit[name] > quota}
        if over:
            largest = max(over.values())
            equal = sorted(name for name in over if over[name] == largest)
            giver = equal[0] if len(equal) == 1 else look_back(equal, True, "surplus")
            surplus, total = over[giver], credit[giver]
            hand_over(giver, lambda v, s=surplus, t=total: (s * v / t).quantize(FIFTH, ROUND_FLOOR))
            credit[giver] = quota
            going = end_stage("surplus", giver)
            continue
        fewest = min(credit[name] for name in hopeful)
        equal = sorted(name for name in hopeful if credit[name] == fewest)
        loser = equal[0] if len(equal) == 1 else look_back(equal, False, "exclusion")
        hopeful.discard(loser)
        if len(hopeful) > seats - len(chosen):
            hand_over(loser, lambda v: v)
            credit[loser] = Decimal(0)
        going = end_stage("exclusion", loser)
    return sheets
