"""What a report of a count is about, in no language: the outcome, who stood, where the ballots are to be found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal, TypeAlias

from hamgara.assembly.membership import Place
from hamgara.dates import Language
from hamgara.documents.head import Head
from hamgara.elections import Certificate, Count, Margin, PlaceRule, Validity, Weight
from hamgara.elections.outcome import format_exact

__all__ = ["Candidate", "Counting", "FileSource", "Firmness", "RecordSource", "Source", "Vacancy"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who stood: names that may be shown (none: the place and the id stand for them), place, values by class."""

    names: Mapping[Language, str] = field(default_factory=dict)
    place: Place | None = None
    classes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A countback: whose seats were vacant or who was not available, who sits, who comes in."""

    gone: tuple[str, ...]
    sitting: tuple[str, ...]
    filled: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileSource:
    """Ballots in a file: its name, its SHA-256, the command that counts it so, and other files by their hash.

    `others` are ("places" or "rules", SHA-256).
    """

    file: str
    sha256: str
    command: str
    others: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class RecordSource:
    """Ballots in a record: assembly, election, the entry that closed them, their box if secret, the record's head."""

    assembly: str
    election: str
    closed: int
    box: str
    log_key: str
    head: Head | None


Source: TypeAlias = FileSource | RecordSource


@dataclass(frozen=True, slots=True)
class Firmness:
    """How firm a result is: its margin, or why none is known; `top` is the best score that a ballot may give.

    Without a margin: everybody is elected; rules of place are kept; votes weigh differently; the search would take too
    long; there is no way known for the method.
    """

    why: Literal["", "everyone", "rules", "weights", "long", "method"]
    margin: Margin | None = None
    top: Fraction | int | None = None

    def to_json(self, names: tuple[str, ...]) -> dict[str, Any]:
        """The margin with the change that was found, candidates by name; or why it is unknown."""
        if self.margin is None:
            return {"unknown": self.why}
        found = self.margin.to_json()
        if self.margin.change:
            found["change"] = [
                [number, [names[c] for c in before], [names[c] for c in after]]
                for number, before, after in self.margin.change
            ]
        return found if self.top is None else {**found, "top": str(self.top)}


@dataclass(frozen=True, slots=True)
class Counting:
    """A count with all that its report says; candidates are known by what the ballots call them.

    `turnout` is (ballots cast, voters on the roll); `weighted` says whether votes differ in weight; `dated` is the time
    of the result in UTC, empty where the ballots bear none; `condorcet` as `hamgara.elections.find_condorcet` gives it;
    `in_part` the weight of valid ballots that `validity` freed of a defect, by the defect.
    """

    title: Mapping[Language, str]
    whose: Mapping[Language, str]
    outcome: Count
    candidates: Mapping[str, Candidate]
    source: Source
    rules: tuple[PlaceRule, ...] = ()
    withdrawn: tuple[str, ...] = ()
    turnout: tuple[int, int] | None = None
    weighted: bool = False
    dated: str = ""
    timezone: str = "UTC"
    vacancy: Vacancy | None = None
    certificates: tuple[Certificate, ...] = ()
    condorcet: Mapping[str, Any] | None = None
    validity: Validity = field(default_factory=Validity)
    in_part: Mapping[str, Weight] = field(default_factory=dict)
    firmness: Firmness | None = None

    def to_json(self) -> dict[str, Any]:
        """The outcome as `Count.to_json` gives it, with what else the report says; names are those of the ballots."""
        found = self.outcome.to_json()
        found["defects"] = self.validity.to_json()
        if self.in_part:
            found["in_part"] = {defect: format_exact(weight) for defect, weight in self.in_part.items()}
        if self.firmness is not None:
            found["margin"] = self.firmness.to_json(tuple(self.candidates))
        if self.certificates:
            found["certificates"] = [certificate.to_json() for certificate in self.certificates]
        if self.condorcet is not None:
            found["condorcet"] = dict(self.condorcet)
        if self.turnout is not None:
            found["turnout"] = {"cast": self.turnout[0], "roll": self.turnout[1]}
        if self.vacancy is not None:
            found["countback"] = {
                "gone": list(self.vacancy.gone),
                "sitting": list(self.vacancy.sitting),
                "filled": list(self.vacancy.filled),
            }
        return found
