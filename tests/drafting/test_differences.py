"""Differences: always exact, read as an editor would, quick."""

import random
import re
import time
from itertools import pairwise, product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.drafting.corpus import texts
from tests.drafting.test_words import TEXTS

from hamgara.drafting import DraftingError, diff, mark_up, patch, split_words
from hamgara.drafting.subsequence import common_pairs

READINGS = Path(__file__).with_name("readings.txt")
#: How many of the readings come out as the editor's; the list was written before the comparison.
EQUAL = 111
MARK = re.compile(
    r"\[-(?P<gone>.*?)-\]|\{\+(?P<new>.*?)\+\}|\[=(?P<old>.*?)\|(?P<spelled>.*?)=\]"
    r"|\[<(?P<number>\d):(?P<from>.*?)<\]|\{>(?P<there>\d):(?P<to>.*?)>\}"
)
Step = tuple[str, str, str, int]
SENTENCES = [s + "." for t in (*texts("fa"), *texts("en")) for s in t.split(".") if s.strip()]


def a_reading(line: str) -> list[Step]:
    steps, at = [], 0
    for m in MARK.finditer(line):
        steps.append(("same", line[at : m.start()], line[at : m.start()], 0))
        at = m.end()
        if m["gone"] is not None:
            steps.append(("gone", m["gone"], "", 0))
        elif m["new"] is not None:
            steps.append(("new", "", m["new"], 0))
        elif m["old"] is not None:
            steps.append(("spelling", m["old"], m["spelled"], 0))
        elif m["from"] is not None:
            steps.append(("gone", m["from"], "", int(m["number"])))
        else:
            steps.append(("new", "", m["to"], int(m["there"])))
    return [*steps, ("same", line[at:], line[at:], 0)]


def side(steps: list[Step], which: int) -> str:
    text = re.sub(r"\s+", " ", "".join(str(step[which]) for step in steps)).strip()
    return re.sub(r" ([.,)])", r"\1", re.sub(r" *¶ *", "\n\n", text))


def by_words(steps: list[Step]) -> list[tuple[str, tuple[str, ...], int]]:
    found: list[tuple[str, tuple[str, ...], int]] = []
    for change, old, new, move in steps:
        keys = split_words((old or new).replace("¶", "\n\n")).keys
        kind = "same" if change == "spelling" else change
        if keys and found and (found[-1][0], found[-1][2]) == (kind, move):
            found[-1] = (kind, found[-1][1] + keys, move)
        elif keys:
            found.append((kind, keys, move))
    return found


def test_readings_are_those_an_editor_would_choose() -> None:
    lines = [line.split(" | ", 1) for line in READINGS.read_text("utf-8").splitlines() if re.match(r"\w\w\d\d ", line)]
    assert len(lines) == len({name for name, _ in lines}) == 118
    others = {}
    for name, line in lines:
        wanted = a_reading(line)
        old, new = side(wanted, 1), side(wanted, 2)
        found = diff(old, new)
        assert patch(old, found) == new
        if by_words([(p.change, p.old, p.new, p.move) for p in found]) != by_words(wanted):
            others[name] = mark_up(found)
    assert len(lines) - len(others) == EQUAL, others


def letters(text: str) -> str:
    return "".join(split_words(text.replace("ه\u0654", "هی").replace("ۀ", "هی")).keys)


@pytest.mark.parametrize(
    ("old", "new", "marked"),
    [
        ("آیین نامهٔ تازه", "آیین‌نامهٔ نو", "[=آیین نامهٔ|آیین‌نامهٔ=] [-تازه-]{+نو+}"),
        ("خانه ی ما", "خانهٔ ما", "[=خانه ی|خانهٔ=] ما"),
        ("خانه‌ی ما", "خانۀ ما", "[=خانه‌ی|خانۀ=] ما"),
        ("با هم رفتیم", "باهم رفتیم", "[-با هم-]{+باهم+} رفتیم"),
        ("خانه ما", "خانه ی ما", "[-خانه-]{+خانه ی+} ما"),
        ("این می‌رود و", "این نمی‌رود و", "این [-می‌رود-]{+نمی‌رود+} و"),
        (
            "Come. We all ask for it. Go.",
            "Come. They want nothing more. Go.",
            "Come. [-We all ask for it.-]{+They want nothing more.+} Go.",
        ),
    ],
)
def test_words_divided_otherwise_and_whole_sentences(old: str, new: str, marked: str) -> None:
    assert mark_up(diff(old, new)) == marked


