"""sign and witness: keys, signatures on acts, countersignatures on heads."""

from __future__ import annotations

import base64
import json
import stat
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from hamgara.record import (
    Bundle,
    Entry,
    Signature,
    Tree,
    Witness,
    WitnessVerifier,
    check_signature,
    cosigned_times,
    leaf_hash,
    log_signer,
    log_verifier,
    sign_checkpoint,
    write_bundle,
    zip_bundle,
)

LOG = log_signer(sha256(b"a record").digest())
ASSEMBLY = LOG.verifier.name.removeprefix("hamgara/")
ACT = {"assembly": ASSEMBLY, "by": "m-1", "act": "vote.cast", "data": {"choice": "for", "متن": "x"}}


def _act(**changes: Any) -> str:
    return json.dumps({**ACT, "data": {"choice": "برای"}, **changes}, ensure_ascii=False)


def _entries(count: int, word: str = "note") -> list[bytes]:
    return [
        Entry(
            assembly=ASSEMBLY,
            seq=i,
            at="2010-08-13T13:00:00Z",
            by="m-1",
            act="note.written",
            data={"text": f"{word} {i}"},
        ).to_bytes()
        for i in range(count)
    ]


def _bundle(out: Path, entries: Sequence[bytes], signer: Any = LOG) -> Path:
    tree = Tree(map(leaf_hash, entries))
    write_bundle(
        out,
        entries=entries,
        checkpoint=sign_checkpoint(len(entries), tree.root(), signer),
        vkey=signer.vkey,
        witnesses={},
        attachments={},
    )
    return out


@pytest.fixture
def author(run: Any, tmp_path: Path) -> tuple[Path, str]:
    """An author's key file and its public key."""
    path = tmp_path / "author.key"
    return path, run("sign", "--new", "--key", path).stdout.strip()


@pytest.fixture
def witness(run: Any, tmp_path: Path) -> tuple[Path, WitnessVerifier]:
    """A witness's key file and its public key."""
    path = tmp_path / "witness.key"
    return path, WitnessVerifier.parse(run("witness", "--new", "union.example/w", "--key", path).stdout.strip())


def test_new_key_is_private_and_never_overwritten(run: Any, author: tuple[Path, str]) -> None:
    path, public = author
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(base64.b64decode(public)) == 32
    before = path.read_bytes()
    again = run("sign", "--new", "--key", path)
    assert again.exit_code == 2
    assert "never overwritten" in again.stderr
    assert path.read_bytes() == before


@pytest.mark.parametrize("how", ["file", "standard input"])
def test_signature_is_what_the_record_checks(run: Any, author: tuple[Path, str], tmp_path: Path, how: str) -> None:
    path, public = author
    if how == "file":
        (tmp_path / "act.json").write_text(_act(), encoding="utf-8")
        result = run("sign", tmp_path / "act.json", "--key", path)
    else:
        result = run("sign", "-", "--key", path, stdin=_act())
    assert result.exit_code == 0, result.stderr
    sig = Signature(**json.loads(result.stdout))
    assert sig.key == public
    said = json.loads(_act())
    entry = Entry(seq=7, at="2010-08-13T13:00:00Z", sig=sig, **said)
    check_signature(entry, {"alg": "ed25519", "key": public})
    other = Entry(seq=7, at="2010-08-13T13:00:00Z", sig=sig, **{**said, "data": {"choice": "against"}})
    with pytest.raises(Exception, match="signature_wrong"):
        check_signature(other, {"alg": "ed25519", "key": public})


def test_two_signatures_have_two_nonces(run: Any, author: tuple[Path, str]) -> None:
    nonces = {json.loads(run("sign", "-", "--key", author[0], stdin=_act()).stdout)["nonce"] for _ in range(3)}
    assert len(nonces) == 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{", "not JSON"),
        ("[]", "exactly assembly, by, act, data"),
        (_act(seq=3), "exactly assembly, by, act, data"),
        (_act(by=3), "by must be a text"),
        (_act(data=[]), "data must be an object"),
        (_act(data={"share": 0.5}), "data"),
        (json.dumps(ACT), "متن"),
    ],
    ids=["cut", "list", "more", "by-number", "data-list", "float", "name-not-ascii"],
)
def test_what_cannot_be_signed(run: Any, author: tuple[Path, str], text: str, expected: str) -> None:
    result = run("sign", "-", "--key", author[0], stdin=text)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert expected in result.stderr or "path" in result.stderr
    assert result.stderr.count("\n") == 1


def test_keys_serve_one_purpose(run: Any, author: tuple[Path, str], witness: Any, tmp_path: Path) -> None:
    assert run("sign", "-", "--key", witness[0], stdin=_act()).exit_code == 2
    bundle = _bundle(tmp_path / "b", _entries(3))
    result = run("witness", bundle, "--key", author[0])
    assert result.exit_code == 2
    assert "an author" in result.stderr


