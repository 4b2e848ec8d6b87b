"""A sealed decision for tests, through the record and step by step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec import to_builtins
from tests.assembly.house import House
from tests.assembly.sealed import TRUSTEES, Keepers
from tests.assembly.story import accreditation, resolve

from hamgara import ballots as sealed
from hamgara.assembly import Charter, Refused
from hamgara.assembly.act import SECRETARIAT as S
from hamgara.assembly.decisions import decide_outcome
from hamgara.assembly.sealing import check_setup, compute_opened, find_group, weigh_roll, write_archive

KEY = "v-sealed"
VOTES = {"del-one": [1, 0, 0], "org-two": [0, 1, 0], "ind-one": [1, 0, 0], "ind-two": [0, 0, 1]}
CHARTER = Charter(sealed=("motion",))
OPENING = {
    "id": KEY, "subject": {"matter": "motion", "id": KEY}, "text": {"fa": "آیا چنین کنیم؟"},
    "trustees": list(TRUSTEES), "threshold": 2, "registrar": "ind-four",
}  # fmt: skip


class SealedVote:
    """A sealed decision, step by step; the trustee `ind-two` loses the key."""

    def __init__(self, charter: Charter = CHARTER, **opening: Any) -> None:
        self.opening = {**OPENING, **opening}
        self.house = House(charter)
        for step in accreditation():
            self.house.do(step[0], step[1], resolve(step, self.house))
        self.keepers = Keepers(KEY, VOTES, ("ind-two",))

    def do(self, by: str, kind: str, data: dict[str, Any] | Callable[[House], dict[str, Any]]) -> None:
        self.house.do(by, kind, data(self.house) if callable(data) else data)

    def attached(self, name: str) -> bytes:
        return self.house.attached[name]

    def prepare(self) -> None:
        """The decision is opened, the key made and the codes listed."""
        self.do(S, "decision.opened", self.opening)
        for _ in range(3):
            for trustee in TRUSTEES:
                self.do(trustee, "key.contributed", self.keepers.contribute(trustee))
        found, sealing = self.keepers.found(self.house)
        _, weights = weigh_roll(found.roll)
        voters = [sealed.Voter(voter, weight) for voter, weight in weights.items()]
        made = sealed.register(find_group(found.method), sealing.uuid, voters, below=self.keepers.below)
        self.keepers.codes = dict(made.codes)
        listed = {"election": KEY, "credentials": self.house.attach(made.public)}
        self.do("ind-four", "credentials.listed", listed)

    def start(self) -> None:
        """Voting is opened."""
        found, _ = self.keepers.found(self.house)
        raw = check_setup(found, found.roll, self.attached)
        opening = {"election": KEY, "closes": self.house.later(hours=1), "sealed": self.house.attach(raw)}
        self.do(S, "voting.opened", opening)

    def open(self) -> None:
        """All of it, up to the open box."""
        self.prepare()
        self.start()

    def close(self, **more: Any) -> None:
        """All vote, the box is closed, and two of the three trustees decrypt."""
        for voter in VOTES:
            self.do(S, "ballot.received", self.keepers.seal(voter))
        self.do(S, "ballots.closed", {**self.keepers.close(self.house), **more})
        for trustee in (TRUSTEES[0], TRUSTEES[2]):
            self.do(trustee, "tally.decrypted", self.keepers.decrypt(trustee))

    def outcome(self) -> dict[str, Any]:
        found, _ = self.keepers.found(self.house)
        opened = compute_opened(found, self.attached)
        decided = decide_outcome(self.house.state, self.house.state.decisions.decisions[KEY], opened)
        archive = write_archive(found, self.attached, opened)
        parts = {"opened": self.house.attach(opened), "archive": self.house.attach(archive)}
        return {"id": KEY, "outcome": to_builtins(decided), **parts}

    def refusal(self, by: str, kind: str, data: dict[str, Any]) -> str:
        with pytest.raises(Refused) as refused:
            self.house.do(by, kind, data)
        return refused.value.code
