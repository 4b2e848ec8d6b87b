"""The amendments of an assembly as an `AmendedDraft`: those that are open, those to one clause, those of a voting list.

Read from the state alone. Names are those that the caller may show, by default the public ones; whoever has none stands
as what they are in the assembly. Clauses are drafted in the charter's authoritative language; readers of another one
get beside it the titles and texts that there are in theirs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hamgara.assembly.act import SECRETARIAT
from hamgara.assembly.clauses import Amendment, Clause, Clauses, Version, VotingList
from hamgara.assembly.drafts import (
    asked_of,
    draft_of,
    list_votes,
    standing_amendments,
    texts_under,
    voting_list_of,
    wording_of,
)
from hamgara.assembly.state import State
from hamgara.assembly.voting_lists import fallen_of, votes_of
from hamgara.dates import Language, format_number
from hamgara.documents.amended_draft import AmendedDraft
from hamgara.documents.counts.election import Names, public_names
from hamgara.documents.formats import DRAFTING_FORMATS, languages_of
from hamgara.documents.labels import LABELS
from hamgara.documents.labels_drafting import DRAFTING_LABELS
from hamgara.documents.texts import clean_line
from hamgara.documents.votes import describe_vote, read_vote
from hamgara.drafting import Clause as Drafted
from hamgara.drafting import Draft, Join, Merged, Move, NewClause, merge
from hamgara.drafting import VotingList as Votes

__all__ = [
    "build_amended",
    "build_amended_of",
    "build_voting_list",
    "drafted_at",
    "drafting_files",
    "write_drafting",
]


def build_amended(state: State, *, language: Language, clause: str = "", names: Names | None = None) -> AmendedDraft:
    """The draft with the amendments that stand, merged, and the votes on them by the charter's rule.

    With `clause` only that clause and what the amendments to it touch. Raises KeyError where the draft has no such
    clause.
    """
    if not clause:
        merged, listed = voting_list_of(state)
        title = DRAFTING_LABELS[language].whole_draft
    else:
        merged = _merge_alone(state, clause)
        listed = list_votes(state, merged, (), ())
        title = _said(state.clauses.clauses[clause].title, language)
    ids = [a.id for a in standing_amendments(state.clauses, (clause,) if clause else None)]
    return _build(state, language, title, state.at, merged, listed, ids, names)


def build_voting_list(state: State, key: str, *, language: Language, names: Names | None = None) -> AmendedDraft:
    """The draft as it was when a voting list was drawn up, with the amendments and votes on it, and how each ended.

    Raises KeyError where there is no such list, or where it was called off: its amendments went on since.
    """
    part = state.clauses
    found = part.lists[key]
    if found.status == "withdrawn":
        raise KeyError(f"list {key}: it was called off, so nothing is voted on by it")
    draft = drafted_at(part, state.charter.authoritative, _versions_at(part, found))
    merged = merge(draft, [asked_of(part.amendments[a]) for a in found.amendments])
    listed = votes_of(found)
    title = DRAFTING_LABELS[language].whole_draft
    results = _results(state, found, language)
    return _build(state, language, title, found.at, merged, listed, found.amendments, names, results)


def build_amended_of(
    state: State, *, language: Language, clause: str = "", voting_list: str = "", names: Names | None = None
) -> AmendedDraft:
    """The one of a voting list where one is named, else that of the draft or of a clause. Raises as these do."""
    if voting_list:
        return build_voting_list(state, voting_list, language=language, names=names)
    return build_amended(state, language=language, clause=clause, names=names)


def write_drafting(made: Mapping[Language, AmendedDraft], kind: str, languages: str, form: str) -> bytes:
    """One document about amendments: `kind` of `DRAFTING_FORMATS`, `languages` of `languages_of(kind)`.

    Raises KeyError for an unknown kind, language or format.
    """
    views = [made[language] for language in languages_of(kind)[languages]]
    return DRAFTING_FORMATS[kind][form].write(views[0] if len(views) == 1 else (views[0], views[1]))


def drafting_files(state: State, *, clause: str = "", voting_list: str = "") -> Iterator[tuple[str, bytes]]:
    """All documents about the amendments of the draft, a clause or a voting list, by the names of the files, with
    public names. Raises as `build_amended` and `build_voting_list` do, and PdfError.
    """
    stem = f"list-{voting_list}" if voting_list else f"clause-{clause}" if clause else "draft"
    spoken: tuple[Language, ...] = ("fa", "en")
    made = {x: build_amended_of(state, language=x, clause=clause, voting_list=voting_list) for x in spoken}
    for kind, table in DRAFTING_FORMATS.items():
        for languages in languages_of(kind):
            for form in table:
                yield f"{stem}.{kind}.{languages}.{form}", write_drafting(made, kind, languages, form)


def drafted_at(part: Clauses, language: Language, versions: Mapping[str, int]) -> Draft:
    """Those clauses in those versions as the engine sees them, in that order.

    Raises KeyError for a clause or a version that there is not.
    """
    made = []
    for id, number in versions.items():
        held = part.clauses[id].versions
        if not 1 <= number <= len(held):
            raise KeyError(f"clause {id}: it has {len(held)} versions, not one numbered {number}")
        text, spans = wording_of(held[number - 1], language)
        made.append(Drafted(id, text, number, spans))
    return Draft(tuple(made))


def _merge_alone(state: State, clause: str) -> Merged:
    """The amendments to one clause against a draft of it and of what else they touch."""
    whole = draft_of(state.clauses, state.charter.authoritative)
    if clause not in whole.by_id:
        raise KeyError(f"clause {clause}: the draft has none of that id")
    standing = standing_amendments(state.clauses, (clause,))
    kept = {clause}
    for amendment in standing:
        for operation in amendment.operations:
            if isinstance(operation, Join):
                kept.add(operation.second)
            elif isinstance(operation, Move | NewClause):
                kept.add(operation.after)
    return merge(Draft(tuple(c for c in whole.clauses if c.id in kept)), [asked_of(a) for a in standing])


def _versions_at(part: Clauses, found: VotingList) -> dict[str, int]:
    """The clauses of a list's draft with the versions that they had when it was drawn up."""
    return {id: _version_at(part.clauses[id], found.seq).number for id in found.order}


