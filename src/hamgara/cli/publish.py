"""`hamgara publish`: write an assembly's record, resolutions and counts for everybody to keep and check."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hamgara.cli.instance import enter_instance
from hamgara.cli.options import InstanceFolder
from hamgara.cli.refusal import refuse, refusing

__all__ = ["publish", "write_publication"]


def publish(
    folder: InstanceFolder,
    assembly: Annotated[str, typer.Argument(show_default=False, metavar="ASSEMBLY", help="Its short name.")],
    out: Annotated[Path, typer.Option(file_okay=False, metavar="DIR", help="A new or empty folder.")],
) -> None:
    """Write the record bundle, all adopted resolutions, approved minutes and counts, and the calendar, in every format.

    Documents are in Persian, in English and with both side by side. The bundle is the folder `record` in --out, for
    `hamgara verify`; a file that ends in .bel is the archive of a sealed election, for `hamgara ballot verify`.
    """
    enter_instance(folder)
    for path in write_publication(assembly, out):
        typer.echo(path)


def write_publication(assembly: str, out: Path) -> list[Path]:
    """Publish an assembly of the instance that was entered; returns what was written.

    The documents name the head that the record had when the writing began.
    """
    from hamgara.documents import PdfError
    from hamgara.record import RecordError
    from hamgara.web.store.log import open_assembly
    from hamgara.web.store.publishing import publication_files

    if out.exists() and any(out.iterdir()):
        refuse(f"{out} is not empty", 2)
    try:
        log = open_assembly(assembly)
    except KeyError:
        refuse(f"the instance has no assembly {assembly}", 2)
    written = [out / "record"]
    with refusing(RecordError, PdfError):
        log.write_bundle(out / "record")
        for name, data in publication_files(log, log.snapshot()):
            (out / name).write_bytes(data)
            written.append(out / name)
    return written
