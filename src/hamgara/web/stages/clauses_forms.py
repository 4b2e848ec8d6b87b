"""The forms of drafting that concern clauses: proposed, moved, given a new text, translated, withdrawn."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hamgara.assembly import Refused
from hamgara.assembly.carrying import carry_text
from hamgara.assembly.clauses import CLAUSE_KINDS, Clause, ClauseKind
from hamgara.web.acts import ActForm, act_form, to_page
from hamgara.web.fields import BilingualField, TextField
from hamgara.web.languages import direction_of
from hamgara.web.sentences import refusal
from hamgara.web.stages.glossary import hints_of
from hamgara.web.stages.inputs import PickField, member_choices
from hamgara.web.stages.wording import Side, differing_sides, sides_of
from hamgara.web.store import directory
from hamgara.web.viewer import Viewer

__all__ = ["KIND_WORDS", "ClauseForm", "VersionForm", "changed_texts", "clause_label"]

KIND_WORDS: Mapping[ClauseKind, Any] = {
    "preamble": _("preamble"),
    "basis": _("basis of joint action"),
    "demand": _("demand"),
    "slogan": _("slogan"),
}


def clause_label(viewer: Viewer, clause: Clause) -> str:
    """A clause in a list to choose from."""
    return f"{viewer.text(clause.title)} – {KIND_WORDS[clause.kind]}"


def changed_texts(viewer: Viewer, old: Mapping[Any, str], new: Mapping[Any, str]) -> dict[str, str]:
    """What an act states of a new text: always the authoritative language, of the others those that changed.

    A translation that was left as it stood is not restated where the authoritative text changed, so that it is
    marked as being of an earlier version.
    """
    first = viewer.state.charter.authoritative
    if new.get(first) == old.get(first):
        return dict(new)
    return {x: text for x, text in new.items() if x == first or old.get(x) != text}


@act_form("clause.proposed")
class ProposeForm(ActForm):
    """Propose a clause."""

    title = _("Propose a clause")
    lead = _("One thought to a clause: it will be amended, voted on and signed as a whole.")
    done = _("The clause is in the draft.")

    sort = forms.ChoiceField(label=_("Kind"), widget=forms.RadioSelect, initial="basis")
    clause_title = BilingualField(label=_("Title"), lines=1, max_length=200)
    text = BilingualField(label=_("Text"), lines=8, authoritative=True)
    basis = PickField(
        label=_("Another wording of"),
        required=False,
        help_text=_("Choose a clause if yours says the same otherwise: of such wordings one enters the resolution."),
    )
    place = PickField(label=_("It comes after"), required=False, help_text=_("If you choose none, it comes last."))
    drafters = forms.MultipleChoiceField(
        label=_("Drafted together with"),
        required=False,
        widget=forms.SelectMultiple({"size": 6}),
        help_text=_("They can give it a new text as you can; nobody's changes are lost."),
    )

    def prepare(self) -> None:
        """The kinds; the clauses that it can stand beside or come after."""
        viewer, part = self.viewer, self.viewer.state.clauses
        self.fields["sort"].choices = [(kind, KIND_WORDS[kind]) for kind in CLAUSE_KINDS]  # type: ignore[attr-defined]
        listed = part.listed()
        first_of: dict[str, Clause] = {}
        for clause in listed:
            first_of.setdefault(clause.basis, clause)
        offered = [(basis, clause_label(viewer, clause)) for basis, clause in first_of.items()]
        self.fields["basis"].offer(offered)  # type: ignore[attr-defined]
        self.fields["place"].offer((c.id, clause_label(viewer, c)) for c in listed)  # type: ignore[attr-defined]
        kinds = ("organisation", "independent", "delegate")
        self.fields["drafters"].choices = member_choices(  # type: ignore[attr-defined]
            viewer, lambda p: p.status == "accredited" and p.kind in kinds and p.id != viewer.actor
        )

    def data_of_act(self) -> dict[str, Any]:
        """The act, with an id of its own."""
        cleaned = self.cleaned_data
        data: dict[str, Any] = {
            "id": directory.new_id("c"),
            "as": cleaned["sort"],
            "title": cleaned["clause_title"],
            "text": cleaned["text"],
        }
        further = {"basis": "basis", "after": "place", "drafters": "drafters"}
        return data | {key: cleaned[field] for key, field in further.items() if cleaned[field]}

    def after(self, data: Mapping[str, Any]) -> str:
        """The clause's page."""
        return to_page(self.viewer, "clauses-one", data["id"])