def _version_at(clause: Clause, seq: int) -> Version:
    return next(v for v in reversed(clause.versions) if v.seq <= seq)


def _results(state: State, found: VotingList, language: Language) -> dict[str, str]:
    """How each vote ended, by its first amendment; what is still to come is left out."""
    label, common = DRAFTING_LABELS[language], LABELS[language]
    numbers = {v.amendments[0]: n for n, v in enumerate(found.votes, 1)}
    firsts = {decision: first for first, decision in found.results.items()}
    fallen = fallen_of(state, found)
    said = {}
    for first in numbers:
        decision = found.results.get(first, "")
        vote = read_vote(state, decision)
        if vote is not None:
            ended = label.adopted if vote.adopted else label.rejected
            said[first] = f"{ended}{common.colon}{describe_vote(vote, language)}"
        elif first in fallen:
            by = numbers[firsts[fallen[first]]]
            said[first] = label.fallen.format(vote=label.vote.format(number=format_number(by, language)))
    return said


def _build(
    state: State,
    language: Language,
    title: str,
    dated: str,
    merged: Merged,
    listed: Votes,
    ids: Sequence[str],
    names: Names | None,
    results: Mapping[str, str] | None = None,
) -> AmendedDraft:
    part, texts_in = state.clauses, state.charter.authoritative
    shown = public_names(state) if names is None else names
    found = [part.amendments[a] for a in ids]
    titles = {id: clause.title for id, clause in part.clauses.items() if id in merged.base.by_id}
    titles |= {id: added.title for a in found for id, added in a.added.items()}
    return AmendedDraft(
        language=language,
        title=title,
        whose=_said(state.convening.names, language),
        dated=dated,
        merged=merged,
        headings={id: _said(texts, texts_in) for id, texts in titles.items()},
        names={a.by: _name(state, a.by, language, shown) for a in found},
        times={a.id: a.at for a in found},
        reasons={a.id: _said(a.reason, language) for a in found if a.reason},
        listed=listed,
        timezone=state.convening.timezone,
        text_language=texts_in,
        own_headings={
            id: clean_line(said[language]) for id, said in titles.items() if language in said and language != texts_in
        },
        own_texts=_own_texts(part, merged.base, language, texts_in),
        translations={a.id: t for a in found if (t := _translation(part, a, language, texts_in)) is not None},
        results=results or {},
    )


def _own_texts(part: Clauses, base: Draft, language: Language, texts_in: Language) -> dict[str, str]:
    """The clauses in the reader's language, where that is not the authoritative one."""
    if language == texts_in:
        return {}
    found = {c.id: part.clauses[c.id].versions[c.version - 1].text.get(language, "") for c in base.clauses}
    return {id: text for id, text in found.items() if text}


def _said(texts: Mapping[Language, str], language: Language) -> str:
    """The text in that language, or in the one there is."""
    return texts[language] if language in texts else next((texts[x] for x in sorted(texts)), "")


def _translation(part: Clauses, amendment: Amendment, language: Language, texts_in: Language) -> tuple[str, str] | None:
    """What an amendment makes of which text in the reader's language, where that is not the authoritative one."""
    if language == texts_in or language not in amendment.text:
        return None
    old, new = texts_under(part, amendment).get(language, ""), amendment.text[language]
    return (old, new) if old != new else None


def _name(state: State, who: str, language: Language, names: Names) -> str:
    label = DRAFTING_LABELS[language]
    if names.get(who):
        return clean_line(_said(names[who], language))
    participant = state.membership.participants.get(who)
    if who == SECRETARIAT or participant is None:
        return label.secretariat if who == SECRETARIAT else who
    if participant.kind == "delegate":
        organisation = names.get(participant.organisation, {})
        return label.delegate.format(organisation=clean_line(_said(organisation, language)) or participant.organisation)
    return (label.organisation if participant.kind == "organisation" else label.independent).format(id=who)
