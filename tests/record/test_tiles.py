"""The layout of tlog-tiles: paths and contents as the standard's own examples and definition say."""

from __future__ import annotations

import hashlib

import pytest
from tests.record.test_merkle import mth

from hamgara.record import BundleError, Tree, leaf_hash, read_entries, tile_path, tile_paths, write_tiles

ENTRIES = [f"entry {i}".encode() * (i % 5) for i in range(600)]
TREE = Tree(map(leaf_hash, ENTRIES))


def test_paths_of_the_standard() -> None:
    assert tile_path(0, 1234067) == "tile/0/x001/x234/067"
    assert tile_path("entries", 0, 7) == "tile/entries/000.p/7"
    assert tile_path(3, 1000, 255) == "tile/3/x001/000.p/255"


def test_seventy_thousand_entries_as_in_the_standard() -> None:
    paths = [p for p in tile_paths(70_000) if "entries" not in p]
    at_level = {level: [p for p in paths if p.startswith(f"tile/{level}/")] for level in range(4)}
    assert [len(at_level[level]) for level in range(4)] == [274, 2, 1, 0]
    assert at_level[0][-1] == "tile/0/273.p/112"
    assert at_level[1] == ["tile/1/000", "tile/1/001.p/17"]
    assert at_level[2] == ["tile/2/000.p/1"]


def test_a_full_tile_has_one_hash_above_it() -> None:
    assert tile_paths(256) == ["tile/0/000", "tile/1/000.p/1", "tile/entries/000"]


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 511, 512, 600])
def test_tiles_hold_what_the_definition_says(size: int) -> None:
    files = write_tiles(ENTRIES[:size], Tree(map(leaf_hash, ENTRIES[:size])))
    assert sorted(files) == sorted(tile_paths(size))
    level_0 = b"".join(files[p] for p in tile_paths(size) if p.startswith("tile/0/"))
    assert level_0 == b"".join(hashlib.sha256(b"\0" + e).digest() for e in ENTRIES[:size])
    for n in range(size // 256):
        tile = files[tile_path(1, 0, size // 256)]
        assert tile[32 * n : 32 * n + 32] == mth(ENTRIES[256 * n : 256 * n + 256])
    raw = b"".join(files[p] for p in tile_paths(size) if "entries" in p)
    assert raw == b"".join(len(e).to_bytes(2, "big") + e for e in ENTRIES[:size])
    assert read_entries(files, size) == ENTRIES[:size]


def test_the_longest_entry_fits_and_no_longer_one() -> None:
    for length, fits in ((65_535, True), (65_536, False)):
        entries = [b"x" * length]
        if fits:
            assert read_entries(write_tiles(entries, Tree(map(leaf_hash, entries))), 1) == entries
        else:
            with pytest.raises(BundleError, match="entry_too_long"):
                write_tiles(entries, Tree(map(leaf_hash, entries)))


@pytest.mark.parametrize(
    ("change", "code", "seq"),
    [
        (lambda data: data[:-1], "entries_cut", 256),
        (lambda data: b"", "entries_cut", 256),
        (lambda data: b"\0", "entries_cut", 256),
        (lambda data: b"\xff\xff" + data[2:], "entries_cut", 256),
        (lambda data: data + b"\0\0", "entries_long", 257),
    ],
)
def test_bundles_of_entries_that_are_cut_or_long(change, code: str, seq: int) -> None:
    files = write_tiles(ENTRIES[:257], Tree(map(leaf_hash, ENTRIES[:257])))
    path = "tile/entries/001.p/1"
    with pytest.raises(BundleError) as caught:
        read_entries({**files, path: change(files[path])}, 257)
    assert (caught.value.code, caught.value.params["path"], caught.value.params["seq"]) == (code, path, seq)
    del files[path]
    with pytest.raises(BundleError, match="file_missing"):
        read_entries(files, 257)
