"""Ward files with defects: read right, what is wrong with a ballot counted, or refused with line and column."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from tests.elections.second_stv import hold_count, read_plain_blt

from hamgara.elections import BallotError, Ballots, count, digest_lot, read_blt, read_blt_tiers

DATA = Path(__file__).parents[1] / "data" / "stv"
WARDS = sorted(DATA.glob("*.blt"))
Lines = list[str]


class Ward:
    """The lines of a ward's file: the header, ballots, the line 0, names, the title."""

    def __init__(self, path: Path) -> None:
        lines = path.read_text(encoding="latin-1").splitlines()
        end = lines.index("0")
        self.size, self.seats = (int(word) for word in lines[0].replace(",", " ").split())
        self.ballots, self.names, self.title = lines[1:end], lines[end + 1 : end + 1 + self.size], lines[-1]

    def lines(self) -> Lines:
        return [f"{self.size} {self.seats}", *self.ballots, "0", *self.names, self.title]


# What says the same in another way: lines, a generator, and the number of ballots in; lines out.
def comment(lines: Lines, random: Random, ballots: int) -> Lines:
    at = random.randint(1, ballots)
    return ["# ward", *lines[:at], lines[at] + " # odd", "#", *lines[at + 1 :]]


def space_out(lines: Lines, random: Random, ballots: int) -> Lines:
    return [
        random.choice(["", " ", "\t"])
        + (line.replace(" ", "  ", 1) if line[:1].isdigit() else line)
        + random.choice(["", "  ", "\t"])
        for line in lines
    ]


def leave_blank(lines: Lines, random: Random, ballots: int) -> Lines:
    return [part for line in lines for part in ((line, "") if random.random() < 0.1 else (line,))]


def quote(lines: Lines, random: Random, ballots: int) -> Lines:
    zero = next(at for at, line in enumerate(lines) if line.split("#")[0].strip() == "0")
    return lines[: zero + 1] + [f'"{line.strip()}"' if line.strip() else line for line in lines[zero + 1 :]]


def shuffle(lines: Lines, random: Random, ballots: int) -> Lines:
    some = lines[1 : ballots + 1]
    random.shuffle(some)
    return [lines[0], *some, *lines[ballots + 1 :]]


def split(lines: Lines, random: Random, ballots: int) -> Lines:
    at = max(range(1, ballots + 1), key=lambda n: int(lines[n].split()[0]) if lines[n].split()[0].isdigit() else 0)
    weight, rest = lines[at].split(maxsplit=1)
    return [*lines[:at], f"1 {rest}", f"{int(weight) - 1}.0 {rest}", *lines[at + 1 :]]


def skip_ranks(lines: Lines, random: Random, ballots: int) -> Lines:
    at = random.randint(1, ballots)
    weight, rest = lines[at].split(maxsplit=1)
    return [*lines[:at], f"{weight} - {rest}", *lines[at + 1 :]]


def put_commas(lines: Lines, random: Random, ballots: int) -> Lines:
    return [line.replace(" ", ", ") + "," for line in lines[: ballots + 1]] + lines[ballots + 1 :]


def break_header(lines: Lines, random: Random, ballots: int) -> Lines:
    return [*lines[0].split(), *lines[1:]]


HARMLESS = [shuffle, split, skip_ranks, put_commas, break_header, leave_blank, space_out, comment, quote]
ENCODINGS: list[Callable[[str], bytes]] = [
    lambda text: text.encode(),
    lambda text: text.encode("utf-8-sig"),
    lambda text: text.encode("utf-16"),
    lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
    lambda text: text.encode("cp1252"),
    lambda text: text.replace("\n", "\r\n").encode("cp1252"),
    lambda text: text.replace("\n", "\r").encode(),
    lambda text: text.rstrip("\n").encode(),
]
INVALID = {"repeated": "{w} 1 2 1 0", "unknown": "{w} 1 97 0", "empty": "{w} 0", "equal": "{w} 1=2 3 0"}


def draw_lot(stage: int, kind: str, names: list[str]) -> str:
    return min(names, key=lambda name: digest_lot("d", stage, kind, name))  # type: ignore[arg-type]


