"""A draft that comes back from a word processor, as the amendments that it asks for in the assembly.

Each is the data of an act `amendment.proposed`, in the name of nobody yet: who proposes it confirms the author that the
file states. What was written on an earlier version is carried to the present one, or said to be out of date with all
that was written. Ids follow from the file and from who brings it, so that the same file twice is the same amendments.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from hamgara.assembly.drafts import base_of, draft_of, wording_of
from hamgara.assembly.state import State
from hamgara.dates import Language
from hamgara.documents.assembly_draft import drafted_at
from hamgara.documents.docx.errors import DocxError
from hamgara.documents.docx.guard import open_package
from hamgara.documents.docx.reading import read_package
from hamgara.documents.docx.recognition import Candidate, recognise
from hamgara.documents.docx.returned import Grouping, ReturnedAmendment, return_amendments
from hamgara.documents.labels_drafting import DRAFTING_LABELS
from hamgara.drafting import (
    Amendment,
    Change,
    Clause,
    Draft,
    DraftingError,
    Join,
    Move,
    NewClause,
    Operation,
    Reason,
    Reword,
    Split,
    Strike,
    adopt,
    rebase,
    replace_words,
)

__all__ = ["Proposal", "ReturnedDraft", "Standing", "name_author", "read_proposals"]

#: `new` can be proposed; `carried` too, against the present version; `stale` is out of date, and `reasons` say why;
#: `contained`: the text says so by now; `known`: it is proposed already; `altered`: it is, and was changed in the file;
#: `unfit` cannot be proposed as one act, for what it amends is not one amendment, or nothing stands before it.
Standing = Literal["new", "carried", "stale", "contained", "known", "altered", "unfit"]
_MOST_OPERATIONS = 20


@dataclass(frozen=True)
class Proposal:
    """An amendment to one clause as it stands in the file: by whom and when, as stated there, and the texts before and
    after in the authoritative language. `data` is that of the act; empty where it cannot be proposed.
    """

    id: str
    clause: str
    author: str
    when: str
    tracked: bool
    standing: Standing
    old: str
    new: str
    version: int
    to: str = ""
    operations: tuple[Operation, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def ready(self) -> bool:
        """Whether it can be proposed."""
        return bool(self.data)


@dataclass(frozen=True)
class ReturnedDraft:
    """What a file asks for, the amendments to others last; what in it was not read, by part and line; whether its
    clauses were known by marks or, for want of these, by their text.
    """

    proposals: tuple[Proposal, ...]
    unread: tuple[str, ...]
    marked: bool


def read_proposals(state: State, data: bytes, *, by: str = "", group: Grouping = "clause") -> ReturnedDraft:
    """The amendments in a DOCX file, one for each author and clause, or for each change (`group`).

    Raises DocxError for a file that is refused, that has no clause of this assembly (`no-clauses`), or that was made
    from versions that it does not have (`other-version`).
    """
    package = open_package(data)
    reading = read_package(package)
    # Some word processors drop marks, or what the file says of its versions; then the text has to tell.
    marked = bool(reading.versions) and any(p is not None and p.clause for p in reading.paragraphs)
    if not marked:
        reading = recognise(read_package(package, tables=True), _candidates(state))
    try:
        draft = drafted_at(state.clauses, state.charter.authoritative, reading.versions)
    except KeyError as error:
        raise DocxError("other-version", str(error.args[0])[:80], "the assembly has no such version") from error
    returned = return_amendments(reading, draft, group=group)
    reader = _Reader(state, draft, hashlib.sha256(data).hexdigest() + by)
    proposals = [p for one in returned.amendments for p in reader.proposals(one)]
    return ReturnedDraft(tuple(sorted(proposals, key=lambda p: bool(p.to))), returned.unread, marked)


def name_author(state: State, name: str) -> dict[Language, str]:
    """The reason of an act that names the author whom the file states, in the charter's languages."""
    return {x: DRAFTING_LABELS[x].stated_author.format(name=name) for x in state.charter.languages}


def _candidates(state: State) -> list[Candidate]:
    language = state.charter.authoritative
    return [
        Candidate(c.id, tuple(c.title.values()), tuple(wording_of(v, language)[0] for v in c.versions))
        for c in state.clauses.pending()
    ]


