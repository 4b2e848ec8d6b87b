"""What an amendment can ask for beside a whole new text, as acts state it: by position, or of the whole clause."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from msgspec import Meta, Struct, field

from hamgara.assembly.act import Id, Texts, Titles
from hamgara.assembly.clauses import ClauseKind

__all__ = [
    "AddClause",
    "AskedFor",
    "JoinClause",
    "MoveClause",
    "Operations",
    "ReplaceWords",
    "SplitClause",
    "StrikeClause",
]

Position = Annotated[int, Meta(ge=0, le=6000)]


class ReplaceWords(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, tag="replace", tag_field="do"):
    """The words `start` … `end` - 1 of the authoritative text give way to `text`; an empty one deletes."""

    start: Position
    end: Position
    text: Annotated[str, Meta(max_length=6000)] = ""


class SplitClause(Struct, frozen=True, forbid_unknown_fields=True, tag="split", tag_field="do"):
    """From the word `at` on, the text is a clause of its own."""

    at: Position
    id: Id
    title: Titles


class JoinClause(Struct, frozen=True, forbid_unknown_fields=True, tag="join", tag_field="do"):
    """The clause that follows becomes the end of this one."""

    second: Id
    second_version: int


class StrikeClause(Struct, frozen=True, forbid_unknown_fields=True, tag="strike", tag_field="do"):
    """The whole clause goes."""


class MoveClause(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, tag="move", tag_field="do"):
    """The clause takes its place after another, or first."""

    after: Id | None = None


class AddClause(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, tag="add", tag_field="do"):
    """A new clause stands after this one."""

    id: Id
    title: Titles
    text: Texts
    as_: ClauseKind | None = field(name="as", default=None)


AskedFor: TypeAlias = ReplaceWords | SplitClause | JoinClause | StrikeClause | MoveClause | AddClause
Operations = Annotated[tuple[AskedFor, ...], Meta(min_length=1, max_length=20)]
