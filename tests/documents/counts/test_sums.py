"""Every report of every method on random ballots: it builds in both languages, and its numbers are the outcome's."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given, settings
from tests.documents.counts.polls import NAMES, poll, polls

from hamgara.dates import parse_number
from hamgara.documents import Counting, lay_out_count, write_html
from hamgara.documents.counts.choices import tell_choice
from hamgara.documents.counts.tables import is_transfer, tabulate_round, tabulate_stages
from hamgara.documents.counts.transfers import tell_stage
from hamgara.documents.counts.voice import Voice
from hamgara.documents.sheet import Figure, Heading, Prose, Table
from hamgara.elections import METHODS

_NUMBER = re.compile(r"[\u200e\u2212+]*[\d۰-۹]+(?:[,٬][\d۰-۹]{3})*(?:[.٫][\d۰-۹]+)?")
#: What cutting to five decimals can hide in one number.
HIDDEN = Fraction(1, 10**5)


def numbers(text: str) -> list[Fraction]:
    found = []
    for match in _NUMBER.findall(text):
        number = parse_number(re.sub("[\u200e\u2212+]", "", match))
        found.append(-Fraction(number) if "\u2212" in match else Fraction(number))
    return found


def about(shown: Fraction, exact: Fraction) -> bool:
    return 0 <= abs(exact) - abs(shown) < HIDDEN and (shown >= 0) == (exact >= 0 or not shown)


def sentences(counting: Counting, voice: Voice, at: int) -> list[str]:
    tell = tell_stage if is_transfer(counting.outcome) else tell_choice
    return list(tell(voice, counting.outcome, at))


@settings(max_examples=120, deadline=None)
@given(polls())
def test_every_report_builds_in_both_languages_alike(counting: Counting) -> None:
    sheet = lay_out_count(counting, "fa", "en")
    rows = list(sheet.rows())
    # How the method counts is told in words of each language; from the result on, the numbers are the count's.
    result = [i for i, row in enumerate(rows) if isinstance(row[0], Heading)][1]
    for fa, en in rows[result:]:
        if isinstance(fa, Prose) and isinstance(en, Prose):
            assert sorted(numbers(fa.wording.line)) == sorted(numbers(en.wording.line)), (fa, en)
            assert not re.search("[{}]", fa.wording.line + en.wording.line)
        if isinstance(fa, Table) and isinstance(en, Table):
            for ours, theirs in zip(fa.rows, en.rows, strict=True):
                assert [numbers(cell) for cell in ours] == [numbers(cell) for cell in theirs]
        if isinstance(fa, Figure) and isinstance(en, Figure):
            assert (fa.drawing.rtl, en.drawing.rtl) == (True, False)
            assert fa.drawing.height == en.drawing.height
    for language in ("fa", "en"):
        page = write_html(lay_out_count(counting, language))
        assert all(who in page for who in counting.outcome.elected)


@settings(max_examples=150, deadline=None)
@given(polls())
def test_tables_have_every_number_of_the_round(counting: Counting) -> None:
    outcome = counting.outcome
    voice = Voice.of(counting, "en")
    for at, stage in enumerate(outcome.rounds):
        table = tabulate_round(voice, outcome, at)
        shown = {row[0]: numbers(row[1 if len(row) < 4 else 2])[0] for row in table.rows if row[0] in NAMES}
        before = outcome.rounds[at - 1].votes if at else {}
        # Who was excluded before, and whose last papers had gone by then, is not listed any more.
        gone = {who for r in outcome.rounds[:at] for who in r.excluded if not stage.votes[who] and not before[who]}
        assert set(shown) == set(stage.votes) - gone
        assert all(about(shown[who], stage.votes[who]) for who in shown)
        marked = {row[0] for row in table.rows if row[-1] == "✓ elected now"}
        assert marked == set(stage.elected) & set(stage.votes)
        if is_transfer(outcome):
            total = sum((numbers(row[1 if not at else 2])[0] for row in table.rows), Fraction(0))
            assert abs(total - outcome.valid) < len(table.rows) * HIDDEN
            if at:
                changes = [numbers(row[1])[0] for row in table.rows if row[1] not in ("–", "")]
                assert abs(sum(changes, Fraction(0))) < len(table.rows) * HIDDEN
                for row in table.rows:
                    if row[0] in NAMES and row[1] != "–":
                        assert about(numbers(row[1])[0], stage.votes[row[0]] - before[row[0]])


@settings(max_examples=150, deadline=None)
@given(polls())
def test_sentences_add_up(counting: Counting) -> None:
    outcome = counting.outcome
    for at, stage in enumerate(outcome.rounds):
        voice = Voice.of(counting, "en")
        said = sentences(counting, voice, at)
        whole = " ".join(said)
        assert all(who in whole for who in stage.elected)
        if not is_transfer(outcome):
            if stage.action == "choice":
                assert len(stage.elected) == 1
                if stage.elected[0] in stage.votes:
                    assert about(numbers(said[0])[0], stage.votes[stage.elected[0]])
                for following in (s for s in said if s.startswith("Next comes")):
                    best = min if stage.measure in ("load", "price") else max
                    others = [v for who, v in stage.votes.items() if who not in stage.elected]
                    assert about(numbers(following)[0], best(others))
            elif stage.action in ("votes", "committee"):
                parts = numbers(next(s for s in said if s.startswith(("Elected are", "The votes for each"))))
                assert all(about(n, stage.votes[who]) for n, who in zip(parts, stage.elected, strict=True))
                for out in (s for s in said if s.startswith("The first who is not")):
                    others = [v for who, v in stage.votes.items() if who not in stage.elected]
                    assert about(numbers(out)[0], max(others))
            continue
        if not at:
            assert about(numbers(said[0])[0], Fraction(outcome.valid))
            continue
        before = outcome.rounds[at - 1].votes
        moved = [s for s in said if s.startswith(("Of these", "With what"))]
        freed = -sum((stage.votes[who] - before[who] for who in before if stage.votes[who] < before[who]), Fraction(0))
        assert bool(moved) == bool(freed)
        for sentence in moved:
            total, *parts = numbers(sentence)
            assert about(total, freed)
            # Where no decimal was hidden, not even by the count's own cutting, the sum is exact.
            hidden = (len(parts) + 1) * HIDDEN if voice.cut else 0
            assert abs(sum(parts, Fraction(0)) - total) <= hidden
            for amount, who in re.findall(r"([\d.,]+) to (\w+)", sentence):
                if who in before:
                    assert about(Fraction(amount.replace(",", "")), stage.votes[who] - before[who])
        reached = {who for who in stage.elected if outcome.quota is not None and stage.votes[who] >= outcome.quota}
        for sentence in said:
            named = {who for who in NAMES if who in sentence} & set(stage.elected)
            if "reached the quota and" in sentence and outcome.quota is not None:
                assert named == reached
            if "without having reached the quota" in sentence and outcome.quota is not None:
                assert named == set(stage.elected) - reached
        if stage.action == "surplus":
            assert about(numbers(said[0])[0], before[str(stage.candidate)])
            assert about(numbers(said[0])[1], before[str(stage.candidate)] - stage.votes[str(stage.candidate)])
        if stage.action == "exclusion" and len(stage.excluded) == 1:
            assert about(numbers(said[0])[0], before[stage.excluded[0]])
            if "fewest votes, " in said[0] and "let go" not in said[0]:
                out = {who for r in outcome.rounds[:at] for who in (*r.elected, *r.excluded)}
                assert before[stage.excluded[0]] == min(v for who, v in before.items() if who not in out)


@settings(max_examples=40, deadline=None)
@given(polls().filter(lambda counting: is_transfer(counting.outcome)))
def test_stages_abreast_have_every_number_once(counting: Counting) -> None:
    outcome = counting.outcome
    columns: list[list[str]] = []
    for table in tabulate_stages(Voice.of(counting, "en"), outcome):
        columns += [[row[0], row[i]] for i in range(1, len(table.header)) for row in table.rows if row[0] in NAMES]
    shown = sorted(numbers(cell)[0] for _, cell in columns if numbers(cell))
    gone: set[str] = set()
    exact = []
    for stage in outcome.rounds:
        exact += [v for who, v in stage.votes.items() if not (who in gone | set(stage.excluded) and not v)]
        gone |= set(stage.excluded)
    assert len(shown) == len(exact)
    assert all(about(a, b) for a, b in zip(shown, sorted(exact), strict=True))


@pytest.mark.parametrize("method", sorted(METHODS))
def test_a_method_that_this_version_has_no_words_for_can_be_read(method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the words of a family the report stands with the engine's own."""
    from hamgara.documents.counts import voice, words

    bare = {
        key: said
        for key, said in words.PHRASES.items()
        if key.split(":")[0] not in ("action", "reason", "class")
        and not key.startswith(("measure:p", "why:p", "value:p"))
    }
    monkeypatch.setattr(voice, "PHRASES", bare)
    papers = [(5, ("Ava", "Babak", "Cyra")), (4, ("Dana", "Cyra", "Ava")), (3, ("Farah",))]
    for language in ("fa", "en"):
        page = write_html(lay_out_count(poll(method, papers, 2), language))  # type: ignore[arg-type]
        assert "Ava" in page
