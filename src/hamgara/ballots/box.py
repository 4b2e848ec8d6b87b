"""The ballot box: admits a ballot once, from a listed credential, after every check; knows the last of each credential.

A ballot that was in the box before is refused ("weeding"): else whoever carries the box could replay a voter's earlier
ballot and so take back a later one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from hamgara.ballots.ballot import CheckedBallot, check_ballot, track
from hamgara.ballots.credentials import Credentials
from hamgara.ballots.election import Election
from hamgara.ballots.errors import Rejected
from hamgara.ballots.tally import Sum, Tally

__all__ = ["Box"]


@dataclass
class Box:
    """The ballots of an election as they arrive. `seen` are the trackers of all, `last` the ballot of each
    credential.
    """

    election: Election
    credentials: Credentials
    seen: set[str] = field(default_factory=set)
    last: dict[str, CheckedBallot] = field(default_factory=dict)

    def admit(self, raw: bytes) -> CheckedBallot:
        """Check a ballot and take it in; `Rejected` by `seen`, `credential`, or whatever of the ballot does not
        hold.
        """
        tracker = track(raw)
        if tracker in self.seen:
            raise Rejected("seen", "ballot")
        checked = check_ballot(self.election, raw)
        weight = self.credentials.weights.get(checked.credential)
        if weight is None:
            raise Rejected("credential", "ballot")
        if weight != 1 and self.election.shuffles:
            raise Rejected("choice", "ballot", "answers with numbers cannot be weighted")
        self.seen.add(tracker)
        self.last[checked.credential] = checked
        return checked

    def admit_all(self, ballots: Iterable[bytes]) -> None:
        """Take in the ballots of an archive, in its order."""
        for raw in ballots:
            self.admit(raw)

    def close(self) -> Tally:
        """The encrypted tally of the ballots that count."""
        total = Sum(self.election)
        for credential, ballot in self.last.items():
            total.add(ballot.answers, self.credentials.weights[credential])
        return total.close()
