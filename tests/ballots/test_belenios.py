"""Debian's belenios-tool and we, on the same elections: each accepts what the other made, and counts the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.ballots.belenios import Tool
from tests.ballots.elections import RANKED, TWO_QUESTIONS, Made, close, set_up, vote

from hamgara import ballots
from hamgara.ballots import ceremony, messages

pytestmark = pytest.mark.foreign

VOTES = [(0, [[1, 0], [0, 1, 0]]), (1, [[0, 0], [1, 0, 0]]), (2, [[0, 1], [0, 0, 1]]), (0, [[0, 1], [0, 0, 1]])]
COUNTS = ((0, 2), (1, 0, 2))
RANKINGS = [[1, 2, 3], [3, 2, 1], [255, 0, 7], [2, 2, 2]]
WEIGHTED = [ballots.Voter("a", 1_000_000_000), ballots.Voter("b", 2), ballots.Voter("c", 3_000_000_000)]


@pytest.mark.parametrize(
    ("options", "decrypting", "counts"),
    [
        ({"single": 3}, None, COUNTS),
        ({"form": "long"}, None, COUNTS),
        ({"group": "RFC-3526-2048"}, None, COUNTS),
        ({"voters": WEIGHTED}, None, ((0, 4_000_000_000), (2, 0, 4_000_000_000))),
        ({"single": 0, "threshold": (5, 3)}, [1, 3, 5], COUNTS),
        ({"threshold": (3, 2)}, [1, 2, 4], COUNTS),
        ({"threshold": (3, 2), "contexts": False}, [1, 3, 4], COUNTS),
    ],
    ids=["three trustees", "long codes", "safe prime", "weights", "three of five", "mixed", "as in 2.0"],
)
def test_it_accepts_our_elections(
    tmp_path: Path, options: dict[str, Any], decrypting: list[int] | None, counts: object
) -> None:
    made = set_up(tmp_path, **options)
    vote(made, VOTES)
    outcome = close(made, decrypting=decrypting)
    tool = Tool(tmp_path)
    tool.verify()
    assert outcome.questions == counts
    assert tool("election", "compute-result") == outcome.write().decode() + "\n"
    summary = json.loads(tool("election", "compute-ballot-summary"))
    hashes = {entry["hash"] for entry in summary}
    assert hashes == {ballots.canonical.digest(raw) for raw in made.raw}


def test_it_accepts_our_shuffles(tmp_path: Path) -> None:
    made = set_up(tmp_path, group="RFC-3526-2048", questions=(*TWO_QUESTIONS, RANKED), single=2)
    vote(made, [(i, [*a, b]) for (i, a), b in zip(VOTES, RANKINGS, strict=True)])
    outcome = close(made, shuffling=(2, 1))
    tool = Tool(tmp_path)
    tool.verify()
    assert outcome.questions[:2] == COUNTS
    assert sorted(outcome.questions[2]) == [(2, 2, 2), (3, 2, 1), (255, 0, 7)]
    assert tool("election", "compute-result") == outcome.write().decode() + "\n"


def _their_election(
    tmp_path: Path, questions: tuple[ballots.Question, ...], group: str, *, threshold: bool, weights: bool
) -> tuple[Tool, list[str]]:
    """The setup of the tool's demo scripts; gives the voters' codes. The trustees' files stay in the directory."""
    tool = Tool(tmp_path)
    uuid = tool("setup", "generate-token").strip()
    options = ["--group", group]
    lines = [f"voter{i}@example.org,voter{i}" + (f",{10**i}" if weights else "") for i in range(1, 4)]
    (tmp_path / "voters.txt").write_text("\n".join(lines) + "\n")
    tool("setup", "generate-credentials", "--uuid", uuid, *options, "--file", "voters.txt")
    next(tmp_path.glob("*.pubcreds")).rename(tmp_path / "public_creds.json")
    codes = [line.split()[-1] for line in next(tmp_path.glob("*.privcreds")).read_text().splitlines()]
    if threshold:
        _their_ceremony(tool, options)
    tool("setup", "generate-trustee-key", *options)
    (tmp_path / "public_keys.jsons").write_text(next(tmp_path.glob("*.pubkey")).read_text())
    tool("setup", "make-trustees")
    template = messages.Template(description="d", name="n", questions=[question.write() for question in questions])
    (tmp_path / "template.json").write_bytes(msgspec.json.encode(template))
    tool("setup", "make-election", "--uuid", uuid, *options, "--template", "template.json")
    tool("archive", "init")
    return tool, codes


