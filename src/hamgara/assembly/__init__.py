"""The rules of an assembly: acts, when each is in order, and what follows from them.

Knows no database, no web, no clock and no randomness.
"""

from hamgara.assembly.act import KINDS, STAGES, Act, Case, Record, Refused, Role, Stage
from hamgara.assembly.asks import Ask, list_asks
from hamgara.assembly.charter import Charter, charter_hash
from hamgara.assembly.drafts import merge_amendments, voting_list_of
from hamgara.assembly.provenance import Brought, trace_words
from hamgara.assembly.replay import AssemblyReplay
from hamgara.assembly.state import EMPTY, State, Step, admit, decode_act, may, roles

__all__ = [
    "EMPTY",
    "KINDS",
    "STAGES",
    "Act",
    "Ask",
    "AssemblyReplay",
    "Brought",
    "Case",
    "Charter",
    "Record",
    "Refused",
    "Role",
    "Stage",
    "State",
    "Step",
    "admit",
    "charter_hash",
    "decode_act",
    "list_asks",
    "may",
    "merge_amendments",
    "roles",
    "trace_words",
    "voting_list_of",
]
