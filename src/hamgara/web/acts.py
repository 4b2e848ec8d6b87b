"""One form for each kind of act, and the one view that shows it, appends the act, and says why it was refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, TypeVar

import msgspec
from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from hamgara.assembly import KINDS, Refused
from hamgara.assembly.act import SECRETARIAT
from hamgara.assembly.state import require_standing
from hamgara.record import RecordError, Signature
from hamgara.web import passkeys
from hamgara.web.sentences import refusal
from hamgara.web.stages.inputs import rehearse
from hamgara.web.viewer import Viewer

__all__ = ["FORMS", "ActForm", "act_form", "act_view", "refuse_act", "to_page", "urlpatterns"]


class ActForm(forms.Form):
    """The form of one kind of act.

    Subclasses declare fields, and `data_of_act`, which turns cleaned values into the act's data. `title` is what the
    button and the page say, `lead` one sentence on what follows from the act, `done` the message afterwards.
    """

    kind: ClassVar[str]
    title: ClassVar[str | Promise] = ""
    lead: ClassVar[str | Promise] = ""
    done: ClassVar[str | Promise] = ""

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        self.viewer = viewer
        super().__init__(*args, **kwargs)
        self.prepare()

    def prepare(self) -> None:
        """Set choices and initial values from the state."""

    def data_of_act(self) -> dict[str, Any]:
        """The data of the act: the cleaned values that were given, unless a subclass says otherwise."""
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None, {}, [], ())}

    def after(self, data: Mapping[str, Any]) -> str:
        """Where to go once the act is in the record."""
        return to_page(self.viewer, "assembly")


def to_page(viewer: Viewer, name: str, *args: str) -> str:
    """The address of a page of the viewer's assembly."""
    return reverse(name, args=[viewer.slug, *args])


FORMS: dict[str, type[ActForm]] = {}

F = TypeVar("F", bound=type[ActForm])


def act_form(kind: str) -> Callable[[F], F]:
    """Declare the form of a kind of act."""
    if kind not in KINDS:
        raise ValueError(f"there is no kind of act {kind}")

    def declare(cls: F) -> F:
        cls.kind = kind
        FORMS[kind] = cls
        return cls

    return declare


def act_view(request: HttpRequest, kind: str) -> HttpResponse:
    """Show the form of an act; on POST append it, or show by which rule it is refused."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if kind not in FORMS:
        raise Http404
    if not viewer.actor:
        if request.user.is_authenticated:
            raise Http404
        return redirect(f"{reverse('account_login')}?next={request.path}")
    form_class = FORMS[kind]
    if not viewer.may(kind):
        return refuse_act(request, viewer, kind)
    if request.method != "POST":
        return _page(request, form_class(viewer, initial=_initial(form_class, request)))
    if "act_data" in request.POST:
        return _signed(request, viewer, form_class) if "sig" in request.POST else _asked(request, viewer, form_class)
    form = form_class(viewer, request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, 422)
    try:
        if kind in viewer.state.charter.signed and viewer.actor != SECRETARIAT:
            data = form.data_of_act()
            rehearse(viewer, kind, data)
            return _ask_signature(request, viewer, form, data)
        # Made in the append's own transaction: outcomes miss nothing, and names of a refused act do not stay.
        entry = viewer.perform(kind, form.data_of_act)
    except (Refused, RecordError) as error:
        form.add_error(None, _sentence(error))
        return _page(request, form, 409)
    return _done(request, form, entry.data)


def _initial(form_class: type[ActForm], request: HttpRequest) -> dict[str, str]:
    simple = {n for n, f in form_class.base_fields.items() if not isinstance(f, forms.MultiValueField)}
    return {name: value for name, value in request.GET.dict().items() if name in simple}


def _page(request: HttpRequest, form: ActForm, status: int = 200) -> HttpResponse:
    return render(request, "hamgara/act.html", {"form": form}, status=status)


def refuse_act(request: HttpRequest, viewer: Viewer, kind: str) -> HttpResponse:
    """Status 403: the charter does not give this actor that kind of act; by which rule."""
    try:
        require_standing(viewer.state, viewer.actor, kind, viewer.at)
        sentence = ""
    except Refused as refused:
        sentence = _sentence(refused)
    return _refused(request, kind, sentence, 403)


def _refused(request: HttpRequest, kind: str, sentence: str, status: int) -> HttpResponse:
    return render(request, "hamgara/refused.html", {"sentence": sentence, "kind": kind}, status=status)


def _sentence(error: Refused | RecordError) -> str:
    return refusal(error)


def _done(request: HttpRequest, form: ActForm, data: Mapping[str, Any]) -> HttpResponseRedirect:
    messages.success(request, str(form.done) or _("Done. It is in the record."))
    return HttpResponseRedirect(form.after(data))


def _ask_signature(
    request: HttpRequest, viewer: Viewer, form: ActForm, data: Mapping[str, Any], error: str = "", status: int = 200
) -> HttpResponse:
    unsigned = {"assembly": viewer.here.assembly_id, "by": viewer.actor, "act": form.kind, "data": data}
    try:
        passkey = passkeys.signing_request(viewer, form.kind, data)
    except RecordError:
        passkey = None
    rp = passkeys.relying_party(request)
    elsewhere = [key.rp for key in passkeys.own_passkeys(viewer) if key.rp != rp]
    context = {
        "form": form,
        "sentence": passkeys.describe_ahead(viewer, form.kind, data),
        "passkey": passkey,
        "elsewhere": _(", ").join(dict.fromkeys(elsewhere)),
        "may_register": bool(rp) and viewer.may("key.registered"),
        "unsigned": json.dumps(unsigned, ensure_ascii=False, sort_keys=True, indent=1),
        "act_data": json.dumps(data, ensure_ascii=False, sort_keys=True),
        "problem": error,
    }
    return render(request, "hamgara/sign.html", context, status=status)


def _asked(request: HttpRequest, viewer: Viewer, form_class: type[ActForm]) -> HttpResponse:
    """The signature asked for an act whose data another page has made."""
    form = form_class(viewer)
    try:
        data = msgspec.json.decode(request.POST["act_data"], type=dict[str, Any])
        rehearse(viewer, form.kind, data)
    except msgspec.DecodeError:
        return _page(request, form, 422)
    except (Refused, RecordError) as error:
        return _refused(request, form.kind, _sentence(error), 409)
    return _ask_signature(request, viewer, form, data)


def _signed(request: HttpRequest, viewer: Viewer, form_class: type[ActForm]) -> HttpResponse:
    form = form_class(viewer)
    data: dict[str, Any] = {}
    try:
        data = msgspec.json.decode(request.POST["act_data"], type=dict[str, Any])
        sig = msgspec.json.decode(request.POST.get("sig", ""), type=Signature)
        viewer.perform(form.kind, data, sig)
    except msgspec.DecodeError:
        problem = _("This is not a signature. Paste the whole output of “hamgara sign”.")
        return _ask_signature(request, viewer, form, data, problem, 422)
    except (Refused, RecordError) as error:
        return _ask_signature(request, viewer, form, data, _sentence(error), 409)
    return _done(request, form, data)


urlpatterns: list[URLPattern] = [path("do/<str:kind>/", act_view, name="act")]
