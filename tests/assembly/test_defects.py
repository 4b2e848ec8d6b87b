"""The charter's rule on ballots with a defect: it changes no charter that does not state it, and the count keeps it."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import msgspec
import pytest
from tests.assembly.house import House
from tests.assembly.story import accreditation, resolve

from hamgara.assembly import Charter, charter_hash
from hamgara.assembly.act import SECRETARIAT as S
from hamgara.assembly.ballots import gather_ballots
from hamgara.assembly.charter import DefectRules, ElectionRules
from hamgara.assembly.elections import Election, Nomination
from hamgara.assembly.membership import Place, Voter
from hamgara.assembly.sealing import Sealing
from hamgara.record import canonical

CUT = DefectRules(equal="cut", skipped="cut", repeated="cut", unknown="cut")
TITLE = {"fa": "انتخابات", "en": "Election"}


def test_a_charter_that_does_not_state_the_rule_keeps_its_hash() -> None:
    # As charters were before there was such a rule.
    assert charter_hash(Charter()) == "6eb4e2163479fe4db5093297b8a8af5b26eaf47258efbf4e17edd46c917188fa"
    stated = ElectionRules(weighted=True, methods=("pav",))
    before = "70f537d0c206a664232af7b21227d85a49e7c386199f1d8eb4860ab91c295cf2"
    assert charter_hash(Charter(elections=stated)) == before
    changed = Charter(elections=ElectionRules(invalid=DefectRules(skipped="void")))
    assert msgspec.to_builtins(changed)["elections"]["invalid"]["skipped"] == "void"
    assert msgspec.convert(msgspec.to_builtins(changed), Charter) == changed
    with pytest.raises(msgspec.ValidationError, match="drop"):
        msgspec.convert({"elections": {"invalid": {"equal": "drop"}}}, Charter)


def test_an_election_keeps_the_rule_of_the_charter_at_its_call() -> None:
    house = House(Charter(elections=ElectionRules(invalid=CUT)))
    for step in accreditation():
        house.do(step[0], step[1], resolve(step, house))
    call = {"id": "el-one", "title": TITLE, "seats": 1, "method": "scottish-stv"}
    house.do(S, "election.called", call)
    assert house.state.elections.elections["el-one"].defects == CUT


def _election(method: str, defects: DefectRules, **more: Any) -> Election:
    place = Place("Toronto", "Ontario", "CA")
    standing = {c: Nomination(c, c, place, "accepted") for c in ("a", "b", "c")}
    roll = {f"v{n}": Voter(f"v{n}", f"v{n}", "independent", Fraction(1)) for n in range(9)}
    basic: dict[str, Any] = {"id": "el", "title": TITLE, "body": "committee", "seats": 1, "method": method, "rules": ()}
    rest = {"secret": True, "closes": "", "term_months": 12, "nominations": standing, "roll": roll, "defects": defects}
    return Election(**basic, **rest, **more)


def _numbers(*rows: list[int]) -> bytes:
    return json.dumps({"result": [rows]}, separators=(",", ":")).encode()


def _box(*papers: object) -> bytes:
    return canonical({"v": 1, "election": "el", "ballots": [["1", paper, 1] for paper in papers]})


@pytest.mark.parametrize(
    ("defects", "valid", "invalid", "in_part"),
    [
        (DefectRules(), 1, {"repeated": 1, "unknown": 1}, {}),
        (CUT, 3, {}, {"repeated": 1, "unknown": 1}),
        (DefectRules(unknown="pass"), 2, {"repeated": 1}, {"unknown": 1}),
    ],
)
def test_papers_of_a_box_are_counted_as_the_rule_says(
    defects: DefectRules, valid: int, invalid: dict[str, int], in_part: dict[str, int]
) -> None:
    box = _box(["a", "a", "b"], ["a", "x", "b"], ["b"])
    found = gather_ballots(_election("irv", defects), box)
    assert (found.valid, dict(found.invalid), dict(found.in_part)) == (valid, invalid, in_part)
    # Names without an order: what follows a defect is as clear as what comes before it.
    named = gather_ballots(_election("approval", defects), box)
    assert (named.valid, dict(named.in_part)) == (valid, in_part)
    if defects is CUT:
        assert (2, (0, 1)) in tuple(named.ballots)
        assert (2, (0,)) in tuple(found.ballots)


@pytest.mark.parametrize(
    ("method", "rows", "invalid"),
    [
        ("score", [[3, 5, 0], [6, 0, 0], [0, 0, 0]], {"empty": 1, "mark": 1}),
        ("pav", [[1, 1, 0], [2, 0, 0], [0, 0, 0]], {"empty": 1, "mark": 1}),
        ("irv", [[1, 3, 0], [1, 1, 2], [0, 0, 0]], {"empty": 1, "equal": 1}),
    ],
)
def test_sealed_papers_are_invalid_by_their_own_reason(
    method: str, rows: list[list[int]], invalid: dict[str, int]
) -> None:
    sealing = Sealing(("t",), 1, "r", "uuid")
    found = gather_ballots(_election(method, DefectRules(), sealing=sealing), _numbers(*rows))
    assert (found.valid, dict(found.invalid)) == (1, invalid)
    void = gather_ballots(_election(method, DefectRules(skipped="void"), sealing=sealing), _numbers(*rows, [1, 0, 0]))
    assert void.invalid == ({**invalid, "skipped": 1} if method == "irv" else invalid)
