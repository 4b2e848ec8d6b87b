"""The Django application that owns the tables."""

from django.apps import AppConfig

__all__ = ["StoreConfig"]


class StoreConfig(AppConfig):
    """The store."""

    name = "hamgara.web.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"
