"""One's own page: language, calendar, time zone, seats, and the means of signing in."""

from __future__ import annotations

from typing import cast

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hamgara.web.accounts.forms import PreferenceForm
from hamgara.web.accounts.names import DEMO_PREFIX
from hamgara.web.accounts.seats import choose_seat, list_seats
from hamgara.web.languages import (
    DEFAULT_CALENDARS,
    choose_language,
    keep_language,
    preference_of,
    safe_next,
)
from hamgara.web.store.models import Preference

__all__ = ["me", "take_seat"]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """Show and keep the preferences of the person who is signed in."""
    user = cast("User", request.user)
    language = choose_language(request)
    kept = preference_of(request) or Preference(user=user, language=language, calendar=DEFAULT_CALENDARS[language])
    form = PreferenceForm(request.POST if request.method == "POST" else None, instance=kept)
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        with translation.override(saved.language):
            messages.success(request, _("Kept."))
        response = redirect("me")
        keep_language(response, "en" if saved.language == "en" else "fa")
        return response
    kinds = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    context = {
        "form": form,
        "assemblies": list_seats(request),
        "has_app": Authenticator.Type.TOTP in kinds,
        "has_passkey": Authenticator.Type.WEBAUTHN in kinds,
        "is_cast": user.username.startswith(DEMO_PREFIX),
    }
    return render(request, "accounts/me.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
def take_seat(request: HttpRequest) -> HttpResponse:
    """Act from another of one's seats: `assembly` is the slug, `actor` the seat, `next` where to go on."""
    if not choose_seat(request, request.POST.get("assembly", ""), request.POST.get("actor", "")):
        messages.error(request, _("This seat is not yours."))
    target = request.POST.get("next", "")
    return redirect(safe_next(request, target)) if target else redirect("me")
