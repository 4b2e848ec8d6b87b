"""Secret ballots that anyone can verify, compatible with Belenios (protocol version 1).

Who does what, in order:

- the trustees make keys: `generate_key` and `prove_key` for those who are all needed, `ceremony` for a threshold;
- the registrar makes codes: `register`; the server holds `Registration.public` only;
- the server writes `Election.create` with the key of `read_trustees`, and begins an `Archive`;
- a voter's device seals: `seal`, `track`; the server's `Box` admits;
- the server sums (`Box.close`), the trustees shuffle (`shuffle_tally`) and decrypt (`decrypt_tally`), and
  `compute_result` gives the outcome;
- anyone runs `verify` on the archive.

Whatever was received is refused by `Rejected` (a `BallotError`), which names what failed and where.
"""

from __future__ import annotations

from hamgara.ballots import ceremony, sheets
from hamgara.ballots.archive import (
    Archive,
    Step,
    is_prefix,
    read_steps,
    write_archive,
    write_owned,
    write_setup,
)
from hamgara.ballots.ballot import CheckedBallot, audit, check_ballot, read_ballot, seal, seal_for_audit, track
from hamgara.ballots.box import Box
from hamgara.ballots.credentials import (
    Credentials,
    Registration,
    Voter,
    derive_secret,
    generate_code,
    read_credentials,
    read_voters,
    register,
)
from hamgara.ballots.decryption import check_decryption, decrypt_tally, read_decryption
from hamgara.ballots.election import BASE_58, Election, generate_uuid
from hamgara.ballots.errors import REASONS, BallotError, Rejected
from hamgara.ballots.groups import GROUPS, find_group
from hamgara.ballots.messages import Context, PublicKey, Template, ThresholdParameters
from hamgara.ballots.questions import Question
from hamgara.ballots.result import Outcome, check_result, compute_result, read_result
from hamgara.ballots.shuffles import check_shuffle, read_shuffle, shuffle_tally
from hamgara.ballots.tally import Sum, Tally, read_tally, write_size
from hamgara.ballots.trustees import (
    Threshold,
    Trustee,
    Trustees,
    generate_key,
    prove_key,
    read_key_file,
    read_trustees,
    write_key_file,
    write_trustees,
)
from hamgara.ballots.verifier import Report, verify

__all__ = [
    "BASE_58",
    "GROUPS",
    "REASONS",
    "Archive",
    "BallotError",
    "Box",
    "CheckedBallot",
    "Context",
    "Credentials",
    "Election",
    "Outcome",
    "PublicKey",
    "Question",
    "Registration",
    "Rejected",
    "Report",
    "Step",
    "Sum",
    "Tally",
    "Template",
    "Threshold",
    "ThresholdParameters",
    "Trustee",
    "Trustees",
    "Voter",
    "audit",
    "ceremony",
    "check_ballot",
    "check_decryption",
    "check_result",
    "check_shuffle",
    "compute_result",
    "decrypt_tally",
    "derive_secret",
    "find_group",
    "generate_code",
    "generate_key",
    "generate_uuid",
    "is_prefix",
    "prove_key",
    "read_ballot",
    "read_credentials",
    "read_decryption",
    "read_key_file",
    "read_result",
    "read_shuffle",
    "read_steps",
    "read_tally",
    "read_trustees",
    "read_voters",
    "register",
    "seal",
    "seal_for_audit",
    "sheets",
    "shuffle_tally",
    "track",
    "verify",
    "write_archive",
    "write_key_file",
    "write_owned",
    "write_setup",
    "write_size",
    "write_trustees",
]