@pytest.mark.parametrize(
    "text", ["", "{}", '{"purpose": "author", "name": "", "algorithm": "ed25519", "secret": "AA=="}']
)
def test_damaged_key_file(run: Any, tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.key"
    path.write_text(text)
    result = run("sign", "-", "--key", path, stdin=_act())
    assert result.exit_code == 2
    assert "bad.key" in result.stderr


@pytest.mark.parametrize("name", ["two words", "UPPER", "", "a+b"])
def test_witness_names(run: Any, tmp_path: Path, name: str) -> None:
    result = run("witness", "--new", name, "--key", tmp_path / "w.key")
    assert result.exit_code in (1, 2)
    assert not (tmp_path / "w.key").exists()


def test_line_goes_beneath_the_checkpoint(run: Any, witness: tuple[Path, WitnessVerifier], tmp_path: Path) -> None:
    path, verifier = witness
    bundle = _bundle(tmp_path / "b", _entries(5))
    result = run("witness", bundle, "--key", path)
    assert result.exit_code == 0, result.stderr
    signed = (bundle / "log" / "checkpoint").read_bytes() + result.stdout.encode()
    assert cosigned_times(signed, log_verifier(LOG.vkey), [verifier])[verifier.name] > 1_600_000_000


def test_head_that_continues_the_last(run: Any, witness: tuple[Path, WitnessVerifier], tmp_path: Path) -> None:
    entries = _entries(300)
    for size in (3, 3, 7, 256, 300):
        bundle = _bundle(tmp_path / f"{size}-{len(list(tmp_path.iterdir()))}", entries[:size])
        (zipped := tmp_path / "b.zip").write_bytes(zip_bundle(Bundle.read(bundle)))
        result = run("witness", zipped, "--key", witness[0], "--out", tmp_path / "line")
        assert result.exit_code == 0, result.stderr
        assert (tmp_path / "line").read_text().startswith("— union.example/w ")
    seen = json.loads((tmp_path / "witness.key.seen").read_text())
    assert seen[f"hamgara/{ASSEMBLY}"].split("\n")[1] == "300"


def _forked(tmp_path: Path) -> Path:
    return _bundle(tmp_path / "forked", [*_entries(4), *_entries(9, "other")[4:]])


def _shorter(tmp_path: Path) -> Path:
    return _bundle(tmp_path / "shorter", _entries(4))


def _same_size(tmp_path: Path) -> Path:
    return _bundle(tmp_path / "same", _entries(6, "other"))


def _wrong_signature(tmp_path: Path) -> Path:
    bundle = _bundle(tmp_path / "wrong", _entries(9))
    place = bundle / "log" / "checkpoint"
    place.write_bytes(place.read_bytes().replace(b"\n9\n", b"\n8\n"))
    return bundle


def _wrong_entries(tmp_path: Path) -> Path:
    bundle = _bundle(tmp_path / "entries", _entries(9))
    place = bundle / "log" / "tile" / "entries" / "000.p" / "9"
    place.write_bytes(place.read_bytes().replace(b"note 8", b"note 9"))
    return bundle


@pytest.mark.parametrize("make", [_forked, _shorter, _same_size, _wrong_signature, _wrong_entries])
def test_head_that_is_not_to_be_signed(
    run: Any, witness: tuple[Path, WitnessVerifier], tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    assert run("witness", _bundle(tmp_path / "first", _entries(6)), "--key", witness[0]).exit_code == 0
    before = (tmp_path / "witness.key.seen").read_bytes()
    result = run("witness", make(tmp_path), "--key", witness[0])
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert (tmp_path / "witness.key.seen").read_bytes() == before
    # What continues the first head is still signed.
    assert run("witness", _bundle(tmp_path / "next", _entries(8)), "--key", witness[0]).exit_code == 0


def test_checkpoint_without_its_bundle(run: Any, witness: tuple[Path, WitnessVerifier], tmp_path: Path) -> None:
    entries = _entries(9)
    tree = Tree(map(leaf_hash, entries))
    for size in (4, 9):
        (tmp_path / f"head-{size}").write_bytes(sign_checkpoint(size, tree.root(size), LOG))
    proof = tmp_path / "proof"
    proof.write_text("".join(base64.b64encode(h).decode() + "\n" for h in tree.consistency(4, 9)))

    assert run("witness", tmp_path / "head-4", "--key", witness[0]).exit_code == 2
    assert run("witness", tmp_path / "head-4", "--key", witness[0], "--log", LOG.vkey).exit_code == 0
    without = run("witness", tmp_path / "head-9", "--key", witness[0], "--log", LOG.vkey)
    assert without.exit_code == 2
    assert "proof" in without.stderr
    wrong = tmp_path / "wrong"
    wrong.write_text(proof.read_text().replace(proof.read_text()[:8], "AAAAAAAA"))
    assert run("witness", tmp_path / "head-9", "--key", witness[0], "--log", LOG.vkey, "--proof", wrong).exit_code == 1
    assert run("witness", tmp_path / "head-9", "--key", witness[0], "--log", LOG.vkey, "--proof", proof).exit_code == 0


def test_lines_of_other_witnesses_do_not_hinder(
    run: Any, witness: tuple[Path, WitnessVerifier], tmp_path: Path
) -> None:
    tree = Tree(map(leaf_hash, _entries(4)))
    head = sign_checkpoint(4, tree.root(), LOG)
    other = Witness("other", sha256(b"other").digest())
    (tmp_path / "head").write_bytes(other.cosign(head, LOG.verifier, 1_281_805_200))
    result = run("witness", tmp_path / "head", "--key", witness[0], "--log", LOG.vkey)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("— union.example/w ")


def test_damaged_memory_is_not_passed_over(run: Any, witness: tuple[Path, WitnessVerifier], tmp_path: Path) -> None:
    (tmp_path / "witness.key.seen").write_text("{")
    result = run("witness", _bundle(tmp_path / "b", _entries(3)), "--key", witness[0])
    assert result.exit_code == 2
    assert "damaged" in result.stderr
