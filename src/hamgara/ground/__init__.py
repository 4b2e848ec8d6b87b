"""Common ground: what members agree with, class by class, and how sure that is."""

from hamgara.ground.agreement import Agreement, Finding, Statement, Tally, agreement
from hamgara.ground.intervals import wilson
from hamgara.ground.page import agreement_html
from hamgara.ground.pictures import Table, agreement_svg, agreement_table
from hamgara.ground.reading import VotesError, read_classes, read_texts, read_votes
from hamgara.ground.significance import adjust_for_discoveries, binomial_tail
from hamgara.ground.votes import Votes

__all__ = [
    "Agreement",
    "Finding",
    "Statement",
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
    "read_classes",
    "read_texts",
    "read_votes",
    "wilson",
]
