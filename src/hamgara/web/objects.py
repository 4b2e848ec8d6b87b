"""What the objects of an assembly are called on a page, and where their pages are."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from hamgara.dates import format_number
from hamgara.web.viewer import Viewer

__all__ = ["excerpt", "page_of", "title_of"]

#: The longest title, in characters, that is made from a text.
EXCERPT = 70


def excerpt(text: str) -> str:
    """The beginning of a text, cut between words."""
    line = " ".join(text.split())
    if len(line) <= EXCERPT:
        return line
    return line[:EXCERPT].rsplit(" ", 1)[0] + "…"


def _participant(viewer: Viewer, who: str) -> str:
    return viewer.name(who)


def _position(viewer: Viewer, key: str) -> str:
    return excerpt(viewer.text(viewer.state.positions.positions[key].text))


def _round(viewer: Viewer, key: str) -> str:
    return viewer.text(viewer.state.positions.rounds[key].title)


def _clause(viewer: Viewer, key: str) -> str:
    return viewer.text(viewer.state.clauses.clauses[key].title)


def _sounding(viewer: Viewer, key: str) -> str:
    return viewer.text(viewer.state.soundings.soundings[key].title)


def _amendment(viewer: Viewer, key: str) -> str:
    amendment = viewer.state.clauses.amendments[key]
    said = {"clause": _clause(viewer, amendment.clause), "author": viewer.name(amendment.by)}
    own = [a.id for a in viewer.state.clauses.amendments_of(amendment.clause) if a.by == amendment.by]
    number = own.index(key) + 1
    if number == 1:
        return _("amendment of %(author)s to “%(clause)s”") % said
    said["number"] = format_number(number, viewer.language)  # type: ignore[arg-type]
    return _("amendment of %(author)s to “%(clause)s” (no. %(number)s)") % said


def _list(viewer: Viewer, key: str) -> str:
    clauses = viewer.state.clauses.lists[key].clauses
    return _("votes on amendments to %(clauses)s") % {"clauses": _(", ").join(_clause(viewer, c) for c in clauses)}


def _term(viewer: Viewer, key: str) -> str:
    forms = viewer.state.glossary.terms[key].forms
    return next((found[0] for language, found in forms.items() if language == viewer.language), min(forms.values())[0])


def _decision(viewer: Viewer, key: str) -> str:
    decision = viewer.state.decisions.decisions[key]
    subject = decision.subject
    if subject.list is not None:
        together = viewer.state.clauses.lists[subject.list].vote(subject.id).amendments
        if len(together) > 1:
            number = format_number(len(together), viewer.language)  # type: ignore[arg-type]
            return _("%(number)s amendments together") % {"number": number}
    if subject.matter == "charter":
        return _("a new charter")
    if subject.matter in ("motion", "meeting") or decision.text:
        return excerpt(viewer.text(decision.text))
    noun = {"membership": "participant", "conduct": "matter"}.get(subject.matter, subject.matter)
    return title_of(viewer, noun, subject.id)


def _election(viewer: Viewer, key: str) -> str:
    found = viewer.state.elections.elections[key]
    return title_of(viewer, "decision", key) if found.decision else viewer.text(found.title)


def _meeting(viewer: Viewer, key: str) -> str:
    return viewer.text(viewer.state.meetings.meetings[key].title)


def _sitting(viewer: Viewer, key: str) -> str:
    return viewer.text(viewer.state.meetings.sittings[key].title)


def _action(viewer: Viewer, key: str) -> str:
    return viewer.text(viewer.state.actions.actions[key].title)


def _commitment(viewer: Viewer, key: str) -> str:
    return excerpt(viewer.text(viewer.state.actions.commitments[key].text))


def _matter(viewer: Viewer, key: str) -> str:
    matter = viewer.state.conduct.matters[key]
    return _("matter of conduct about %(who)s") % {"who": viewer.name(matter.about)}


def _resolution(viewer: Viewer, key: str) -> str:
    return viewer.text(viewer.state.publication.resolutions[key].title)


_TITLES: dict[str, Callable[[Viewer, str], str]] = {
    "participant": _participant,
    "position": _position,
    "round": _round,
    "clause": _clause,
    "sounding": _sounding,
    "amendment": _amendment,
    "list": _list,
    "term": _term,
    "decision": _decision,
    "election": _election,
    "meeting": _meeting,
    "sitting": _sitting,
    "action": _action,
    "commitment": _commitment,
    "matter": _matter,
    "resolution": _resolution,
}

_PAGES = {
    "participant": "membership-one",
    "position": "positions-one",
    "round": "rounds-one",
    "clause": "clauses-one",
    "sounding": "soundings-one",
    "amendment": "amendments-one",
    "list": "lists-one",
    "decision": "decisions-one",
    "election": "elections-one",
    "meeting": "meetings-one",
    "sitting": "sittings-one",
    "action": "actions-one",
    "commitment": "commitments-one",
    "matter": "conduct-one",
    "resolution": "resolutions-one",
}


def title_of(viewer: Viewer, noun: str, key: str) -> str:
    """What an object is called on this page; its id where the assembly does not know it."""
    try:
        return _TITLES[noun](viewer, key)
    except KeyError:
        return key


def page_of(viewer: Viewer, noun: str, key: str) -> str:
    """The address of an object's page; empty where it has none."""
    try:
        return reverse(_PAGES[noun], args=[viewer.slug, key])
    except (KeyError, NoReverseMatch):
        return ""
