"""Conduct: matters raised about a participant, the right to be heard, rulings with the charter's sanctions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from msgspec import Struct, field
from msgspec.structs import replace

from hamgara.assembly.act import (
    EVERYONE,
    MEMBERS,
    SECRETARIAT,
    Act,
    Case,
    Id,
    Instant,
    Language,
    Refused,
    Texts,
    act,
    put,
)
from hamgara.assembly.charter import Sanction

if TYPE_CHECKING:
    from hamgara.assembly.state import State

__all__ = ["Conduct", "Matter", "MatterAnswered", "MatterRaised", "MatterRuled", "MatterWithdrawn"]


class Matter(Struct, frozen=True):
    """A matter of conduct: who raised it about whom, the answer, the ruling and whether it is carried out."""

    id: str
    about: str
    by: str
    text: dict[Language, str]
    answer: dict[Language, str] = field(default_factory=dict)
    status: Literal["raised", "ruled", "withdrawn"] = "raised"
    sanction: Sanction = "none"
    until: str = ""
    ruling: dict[Language, str] = field(default_factory=dict)
    executed: bool = False
    seq: int = 0


class Conduct(Struct, frozen=True):
    """The part of the state that conduct writes."""

    matters: dict[str, Matter] = field(default_factory=dict)

    def pending(self, kind: str, matter: str) -> Matter:
        """The matter of that id, raised and not yet ruled on; refused otherwise."""
        found = self.matters.get(matter)
        if found is None:
            raise Refused("unknown", f"act/{kind}", what="matter", id=matter)
        if found.status != "raised":
            raise Refused("status", f"act/{kind}", id=matter, status=found.status, needed="raised")
        return found

    def require_ruling(self, kind: str, matter: str, about: str, sanction: Sanction, until: str = "") -> Matter:
        """The ruling of that sanction on that participant, not yet carried out; refused otherwise."""
        found = self.matters.get(matter)
        rule = "charter/conduct"
        if found is None:
            raise Refused("unknown", f"act/{kind}", what="matter", id=matter)
        if (found.status, found.about, found.sanction) != ("ruled", about, sanction):
            raise Refused("ruling_needed", rule, id=about, sanction=sanction)
        if found.executed:
            raise Refused("ruling_executed", rule, id=matter)
        if until and until != found.until:
            raise Refused("outcome_differs", rule, stated=until, true=found.until)
        return found

    def executed(self, matter: str) -> Conduct:
        """This part with the ruling on that matter carried out."""
        return Conduct(put(self.matters, matter, replace(self.matters[matter], executed=True)))


def _with(case: Case, matter: Matter) -> State:
    return case.state.having(conduct=Conduct(put(case.state.conduct.matters, matter.id, matter)))


@act("matter.raised", stage="conduct", by=(SECRETARIAT, *MEMBERS))
class MatterRaised(Act, frozen=True):
    """A matter of conduct is raised about a participant."""

    id: Id
    about: Id
    text: Texts

    def in_order(self, case: Case) -> None:
        if self.id in case.state.conduct.matters:
            raise self.refuse("id_taken", id=self.id)
        found = case.state.membership.get(self.kind, self.about)
        if found.status not in ("accredited", "suspended"):
            raise self.refuse("status", id=self.about, status=found.status, needed="accredited")

    def apply(self, case: Case) -> State:
        return _with(case, Matter(self.id, self.about, case.by, self.text, seq=case.seq))


@act("matter.answered", stage="conduct", by=EVERYONE[1:], though_suspended=True)
class MatterAnswered(Act, frozen=True):
    """The participant concerned answers."""

    id: Id
    text: Texts

    def in_order(self, case: Case) -> None:
        found = case.state.conduct.pending(self.kind, self.id)
        if found.about not in (case.by, case.member):
            raise self.refuse("own_only", id=found.about)

    def apply(self, case: Case) -> State:
        return _with(case, replace(case.state.conduct.matters[self.id], answer=self.text))


@act("matter.withdrawn", stage="conduct", by=(SECRETARIAT, *MEMBERS))
class MatterWithdrawn(Act, frozen=True):
    """Who raised a matter withdraws it before a ruling."""

    id: Id

    def in_order(self, case: Case) -> None:
        found = case.state.conduct.pending(self.kind, self.id)
        if found.by != case.by:
            raise self.refuse("own_only", id=found.by)

    def apply(self, case: Case) -> State:
        return _with(case, replace(case.state.conduct.matters[self.id], status="withdrawn"))


@act("matter.ruled", stage="conduct", by=("secretariat",))
class MatterRuled(Act, frozen=True):
    """A matter is ruled on, with one of the charter's sanctions; the graver ones need a decision."""

    id: Id
    sanction: Sanction
    text: Texts
    until: Instant | None = None
    decision: Id | None = None

    def in_order(self, case: Case) -> None:
        found = case.state.conduct.pending(self.kind, self.id)
        rules = case.state.charter.conduct
        if self.sanction not in rules.sanctions:
            raise Refused("sanction_unknown", "charter/conduct", sanction=self.sanction)
        if self.sanction == "suspension":
            last = datetime.strptime(case.at, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC) + timedelta(
                days=rules.suspension_days
            )
            most = last.strftime("%Y-%m-%dT%H:%M:%SZ")
            if self.until is None or not case.at < self.until <= most:
                raise Refused("suspension_until", "charter/conduct", days=rules.suspension_days)
        elif self.until is not None:
            raise self.refuse("until_foreign", sanction=self.sanction)
        if self.sanction in rules.by_decision:
            decision = case.state.decisions.require_adopted(self.kind, self.decision, "conduct", found.id)
            subject = decision.subject
            if subject.sanction != self.sanction or (subject.until or None) != self.until:
                raise Refused(
                    "outcome_differs",
                    "charter/conduct",
                    stated=self.sanction,
                    true=str(subject.sanction),
                )

    def apply(self, case: Case) -> State:
        found = replace(
            case.state.conduct.matters[self.id],
            status="ruled",
            sanction=self.sanction,
            until=self.until or "",
            ruling=self.text,
        )
        return _with(case, found)
