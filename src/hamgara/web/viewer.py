"""Who looks at a page, as whom, in which language, and what of the assembly they may see."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from functools import cached_property, partial
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from hamgara.assembly import Ask, Role, State, list_asks, may, roles
from hamgara.assembly.act import SECRETARIAT
from hamgara.assembly.charter import Section
from hamgara.record import Entry, Signature
from hamgara.web.languages import preference_of
from hamgara.web.store import answers, boxes, closing, directory
from hamgara.web.store.log import Log, Snapshot, open_assembly
from hamgara.web.store.models import Preference, Seat

__all__ = ["SEEN_COOKIE", "Viewer", "ViewerMiddleware", "current_viewer", "viewer_context"]

#: Holds "<slug>:<size>" of the last append of this browser, so that another process shows it at once.
SEEN_COOKIE = "hamgara-seen"

_current: ContextVar[Viewer | None] = ContextVar("viewer", default=None)


def current_viewer() -> Viewer:
    """The viewer of the request being answered. Raises `LookupError` outside a request."""
    viewer = _current.get()
    if viewer is None:
        raise LookupError("no request is being answered")
    return viewer


class Viewer:
    """The reader of one request. Inside an assembly's pages `log` is its record, else None."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.log: Log | None = None
        self.snapshot: Snapshot | None = None

    def enter(self, slug: str) -> None:
        """Come to an assembly's pages. Raises `Http404` where the instance has no such assembly."""
        try:
            self.log = open_assembly(slug)
        except KeyError:
            raise Http404 from None
        seen_slug, _colon, size = self.request.COOKIES.get(SEEN_COOKIE, "").partition(":")
        at_least = int(size) if seen_slug == slug and size.isascii() and size.isdigit() and len(size) < 12 else 0
        self.snapshot = self.log.snapshot(at_least)

    @property
    def here(self) -> Log:
        """The record of the assembly whose pages these are."""
        if self.log is None:
            raise Http404
        return self.log

    @property
    def state(self) -> State:
        """The assembly as it stood when the request came."""
        if self.snapshot is None:
            raise Http404
        return self.snapshot.state

    @property
    def slug(self) -> str:
        """The assembly's name in addresses."""
        return self.log.slug if self.log else ""

    @cached_property
    def at(self) -> str:
        """The present time of the assembly."""
        return self.here.now()

    @property
    def preference(self) -> Preference | None:
        """The signed-in person's language and calendar, where chosen."""
        return preference_of(self.request)

    @property
    def language(self) -> str:
        """fa or en: the language of this page."""
        return "en" if (translation.get_language() or "fa").startswith("en") else "fa"

    @property
    def calendar(self) -> str:
        """jalali or gregorian: as chosen, else the one that goes with the language."""
        if self.preference is not None:
            return self.preference.calendar
        return "jalali" if self.language == "fa" else "gregorian"

    @property
    def timezone(self) -> str:
        """The time zone in which times are shown: as chosen, else the assembly's."""
        if self.preference is not None and self.preference.timezone:
            return self.preference.timezone
        return self.state.convening.timezone if self.snapshot else "UTC"

    @cached_property
    def seats(self) -> list[str]:
        """As whom the signed-in person may act in this assembly."""
        user = self.request.user
        if not isinstance(user, User) or self.log is None:
            return []
        rows = Seat.objects.filter(user=user, assembly_id=self.log.assembly_id).order_by("pk")
        return list(rows.values_list("actor", flat=True))

    @cached_property
    def actor(self) -> str:
        """The participant or office as which the person acts; empty for the public."""
        chosen = self.request.session.get(f"seat:{self.slug}", "")
        if chosen in self.seats:
            return str(chosen)
        return self.seats[0] if self.seats else ""

    @cached_property
    def roles(self) -> tuple[Role, ...]:
        """The roles in which the actor may act."""
        return roles(self.state, self.actor, self.at)

    @property
    def is_member(self) -> bool:
        """Whether the actor is accredited, in whatever role, or the secretariat."""
        return bool(self.roles)

    @property
    def is_insider(self) -> bool:
        """Whether the actor is a member, a delegate or the secretariat: they see the directory's names."""
        return bool({SECRETARIAT, "organisation", "independent", "delegate"} & set(self.roles))

    def may(self, kind: str) -> bool:
        """Whether the charter gives the actor that kind of act."""
        return bool(self.actor) and may(self.state, self.actor, kind, self.at)

    def sees(self, section: Section) -> bool:
        """Whether this reader may see a section: the charter makes it public, or the reader takes part."""
        charter = self.state.convening.charter
        return self.is_member or (charter is not None and section in charter.public)

    def require(self, section: Section) -> None:
        """Raise `Http404` for a section that this reader may not see."""
        if not self.sees(section):
            raise Http404

    def require_member(self) -> None:
        """Raise `Http404` for a reader who does not take part."""
        if not self.is_member:
            raise Http404

    def name(self, who: str) -> str:
        """What to call a participant or an office on this page; a person's name only for those who may see it."""
        if who == SECRETARIAT:
            return _("the secretariat")
        participant = self.state.membership.participants.get(who)
        if participant is None:
            return who
        if participant.name:
            return self.text(participant.name)
        if self.is_insider or who == self.actor:
            found = directory.names(self.here).get(who)
            if found is not None:
                return found.in_language(self.language)
        kinds = {
            "organisation": _("an organisation"),
            "independent": _("an independent"),
            "delegate": _("a delegate"),
            "supporter": _("a supporter"),
            "observer": _("an observer"),
        }
        return f"{kinds[participant.kind]} ({who})"

    def text(self, texts: Mapping[Any, str]) -> str:
        """The text in the reader's language, or in the one there is."""
        return texts.get(self.language) or next(iter(texts.values()), "")

    def asks(self) -> list[Ask]:
        """What is asked of the actor now."""
        if not self.actor:
            return []
        return list_asks(
            self.state,
            self.actor,
            self.at,
            reacted=boxes.reacted(self.here, self.actor),
            voted=boxes.voted(self.here, self.actor),
            answered=answers.answered(self.here, self.actor),
        )

    def perform(
        self, kind: str, data: Mapping[str, Any] | Callable[[], Mapping[str, Any]], sig: Signature | None = None
    ) -> Entry:
        """Append an act of this actor; `data` as `Log.append` takes them.

        Raises `hamgara.assembly.Refused` and `hamgara.record.RecordError`.
        """
        log = self.here
        discard = partial(closing.discard, log, kind)
        entry = log.append(self.actor, kind, data, sig=sig, discard=discard)
        self.snapshot = self.here.snapshot()
        return entry


def viewer_context(request: HttpRequest) -> dict[str, Viewer]:
    """The viewer, for templates."""
    return {"viewer": request.viewer} if hasattr(request, "viewer") else {}


class ViewerMiddleware:
    """Gives every request its viewer, and lets the browser's next page know what it has appended."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        viewer = Viewer(request)
        request.viewer = viewer  # type: ignore[attr-defined]
        token = _current.set(viewer)
        try:
            response = self.get_response(request)
        finally:
            _current.reset(token)
        if request.method == "POST" and viewer.log is not None:
            size = viewer.log.snapshot().size
            response.set_cookie(
                SEEN_COOKIE,
                f"{viewer.slug}:{size}",
                max_age=60,
                httponly=True,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
        return response

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Enter the assembly that the address names; views need no slug of their own."""
        if "slug" in kwargs:
            request.viewer.enter(kwargs.pop("slug"))  # type: ignore[attr-defined]
        return None
