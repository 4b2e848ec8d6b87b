"""The compiled search: equal to brute force and to the search in Python, with true bounds, by any number of threads."""

import random
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from tests.front.cases import a_case, allowed, signers_of

from hamgara.front import Acceptance, Answer, Frontier, Rules, Share, frontier
from hamgara.front.compiled import search_compiled
from hamgara.front.exchange import exchange
from hamgara.front.packing import form_circle, pack, take_clauses
from hamgara.front.pose import pose
from hamgara.front.search import Found, Problem, search
from hamgara.front.units import Clock, Crew, Question, look_from_below
from hamgara.front.words import UNASKED

UNLIMITED = 1 << 40


def posed(table: Acceptance, arguments: dict) -> Problem:
    weights = {m: Fraction(arguments["weights"].get(m, 1)) for m in table.members}
    return pose(
        table, weights, arguments["bases"], arguments["classes"], arguments["rules"], arguments["reservations"]
    )[0]


def compiled(problem: Problem, nodes: int = UNLIMITED, **more: object) -> Found:
    return search_compiled(problem, node_limit=nodes, package_limit=5000, seed=0, **more)  # type: ignore[arg-type]


def structured(number: int, members: int = 60, clauses: int = 14) -> tuple[Acceptance, dict]:
    """Outlooks that disagree, alternative wordings, some weights: near what assemblies look like."""
    lot = random.Random(number)
    ease = [lot.gauss(1.5, 1.2) for _ in range(clauses)]
    taste = [[lot.gauss(0, 1.0) for _ in range(clauses)] for _ in range(4)]
    answers = {}
    for m in range(members):
        for c in range(clauses):
            likes = lot.gauss(0, 1) < ease[c] + taste[m % 4][c]
            answers[f"m{m}", f"c{c}"] = Answer("accept" if likes else "refuse")
    kind = number % 5
    arguments = {
        "weights": {f"m{m}": lot.choice([1, 1, 2, 5]) for m in range(members)} if kind == 1 else {},
        "bases": {"c0": "b", "c1": "b", "c2": "d", "c3": "d", "c4": "d"} if kind in (2, 4) else {},
        "classes": {f"m{m}": {"outlook": "abcd"[m % 4]} for m in range(members)},
        "rules": Rules(
            must=frozenset(["c5"] if kind == 3 else []),
            out=frozenset(["c6"] if kind == 3 else []),
            shares=(Share("outlook", Fraction(1, 5)),) if kind in (3, 4) else (),
        ),
        "reservations": number % 3,
    }
    return Acceptance.from_answers(answers), arguments


def brute(table: Acceptance, arguments: dict) -> dict[int, tuple[Fraction, set[tuple[str, ...]]]]:
    best: dict[int, tuple[Fraction, set[tuple[str, ...]]]] = {}
    for k, package, weight in allowed(table, arguments):
        known, packages = best.get(k, (Fraction(-1), set()))
        if weight > known:
            best[k] = weight, {package}
        elif weight == known:
            packages.add(package)
    return best


def check(number: int, table: Acceptance, arguments: dict) -> None:
    problem, truth = posed(table, arguments), brute(table, arguments)
    found = compiled(problem)
    for k in problem.sizes:
        if k not in truth:
            assert (found.best[k], found.bound[k], found.packages[k]) == (-1, -1, []), (number, k)
            continue
        _, packages = truth[k]
        assert found.best[k] == found.bound[k], (number, k)
        names = {tuple(table.clauses[c] for c in package) for package in found.packages[k]}
        assert found.complete[k], (number, k)
        assert names == packages, (number, k)
    assert set(truth) <= set(problem.sizes)


def test_equal_to_brute_force_with_all_packages() -> None:
    for number in range(150):
        check(number, *a_case(number))


@pytest.mark.long
def test_equal_to_brute_force_on_two_thousand_cases() -> None:
    for number in range(20_000, 21_850):
        check(number, *a_case(number, deepest=10))
    for number in range(20_000, 20_150):
        check(number, *structured(number, members=24, clauses=9 if number % 10 else 14))


