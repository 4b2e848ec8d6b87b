"""Appends against a bare insert-and-commit into the same SQLite file with the same durability.

Run with `python bench/append.py`. Both write rows of the same size with WAL and synchronous=FULL; ours also reads what
others wrote, asks the rules, applies the act and grows the tree. Rounds alternate.
"""

from __future__ import annotations

import os
import sqlite3
import statistics
import tempfile
import time
from pathlib import Path

ROUNDS, EACH = 7, 300


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIR")) as folder:
        os.environ["HAMGARA_DIR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "hamgara.web.settings"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        from hamgara.assembly import Charter
        from hamgara.web.store.log import create_assembly

        log = create_assembly("bench", {"fa": "سنجش"}, {"fa": "سنجش"}, Charter())
        place = {"city": "Toronto", "region": "Ontario", "country": "CA"}
        for i in range(1_000):
            invited = {"id": f"m-{i}", "as": "independent", "commitment": f"{i:064x}", "place": place}
            log.append("secretariat", "member.invited", invited)
            log.append("secretariat", "member.accredited", {"id": f"m-{i}"})
        file = Path(folder) / "db.sqlite3"
        bare = sqlite3.connect(file, isolation_level=None)
        bare.execute("PRAGMA journal_mode=WAL")
        bare.execute("PRAGMA synchronous=FULL")
        bare.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, seq INTEGER, data BLOB)")
        size = len(log.raw_entries(log.snapshot().size - 1, log.snapshot().size)[0]) + 60
        payload = os.urandom(size)
        ours, theirs, number = [], [], 0
        for _ in range(ROUNDS):
            started = time.perf_counter()
            for _ in range(EACH):
                number += 1
                data = {"id": f"p-{number}", "text": {"fa": f"موضع شمارهٔ {number} برای سنجش سرعت نوشتن"}}
                log.append(f"m-{number % 1000}", "position.proposed", data)
            ours.append(EACH / (time.perf_counter() - started))
            started = time.perf_counter()
            for i in range(EACH):
                bare.execute("BEGIN IMMEDIATE")
                bare.execute("INSERT INTO bare (seq, data) VALUES (?, ?)", (i, payload))
                bare.execute("COMMIT")
            theirs.append(EACH / (time.perf_counter() - started))
        ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
        print(f"{'':<26}{'min':>9}{'median':>9}{'max':>9}")
        for name, values in (("appends a second", ours), ("bare commits a second", theirs)):
            print(f"{name:<26}{min(values):9.0f}{statistics.median(values):9.0f}{max(values):9.0f}")
        low, middle, high = min(ratios), statistics.median(ratios), max(ratios)
        print(f"{'ratio (wanted: 0.30)':<26}{low:9.2f}{middle:9.2f}{high:9.2f}")


if __name__ == "__main__":
    main()
