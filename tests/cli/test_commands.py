"""The command line as a whole: what there is, how it is documented, how it says no."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer.main

from hamgara.cli import app

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
GROUP: Any = typer.main.get_command(app)
COMMANDS = dict(GROUP.commands)


def _section(name: str) -> str:
    found = re.search(rf"^## {name}\n(.*?)(?=^## |\Z)", PAGE, re.S | re.M)
    assert found, f"docs/cli.md has no section {name}"
    return found[1]


def _options(command: Any) -> set[str]:
    return {o for p in command.params if p.param_type_name == "option" for o in p.opts} - {"--help"}


def test_every_command_has_its_section_and_no_section_is_of_none() -> None:
    sections = re.findall(r"^## ([a-z]+)$", PAGE, re.M)
    assert sections == list(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_documented(name: str) -> None:
    rows = re.findall(r"^\| `(--[a-z-]+)", _section(name), re.M)
    assert set(rows) == _options(COMMANDS[name])
    assert len(rows) == len(set(rows))


@pytest.mark.parametrize("name", COMMANDS)
def test_usage_line_names_the_arguments(name: str) -> None:
    usage = re.search(rf"^    hamgara {name}(.*)$", _section(name), re.M)
    assert usage
    words = re.findall(r"[A-Z]{2,}", re.sub(r"\[?--[a-z-]+( [A-Z|a-z]+)?\]?", "", usage[1]))
    wanted = [p.metavar.strip("[]{}") for p in COMMANDS[name].params if p.param_type_name == "argument"]
    assert words == wanted


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_has_help(name: str) -> None:
    lacking = [p.name for p in COMMANDS[name].params if p.param_type_name == "option" and not p.help]
    assert not lacking
    assert COMMANDS[name].help


def test_help_without_a_command(run: Any) -> None:
    result = run()
    assert result.exit_code == 0
    assert all(name in result.stdout for name in COMMANDS)


def test_help_answers_at_once() -> None:
    command = [sys.executable, "-P", "-m", "hamgara.cli", "--help"]
    times = []
    for _ in range(5):
        start = os.times().children_user
        subprocess.run(command, check=True, capture_output=True, timeout=30)
        times.append(os.times().children_user - start)
    # The processor's time, and the quickest of five: the machine may be busy with other tests.
    assert min(times) < 0.3


def test_help_loads_no_engine() -> None:
    probe = (
        "import sys, hamgara.cli as c\n"
        "heavy = {'numpy', 'django', 'cryptography', 'msgspec', 'rich', 'typst', 'granian', 'hamgara.record'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "args",
    [
        ["coun"],
        ["count"],
        ["count", "no-such-file.blt", "--method", "block"],
        ["count", __file__],
        ["front", __file__, "--reservations", "-1"],
        ["front", __file__, "--language", "de"],
        ["ground", __file__, "--level", "nine"],
        ["ground", __file__, "--json", "-", "--html", "-"],
        ["verify", "no-such-bundle"],
        ["sign"],
        ["witness"],
        ["--bogus"],
    ],
    ids=" ".join,
)
def test_wrong_use_is_status_2_and_one_line(run: Any, args: list[str]) -> None:
    result = run(*args)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("hamgara: ")
    assert result.stderr.count("\n") == 1
