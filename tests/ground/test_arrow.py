"""What Arrow reads is what the reader that goes line by line reads; what it does not, that one refuses or reads."""

from pathlib import Path

import numpy as np
import pyarrow
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from hamgara.ground import Votes, VotesError, read_votes, reading

POLIS = Path("tests/data/polis/canadian-electoral-reform")


def equal(a: Votes, b: Votes) -> bool:
    return (a.participants, a.statements) == (b.participants, b.statements) and all(
        np.array_equal(getattr(a, name), getattr(b, name)) and getattr(a, name).dtype == getattr(b, name).dtype
        for name in ("participant", "statement", "value")
    )


def both(path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Votes | str]:
    found: list[Votes | str] = []
    for small in (0, 10**12):
        monkeypatch.setattr(reading, "_SMALL", small)
        try:
            found.append(read_votes(path))
        except VotesError as error:
            found.append(str(error))
    return found


@pytest.mark.parametrize("name", ["participants-votes.csv", "votes.csv"])
def test_the_exports_of_polis(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = POLIS / name
    if not path.exists():
        pytest.fail(f"{path} is missing")
    quick, slow = both(path, monkeypatch)
    assert isinstance(quick, Votes)
    assert isinstance(slow, Votes)
    assert equal(quick, slow)


cells = st.sampled_from(["1", "-1", "0", "", " 1", "2", "x", '"1"', "01", "+1", " ", "1.0", "-1.0", "1.5"])
ids = st.sampled_from(["a", "b", "7", "07", "10", " a", "", '"a\nb"', "é"])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(ids, ids, cells), max_size=6), ragged=st.booleans(), shape=st.sampled_from("lwp"))
def test_any_file(rows: list[tuple[str, str, str]], ragged: bool, shape: str, tmp_path: Path,
                  monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    if shape == "l":
        lines = ["participant,statement,vote", *(",".join(row) for row in rows)]
    elif shape == "p":
        lines = ["timestamp,comment-id,voter-id,vote", *(f"{k % 3},{a},{b},{v}" for k, (a, b, v) in enumerate(rows))]
    else:
        lines = ["n-votes,participant,3,12", *(f"1,{a},{v},{b if b in '1-10' else v}" for a, b, v in rows)]
    if ragged:
        lines.append("1,2")
    path = tmp_path / "votes.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    quick, slow = both(path, monkeypatch)
    if isinstance(slow, Votes):
        assert isinstance(quick, Votes)
        assert equal(quick, slow)
    else:
        assert quick == slow


@pytest.mark.parametrize("kind", ["int64", "int32", "string", "dictionary"])
def test_parquet_gives_the_votes_of_the_csv(kind: str, tmp_path: Path) -> None:
    votes = read_votes(POLIS / "participants-votes.csv")
    order = np.random.default_rng(1).permutation(len(votes))
    columns = {}
    for name, names, index in (
        ("participant", votes.participants, votes.participant),
        ("statement", votes.statements, votes.statement),
    ):
        given_ids = [names[i] for i in index[order]]
        if kind.startswith("int"):
            columns[name] = pyarrow.array([int(i) for i in given_ids], kind)
        else:
            columns[name] = pyarrow.array(given_ids)
            if kind == "dictionary":
                columns[name] = columns[name].dictionary_encode()
    table = pyarrow.table({**columns, "vote": pyarrow.array(votes.value[order])})
    parquet.write_table(table, tmp_path / "votes.parquet")
    expected = Votes.from_arrays(
        [votes.participants[i] for i in votes.participant],
        [votes.statements[j] for j in votes.statement],
        votes.value,
    )
    assert equal(read_votes(tmp_path / "votes.parquet"), expected)
    folder = tmp_path / "parts"
    folder.mkdir()
    for part in range(3):
        parquet.write_table(table.slice(part * 5000, 5000), folder / f"{part}.parquet")
    assert equal(read_votes(folder), expected)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"participant": [1], "statement": [1]}, "expected the column vote; found 'participant, statement'"),
        ({"participant": [1, 2], "statement": [1, 1], "vote": [1, 3]}, "line 2, column vote: expected 1, 0 or -1"),
        ({"participant": [1, None], "statement": [1, 1], "vote": [1, 1]}, "line 2, column participant"),
        ({"participant": ["a", " "], "statement": [1, 1], "vote": [1, 1]}, "column participant: expected an id"),
        ({"participant": [1, 2], "statement": [1, 1], "vote": ["1", "yes"]}, "column vote: expected 1, 0 or -1"),
        ({"participant": [1, 2], "statement": [1, 1], "vote": [1.0, 0.5]}, "line 2, column vote: expected 1, 0 or -1"),
        ({"participant": [1, 2], "statement": [1, 1], "vote": [1.0, float("nan")]}, "line 2, column vote"),
        ({"participant": [1.5, 2], "statement": [1, 1], "vote": [1, 1]}, "line 1, column participant: expected an id"),
        ({"participant": [1, 2], "statement": [True, True], "vote": [1, 1]}, "whole numbers or text; found 'bool'"),
        ({"participant": [b"a"], "statement": [1], "vote": [1]}, "column participant: expected whole numbers or text"),
        ({"participant": [], "statement": [], "vote": []}, "expected at least one row of data"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_parquet_is_named(columns: dict[str, list[object]], said: str, tmp_path: Path) -> None:
    parquet.write_table(pyarrow.table(columns), tmp_path / "v.parquet")
    with pytest.raises(VotesError) as caught:
        read_votes(tmp_path / "v.parquet")
    assert said in str(caught.value)
    assert "انتظار می‌رفت" in caught.value.explain("fa")


def test_types_that_mean_the_same_give_the_same(tmp_path: Path) -> None:
    whole = {"participant": [3, 20, 3], "statement": [1, 1, 2], "vote": [1, -1, 0]}
    expected = Votes.from_arrays(*whole.values())
    kinds = [*(getattr(pyarrow, f"{kind}64")() for kind in ("int", "float")), pyarrow.decimal128(19, 0),
             pyarrow.string(), pyarrow.large_string(), pyarrow.string_view()]  # fmt: skip
    for kind in kinds:
        numbers = kind in kinds[:3]
        columns = {name: pyarrow.array(given if numbers else [str(g) for g in given]) for name, given in whole.items()}
        parquet.write_table(pyarrow.table({k: c.cast(kind) for k, c in columns.items()}), tmp_path / f"{kind}.parquet")
        assert equal(read_votes(tmp_path / f"{kind}.parquet"), expected), kind
    named = tmp_path / "votes.data"
    named.write_bytes((tmp_path / "double.parquet").read_bytes())
    assert equal(read_votes(named), expected)
    empty = pyarrow.table({name: pyarrow.array([], "int64") for name in whole})
    parquet.write_table(empty, tmp_path / "a.parquet")
    assert equal(read_votes(tmp_path), expected), "files of all these types, and one without rows, side by side"


def test_negative_numbers_are_ids(tmp_path: Path) -> None:
    table = pyarrow.table({"participant": [-5.0, 2.0], "statement": [1, 1], "vote": [1, 1]})
    parquet.write_table(table, tmp_path / "v.parquet")
    assert set(read_votes(tmp_path / "v.parquet").participants) == {"-5", "2"}


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "v.parquet"
    ids = list(range(5000))
    parquet.write_table(pyarrow.table({"participant": ids, "statement": ids, "vote": [1] * 5000}), path)
    data = path.read_bytes()
    path.write_bytes(data[:50] + b"\xff" * 2000 + data[2050:])
    with pytest.raises(VotesError, match=r"expected a whole file of Parquet; found 'v\.parquet'"):
        read_votes(path)


def test_what_is_not_parquet_is_refused(tmp_path: Path) -> None:
    (tmp_path / "v.parquet").write_text("participant,statement,vote\n", encoding="utf-8")
    with pytest.raises(VotesError, match="expected a whole file of Parquet"):
        read_votes(tmp_path / "v.parquet")
    (tmp_path / "empty").mkdir()
    with pytest.raises(VotesError, match="the column participant"):
        read_votes(tmp_path / "empty")
