"""`hamgara registrar`: the voters' codes of a sealed election, made where the server never sees them."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path
from typing import Annotated, Literal

import typer

from hamgara.cli.keys import write_secret
from hamgara.cli.refusal import refuse, refusing

__all__ = ["registrar"]


def registrar(
    sheet: Annotated[Path, typer.Argument(metavar="SHEET", help="The registrar's sheet from the election's page.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="A new folder for the codes.")],
    language: Annotated[Literal["fa", "en"], typer.Option(help="The language of the slips.")] = "fa",
) -> None:
    """Make a code for each voter: slips to print, the registrar's own list, and the public list to hand in.

    slips.pdf has one slip a voter; codes.csv is the registrar's own; credentials.json is handed in.
    """
    from hamgara.ballots import BallotError, Voter, find_group, register, sheets
    from hamgara.documents import Slip, write_slips

    with refusing(BallotError):
        asked = sheets.read_sheet(sheet.read_bytes())
        if not isinstance(asked, sheets.RegistrarSheet):
            refuse(f"{sheet} is a trustee's sheet, not a registrar's", 2)
        made = register(
            find_group(asked.group), asked.election, [Voter(voter.id, voter.weight) for voter in asked.voters]
        )
        out.mkdir(mode=0o700)
        codes = dict(made.codes)
        table = StringIO()
        rows = csv.writer(table, lineterminator="\n")
        rows.writerow(["id", "name", "code"])
        rows.writerows((voter.id, voter.name, codes[voter.id]) for voter in asked.voters)
        slips = [Slip(voter.name, codes[voter.id]) for voter in asked.voters]
        write_secret(out / "codes.csv", table.getvalue().rstrip())
        path = out / "slips.pdf"
        path.touch(0o600)
        path.write_bytes(write_slips(asked.title, slips, language))
        (out / "credentials.json").write_bytes(made.public + b"\n")
    typer.echo(
        f"{len(codes)} codes are in {out}. Hand in credentials.json, print slips.pdf, keep codes.csv to yourself."
    )
