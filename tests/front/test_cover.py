"""The fewest packages that serve everybody, against trying all sets of packages."""

from itertools import combinations

from tests.front.cases import a_case, allowed, signers_of

from hamgara.front import Acceptance, Answer, cover, frontier


def fewest(served: list[frozenset[str]], wanted: frozenset[str]) -> int:
    for count in range(len(wanted) + 1):
        if any(wanted <= frozenset().union(*chosen) for chosen in combinations(served, count)):
            return count
    raise AssertionError


def test_equal_to_trying_all() -> None:
    several = 0
    for number in range(150):
        table, arguments = a_case(number, deepest=6)
        front = frontier(table, **arguments)
        open_to_all = {
            **arguments,
            "rules": type(arguments["rules"])(
                arguments["rules"].must, arguments["rules"].out, (), arguments["rules"].met
            ),
        }
        by_size: dict[int, set[frozenset[str]]] = {}
        for k, package, _ in allowed(table, open_to_all):
            by_size.setdefault(k, set()).add(frozenset(signers_of(table, package, arguments)))
        for k in range(len(table.clauses) + 2):
            served = sorted(by_size.get(k, set()), key=sorted)
            wanted = frozenset().union(*served)
            found = cover(front, k)
            assert frozenset(found.left_out) == frozenset(table.members) - wanted
            assert frozenset(m for part in found.signers for m in part) == wanted
            for package, part in zip(found.packages, found.signers, strict=True):
                assert len(package) == k
                assert set(part) <= set(signers_of(table, package, arguments))
            best = fewest(served, wanted)
            assert found.least <= best <= len(found.packages)
            if arguments["reservations"] == 0:
                assert found.optimal
            if found.optimal:
                assert len(found.packages) == best
            several += best > 1
    assert several > 50


def test_a_search_that_is_stopped_still_serves_everybody() -> None:
    table = Acceptance.from_answers(
        {
            (f"m{i}", f"c{j}"): Answer("accept" if (i * 7 + j * j) % 5 else "refuse")
            for i in range(40)
            for j in range(12)
        }
    )
    front = frontier(table)
    stopped, full = cover(front, 8, node_limit=1), cover(front, 8)
    assert {m for part in stopped.signers for m in part} == {m for part in full.signers for m in part}
    assert stopped.least <= full.least <= len(full.packages) <= len(stopped.packages)
    assert full.to_json()["packages"][0]["signers"] == list(full.signers[0])
