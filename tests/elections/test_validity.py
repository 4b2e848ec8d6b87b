"""What becomes of ballots with a defect: by the rule, the same from every file, and nothing lost."""

from __future__ import annotations

import pickle
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamgara.elections import (
    Ballots,
    ScoreBallots,
    TierBallots,
    Validity,
    count,
    drop_equal,
    gather_tiers,
    read_abc_yaml,
    read_blt,
    read_blt_tiers,
    read_preflib,
    read_rank_csv,
    withdraw,
)
from hamgara.elections.ballots import gather
from hamgara.elections.validity import DEFECTS, USUAL

NAMES = ("Ana", "Ben", "Cyn", "Dov")
HEAD, TAIL = "4 1\n", "0\n" + "".join(f'"{name}"\n' for name in NAMES)
#: One paper for each defect, and what each treatment leaves of it (None: invalid).
PAPERS: dict[str, tuple[str, dict[str, tuple[int, ...] | None]]] = {
    "equal": ("1 1 2=3 4 0", {"void": None, "cut": (0,), "pass": (0, 3)}),
    "skipped": ("1 1 - 4 2 0", {"void": None, "cut": (0,), "pass": (0, 3, 1)}),
    "repeated": ("1 1 2 1 4 0", {"void": None, "cut": (0, 1), "pass": (0, 1, 3)}),
    "unknown": ("1 1 9 4 0", {"void": None, "cut": (0,), "pass": (0, 3)}),
}


def blt(*papers: str) -> bytes:
    return (HEAD + "".join(f"{paper}\n" for paper in papers) + TAIL).encode()


@pytest.mark.parametrize("treatment", ["void", "cut", "pass"])
@pytest.mark.parametrize("defect", DEFECTS)
def test_a_paper_with_a_defect_counts_as_the_rule_says(defect: str, treatment: str) -> None:
    paper, left = PAPERS[defect]
    found = read_blt(blt(paper, "2 3 0"), Validity(**{defect: treatment}))  # type: ignore[arg-type]
    kept = left[treatment]
    assert dict(found.ballots) == {1: kept, 2: (2,)} if kept else {2: (2,)}
    assert found.invalid == ({} if kept else {defect: 1})
    lossless = treatment == "pass" and defect == "skipped"
    assert found.in_part == ({defect: 1} if kept and not lossless else {})


def test_usual_rules_are_those_that_there_were() -> None:
    found = read_blt(blt(*(paper for paper, _ in PAPERS.values()), "1 0", "2 - 2 0"))
    assert found.invalid == {"empty": 1, "equal": 1, "repeated": 1, "unknown": 1}
    assert found.in_part == {}
    assert Validity() == USUAL == Validity.parse("skipped=pass")
    assert str(USUAL) == ""


def test_nothing_before_the_defect_is_no_ballot_and_the_defect_is_its_reason() -> None:
    rule = Validity.parse("cut")
    found = read_blt(blt("3 1=2 3 0", "2 - 1 0", "1 9 0", "5 1 0", "1 - - 0", "1 2 - 0"), rule)
    assert found.invalid == {"empty": 1, "equal": 3, "skipped": 2, "unknown": 1}
    assert dict(found.in_part) == {}
    assert tuple(found.ballots) == ((5, (0,)), (1, (1,)))


def test_of_several_defects_a_cut_hides_what_follows_and_voids_do_not() -> None:
    paper = "1 1 2 1 9 0"
    assert read_blt(blt(paper), Validity(repeated="cut")).in_part == {"repeated": 1}
    assert read_blt(blt(paper, "1 1 0"), Validity(repeated="pass")).invalid == {"unknown": 1}
    both = read_blt(blt(paper), Validity(repeated="pass", unknown="pass"))
    assert both.in_part == {"repeated": 1, "unknown": 1}
    assert tuple(both.ballots) == ((1, (0, 1)),)