class _Reader:
    def __init__(self, state: State, draft: Draft, seed: str) -> None:
        self.state, self.part, self.language = state, state.clauses, state.charter.authoritative
        self.draft, self.seed = draft, seed
        now = draft_of(self.part, self.language)
        self.now = Draft(tuple(c for c in now.clauses if c.id in draft.by_id))
        #: Amendments of this file by the ids that they have in it, for what amends them.
        self.made: dict[str, list[tuple[ReturnedAmendment, Proposal]]] = {}

    def proposals(self, one: ReturnedAmendment) -> Iterator[Proposal]:
        """One for each clause that it amends."""
        base = self._base(one.amendment)
        buckets: dict[str, list[Operation]] = {}
        for operation in one.amendment.operations:
            buckets.setdefault(self._target(operation, base), []).append(operation)
        for clause, operations in buckets.items():
            # Several added clauses stand one after the other: each is an amendment of its own.
            apart = [[o] for o in operations if isinstance(o, NewClause)]
            rest = [o for o in operations if not isinstance(o, NewClause)]
            for group in ([rest] if rest else []) + apart:
                yield self._proposal(one, base, clause, tuple(group))

    def _base(self, amendment: Amendment) -> Draft:
        """The draft on which an amendment stands."""
        if not amendment.to:
            return self.draft
        if amendment.to in self.part.amendments:
            return base_of(self.part, self.draft, amendment.to)
        parents = [p.amendment for p, _ in self.made.get(amendment.to, ())]
        return adopt(self.draft, parents).draft if parents else self.draft

    def _target(self, operation: Operation, base: Draft) -> str:
        """The clause to which the act would be; "" where there is none."""
        if not isinstance(operation, NewClause):
            return operation.clause
        after = operation.after
        added = {o.id: o.after for o in self._added if isinstance(o, NewClause)}
        while after and after not in base.by_id:
            after = added.get(after, "")
        return after

    @property
    def _added(self) -> Sequence[Operation]:
        return [o for rows in self.made.values() for p, _ in rows for o in p.amendment.operations]

    def _proposal(
        self, one: ReturnedAmendment, base: Draft, clause: str, operations: tuple[Operation, ...]
    ) -> Proposal:
        said = f"{one.amendment.to} {one.author} {clause} {operations!r}"
        id = self._new_id("a", said)
        ids = {o.id: self._new_id("c", said + o.id) for o in operations if isinstance(o, NewClause | Split)}
        operations = tuple(_renamed(operation, ids, clause) for operation in operations)
        if _empties(base, operations, clause):
            operations = (Strike(clause, base.clause(clause).version),)
        asked = Amendment(id, one.amendment.by, operations)
        held = base.by_id.get(clause)
        made = Proposal(
            id=id,
            clause=clause,
            author=one.author,
            when=one.when,
            tracked=one.tracked,
            standing="unfit",
            old=held.text if held is not None else "",
            new=_text_after(base, asked, clause),
            version=held.version if held is not None else 0,
            operations=operations,
            titles={ids[old]: title for old, title in one.titles.items() if old in ids},
        )
        made = self._settled(one, made, base, asked)
        self.made.setdefault(one.amendment.id, []).append((one, made))
        self.made.setdefault(f"by-{one.author}", []).append((one, made))
        return made

    def _new_id(self, kind: str, said: str) -> str:
        return kind + hashlib.sha256(f"{self.seed} {said}".encode()).hexdigest()[:8]

    def _settled(self, one: ReturnedAmendment, made: Proposal, base: Draft, asked: Amendment) -> Proposal:
        """The proposal with how it stands and the data of its act."""
        known = self.part.amendments.get(one.amendment.id) if one.stated else None
        if known is not None:
            same = made.new == known.text.get(self.language, made.new)
            return replace(made, id=known.id, standing="known" if same else "altered")
        if made.id in self.part.amendments:
            return replace(made, standing="known")
        if made.clause not in self.part.clauses:
            return made
        if one.amendment.to:
            return self._below(one.amendment.to, made, base)
        if self.part.clauses[made.clause].current.number == made.version and self._is_present(asked):
            return self._ready(made, self.now, asked, "new")
        try:
            rebased = rebase(asked, self.draft, self.now)
        except DraftingError:
            return replace(made, standing="stale")
        if rebased.amendment is not None:
            old = self.now.clause(made.clause)
            new = _text_after(self.now, rebased.amendment, made.clause)
            carried = replace(made, old=old.text, new=new, version=old.version, operations=rebased.amendment.operations)
            return self._ready(carried, self.now, rebased.amendment, "carried")
        return replace(made, standing="stale" if rebased.reasons else "contained", reasons=rebased.reasons)

    def _is_present(self, asked: Amendment) -> bool:
        """Whether every clause that it names stands in the present draft in the version that it names."""
        named = {getattr(o, part, "") for o in asked.operations for part in ("clause", "second", "after")}
        return all(self.now.by_id.get(c) == self.draft.by_id.get(c) for c in named - {""})

    def _below(self, to: str, made: Proposal, base: Draft) -> Proposal:
        """An amendment to an amendment: to one that is proposed, or to one of this file that will be."""
        parent = self.part.amendments.get(to)
        asked = Amendment(made.id, (), made.operations)
        if parent is not None:
            if parent.status != "proposed" or self.part.outdated(parent) or not self._is_present(asked):
                return replace(made, standing="stale", to=to)
            return self._ready(replace(made, to=to), base, asked, "new", {"to": to, "on": parent.revision})
        found = [p for _, p in self.made.get(to, ()) if p.clause == made.clause and p.ready]
        if len(found) != 1 or found[0].standing != "new":
            return made
        return self._ready(replace(made, to=found[0].id), base, asked, "new", {"to": found[0].id, "on": 1})

    def _ready(
        self, made: Proposal, base: Draft, asked: Amendment, standing: Standing, below: Mapping[str, Any] | None = None
    ) -> Proposal:
        held = base.by_id[made.clause]
        version = self.part.clauses[made.clause].current.number
        data = {"id": made.id, "clause": made.clause, "version": version, **(below or {})}
        listed = list(self._operations(asked, held, made))
        if all(isinstance(o, Reword) for o in asked.operations) and not _gives(base, asked, listed, held, made.new):
            return replace(made, standing=standing, data={**data, "text": {self.language: made.new}})
        return replace(made, standing=standing, data={**data, "operations": listed})

    def _operations(self, asked: Amendment, held: Clause, made: Proposal) -> Iterator[dict[str, Any]]:
        for operation in asked.operations:
            match operation:
                case Reword():
                    for change in operation.changes:
                        yield _replaced(change)
                case Split():
                    title = self._title(made, operation.id)
                    yield {"do": "split", "at": operation.at + operation.skip, "id": operation.id, "title": title}
                case Join():
                    yield {"do": "join", "second": operation.second, "second_version": operation.second_version}
                case Strike():
                    yield {"do": "strike"}
                case Move():
                    yield {"do": "move"} | ({"after": operation.after} if operation.after else {})
                case NewClause():
                    title = self._title(made, operation.id)
                    text = {self.language: operation.text}
                    yield {"do": "add", "id": operation.id, "title": title, "text": text}

    def _title(self, made: Proposal, id: str) -> dict[Language, str]:
        said = made.titles.get(id, "")[:200].strip()
        return {self.language: said or DRAFTING_LABELS[self.language].new_clause}


