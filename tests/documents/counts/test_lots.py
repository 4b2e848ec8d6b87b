"""Lots: the command in the report, run by a shell, gives the digests that stand beneath it."""

from __future__ import annotations

import subprocess

import pytest
from tests.documents.counts.polls import counting_of, poll

from hamgara.documents import lay_out_count
from hamgara.documents.sheet import Fact, Seal
from hamgara.elections import METHODS, Ballots

SEEDS = ("", "0f" * 32, 'it\'s $HOME `id` \\n %s "x"; é')


def seals(counting: object) -> list[tuple[Fact, ...]]:
    sheet = lay_out_count(counting, "en")  # type: ignore[arg-type]
    return [block.facts for block in sheet.sides[0].blocks if isinstance(block, Seal)][:-1]


def run(command: str) -> list[str]:
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    return [line.split()[0] for line in done.stdout.splitlines()]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_command_draws_the_lot_again(seed: str) -> None:
    names = ("Ann O'Neil", "$(id) `id`", "نسرین تاوان‌جو", "e\u0301 (decomposed)", "back\\slash %s")
    ballots = Ballots.from_rankings(names, [(2, [name]) for name in names], 2)
    counting = counting_of(ballots, "block", 2, seed=seed)
    [(command, stated, *digests)] = seals(counting)
    assert stated.value == (seed or "(empty)")
    drawn = run(command.value)
    assert drawn == [fact.value for fact in digests]
    chosen = {fact.value for fact in digests if fact.label.endswith("✓ drawn")}
    assert chosen == set(sorted(drawn)[:2])


@pytest.mark.parametrize("method", sorted(METHODS))
def test_every_lot_of_every_method_can_be_drawn_again(method: str) -> None:
    papers = [(2, ("Ava", "Babak")), (2, ("Babak", "Ava")), (2, ("Cyra", "Dana")), (2, ("Dana", "Cyra"))]
    counting = poll(method, papers, 3, seed="a seed")
    assert counting.outcome.ties
    lots = [tie for tie in counting.outcome.ties if tie.lot]
    found = seals(counting)
    assert len(found) == len(lots)
    for tie, (command, _, *digests) in zip(lots, found, strict=True):
        assert run(command.value) == [fact.value for fact in digests] == [digest for _, digest in tie.lot]


def test_a_tie_that_an_earlier_stage_settled_needs_no_lot() -> None:
    papers = [(6, ("Ava",)), (4, ("Babak",)), (3, ("Cyra",)), (1, ("Dana", "Cyra")), (5, ("Farah",))]
    counting = poll("scottish-stv", papers, 1)
    [tie] = [t for t in counting.outcome.ties if set(t.candidates) == {"Babak", "Cyra"}]
    assert (tie.chosen, tie.lot) == (("Cyra",), ())
    text = " ".join(
        block.wording.line for block in lay_out_count(counting, "en").sides[0].blocks if hasattr(block, "wording")
    )
    stages = tie.earlier_stages[0]
    assert f"Babak and Cyra were equal. An earlier stage at which they differed ({stages}) settled it." in text
    assert "Babak and Cyra were equal at 4 votes, the fewest; Cyra was excluded" in text
