"""`hamgara trustee`: a trustee's steps in a sealed election, on a machine that need not be connected."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from hamgara.cli.refusal import refuse, refusing

__all__ = ["trustee"]


def trustee(
    sheet: Annotated[Path, typer.Argument(metavar="SHEET", help="The sheet from the election's page.")],
    key: Annotated[Path, typer.Option(metavar="FILE", help="The trustee's key file; the first step makes it.")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="Where to write what is to be handed in.")],
) -> None:
    """Do the step that a trustee's sheet asks for, and write the file to hand in.

    Before it shuffles or decrypts, it verifies the whole archive that comes with the sheet.
    """
    from hamgara.ballots import BallotError, sheets

    if out.exists():
        refuse(f"{out} is there already; it is not overwritten", 2)
    with refusing(BallotError):
        asked = sheets.read_sheet(sheet.read_bytes())
        if not isinstance(asked, sheets.TrusteeSheet):
            refuse(f"{sheet} is a registrar's sheet, not a trustee's", 2)
        held = sheets.read_key(key.read_bytes()) if key.exists() else None
        made, kept = sheets.work(asked, held)
        # The key first: what is handed in without a key that is kept could never be followed up.
        if held is None:
            _keep(key, kept.write())
        out.write_bytes(made + b"\n")
    typer.echo(f"Step “{asked.step}” of election {asked.election} is done. Hand in {out}.")
    if held is None:
        typer.echo(f"Keep {key}, with a copy in another place. Nobody else may have it.")


def _keep(path: Path, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
