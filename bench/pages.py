"""The server time of a member's pages in an assembly of 1,000 members and 20,000 acts.

Run with `python bench/pages.py`; prints a row per page: median and 95th percentile of 30 requests through the whole
middleware, and the number of queries. The first request, which reads the record, is shown apart.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

PAGES = (
    "", "charter/", "membership/", "membership/m-1/", "meetings/", "positions/", "clauses/", "clauses/c-1/",
    "decisions/", "decisions/d-1/", "elections/", "actions/", "resolution/", "record/", "record/12000/",
    "do/position.proposed/",
)  # fmt: skip
REQUESTS, WANTED = 30, 30.0


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HAMGARA_DIR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "hamgara.web.settings"
        import django

        django.setup()
        from django.contrib.auth.models import User
        from django.core.management import call_command
        from django.db import connection
        from django.test import Client
        from django.test.utils import CaptureQueriesContext
        from large_assembly import SEED, build

        from hamgara.record import assembly_id, log_signer
        from hamgara.web.store.models import Assembly, Entry, Person, Seat

        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        raws, _ = build()
        own = assembly_id(log_signer(SEED).verifier.key)
        Assembly.objects.create(id=own, slug="large", seed=SEED)
        Entry.objects.bulk_create(
            (Entry(assembly_id=own, seq=i, data=raw) for i, raw in enumerate(raws)), batch_size=2_000
        )
        Person.objects.bulk_create(
            Person(assembly_id=own, participant=f"m-{i}", name_fa=f"نام {i}", name_en=f"Name {i}", salt="0")
            for i in range(1_000)
        )
        user = User.objects.create(username="member")
        Seat.objects.create(user=user, assembly_id=own, actor="m-1")
        client = Client(headers={"host": "127.0.0.1"})
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        started = time.perf_counter()
        client.get("/a/large/")
        print(f"{'the first page of a process':<28}{1000 * (time.perf_counter() - started):8.0f} ms")
        print(f"{'page':<28}{'median':>8}{'95 %':>8}  queries   (wanted: under {WANTED:.0f} ms)")
        for path in PAGES:
            client.get(f"/a/large/{path}")
            times = []
            for _ in range(REQUESTS):
                started = time.perf_counter()
                response = client.get(f"/a/large/{path}")
                times.append(1000 * (time.perf_counter() - started))
            with CaptureQueriesContext(connection) as queries:
                client.get(f"/a/large/{path}")
            if response.status_code != 200:
                print(f"{path or 'home':<28}  status {response.status_code}")
                continue
            median, high = statistics.median(times), sorted(times)[int(REQUESTS * 0.95) - 1]
            print(f"{path or 'home':<28}{median:8.1f}{high:8.1f}{len(queries):9d}")


if __name__ == "__main__":
    main()
