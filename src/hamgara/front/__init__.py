"""The united front: which package of clauses would have the most signers, at each breadth of the package."""

from hamgara.front.acceptance import Acceptance, Answer
from hamgara.front.frontier import Frontier, OneAway, Point, Price, frontier
from hamgara.front.page import frontier_html
from hamgara.front.pictures import Table, frontier_svg, frontier_table
from hamgara.front.reading import (
    AcceptanceError,
    ClauseList,
    MemberList,
    read_acceptance,
    read_clauses,
    read_members,
)
from hamgara.front.rules import RuleError, Rules, Share

__all__ = [
    "Acceptance",
    "AcceptanceError",
    "Answer",
    "ClauseList",
    "Frontier",
    "MemberList",
    "OneAway",
    "Point",
    "Price",
    "RuleError",
    "Rules",
    "Share",
    "Table",
    "frontier",
    "frontier_html",
    "frontier_svg",
    "frontier_table",
    "read_acceptance",
    "read_clauses",
    "read_members",
]
