"""Random histories of drafting, for the tests: every word that somebody writes is new and says by itself when."""

from __future__ import annotations

import contextlib
import random
from typing import Any

from tests.assembly.drafters import members
from tests.assembly.house import House

from hamgara.assembly import Refused
from hamgara.assembly.clauses import Amendment, Clause
from hamgara.assembly.voting_lists import next_vote
from hamgara.drafting import split_words

S = "secretariat"
WRITERS = ("ind-one", "ind-two", "ind-three", "ind-four", "org-two")
VOTERS = ("ind-one", "ind-two", "ind-three", "org-two", "del-one")
LANGUAGES = ("fa", "en")


class History:
    """A house in which `go` tries one random act after the other; what is not in order leaves no trace."""

    def __init__(self, lot: random.Random) -> None:
        self.lot, self.house, self.made = lot, members(), 0
        self.first = self.house.state.seq

    def go(self, steps: int) -> House:
        """The house after so many tries."""
        for _ in range(4):
            self.propose()
        tries = [
            *(self.amend, self.ask, self.accept) * 2,
            *(self.further, self.same, self.set_anew, self.withdraw),
            *(self.propose, self.revise, self.translate, self.put_elsewhere),
            *(self.decide, self.draw),
        ]
        for _ in range(steps):
            try:
                self.lot.choice(tries)()
            except (Refused, IndexError):
                continue
        return self.house

    def key(self, sort: str) -> str:
        self.made += 1
        return f"{sort}-{self.made}"

    def words(self, language: str, count: int) -> str:
        """New words: the number of the act that brings them is in each."""
        self.made += 1
        letters = "واژه" if language == "fa" else "word"
        found = [f"{letters}{self.house.state.seq}x{self.made}x{n}" for n in range(count)]
        return "".join(w + self.lot.choice([" ", " ", " ", ", ", ". ", "\n\n"]) for w in found).rstrip(" ,\n")

    def text(self, count: int) -> dict[str, str]:
        return {x: self.words(x, count) for x in LANGUAGES}

    def changed(self, text: str, language: str) -> str:
        """A text with one to three places in it written anew, taken out, added or put elsewhere."""
        for _ in range(self.lot.choice([1, 1, 2, 3])):
            words = split_words(text)
            start = self.lot.randint(0, len(words))
            end = min(len(words), start + self.lot.choice([0, 1, 1, 2, 4]))
            before, after = words.between(0, start), words.between(end, len(words))
            new = self.words(language, self.lot.choice([0, 1, 1, 2]))
            if self.lot.random() < 0.15:
                new, after = after, new
            text = " ".join(part for part in (before, new, after) if part)
        return text

    def clause(self) -> Clause:
        return self.lot.choice(self.house.state.clauses.listed())

    def open(self, *, to: bool | None = None) -> list[Amendment]:
        part = self.house.state.clauses
        found = [a for a in part.amendments.values() if a.status == "proposed"]
        return [a for a in found if to is None or bool(a.to) == to]

    def title(self) -> dict[str, str]:
        return dict.fromkeys(LANGUAGES, "title")

    def propose(self) -> None:
        data = {"id": self.key("cl"), "as": "basis", "title": self.title(), "text": self.text(8)}
        listed = [c.id for c in self.house.state.clauses.listed()]
        after = {"after": self.lot.choice(listed)} if listed and self.lot.random() < 0.5 else {}
        self.house.do("ind-one", "clause.proposed", {**data, "drafters": ["ind-two"], **after})

    def put_elsewhere(self) -> None:
        self.house.do(S, "clause.moved", {"id": self.clause().id, "after": self.clause().id})

    def wish(self, text: dict[Any, str]) -> dict[str, str]:
        languages = LANGUAGES if self.lot.random() < 0.6 else LANGUAGES[:1]
        return {x: self.changed(text[x], x) for x in languages if x in text}

    def amend(self) -> None:
        clause = self.clause()
        data = {"id": self.key("am"), "clause": clause.id, "version": clause.current.number}
        wish = self.wish(clause.current.text)
        self.house.do(self.lot.choice(WRITERS), "amendment.proposed", {**data, "text": wish})

    def ask(self) -> None:
        """Operations by position and on the whole clause."""
        clause = self.clause()
        n = len(split_words(clause.current.text["fa"]))
        listed = [c.id for c in self.house.state.clauses.listed()]
        at = listed.index(clause.id)
        operations: list[dict[str, Any]] = []
        kind = self.lot.choice(["replace", "replace", "split", "join", "join", "move", "add", "strike", "both"])
        if kind in ("replace", "both"):
            start = self.lot.randint(0, n)
            end = min(n, start + self.lot.choice([0, 1, 2]))
            operations.append({"do": "replace", "start": start, "end": end, "text": self.words("fa", 2)})
        if kind in ("split", "both"):
            split = {"at": self.lot.randint(0, n), "id": self.key("cl"), "title": self.title()}
            operations.append({"do": "split", **split})
        elif kind == "join":
            second = self.house.state.clauses.clauses[listed[at + 1]]
            operations.append({"do": "join", "second": second.id, "second_version": second.current.number})
        elif kind == "move":
            operations.append({"do": "move", "after": self.lot.choice(listed)})
        elif kind == "add":
            operations.append({"do": "add", "id": self.key("cl"), "title": self.title(), "text": self.text(4)})
        elif kind == "strike":
            operations.append({"do": "strike"})
        data = {"id": self.key("am"), "clause": clause.id, "version": clause.current.number, "operations": operations}
        self.house.do(self.lot.choice(WRITERS), "amendment.proposed", data)

    def further(self) -> None:
        """An amendment to an amendment."""
        parent = self.lot.choice([a for a in self.open() if a.text])
        data = {"id": self.key("am"), "clause": parent.clause, "version": parent.version, "to": parent.id}
        wish = self.wish(parent.text)
        self.house.do(self.lot.choice(WRITERS), "amendment.proposed", {**data, "on": parent.revision, "text": wish})

    def same(self) -> None:
        """What another has asked for, asked for once more."""
        other = self.lot.choice([a for a in self.open(to=False) if a.text])
        data = {"id": self.key("am"), "clause": other.clause, "version": other.version, "text": dict(other.text)}
        self.house.do(self.lot.choice(WRITERS), "amendment.proposed", data)

    def accept(self) -> None:
        chosen = self.lot.choice(self.open())
        part = self.house.state.clauses
        by = part.amendments[chosen.to].by if chosen.to else part.clauses[chosen.clause].by
        beside = [a.id for a in self.open(to=False) if a.clause == chosen.clause and a.id != chosen.id]
        beside = [] if chosen.to else beside
        others = self.lot.sample(beside, min(len(beside), self.lot.choice([0, 0, 1, 2])))
        data = {"id": chosen.id} | ({"others": others} if others else {})
        self.house.do(by, "amendment.accepted", data)

    def revise(self) -> None:
        clause = self.clause()
        data = {"id": clause.id, "version": clause.current.number, "text": self.wish(clause.current.text)}
        self.house.do(self.lot.choice((clause.by, *clause.drafters)), "clause.revised", data)

    def translate(self) -> None:
        clause = self.clause()
        text = self.changed(clause.current.text.get("en", self.words("en", 5)), "en")
        data = {"id": clause.id, "version": clause.current.number, "language": "en", "text": text}
        self.house.do(self.lot.choice(WRITERS), "clause.translated", data)

    def set_anew(self) -> None:
        part = self.house.state.clauses
        old = self.lot.choice([a for a in self.open() if a.text])
        now = part.clauses[old.clause].current
        base = part.amendments[old.to].text if old.to else now.text
        data = {"id": old.id, "version": now.number, "text": self.wish(base)}
        on = {"on": part.amendments[old.to].revision} if old.to else {}
        self.house.do(old.by, "amendment.rebased", data | on)

    def withdraw(self) -> None:
        chosen = self.lot.choice(self.open())
        self.house.do(chosen.by, "amendment.withdrawn", {"id": chosen.id})

    def decide(self) -> None:
        self.vote({"matter": "amendment", "id": self.lot.choice(self.open()).id})

    def vote(self, subject: dict[str, str]) -> None:
        house, decision = self.house, self.key("dec")
        house.do(S, "decision.opened", {"id": decision, "subject": subject, "closes": house.later(hours=1)})
        if self.lot.random() < 0.2:
            with contextlib.suppress(Refused):
                self.lot.choice([self.put_elsewhere, self.propose, self.accept, self.revise])()
        choice = self.lot.choice(["yes", "yes", "no"])
        for voter in VOTERS:
            house.do(voter, "vote.cast", {"decision": decision, "choice": choice})
        house.wait(hours=2)
        house.do(S, "decision.closed", house.outcome(decision))

    def draw(self) -> None:
        """A voting list on all that stands, voted on to its end."""
        house, key = self.house, self.key("lst")
        house.do(S, "list.drawn", house.drawn(key, [c.id for c in house.state.clauses.listed()]))
        while (vote := next_vote(house.state, house.state.clauses.lists[key])) is not None:
            self.vote({"matter": "amendment", "id": vote.amendments[0], "list": key})
        house.do(S, "list.closed", house.enacted(key))