def _empties(base: Draft, operations: Sequence[Operation], clause: str) -> bool:
    """Whether nothing of a clause would be left but its heading: who takes all its words away wants it struck."""
    if clause not in base.by_id or not all(isinstance(o, Reword) for o in operations):
        return False
    after = adopt(base, [Amendment("x", (), tuple(operations))]).draft.by_id.get(clause)
    return after is not None and not after.text.strip()


def _renamed(operation: Operation, ids: Mapping[str, str], clause: str) -> Operation:
    """The operation as an act has it, with the ids under which what it adds will be in the record."""
    if isinstance(operation, NewClause):
        return replace(operation, id=ids[operation.id], after=clause)
    if isinstance(operation, Join):
        # An act joins two clauses by a blank.
        return replace(operation, between=" ")
    return replace(operation, id=ids[operation.id]) if isinstance(operation, Split) else operation


def _replaced(change: Change) -> dict[str, Any]:
    words, said = change.words, ""
    for n, word in enumerate(words):
        said += word + (change.gaps[n + 1] if n + 1 < len(words) else "")
    return {"do": "replace", "start": change.start, "end": change.end} | ({"text": said} if said else {})


def _text_after(base: Draft, asked: Amendment, clause: str) -> str:
    try:
        found = adopt(base, [asked]).draft.by_id.get(clause)
    except DraftingError:
        return ""
    return found.text if found is not None else ""


def _gives(base: Draft, asked: Amendment, listed: Sequence[Mapping[str, Any]], held: Clause, wanted: str) -> bool:
    """Whether replacing words by position gives the very text; else the act has to state the whole."""
    if not listed or len(listed) > _MOST_OPERATIONS:
        return False
    try:
        changes = [
            change for o in listed for change in replace_words(held, o["start"], o["end"], o.get("text", "")).changes
        ]
        whole = Reword(held.id, held.version, tuple(sorted(changes, key=lambda c: (c.start, c.end))))
        return _text_after(base, replace(asked, operations=(whole,)), held.id) == wanted
    except DraftingError:
        return False