def _their_ceremony(tool: Tool, options: list[str]) -> None:
    keygen = ("setup", "generate-trustee-key-threshold", *options)
    for _ in range(3):
        tool(*keygen, "--step", "1")
    certificates = sorted(tool.directory.glob("*.cert"))
    (tool.directory / "certs.jsons").write_text("".join(path.read_text() for path in certificates))
    stems = [path.stem for path in certificates]
    certs = ("--certs", "certs.jsons")
    dealt = [tool(*keygen, *certs, "--step", "3", "--threshold", "2", "--key", f"{stem}.key") for stem in stems]
    (tool.directory / "polynomials.jsons").write_text("".join(dealt))
    tool(*keygen, *certs, "--step", "4", "--polynomials", "polynomials.jsons")
    accepted = [
        tool(
            *keygen,
            *certs,
            "--step",
            "5",
            "--key",
            f"{stem}.key",
            given=(tool.directory / f"{stem}.vinput").read_text(),
        )
        for stem in stems
    ]
    parameters = tool(*keygen, *certs, "--step", "6", "--polynomials", "polynomials.jsons", given="".join(accepted))
    (tool.directory / "threshold.json").write_text(parameters)


def _their_vote(tool: Tool, code: str, choices: list[list[int]]) -> bytes:
    (tool.directory / "code").write_text(code + "\n")
    (tool.directory / "choices").write_text(json.dumps(choices))
    return tool("election", "generate-ballot", "--privcred", "code", "--ballot", "choices").strip().encode()


def _their_decryptions(tool: Tool) -> None:
    first = next(tool.directory.glob("*.privkey")).name
    tool.add("PartialDecryption", tool("election", "decrypt", "--privkey", first, "--trustee-id", "1"))
    for index, path in enumerate(sorted(tool.directory.glob("*.dkey"))[:2], 2):
        decrypted = tool(
            "election", "decrypt-threshold", "--key", f"{path.stem}.key", "--decryption-key", path.name,
            "--trustee-id", str(index),
        )  # fmt: skip
        tool.add("PartialDecryption", decrypted)


@pytest.mark.parametrize(
    ("group", "threshold", "weights", "open_numbers"),
    [
        ("BELENIOS-2048", False, True, False),
        ("BELENIOS-2048", True, False, False),
        ("RFC-3526-2048", False, False, True),
    ],
    ids=["weights and revotes", "threshold", "shuffles"],
)
def test_we_accept_its_elections(
    tmp_path: Path, group: str, threshold: bool, weights: bool, open_numbers: bool
) -> None:
    questions = (*TWO_QUESTIONS, RANKED) if open_numbers else TWO_QUESTIONS
    tool, codes = _their_election(tmp_path, questions, group, threshold=threshold, weights=weights)
    archive = next(tmp_path.glob("*.bel"))
    cast: list[bytes] = []
    for (voter, choices), ranking in zip(VOTES, RANKINGS, strict=True):
        cast.append(_their_vote(tool, codes[voter], [*choices, ranking] if open_numbers else choices))
        tool.add("Ballot", cast[-1])
        if len(cast) == 3:
            earlier = archive.read_bytes()
    report = ballots.verify(archive)
    assert report.phase == "Ballot"
    assert report.trackers == tuple(map(ballots.track, cast))
    assert report.counted == {ballots.track(raw) for raw in cast[1:]}
    (tmp_path / "earlier").mkdir()
    (tmp_path / "earlier" / archive.name).write_bytes(earlier)
    tool("election", "verify-diff", "--dir1", "earlier", "--dir2", ".")
    with (tmp_path / "earlier" / archive.name).open("rb") as before, archive.open("rb") as after:
        assert ballots.is_prefix(before, after)

    tool.add("EndBallots")
    their_tally = tool("election", "compute-encrypted-tally")
    box = ballots.Box(report.election, report.credentials)
    box.admit_all(cast)
    tally = box.close()
    raw = tally.write(report.election)
    size = ballots.write_size(raw, tally.ballots, tally.weight)
    assert their_tally == f"{raw.decode()}\n{size.decode()}\n"
    tool.add("EncryptedTally", their_tally)
    if open_numbers:
        tool.add("Shuffle", tool("election", "shuffle", "--trustee-id=1"))
        tool.add("EndShuffles")
    _their_decryptions(tool)
    result = tool("election", "compute-result")
    tool.add("Result", result)
    tool.verify()
    report = ballots.verify(archive)
    assert report.outcome is not None
    assert report.outcome.write().decode() + "\n" == result
    expected = ((0, 1010), (100, 0, 1010)) if weights else COUNTS
    assert report.outcome.questions[:2] == expected
    checksums = json.loads(tool("election", "compute-checksums"))
    assert checksums["public_credentials"] == ballots.canonical.digest(report.credentials.raw)
    assert checksums["election"] == ballots.canonical.digest(report.election.raw)


