"""Texts, drafts and random amendments for the tests, in Persian and English, from the clauses of the demonstration."""

from __future__ import annotations

import random
from functools import cache

from hamgara.demo.founding.material import read_toml
from hamgara.drafting import (
    Amendment,
    Clause,
    Draft,
    Join,
    Move,
    NewClause,
    Operation,
    Reword,
    Strike,
    changes_between,
    replace_words,
    split,
    split_words,
)

ADDED = {
    "fa": ["آموزگاران،", "و پرستاران", "بی‌هیچ تبعیض", "در سراسر کشور", "می‌شود", "، به‌ویژه زنان،", "«برابری»"],
    "en": [
        "teachers,",
        "and nurses",
        "without exception",
        "across the country",
        "shall",
        ", above all women,",
        "(all)",
    ],
}


@cache
def texts(language: str) -> tuple[str, ...]:
    """The texts of all clauses in one language."""
    return tuple(clause[language].strip() for clause in read_toml("clauses")["clause"])


def a_draft(lot: random.Random, clauses: int) -> tuple[Draft, dict[str, str]]:
    """A draft and the language of each of its clauses."""
    chosen, languages = [], {}
    for n in range(clauses):
        language = lot.choice(["fa", "en"])
        chosen.append(Clause(f"c{n}", lot.choice(texts(language)), lot.randint(1, 3)))
        languages[f"c{n}"] = language
    return Draft(tuple(chosen)), languages


def a_rewording(lot: random.Random, clause: Clause, language: str) -> Reword:
    """One to three replacements, insertions or deletions of words, as a member would type them."""
    words = split_words(clause.text)
    while True:
        text = clause.text
        for _ in range(lot.choice([1, 1, 1, 2, 3])):
            now = Clause(clause.id, text, clause.version)
            n = len(split_words(text))
            start = lot.randint(0, n)
            end = min(n, start + lot.choice([0, 0, 1, 1, 2, 5]))
            added = " ".join(lot.choice(ADDED[language]) for _ in range(lot.choice([0, 1, 1, 2])))
            if start == end and not added:
                continue
            change = replace_words(now, start, end, added)
            text = _written(now, change)
        changes = changes_between(clause.text, text)
        if changes and not all(c.spelling for c in changes) and len(words):
            return Reword(clause.id, clause.version, changes)


def _written(clause: Clause, operation: Reword) -> str:
    words, change = split_words(clause.text), operation.changes[0]
    before = clause.text[: words.ends[change.start - 1] if change.start else 0]
    after = clause.text[words.starts[change.end] :] if change.end < len(words) else ""
    added = "".join(g + w for g, w in zip(change.gaps, change.words, strict=False)) + change.gaps[-1]
    return before + added + after


def an_operation(lot: random.Random, draft: Draft, languages: dict[str, str], new: str) -> Operation:
    """Mostly a rewording; else one of the operations on whole clauses."""
    clause = lot.choice(draft.clauses)
    at = draft.order.index(clause.id)
    kind = lot.choice(["reword"] * 6 + ["strike", "move", "new", "split", "join"])
    if kind == "strike":
        return Strike(clause.id, clause.version)
    if kind == "move":
        return Move(clause.id, lot.choice(["", *(c for c in draft.order if c != clause.id)]))
    if kind == "new":
        return NewClause(new, lot.choice(texts(lot.choice(["fa", "en"]))), lot.choice(["", *draft.order]))
    if kind == "split" and len(split_words(clause.text)) > 3:
        return split(clause, lot.randint(1, len(split_words(clause.text)) - 2), new)
    if kind == "join" and at + 1 < len(draft.clauses):
        second = draft.clauses[at + 1]
        return Join(clause.id, clause.version, second.id, second.version, lot.choice([" ", "\n\n"]))
    return a_rewording(lot, clause, languages[clause.id])


def an_amendment(lot: random.Random, number: int, draft: Draft, languages: dict[str, str]) -> Amendment:
    """An amendment of one operation, sometimes of two on different clauses."""
    operations = [an_operation(lot, draft, languages, f"n{number}")]
    if lot.random() < 0.2 and isinstance(operations[0], Reword):
        other = lot.choice(draft.clauses)
        if other.id != operations[0].clause:
            operations.append(a_rewording(lot, other, languages[other.id]))
    return Amendment(f"a{number}", (f"m{number}",), tuple(operations), lot.randint(0, 3))
