"""Small random tables with every kind of rule, and all packages that their rules allow, found by trying all."""

import random
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations

from hamgara.front import Acceptance, Answer, Rules, Share

CONDITION = "an amendment"


def a_case(number: int, deepest: int = 9) -> tuple[Acceptance, dict]:
    lot = random.Random(number)
    members = [f"m{i}" for i in range(lot.randint(0, 12))]
    clauses = [f"c{i}" for i in range(lot.randint(0, deepest))]
    chance = lot.choice([0.3, 0.6, 0.8, 0.95])
    answers = {}
    for member in members:
        for clause in clauses:
            if lot.random() < 0.1:
                continue
            accept = Answer("accept") if lot.random() > 0.1 else Answer("conditional", CONDITION)
            answers[member, clause] = accept if lot.random() < chance else Answer(lot.choice(["refuse", "unknown"]))
    weighted = lot.random() < 0.5
    weights = {m: Fraction(lot.randint(0, 9), lot.choice([1, 1, 2, 3])) for m in members} if weighted else {}
    classes = {m: {"outlook": lot.choice("ab"), **({"kind": "k"} if lot.random() < 0.5 else {})} for m in members}
    bases = {c: lot.choice(["b1", "b2"]) for c in clauses if lot.random() < 0.5}
    out = {c for c in clauses if lot.random() < 0.1}
    must: set[str] = set()
    for clause in clauses:
        fits = clause not in out and bases.get(clause, clause) not in {bases.get(c, c) for c in must}
        if fits and lot.random() < 0.1:
            must.add(clause)
    shares = (Share("outlook", Fraction(lot.randint(0, 5), 10)),) if members and lot.random() < 0.4 else ()
    rules = Rules(frozenset(must), frozenset(out), shares, frozenset([CONDITION] if lot.random() < 0.5 else []))
    arguments = {"weights": weights, "bases": bases, "classes": classes, "rules": rules}
    arguments["reservations"] = lot.choice([0, 0, 0, 1, 2])
    return Acceptance.from_answers(answers, members=members, clauses=clauses), arguments


def signers_of(table: Acceptance, package: tuple[str, ...], arguments: dict) -> tuple[str, ...]:
    met = arguments["rules"].met
    signing = []
    for member, row in zip(table.members, table.answers, strict=True):
        said = dict(zip(table.clauses, row, strict=True))
        refused = [
            c
            for c in package
            if not (said[c].kind == "accept" or (said[c].kind == "conditional" and said[c].condition in met))
        ]
        if len(refused) <= arguments["reservations"]:
            signing.append(member)
    return tuple(signing)


def allowed(table: Acceptance, arguments: dict) -> Iterator[tuple[int, tuple[str, ...], Fraction]]:
    """Every package that the rules allow, with its weight, found by trying all."""
    rules, bases, weights = arguments["rules"], arguments["bases"], arguments["weights"]
    for k in range(len(table.clauses) + 1):
        for package in combinations(table.clauses, k):
            used = [bases[c] for c in package if c in bases]
            if not rules.must <= set(package) or rules.out & set(package) or len(used) != len(set(used)):
                continue
            signing = signers_of(table, package, arguments)
            fair = True
            for share in rules.shares:
                for label in {of.get(share.dimension) for of in arguments["classes"].values()} - {None}:
                    group = [m for m in table.members if arguments["classes"][m].get(share.dimension) == label]
                    whole = sum(weights.get(m, 1) for m in group)
                    fair &= sum(weights.get(m, 1) for m in group if m in signing) >= share.least * whole
            if fair:
                yield k, package, sum((Fraction(weights.get(m, 1)) for m in signing), Fraction(0))
