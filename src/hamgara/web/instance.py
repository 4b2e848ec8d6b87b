"""Making an instance ready to serve: its tables up to date, its static files built into its folder."""

from __future__ import annotations

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.management import call_command
from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]

__all__ = ["BuiltStorage", "prepare_instance"]


class BuiltStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Static files named by their content; before they are built, their plain names."""

    manifest_strict = False

    def stored_name(self, name: str) -> str:
        """The built name of a file, or its own where it has not been built."""
        try:
            return str(ManifestStaticFilesStorage.stored_name(self, name))
        except ValueError:
            return name


def prepare_instance(*, static: bool = True) -> None:
    """Bring the tables up to date, clear out sessions that ended, and build the static files.

    Safe to run again. `django.setup()` must have run, with the settings of this instance.
    """
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("clearsessions", verbosity=0)
    if static:
        settings.STATIC_ROOT.mkdir(mode=0o755, parents=True, exist_ok=True)
        unused = ["django_htmx/*"]
        call_command("collectstatic", interactive=False, verbosity=0, clear=True, ignore_patterns=unused)
