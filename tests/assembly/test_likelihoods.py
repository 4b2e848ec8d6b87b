"""Chances of unknown answers: those of the model of common ground, on the side of those who answer alike."""

import random

from hamgara import ground
from hamgara.assembly.likelihoods import likelihoods
from hamgara.front import Acceptance, Answer

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
    for (member, clause), chance in found.items():
        assert chance == float(model.predict([member], [clause])[0])
        assert 0 < chance < 1
    alike = [(found[m, c], (int(m[1:]) + int(c[1:])) % 2 or int(c[1:]) > 7) for m, c in unknown]
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
        assert all(0 <= chance <= 1 for chance in likelihoods(table).values())
