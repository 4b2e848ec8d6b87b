"""Signed notes, checkpoints and cosignatures: published vectors, strictness, and what a witness will not sign."""

from __future__ import annotations

import base64
import hashlib

import pytest
from tests.record.cast import LOG, LOG_SEED, OTHER_SEED, VERIFIER, WITNESSES

from hamgara.record import (
    Checkpoint,
    NoteError,
    ProofError,
    Signer,
    Tree,
    Verifier,
    Witness,
    WitnessVerifier,
    add_cosignature,
    assembly_id,
    cosigned_times,
    generate_seed,
    leaf_hash,
    log_signer,
    log_verifier,
    open_checkpoint,
    open_note,
    sign_checkpoint,
    sign_note,
)
from hamgara.record.cosignature import sort_lines
from hamgara.record.note import join_note, split_note

# The example in the documentation of golang.org/x/mod/sumdb/note, where the format comes from.
VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
SKEY = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)  # fmt: skip
NOTE = (
    TEXT
    + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
).encode()

ENTRIES = [b"a", b"b", b"c", b"d", b"e"]
TREE = Tree(map(leaf_hash, ENTRIES))
HEADS = {n: sign_checkpoint(n, TREE.root(n), LOG) for n in range(1, 6)}


def test_the_published_note() -> None:
    assert open_note(NOTE, [Verifier.parse(VKEY)]).text == TEXT
    signer = Signer("PeterNeumann", base64.b64decode(SKEY)[1:])
    assert signer.vkey == VKEY
    assert sign_note(TEXT, [signer]) == NOTE


def test_a_key_is_read_back() -> None:
    for seed in (LOG_SEED, generate_seed(), generate_seed(lambda n: bytes(n))):
        signer = Signer("club.example/log", seed)
        assert Verifier.parse(signer.vkey) == signer.verifier
    assert generate_seed() != generate_seed()
    with pytest.raises(ValueError, match="32 bytes"):
        Signer("x", b"short")


@pytest.mark.parametrize(
    ("vkey", "code"),
    [
        ("", "key_malformed"),
        ("PeterNeumann", "key_malformed"),
        (VKEY.replace("c74f20a3", "c74f20a4"), "key_id"),
        (VKEY.replace("c74f20a3", "C74F20A3"), "key_id"),
        (VKEY.replace("PeterNeumann", "PeterNewmann"), "key_id"),
        (VKEY.replace("PeterNeumann", "Peter Neumann"), "key_name"),
        (VKEY.replace("PeterNeumann", "Peter\u2003Neumann"), "key_name"),
        (VKEY.replace("PeterNeumann", ""), "key_name"),
        (VKEY[:-1], "key_malformed"),
        (VKEY + "\n", "key_malformed"),
        (VKEY + "AAAA", "key_malformed"),
        (VKEY.replace("+ARpc", "+BBpc"), "key_type"),
        (VKEY.replace("10TW", "10T=") + "", "key_malformed"),
    ],
)
def test_keys_that_are_refused(vkey: str, code: str) -> None:
    with pytest.raises(NoteError) as caught:
        Verifier.parse(vkey)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "note_malformed"),
        (TEXT.encode(), "note_malformed"),
        (TEXT.encode() + b"\n", "note_malformed"),
        (NOTE[:-1], "note_malformed"),
        (NOTE + b"\n", "note_malformed"),
        (NOTE.replace("— ".encode(), b"- "), "note_malformed"),
        (NOTE.replace(b"nAM=\n", b"nAN=\n"), "note_malformed"),
        (NOTE.replace(b"nAM=\n", b"nAM\n"), "note_malformed"),
        (NOTE.replace(b"nAM=\n", b"nAM= \n"), "note_malformed"),
        (NOTE.replace(b"nAM=\n", b"nA*=\n"), "note_malformed"),
        (NOTE.replace(b"\n", b"\r\n"), "note_malformed"),
        (NOTE.replace(b"\n\n", b"\n"), "note_malformed"),
        (NOTE.replace(b"If", b"I\x00"), "note_malformed"),
        (NOTE.replace(b"If", b"I\xff"), "note_not_utf8"),
        (NOTE.replace(b"If", b"ib"), "signature_wrong"),
        (NOTE.replace(b"x08go/", b"x08go+"), "signature_wrong"),
        (NOTE.replace(b" x08g", b" x18g"), "signer_unknown"),
        (NOTE.replace(b"PeterNeumann x", b"PeterNewmann x"), "signer_unknown"),
        (NOTE + NOTE.split(b"\n")[-2] + b"\n", "signer_twice"),
        (TEXT.encode() + b"\n" + (NOTE.split(b"\n")[-2] + b"\n") * 65, "note_lines"),
    ],
)
def test_notes_that_are_refused(data: bytes, code: str) -> None:
    with pytest.raises(NoteError) as caught:
        open_note(data, [Verifier.parse(VKEY)])
    assert caught.value.code == code


