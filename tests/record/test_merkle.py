"""The tree against the recursive definition of RFC 6962 and against published vectors."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamgara.record import (
    EMPTY_ROOT,
    ProofError,
    Tree,
    leaf_hash,
    verify_consistency,
    verify_inclusion,
)

# The eight leaves, the roots and the proofs with which the Certificate Transparency implementations have tested
# themselves since RFC 6962 (github.com/google/certificate-transparency, merkletree tests).
LEAVES = [
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
]  # fmt: skip
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION_0_8 = [
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
]
CONSISTENCY_6_8 = [
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
]
N = 70
ENTRIES = [f"entry {i}".encode() for i in range(N)]
TREE = Tree(map(leaf_hash, ENTRIES))


def split(n: int) -> int:
    k = 1
    while 2 * k < n:
        k *= 2
    return k


def mth(entries: list[bytes]) -> bytes:
    if not entries:
        return hashlib.sha256().digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\0" + entries[0]).digest()
    k = split(len(entries))
    return hashlib.sha256(b"\1" + mth(entries[:k]) + mth(entries[k:])).digest()


def path(m: int, entries: list[bytes]) -> list[bytes]:
    if len(entries) == 1:
        return []
    k = split(len(entries))
    if m < k:
        return [*path(m, entries[:k]), mth(entries[k:])]
    return [*path(m - k, entries[k:]), mth(entries[:k])]


def subproof(m: int, entries: list[bytes], whole: bool) -> list[bytes]:
    if m == len(entries):
        return [] if whole else [mth(entries)]
    k = split(len(entries))
    if m <= k:
        return [*subproof(m, entries[:k], whole), mth(entries[k:])]
    return [*subproof(m - k, entries[k:], False), mth(entries[:k])]


def test_published_roots_and_proofs() -> None:
    tree = Tree(leaf_hash(bytes.fromhex(leaf)) for leaf in LEAVES)
    assert [tree.root(n).hex() for n in range(9)] == ROOTS
    assert [h.hex() for h in tree.inclusion(0, 8)] == INCLUSION_0_8
    assert [h.hex() for h in tree.consistency(6, 8)] == CONSISTENCY_6_8
    assert EMPTY_ROOT.hex() == ROOTS[0]


@pytest.mark.parametrize("size", range(N + 1))
def test_every_historic_size_against_the_definition(size: int) -> None:
    entries = ENTRIES[:size]
    root = mth(entries)
    assert TREE.root(size) == root
    for index in range(size):
        proof = TREE.inclusion(index, size)
        assert proof == path(index, entries)
        verify_inclusion(leaf_hash(entries[index]), index, size, proof, root)
    for old in range(1, size + 1):
        proof = TREE.consistency(old, size)
        assert proof == subproof(old, entries, True)
        verify_consistency(old, size, proof, TREE.root(old), root)


def test_every_record_continues_the_empty_one() -> None:
    assert TREE.consistency(0, 9) == []
    verify_consistency(0, 9, [], EMPTY_ROOT, TREE.root(9))
    verify_consistency(0, 0, [], EMPTY_ROOT, EMPTY_ROOT)
    with pytest.raises(ProofError):
        verify_consistency(0, 9, [], TREE.root(1), TREE.root(9))
    with pytest.raises(ProofError):
        verify_consistency(0, 0, [], EMPTY_ROOT, TREE.root(1))


@settings(max_examples=300)
@given(st.data())
def test_a_changed_inclusion_proof_is_refused(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, N))
    index = data.draw(st.integers(0, size - 1))
    proof = TREE.inclusion(index, size)
    leaf, root = leaf_hash(ENTRIES[index]), TREE.root(size)
    at = data.draw(st.integers(0, len(proof) - 1))
    other = bytes([proof[at][0] ^ 1]) + proof[at][1:]
    wrong = data.draw(
        st.sampled_from(
            [
                (leaf, index, size, [*proof[:at], other, *proof[at + 1 :]], root),
                (leaf, index, size, proof[:at] + proof[at + 1 :], root),
                (leaf, index, size, [*proof, other], root),
                (leaf, index, size, [other, *proof], root),
                (leaf, (index + 1) % size, size, proof, root),
                (leaf_hash(b"other"), index, size, proof, root),
                (leaf, index, size, proof, TREE.root(size - 1)),
                (leaf, size, size, proof, root),
                (leaf, -1, size, proof, root),
                (leaf, index, size, [h[:-1] for h in proof], root),
            ]
        )
    )
    with pytest.raises(ProofError):
        verify_inclusion(*wrong)


@settings(max_examples=300)
@given(st.data())
def test_a_changed_consistency_proof_is_refused(data: st.DataObject) -> None:
    new = data.draw(st.integers(2, N))
    old = data.draw(st.integers(1, new - 1))
    proof, first, second = TREE.consistency(old, new), TREE.root(old), TREE.root(new)
    at = data.draw(st.integers(0, len(proof) - 1))
    other = bytes([proof[at][0] ^ 1]) + proof[at][1:]
    wrong = data.draw(
        st.sampled_from(
            [
                (old, new, [*proof[:at], other, *proof[at + 1 :]], first, second),
                (old, new, proof[:at] + proof[at + 1 :], first, second),
                (old, new, [*proof, other], first, second),
                (old, new, [], first, second),
                (old, new, proof, second, first),
                (old, new, proof, leaf_hash(b"other"), second),
                (old, new, proof, first, leaf_hash(b"other")),
                (new, old, proof, first, second),
                (old, old, proof, first, first),
                (new, new, [], first, second),
                (-1, new, proof, first, second),
            ]
        )
    )
    with pytest.raises(ProofError):
        verify_consistency(*wrong)


def test_sizes_that_are_not_there() -> None:
    for ask in (
        lambda: TREE.root(N + 1),
        lambda: TREE.root(-1),
        lambda: TREE.inclusion(0, 0),
        lambda: TREE.inclusion(5, 5),
        lambda: TREE.inclusion(-1),
        lambda: TREE.consistency(3, 2),
        lambda: TREE.consistency(1, N + 1),
    ):
        with pytest.raises(ProofError):
            ask()
    with pytest.raises(ValueError, match="32 bytes"):
        Tree([b"short"])


def test_proofs_are_logarithmic_and_appending_is_flat() -> None:
    tree = Tree(hashlib.sha256(i.to_bytes(4, "big")).digest() for i in range(50_000))
    assert len(tree.inclusion(12_345)) <= 16
    assert len(tree.consistency(12_345)) <= 17
    stored = sum(len(level) for level in tree._levels) // 32
    assert stored < 2 * tree.size
