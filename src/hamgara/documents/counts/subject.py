"""What a report of a count is about, in no language: the outcome, who stood, where the ballots are to be found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from hamgara.assembly.membership import Place
from hamgara.dates import Language
from hamgara.documents.head import Head
from hamgara.elections import Certificate, Count, PlaceRule

__all__ = ["Candidate", "Counting", "FileSource", "RecordSource", "Source", "Vacancy"]


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
class Counting:
    """A count with all that its report says; candidates are known by what the ballots call them.

    `turnout` is (ballots cast, voters on the roll); `weighted` says whether votes differ in weight; `dated` is the time
    of the result in UTC, empty where the ballots bear none; `condorcet` as `hamgara.elections.find_condorcet` gives it.
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

    def to_json(self) -> dict[str, Any]:
        """The outcome as `Count.to_json` gives it, with what else the report says; names are those of the ballots."""
        found = self.outcome.to_json()
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
