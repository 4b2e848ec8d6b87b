"""The votes of a list as a page sets them out: what each decides, what falls if it passes, and how it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hamgara.assembly.clauses import Amendment
from hamgara.assembly.drafts import texts_under
from hamgara.drafting import Join, Move, NewClause, Reason, Split, Strike, Vote, operation_key
from hamgara.web.objects import title_of
from hamgara.web.stages.wording import Side, differing_sides
from hamgara.web.viewer import Viewer

__all__ = ["amendment_view", "changes_of", "say_reason", "structure_of", "vote_rows"]

_STRUCTURE: Mapping[type, Any] = {
    Strike: gettext_lazy("The whole clause is struck."),
    Split: gettext_lazy("The clause becomes two."),
}
_REASONS: Mapping[str, Any] = {
    "words-changed": gettext_lazy("The words “%(was)s” that it touches now are “%(now)s”."),
    "words-gone": gettext_lazy("The words “%(was)s” that it touches are gone."),
    "place-taken": gettext_lazy("At the same place “%(now)s” has been added."),
    "clause-gone": gettext_lazy("The clause that it touches has left the draft."),
    "order-changed": gettext_lazy("The order of the clauses has changed."),
    "not-neighbours": gettext_lazy("The clauses do not stand one after the other any more."),
    "id-taken": gettext_lazy("A clause of that id is there already."),
}


def say_reason(reason: Reason) -> str:
    """Why an amendment is out of date, in a sentence."""
    code = "words-gone" if reason.code == "words-changed" and not reason.now else reason.code
    return str(_REASONS[code]) % {"was": reason.was, "now": reason.now}


def structure_of(viewer: Viewer, amendment: Amendment) -> list[str]:
    """What an amendment asks for beside new words, in sentences."""
    said = []
    for operation in amendment.operations:
        if type(operation) in _STRUCTURE:
            said.append(str(_STRUCTURE[type(operation)]))
        elif isinstance(operation, Move):
            after = title_of(viewer, "clause", operation.after)
            said.append(
                _("The clause comes after “%(clause)s”.") % {"clause": after}
                if operation.after
                else _("The clause comes first.")
            )
        elif isinstance(operation, Join):
            said.append(
                _("“%(clause)s” becomes the end of it.") % {"clause": title_of(viewer, "clause", operation.second)}
            )
        elif isinstance(operation, NewClause):
            title = viewer.text(amendment.added[operation.id].title) if operation.id in amendment.added else ""
            said.append(_("A new clause comes after it: “%(title)s”.") % {"title": title})
    return said


def changes_of(viewer: Viewer, amendment: Amendment) -> list[Side]:
    """What the amendment says otherwise than the text that it stands on."""
    return differing_sides(viewer, texts_under(viewer.state.clauses, amendment), amendment.text)


def amendment_view(viewer: Viewer, key: str) -> dict[str, Any]:
    """An amendment as a list shows it."""
    found = viewer.state.clauses.amendments[key]
    added = [
        {"title": more.title, "text": more.text or {viewer.state.charter.authoritative: _text_of(found, clause)}}
        for clause, more in found.added.items()
        if more.text or _text_of(found, clause)
    ]
    return {
        "amendment": found,
        "title": title_of(viewer, "amendment", key),
        "who": viewer.name(found.by),
        "sides": changes_of(viewer, found),
        "structure": structure_of(viewer, found),
        "added": added,
    }


def _text_of(amendment: Amendment, clause: str) -> str:
    return next((o.text for o in amendment.operations if isinstance(o, NewClause) and o.id == clause), "")


def _together(viewer: Viewer, keys: Sequence[str]) -> list[dict[str, Any]]:
    """The amendments of a vote; those that ask for the same as one, with the others beside it (`same`)."""
    found: dict[object, dict[str, Any]] = {}
    for key in keys:
        asked = tuple(sorted(map(operation_key, viewer.state.clauses.amendments[key].operations), key=repr))
        if asked in found:
            found[asked]["same"].append({"id": key, "title": title_of(viewer, "amendment", key)})
        else:
            found[asked] = amendment_view(viewer, key) | {"same": []}
    return list(found.values())


def vote_rows(
    viewer: Viewer,
    votes: Sequence[Vote],
    results: Mapping[str, str] | None = None,
    fallen: Mapping[str, str] | None = None,
) -> list[dict[str, Any]]:
    """The votes in order, numbered; with `results` and `fallen` how each stands."""
    rows, due = [], results is not None
    decisions = viewer.state.decisions.decisions
    numbers = {a: n for n, vote in enumerate(votes, 1) for a in vote.amendments}
    open_ = {d.subject.id: d.id for d in decisions.values() if d.status == "open" and d.subject.list is not None}
    for number, vote in enumerate(votes, 1):
        first = vote.amendments[0]
        decision = (results or {}).get(first, "")
        gone = first in (fallen or {})
        standing = "waiting"
        if decision:
            standing = "adopted" if decisions[decision].adopted else "rejected"
        elif gone:
            standing = "fallen"
        elif due:
            standing, due = "next", False
        rows.append(
            {
                "number": number,
                "vote": vote,
                "first": first,
                "amendments": _together(viewer, vote.amendments),
                "count": len(vote.amendments),
                "falls": [{"title": title_of(viewer, "amendment", a), "number": numbers.get(a, 0)} for a in vote.falls],
                "beside": [
                    {"title": title_of(viewer, "amendment", a), "number": numbers.get(a, 0)} for a in vote.beside
                ],
                "amends": title_of(viewer, "amendment", vote.amends) if vote.amends else "",
                "clauses": [title_of(viewer, "clause", c) for c in vote.clauses],
                "standing": standing,
                "decision": decision or open_.get(first, ""),
            }
        )
    return rows