class ClauseForm(ActForm):
    """An act on one clause, which the field named by `chooser` says."""

    chooser: ClassVar[str] = "id"

    id = PickField(label=_("Clause"))

    def concerns(self, clause: Clause) -> bool:
        """Whether the actor can do this to that clause."""
        return clause.undecided

    def prepare(self) -> None:
        """The clauses to which the act can apply."""
        found = [c for c in self.viewer.state.clauses.pending() if self.concerns(c)]
        pick: PickField = self.fields[self.chooser]  # type: ignore[assignment]
        pick.offer((c.id, clause_label(self.viewer, c)) for c in found)

    @property
    def chosen(self) -> str:
        """The id that is chosen so far; empty where there is none."""
        return str(self.data.get(self.chooser) or self.initial.get(self.chooser) or "")

    @property
    def found(self) -> Clause | None:
        """The clause that is chosen so far."""
        return self.viewer.state.clauses.clauses.get(self.chosen)

    def after(self, data: Mapping[str, Any]) -> str:
        """The clause's page."""
        return to_page(self.viewer, "clauses-one", data["id"])


def _free(viewer: Viewer, clause: Clause) -> bool:
    decisions, clauses = viewer.state.decisions, viewer.state.clauses
    return clause.undecided and not decisions.open_about(clauses, clause.id)


def _own_and_free(viewer: Viewer, clause: Clause) -> bool:
    return clause.by == viewer.actor and _free(viewer, clause)


@act_form("clause.moved")
class MoveForm(ClauseForm):
    """Move a clause within the draft."""

    title = _("Move the clause")
    done = _("The clause has its new place.")

    place = PickField(label=_("It comes after"), required=False, help_text=_("If you choose none, it comes first."))

    def concerns(self, clause: Clause) -> bool:
        """Any clause of the draft."""
        return True

    def prepare(self) -> None:
        """The places after other clauses."""
        super().prepare()
        here = self.found
        others = [c for c in self.viewer.state.clauses.listed() if here is None or c.id != here.id]
        self.fields["place"].offer((c.id, clause_label(self.viewer, c)) for c in others)  # type: ignore[attr-defined]

    def data_of_act(self) -> dict[str, Any]:
        """The act; nothing to come after means first."""
        place = self.cleaned_data["place"]
        return {"id": self.cleaned_data["id"]} | ({"after": place} if place else {})


