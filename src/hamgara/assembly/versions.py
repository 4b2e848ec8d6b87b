"""New versions: adopted amendments written into clauses with every word's origin, and what else that moves.

One function writes what amendments ask for; translations merge where every amendment brings its own, else they are
stale. Then the amendments that are still open are carried to the new version, or told why they cannot be.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import replace as dataclass_replace
from typing import TYPE_CHECKING

from msgspec.structs import replace

from hamgara.assembly.act import Language
from hamgara.assembly.carrying import carry
from hamgara.assembly.clauses import Amendment, Clause, Clauses, Version
from hamgara.assembly.drafts import asked_of, clauses_touched, draft_of
from hamgara.assembly.provenance import reword_as, trace_text
from hamgara.drafting import (
    Adoption,
    Draft,
    DraftingError,
    Join,
    NewClause,
    Operation,
    Origin,
    Reword,
    Span,
    Split,
    adopt,
    reword,
)
from hamgara.drafting import Amendment as Asked
from hamgara.drafting import Clause as Drafted

if TYPE_CHECKING:
    from hamgara.assembly.state import State

__all__ = ["give_text", "take_in", "write_adoption"]


def give_text(state: State, clause: Clause, text: Mapping[Language, str], seq: int, by: str) -> Clauses:
    """The part after a clause's drafters gave it a new text in those languages."""
    part = state.clauses
    version = _reworded(clause.current, text, Origin((f"#{seq}",), (by,)), seq, by)
    after = part.with_clause(replace(clause, versions=(*clause.versions, version)))
    return carry(part, after, state.charter.authoritative, None)


def _reworded(now: Version, text: Mapping[Language, str], origin: Origin, seq: int, by: str) -> Version:
    """The next version, with a new text in those languages of which `origin` brought what is new; others are stale."""
    whole = {**now.text, **text}
    spans = {
        x: trace_text(now.text.get(x, ""), now.spans.get(x, ()), text[x], origin) if x in text else now.spans.get(x, ())
        for x in whole
    }
    stale = tuple(x for x in whole if x not in text)
    return Version(now.number + 1, whole, stale, seq, by, spans=_stated(spans))


def _stated(spans: Mapping[Language, tuple[Span, ...]]) -> dict[Language, tuple[Span, ...]]:
    return {x: found for x, found in spans.items() if found}


def take_in(state: State, chosen: Sequence[Amendment], decisions: Mapping[str, str], seq: int) -> Clauses:
    """The part after those amendments, which do not exclude each other, have been written into the draft.

    One amendment that is alone in rewording a clause gives it its text as its author spelled it. Raises DraftingError
    where two collide. What becomes of the amendments themselves is the caller's to say.
    """
    part, language = state.clauses, state.charter.authoritative
    draft = draft_of(part, language)
    touching = Counter(c for a in chosen for c in clauses_touched(a.operations))
    asked = []
    for amendment in chosen:
        operations = amendment.operations
        if len(operations) == 1 and isinstance(operations[0], Reword) and touching[amendment.clause] == 1:
            clause, text = draft.clause(amendment.clause), amendment.text[language]
            # Positions stay as they were wherever they give the text; only another spelling needs to be found anew.
            if adopt(draft, [asked_of(replace(amendment, to=""))]).draft.clause(clause.id).text != text:
                operations = (reword(clause, text, spelling=True),)
        operations = tuple(_decided(o, amendment.id, decisions.get(amendment.id, "")) for o in operations)
        if operations:
            asked.append(asked_of(replace(amendment, to=""), operations))
    adoption = adopt(draft, asked, decisions={a: d for a, d in decisions.items() if d})
    return write_adoption(part, language, adoption, chosen, decisions, seq)


def _decided(operation: Operation, amendment: str, decision: str) -> Operation:
    """An added clause with the decision at the words that its amendment brought."""
    if not isinstance(operation, NewClause) or not operation.spans:
        return operation
    spans = (
        Span(
            s.length,
            Origin(s.origin.amendments, s.origin.by, decision) if s.origin.amendments == (amendment,) else s.origin,
        )
        for s in operation.spans
    )
    return dataclass_replace(operation, spans=tuple(spans))


def write_adoption(
    part: Clauses,
    language: Language,
    adoption: Adoption,
    chosen: Sequence[Amendment],
    decisions: Mapping[str, str],
    seq: int,
) -> Clauses:
    """The part with an adoption written into its clauses; `chosen` are the amendments in it, each as it was adopted."""
    return _Writing(part, language, adoption, chosen, decisions, seq).written()


