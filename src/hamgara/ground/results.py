"""What a model of common ground says, as plain records: groups, participants, statements. Pages, pictures and files
are made from these and from nothing else.

All intervals are central posterior intervals at the level of the model (90 % unless told). Groups are numbered from
1, the largest first. Places on the map are in units in which participants have variance one in each direction.
"""

from collections.abc import Iterator, Sequence
from typing import Literal, overload

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

__all__ = ["Ask", "Divide", "Ellipse", "Estimate", "Group", "Participant", "Participants", "Placing", "Standing",
           "StatementGround"]  # fmt: skip

Placing = Literal["placed", "too little seen", "straight-line", "between groups"]
PLACINGS: tuple[Placing, ...] = ("placed", "too little seen", "straight-line", "between groups")
Verdict = Literal["agreed", "rejected", "none"]

# Records are Structs: a conversation has thousands of them, and a frozen dataclass takes twelve times as long to make.


class Estimate(Struct, frozen=True, gc=False):
    """A posterior: its mean and the bounds of its interval."""

    mean: float
    low: float
    high: float


class Ellipse(Struct, frozen=True, gc=False):
    """A covariance on the map: variances along x and y and the covariance. `axes(1.0)` draws one standard deviation."""

    xx: float
    yy: float
    xy: float

    def axes(self, deviations: float) -> tuple[float, float, float]:
        """Half-axes, the longer first, and the angle of the longer from the x-axis in degrees (-90 to 90)."""
        middle = (self.xx + self.yy) / 2
        away = float(np.hypot((self.xx - self.yy) / 2, self.xy))
        angle = float(np.degrees(np.arctan2(2 * self.xy, self.xx - self.yy) / 2))
        long, short = np.sqrt(max(middle + away, 0.0)), np.sqrt(max(middle - away, 0.0))
        return deviations * float(long), deviations * float(short), angle


class Group(Struct, frozen=True, gc=False):
    """A group of opinion. `members`: participants placed in it; `share`: its part of all participants, estimated.

    `x`, `y`: its centre on the map; `spread`: how its members lie about it. `stability`: over resamples of the
    participants, the mean overlap (Jaccard) of the group with the group most like it (Hennig, Comput. Stat. Data
    Anal. 52, 2007); 1 where there is one group.
    """

    number: int
    members: int
    share: float
    x: float
    y: float
    spread: Ellipse
    stability: float


class Participant(Struct, frozen=True, gc=False):
    """One participant. `group` is None where `placing` is not "placed"; `probability` is that of the likeliest group.

    `x`, `y` and `doubt` (their covariance) are the place on the map; `leaning` is how readily the participant agrees
    at all, in log-odds, and stands apart from the map. `seen` counts votes and passes, `decided` votes alone.
    """

    participant: str
    group: int | None
    placing: Placing
    probability: float
    x: float
    y: float
    doubt: Ellipse
    leaning: float
    seen: int
    decided: int

    @property
    def placed(self) -> bool:
        return self.placing == "placed"


class Standing(Struct, frozen=True, gc=False):
    """A statement in one group (or over all): the counts of those placed there, the share that agrees among all of
    the group who would decide, and the probability that more of them agree than disagree.
    """

    seen: int
    agree: int
    disagree: int
    passed: int
    share: Estimate
    majority: float

    @property
    def decided(self) -> int:
        return self.agree + self.disagree


class Divide(Struct, frozen=True, gc=False):
    """The two groups that a statement divides most: in `over` more agree than in `under`, by `difference` (of
    shares); `sides` is the probability that a majority agrees in the one and disagrees in the other; `q` the
    expected share of false ones among statements at least as sure; `found`: q is small enough.
    """

    over: int
    under: int
    difference: Estimate
    sides: float
    q: float
    found: bool


class StatementGround(Struct, frozen=True, gc=False):
    """One statement. `groups[k]` is its standing in group k + 1.

    `exposed`: enough of every group decided. `common`: where exposed, the lower bound of the group that agrees
    least (`least`), and `rank` its place, equal bounds sharing one. `verdict`: a majority of every group agrees
    (or rejects), at the false discovery rate of the model (`q` is the rate from which on it may be called so), and
    no group's interval takes in one half; an exact tie in any group is never a verdict. `bridge`: the lower bound of
    agreement at the less agreeing end of the map; `bridges`: found to be above one half at both ends. `divide`: None
    with one group. `x`, `y`: the statement's loadings on the map: agreement rises in this direction. `doubt`: the
    widest interval of any group, from 0 to 1: how much is still to learn by asking.
    """

    statement: str
    overall: Standing
    groups: tuple[Standing, ...]
    exposed: bool
    common: float | None
    least: int | None
    rank: int | None
    verdict: Verdict
    q: float | None
    bridge: float
    bridges: bool
    divide: Divide | None
    x: float
    y: float
    doubt: float


class Ask(Struct, frozen=True, gc=False):
    """A statement to show next: what an answer is expected to tell (nats), and the chance that it is "agree"."""

    statement: str
    information: float
    agree: float


class Participants(Sequence[Participant]):
    """All participants in the order of the votes, as arrays that make a `Participant` when asked for one.

    `group` (int16, 0 where not placed), `placing` (int8, into `PLACINGS`), `probability`, `place` (n, 2), `doubt`
    (n, 3: xx, yy, xy), `leaning`, `seen`, `decided`.
    """

    __slots__ = ("decided", "doubt", "group", "leaning", "names", "place", "placing", "probability", "seen")

    def __init__(
        self,
        names: Sequence[str],
        group: NDArray[np.int16],
        placing: NDArray[np.int8],
        probability: NDArray[np.float64],
        place: NDArray[np.float64],
        doubt: NDArray[np.float64],
        leaning: NDArray[np.float64],
        seen: NDArray[np.int64],
        decided: NDArray[np.int64],
    ) -> None:
        self.names, self.group, self.placing, self.probability = names, group, placing, probability
        self.place, self.doubt, self.leaning, self.seen, self.decided = place, doubt, leaning, seen, decided

    def __len__(self) -> int:
        return len(self.names)

    @overload
    def __getitem__(self, index: int) -> Participant: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Participant]: ...

    def __getitem__(self, index: int | slice) -> Participant | Sequence[Participant]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        group = int(self.group[index])
        return Participant(
            self.names[index],
            group or None,
            PLACINGS[self.placing[index]],
            float(self.probability[index]),
            float(self.place[index, 0]),
            float(self.place[index, 1]),
            Ellipse(*(float(c) for c in self.doubt[index])),
            float(self.leaning[index]),
            int(self.seen[index]),
            int(self.decided[index]),
        )

    def __iter__(self) -> Iterator[Participant]:
        return (self[i] for i in range(len(self)))
