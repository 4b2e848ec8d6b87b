"""Elections altered in one place each, with the reasons for which they must be rejected.

An alteration is made by someone who controls everything: hashes, the chain of events and, where a voter does it, the
ballot's signature are made anew, so that it is the check in question which has to find it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.ballots.elections import TIMESTAMP, Made

from hamgara import ballots
from hamgara.ballots.canonical import digest, fingerprint
from hamgara.ballots.primitives.edwards import _uncompress

Steps = list[tuple[str, list[bytes]]]
Document = Any


@dataclass(frozen=True)
class Altered:
    """One altered election: its events, or the whole file; why it must be rejected, and words of the place."""

    name: str
    content: Steps | bytes
    reasons: frozenset[str]
    place: str = ""

    def write(self, path: Path) -> None:
        if isinstance(self.content, bytes):
            path.write_bytes(self.content)
        else:
            write_steps(path, self.content)


def read_all(path: Path) -> Steps:
    with path.open("rb") as file:
        return [(step.kind, [part.body for part in step.parts]) for step in ballots.read_steps(file)]


def write_steps(path: Path, steps: Steps) -> None:
    """An archive of these events, every hash right."""
    (_, setup), rest = steps[0], steps[1:]
    path.unlink(missing_ok=True)
    archive = ballots.Archive.create(path, *setup[:3], timestamp=TIMESTAMP)
    for kind, bodies in rest:
        archive.append(kind, *bodies)


def compact(document: Document) -> bytes:
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()


def leaves(document: Document, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every value of a JSON document that is not a container, with the way to it."""
    if isinstance(document, dict | list):
        items = document.items() if isinstance(document, dict) else enumerate(document)
        for key, value in items:
            yield from leaves(value, (*path, key))
    else:
        yield path, document


def put(document: Document, path: Sequence[Any], value: Any) -> Document:
    """A copy of a document with another value at a place."""
    copy = json.loads(json.dumps(document))
    inner = copy
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return copy


class Forger:
    """Makes altered elections out of a true one, of which it knows all secrets."""

    def __init__(self, made: Made) -> None:
        self.made, self.group = made, made.group
        self.steps = read_all(made.path)
        self.file = made.path.read_bytes()
        self.ballots = [index for index, (kind, _) in enumerate(self.steps) if kind == "Ballot"]
        self.secrets = {
            self.group.encode(self.group.power(self.group.generator, secret)): secret
            for secret in (ballots.derive_secret(self.group, made.election.uuid, code) for code in made.codes)
        }

    def replace(self, index: int, part: int, body: bytes) -> Steps:
        """The events with one record replaced, and the records that name it."""
        steps = [(kind, list(bodies)) for kind, bodies in self.steps]
        _kind, bodies = steps[index]
        old, bodies[part] = digest(bodies[part]).encode(), body
        if part + 1 < len(bodies):
            bodies[-1] = bodies[-1].replace(old, digest(body).encode())
        return steps

    def sign(self, ballot: Document, credential: str | None = None) -> bytes:
        """Sign an altered ballot with the key of its credential, or of another."""
        credential = credential or ballot["credential"]
        unsigned = {key: value for key, value in ballot.items() if key != "signature"} | {"credential": credential}
        hashed = fingerprint(compact(unsigned))
        nonce, secret = 12345, self.secrets[credential]
        commitment = self.group.encode(self.group.power(self.group.generator, nonce))
        challenge = self.group.challenge(f"sig|{hashed}|", [commitment])
        proof = {"challenge": str(challenge), "response": str((nonce - secret * challenge) % self.group.order)}
        return compact(unsigned | {"signature": {"hash": hashed, "proof": proof}})

    def outsiders(self, text: str) -> dict[str, str]:
        """Elements of the surrounding set that are not in the group, made from one that is."""
        element = self.group.decode(text, "")
        if self.group.name == "Ed25519":
            low = {order: _low(order) for order in (2, 4, 8)}
            moved = {f"times a point of order {n}": self.group.multiply(element, one) for n, one in low.items()}
            alone = {f"a point of order {n}": one for n, one in low.items()}
            return {name: self.group.encode(one) for name, one in (moved | alone).items()}
        p = self.group.p  # type: ignore[attr-defined]
        return {"negated": str(p - element), "minus one": str(p - 1)}

    def misspelt(self, text: str) -> dict[str, Any]:
        """Encodings that are none."""
        wrong: dict[str, Any] = {"empty": "", "letters": "x" * len(text), "longer": text + "000", "blank": " " + text}
        if self.group.name == "Ed25519":
            p = (1 << 255) - 19
            return wrong | {
                "capitals": text[:-2] + "AB",
                "at the modulus": f"{p:064x}",
                "identity above the modulus": f"{p + 1:064x}",
                "negative zero": f"{1 | 1 << 255:064x}",
                "shorter": text[1:],
            }
        p = self.group.p  # type: ignore[attr-defined]
        return wrong | {
            "zero": "0",
            "above the modulus": str(int(text) + p),
            "leading zero": "0" + text,
            "negative": "-1",
        }

    def bad_elements(self, text: str) -> Iterator[tuple[str, str, str]]:
        """(name, text, reason): outsiders, misspellings, and a wrong element of the group (reason `proof`)."""
        for name, one in self.outsiders(text).items():
            yield name, one, "outside"
        for name, one in self.misspelt(text).items():
            yield name, one, "element"
        yield (
            "another",
            self.group.encode(self.group.multiply(self.group.decode(text, ""), self.group.generator)),
            "proof",
        )

    def bad_numbers(self, text: str) -> Iterator[tuple[str, str, str]]:
        order = self.group.order
        yield "one more", str((int(text) + 1) % order), "proof"
        for name, one in {
            "plus the order": str(int(text) + order),
            "leading zero": "0" + text,
            "negative": "-" + text,
            "empty": "",
            "hexadecimal": hex(int(text)),
            "Persian digits": text.translate({48 + i: 0x6F0 + i for i in range(10)}),
        }.items():
            yield name, one, "number"


def _low(order: int) -> Any:
    """A point of the curve of this small order."""
    group = ballots.find_group("Ed25519")
    number = 2
    while True:
        point = _uncompress(number)
        number += 1
        if point is None:
            continue
        # order·point lies in the torsion; what is left of order 8 gives the smaller ones by doubling.
        torsion = group.identity
        for bit in bin(group.order)[2:]:
            torsion = group.multiply(torsion, torsion)
            if bit == "1":
                torsion = group.multiply(torsion, point)
        chain = [torsion, group.multiply(torsion, torsion)]
        chain.append(group.multiply(chain[1], chain[1]))
        if not group.same(chain[2], group.identity):
            return chain[{8: 0, 4: 1, 2: 2}[order]]
