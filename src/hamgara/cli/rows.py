"""All rows of the instance that was entered, out to text and back, whatever its database.

What migrations make by themselves (content types, permissions) and sessions stay behind.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core import serializers
from django.core.management.color import no_style
from django.core.serializers.base import DeserializationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import Error, connection, models, transaction

from hamgara.assembly import Refused
from hamgara.cli.archive import ArchiveError, Heads
from hamgara.record import RecordError
from hamgara.web.store.log import forget_logs, open_assembly
from hamgara.web.store.models import Assembly

__all__ = ["read_rows", "restore_rows"]

_LEFT_OUT = {"contenttypes.contenttype", "auth.permission", "sessions.session"}


class _ExactEncoder(DjangoJSONEncoder):
    """Django's own cuts times to milliseconds."""

    def default(self, o: Any) -> Any:
        """The whole of a time; all else as Django writes it."""
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def read_rows() -> tuple[str, Heads]:
    """Every row as one JSON object a line, and the heads of the records, all as of one moment."""
    text = io.StringIO()
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        serializers.serialize("jsonl", _list_rows(), stream=text, cls=_ExactEncoder)
        heads = _list_heads()
    return text.getvalue(), heads


def restore_rows(rows: str, heads: Heads) -> None:
    """Put rows into the tables of a new instance, and replay every record to the head that it had.

    Raises `ArchiveError` where the instance is not new, a row cannot be read, or a record does not come to its head;
    the tables then stay as they were.
    """
    if Assembly.objects.exists():
        raise ArchiveError("the database holds assemblies already")
    try:
        with transaction.atomic():
            touched: set[type[models.Model]] = set()
            for row in serializers.deserialize("jsonl", rows):
                row.save()
                touched.add(type(row.object))
            with connection.cursor() as cursor:
                for statement in connection.ops.sequence_reset_sql(no_style(), list(touched)):
                    cursor.execute(statement)
            connection.check_constraints()
            forget_logs()
            if _list_heads() != heads:
                raise ArchiveError("the records in this backup do not come to the heads that it states")
    except (RecordError, Refused) as error:
        raise ArchiveError(f"the records in this backup do not come to the heads that it states: {error}") from error
    except (DeserializationError, Error) as error:
        raise ArchiveError(f"the rows of this backup cannot be read: {error}") from error
    finally:
        forget_logs()


def _list_rows() -> Iterator[models.Model]:
    kept = [model for model in apps.get_models() if model._meta.label_lower not in _LEFT_OUT]
    for model in serializers.sort_dependencies([("", kept)]):
        yield from model._default_manager.order_by("pk").iterator()


def _list_heads() -> Heads:
    slugs = Assembly.objects.order_by("slug").values_list("slug", flat=True)
    snapshots = {slug: open_assembly(slug).snapshot() for slug in slugs}
    return {slug: (snapshot.size, snapshot.root.hex()) for slug, snapshot in snapshots.items()}
