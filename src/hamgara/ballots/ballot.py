"""A whole ballot: sealed on the voter's device, opened by nobody, checked by everybody.

The credential's signature covers the ballot; each proof is bound to the election's fingerprint and to the
credential, so a copy under another credential does not verify.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from msgspec import UNSET

from hamgara.ballots import messages
from hamgara.ballots.answers import is_sealed, read_answer, seal_answer
from hamgara.ballots.canonical import fingerprint, read, read_number, write
from hamgara.ballots.credentials import derive_secret
from hamgara.ballots.election import Election
from hamgara.ballots.errors import BallotError, Rejected
from hamgara.ballots.primitives.channels import read_proof, write_proof
from hamgara.ballots.primitives.group import Below, Element, random_below
from hamgara.ballots.primitives.proofs import Ciphertext, Claim, check, claim_known, prove

__all__ = [
    "CheckedBallot",
    "audit",
    "check_ballot",
    "check_ballots",
    "most_bytes",
    "read_ballot",
    "seal",
    "seal_for_audit",
    "track",
]


@dataclass(frozen=True, slots=True)
class CheckedBallot:
    """What a ballot says after every check: nothing of the vote.

    `answers` has the ciphertexts of each question; `credential` is the encoding of the public credential.
    """

    tracker: str
    credential: str
    answers: tuple[tuple[Ciphertext, ...], ...]


def track(raw: bytes) -> str:
    """The tracker of a ballot: by it a voter finds the ballot in the box."""
    return fingerprint(raw)


def seal(election: Election, code: str, choices: Sequence[Sequence[int]], *, below: Below = random_below) -> bytes:
    """Seal a vote: for each question the marks (blank mark first where there is one) or the numbers.

    `BallotError` by `choice` or `code`. The bytes are what is cast; their `track` is what the voter keeps.
    """
    return seal_for_audit(election, code, choices, below=below)[0]


def seal_for_audit(
    election: Election, code: str, choices: Sequence[Sequence[int]], *, below: Below = random_below
) -> tuple[bytes, bytes]:
    """Seal a vote, and give also what opens it for `audit`. The opening of a ballot that is cast gives the vote
    away.
    """
    group = election.group
    if len(choices) != len(election.questions):
        raise BallotError("choice", "", f"answers to {len(election.questions)} questions are asked for")
    for index, (question, choice) in enumerate(zip(election.questions, choices, strict=True), 1):
        question.check_choice(choice, f"question {index}")
    secret = derive_secret(group, election.uuid, code)
    credential = group.encode(group.power(group.generator, secret))
    context = f"{election.fingerprint}|{credential}"
    sealed = [
        seal_answer(group, election.key, question, choice, context, below)
        for question, choice in zip(election.questions, choices, strict=True)
    ]
    unsigned = messages.Ballot(
        election_uuid=election.uuid,
        election_hash=election.fingerprint,
        credential=credential,
        answers=[answer for answer, _ in sealed],
    )
    signed = fingerprint(write(unsigned))
    proof = prove(group, f"sig|{signed}|", secret, [group.generator], below)
    raw = write(msgspec.structs.replace(unsigned, signature=messages.Signature(hash=signed, proof=write_proof(proof))))
    opening = messages.Opening(
        version=1,
        tracker=track(raw),
        choices=[list(choice) for choice in choices],
        randomness=[[str(number) for number in randomness] for _, randomness in sealed],
    )
    return raw, write(opening)


def audit(election: Election, raw: bytes, opening: bytes) -> tuple[tuple[int, ...], ...]:
    """What an opened ballot holds: the choices, `Rejected` where the device sealed anything else.

    A ballot that was opened is spoiled: it must not be cast, for whoever has its opening knows the vote.
    """
    group = election.group
    message = read(opening, messages.Opening, "opening", most_bytes(election))
    checked = check_ballot(election, raw)
    if message.version != 1:
        raise Rejected("unsupported", "opening", f"version {message.version}")
    if message.tracker != checked.tracker:
        raise Rejected("context", "opening", "it is of another ballot")
    if not len(message.choices) == len(message.randomness) == len(election.questions):
        raise Rejected("form", "opening", f"answers to {len(election.questions)} questions are asked for")
    for index, (question, choice) in enumerate(zip(election.questions, message.choices, strict=True)):
        where = f"opening, question {index + 1}"
        try:
            question.check_choice(choice, where)
        except BallotError as error:
            raise Rejected(error.reason, error.where, error.detail) from None
        numbers = [read_number(one, group.order, where, group.digits) for one in message.randomness[index]]
        if not is_sealed(group, election.key, question, choice, numbers, checked.answers[index]):
            raise Rejected("proof", where, "the ballot holds something else")
    return tuple(tuple(choice) for choice in message.choices)


def most_bytes(election: Election) -> int:
    """More than any ballot of this election can have."""
    group = election.group
    element, proof = len(group.encode(group.generator)) + 400, 2 * group.digits + 40
    total = 4096 + element + proof
    for question in election.questions:
        disjuncts = 2 * question.width + 2 + max(0, question.most - question.least) + 2
        total += question.width * 2 * (element + 30) + disjuncts * proof + 200
    return total


def _read(election: Election, raw: bytes, where: str) -> tuple[CheckedBallot, Element, list[Claim]]:
    group = election.group
    message = read(raw, messages.Ballot, where, most_bytes(election))
    if message.election_uuid != election.uuid or message.election_hash != election.fingerprint:
        raise Rejected("context", where, "made for another election")
    if message.signature is UNSET:
        raise Rejected("missing", f"{where}, signature")
    if len(message.answers) != len(election.questions):
        raise Rejected("form", where, f"answers to {len(election.questions)} questions are asked for")
    credential = group.decode(message.credential, f"{where}, credential")
    signature = message.signature
    if signature.hash != fingerprint(write(msgspec.structs.replace(message, signature=UNSET))):
        raise Rejected("hash", f"{where}, signature", "it is of another content")
    proof = read_proof(group, signature.proof, f"{where}, signature")
    claims = [
        claim_known(group, f"sig|{signature.hash}|", credential, proof, f"{where}, signature", reason="signature")
    ]
    context = f"{election.fingerprint}|{message.credential}"
    answers = []
    for index, (question, data) in enumerate(zip(election.questions, message.answers, strict=True), 1):
        sealed, more = read_answer(group, election.key, question, data, context, f"{where}, question {index}")
        answers.append(tuple(sealed))
        claims += more
    return CheckedBallot(track(raw), message.credential, tuple(answers)), credential, claims


def read_ballot(election: Election, raw: bytes, where: str = "ballot") -> CheckedBallot:
    """What a ballot says, its form checked and nothing else: for one that was checked before."""
    return _read(election, raw, where)[0]


def check_ballots(election: Election, ballots: Sequence[tuple[str, bytes]]) -> list[CheckedBallot]:
    """Check ballots, each with the words for its place; `Rejected` names the first that does not hold.

    Membership is checked over all of them at once (see `Group.find_outsider`), before any proof is looked at.
    Whether the credential is listed, and whether the ballot was seen before, is for the box to say.
    """
    group = election.group
    checked: list[CheckedBallot] = []
    claims: list[Claim] = []
    elements: list[Element] = []
    places: list[str] = []
    for where, raw in ballots:
        ballot, credential, more = _read(election, raw, where)
        checked.append(ballot)
        claims += more
        elements.append(credential)
        places.append(f"{where}, credential")
        for question, answer in enumerate(ballot.answers, 1):
            for index, ciphertext in enumerate(answer, 1):
                elements += ciphertext
                places += [f"{where}, question {question}, answer {index}"] * 2
    outsider = group.find_outsider(elements)
    if outsider is not None:
        raise Rejected("outside", places[outsider])
    check(group, claims)
    return checked


def check_ballot(election: Election, raw: bytes, where: str = "ballot") -> CheckedBallot:
    """Check one ballot."""
    return check_ballots(election, [(where, raw)])[0]
