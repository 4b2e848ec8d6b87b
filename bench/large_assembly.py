"""An assembly of 1,000 members and 20,000 acts: how long replay and `verify` take, and where a page's time goes.

Run with `python bench/large_assembly.py`; prints a table. `build(directory)` is used by the other scripts here.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from hamgara.assembly import AssemblyReplay, Charter
from hamgara.assembly.decisions import decide_outcome
from hamgara.record import Entry, assembly_id, log_signer, sign_checkpoint, verify, write_bundle

MEMBERS, ACTS = 1_000, 20_000
SEED = bytes(range(32))
START = datetime(2010, 8, 1, tzinfo=UTC)


def acts() -> Iterator[tuple[str, str, Any]]:
    """(actor, kind, data) of the assembly; data of a closing is None and computed by the caller."""
    for i in range(MEMBERS):
        place = {"city": f"City {i % 40}", "region": f"Region {i % 12}", "country": "CA" if i % 3 else "US"}
        if i % 8 == 0:
            data = {"id": f"m-{i}", "as": "organisation", "name": {"fa": f"سازمان {i}"}, "place": place}
        else:
            data = {"id": f"m-{i}", "as": "independent", "commitment": f"{i:064x}", "place": place}
        yield "secretariat", "member.invited", data
        yield f"m-{i}", "invitation.accepted", {}
        yield "secretariat", "member.accredited", {"id": f"m-{i}"}
    for i in range(400):
        yield f"m-{i}", "position.proposed", {"id": f"p-{i}", "text": {"fa": f"موضع {i}", "en": f"Position {i}"}}
        yield "secretariat", "position.admitted", {"id": f"p-{i}"}
    for i in range(16):
        text = {"fa": f"متن بند {i}", "en": f"Text of clause {i}"}
        yield "m-1", "clause.proposed", {"id": f"c-{i}", "as": "basis", "title": text, "text": text}
        subject = {"matter": "clause", "id": f"c-{i}", "version": 1}
        closes = stamp(10**6)
        yield "secretariat", "decision.opened", {"id": f"d-{i}", "subject": subject, "closes": closes}
        for m in range(MEMBERS):
            choice = ("yes", "yes", "yes", "no", "abstain")[(m * 7 + i) % 5]
            yield f"m-{m}", "vote.cast", {"decision": f"d-{i}", "choice": choice}
        yield "secretariat", "decision.closed", None


def stamp(seconds: int) -> str:
    """That many seconds after the beginning."""
    return (START + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def build() -> tuple[list[bytes], AssemblyReplay]:
    """The entries of the assembly, and the replay after them."""
    signer = log_signer(SEED)
    own = assembly_id(signer.verifier.key)
    replay = AssemblyReplay({})
    raws: list[bytes] = []

    def do(by: str, kind: str, data: Any) -> None:
        entry = Entry(assembly=own, seq=len(raws), at=stamp(len(raws)), by=by, act=kind, data=data)
        raw = entry.to_bytes()
        replay.take(replay.consider(entry), raw)
        raws.append(raw)

    names = {"names": {"fa": "بزرگ"}, "purpose": {"fa": "سنجش"}, "log_key": signer.vkey}
    do("secretariat", "assembly.convened", names)
    do("secretariat", "charter.adopted", {"charter": msgspec.to_builtins(Charter())})
    number = 0
    for by, kind, data in acts():
        if kind == "decision.closed":
            decision = replay.state.decisions.decisions[f"d-{number}"]
            outcome = decide_outcome(replay.state, decision, None)
            data, number = {"id": decision.id, "outcome": msgspec.to_builtins(outcome)}, number + 1
        do(by, kind, data)
    while len(raws) < ACTS:
        data = {"id": f"x-{len(raws)}", "text": {"fa": "باز هم موضع"}}
        do(f"m-{len(raws) % MEMBERS}", "position.proposed", data)
    return raws, replay


def main() -> None:
    """Measure and print."""
    raws, built = build()
    started = time.perf_counter()
    entries = [Entry.from_bytes(raw) for raw in raws]
    read = time.perf_counter() - started
    replay = AssemblyReplay({})
    started = time.perf_counter()
    for entry, raw in zip(entries, raws, strict=True):
        replay.take(replay.consider(entry), raw)
    replayed = time.perf_counter() - started
    assert replay.state == built.state
    signer = log_signer(SEED)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "bundle"
        head = sign_checkpoint(len(raws), replay.tree.root(), signer)
        write_bundle(out, entries=raws, checkpoint=head, vkey=signer.vkey, witnesses={}, attachments={})
        started = time.perf_counter()
        verify(out, AssemblyReplay)
        verified = time.perf_counter() - started
    print(f"{len(raws):,} acts of {MEMBERS:,} members")
    print(f"{'read entries':<28}{read:8.2f} s")
    print(f"{'replay':<28}{replayed:8.2f} s")
    print(f"{'read and replay':<28}{read + replayed:8.2f} s   (wanted: under 2 s)")
    print(f"{'verify a bundle':<28}{verified:8.2f} s   (wanted: under 10 s)")


if __name__ == "__main__":
    main()
