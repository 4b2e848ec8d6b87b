"""The page of the package names every reason, and its example runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hamgara import ballots

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "ballots.md").read_text()


def test_every_reason_is_listed() -> None:
    listed = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", PAGE, re.MULTILINE))
    assert listed == ballots.REASONS


def test_the_example_runs(tmp_path: Path) -> None:
    code = "\n".join(line[4:] for line in PAGE.split("## Who does what")[0].splitlines() if line.startswith("    "))
    names = {"path": tmp_path / "a.bel", "now": 1}
    setup, voting = code.split("\nraw = ")
    exec(setup, names)
    names["code"] = names["made"].codes[0][1]  # type: ignore[attr-defined]
    exec("raw = " + voting, names)
    assert names["report"].phase == "Ballot"  # type: ignore[attr-defined]


@pytest.mark.foreign
def test_every_command_of_the_demo_scripts_is_crossed() -> None:
    """The table on the page names each command that belenios-tool's own scripts call, and tests that there are."""
    scripts = sorted(Path("/usr/share/doc/belenios-tool/examples").glob("demo*.sh"))
    assert scripts, "this test needs the examples of Debian's belenios-tool"
    pattern = r"belenios-tool ((?:setup|archive|election|method) [a-z-]+|sha256-b64)"
    called = {words for script in scripts for words in re.findall(pattern, script.read_text())}
    table = PAGE.partition("## Crossed with belenios-tool")[2]
    rows = [line for line in table.splitlines() if line.startswith("| `")]
    named = {words for row in rows for words in re.findall("`([^`]+)`", row.split("|")[1])}
    assert named == called
    tests = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))
    for name in re.findall("`(test_[a-z_]+)`", table):
        assert f"def {name}(" in tests, name
