"""What is asked of one person now, each in a plain phrase with the page where it is done."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hamgara.assembly import Ask
from hamgara.assembly.asks import AskKind
from hamgara.dates import format_number
from hamgara.web.acts import FORMS, to_page
from hamgara.web.objects import page_of, title_of
from hamgara.web.viewer import Viewer

__all__ = ["PHRASES", "AskLine", "ask_lines"]


@dataclass(frozen=True, slots=True)
class AskLine:
    """One thing asked: the phrase, what about, until when (empty: no time), the button and where it leads."""

    kind: str
    phrase: str
    until: str
    is_day: bool
    button: str
    address: str


@dataclass(frozen=True, slots=True)
class _Phrase:
    text: str | Promise
    button: str | Promise
    noun: str
    #: The act whose form does it; empty where the object's page is the place for it.
    act: str = ""


PHRASES: dict[AskKind, _Phrase] = {
    "accept_invitation": _Phrase(
        _("You are invited to take part."), pgettext_lazy("button", "Give an answer"), "", "invitation.accepted"
    ),
    "react": _Phrase(
        _("Say what you think of %(count)s positions: %(title)s"), pgettext_lazy("button", "Read and react"), "round"
    ),
    "answer_sounding": _Phrase(
        _("Say which of %(count)s clauses you would sign: %(title)s"),
        pgettext_lazy("button", "Read and answer"),
        "sounding",
    ),
    "vote": _Phrase(_("Vote: %(title)s"), pgettext_lazy("button", "To the vote"), "decision"),
    "elect": _Phrase(_("Cast your ballot: %(title)s"), pgettext_lazy("button", "To the ballot"), "election"),
    "answer_nomination": _Phrase(
        _("You are nominated: %(title)s"), pgettext_lazy("button", "Give an answer"), "election"
    ),
    "answer_matter": _Phrase(
        _("You are asked to answer: %(title)s"), pgettext_lazy("button", "Read and answer"), "matter"
    ),
    "report": _Phrase(
        _("Report on your commitment: %(title)s"), pgettext_lazy("button", "Report"), "commitment", "report.made"
    ),
    "sign": _Phrase(_("Sign the resolution: %(title)s"), pgettext_lazy("button", "Read and sign"), "resolution"),
    "translate": _Phrase(_("A translation is out of date: %(title)s"), pgettext_lazy("button", "Translate"), "clause"),
    "accredit": _Phrase(_("Accredit %(title)s"), _("Accredit"), "participant", "member.accredited"),
    "admit_position": _Phrase(
        _("Admit the position or decline it: %(title)s"), pgettext_lazy("button", "Read"), "position"
    ),
    "close_round": _Phrase(_("Close the round: %(title)s"), pgettext_lazy("button", "Close"), "round", "round.closed"),
    "close_sounding": _Phrase(
        _("Close the sounding: %(title)s"), pgettext_lazy("button", "Close"), "sounding", "sounding.closed"
    ),
    "close_decision": _Phrase(
        _("Close the vote: %(title)s"), pgettext_lazy("button", "Close"), "decision", "decision.closed"
    ),
    "next_vote": _Phrase(_("The next vote can be opened: %(title)s"), pgettext_lazy("button", "To the list"), "list"),
    "close_list": _Phrase(
        _("All votes of the list are closed: %(title)s"), pgettext_lazy("button", "Close"), "list", "list.closed"
    ),
    "close_ballots": _Phrase(
        _("Close the ballots: %(title)s"), pgettext_lazy("button", "Close"), "election", "ballots.closed"
    ),
    "keep_key": _Phrase(_("A trustee's step is due: %(title)s"), pgettext_lazy("button", "To the step"), "election"),
    "list_credentials": _Phrase(
        _("Make the voters' codes: %(title)s"), pgettext_lazy("button", "To the step"), "election"
    ),
    "declare_result": _Phrase(
        _("Declare the result: %(title)s"), pgettext_lazy("button", "Declare"), "election", "result.declared"
    ),
    "rule_matter": _Phrase(_("A ruling is due: %(title)s"), pgettext_lazy("button", "Read"), "matter"),
    "review_report": _Phrase(_("Say whether it was met: %(title)s"), pgettext_lazy("button", "Read"), "commitment"),
    "adopt_resolution": _Phrase(
        _("Record that it is adopted: %(title)s"), pgettext_lazy("button", "Record"), "resolution", "resolution.adopted"
    ),
    "publish_resolution": _Phrase(
        _("Publish the resolution: %(title)s"), pgettext_lazy("button", "Publish"), "resolution"
    ),
    "reinstate": _Phrase(
        _("The suspension has run out: %(title)s"),
        pgettext_lazy("button", "End it"),
        "participant",
        "member.reinstated",
    ),
}


def ask_lines(viewer: Viewer) -> list[AskLine]:
    """What is asked of the reader now, the earliest deadline first."""
    return [_line(viewer, ask) for ask in viewer.asks()]


def _line(viewer: Viewer, ask: Ask) -> AskLine:
    phrase = PHRASES[ask.kind]
    title = title_of(viewer, phrase.noun, ask.id) if phrase.noun else ""
    count = format_number(ask.count, "en" if viewer.language == "en" else "fa")
    return AskLine(
        ask.kind,
        str(phrase.text) % {"title": title, "count": count},
        ask.until,
        len(ask.until) == 10,
        str(phrase.button),
        _address(viewer, phrase, ask),
    )


def _address(viewer: Viewer, phrase: _Phrase, ask: Ask) -> str:
    if ask.kind == "elect":
        return to_page(viewer, "elections-ballot", ask.id)
    if ask.kind in ("keep_key", "list_credentials"):
        return to_page(viewer, "elections-sealing", ask.id)
    form = FORMS.get(phrase.act)
    if form is not None:
        name = next((n for n in ("id", "election", "commitment") if n in form.base_fields), "")
        query = f"?{urlencode({name: ask.id})}" if name else ""
        return to_page(viewer, "act", phrase.act) + query
    return page_of(viewer, phrase.noun, ask.id) or to_page(viewer, "assembly")
