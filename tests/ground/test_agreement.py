import json
import random
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

import hamgara.ground
from hamgara.ground import Agreement, Votes, agreement, read_classes, read_votes, wilson

POLIS = Path(__file__).parents[1] / "data" / "polis" / "canadian-electoral-reform"


def cast(counts: dict[str, dict[str, tuple[int, int, int]]]) -> tuple[Votes, dict[str, str]]:
    """Votes with the given (agree, disagree, pass) by statement and class, and the classes."""
    rows = [
        (f"{label}{n}", statement, value)
        for statement, by_class in counts.items()
        for label, (agree, disagree, passed) in by_class.items()
        for n, value in enumerate([1] * agree + [-1] * disagree + [0] * passed)
    ]
    people, statements, values = zip(*rows, strict=True)
    return Votes.from_arrays(people, statements, values), {person: person.rstrip("0123456789") for person in people}


def of(result: Agreement, statement: str):
    return next(s for s in result.statements if s.statement == statement)


def test_counts_and_shares() -> None:
    votes, classes = cast({"1": {"a": (6, 2, 3), "b": (0, 5, 1)}})
    found = of(agreement(votes, classes=classes), "1")
    assert (found.overall.seen, found.overall.agree, found.overall.disagree, found.overall.passed) == (17, 6, 7, 4)
    assert found.overall.share == Fraction(6, 13)
    assert found.by_class["a"].share == Fraction(3, 4)
    assert (found.by_class["b"].low, found.by_class["b"].high) == wilson(0, 5)
    assert (found.common, found.least) == (0.0, "b")


def test_a_majority_cannot_outvote_a_small_group() -> None:
    votes, classes = cast(
        {"loved": {"many": (200, 0, 0), "few": (1, 9, 0)}, "shared": {"many": (130, 70, 0), "few": (8, 2, 0)}}
    )
    result = agreement(votes, classes=classes)
    assert [s.statement for s in result.ranking] == ["shared", "loved"]
    assert of(result, "loved").least == "few"
    assert agreement(votes).ranking[0].statement == "loved"


def test_too_little_seen_is_never_ranked() -> None:
    votes, classes = cast({"1": {"a": (2, 0, 0), "b": (30, 5, 0)}, "2": {"a": (20, 5, 0), "b": (30, 5, 0)}})
    result = agreement(votes, classes=classes)
    rare = of(result, "1")
    assert (rare.exposed, rare.common, rare.rank, rare.q, rare.finding) == (False, None, None, None, "none")
    assert of(result, "2").rank == 1


def test_a_class_smaller_than_the_floor_can_speak_if_all_do() -> None:
    votes, classes = cast({"1": {"a": (3, 0, 0), "b": (30, 5, 0)}, "2": {"a": (2, 0, 1), "b": (30, 5, 0)}})
    result = agreement(votes, classes=classes)
    assert of(result, "1").exposed
    assert not of(result, "2").exposed
    assert of(result, "1").finding == "none", "three votes cannot establish a majority of a class at 90 %"


def test_a_tie_is_never_a_finding() -> None:
    votes, classes = cast({"1": {"a": (500, 500, 0)}, "2": {"a": (5, 5, 0)}})
    for result in (agreement(votes, classes=classes), agreement(votes)):
        assert {s.finding for s in result.statements} == {"none"}
        assert {s.q for s in result.statements} == {1}


def test_three_agreements_in_four_are_no_finding() -> None:
    votes, _ = cast({"1": {"a": (3, 1, 0)}})
    assert agreement(votes, floor=1).statements[0].finding == "none"


def test_clear_majorities_are_found_in_both_directions() -> None:
    votes, classes = cast(
        {
            "1": {"a": (40, 2, 0), "b": (30, 3, 0)},
            "2": {"a": (2, 40, 0), "b": (3, 30, 0)},
            "3": {"a": (40, 2, 0), "b": (3, 30, 0)},
        }
    )
    result = agreement(votes, classes=classes)
    assert [s.finding for s in result.statements] == ["agreed", "rejected", "none"]


def test_votes_without_opinion_seldom_give_a_finding() -> None:
    lot = np.random.default_rng(5)
    rounds_with_a_finding = 0
    for _ in range(100):
        value = lot.choice([-1, 1], size=30 * 40)
        votes = Votes.from_arrays(np.repeat(np.arange(30), 40), np.tile(np.arange(40), 30), value)
        rounds_with_a_finding += any(s.finding != "none" for s in agreement(votes).statements)
    # With no true majority every finding is false, so at most 1 - level of the rounds may have one, give or
    # take 3 sigma.
    assert rounds_with_a_finding <= 19


def test_equal_bounds_share_a_rank() -> None:
    votes, _ = cast({"1": {"a": (9, 1, 0)}, "2": {"a": (9, 1, 5)}, "3": {"a": (5, 5, 0)}})
    assert [(s.statement, s.rank) for s in agreement(votes).ranking] == [("1", 1), ("2", 1), ("3", 3)]


def test_neither_the_order_of_rows_nor_names_change_the_result() -> None:
    votes = read_votes(POLIS / "participants-votes.csv")
    groups = read_classes(POLIS / "participants-votes.csv", "group-id")
    rows = [
        (votes.participants[p], votes.statements[s], int(v))
        for p, s, v in zip(votes.participant, votes.statement, votes.value, strict=True)
    ]
    random.Random(3).shuffle(rows)
    people, statements, values = zip(*rows, strict=True)
    shuffled = Votes.from_arrays(people, statements, values)
    backwards = dict(reversed(groups.items()))
    first = json.dumps(agreement(votes, classes=groups).to_json())
    assert json.dumps(agreement(shuffled, classes=backwards).to_json()) == first
    renamed = Votes.from_arrays([f"x{p}" for p in people], statements, values)
    assert agreement(renamed).to_json() == agreement(votes).to_json()


def test_a_real_conversation_counted_independently() -> None:
    result = agreement(read_votes(POLIS / "participants-votes.csv"))
    lines = [line.split(",") for line in (POLIS / "participants-votes.csv").read_text().splitlines()]
    for name in ("0", "25", "100"):
        cells = [line[lines[0].index(name, 6)] for line in lines[1:]]
        found = of(result, name).overall
        assert (found.agree, found.disagree, found.passed) == tuple(cells.count(v) for v in ("1", "-1", "0"))
    assert result.participants == sum(any(line[6:]) for line in lines[1:])


def test_what_makes_no_sense_is_refused() -> None:
    votes, _ = cast({"1": {"a": (3, 1, 0)}})
    for arguments in ({"level": Fraction(1)}, {"level": Fraction(0)}, {"floor": 0}, {"classes": {"nobody": "a"}}):
        with pytest.raises(ValueError):
            agreement(votes, **arguments)


def test_no_votes_at_all() -> None:
    empty = Votes.from_arrays([], [], [], participants=["a"], statements=["1"])
    result = agreement(empty)
    assert (result.participants, result.ranking) == (0, ())
    assert result.statements[0].overall.share is None
    labelled = agreement(empty, classes={"a": "x"})
    assert labelled.sizes == {"x": 0}
    assert labelled.ranking == ()


def test_exported_names_are_sorted_and_exist() -> None:
    assert hamgara.ground.__all__ == sorted(hamgara.ground.__all__)
    assert all(hasattr(hamgara.ground, name) for name in hamgara.ground.__all__)


def test_importing_is_light() -> None:
    code = "import hamgara.ground, sys; print([m for m in ('django', 'scipy', 'numba') if m in sys.modules])"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )
