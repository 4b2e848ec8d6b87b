"""Ballots sealed in a browser are good ones for Debian's belenios-tool, and hold what was chosen."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = ROOT / "src/hamgara/web/static/hamgara/seal.js"
MARKS = {"answers": [f"Name {n}" for n in range(1, 11)], "min": 0, "max": 5, "question": "Five of ten"}
BLANK = {"answers": ["Ann", "Ben"], "blank": True, "min": 1, "max": 1, "question": "One or none"}
RANKS = {"type": "NonHomomorphic", "value": {"answers": ["Ann", "Ben", "Cem"], "question": "Rank them"}}
SEAL = """([election, code, answers]) => {
  const began = performance.now();
  const sealed = hamgara_sealing.sealBallot(election, hamgara_sealing.readCode(code), answers);
  return { ...sealed, seconds: (performance.now() - began) / 1000 };
}"""


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """An empty page with the script, which may ask the network for nothing."""
    found = shutil.which("chromium")
    assert found is not None, "the browser tests need chromium (apt-get install chromium)"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        opened = browser.new_context(offline=True).new_page()
        opened.add_script_tag(path=SCRIPT)
        yield opened
        browser.close()


def _tool(folder: Path, *words: str, given: str = "") -> str:
    found = shutil.which("belenios-tool")
    assert found is not None, "this test needs belenios-tool (apt-get install belenios-tool)"
    run = subprocess.run(
        [found, *words],
        cwd=folder,
        input=given,
        capture_output=True,
        text=True,
        env={**os.environ, "BELENIOS_USE_URANDOM": "1"},
        check=False,
    )
    assert run.returncode == 0, f"{words}: {run.stderr}"
    return run.stdout or run.stderr


def _set_up(folder: Path, group: str, questions: list[dict[str, Any]]) -> tuple[str, list[str]]:
    """An election of one trustee made by belenios-tool: its text, and the codes of three voters."""
    uuid = _tool(folder, "setup", "generate-token").strip()
    where = ("--uuid", uuid, "--group", group)
    _tool(folder, "setup", "generate-credentials", *where, "--count", "3")
    next(folder.glob("*.pubcreds")).rename(folder / "public_creds.json")
    codes = [line.split()[1] for line in next(folder.glob("*.privcreds")).read_text().splitlines()]
    _tool(folder, "setup", "generate-trustee-key", "--group", group)
    (folder / "public_keys.jsons").write_text(next(folder.glob("*.pubkey")).read_text())
    _tool(folder, "setup", "make-trustees")
    template = folder / "questions.json"
    template.write_text(json.dumps({"description": "", "name": "Test", "questions": questions}))
    _tool(folder, "setup", "make-election", *where, "--template", str(template))
    text = (folder / "election.json").read_text().rstrip("\n")
    _tool(folder, "archive", "init")
    for name in ("election.json", "trustees.json", "public_creds.json"):
        (folder / name).unlink()
    return text, codes


def _declare(folder: Path) -> Any:
    """Close, decrypt and verify by belenios-tool; what the ballots held."""
    _tool(folder, "archive", "add-event", "--type=EndBallots")
    tally = _tool(folder, "election", "compute-encrypted-tally")
    _tool(folder, "archive", "add-event", "--type=EncryptedTally", given=tally)
    key = next(folder.glob("*.privkey"))
    if "NonHomomorphic" in (folder / "questions.json").read_text():
        shuffle = _tool(folder, "election", "shuffle", "--trustee-id", "1")
        _tool(folder, "archive", "add-event", "--type=Shuffle", given=shuffle)
        _tool(folder, "archive", "add-event", "--type=EndShuffles")
    part = _tool(folder, "election", "decrypt", "--privkey", key.name, "--trustee-id", "1")
    _tool(folder, "archive", "add-event", "--type=PartialDecryption", given=part)
    result = _tool(folder, "election", "compute-result")
    _tool(folder, "archive", "add-event", "--type=Result", given=result)
    assert "all checks passed" in _tool(folder, "election", "verify")
    return json.loads(result.splitlines()[-1])["result"]


@pytest.mark.foreign
@pytest.mark.browser
@pytest.mark.parametrize(
    ("group", "questions", "votes", "result"),
    [
        (
            "BELENIOS-2048",
            [MARKS, BLANK],
            [[[1, 1, 1, 1, 1, *[0] * 5], [0, 1]], [[0] * 10, [0, 0]], [[*[0] * 9, 1], [1, 0]]],
            [[1, 1, 1, 1, 1, 0, 0, 0, 0, 1], [1, 1, 1]],
        ),
        (
            "RFC-3526-2048",
            [RANKS, BLANK],
            [[[1, 2, 3], [0, 1]], [[255, 0, 1], [0, 0]], [[0, 0, 0], [1, 0]]],
            [[[0, 0, 0], [1, 2, 3], [255, 0, 1]], [1, 1, 1]],
        ),
    ],
)
def test_belenios_tool_counts_what_the_browser_sealed(
    page: Page, tmp_path: Path, group: str, questions: list[Any], votes: list[Any], result: list[Any]
) -> None:
    text, codes = _set_up(tmp_path, group, questions)
    for code, vote in zip(codes, votes, strict=True):
        sealed = page.evaluate(SEAL, [text, code, vote])
        assert sealed["seconds"] < 2
        _tool(tmp_path, "archive", "add-event", "--type=Ballot", given=sealed["ballot"])
        shown = _tool(tmp_path, "sha256-b64", given=sealed["ballot"]).split()[0]
        assert sealed["tracker"] == shown
        opened = page.evaluate("x => hamgara_sealing.openBallot(...x)", [text, sealed["ballot"], sealed["opening"]])
        assert opened == vote
    assert "all checks passed" in _tool(tmp_path, "election", "verify")
    declared = _declare(tmp_path)
    assert [sorted(part) if isinstance(part[0], list) else part for part in declared] == result


@pytest.mark.foreign
@pytest.mark.browser
def test_an_opening_that_says_something_else_is_found_out(page: Page, tmp_path: Path) -> None:
    text, codes = _set_up(tmp_path, "BELENIOS-2048", [BLANK])
    sealed = page.evaluate(SEAL, [text, codes[0], [[0, 1]]])
    lie = {**sealed["opening"], "choices": [[0, 1, 0]]}
    said = page.evaluate(
        "x => { try { return hamgara_sealing.openBallot(...x) } catch (e) { return e.message } }",
        [text, sealed["ballot"], lie],
    )
    assert said == "question 1, place 2 holds something else"


@pytest.mark.foreign
def test_the_served_script_is_made_from_its_sources(tmp_path: Path) -> None:
    made = tmp_path / "seal.js"
    subprocess.run([ROOT / "scripts/bundle-sealing", made], check=True, capture_output=True, timeout=120)
    assert made.read_bytes() == SCRIPT.read_bytes(), "run scripts/bundle-sealing"


@pytest.mark.browser
def test_a_mistyped_code_is_noticed(page: Page) -> None:
    read = "code => hamgara_sealing.readCode(code)"
    good = "hZN5V1NaHBvJqdX"
    raw = good[:14]
    value = 0
    digits = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    for letter in raw:
        value = value * 58 + digits.index(letter)
    good = raw + digits[53 - value % 53]
    dashed = "-".join(good[i : i + 3] for i in range(0, 15, 3))
    assert page.evaluate(read, f"  {good} ") == dashed
    assert page.evaluate(read, dashed) == dashed
    for i, letter in enumerate(good):
        other = good[:i] + digits[(digits.index(letter) + 1) % 58] + good[i + 1 :]
        assert page.evaluate(read, other) is None
    assert page.evaluate(read, "0" + good[1:]) is None
    assert page.evaluate(read, "") is None


def test_the_licences_of_what_is_bundled_stand_beside_it() -> None:
    text = (SCRIPT.parent / "seal.LICENSE.txt").read_text()
    wanted = json.loads((ROOT / "src/hamgara/web/sealing/package.json").read_text())["dependencies"]
    assert all(f"{name} {version}" in text for name, version in wanted.items())
    assert "MIT License" in text
    assert sha256(SCRIPT.read_bytes()).hexdigest() in (ROOT / "VENDORED.md").read_text()
