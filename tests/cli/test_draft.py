"""`hamgara draft`: documents of a published record, and a DOCX that comes back as acts."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from tests.documents.editing import change, edited, rewrite, written
from tests.documents.test_assembly_draft import drafted

from hamgara.documents import DRAFTING_FORMATS, languages_of
from hamgara.documents.docx.elements import name

Run = Callable[..., Any]


@pytest.fixture(scope="module")
def state() -> Any:
    """An assembly with a voting list on its two clauses."""
    house = drafted()
    house.do("secretariat", "list.drawn", house.drawn("amendments", ["cl-a", "cl-b"]))
    return house.state


@pytest.fixture
def run_on(run: Run, state: Any, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command on an assembly that was told in memory; how a record is read is tried below."""
    # The package has the command under the module's name.
    monkeypatch.setattr(import_module("hamgara.cli.draft"), "_read_state", lambda _source, _assembly: state)
    return run


def insert(body: Any) -> None:
    line = next(p for p in body.iter(name("p")) if "این حق" in "".join(t.text or "" for t in p.iter(name("t"))))
    said = "".join(t.text or "" for t in line.iter(name("t")))
    rewrite(line, change("ins", "Sara", written("هر روز ")), written(said))


def test_it_writes_every_document_of_a_list(run_on: Run, tmp_path: Path) -> None:
    result = run_on("draft", "write", tmp_path, "--list", "amendments", "--out", tmp_path / "out")
    assert result.exit_code == 0
    wanted = {
        f"list-amendments.{kind}.{x}.{form}"
        for kind, table in DRAFTING_FORMATS.items()
        for x in languages_of(kind)
        for form in table
    }
    assert {path.name for path in (tmp_path / "out").iterdir()} == wanted
    assert run_on("draft", "write", tmp_path, "--out", tmp_path / "out").exit_code == 2
    for wrong in (("--list", "none"), ("--clause", "none")):
        refused = run_on("draft", "write", tmp_path, *wrong, "--out", tmp_path / "other")
        assert refused.exit_code == 1
        assert "none" in refused.stderr
        assert not (tmp_path / "other").exists()


def test_a_file_comes_back_as_acts(run_on: Run, state: Any, tmp_path: Path) -> None:
    assert run_on("draft", "write", tmp_path, "--out", tmp_path / "out").exit_code == 0
    file = tmp_path / "edited.docx"
    file.write_bytes(edited((tmp_path / "out" / "draft.tracked.fa.docx").read_bytes(), insert))
    result = run_on("draft", "import", tmp_path, file, "--by", "i-1", "--json", "-")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert sorted(row["standing"] for row in found["amendments"]) == ["known", "known", "new"]
    (row,) = (row for row in found["amendments"] if row["act"] is not None)
    assert (row["author"], row["standing"], row["tracked"]) == ("Sara", "new", True)
    assert row["act"]["assembly"] == state.assembly
    assert (row["act"]["by"], row["act"]["act"]) == ("i-1", "amendment.proposed")
    assert "هر روز" in row["new"]
    assert "هر روز" not in row["old"]
    again = json.loads(run_on("draft", "import", tmp_path, file, "--by", "i-1", "--json", "-").stdout)
    assert again == found, "the same file gives the same acts"
    said = run_on("draft", "import", tmp_path, file)
    assert "{+هر روز" in said.stdout
    assert "1 of 3 amendments can be proposed" in said.stdout


def test_what_is_not_given_or_not_in_order(run_on: Run, tmp_path: Path) -> None:
    bad = tmp_path / "bad.docx"
    bad.write_bytes(b"{\\rtf1}")
    for args, status, said in (
        (("draft", "erase", tmp_path), 2, "write or import"),
        (("draft", "write", tmp_path), 2, "--out"),
        (("draft", "write", tmp_path, "--out", tmp_path / "x", "--list", "a", "--clause", "b"), 2, "not both"),
        (("draft", "import", tmp_path), 2, "DOCX"),
        (("draft", "import", tmp_path, bad, "--group", "page"), 2, "--group"),
        (("draft", "import", tmp_path, bad), 1, "a zip archive is expected"),
    ):
        result = run_on(*args)
        assert result.exit_code == status, args
        assert said in result.stderr
        assert len(result.stderr.strip().splitlines()) == 1


def test_it_reads_a_published_record_and_an_instance(
    run: Run, run_apart: Run, instance: Path, published: Path, tmp_path: Path
) -> None:
    for args in ((published,), (instance, "--assembly", "hamayesh")):
        out = tmp_path / args[0].name
        result = run_apart("draft", "write", *args, "--out", out)
        assert result.returncode == 0, result.stderr
        assert "There is nothing to vote on." in (out / "draft.votes.en.txt").read_text(encoding="utf-8")
    for args, said in (((instance,), "--assembly"), ((instance, "--assembly", "none"), "no assembly none")):
        result = run_apart("draft", "write", *args, "--out", tmp_path / "x")
        assert result.returncode == 2
        assert said in result.stderr
    result = run("draft", "import", published, tmp_path / published.name / "draft.tracked.fa.docx")
    assert result.exit_code == 1
    assert "no heading bears the mark of a clause" in result.stderr


def test_a_record_is_verified_before_it_is_read(run: Run, tmp_path: Path) -> None:
    result = run("draft", "write", tmp_path, "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "not verified" in result.stderr
