"""The server is killed again and again under concurrent writes: what it acknowledged is there, once, and verifies."""

from __future__ import annotations

import http.client
import itertools
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

import pytest
from tests.postgres import free_port, run_postgres
from tests.web.store.instance import environment, run_inside

KILLS, WRITERS = 50, 4
TOKEN = "f" * 32

PREPARE = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.conf import settings
log = create_assembly("one", {"fa": "یک"}, {"fa": "آزمون"}, Charter())
sessions = []
for i in range(given["writers"]):
    place = {"city": "Toronto", "region": "Ontario", "country": "CA"}
    data = {"id": f"org-{i}", "as": "organisation", "name": {"fa": f"سازمان {i}"}, "place": place}
    log.append("secretariat", "member.invited", data)
    log.append("secretariat", "member.accredited", {"id": f"org-{i}"})
    sessions.append(take_seat(log, f"org-{i}", f"writer-{i}"))
print(json.dumps(sessions))
"""
CHECK = """
import tempfile
from pathlib import Path
from hamgara.record import verify
log = open_assembly("one")
with tempfile.TemporaryDirectory() as folder:
    log.write_bundle(Path(folder) / "bundle")
    found = verify(Path(folder) / "bundle", AssemblyReplay)
texts = [p.text["fa"] for p in log.snapshot().state.positions.positions.values()]
print(json.dumps({"size": found.size, "texts": texts}))
"""


class Writers:
    """Members who propose one position after another, and remember which were acknowledged."""

    def __init__(self, port: int, sessions: list[str]) -> None:
        self.port, self.sessions = port, sessions
        self.numbers = itertools.count()
        self.asked: list[str] = []
        self.acknowledged: list[str] = []
        self.unexpected: list[int] = []
        self.stopped = threading.Event()

    def run(self, session: str) -> None:
        while not self.stopped.is_set():
            text = f"موضع {next(self.numbers)}"
            self.asked.append(text)
            status = self._post(session, text)
            if status == 302:
                self.acknowledged.append(text)
            elif status is None:
                time.sleep(0.02)
            else:
                self.unexpected.append(status)

    def _post(self, session: str, text: str) -> int | None:
        body = urlencode({"text_fa": text, "text_en": "", "csrfmiddlewaretoken": TOKEN})
        headers = {
            "Cookie": f"session={session}; csrf={TOKEN}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("POST", "/a/one/do/position.proposed/", body, headers)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()


def _serve(folder: Path, port: int, env: dict[str, str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "hamgara.cli", "serve", str(folder), "--port", str(port), "--workers", "2"]
    return subprocess.Popen(
        command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )


def _torment(folder: Path, env: dict[str, str]) -> None:
    sessions = json.loads(run_inside(PREPARE, {"writers": WRITERS}, env))
    rng = random.Random(50)
    port = free_port()
    writers = Writers(port, sessions)
    threads = [threading.Thread(target=writers.run, args=(session,)) for session in sessions]
    for thread in threads:
        thread.start()
    try:
        for kill in range(KILLS):
            server = _serve(folder, port, env)
            try:
                before, deadline = len(writers.acknowledged), time.monotonic() + 60
                while len(writers.acknowledged) < before + 3:
                    assert time.monotonic() < deadline, (
                        f"no act acknowledged before kill {kill}: {writers.unexpected[:5]}"
                    )
                    time.sleep(0.01)
                time.sleep(rng.random() * 0.3)
            finally:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()
    finally:
        writers.stopped.set()
        for thread in threads:
            thread.join()
    found = json.loads(run_inside(CHECK, {}, env))
    assert not writers.unexpected
    assert len(found["texts"]) == len(set(found["texts"])), "an act is in the record twice"
    assert set(writers.acknowledged) <= set(found["texts"]) <= set(writers.asked)
    assert len(writers.acknowledged) >= 3 * KILLS


@pytest.mark.long
def test_killed_fifty_times_on_sqlite(tmp_path: Path) -> None:
    _torment(tmp_path, environment(tmp_path))


@pytest.mark.foreign
def test_killed_fifty_times_on_postgresql(tmp_path: Path) -> None:
    with run_postgres() as url:
        _torment(tmp_path, environment(tmp_path, url))
