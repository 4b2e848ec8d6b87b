"""Drafting against the clock: the word difference of two long texts, and a large merge with its voting list.

Run with `python bench/drafting.py`. The peer is difflib's SequenceMatcher on the same words (without its shortcut for
popular words, which leaves most of such a text unmatched). Rounds alternate; times are of the process.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from difflib import SequenceMatcher

from hamgara.demo.founding.material import read_toml
from hamgara.drafting import (
    Amendment,
    Clause,
    Draft,
    diff,
    merge,
    patch,
    replace_words,
    reword,
    split_words,
    voting_list,
)

ROUNDS, WORDS, EDITS, CLAUSES, AMENDMENTS = 7, 20_000, 1_000, 60, 500
TEXTS = [clause[language].strip() for clause in read_toml("clauses")["clause"] for language in ("fa", "en")]
POOL = [word for text in TEXTS for word in text.split()]


def main() -> None:
    """Measure and print."""
    lot = random.Random(6)
    old = [lot.choice(POOL) for _ in range(WORDS)]
    edited, shuffled = list(old), list(old)
    for _ in range(EDITS):
        at = lot.randrange(len(edited))
        edited[at : at + lot.randrange(4)] = [lot.choice(POOL) for _ in range(lot.randrange(4))]
    lot.shuffle(shuffled)
    rows = []
    hard = (
        ("one word alone", ["a"] * WORDS, ["a"] * (WORDS - EDITS)),
        ("of five words at random", *([lot.choice("abcde") for _ in range(WORDS)] for _ in range(2))),
        ("no word in common", [f"x{n}" for n in range(WORDS)], [f"y{n}" for n in range(WORDS)]),
    )
    for name, one, new in ((f"{EDITS} edits", old, edited), ("all shuffled", old, shuffled), *hard):
        a, b = " ".join(one), " ".join(new)
        assert patch(a, diff(a, b)) == b
        rows.append((f"diff of {WORDS} words, {name} (wanted: 0.5 s)", measured(lambda a=a, b=b: diff(a, b))))  # type: ignore[misc]
    peer = measured(lambda: SequenceMatcher(None, old, edited, autojunk=False).get_opcodes(), 1)
    rows.append((f"difflib, the same {EDITS} edits (once)", peer))
    draft = Draft(tuple(Clause(f"c{n}", lot.choice(TEXTS)) for n in range(CLAUSES)))
    asked = [(n, *a_wish(lot, draft)) for n in range(AMENDMENTS)]

    def whole() -> object:
        amendments = [Amendment(f"a{n}", (f"m{n}",), (reword(clause, text),), n) for n, clause, text in asked]
        return voting_list(merge(draft, amendments))

    rows.append((f"{CLAUSES} clauses, {AMENDMENTS} amendments: texts to voting list (wanted: 1 s)", measured(whole)))
    clause = draft.clauses[0]
    rivals = [Amendment(f"a{n}", ("m",), (replace_words(clause, 4, 7, f"w{n}"),), n) for n in range(AMENDMENTS)]
    one_phrase = measured(lambda: voting_list(merge(draft, rivals)), 1)
    rows.append((f"{AMENDMENTS} amendments, each with another wording of one phrase (once)", one_phrase))
    amendments = [Amendment(f"a{n}", (f"m{n}",), (reword(clause, text),), n) for n, clause, text in asked]
    merged = merge(draft, amendments)
    print(f"{'seconds':<72}{'min':>8}{'median':>8}{'max':>8}")
    for name, times in rows:
        print(f"{name:<72}{min(times):8.3f}{statistics.median(times):8.3f}{max(times):8.3f}")
    print(f"{len(merged.uncontested)} merged, {len(merged.contests)} contests, {len(voting_list(merged).votes)} votes")


def a_wish(lot: random.Random, draft: Draft) -> tuple[Clause, str]:
    """A clause and the text that a member wants for it: one or two places changed."""
    clause = lot.choice(draft.clauses)
    pieces = clause.text.split(" ")
    while " ".join(pieces) == clause.text:
        for _ in range(lot.choice([1, 1, 2])):
            at = lot.randrange(len(pieces))
            pieces[at : at + lot.choice([0, 1, 1, 3])] = [lot.choice(POOL) for _ in range(lot.choice([0, 1, 2]))]
    return clause, " ".join(pieces)


def measured(work: Callable[[], object], rounds: int = ROUNDS) -> list[float]:
    """The seconds of the process for each round, with nothing remembered from the round before."""
    times = []
    for _ in range(rounds):
        split_words.cache_clear()
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return times


if __name__ == "__main__":
    main()