@pytest.mark.parametrize("number", range(40))
def test_wards_said_in_other_ways_with_invalid_ballots_among_them(number: int) -> None:
    random = Random(number)
    path = WARDS[number]
    ward = Ward(path)
    ward.names[0] = "Zoë " + ward.names[0]
    plain = read_blt("\n".join(ward.lines()).encode())
    assert not plain.invalid
    lines = ward.lines()
    for change in HARMLESS:
        if random.random() < 0.5:
            lines = change(lines, random, len(ward.ballots))
    wrong = {reason: random.randint(1, 40) for reason in INVALID if random.random() < 0.5}
    first = next(at for at, line in enumerate(lines) if len(line.split("#")[0].split()) > 2)
    lines[first:first] = [INVALID[reason].format(w=w) for reason, w in wrong.items()]
    data = ENCODINGS[number % len(ENCODINGS)]("\n".join(lines) + "\n")
    found = read_blt(data)
    assert found.invalid == wrong
    assert (found.candidates, found.seats, found.title) == (plain.candidates, plain.seats, plain.title)
    assert found.ballots == plain.ballots
    assert dict(read_blt_tiers(data).invalid) == {r: w for r, w in wrong.items() if r != "equal"}
    # A second reader and a second count, of the file as it was.
    names, seats, papers = read_plain_blt(path)
    sheets = hold_count(names, seats, papers, draw_lot) if number % 8 == 0 else []
    if sheets:
        outcome = count(found, "scottish-stv", seed="d")
        assert {n.removeprefix("Zoë ") for n in outcome.elected} == set().union(*(sheet.elected for sheet in sheets))


@pytest.mark.parametrize("number", range(0, 40, 8))
def test_withdrawn_candidates_are_passed_over_as_a_second_count_does(number: int) -> None:
    names, seats, papers = read_plain_blt(WARDS[number])
    lines = Ward(WARDS[number]).lines()
    found = read_blt("\n".join([lines[0], "-2", *lines[1:]]).encode())
    assert found.withdrawn == (names[1],)
    left = [(w, [name for name in ranks if name != names[1]]) for w, ranks in papers]
    assert found.invalid.get("empty", 0) == sum(w for w, ranks in left if not ranks)
    others = [name for name in names if name != names[1]]
    sheets = hold_count(others, seats, [(w, ranks) for w, ranks in left if ranks], draw_lot)
    outcome = count(found, "scottish-stv", seed="d")
    assert set(outcome.elected) == set().union(*(sheet.elected for sheet in sheets))


def without_end(ward: Ward) -> tuple[Lines, int, int]:
    lines = ward.lines()
    lines[5] = lines[5][:-2]
    return lines, 6, len(lines[5]) + 1


def without_zero(ward: Ward) -> tuple[Lines, int, int]:
    return [line for line in ward.lines() if line != "0"], len(ward.ballots) + 2, 1


def zero_too_early(ward: Ward) -> tuple[Lines, int, int]:
    lines = ward.lines()
    return [*lines[:7], "0", *lines[7:]], 9, 1


def too_few_candidates(ward: Ward) -> tuple[Lines, int, int]:
    return [f"{ward.size - 1} {ward.seats}", *ward.lines()[1:]], 1, 1


def too_few_without_title(ward: Ward) -> tuple[Lines, int, int]:
    return [f"{ward.size - 1} {ward.seats}", *ward.lines()[1:-1]], 1, 1


def one_too_many(ward: Ward) -> tuple[Lines, int, int]:
    return [f"{ward.size + 1} {ward.seats}", *ward.lines()[1:]], 1, 1


def two_too_many(ward: Ward) -> tuple[Lines, int, int]:
    lines = [f"{ward.size + 2} {ward.seats}", *ward.lines()[1:]]
    return lines, len(lines) + 1, 1


def far_too_many(ward: Ward) -> tuple[Lines, int, int]:
    return [f"99999999999 {ward.seats}", *ward.lines()[1:]], 1, 1


def more_seats_than_candidates(ward: Ward) -> tuple[Lines, int, int]:
    return [f"{ward.size} {ward.size + 1}", *ward.lines()[1:]], 1, len(str(ward.size)) + 2


def same_name(ward: Ward) -> tuple[Lines, int, int]:
    lines = ward.lines()
    lines[-2] = lines[-3]
    return lines, len(lines) - 1, 1


def same_name_in_another_form(ward: Ward) -> tuple[Lines, int, int]:
    lines = ward.lines()
    lines[-3], lines[-2] = "Jos\u00e9", "Jose\u0301"
    return lines, len(lines) - 1, 1


def word_on_a_ballot(ward: Ward) -> tuple[Lines, int, int]:
    lines = ward.lines()
    weight, rest = lines[3].split(maxsplit=1)
    lines[3] = f"{weight} x {rest}"
    return lines, 4, len(weight) + 2


