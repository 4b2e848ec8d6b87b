"""`hamgara init`: make an instance, convene an assembly in it, and print the secretariat's one-time link."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hamgara.cli.instance import enter_instance
from hamgara.cli.options import InstanceFolder
from hamgara.cli.refusal import refuse, refusing

if TYPE_CHECKING:
    from hamgara.assembly import Charter

__all__ = ["init"]

_SLUG = re.compile(r"[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?")


def init(
    folder: InstanceFolder,
    slug: Annotated[str, typer.Option(metavar="NAME", help="The assembly's short name in addresses.")] = "assembly",
    name_fa: Annotated[str, typer.Option(metavar="TEXT", help="The assembly's name in Persian.")] = "",
    name_en: Annotated[str, typer.Option(metavar="TEXT", help="The assembly's name in English.")] = "",
    purpose_fa: Annotated[str, typer.Option(metavar="TEXT", help="What it is convened for, in Persian.")] = "",
    purpose_en: Annotated[str, typer.Option(metavar="TEXT", help="What it is convened for, in English.")] = "",
    charter: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, metavar="FILE", help="The first charter, as TOML or JSON."),
    ] = None,
    timezone: Annotated[str, typer.Option(metavar="ZONE", help="The time zone of its meetings.")] = "UTC",
    address: Annotated[
        str, typer.Option(metavar="URL", help="Where the instance will be reached.")
    ] = "http://127.0.0.1:8000",
    again: Annotated[bool, typer.Option("--again", help="Only make a new link; the old one, if unused, ends.")] = False,
) -> None:
    """Make an instance in DIR, convene an assembly, and print the one-time link for its secretariat.

    What is not given is asked for on a terminal. In a folder that holds an instance, another assembly is convened.
    """
    if not _SLUG.fullmatch(slug):
        refuse(f"--slug is made of small letters a-z, digits and hyphens, at most 40, not {slug!r}", 2)
    if not again:
        names = _gather("name", name_fa, name_en)
        purpose = _gather("purpose", purpose_fa, purpose_en)
        rules = _read_charter(charter)
    enter_instance(folder, new=not again)

    from hamgara.assembly import Refused
    from hamgara.record import RecordError
    from hamgara.web.instance import prepare_instance
    from hamgara.web.store.directory import invite
    from hamgara.web.store.log import create_assembly, open_assembly

    prepare_instance(static=False)
    try:
        log = open_assembly(slug)
    except KeyError:
        log = None
    if again:
        if log is None:
            refuse(f"{folder} has no assembly {slug}", 2)
    elif log is not None:
        refuse(f"{folder} has an assembly {slug} already; choose another --slug, or --again for a new link", 2)
    else:
        with refusing(Refused, RecordError, ValueError):
            log = create_assembly(slug, names, purpose, rules, timezone=timezone)
    code = invite(log, "secretariat")
    typer.echo(f"{address.rstrip('/')}/join/?code={code}")
    typer.echo(f"For the secretariat of {slug}; it works once, within 30 days.", err=True)


def _gather(what: str, fa: str, en: str) -> dict[str, str]:
    """The texts by language; at least one, for both stand in the first act and stay there."""
    if not fa and not en and sys.stdin.isatty():
        fa = typer.prompt(f"The assembly's {what} in Persian (may be empty)", default="", show_default=False)
        en = typer.prompt(f"The assembly's {what} in English (may be empty)", default="", show_default=False)
    given = {language: text.strip() for language, text in (("fa", fa), ("en", en)) if text.strip()}
    if not given:
        refuse(f"the assembly needs a {what}: give --{what}-fa, --{what}-en or both", 2)
    return given


def _read_charter(path: Path | None) -> Charter:
    import msgspec

    from hamgara.assembly import Charter
    from hamgara.assembly.charter import ElectionRules
    from hamgara.elections import METHODS

    if path is None:
        return Charter(elections=ElectionRules(methods=tuple(METHODS)))
    decode = msgspec.toml.decode if path.suffix == ".toml" else msgspec.json.decode
    with refusing():
        data = path.read_bytes()
    try:
        return decode(data, type=Charter)
    except (msgspec.MsgspecError, ValueError) as error:
        refuse(f"{path}: {error}")
