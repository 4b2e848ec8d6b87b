"""Small counts made by hand from the words of the Order, and the two counts on profiles full of ties."""

from __future__ import annotations

import hashlib
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.elections.kinds import fit_papers, fit_seats
from tests.elections.second_stv import hold_count

from hamgara.elections import METHODS, Ballots, CountError, PlaceRule, Places, RulesImpossible, count, digest_lot
from hamgara.elections.scottish import count_scottish

NAMES = ("Ava", "Babak", "Cyra", "Dara", "Elnaz")


def ballots(seats: int, papers: dict[str, int | Fraction]) -> Ballots:
    """{"AB": 3}: three papers with Ava first and Babak second."""
    letters = {name[0]: name for name in NAMES}
    used = tuple(name for name in NAMES if any(name[0] in ranks for ranks in papers))
    return Ballots.from_rankings(
        used, [(weight, [letters[c] for c in ranks]) for ranks, weight in papers.items()], seats
    )


@pytest.mark.parametrize(
    ("valid", "seats", "quota"), [(100, 3, 26), (99, 3, 25), (103, 3, 26), (104, 3, 27), (5, 1, 3)]
)
def test_quota_rule_46(valid: int, seats: int, quota: int) -> None:
    papers = {"A": valid - 4, "B": 1, "C": 1, "D": 1, "E": 1}
    assert count(ballots(seats, papers), "scottish-stv").quota == quota


def test_transfer_value_is_truncated_rule_48() -> None:
    # Quota 7 of 20 for 2 seats; Ava's surplus is 4 of 11: 0.363636... becomes 0.36363.
    outcome = count(ballots(2, {"AB": 10, "A": 1, "B": 3, "C": 5, "CB": 1}), "scottish-stv")
    stage = outcome.rounds[1]
    assert (stage.action, stage.candidate) == ("surplus", "Ava")
    assert stage.transfers == {"Babak": Fraction("3.6363")}
    assert stage.non_transferable == Fraction("0.36363")
    assert stage.truncated == Fraction("0.00007")
    assert stage.votes["Ava"] == 7
    assert stage.to_json()["parcels"] == [{"papers": 11, "received": "1.00000", "value": "0.36363"}]
    assert stage.to_json()["votes"] == {"Ava": "7.00000", "Babak": "6.63630", "Cyra": "6.00000"}


def test_second_surplus_multiplies_the_value_when_received_rule_48_4() -> None:
    # Quota 26. Ava's papers go on at 34/60 = 0.56666 to Babak, who has 20 + 60 * 0.56666 = 53.99960;
    # of that the surplus is 27.99960: own papers 27.9996/53.9996 = 0.51851, Ava's 0.56666 of that = 0.29382.
    outcome = count(ballots(3, {"ABC": 60, "BD": 20, "C": 11, "D": 12}), "scottish-stv")
    assert outcome.quota == 26
    assert [stage.candidate for stage in outcome.rounds[:3]] == [None, "Ava", "Babak"]
    second = outcome.rounds[2]
    values = {parcel.received: parcel.value for parcel in second.parcels}
    assert values == {Fraction(1): Fraction("0.51851"), Fraction("0.56666"): Fraction("0.29382")}
    assert second.transfers == {"Cyra": 60 * Fraction("0.29382"), "Dara": 20 * Fraction("0.51851")}
    assert outcome.elected == ("Ava", "Babak", "Cyra")


def test_next_available_preference_skips_the_elected_and_excluded() -> None:
    # Ava and Babak are elected at once; Ava's papers pass over Babak to Cyra.
    outcome = count(ballots(3, {"ABC": 40, "B": 30, "C": 9, "DBAC": 8, "E": 10}), "scottish-stv")
    assert outcome.rounds[0].elected == ("Ava", "Babak")
    assert set(outcome.rounds[1].transfers) == {"Cyra"}
    dara = next(stage for stage in outcome.rounds if stage.candidate == "Dara")
    assert dara.action == "exclusion"
    assert dara.transfers == {"Cyra": 8} or not dara.transfers


def test_tiny_surplus_is_not_deferred() -> None:
    # Quota 26: Ava's surplus of one vote cannot change who is last, and is transferred all the same.
    outcome = count(ballots(3, {"AB": 27, "B": 25, "C": 24, "D": 20, "E": 5}), "scottish-stv")
    assert [(stage.action, stage.candidate) for stage in outcome.rounds[:3]] == [
        ("first-preferences", None),
        ("surplus", "Ava"),
        ("exclusion", "Elnaz"),
    ]


def test_last_vacancies_rule_52_without_a_further_transfer() -> None:
    outcome = count(ballots(2, {"A": 40, "B": 15, "CA": 10, "DB": 5}), "scottish-stv")
    last = outcome.rounds[-1]
    assert (last.action, last.candidate, last.transfers) == ("exclusion", "Cyra", {})
    assert last.votes["Cyra"] == 10
    assert outcome.elected == ("Ava", "Babak")


