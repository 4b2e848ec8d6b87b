"""Several processes write to one record: no number is left out, none is given twice, every process sees all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.postgres import run_postgres
from tests.web.store.instance import environment, run_inside, start_inside

PREPARE = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
log = create_assembly("one", {"fa": "یک"}, {"fa": "آزمون"}, Charter())
for i in range(given["members"]):
    place = {"city": "Toronto", "region": "Ontario", "country": "CA"}
    data = {"id": f"org-{i}", "as": "organisation", "name": {"fa": f"سازمان {i}"}, "place": place}
    log.append("secretariat", "member.invited", data)
    log.append("secretariat", "member.accredited", {"id": f"org-{i}"})
"""
WRITE = """
log = open_assembly("one")
who = given["who"]
for i in range(given["acts"]):
    data = {"id": f"pos-{who}-{i}", "text": {"fa": f"موضع {who} {i}"}}
    entry = log.append(f"org-{who}", "position.proposed", data)
    print(entry.seq, flush=True)
    if i % 10 == 0:
        try:
            log.append(f"org-{who}", "position.proposed", data)
        except Refused as refused:
            assert refused.code == "id_taken"
        else:
            raise AssertionError("a position was admitted twice")
"""
CHECK = """
import tempfile
from pathlib import Path
from hamgara.record import verify
from hamgara.web.store.models import Entry
log = open_assembly("one")
numbers = list(Entry.objects.filter(assembly_id=log.assembly_id).order_by("seq").values_list("seq", flat=True))
with tempfile.TemporaryDirectory() as folder:
    log.write_bundle(Path(folder) / "bundle")
    found = verify(Path(folder) / "bundle", AssemblyReplay)
positions = list(log.snapshot().state.positions.positions)
print(json.dumps({"numbers": numbers, "size": found.size, "positions": positions}))
"""
WRITERS, ACTS = 4, 40


def _write_together(env: dict[str, str]) -> None:
    run_inside(PREPARE, {"members": WRITERS}, env)
    running = [start_inside(WRITE, {"who": who, "acts": ACTS}, env) for who in range(WRITERS)]
    acknowledged: list[int] = []
    for process in running:
        out, err = process.communicate(timeout=240)
        assert process.returncode == 0, err
        acknowledged += map(int, out.split())

    found = json.loads(run_inside(CHECK, {}, env))
    assert len(set(acknowledged)) == len(acknowledged) == WRITERS * ACTS
    assert found["numbers"] == list(range(2 + 2 * WRITERS + WRITERS * ACTS))
    assert found["size"] == len(found["numbers"])
    assert sorted(found["positions"]) == sorted(f"pos-{w}-{i}" for w in range(WRITERS) for i in range(ACTS))


def test_several_processes_on_sqlite(tmp_path: Path) -> None:
    _write_together(environment(tmp_path))


@pytest.mark.foreign
def test_several_processes_on_postgresql(tmp_path: Path) -> None:
    with run_postgres() as url:
        _write_together(environment(tmp_path, url))
