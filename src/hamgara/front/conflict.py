"""Why there is no package of a size: the smallest set of rules that together leave none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Literal

from hamgara.dates import Language, format_number
from hamgara.front.acceptance import natural_key
from hamgara.front.engine import find_best
from hamgara.front.frontier import Frontier, plain
from hamgara.front.pictures import named
from hamgara.front.pose import pose
from hamgara.front.rules import Rules, Share

__all__ = ["Conflict", "Rule", "find_conflict"]

NODE_LIMIT = 20_000


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: a clause that must be in or is out, the wordings of one basis, or the least share of one class.

    `names` are the clause, the wordings, or the dimension and the class; `basis` and `least` belong to the last two.
    """

    kind: Literal["must", "out", "basis", "share"]
    names: tuple[str, ...]
    basis: str = ""
    least: Fraction = Fraction(0)

    def to_json(self) -> dict[str, object]:
        """The rule as plain values."""
        plain_rule: dict[str, object] = {"rule": self.kind, "names": list(self.names)}
        if self.kind == "basis":
            plain_rule["basis"] = self.basis
        if self.kind == "share":
            plain_rule["least"] = plain(self.least)
        return plain_rule


@dataclass(frozen=True, slots=True)
class Conflict:
    """No package of `k` clauses obeys these rules together. `smallest`: no smaller set of the rules conflicts; where
    that could not be proved, at least none of these can be left out.
    """

    k: int
    rules: tuple[Rule, ...]
    smallest: bool

    def explain(self, language: Language) -> str:
        """The conflict in a sentence."""
        fa, k = language == "fa", format_number(self.k, language)
        if not self.rules:
            return f"جدول {k} بند ندارد." if fa else f"The table has fewer than {k} clauses."
        told = ("؛ " if fa else "; ").join(_tell(rule, language) for rule in self.rules)
        least = "" if self.smallest else (" (شاید با قاعده‌هایی کمتر نیز)" if fa else " (perhaps also under fewer)")
        if fa:
            return f"هیچ بستهٔ {k}بندی با این قاعده‌ها{least} ممکن نیست: {told}."
        return f"No package of size {k} is possible under these rules together{least}: {told}."

    def to_json(self) -> dict[str, object]:
        """The conflict as plain values."""
        return {"k": self.k, "rules": [rule.to_json() for rule in self.rules], "smallest": self.smallest}


def _tell(rule: Rule, language: Language) -> str:
    fa = language == "fa"
    names = ("، " if fa else ", ").join(named(n, language) for n in rule.names)
    if rule.kind == "must":
        return f"بند {names} باید باشد" if fa else f"clause {names} must be in"
    if rule.kind == "out":
        return f"بند {names} نباید باشد" if fa else f"clause {names} must be out"
    if rule.kind == "basis":
        return f"از بندهای {names} تنها یکی باشد" if fa else f"only one of the wordings {names} may be in"
    least, (dimension, label) = format_number(rule.least, language), rule.names
    if fa:
        return f"دست‌کم {least} از وزن {label} ({dimension}) امضا کند"
    return f"at least {least} of the weight of {label} ({dimension}) must sign"


def find_conflict(front: Frontier, k: int, *, most: int = 2_000) -> Conflict | None:
    """The smallest set of rules because of which no package of `k` clauses is possible; None where one is, or where
    that is not proved. An empty set: the table has fewer clauses than `k`.

    First each rule is left out in turn that need not be there; then, within `most` trials, every smaller set is tried.
    """
    rules = _list_rules(front)
    if k <= len(front.acceptance.clauses) and not _impossible(front, k, rules):
        return None
    if _impossible(front, k, []):
        return Conflict(k, (), True)
    core = list(rules)
    for rule in rules:
        rest = [r for r in core if r is not rule]
        if _impossible(front, k, rest):
            core = rest
    trials = 0
    for size in range(1, len(core)):
        for chosen in combinations(rules, size):
            trials += 1
            if trials > most:
                return Conflict(k, tuple(core), False)
            if _impossible(front, k, chosen):
                return Conflict(k, chosen, True)
    return Conflict(k, tuple(core), True)


def _list_rules(front: Frontier) -> list[Rule]:
    given = front.rules
    rules = [Rule("must", (c,)) for c in sorted(given.must, key=natural_key)]
    rules += [Rule("out", (c,)) for c in sorted(given.out, key=natural_key)]
    wordings: dict[str, list[str]] = {}
    for clause in front.acceptance.clauses:
        if clause in front.bases:
            wordings.setdefault(front.bases[clause], []).append(clause)
    rules += [Rule("basis", tuple(w), basis=b) for b, w in sorted(wordings.items()) if len(w) > 1]
    for share in given.shares:
        labels = {of[share.dimension] for of in front.classes.values() if share.dimension in of}
        for label in sorted(labels) if share.label is None else [share.label]:
            rules.append(Rule("share", (share.dimension, label), least=share.least))
    return rules


def _impossible(front: Frontier, k: int, rules: Sequence[Rule] | Iterable[Rule]) -> bool:
    """Whether it is proved that no package of k clauses obeys these rules."""
    by_kind: dict[str, list[Rule]] = {}
    for rule in rules:
        by_kind.setdefault(rule.kind, []).append(rule)
    kept = Rules(
        frozenset(r.names[0] for r in by_kind.get("must", [])),
        frozenset(r.names[0] for r in by_kind.get("out", [])),
        tuple(Share(r.names[0], r.least, r.names[1]) for r in by_kind.get("share", [])),
        front.rules.met,
    )
    bases = {clause: r.basis for r in by_kind.get("basis", []) for clause in r.names}
    problem, _ = pose(front.acceptance, front.weights, bases, front.classes, kept, front.reservations)
    if k not in problem.sizes:
        return True
    found = find_best(problem, node_limit=NODE_LIMIT, package_limit=1, seed=0, sizes=[k])
    return found.bound[k] < 0
