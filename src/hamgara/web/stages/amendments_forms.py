"""The forms of drafting that concern amendments: proposed, set anew, withdrawn, accepted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from hamgara.assembly import Refused
from hamgara.assembly.clauses import Amendment, Clause
from hamgara.assembly.drafts import draft_of, texts_under, wording_of
from hamgara.drafting import Join, Move, NewClause, Strike, split_words
from hamgara.web.acts import ActForm, act_form, to_page
from hamgara.web.fields import BilingualField
from hamgara.web.objects import excerpt, title_of
from hamgara.web.stages.clauses_forms import VersionForm, changed_texts, clause_label
from hamgara.web.stages.inputs import PickField
from hamgara.web.stages.wording import Side, differing_sides
from hamgara.web.store import directory
from hamgara.web.viewer import Viewer

__all__ = ["AmendmentForm"]


#: What can be asked for beside other words.
ASKS: Mapping[str, Any] = {
    "strike": _("Strike the clause"),
    "move": _("Move the clause"),
    "split": _("Split the clause"),
    "join": _("Join the clause with the next"),
    "add": _("Add a clause after this one"),
}
LEADS: Mapping[str, Any] = {
    "strike": _("If it is adopted, the whole clause leaves the draft."),
    "move": _("If it is adopted, the clause takes another place among those of its kind."),
    "split": _("If it is adopted, the clause ends where the second begins; translations are then made anew."),
    "join": _("If it is adopted, the clause that follows becomes the end of this one."),
    "add": _("If it is adopted, a new clause stands right after this one, and you are named as its author."),
}
_OWN_FIELDS: Mapping[str, tuple[str, ...]] = {
    "": ("text",),
    "strike": (),
    "move": ("place",),
    "split": ("at", "new_title"),
    "join": (),
    "add": ("new_title", "new_text"),
}


@act_form("amendment.proposed")
class AmendForm(VersionForm):
    """Propose a new text for a clause, or something else that is to become of it."""

    title = _("Propose an amendment")
    lead = _(
        "Change the text as you would have it; your changes are then shown word by word. A translation that you leave "
        "as it is will be marked as being of an earlier version if the amendment is adopted."
    )
    done = _("The amendment is proposed.")
    chooser: ClassVar[str] = "clause"

    id = None  # type: ignore[assignment]
    clause = PickField(label=_("Clause"))
    ask = forms.CharField(required=False, max_length=8, widget=forms.HiddenInput)
    to = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    on = forms.IntegerField(required=False, widget=forms.HiddenInput)
    text = BilingualField(label=_("Text with your changes"), lines=10, authoritative=True)
    place = PickField(label=_("It comes after"), required=False, help_text=_("If you choose none, it comes first."))
    at = PickField(label=_("The second clause begins with"))
    new_title = BilingualField(label=_("Title of the new clause"), lines=1, max_length=200)
    new_text = BilingualField(label=_("Text of the new clause"), lines=8, authoritative=True)
    reason = BilingualField(label=_("Reason"), lines=4, required=False)

    @property
    def asked(self) -> str:
        """What is asked for; empty for other words."""
        found = str(self.data.get("ask") or self.initial.get("ask") or "")
        return found if found in ASKS else ""

    @property
    def parent(self) -> Amendment | None:
        """The amendment that is to be amended."""
        found = self.viewer.state.clauses.amendments.get(str(self.data.get("to") or self.initial.get("to") or ""))
        return found if found is not None and found.clause == self.chosen else None

    def prepare(self) -> None:
        """Only the fields of what is asked for."""
        super().prepare()
        for name in {"text", "place", "at", "new_title", "new_text"} - set(_OWN_FIELDS[self.asked]):
            del self.fields[name]
        clause = self.found
        if self.asked:
            self.title = ASKS[self.asked]  # type: ignore[misc]
            self.lead = LEADS[self.asked]  # type: ignore[misc]
        if clause is None:
            return
        if self.asked == "move":
            others = [c for c in self.viewer.state.clauses.listed() if c.id != clause.id and c.kind == clause.kind]
            self.fields["place"].offer((c.id, clause_label(self.viewer, c)) for c in others)  # type: ignore[attr-defined]
        if self.asked == "split":
            self.fields["at"].offer(self._places(clause))  # type: ignore[attr-defined]
        if self.parent is not None:
            self.initial["on"] = self.parent.revision

    def _places(self, clause: Clause) -> list[tuple[str, str]]:
        """Where a text can be divided: after each mark; in a short text between all words."""
        text, _spans = wording_of(clause.current, self.viewer.state.charter.authoritative)
        words = split_words(text)
        ends = [n for n in range(1, len(words)) if not any(map(str.isalnum, words.keys[n - 1]))]
        chosen = ends or list(range(1, len(words)))
        return [(str(n), excerpt(words.between(n, min(n + 8, len(words))))) for n in chosen if words.keys[n].strip()]

    def begin(self, clause: Clause) -> None:
        """The text on which the amendment stands: the clause's, or that of the amendment which it amends."""
        self.initial["text"] = dict(self.before(clause, clause.current.number))

    def before(self, clause: Clause, version: int) -> Mapping[Any, str]:
        """The texts on which what is written stands."""
        parent, texts = self.parent, super().before(clause, version)
        return texts if parent is None else {**texts, **parent.text}

    def data_of_act(self) -> dict[str, Any]:
        """The act, with an id of its own; only languages that were rewritten."""
        cleaned, clause = self.cleaned_data, self.found
        data: dict[str, Any] = {
            "id": directory.new_id("a"),
            "clause": cleaned["clause"],
            "version": cleaned["version"],
        }
        if self.asked:
            data["operations"] = [self._operation(clause)]
        else:
            old = self.before(clause, clause.current.number) if clause is not None else {}
            data["text"] = changed_texts(self.viewer, old, cleaned["text"])
        if cleaned.get("to"):
            data |= {"to": cleaned["to"], "on": cleaned.get("on") or 0}
        return data | ({"reason": cleaned["reason"]} if cleaned["reason"] else {})

    def _operation(self, clause: Clause | None) -> dict[str, Any]:
        cleaned = self.cleaned_data
        match self.asked:
            case "move":
                return {"do": "move"} | ({"after": cleaned["place"]} if cleaned["place"] else {})
            case "split":
                return {
                    "do": "split",
                    "at": int(cleaned["at"]),
                    "id": directory.new_id("c"),
                    "title": cleaned["new_title"],
                }
            case "add":
                new = {"id": directory.new_id("c"), "title": cleaned["new_title"], "text": cleaned["new_text"]}
                return {"do": "add", **new}
            case "join":
                return {"do": "join", **self._second(clause)}
        return {"do": "strike"}

    def _second(self, clause: Clause | None) -> dict[str, Any]:
        order = draft_of(self.viewer.state.clauses, self.viewer.state.charter.authoritative).order
        at = order.index(clause.id) if clause is not None and clause.id in order else len(order)
        if at + 1 >= len(order):
            raise Refused("not_neighbours", f"act/{self.kind}", id=self.chosen)
        second = self.viewer.state.clauses.clauses[order[at + 1]]
        return {"second": second.id, "second_version": second.current.number}

    def after(self, data: Mapping[str, Any]) -> str:
        """The amendment's page."""
        return to_page(self.viewer, "amendments-one", data["id"])


