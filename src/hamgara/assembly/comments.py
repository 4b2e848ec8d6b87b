"""Moderation of comments under clauses.

Comments themselves are no acts: talk must be erasable, and a record is not. Hiding one is an act, with its reason, so
that nobody is silenced unseen; it names the comment by a random id and commits to its salted words without saying them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from hamgara.assembly.act import Act, Case, Hash, Id, Text, act, drop, put

if TYPE_CHECKING:
    from hamgara.assembly.state import State

__all__ = ["CommentHidden", "CommentRestored", "Comments", "Hidden"]


class Hidden(Struct, frozen=True):
    """A comment that is not shown: under which clause, why, by whom, and the matter of conduct if there is one."""

    clause: str
    digest: str
    reason: str
    by: str
    matter: str
    seq: int


class Comments(Struct, frozen=True):
    """The part of the state that the moderation of comments writes."""

    hidden: dict[str, Hidden] = field(default_factory=dict)


@act("comment.hidden", stage="conduct", by=("secretariat",))
class CommentHidden(Act, frozen=True):
    """A comment under a clause is hidden for a stated reason; `digest` commits to its words."""

    id: Id
    clause: Id
    digest: Hash
    reason: Text
    matter: Id | None = None

    def in_order(self, case: Case) -> None:
        case.state.clauses.clause(self.kind, self.clause)
        if self.id in case.state.comments.hidden:
            raise self.refuse("no_change", id=self.id)
        if self.matter is not None and self.matter not in case.state.conduct.matters:
            raise self.refuse("unknown", what="matter", id=self.matter)

    def apply(self, case: Case) -> State:
        gone = Hidden(self.clause, self.digest, self.reason, case.by, self.matter or "", case.seq)
        return case.state.having(comments=Comments(put(case.state.comments.hidden, self.id, gone)))


@act("comment.restored", stage="conduct", by=("secretariat",))
class CommentRestored(Act, frozen=True):
    """A hidden comment is shown again."""

    id: Id

    def in_order(self, case: Case) -> None:
        if self.id not in case.state.comments.hidden:
            raise self.refuse("unknown", what="comment", id=self.id)

    def apply(self, case: Case) -> State:
        return case.state.having(comments=Comments(drop(case.state.comments.hidden, self.id)))
