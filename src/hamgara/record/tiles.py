"""The record on disk in the layout of C2SP tlog-tiles, so that auditors can use tools that nobody here wrote.

`tile/<L>/<N>` holds up to 256 hashes of level 8·L side by side; `tile/entries/<N>` up to 256 entries, each
behind its length (two bytes, big-endian). A tile that is not full ends in `.p/<width>`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hamgara.record.entry import MAX_ENTRY
from hamgara.record.errors import BundleError
from hamgara.record.merkle import Tree

__all__ = ["WIDTH", "read_entries", "tile_path", "tile_paths", "write_tiles"]

#: Hashes or entries in a full tile.
WIDTH = 256


def tile_path(level: int | str, index: int, width: int = WIDTH) -> str:
    """The path of a tile: `level` is a number or "entries"; `index` is written in groups of three digits."""
    groups = [f"{index % 1000:03d}"]
    while index := index // 1000:
        groups.insert(0, f"x{index % 1000:03d}")
    partial = "" if width == WIDTH else f".p/{width}"
    return f"tile/{level}/{'/'.join(groups)}{partial}"


def tile_paths(size: int) -> list[str]:
    """The paths of every tile of a record of `size` entries: no more and no fewer belong to it."""
    entries = [tile_path("entries", index, width) for index, width in _tiles(size)]
    return [tile_path(level, index, width) for level, index, width in _hash_tiles(size)] + entries


def write_tiles(entries: Sequence[bytes], tree: Tree) -> dict[str, bytes]:
    """Every tile of a record by its path; `tree` holds the entries' leaf hashes."""
    files = {
        tile_path(level, index, width): tree.subtrees(8 * level, index * WIDTH, index * WIDTH + width)
        for level, index, width in _hash_tiles(len(entries))
    }
    for index, width in _tiles(len(entries)):
        start = index * WIDTH
        files[tile_path("entries", index, width)] = b"".join(
            _prefixed(entry, seq) for seq, entry in enumerate(entries[start : start + width], start)
        )
    return files


def read_entries(files: Mapping[str, bytes], size: int) -> list[bytes]:
    """The `size` entries from their bundles; `BundleError` names the file and the act where one is cut or long."""
    entries: list[bytes] = []
    for index, width in _tiles(size):
        path = tile_path("entries", index, width)
        if path not in files:
            raise BundleError("file_missing", path=path)
        data, at = files[path], 0
        for _ in range(width):
            end = at + 2 + int.from_bytes(data[at : at + 2], "big")
            if at + 2 > len(data) or end > len(data):
                raise BundleError("entries_cut", path=path, seq=len(entries))
            entries.append(data[at + 2 : end])
            at = end
        if at != len(data):
            raise BundleError("entries_long", path=path, seq=len(entries), bytes=len(data) - at)
    return entries


def _prefixed(entry: bytes, seq: int) -> bytes:
    if len(entry) > MAX_ENTRY:
        raise BundleError("entry_too_long", seq=seq, bytes=len(entry), most=MAX_ENTRY)
    return len(entry).to_bytes(2, "big") + entry


def _tiles(size: int) -> Iterator[tuple[int, int]]:
    full, rest = divmod(size, WIDTH)
    yield from ((index, WIDTH) for index in range(full))
    if rest:
        yield full, rest


def _hash_tiles(size: int) -> Iterator[tuple[int, int, int]]:
    level = 0
    while size:
        yield from ((level, index, width) for index, width in _tiles(size))
        level, size = level + 1, size // WIDTH
