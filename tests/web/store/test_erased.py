"""What is erased when a box is closed is gone from the files of a PostgreSQL database as well."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.postgres import run_postgres
from tests.web.store.instance import environment, run_inside

PREPARE = """
from django.core.management import call_command
from hamgara.web.store import boxes
call_command("migrate", verbosity=0)
log = create_assembly("one", {"fa": "یک"}, {"fa": "آزمون"}, Charter(secret=("motion",)))
for who in given["voters"]:
    place = {"city": "Toronto", "region": "Ontario", "country": "CA"}
    data = {"id": who, "as": "organisation", "name": {"fa": who}, "place": place}
    log.append("secretariat", "member.invited", data)
    log.append("secretariat", "member.accredited", {"id": who})
for vote in given["votes"]:
    subject, closes = {"matter": "motion", "id": vote}, "2200-01-01T00:00:00Z"
    opening = {"id": vote, "subject": subject, "text": {"fa": "؟"}, "closes": closes}
    log.append("secretariat", "decision.opened", opening)
    for who in given["voters"]:
        boxes.cast_secret(log, vote, who, "yes")
"""
CLOSE = """
from hamgara.web.store import closing
log, vote = open_assembly("one"), given["votes"][0]
data = lambda: closing.decision_closed(log, vote)
discard = lambda data: closing.discard(log, "decision.closed", data)
log.append("secretariat", "decision.closed", data, at="2200-01-01T00:00:00Z", discard=discard)
"""
LOOK = """
from django.db import connection
from hamgara.web.store.models import SecretBallot
with connection.cursor() as cursor:
    cursor.execute("CHECKPOINT")
    cursor.execute("SHOW data_directory")
    print(cursor.fetchone()[0])
print(SecretBallot.objects.count())
"""
VOTES, VOTERS = ["v-closed", "v-open"], [f"org-{i}" for i in range(9)]


def _kept(vote: str, env: dict[str, str]) -> tuple[int, int]:
    """How many rows there are, and how often a voter of that vote stands beside it in the files of tables."""
    folder, rows = run_inside(LOOK, {}, env).split()
    files = [path.read_bytes() for path in Path(folder, "base").rglob("*") if path.is_file()]
    # Columns follow one another in a row, each after one byte with its length.
    return int(rows), sum(len(re.findall(rb"%b.org-\d" % vote.encode(), data, re.DOTALL)) for data in files)


@pytest.mark.foreign
def test_postgresql_keeps_no_bytes_of_a_closed_box(tmp_path: Path) -> None:
    with run_postgres() as url:
        env = environment(tmp_path, url)
        run_inside(PREPARE, {"voters": VOTERS, "votes": VOTES}, env)
        rows, found = _kept("v-closed", env)
        assert rows == 2 * len(VOTERS)
        assert found >= len(VOTERS)
        run_inside(CLOSE, {"votes": VOTES}, env)
        assert _kept("v-closed", env) == (len(VOTERS), 0)
        # The box that is still open is as it was.
        assert _kept("v-open", env)[1] >= len(VOTERS)