@dataclass
class _Writing:
    part: Clauses
    language: Language
    adoption: Adoption
    chosen: Sequence[Amendment]
    decisions: Mapping[str, str]
    seq: int

    def written(self) -> Clauses:
        after = self.part
        for drafted in self.adoption.draft.clauses:
            before = self.adoption.base.by_id.get(drafted.id)
            if before is None:
                after = after.with_clause(self._new(drafted))
            elif before != drafted:
                after = after.with_clause(self._changed(drafted))
        for amendment in self.chosen:
            # What changes a translation alone changes nothing that the engine sees.
            if not amendment.operations:
                after = after.with_clause(self._translated(after.clauses[amendment.clause], amendment))
        joined = {o.second for o, _ in self.adoption.operations if isinstance(o, Join)}
        for operation, origin in self.adoption.operations:
            for gone in clauses_touched([operation]) - set(self.adoption.draft.by_id):
                clause = after.clauses[gone]
                if gone in joined and getattr(operation, "second", "") != gone:
                    continue
                status = "joined" if gone in joined else "struck"
                left = replace(clause, status=status, amendment=origin.amendments[0], decision=origin.decision)
                after = after.with_clause(left)
        after = replace(after, order=self._ordered())
        return carry(self.part, after, self.language, self.adoption, frozenset(a.id for a in self.chosen))

    def _ordered(self) -> tuple[str, ...]:
        if self.adoption.base.order == self.adoption.draft.order:
            return self.part.order
        made = list(self.adoption.order)
        for place, clause in enumerate(self.part.order):
            if clause not in made:
                made.insert(made.index(self.part.order[place - 1]) + 1 if place else 0, clause)
        return tuple(made)

    def _sources(self, clause: str) -> list[str]:
        """The clauses of the base whose text stands in a clause now, wholly or in part, from its beginning on."""
        passages, order = self.adoption.passages, self.adoption.base.order
        return [c for c in order if c in passages and any(part.clause == clause for part in passages[c].parts)]

    def _taken(self, clause: str) -> tuple[str, ...]:
        """The amendments that a clause takes in: those that touch it, and those that touch what is joined to it now."""
        sources = self._sources(clause)
        own, joined = dict[str, None](), dict[str, None]()
        for operation, origin in self.adoption.operations:
            touched = clauses_touched([operation])
            if clause in touched:
                own.update(dict.fromkeys(origin.amendments))
            elif not touched.isdisjoint(sources):
                joined.update(dict.fromkeys(origin.amendments))
        return tuple({**own, **joined})

    def _new(self, drafted: Drafted) -> Clause:
        """A clause that an amendment adds, or the further part of one that it splits."""
        found = next(a for a in self.chosen if drafted.id in a.added)
        added = found.added[drafted.id]
        others = {x: text for x, text in added.text.items() if x != self.language}
        origin = Origin((found.id,), (found.by,), self.decisions.get(found.id, ""))
        spans: dict[Language, tuple[Span, ...]] = {x: (Span(len(text), origin),) for x, text in others.items()}
        text = {self.language: drafted.text, **others}
        spans[self.language] = drafted.provenance()
        taken = tuple(dict.fromkeys((found.id, *self._taken(drafted.id))))
        version = Version(1, text, (), self.seq, found.by, found.id, taken, spans)
        return Clause(
            drafted.id, added.kind, added.title, found.by, added.basis, (version,), seq=self.seq, amendment=found.id
        )

    def _changed(self, drafted: Drafted) -> Clause:
        clause = self.part.clauses[drafted.id]
        now = clause.current
        ids = self._taken(drafted.id)
        takers = [a for a in self.chosen if a.id in ids]
        text, spans, stale = {self.language: drafted.text}, {self.language: drafted.provenance()}, []
        for language in sorted({*now.text, *(x for a in takers for x in a.text)} - {self.language}):
            found = self._translation(clause, takers, language)
            if found is not None:
                text[language], spans[language] = found
            elif language in now.text:
                text[language], spans[language] = now.text[language], now.spans.get(language, ())
                stale.append(language)
        ordered = {x: text[x] for x in (*now.text, *text) if x in text}
        first = self.part.amendments[ids[0]]
        version = Version(now.number + 1, ordered, tuple(stale), self.seq, first.by, first.id, ids, _stated(spans))
        return replace(clause, versions=(*clause.versions, version))

    def _translation(
        self, clause: Clause, takers: Sequence[Amendment], language: Language
    ) -> tuple[str, tuple[Span, ...]] | None:
        """The text in a language beside the authoritative one; None where somebody must renew it."""
        operations = [o for a in takers for o in a.operations if clause.id in clauses_touched([o])]
        now = clause.current
        held = self._sources(clause.id)
        if len(held) > 1:
            changed = any(self.adoption.passages[c].changes for c in held)
            return None if changed else self._joined(held, language)
        takers = [a for a in takers if any(isinstance(o, Reword) and o.clause == clause.id for o in a.operations)]
        if any(isinstance(o, Split) for o in operations) or any(language not in a.text for a in takers):
            return None
        base = Drafted(clause.id, now.text.get(language, ""), now.number, now.spans.get(language, ()))
        if len(takers) == 1:
            taken = takers[0]
            origin = Origin((taken.id,), (taken.by,), self.decisions.get(taken.id, ""))
            brought = taken.spans.get(language, ())
            return taken.text[language], trace_text(base.text, base.spans, taken.text[language], origin, brought)
        asked = [
            Asked(a.id, (a.by,), reword_as(base, a.text[language], a.spans.get(language, ())), a.seq)
            for a in takers
            if a.text[language] != base.text
        ]
        decided = {a: d for a, d in self.decisions.items() if d}
        try:
            made = adopt(Draft((base,)), asked, decisions=decided).draft.clauses[0]
        except DraftingError:
            return None
        return made.text, made.spans

    def _joined(self, held: Sequence[str], language: Language) -> tuple[str, tuple[Span, ...]] | None:
        pieces: list[tuple[str, tuple[Span, ...]]] = []
        for clause in held:
            now = self.part.clauses[clause].current
            if language not in now.text or language in now.stale:
                return None
            text = now.text[language]
            pieces.append((text, now.spans.get(language) or (Span(len(text), Origin()),)))
        blank = (Span(1, Origin()),)
        spans = [s for n, (_, found) in enumerate(pieces) for s in (*(blank if n else ()), *found)]
        return " ".join(text for text, _ in pieces), tuple(spans)

    def _translated(self, clause: Clause, amendment: Amendment) -> Clause:
        """A new version of which only translations differ."""
        origin = Origin((amendment.id,), (amendment.by,), self.decisions.get(amendment.id, ""))
        made = _reworded(clause.current, amendment.text, origin, self.seq, amendment.by)
        version = replace(made, amendment=amendment.id, amendments=(amendment.id,))
        return replace(clause, versions=(*clause.versions, version))
