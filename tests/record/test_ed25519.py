"""Keys under which anyone can sign are no keys, and proofs are of exactly one size."""

from __future__ import annotations

import hashlib

import pytest
from msgspec.structs import replace
from tests.record.cast import write_acts
from tests.record.test_authorship import b64

from hamgara.record import (
    AuthorshipError,
    NoteError,
    ProofError,
    Signature,
    Tree,
    Verifier,
    check_signature,
    leaf_hash,
    read_cose,
    verify_consistency,
    verify_inclusion,
)
from hamgara.record.ed25519 import is_weak

P = 2**255 - 19
D = -121665 * pow(121666, -1, P) % P
IDENTITY = (1).to_bytes(32, "little")


def points_of_small_order() -> set[int]:
    """The y coordinates of all points P of the curve -x² + y² = 1 + d x² y² with 8 P = 0."""
    found = {1, P - 1, 0}
    # Twice a point of order 8 has order 4, so its y is 0: then x² = -y² and d y⁴ + 2 y² - 1 = 0.
    for root in _roots(1 + D):
        for y in _roots((root - 1) * pow(D, -1, P)):
            found |= {y}
    return found


def _roots(square: int) -> list[int]:
    square %= P
    root = pow(square, (P + 3) // 8, P)
    if root * root % P != square:
        root = root * pow(2, (P - 1) // 4, P) % P
    return [root, P - root] if root * root % P == square else []


def weak_keys() -> list[bytes]:
    ys = {*points_of_small_order(), P, P + 1}
    return [(y | sign << 255).to_bytes(32, "little") for y in sorted(ys) for sign in (0, 1)]


def test_there_are_as_many_as_the_curve_has() -> None:
    assert len(points_of_small_order()) == 5
    assert len(weak_keys()) == 14


@pytest.mark.parametrize("key", weak_keys())
def test_a_weak_key_signs_nothing(key: bytes) -> None:
    assert is_weak(key)
    entry = write_acts(1)[-1]
    # R = the identity, S = 0: under the identity as key OpenSSL takes it for a signature of everything.
    forged = replace(entry, sig=Signature(b64(key), "ed25519", b64(IDENTITY + bytes(32)), "n"))
    with pytest.raises(AuthorshipError, match="key_malformed"):
        check_signature(forged, {"alg": "ed25519", "key": b64(key)})
    with pytest.raises(NoteError, match="signature_wrong"):
        Verifier("weak", key).check("anything\n", IDENTITY + bytes(32))
    with pytest.raises(AuthorshipError, match="cose_kind"):
        read_cose(b"\xa4\x01\x01\x03\x27\x20\x06\x21\x58\x20" + key)


def test_other_keys_are_not_weak() -> None:
    assert not any(is_weak(hashlib.sha256(bytes([i])).digest()) for i in range(200))


def test_a_proof_is_of_one_size_only() -> None:
    """The root of a smaller tree is not that of a larger one, though no hash of the proof is wrong."""
    leaves = [leaf_hash(bytes([i])) for i in range(8)]
    tree = Tree(leaves)
    for size in range(1, 9):
        for larger in range(size + 1, 17):
            path = tree.inclusion(0, size)
            if larger <= 1 << len(path):
                continue  # the path of leaf 0 has the same length for both sizes and says nothing of the size
            with pytest.raises(ProofError, match="proof_length"):
                verify_inclusion(leaves[0], 0, larger, path, tree.root(size))
    with pytest.raises(ProofError, match="proof_length"):
        verify_consistency(2, 8, tree.consistency(2, 4), tree.root(2), tree.root(4))
    with pytest.raises(ProofError, match="proof_length"):
        verify_consistency(2, 3, tree.consistency(2, 8), tree.root(2), tree.root(8))
