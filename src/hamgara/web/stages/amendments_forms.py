"""The forms of drafting that concern amendments: proposed, set anew, withdrawn, accepted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from hamgara.assembly.clauses import Amendment, Clause
from hamgara.web.acts import ActForm, act_form, to_page
from hamgara.web.fields import BilingualField
from hamgara.web.objects import title_of
from hamgara.web.stages.clauses_forms import VersionForm, changed_texts
from hamgara.web.stages.inputs import PickField
from hamgara.web.stages.wording import Side, differing_sides
from hamgara.web.store import directory
from hamgara.web.viewer import Viewer

__all__ = ["AmendmentForm"]


@act_form("amendment.proposed")
class AmendForm(VersionForm):
    """Propose a new text for a clause."""

    title = _("Propose an amendment")
    lead = _(
        "Change the text as you would have it; your changes are then shown word by word. A translation that you leave "
        "as it is will be marked as being of an earlier version if the amendment is adopted."
    )
    done = _("The amendment is proposed.")
    chooser: ClassVar[str] = "clause"

    id = None  # type: ignore[assignment]
    clause = PickField(label=_("Clause"))
    text = BilingualField(label=_("Text with your changes"), lines=10, authoritative=True)
    reason = BilingualField(label=_("Reason"), lines=4, required=False)

    def data_of_act(self) -> dict[str, Any]:
        """The act, with an id of its own; only languages that were rewritten."""
        cleaned, clause = self.cleaned_data, self.found
        old = clause.current.text if clause is not None else {}
        data: dict[str, Any] = {
            "id": directory.new_id("a"),
            "clause": cleaned["clause"],
            "version": cleaned["version"],
            "text": changed_texts(self.viewer, old, cleaned["text"]),
        }
        return data | ({"reason": cleaned["reason"]} if cleaned["reason"] else {})

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
        old = self.found.versions[self.amendment.version - 1].text
        return differing_sides(self.viewer, old, self.amendment.text)

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

    def begin(self, clause: Clause) -> None:
        """The amendment as it stands, and what changed in the clause since."""
        if self.amendment is None:
            return
        self.initial["text"] = {**clause.current.text, **self.amendment.text}
        self.newer = self.changes_since(clause, self.amendment.version)

    def data_of_act(self) -> dict[str, Any]:
        """The act; only languages that were rewritten."""
        cleaned, clause = self.cleaned_data, self.found
        old = clause.current.text if clause is not None else {}
        text = changed_texts(self.viewer, old, cleaned["text"])
        return {"id": cleaned["id"], "version": cleaned["version"], "text": text}

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

    def concerns(self, amendment: Amendment) -> bool:
        """Up to date, to the actor's own clause, on which no vote is open."""
        part = self.viewer.state.clauses
        clause = part.clauses[amendment.clause]
        return (
            _proposed(self.viewer, amendment)
            and clause.by == self.viewer.actor
            and not part.outdated(amendment)
            and not self.viewer.state.decisions.open_about(part, clause.id)
        )

    def after(self, data: Mapping[str, Any]) -> str:
        """The page of the clause that has the new text."""
        return to_page(self.viewer, "clauses-one", self.viewer.state.clauses.amendments[data["id"]].clause)
