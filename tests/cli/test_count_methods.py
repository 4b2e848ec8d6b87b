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