def _proposed(viewer: Viewer, amendment: Amendment) -> bool:
    """Whether something can still become of an amendment: it is proposed, its clause a draft."""
    clause = viewer.state.clauses.clauses[amendment.clause]
    return amendment.status == "proposed" and clause.undecided


def _choices(viewer: Viewer, amendments: list[Amendment]) -> list[tuple[str, str]]:
    return [(a.id, title_of(viewer, "amendment", a.id)) for a in amendments]


@act_form("amendment.rebased")
class RebaseForm(VersionForm):
    """Set one's own amendment anew against the present version of its clause."""

    title = _("Set the amendment anew")
    lead = _(
        "The clause has a newer version than the one that you wrote against. Take over what you want to keep of it, "
        "and state your text anew."
    )
    done = _("The amendment is set anew against the present version.")

    id = PickField(label=_("Amendment"))
    on = forms.IntegerField(required=False, widget=forms.HiddenInput)
    text = BilingualField(label=_("Text with your changes"), lines=10, authoritative=True)

    @property
    def amendment(self) -> Amendment | None:
        """The amendment that is chosen so far."""
        return self.viewer.state.clauses.amendments.get(self.chosen)

    @property
    def found(self) -> Clause | None:
        """The clause that it would change."""
        return self.viewer.state.clauses.clauses[self.amendment.clause] if self.amendment is not None else None

    @property
    def wanted(self) -> list[Side]:
        """What the amendment changed in the version against which it was written."""
        if self.amendment is None or self.found is None:
            return []
        return differing_sides(self.viewer, texts_under(self.viewer.state.clauses, self.amendment), self.amendment.text)

    def prepare(self) -> None:
        """The actor's own amendments on which no vote is open."""
        super().prepare()
        viewer = self.viewer
        own = [
            a
            for a in viewer.state.clauses.amendments.values()
            if a.by == viewer.actor and _proposed(viewer, a) and not viewer.state.decisions.open_on("amendment", a.id)
        ]
        self.fields["id"].offer(_choices(viewer, own))  # type: ignore[attr-defined]
        if self.amendment is not None and not self.amendment.text:
            del self.fields["text"]

    def begin(self, clause: Clause) -> None:
        """The amendment as it stands, and what changed in the clause since."""
        if self.amendment is None:
            return
        self.initial["text"] = {**clause.current.text, **self.amendment.text}
        self.newer = self.changes_since(clause, self.amendment.version)
        parent = self.viewer.state.clauses.amendments.get(self.amendment.to)
        if parent is not None:
            self.initial["on"] = parent.revision

    def data_of_act(self) -> dict[str, Any]:
        """The act; only languages that were rewritten."""
        cleaned, clause = self.cleaned_data, self.found
        data: dict[str, Any] = {"id": cleaned["id"], "version": cleaned["version"]}
        if "text" in self.fields:
            old = clause.current.text if clause is not None else {}
            data["text"] = changed_texts(self.viewer, old, cleaned["text"])
        else:
            data["operations"] = self._again()
        return data | ({"on": cleaned["on"]} if cleaned.get("on") else {})

    def _again(self) -> list[dict[str, Any]]:
        """What the amendment asks for beside new words, asked of the present version."""
        amendment, again = self.amendment, list[dict[str, Any]]()
        for operation in amendment.operations if amendment is not None else ():
            if isinstance(operation, Strike):
                again.append({"do": "strike"})
            elif isinstance(operation, Move):
                again.append({"do": "move"} | ({"after": operation.after} if operation.after else {}))
            elif isinstance(operation, NewClause) and amendment is not None:
                added = amendment.added[operation.id]
                text = added.text or {self.viewer.state.charter.authoritative: operation.text}
                again.append({"do": "add", "id": operation.id, "title": added.title, "text": text})
            elif isinstance(operation, Join):
                second = self.viewer.state.clauses.clauses[operation.second]
                again.append({"do": "join", "second": second.id, "second_version": second.current.number})
        return again

    def after(self, data: Mapping[str, Any]) -> str:
        """The amendment's page."""
        return to_page(self.viewer, "amendments-one", data["id"])