def test_equal_to_the_search_in_python_on_structured_tables() -> None:
    for number in range(30):
        problem = posed(*structured(number))
        mine, other = compiled(problem), search(problem, node_limit=10**7, package_limit=5000, seed=1)
        assert (mine.best, mine.bound) == (other.best, other.bound)
        for k in problem.sizes:
            if mine.complete[k] and other.complete[k]:
                assert mine.packages[k] == other.packages[k]


@pytest.mark.parametrize("count", [120, pytest.param(1000, marks=pytest.mark.long)])
def test_no_bound_is_below_the_optimum(count: int) -> None:
    stopped = 0
    for number in range(count):
        problem = posed(*(structured(number) if number % 2 else a_case(number)))
        truth = compiled(problem)
        for nodes in (1, 40):
            some = compiled(problem, nodes)
            for k in problem.sizes:
                assert some.best[k] <= truth.best[k] <= some.bound[k]
                stopped += some.best[k] < some.bound[k]
    assert stopped > count // 20


def test_what_is_found_before_the_proof_is_mostly_the_best() -> None:
    hits = tried = 0
    for number in range(16):
        problem = posed(*structured(number, members=90, clauses=18))
        first, truth = compiled(problem, 1), compiled(problem)
        for k in problem.sizes:
            assert truth.best[k] == truth.bound[k]
            tried += truth.best[k] > 0
            hits += truth.best[k] > 0 and first.best[k] == truth.best[k]
    assert tried > 150
    assert hits >= 0.95 * tried


def test_exchanges_find_what_one_clause_after_the_other_misses() -> None:
    """Clause a, which most accept, goes with none of the others; b, c and d are accepted by the same members."""
    lot = random.Random(3)
    answers = {}
    for member in range(100):
        for clause in "abcdefgh":
            if clause == "a":
                likes = member < 60
            elif clause in "bcd":
                likes = member >= 50
            else:
                likes = lot.random() < 0.5
            answers[f"m{member}", clause] = Answer("accept" if likes else "refuse")
    table = Acceptance.from_answers(answers)
    arguments = {"weights": {}, "bases": {}, "classes": {}, "rules": Rules(), "reservations": 0}
    packed = pack(posed(table, arguments))
    row = np.array([1 << table.clauses.index("a") | 1 << table.clauses.index("e") | 1], np.uint64)
    assert exchange(packed.table, packed.start, packed.free, row, 3, -1, 20, 1) == 50
    assert [table.clauses[c] for c in take_clauses(row)] == ["b", "c", "d"]
    assert exchange(packed.table, packed.start, packed.free, row, 3, 50, 20, 1) == -1


def test_threads_change_nothing_and_a_limit_of_nodes_stops_everywhere_alike() -> None:
    for number in (0, 1, 4, 7):
        problem = posed(*structured(number, members=150, clauses=22))
        for nodes in (300, UNLIMITED):
            one = compiled(problem, nodes, threads=1)
            assert one == compiled(problem, nodes, threads=3)


def from_below(problem: Problem, k: int, bar: int = -1, *, listing: bool = False) -> Question:
    """What the search from below answers alone for packages of k clauses beside those required."""
    circle, free = form_circle(problem)
    crew = Crew(look_from_below(circle, free), 1)
    count = len({problem.basis[c] for c in problem.free}) + 1
    asked = np.full(count, UNASKED)
    asked[k] = bar
    question = Question(
        crew, np.full(count, -1), np.zeros((count, circle.accepts.shape[1]), np.uint64), asked, listing=listing
    )
    question.go_on(UNLIMITED, Clock())
    crew.close()
    assert question.done
    return question


def test_the_search_from_below_alone_is_equal_to_the_one_from_above() -> None:
    tried = 0
    for number in range(240):
        table, arguments = a_case(number) if number % 2 else structured(number, members=30, clauses=10)
        problem = replace(posed(table, arguments), reservations=0)
        if not any(problem.weights) or not form_circle(problem)[0].accepts.size:
            continue
        truth, must = search(problem, node_limit=10**7, package_limit=5000, seed=1), len(problem.must)
        for k in problem.sizes:
            best = int(from_below(problem, k - must).best[k - must])
            assert max(best, 0) == max(truth.best[k], 0), (number, k)
            tried += best > 0
            if best > 0:
                listed = from_below(problem, k - must, best - 1, listing=True)
                packages = set()
                for row in listed.rows:
                    for chosen in combinations(take_clauses(row), k - must):
                        if len({problem.basis[c] for c in chosen}) == len(chosen):
                            packages.add(tuple(sorted((*problem.must, *chosen))))
                assert packages == set(truth.packages[k]), (number, k)
    assert tried > 500


