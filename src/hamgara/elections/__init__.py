"""Counting elections: ballots, methods, guarantees of place, and outcomes that explain themselves."""

from hamgara.elections.ballots import Ballots
from hamgara.elections.blt import BallotError, read_blt, write_blt
from hamgara.elections.feasibility import check_rules
from hamgara.elections.lots import Tie, digest_lot
from hamgara.elections.methods import METHODS, Method, count
from hamgara.elections.outcome import Count, CountError, Parcel, PlaceAct, PlacesReport, Round
from hamgara.elections.places import PlaceRule, Places, RulesImpossible, read_place_rules, read_places

__all__ = [
    "METHODS",
    "BallotError",
    "Ballots",
    "Count",
    "CountError",
    "Method",
    "Parcel",
    "PlaceAct",
    "PlaceRule",
    "Places",
    "PlacesReport",
    "Round",
    "RulesImpossible",
    "Tie",
    "check_rules",
    "count",
    "digest_lot",
    "read_blt",
    "read_place_rules",
    "read_places",
    "write_blt",
]
