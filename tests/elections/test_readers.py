"""Readers of PrefLib, CSV, and BLT with equal ranks: good files as they mean, bad ones refused by line."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from hamgara.elections import (
    BallotError,
    Ballots,
    CountError,
    ScoreBallots,
    TierBallots,
    count,
    read_abc_yaml,
    read_approval_csv,
    read_blt_tiers,
    read_preflib,
    read_rank_csv,
    read_score_csv,
)

HEAD = (
    "# FILE NAME: x\n# DATA TYPE: {}\n# NUMBER ALTERNATIVES: 3\n"
    "# ALTERNATIVE NAME 1: Ava\n# ALTERNATIVE NAME 2: Babak\n# ALTERNATIVE NAME 3: سارا\n"
)


def preflib(kind: str, lines: str) -> bytes:
    return (HEAD.format(kind) + lines).encode()


def test_preflib_orders() -> None:
    strict = read_preflib(preflib("soi", "4: 1,3\n2: 2\n"), 1)
    assert strict == Ballots(("Ava", "Babak", "سارا"), ((4, (0, 2)), (2, (1,))), 1)
    weak = read_preflib(preflib("toc", "4: 1,{2,3}\n1: {1, 2},3\n"), 1)
    assert weak == TierBallots(("Ava", "Babak", "سارا"), ((4, ((0,), (1, 2))), (1, ((0, 1), (2,)))), 1)


def test_preflib_categories() -> None:
    found = read_preflib(preflib("cat", "3: {1,2},{3}\n1: {},{1,2,3}\n2: 3,{1}\n"), 2)
    assert found == Ballots(("Ava", "Babak", "سارا"), ((3, (0, 1)), (2, (2,))), 2, invalid={"empty": 1})
    assert read_preflib(preflib("cat", "2: 3,{1}\n"), 2, approved=2).ballots == ((2, (0, 2)),)


@pytest.mark.parametrize(
    ("kind", "lines", "line"),
    [
        ("soc", "x\n", 7),
        ("soc", "1: 1,4\n", 7),
        ("soc", "2: 1,2,3\n1: 1 2\n", 8),
        ("soc", "1: 1,{2\n", 7),
        ("odd", "", 1),
        ("soi", "1: {1,2}\n", 1),
    ],
)
def test_preflib_out_of_order(kind: str, lines: str, line: int) -> None:
    with pytest.raises(BallotError) as refused:
        read_preflib(preflib(kind, lines), 1)
    assert refused.value.line == line


def test_csv(tmp_path: Path) -> None:
    ranks = read_rank_csv(b"weight,Ava,Babak,Cyra\n2,1,2,2\n1/2,,1,\n1,,,\n", 1)
    assert ranks.ballots == ((2, ((0,), (1, 2))), (Fraction(1, 2), ((1,),)))
    assert ranks.invalid == {"empty": 1}
    file = tmp_path / "a.csv"
    file.write_text("\ufeffAva,Babak\nx,\n1,yes\n", encoding="utf-8")
    assert read_approval_csv(file, 1).ballots == ((1, (0,)), (1, (0, 1)))
    scores = read_score_csv(b"Ava,Babak\n5,2.5\n,0\n", 1)
    assert scores == ScoreBallots(("Ava", "Babak"), ((1, ((0, 5), (1, Fraction(5, 2)))), (1, ((1, 0),))), 1)


@pytest.mark.parametrize(
    ("reader", "data", "line", "column"),
    [
        (read_rank_csv, b"A,B\n1,0\n", 2, 2),
        (read_rank_csv, b"weight,A,B\n2,1,x\n", 2, 3),
        (read_rank_csv, b"A,weight,B\n1,1,first\n", 2, 3),
        (read_rank_csv, b"A,B\n1,2\n1\n", 3, 2),
        (read_rank_csv, b"A,B\n1,2,3\n", 2, 3),
        (read_approval_csv, b"A,B\n1,2\n", 2, 2),
        (read_score_csv, b"A,B\n1,-2\n", 2, 2),
        (read_score_csv, b"A,B,weight\n1,2,0\n", 2, 3),
        (read_score_csv, b"weight,A,A\n1,1,2\n", 1, 3),
        (read_score_csv, b"A,,B\n1,2,3\n", 1, 2),
        (read_score_csv, b'A,B,"C\nD"\n1,2,3\n', 1, 3),
        (read_score_csv, b"A,B\n", 2, 1),
        (read_score_csv, b"", 1, 1),
    ],
)
def test_csv_out_of_order(reader: object, data: bytes, line: int, column: int) -> None:
    with pytest.raises(BallotError) as refused:
        reader(data, 1)  # type: ignore[operator]
    assert (refused.value.line, refused.value.column) == (line, column)


def test_blt_with_equal_ranks() -> None:
    found = read_blt_tiers(b'3 1\n4 1=2 3 0\n2 3 - 1 0\n1 2=2 0\n0\n"A"\n"B"\n"C"\n')
    assert found.ballots == ((4, ((0, 1), (2,))), (2, ((2,), (0,))))
    assert found.invalid == {"repeated": 1}
    # A method that knows no equal ranks counts the two plain papers, and four as invalid.
    outcome = count(found, "scottish-stv")
    assert outcome.elected == ("C",)
    assert outcome.invalid == {"equal": 4, "repeated": 1}
    assert set(count(found, "schulze").elected) <= {"A", "B"}


def test_ballots_of_another_kind_are_refused() -> None:
    scores = ScoreBallots.from_scores(("A", "B"), [(1, {"A": 3}), (2, {"B": 1})], 1)
    with pytest.raises(CountError, match="without scores"):
        count(scores, "schulze")
    with pytest.raises(CountError, match="needs scores"):
        count(Ballots.from_rankings(("A", "B"), [(1, "A")], 1), "star")
    with pytest.raises(CountError, match="names without ranks"):
        count(TierBallots(("A", "B"), ((1, ((0, 1),)),), 1), "approval")
    with pytest.raises(CountError, match="one seat"):
        count(Ballots.from_rankings(("A", "B", "C"), [(1, "A")], 2), "irv")


@pytest.mark.parametrize(
    "text",
    [
        "profile: [[0, 2], [1], [], [0, 2]]\nnum_cand: 3\ncommitteesize: 2\n",
        "# made by hand\ndescription: 'four: voters # here'\nprofile: [{0, 2}, {1},\n  {}, {2,0}]  # sets\n"
        "committeesize: 2\n",
        "---\ncommitteesize: 2\nnum_cand: 3\nprofile:\n- [0, 2]\n- [1]\n- []\n- {0, 2}\n"
        "compute:\n- rule_id: pav\n  result: [[0, 1]]\n",
        "profile: [[0, 2], [1], []]\nvoter_weights: [2, 1.0, 1]\nnum_cand: 3\ncommitteesize: 2\n",
    ],
)
def test_abc_yaml(text: str) -> None:
    found = read_abc_yaml(text.encode())
    assert found.candidates == ("0", "1", "2")
    assert (found.seats, found.invalid) == (2, {"empty": 1})
    assert {frozenset(ranks): weight for weight, ranks in found.ballots} == {frozenset({0, 2}): 2, frozenset({1}): 1}
    assert read_abc_yaml(text.encode(), seats=1).seats == 1


@pytest.mark.parametrize(
    ("text", "line", "column", "expected"),
    [
        ("num_cand: 3\n", 1, 1, "the key `profile`"),
        ("profile: [[0, x]]\ncommitteesize: 1\n", 1, 15, "the number of a candidate"),
        ("profile: [[0], 1]\ncommitteesize: 1\n", 1, 16, "a set of candidates"),
        ("profile: [[0], [5]]\nnum_cand: 2\ncommitteesize: 1\n", 1, 16, "candidates from 0 to 1"),
        ("profile: [[0],\n [1]\ncommitteesize: 1\n", 2, 5, "','"),
        ("profile: [[0], [1]]\nvoter_weights: [1]\ncommitteesize: 1\n", 2, 1, "2 weights"),
        ("profile: [[0], [1]]\nvoter_weights: [1, -1]\ncommitteesize: 1\n", 2, 20, "a positive number"),
        ("profile: [[0]]\n", 1, 1, "the key `committeesize`"),
        ("profile: [[0]]\ncommitteesize: none\n", 2, 1, "a positive integer"),
        ("hello\n", 1, 1, "a key"),
    ],
)
def test_abc_yaml_says_what_is_not_in_order(text: str, line: int, column: int, expected: str) -> None:
    with pytest.raises(BallotError) as refused:
        read_abc_yaml(text.encode())
    assert (refused.value.line, refused.value.column) == (line, column)
    assert expected in refused.value.expected


@pytest.mark.parametrize(
    ("reader", "data", "line", "column", "expected"),
    [
        (
            read_preflib,
            b"# DATA TYPE: soc\n# ALTERNATIVE NAME 1: A\n1: 1" + b"9" * 5000,
            3,
            4,
            "fewer than 1,000 digits",
        ),
        (read_preflib, b"# DATA TYPE: soc\n# ALTERNATIVE NAME 1: A\n# ALTERNATIVE NAME 2: A\n1: 1,2", 1, 1, "distinct"),
        (read_rank_csv, b"A,B,weight\n1,2," + b"9" * 5000 + b"\n", 2, 5, "fewer than 1,000 digits"),
        (read_rank_csv, "Jos\u00e9,Jose\u0301\n1,2\n".encode(), 1, 2, "distinct names"),
        (read_score_csv, b"A,B\n1," + b"x" * 140_000 + b"\n", 2, 1, "cells between commas"),
        (lambda data, seats: read_abc_yaml(data), b"profile: [[0]]\ncommitteesize: " + b"9" * 5000, 2, 16, "digits"),
        (read_abc_yaml, b"profile: [[99999999999]]\n", 1, 1, "at most 10000 candidates"),
        (read_abc_yaml, b"num_cand: 99999999999\nprofile: [[0]]\n", 1, 1, "at most 10000 candidates"),
        (read_abc_yaml, b"profile: [[]]\n", 1, 1, "a candidate"),
    ],
)
def test_what_no_election_has_is_refused(reader: object, data: bytes, line: int, column: int, expected: str) -> None:
    with pytest.raises(BallotError) as refused:
        reader(data, 1)  # type: ignore[operator]
    assert (refused.value.line, refused.value.column) == (line, column)
    assert expected in refused.value.expected
