"""Files that hold a private key: made once, readable by their owner only, and each for one purpose.

A file is one JSON object: `purpose` ("author" or "witness"), `name` (of a witness), `algorithm` ("ed25519") and
`secret` (base64 of the 32-byte seed, RFC 8032 section 5.1.5).
"""

from __future__ import annotations

import base64
import binascii
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from hamgara.cli.refusal import refuse, refusing

__all__ = ["PrivateKey", "Purpose", "read_key", "write_key", "write_secret"]

Purpose = Literal["author", "witness"]


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """A private key: its 32-byte seed, what it is for, and the name of the witness whose it is."""

    purpose: Purpose
    seed: bytes
    name: str = ""


def write_key(path: Path, key: PrivateKey) -> None:
    """Write a new key file with mode 0600; refused where there is a file already, whatever it holds."""
    value = {
        "purpose": key.purpose,
        "name": key.name,
        "algorithm": "ed25519",
        "secret": base64.b64encode(key.seed).decode(),
    }
    write_secret(path, json.dumps(value, indent=1))


def write_secret(path: Path, text: str) -> None:
    """Write a new file that only its owner can read; refused where there is a file already, whatever it holds."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        refuse(f"{path} is there already; a secret is never overwritten", 2)
    except OSError as error:
        refuse(f"{path}: {error.strerror}", 2)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text + "\n")


def read_key(path: Path, purpose: Purpose) -> PrivateKey:
    """Read a key file that is for this purpose; refused otherwise. Nothing of the key is ever shown."""
    with refusing():
        data = path.read_bytes()
    try:
        value = json.loads(data)
        found, name, algorithm = value["purpose"], value["name"], value["algorithm"]
        seed = base64.b64decode(value["secret"], validate=True)
    except (ValueError, KeyError, TypeError, binascii.Error):
        refuse(f"{path} is not a key file of this program", 2)
    if found != purpose:
        refuse(f"{path} holds the key of {'a witness' if found == 'witness' else 'an author'}, not one for this", 2)
    if algorithm != "ed25519" or len(seed) != 32 or not isinstance(name, str):
        refuse(f"{path} does not hold an Ed25519 key of 32 bytes", 2)
    return PrivateKey(purpose, seed, name)
