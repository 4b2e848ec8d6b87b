"""The command line: one module for each command, and nothing in it that an engine should know.

Commands import what they need when they run, so that `hamgara --help` answers at once.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from typing import Any

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from hamgara.cli.backup import backup, restore
from hamgara.cli.ballot import ballot
from hamgara.cli.count import count
from hamgara.cli.demo import demo
from hamgara.cli.draft import draft
from hamgara.cli.front import front
from hamgara.cli.ground import ground
from hamgara.cli.init import init
from hamgara.cli.publish import publish
from hamgara.cli.registrar import registrar
from hamgara.cli.serve import serve
from hamgara.cli.sign import sign
from hamgara.cli.trustee import trustee
from hamgara.cli.verify import verify
from hamgara.cli.witness import witness

__all__ = ["app", "main"]


class _Commands(TyperGroup):
    """Says on one line what was wrong with the way a command was called, and where to read how it is called."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        given = list(sys.argv[1:] if args is None else args) or ["--help"]
        try:
            status = super().main(given, prog_name, complete_var, False, windows_expand_args, **extra)
        except TyperException as error:
            context = getattr(error, "ctx", None)
            path = context.command_path if context is not None else self.name
            typer.echo(f"hamgara: {' '.join(error.format_message().split())} (see {path} --help)", err=True)
            sys.exit(getattr(error, "exit_code", 2))
        except typer.Abort:
            typer.echo("hamgara: stopped", err=True)
            sys.exit(130)
        sys.exit(status if isinstance(status, int) else 0)


app = typer.Typer(
    cls=_Commands,
    name="hamgara",
    help="From differing positions to a joint resolution that all can check.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for command in (
    demo,
    init,
    serve,
    backup,
    restore,
    publish,
    draft,
    verify,
    witness,
    sign,
    ground,
    count,
    front,
    ballot,
    registrar,
    trustee,
):
    app.command()(command)


def main() -> None:
    """Run the command line; what the console script calls."""
    # Looking for cycles after every 700 objects, and among all of them at the end, took half a second of a command that
    # loads compilers and ends soon.
    gc.set_threshold(100_000, 50, 50)
    try:
        app(prog_name="hamgara")
    finally:
        gc.freeze()
