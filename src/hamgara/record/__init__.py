"""The tamper-evident record: what was done, in what order, in a form that anyone can check.

It knows nothing of what acts mean; `verify` is handed the replay by the assembly.
"""

from hamgara.record.authorship import challenge
from hamgara.record.authorship import check as check_signature
from hamgara.record.authorship import payload as signed_payload
from hamgara.record.authorship import sign as sign_act
from hamgara.record.bundle import Bundle, make_bundle, witness_path, write_bundle, zip_bundle
from hamgara.record.canonical import canonical, parse
from hamgara.record.checkpoint import (
    Checkpoint,
    assembly_id,
    log_signer,
    log_verifier,
    open_checkpoint,
    origin_of,
    sign_checkpoint,
)
from hamgara.record.cose import read_cose
from hamgara.record.cosignature import Witness, WitnessVerifier, add_cosignature, cosigned_times
from hamgara.record.entry import MAX_ENTRY, Entry, Signature
from hamgara.record.errors import (
    AuthorshipError,
    BundleError,
    NoteError,
    ProofError,
    RecordError,
    VerificationFailed,
)
from hamgara.record.merkle import (
    EMPTY_ROOT,
    Tree,
    leaf_hash,
    node_hash,
    verify_consistency,
    verify_inclusion,
)
from hamgara.record.note import Note, Signer, Verifier, generate_seed, open_note, sign_note
from hamgara.record.tiles import read_entries, tile_path, tile_paths, write_tiles
from hamgara.record.verification import Replay, Verification, verify

__all__ = [
    "EMPTY_ROOT",
    "MAX_ENTRY",
    "AuthorshipError",
    "Bundle",
    "BundleError",
    "Checkpoint",
    "Entry",
    "Note",
    "NoteError",
    "ProofError",
    "RecordError",
    "Replay",
    "Signature",
    "Signer",
    "Tree",
    "Verification",
    "VerificationFailed",
    "Verifier",
    "Witness",
    "WitnessVerifier",
    "add_cosignature",
    "assembly_id",
    "canonical",
    "challenge",
    "check_signature",
    "cosigned_times",
    "generate_seed",
    "leaf_hash",
    "log_signer",
    "log_verifier",
    "make_bundle",
    "node_hash",
    "open_checkpoint",
    "open_note",
    "origin_of",
    "parse",
    "read_cose",
    "read_entries",
    "sign_act",
    "sign_checkpoint",
    "sign_note",
    "signed_payload",
    "tile_path",
    "tile_paths",
    "verify",
    "verify_consistency",
    "verify_inclusion",
    "witness_path",
    "write_bundle",
    "write_tiles",
    "zip_bundle",
]
