"""BLT: every dialect that councils and programs publish, and errors that say where and what was expected."""

from __future__ import annotations

import pickle
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hamgara.elections
from hamgara.elections import BallotError, Ballots, read_blt, write_blt

DATA = Path(__file__).parents[1] / "data" / "stv"
PLAIN = b'3 2\n4 1 2 0\n2 3 0\n0\n"Ana"\n"Bo"\n"Cy"\n"Club"\n'
EXPECTED = Ballots(("Ana", "Bo", "Cy"), ((4, (0, 1)), (2, (2,))), 2, "Club")


@pytest.mark.parametrize(
    "data",
    [
        PLAIN,
        b"3 2\n4 1 2 0\n2 3 0\n0\nAna\nBo\nCy\nClub",
        PLAIN.replace(b"\n", b"\r\n"),
        PLAIN.replace(b"\n", b"\r"),
        b"\xef\xbb\xbf" + PLAIN,
        PLAIN.decode().encode("utf-16"),
        b"\n # a club\n\t3 ,\t 2 # header\n\n1 1 2 0 # one\n3 1 2 0\n 2\t3 0 \n\n0\n\n'".replace(b"'", b"")
        + b'"Ana" # first\n# none\n"Bo"\n Cy \n"Club"\n',
        b'3 2\n4 1 2 0\n2 3 0\n0\n"Ana" "Bo" "Cy"\n"Club"\n',
        b"3, 2,\n4, 1, 2, 0\n2, 3, 0\n0\nAna\nBo\nCy\nClub\n",
        b"3\n2\n4 1 2 0\n2 3 0\n0\nAna\nBo\nCy\nClub\n",
        b"3 2\n4 1 - 2 0\n2.0 - 3 0\n0\nAna\nBo\nCy\nClub\n",
        b'3 2\n4 1 2 0\n2 3 0\n0\n"Ana"\n"Bo"\n"Cy"\n"Club"\n"a source"\n',
        b"3 2\n4 1 2 0\n2 3 0\n0\n# ALTERNATIVE NAME 1: Ana\n# ALTERNATIVE NAME 2: Bo\n"
        b"# ALTERNATIVE NAME 3: Cy\nClub\n",
    ],
)
def test_dialects_say_the_same(data: bytes) -> None:
    assert read_blt(data) == EXPECTED


def test_missing_title_latin_1_and_nicknames() -> None:
    found = read_blt('2 1\n1 1 0\n0\n"José"\n"Ann "Nan" Lee"\n'.encode("latin-1"))
    assert found.candidates == ("José", 'Ann "Nan" Lee')
    assert found.title == ""


def test_party_quoted_after_the_name_as_councils_did_in_2022() -> None:
    plain = read_blt(b'2 1\n1 1 0\n0\n"Ann LEE" "Green Party"\n"Bo RAY" "Labour"\n"Ward 1"\n')
    doubled = read_blt(b'2 1\n1 1 0\n0\n"""Ann LEE"" ""Green Party"""\n"Bo RAY ""Labour"""\n"""Ward 1"""\n')
    assert plain == doubled
    assert plain.candidates == ("Ann LEE, Green Party", "Bo RAY, Labour")
    assert plain.title == "Ward 1"


@pytest.mark.parametrize("header", [b"3 1\n-2\n", b"3 1 -2\n", b"3 1\n-2 0\n"])
def test_withdrawn_are_struck_out(header: bytes) -> None:
    found = read_blt(header + b"1 2 1 0\n2 1 0\n1 3 2 1 0\n5 2 0\n0\nA\nB\nC\n")
    assert found.withdrawn == ("B",)
    assert found.standing == ("A", "C")
    assert found.ballots == ((3, (0,)), (1, (2, 0)))
    assert found.invalid == {"empty": 5}


def test_invalid_ballots_are_counted_by_reason() -> None:
    found = read_blt(b"3 1\n1 1 0\n2 0\n3 1 2 1 0\n4 1 4 0\n5 1=2 3 0\n1/2 0\n0\nA\nB\nC\n")
    assert found.invalid == {"empty": Fraction(5, 2), "repeated": 3, "unknown": 4, "equal": 5}
    assert found.valid == 1


def test_weights_of_split_mandates() -> None:
    found = read_blt(b"2 1\n1/3 1 0\n0.5 2 0\n2/3 1 0\n0\nA\nB\n")
    assert found.ballots == ((1, (0,)), (Fraction(1, 2), (1,)))


