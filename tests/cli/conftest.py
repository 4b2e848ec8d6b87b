"""What the tests of commands share: a terminal in this process, one in a process of its own, a small instance."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from hamgara.cli import app

ROOT = Path(__file__).resolve().parents[2]
Run = Callable[..., Result]
RunApart = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run() -> Run:
    """Runs a command in this process; standard output and error apart."""

    def _run(*args: str | Path, stdin: str | bytes | None = None) -> Result:
        result = CliRunner().invoke(app, [str(arg) for arg in args], input=stdin)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return _run


def _run_apart(*args: str | Path, timeout: int = 300, **variables: str) -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "HAMGARA_DIR")}
    return subprocess.run(
        [sys.executable, "-P", "-m", "hamgara.cli", *map(str, args)],
        env={**env, "PYTHONPATH": str(ROOT / "src"), **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


@pytest.fixture(scope="session")
def run_apart() -> RunApart:
    """Runs a command in a process of its own, as one that enters an instance must."""
    return _run_apart


@pytest.fixture(scope="session")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an instance with one assembly."""
    folder = tmp_path_factory.mktemp("instances") / "one"
    made = _run_apart("init", folder, "--slug", "hamayesh", "--name-fa", "همایش", "--purpose-en", "Act together")
    assert made.returncode == 0, made.stderr
    return folder


@pytest.fixture(scope="session")
def published(instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle of that assembly."""
    out = tmp_path_factory.mktemp("published") / "out"
    made = _run_apart("publish", instance, "hamayesh", "--out", out)
    assert made.returncode == 0, made.stderr
    return out / "record"
