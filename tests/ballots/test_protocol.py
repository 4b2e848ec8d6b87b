"""What the recipes promise: who can decrypt, what is refused before it is sealed, what a report says."""

from __future__ import annotations

import itertools
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ballots.elections import RANKED, TWO_QUESTIONS, close, hold_ceremony, seeded, set_up, vote

from hamgara import ballots
from hamgara.ballots import ceremony
from hamgara.ballots.election import BASE_58

GROUP = ballots.find_group("Ed25519")
VOTES = [(0, [[1, 0], [0, 1, 0]]), (1, [[0, 0], [1, 0, 0]]), (0, [[0, 1], [0, 0, 1]])]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_report(tmp_path: Path, jobs: int) -> None:
    made = set_up(tmp_path, group="Ed25519", threshold=(3, 2))
    empty = ballots.verify(made.path, jobs=jobs)
    assert (empty.phase, empty.trackers, empty.outcome) == ("Setup", (), None)
    vote(made, VOTES)
    outcome = close(made, decrypting=[1, 3, 4])
    told: list[int] = []
    report = ballots.verify(made.path, jobs=jobs, progress=told.append)
    assert report.outcome == outcome
    assert report.outcome.questions == ((0, 1), (1, 0, 1))
    assert report.trackers == tuple(map(ballots.track, made.raw))
    assert report.counted == {ballots.track(raw) for raw in made.raw[1:]}
    assert report.decrypted_by == (1, 3, 4)
    assert told[-1] == 3
    assert report.decide() == outcome


def test_nobody_voted(tmp_path: Path) -> None:
    made = set_up(tmp_path, group="Ed25519", questions=(*TWO_QUESTIONS, RANKED))
    assert close(made).questions == ((0, 0), (0, 0, 0), ())
    assert ballots.verify(made.path).outcome is not None


def test_any_two_of_four_can_decrypt_and_no_one_alone() -> None:
    parameters, keys = hold_ceremony(GROUP, 4, 2, seeded(3))
    trustees = ballots.read_trustees(GROUP, ballots.write_trustees([parameters]))
    message = GROUP.power(GROUP.generator, 99)
    shared = GROUP.power(trustees.key, 5)
    alpha = GROUP.power(GROUP.generator, 5)
    factors = {owner: [GROUP.power(alpha, key)] for owner, key in enumerate(keys, 1)}
    for pair in itertools.combinations(factors, 2):
        (factor,) = trustees.combine(GROUP, {owner: factors[owner] for owner in pair})
        assert GROUP.same(factor, shared)
    with pytest.raises(ballots.BallotError, match="missing"):
        trustees.combine(GROUP, {2: factors[2]})
    assert message is not shared


def test_a_dealer_who_cheats_one_trustee_is_named() -> None:
    below = seeded(4)
    made = [ceremony.make_certificate(GROUP, below=below) for _ in range(3)]
    certificates = [certificate for _, certificate in made]
    dealt = [ceremony.deal(GROUP, certificates, seed, 2, below=below) for seed, _ in made]
    other = ceremony.deal(GROUP, certificates, made[1][0], 2, below=below)
    routed = ceremony.route(GROUP, certificates, dealt)
    swapped = ceremony.route(GROUP, certificates, [dealt[0], other, dealt[2]])
    first = ballots.messages.Vinput
    from hamgara.ballots.canonical import read, write

    honest, cheated = read(routed[0], first, ""), read(swapped[0], first, "")
    mixed = write(first(polynomial=honest.polynomial, secrets=cheated.secrets, coefexps=honest.coefexps))
    with pytest.raises(ballots.Rejected, match=r"share of trustee 2"):
        ceremony.accept(GROUP, certificates, made[0][0], mixed)
    with pytest.raises(ballots.BallotError, match="none of the certificates"):
        ceremony.accept(GROUP, certificates, "1" * 22, routed[0])
    with pytest.raises(ballots.BallotError, match="does not open"):
        ceremony.accept(GROUP, certificates, made[1][0], routed[0])


def test_certificates_are_bound_to_their_place() -> None:
    contexts = [ballots.Context(group=GROUP.name, size=2, threshold=2, index=index) for index in (1, 2)]
    certificates = [ceremony.make_certificate(GROUP, context)[1] for context in contexts]
    assert ceremony.check_certificates(GROUP, certificates) == 2
    for wrong in (certificates[::-1], certificates[:1], [certificates[0]] * 2):
        with pytest.raises(ballots.Rejected):
            ceremony.check_certificates(GROUP, wrong)


def _certify(election: str, index: int) -> bytes:
    context = ballots.Context(group=GROUP.name, size=2, threshold=2, index=index, election=election or msgspec.UNSET)
    return ceremony.make_certificate(GROUP, context)[1]


def test_certificates_are_bound_to_their_election() -> None:
    first, second = "A" * 22, "B" * 22
    expected = ballots.Context(group=GROUP.name, size=2, threshold=2, index=1, election=first)
    ceremony.check_certificate(GROUP, _certify(first, 1), expected)
    # One that was made before certificates named their election.
    ceremony.check_certificate(GROUP, _certify("", 1), expected)
    with pytest.raises(ballots.Rejected, match="another election"):
        ceremony.check_certificate(GROUP, _certify(second, 1), expected)
    assert ceremony.check_certificates(GROUP, [_certify(first, 1), _certify("", 2)]) == 2
    with pytest.raises(ballots.Rejected, match="different elections"):
        ceremony.check_certificates(GROUP, [_certify(first, 1), _certify(second, 2)])


