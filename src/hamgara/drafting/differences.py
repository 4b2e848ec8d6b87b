"""What one text says otherwise than another, as an editor reads it: by word and phrase, with moves of sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal, TypeAlias

from hamgara.drafting.alignment import Region, align
from hamgara.drafting.errors import DraftingError
from hamgara.drafting.words import Words, fold, is_break, is_end, sentences, split_words, weight

__all__ = ["Diff", "Part", "diff", "mark_up", "patch"]

#: The least weight of a sentence that is shown as moved, and not as gone here and new there: three words.
_LEAST_MOVE = 12
#: So many words and marks a sentence has that is shown as replaced with the mark at its end.
_LEAST_SENTENCE = 3
#: With one of these a Persian word is written that can also be written as two.
_JOINS = frozenset("\u200c\u0654ۀ")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of both texts. `same`: old and new are equal. `spelling`: a reader takes them for the same.
    `gone`: only the old has it. `new`: only the new has it. A sentence that moved is gone where it was and new where
    it is, with the same number `move` (from 1) on both.
    """

    change: Literal["same", "spelling", "gone", "new"]
    old: str
    new: str
    move: int = 0


#: The parts in order. All `old` together are the old text, all `new` together the new text, to the byte.
Diff: TypeAlias = tuple[Part, ...]


def diff(a: str, b: str, *, moves: bool = True) -> Diff:
    """The difference from `a` to `b`; what is gone comes before what is new in its place."""
    old, new = split_words(a), split_words(b)
    moved = _moves(old, new) if moves else []
    from_, to = [0] * len(old), [0] * len(new)
    for number, (i, k, j, z) in enumerate(moved, 1):
        from_[i:k] = [number] * (k - i)
        to[j:z] = [number] * (z - j)
    left = [i for i, number in enumerate(from_) if not number]
    right = [j for j, number in enumerate(to) if not number]
    pairs: dict[int, int] = {}
    p = q = 0
    regions = [_whole(region, old, new, left, right) for region in align(old, new, left, right)]
    for i, k, j, z in [*regions, (len(left), len(left), len(right), len(right))]:
        pairs.update(zip(left[p:i], right[q:j], strict=True))
        p, q = k, z
    return tuple(_joined(_parts(old, new, pairs, from_, to)))


def patch(a: str, difference: Diff) -> str:
    """The new text. Raises DraftingError (`other-text`) where `a` is not the text the difference was taken from."""
    at = 0
    for part in difference:
        if not a.startswith(part.old, at):
            raise DraftingError("other-text", f"character {at}", f"expected {part.old[:60]!r}, found {a[at:][:60]!r}")
        at += len(part.old)
    if at != len(a):
        raise DraftingError("other-text", f"character {at}", f"expected the end, found {a[at:][:60]!r}")
    return "".join(part.new for part in difference)


def mark_up(difference: Diff) -> str:
    """The difference in plain characters, told apart without colour: [-gone-] {+new+} [=old|new=] (spelling),
    [<1:moved from here<] {>1:moved to here>}.
    """
    written = []
    for part in difference:
        if part.change == "same":
            written.append(part.new)
        elif part.change == "spelling":
            written.append(f"[={part.old}|{part.new}=]")
        elif part.change == "gone":
            written.append(f"[<{part.move}:{part.old}<]" if part.move else f"[-{part.old}-]")
        else:
            written.append(f"{{>{part.move}:{part.new}>}}" if part.move else f"{{+{part.new}+}}")
    return "".join(written)


def _whole(region: Region, old: Words, new: Words, left: list[int], right: list[int]) -> Region:
    """The region, with the mark at its end where it is all of a sentence that gave way to another sentence, or with
    the word before it where that has a ی too many or too few («خانه ی» and «خانهٔ»).
    """
    i, k, j, z = region
    lone = old.keys[left[i]] if (k - i, z - j) == (1, 0) else new.keys[right[j]] if (k - i, z - j) == (0, 1) else ""
    if lone == "ی" and i and old.keys[left[i - 1]].endswith("ه"):
        return i - 1, k, j - 1, z
    if min(k - i, z - j) < _LEAST_SENTENCE or k == len(left) or not is_end(old.keys[left[k]]):
        return region
    before = old.keys[left[i - 1]] if i else ""
    ended = is_end(old.keys[left[k - 1]]) or is_end(new.keys[right[z - 1]])
    begins = not before or is_end(before) or is_break(before)
    return (i, k + 1, j, z + 1) if begins and not ended else region


def _moves(old: Words, new: Words) -> list[tuple[int, int, int, int]]:
    """The sentences and paragraphs that stand elsewhere, as ranges of items of both texts, in the order of the new.

    Only a sentence that occurs once in each text can be seen to move. Of those that both have, the heaviest rising
    sequence stays; whole neighbours that moved together are one move.
    """
    here, there = _once(old), _once(new)
    shared = [(here[keys], there[keys]) for keys in here if keys in there]
    spots = sorted((i, k, j, z) for (i, k), (j, z) in shared)
    if all(one[2] < other[2] for one, other in pairwise(spots)):
        return []
    staying = _staying(spots, [sum(map(weight, old.keys[i:k])) for i, k, _, _ in spots])
    moved = [s for n, s in enumerate(spots) if n not in staying]
    found: list[tuple[int, int, int, int]] = []
    for i, k, j, z in sorted(moved, key=lambda s: s[2]):
        if found:
            p, q, r, s = found[-1]
            span = i - q
            if 0 <= span == j - s and all(map(is_break, old.keys[q:i])) and old.keys[q:i] == new.keys[s:j]:
                found[-1] = (p, k, r, z)
                continue
        found.append((i, k, j, z))
    return [s for s in found if sum(map(weight, old.keys[s[0] : s[1]])) >= _LEAST_MOVE]


