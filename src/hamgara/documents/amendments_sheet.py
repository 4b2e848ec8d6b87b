"""The list of amendments in the proposed order, and the voting list with only what must be voted on, laid out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from hamgara.dates import format_moment, format_number
from hamgara.documents.amended_draft import AmendedDraft, touched_by
from hamgara.documents.labels import LABELS
from hamgara.documents.labels_drafting import DRAFTING_LABELS
from hamgara.documents.marking import mark_difference
from hamgara.documents.occasions import CALENDARS
from hamgara.documents.sheet import Block, Heading, Item, Marked, Masthead, Prose, Roll, Sheet, Side
from hamgara.documents.texts import Wording, clean_line, split_paragraphs
from hamgara.drafting import Amendment, Join, Merged, Move, NewClause, Operation, Split, Strike, Vote, adopt
from hamgara.drafting.merging import clauses_of

__all__ = ["AmendedDrafts", "lay_out_amendments", "lay_out_votes"]

#: An amended draft for readers of one language, or the same for readers of two, that of the leading side first.
AmendedDrafts: TypeAlias = AmendedDraft | tuple[AmendedDraft, AmendedDraft]


def lay_out_amendments(drafts: AmendedDrafts) -> Sheet:
    """The list of amendments, clause by clause, those to one clause in the proposed order of voting.

    Raises ValueError where two sides are not of the same amendments.
    """
    return _sheet(drafts, lambda side, paired: _Writer(side, paired).amendments())


def lay_out_votes(drafts: AmendedDrafts) -> Sheet:
    """The voting list: each vote with what it would change and what falls if it passes. Raises as the list does."""
    return _sheet(drafts, lambda side, paired: _Writer(side, paired).votes())


def _sheet(drafts: AmendedDrafts, write: Callable[[AmendedDraft, bool], Iterator[Block]]) -> Sheet:
    views = drafts if isinstance(drafts, tuple) else (drafts,)
    sides = tuple(Side(view.language, tuple(write(view, len(views) > 1))) for view in views)
    heads = [side.blocks[0] for side in sides]
    return Sheet(
        title=" / ".join(head.title.line for head in heads if isinstance(head, Masthead)),
        whose=" / ".join(head.whose for head in heads if isinstance(head, Masthead)),
        dated=views[0].dated,
        sides=sides,
    )


class _Writer:
    """Readers of another language than that of the texts read these first and then what there is in theirs; side by
    side, where the texts stand on the other side, only that.
    """

    def __init__(self, draft: AmendedDraft, paired: bool) -> None:
        self.draft, self.language, self.paired = draft, draft.language, paired
        self.label, self.common = DRAFTING_LABELS[draft.language], LABELS[draft.language]
        self.numbers = draft.numbers()
        self.listed = draft.order
        self.places = {id: n for n, vote in enumerate(self.listed.votes) for id in vote.amendments}

    def amendments(self) -> Iterator[Block]:
        """Clause by clause: its text, then the amendments to it."""
        yield self._masthead(self.label.amendments, [self.label.amendments_count.format(count=self._count())])
        yield self._soft(self.label.marks)
        merged = self.draft.merged
        for clause in ("", *merged.base.order):
            found = [a for a in merged.amendments if clause in clauses_of(a)]
            if not found:
                continue
            if clause:
                yield self._heading(clause)
                yield from self._text(merged, clause)
            for amendment in sorted(found, key=lambda a: self.places.get(a.id, 0)):
                yield from self._amendment(merged, amendment, clause)
                yield from self._below(merged, amendment)
        yield from self._left_out()

    def votes(self) -> Iterator[Block]:
        """Vote by vote, with consequences."""
        rule = {
            "far-reaching": self.label.order_far_reaching,
            "time": self.label.order_time,
            "chair": self.label.order_chair,
        }[self.listed.rule]
        yield self._masthead(self.label.votes, [rule])
        if not self.listed.votes:
            yield self._soft(self.label.nothing_to_vote)
        for number, vote in enumerate(self.listed.votes, 1):
            yield from self._vote(number, vote)
        yield from self._left_out()

    def _vote(self, number: int, vote: Vote) -> Iterator[Block]:
        title = self.label.vote.format(number=format_number(number, self.language))
        found = {a.id: (merged, a) for merged, _ in self.draft.levels() for a in merged.amendments}
        if vote.contest == 0:
            yield self._title(2, f"{title}{self.common.colon}{self.label.bundle}")
            yield self._soft(self.label.bundle_how)
        else:
            yield self._title(2, title)
        for id in vote.amendments:
            if id in found:
                merged, amendment = found[id]
                for clause in touched_by(amendment):
                    yield from self._amendment(merged, amendment, clause, parent=vote.amends, standing=False)
        said = [self.label.reach.format(count=format_number(vote.reach, self.language))]
        if vote.amends:
            said.append(self.label.amends.format(number=self._numbers([vote.amends])))
        if vote.falls:
            said.append(self.label.falls.format(numbers=self._numbers(vote.falls)))
        if vote.beside:
            said.append(self.label.beside.format(numbers=self._numbers(vote.beside)))
        if vote.amendments[0] in self.draft.results:
            said.append(self.draft.results[vote.amendments[0]])
        yield Roll(tuple(Item(self._said(line)) for line in said))

    def _below(self, merged: Merged, parent: Amendment) -> Iterator[Block]:
        below = merged.further.get(parent.id)
        if below is None:
            return
        for amendment in below.amendments:
            for clause in touched_by(amendment):
                yield from self._amendment(below, amendment, clause, parent=parent.id)
            yield from self._below(below, amendment)

    def _amendment(
        self, merged: Merged, amendment: Amendment, clause: str, *, parent: str = "", standing: bool = True
    ) -> Iterator[Block]:
        """What an amendment asks of one clause ("" for the place before the first), by whom and when."""
        ids = merged.same.get(amendment.id, (amendment.id,))
        title = self.label.amendment.format(number=self._numbers(ids))
        if parent:
            title += f" ({self.label.to_amendment.format(number=self._numbers([parent]))})"
        whose = self.draft.name(amendment.by)
        # In the list the clause stands above.
        yield self._title(3, f"{title} — {whose}" if standing else f"{title} — {whose} — {self._clause(clause)}")
        after = adopt(merged.base, [amendment]).draft
        reworded = False
        for operation in amendment.operations:
            if clause not in self._named(operation):
                continue
            sentence = self._sentence(operation)
            if sentence:
                yield self._prose(sentence)
            if isinstance(operation, NewClause):
                yield self._marked("", operation.text)
            reworded = reworded or not sentence
        old, new = merged.base.by_id.get(clause), after.by_id.get(clause)
        if reworded and old and new:
            yield from self._changed(ids, old.text, new.text)
        reason = " ".join(self.draft.reasons[id] for id in ids if id in self.draft.reasons)
        if reason:
            yield self._prose(self.label.reason + " ".join(split_paragraphs(reason)))
        said = [
            self.label.proposed_at.format(
                date=format_moment(self.draft.times[id], self.draft.timezone, self.language, CALENDARS[self.language])
            )
            for id in ids
            if id in self.draft.times
        ]
        if standing:
            said.append(self._standing(merged, amendment.id))
        if said:
            yield self._soft(self.common.semicolon.join(said))

    def _text(self, merged: Merged, clause: str) -> Iterator[Block]:
        """The clause as it stands."""
        text, own = merged.base.clause(clause).text, self.draft.own_texts.get(clause, "")
        if not (own and self.paired):
            yield Prose(Wording(split_paragraphs(text), self.draft.texts_in))
        if own:
            yield Prose(Wording(split_paragraphs(own), self.language), "body" if self.paired else "soft")

    def _changed(self, ids: Sequence[str], old: str, new: str) -> Iterator[Block]:
        """What an amendment makes of the clause, and what it says in the reader's language."""
        found = dict.fromkeys(self.draft.translations[id] for id in ids if id in self.draft.translations)
        own = [mark_difference(before, after) for before, after in found]
        if not (own and self.paired):
            yield self._marked(old, new)
        if own and not self.paired:
            yield self._soft(self.label.translation)
        if own:
            yield Marked(tuple(p for paragraphs in own for p in paragraphs), self.language)

    def _standing(self, merged: Merged, id: str) -> str:
        met = [c for contest in merged.contests for c in contest.collisions if id in (c.first, c.second)]
        against = {c.second if c.first == id else c.first for c in met if c.excludes}
        beside = {c.second if c.first == id else c.first for c in met if not c.excludes} - against
        said = [self.label.against.format(numbers=self._numbers(sorted(against)))] if against else []
        said += [self.label.beside.format(numbers=self._numbers(sorted(beside)))] if beside else []
        return self.common.semicolon.join(said) or self.label.is_uncontested

    def _named(self, operation: Operation) -> tuple[str, ...]:
        if isinstance(operation, NewClause):
            return operation.after, operation.id
        return (operation.clause, operation.second) if isinstance(operation, Join) else (operation.clause,)

    def _sentence(self, operation: Operation) -> str:
        match operation:
            case Strike():
                return self.label.strike
            case Move(after=""):
                return self.label.move_first
            case Move():
                return self.label.move_after.format(title=self._clause(operation.after))
            case Join():
                return self.label.join.format(title=self._clause(operation.second))
            case Split():
                return self.label.split
            case NewClause():
                return self.label.new_after if operation.after else self.label.new_first
        return ""

    def _left_out(self) -> Iterator[Block]:
        found = self.draft.left_out()
        if not found:
            return
        yield self._title(2, self.label.left_out)
        reasons = {"out-of-date": self.label.out_of_date, "parent-left-out": self.label.parent_out}
        reasons["amendment-unknown"] = self.label.parent_out
        items = [
            Item(
                self._said(self.label.amendment.format(number=self.numbers[out.amendment])),
                reasons.get(out.code, self.label.unfit.format(code=out.code)),
            )
            for out in found
        ]
        yield Roll(tuple(items))

    def _masthead(self, title: str, lines: Sequence[str]) -> Masthead:
        whole = f"{title}{self.common.colon}{self.draft.title}"
        return Masthead(clean_line(self.draft.whose), self._said(clean_line(whole)), tuple(lines))

    def _count(self) -> str:
        return format_number(len(self.numbers), self.language)

    def _numbers(self, ids: Sequence[str]) -> str:
        return self.common.comma.join(self.numbers.get(id, id) for id in ids)

    def _clause(self, id: str) -> str:
        known = self.draft.own_headings.get(id) or self.draft.headings.get(id, self.label.new_clause)
        return clean_line(known)

    def _heading(self, clause: str) -> Heading:
        own = clause in self.draft.own_headings
        return Heading(2, Wording((self._clause(clause),), self.language if own else self.draft.texts_in))

    def _title(self, level: int, text: str) -> Heading:
        return Heading(2 if level == 2 else 3, self._said(clean_line(text)))

    def _marked(self, old: str, new: str) -> Marked:
        return Marked(mark_difference(old, new), self.draft.texts_in)

    def _prose(self, text: str) -> Prose:
        return Prose(self._said(text))

    def _soft(self, text: str) -> Prose:
        return Prose(self._said(text), "soft")

    def _said(self, text: str) -> Wording:
        return Wording((text,), self.language)