def negative_rank(ward: Ward) -> tuple[Lines, int, int]:
    lines = ward.lines()
    weight, rest = lines[3].split(maxsplit=1)
    lines[3] = f"{weight} -1 {rest}"
    return lines, 4, len(weight) + 2


def no_weight(ward: Ward) -> tuple[Lines, int, int]:
    lines = ward.lines()
    lines[4] = "0 " + lines[4].split(maxsplit=1)[1]
    return lines, 5, 1


def cut_off(ward: Ward) -> tuple[Lines, int, int]:
    return ward.lines()[:20], 21, 1


def open_quote(ward: Ward) -> tuple[Lines, int, int]:
    lines = ward.lines()
    lines[-2] = '"' + lines[-2]
    return lines, len(lines) - 1, len(lines[-2]) + 1


def endless_number(ward: Ward) -> tuple[Lines, int, int]:
    lines = ward.lines()
    lines[2] = "9" * 6000 + " 1 0"
    return lines, 3, 1


REFUSED: list[Callable[[Ward], tuple[Lines, int, int]]] = [
    without_end, without_zero, zero_too_early, too_few_candidates, too_few_without_title, one_too_many, two_too_many,
    far_too_many, more_seats_than_candidates, same_name, same_name_in_another_form, word_on_a_ballot, negative_rank,
    no_weight, cut_off, open_quote, endless_number,
]  # fmt: skip


@pytest.mark.parametrize("defect", REFUSED)
def test_what_cannot_be_read_is_refused_with_its_place(defect: Callable[[Ward], tuple[Lines, int, int]]) -> None:
    for path in WARDS[::7]:
        lines, line, column = defect(Ward(path))
        for end in ("\n", "\r\n"):
            with pytest.raises(BallotError) as refused:
                read_blt((end.join(lines) + end).encode())
            assert (refused.value.line, refused.value.column) == (line, column), str(refused.value)


def test_a_stray_number_is_counted_and_does_not_refuse_the_file() -> None:
    ward = Ward(WARDS[0])
    lines = ward.lines()
    lines.insert(3, f"1 {ward.size + 1} 0")
    assert read_blt("\n".join(lines).encode()).invalid == {"unknown": 1}


def test_names_in_two_encodings_are_both_read() -> None:
    data = b"3 1\n5 1 0\n4 2 0\n1 3 0\n0\n" + "José\n".encode() + "Zoë\n".encode("cp1252") + "Åse\nWard\n".encode()
    assert read_blt(data).candidates == ("José", "Zoë", "Åse")


TOKENS = [
    b"0",
    b"-1",
    b"-",
    b"=",
    b"#",
    b'"',
    b'""',
    b",",
    b"\r",
    b"\n\n",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"1/0",
    b"1/3",
]
TOKENS += [b"9" * 5000, b"\x00", b"\xc2\xa0", b"\xe2\x80\xa8", b"e\xcc\x81", b"1e5", b"+1", b"0\n", b"1=2", b"\xd9\xa1"]


def test_a_file_damaged_at_random_is_read_or_refused() -> None:
    """Nothing but a refusal with a place in the file, or ballots whose parts fit each other."""
    random = Random(77)
    wards = [Ward(path) for path in WARDS[::5]]
    outcomes = {"read": 0, "refused": 0}
    for number in range(1_500):
        ward = wards[number % len(wards)]
        some = random.sample(ward.ballots, 8)
        data = "\n".join([f"{ward.size} {ward.seats}", *some, "0", *ward.names, ward.title, ""]).encode()
        for _ in range(random.choice([1, 1, 2, 4])):
            at = random.randrange(len(data))
            data = random.choice(
                [
                    data[:at] + random.choice(TOKENS) + data[at:],
                    data[:at] + data[at + random.choice([1, 2, 5, 40]) :],
                    data[:at] + bytes([random.randrange(256)]) + data[at + 1 :],
                ]
            )
        found: Ballots | BallotError
        try:
            found = read_blt(data)
        except BallotError as error:
            found = error
        if isinstance(found, BallotError):
            outcomes["refused"] += 1
            lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 2
            assert 1 <= found.line <= lines or b"\x00" in data
            assert found.column >= 1
        else:
            outcomes["read"] += 1
            assert len(found.candidates) >= found.seats
    assert min(outcomes.values()) > 150
