from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamgara.front import (
    AcceptanceError,
    Answer,
    Rules,
    Share,
    frontier,
    read_acceptance,
    read_clauses,
    read_members,
    read_probabilities,
    read_rules,
)

POLIS = Path(__file__).parents[1] / "data" / "polis" / "canadian-electoral-reform"


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "table.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_answers_in_every_form(tmp_path: Path) -> None:
    table = read_acceptance(
        written(
            tmp_path,
            "\ufeffmember,clause,answer\r\nToronto,10,accept\r\nToronto,2,Accept if  the date is fixed \r\n"
            "Boston,2,refuse\r\nBoston,10,unknown\r\n\r\nکانون ونکوور,2,می‌پذیرد اگر تاریخ روشن شود\r\n"
            'کانون ونکوور,10,نمی‌پذیرد\r\nکانون ونکوور,11,""\r\n',
        )
    )
    assert table.members == ("Boston", "Toronto", "کانون ونکوور")
    assert table.clauses == ("2", "10", "11")
    assert table.answers[0] == (Answer("refuse"), Answer("unknown"), Answer("unknown"))
    assert table.answers[1][:2] == (Answer("conditional", "the date is fixed"), Answer("accept"))
    assert table.answers[2][0] == Answer("conditional", "تاریخ روشن شود")


def test_the_last_of_repeated_answers_counts(tmp_path: Path) -> None:
    table = read_acceptance(written(tmp_path, "member,clause,answer\na,1,accept\na,1,refuse\n"))
    assert table.answers == ((Answer("refuse"),),)
    polis = "timestamp,datetime,comment-id,voter-id,vote\n20,x,0,a,1\n10,x,0,a,-1\n20,x,0,b,0\n"
    table = read_acceptance(written(tmp_path, polis))
    assert table.answers == ((Answer("accept"),), (Answer("unknown"),))


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("", 1, None),
        ("\n\n", 1, None),
        ("member,clause\na,1\n", 1, None),
        ("member,clause,answer\n", 2, None),
        ("member,clause,answer\na,1,accept\na,2,maybe\n", 3, "answer"),
        ("member,clause,answer\na,2,accept if \n", 2, "answer"),
        ("member,clause,answer\na,1\n", 2, 3),
        ("member,clause,answer\na,1,accept,x\n", 2, 4),
        ("member,clause,answer\n,1,accept\n", 2, "member"),
        ("member,clause,answer\na,,accept\n", 2, "clause"),
        ("member,clause,answer,answer\na,1,accept,accept\n", 1, 4),
        ("member,clause,,answer\na,1,accept,accept\n", 1, 3),
        ('member,clause,answer\na,1,accept\n"a,2,accept\n', 3, None),
        (b"member,clause,answer\na,1,accept\n\xff,2,accept\n", 3, None),
        ("participant,group-id,n-comments,n-votes,n-agree,n-disagree,0\n1,0,0,1,1,0,7\n", 2, "0"),
        (
            "participant,group-id,n-comments,n-votes,n-agree,n-disagree,0\n1,0,0,1,1,0,1\n1,0,0,1,1,0,1\n",
            3,
            "participant",
        ),
        ("timestamp,datetime,comment-id,voter-id,vote\n1,x,0,a,2\n", 2, "vote"),
        ("timestamp,datetime,comment-id,voter-id,vote\nx,x,0,a,1\n", 2, "timestamp"),
    ],
)
def test_errors_name_the_place(tmp_path: Path, text: str | bytes, line: int, column: str | int | None) -> None:
    with pytest.raises(AcceptanceError) as refused:
        read_acceptance(written(tmp_path, text))
    assert (refused.value.line, refused.value.column) == (line, column)
    assert f"line {line}" in str(refused.value)
    assert "expected" in str(refused.value)
    assert "انتظار می‌رفت" in refused.value.explain("fa")


@given(st.binary(max_size=200))
def test_any_bytes_are_a_table_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = written(tmp_path_factory.getbasetemp(), b"member,clause,answer\n" + data)
    try:
        table = read_acceptance(path)
    except AcceptanceError as refused:
        assert refused.line >= 1  # noqa: PT017 - either outcome is right, and each has its promise
    else:
        assert table.members


def test_members(tmp_path: Path) -> None:
    text = "member,weight,kind,country\na,۳,organisation,Canada\nb,1/2,independent,\nc,,independent,USA\n"
    listed = read_members(written(tmp_path, text))
    assert listed.weights == {"a": 3, "b": Fraction(1, 2), "c": 1}
    assert listed.classes["a"] == {"kind": "organisation", "country": "Canada"}
    assert listed.classes["b"] == {"kind": "independent"}
    for bad, line, column in (
        ("weight\n1\n", 1, None),
        ("member,weight\na,-1\n", 2, "weight"),
        ("member,weight\na,x\n", 2, "weight"),
        ("member\na\na\n", 3, "member"),
    ):
        with pytest.raises(AcceptanceError) as refused:
            read_members(written(tmp_path, bad))
        assert (refused.value.line, refused.value.column) == (line, column)


