"""Whether Go's checksum-database packages agree with a bundle that lies in a folder, whatever made it.

The test that calls `agree_on` is `foreign` and takes the fixture `checker` from `tests.record.test_go`, which builds
`tests/record/go/check.go` and fails where Go is missing.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

from tests.record.tampering import entries_of
from tests.record.test_go import prove, run

from hamgara.record import Bundle, Tree, leaf_hash, verify_consistency, verify_inclusion

__all__ = ["agree_on"]


def agree_on(checker: Path, folder: Path) -> int:
    """How many proofs both sides made and checked; an assertion fails where they differ.

    Go opens the checkpoint with our key, checks every witness's line, recomputes root and tiles from the entries, and
    checks our proofs; we check Go's. Every registered witness must have countersigned.
    """
    entries = entries_of(dict(Bundle.read(folder).files))
    tree = Tree(map(leaf_hash, entries))
    ours = prove(tree)
    done = run(checker, folder, ours)
    assert done.returncode == 0, done.stderr
    theirs = json.loads(done.stdout)
    assert {int(size): root for size, root in theirs["Roots"].items()} == ours["Roots"]
    for proof in theirs["Inclusion"]:
        index, size = proof["Index"], proof["Size"]
        verify_inclusion(leaf_hash(entries[index]), index, size, _hashes(proof), tree.root(size))
    for proof in theirs["Consistency"]:
        old, new = proof["Old"], proof["New"]
        verify_consistency(old, new, _hashes(proof), tree.root(old), tree.root(new))
    for kind in ("Inclusion", "Consistency"):
        assert len(theirs[kind]) == len(ours[kind]) > 0
    return len(theirs["Inclusion"]) + len(theirs["Consistency"])


def _hashes(proof: dict[str, Any]) -> list[bytes]:
    return [base64.b64decode(text) for text in proof["Proof"] or ()]
