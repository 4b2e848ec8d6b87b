"""The record of a real assembly: whatever is changed in its bundle, verification refuses it and says why.

The scenario is short, and yet has what a meeting has: accreditation, a round of positions, sittings with a quorum,
signed roll-call votes, a secret decision, an election with guarantees of place, a signed resolution, witnesses.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.assembly.house import BOSTON, MONTREAL, SEED, TORONTO, House, commitment
from tests.record.go_agreement import agree_on
from tests.record.misstatements import misstated_bundles
from tests.record.tampering import Files, altered_bundles, tampered_bundles, true_id
from tests.record.test_go import checker  # noqa: F401 - a fixture

from hamgara.assembly import AssemblyReplay, Charter
from hamgara.record import (
    Bundle,
    VerificationFailed,
    Witness,
    log_verifier,
    make_bundle,
    sign_act,
    sign_checkpoint,
    verify,
)
from hamgara.record.entry import to_base64

S = "secretariat"
PLACES = {"org-one": TORONTO, "org-two": BOSTON, "ind-one": TORONTO, "ind-two": BOSTON, "ind-three": MONTREAL}
KEYS = {name: Ed25519PrivateKey.from_private_bytes(hashlib.sha256(name.encode()).digest()) for name in PLACES}
WITNESSES = tuple(Witness(f"{name}.example/witness", hashlib.sha256(f"w {name}".encode()).digest()) for name in PLACES)
CHARTER = Charter(signed=("vote.cast", "resolution.signed"), secret=("membership",))
COSIGNED = 1281805200
#: A member that is not elected: those elected may do some of what the secretariat does.
OUTSIDE = "org-one"


def both(text: str) -> dict[str, str]:
    return {"fa": f"متن {text}", "en": f"Text {text}"}


class Meeting(House):
    """A house whose members sign with their own keys."""

    def sign(self, by: str, kind: str, data: dict[str, Any]) -> None:
        nonce = f"n{self.state.seq}"
        self.do(by, kind, data, sign_act(self.id, by, kind, data, nonce, KEYS[by]))

    def vote(self, key: str, subject: dict[str, Any], noes: tuple[str, ...] = ()) -> None:
        self.do(S, "decision.opened", {"id": key, "subject": subject, "sitting": "sit-one"})
        for name in PLACES:
            choice = "no" if name in noes else "yes"
            self.sign(name, "vote.cast", {"decision": key, "choice": choice})
        self.do(S, "decision.closed", self.outcome(key))


def _accredit(house: Meeting) -> None:
    for name, place in PLACES.items():
        data: dict[str, Any] = {"id": name, "as": "organisation" if name.startswith("org") else "independent"}
        data |= {"name": both(name)} if name.startswith("org") else {"commitment": commitment(name)}
        house.do(S, "member.invited", {**data, "place": place})
        house.do(name, "invitation.accepted", {})
        house.do(S, "member.accredited", {"id": name})
        key = to_base64(KEYS[name].public_key().public_bytes_raw())
        house.do(name, "key.registered", {"key": {"alg": "ed25519", "key": key}})
    for witness in WITNESSES[:2]:
        house.do(S, "witness.registered", {"name": witness.verifier.name, "vkey": witness.vkey})


def _seek_ground(house: Meeting) -> None:
    for key in ("pos-one", "pos-two"):
        house.do("ind-one", "position.proposed", {"id": key, "text": both(key)})
        house.do(S, "position.admitted", {"id": key})
    opened = {"id": "rnd-one", "title": both("round"), "positions": ["pos-one", "pos-two"]}
    house.do(S, "round.opened", {**opened, "closes": house.later(hours=1)})
    house.wait(hours=2)
    reactions = [(name, "pos-one", value) for name, value in zip(PLACES, (1, 1, -1, 0, 1), strict=True)]
    reactions += [("ind-one", "pos-two", 1), ("ind-two", "pos-two", -1)]
    house.do(S, "round.closed", house.round("rnd-one", reactions))


def _meet(house: Meeting) -> None:
    fixed = {"id": "mtg-one", "title": both("meeting"), "days": ["2010-08-13"], "timezone": "America/New_York"}
    house.do(S, "meeting.fixed", {**fixed, "place": BOSTON})
    house.do(S, "meeting.opened", {"id": "mtg-one"})
    times = {"starts": house.later(), "ends": house.later(hours=3)}
    house.do(S, "sitting.called", {"id": "sit-one", "meeting": "mtg-one", "title": both("sitting"), **times})
    house.do(S, "agenda.set", {"sitting": "sit-one", "items": [{"id": "item-one", "title": both("item")}]})
    house.do(S, "sitting.opened", {"id": "sit-one"})
    house.do(S, "attendance.recorded", {"sitting": "sit-one", "came": list(PLACES)})
    house.do(S, "quorum.counted", house.quorum("sit-one"))


def _decide(house: Meeting) -> None:
    for key, kind in (("cl-two", "slogan"), ("cl-one", "basis")):
        house.do("ind-one", "clause.proposed", {"id": key, "as": kind, "title": both(key), "text": both(key)})
    amendment = {"id": "am-one", "clause": "cl-one", "version": 1, "text": both("am-one")}
    house.do("ind-two", "amendment.proposed", amendment)
    house.vote("dec-am", {"matter": "amendment", "id": "am-one"}, ("org-two",))
    _sound(house)
    house.vote("dec-one", {"matter": "clause", "id": "cl-one", "version": 2}, ("ind-one", "ind-three"))
    for key, by in (("am-two", "ind-two"), ("am-three", "ind-three")):
        rival = {"id": key, "clause": "cl-two", "version": 1, "text": both(key)}
        house.do(by, "amendment.proposed", rival)
    house.do(S, "list.drawn", house.drawn("lst-one", ["cl-two"]))
    house.vote("dec-list", {"matter": "amendment", "id": "am-two", "list": "lst-one"})
    house.do(S, "list.closed", house.enacted("lst-one"))
    house.vote("dec-two", {"matter": "clause", "id": "cl-two", "version": 2})
    subject = {"matter": "membership", "id": "ind-three"}
    house.do(S, "decision.opened", {"id": "dec-secret", "subject": subject, "sitting": "sit-one"})
    votes = dict(zip(PLACES, ("yes", "no", "no", "abstain", "yes"), strict=True))
    house.do(S, "decision.closed", house.outcome("dec-secret", votes))


def _sound(house: Meeting) -> None:
    """A third clause is set aside for the two that more would sign together."""
    house.do("ind-one", "clause.proposed", {"id": "cl-off", "as": "basis", "title": both("off"), "text": both("off")})
    numbered = [["cl-two", 1], ["cl-one", 2], ["cl-off", 1]]
    opened = {"id": "snd-one", "title": both("sounding"), "clauses": numbered, "closes": house.later(hours=1)}
    house.do(S, "sounding.opened", opened)
    house.wait(hours=2)
    replies = {
        "org-one": {"cl-two": "sign", "cl-one": "sign", "cl-off": "refuse"},
        "org-two": {"cl-two": "sign", "cl-one": "sign"},
        "ind-one": {"cl-two": "sign", "cl-one": "refuse", "cl-off": "sign"},
        "ind-two": {"cl-two": "refuse", "cl-one": "sign", "cl-off": {"text": "اگر کوتاه شود"}},
    }
    house.do(S, "sounding.closed", house.sounding("snd-one", replies))
    house.do(S, "package.chosen", house.package("snd-one", ["cl-two", "cl-one"]))


def _elect(house: Meeting) -> None:
    rules = [{"of": "city", "at_most": 1}, {"of": "country", "value": "CA", "at_least": 1}]
    call = {"id": "el-one", "title": both("election"), "seats": 2, "method": "scottish-stv", "rules": rules}
    house.do(S, "election.called", call)
    for name in ("ind-one", "ind-two", "ind-three"):
        house.do(name, "nomination.made", {"election": "el-one", "candidate": name})
    house.do(S, "voting.opened", {"election": "el-one", "closes": house.later(hours=1)})
    house.wait(hours=2)
    ballots = {
        "org-one": ["ind-two", "ind-one"],
        "org-two": ["ind-two", "ind-three"],
        "ind-one": ["ind-one"],
        "ind-two": ["ind-two", "ind-one", "ind-three"],
        "ind-three": ["ind-three", "ind-one"],
    }
    house.do(S, "ballots.closed", house.ballots("el-one", ballots))
    house.do(S, "result.declared", house.result("el-one"))
    left = house.state.elections.committee(house.later())[0]
    house.do(left, "seat.vacated", {"body": "committee", "holder": left, "reason": "کناره‌گیری"})
    house.do(S, "seat.filled", house.successors("el-one"))


def _resolve(house: Meeting) -> None:
    texts = {"title": both("title"), "report": both("report"), "meeting": "mtg-one"}
    house.do(S, "resolution.drafted", house.draft("res-one", ["cl-one", "cl-two"], **texts))
    house.vote("dec-res", {"matter": "resolution", "id": "res-one"})
    house.do(S, "resolution.adopted", {"id": "res-one", "decision": "dec-res"})
    house.sign("org-one", "resolution.signed", {"resolution": "res-one"})
    house.sign("ind-two", "resolution.signed", {"resolution": "res-one", "name": both("name")})
    document = house.attach("<p>قطعنامه".encode())
    house.do(S, "resolution.published", {"id": "res-one", "documents": {"fa.html": document}})


@cache
def make_files() -> Files:
    """The bundle of the whole scenario, countersigned by its two witnesses."""
    house = Meeting(CHARTER)
    for chapter in (_accredit, _seek_ground, _meet, _decide, _elect, _resolve):
        chapter(house)
    head = sign_checkpoint(len(house.raws), house.replay.tree.root(), house.signer)
    for i, witness in enumerate(WITNESSES[:2]):
        head = witness.cosign(head, log_verifier(house.signer.vkey), COSIGNED + i)
    bundle = make_bundle(
        entries=house.raws,
        checkpoint=head,
        vkey=house.signer.vkey,
        witnesses=house.replay.witnesses(),
        attachments={name: house.attached[name] for name in house.replay.attachments()},
    )
    return dict(bundle.files)


def cases() -> Iterator[tuple[str, Files, int | None]]:
    """All tamperings: (name, files, the act that must be named where that is known)."""
    files = make_files()
    for name, changed in tampered_bundles(files, SEED, flips=12):
        yield f"tampered: {name}", changed, None
    for name, changed, seq in altered_bundles(files, SEED, places=12):
        yield f"altered: {name}", changed, seq
    for name, changed in misstated_bundles(files, SEED, OUTSIDE):
        yield f"misstated: {name}", changed, None


def explain(files: Files) -> VerificationFailed | None:
    """Why the files are refused; None where they are not. Any other exception goes through."""
    try:
        verify(Bundle(files), AssemblyReplay, assembly=true_id(make_files()))
    except VerificationFailed as failure:
        return failure
    return None


def test_the_scenario_verifies() -> None:
    verification = verify(Bundle(make_files()), AssemblyReplay)
    assert 80 <= verification.size <= 115
    assert sorted(verification.witnesses.values()) == ["2010-08-14T17:00:00Z", "2010-08-14T17:00:01Z"]
    assert len(verification.attachments) == 5
    assert verification.acts["vote.cast"] == 25


def test_what_an_act_misstates_is_refused_at_that_act() -> None:
    """The first such case of each kind: the replay names the act and gives its reason."""
    seen = set()
    for name, files in misstated_bundles(make_files(), SEED, OUTSIDE):
        if "misstated" not in name or name.split()[0] in seen:
            continue
        seen.add(name.split()[0])
        failure = explain(files)
        assert failure is not None, name
        assert failure.by_replay, name
        assert failure.seq == int(name.split()[1].rstrip(":")), name
    assert seen == {
        "quorum.counted", "round.closed", "list.drawn", "decision.closed", "list.closed", "ballots.closed",
        "result.declared", "seat.filled", "resolution.drafted", "resolution.published", "sounding.closed",
        "package.chosen",
    }  # fmt: skip


def test_everything_is_refused() -> None:
    files = make_files()
    names: set[str] = set()
    wrong = []
    for name, changed, seq in cases():
        assert name not in names
        names.add(name)
        assert changed != files, name
        failure = explain(changed)
        if failure is None:
            wrong.append(f"{name}: accepted")
        elif seq is not None and failure.seq != seq:
            wrong.append(f"{name}: {failure}, expected act {seq}")
    assert not wrong, "\n".join(wrong)
    assert len(names) >= 1_000


@pytest.mark.foreign
def test_go_reads_the_record(checker: Path, tmp_path: Path) -> None:  # noqa: F811 - the fixture
    for path, data in make_files().items():
        place = tmp_path / "bundle" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    assert agree_on(checker, tmp_path / "bundle") > 100
