"""The forms by which comments under clauses are moderated: hidden for a reason, shown again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hamgara.assembly import Refused
from hamgara.web.acts import ActForm, act_form, to_page
from hamgara.web.fields import TextField
from hamgara.web.objects import excerpt, title_of
from hamgara.web.stages.inputs import PickField
from hamgara.web.store import comments
from hamgara.web.store.models import Comment

__all__ = ["HideForm", "RestoreForm"]

#: So many of the latest comments are offered.
OFFERED = 100


@act_form("comment.hidden")
class HideForm(ActForm):
    """Hide a comment."""

    title = _("Hide the comment")
    lead = _(
        "The record says that it was hidden, by whom and why, and commits to its words without repeating them. Its "
        "author still sees it, and can raise a matter of conduct."
    )
    done = _("The comment is hidden.")

    id = PickField(label=_("Comment"))
    reason = TextField(label=_("Reason"), max_length=6000)
    matter = PickField(label=_("In the matter of conduct"), required=False)

    def prepare(self) -> None:
        """The comments that are shown, and the matters that there are."""
        viewer = self.viewer
        hidden = viewer.state.comments.hidden
        rows = Comment.objects.filter(assembly_id=viewer.here.assembly_id).order_by("-pk")[:OFFERED]
        offered = [(row.key, excerpt(row.text)) for row in rows if row.key not in hidden]
        self.fields["id"].offer(offered)  # type: ignore[attr-defined]
        matters = [(m, title_of(viewer, "matter", m)) for m in viewer.state.conduct.matters]
        self.fields["matter"].offer(matters)  # type: ignore[attr-defined]

    def data_of_act(self) -> dict[str, Any]:
        """The act, with the commitment to the comment's words."""
        cleaned = self.cleaned_data
        found = comments.find_comment(self.viewer.here, cleaned["id"])
        if found is None:
            raise Refused("unknown", f"act/{self.kind}", what="comment", id=cleaned["id"])
        data = {"id": found.key, "clause": found.clause, "digest": comments.digest_of(found)}
        return data | {"reason": cleaned["reason"]} | ({"matter": cleaned["matter"]} if cleaned["matter"] else {})

    def after(self, data: Mapping[str, Any]) -> str:
        """The page of the clause under which it stood."""
        return to_page(self.viewer, "clauses-one", data["clause"]) + "#comments"


@act_form("comment.restored")
class RestoreForm(ActForm):
    """Show a hidden comment again."""

    title = _("Show the comment again")
    lead = _("The record keeps that it was hidden for a time.")
    done = _("The comment is shown again.")

    id = PickField(label=_("Comment"))

    def prepare(self) -> None:
        """The comments that are hidden."""
        viewer = self.viewer
        hidden = viewer.state.comments.hidden
        rows = Comment.objects.filter(assembly_id=viewer.here.assembly_id, key__in=list(hidden))
        texts = {row.key: excerpt(row.text) for row in rows}
        self.fields["id"].offer((key, texts.get(key, key)) for key in hidden)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Remember under which clause it stands."""
        cleaned = super().clean() or {}
        found = self.viewer.state.comments.hidden.get(cleaned.get("id", ""))
        self.clause = found.clause if found is not None else ""
        return cleaned

    def after(self, data: Mapping[str, Any]) -> str:
        """The page of the clause under which it stands."""
        if not self.clause:
            return to_page(self.viewer, "clauses")
        return to_page(self.viewer, "clauses-one", self.clause) + "#comments"


class CommentForm(forms.Form):
    """What somebody says under a clause."""

    text = TextField(label=_("Your comment"), max_length=comments.LONGEST, widget=forms.Textarea({"rows": 4}))
