"""The commands of the README do what they say, also where something is missing."""

from __future__ import annotations

import os
import re
import stat
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def _run(command: list[str], **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def _program(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def test_makefile_has_the_targets() -> None:
    said = _run(["make", "help"]).stdout
    assert re.findall(r"^make (\S+)", said, re.M) == ["help", "demo", "test", "test-all", "check", "bench"]


@pytest.mark.parametrize("path", ["scripts/setup", "scripts/install-tools", ".ci/run"])
def test_scripts_are_sound(path: str) -> None:
    assert (ROOT / path).stat().st_mode & stat.S_IXUSR
    assert _run(["bash", "-n", path]).returncode == 0


def test_missing_tools_are_named_where_there_is_no_root(tmp_path: Path) -> None:
    _program(tmp_path, "id", "echo 1000")
    _program(tmp_path, "sudo", "exit 1")
    run = _run(["scripts/install-tools", "hamgara-no-such-package"], PATH=f"{tmp_path}:{os.environ['PATH']}")
    assert run.returncode == 1
    assert "apt-get install hamgara-no-such-package" in run.stderr


def test_missing_tools_are_installed_where_there_is_root(tmp_path: Path) -> None:
    _program(tmp_path, "id", "echo 0")
    _program(tmp_path, "apt-get", f'echo "$@" >>{tmp_path}/asked; touch {tmp_path}/installed')
    _program(tmp_path, "dpkg-query", f'[ -e {tmp_path}/installed ] && printf "install ok installed"')
    run = _run(["scripts/install-tools", "hamgara-no-such-package"], PATH=f"{tmp_path}:{os.environ['PATH']}")
    assert run.returncode == 0, run.stderr
    assert "hamgara-no-such-package" in (tmp_path / "asked").read_text()


def test_tools_that_are_there_are_left_alone(tmp_path: Path) -> None:
    _program(tmp_path, "apt-get", f"touch {tmp_path}/asked")
    for name in ("chromium", "msgfmt", "xgettext", "pdftotext", "pdftoppm"):
        _program(tmp_path, name, "exit 0")
    run = _run(["scripts/install-tools", "test"], PATH=f"{tmp_path}:{os.environ['PATH']}")
    assert run.returncode == 0
    assert not (tmp_path / "asked").exists()


@pytest.mark.parametrize(
    ("interpreter", "expected"),
    [
        ('case "$*" in *version_info*) exit 1;; esac', "is not Python 3.11 or newer"),
        ('case "$*" in *print*) echo 3.11;; *ensurepip*) exit 1;; esac', "python3.11-venv"),
    ],
    ids=["too-old", "without-venv"],
)
def test_setup_says_what_is_missing(tmp_path: Path, interpreter: str, expected: str) -> None:
    for part in ("scripts", "requirements"):
        (tmp_path / "clone" / part).mkdir(parents=True)
        for path in (ROOT / part).iterdir():
            copy = tmp_path / "clone" / part / path.name
            copy.write_bytes(path.read_bytes())
            copy.chmod(path.stat().st_mode)
    _program(tmp_path, "python", interpreter)
    _program(tmp_path, "id", "echo 1000")
    _program(tmp_path, "sudo", "exit 1")
    run = _run(
        [str(tmp_path / "clone" / "scripts" / "setup")],
        PATH=f"{tmp_path}:{os.environ['PATH']}",
        PYTHON=str(tmp_path / "python"),
    )
    assert run.returncode == 1
    assert expected in run.stderr
    assert not (tmp_path / "clone" / ".venv").exists()


def test_ci_reports_how_pytest_closed_and_fails_where_a_target_fails(tmp_path: Path) -> None:
    _program(tmp_path, "make", 'echo "3 passed, 1 skipped in 0.10s"; [ "$1" = test ]')
    run = _run(["bash", ".ci/run"], PATH=f"{tmp_path}:{os.environ['PATH']}")
    assert run.returncode == 1
    assert run.stdout.splitlines()[-2:] == [
        "make test: 3 passed, 1 skipped in 0.10s (exit 0)",
        "make test-all: 3 passed, 1 skipped in 0.10s (exit 1)",
    ]


def test_ci_passes_where_both_pass(tmp_path: Path) -> None:
    _program(tmp_path, "make", 'echo "3 passed in 62.10s (0:01:02)"')
    assert _run(["bash", ".ci/run"], PATH=f"{tmp_path}:{os.environ['PATH']}").returncode == 0
