"""What every group offers: the protocol above it is written once, over these operations.

An element is whatever the group makes it (a residue, a point); only the group looks inside. `power` is for secret
exponents and takes the slow, regular road; `commit` is for verification, where everything is public.
"""

from __future__ import annotations

import hashlib
import secrets
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

__all__ = ["Below", "Element", "Group", "Powers", "Row", "random_below"]

Element: TypeAlias = Any
#: Randomness: `below(n)` is uniform in 0 … n-1. An argument so that tests can repeat themselves, never else.
Below: TypeAlias = Callable[[int], int]
#: (response, challenge, shift): one commitment, partner^response · base^challenge · generator^shift.
Row: TypeAlias = tuple[int, int, int]

random_below: Below = secrets.randbelow


@dataclass(frozen=True, slots=True)
class Powers:
    """Commitments to recompute over one base, so that the base's powers are computed once.

    `partner` is the generator, the election's key (both have tables), or any other element.
    """

    base: Element
    partner: Element
    rows: Sequence[Row]


class Group(ABC):
    """A cyclic group of prime order `order`, written multiplicatively, with the encodings of Belenios."""

    name: str
    order: int
    generator: Element
    identity: Element
    #: The most digits that a number below `order` has in base 10.
    digits: int

    @abstractmethod
    def decode(self, text: str, where: str) -> Element:
        """Read an element's one encoding; `Rejected` by `element`. Membership is not checked."""

    def decode_all(self, texts: Sequence[str], places: Sequence[str]) -> list[Element]:
        """Read many at once, each with the words for its place."""
        return [self.decode(text, where) for text, where in zip(texts, places, strict=True)]

    @abstractmethod
    def encode(self, element: Element) -> str:
        """The element's encoding, as it is hashed and printed."""

    def encode_all(self, elements: Sequence[Element]) -> list[str]:
        """Encode many at once."""
        return [self.encode(element) for element in elements]

    @abstractmethod
    def holds(self, element: Element) -> bool:
        """Whether an element of the surrounding set lies in the group."""

    @abstractmethod
    def find_outsider(self, elements: Sequence[Element]) -> int | None:
        """Index of the first element that is not in the group, None where all are.

        An element outside passes unseen with probability at most 2^-128, whoever chose it.
        """

    @abstractmethod
    def multiply(self, first: Element, second: Element) -> Element: ...

    @abstractmethod
    def invert(self, element: Element) -> Element: ...

    @abstractmethod
    def power(self, base: Element, exponent: int) -> Element:
        """For secret exponents: a sequence of operations that does not depend on the exponent's bits."""

    @abstractmethod
    def power_openly(self, base: Element, exponent: int) -> Element:
        """For public exponents: as fast as may be, tables for bases that were named by `remember`."""

    @abstractmethod
    def remember(self, base: Element) -> None:
        """Make tables for a base that will be raised many times (the election's key)."""

    @abstractmethod
    def same(self, first: Element, second: Element) -> bool: ...

    @abstractmethod
    def commit(self, powers: Sequence[Powers]) -> list[list[str]]:
        """The encoded commitments of each `Powers`, row by row."""

    @abstractmethod
    def rank(self, element: Element) -> Any:
        """A key by which Belenios orders elements."""

    @abstractmethod
    def embed(self, numbers: Sequence[int]) -> Element:
        """An element that carries these numbers of 8 bits; `BallotError` by `choice` where it cannot."""

    @abstractmethod
    def extract(self, element: Element, count: int) -> list[int]:
        """The numbers that an element carries."""

    @abstractmethod
    def derive_generator(self, index: int) -> Element:
        """An element whose logarithm nobody knows, for commitments to permutations (index -1, 0, 1, …)."""

    def product(self, elements: Iterable[Element]) -> Element:
        """The product, the identity for none."""
        total = self.identity
        for element in elements:
            total = self.multiply(total, element)
        return total

    def challenge(self, prefix: str, commitments: Sequence[str]) -> int:
        """The challenge of a Fiat-Shamir proof: SHA-256 of the prefix and encoded commitments, modulo the order."""
        return self.reduce((prefix + ",".join(commitments)).encode())

    def reduce(self, data: bytes) -> int:
        """SHA-256 as a big-endian number modulo the order."""
        return int.from_bytes(hashlib.sha256(data).digest(), "big") % self.order
