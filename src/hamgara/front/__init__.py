"""The united front: which package of clauses would have the most signers, at each breadth of the package."""

from hamgara.front.acceptance import Acceptance, Answer
from hamgara.front.conflict import Conflict, Rule, find_conflict
from hamgara.front.cover import Cover, cover
from hamgara.front.frontier import Frontier, OneAway, Point, Price, Step, frontier
from hamgara.front.package import Change, Missing, Package, vary_package, weigh_package
from hamgara.front.page import frontier_html
from hamgara.front.pictures import Table, frontier_svg, frontier_table, has_unknowns, rounded_weight
from hamgara.front.reading import (
    AcceptanceError,
    ClauseList,
    MemberList,
    read_acceptance,
    read_clauses,
    read_members,
    read_probabilities,
    read_rules,
)
from hamgara.front.rules import RuleError, Rules, Share
from hamgara.front.unknown import Asking, Expected, Unknowns, weigh_unknowns
from hamgara.front.values import ValueCurve, ValuePoint, weigh_values
from hamgara.front.widening import Burden, Condition, Reconciliation, Widening, widen

__all__ = [
    "Acceptance",
    "AcceptanceError",
    "Answer",
    "Asking",
    "Burden",
    "Change",
    "ClauseList",
    "Condition",
    "Conflict",
    "Cover",
    "Expected",
    "Frontier",
    "MemberList",
    "Missing",
    "OneAway",
    "Package",
    "Point",
    "Price",
    "Reconciliation",
    "Rule",
    "RuleError",
    "Rules",
    "Share",
    "Step",
    "Table",
    "Unknowns",
    "ValueCurve",
    "ValuePoint",
    "Widening",
    "cover",
    "find_conflict",
    "frontier",
    "frontier_html",
    "frontier_svg",
    "frontier_table",
    "has_unknowns",
    "read_acceptance",
    "read_clauses",
    "read_members",
    "read_probabilities",
    "read_rules",
    "rounded_weight",
    "vary_package",
    "weigh_package",
    "weigh_unknowns",
    "weigh_values",
    "widen",
]
