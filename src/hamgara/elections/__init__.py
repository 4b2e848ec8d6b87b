"""Counting elections: ballots, methods, guarantees of place, certificates, and outcomes that explain themselves."""

from hamgara.elections.abcyaml import read_abc_yaml
from hamgara.elections.ballots import Ballots, Weight
from hamgara.elections.blt import read_blt, read_blt_tiers, write_blt
from hamgara.elections.certificates import (
    Certificate,
    certify_ejr_plus,
    certify_pjr_plus,
    certify_psc,
    find_condorcet,
)
from hamgara.elections.checks import (
    check_condorcet,
    check_ejr_plus,
    check_pjr_plus,
    check_priceability,
    check_psc,
)
from hamgara.elections.countback import fill_vacancies, withdraw
from hamgara.elections.feasibility import check_rules
from hamgara.elections.graded import AnyBallots, ScoreBallots, TierBallots, drop_equal, gather_tiers, line_up
from hamgara.elections.lots import Tie, digest_lot
from hamgara.elections.margins import Margin, find_margin
from hamgara.elections.methods import METHODS, Method, count
from hamgara.elections.outcome import Count, CountError, Parcel, PlaceAct, PlacesReport, Round
from hamgara.elections.places import PlaceRule, Places, RulesImpossible, read_place_rules, read_places
from hamgara.elections.preflib import read_preflib
from hamgara.elections.pricing import Pricing, certify_priceability
from hamgara.elections.sheets import read_approval_csv, read_rank_csv, read_score_csv
from hamgara.elections.source import BallotError
from hamgara.elections.validity import DEFECTS, MARK, Validity

__all__ = [
    "DEFECTS",
    "MARK",
    "METHODS",
    "AnyBallots",
    "BallotError",
    "Ballots",
    "Certificate",
    "Count",
    "CountError",
    "Margin",
    "Method",
    "Parcel",
    "PlaceAct",
    "PlaceRule",
    "Places",
    "PlacesReport",
    "Pricing",
    "Round",
    "RulesImpossible",
    "ScoreBallots",
    "Tie",
    "TierBallots",
    "Validity",
    "Weight",
    "certify_ejr_plus",
    "certify_pjr_plus",
    "certify_priceability",
    "certify_psc",
    "check_condorcet",
    "check_ejr_plus",
    "check_pjr_plus",
    "check_priceability",
    "check_psc",
    "check_rules",
    "count",
    "digest_lot",
    "drop_equal",
    "fill_vacancies",
    "find_condorcet",
    "find_margin",
    "gather_tiers",
    "line_up",
    "read_abc_yaml",
    "read_approval_csv",
    "read_blt",
    "read_blt_tiers",
    "read_place_rules",
    "read_places",
    "read_preflib",
    "read_rank_csv",
    "read_score_csv",
    "withdraw",
    "write_blt",
]
