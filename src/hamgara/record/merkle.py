"""The tree of hashes over all acts: one root stands for every entry and their order.

RFC 6962 §2.1 and RFC 9162 §2.1: SHA-256, the prefix 0x00 before a leaf and 0x01 before a node. Proofs show in
a few hashes that an act is in the record (inclusion) and that a later record only continues an earlier one
(consistency).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

from hamgara.record.errors import ProofError

__all__ = ["EMPTY_ROOT", "HASH", "Tree", "leaf_hash", "node_hash", "verify_consistency", "verify_inclusion"]

#: Bytes of a hash.
HASH = 32
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """The 32-byte hash of an entry as a leaf."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The 32-byte hash of two neighbouring subtrees."""
    return sha256(b"\x01" + left + right).digest()


class Tree:
    """A tree in memory: 64 bytes an entry, appending in constant time (amortised), proofs in logarithmic time.

    Every earlier size stays answerable, since subtrees once complete never change.
    """

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        # _levels[k] holds the hashes of all complete subtrees of 2**k leaves, one after another.
        self._levels: list[bytearray] = [bytearray()]
        self.extend(leaves)

    @property
    def size(self) -> int:
        """How many leaves there are."""
        return len(self._levels[0]) // HASH

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash (32 bytes)."""
        if len(leaf) != HASH:
            raise ValueError(f"a leaf hash has {HASH} bytes, not {len(leaf)}")
        levels, k = self._levels, 0
        levels[0] += leaf
        while len(levels[k]) % (2 * HASH) == 0:
            pair = sha256(b"\x01" + levels[k][-2 * HASH :]).digest()
            k += 1
            if k == len(levels):
                levels.append(bytearray())
            levels[k] += pair

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add leaf hashes in order."""
        for leaf in leaves:
            self.append(leaf)

    def subtrees(self, level: int, start: int, stop: int) -> bytes:
        """The hashes, one after another, of the complete subtrees `start` to `stop` - 1 of 2**level leaves."""
        return bytes(self._levels[level][start * HASH : stop * HASH])

    def root(self, size: int | None = None) -> bytes:
        """The root over the first `size` leaves (all of them where None)."""
        size = self._bounded("size", size)
        return self._hash(0, size) if size else EMPTY_ROOT

    def inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """The proof that leaf `index` is among the first `size` leaves: sibling hashes from below (§2.1.1)."""
        size = self._bounded("size", size)
        if not 0 <= index < size:
            raise ProofError("index_range", index=index, size=size)
        proof: list[bytes] = []
        low, high = 0, size
        while high - low > 1:
            middle = low + _split(high - low)
            if index < middle:
                proof.append(self._hash(middle, high))
                high = middle
            else:
                proof.append(self._hash(low, middle))
                low = middle
        return proof[::-1]

    def consistency(self, old: int, new: int | None = None) -> list[bytes]:
        """The proof that the first `new` leaves continue the first `old` leaves (§2.1.2); empty for `old` = 0."""
        new = self._bounded("new", new)
        if not 0 <= old <= new:
            raise ProofError("size_range", old=old, new=new)
        if old in (0, new):
            return []
        proof: list[bytes] = []
        low, high = 0, new
        while high != old:
            middle = low + _split(high - low)
            if old <= middle:
                proof.append(self._hash(middle, high))
                high = middle
            else:
                proof.append(self._hash(low, middle))
                low = middle
        # A left edge that is the old tree itself is known to whoever checks, and is left out.
        if low:
            proof.append(self._hash(low, high))
        return proof[::-1]

    def _bounded(self, name: str, size: int | None) -> int:
        if size is None:
            return self.size
        if not 0 <= size <= self.size:
            raise ProofError("size_range", **{name: size, "most": self.size})
        return size

    def _hash(self, low: int, high: int) -> bytes:
        # low is a multiple of every power of two used here, as in the recursion of §2.1.
        width = high - low
        if width & (width - 1) == 0:
            at = low // width * HASH
            return bytes(self._levels[width.bit_length() - 1][at : at + HASH])
        middle = low + _split(width)
        return node_hash(self._hash(low, middle), self._hash(middle, high))


def _split(width: int) -> int:
    """The largest power of two smaller than `width` (at least 2)."""
    return 1 << ((width - 1).bit_length() - 1)


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Raise `ProofError` unless `proof` leads from the leaf hash at `index` to `root` (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size:
        raise ProofError("index_range", index=index, size=size)
    _check_hashes([leaf, *proof, root])
    position, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise ProofError("proof_length", found=len(proof))
        if position & 1 or position == last:
            found = node_hash(sibling, found)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        position, last = position >> 1, last >> 1
    if last:
        raise ProofError("proof_length", found=len(proof))
    if found != root:
        raise ProofError("inclusion_wrong", index=index, size=size)


def verify_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    """Raise `ProofError` unless `proof` shows that the tree of `new` leaves continues that of `old` (§2.1.4.2)."""
    if not 0 <= old <= new:
        raise ProofError("size_range", old=old, new=new)
    _check_hashes([*proof, old_root, new_root])
    if old in (0, new):
        if proof:
            raise ProofError("proof_length", found=len(proof))
        if old_root != (new_root if old else EMPTY_ROOT) or (not new and new_root != EMPTY_ROOT):
            raise ProofError("consistency_wrong", old=old, new=new)
        return
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    if not path:
        raise ProofError("proof_length", found=0)
    position, last = old - 1, new - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    found_old = found_new = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise ProofError("proof_length", found=len(proof))
        if position & 1 or position == last:
            found_old = node_hash(sibling, found_old)
            found_new = node_hash(sibling, found_new)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            found_new = node_hash(found_new, sibling)
        position, last = position >> 1, last >> 1
    if last:
        raise ProofError("proof_length", found=len(proof))
    if found_old != old_root or found_new != new_root:
        raise ProofError("consistency_wrong", old=old, new=new)


def _check_hashes(hashes: Iterable[bytes]) -> None:
    for found in hashes:
        if len(found) != HASH:
            raise ProofError("hash_length", found=len(found), expected=HASH)