def test_a_clock_that_has_run_out_leaves_true_bounds() -> None:
    problem = posed(*structured(3, members=200, clauses=30))
    late = compiled(problem, clock=Clock(deadline=0.0))
    truth = compiled(problem)
    for k in problem.sizes:
        assert late.best[k] <= truth.best[k] <= late.bound[k]


def test_an_interrupt_keeps_what_is_known() -> None:
    told = 0

    def interrupt(best: dict[int, int], bound: dict[int, int]) -> None:
        nonlocal told
        told += 1
        assert best.keys() == bound.keys()
        if told == 3:
            raise KeyboardInterrupt

    problem = posed(*structured(2, members=200, clauses=30))
    some, truth = compiled(problem, progress=interrupt), compiled(problem)
    assert told == 3
    for k in problem.sizes:
        assert some.best[k] <= truth.best[k] <= some.bound[k]


def whole(front: Frontier) -> list[tuple[object, ...]]:
    return [(p.k, p.weight, p.bound, p.possible) for p in front.points]


def test_large_tables_go_through_the_compiled_search_and_order_does_not_matter() -> None:
    table, arguments = structured(11, members=120, clauses=16)
    front = frontier(table, **arguments)
    lot = random.Random(5)
    members, clauses = list(table.members), list(table.clauses)
    lot.shuffle(members)
    lot.shuffle(clauses)
    at = {m: i for i, m in enumerate(table.members)}, {c: i for i, c in enumerate(table.clauses)}
    shuffled = Acceptance.from_answers({(m, c): table.answers[at[0][m]][at[1][c]] for m in members for c in clauses})
    assert frontier(shuffled, **arguments).to_json() == front.to_json()
    for point in front.points:
        assert point.optimal
        if point.packages:
            assert point.signers == signers_of(table, point.clauses, arguments)
    turned = dict(zip(table.members, lot.sample(table.members, len(table.members)), strict=True))
    renamed = Acceptance.from_answers(
        {(turned[m], c): table.answers[i][j] for m, i in at[0].items() for c, j in at[1].items()}
    )
    classes = {turned[m]: of for m, of in arguments["classes"].items()}
    weights = {turned[m]: w for m, w in arguments["weights"].items()}
    assert whole(frontier(renamed, **{**arguments, "classes": classes, "weights": weights})) == whole(front)


def test_only_sizes_up_to_a_number_and_weights_beyond_the_kernel() -> None:
    table, arguments = structured(1, members=100, clauses=14)
    full = frontier(table, **arguments)
    some = frontier(table, **arguments, up_to=5)
    assert whole(some) == whole(full)[:6]
    heavy = {m: w * (1 << 61) for m, w in arguments["weights"].items()}
    large = frontier(table, **{**arguments, "weights": heavy}, node_limit=10**6)
    assert [p.weight for p in large.points] == [p.weight * (1 << 61) for p in full.points]
    limited = frontier(table, **arguments, time_limit=30)
    assert limited.to_json() == full.to_json()


def test_ties_of_small_sizes_are_all_listed_where_nodes_do_not_suffice_for_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem = posed(*structured(0, members=200, clauses=40))
    whole = compiled(problem)
    monkeypatch.setattr("hamgara.front.compiled._FEWEST", 200)
    monkeypatch.setattr("hamgara.front.compiled._MOST", 200)
    short = compiled(problem)
    assert short.best == whole.best
    assert all(short.complete[k] for k in range(8))
    assert not all(short.complete.values())
    for k, all_ in short.complete.items():
        if all_ and whole.complete[k]:
            assert short.packages[k] == whole.packages[k]