class AmendmentForm(ActForm):
    """An act on one amendment."""

    id = PickField(label=_("Amendment"))

    def concerns(self, amendment: Amendment) -> bool:
        """Whether the actor can do this to that amendment."""
        return False

    def prepare(self) -> None:
        """The amendments to which the act can apply."""
        found = [a for a in self.viewer.state.clauses.amendments.values() if self.concerns(a)]
        self.fields["id"].offer(_choices(self.viewer, found))  # type: ignore[attr-defined]


@act_form("amendment.withdrawn")
class WithdrawForm(AmendmentForm):
    """Withdraw one's own amendment."""

    title = _("Withdraw the amendment")
    lead = _("The record keeps that it was proposed and withdrawn.")
    done = _("The amendment is withdrawn.")

    def concerns(self, amendment: Amendment) -> bool:
        """The actor's own, on which no vote is open."""
        free = not self.viewer.state.decisions.open_on("amendment", amendment.id)
        return amendment.status == "proposed" and amendment.by == self.viewer.actor and free

    def after(self, data: Mapping[str, Any]) -> str:
        """The amendment's page."""
        return to_page(self.viewer, "amendments-one", data["id"])


@act_form("amendment.accepted")
class AcceptForm(AmendmentForm):
    """Take an amendment into one's own clause without a vote."""

    title = _("Accept the amendment")
    lead = _("Its text becomes the next version of your clause, without a vote.")
    done = _("The amendment is in the clause, which has a new version.")

    others = forms.CharField(required=False, max_length=12_000, widget=forms.HiddenInput)

    def data_of_act(self) -> dict[str, Any]:
        """The act; with it others to the same clause that nobody contests."""
        others = [a for a in self.cleaned_data["others"].split(",") if a]
        return {"id": self.cleaned_data["id"]} | ({"others": others} if others else {})

    def concerns(self, amendment: Amendment) -> bool:
        """Up to date, to what the actor has written, on which no vote is open."""
        part = self.viewer.state.clauses
        clause = part.clauses[amendment.clause]
        author = part.amendments[amendment.to].by if amendment.to else clause.by
        return (
            _proposed(self.viewer, amendment)
            and author == self.viewer.actor
            and not part.outdated(amendment)
            and not self.viewer.state.decisions.open_about(part, clause.id)
        )

    def after(self, data: Mapping[str, Any]) -> str:
        """The page of the clause, or of the amendment, that has the new text."""
        found = self.viewer.state.clauses.amendments[data["id"]]
        if found.to:
            return to_page(self.viewer, "amendments-one", found.to)
        return to_page(self.viewer, "clauses-one", found.clause)
