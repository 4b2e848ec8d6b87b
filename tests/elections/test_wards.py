"""Real wards: against a second count from the text of the Order, and against what the councils declared."""

from __future__ import annotations

import csv
import hashlib
import re
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from tests.elections.second_stv import hold_count, read_plain_blt

from hamgara.elections import Count, count, read_blt

DATA = Path(__file__).parents[1] / "data" / "stv"
WARDS = sorted(path.name for path in DATA.glob("*.blt"))
DECLARED = sorted(name for name in WARDS if name.startswith("edinburgh"))


@cache
def counted(ward: str) -> Count:
    return count(read_blt(DATA / ward), "scottish-stv", seed="wards")


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def draw(stage: int, kind: str, names: list[str]) -> str:
    return min(names, key=lambda n: hashlib.sha256(f"wards\n{stage}\n{kind}\n{n}".encode()).hexdigest())


def test_all_forty_wards_are_here() -> None:
    assert len(WARDS) == 40
    assert len(DECLARED) == 17


@pytest.mark.parametrize("ward", WARDS)
def test_second_count_agrees_at_every_stage(ward: str) -> None:
    names, seats, papers = read_plain_blt(DATA / ward)
    sheets = hold_count(names, seats, papers, draw)
    outcome = counted(ward)
    assert outcome.seats == seats
    assert [stage.action for stage in outcome.rounds] == [sheet.action for sheet in sheets]
    assert [stage.candidate for stage in outcome.rounds] == [sheet.of for sheet in sheets]
    for stage, sheet in zip(outcome.rounds, sheets, strict=True):
        assert {name: Fraction(votes) for name, votes in sheet.totals.items()} == stage.votes
        assert set(stage.elected) == sheet.elected
        assert stage.to_json()["votes"] == {name: f"{votes:.5f}" for name, votes in sheet.totals.items()}


@pytest.mark.parametrize("ward", WARDS)
def test_every_vote_is_accounted_for(ward: str) -> None:
    outcome = counted(ward)
    lost = Fraction(0)
    for stage in outcome.rounds:
        lost += stage.non_transferable + stage.truncated
        assert stage.truncated >= 0
        assert sum(stage.votes.values()) + lost == outcome.valid


@pytest.mark.parametrize("ward", DECLARED)
def test_declared_winners_and_first_preferences(ward: str) -> None:
    declared = [row for row in rows("declared.csv") if row["file"] == ward]
    outcome = counted(ward)
    assert outcome.quota == int(declared[0]["quota"])
    assert outcome.valid == int(declared[0]["valid"])
    assert {row["candidate"]: int(row["first_preferences"]) for row in declared} == outcome.rounds[0].votes
    elected_at = {row["candidate"]: int(row["elected_at_stage"]) for row in declared if row["elected_at_stage"]}
    assert {name: stage.stage for stage in outcome.rounds for name in stage.elected} == elected_at
    assert set(outcome.elected) == set(elected_at)


@pytest.mark.parametrize("ward", DECLARED)
def test_declared_stages(ward: str) -> None:
    """To the fifth decimal, but for a last transfer that counting machines printed against rule 52(2)."""
    outcome = counted(ward)
    declared: dict[int, dict[str, Fraction]] = defaultdict(dict)
    for row in rows("declared_stages.csv"):
        if row["file"] == ward:
            declared[int(row["stage"])][row["candidate"]] = Fraction(Decimal(row["votes"]))
    assert sorted(declared) == [stage.stage for stage in outcome.rounds]
    last = outcome.rounds[-1]
    untransferred = last.action == "exclusion" and not last.transfers
    for stage in outcome.rounds[:-1] if untransferred else outcome.rounds:
        assert stage.votes == declared[stage.stage], stage.stage


def test_declared_fife_totals() -> None:
    """Fife 2012 by party, for the 23 wards together: seats and first preferences."""
    seats: dict[str, int] = defaultdict(int)
    firsts: dict[str, Fraction] = defaultdict(Fraction)
    for ward in WARDS:
        if ward.startswith("fife_2012"):
            outcome = counted(ward)
            for name, votes in outcome.rounds[0].votes.items():
                firsts[re.findall(r"\(([^()]+)\)", name)[-1]] += votes
            for name in outcome.elected:
                seats[re.findall(r"\(([^()]+)\)", name)[-1]] += 1
    for row in rows("declared_fife_2012.csv"):
        assert seats.pop(row["party"]) == int(row["seats"]), row
        assert firsts[row["party"]] == int(row["first_preferences"]), row
    assert not seats
