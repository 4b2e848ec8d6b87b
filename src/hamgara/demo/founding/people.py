"""Who takes part in the story: organisations, delegates, independents, supporters, observers, and their places."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

from hamgara.demo.founding.material import read_rows

__all__ = ["Cast", "Figure", "Outlook", "place_of", "read_cast"]

Outlook = Literal["labour", "liberty", "peoples"]
Kind = Literal["organisation", "delegate", "independent", "supporter", "observer"]
_LETTERS = "bcdfghjkmnpqrstvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Figure:
    """An invented participant: `key` is its name in the story, `id` what the record holds."""

    key: str
    id: str
    kind: Kind
    fa: str
    en: str
    place: str
    outlook: Outlook
    organisation: str = ""
    share: str = ""
    weight: str = ""

    @property
    def names(self) -> dict[str, str]:
        """The name in both languages."""
        return {"fa": self.fa, "en": self.en}


@dataclass(frozen=True, slots=True)
class Cast:
    """All figures, by key, in the order in which they join."""

    figures: dict[str, Figure]

    def __getitem__(self, key: str) -> Figure:
        return self.figures[key]

    def id(self, key: str) -> str:
        """The id of a figure, or the office itself for the secretariat."""
        return key if key == "secretariat" else self.figures[key].id

    def of(self, *kinds: Kind) -> list[Figure]:
        """The figures of those kinds."""
        return [f for f in self.figures.values() if f.kind in kinds]

    def delegates(self, organisation: str) -> list[Figure]:
        """The delegates of an organisation."""
        return [f for f in self.of("delegate") if f.organisation == organisation]

    def voters(self) -> list[Figure]:
        """Those who vote: delegates, organisations without delegates, independents."""
        led = {f.organisation for f in self.of("delegate")}
        return [f for f in self.of("organisation", "delegate", "independent") if f.key not in led]


def place_of(key: str) -> dict[str, str]:
    """The place of that key as acts state it."""
    for row in read_rows("places"):
        if row["key"] == key:
            return {"city": row["city"], "region": row["region"], "country": row["country"]}
    raise KeyError(key)


def read_cast() -> Cast:
    """The whole cast, from `organisations.csv` and `people.csv`."""
    figures = [
        Figure(
            row["key"],
            _id("organisation", row["key"]),
            "organisation",
            row["fa"],
            row["en"],
            row["place"],
            _outlook(row["outlook"]),
            weight=row["weight"],
        )
        for row in read_rows("organisations")
    ]
    for row in read_rows("people"):
        key = row["en"].lower().replace(" ", "-").replace("'", "")
        kind = _kind(row["as"])
        outlook = _outlook(row["outlook"])
        figures.append(
            Figure(
                key,
                _id(kind, key),
                kind,
                row["fa"],
                row["en"],
                row["place"],
                outlook,
                row["organisation"],
                row["share"],
            )
        )
    cast = {figure.key: figure for figure in figures}
    if len(cast) != len(figures):
        raise ValueError("two figures of the story have the same name")
    return Cast(cast)


def _id(kind: Kind, key: str) -> str:
    number = int.from_bytes(hashlib.sha256(f"hamgara/founding/{key}".encode()).digest()[:8], "big")
    letters = ""
    for _ in range(7):
        number, place = divmod(number, len(_LETTERS))
        letters += _LETTERS[place]
    return f"{kind[0]}-{letters}"


def _kind(text: str) -> Kind:
    kinds: tuple[Kind, ...] = ("delegate", "independent", "supporter", "observer")
    for kind in kinds:
        if text == kind:
            return kind
    raise ValueError(f"people.csv: {text!r} is not one of {', '.join(kinds)}")


def _outlook(text: str) -> Outlook:
    outlooks: tuple[Outlook, ...] = ("labour", "liberty", "peoples")
    for outlook in outlooks:
        if text == outlook:
            return outlook
    raise ValueError(f"the outlook {text!r} is not one of {', '.join(outlooks)}")
