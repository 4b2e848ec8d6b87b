"""`hamgara count` by every method, on every kind of file that it takes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hamgara.elections import METHODS

BLT = '3 1\n4 1 0\n3 2 1 0\n2 3 2 0\n0\n"Ava"\n"Babak"\n"Cyra"\n"Small"\n'
SHEETS = {
    "ranked": "weight,Ava,Babak,Cyra\n4,1,,\n3,2,1,\n2,,2,1\n",
    "approval": "weight,Ava,Babak,Cyra\n4,1,0,0\n3,1,1,0\n2,0,1,1\n",
    "scores": "weight,Ava,Babak,Cyra\n4,5,0,0\n3,3,5,0\n2,0,2,5\n",
}


@pytest.mark.parametrize("method", METHODS)
def test_every_method_counts_a_sheet_and_makes_a_page(run: Any, tmp_path: Path, method: str) -> None:
    kind = METHODS[method].ballot
    # Up to one name a paper for the block vote, where one seat is filled.
    sheet = "weight,Ava,Babak,Cyra\n4,1,0,0\n3,0,1,0\n" if kind == "names" else SHEETS[kind]
    file, page, found = tmp_path / "votes.csv", tmp_path / "count.html", tmp_path / "count.json"
    file.write_text(sheet, encoding="utf-8")
    result = run("count", file, "--method", method, "--seats", "1", "--json", found, "--html", page)
    assert result.exit_code == 0, result.stderr
    outcome = json.loads(found.read_text(encoding="utf-8"))
    assert outcome["method"] == method
    assert len(outcome["elected"]) == 1
    text = page.read_text(encoding="utf-8")
    assert METHODS[method].name_fa in text
    assert outcome["elected"][0] in text
    result = run("count", file, "--method", method, "--seats", "1")
    assert outcome["elected"][0] in result.stdout


@pytest.mark.parametrize("method", [m for m in METHODS if METHODS[m].ballot in ("ranked", "approval")])
def test_blt_is_counted_by_methods_for_ranks_and_names(run: Any, tmp_path: Path, method: str) -> None:
    file = tmp_path / "votes.blt"
    file.write_text(BLT, encoding="utf-8")
    outcome = json.loads(run("count", file, "--method", method, "--json", "-").stdout)
    assert outcome["elected"][0] in ("Ava", "Babak")
    assert outcome["valid"] == 9


def test_preflib_is_read_and_seats_are_asked_for(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "votes.toc"
    names = "".join(f"# ALTERNATIVE NAME {n}: {name}\n" for n, name in enumerate(("Ava", "Babak", "Cyra"), 1))
    file.write_text(f"# DATA TYPE: toc\n{names}2: {{1,2}},3\n1: 2,{{1,3}}\n", encoding="utf-8")
    outcome = json.loads(run("count", file, "--method", "schulze", "--seats", "1", "--json", "-").stdout)
    assert outcome["elected"] == ["Babak"]
    result = run("count", file, "--method", "schulze")
    assert result.exit_code == 1
    assert "--seats" in result.stderr


def test_report_as_pdf_is_the_same_twice(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "votes.blt"
    file.write_text(BLT, encoding="utf-8")
    made = []
    for name in ("one.pdf", "two.pdf"):
        result = run("count", file, "--method", "scottish-stv", "--pdf", tmp_path / name, "--language", "en")
        assert result.exit_code == 0, result.stderr
        assert "Ava" in result.stdout
        made.append((tmp_path / name).read_bytes())
    assert made[0] == made[1]
    assert made[0].startswith(b"%PDF-")
    assert b"pdfuaid" in made[0]
    result = run("count", file, "--method", "scottish-stv", "--pdf", tmp_path / "none" / "one.pdf")
    assert result.exit_code == 1
    assert "No such file or directory" in result.stderr


SPLIT = '3 1\n4 1 2 3 0\n3 2 3 1 0\n2 3 2 1 0\n0\n"Ava"\n"Babak"\n"Cyra"\n"Split"\n'


def test_methods_are_compared_and_their_differences_named(run: Any, tmp_path: Path) -> None:
    file, page = tmp_path / "votes.blt", tmp_path / "compared.html"
    file.write_text(SPLIT, encoding="utf-8")
    args = ("count", file, "--compare", "schulze,irv,pav,block")
    found = json.loads(run(*args, "--json", "-").stdout)
    assert list(found["compared"]) == ["schulze", "irv", "pav"]
    assert "more than 1 names" in found["refused"]["block"]
    assert set(found["compared"]["schulze"]["elected"]) == {"Babak"}
    whole = run("count", file, "--method", "schulze", "--compare", "all", "--json", "-", "--html", page)
    found = json.loads(whole.stdout)
    assert set(found["compared"]) | set(found["refused"]) == {m for m in METHODS if METHODS[m].ballot == "ranked"}
    assert next(iter(found["compared"])) == "schulze"
    for method, outcome in found["compared"].items():
        alone = json.loads(run("count", file, "--method", method, "--json", "-").stdout)
        assert outcome == alone
        for who in outcome["elected"]:
            assert who in found["always"] or method in found["sometimes"][who]
    text = page.read_text(encoding="utf-8")
    assert all(METHODS[method].name_fa in text for method in found["compared"])
    said = run("count", file, "--method", "schulze", "--compare", "irv,schulze").stdout
    assert "hamgara count votes.blt --method schulze --compare irv" in said.replace("\n", " ")


@pytest.mark.parametrize(
    ("args", "status", "said"),
    [
        ((), 2, "--method or --compare is needed"),
        (("--compare", "all"), 1, "needs --method"),
        (("--compare", "irv"), 1, "at least two methods"),
        (("--compare", "irv,borda"), 1, "unknown method 'borda'"),
    ],
    ids=["nothing", "all-of-what", "one", "unknown"],
)
def test_what_cannot_be_compared_is_refused(
    run: Any, tmp_path: Path, args: tuple[str, ...], status: int, said: str
) -> None:
    file = tmp_path / "votes.blt"
    file.write_text(BLT, encoding="utf-8")
    result = run("count", file, *args)
    assert result.exit_code == status
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


GOOD = {
    "votes.blt": BLT,
    "votes.csv": SHEETS["ranked"],
    "places.csv": "candidate,city\nAva,Toronto\nBabak,Boston\nCyra,Boston\n",
    "rules.csv": "class,at_most\ncity,1\n",
}


@pytest.mark.parametrize(
    ("file", "text", "args", "said"),
    [
        ("votes.blt", BLT.replace("3 2 1 0", "3 2 x 0"), (), "votes.blt, line 3, column 5: expected the number of a"),
        ("votes.blt", "3 1\n4 1 0\n", (), "votes.blt, line 3, column 1: expected a ballot (weight, candidates, 0)"),
        ("votes.blt", "", (), "votes.blt, line 1, column 1: expected the numbers of candidates and of seats"),
        ("votes.blt", "\x1b[31m 1\n", (), "positive integer, found \ufffd[31m"),
        (
            "places.csv",
            "candidate,city\nAva,Toronto\nAva,Boston\n",
            (),
            "line 3, column 1: expected another",
        ),
        ("places.csv", GOOD["places.csv"] + "Dana,Paris\n", (), "line 5, column 1: expected a candidate of votes.blt"),
        (
            "places.csv",
            "candidate,city\nAva,Toronto\n",
            (),
            "line 3, column 1: expected a row for the candidate",
        ),
        ("places.csv", GOOD["places.csv"].replace("Boston", ""), (), "line 3, column 2: expected the city of 'Babak'"),
        ("places.csv", GOOD["places.csv"].replace("city", "town"), (), "line 1, column 1: expected a column 'city'"),
        ("rules.csv", "class,at_most\ncity,few\n", (), "rules.csv, line 2, column 2: expected an integer from 0"),
        ("rules.csv", "class,at_least\ncity,2\n", (), "can keep these rules together: at least 2 of city each"),
        ("votes.blt", BLT, ("--invalid", "tied=cut"), "expected equal|skipped|repeated|unknown = void|cut|pass"),
        ("votes.blt", BLT, ("--seats", "9"), "9 seats, but only 3 candidates stand"),
        ("votes.blt", BLT, ("--method", "star"), "star needs scores, which only a CSV file has"),
    ],
)
def test_bad_input_is_refused_with_its_place(
    run: Any, tmp_path: Path, file: str, text: str, args: tuple[str, ...], said: str
) -> None:
    for name, usual in GOOD.items():
        (tmp_path / name).write_text(text if name == file else usual, encoding="utf-8")
    given = ["--places", tmp_path / "places.csv", "--rules", tmp_path / "rules.csv"]
    method = [] if "--method" in args else ["--method", "scottish-stv"]
    result = run("count", tmp_path / "votes.blt", *method, *given, *args)
    assert result.exit_code == 1
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert not result.stdout


def test_defects_of_a_file_are_treated_as_it_is_asked(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "votes.csv"
    file.write_text("weight,Ava,Babak,Cyra\n5,1,1,2\n4,2,1,\n3,1,3,\n2,,,\n", encoding="utf-8")
    args = ("count", file, "--method", "irv", "--seats", "1", "--json", "-")
    usual = json.loads(run(*args).stdout)
    assert (usual["valid"], usual["invalid"]) == (7, {"empty": 2, "equal": 5})
    strict = json.loads(run(*args, "--invalid", "skipped=void").stdout)
    assert (strict["valid"], strict["invalid"]) == (4, {"empty": 2, "equal": 5, "skipped": 3})
    kept = json.loads(run(*args, "--invalid", "equal=pass,skipped=cut").stdout)
    assert (kept["valid"], kept["in_part"]) == (12, {"equal": 5, "skipped": 3})
    said = run(*args[:-2], "--invalid", "equal=pass").stdout.replace("\n", " ")
    assert "hamgara count votes.csv --method irv --seats 1 --invalid equal=pass" in said
    knows = json.loads(run("count", file, "--method", "schulze", "--seats", "1", "--json", "-").stdout)
    assert knows["invalid"] == {"empty": 2}