@pytest.mark.parametrize(
    ("data", "line", "column", "expected", "found"),
    [
        (b"", 1, 1, "the numbers of candidates and of seats", "the end of the file"),
        (b"three 2\n", 1, 1, "the number of candidates", "three"),
        (b"3 0\n", 1, 3, "the number of seats", "0"),
        (b"3 2 x\n", 1, 5, "a withdrawn candidate, -1 to -3", "x"),
        (b"3 2\n-4\n", 2, 1, "a withdrawn candidate", "-4"),
        (b"3 2\n4 1 2\n2 3 0\n0\n", 2, 6, "0 at the end of the ballot", "the end of the line"),
        (b"3 2\n4 1 x 0\n0\n", 2, 5, "the number of a candidate", "x"),
        (b"3 2\n4 1 0 2 0\n0\n", 2, 5, "the number of a candidate", "0"),
        (b"3 2\nAna\n", 2, 1, "a ballot's weight", "Ana"),
        (b"3 2\n0 1 0\n", 2, 1, "a ballot's weight", "0"),
        (b"3 2\n4 1 0\n", 3, 1, "or the line 0", "the end of the file"),
        (b'3 2\n4 1 0\n0\n"A"\n"B"\n', 6, 1, "the names of 3 candidates", "after 2 names"),
        (b'3 2\n4 1 0\n0\n"A"\n"B\n"C"\n', 5, 3, "a closing quotation mark", "the end of the line"),
        (b"3 2\n4 1 0\n0\nA\nB\nA\n", 6, 1, "a name unlike that of line 4", "'A'"),
        (b'2 1\n4 1 0\n0\nA\n""\nT\n', 5, 1, "a candidate's name", "nothing"),
        (b"2 1\n4 1 0\n0\nA\nB\nT\nmore\n", 7, 1, "the end of the file after the title", "'more'"),
    ],
)
def test_errors_say_where_and_what(data: bytes, line: int, column: int, expected: str, found: str) -> None:
    with pytest.raises(BallotError) as refused:
        read_blt(data)
    error = refused.value
    assert (error.line, error.column) == (line, column)
    assert expected in error.expected
    assert found in error.found
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_error_names_the_file(tmp_path: Path) -> None:
    file = tmp_path / "ward.blt"
    file.write_bytes(b"3 x\n")
    with pytest.raises(BallotError, match=r"ward\.blt, line 1, column 3"):
        read_blt(file)


names = st.lists(
    st.text(
        st.characters(whitelist_categories=("Lu", "Ll", "Lo"), whitelist_characters="# ()"),
        min_size=1,
        max_size=8,
    )
    .map(str.strip)
    .filter(bool),
    min_size=2,
    max_size=6,
    unique_by=lambda name: __import__("unicodedata").normalize("NFC", name),
)


@settings(deadline=None)
@given(names, st.data())
def test_what_is_written_reads_the_same(candidates: list[str], data: st.DataObject) -> None:
    weight = st.one_of(st.integers(1, 10**9), st.fractions(Fraction(1, 50), 50))
    ranks = st.lists(st.sampled_from(candidates), min_size=1, unique=True)
    papers = data.draw(st.lists(st.tuples(weight, ranks)))
    gone = data.draw(st.sets(st.sampled_from(candidates)))
    ballots = Ballots.from_rankings(candidates, papers, 1, title="T", withdrawn=[n for n in candidates if n in gone])
    again = read_blt(write_blt(ballots))
    assert (again.candidates, again.ballots, again.seats) == (ballots.candidates, ballots.ballots, 1)
    assert (again.title, again.withdrawn) == ("T", ballots.withdrawn)


def test_wards_survive_being_written(tmp_path: Path) -> None:
    for path in sorted(DATA.glob("*.blt")):
        found = read_blt(path)
        write_blt(found, tmp_path / path.name)
        assert read_blt(tmp_path / path.name) == found


def test_names_that_blt_cannot_hold_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot be written"):
        write_blt(Ballots(('Ann "Nan"', "Bo"), ((1, (0,)),), 1))


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"candidates": ()}, "no candidates"),
        ({"candidates": ("A", "A")}, "the same name"),
        ({"candidates": ("Jose\u0301", "José")}, "the same name"),
        ({"candidates": ("A", " B")}, "without blanks"),
        ({"seats": 0}, "positive integer"),
        ({"withdrawn": ("C",)}, "not among"),
        ({"withdrawn": ("A",)}, "who stand"),
        ({"ballots": ((0, (0,)),)}, "a weight"),
        ({"ballots": ((0.5, (0,)),)}, "a weight"),
        ({"ballots": ((1, ()),)}, "distinct positions"),
        ({"ballots": ((1, (0, 0)),)}, "distinct positions"),
        ({"ballots": ((1, (2,)),)}, "distinct positions"),
    ],
)
def test_ballots_that_contradict_themselves_are_refused(parts: dict[str, object], words: str) -> None:
    whole = {"candidates": ("A", "B"), "ballots": ((1, (0,)),), "seats": 1, **parts}
    with pytest.raises(ValueError, match=words):
        Ballots(**whole)  # type: ignore[arg-type]


def test_exported_names_are_sorted_and_there() -> None:
    exported = hamgara.elections.__all__
    assert exported == sorted(exported, key=lambda n: (not n.isupper(), not n[0].isupper(), n))
    assert all(hasattr(hamgara.elections, name) for name in exported)