def test_equal_ranks_are_a_defect_only_where_the_method_knows_none() -> None:
    cut = Validity(equal="cut")
    tiers = read_blt_tiers(blt("3 1 2=3 0"), cut)
    assert tiers.ballots == ((3, ((0,), (1, 2))),)
    strict = drop_equal(tiers, cut)
    assert strict == read_blt(blt("3 1 2=3 0"), cut)
    assert (strict.in_part, strict.invalid) == ({"equal": 3}, {})
    assert count(strict, "irv").elected == ("Ana",)
    assert count(tiers, "schulze").elected == ("Ana",)


def test_every_reader_takes_the_rule() -> None:
    sheet = b"Ana,Ben,Cyn,Dov\n1,2,4,\n1,1,3,\n1,1,2,\n2,,,\n1,1,4,\n"
    found = read_rank_csv(sheet, 1, Validity(skipped="cut"))
    # After two at rank 1 both 2 and 3 come next; 4 leaves one out.
    assert (found.in_part, found.invalid) == ({"skipped": 2}, {"skipped": 1})
    assert read_rank_csv(sheet, 1).in_part == {}
    order = b"# DATA TYPE: soi\n# ALTERNATIVE NAME 1: Ana\n# ALTERNATIVE NAME 2: Ben\n4: 1,2,1\n"
    assert read_preflib(order, 1, validity=Validity(repeated="cut")).in_part == {"repeated": 4}
    sets = b"profile: [[0, 0, 1], [1]]\ncommitteesize: 1\n"
    assert read_abc_yaml(sets, validity=Validity(repeated="cut")).in_part == {"repeated": 1}
    named = Ballots.from_rankings(NAMES, [(1, ["Ana", "Eve", "Ben"])], 1, validity=Validity(unknown="pass"))
    assert tuple(named.ballots) == ((1, (0, 1)),)
    scored = ScoreBallots.from_scores(NAMES, [(1, {"Ana": 2, "Eve": 1})], 1, validity=Validity(unknown="cut"))
    assert (scored.ballots, scored.in_part) == (((1, ((0, 2),)),), {"unknown": 1})


def test_what_counts_in_part_stays_so_through_a_countback_and_a_copy() -> None:
    found = read_blt(blt("3/2 1 2=3 0", "1 2 0"), Validity(equal="cut"))
    assert found.in_part == {"equal": Fraction(3, 2)}
    assert withdraw(found, ["Ben"]).in_part == found.in_part
    for some in (found, read_blt_tiers(blt("1 1 9 0"), Validity(unknown="cut"))):
        assert pickle.loads(pickle.dumps(some)).in_part == some.in_part


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("equal", "'equal'"),
        ("equal=maybe", "'equal=maybe'"),
        ("tied=cut", "'tied=cut'"),
        ("equal=cut,equal=void", "equal comes twice"),
        ("", "''"),
    ],
)
def test_a_rule_that_cannot_be_read_is_named(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said.replace("|", r"\|")):
        Validity.parse(text)
    with pytest.raises(ValueError, match="equal: expected one of void, cut, pass"):
        Validity(equal="maybe")  # type: ignore[arg-type]


rules = st.builds(Validity, **{defect: st.sampled_from(["void", "cut", "pass"]) for defect in DEFECTS})
marks = st.lists(st.sampled_from([-2, 0, 1, 2, 3, 7]), max_size=6)


@given(st.one_of(st.just(USUAL), rules), st.lists(st.tuples(st.integers(1, 9), marks), max_size=12))
def test_rows_in_bulk_and_papers_one_by_one_agree(rule: Validity, papers: list[tuple[int, list[int]]]) -> None:
    bulk = gather(NAMES, [(weight, tuple(paper)) for weight, paper in papers], 1, validity=rule)
    tiers = [(weight, [[] if c == -2 else [c] for c in paper]) for weight, paper in papers]
    singly: TierBallots = gather_tiers(NAMES, tiers, 1, validity=rule)
    assert drop_equal(singly) == bulk
    whole = sum(weight for weight, _ in papers)
    assert bulk.valid + sum(bulk.invalid.values()) == whole
    assert rule == Validity.parse(str(rule) or "skipped=pass")
