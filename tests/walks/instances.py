"""Instances as people run them: made by `hamgara init` or `hamgara demo`, and served by `hamgara serve`.

The time of an assembly is the clock's, moved by its offset in the database; `Instance.pass_time` moves it on while the
server is down, as if that much time had gone by.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from tests.postgres import free_port
from tests.web.store.instance import environment, run_inside

__all__ = ["Instance", "run_command"]


def run_command(*arguments: str | Path, code: int = 0) -> str:
    """Run `hamgara` with these arguments; returns what it printed. It must end with that exit code."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("HAMGARA_")}
    env.pop("DJANGO_SETTINGS_MODULE", None)
    env.pop("DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-m", "hamgara.cli", *map(str, arguments)],
        env=env,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == code, f"exit code {done.returncode}, expected {code}\n{done.stdout}\n{done.stderr}"
    return done.stdout


class Instance:
    """A served instance in a folder; `url` is where it answers."""

    def __init__(self, folder: Path, *, demo: bool = False) -> None:
        self.folder, self.demo = folder, demo
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.errors = folder.parent / f"{folder.name}-errors.txt"
        self._server: subprocess.Popen[bytes] | None = None
        self._offset = timedelta()

    def convene(self, slug: str, **options: str) -> str:
        """Make the instance with one assembly; returns the secretariat's one-time link."""
        given = [part for name, value in options.items() for part in (f"--{name.replace('_', '-')}", value)]
        link = run_command("init", self.folder, "--slug", slug, "--address", self.url, *given).strip()
        assert urlsplit(link).netloc == f"127.0.0.1:{self.port}"
        return link

    def stage_demo(self) -> None:
        """Tell the demonstration in the instance."""
        run_command("demo", "--dir", self.folder, "--no-serve")

    def serve(self, *, workers: int = 1) -> None:
        """Start the server and wait until it answers."""
        env = environment(self.folder) | {"HAMGARA_DEMO": "1" if self.demo else "0"}
        command = [sys.executable, "-m", "hamgara.cli", "serve", self.folder, "--port", self.port, "--workers", workers]
        with self.errors.open("ab") as errors:
            self._server = subprocess.Popen(
                list(map(str, command)), env=env, stdout=errors, stderr=errors, start_new_session=True
            )
        deadline = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"{self.url}/", timeout=20).close()
                return
            except (urllib.error.URLError, OSError):
                assert self._server.poll() is None, self.errors.read_text()
                assert time.monotonic() < deadline, "the server did not answer within a minute"
                time.sleep(0.05)

    def stop(self) -> None:
        """Stop the server, if it runs."""
        if self._server is not None:
            os.killpg(self._server.pid, signal.SIGKILL)
            self._server.wait()
            self._server = None

    def check_errors(self) -> None:
        """The server had nothing to complain of."""
        told = self.errors.read_text()
        assert "Traceback" not in told, told

    def now(self) -> datetime:
        """The present time of the assembly that was convened here, in UTC."""
        return datetime.now(UTC) + self._offset

    def pass_time(self, **delta: float) -> None:
        """Let so many `days=`, `hours=`, `minutes=` go by for the assembly; the server is started anew."""
        self.stop()
        self._offset += timedelta(**delta)
        with sqlite3.connect(self.folder / "db.sqlite3") as database:
            database.execute("UPDATE store_assembly SET clock_offset = ?", (int(self._offset.total_seconds()),))
        database.close()
        self.serve()

    def run_inside(self, script: str, **given: object) -> str:
        """Run a script in a process of its own in this instance; returns what it printed."""
        return run_inside(script, json.loads(json.dumps(given)), environment(self.folder))

    def forget_attempts(self) -> None:
        """Take back all attempts that count against a visitor's limits."""
        with sqlite3.connect(self.folder / "db.sqlite3", timeout=20) as database:
            database.execute("DELETE FROM store_attempts")
        database.close()

    def rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        """Rows of the instance's database."""
        database = sqlite3.connect(self.folder / "db.sqlite3")
        try:
            return list(database.execute(query, values))
        finally:
            database.close()
