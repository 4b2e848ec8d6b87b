"""Who would sign which clause: the table that every question about the front is asked of."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

__all__ = ["Acceptance", "Answer", "Kind", "natural_key"]

Kind = Literal["accept", "conditional", "refuse", "unknown"]

_NUMBERS = re.compile(r"(\d+)")


def natural_key(name: str) -> tuple[tuple[tuple[int, int, str], ...], str]:
    """A sort key by which "2" comes before "10" and "c2" before "c10"; different names never tie."""
    parts = (part for part in _NUMBERS.split(name) if part)
    return tuple((0, int(p), "") if p.isdecimal() else (1, 0, p) for p in parts), name


@dataclass(frozen=True, slots=True)
class Answer:
    """What a member says to a clause; `condition` is the text after "accept if", empty for every other
    kind.
    """

    kind: Kind
    condition: str = ""

    def signs(self, met: Collection[str]) -> bool:
        """Whether a member who says so accepts the clause, where those conditions are met."""
        return self.kind == "accept" or (self.kind == "conditional" and self.condition in met)


UNKNOWN = Answer("unknown")


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Members × clauses, both in natural order of their names; `answers[m][c]` is member m's answer to
    clause c.
    """

    members: tuple[str, ...]
    clauses: tuple[str, ...]
    answers: tuple[tuple[Answer, ...], ...]

    @classmethod
    def from_answers(
        cls,
        answers: Mapping[tuple[str, str], Answer],
        *,
        members: Iterable[str] = (),
        clauses: Iterable[str] = (),
    ) -> "Acceptance":
        """The table of `answers` by (member, clause), whatever their order; what is missing is unknown.

        `members` and `clauses` add those who gave, or had, no answer.
        """
        rows = sorted({member for member, _ in answers} | set(members), key=natural_key)
        columns = sorted({clause for _, clause in answers} | set(clauses), key=natural_key)
        return cls(
            tuple(rows),
            tuple(columns),
            tuple(tuple(answers.get((row, column), UNKNOWN) for column in columns) for row in rows),
        )

    def covering(self, *, members: Iterable[str] = (), clauses: Iterable[str] = ()) -> "Acceptance":
        """The same table with these members and clauses in it too, their answers unknown where they are
        new.
        """
        return Acceptance.from_answers(
            self._by_name(), members=(*self.members, *members), clauses=(*self.clauses, *clauses)
        )

    def restricted(self, clauses: Iterable[str]) -> "Acceptance":
        """The same members with these clauses only. Raises KeyError for a clause that is not in the table."""
        wanted = set(clauses)
        missing = wanted - set(self.clauses)
        if missing:
            raise KeyError(min(missing, key=natural_key))
        kept = {key: answer for key, answer in self._by_name().items() if key[1] in wanted}
        return Acceptance.from_answers(kept, members=self.members, clauses=wanted)

    def _by_name(self) -> dict[tuple[str, str], Answer]:
        return {
            (member, clause): answer
            for member, row in zip(self.members, self.answers, strict=True)
            for clause, answer in zip(self.clauses, row, strict=True)
        }