def test_each_plays_each_role(tmp_path: Path) -> None:
    """Credentials theirs, election ours; three trustees in one ceremony, two theirs; ballots, decryptions, results
    mixed.
    """
    tool = Tool(tmp_path)
    group = ballots.find_group("BELENIOS-2048")
    options = ["--group", group.name]
    keygen = ("setup", "generate-trustee-key-threshold", *options)
    certs = ("--certs", "certs.jsons")
    seed, certificate = ceremony.make_certificate(group)
    for _ in range(2):
        tool(*keygen, "--step", "1")
    paths = sorted(tmp_path.glob("*.cert"))
    certificates = [certificate, *(path.read_bytes().strip() for path in paths)]
    assert [ceremony.name_certificate(one) for one in certificates[1:]] == [path.stem for path in paths]
    (tmp_path / "certs.jsons").write_bytes(b"\n".join(certificates) + b"\n")
    tool(*keygen, *certs, "--step", "2")
    assert ceremony.check_certificates(group, certificates) == 3
    steps = (*keygen, *certs, "--step", "3", "--threshold", "2")
    dealt = [ceremony.deal(group, certificates, seed, 2)]
    dealt += [tool(*steps, "--key", f"{path.stem}.key").strip().encode() for path in paths]
    (tmp_path / "polynomials.jsons").write_bytes(b"\n".join(dealt) + b"\n")
    tool(*keygen, *certs, "--step", "4", "--polynomials", "polynomials.jsons")
    routed = ceremony.route(group, certificates, dealt)
    names = [ceremony.name_certificate(one) for one in certificates]
    assert [(tmp_path / f"{name}.vinput").read_bytes().strip() for name in names] == routed
    accepted = [ceremony.accept(group, certificates, seed, routed[0])]
    for path, vinput in zip(paths, routed[1:], strict=True):
        text = tool(*keygen, *certs, "--step", "5", "--key", f"{path.stem}.key", given=vinput + b"\n")
        accepted.append(text.strip().encode())
    parameters, keys = ceremony.conclude(group, certificates, dealt, accepted)
    theirs = tool(
        *keygen, *certs, "--step", "6", "--polynomials", "polynomials.jsons", given=b"\n".join(accepted) + b"\n"
    )
    assert theirs.strip().encode() == msgspec.json.encode(parameters)
    own = ceremony.open_key(group, seed, keys[0])

    tool("setup", "generate-trustee-key", *options)
    single = msgspec.json.decode(next(tmp_path.glob("*.pubkey")).read_bytes(), type=ballots.PublicKey)
    (tmp_path / "public_keys.jsons").write_bytes(msgspec.json.encode(single) + b"\n")
    (tmp_path / "threshold.json").write_bytes(msgspec.json.encode(parameters) + b"\n")
    tool("setup", "make-trustees")
    raw = ballots.write_trustees([single, parameters])
    assert (tmp_path / "trustees.json").read_bytes() == raw + b"\n"
    trustees = ballots.read_trustees(group, raw)
    uuid = ballots.generate_uuid()
    tool("setup", "generate-credentials", "--uuid", uuid, *options, "--count", "2")
    codes = [line.split()[-1] for line in next(tmp_path.glob("*.privcreds")).read_text().splitlines()]
    listed = json.loads(next(tmp_path.glob("*.pubcreds")).read_text())
    public = msgspec.json.encode([line.split(",")[0] for line in listed])
    assert tool("setup", "generate-credentials", "--uuid", uuid, *options, "--derive", codes[0]).strip() == (
        group.encode(group.power(group.generator, ballots.derive_secret(group, uuid, codes[0])))
    )

    election = ballots.Election.create(group, trustees.key, TWO_QUESTIONS, uuid=uuid, name="n", description="d")
    template = messages.Template(description="d", name="n", questions=[one.write() for one in TWO_QUESTIONS])
    (tmp_path / "template.json").write_bytes(msgspec.json.encode(template))
    tool("setup", "make-election", "--uuid", uuid, *options, "--template", "template.json")
    assert (tmp_path / "election.json").read_bytes() == election.raw + b"\n"
    (tmp_path / "public_creds.json").write_bytes(public)
    tool("archive", "init")
    path = tmp_path / f"{uuid}.bel"
    timestamp = int(ballots.archive._read_timestamp(path.open("rb")))
    mine = ballots.Archive.create(tmp_path / "mine", election.raw, raw, public, timestamp=timestamp)
    assert mine.path.read_bytes() == path.read_bytes()

    ours = ballots.seal(election, codes[0], [[1, 0], [0, 0, 1]])
    theirs_too = _their_vote(tool, codes[1], [[0, 1], [1, 0, 0]])
    tool.add("Ballot", ours)
    ballots.Archive(path).append("Ballot", theirs_too)
    assert tool("sha256-b64", given=ours).strip() == ballots.track(ours)
    tool.add("EndBallots")
    tool.add("EncryptedTally", tool("election", "compute-encrypted-tally"))
    tool.verify()
    archive = ballots.Archive(path)
    report = ballots.verify(path)
    box = ballots.Box(election, report.credentials)
    box.admit_all([ours, theirs_too])
    tally = box.close()
    archive.append_owned("PartialDecryption", 2, ballots.decrypt_tally(election, tally, own))
    stem = paths[0].stem
    index = names.index(stem)
    (tmp_path / "their.dkey").write_bytes(keys[index] + b"\n")
    tool.add(
        "PartialDecryption",
        tool("election", "decrypt-threshold", "--key", f"{stem}.key", "--decryption-key", "their.dkey",
             "--trustee-id", str(index + 2)),
    )  # fmt: skip
    private = int(next(tmp_path.glob("*.privkey")).read_text().strip().strip('"'))
    archive = ballots.Archive(path)
    archive.append_owned("PartialDecryption", 1, ballots.decrypt_tally(election, tally, private))
    result = tool("election", "compute-result").strip().encode()
    tool.add("Result", result)
    tool.verify()
    final = ballots.verify(path)
    assert final.outcome is not None
    assert final.outcome.questions == ((1, 1), (1, 0, 1))
    assert final.decrypted_by == (1, 2, index + 2)


