from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamgara.ground import Votes, VotesError, read_classes, read_texts, read_votes

POLIS = Path(__file__).parents[1] / "data" / "polis" / "canadian-electoral-reform"
WIDE = "participant,group-id,n-comments,n-votes,n-agree,n-disagree,0,10,2\n"
TIMED = "timestamp,datetime,comment-id,voter-id,vote\n"


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "votes.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def as_dict(votes: Votes) -> dict[tuple[str, str], int]:
    return {
        (votes.participants[p], votes.statements[s]): int(v)
        for p, s, v in zip(votes.participant, votes.statement, votes.value, strict=True)
    }


def test_long_votes(tmp_path: Path) -> None:
    text = "participant,statement,vote\nb,10,1\na,2,-1\nb,10,0\n\nشیراز,2,1\n"
    votes = read_votes(written(tmp_path, text))
    assert votes.participants == ("a", "b", "شیراز")
    assert votes.statements == ("2", "10")
    assert as_dict(votes) == {("a", "2"): -1, ("b", "10"): 0, ("شیراز", "2"): 1}
    assert (votes.participant.dtype, votes.statement.dtype, votes.value.dtype) == (np.int32, np.int32, np.int8)


def test_votes_written_as_fractions_by_other_programs(tmp_path: Path) -> None:
    text = "group-id,participant,0,1,2,xid\n0.0,7,1.0,-1.0,,abc\n,8,0.0,,,\n"
    assert as_dict(read_votes(written(tmp_path, text))) == {("7", "0"): 1, ("7", "1"): -1, ("8", "0"): 0}
    text = "x,vote,statement,participant\n,-1.0,2,a\n"
    assert as_dict(read_votes(written(tmp_path, text))) == {("a", "2"): -1}


def test_wide_votes_keep_those_who_did_not_vote(tmp_path: Path) -> None:
    votes = read_votes(written(tmp_path, WIDE + "7,0,0,2,1,1,1,,-1\n8,,0,0,0,0,,,\n"))
    assert votes.participants == ("7", "8")
    assert votes.statements == ("0", "2", "10")
    assert as_dict(votes) == {("7", "0"): 1, ("7", "2"): -1}


def test_of_timed_votes_the_latest_counts_wherever_it_stands(tmp_path: Path) -> None:
    votes = read_votes(written(tmp_path, TIMED + "30,x,0,a,-1\n10,x,0,a,1\n5,x,0,b,1\n5,x,0,b,0\n"))
    assert as_dict(votes) == {("a", "0"): -1, ("b", "0"): 0}


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("", 1, None),
        ("participant,statement\n", 1, None),
        ("participant,statement,vote\n", 2, None),
        ("participant,statement,vote\na,1,1\na,2,2\n", 3, "vote"),
        ("participant,statement,vote\na,1,agree\n", 2, "vote"),
        ("participant,statement,vote\na,1,\n", 2, "vote"),
        ("participant,statement,vote\na,1\n", 2, 3),
        ("participant,statement,vote\na,1,1,1\n", 2, 4),
        ("participant,statement,vote\n,1,1\n", 2, "participant"),
        ("participant,statement,vote\na,,1\n", 2, "statement"),
        ("participant,statement,vote,vote\na,1,1,1\n", 1, 4),
        (b"participant,statement,vote\na,1,1\n\xff,1,1\n", 3, None),
        ('participant,statement,vote\n"a,1,1\n', 2, None),
        (WIDE + "7,0,0,2,1,1,1,,x\n", 2, "2"),
        (WIDE + "7,0,0,2,1,1,1,,0.5\n", 2, "2"),
        ("participant,group-id,n-votes\n7,0,0\n", 1, None),
        (WIDE + "7,0,0,2,1,1,1,\n", 2, 9),
        (WIDE + "7,0,0,2,1,1,1,,\n7,0,0,2,1,1,1,,\n", 3, "participant"),
        (TIMED + "x,x,0,a,1\n", 2, "timestamp"),
    ],
)
def test_errors_name_the_place(tmp_path: Path, text: str | bytes, line: int, column: str | int | None) -> None:
    with pytest.raises(VotesError) as refused:
        read_votes(written(tmp_path, text))
    assert (refused.value.line, refused.value.column) == (line, column)
    assert f"line {line}" in str(refused.value)
    assert "انتظار می‌رفت" in refused.value.explain("fa")


@given(st.binary(max_size=200))
def test_any_bytes_are_votes_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = written(tmp_path_factory.getbasetemp(), b"participant,statement,vote\n" + data)
    try:
        votes = read_votes(path)
    except VotesError:
        return
    assert len(votes) > 0


def test_columns_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="different lengths"):
        Votes.from_arrays(["a"], ["1", "2"], [1, 1])
    with pytest.raises(ValueError, match="position 1"):
        Votes.from_arrays(["a", "b"], ["1", "1"], [1, 2])
    assert len(Votes.from_arrays([], [], [])) == 0


def test_votes_from_numpy_arrays() -> None:
    votes = Votes.from_arrays(np.array([3, 20, 3]), np.array([1, 1, 1]), np.array([1, 0, -1]))
    assert votes.participants == ("3", "20")
    assert as_dict(votes) == {("3", "1"): -1, ("20", "1"): 0}


def test_both_exports_of_a_real_conversation_agree() -> None:
    wide = as_dict(read_votes(POLIS / "participants-votes.csv"))
    long = as_dict(read_votes(POLIS / "votes.csv"))
    assert len(wide) == 11_950
    assert all(long[key] == value for key, value in wide.items())


def test_classes_and_texts() -> None:
    groups = read_classes(POLIS / "participants-votes.csv", "group-id")
    assert set(groups.values()) == {"0", "1"}
    texts = read_texts(POLIS / "comments.csv")
    assert texts["161"] == "MMP is simpler to explain than STV."
    with pytest.raises(VotesError) as refused:
        read_classes(POLIS / "participants-votes.csv", "outlook")
    assert refused.value.line == 1
