"""Chances of unknown answers: those of the model of common ground, on the side of those who answer alike."""

import random

import numpy as np
import pytest
from numpy.typing import NDArray

from hamgara import ground
from hamgara.assembly.likelihoods import likelihoods
from hamgara.front import Acceptance, Answer, frontier, weigh_unknowns

Bools = NDArray[np.bool_]
YES, NO, IF = Answer("accept"), Answer("refuse"), Answer("conditional", "the text is reworded")


def test_they_are_what_the_model_of_common_ground_says() -> None:
    answers = {
        (f"m{m}", f"c{c}"): YES if (m + c) % 2 or c > 7 else NO for m in range(40) for c in range(10) if (m + 3 * c) % 7
    }
    table = Acceptance.from_answers(answers, members=[f"m{m}" for m in range(40)])
    said = [(m, c, 1 if a == YES else -1) for (m, c), a in answers.items()]
    model = ground.fit(ground.Votes.from_arrays(*zip(*said, strict=True), participants=table.members))
    found = likelihoods(table)
    unknown = [(m, c) for m in table.members for c in table.clauses if (m, c) not in answers]
    assert sorted(found) == sorted(unknown)
    for (member, clause), chances in found.items():
        assert np.mean(chances) == pytest.approx(model.predict([member], [clause])[0], abs=0.05)
        assert all(0 <= chance <= 1 for chance in chances)
    alike = [(np.mean(found[m, c]), (int(m[1:]) + int(c[1:])) % 2 or int(c[1:]) > 7) for m, c in unknown]
    assert all((chance > 0.5) == bool(would) for chance, would in alike)


def test_where_nobody_decided_every_chance_is_even_and_where_all_is_known_there_is_none() -> None:
    none = Acceptance.from_answers({("a", "1"): IF}, members=["a", "b"], clauses=["1", "2"])
    assert likelihoods(none) == {("a", "2"): 0.5, ("b", "1"): 0.5, ("b", "2"): 0.5}
    assert likelihoods(Acceptance.from_answers({("a", "1"): YES})) == {}


def test_tables_of_a_few_answers_have_chances_too() -> None:
    for number in range(60):
        lot = random.Random(number)
        said = [YES, NO, IF, Answer("unknown"), Answer("unknown")]
        names = [(f"m{m}", f"c{c}") for m in range(lot.randint(1, 6)) for c in range(lot.randint(1, 5))]
        table = Acceptance.from_answers({name: lot.choice(said) for name in names})
        assert all(0 <= np.min(chances) <= np.max(chances) <= 1 for chances in likelihoods(table).values())


def a_poll(seed: int, members: int = 40, clauses: int = 10) -> tuple[dict[tuple[str, str], Answer], Bools]:
    """Answers that follow one opinion, four in ten not given and some members wholly silent; and all of them."""
    lot = np.random.default_rng(seed)
    leaning, place = lot.normal(0, 0.8, members), lot.normal(0, 1, members)
    popular, loading = lot.normal(1.5, 1, clauses), lot.normal(0, 1.2, clauses)
    odds = popular + leaning[:, None] + np.outer(place, loading)
    truth = lot.random(odds.shape) < 1 / (1 + np.exp(-odds))
    hidden = (lot.random(odds.shape) < 0.4) | (lot.random(members) < 0.1)[:, None]
    said = {(f"m{m}", f"c{c}"): YES if truth[m, c] else NO for m, c in zip(*np.nonzero(~hidden), strict=True)}
    return said, truth


def test_they_depend_on_the_answers_and_the_seed_alone() -> None:
    said, truth = a_poll(1)
    names = [f"m{m}" for m in range(len(truth))]
    rows = list(said.items())
    random.Random(5).shuffle(rows)
    found, turned = (
        likelihoods(Acceptance.from_answers(dict(given), members=order))
        for given, order in ((said, names), (rows, names[::-1]))
    )
    other = likelihoods(Acceptance.from_answers(said, members=names), seed=1)
    assert list(found) == list(turned)
    assert all(np.array_equal(found[name], turned[name]) for name in found)
    assert not all(np.array_equal(found[name], other[name]) for name in found)
    curves = [
        weigh_unknowns(frontier(Acceptance.from_answers(dict(given), members=names)), likelihoods(table)).to_json()
        for given, table in (
            (said, Acceptance.from_answers(said, members=names)),
            (rows, Acceptance.from_answers(dict(rows), members=names)),
        )
    ]
    assert curves[0] == curves[1]


@pytest.mark.long
def test_nine_times_in_ten_the_truth_lies_in_the_interval() -> None:
    inside: dict[str, list[bool]] = {"drawn": [], "fixed": []}
    for seed in range(120):
        said, truth = a_poll(seed)
        table = Acceptance.from_answers(said, members=[f"m{m}" for m in range(len(truth))])
        front, chances = frontier(table), likelihoods(table)
        given = {"drawn": chances, "fixed": {name: float(np.mean(values)) for name, values in chances.items()}}
        for name, probabilities in given.items():
            for e in weigh_unknowns(front, probabilities, seed=seed).expected:
                if 2 <= e.k <= 8:
                    signers = truth[:, [int(c[1:]) for c in e.clauses]].all(axis=1).sum()
                    inside[name].append(e.low <= signers <= e.high)
    share = {name: float(np.mean(found)) for name, found in inside.items()}
    assert 0.87 <= share["drawn"] <= 0.95, share
    # With fixed chances, as if the model knew them exactly, the truth is outside more often than is said.
    assert share["fixed"] < share["drawn"] - 0.02, share
