"""What becomes of a ballot with a defect: invalid as a whole, counted up to the defect, or counted without it.

Laws and charters differ here, so the rule is data. A ballot that names nobody, one that names more than the method
allows, and one with a mark that no paper knows say nothing that could be counted, and are invalid under every rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Literal, TypeAlias, get_args

__all__ = [
    "DEFECTS",
    "EMPTY",
    "EQUAL",
    "MARK",
    "OVER_VOTE",
    "REPEATED",
    "SKIPPED",
    "UNKNOWN",
    "USUAL",
    "Validity",
    "judge",
]

EMPTY = "empty"
EQUAL = "equal"
MARK = "mark"
OVER_VOTE = "over-vote"
REPEATED = "repeated"
SKIPPED = "skipped"
UNKNOWN = "unknown"

Treatment: TypeAlias = Literal["void", "cut", "pass"]
_TREATMENTS = get_args(Treatment)


@dataclass(frozen=True)
class Validity:
    """For each defect what becomes of a ballot: "void" (invalid as a whole), "cut" (counted up to it) or "pass".

    "pass" counts it without the defect. `equal` is two candidates at one rank, for methods that know no equal ranks;
    `skipped` a rank left out before another; `repeated` a candidate twice; `unknown` a number or name that nobody has
    who stands. On a ballot whose names have no order there is nothing "up to" a defect: there "cut" is "pass". Raises
    ValueError for another treatment.
    """

    equal: Treatment = "void"
    skipped: Treatment = "pass"
    repeated: Treatment = "void"
    unknown: Treatment = "void"

    def __post_init__(self) -> None:
        for defect in DEFECTS:
            if getattr(self, defect) not in _TREATMENTS:
                wanted = ", ".join(_TREATMENTS)
                raise ValueError(f"{defect}: expected one of {wanted}, found {getattr(self, defect)!r}")

    @classmethod
    def parse(cls, text: str) -> Validity:
        """Read "equal=cut,skipped=void", or one treatment for every defect. Raises ValueError with the part."""
        if text.strip() in _TREATMENTS:
            return cls(**dict.fromkeys(DEFECTS, text.strip()))  # type: ignore[arg-type]
        given: dict[str, str] = {}
        for part in text.split(","):
            defect, _, treatment = (piece.strip() for piece in part.partition("="))
            if defect not in DEFECTS or treatment not in _TREATMENTS:
                wanted = f"{'|'.join(DEFECTS)} = {'|'.join(_TREATMENTS)}"
                raise ValueError(f"expected {wanted}, found {part.strip()!r}")
            if defect in given:
                raise ValueError(f"{defect} comes twice")
            given[defect] = treatment
        return cls(**given)  # type: ignore[arg-type]

    def unordered(self) -> Validity:
        """The same for ballots whose names have no order."""
        return Validity(**{d: "pass" if getattr(self, d) == "cut" else getattr(self, d) for d in DEFECTS})

    def to_json(self) -> dict[str, str]:
        """Every defect with what is done about it."""
        return {defect: getattr(self, defect) for defect in DEFECTS}

    def __str__(self) -> str:
        said = {d: getattr(self, d) for d in DEFECTS if getattr(self, d) != getattr(USUAL, d)}
        return ",".join(f"{defect}={treatment}" for defect, treatment in said.items())


#: The defects that a rule can treat one way or another.
DEFECTS = tuple(part.name for part in fields(Validity))
#: A rank left out does no harm; every other defect makes the ballot invalid.
USUAL = Validity()

#: Of several defects that each make a ballot invalid the first of these is its reason.
_ORDER = (EQUAL, UNKNOWN, REPEATED, SKIPPED)


def judge(
    tiers: Sequence[Sequence[int]], size: int, validity: Validity, *, strict: bool
) -> tuple[list[tuple[int, ...]], str, frozenset[str]]:
    """What of a ballot counts: its tiers, why it is invalid (empty where it is valid), which defects it was freed of.

    `tiers` are positions of candidates from 0, best first; a tier without any is a rank left out. With `strict`, equal
    ranks are a defect.
    """
    kept: list[tuple[int, ...]] = []
    seen: set[int] = set()
    void: set[str] = set()
    freed: set[str] = set()
    skipped = False
    for tier in tiers:
        if not tier:
            skipped = True
            continue
        sound = [c for c in dict.fromkeys(tier) if 0 <= c < size and c not in seen]
        found = {
            SKIPPED: skipped,
            UNKNOWN: any(not 0 <= c < size for c in tier),
            REPEATED: len(set(tier)) < len(tier) or not seen.isdisjoint(tier),
            EQUAL: strict and len(set(tier)) > 1,
        }
        skipped = False
        defects = {defect for defect, there in found.items() if there}
        ways = {defect: getattr(validity, defect) for defect in defects}
        void.update(defect for defect, way in ways.items() if way == "void")
        freed.update(defect for defect, way in ways.items() if way == "cut" or (way == "pass" and defect != SKIPPED))
        if "cut" in ways.values():
            break
        seen.update(tier)
        if sound and EQUAL not in defects:
            kept.append(tuple(sorted(sound)))
    if void:
        return [], next(reason for reason in _ORDER if reason in void), frozenset()
    if not kept:
        return [], next((reason for reason in _ORDER if reason in freed), EMPTY), frozenset()
    return kept, "", frozenset(freed)
