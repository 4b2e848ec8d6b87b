"""The arguments and options that several commands share, so that they read and behave alike."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hamgara.cli.refusal import refuse

if TYPE_CHECKING:
    from hamgara.dates import Language

__all__ = ["HtmlTo", "InputFile", "InstanceFolder", "JsonTo", "OptionalFile", "PageLanguage", "read_language"]

InputFile = Annotated[
    Path, typer.Argument(exists=True, dir_okay=False, readable=True, show_default=False, metavar="FILE")
]
OptionalFile = Annotated[
    Path | None, typer.Option(exists=True, dir_okay=False, readable=True, metavar="FILE", help="A CSV file.")
]
InstanceFolder = Annotated[
    Path, typer.Argument(file_okay=False, show_default=False, metavar="DIR", help="The instance's folder.")
]
JsonTo = Annotated[str, typer.Option("--json", metavar="FILE", help="Write the outcome as JSON; - is standard output.")]
HtmlTo = Annotated[
    str, typer.Option("--html", metavar="FILE", help="Write the outcome as a page; - is standard output.")
]
PageLanguage = Annotated[str, typer.Option(metavar="fa|en", help="The language of the page.")]


_LANGUAGES: dict[str, Language] = {"fa": "fa", "en": "en"}


def read_language(text: str) -> Language:
    """The language of that code; refused as wrong use where there is none."""
    if text not in _LANGUAGES:
        refuse(f"--language is fa or en, not {text!r}", 2)
    return _LANGUAGES[text]
