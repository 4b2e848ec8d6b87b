"""The assembly's glossary: what its terms are called in each language, so that clauses say the same in both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta, Struct, field

from hamgara.assembly.act import MEMBERS, SECRETARIAT, Act, Case, Id, Language, Line, Refused, Text, act, drop, put
from hamgara.drafting import Term as Looked
from hamgara.drafting import TermHint, check_terms

if TYPE_CHECKING:
    from hamgara.assembly.state import State

__all__ = ["Glossary", "Term", "TermDropped", "TermSet", "hints_for"]

Forms = Annotated[tuple[Line, ...], Meta(min_length=1, max_length=12)]


class Term(Struct, frozen=True):
    """A term: its forms by language, the preferred one first, and what is to be known of it."""

    id: str
    forms: dict[Language, tuple[str, ...]]
    note: dict[Language, str]
    by: str
    seq: int


class Glossary(Struct, frozen=True):
    """The part of the state that terms write."""

    terms: dict[str, Term] = field(default_factory=dict)


def hints_for(glossary: Glossary, texts: Mapping[Language, str]) -> tuple[TermHint, ...]:
    """Where one language of a text uses a term and another does not."""
    return check_terms(dict(texts.items()), [Looked(t.id, dict(t.forms.items())) for t in glossary.terms.values()])


@act("term.set", stage="drafting", by=(SECRETARIAT, *MEMBERS))
class TermSet(Act, frozen=True):
    """A term of the assembly is set, or set anew: what it is called in each language, the preferred form first."""

    id: Id
    forms: Annotated[dict[Language, Forms], Meta(min_length=1)]
    note: dict[Language, Text] | None = None

    def in_order(self, case: Case) -> None:
        charter = case.state.charter
        for language in {*self.forms, *(self.note or {})}:
            if language not in charter.languages:
                raise Refused("language_unknown", "charter/languages", language=language)
        if charter.authoritative not in self.forms:
            raise Refused("language_needed", "charter/authoritative", language=charter.authoritative)
        found = case.state.glossary.terms.get(self.id)
        if found is not None and (found.forms, found.note) == (self.forms, self.note or {}):
            raise self.refuse("no_change", id=self.id)

    def apply(self, case: Case) -> State:
        term = Term(self.id, self.forms, self.note or {}, case.by, case.seq)
        return case.state.having(glossary=Glossary(put(case.state.glossary.terms, self.id, term)))


@act("term.dropped", stage="drafting", by=(SECRETARIAT, *MEMBERS))
class TermDropped(Act, frozen=True):
    """A term is taken out of the glossary by whoever set it, or by the secretariat."""

    id: Id

    def in_order(self, case: Case) -> None:
        found = case.state.glossary.terms.get(self.id)
        if found is None:
            raise self.refuse("unknown", what="term", id=self.id)
        if case.by not in (SECRETARIAT, found.by):
            raise self.refuse("own_only", id=found.by)

    def apply(self, case: Case) -> State:
        return case.state.having(glossary=Glossary(drop(case.state.glossary.terms, self.id)))