@given(TEXTS, TEXTS)
def test_patch_gives_the_new_text(a: str, b: str) -> None:
    found = diff(a, b)
    assert "".join(p.old for p in found) == a
    assert patch(a, found) == b
    assert all(p.old == p.new for p in found if p.change == "same")
    assert all(letters(p.old) == letters(p.new) for p in found if p.change == "spelling")
    assert not any(p.new for p in found if p.change == "gone")
    assert not any(p.old for p in found if p.change == "new")


@given(st.lists(st.sampled_from(SENTENCES), max_size=8), st.randoms(use_true_random=False), st.booleans())
def test_shuffled_sentences(chosen: list[str], lot: random.Random, paragraphs: bool) -> None:
    blank = "\n\n" if paragraphs else " "
    a = blank.join(chosen)
    lot.shuffle(chosen)
    b = blank.join(chosen[: lot.randint(0, 8)])
    found = diff(a, b)
    assert patch(a, found) == b
    gone = {p.move: split_words(p.old).keys for p in found if p.move and p.change == "gone"}
    new = {p.move: split_words(p.new).keys for p in found if p.move and p.change == "new"}
    assert gone == new


@given(st.text("abc", max_size=9), st.text("abc", max_size=9))
def test_common_pairs_are_a_longest_common_subsequence(a: str, b: str) -> None:
    pairs = common_pairs(a, b)
    assert all(a[i] == b[j] for i, j in pairs)
    assert all(p[0] < q[0] and p[1] < q[1] for p, q in pairwise(pairs))
    length = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i, j in product(range(len(a)), range(len(b))):
        length[i + 1][j + 1] = length[i][j] + 1 if a[i] == b[j] else max(length[i][j + 1], length[i + 1][j])
    assert len(pairs) == length[-1][-1]


def test_rows_in_blocks_are_as_rows_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    lot = random.Random(3)
    a, b = ([lot.choice("abcdefgh") for _ in range(1100)] for _ in range(2))
    whole = common_pairs(a, b)
    monkeypatch.setattr("hamgara.drafting.subsequence._MOST_BITS", 1)
    assert common_pairs(a, b) == whole


def test_a_difference_is_refused_for_another_text() -> None:
    found = diff("one two three", "one four three")
    with pytest.raises(DraftingError) as refused:
        patch("one five three", found)
    assert refused.value.code == "other-text"
    with pytest.raises(DraftingError):
        patch("one two three four", found)


def test_no_letter_is_changed_within_a_word() -> None:
    found = diff("سازمان‌ها می‌پذیرند", "سازمان‌هایی می‌پذیرفتند")
    assert mark_up(found) == "[-سازمان‌ها می‌پذیرند-]{+سازمان‌هایی می‌پذیرفتند+}"


def test_twenty_thousand_words() -> None:
    lot = random.Random(1)
    pool = [w for t in (*texts("fa"), *texts("en")) for w in t.split()]
    old = [lot.choice(pool) for _ in range(20_000)]
    new = list(old)
    for _ in range(1_000):
        at = lot.randrange(len(new))
        new[at : at + lot.randrange(4)] = [lot.choice(pool) for _ in range(lot.randrange(4))]
    a, b = " ".join(old), " ".join(new)
    started = time.process_time()
    found = diff(a, b)
    spent = time.process_time() - started
    assert patch(a, found) == b
    # bench/drafting.py measures the half second; here only that the way of comparing has not become quadratic.
    assert spent < 3
