"""Every family of alterations: of ballots, of the setup, of what follows the vote, of the archive itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tests.ballots.tampering import Altered, Forger, Steps, compact, leaves, put

from hamgara import ballots

__all__ = ["FAMILIES"]


def _is_number(path: tuple[Any, ...]) -> bool:
    return path[-1] in ("challenge", "response")


def of_numbers(forger: Forger) -> Iterator[Altered]:
    """Each number of each proof of a ballot, the ballot signed anew."""
    index = forger.ballots[-1]
    ballot = json.loads(forger.steps[index][1][0])
    for path, text in leaves(ballot["answers"]):
        if _is_number(path):
            kinds = list(forger.bad_numbers(text))
            for name, value, reason in kinds if path[-2:] == (0, "response") else kinds[:2]:
                body = forger.sign(put(ballot, ("answers", *path), value))
                yield Altered(f"{path} {name}", forger.replace(index, 0, body), frozenset({reason}), "question")


def of_elements(forger: Forger) -> Iterator[Altered]:
    """Each element of a ballot, signed anew."""
    index = forger.ballots[-1]
    ballot = json.loads(forger.steps[index][1][0])
    first = True
    for path, text in leaves(ballot["answers"]):
        if path[-1] in ("alpha", "beta"):
            for name, value, reason in forger.bad_elements(text):
                if first or reason != "element":
                    body = forger.sign(put(ballot, ("answers", *path), value))
                    yield Altered(f"{path} {name}", forger.replace(index, 0, body), frozenset({reason}), "question")
            first = False


def of_ballots(forger: Forger) -> Iterator[Altered]:
    """A ballot's other parts: its shape, its signature, for whom and for what it was made."""
    index = forger.ballots[-1]
    raw = forger.steps[index][1][0]
    ballot = json.loads(raw)
    mine = ballot["credential"]
    others = sorted(set(forger.secrets) - {mine})

    def altered(name: str, body: bytes, *reasons: str) -> Altered:
        return Altered(name, forger.replace(index, 0, body), frozenset(reasons), "ballot")

    def signed(name: str, document: Any, *reasons: str) -> Altered:
        return altered(name, forger.sign(document), *reasons)

    for other in others:
        yield altered(f"copied under {other[:8]}", forger.sign(ballot, other), "proof")
        yield altered(f"credential of {other[:8]}", compact(ballot | {"credential": other}), "hash")
    stranger = forger.group.encode(forger.group.power(forger.group.generator, 77))
    forger.secrets[stranger] = 77
    yield altered("signed by a stranger", forger.sign(ballot, stranger), "credential")
    del forger.secrets[stranger]
    for name, value, reason in forger.bad_numbers(ballot["signature"]["proof"]["challenge"]):
        body = compact(put(ballot, ("signature", "proof", "challenge"), value))
        yield altered(f"signature's challenge {name}", body, "signature" if reason == "proof" else reason)
    for name, value, reason in forger.bad_numbers(ballot["signature"]["proof"]["response"]):
        body = compact(put(ballot, ("signature", "proof", "response"), value))
        yield altered(f"signature's response {name}", body, "signature" if reason == "proof" else reason)
    yield altered("signature's hash", compact(put(ballot, ("signature", "hash"), "A" * 43)), "hash")
    yield altered("unsigned", compact({key: ballot[key] for key in ballot if key != "signature"}), "missing")
    yield signed("another election's hash", ballot | {"election_hash": "A" * 43}, "context")
    yield signed("another election", ballot | {"election_uuid": "AAAAAAAAAAAAAA"}, "context")
    answers = ballot["answers"]
    yield signed("no answers", ballot | {"answers": []}, "form")
    yield signed("one answer more", ballot | {"answers": [*answers, answers[0]]}, "form", "size")
    yield signed("answers exchanged", ballot | {"answers": answers[::-1]}, "form", "proof")
    yield altered("truncated", raw[:-1], "form")
    yield altered("half", raw[: len(raw) // 2], "form")
    yield altered("empty", b"", "form")
    yield altered("a blank", raw.replace(b":", b": ", 1), "form")
    yield altered("a line end", raw + b"\n", "form")
    yield altered("fields exchanged", compact(dict(sorted(ballot.items()))), "form")
    yield altered("an unknown field", compact(ballot | {"note": "x"}), "form")
    yield altered("a field twice", b'{"election_uuid":"x",' + raw[1:], "form")
    yield altered("an escape", raw.replace(b'"election_uuid"', b'"\\u0065lection_uuid"'), "form")
    yield altered("not UTF-8", raw.replace(b'"answers"', b'"\xffnswers"'), "form")
    yield altered("a list", b"[" + raw + b"]", "form")
    yield altered("deeply nested", b"[" * 5000, "form", "size")
    yield altered("oversized", raw[:-1] + b" " * 200_000 + b"}", "size", "form")
    yield altered("a number for a text", raw.replace(b'"election_uuid":"', b'"election_uuid":1,"x":"', 1), "form")
    for number, answer in enumerate(answers):
        place = ("answers", number)
        if isinstance(answer["choices"], dict):
            yield signed(f"proof of {number} gone", put(ballot, (*place, "proof"), {}), "form")
            continue
        for field in ("choices", "individual_proofs", "overall_proof", "blank_proof"):
            if field in answer:
                items = answer[field]
                yield signed(f"{field} of {number} short", put(ballot, (*place, field), items[:-1]), "form")
                yield signed(
                    f"{field} of {number} long", put(ballot, (*place, field), [*items, items[0]]), "form", "size"
                )
                yield signed(f"{field} of {number} turned", put(ballot, (*place, field), items[::-1]), "proof")
        if "blank_proof" in answer:
            kept = {key: value for key, value in answer.items() if key != "blank_proof"}
            yield signed("no blank proof", put(ballot, place, kept), "missing")
        else:
            more = answer | {"blank_proof": answer["overall_proof"]}
            yield signed("a blank proof too many", put(ballot, place, more), "form", "size")


def of_the_box(forger: Forger) -> Iterator[Altered]:
    """Ballots dropped, repeated, exchanged; with all hashes made anew."""
    steps = forger.steps
    first, last = forger.ballots[0], forger.ballots[-1]
    for index in forger.ballots:
        # The first is the voter's earlier ballot: without it the count is the same, so the closing chain must tell.
        if index != first:
            yield Altered(f"ballot {index} dropped", steps[:index] + steps[index + 1 :], frozenset({"tally", "form"}))
        for place in range(index + 1, last + 2):
            again: Steps = [*steps[:place], steps[index], *steps[place:]]
            yield Altered(f"ballot {index} again at {place}", again, frozenset({"seen"}), "ballot")
    turned = list(steps)
    turned[first], turned[last] = steps[last], steps[first]
    yield Altered("revote taken back", turned, frozenset({"tally"}))
    for position, (kind, _) in enumerate(steps):
        if kind != "Ballot" and position:
            without = steps[:position] + steps[position + 1 :]
            if position + 1 < len(steps):
                yield Altered(f"without {kind}", without, frozenset({"order", "missing", "proof"}))
            if kind != "Result":
                twice = [*steps[: position + 1], steps[position], *steps[position + 1 :]]
                yield Altered(f"{kind} twice", twice, frozenset({"order", "duplicate"}))
        if position + 1 < len(steps) and position and steps[position + 1][0] != kind:
            swapped = list(steps)
            swapped[position], swapped[position + 1] = steps[position + 1], steps[position]
            yield Altered(f"{kind} after its successor", swapped, frozenset({"order", "missing"}))


def of_the_setup(forger: Forger) -> Iterator[Altered]:
    """Key substitution, wrong trustees, another list of credentials, another election."""
    election, trustees, credentials, _ = forger.steps[0][1]
    group = forger.group

    def altered(name: str, part: int, body: bytes, *reasons: str) -> Altered:
        return Altered(name, forger.replace(0, part, body), frozenset(reasons))

    document = json.loads(election)
    for name, value, reason in forger.bad_elements(document["public_key"]):
        reasons = {"proof": "key"}.get(reason, reason)
        yield altered(f"election key {name}", 0, compact(document | {"public_key": value}), reasons)
    yield altered("no encryption", 0, compact(document | {"public_key": group.encode(group.identity)}), "key")
    yield altered("another name", 0, compact(document | {"name": "x"}), "context")
    yield altered("another group", 0, compact(document | {"group": "NO-GROUP"}), "unsupported")
    yield altered("another version", 0, compact(document | {"version": 2}), "unsupported")
    yield altered("a bad uuid", 0, compact(document | {"uuid": "0"}), "form")
    yield altered("no questions", 0, compact(document | {"questions": []}), "choice")
    yield altered(
        "a question less", 0, compact(document | {"questions": document["questions"][1:]}), "context", "choice"
    )
    yield altered("an unknown question", 0, compact(document | {"questions": [{"type": "Lists"}]}), "unsupported")
    for field, value in (("max", 99), ("min", -1), ("min", 2), ("max", 1.0), ("blank", 1), ("answers", [])):
        question = put(document, ("questions", 0), document["questions"][0] | {field: value})
        yield altered(f"{field} = {value}", 0, compact(question), "choice", "form")
    yield altered("blanks in it", 0, election.replace(b",", b", ", 1), "form")

    parts = json.loads(trustees)
    for path, text in leaves(parts):
        if path[-1] == "public_key":
            for name, value, reason in forger.bad_elements(text):
                reasons = {reason, "key"} if reason == "proof" else {reason}
                yield altered(f"trustee {path} {name}", 1, compact(put(parts, path, value)), *reasons)
        elif _is_number(path):
            for name, value, reason in list(forger.bad_numbers(text))[:2]:
                reasons = {"proof", "signature"} if reason == "proof" else {reason}
                yield altered(f"trustee {path} {name}", 1, compact(put(parts, path, value)), *reasons)
        elif path[-1] == "message":
            for old, new in (('{"', '{ "'), ("1", "2"), ("3", "4")):
                if old in text:
                    body = compact(put(parts, path, text.replace(old, new, 1)))
                    yield altered(
                        f"trustee {path} {new}", 1, body, "form", "element", "outside", "signature", "context"
                    )
        elif path[-1] == "threshold":
            for value in (0, text + 1, text - 1, 99, -1):
                yield altered(
                    f"threshold {value}", 1, compact(put(parts, path, value)), "number", "form", "context", "proof"
                )
    for index, (kind, part) in enumerate(parts):
        yield altered(f"without part {index}", 1, compact(parts[:index] + parts[index + 1 :]), "key", "missing")
        yield altered(f"part {index} twice", 1, compact([*parts, [kind, part]]), "key", "duplicate")
        yield altered(f"part {index} of no kind", 1, compact(put(parts, (index, 0), "Double")), "form")
        if kind == "Pedersen":
            for field in ("certs", "coefexps", "verification_keys", "signatures"):
                turned = part[field][::-1]
                body = compact(put(parts, (index, 1, field), turned))
                yield altered(f"{field} turned", 1, body, "context", "signature", "key")
                body = compact(put(parts, (index, 1, field), part[field][:-1]))
                yield altered(f"{field} short", 1, body, "form", "number", "missing")
    own = ballots.generate_key(group, lambda n: 4711)
    proved = json.loads(ballots.write_trustees([ballots.prove_key(group, own)]))[0][1]
    for index, (kind, part) in enumerate(parts):
        for member in range(len(part.get("verification_keys", ())) if kind == "Pedersen" else 0):
            body = compact(put(parts, (index, 1, "verification_keys", member), proved))
            yield altered(f"a member's key {member} substituted", 1, body, "key")
    swapped = json.loads(compact(parts))
    swapped[0][1] = proved
    yield altered("a trustee's key substituted", 1, compact(swapped), "key")
    trusted = ballots.read_trustees(group, compact(swapped))
    both = forger.replace(0, 1, compact(swapped))
    both[0][1][0] = compact(document | {"public_key": group.encode(trusted.key)})
    both[0][1][3] = compact(dict(zip(("election", "trustees", "credentials"), map(_hash, both[0][1]), strict=False)))
    yield Altered("both keys substituted", both, frozenset({"context"}))

    listed = json.loads(credentials)
    voted = [json.loads(forger.steps[index][1][0])["credential"] for index in forger.ballots]
    for credential in sorted(set(voted)):
        kept = [line for line in listed if line.split(",")[0] != credential]
        yield altered(f"without {credential[:8]}", 2, compact(kept), "credential")
    yield altered("listed twice", 2, compact([*listed, listed[0]]), "duplicate")
    yield altered("everybody's", 2, compact([*listed, group.encode(group.identity)]), "key")
    for name, value, reason in forger.bad_elements(listed[0].split(",")[0]):
        if reason != "proof":
            yield altered(f"credential {name}", 2, compact([*listed, value]), reason)
    for weight in ("", "01", "-1", "1.5", "1e3", "999999999999", "١"):
        yield altered(f"weight {weight}", 2, compact([*listed[:-1], f"{listed[-1].split(',')[0]},{weight}"]), "number")
    heavier = [f"{line.split(',')[0]},7" for line in listed]
    yield altered("everyone weighs 7", 2, compact(heavier), "tally", "choice")
    yield altered("not a list", 2, b"{}", "form")


def _hash(body: bytes) -> str:
    return ballots.canonical.digest(body)


def of_the_tally(forger: Forger) -> Iterator[Altered]:
    """The encrypted tally, the shuffles, the decryptions, the result: each leaf of each."""
    for index, (kind, bodies) in enumerate(forger.steps):
        if kind in ("Setup", "Ballot") or not bodies:
            continue
        document = json.loads(bodies[0])
        seen = 0
        for path, value in leaves(document):
            if kind == "Result":
                for new in (value + 1, str(value), -1, None, 0.5, True, [value]):
                    body = compact(put(document, path, new))
                    yield Altered(
                        f"result {path} {new}", forger.replace(index, 0, body), frozenset({"result", "form", "number"})
                    )
                continue
            number = _is_number(path) or (kind == "Shuffle" and path[0] == "proofs" and path[2] == 1)
            kinds = list(forger.bad_numbers(value) if number else forger.bad_elements(value))
            seen += 1
            # Each number is another, each element another and once outside the group, in turn in each way.
            outside = [kind for kind in kinds if kind[2] == "outside"]
            few = kinds[:1] if number else [kinds[-1], outside[seen % len(outside)]]
            for name, new, reason in kinds if seen < 3 else few:
                reasons = {reason, "tally"} if kind == "EncryptedTally" else {reason}
                body = compact(put(document, path, new))
                yield Altered(f"{kind} {index} {path} {name}", forger.replace(index, 0, body), frozenset(reasons))
        if len(bodies) == 2:
            about = json.loads(bodies[1])
            for field, value in leaves(about):
                if field[-1] == "owner":
                    values: tuple[Any, ...] = (0, 99, -1, *(range(1, 5)))
                elif isinstance(value, int):
                    values = (value + 1, str(value), 0)
                else:
                    continue
                for new in values:
                    if new != value:
                        steps = forger.replace(index, 0, bodies[0])
                        steps[index][1][1] = compact(about | {field[-1]: new})
                        if kind == "Shuffle" and new in range(1, len(forger.made.keys) + 1):
                            continue  # who shuffled is only stated; who decrypts is proved
                        reasons = {"context", "proof", "duplicate", "tally", "form", "missing"}
                        yield Altered(f"{kind} {index} {field[-1]} {new}", steps, frozenset(reasons))
        yield Altered(f"{kind} {index} empty", forger.replace(index, 0, b"{}"), frozenset({"form", "tally"}))
        yield Altered(f"{kind} {index} cut", forger.replace(index, 0, bodies[0][:-2]), frozenset({"form", "tally"}))


def of_the_file(forger: Forger) -> Iterator[Altered]:
    """Bytes of the archive: one changed at many places, and the end cut off at many."""
    file, size = forger.file, len(forger.file)
    anything = frozenset({"form", "hash", "chain", "size", "order", "missing", "number", "unsupported"})
    for position in range(3, size, size // 150):
        changed = bytearray(file)
        changed[position] ^= 1
        yield Altered(f"bit at {position}", bytes(changed), anything)
    for position in range(100, size, size // 60):
        if position % 512:
            yield Altered(f"cut at {position}", file[:position], frozenset({"size", "form"}))
    yield Altered("nothing", b"", anything)
    yield Altered("more behind it", file + b"\0", frozenset({"size"}))
    yield Altered("a block behind it", file + bytes(512), frozenset({"form"}))
    yield Altered("an event again", file + file[-2048:], anything)


FAMILIES = {
    "numbers": of_numbers,
    "elements": of_elements,
    "ballots": of_ballots,
    "box": of_the_box,
    "setup": of_the_setup,
    "tally": of_the_tally,
    "file": of_the_file,
}
