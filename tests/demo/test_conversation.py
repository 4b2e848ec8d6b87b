"""The real conversation: what the assembly counts is what the files say, counted by other means."""

from __future__ import annotations

from importlib.resources import files

from tests.demo.memory import MemoryScene

from hamgara.demo import open_conversation, tell_conversation
from hamgara.demo.conversation import FOLDER, ROUND


def _columns(name: str) -> dict[str, list[str]]:
    """A CSV file read without a CSV reader: no quoted cell of the votes has a comma or a line break."""
    lines = (files("hamgara.demo") / FOLDER / name).read_text(encoding="utf-8").splitlines()
    rows = [line.split(",") for line in lines]
    assert len({len(row) for row in rows}) == 1
    return {heading: [row[i] for row in rows[1:]] for i, heading in enumerate(rows[0])}


def test_counts_equal_a_direct_count_of_the_file() -> None:
    scene = MemoryScene(open_conversation())
    tell_conversation(scene)
    state = scene.state()
    round_ = state.positions.rounds[ROUND]
    columns = _columns("participants-votes.csv")
    assert round_.status == "closed"
    assert len(round_.positions) == 152
    for position, count in round_.counts.items():
        cells = columns[position.removeprefix("s-")]
        assert (count.agree, count.disagree, count.passed) == tuple(cells.count(x) for x in ("1", "-1", "0"))
    voted = sum(any(columns[p[2:]][i] for p in round_.positions) for i in range(len(columns["participant"])))
    assert round_.participants == voted
    assert len(state.membership.participants) == len(columns["participant"]) == 448
    assert {p.kind for p in state.membership.participants.values()} == {"supporter"}


def test_nothing_is_added_to_the_conversation() -> None:
    scene = MemoryScene(open_conversation())
    tell_conversation(scene)
    assert set(scene.acts) == {
        "assembly.convened",
        "charter.adopted",
        "member.invited",
        "member.accredited",
        "position.proposed",
        "round.opened",
        "round.closed",
    }
    source = (files("hamgara.demo") / FOLDER / "comments.csv").read_text(encoding="utf-8").replace('""', '"')
    whole = " ".join(source.split())
    for position in scene.state().positions.positions.values():
        assert set(position.text) == {"en"}
        assert position.text["en"] in whole


def test_attribution_and_licence_lie_beside_the_data() -> None:
    readme = (files("hamgara.demo") / FOLDER / "README.md").read_text(encoding="utf-8")
    for needed in ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/", "The Computational Democracy Project"):
        assert needed in readme
