"""The page of the package names every reason, and its example runs."""

from __future__ import annotations

import re
from pathlib import Path

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
