"""`hamgara sign`: an author's own signature on an act, made where the author is and not on the server."""

from __future__ import annotations

import json
import secrets
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from hamgara.cli.keys import PrivateKey, read_key, write_key
from hamgara.cli.output import write_json
from hamgara.cli.refusal import refuse, refusing

__all__ = ["sign"]

_FIELDS = {"assembly": str, "by": str, "act": str, "data": dict}


def sign(
    file: Annotated[
        str | None,
        typer.Argument(metavar="[FILE]", help="The act as JSON: assembly, by, act, data; - is standard input."),
    ] = None,
    key: Annotated[Path | None, typer.Option(metavar="FILE", help="The author's key file.")] = None,
    new: Annotated[bool, typer.Option("--new", help="Make the key file and print the public key.")] = False,
    out: Annotated[str, typer.Option(metavar="FILE", help="Where to write the signature.")] = "-",
) -> None:
    """Sign an act with its author's key and print the signature as JSON, to be sent with the act.

    With --new: make a key; the public key that is printed is registered once by an act of its owner.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from hamgara import record

    if key is None:
        refuse("--key FILE is needed", 2)
    if new:
        if file is not None:
            refuse("--new makes a key and signs nothing; leave out the file", 2)
        seed = record.generate_seed()
        write_key(key, PrivateKey("author", seed))
        _echo_public(Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw())
        return
    if file is None:
        refuse("name the file that holds the act, or - for standard input", 2)
    act = _read_act(file)
    private = Ed25519PrivateKey.from_private_bytes(read_key(key, "author").seed)
    with refusing(record.RecordError):
        nonce = secrets.token_urlsafe(12)
        sig = record.sign_act(act["assembly"], act["by"], act["act"], act["data"], nonce, private)
    write_json({"key": sig.key, "alg": sig.alg, "value": sig.value, "nonce": sig.nonce}, out)


def _echo_public(raw: bytes) -> None:
    import base64

    typer.echo(base64.b64encode(raw).decode())


def _read_act(file: str) -> dict[str, Any]:
    with refusing():
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    where = "standard input" if file == "-" else file
    try:
        act = json.loads(data)
    except ValueError as error:
        refuse(f"{where} is not JSON: {error}")
    if not isinstance(act, dict) or act.keys() != _FIELDS.keys():
        refuse(f"{where}: expected one object with exactly {', '.join(_FIELDS)}")
    for name, kind in _FIELDS.items():
        if not isinstance(act[name], kind):
            refuse(f"{where}: {name} must be {'an object' if kind is dict else 'a text'}")
    return act
