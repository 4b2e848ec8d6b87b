"""Reactions and secret votes: kept while open, counted when closed, erased in the transaction that closes."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import DatabaseError, connection

from hamgara.assembly import Charter, Refused
from hamgara.assembly.charter import ElectionRules
from hamgara.record import sign_act
from hamgara.record.entry import to_base64
from hamgara.web.store import boxes, closing
from hamgara.web.store.models import Reaction, SecretBallot
from hamgara.web.viewer import Viewer


@pytest.fixture
def charter() -> Charter:
    return Charter(secret=("motion",), elections=ElectionRules(secrecy="closed"))


@pytest.fixture
def motion(cast, clock) -> str:
    subject = {"matter": "motion", "id": "dec-one"}
    cast.act(
        "secretariat", "decision.opened", id="dec-one", subject=subject, text={"fa": "متن"}, closes=clock.after(hours=2)
    )
    return "dec-one"


@pytest.fixture
def round_(cast, clock) -> str:
    for key in ("pos-one", "pos-two"):
        cast.act("independent", "position.proposed", id=key, text={"fa": key})
        cast.act("secretariat", "position.admitted", id=key)
    positions = ["pos-one", "pos-two"]
    cast.act(
        "secretariat",
        "round.opened",
        id="rnd-one",
        title={"fa": "دور"},
        positions=positions,
        closes=clock.after(hours=2),
    )
    return "rnd-one"


def close(cast, kind: str, subject: str):
    _name, compute = closing.COMPUTED[kind]
    return cast.log.append(
        "secretariat",
        kind,
        lambda: compute(cast.log, subject),
        discard=lambda data: closing.discard(cast.log, kind, data),
    )


def test_the_last_secret_vote_counts_and_all_are_erased(cast, clock, motion: str) -> None:
    boxes.cast_secret(cast.log, motion, cast["delegate"], "no")
    boxes.cast_secret(cast.log, motion, cast["delegate"], "yes")
    boxes.cast_secret(cast.log, motion, cast["other"], "no")
    boxes.cast_secret(cast.log, motion, cast["independent"], "yes")
    boxes.cast_secret(cast.log, motion, cast["union"], "abstain")
    assert boxes.voted(cast.log, cast["delegate"]) == {motion}
    clock.forward(hours=3)
    close(cast, "decision.closed", motion)
    outcome = cast.state.decisions.decisions[motion].outcome
    assert outcome is not None
    assert (outcome.voters, outcome.yes, outcome.no, outcome.abstain) == (4, "3/2", "1", "1")
    assert not SecretBallot.objects.exists()
    box = cast.log.attachment(cast.state.decisions.decisions[motion].box).decode()
    assert not any(cast[name] in box for name in ("delegate", "other", "independent", "union"))


@pytest.mark.parametrize(
    ("voter", "choice", "code"),
    [
        ("supporter", "yes", "not_on_roll"),
        ("independent", "perhaps", "data_malformed"),
        ("independent", ["yes"], "data_malformed"),
    ],
)
def test_who_may_not_and_what_is_no_vote(cast, motion: str, voter: str, choice: object, code: str) -> None:
    with pytest.raises(Refused) as refused:
        boxes.cast_secret(cast.log, motion, cast[voter], choice)
    assert refused.value.code == code
    assert not SecretBallot.objects.exists()


def test_no_vote_after_the_time(cast, clock, motion: str) -> None:
    clock.forward(hours=2)
    with pytest.raises(Refused) as refused:
        boxes.cast_secret(cast.log, motion, cast["independent"], "yes")
    assert refused.value.code == "closed_at"


def test_a_failed_closing_erases_nothing(cast, clock, motion: str) -> None:
    boxes.cast_secret(cast.log, motion, cast["independent"], "yes")
    clock.forward(hours=3)

    def fail(execute, sql, params, many, context):
        if sql.startswith("INSERT INTO store_entry"):
            raise DatabaseError("the disk is full")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(fail), pytest.raises(DatabaseError):
        close(cast, "decision.closed", motion)
    assert SecretBallot.objects.count() == 1
    close(cast, "decision.closed", motion)
    assert not SecretBallot.objects.exists()


def test_reactions_are_kept_changed_counted_and_erased(cast, clock, round_: str) -> None:
    boxes.react(cast.log, round_, cast["independent"], "pos-one", 1)
    boxes.react(cast.log, round_, cast["independent"], "pos-one", -1)
    boxes.react(cast.log, round_, cast["supporter"], "pos-one", 1)
    boxes.react(cast.log, round_, cast["supporter"], "pos-two", 0)
    assert boxes.my_reactions(cast.log, round_, cast["independent"]) == {"pos-one": -1}
    assert boxes.reacted(cast.log, cast["supporter"]) == {round_: 2}
    clock.forward(hours=3)
    close(cast, "round.closed", round_)
    counts = cast.state.positions.rounds[round_].counts
    assert (counts["pos-one"].agree, counts["pos-one"].disagree, counts["pos-two"].passed) == (1, 1, 1)
    assert not Reaction.objects.exists()


@pytest.mark.parametrize(
    ("who", "position", "value", "code"),
    [
        ("observer", "pos-one", 1, "no_right"),
        ("guest", "pos-one", 1, "not_accredited"),
        ("independent", "pos-none", 1, "unknown"),
        ("independent", "pos-one", 2, "reaction_unknown"),
    ],
)
def test_all_reactions_or_none(cast, round_: str, who: str, position: str, value: int, code: str) -> None:
    with pytest.raises(Refused) as refused:
        boxes.react_all(cast.log, round_, [(cast["independent"], "pos-two", 1), (cast[who], position, value)])
    assert refused.value.code == code
    assert not Reaction.objects.exists()


class TestSignedClosing:
    """Where the charter asks for a signature on the closing, the rows are erased all the same."""

    @pytest.fixture
    def charter(self) -> Charter:
        rights = {"decision.closed": ("independent",)}
        return Charter(secret=("motion",), rights=rights, signed=("decision.closed",))

    def test_the_votes_are_erased(self, cast, clock, motion: str, rf) -> None:
        key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
        public = to_base64(key.public_key().public_bytes_raw())
        cast.act("independent", "key.registered", key={"alg": "ed25519", "key": public})
        boxes.cast_secret(cast.log, motion, cast["other"], "yes")
        boxes.cast_secret(cast.log, motion, cast["union"], "no")
        clock.forward(hours=3)
        data = closing.decision_closed(cast.log, motion)
        sig = sign_act(cast.log.assembly_id, cast["independent"], "decision.closed", data, "nonce-of-a-test", key)
        viewer = Viewer(rf.get("/"))
        viewer.log, viewer.actor = cast.log, cast["independent"]
        viewer.perform("decision.closed", data, sig)
        assert cast.state.decisions.decisions[motion].status == "closed"
        assert not SecretBallot.objects.exists()
