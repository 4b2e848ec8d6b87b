"""Drafts with real tracked changes: for every amendment its author and date, for every collision its alternatives.

What merges stands in the text, as changes that a word processor accepts or rejects one by one. What collides cannot
stand there together; its alternatives are set out after the text, and a note at the clause says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import count

from hamgara.dates import Language
from hamgara.documents.amended_draft import AmendedDraft, touched_by
from hamgara.documents.docx.amended import lay_in
from hamgara.documents.docx.elements import Element, paragraph, runs, w
from hamgara.documents.docx.errors import DocxError
from hamgara.documents.docx.pages import bind
from hamgara.documents.docx.reading import CLAUSE_PROPERTY, KNOWN_PROPERTY, MARK, SECTION, Known, known_property
from hamgara.documents.docx.revisions import Paragraph, Piece, Revision
from hamgara.documents.docx.sheets import mark_up_runs
from hamgara.documents.labels import LABELS
from hamgara.documents.labels_drafting import DRAFTING_LABELS
from hamgara.documents.marking import mark_difference
from hamgara.drafting import Contest, Merged, Origin, adopt

__all__ = ["write_tracked"]

#: What XML 1.0 cannot hold, and the carriage return, which word processors take for a line break.
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
#: The longest name that a revision may bear (ECMA-376 part 1, section 22.9.2.13, as Word reads it).
_LONGEST_NAME = 255


def write_tracked(tracked: AmendedDraft) -> bytes:
    """The DOCX file. Taking all changes gives the text of `merged.draft`, refusing all that of `merged.base`.

    Raises DocxError (`characters`) for a character that such a file cannot hold.
    """
    return _Writer(tracked).write()


class _Writer:
    def __init__(self, tracked: AmendedDraft) -> None:
        self.tracked = tracked
        self.language: Language = tracked.language
        self.texts: Language = tracked.texts_in
        self.label = DRAFTING_LABELS[tracked.language]
        self.numbers = count(1)
        self.marks: dict[str, int] = {}
        self.signed: dict[tuple[str, ...], Revision] = {}
        self.noted: dict[str, Contest] = {}

    def write(self) -> bytes:
        """The whole file."""
        tracked, merged = self.tracked, self.tracked.merged
        for clause in (*merged.base.clauses, *merged.draft.clauses):
            _check(clause.text, f"clause {clause.id}")
        standing = [a for a in merged.everyone if any(a.id in ids for ids in self._standing())]
        laid = lay_in(merged.base, standing, sign=self._sign, headings=tracked.headings, untitled=self.label.new_clause)
        self.noted.update((c, contest) for contest in reversed(merged.contests) for c in _clauses(contest, merged))
        body = [
            paragraph(runs(tracked.whose, self.language), self.language, "Whose"),
            paragraph(runs(tracked.title, self.language), self.language, "Title"),
            paragraph(runs(self.label.tracked_how, self.language), self.language, "Line"),
            *(element for one in laid for element in self._paragraph(one)),
            *self._contests(),
            # The last mark of a file cannot be taken away, that of a clause can.
            self._section(self.label.tracked_end),
            paragraph(runs(self.label.tracked_return, self.language), self.language, "Soft"),
        ]
        return bind(
            body,
            title=tracked.title,
            whose=tracked.whose,
            dated=tracked.dated,
            languages=(self.language,),
            properties=self._properties(),
        )

    def _standing(self) -> list[tuple[str, ...]]:
        merged = self.tracked.merged
        return [merged.same.get(id, (id,)) for id in merged.uncontested]

    def _sign(self, origin: Origin) -> Revision:
        """The names and the time of an origin; two that would look the same are told apart by a number."""
        if origin.amendments not in self.signed:
            who = self.tracked.name(origin.by) or "–"
            when = self.tracked.times.get(origin.amendments[0], self.tracked.dated)
            taken = set(self.signed.values())
            for number in count(1):
                suffix = "" if number == 1 else f" ({number})"
                found = Revision(who[: _LONGEST_NAME - len(suffix)] + suffix, when)
                if found not in taken:
                    break
            self.signed[origin.amendments] = found
        return self.signed[origin.amendments]

    def _properties(self) -> dict[str, str]:
        merged = self.tracked.merged
        found = {}
        for id, number in self.marks.items():
            clause = merged.base.by_id.get(id)
            place = merged.base.order.index(id) + 1 if clause else 0
            found[f"{CLAUSE_PROPERTY}{number}"] = f"{id} {clause.version if clause else 0} {place}"
        same = {id: first for first, group in merged.same.items() for id in group}
        by_id = {a.id: a for a in merged.amendments}
        numbers = count(1)
        for ids, revision in self.signed.items():
            firsts = dict.fromkeys(same.get(id, id) for id in ids)
            for id in (id for id in firsts if id in by_id):
                known = Known(id, by_id[id].at, by_id[id].by)
                found[f"{KNOWN_PROPERTY}{next(numbers)}"] = known_property(revision, known)
        return found

    def _revision(self, tag: str, revision: Revision, *children: Element, **more: str) -> Element:
        return w(tag, *children, id=str(next(self.numbers)), author=revision.who, date=revision.when, **more)

    def _paragraph(self, one: Paragraph) -> Iterator[Element]:
        marks = []
        if one.added:
            marks.append(self._revision("moveTo" if one.moved and not one.gone else "ins", one.added))
        if one.gone:
            marks.append(self._revision("moveFrom" if one.moved and not one.added else "del", one.gone))
        content: list[Element] = []
        if one.heading and one.clause:
            self.marks[one.clause] = len(self.marks) + 1
            number = str(next(self.numbers))
            mark = f"{MARK}{self.marks[one.clause]}"
            content += [w("bookmarkStart", id=number, name=mark), w("bookmarkEnd", id=number)]
        for piece in one.pieces:
            content += self._piece(piece)
        style = "ClauseHeading" if one.heading else "Clause"
        yield paragraph(content, self.texts, style, mark=w("rPr", *marks) if marks else None)
        if one.heading and one.clause in self.noted and not (one.added or one.gone):
            said = self.label.collides.format(
                names=LABELS[self.language].semicolon.join(self._names(self.noted[one.clause]))
            )
            yield paragraph(runs(said, self.language), self.language, "ClauseNote")

    def _piece(self, piece: Piece) -> Iterator[Element]:
        made = list(runs(piece.text, self.texts, tag="delText" if piece.gone else "t", verbatim=True))
        if piece.gone and piece.moved and not piece.added:
            made = [self._revision("moveFrom", piece.gone, *_spoken(made))]
        elif piece.gone:
            made = [self._revision("del", piece.gone, *made)]
        if piece.added:
            made = [self._revision("moveTo" if piece.moved else "ins", piece.added, *made)]
        yield from made

    def _section(self, text: str) -> Element:
        number = str(next(self.numbers))
        mark = [w("bookmarkStart", id=number, name=f"{SECTION}{number}"), w("bookmarkEnd", id=number)]
        return paragraph([*mark, *runs(text, self.language)], self.language, "Heading1")

    def _names(self, contest: Contest) -> Iterator[str]:
        for id in contest.amendments:
            yield self.tracked.name(self.tracked.merged.amendment(id).by)

    def _contests(self) -> Iterator[Element]:
        """The alternatives of what collides: what each would take away struck through, what it would bring
        underlined, as plain type that accepting and rejecting do not touch.
        """
        merged = self.tracked.merged
        if not merged.contests:
            return
        yield self._section(self.label.contests)
        yield paragraph(runs(self.label.contests_how, self.language), self.language, "Soft")
        for contest in merged.contests:
            for id, names in zip(contest.amendments, self._names(contest), strict=True):
                amendment = merged.amendment(id)
                yield paragraph(runs(names, self.language), self.language, "Heading2")
                draft = adopt(merged.base, [amendment]).draft
                for clause in touched_by(amendment):
                    base, after = merged.base.by_id.get(clause), draft.by_id.get(clause)
                    heading = self.tracked.headings.get(clause, self.label.new_clause)
                    yield paragraph(runs(heading, self.texts, style="Detail"), self.texts, "Line")
                    for marked in mark_difference(base.text if base else "", after.text if after else ""):
                        yield paragraph(list(mark_up_runs(marked, self.texts)), self.texts, "Alternative")


def _spoken(made: Sequence[Element]) -> list[Element]:
    """Runs that moved away keep their text as text (ECMA-376 part 1, section 17.13.5.22)."""
    for one in made:
        for text in one.iter(w("delText").tag):
            text.tag = w("t").tag
    return list(made)


def _clauses(contest: Contest, merged: Merged) -> Iterator[str]:
    for id in contest.amendments:
        yield from touched_by(merged.amendment(id))


def _check(text: str, where: str) -> None:
    found = _UNWRITABLE.search(text)
    if found:
        sentence = f"the character U+{ord(found[0]):04X} cannot stand in a DOCX file"
        raise DocxError("characters", f"{where}, character {found.start()}", sentence)
