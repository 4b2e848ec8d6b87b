"""Drafting together: words, differences, amendments that merge or visibly collide, and the order of votes."""

from hamgara.drafting.alignment import align
from hamgara.drafting.amendments import (
    Amendment,
    Change,
    Join,
    Move,
    NewClause,
    Operation,
    Reword,
    Split,
    Strike,
    changes_between,
    check_amendment,
    divide,
    insert,
    remove,
    replace_words,
    reword,
    split,
)
from hamgara.drafting.collisions import Collision, Seam, find_collisions, operation_key
from hamgara.drafting.composition import Adoption, adopt
from hamgara.drafting.differences import Diff, Part, diff, mark_up, patch
from hamgara.drafting.draft import FIRST, Clause, Draft, Origin, Span, origins_of_words, pieces_of
from hamgara.drafting.errors import DraftingError
from hamgara.drafting.merging import Contest, LeftOut, Merged, absorb, merge
from hamgara.drafting.rebasing import Reason, Rebased, compare_drafts, rebase
from hamgara.drafting.terms import Term, TermHint, check_terms, find_term
from hamgara.drafting.view import mark_up_view, merged_view
from hamgara.drafting.voting import MEASURES, Outcome, Vote, VotingList, count_votes, enact, voting_list
from hamgara.drafting.words import Words, fold, sentences, split_words

__all__ = [
    "FIRST",
    "MEASURES",
    "Adoption",
    "Amendment",
    "Change",
    "Clause",
    "Collision",
    "Contest",
    "Diff",
    "Draft",
    "DraftingError",
    "Join",
    "LeftOut",
    "Merged",
    "Move",
    "NewClause",
    "Operation",
    "Origin",
    "Outcome",
    "Part",
    "Reason",
    "Rebased",
    "Reword",
    "Seam",
    "Span",
    "Split",
    "Strike",
    "Term",
    "TermHint",
    "Vote",
    "VotingList",
    "Words",
    "absorb",
    "adopt",
    "align",
    "changes_between",
    "check_amendment",
    "check_terms",
    "compare_drafts",
    "count_votes",
    "diff",
    "divide",
    "enact",
    "find_collisions",
    "find_term",
    "fold",
    "insert",
    "mark_up",
    "mark_up_view",
    "merge",
    "merged_view",
    "operation_key",
    "origins_of_words",
    "patch",
    "pieces_of",
    "rebase",
    "remove",
    "replace_words",
    "reword",
    "sentences",
    "split",
    "split_words",
    "voting_list",
]
