"""Joining: a one-time code gives its seat to an account, new or already signed in.

The code is never kept in the session or in an address of ours: it goes from the form to the next form, and is
spent in the same transaction that gives the seat.
"""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from hamgara.web.accounts.forms import AccountForm, InvitationForm
from hamgara.web.accounts.names import suggest_name
from hamgara.web.accounts.seats import describe_seat, session_key
from hamgara.web.errors import too_many
from hamgara.web.languages import DEFAULT_CALENDARS, choose_language
from hamgara.web.rates import take_attempt
from hamgara.web.store.directory import InvitationInvalid, find_invitation, redeem
from hamgara.web.store.log import open_assembly
from hamgara.web.store.models import Invitation, Preference, Seat

__all__ = ["join"]


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def join(request: HttpRequest) -> HttpResponse:
    """Ask for the code; say what it is for; give its seat to an account."""
    if request.method != "POST":
        first = InvitationForm(initial={"code": request.GET.get("code", "")[:80]})
        return render(request, "accounts/join.html", {"form": first})
    asked = InvitationForm(request.POST)
    if not asked.is_valid():
        return render(request, "accounts/join.html", {"form": asked}, status=400)
    code = asked.cleaned_data["code"]
    take_back = take_attempt(request, "join")
    if take_back is None:
        return too_many(request)
    try:
        invitation = find_invitation(code)
        take_back()  # only codes that are not valid count: many may join at once from behind one address
        step = request.POST.get("step", "")
        if step == "attach" and request.user.is_authenticated:
            return _seated(request, redeem(code, request.user))
        if step == "account" and not request.user.is_authenticated:
            return _make_account(request, invitation)
    except InvitationInvalid:
        asked.add_error("code", _("This code is not valid: it may be mistyped, used already, or out of date."))
        return render(request, "accounts/join.html", {"form": asked}, status=400)
    return _show(request, invitation, AccountForm(initial={"code": code, "name": suggest_name()}))


def _show(request: HttpRequest, invitation: Invitation, form: AccountForm, *, status: int = 200) -> HttpResponse:
    log = open_assembly(invitation.assembly.slug)
    context = {
        "form": form,
        "code": form["code"].value(),
        "assembly": log.snapshot().state.convening,
        "seat": describe_seat(log, invitation.actor),
    }
    return render(request, "accounts/join_account.html", context, status=status)


def _make_account(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    form = AccountForm(request.POST)
    if not form.is_valid():
        return _show(request, invitation, form, status=400)
    language = choose_language(request)
    with transaction.atomic():
        user = User.objects.create_user(form.cleaned_data["name"], password=form.cleaned_data["passphrase"])
        Preference.objects.create(user=user, language=language, calendar=DEFAULT_CALENDARS[language])
        seat = redeem(form.cleaned_data["code"], user)
    login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    record_authentication(request, user, method="password", username=user.username)
    return _seated(request, seat)


def _seated(request: HttpRequest, seat: Seat) -> HttpResponse:
    request.session[session_key(seat.assembly.slug)] = seat.actor
    messages.success(request, _("Welcome. This seat is now yours, and the code is spent."))
    return redirect("assembly", slug=seat.assembly.slug)
