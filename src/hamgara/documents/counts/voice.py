"""How a report speaks: phrases filled with names and numbers, in the reader's language, digits and direction."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction

from hamgara.assembly.membership import Place
from hamgara.dates import Language, format_number
from hamgara.documents.counts.subject import Candidate, Counting
from hamgara.documents.counts.words import PHRASES
from hamgara.documents.places import format_place, name_country, name_place
from hamgara.documents.texts import clean_line, isolate
from hamgara.elections import Count, Round
from hamgara.elections.outcome import format_votes

__all__ = ["Voice"]

#: The most letters of a name in a picture.
LONGEST = 34
_ONE = re.compile(r"(?<![\d.,/])1 (vote|seat|candidate|ballot|method|win|representative)s\b")


class Voice:
    """The words of one report in one language."""

    def __init__(self, language: Language, candidates: Mapping[str, Candidate]) -> None:
        self.language = language
        self.candidates = candidates
        #: Whether any number was shown without decimals that it has.
        self.cut = False

    @classmethod
    def of(cls, counting: Counting, language: Language) -> Voice:
        """The voice of that count's report."""
        return cls(language, counting.candidates)

    def say(self, key: str, **slots: str) -> str:
        """The phrase of that key, its places filled."""
        said = PHRASES[key][0 if self.language == "fa" else 1].format(**slots)
        return _ONE.sub(r"1 \1", said) if self.language == "en" else said

    def word(self, family: str, key: str, **slots: str) -> str:
        """The phrase of a family; where there is none yet the key itself, so that newer methods can be read too."""
        found = f"{family}:{key}"
        return self.say(found, **slots) if found in PHRASES else key.replace("-", " ")

    def either(self, keys: Iterable[str], **slots: str) -> str:
        """The first of those phrases that there is. Raises KeyError where there is none."""
        for key in keys:
            if key in PHRASES:
                return self.say(key, **slots)
        raise KeyError(f"phrases: one of {list(keys)} is expected")

    def plural(self, key: str, names: Iterable[str], **slots: str) -> str:
        """The phrase for one or for several, with their names in `names`."""
        listed = list(names)
        return self.say(f"{key}:{'one' if len(listed) == 1 else 'many'}", names=self.names(listed), **slots)

    def name(self, who: str) -> str:
        """A candidate's name, closed off where it runs against the line."""
        return isolate(self.plain(who), self.language)

    def plain(self, who: str) -> str:
        """A candidate's name as it is: in this language, or the other, or in place of one the place and the id."""
        found = self.candidates.get(who, Candidate())
        named = found.names.get(self.language) or next(iter(found.names.values()), "")
        if named:
            return clean_line(named)
        return clean_line(who) if found.place is None else self._unnamed("unnamed", who, found.place)

    def short(self, who: str, most: int = LONGEST) -> str:
        """A candidate's name for a picture: cut where it has more than so many letters."""
        found = self.candidates.get(who, Candidate())
        if not found.names and found.place is not None:
            return self._unnamed("unnamed-short", who, found.place)
        name = self.plain(who)
        return name if len(name) <= most else f"{name[: most - 1].rstrip()}…"

    def _unnamed(self, key: str, who: str, place: Place) -> str:
        city = isolate(name_place(clean_line(place.city), self.language), self.language)
        return self.say(key, place=city, id=isolate(who, self.language))

    def names(self, everyone: Iterable[str]) -> str:
        """Names in a row: A, B and C; the word for nobody where there is none."""
        return self.row([self.name(who) for who in everyone])

    def row(self, items: Iterable[str]) -> str:
        """Phrases in a row: A, B and C."""
        *first, last = list(items) or [self.say("nobody")]
        comma, conjunction = ("، ", " و ") if self.language == "fa" else (", ", " and ")
        return f"{comma.join(first)}{conjunction}{last}" if first else last

    def alternatives(self, items: Iterable[str]) -> str:
        """Phrases of which one is enough: A, B or C."""
        *first, last = items
        comma, conjunction = ("، ", " یا ") if self.language == "fa" else (", ", " or ")
        return f"{comma.join(first)}{conjunction}{last}" if first else last

    def series(self, items: Iterable[str]) -> str:
        """Longer phrases in a row: A; B; C."""
        return ("؛ " if self.language == "fa" else "; ").join(items)

    def number(self, n: int) -> str:
        """A whole number."""
        return format_number(n, self.language)

    def votes(self, votes: Fraction | int) -> str:
        """A number with up to five decimals, the rest cut off."""
        size = abs(Fraction(votes))
        text = format_votes(size)
        self.cut = self.cut or Fraction(text) != size
        text = (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
        return format_number(f"-{text}" if votes < 0 and text != "0" else text, self.language)

    def signed(self, change: Fraction) -> str:
        """A change with its sign."""
        if not change:
            return "–"
        shown = self.votes(abs(change))
        sign = "+" if change > 0 else "\u2212"
        # The mark keeps the sign left of its number in a line that runs right to left.
        return f"\u200e{sign}{shown}"

    def place(self, who: str) -> str:
        """Where a candidate comes from; empty where it is not known."""
        found = self.candidates.get(who, Candidate())
        if found.place is not None:
            return format_place(found.place, self.language)
        return self.row(self.value(value) for value in found.classes.values()) if found.classes else ""

    def value(self, value: str) -> str:
        """A value of a class of place: names of cities, regions and countries in this language where known."""
        comma = "، " if self.language == "fa" else ", "
        parts = [clean_line(part) for part in value.split(", ")]
        known = [
            name_country(part, self.language) if re.fullmatch("[A-Z]{2}", part) else name_place(part, self.language)
            for part in parts
        ]
        return isolate(comma.join(dict.fromkeys(known)), self.language)

    def measure(self, outcome: Count, stage: Round) -> str:
        """What the votes of that round are: a heading."""
        exact = f"{stage.measure}:{outcome.method}"
        return self.word("measure", exact if f"measure:{exact}" in PHRASES else stage.measure)

    def of_measure(self, family: str, outcome: Count, stage: Round, **slots: str) -> str:
        """The phrase of that family for what the votes of that round are."""
        keys = (f"{family}:{stage.measure}:{outcome.method}", f"{family}:{stage.measure}", f"{family}:")
        return self.either(keys, **slots)
