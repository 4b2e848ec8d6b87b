"""An assembly's terms in the texts of a clause: where one language uses a term and the other does not.

A term is found by the folded words of any of its forms in a row; a word may carry an ending of its language (plural,
possessive, ezafe). It is a hint for a reader and decides nothing: languages say things otherwise with good reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hamgara.drafting.words import split_words

__all__ = ["Term", "TermHint", "check_terms", "find_term"]

_ENDINGS = frozenset("s es 's ’s ی ای ان گان یان ها های هایی هایش هایمان هایشان ش مان شان یی".replace("’", "'").split())


@dataclass(frozen=True, slots=True)
class Term:
    """A term with its forms by language (`fa`, `en`), the preferred one first."""

    id: str
    forms: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class TermHint:
    """The text in `found` uses the term (as `words`), the text in `missing` none of its forms."""

    term: str
    found: str
    words: str
    missing: str


def find_term(text: str, forms: Sequence[str]) -> str:
    """The words of a text that are the first occurrence of any of the forms; empty where there is none."""
    words = split_words(text)
    keys = [key.lower() for key in words.keys]
    best: tuple[int, int] | None = None
    for form in forms:
        wanted = [key.lower() for key in split_words(form).keys]
        for at in range(len(keys) - len(wanted) + 1 if wanted else 0):
            if best is not None and at >= best[0]:
                break
            if all(_same(keys[at + n], word) for n, word in enumerate(wanted)):
                best = (at, at + len(wanted))
                break
    return words.between(*best) if best is not None else ""


def _same(key: str, wanted: str) -> bool:
    return key == wanted or (key.startswith(wanted) and key[len(wanted) :] in _ENDINGS)


def check_terms(texts: Mapping[str, str], terms: Sequence[Term]) -> tuple[TermHint, ...]:
    """Every term that one of the texts uses and another does not, though it has forms for it; by term."""
    hints = []
    for term in terms:
        found = {x: find_term(texts[x], forms) for x, forms in term.forms.items() if x in texts}
        for language, words in found.items():
            hints += [TermHint(term.id, language, words, x) for x, other in found.items() if words and not other]
    return tuple(hints)
