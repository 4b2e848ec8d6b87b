"""An assembly whose members propose clauses and amendments, for the tests of drafting and of voting lists."""

from __future__ import annotations

from typing import Any

from tests.assembly.house import House
from tests.assembly.story import both, resolve, steps

from hamgara.assembly import Charter
from hamgara.assembly.clauses import Amendment, Clause


def members(charter: Charter | None = None) -> House:
    """A house after accreditation."""
    house = House(charter)
    for step in steps():
        if step[1] == "position.proposed":
            break
        house.do(step[0], step[1], resolve(step, house))
    return house


def propose(house: House, key: str, text: dict[str, str], **data: Any) -> None:
    house.do("ind-one", "clause.proposed", {"id": key, "as": "basis", "title": both(key), "text": text, **data})


def amend(house: House, key: str, clause: str = "cl-a", by: str = "ind-two", **data: Any) -> Amendment:
    version = house.state.clauses.clauses[clause].current.number
    house.do(by, "amendment.proposed", {"id": key, "clause": clause, "version": version, **data})
    return house.state.clauses.amendments[key]


def clause(house: House, key: str = "cl-a") -> Clause:
    return house.state.clauses.clauses[key]