def test_shuffles_by_both(tmp_path: Path) -> None:
    made: Made = set_up(tmp_path, group="RFC-3526-2048", questions=(RANKED,), single=2)
    vote(made, [(i, [ranking]) for i, ranking in enumerate(RANKINGS[:3])])
    tool = Tool(tmp_path)
    tool.add("EndBallots")
    tool.add("EncryptedTally", tool("election", "compute-encrypted-tally"))
    tool.add("Shuffle", tool("election", "shuffle", "--trustee-id=2"))
    box = ballots.Box(made.election, made.credentials)
    box.admit_all(made.raw)
    tally = box.close()
    with made.path.open("rb") as file:
        theirs = next(step for step in ballots.read_steps(file) if step.kind == "Shuffle").parts[0].body
    tally = tally.replace(made.election, ballots.check_shuffle(made.election, tally.shuffled(made.election), theirs))
    ours = ballots.shuffle_tally(made.election, tally)
    archive = made.archive()
    archive.append_owned("Shuffle", 1, ours)
    archive.append("EndShuffles")
    for owner, key in made.keys.items():
        (tmp_path / "privkey").write_text(f'"{key}"\n')
        tool.add("PartialDecryption", tool("election", "decrypt", "--privkey", "privkey", "--trustee-id", str(owner)))
    tool.add("Result", tool("election", "compute-result"))
    tool.verify()
    report = ballots.verify(made.path)
    assert report.shuffled_by == (2, 1)
    assert report.outcome is not None
    assert sorted(report.outcome.questions[0]) == sorted(map(tuple, RANKINGS[:3]))
