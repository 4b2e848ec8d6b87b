"""Ballot files for `hamgara count`: which reader a file and a method call for, and the count with its report."""

from __future__ import annotations

import hashlib
import shlex
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hamgara import documents, elections
from hamgara.dates import Language
from hamgara.elections.places import number_of, read_rows

__all__ = ["Question", "compare_methods", "count_file", "list_methods", "read_ballots"]

USUAL = elections.Validity()
_PREFLIB = (".soc", ".soi", ".toc", ".toi", ".cat")


def read_ballots(
    file: Path, method_id: str, seats: int | None, validity: elections.Validity = USUAL
) -> elections.AnyBallots:
    """Read the file as the method wants it. Raises CountError for an unknown method, and where seats are missing."""
    method = _find(method_id)
    if method.ballot != "ranked":
        validity = validity.unordered()
    found = _read_ballots(file, method, seats, validity)
    if isinstance(found, elections.TierBallots) and method.ballot == "ranked" and not method.equal_ranks:
        return elections.drop_equal(found, validity)
    return found


def _read_ballots(
    file: Path, method: elections.Method, seats: int | None, validity: elections.Validity
) -> elections.AnyBallots:
    ending = file.suffix.lower()
    if method.ballot == "scores" and ending != ".csv":
        raise elections.CountError(f"{method.id} needs scores, which only a CSV file has: {file.name} names candidates")
    if file.name.lower().endswith(".abc.yaml"):
        return elections.read_abc_yaml(file, seats, validity)
    if ending != ".csv" and ending not in _PREFLIB:
        read = elections.read_blt_tiers if method.equal_ranks else elections.read_blt
        return read(file, validity)
    if seats is None:
        raise elections.CountError(f"{file.name} does not say how many seats there are: give --seats")
    if ending in _PREFLIB:
        return elections.read_preflib(file, seats, validity=validity)
    if method.ballot == "ranked":
        return elections.read_rank_csv(file, seats, validity)
    if method.ballot == "scores":
        return elections.read_score_csv(file, seats)
    return elections.read_approval_csv(file, seats)


@dataclass
class Question:
    """What is asked of a file of ballots: seats where it does not say, places and rules, the seed of lots.

    `invalid` says what becomes of ballots with a defect; with `margin` the search for it may take long.

    What was read is kept, for methods that take the same ballots.
    """

    file: Path
    seats: int | None = None
    places: Path | None = None
    rules: Path | None = None
    seed: str = ""
    invalid: elections.Validity = USUAL
    margin: bool = False
    read: dict[tuple[str, bool], elections.AnyBallots] = field(default_factory=dict)

    def ballots(self, method_id: str) -> elections.AnyBallots:
        """The ballots as the method wants them."""
        method = _find(method_id)
        key = method.ballot, method.equal_ranks
        if key not in self.read:
            self.read[key] = read_ballots(self.file, method_id, self.seats, self.invalid)
        return self.read[key]

    def command(self, method_id: str, compared: Sequence[str] = ()) -> str:
        """The command that counts these files so again, or compares the methods named."""
        parts = ["hamgara", "count", self.file.name, "--method", method_id]
        given = (
            ("--compare", ",".join(compared)),
            ("--seats", "" if self.seats is None else str(self.seats)),
            ("--places", self.places.name if self.places else ""),
            ("--rules", self.rules.name if self.rules else ""),
            ("--invalid", str(self.invalid)),
            ("--seed", self.seed),
        )
        given_parts = [part for pair in given if pair[1] for part in pair]
        return shlex.join([*parts, *given_parts, *(["--margin"] if self.margin else [])])


