"""The way into an instance from the command line: its folder becomes the surroundings that Django is set up in."""

from __future__ import annotations

import os
from pathlib import Path

from hamgara.cli.refusal import refuse, refusing

__all__ = ["enter_instance", "is_instance"]


def is_instance(folder: Path) -> bool:
    """Whether a folder holds an instance: it has a secret key of its own."""
    return (folder / "secret-key").is_file()


def enter_instance(folder: Path, *, new: bool = False, demo: bool = False) -> None:
    """Set Django up for the instance in a folder; refused where there is none and none is to be made.

    A process enters one instance in its life; raises `RuntimeError` where it has entered another.
    """
    if not new and not is_instance(folder):
        refuse(f"{folder} holds no instance; `hamgara init {folder}` makes one", 2)
    os.environ["HAMGARA_DIR"] = str(folder.absolute())
    os.environ["DJANGO_SETTINGS_MODULE"] = "hamgara.web.settings"
    if demo:
        os.environ["HAMGARA_DEMO"] = "1"

    import django
    from django.conf import settings

    from hamgara.web.environment import EnvironmentInvalid

    with refusing(EnvironmentInvalid):
        django.setup()
    if folder.absolute() != settings.HAMGARA_DIR:
        raise RuntimeError(f"this process is in the instance {settings.HAMGARA_DIR} already")
