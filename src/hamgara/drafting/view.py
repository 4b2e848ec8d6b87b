"""The merged view as data: the base, each amendment and the merged text side by side, with names, for any page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hamgara.drafting.amendments import Amendment, Change, Join, Move, NewClause, Split, Strike
from hamgara.drafting.collisions import changes_of
from hamgara.drafting.composition import adopt
from hamgara.drafting.differences import diff
from hamgara.drafting.draft import Clause
from hamgara.drafting.merging import Merged, clauses_of
from hamgara.drafting.words import split_words

__all__ = ["mark_up_view", "merged_view"]


def merged_view(merged: Merged) -> dict[str, Any]:
    """The whole of a merge as plain JSON values.

    `clauses`, by each clause of the base: `base`, `merged` (null where it went), `parts`, `structure` and
    `amendments`, each with its names, its own text (null where it goes) and its own parts against the base. A part is
    `same`, `gone` or `new` with its text, names and amendments, or `contested` with `alternatives`. The same, gone
    and contested texts together are the base text. `added`: new clauses. `order`: the merged order. `contests`,
    `seams` and `left_out` as in Merged.
    """
    own = {a.id: adopt(merged.base, [a]).draft for a in merged.amendments}
    touching: dict[str, list[Amendment]] = {}
    for amendment in merged.amendments:
        for clause in clauses_of(amendment):
            touching.setdefault(clause, []).append(amendment)
    clauses = []
    for base in merged.base.clauses:
        listed = touching.get(base.id, [])
        after = merged.draft.by_id.get(base.id)
        clauses.append(
            {
                "id": base.id,
                "version": base.version,
                "base": base.text,
                "merged": after.text if after else None,
                "parts": list(_parts(merged, base, listed)),
                "structure": list(_structure(merged, base.id, listed)),
                "amendments": [_shown(merged, a, base, own[a.id].by_id.get(base.id)) for a in listed],
            }
        )
    added = [
        {
            **_names(merged, [a]),
            "id": o.id,
            "text": o.text,
            "after": o.after,
            "contested": a.id not in merged.uncontested,
        }
        for a in merged.amendments
        for o in a.operations
        if isinstance(o, NewClause)
    ]
    contests = [
        {"amendments": list(c.amendments), "alternatives": [list(a) for a in c.alternatives], "complete": c.complete}
        for c in merged.contests
    ]
    return {
        "clauses": clauses,
        "added": added,
        "order": list(merged.draft.order),
        "contests": contests,
        "seams": [{"amendments": [s.first, s.second], "clause": s.clause, "at": s.at} for s in merged.seams],
        "left_out": [{"amendment": o.amendment, "code": o.code, "why": o.why} for o in merged.left_out],
        "further": {id: merged_view(below) for id, below in merged.further.items()},
    }


def _shown(merged: Merged, amendment: Amendment, base: Clause, theirs: Clause | None) -> dict[str, Any]:
    return {
        **_names(merged, [amendment]),
        "id": amendment.id,
        "at": amendment.at,
        "text": theirs.text if theirs else None,
        "parts": _difference(base.text, theirs.text if theirs else ""),
    }


def _names(merged: Merged, amendments: Sequence[Amendment]) -> dict[str, Any]:
    ids = [id for a in amendments for id in merged.same.get(a.id, (a.id,))]
    return {"amendments": ids, "by": list(dict.fromkeys(name for a in amendments for name in a.by))}


def _difference(old: str, new: str) -> list[dict[str, Any]]:
    return [{"kind": p.change, "old": p.old, "new": p.new, "move": p.move} for p in diff(old, new)]


def _structure(merged: Merged, clause: str, listed: Sequence[Amendment]) -> Iterator[dict[str, Any]]:
    for amendment in listed:
        for operation in amendment.operations:
            if isinstance(operation, NewClause) or clause not in (operation.clause, getattr(operation, "second", "")):
                continue
            kinds = {Strike: "struck", Move: "moved", Join: "joined", Split: "split"}
            if type(operation) in kinds:
                contested = amendment.id not in merged.uncontested
                yield {**_names(merged, [amendment]), "kind": kinds[type(operation)], "contested": contested}


def _parts(merged: Merged, clause: Clause, listed: Sequence[Amendment]) -> Iterator[dict[str, Any]]:
    words = split_words(clause.text)
    found: dict[tuple[object, ...], tuple[Change, list[Amendment]]] = {}
    for amendment in listed:
        for operation in amendment.operations:
            for change in changes_of(operation) if getattr(operation, "clause", "") == clause.id else ():
                found.setdefault(change.key, (change, []))[1].append(amendment)
    ranked = sorted(found.values(), key=lambda f: (f[0].start, f[0].end, f[1][0].at, f[1][0].id))
    at = 0
    for cluster in _clusters(ranked):
        start, end = cluster[0][0].start, max(c.end for c, _ in cluster)
        begin = words.starts[start] if start < len(words) else len(clause.text)
        if start == end > 0 and not any(change.gaps[0] for change, _ in cluster):
            begin = words.ends[start - 1]  # A mark that is added stands right behind the word before it.
        close = words.ends[end - 1] if end > start else begin
        if begin > at:
            yield {"kind": "same", "text": clause.text[at:begin]}
        at = close
        text = clause.text[begin:close]
        if len(cluster) == 1 and all(a.id in merged.uncontested for a in cluster[0][1]):
            names = _names(merged, cluster[0][1])
            if text:
                yield {"kind": "gone", "text": text, **names}
            if cluster[0][0].words:
                yield {"kind": "new", "text": _text(cluster[0][0]), **names}
        else:
            alternatives = [{"text": _text(c), **_names(merged, who)} for c, who in cluster]
            yield {"kind": "contested", "text": text, "alternatives": alternatives}
    if at < len(clause.text):
        yield {"kind": "same", "text": clause.text[at:]}


def _clusters(ranked: Sequence[tuple[Change, list[Amendment]]]) -> Iterator[list[tuple[Change, list[Amendment]]]]:
    """Changes that overlap, or add at the same place, together."""
    cluster: list[tuple[Change, list[Amendment]]] = []
    end = -1
    for one in ranked:
        change = one[0]
        again = bool(cluster) and change.start == change.end == cluster[0][0].start == end
        if cluster and not (change.start < end or again):
            yield cluster
            cluster = []
        end = max(end, change.end) if cluster else change.end
        cluster.append(one)
    if cluster:
        yield cluster


def _text(change: Change) -> str:
    return "".join(gap + word for gap, word in zip(("", *change.gaps[1:]), change.words, strict=False))


def mark_up_view(parts: Sequence[Mapping[str, Any]]) -> str:
    """A clause's parts in plain characters with names: [-gone: by-] {+new: by+} [?base / one: by / other: by?]."""
    written = []
    for part in parts:
        names = "، ".join(part.get("by", ()))
        if part["kind"] == "same":
            written.append(part["text"])
        elif part["kind"] == "gone":
            written.append(f"[-{part['text']}: {names}-]")
        elif part["kind"] == "new":
            written.append(f"{{+{part['text']}: {names}+}}")
        else:
            given = (f"{a['text']}: {'، '.join(a['by'])}" for a in part["alternatives"])
            written.append(f"[?{' / '.join([part['text'], *given])}?]")
    return "".join(written)