def test_a_text_may_have_empty_lines() -> None:
    signer = Signer("x", LOG_SEED)
    text = "a\n\nb\n\n\nc\n"
    assert open_note(sign_note(text, [signer]), [signer.verifier]).text == text
    for wrong in ("no newline", "tab\there\n", ""):
        with pytest.raises(NoteError):
            sign_note(wrong, [signer])


def test_the_id_of_an_assembly_follows_from_its_key() -> None:
    key = LOG.verifier.key
    expected = base64.b32encode(hashlib.sha256(key).digest()).decode().lower()[:20]
    assert assembly_id(key) == expected
    assert LOG.verifier.name == f"hamgara/{expected}"
    assert log_verifier(LOG.vkey) == LOG.verifier
    usurper = Signer(LOG.verifier.name, OTHER_SEED)
    with pytest.raises(NoteError, match="origin_differs"):
        log_verifier(usurper.vkey)


def test_a_checkpoint_is_read_back() -> None:
    head = open_checkpoint(HEADS[5], VERIFIER)
    assert head == Checkpoint(VERIFIER.name, 5, TREE.root())
    assert head.assembly == assembly_id(VERIFIER.key)


ROOT = base64.b64encode(TREE.root()).decode()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"{VERIFIER.name}\n5\n{ROOT}\nmore\n", "checkpoint_lines"),
        (f"{VERIFIER.name}\n5\n", "checkpoint_lines"),
        (f"{VERIFIER.name}\n05\n{ROOT}\n", "checkpoint_malformed"),
        (f"{VERIFIER.name}\n+5\n{ROOT}\n", "checkpoint_malformed"),
        (f"{VERIFIER.name}\n۵\n{ROOT}\n", "checkpoint_malformed"),
        (f"{VERIFIER.name}\n{2**53}\n{ROOT}\n", "checkpoint_malformed"),
        (f"{VERIFIER.name}\n5\n{ROOT[:-4]}\n", "checkpoint_malformed"),
        (f"{VERIFIER.name}\n5\n{ROOT[:-1]}\n", "checkpoint_malformed"),
        (f"example.com/log\n5\n{ROOT}\n", "checkpoint_malformed"),
        (f"hamgara/{'a' * 20}\n5\n{ROOT}\n", "origin_differs"),
    ],
)
def test_checkpoints_that_are_refused(text: str, code: str) -> None:
    with pytest.raises(NoteError) as caught:
        open_checkpoint(sign_note(text, [LOG]), VERIFIER)
    assert caught.value.code == code


def test_a_checkpoint_needs_the_logs_own_line() -> None:
    witness = WITNESSES[0]
    text, lines = split_note(witness.cosign(HEADS[5], VERIFIER, 1000))
    with pytest.raises(NoteError, match="signer_missing"):
        open_checkpoint(join_note(text, lines[1:]), VERIFIER, (witness.verifier,))


def test_a_cosignature_is_as_the_standard_says() -> None:
    witness = WITNESSES[0]
    data = witness.cosign(HEADS[5], VERIFIER, 1679315147)
    text, lines = split_note(data)
    name, key_id, value = lines[1]
    key = witness.verifier.key
    assert name == witness.verifier.name
    assert key_id == hashlib.sha256(name.encode() + b"\n\x04" + key).digest()[:4]
    assert len(value) == 72
    assert int.from_bytes(value[:8], "big") == 1679315147
    message = f"cosignature/v1\ntime 1679315147\n{text}".encode()
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    Ed25519PublicKey.from_public_bytes(key).verify(value[8:], message)
    assert cosigned_times(data, VERIFIER, [witness.verifier]) == {name: 1679315147}


