"""Tampered bundles, for the record's own tests and for those of a real assembly.

A bundle is a dict of path to bytes; `seed` is the seed of its log's key. Every generator yields (name, files),
each of which verification with `assembly=` the true id must refuse:

- `tampered_bundles`: what someone without the log's key can do, and what someone with another key can do;
- `altered_bundles`: what someone with the log's key can do and yet only replay (or a member's own signature)
  shows, with the seq of the first act that is wrong. `altered_entries` gives the entries alone.
"""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
import random
from collections.abc import Iterator, Sequence

from hamgara.record import (
    Checkpoint,
    Signer,
    Tree,
    leaf_hash,
    log_signer,
    log_verifier,
    make_bundle,
    read_entries,
    tile_paths,
    write_tiles,
)
from hamgara.record.checkpoint import sign_checkpoint
from hamgara.record.note import join_note, split_note
from hamgara.record.readme import write_readme

__all__ = [
    "Files",
    "altered_bundles",
    "altered_entries",
    "entries_of",
    "flipped_bytes",
    "rebuild",
    "tampered_bundles",
    "true_id",
]

Files = dict[str, bytes]
LOG = "keys/log.vkey"
HEAD = "log/checkpoint"


def entries_of(files: Files) -> list[bytes]:
    """The entries of an untampered bundle."""
    size = _head(files).size
    return read_entries({path[4:]: data for path, data in files.items()}, size)


def rebuild(files: Files, entries: Sequence[bytes], seed: bytes) -> Files:
    """The bundle with these entries in place of its own, consistent and signed by the true log key again.

    Witnesses' keys and attachments stay; the witnesses' lines go, since they did not sign this head.
    """
    witnesses = {}
    for path, data in files.items():
        if path.startswith("keys/witness-"):
            vkey = data.decode().strip()
            witnesses[vkey.split("+")[0]] = vkey
    head = sign_checkpoint(len(entries), Tree(map(leaf_hash, entries)).root(), log_signer(seed))
    attachments = {p.removeprefix("attachments/"): d for p, d in files.items() if p.startswith("attachments/")}
    bundle = make_bundle(
        entries=entries,
        checkpoint=head,
        vkey=log_signer(seed).vkey,
        witnesses=witnesses,
        attachments=attachments,
    )
    return dict(bundle.files)


def tampered_bundles(files: Files, seed: bytes, *, flips: int = 12, lot: int = 1) -> Iterator[tuple[str, Files]]:
    """Every kind of tampering that needs no key, or another key; about 25 + `flips` cases a file and more."""
    yield from flipped_bytes(files, flips, lot)
    yield from _lengthened(files)
    yield from _moved_files(files)
    yield from _changed_keys(files)
    yield from _changed_log(files)
    yield from _changed_head(files)
    yield from _changed_lines(files)
    yield from _signed_anew(files, seed)


def flipped_bytes(files: Files, flips: int, lot: int = 1) -> Iterator[tuple[str, Files]]:
    """Each file with one byte changed, at the ends and at `flips` places drawn from the seed `lot`."""
    draw = random.Random(lot)
    for path, data in sorted(files.items()):
        places = {0, len(data) - 1, *(draw.randrange(len(data)) for _ in range(flips))} if data else set()
        for at in sorted(places):
            mask = draw.choice((0x01, 0x20, 0x80, draw.randrange(1, 256)))
            changed = data[:at] + bytes([data[at] ^ mask]) + data[at + 1 :]
            yield f"flip {path} at {at} by {mask:#04x}", {**files, path: changed}


def _lengthened(files: Files) -> Iterator[tuple[str, Files]]:
    for path, data in sorted(files.items()):
        yield f"append newline {path}", {**files, path: data + b"\n"}
        yield f"append zero {path}", {**files, path: data + b"\0"}
        yield f"cut {path}", {**files, path: data[:-1]}
        yield f"empty {path}", {**files, path: b""}
        yield f"double {path}", {**files, path: data + data}