def test_as_many_candidates_as_seats() -> None:
    outcome = count(ballots(3, {"A": 1, "B": 5, "C": 2}), "scottish-stv")
    assert outcome.elected == ("Babak", "Cyra", "Ava")
    assert len(outcome.rounds) == 1


def test_equal_surpluses_rule_49_2() -> None:
    # Quota 21 for 4 seats. After Ava's surplus Babak and Cyra have 30 each; Cyra had more before.
    outcome = count(ballots(4, {"AB": 40, "B": 11, "C": 30, "D": 14, "E": 9}), "scottish-stv")
    assert outcome.quota == 21
    assert outcome.rounds[1].votes["Babak"] == outcome.rounds[1].votes["Cyra"] == 30
    [tie] = [tie for tie in outcome.ties if tie.kind == "surplus"]
    assert (tie.stage, tie.candidates, tie.chosen) == (3, ("Babak", "Cyra"), ("Cyra",))
    assert (tie.earlier_stages, tie.lot) == ((1,), ())
    assert tie.to_json()["resolved"] == "earlier-stage"
    assert outcome.rounds[2].candidate == "Cyra"


def test_equal_votes_at_an_exclusion_rule_51_2() -> None:
    # Elnaz' five papers bring Dara level with Cyra, who had more at the stage before: Dara goes.
    outcome = count(ballots(1, {"A": 20, "B": 14, "C": 11, "D": 6, "ED": 5}), "scottish-stv")
    assert outcome.rounds[1].votes["Cyra"] == outcome.rounds[1].votes["Dara"] == 11
    [tie] = outcome.ties
    assert (tie.kind, tie.stage, tie.chosen, tie.earlier_stages) == ("exclusion", 3, ("Dara",), (1,))


@pytest.mark.parametrize("seed", ["", "a", "b", "c", "d", "e", "f"])
def test_lot_can_be_redrawn(seed: str) -> None:
    outcome = count(ballots(1, {"A": 4, "B": 3, "C": 3, "D": 3}), "scottish-stv", seed=seed)
    tie = outcome.ties[0].to_json()
    drawn = {n: hashlib.sha256(f"{seed}\n2\nexclusion\n{n}".encode()).hexdigest() for n in NAMES[1:4]}
    assert tie["resolved"] == "lot"
    assert tie["seed"] == seed
    assert tie["lot"] == drawn
    assert tie["chosen"] == [min(drawn, key=drawn.__getitem__)] == [outcome.rounds[1].candidate]


def test_lot_takes_names_in_nfc() -> None:
    assert digest_lot("s", 1, "surplus", "Jose\u0301") == digest_lot("s", 1, "surplus", "José")


def test_split_mandates_are_exact() -> None:
    third = Fraction(1, 3)
    outcome = count(ballots(1, {"A": 2 + third, "BA": 1 + third, "B": third, "CB": 2}), "scottish-stv")
    assert outcome.valid == 6
    assert outcome.quota == 4
    assert outcome.rounds[0].votes["Ava"] == 2 + third
    assert outcome.to_json()["rounds"][0]["votes"]["Ava"] == "2.33333"
    assert outcome.rounds[1].votes["Ava"] == 3 + 2 * third
    assert outcome.rounds[1].non_transferable == third
    assert outcome.elected == ("Ava",)


def test_json_has_exactly_the_agreed_keys() -> None:
    found = count(ballots(2, {"AB": 10, "B": 3, "C": 6}), "scottish-stv").to_json()
    assert set(found) == {"method", "seats", "quota", "valid", "invalid", "elected", "rounds", "ties"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"method_id": "borda"}, "unknown method 'borda'"),
        ({"seats": 4}, "4 seats, but only 3 candidates"),
        ({"seats": 0}, "positive integer"),
        ({"rules": [object()]}, "need the places"),
    ],
)
def test_what_cannot_be_counted_is_refused(change: dict[str, object], words: str) -> None:
    arguments: dict[str, object] = {"method_id": "scottish-stv", **change}
    with pytest.raises(CountError, match=words):
        count(ballots(1, {"A": 2, "B": 1, "C": 1}), **arguments)  # type: ignore[arg-type]


def test_nothing_to_count_is_refused() -> None:
    empty = Ballots.from_rankings(("Ava", "Babak"), [(3, [])], 1)
    assert empty.invalid == {"empty": 3}
    with pytest.raises(CountError, match="no valid ballots"):
        count(empty, "scottish-stv")


