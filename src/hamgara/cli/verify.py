"""`hamgara verify`: replay a published record from its first act and recompute every outcome."""

from __future__ import annotations

import json as plain_json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from hamgara.cli.options import JsonTo
from hamgara.cli.output import check_targets, write_json
from hamgara.cli.refusal import refuse

__all__ = ["verify"]


def verify(
    bundle: Annotated[
        Path, typer.Argument(exists=True, show_default=False, metavar="BUNDLE", help="A folder or a .zip.")
    ],
    assembly: Annotated[
        str | None, typer.Option(metavar="ID", help="The id that the assembly is known to have.")
    ] = None,
    json: JsonTo = "",
) -> None:
    """Verify a published record: exit status 0, or 1 with the first act that fails and why."""
    from hamgara import record
    from hamgara.assembly import AssemblyReplay

    free = check_targets(json)
    try:
        with _showing_progress() as progress:
            found = record.verify(bundle, AssemblyReplay, assembly=assembly, progress=progress)
    except record.VerificationFailed as failure:
        outcome = {
            "verified": False,
            "seq": failure.seq,
            "code": failure.code,
            "params": failure.params,
            "by_replay": failure.by_replay,
        }
        write_json(outcome, json)
        refuse(f"not verified: {failure}")
    write_json({"verified": True, **plain_json.loads(found.to_json())}, json)
    if free:
        typer.echo(f"verified: {found.size} acts of assembly {found.assembly}")
        typer.echo(f"from {found.first_at} to {found.last_at}, {len(found.attachments)} attachments")
        typer.echo(f"root {found.root}")
        for name, time in found.witnesses.items():
            typer.echo(f"witness {name}: " + (f"countersigned at {time}" if time else "has not countersigned"))


@contextmanager
def _showing_progress() -> Iterator[Callable[[int, int], None] | None]:
    """A bar on a terminal; nothing where standard error goes elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("acts", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
