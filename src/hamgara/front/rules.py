"""What a package must obey, checked before any search: a contradiction is named, never searched for in
vain.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from hamgara.front.acceptance import Acceptance, natural_key

__all__ = ["RuleError", "Rules", "Share", "check_rules"]


class RuleError(ValueError):
    """Rules that contradict each other or the table; `code` says how, `names` which members, clauses or
    classes.
    """

    def __init__(self, code: str, sentence: str, names: Iterable[str] = ()) -> None:
        super().__init__(sentence)
        self.code = code
        self.names = tuple(names)


@dataclass(frozen=True, slots=True)
class Share:
    """At least the share `least` of the weight of each class of `dimension` signs; `label` limits it to one
    class.
    """

    dimension: str
    least: Fraction
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """Clauses that every package contains (`must`) or none does (`out`), least shares of classes,
    conditions that hold.

    An "accept if" whose condition is in `met` counts as accept; any other does not sign.
    """

    must: frozenset[str] = frozenset()
    out: frozenset[str] = frozenset()
    shares: tuple[Share, ...] = ()
    met: frozenset[str] = frozenset()


def check_rules(
    acceptance: Acceptance,
    weights: Mapping[str, Fraction],
    bases: Mapping[str, str],
    classes: Mapping[str, Mapping[str, str]],
    rules: Rules,
    reservations: int,
) -> None:
    """Raise RuleError for the first contradiction, unknown name or number out of range, in a fixed order."""
    members, clauses = set(acceptance.members), set(acceptance.clauses)
    for code, names, known, what in (
        ("unknown-clause", rules.must | rules.out | set(bases), clauses, "clauses"),
        ("unknown-member", set(weights) | set(classes), members, "members"),
    ):
        strange = sorted(names - known, key=natural_key)
        if strange:
            raise RuleError(code, f"no answers are known for these {what}: {', '.join(strange)}", strange)
    negative = sorted((m for m, weight in weights.items() if weight < 0), key=natural_key)
    if negative:
        raise RuleError("negative-weight", f"weights below zero: {', '.join(negative)}", negative)
    if reservations < 0:
        raise RuleError("negative-reservations", f"reservations must be 0 or more, not {reservations}")
    both = sorted(rules.must & rules.out, key=natural_key)
    if both:
        raise RuleError("must-and-out", f"both required and excluded: {', '.join(both)}", both)
    by_basis: dict[str, list[str]] = {}
    for clause in sorted(rules.must, key=natural_key):
        if clause in bases:
            by_basis.setdefault(bases[clause], []).append(clause)
    for basis, wordings in by_basis.items():
        if len(wordings) > 1:
            raise RuleError(
                "two-wordings",
                f"required together, but wordings of one basis ({basis}): {', '.join(wordings)}",
                wordings,
            )
    for share in rules.shares:
        if not 0 <= share.least <= 1:
            raise RuleError("share-range", f"a share must lie between 0 and 1, not {share.least}", [share.dimension])
        labels = {of[share.dimension] for of in classes.values() if share.dimension in of}
        if not labels or (share.label is not None and share.label not in labels):
            name = share.dimension if share.label is None else f"{share.dimension}: {share.label}"
            raise RuleError("unknown-class", f"no member is in this class: {name}", [name])
