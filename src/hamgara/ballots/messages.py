"""The messages of an election as Belenios prints them: which fields, in which order. Numbers are still text here."""

from __future__ import annotations

from typing import Any, TypeAlias

from msgspec import UNSET, Raw, Struct, UnsetType

__all__ = [
    "Answer",
    "Ballot",
    "CertificateKeys",
    "ChannelMessage",
    "Ciphertext",
    "Coefficients",
    "Context",
    "DecryptionKey",
    "Election",
    "EncryptedMessage",
    "Event",
    "Header",
    "HomomorphicQuestion",
    "OpenAnswer",
    "OpenQuestion",
    "Opening",
    "Owned",
    "PartialDecryption",
    "Polynomial",
    "Proof",
    "PublicKey",
    "QuestionBox",
    "RawPolynomial",
    "Result",
    "Secret",
    "SetupData",
    "Shuffle",
    "ShuffleCommitments",
    "ShuffleResponses",
    "Signature",
    "SignedMessage",
    "SizedTally",
    "Template",
    "ThresholdParameters",
    "Vinput",
    "Voutput",
]


class Message(Struct, forbid_unknown_fields=True, frozen=True):
    """A JSON object with these fields, in this order, and no others."""


class Proof(Message, kw_only=True, frozen=True):
    challenge: str
    response: str


class Ciphertext(Message, kw_only=True, frozen=True):
    alpha: str
    beta: str


class HomomorphicQuestion(Message, kw_only=True, frozen=True):
    """Choose from `min` to `max` of the answers; where `blank`, or leave it blank."""

    answers: tuple[str, ...]
    blank: bool | UnsetType = UNSET
    min: int
    max: int
    question: str


class OpenQuestion(Message, kw_only=True, frozen=True):
    """Give every answer a number (a rank, a score); each answer set is published after the shuffles."""

    answers: tuple[str, ...]
    question: str


class QuestionBox(Message, kw_only=True, frozen=True):
    type: str
    value: OpenQuestion
    extra: Any = UNSET


class Template(Message, kw_only=True, frozen=True):
    """What an election asks, before it has a key."""

    description: str
    name: str
    questions: list[Raw]
    administrator: str | UnsetType = UNSET
    credential_authority: str | UnsetType = UNSET


class Election(Message, kw_only=True, frozen=True):
    version: int
    description: str
    name: str
    group: str
    public_key: str
    questions: list[Raw]
    uuid: str
    administrator: str | UnsetType = UNSET
    credential_authority: str | UnsetType = UNSET


class Answer(Message, kw_only=True, frozen=True):
    """The answer to a homomorphic question."""

    choices: list[Ciphertext]
    individual_proofs: list[list[Proof]]
    overall_proof: list[Proof]
    blank_proof: list[Proof] | UnsetType = UNSET


class OpenAnswer(Message, kw_only=True, frozen=True):
    choices: Ciphertext
    proof: Proof


class Signature(Message, kw_only=True, frozen=True):
    hash: str
    proof: Proof


class Ballot(Message, kw_only=True, frozen=True):
    election_uuid: str
    election_hash: str
    credential: str
    answers: list[Raw]
    signature: Signature | UnsetType = UNSET


class Opening(Message, kw_only=True, frozen=True):
    """What opens a sealed ballot for an audit: ours, not of Belenios."""

    version: int
    tracker: str
    choices: list[list[int]]
    randomness: list[list[str]]


class SignedMessage(Message, kw_only=True, frozen=True):
    message: str
    signature: Proof


class ChannelMessage(Message, kw_only=True, frozen=True):
    recipient: str
    message: str


class EncryptedMessage(Message, kw_only=True, frozen=True):
    alpha: str
    beta: str
    data: str


class Context(Message, kw_only=True, frozen=True):
    """What a trustee's certificate is for: since 2.5.1 of Belenios; `election` is ours, and Belenios passes over it."""

    group: str
    size: int
    threshold: int
    index: int
    election: str | UnsetType = UNSET


class CertificateKeys(Message, kw_only=True, frozen=True):
    context: Context | UnsetType = UNSET
    verification: str
    encryption: str


class Coefficients(Message, kw_only=True, frozen=True):
    coefexps: list[str]


class RawPolynomial(Message, kw_only=True, frozen=True):
    polynomial: list[str]


class Secret(Message, kw_only=True, frozen=True):
    secret: str


class DecryptionKey(Message, kw_only=True, frozen=True):
    decryption_key: str


class PublicKey(Message, kw_only=True, frozen=True):
    pok: Proof
    public_key: str
    signature: Proof | UnsetType = UNSET
    name: str | UnsetType = UNSET


class Polynomial(Message, kw_only=True, frozen=True):
    polynomial: str
    secrets: list[str]
    coefexps: SignedMessage
    signature: Proof | UnsetType = UNSET


class Vinput(Message, kw_only=True, frozen=True):
    polynomial: str
    secrets: list[str]
    coefexps: list[SignedMessage]
    signatures: list[Proof] | UnsetType = UNSET


class Voutput(Message, kw_only=True, frozen=True):
    private_key: str
    public_key: PublicKey


class ThresholdParameters(Message, kw_only=True, frozen=True):
    threshold: int
    certs: list[SignedMessage]
    coefexps: list[SignedMessage]
    signatures: list[Proof] | UnsetType = UNSET
    verification_keys: list[PublicKey]


class Header(Message, kw_only=True, frozen=True):
    version: int
    timestamp: int | str


class Event(Message, kw_only=True, frozen=True):
    parent: str | UnsetType = UNSET
    height: int
    type: str
    payload: str | UnsetType = UNSET


class SetupData(Message, kw_only=True, frozen=True):
    election: str
    trustees: str
    credentials: str


class SizedTally(Message, kw_only=True, frozen=True):
    num_tallied: int
    total_weight: int | str
    encrypted_tally: str


class Owned(Message, kw_only=True, frozen=True):
    owner: int
    payload: str


#: t1, t2, t3, (t4.1, t4.2), and the commitments of the chain.
ShuffleCommitments: TypeAlias = tuple[str, str, str, tuple[str, str], list[str]]
#: s1 … s4, the responses of the chain, those of the permutation.
ShuffleResponses: TypeAlias = tuple[str, str, str, str, list[str], list[str]]


class Shuffle(Message, kw_only=True, frozen=True):
    ciphertexts: list[list[Ciphertext]]
    proofs: list[tuple[ShuffleCommitments, ShuffleResponses, list[str], list[str]]]


class PartialDecryption(Message, kw_only=True, frozen=True):
    decryption_factors: list[list[str]]
    decryption_proofs: list[list[Proof]]


class Result(Message, kw_only=True, frozen=True):
    result: list[Any]