def list_methods(method_id: str, compared: str) -> list[str]:
    """The methods to compare, that of --method first; "all" are those that take the same kind of ballots.

    Raises CountError for an unknown method, for fewer than two, and for "all" without a method that says the kind.
    """
    if compared == "all":
        if not method_id:
            raise elections.CountError("--compare all needs --method, which says what kind of ballots these are")
        kind = _find(method_id).ballot
        others = [method.id for method in elections.METHODS.values() if method.ballot == kind]
    else:
        others = [part.strip() for part in compared.split(",") if part.strip()]
    listed = list(dict.fromkeys([method_id, *others] if method_id else others))
    for each in listed:
        _find(each)
    if len(listed) < 2:
        raise elections.CountError("to compare, at least two methods are needed")
    return listed


def count_file(question: Question, method_id: str) -> documents.Counting:
    """Count a file by a method, with its certificates. Raises ValueError where that cannot be done."""
    ballots = question.ballots(method_id)
    places = elections.read_places(question.places) if question.places else None
    rules = elections.read_place_rules(question.rules) if question.rules else ()
    if question.places:
        _check_places(question.places, question.file, ballots, rules)
    outcome = elections.count(ballots, method_id, seats=question.seats, places=places, rules=rules, seed=question.seed)
    others = [(name, path) for name, path in (("places", question.places), ("rules", question.rules)) if path]
    title = ballots.title or question.file.name
    counting = documents.Counting(
        title={_language_of(title): title},
        whose={"en": question.file.name},
        outcome=outcome,
        candidates={
            name: documents.Candidate({"en": name}, None, dict(places.of.get(name, {})) if places else {})
            for name in ballots.candidates
        },
        source=documents.FileSource(
            question.file.name,
            _digest(question.file),
            question.command(method_id),
            tuple((name, _digest(path)) for name, path in others),
        ),
        rules=rules,
        withdrawn=ballots.withdrawn,
        validity=question.invalid,
    )
    return documents.examine(counting, ballots, patient=question.margin)


def _check_places(file: Path, voted: Path, ballots: elections.AnyBallots, rules: Sequence[elections.PlaceRule]) -> None:
    """Raise BallotError where the file of places names nobody of the ballots, or lacks what a rule is about."""
    name, rows = read_rows(file, "candidate")
    given = {row["candidate"]: row for _, row in rows}
    for line, row in rows:
        if row["candidate"] not in ballots.candidates:
            column = number_of(row, "candidate")
            raise elections.BallotError(name, line, column, f"a candidate of {voted.name}", repr(row["candidate"]))
    for cls in dict.fromkeys(rule.cls for rule in rules):
        if rows and cls not in rows[0][1]:
            raise elections.BallotError(name, 1, 1, f"a column {cls!r}, which a rule is about", "none")
        for line, row in rows:
            if not row[cls]:
                column = number_of(row, cls)
                raise elections.BallotError(name, line, column, f"the {cls} of {row['candidate']!r}", "nothing")
        for who in ballots.candidates:
            if who not in given and who not in ballots.withdrawn:
                last = rows[-1][0] + 1 if rows else 2
                raise elections.BallotError(name, last, 1, f"a row for the candidate {who!r}", "the end of the file")


def compare_methods(question: Question, method_ids: Sequence[str]) -> documents.Comparison:
    """Count a file by several methods; a method that cannot count it says why, unless none can.

    Raises ValueError where the first method cannot, or the rules of place cannot be kept.
    """
    found = [count_file(question, method_ids[0])]
    refused: dict[str, str] = {}
    for method_id in method_ids[1:]:
        try:
            found.append(count_file(question, method_id))
        except elections.CountError as error:
            refused[method_id] = str(error)
    return documents.Comparison(tuple(found), refused, question.command(method_ids[0], method_ids[1:]))


def _find(method_id: str) -> elections.Method:
    method = elections.METHODS.get(method_id)
    if method is None:
        raise elections.CountError(f"unknown method {method_id!r}; there are: {', '.join(elections.METHODS)}")
    return method


def _language_of(text: str) -> Language:
    """Persian where any letter runs from right to left."""
    return "fa" if any(unicodedata.bidirectional(c) in ("R", "AL") for c in text) else "en"


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
