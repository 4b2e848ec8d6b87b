"""Amendments that are still open carried to the newer text: exactly where their words are untouched, else with reasons.

Nobody's words are changed by it: an amendment either asks for the same as before on the newer version, or stays on the
version that it was written against until its author sets it anew.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from dataclasses import replace as dataclass_replace

from msgspec.structs import replace

from hamgara.assembly.act import Language, put
from hamgara.assembly.clauses import Amendment, Clauses
from hamgara.assembly.drafts import asked_of, clauses_touched, draft_of, draft_with, texts_under
from hamgara.assembly.provenance import trace_text
from hamgara.drafting import (
    FIRST,
    Adoption,
    Draft,
    DraftingError,
    NewClause,
    Operation,
    Origin,
    Reason,
    Rebased,
    Reword,
    Span,
    absorb,
    adopt,
    rebase,
    reword,
)
from hamgara.drafting import Amendment as Asked
from hamgara.drafting import Clause as Drafted

__all__ = ["amend_amendment", "carry", "carry_text", "carry_translation", "drop_below", "translations_brought"]


def carry(
    before: Clauses,
    after: Clauses,
    language: Language,
    adoption: Adoption | None,
    settled: frozenset[str] = frozenset(),
) -> Clauses:
    """The part with every amendment that was up to date in `before` carried to the clauses of `after`.

    `adoption` made the one of the other where amendments did; `settled` are amendments that are in it or fall by it.
    """
    old, new = draft_of(before, language), draft_of(after, language)
    reordered = old.order != new.order
    changed = {c.id for c in old.clauses if new.by_id.get(c.id) != c}
    return _Carrying(before, after, old, new, language, adoption, settled).done(None if reordered else changed)


@dataclass
class _Carrying:
    before: Clauses
    after: Clauses
    old: Draft
    new: Draft
    language: Language
    adoption: Adoption | None
    settled: frozenset[str]
    found: dict[str, Amendment] = field(default_factory=dict)

    def done(self, changed: set[str] | None) -> Clauses:
        for amendment in self.before.amendments.values():
            if amendment.status != "proposed" or amendment.id in self.settled or self.before.outdated(amendment):
                continue
            if changed is not None and not changed & {amendment.clause, *clauses_touched(amendment.operations)}:
                continue
            carried = self._within(amendment) if amendment.to else self._on_draft(amendment)
            if carried is not None:
                self.found[amendment.id] = carried
        if not self.found:
            return self.after
        return replace(self.after, amendments={**self.after.amendments, **self.found})

    def _on_draft(self, amendment: Amendment) -> Amendment | None:
        if not amendment.operations:
            return None
        try:
            result = rebase(asked_of(amendment), self.old, self.new, adoption=self.adoption)
        except DraftingError:
            return None
        return self._carried(amendment, result, self.old, self.new)

    def _within(self, amendment: Amendment) -> Amendment | None:
        """An amendment to an amendment, where that was carried itself."""
        parent = self.found.get(amendment.to)
        if parent is None or parent.reasons or parent.contained:
            return None
        held = replace(self.before, amendments={**self.before.amendments, **self.found})
        try:
            old = draft_with(self.before, self.old, self.before.amendments[amendment.to])
            new = draft_with(held, self.new, parent)
            result = rebase(asked_of(amendment), old, new)
        except DraftingError:
            return None
        return self._carried(amendment, result, old, new)

    def _carried(self, amendment: Amendment, result: Rebased, old: Draft, new: Draft) -> Amendment:
        if result.amendment is None:
            return replace(amendment, reasons=result.reasons, contained=not result.reasons)
        first = result.amendment.operations[0]
        clause = first.after if isinstance(first, NewClause) else first.clause
        if clause not in self.after.clauses:
            # Its place was at the head of what is gone now.
            return replace(amendment, reasons=(Reason("clause-gone", amendment.clause),))
        made = adopt(new, [result.amendment]).draft.by_id.get(clause)
        text: dict[Language, str] = {}
        if self.language in amendment.text and made is not None:
            text[self.language] = made.text
        held = self.after.clauses.get(clause)
        if held is not None and held.id == amendment.clause and not amendment.to:
            text |= self._translations(amendment, held.current.text, held.current.stale)
        spans = {
            x: trace_text(amendment.text[x], found, text[x], FIRST) for x, found in amendment.spans.items() if x in text
        }
        return replace(
            amendment,
            clause=clause,
            version=self.after.clauses[clause].current.number,
            operations=result.amendment.operations,
            text=text,
            spans=spans,
            written=amendment.written or amendment.version,
            reasons=(),
            contained=False,
        )

    def _translations(
        self, amendment: Amendment, now: dict[Language, str], stale: tuple[Language, ...]
    ) -> dict[Language, str]:
        """What the amendment says in other languages, where that can be carried as well."""
        before = texts_under(self.before, amendment)
        made: dict[Language, str] = {}
        for language, text in amendment.text.items():
            if language == self.language or language in stale or language not in now:
                continue
            carried = carry_text(before.get(language, ""), text, now[language])
            if carried is not None:
                made[language] = carried
        return made


def carry_text(old: str, wanted: str, new: str) -> str | None:
    """What is changed from `old` to `wanted`, changed in `new`; None where that is out of date."""
    if old == wanted:
        return new
    base, later = Drafted("x", old), Drafted("x", new, 2)
    try:
        asked = Asked("x", (), (reword(base, wanted),))
        found = rebase(asked, Draft((base,)), Draft((later,)))
        if found.amendment is None:
            return None if found.reasons else new
        return adopt(Draft((later,)), [found.amendment]).draft.clauses[0].text
    except DraftingError:
        return None


def carry_translation(part: Clauses, clause: str, language: Language, old: str, new: str, origin: Origin) -> Clauses:
    """The part with what amendments to a clause say in a language carried to its new translation, of `origin`, where
    their words are untouched, so that adopting one does not undo what a translator mended meanwhile.
    """
    for amendment in part.amendments_of(clause):
        stands = amendment.status == "proposed" and not part.outdated(amendment)
        said = amendment.text.get(language, "")
        carried = carry_text(old, said, new) if stands and said else None
        if carried is not None:
            spans = trace_text(said, amendment.spans.get(language, ()), carried, origin)
            part = part.with_amendment(
                replace(
                    amendment,
                    text=put(amendment.text, language, carried),
                    spans=put(amendment.spans, language, spans),
                )
            )
    return part


def amend_amendment(part: Clauses, amendment: Amendment, language: Language, decision: str) -> Clauses:
    """The part after an amendment to an amendment has become part of that; others to it are carried along.

    Where both together ask for nothing any more, what it amended falls.
    """
    draft = draft_of(part, language)
    parent = part.amendments[amendment.to]
    base = draft if not parent.to else draft_with(part, draft, part.amendments[parent.to])
    old = draft_with(part, draft, parent)
    try:
        decided = {amendment.id: decision} if decision else {}
        whole = _disowned(absorb(base, asked_of(parent), [asked_of(amendment)], decisions=decided))
    except DraftingError:
        return part.with_amendment(replace(parent, status="fallen", decision=decision))
    new = adopt(base, [whole]).draft
    text = {x: amendment.text[x] for x in parent.text if x in amendment.text and x != language}
    spans = translations_brought(part, parent, amendment, text, decision)
    if language in parent.text and parent.clause in new.by_id:
        text = {language: new.by_id[parent.clause].text, **text}
    changed = replace(parent, operations=whole.operations, text=text, spans=spans, revision=parent.revision + 1)
    part = part.with_amendment(changed)
    for other in list(part.amendments.values()):
        if other.to != parent.id or other.id == amendment.id or other.status != "proposed":
            continue
        if other.on != parent.revision or other.version != parent.version:
            continue
        try:
            result = rebase(asked_of(other), old, new)
        except DraftingError:
            continue
        if result.amendment is None:
            part = part.with_amendment(replace(other, reasons=result.reasons, contained=not result.reasons))
            continue
        drafted = adopt(new, [result.amendment]).draft.by_id.get(other.clause)
        moved = {language: drafted.text} if drafted is not None and language in other.text else {}
        kept = replace(other, operations=result.amendment.operations, text=moved, on=changed.revision)
        part = part.with_amendment(kept)
    return part


def translations_brought(
    part: Clauses, parent: Amendment, amendment: Amendment, languages: Collection[Language], decision: str
) -> dict[Language, tuple[Span, ...]]:
    """Who brought the words of what an amendment says in those languages once another has been taken into it."""
    under, origin = texts_under(part, amendment), Origin((amendment.id,), (amendment.by,), decision)
    spans = {
        x: trace_text(under.get(x, ""), parent.spans.get(x, ()), amendment.text[x], origin, amendment.spans.get(x, ()))
        for x in languages
    }
    return {x: found for x, found in spans.items() if found}


def _disowned(asked: Asked) -> Asked:
    """The amendment with its own words unmarked: which decision adopts them is not known yet."""
    operations: list[Operation] = []
    for operation in asked.operations:
        if isinstance(operation, Reword):
            changes = []
            for change in operation.changes:
                origins = tuple(None if o is None or o.amendments == (asked.id,) else o for o in change.origins)
                changes.append(dataclass_replace(change, origins=origins if any(origins) else ()))
            operation = dataclass_replace(operation, changes=tuple(changes))
        operations.append(operation)
    return dataclass_replace(asked, operations=tuple(operations))


def drop_below(part: Clauses, amendment: str, decision: str) -> Clauses:
    """The part after what amends an amendment that is settled has fallen with it."""
    for other in part.below(amendment):
        if other.status == "proposed":
            part = part.with_amendment(replace(other, status="fallen", decision=decision))
    return part
