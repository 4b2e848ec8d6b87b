"""Why something of a secret ballot was refused: a reason out of a closed list, and the place that it concerns."""

from __future__ import annotations

__all__ = ["REASONS", "BallotError", "Rejected"]

#: Every reason that this package gives, with its meaning. `docs/ballots.md` lists the same.
REASONS = {
    "size": "longer than anything of its kind can be",
    "form": "not the exact JSON, or not the exact bytes, that its format prescribes",
    "number": "a number outside its range",
    "element": "not the one encoding of an element of the group",
    "outside": "an element of the surrounding set that is not in the group of prime order",
    "proof": "a proof does not hold",
    "signature": "a signature does not hold",
    "context": "made for another election, group, trustee or recipient",
    "credential": "a credential that is not on the registrar's list",
    "duplicate": "a credential, a trustee or a record twice where once is allowed",
    "seen": "a ballot that is already in the box",
    "order": "an event or a record out of its turn",
    "chain": "an event that does not follow from the one before it",
    "hash": "content that does not have the hash it is called by",
    "missing": "something that must be there is not",
    "tally": "the sum is not that of the ballots",
    "key": "a public key does not follow from its parts",
    "result": "the result is not what the decryptions say",
    "choice": "an answer that the question does not allow",
    "code": "a voter's code with a typing error",
    "secret": "a private key that does not belong to the public one, or a message that does not open",
    "unsupported": "a group, a version or a kind of question that this program does not count",
}


class BallotError(Exception):
    """Something of an election with secret ballots is not as it must be.

    `reason` is a key of `REASONS`, `where` names the place in words that a reader of the archive understands
    (`ballot 3, question 1, answer 2`), `detail` says what was found or expected.
    """

    def __init__(self, reason: str, where: str, detail: str = "") -> None:
        assert reason in REASONS, reason
        self.reason = reason
        self.where = where
        self.detail = detail
        super().__init__(reason, where, detail)

    def __str__(self) -> str:
        meaning = self.detail or REASONS[self.reason]
        return f"{self.where}: {meaning} ({self.reason})" if self.where else f"{meaning} ({self.reason})"

    def within(self, place: str) -> BallotError:
        """The same error, its place preceded by a wider one."""
        where = f"{place}, {self.where}" if self.where else place
        return type(self)(self.reason, where, self.detail)


class Rejected(BallotError):  # noqa: N818 - the outcome has this name in reports
    """What was received does not verify; nothing of it may be used."""
