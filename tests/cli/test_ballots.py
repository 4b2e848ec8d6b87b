"""A whole election by files: registrar, trustees, voters, count; and how each command says no."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from hamgara import ballots

TEMPLATE = {
    "description": "",
    "name": "Founding meeting",
    "questions": [{"answers": ["Ada", "Bahar", "Cyrus"], "blank": True, "min": 1, "max": 2, "question": "Who?"}],
}
VOTES = ["[[0,1,1,0]]", "[[1,0,0,0]]", "[[0,0,1,0]]"]


def _ok(run: Any, *args: str | Path, stdin: str | None = None) -> str:
    result = run(*args, stdin=stdin)
    assert result.exit_code == 0, result.stderr
    return str(result.stdout)


def _share_key(run: Any, folder: Path, group: str) -> None:
    """Two of three trustees, each with a private file of its own."""
    common = ("--dir", folder, "--group", group)
    for index in (1, 2, 3):
        sizes = ("--size", "3", "--threshold", "2", "--index", str(index))
        _ok(run, "trustee", "certificate", *common, "--key", folder / f"seed{index}", *sizes)
    assert "3 certificates hold" in _ok(run, "trustee", "check", *common)
    for index in (1, 2, 3):
        _ok(run, "trustee", "deal", *common, "--key", folder / f"seed{index}", "--index", str(index))
    _ok(run, "trustee", "route", *common)
    for index in (1, 2, 3):
        _ok(run, "trustee", "accept", *common, "--key", folder / f"seed{index}", "--index", str(index))
    _ok(run, "trustee", "conclude", *common)


def _hold(run: Any, folder: Path, group: str) -> Path:
    (folder / "voters.txt").write_text("ada\nbahar\ncyrus\n")
    (folder / "template.json").write_text(json.dumps(TEMPLATE, separators=(",", ":")))
    common = ("--dir", folder, "--group", group)
    said = _ok(run, "ballot", "register", folder / "voters.txt", *common, "--codes", folder / "codes.txt")
    uuid = re.search(r"election is (\w+)", said)
    assert uuid
    _share_key(run, folder, group)
    _ok(run, "trustee", "key", *common, "--key", folder / "server.key")
    _ok(run, "ballot", "open", folder / "template.json", *common, "--uuid", uuid[1])
    archive = folder / f"{uuid[1]}.bel"
    for index, line in enumerate((folder / "codes.txt").read_text().splitlines()):
        (folder / "code").write_text(line.split()[-1])
        sealed = folder / f"ballot{index}"
        args = ("--archive", archive, "--code", folder / "code", "--choice", VOTES[index], "--out", sealed)
        _ok(run, "ballot", "seal", *args)
        assert "holds" in _ok(run, "ballot", "check", sealed, "--archive", archive)
        _ok(run, "ballot", "cast", sealed, "--archive", archive)
    again = run("ballot", "cast", sealed, "--archive", archive)
    assert again.exit_code == 1
    assert "already in the box" in again.stderr
    _ok(run, "ballot", "close", "--archive", archive)
    _ok(run, "trustee", "decrypt", "--dir", folder, "--key", folder / "server.key", "--archive", archive)
    for index in (1, 3):
        key = ("--key", folder / f"seed{index}", "--index", str(index))
        _ok(run, "trustee", "decrypt", "--dir", folder, *key, "--archive", archive)
    early = run("ballot", "count", "--archive", archive)
    assert early.exit_code == 1
    assert "the decryption of trustee 1" in early.stderr
    for path in sorted(folder.glob("*.decryption")):
        _ok(run, "ballot", "add", path, "--archive", archive)
    _ok(run, "ballot", "count", "--archive", archive)
    return archive


def test_an_election_by_files(run: Any, tmp_path: Path) -> None:
    archive = _hold(run, tmp_path, "Ed25519")
    found = json.loads(_ok(run, "ballot", "verify", "--archive", archive, "--json", "-"))
    assert found["result"] == [[1, 1, 2, 0]]
    assert found["decrypted_by"] == [1, 2, 4]
    report = ballots.verify(archive)
    assert report.outcome is not None
    assert report.outcome.questions == ((1, 1, 2, 0),)
    shown = _ok(run, "ballot", "verify", "--archive", archive)
    assert "everything holds, as far as Result" in shown
    for name in ("codes.txt", "server.key", "seed1"):
        assert (tmp_path / name).stat().st_mode & 0o077 == 0
    archive.write_bytes(archive.read_bytes()[:-512])
    cut = run("ballot", "verify", "--archive", archive)
    assert cut.exit_code == 1
    assert cut.stderr.count("\n") == 1


@pytest.mark.foreign
def test_belenios_tool_accepts_it(run: Any, tmp_path: Path) -> None:
    archive = _hold(run, tmp_path, "BELENIOS-2048")
    done = subprocess.run(
        ["belenios-tool", "election", "verify"], cwd=archive.parent, capture_output=True, check=False, timeout=60
    )
    assert b"all checks passed" in done.stderr


def test_audit_says_what_a_ballot_holds(run: Any, tmp_path: Path) -> None:
    (tmp_path / "voters.txt").write_text("ada\nbahar\n")
    (tmp_path / "template.json").write_text(json.dumps(TEMPLATE, separators=(",", ":")))
    common = ("--dir", tmp_path, "--group", "Ed25519")
    said = _ok(run, "ballot", "register", tmp_path / "voters.txt", *common, "--codes", tmp_path / "codes")
    uuid = said.split()[-1]
    _ok(run, "trustee", "key", *common, "--key", tmp_path / "key")
    _ok(run, "ballot", "open", tmp_path / "template.json", *common, "--uuid", uuid)
    archive = ("--archive", tmp_path / f"{uuid}.bel")
    code = (tmp_path / "codes").read_text().split()[1]
    for name, choice in (("one", "[[0,1,0,1]]"), ("two", "[[0,0,1,0]]")):
        args = ("--choice", choice, "--out", tmp_path / name, "--opening", tmp_path / f"{name}.opening")
        result = run("ballot", "seal", *archive, *args, stdin=code + "\n")
        assert result.exit_code == 0
        assert code not in result.output
    heard = _ok(run, "ballot", "audit", tmp_path / "one", *archive, "--opening", tmp_path / "one.opening")
    assert "Ada 1, Bahar 0, Cyrus 1" in heard
    assert "do not cast it" in heard
    wrong = run("ballot", "audit", tmp_path / "one", *archive, "--opening", tmp_path / "two.opening")
    assert wrong.exit_code == 1
    lied = json.loads((tmp_path / "one.opening").read_text()) | {"choices": [[0, 0, 1, 1]]}
    (tmp_path / "lied").write_text(json.dumps(lied, separators=(",", ":")))
    caught = run("ballot", "audit", tmp_path / "one", *archive, "--opening", tmp_path / "lied")
    assert "the ballot holds something else" in caught.stderr


@pytest.mark.parametrize(
    ("args", "status"),
    [
        (["ballot", "dance"], 2),
        (["ballot", "verify"], 2),
        (["ballot", "check"], 2),
        (["ballot", "register", __file__], 2),
        (["ballot", "verify", "--archive", __file__], 1),
        (["trustee", "dance"], 2),
        (["trustee", "key"], 2),
        (["trustee", "check", "--dir", str(Path(__file__).parent)], 1),
        (["trustee", "certificate", "--key", "x", "--index", "4", "--size", "3", "--threshold", "2"], 2),
        (["trustee", "check", "--group", "NO-GROUP", "--dir", str(Path(__file__).parent)], 1),
    ],
    ids=lambda value: " ".join(value[:2]) if isinstance(value, list) else None,
)
def test_no_is_one_line(run: Any, args: list[str], status: int) -> None:
    result = run(*args)
    assert result.exit_code == status
    assert result.stderr.startswith("hamgara: ")
    assert result.stderr.count("\n") == 1
