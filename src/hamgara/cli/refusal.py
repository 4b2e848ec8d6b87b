"""How a command says no: one line on standard error and an exit status, never a traceback for bad input.

Status 1: what was asked was looked at and is not so, or cannot be done (a file that is not in order, a bundle that
does not verify). Status 2: the command was not given what it needs (options, files).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer

__all__ = ["refuse", "refusing"]


def refuse(sentence: str, status: int = 1) -> NoReturn:
    """Say why on one line of standard error and end the command."""
    # What a file holds may be quoted here, and nothing of it may steer the terminal.
    shown = "".join(c if c.isprintable() else "\ufffd" for c in " ".join(sentence.split()))
    typer.echo(f"hamgara: {shown}", err=True)
    raise typer.Exit(status)


@contextmanager
def refusing(*errors: type[Exception]) -> Iterator[None]:
    """Turn these errors of an engine, and those of the file system, into the command's own refusal."""
    try:
        yield
    except errors as error:
        refuse(str(error))
    except OSError as error:
        if error.filename is None:
            refuse(str(error))
        refuse(f"{error.filename}: {error.strerror}")