def test_keys_of_logs_and_of_witnesses_are_not_confused() -> None:
    with pytest.raises(NoteError, match="key_type"):
        WitnessVerifier.parse(LOG.vkey)
    with pytest.raises(NoteError, match="key_type"):
        Verifier.parse(WITNESSES[0].vkey)
    assert WitnessVerifier.parse(WITNESSES[1].vkey) == WITNESSES[1].verifier
    for name in ("", "Upper", "../x", "a_b", "a b", "x" * 101, "é"):
        with pytest.raises(NoteError):
            WitnessVerifier(name, b"\0" * 32)


def test_a_witness_signs_what_continues_what_it_has_seen() -> None:
    witness = WITNESSES[0]
    seen = open_checkpoint(HEADS[2], VERIFIER)
    data = witness.cosign(HEADS[5], VERIFIER, 9, seen=seen, proof=TREE.consistency(2, 5))
    assert open_checkpoint(data, VERIFIER, (witness.verifier,)).size == 5


def test_a_witness_does_not_sign() -> None:
    witness = WITNESSES[0]
    seen = open_checkpoint(HEADS[3], VERIFIER)
    other = Tree(map(leaf_hash, [b"a", b"b", b"X", b"d", b"e"]))
    split_view = sign_checkpoint(5, other.root(), LOG)
    with pytest.raises(ProofError):
        witness.cosign(split_view, VERIFIER, 9, seen=seen, proof=other.consistency(3, 5))
    with pytest.raises(ProofError):
        witness.cosign(HEADS[5], VERIFIER, 9, seen=seen, proof=[])
    with pytest.raises(ProofError):
        witness.cosign(HEADS[2], VERIFIER, 9, seen=seen, proof=[])
    stranger = log_signer(OTHER_SEED)
    with pytest.raises(NoteError):
        witness.cosign(sign_checkpoint(5, TREE.root(), stranger), VERIFIER, 9)
    with pytest.raises(NoteError, match="origin_differs"):
        witness.cosign(sign_checkpoint(5, TREE.root(), stranger), stranger.verifier, 9, seen=seen)
    for time in (0, -1, 2**63):
        with pytest.raises(NoteError, match="time_range"):
            witness.cosign(HEADS[5], VERIFIER, time)


def test_cosignatures_from_elsewhere_are_added_once_and_checked() -> None:
    one, two = WITNESSES
    text = open_checkpoint(HEADS[5], VERIFIER).to_text()
    data = add_cosignature(HEADS[5], two.verifier, two.sign(text, 7))
    data = add_cosignature(data, one.verifier, one.sign(text, 8))
    data = add_cosignature(data, two.verifier, two.sign(text, 9))
    keys = [w.verifier for w in WITNESSES]
    assert cosigned_times(data, VERIFIER, keys) == {one.verifier.name: 8, two.verifier.name: 9}
    names = [line[0] for line in split_note(sort_lines(data, VERIFIER))[1]]
    assert names == [VERIFIER.name, one.verifier.name, two.verifier.name]
    with pytest.raises(NoteError, match="signature_wrong"):
        add_cosignature(data, one.verifier, two.sign(text, 8))
    with pytest.raises(NoteError, match="signature_wrong"):
        add_cosignature(data, one.verifier, b"short")


def test_a_witness_may_cosign_beside_others_it_does_not_know() -> None:
    one, two = WITNESSES
    data = two.cosign(one.cosign(HEADS[5], VERIFIER, 5), VERIFIER, 6)
    assert len(cosigned_times(data, VERIFIER, [one.verifier, two.verifier])) == 2
    again = Witness(one.verifier.name, OTHER_SEED)
    with pytest.raises(NoteError):
        open_checkpoint(data, VERIFIER, (again.verifier, two.verifier))
