"""Debian's belenios-tool (2.0), by which our elections are checked and which plays every role against us."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path


class Tool:
    """The tool in a directory."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def __call__(self, *arguments: str, given: str | bytes = "") -> str:
        run = self.attempt(*arguments, given=given)
        assert run.returncode == 0, f"belenios-tool {' '.join(arguments)}: {run.stderr.decode()}"
        return run.stdout.decode()

    def attempt(self, *arguments: str, given: str | bytes = "") -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            ["belenios-tool", *arguments],
            cwd=self.directory,
            env={**os.environ, "BELENIOS_USE_URANDOM": "1"},
            input=given.encode() if isinstance(given, str) else given,
            capture_output=True,
            check=False,
            timeout=300,
        )

    def add(self, kind: str, given: str | bytes = "") -> None:
        """Append an event to the one archive of the directory."""
        self("archive", "add-event", f"--type={kind}", given=given)

    def verify(self) -> None:
        assert b"all checks passed" in self.attempt("election", "verify").stderr
