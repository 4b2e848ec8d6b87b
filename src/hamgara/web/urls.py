"""The addresses of an instance."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from hamgara.web.accounts import urls as accounts
from hamgara.web.landing import landing
from hamgara.web.languages import change_language
from hamgara.web.stages import collect_patterns

__all__ = ["urlpatterns"]

_assembly = collect_patterns()
if find_spec("hamgara.web.acts") is not None:
    _assembly += import_module("hamgara.web.acts").urlpatterns

urlpatterns: list[URLPattern | URLResolver] = [
    path("", landing, name="landing"),
    path("a/<slug:slug>/", include(_assembly)),
    path("language/", change_language, name="language"),
    *accounts.urlpatterns,
]

handler400 = "hamgara.web.errors.bad_request"
handler403 = "hamgara.web.errors.forbidden"
handler404 = "hamgara.web.errors.not_found"
handler500 = "hamgara.web.errors.server_failed"