def _once(words: Words) -> dict[tuple[str, ...], tuple[int, int]]:
    spots: dict[tuple[str, ...], list[tuple[int, int]]] = {}
    for start, end in sentences(words):
        if not is_break(words.keys[start]):
            spots.setdefault(words.keys[start:end], []).append((start, end))
    return {keys: found[0] for keys, found in spots.items() if len(found) == 1}


def _staying(spots: list[tuple[int, int, int, int]], weights: list[int]) -> set[int]:
    """The indices of the heaviest sequence rising in both texts (a Fenwick tree of best ends, by place in the new)."""
    ranks = {n: rank for rank, n in enumerate(sorted(range(len(spots)), key=lambda n: spots[n][2]), 1)}
    tree: list[tuple[int, int]] = [(0, -1)] * (len(spots) + 1)
    before: list[int] = []
    top = (0, -1)
    for n, own in enumerate(weights):
        rank = ranks[n]
        best, at = (0, -1), rank - 1
        while at > 0:
            best = max(best, tree[at])
            at -= at & -at
        before.append(best[1])
        mine = (best[0] + own, n)
        at = rank
        while at < len(tree):
            tree[at] = max(tree[at], mine)
            at += at & -at
        top = max(top, mine)
    kept, n = set(), top[1]
    while n >= 0:
        kept.add(n)
        n = before[n]
    return kept


def _parts(old: Words, new: Words, pairs: dict[int, int], from_: list[int], to: list[int]) -> Iterator[Part]:
    i = j = 0
    n, m = len(old), len(new)
    while True:
        k, z = i, j
        while k < n and k not in pairs:
            k += 1
        z = pairs[k] if k < n else m
        yield from _region(old, new, (i, k, j, z), from_, to)
        if k == n:
            return
        i, j = k, z
        while i < n and pairs.get(i) == j:
            if i > k:
                yield from _alike(old.gap(i), new.gap(j))
            yield from _alike(old.items[i], new.items[j])
            i, j = i + 1, j + 1


def _alike(one: str, other: str) -> Iterator[Part]:
    if one or other:
        yield Part("same" if one == other else "spelling", one, other)


def _region(old: Words, new: Words, region: Region, from_: list[int], to: list[int]) -> Iterator[Part]:
    """The parts between two words that stay, with the blanks on both sides: equal blanks stay outside the change."""
    i, k, j, z = region
    if i == k and j == z:
        yield from _alike(old.gap(i), new.gap(j))
        return
    a, a_end = (old.ends[i - 1] if i else 0), (old.starts[k] if k < len(old) else len(old.text))
    b, b_end = (new.ends[j - 1] if j else 0), (new.starts[z] if z < len(new) else len(new.text))
    lead = trail = ""
    if old.gap(i) == new.gap(j):
        lead = old.gap(i)
    a, b = a + len(lead), b + len(lead)
    if old.gap(k) == new.gap(z) and a_end - a >= len(old.gap(k)) and b_end - b >= len(old.gap(k)):
        trail = old.gap(k)
    a_end, b_end = a_end - len(trail), b_end - len(trail)
    p, q = (0, 0) if any(from_[i:k]) or any(to[j:z]) else _respelled(old.items[i:k], new.items[j:z])
    if p:
        yield from _alike(lead, lead)
        yield Part("spelling", old.text[a : old.ends[i + p - 1]], new.text[b : new.ends[j + q - 1]])
        yield from _region(old, new, (i + p, k, j + q, z), from_, to)
        return
    yield from _alike(lead, lead)
    for start, end, move in _labelled(old, from_, i, k, a, a_end):
        yield Part("gone", old.text[start:end], "", move)
    for start, end, move in _labelled(new, to, j, z, b, b_end):
        yield Part("new", "", new.text[start:end], move)
    yield from _alike(trail, trail)


def _respelled(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """How many items of both are first the same letters otherwise divided or with another ezafe: «آیین نامه» and
    «آیین‌نامه», «خانه‌ی» and «خانهٔ». None where neither has a zero-width non-joiner or a hamza there, since «با هم» is
    not always «باهم».
    """
    one = other = ""
    p = q = 0
    while not p or one != other:
        if not one.startswith(other) and not other.startswith(one):
            return 0, 0
        if len(one) <= len(other):
            if p == len(old):
                return 0, 0
            one, p = one + _letters(old[p]), p + 1
        else:
            if q == len(new):
                return 0, 0
            other, q = other + _letters(new[q]), q + 1
    kept = p == q == 1 and fold(old[0]) == fold(new[0])
    joined = not _JOINS.isdisjoint("".join((*old[:p], *new[:q])))
    return (p, q) if joined and one.isalpha() and not kept else (0, 0)


def _letters(word: str) -> str:
    return fold(word.replace("ه\u0654", "هی").replace("ۀ", "هی"))


def _labelled(words: Words, labels: list[int], i: int, k: int, a: int, end: int) -> Iterator[tuple[int, int, int]]:
    """The stretch of characters a … end that holds items i … k - 1, cut where one move or change meets another."""
    if i == k:
        if a < end:
            yield a, end, 0
        return
    at, label = a, labels[i]
    for n in range(i + 1, k):
        if labels[n] != label:
            yield at, words.starts[n], label
            at, label = words.starts[n], labels[n]
    yield at, end, label


def _joined(parts: Iterable[Part]) -> Iterator[Part]:
    for (change, move), run in groupby(parts, lambda p: (p.change, p.move)):
        listed = list(run)
        if change == "spelling":
            yield from listed
        else:
            yield Part(change, "".join(p.old for p in listed), "".join(p.new for p in listed), move)
