"""count, ground and front on real files, good and bad."""

from __future__ import annotations

import csv
import json
import os
import pty
import subprocess
import sys
from contextlib import suppress
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).resolve().parents[1] / "data"
WARD = DATA / "stv" / "edinburgh_2017_ward3.blt"
VOTES = DATA / "polis" / "canadian-electoral-reform" / "participants-votes.csv"
COMMENTS = DATA / "polis" / "canadian-electoral-reform" / "comments.csv"
VOID = {"meta", "link", "br", "img", "input", "hr", "circle", "line", "path", "rect", "polyline", "use"}


class _Page(HTMLParser):
    """Checks that a page is well-formed and reaches for nothing outside."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.root: dict[str, str | None] = {}
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "html":
            self.root = given
        assert tag not in ("script", "link", "img", "iframe")
        assert not {"src", "href", "style", "onclick"} & given.keys(), (tag, given)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag != "script"

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


def _read_page(text: str) -> _Page:
    page = _Page()
    page.feed(text)
    page.close()
    assert page.open == []
    return page


def _blt(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


SMALL = '4 2\n4 1 2 0\n3 2 1 0\n3 3 4 0\n1 4 0\n0\n"آنا"\n"Bob <b>"\n"Cyr [red]x[/red]"\n"Dan"\n"Small & fair"\n'


def test_count_as_json_has_the_stated_shape(run: Any) -> None:
    result = run("count", WARD, "--method", "scottish-stv", "--json", "-")
    assert result.exit_code == 0, result.stderr
    outcome = json.loads(result.stdout)
    engine = ["method", "seats", "quota", "valid", "invalid", "elected", "rounds", "ties"]
    assert list(outcome) == [*engine, "defects", "margin", "certificates", "condorcet"]
    with (DATA / "stv" / "declared.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["file"] == WARD.name]
    assert set(outcome["elected"]) == {row["candidate"] for row in rows if row["elected_at_stage"]}
    assert {outcome["quota"]} == {int(row["quota"]) for row in rows}
    assert outcome["seats"] == len(outcome["elected"]) == 3
    assert outcome["quota"] == outcome["valid"] // 4 + 1


def test_count_by_name_says_who_is_elected(run: Any, tmp_path: Path) -> None:
    result = run("count", _blt(tmp_path / "small.blt", SMALL), "--method", "block")
    assert result.exit_code == 0, result.stderr
    assert "Block vote" in result.stdout
    assert "Cyr [red]x[/red]" not in result.stderr
    assert "آنا" in result.stdout
    assert "Bob <b>" in result.stdout


def test_seats_and_seed_reach_the_count(run: Any, tmp_path: Path) -> None:
    tied = _blt(tmp_path / "tied.blt", '3 1\n2 1 0\n2 2 0\n2 3 0\n0\n"A"\n"B"\n"C"\n"Tied"\n')
    outcomes = set()
    for seed in map(str, range(12)):
        result = run("count", tied, "--method", "block", "--seed", seed, "--json", "-")
        outcome = json.loads(result.stdout)
        assert outcome["ties"][0]["seed"] == seed
        outcomes.add(outcome["elected"][0])
    assert len(outcomes) > 1
    result = run("count", tied, "--method", "block", "--seats", "2", "--json", "-")
    assert len(json.loads(result.stdout)["elected"]) == 2


def test_places_and_rules_reach_the_count(run: Any, tmp_path: Path) -> None:
    small = _blt(tmp_path / "small.blt", SMALL)
    places, rules = tmp_path / "places.csv", tmp_path / "rules.csv"
    places.write_text("candidate,city\nآنا,Toronto\nBob <b>,Toronto\nCyr [red]x[/red],Boston\nDan,Boston\n")
    rules.write_text("class,value,at_most,at_least\ncity,,1,\n")
    free = json.loads(run("count", small, "--method", "block", "--json", "-").stdout)
    bound = json.loads(
        run("count", small, "--method", "block", "--places", places, "--rules", rules, "--json", "-").stdout
    )
    assert set(free["elected"]) == {"آنا", "Bob <b>"}
    assert "places" in bound
    assert len({"آنا", "Bob <b>"} & set(bound["elected"])) == 1
    rules.write_text("class,value,at_most,at_least\ncity,,0,\n")
    result = run("count", small, "--method", "block", "--places", places, "--rules", rules)
    assert result.exit_code == 1
    assert "at most 0 of city" in result.stderr


@pytest.mark.parametrize(("language", "direction", "word"), [("fa", "rtl", "برگزیدگان"), ("en", "ltr", "Elected are")])
def test_count_as_page(run: Any, tmp_path: Path, language: str, direction: str, word: str) -> None:
    small, out = _blt(tmp_path / "small.blt", SMALL), tmp_path / "count.html"
    result = run("count", small, "--method", "scottish-stv", "--html", out, "--language", language)
    assert result.exit_code == 0, result.stderr
    page = _read_page(out.read_text(encoding="utf-8"))
    assert page.root == {"lang": language, "dir": direction}
    assert word in page.words
    assert "Bob <b>" in page.words
    assert "Small & fair" in page.words


def test_same_input_same_bytes(run: Any, tmp_path: Path) -> None:
    small = _blt(tmp_path / "small.blt", SMALL)
    outputs = {run("count", small, "--method", "scottish-stv", "--json", "-").stdout for _ in range(2)}
    pages = {run("count", small, "--method", "scottish-stv", "--html", "-").stdout for _ in range(2)}
    assert len(outputs) == len(pages) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x", "line 1"),
        ('2 1\n1 3 0\n0\n"A"\n', "the names of 2 candidates"),
        ('2 1\n1 1 2\n0\n"A"\n"B"\n', "line 2"),
        ("", "line"),
    ],
    ids=["words", "names-missing", "unclosed-ballot", "empty"],
)
def test_ballots_not_in_order(run: Any, tmp_path: Path, text: str, expected: str) -> None:
    result = run("count", _blt(tmp_path / "bad.blt", text), "--method", "block", "--json", tmp_path / "out.json")
    assert result.exit_code == 1
    assert expected in result.stderr
    assert result.stderr.count("\n") == 1
    assert not (tmp_path / "out.json").exists()


def test_unknown_method_names_those_that_there_are(run: Any) -> None:
    result = run("count", WARD, "--method", "borda")
    assert result.exit_code == 1
    assert "scottish-stv" in result.stderr


def test_output_that_cannot_be_written(run: Any, tmp_path: Path) -> None:
    result = run("count", WARD, "--method", "block", "--json", tmp_path / "none" / "out.json")
    assert result.exit_code == 1
    assert "No such file or directory" in result.stderr


def test_ground_as_json_agrees_with_the_table_of_votes(run: Any) -> None:
    result = run("ground", VOTES, "--json", "-")
    assert result.exit_code == 0, result.stderr
    outcome = json.loads(result.stdout)
    with VOTES.open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    first = outcome["statements"][0]
    column = [row[first["statement"]] for row in rows]
    assert (first["overall"]["agree"], first["overall"]["disagree"]) == (column.count("1"), column.count("-1"))
    assert first["overall"]["pass"] == column.count("0")


def test_ground_writes_participants_and_statements(run: Any, tmp_path: Path) -> None:
    people, statements = tmp_path / "people.csv", tmp_path / "statements.csv"
    result = run("ground", VOTES, "--texts", COMMENTS, "--participants", people, "--statements", statements)
    assert result.exit_code == 0, result.stderr
    assert "Most common ground" in result.stdout
    with people.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    with VOTES.open(encoding="utf-8-sig") as file:
        assert {row["participant"] for row in rows} == {row["participant"] for row in csv.DictReader(file)}
    assert all((row["placed"] == "1") == bool(row["group"]) for row in rows)
    assert {"participant", "group", "x", "y", "votes", "placed"} <= set(rows[0])
    with statements.open(encoding="utf-8") as file:
        table = list(csv.DictReader(file))
    assert any(row["text"] for row in table)
    for row in table:
        assert float(row["group_1_low"]) <= float(row["group_1_mean"]) <= float(row["group_1_high"])


@pytest.mark.parametrize("language", ["fa", "en"])
def test_ground_as_one_page_that_asks_for_nothing(run: Any, tmp_path: Path, language: str) -> None:
    out, outcome = tmp_path / "ground.html", tmp_path / "ground.json"
    result = run("ground", VOTES, "--texts", COMMENTS, "--language", language, "--html", out, "--json", outcome)
    assert result.exit_code == 0, result.stderr
    text = out.read_text(encoding="utf-8")
    page = _read_page(text)
    assert page.root["lang"] == language
    assert text.count("<svg") == 3
    found = json.loads(outcome.read_text(encoding="utf-8"))
    assert len(found["groups"]) > 1
    best = next(s for s in found["statements"] if s["rank"] == 1)
    named = (
        best["statement"].translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
        if language == "fa"
        else best["statement"]
    )
    assert f"<bdi>{named}</bdi>" in text


def test_progress_is_shown_on_a_terminal_only(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hamgara.cli", "ground", str(VOTES), "--json", str(tmp_path / "out.json")]
    elsewhere = subprocess.run(command, capture_output=True, check=True)
    assert elsewhere.stderr == b""
    terminal, end = pty.openpty()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=end, env={**os.environ, "TERM": "xterm"}) as run:
        os.close(end)
        shown = b""
        # A terminal whose other end is closed answers with an error on Linux.
        with suppress(OSError):
            while part := os.read(terminal, 4096):
                shown += part
    os.close(terminal)
    assert run.returncode == 0
    for stage in (b"dimension", b"map", b"groups"):
        assert stage in shown


def test_ground_by_class_has_no_groups_to_write(run: Any, tmp_path: Path) -> None:
    result = run("ground", VOTES, "--classes", VOTES, "--column", "group-id", "--participants", tmp_path / "p.csv")
    assert result.exit_code == 2
    assert not (tmp_path / "p.csv").exists()


def test_ground_by_class_as_page(run: Any, tmp_path: Path) -> None:
    out = tmp_path / "ground.html"
    args = ("--classes", VOTES, "--column", "group-id", "--texts", COMMENTS, "--html", out)
    result = run("ground", VOTES, *args, "--level", "0.95", "--json", tmp_path / "ground.json")
    assert result.exit_code == 0, result.stderr
    outcome = json.loads((tmp_path / "ground.json").read_text(encoding="utf-8"))
    assert outcome["level"] == "19/20"
    assert len(outcome["classes"]) > 1
    page = _read_page(out.read_text(encoding="utf-8"))
    assert page.root["dir"] == "rtl"


@pytest.mark.parametrize("args", [("--classes", VOTES, "--column", "colour"), ("--level", "2")], ids=str)
def test_ground_refuses_what_cannot_be(run: Any, args: tuple[Any, ...]) -> None:
    result = run("ground", VOTES, *args)
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1


ACCEPTANCE = (
    "member,clause,answer\n"
    "a,1,accept\na,2,refuse\na,3,accept\n"
    "b,1,accept\nb,2,accept\nb,3,accept if the second falls\n"
    "c,1,accept\nc,2,accept\nc,3,refuse\n"
)


def test_front_as_json(run: Any, tmp_path: Path) -> None:
    table = _blt(tmp_path / "who.csv", ACCEPTANCE)
    result = run("front", table, "--json", "-")
    assert result.exit_code == 0, result.stderr
    points = {point["k"]: point for point in json.loads(result.stdout)["frontier"]}
    assert points[1]["clauses"] == ["1"]
    assert points[2]["weight"] == 2
    assert points[3]["weight"] == 0


def test_front_keeps_weights_rules_and_reservations(run: Any, tmp_path: Path) -> None:
    table = _blt(tmp_path / "who.csv", ACCEPTANCE)
    members = _blt(tmp_path / "members.csv", "member,weight,kind\na,5,organisation\nb,1/2,independent\nc,1,\n")
    clauses = _blt(tmp_path / "clauses.csv", "clause,basis,rule,text\n1,,,یک\n2,,out,دو\n3,,must,سه\n")
    page = tmp_path / "front.html"
    args = ("--members", members, "--clauses", clauses, "--reservations", "1", "--html", page)
    result = run("front", table, *args, "--json", "-")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert found["total_weight"] == "13/2"
    assert found["rules"]["must"] == ["3"]
    best = next(point for point in found["frontier"] if point["k"] == 2)
    assert best["clauses"] == ["1", "3"]
    assert best["signers"] == ["a", "b", "c"]
    assert "سه" in _read_page(page.read_text(encoding="utf-8")).words


def test_front_takes_rules_values_and_probabilities(run: Any, tmp_path: Path) -> None:
    table = _blt(tmp_path / "who.csv", ACCEPTANCE + "d,1,unknown\nd,2,accept\nd,3,accept\n")
    members = _blt(tmp_path / "members.csv", "member,kind\na,x\nb,y\nc,y\nd,x\n")
    clauses = _blt(tmp_path / "clauses.csv", "clause,value\n1,2\n2,1\n3,3\n")
    rules = _blt(tmp_path / "rules.csv", "rule,name,value\nshare,kind: y,50%\nmet,the second falls,\nout,2,\n")
    chances = _blt(tmp_path / "chances.csv", "member,clause,probability\nd,1,0.5\n")
    args = ("--members", members, "--clauses", clauses, "--rules", rules, "--probabilities", chances, "--cover", "2")
    result = run("front", table, *args, "--time-limit", "20", "--json", "-")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert found["rules"]["out"] == ["2"]
    assert found["rules"]["met"] == ["the second falls"]
    assert [(p["k"], p["weight"], p["possible"]) for p in found["frontier"]] == [
        (0, 4, True),
        (1, 3, True),
        (2, 2, True),
    ]
    assert [(p["value"], p["weight"]) for p in found["value_curve"]["points"]] == [(0, 4), (3, 3), (5, 2)]
    assert [e["weight"] for e in found["unknown"]["expected"]] == [4, 3.5, 2.5]
    assert found["unknown"]["ask_next"][0]["member"] == "d"
    assert found["cover"]["left_out"] == ["c", "d"]
    assert sum(b["weight"] for b in found["widening"]["burdens"] if b["k"] == 2) == 2
    assert found["conflict"] is None
    shown = run("front", table, *args, "--html", "-", "--language", "en").stdout
    for said in (">expected</text>", ">possible</text>", "that serve everybody", "Share of each clause"):
        assert said in shown


def test_front_names_the_rules_that_conflict(run: Any, tmp_path: Path) -> None:
    members = _blt(tmp_path / "members.csv", "member,kind\na,x\nb,y\nc,y\n")
    rules = _blt(tmp_path / "rules.csv", "rule,name,value\nshare,kind: x,1\nmust,2,\n")
    result = run("front", _blt(tmp_path / "who.csv", ACCEPTANCE), "--members", members, "--rules", rules, "--json", "-")
    conflict = json.loads(result.stdout)["conflict"]
    assert (conflict["k"], conflict["smallest"]) == (1, True)
    assert [rule["rule"] for rule in conflict["rules"]] == ["must", "share"]
    bad = run("front", tmp_path / "who.csv", "--rules", _blt(tmp_path / "bad.csv", "rule,name\nshould,2\n"))
    assert bad.exit_code == 1
    assert "line 2, column rule" in bad.stderr


def test_front_counts_who_is_listed_and_silent_and_says_why_a_size_is_impossible(run: Any, tmp_path: Path) -> None:
    table = _blt(tmp_path / "who.csv", ACCEPTANCE)
    members = _blt(tmp_path / "members.csv", "member,weight,kind\na,1,x\nb,1,y\nc,1,y\nsilent,2,y\n")
    clauses = _blt(tmp_path / "clauses.csv", "clause,basis,rule\n1,,\n2,,\n3,,\nunasked,,\n")
    found = json.loads(run("front", table, "--members", members, "--clauses", clauses, "--json", "-").stdout)
    assert [(m["member"], m["weight"]) for m in found["members"]][-1] == ("silent", 2)
    assert [(p["weight"], p["clauses"][-1:]) for p in found["frontier"]][-2:] == [(0, ["3"]), (0, ["unasked"])]
    rules = _blt(tmp_path / "rules.csv", "rule,name,value\nshare,kind: x,1\nmust,2,\n")
    said = run("front", table, "--members", members, "--rules", rules).stdout
    why = (
        "No package of size 1 is possible under these rules together: clause 2 must be in; at least 1 of the weight of"
    )
    assert why in said.replace("\n", " ")
    page = run("front", table, "--members", members, "--rules", rules, "--html", "-").stdout
    assert "هیچ بستهٔ ۱بندی با این قاعده‌ها ممکن نیست: بند ۲ باید باشد؛ دست‌کم ۱ از وزن x (kind) امضا کند." in page
    unmade = run("front", table, "--rules", _blt(tmp_path / "unmade.csv", "rule,name\nmet,the moon falls\n"))
    assert (unmade.exit_code, unmade.stderr) == (1, "hamgara: nobody made these conditions: the moon falls\n")


def test_front_prints_its_table(run: Any, tmp_path: Path) -> None:
    result = run("front", _blt(tmp_path / "who.csv", ACCEPTANCE))
    assert result.exit_code == 0
    assert "proved" in result.stdout


@pytest.mark.parametrize(
    ("text", "expected"),
    [("member,clause\na,1\n", "answer"), ("member,clause,answer\na,1,perhaps\n", "line 2")],
    ids=["column-missing", "unknown-answer"],
)
def test_front_refuses_what_it_cannot_read(run: Any, tmp_path: Path, text: str, expected: str) -> None:
    result = run("front", _blt(tmp_path / "bad.csv", text))
    assert result.exit_code == 1
    assert expected in result.stderr
    assert result.stderr.count("\n") == 1


def test_front_refuses_rules_that_contradict(run: Any, tmp_path: Path) -> None:
    clauses = _blt(tmp_path / "clauses.csv", "clause,rule\n9,must\n")
    result = run("front", _blt(tmp_path / "who.csv", ACCEPTANCE), "--clauses", clauses)
    assert result.exit_code == 1
    assert "9" in result.stderr
