"""The addresses of accounts. What the account library offers beyond them (registration, e-mail) is closed."""

from __future__ import annotations

from typing import Any, NoReturn

from allauth.account import views
from django.http import Http404, HttpRequest
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from hamgara.web.accounts.demonstration import sign_in_as
from hamgara.web.accounts.joining import join
from hamgara.web.accounts.me import me, take_seat

__all__ = ["urlpatterns"]


def _closed(request: HttpRequest, **_parts: Any) -> NoReturn:
    """The library names the page; this instance has none."""
    raise Http404


urlpatterns: list[URLPattern | URLResolver] = [
    path("join/", join, name="join"),
    path("me/", me, name="me"),
    path("me/seat/", take_seat, name="me-seat"),
    path("demo/sign-in/", sign_in_as, name="demo-sign-in"),
    path("accounts/login/", views.login, name="account_login"),
    path("accounts/logout/", views.logout, name="account_logout"),
    path("accounts/inactive/", views.account_inactive, name="account_inactive"),
    path("accounts/reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("accounts/passphrase/", views.password_change, name="account_change_password"),
    path("accounts/keys/", include("allauth.mfa.urls")),
    path("accounts/signup/", RedirectView.as_view(pattern_name="join"), name="account_signup"),
    path("accounts/passphrase/set/", _closed, name="account_set_password"),
    path("accounts/passphrase/reset/", _closed, name="account_reset_password"),
]
