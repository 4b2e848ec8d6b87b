"""The trustees' shuffles of answers that give numbers: made by one trustee after another, checked by anyone."""

from __future__ import annotations

from collections.abc import Sequence

from hamgara.ballots import messages
from hamgara.ballots.answers import read_ciphertexts, write_ciphertext
from hamgara.ballots.canonical import read, read_number, write
from hamgara.ballots.election import Election
from hamgara.ballots.errors import Rejected
from hamgara.ballots.primitives.group import Below, Element, random_below
from hamgara.ballots.primitives.mixnet import ShuffleProof, check_shuffle_proof, shuffle
from hamgara.ballots.primitives.proofs import Ciphertext
from hamgara.ballots.tally import Tally

__all__ = ["check_shuffle", "read_shuffle", "shuffle_tally"]


def shuffle_tally(election: Election, tally: Tally, *, below: Below = random_below) -> bytes:
    """A trustee's shuffle of what the tally has to be shuffled, as it is published."""
    group = election.group
    ciphertexts, proofs = [], []
    for column in tally.shuffled(election):
        after, proof = shuffle(group, election.key, election.fingerprint, column, below)
        ciphertexts.append([write_ciphertext(group, one) for one in after])
        t = [group.encode(element) for element in proof.t]
        s = [str(number) for number in proof.s]
        proofs.append(
            (
                (t[0], t[1], t[2], (t[3], t[4]), [group.encode(element) for element in proof.t_chain]),
                (s[0], s[1], s[2], s[3], _print(proof.s_chain), _print(proof.s_permutation)),
                [group.encode(element) for element in proof.c],
                [group.encode(element) for element in proof.c_chain],
            )
        )
    return write(messages.Shuffle(ciphertexts=ciphertexts, proofs=proofs))


def _print(numbers: Sequence[int]) -> list[str]:
    return [str(number) for number in numbers]


def read_shuffle(election: Election, raw: bytes, where: str = "shuffle") -> list[list[Ciphertext]]:
    """What a shuffle left, nothing of it checked: for one that was checked before."""
    message = read(raw, messages.Shuffle, where)
    return [read_ciphertexts(election.group, column, where) for column in message.ciphertexts]


def check_shuffle(
    election: Election, before: Sequence[Sequence[Ciphertext]], raw: bytes, where: str = "shuffle"
) -> list[list[Ciphertext]]:
    """The shuffled ciphertexts of each question to be shuffled, proved to be those before."""
    group = election.group
    message = read(raw, messages.Shuffle, where)
    if not len(message.ciphertexts) == len(message.proofs) == len(before):
        raise Rejected("form", where, f"{len(before)} questions are asked for")
    shuffled = []
    for index, column in enumerate(before):
        place = f"{where}, list {index + 1}"
        (t1, t2, t3, (t41, t42), t_chain), (s1, s2, s3, s4, s_chain, s_permutation), c, c_chain = message.proofs[index]
        after = read_ciphertexts(group, message.ciphertexts[index], f"{place}, ciphertext")
        for part in (after, t_chain, s_chain, s_permutation, c, c_chain):
            if len(part) != len(column):
                raise Rejected("form", place, f"lists of {len(column)} are asked for")

        def elements(texts: Sequence[str], place: str = place) -> tuple[Element, ...]:
            return tuple(group.decode_all(texts, [place] * len(texts)))

        def numbers(texts: Sequence[str], place: str = place) -> tuple[int, ...]:
            return tuple(read_number(text, group.order, place, group.digits) for text in texts)

        proof = ShuffleProof(
            elements((t1, t2, t3, t41, t42)),
            elements(t_chain),
            numbers((s1, s2, s3, s4)),
            numbers(s_chain),
            numbers(s_permutation),
            elements(c),
            elements(c_chain),
        )
        if group.find_outsider([*(part for one in after for part in one), *proof.elements()]) is not None:
            raise Rejected("outside", place)
        check_shuffle_proof(group, election.key, election.fingerprint, column, after, proof, place)
        shuffled.append(after)
    return shuffled