class VersionForm(ClauseForm):
    """An act against a stated version of a clause.

    Where the clause has moved on since the form was shown, the newer text stands above what was written, nothing that
    was written is lost, and the form then is against the newer version.
    """

    template_name = "clauses/version_form.html"
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    #: The version on which what was written stands, once a newer one has been shown.
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    #: What the writer has not seen yet: what the newer version says otherwise than the one written against.
    newer: tuple[Side, ...] = ()
    #: What was written and what changed meanwhile together, marked against the newer text; empty where they collide.
    together: tuple[Side, ...] = ()

    @property
    def sides(self) -> list[Side]:
        """The present text of the clause, with its languages side by side."""
        clause = self.found
        return sides_of(self.viewer, clause.current.text, clause.current.stale) if clause is not None else []

    def prepare(self) -> None:
        """The present text as the beginning, and its version."""
        super().prepare()
        clause = self.found
        if clause is not None:
            self.initial["version"] = clause.current.number
            self.begin(clause)

    def begin(self, clause: Clause) -> None:
        """Set initial values from the clause's present text."""
        self.initial["text"] = dict(clause.current.text)

    def clean(self) -> dict[str, Any]:
        """The version is the present one; else the writer is shown what changed, and can go on from there."""
        cleaned = super().clean() or {}
        clause = self.found
        if clause is None or self.chooser in self.errors:
            return cleaned
        stated, current = cleaned.get("version"), clause.current.number
        base = cleaned.pop("seen", None) or stated
        if stated is None:
            cleaned["version"] = current
        elif stated != current or self.overtaken(clause):
            self.show_newer(clause, base or stated)
            merged = self.merge(clause, base or stated, cleaned.get("text"))
            if merged:
                self.together = tuple(differing_sides(self.viewer, clause.current.text, merged))
            older = Refused("outdated", f"act/{self.kind}", id=clause.id, version=stated, current=current)
            raise ValidationError(
                refusal(older) if stated != current else gettext("Somebody translated the clause while you wrote.")
            )
        elif self.data.get("take") == "merged" and base:
            merged = self.merge(clause, base, cleaned.get("text"))
            if merged:
                cleaned["text"] = merged if isinstance(cleaned.get("text"), dict) else next(iter(merged.values()))
        return cleaned

    def overtaken(self, clause: Clause) -> bool:
        """Whether what was written stands on another text although the version is the same."""
        return False

    def before(self, clause: Clause, version: int) -> Mapping[Any, str]:
        """The texts on which what is written stands."""
        return clause.versions[version - 1].text if 1 <= version <= len(clause.versions) else {}

    def merge(self, clause: Clause, version: int, typed: Any) -> dict[Any, str]:
        """What was written against a version, carried to the present text; empty where both touch the same words."""
        old, now = self.before(clause, version), clause.current.text
        written: dict[Any, str] = typed if isinstance(typed, dict) else {getattr(self, "language", ""): typed or ""}
        merged: dict[Any, str] = {}
        for language, text in written.items():
            carried = carry_text(old.get(language, ""), text, now.get(language, ""))
            if carried is None:
                return {}
            merged[language] = carried
        return merged

    def changes_since(self, clause: Clause, version: int) -> tuple[Side, ...]:
        """What the present text says otherwise than that version."""
        return tuple(differing_sides(self.viewer, self.before(clause, version), clause.current.text))

    def show_newer(self, clause: Clause, seen: int) -> None:
        """Keep what changed since version `seen`, and let the next attempt be against the present version."""
        self.newer = self.changes_since(clause, seen)
        data = QueryDict(mutable=True)
        data.update(self.data)
        data[self.add_prefix("version")] = str(clause.current.number)
        data[self.add_prefix("seen")] = str(seen)
        self.data = data


@act_form("clause.revised")
class ReviseForm(VersionForm):
    """Give one's own clause a new text."""

    title = _("Revise the clause")
    lead = _(
        "The new text becomes the next version; all earlier ones stay readable. A translation that you leave as it is "
        "will be marked as being of an earlier version."
    )
    done = _("The clause has a new version.")

    text = BilingualField(label=_("Text"), lines=10, authoritative=True)

    def concerns(self, clause: Clause) -> bool:
        """The actor's own draft, or one drafted with its author, on which no vote is open."""
        return _free(self.viewer, clause) and self.viewer.actor in (clause.by, *clause.drafters)

    def data_of_act(self) -> dict[str, Any]:
        """The act; only languages that were rewritten."""
        cleaned, clause = self.cleaned_data, self.found
        old = clause.current.text if clause is not None else {}
        if cleaned["text"] == old:
            raise Refused("no_change", f"act/{self.kind}", id=cleaned["id"])
        text = changed_texts(self.viewer, old, cleaned["text"])
        return {"id": cleaned["id"], "version": cleaned["version"], "text": text}


