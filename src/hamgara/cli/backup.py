"""`hamgara backup` and `hamgara restore`: an instance in one file, and back again."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hamgara.cli.instance import enter_instance
from hamgara.cli.options import InputFile, InstanceFolder
from hamgara.cli.refusal import refuse, refusing

if TYPE_CHECKING:
    from hamgara.cli.archive import Archive, Heads

__all__ = ["backup", "restore"]


def backup(
    folder: InstanceFolder,
    out: Annotated[Path, typer.Argument(dir_okay=False, show_default=False, metavar="OUT", help="A new file.")],
) -> None:
    """Write the instance in DIR to one file, also while it is being served.

    The file holds names, accounts and the private keys of the records: keep it as you keep those.
    """
    if out.exists():
        refuse(f"{out} is there already; a backup is never overwritten", 2)
    enter_instance(folder)

    from hamgara.cli.archive import Archive, write_archive
    from hamgara.cli.rows import read_rows

    with refusing():
        rows, heads = read_rows()
        write_archive(out, Archive((folder / "secret-key").read_text(), rows, heads))
    _echo_heads(heads)


def restore(file: InputFile, folder: InstanceFolder) -> None:
    """Make the instance that a backup holds in DIR, which must be new or empty, and replay its records."""
    from hamgara.cli.archive import ArchiveError, read_archive

    if folder.exists() and any(folder.iterdir()):
        refuse(f"{folder} is not empty", 2)
    with refusing(ArchiveError):
        archive = read_archive(file)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            _fill(folder, archive)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
    _echo_heads(archive.heads)


def _fill(folder: Path, archive: Archive) -> None:
    key = folder / "secret-key"
    key.touch(mode=0o600)
    key.write_text(archive.secret)
    enter_instance(folder)

    from hamgara.cli.rows import restore_rows
    from hamgara.web.instance import prepare_instance

    prepare_instance(static=False)
    restore_rows(archive.rows, archive.heads)


def _echo_heads(heads: Heads) -> None:
    for slug, (size, root) in heads.items():
        typer.echo(f"{slug}: {size} acts, root {root}")