def test_a_key_that_trustees_made_for_one_election_opens_no_other(tmp_path: Path) -> None:
    made = set_up(tmp_path, group="Ed25519", threshold=(3, 2))
    vote(made, [(0, [[1, 0], [0, 1, 0]])])
    assert {getattr(part, "election", "") for part in made.trustees.parts} == {"", made.election.uuid}
    below = seeded(9)
    parameters, _ = hold_ceremony(made.group, 3, 2, below, election="A" * 14)
    key = ballots.prove_key(made.group, ballots.generate_key(made.group, below), below=below)
    other = ballots.read_trustees(made.group, ballots.write_trustees([key, parameters]))
    election = ballots.Election.create(
        made.group, other.key, made.election.questions, uuid=made.election.uuid, name=made.election.name
    )
    path = tmp_path / "other.bel"
    ballots.Archive.create(path, election.raw, other.raw, made.registration.public, timestamp=0)
    with pytest.raises(ballots.Rejected, match="another election") as refused:
        ballots.verify(path)
    assert refused.value.reason == "context"


@given(st.integers(0, 58**14 - 1), st.integers(0, 14), st.sampled_from(BASE_58))
@settings(max_examples=60, deadline=None)
def test_one_mistyped_character_of_a_short_code_is_found(value: int, place: int, typed: str) -> None:
    digits = iter(value // 58**i % 58 for i in range(14))
    code = ballots.generate_code("short", lambda n: next(digits))
    assert ballots.derive_secret(GROUP, "A" * 14, code) == ballots.derive_secret(GROUP, "A" * 14, code.replace("-", ""))
    plain = code.replace("-", "")
    wrong = plain[:place] + typed + plain[place + 1 :]
    gap = (BASE_58.index(typed) - BASE_58.index(plain[place])) % 53
    if gap:
        with pytest.raises(ballots.BallotError, match="typing error"):
            ballots.derive_secret(GROUP, "A" * 14, wrong)
    for bad in (code[:-1], code + "1", "0" + code[1:], "", "é" * 15):
        with pytest.raises(ballots.BallotError):
            ballots.derive_secret(GROUP, "A" * 14, bad)


@pytest.mark.parametrize(
    ("question", "choice"),
    [
        (0, [1, 1]),
        (0, [1]),
        (0, [2, 0]),
        (0, [-1, 0]),
        (1, [1, 1, 0]),
        (1, [0, 0, 0]),
        (1, [0, 1, 1]),
        (2, [1, 2]),
        (2, [1, 2, 256]),
    ],
)
def test_what_the_question_does_not_allow_is_not_sealed(tmp_path: Path, question: int, choice: list[int]) -> None:
    made = set_up(tmp_path, group="Ed25519", questions=(*TWO_QUESTIONS, RANKED))
    choices = [[1, 0], [0, 1, 0], [1, 2, 3]]
    ballots.seal(made.election, made.codes[0], choices)
    choices[question] = choice
    with pytest.raises(ballots.BallotError, match="choice") as caught:
        ballots.seal(made.election, made.codes[0], choices)
    assert not isinstance(caught.value, ballots.Rejected)


def test_the_box_refuses_strangers_and_repetitions(tmp_path: Path) -> None:
    made = set_up(tmp_path, group="Ed25519")
    box = ballots.Box(made.election, made.credentials)
    raw = ballots.seal(made.election, made.codes[0], VOTES[0][1])
    assert box.admit(raw).tracker == ballots.track(raw)
    with pytest.raises(ballots.Rejected, match="seen"):
        box.admit(raw)
    stranger = ballots.seal(made.election, ballots.generate_code(), VOTES[0][1])
    with pytest.raises(ballots.Rejected, match="credential"):
        box.admit(stranger)
    later = ballots.seal(made.election, made.codes[0], VOTES[1][1])
    box.admit(later)
    with pytest.raises(ballots.Rejected, match="seen"):
        box.admit(raw)
    assert box.close().ballots == 1


def test_the_same_vote_never_looks_the_same(tmp_path: Path) -> None:
    made = set_up(tmp_path, group="Ed25519")
    sealed = {ballots.seal(made.election, made.codes[0], VOTES[0][1]) for _ in range(3)}
    assert len(sealed) == 3


def test_a_growing_archive_begins_with_its_earlier_self(tmp_path: Path) -> None:
    made = set_up(tmp_path, group="Ed25519")
    vote(made, VOTES[:1])
    (tmp_path / "earlier").write_bytes(made.path.read_bytes())
    vote(made, VOTES[1:])
    with (tmp_path / "earlier").open("rb") as before, made.path.open("rb") as after:
        assert ballots.is_prefix(before, after)
        before.seek(0)
        after.seek(0)
        assert not ballots.is_prefix(after, before)


def test_secrets_are_not_in_what_is_public(tmp_path: Path) -> None:
    made = set_up(tmp_path, group="Ed25519", threshold=(3, 2))
    vote(made, VOTES)
    close(made)
    public = made.path.read_bytes()
    for secret in (*made.codes, *(str(key) for key in made.keys.values())):
        assert secret.encode() not in public
        assert secret.replace("-", "").encode() not in public