@act_form("clause.translated")
class TranslateForm(VersionForm):
    """Translate the present version of a clause."""

    title = _("Translate the clause")
    lead = _("Say exactly what the authoritative text says. Where the two differ, the authoritative one holds.")
    done = _("The translation is in the record.")

    text = TextField(label=_("Translation"), max_length=6000, widget=forms.Textarea({"rows": 10}))
    #: The translation that the writer began with, and the digest of the one that the writer has seen.
    begun = TextField(required=False, max_length=6000, widget=forms.HiddenInput)
    shown = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def concerns(self, clause: Clause) -> bool:
        """Any clause of the draft."""
        return True

    @property
    def language(self) -> str:
        """The language to translate into: that of the charter which is not the authoritative one."""
        charter = self.viewer.state.charter
        return next((x for x in charter.languages if x != charter.authoritative), "")

    def prepare(self) -> None:
        """The box in the direction of its language."""
        super().prepare()
        names = {"fa": gettext("In Persian"), "en": gettext("In English"), "": gettext("Translation")}
        field = self.fields["text"]
        field.label = names[self.language]
        if not self.language:
            field.help_text = gettext("The charter knows one language only; there is nothing to translate.")
        field.widget.attrs.update({"lang": self.language, "dir": direction_of(self.language)})

    @property
    def source(self) -> list[Side]:
        """What is to be translated."""
        return [side for side in self.sides if side.language != self.language]

    @property
    def renewal(self) -> list[Side]:
        """What the authoritative text says otherwise than when the translation was made: what is to be translated."""
        clause, first = self.found, self.viewer.state.charter.authoritative
        made = clause.translated_at(self.language) if clause is not None else None  # type: ignore[arg-type]
        if clause is None or made is None or first not in clause.current.text or first not in made.text:
            return []
        return differing_sides(self.viewer, {first: made.text[first]}, {first: clause.current.text[first]})

    @property
    def hints(self) -> list[dict[str, Any]]:
        """Where the two languages do not use the same terms of the glossary."""
        clause = self.found
        if clause is None:
            return []
        typed = str(self.data.get("text") or self.initial.get("text") or "")
        return hints_of(self.viewer, {**clause.current.text, self.language: typed})

    def begin(self, clause: Clause) -> None:
        """The translation that there is."""
        self.initial["text"] = self.initial["begun"] = clause.current.text.get(self.language, "")  # type: ignore[call-overload]
        self.initial["shown"] = self._digest(clause)

    def _digest(self, clause: Clause) -> str:
        present: str = clause.current.text.get(self.language, "")  # type: ignore[call-overload]
        return hashlib.sha256(present.encode()).hexdigest()

    def overtaken(self, clause: Clause) -> bool:
        """Whether somebody has translated the same version meanwhile, and the writer has not been shown it."""
        return bool(self.data.get("shown")) and self.data["shown"] != self._digest(clause)

    def before(self, clause: Clause, version: int) -> Mapping[Any, str]:
        """The version's texts, with the translation that the writer began with."""
        begun = str(self.fields["begun"].to_python(self.data.get("begun")))
        return {**super().before(clause, version), self.language: begun}

    def show_newer(self, clause: Clause, seen: int) -> None:
        """Let the next attempt be against the translation that is shown now."""
        super().show_newer(clause, seen)
        self.data["shown"] = self._digest(clause)  # type: ignore[index]

    def data_of_act(self) -> dict[str, Any]:
        """The act."""
        cleaned = self.cleaned_data
        language = self.language or self.viewer.state.charter.authoritative
        return {"id": cleaned["id"], "version": cleaned["version"], "language": language, "text": cleaned["text"]}


@act_form("clause.withdrawn")
class WithdrawForm(ClauseForm):
    """Withdraw one's own clause."""

    title = _("Withdraw the clause")
    lead = _("It leaves the draft; the record and the list of withdrawn clauses keep it.")
    done = _("The clause is withdrawn.")

    def concerns(self, clause: Clause) -> bool:
        """The actor's own draft, on which no vote is open."""
        return _own_and_free(self.viewer, clause)
