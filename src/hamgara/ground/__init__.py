"""Common ground: what members agree with, by known class or by group of opinion, and how sure that is."""

from typing import TYPE_CHECKING, Any

from hamgara.ground.agreement import Agreement, Finding, Statement, Tally, agreement
from hamgara.ground.agreement_page import agreement_html
from hamgara.ground.agreement_pictures import agreement_svg, agreement_table
from hamgara.ground.heat import heat_svg
from hamgara.ground.intervals import wilson
from hamgara.ground.model_page import common_svg, ground_html
from hamgara.ground.opinion_map import map_svg
from hamgara.ground.reading import VotesError, read_classes, read_texts, read_votes
from hamgara.ground.results import (
    Ask,
    Divide,
    Ellipse,
    Estimate,
    Group,
    Participant,
    Participants,
    Standing,
    StatementGround,
)
from hamgara.ground.significance import adjust_for_discoveries, binomial_tail
from hamgara.ground.tables import Table, groups_table, statements_table
from hamgara.ground.votes import Votes

if TYPE_CHECKING:
    from hamgara.ground.model import GroundModel, fit

__all__ = [
    "Agreement",
    "Ask",
    "Divide",
    "Ellipse",
    "Estimate",
    "Finding",
    "GroundModel",
    "Group",
    "Participant",
    "Participants",
    "Standing",
    "Statement",
    "StatementGround",
    "Table",
    "Tally",
    "Votes",
    "VotesError",
    "adjust_for_discoveries",
    "agreement",
    "agreement_html",
    "agreement_svg",
    "agreement_table",
    "binomial_tail",
    "common_svg",
    "fit",
    "ground_html",
    "groups_table",
    "heat_svg",
    "map_svg",
    "read_classes",
    "read_texts",
    "read_votes",
    "statements_table",
    "wilson",
]


def __getattr__(name: str) -> Any:
    # The model brings a compiler with it, which pages that only count need not wait for.
    if name in ("GroundModel", "fit"):
        from hamgara.ground import model

        return getattr(model, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
