"""What trustees do with their keys: one factor for each ciphertext of the tally, with the proof that it is right."""

from __future__ import annotations

from collections.abc import Sequence

from hamgara.ballots import messages
from hamgara.ballots.canonical import read, write
from hamgara.ballots.election import Election
from hamgara.ballots.errors import Rejected
from hamgara.ballots.primitives.channels import read_proof, write_proof
from hamgara.ballots.primitives.group import Below, Element, random_below
from hamgara.ballots.primitives.proofs import check, claim_equal, prove
from hamgara.ballots.tally import Tally

__all__ = ["check_decryption", "decrypt_tally", "read_decryption"]


def _prefix(election: Election, key: Element) -> str:
    return f"decrypt|{election.fingerprint}|{election.group.encode(key)}|"


def decrypt_tally(election: Election, tally: Tally, key: int, *, below: Below = random_below) -> bytes:
    """A trustee's partial decryption. The tally's elements must have been checked (`read_tally`, or one's own sum)."""
    group = election.group
    prefix = _prefix(election, group.power(group.generator, key))
    factors, proofs = [], []
    for column in tally.columns:
        factors.append([group.encode(group.power(one.alpha, key)) for one in column])
        proofs.append([write_proof(prove(group, prefix, key, [group.generator, one.alpha], below)) for one in column])
    return write(messages.PartialDecryption(decryption_factors=factors, decryption_proofs=proofs))


def read_decryption(election: Election, raw: bytes, where: str = "decryption") -> list[list[Element]]:
    """The factors of a partial decryption, nothing of them checked: for one that was checked before."""
    factors = read(raw, messages.PartialDecryption, where).decryption_factors
    return [[election.group.decode(text, where) for text in column] for column in factors]


def check_decryption(
    election: Election, tally: Tally, key: Element, raw: bytes, where: str = "decryption"
) -> list[list[Element]]:
    """The factors of a partial decryption, each proved to be made with the key of that trustee."""
    group = election.group
    message = read(raw, messages.PartialDecryption, where)
    widths = [len(column) for column in tally.columns]
    for printed in (message.decryption_factors, message.decryption_proofs):
        if [len(column) for column in printed] != widths:
            raise Rejected("form", where, "a factor and a proof for each ciphertext of the tally are asked for")
    prefix = _prefix(election, key)
    factors: list[list[Element]] = []
    claims = []
    for index, column in enumerate(message.decryption_factors):
        places = [f"{where}, question {index + 1}, ciphertext {number + 1}" for number in range(len(column))]
        factors.append(group.decode_all(column, places))
        for number, (factor, place) in enumerate(zip(factors[-1], places, strict=True)):
            proof = read_proof(group, message.decryption_proofs[index][number], place)
            alpha = tally.columns[index][number].alpha
            claims.append(claim_equal(group, prefix, key, alpha, factor, proof, place))
    outsider = group.find_outsider(_flatten(factors))
    if outsider is not None:
        raise Rejected("outside", claims[outsider].where)
    # A table is worth its making where it is used often; the longer the order, the larger it is.
    if len(claims) >= group.order.bit_length() // 4:
        group.remember(key)
    check(group, claims)
    return factors


def _flatten(columns: Sequence[Sequence[Element]]) -> list[Element]:
    return [element for column in columns for element in column]