def _moved_files(files: Files) -> Iterator[tuple[str, Files]]:
    for path in sorted(files):
        yield f"remove {path}", _without(files, path)
    for path in (
        "extra.txt",
        "attachments/" + hashlib.sha256(b"new").hexdigest(),
        "log/tile/0/999",
        "log/tile/entries/999",
        "log/tile/9/000.p/1",
        "log/checkpoint.old",
        "keys/other.vkey",
        "keys/witness-nobody.vkey",
        "attachments/" + "0" * 64,
    ):
        yield f"add {path}", {**files, path: b"new"}
    attachments = [path for path in sorted(files) if path.startswith("attachments/")]
    for first, second in itertools.pairwise(attachments):
        yield f"swap {first} {second}", {**files, first: files[second], second: files[first]}
    for path in attachments:
        changed = files[path] + b"!"
        name = "attachments/" + hashlib.sha256(changed).hexdigest()
        yield f"change and rename {path}", {**_without(files, path), name: changed}
    hashes = [path for path in sorted(files) if path.startswith("log/tile/")]
    for path in hashes:
        yield f"rename {path}", {**_without(files, path), path + "0": files[path]}


def _changed_keys(files: Files) -> Iterator[tuple[str, Files]]:
    keys = [path for path in sorted(files) if path.endswith(".vkey")]
    for path in keys:
        for other in keys:
            if other != path:
                yield f"key of {other} as {path}", {**files, path: files[other]}
        name = files[path].decode().split("+")[0]
        kind = 1 if path == LOG else 4
        yield f"new key {path}", {**files, path: _vkey(name, kind, b"\x07" * 32)}
        yield f"other type {path}", {**files, path: _vkey(name, 5 - kind, b"\x07" * 32)}
        yield f"upper case {path}", {**files, path: files[path].upper()}
        yield f"carriage return {path}", {**files, path: files[path].replace(b"\n", b"\r\n")}
        yield f"space before {path}", {**files, path: b" " + files[path]}
    witnesses = [path for path in keys if path != LOG]
    for path in witnesses:
        new = _vkey("newcomer", 4, b"\x07" * 32)
        yield f"unknown witness for {path}", {**_without(files, path), "keys/witness-newcomer.vkey": new}
        text, lines = split_note(files[HEAD])
        name = files[path].decode().split("+")[0]
        fewer = join_note(text, [line for line in lines if line[0] != name])
        gone = _without({**files, HEAD: fewer}, path)
        remaining = [files[p].decode().split("+")[0] for p in witnesses if p != path]
        yield f"no trace of {path}", {**gone, "README.txt": _readme(gone, remaining)}


