"""Every role tries every act: only what the charter gives it succeeds, and the refusal names the rule."""

from __future__ import annotations

import pytest
from tests.assembly.house import House, stamp
from tests.assembly.sealed import CHARTER as SEALED
from tests.assembly.sealed import tell_sealed
from tests.assembly.story import CAST, open_steps, resolve, steps

from hamgara.assembly import KINDS, Charter, Refused, may, roles
from hamgara.assembly.charter import ElectionRules


def _try_all(house: House, steps_: list, tried: set[tuple[str, str]]) -> None:
    for step in steps_:
        data = resolve(step, house)
        at = stamp(house.now)
        for actor in CAST:
            if actor == step[0] or step[1] == "invitation.accepted":
                continue
            allowed = set(house.state.charter.roles(step[1])) & set(roles(house.state, actor, at))
            assert may(house.state, actor, step[1], at) == bool(allowed)
            if allowed:
                continue
            before = house.state
            with pytest.raises(Refused) as refused:
                house.do(actor, step[1], data)
            assert house.state is before
            known = actor in before.membership.participants or actor == "secretariat"
            accredited = known and bool(roles(before, actor, at))
            if not known:
                assert refused.value.code == "actor_unknown"
            elif not accredited:
                assert refused.value.code == "not_accredited"
            else:
                assert refused.value.code == "no_right"
                assert refused.value.rule == f"charter/rights/{step[1]}"
            tried.add((actor, step[1]))
        house.do(step[0], step[1], data)


def test_only_what_the_charter_gives() -> None:
    tried: set[tuple[str, str]] = set()
    _try_all(House(), list(steps()), tried)
    _try_all(House(Charter(elections=ElectionRules(secrecy="open"))), list(open_steps()), tried)
    _try_all(House(SEALED), list(tell_sealed("scottish-stv")), tried)
    told = {kind for _, kind in tried}
    assert told == set(KINDS) - {"assembly.convened", "charter.adopted", "invitation.accepted"}
    assert len(tried) > 300


def test_rights_given_by_the_charter() -> None:
    house = House(Charter(rights={"position.proposed": ("supporter",)}))
    for step in list(open_steps())[:40]:
        if step[1].startswith(("member.", "invitation.")):
            house.do(step[0], step[1], resolve(step, house))
    position = {"id": "pos-one", "text": {"fa": "موضع"}}
    with pytest.raises(Refused) as refused:
        house.do("ind-one", "position.proposed", position)
    assert (refused.value.code, refused.value.rule) == ("no_right", "charter/rights/position.proposed")
    house.do("sup-one", "position.proposed", position)
    assert house.state.positions.positions["pos-one"].by == "sup-one"