def test_methods_are_data() -> None:
    assert list(METHODS)[:2] == ["scottish-stv", "block"]
    assert all(m.name_fa and m.name_en and m.citation and m.ties for m in METHODS.values())
    assert not any(letter in m.name_fa for m in METHODS.values() for letter in "يك")
    assert METHODS["scottish-stv"].count is count_scottish
    assert all(key == method.id for key, method in METHODS.items())


rankings = st.lists(
    st.tuples(st.integers(1, 4), st.permutations(NAMES), st.integers(1, 5)).map(lambda t: (t[0], t[1][: t[2]])),
    min_size=1,
    max_size=14,
)


@settings(max_examples=300, deadline=None)
@given(rankings, st.integers(1, 5), st.sampled_from(["", "x", "y"]))
def test_second_count_agrees_on_small_profiles(papers: list[tuple[int, list[str]]], seats: int, seed: str) -> None:
    def draw(stage: int, kind: str, names: list[str]) -> str:
        lots = {n: hashlib.sha256(f"{seed}\n{stage}\n{kind}\n{n}".encode()).hexdigest() for n in names}
        return min(names, key=lots.__getitem__)

    sheets = hold_count(list(NAMES), seats, papers, draw)
    outcome = count(Ballots.from_rankings(NAMES, papers, seats), "scottish-stv", seed=seed)
    assert [stage.candidate for stage in outcome.rounds] == [sheet.of for sheet in sheets]
    for stage, sheet in zip(outcome.rounds, sheets, strict=True):
        assert {name: Fraction(votes) for name, votes in sheet.totals.items()} == stage.votes
        assert set(stage.elected) == sheet.elected


def draw_election(random: Random) -> tuple[list[tuple[int, list[str]]], int]:
    papers = [
        (random.randint(1, 4), random.sample(NAMES, random.randint(1, len(NAMES))))
        for _ in range(random.randint(1, 12))
    ]
    return papers, random.randint(1, 4)


def try_count(*arguments: Any, **options: Any) -> Any:
    """The outcome as JSON, or why there is none."""
    try:
        return count(*arguments, **options).to_json()
    except (CountError, RulesImpossible) as refused:
        return type(refused)


@pytest.mark.parametrize("method", sorted(METHODS))
def test_order_and_splitting_change_nothing(method: str) -> None:
    """Papers and candidates in any order, every weight in parts; with rules of place and without."""
    random = Random(method)
    places = Places({name: {"city": "xy"[at % 2], "gender": "fm"[at % 3 == 0]} for at, name in enumerate(NAMES)})
    for number in range(30):
        papers, seats = draw_election(random)
        parts = random.choice([2, 3])
        split = [(Fraction(1, parts), ranks) for weight, ranks in papers for _ in range(parts * weight)]
        split += [(weight, ranks) for weight, ranks in papers if random.random() < 0.3]
        papers += [(weight, ranks) for weight, ranks in split if weight >= 1]
        random.shuffle(split)
        order = random.sample(NAMES, len(NAMES))
        seats = fit_seats(method, seats)
        rules = [PlaceRule("city", at_most=random.randint(1, 2)), PlaceRule("gender", "f", at_least=1)]
        more = {"places": places, "rules": rules[: random.randint(1, 2)]} if number % 2 else {}
        first = try_count(fit_papers(method, NAMES, papers, seats), method, seed="s", **more)
        assert try_count(fit_papers(method, order, split, seats), method, seed="s", **more) == first


@pytest.mark.parametrize("method", sorted(METHODS))
def test_other_names_change_nothing_but_names(method: str) -> None:
    """Names matter to lots alone, so where none was drawn the same are elected under their new names."""
    random = Random(f"names {method}")
    renamed = dict(zip(NAMES, ("Omid", "Zari", "Ali", "Kaveh", "Bita"), strict=True))
    compared = 0
    for _ in range(30):
        papers, seats = draw_election(random)
        seats = fit_seats(method, seats)
        found = count(fit_papers(method, NAMES, papers, seats), method)
        if any(tie.lot for tie in found.ties):
            continue
        compared += 1
        new = [(weight, [renamed[name] for name in ranks]) for weight, ranks in papers]
        again = count(fit_papers(method, tuple(renamed.values()), new, seats), method)
        assert {renamed[name] for name in found.elected} == set(again.elected)
    assert compared > 5


def test_the_most_recent_of_the_differing_stages_decides() -> None:
    # Cyra has 11, 11, 13 votes, Dara 10, 13, 13: the second stage decides, not the first.
    papers = {"A": 20, "BC": 2, "B": 3, "C": 11, "D": 10, "ED": 3}
    outcome = count(ballots(1, papers), "scottish-stv")
    assert [stage.candidate for stage in outcome.rounds[1:4]] == ["Elnaz", "Babak", "Cyra"]
    [tie] = outcome.ties
    assert (tie.stage, tie.earlier_stages, tie.chosen) == (4, (2,), ("Cyra",))
