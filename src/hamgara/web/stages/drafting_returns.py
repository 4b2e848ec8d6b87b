"""A draft comes back from a word processor: what was read in it, whose it is, and the amendments that come of it.

The file is read and forgotten. Its amendments stand on the page that shows them and are posted from there, each an act
of the person who brings them. What the file says of authors is confirmed, and enters the record only where it is asked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from hamgara.assembly import Refused
from hamgara.assembly.act import SECRETARIAT
from hamgara.assembly.clauses import Added, Amendment
from hamgara.documents import Proposal, name_author, read_proposals
from hamgara.documents.docx import LARGEST_FILE, DocxError
from hamgara.drafting import NewClause
from hamgara.record import RecordError
from hamgara.web.acts import refuse_act, to_page
from hamgara.web.errors import too_many
from hamgara.web.objects import title_of
from hamgara.web.rates import is_within_rate
from hamgara.web.sentences import refusal
from hamgara.web.stages.elections_count import names_of
from hamgara.web.stages.inputs import rehearse
from hamgara.web.stages.votes_in_order import say_reason, structure_of
from hamgara.web.stages.wording import differing_sides
from hamgara.web.viewer import Viewer

__all__ = ["urlpatterns"]

KIND = "amendment.proposed"
#: So many amendments are shown and proposed at once.
MOST = 200
STANDINGS: Mapping[str, Any] = {
    "new": gettext_lazy("new"),
    "carried": gettext_lazy("carried to the present version"),
    "stale": gettext_lazy("out of date"),
    "contained": gettext_lazy("in the text already"),
    "known": gettext_lazy("proposed already"),
    "altered": gettext_lazy("proposed already, and changed in the file"),
    "unfit": gettext_lazy("cannot be proposed as it is"),
}
_INSTANT = re.compile(r"(19|20)\d\d-(0\d|1[0-2])-([0-2]\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ\Z")


class ReturnForm(forms.Form):
    """The file, and how finely its changes become amendments."""

    file = forms.FileField(
        label=gettext_lazy("The edited draft (DOCX)"),
        help_text=gettext_lazy("At most 8 MiB. Nothing that the file points to is fetched, and nothing in it is run."),
        widget=forms.FileInput({"accept": ".docx"}),
    )
    group = forms.ChoiceField(
        label=gettext_lazy("One amendment for"),
        choices=[
            ("clause", gettext_lazy("all that one author changed in a clause")),
            ("change", gettext_lazy("every single change")),
        ],
        initial="clause",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def show_return(request: HttpRequest) -> HttpResponse:
    """The form; what was read in a file; what was proposed."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require("clauses")
    if not viewer.actor:
        if request.user.is_authenticated:
            raise Http404
        return redirect(f"{reverse('account_login')}?next={request.path}")
    if not viewer.may(KIND):
        return refuse_act(request, viewer, KIND)
    if request.method != "POST":
        return _ask(request, ReturnForm())
    if not is_within_rate(request, "return"):
        return too_many(request)
    if "propose" in request.POST:
        return _propose(request, viewer)
    form = ReturnForm(request.POST, request.FILES)
    if not form.is_valid():
        return _ask(request, form, 422)
    file = form.cleaned_data["file"]
    try:
        if file.size > LARGEST_FILE:
            raise DocxError("too-large", "", f"{file.size} bytes")
        found = read_proposals(viewer.state, file.read(), by=viewer.actor, group=form.cleaned_data["group"])
    except DocxError as error:
        form.add_error("file", error.said("fa" if viewer.language == "fa" else "en"))
        return _ask(request, form, 422, error.where)
    context = _review(viewer, found.proposals[:MOST])
    context |= {"unread": found.unread, "marked": found.marked, "more": len(found.proposals) - MOST}
    return render(request, "clauses/returned.html", context)


def _ask(request: HttpRequest, form: ReturnForm, status: int = 200, where: str = "") -> HttpResponse:
    return render(request, "clauses/return.html", {"form": form, "where": where}, status=status)


def _review(viewer: Viewer, proposals: tuple[Proposal, ...]) -> dict[str, Any]:
    own = {viewer.name(viewer.actor), *names_of(viewer).get(viewer.actor, {}).values(), ""}
    authors = list(dict.fromkeys(p.author for p in proposals if p.ready))
    rows = [_row(viewer, n, p, authors) for n, p in enumerate(proposals)]
    return {
        "rows": rows,
        "authors": [{"name": name, "own": name in own} for name in authors],
        "ready": any(row["ready"] for row in rows),
        "signed": KIND in viewer.state.charter.signed and viewer.actor != SECRETARIAT,
    }


