"""What was taken over from elsewhere is, byte for byte, what VENDORED.md says."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"\| `(?P<path>[^`]+)` \|.*\| `(?P<sha256>[0-9a-f]{64})` \|")


def _listed() -> dict[str, str]:
    return {m["path"]: m["sha256"] for m in ROW.finditer((ROOT / "VENDORED.md").read_text(encoding="utf-8"))}


def test_every_vendored_file_is_as_listed() -> None:
    listed = _listed()
    assert listed
    assert {path: sha256((ROOT / path).read_bytes()).hexdigest() for path in listed} == listed


def test_no_foreign_font_or_minified_script_is_unlisted() -> None:
    found = {
        path.relative_to(ROOT).as_posix()
        for pattern in ("*.woff2", "*.ttf", "*.otf", "*.min.js")
        for path in (ROOT / "src").rglob(pattern)
    }
    assert found <= set(_listed())


def test_every_vendored_file_has_its_licence_beside_it() -> None:
    for path in _listed():
        folder = (ROOT / path).parent
        assert any(folder.glob("OFL.txt")) or any(folder.glob("*.LICENSE.txt")), path