def _changed_log(files: Files) -> Iterator[tuple[str, Files]]:
    """Other entries with tiles, root and README to match; the head as it was, or its text changed only."""
    entries = entries_of(files)
    size = len(entries)
    places = sorted({0, 1, size // 3, size // 2, size - 2, size - 1} & set(range(size)))
    changed: list[tuple[str, list[bytes]]] = []
    for at in places:
        changed.append((f"entry {at} removed", entries[:at] + entries[at + 1 :]))
        changed.append((f"entry {at} repeated", [*entries[: at + 1], entries[at], *entries[at + 1 :]]))
        changed.append((f"entry {at} altered", [*entries[:at], _alter(entries[at]), *entries[at + 1 :]]))
        if at + 1 < size:
            swapped = [*entries[:at], entries[at + 1], entries[at], *entries[at + 2 :]]
            changed.append((f"entries {at} and {at + 1} swapped", swapped))
    changed.append(("truncated to half", entries[: size // 2]))
    changed.append(("truncated by one", entries[:-1]))
    changed.append(("one act more", [*entries, _alter(entries[-1])]))
    changed.append(("reversed", entries[::-1]))
    for name, altered in changed:
        if not altered:
            continue
        root = Tree(map(leaf_hash, altered)).root()
        base = _with_log(files, altered)
        yield f"{name}, old head", base
        text, lines = split_note(files[HEAD])
        head = Checkpoint(text.split("\n")[0], len(altered), root)
        base = {**base, HEAD: join_note(head.to_text(), lines)}
        yield f"{name}, new head under the old signature", {**base, "README.txt": _readme(base)}
        only = {p: d for p, d in _with_log(files, altered).items() if "/entries/" in p}
        if only.keys() <= files.keys():
            yield f"{name}, entries only", {**files, **only}


def _changed_head(files: Files) -> Iterator[tuple[str, Files]]:
    text, lines = split_note(files[HEAD])
    origin, size, root, _ = text.split("\n")
    other = base64.b64encode(hashlib.sha256(b"other").digest()).decode()
    for name, changed in (
        ("one more", f"{origin}\n{int(size) + 1}\n{root}\n"),
        ("one fewer", f"{origin}\n{int(size) - 1}\n{root}\n"),
        ("huge", f"{origin}\n{2**52}\n{root}\n"),
        ("empty record", f"{origin}\n0\n{root}\n"),
        ("leading zero", f"{origin}\n0{size}\n{root}\n"),
        ("other root", f"{origin}\n{size}\n{other}\n"),
        ("other origin", f"hamgara/{'a' * 20}\n{size}\n{root}\n"),
        ("extension line", f"{text}extension\n"),
        ("space", f"{origin}\n{size} \n{root}\n"),
    ):
        yield f"head: {name}", {**files, HEAD: join_note(changed, lines)}
    yield "head: unsigned", {**files, HEAD: text.encode()}
    yield "head: no lines", {**files, HEAD: text.encode() + b"\n"}
    yield "head: carriage returns", {**files, HEAD: files[HEAD].replace(b"\n", b"\r\n")}
    yield "head: no last newline", {**files, HEAD: files[HEAD][:-1]}


def _changed_lines(files: Files) -> Iterator[tuple[str, Files]]:
    text, lines = split_note(files[HEAD])

    def with_lines(changed: Sequence[tuple[str, bytes, bytes]]) -> Files:
        return {**files, HEAD: join_note(text, changed)}

    for i, (name, key_id, value) in enumerate(lines):
        rest = [*lines[:i], *lines[i + 1 :]]
        yield f"line of {name} twice", with_lines([*lines, lines[i]])
        yield f"line of {name} under another name", with_lines([*rest, (name + "x", key_id, value)])
        yield f"line of {name} with another key id", with_lines([*rest, (name, b"\0\0\0\0", value)])
        yield f"line of {name} zeroed", with_lines([*rest, (name, key_id, bytes(len(value)))])
        yield f"line of {name} shortened", with_lines([*rest, (name, key_id, value[:-1])])
        yield f"line of {name} lengthened", with_lines([*rest, (name, key_id, value + b"\0")])
        if i == 0:
            yield "line of the log removed", with_lines(rest)
            yield "line of the log last", with_lines([*rest, lines[0]])
            continue
        time = int.from_bytes(value[:8], "big")
        for other in (time + 1, time - 1, 0, 2**63 - 1):
            moved = other.to_bytes(8, "big") + value[8:]
            yield f"time of {name} set to {other}", with_lines([*lines[:i], (name, key_id, moved), *lines[i + 1 :]])
    yield "line of an unknown key", with_lines([*lines, ("stranger", b"abcd", b"\1" * 72)])
    encoded = files[HEAD]
    for at, byte in enumerate(encoded):
        if byte == ord("=") and encoded[at - 1] != ord("="):
            letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
            stray = letters[letters.index(encoded[at - 1]) ^ 1]
            yield f"stray bits before {at}", {**files, HEAD: encoded[: at - 1] + bytes([stray]) + encoded[at:]}


def _signed_anew(files: Files, seed: bytes) -> Iterator[tuple[str, Files]]:
    """The same record, or an altered one, signed with another key."""
    entries = entries_of(files)
    head = _head(files)
    true = log_signer(seed)
    other = log_signer(hashlib.sha256(b"usurper" + seed).digest())
    same_name = Signer(true.verifier.name, hashlib.sha256(b"usurper" + seed).digest())
    altered = [_alter(entry) if i == len(entries) // 2 else entry for i, entry in enumerate(entries)]
    renamed = [
        e.replace(head.assembly.encode(), other.verifier.name.removeprefix("hamgara/").encode()) for e in entries
    ]
    for what, chosen in (("same acts", entries), ("an act altered", altered), ("ids replaced", renamed)):
        root = Tree(map(leaf_hash, chosen)).root()
        base = _with_log(files, chosen)
        for how, signer, key in (
            ("log.vkey as it was", other, files[LOG]),
            ("log.vkey as it was, same name", same_name, files[LOG]),
            ("log.vkey replaced", other, other.vkey.encode() + b"\n"),
            ("log.vkey replaced, same name", same_name, same_name.vkey.encode() + b"\n"),
        ):
            signed = _sign_any(signer, len(chosen), root)
            made = {**base, LOG: key, HEAD: signed}
            yield f"signed anew, {what}, {how}", {**made, "README.txt": _readme(made)}
        crossed = Checkpoint(other.verifier.name, len(chosen), root).to_text()
        made = {**base, HEAD: join_note(crossed, [_line(true, crossed)])}
        yield f"true key, another origin, {what}", {**made, "README.txt": _readme(made)}


def altered_bundles(files: Files, seed: bytes, *, places: int = 20) -> Iterator[tuple[str, Files, int]]:
    """The record with an act altered and everything signed anew by the true key: (name, files, first wrong seq)."""
    for name, entries, seq in altered_entries(entries_of(files), places=places):
        yield name, rebuild(files, entries, seed), seq


def altered_entries(entries: Sequence[bytes], *, places: int = 20) -> Iterator[tuple[str, list[bytes], int]]:
    """Records that no assembly may admit, altered at about `places` acts: (name, entries, first wrong seq)."""
    size = len(entries)
    acts = [json.loads(entry) for entry in entries]
    chosen = sorted({round(i * (size - 1) / max(1, places - 1)) for i in range(places)})
    chosen = sorted({*chosen, *[i for i, act in enumerate(acts) if "sig" in act][:places]})
    for at in chosen:
        for name, fields in _bad_forms(acts[at], acts):
            yield f"act {at} {name}", [*entries[:at], _bytes(fields), *entries[at + 1 :]], at
        for name, raw in _bad_bytes(entries[at]):
            yield f"act {at} {name}", [*entries[:at], raw, *entries[at + 1 :]], at
        if at:
            earlier = {**acts[at], "at": "1999-12-31T23:59:59Z"}
            yield f"act {at} before its time", [*entries[:at], _bytes(earlier), *entries[at + 1 :]], at
            first = {**acts[0], "seq": at, "at": acts[at]["at"]}
            yield f"act {at} is the first again", [*entries[:at], _bytes(first), *entries[at + 1 :]], at
        # Without its last act a record is an earlier, true one; only witnesses and consistency proofs show that.
        if at + 1 < size:
            yield f"act {at} removed, gap left", [*entries[:at], *entries[at + 1 :]], at
        yield f"act {at} repeated", [*entries[: at + 1], entries[at], *entries[at + 1 :]], at + 1
    if size > 1:
        shifted = [_bytes({**act, "seq": act["seq"] - 1}) for act in acts[1:]]
        yield "first act removed, the others renumbered", shifted, 0


def _bad_forms(act: dict, acts: Sequence[dict]) -> Iterator[tuple[str, dict]]:
    yield "of an unknown kind", {**act, "act": "nothing.happened"}
    yield "by nobody known", {**act, "by": "nobody-at-all"}
    yield "with a field too many", {**act, "data": {**act["data"], "zzz_more": 1}}
    yield "of another assembly", {**act, "assembly": "a" * 20}
    yield "of another version", {**act, "v": 2}
    yield "numbered higher", {**act, "seq": act["seq"] + 1}
    yield "with an unknown field", {**act, "more": 1}
    yield "without data", {k: v for k, v in act.items() if k != "data"}
    yield "at no real date", {**act, "at": "2010-02-30T00:00:00Z"}
    yield "signed by an unknown key", {**act, "sig": _strange_sig()}
    sig = act.get("sig")
    if sig is None or sig["alg"] != "ed25519":
        return
    raw = bytearray(base64.b64decode(sig["value"]))
    raw[5] ^= 1
    yield "signature altered", {**act, "sig": {**sig, "value": base64.b64encode(raw).decode()}}
    yield "nonce altered", {**act, "sig": {**sig, "nonce": sig["nonce"] + "x"}}
    yield "signature's kind altered", {**act, "sig": {**sig, "alg": "webauthn"}}
    yield "signed words altered", {**act, "data": _reword(act["data"])}
    for other in acts:
        if other is not act and "sig" in other and other["sig"] != sig:
            yield f"signature of act {other['seq']}", {**act, "sig": other["sig"]}
            break


def _bad_bytes(entry: bytes) -> Iterator[tuple[str, bytes]]:
    yield "with a space", entry.replace(b":", b": ", 1)
    yield "with a name twice", entry.replace(b'"v":1}', b'"v":1,"v":1}')
    yield "with a float", entry.replace(b'"v":1}', b'"v":1.0}')
    yield "with names in another order", b'{"v":1,' + entry[1:].replace(b',"v":1}', b"}")
    yield "with an escape", entry.replace(b'"act"', b'"\\u0061ct"', 1)
    yield "cut", entry[:-1]
    yield "empty", b""


def _strange_sig() -> dict:
    key = base64.b64encode(b"\x05" * 32).decode()
    value = base64.b64encode(b"\x06" * 64).decode()
    return {"key": key, "alg": "ed25519", "value": value, "nonce": "strange"}


def _reword(value: object) -> object:
    """The same shape with the first text or number changed."""
    if isinstance(value, dict):
        key = next(iter(value), None)
        return {**value, key: _reword(value[key])} if key is not None else {"reworded": 1}
    if isinstance(value, list) and value:
        return [_reword(value[0]), *value[1:]]
    if isinstance(value, str):
        return value + "x"
    return value + 1 if type(value) is int else 1


def _alter(entry: bytes) -> bytes:
    fields = json.loads(entry)
    return _bytes({**fields, "data": {**fields["data"], "altered": True}})


def _bytes(value: object) -> bytes:
    # The same as the canonical form for what these records hold, and it lets wrong records through.
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _with_log(files: Files, entries: Sequence[bytes]) -> Files:
    rest = {path: data for path, data in files.items() if not path.startswith("log/tile/")}
    tree = Tree(map(leaf_hash, entries))
    made = {f"log/{path}": data for path, data in write_tiles(entries, tree).items()}
    assert {p[4:] for p in made} == set(tile_paths(len(entries)))
    return rest | made


def _readme(files: Files, names: Sequence[str] | None = None) -> bytes:
    attachments = sum(path.startswith("attachments/") for path in files)
    if names is None:
        names = [d.decode().split("+")[0] for p, d in files.items() if p.startswith("keys/witness-")]
    return write_readme(_head(files), names, attachments)


def _head(files: Files) -> Checkpoint:
    return Checkpoint.from_text(split_note(files[HEAD])[0])


def _line(signer: Signer, text: str) -> tuple[str, bytes, bytes]:
    return signer.verifier.name, signer.verifier.id, signer.sign(text)


def _sign_any(signer: Signer, size: int, root: bytes) -> bytes:
    text = Checkpoint(signer.verifier.name, size, root).to_text()
    return join_note(text, [_line(signer, text)])


def _without(files: Files, path: str) -> Files:
    return {p: d for p, d in files.items() if p != path}


def _vkey(name: str, kind: int, key: bytes) -> bytes:
    material = bytes([kind]) + key
    key_id = hashlib.sha256(name.encode() + b"\n" + material).digest()[:4]
    return f"{name}+{key_id.hex()}+{base64.b64encode(material).decode()}\n".encode()


def true_id(files: Files) -> str:
    """The id of the assembly of an untampered bundle."""
    return log_verifier(files[LOG].decode().strip()).name.removeprefix("hamgara/")
