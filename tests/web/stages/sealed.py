"""A sealed election of the cast, up to whatever a test needs: every keeper works through the pages' own sheets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hamgara import ballots as sealed
from hamgara.assembly import Charter
from hamgara.assembly.charter import ElectionRules
from hamgara.ballots import sheets

KEY = "el-sealed"
TITLE = {"fa": "انتخاب هیئت هماهنگی", "en": "Election of the committee"}
TRUSTEES = ("organisation", "union", "independent")
REGISTRAR = "other"
CHARTER = Charter(elections=ElectionRules(secrecy="sealed", methods=("block", "scottish-stv")))


@dataclass
class Scene:
    """The election and the secrets of its keepers and voters."""

    cast: Any
    clock: Any
    sign: Callable[..., Client]
    keys: dict[str, sheets.KeyFile] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    name: str = KEY

    def url(self, rest: str = "") -> str:
        return str(self.cast.url(f"elections/{self.name}/{rest}"))

    @property
    def election(self) -> Any:
        return self.cast.state.elections.elections[self.name]

    def post(self, who: str, kind: str, data: bytes | None = None, **more: str) -> Any:
        form: dict[str, Any] = {"election": self.name, **more}
        if data is not None:
            form["file"] = SimpleUploadedFile("file", data)
        return self.sign(who).post(self.cast.url(f"do/{kind}/"), form)

    def call(self, method: str = "block", threshold: int = 2, seats: int = 2, **more: str) -> None:
        form = {
            "election_title_fa": TITLE["fa"],
            "election_title_en": TITLE["en"],
            "body": "committee",
            "seats": str(seats),
            "method": method,
            "trustees": [self.cast[who] for who in TRUSTEES],
            "threshold": str(threshold),
            "registrar": self.cast[REGISTRAR],
            **more,
        }
        before = set(self.cast.state.elections.elections)
        response = self.sign("secretariat").post(self.cast.url("do/election.called/"), form)
        assert response.status_code == 302, response.content.decode()
        (self.key,) = set(self.cast.state.elections.elections) - before

    def start(self, method: str = "block", threshold: int = 2, *, rehearsal: bool = False) -> None:
        """The call, by the act itself so that the election has a known id, and who stands."""
        self.cast.act(
            "secretariat",
            "election.called",
            id=KEY,
            title=TITLE,
            seats=2,
            method=method,
            trustees=[self.cast[who] for who in TRUSTEES],
            threshold=threshold,
            registrar=self.cast[REGISTRAR],
            rehearsal=rehearsal,
        )
        for who in ("independent", "other", "delegate"):
            self.cast.act(who, "nomination.made", election=KEY, candidate=self.cast[who])

    def work(self, who: str, kind: str = "key.contributed") -> Any:
        """A trustee downloads the sheet, does the step, and hands in what it made."""
        sheet = sheets.read_sheet(self.sign(who).get(self.url("sealing/trustee.sheet.json")).content)
        assert isinstance(sheet, sheets.TrusteeSheet)
        made, self.keys[who] = sheets.work(sheet, self.keys.get(who))
        return self.post(who, kind, made + b"\n")

    def list_codes(self) -> Any:
        raw = self.sign(REGISTRAR).get(self.url("sealing/registrar.sheet.json")).content
        sheet = sheets.read_sheet(raw)
        assert isinstance(sheet, sheets.RegistrarSheet)
        voters = [sealed.Voter(voter.id, voter.weight) for voter in sheet.voters]
        made = sealed.register(sealed.find_group(sheet.group), sheet.election, voters)
        self.codes = dict(made.codes)
        return self.post(REGISTRAR, "credentials.listed", made.public + b"\n")

    def open(self) -> None:
        """The whole ceremony, the codes, and the voting."""
        for _ in self.election.sealing.steps:
            for who in TRUSTEES:
                assert self.work(who).status_code == 302
        assert self.list_codes().status_code == 302
        closes = {"closes_day": "2010/07/03", "closes_time": "12:00"}
        response = self.post("secretariat", "voting.opened", **closes)
        assert response.status_code == 302, response.content.decode()

    def seal(self, who: str, marks: list[int], code_of: str = "") -> bytes:
        raw = self.sign(who).get(self.url("sealing/election.json")).content
        election = sealed.Election.read(raw)
        return sealed.seal(election, self.codes[self.cast[code_of or who]], [marks])

    def cast_ballot(self, who: str, marks: list[int], code_of: str = "") -> Any:
        ballot = self.seal(who, marks, code_of).decode()
        return self.sign(who).post(self.url("ballot/"), {"ballot": ballot})

    def close(self) -> None:
        self.clock.forward(days=3)
        assert self.post("secretariat", "ballots.closed").status_code == 302