def _row(viewer: Viewer, number: int, proposal: Proposal, authors: list[str]) -> dict[str, Any]:
    language = viewer.state.charter.authoritative
    clause = viewer.state.clauses.clauses.get(proposal.clause)
    problem = _problem(viewer, proposal)
    return {
        "number": number,
        "proposal": proposal,
        "title": title_of(viewer, "clause", proposal.clause) if clause is not None else "",
        "standing": STANDINGS[proposal.standing],
        "when": proposal.when if _INSTANT.match(proposal.when) else "",
        "to": title_of(viewer, "amendment", proposal.to) if proposal.to in viewer.state.clauses.amendments else "",
        "own_to": bool(proposal.to) and proposal.to not in viewer.state.clauses.amendments,
        "author": authors.index(proposal.author) if proposal.ready else -1,
        "ready": proposal.ready and not problem,
        "problem": problem,
        "reasons": [say_reason(reason) for reason in proposal.reasons],
        "data": json.dumps(proposal.data, ensure_ascii=False, sort_keys=True),
        "text_name": f"text_{language}",
        # What else the form of an amendment asks for, as it was in the version that was written on.
        "others": _other_texts(viewer, proposal),
        **_changes(viewer, proposal),
    }


def _problem(viewer: Viewer, proposal: Proposal) -> str:
    """By which rule it would be refused now; what amends another of this file cannot be tried before that is there."""
    if not proposal.ready or (proposal.to and proposal.to not in viewer.state.clauses.amendments):
        return ""
    try:
        rehearse(viewer, KIND, dict(proposal.data))
    except (Refused, RecordError) as error:
        return refusal(error)
    return ""


def _other_texts(viewer: Viewer, proposal: Proposal) -> dict[str, str]:
    clause = viewer.state.clauses.clauses.get(proposal.clause)
    if clause is None or not 1 <= proposal.version <= len(clause.versions):
        return {}
    held = clause.versions[proposal.version - 1].text
    return {f"text_{x}": text for x, text in held.items() if x != viewer.state.charter.authoritative}


def _changes(viewer: Viewer, proposal: Proposal) -> dict[str, Any]:
    language = viewer.state.charter.authoritative
    added = {id: Added("basis", {language: title}, id) for id, title in proposal.titles.items()}
    seen = Amendment(
        proposal.id, proposal.clause, 0, {}, {}, viewer.actor, operations=proposal.operations, added=added
    )  # fmt: skip
    texts = {language: proposal.new} if proposal.new and proposal.new != proposal.old else {}
    return {
        "structure": structure_of(viewer, seen),
        "sides": differing_sides(viewer, {language: proposal.old}, texts),
        "added": [
            {"title": {language: proposal.titles.get(o.id, "")}, "text": {language: o.text}}
            for o in proposal.operations
            if isinstance(o, NewClause)
        ],
    }


def _propose(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Each amendment that was chosen, as an act; what is refused is said, and the others stay."""
    proposed, refused, left = [], [], 0
    numbers = sorted(int(key[5:]) for key in request.POST if re.fullmatch(r"data-\d{1,4}", key))
    for number in numbers[:MOST]:
        author = request.POST.get(f"author-{number}", "")
        whose = request.POST.get(f"whose-{author}", "")
        if f"take-{number}" not in request.POST or whose not in ("own", "other"):
            left += 1
            continue
        try:
            data = json.loads(request.POST[f"data-{number}"])
            data = {key: data[key] for key in data if key != "reason"}
            if whose == "other":
                data["reason"] = name_author(viewer.state, request.POST.get(f"name-{author}", "")[:200])
            proposed.append(str(viewer.perform(KIND, data).data["id"]))
        except (ValueError, TypeError):
            raise Http404 from None
        except (Refused, RecordError) as error:
            refused.append({"sentence": refusal(error), "title": title_of(viewer, "clause", str(data.get("clause")))})
    context = {
        "proposed": [(to_page(viewer, "amendments-one", a), title_of(viewer, "amendment", a)) for a in proposed],
        "refused": refused,
        "left": left,
    }
    return render(request, "clauses/return_done.html", context, status=200 if proposed or not refused else 409)


urlpatterns: list[URLPattern] = [path("draft/return/", show_return, name="draft-return")]
