"""A draft with its amendments as one reader sees it: what the engine of drafting decided, with names and headings.

The engine knows clauses, authors and amendments by their ids; this view adds what readers call them. Every document
about amendments is made from it: the draft with tracked changes, the list of amendments, the voting list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from hamgara.dates import Language, format_number
from hamgara.documents.labels import LABELS
from hamgara.drafting import Amendment, Draft, LeftOut, Merged, VotingList, merge, merged_view, voting_list

__all__ = ["AmendedDraft", "touched_by"]


@dataclass(frozen=True)
class AmendedDraft:
    """A draft in the language `text_language` with its amendments, for readers of `language`.

    `headings` name the clauses by id; `names` the authors by id (an author without one stands by the id); `times` say
    when each amendment was proposed and `dated` is the time that the document bears, in UTC (RFC 3339); `timezone` is
    whose clock readers see. `reasons` are what authors give for their amendments. `listed` is the proposed order, by
    default the engine's. Where readers have another language than the texts, `own_headings` and `own_texts` are
    titles and texts of clauses in theirs, and `translations` the texts in theirs before and after each amendment that
    says so. `results` tell how votes ended, by the first amendment of each.
    """

    language: Language
    title: str
    whose: str
    dated: str
    merged: Merged
    headings: Mapping[str, str]
    names: Mapping[str, str] = field(default_factory=dict)
    times: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    listed: VotingList | None = None
    timezone: str = "UTC"
    text_language: Language | None = None
    own_headings: Mapping[str, str] = field(default_factory=dict)
    own_texts: Mapping[str, str] = field(default_factory=dict)
    translations: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    results: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        draft: Draft,
        amendments: Sequence[Amendment],
        *,
        language: Language,
        title: str,
        whose: str,
        dated: str,
        headings: Mapping[str, str],
        names: Mapping[str, str] | None = None,
        times: Mapping[str, str] | None = None,
    ) -> AmendedDraft:
        """A draft with amendments that are not merged yet."""
        merged = merge(draft, amendments)
        return cls(language, title, whose, dated, merged, headings, names or {}, times or {})

    @property
    def texts_in(self) -> Language:
        """The language of the clauses' texts."""
        return self.text_language or self.language

    @property
    def order(self) -> VotingList:
        """The proposed order of voting."""
        return self.listed or voting_list(self.merged)

    def levels(self) -> Iterator[tuple[Merged, str]]:
        """The merge, and those of amendments to amendments, each with the id of the amendment that they amend."""
        todo = [(self.merged, "")]
        while todo:
            merged, parent = todo.pop(0)
            yield merged, parent
            todo += [(below, id) for id, below in merged.further.items()]

    def numbers(self) -> dict[str, str]:
        """The number of every amendment by its id, in the order of time, in digits of the language."""
        found = {a.id: a.at for merged, _ in self.levels() for a in merged.everyone}
        left = {out.amendment: 0 for merged, _ in self.levels() for out in merged.left_out}
        ranked = [*sorted(found, key=lambda id: (found[id], id)), *sorted(set(left) - set(found))]
        return {id: format_number(n, self.language) for n, id in enumerate(ranked, 1)}

    def name(self, by: Sequence[str]) -> str:
        """The authors in one line."""
        return LABELS[self.language].comma.join(self.names.get(id, id) for id in by)

    def data(self) -> dict[str, Any]:
        """The whole as values for JSON: the merge as `drafting.merged_view` has it, the votes, who asked and when."""
        order = self.order
        return {
            "language": self.language,
            "text_language": self.texts_in,
            "title": self.title,
            "whose": self.whose,
            "dated": self.dated,
            "headings": dict(self.headings),
            "numbers": self.numbers(),
            "authors": {a.id: [{"id": by, "name": self.name((by,))} for by in a.by] for a in self._everyone()},
            "times": dict(self.times),
            "reasons": dict(self.reasons),
            "translations": {id: {"old": old, "new": new} for id, (old, new) in self.translations.items()},
            "merged": merged_view(self.merged),
            "rule": order.rule,
            "measure": order.measure,
            "votes": [asdict(vote) for vote in order.votes],
            "results": dict(self.results),
            "left_out": [asdict(out) for out in self.left_out()],
        }

    def _everyone(self) -> list[Amendment]:
        return [a for merged, _ in self.levels() for a in merged.everyone]

    def left_out(self) -> list[LeftOut]:
        """The amendments that do not fit, of all levels."""
        return [out for merged, _ in self.levels() for out in merged.left_out]


def touched_by(amendment: Amendment) -> tuple[str, ...]:
    """The clauses that an amendment changes or adds, in its own order."""
    named = [getattr(o, "clause", "") or getattr(o, "id", "") for o in amendment.operations]
    return tuple(dict.fromkeys(filter(None, named)))
