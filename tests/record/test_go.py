"""The record under tools that nobody here wrote: Go's checksum-database packages read our bundles and proofs.

Needs Go and Debian's golang-golang-x-mod-dev; where they are missing the test fails.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from tests.record.cast import make_club
from tests.record.tampering import entries_of

from hamgara.record import Bundle, Tree, leaf_hash, verify_consistency, verify_inclusion

pytestmark = pytest.mark.foreign

GOPATH = "/usr/share/gocode"


@pytest.fixture(scope="module")
def checker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("go")
    environment = {
        **os.environ, "GO111MODULE": "off", "GOPATH": GOPATH, "GOFLAGS": "", "GOCACHE": str(made / "cache"),
    }  # fmt: skip
    source = Path(__file__).parent / "go" / "check.go"
    built = subprocess.run(
        ["go", "build", "-o", str(made / "check"), str(source)], env=environment, capture_output=True, text=True
    )
    assert built.returncode == 0, built.stderr
    return made / "check"


def write_out(bundle: Bundle, folder: Path) -> Path:
    for path, data in bundle.files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    return folder


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def prove(tree: Tree) -> dict[str, Any]:
    size = tree.size
    step = max(1, size // 40)
    sizes = sorted({size, size - 1, *range(1, size + 1, step), *(k for k in (255, 256, 257, 512) if k <= size)} - {0})
    return {
        "Roots": {n: b64(tree.root(n)) for n in sizes},
        "Inclusion": [
            {"Index": i, "Size": n, "Proof": [b64(h) for h in tree.inclusion(i, n)]}
            for n in sizes
            for i in sorted({0, n // 3, n // 2, n - 1})
        ],
        "Consistency": [
            {"Old": old, "New": new, "Proof": [b64(h) for h in tree.consistency(old, new)]}
            for new in sizes
            for old in sizes
            if old <= new
        ],
    }


def run(checker: Path, folder: Path, proofs: dict[str, Any]) -> subprocess.CompletedProcess[str]:
    given = folder.parent / "proofs.json"
    given.write_text(json.dumps(proofs))
    return subprocess.run([str(checker), str(folder), str(given)], capture_output=True, text=True)


@pytest.mark.parametrize("notes", [0, 5, 248, 249, 800])
def test_go_agrees(notes: int, checker: Path, tmp_path: Path) -> None:
    bundle = make_club(notes)
    entries = entries_of(dict(bundle.files))
    tree = Tree(map(leaf_hash, entries))
    proofs = prove(tree)
    done = run(checker, write_out(bundle, tmp_path / "bundle"), proofs)
    assert done.returncode == 0, done.stderr
    made = json.loads(done.stdout)
    assert {int(n): r for n, r in made["Roots"].items()} == proofs["Roots"]
    assert len(made["Inclusion"]) == len(proofs["Inclusion"]) > 0
    assert len(made["Consistency"]) == len(proofs["Consistency"]) > 0
    for p in made["Inclusion"]:
        proof = [base64.b64decode(h) for h in p["Proof"] or []]
        verify_inclusion(leaf_hash(entries[p["Index"]]), p["Index"], p["Size"], proof, tree.root(p["Size"]))
    for p in made["Consistency"]:
        proof = [base64.b64decode(h) for h in p["Proof"] or []]
        verify_consistency(p["Old"], p["New"], proof, tree.root(p["Old"]), tree.root(p["New"]))


def test_go_refuses_what_is_wrong(checker: Path, tmp_path: Path) -> None:
    """So that the agreement above means something."""
    bundle = make_club(30)
    proofs = prove(Tree(map(leaf_hash, entries_of(dict(bundle.files)))))
    zero = b64(bytes(32))
    broken = [
        (bundle, {**proofs, "Roots": {3: zero}}),
        (bundle, {**proofs, "Inclusion": [{"Index": 1, "Size": 5, "Proof": [zero] * 3}]}),
        (bundle, {**proofs, "Consistency": [{"Old": 3, "New": 5, "Proof": [zero] * 4}]}),
    ]
    for path, data in bundle.files.items():
        if path.startswith(("log/", "keys/")):
            changed = data[:20] + bytes([data[20] ^ 1]) + data[21:]
            broken.append((Bundle({**bundle.files, path: changed}), proofs))
    for i, (files, given) in enumerate(broken):
        (tmp_path / str(i)).mkdir()
        done = run(checker, write_out(files, tmp_path / str(i) / "bundle"), given)
        assert done.returncode == 1, i