def test_clauses(tmp_path: Path) -> None:
    text = "clause,basis,rule,text\n4a,4,,On solidarity\n4b,4,out,\n1,,must,\n"
    listed = read_clauses(written(tmp_path, text))
    assert listed.clauses == ("4a", "4b", "1")
    assert listed.bases == {"4a": "4", "4b": "4"}
    assert (listed.must, listed.out) == (frozenset(["1"]), frozenset(["4b"]))
    assert listed.texts == {"4a": "On solidarity"}
    for bad, line, column in (
        ("clause,rule\n1,maybe\n", 2, "rule"),
        ("clause\n1\n1\n", 3, "clause"),
        ("basis\n1\n", 1, None),
    ):
        with pytest.raises(AcceptanceError) as refused:
            read_clauses(written(tmp_path, bad))
        assert (refused.value.line, refused.value.column) == (line, column)


def test_both_exports_of_a_real_conversation_agree() -> None:
    wide = read_acceptance(POLIS / "participants-votes.csv")
    long = read_acceptance(POLIS / "votes.csv")
    seen = {
        (m, c): a
        for m, row in zip(wide.members, wide.answers, strict=True)
        for c, a in zip(wide.clauses, row, strict=True)
        if a.kind != "unknown"
    }
    again = {
        (m, c): a
        for m, row in zip(long.members, long.answers, strict=True)
        for c, a in zip(long.clauses, row, strict=True)
        if a.kind != "unknown"
    }
    assert len(wide.members) == 448
    both = seen.keys() & again.keys()
    assert len(both) > 7000
    assert all(seen[key] == again[key] for key in both)


def test_the_front_of_a_real_conversation() -> None:
    table = read_acceptance(POLIS / "participants-votes.csv")
    chosen = table.restricted(["0", "1", "2", "3", "4", "5", "10", "20", "21", "25"])
    result = frontier(chosen)
    assert all(point.optimal for point in result.points)
    agree = [sum(row[c].kind == "accept" for row in chosen.answers) for c in range(len(chosen.clauses))]
    assert result.points[1].weight == max(agree)
    everything = sum(all(a.kind == "accept" for a in row) for row in chosen.answers)
    assert result.points[-1].weight == everything
    with pytest.raises(KeyError):
        table.restricted(["no such statement"])


def test_rules_values_and_probabilities(tmp_path: Path) -> None:
    rules = (
        "rule,name,value\nmust,1,\nout,2,\nmet,the date is fixed,\nshare,outlook,۳۰٪\nshare,kind: organisation,1/2\n"
    )
    assert read_rules(written(tmp_path, rules)) == Rules(
        frozenset("1"),
        frozenset("2"),
        (Share("outlook", Fraction(3, 10)), Share("kind", Fraction(1, 2), "organisation")),
        frozenset(["the date is fixed"]),
    )
    listed = read_clauses(written(tmp_path, "clause,value\n1,3\n2,\n3,1/2\n"))
    assert listed.values == {"1": 3, "3": Fraction(1, 2)}
    assert read_probabilities(written(tmp_path, "member,clause,probability\na,1,0.25\n")) == {("a", "1"): 0.25}


@pytest.mark.parametrize(
    ("read", "text", "column"),
    [
        (read_rules, "rule,name,value\nshould,1,\n", "rule"),
        (read_rules, "rule,name,value\nmust,,\n", "name"),
        (read_rules, "rule,name,value\nshare,outlook,3/2\n", "value"),
        (read_rules, "rule,name,value\nshare,outlook,\n", "value"),
        (read_rules, "rule,name\nshare,outlook\n", "value"),
        (read_clauses, "clause,value\n1,-2\n", "value"),
        (read_probabilities, "member,clause,probability\na,1,1.5\n", "probability"),
        (read_probabilities, "member,clause,probability\na,1,\n", "probability"),
        (read_probabilities, "member,clause,probability\na,1,0.5\n\na,1,0.6\n", "clause"),
    ],
)
def test_what_rules_and_numbers_must_be(tmp_path: Path, read: Any, text: str, column: str) -> None:
    with pytest.raises(AcceptanceError) as refused:
        read(written(tmp_path, text))
    assert (refused.value.line, refused.value.column) == (text.count("\n"), column)


def test_persian_answers_are_read_as_people_type_them(tmp_path: Path) -> None:
    said = ("می‌پذیرد", "می پذیرد", "مي پذيرد", "نمی پذیرد", "می پذیرد اگر كوتاه شود", "نامعلوم")
    rows = "".join(f"a,{number},{answer}\n" for number, answer in enumerate(said))
    (answers,) = read_acceptance(written(tmp_path, f"member,clause,answer\n{rows}")).answers
    assert [a.kind for a in answers] == ["accept", "accept", "accept", "refuse", "conditional", "unknown"]
    # The condition itself is left as its author wrote it.
    assert answers[4].condition == "كوتاه شود"


def test_a_column_is_named_so_that_it_cannot_be_taken_for_another(tmp_path: Path) -> None:
    with pytest.raises(AcceptanceError) as refused:
        read_acceptance(written(tmp_path, "participant,n-votes,2\np,2,9\n"))
    assert "column '2': expected 1, 0, -1" in str(refused.value)
    assert "ستون «2»" in refused.value.explain("fa")
    with pytest.raises(AcceptanceError) as refused:
        read_acceptance(written(tmp_path, "member,clause,answer\na,1\n"))
    assert "line 2, column 3: expected 3 cells" in str(refused.value)
    assert "سطر ۲، ستون ۳: انتظار می‌رفت ۳ خانه" in refused.value.explain("fa")
