"""The counting methods as frozen objects: names, ballots, where each comes from, how it settles ties, its function."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, TypeAlias

from hamgara.elections.block import count_approval, count_block
from hamgara.elections.committees import count_pav, count_phragmen_max
from hamgara.elections.equal_shares import count_equal_shares, count_equal_shares_scores
from hamgara.elections.ers97 import count_ers97
from hamgara.elections.expanding import count_expanding_approvals
from hamgara.elections.feasibility import Limits
from hamgara.elections.gregory import count_irv, count_wigm
from hamgara.elections.meek import count_meek
from hamgara.elections.outcome import Count
from hamgara.elections.pairwise import count_ranked_pairs, count_schulze
from hamgara.elections.scores import count_score, count_star
from hamgara.elections.scottish import count_scottish
from hamgara.elections.sequential import count_phragmen_sequential, count_sequential_pav

__all__ = ["TABLE", "CountFunction", "Method"]

CountFunction: TypeAlias = Callable[[Any, int, Limits | None, str], Count]

_LOOK_BACK = "The most recent earlier stage at which the tied differ, then a lot."


@dataclass(frozen=True)
class Method:
    """A counting method: its names, its ballots, where it comes from, how it settles ties, its function.

    `ballot` is "ranked" (order counts), "names" (it does not, and there is a limit of seats), "approval" (any number of
    names) or "scores". `equal_ranks` says whether a ranked method knows them: it is then given TierBallots, if
    those were read. The function takes the ballots, the seats, the bound rules of place or None, and the seed.
    """

    id: str
    name_fa: str
    name_en: str
    ballot: Literal["ranked", "names", "approval", "scores"]
    citation: str
    ties: str
    count: CountFunction
    equal_ranks: bool = False


TABLE: tuple[Method, ...] = (
    Method(
        id="scottish-stv",
        name_fa="رأی انتقال‌پذیر یگانه (آیین اسکاتلند، ۲۰۰۷)",
        name_en="Single transferable vote (Scotland, 2007)",
        ballot="ranked",
        citation="Scottish Local Government Elections Order 2007, SSI 2007/42, Sch. 1, rules 45–52",
        ties="The most recent earlier stage at which the tied differ (rules 49 and 51), then a lot.",
        count=count_scottish,
    ),
    Method(
        id="block",
        name_fa="رأی به چند نام (اکثریت نسبی)",
        name_en="Block vote (plurality with up to as many names as seats)",
        ballot="names",
        citation="D. M. Farrell, Electoral Systems: A Comparative Introduction, 2nd ed., 2011, ch. 2",
        ties="A lot.",
        count=count_block,
    ),
    Method(
        id="ers97",
        name_fa="رأی انتقال‌پذیر یگانه (آیین انجمن اصلاحات انتخاباتی بریتانیا، ۱۹۹۷)",
        name_en="Single transferable vote (Electoral Reform Society, 1997)",
        ballot="ranked",
        citation="R. A. Newland, F. S. Britton, How to Conduct an Election by the STV, 3rd ed., ERS, 1997",
        ties="The earliest point of the count at which the tied differ (5.2.3, 5.2.5, 5.6.2), then a lot.",
        count=count_ers97,
    ),
    Method(
        id="wigm",
        name_fa="رأی انتقال‌پذیر یگانه (گریگوری وزنی فراگیر، بی گردکردن)",
        name_en="Single transferable vote (weighted inclusive Gregory, exact)",
        ballot="ranked",
        citation="D. M. Farrell and I. McAllister, Voting matters 17, 2003: the weighted inclusive Gregory method",
        ties=_LOOK_BACK,
        count=count_wigm,
    ),
    Method(
        id="irv",
        name_fa="دور دوم فوری (رأی جایگزین)",
        name_en="Instant-runoff voting (alternative vote)",
        ballot="ranked",
        citation="W. H. Robert et al., Robert's Rules of Order Newly Revised, 11th ed., 2011, § 45",
        ties=_LOOK_BACK,
        count=count_irv,
    ),
    Method(
        id="meek-stv",
        name_fa="رأی انتقال‌پذیر یگانه (روش میک)",
        name_en="Single transferable vote (Meek)",
        ballot="ranked",
        citation="I. D. Hill, B. A. Wichmann, D. R. Woodall, Algorithm 123, The Computer Journal 30(3), 1987, 277–281",
        ties="Tied is who differs by no more than the stated error; the most recent earlier stage, then a lot.",
        count=count_meek,
    ),
    Method(
        id="expanding-approvals",
        name_fa="تأیید گسترش‌یابنده",
        name_en="Expanding approvals rule",
        ballot="ranked",
        citation="H. Aziz, B. E. Lee, The expanding approvals rule, Social Choice and Welfare 54, 2020, 1–45",
        ties="A lot.",
        count=count_expanding_approvals,
        equal_ranks=True,
    ),
    Method(
        id="schulze",
        name_fa="روش شولتسه",
        name_en="Schulze method (winning votes)",
        ballot="ranked",
        citation="M. Schulze, A new monotonic … single-winner election method, Soc. Choice Welf. 36, 2011, 267–303",
        ties="A lot among those whom no strongest path puts below another.",
        count=count_schulze,
        equal_ranks=True,
    ),
    Method(
        id="ranked-pairs",
        name_fa="جفت‌های رتبه‌بندی‌شده (تایدمن)",
        name_en="Ranked pairs (Tideman, margins)",
        ballot="ranked",
        citation="T. N. Tideman, Independence of clones as a criterion for voting rules, SCW 4, 1987, 185–206",
        ties="Equal margins in an order of candidates drawn by lot; then a lot among those above whom nobody is.",
        count=count_ranked_pairs,
        equal_ranks=True,
    ),
    Method(
        id="approval",
        name_fa="رأی تأییدی",
        name_en="Approval voting",
        ballot="approval",
        citation="S. J. Brams, P. C. Fishburn, Approval Voting, Am. Political Science Review 72, 1978, 831–847",
        ties="A lot.",
        count=count_approval,
    ),
    Method(
        id="pav",
        name_fa="تأیید تناسبی (تیله، بهینهٔ دقیق)",
        name_en="Proportional approval voting (Thiele, exact optimum)",
        ballot="approval",
        citation="T. N. Thiele, Om Flerfoldsvalg, 1895; M. Lackner, P. Skowron, Multi-Winner Voting, 2023, ch. 2",
        ties="Among the best committees, the one with the candidate whose lot comes first, then second, and so on.",
        count=count_pav,
    ),
    Method(
        id="seq-pav",
        name_fa="تأیید تناسبی گام‌به‌گام (تیله)",
        name_en="Sequential proportional approval voting (Thiele)",
        ballot="approval",
        citation="T. N. Thiele, Om Flerfoldsvalg, 1895; M. Lackner, P. Skowron, Multi-Winner Voting, 2023, ch. 2",
        ties="A lot.",
        count=count_sequential_pav,
    ),
    Method(
        id="phragmen-sequential",
        name_fa="روش گام‌به‌گام فراگمن",
        name_en="Phragmén's sequential rule",
        ballot="approval",
        citation="E. Phragmén, 1894–1899; M. Brill et al., Phragmén's voting methods, Math. Programming 203, 2024",
        ties="A lot.",
        count=count_phragmen_sequential,
    ),
    Method(
        id="phragmen-max",
        name_fa="کمترینِ بیشترین بار (فراگمن، بهینهٔ دقیق)",
        name_en="Phragmén's least greatest load (exact optimum)",
        ballot="approval",
        citation="M. Brill et al., Phragmén's voting methods and justified representation, Math. Programming 203, 2024",
        ties="Among the best committees, the one with the candidate whose lot comes first, then second, and so on.",
        count=count_phragmen_max,
    ),
    Method(
        id="equal-shares",
        name_fa="سهم‌های برابر (تکمیل با روش فراگمن)",
        name_en="Method of equal shares (completed by Phragmén's rule)",
        ballot="approval",
        citation="D. Peters, P. Skowron, Proportionality and the limits of welfarism, EC 2020, 793–794",
        ties="A lot.",
        count=count_equal_shares,
    ),
    Method(
        id="equal-shares-approval",
        name_fa="سهم‌های برابر (تکمیل با بیشترین تأیید)",
        name_en="Method of equal shares (completed by the most approved)",
        ballot="approval",
        citation="D. Peters, P. Skowron, Proportionality and the limits of welfarism, EC 2020, 793–794",
        ties="A lot.",
        count=partial(count_equal_shares, completion="approval"),
    ),
    Method(
        id="equal-shares-increment",
        name_fa="سهم‌های برابر (تکمیل با افزودن به سهم همه)",
        name_en="Method of equal shares (completed by raising every share)",
        ballot="approval",
        citation="D. Peters, G. Pierczyński, P. Skowron, Proportional participatory budgeting, NeurIPS 2021: Add1",
        ties="A lot.",
        count=partial(count_equal_shares, completion="increment"),
    ),
    Method(
        id="score",
        name_fa="رأی امتیازی",
        name_en="Score voting",
        ballot="scores",
        citation="W. D. Smith, Range voting, 2000",
        ties="A lot.",
        count=count_score,
    ),
    Method(
        id="star",
        name_fa="امتیاز، سپس دور دوم خودکار (استار)",
        name_en="STAR voting (score, then automatic runoff)",
        ballot="scores",
        citation="S. Wolk, J. Quinn, M. Ogren, STAR Voting, Constitutional Political Economy 34, 2023, 310–334",
        ties="For the runoff: who beats more of the tied in pairs; in it: the higher total; then a lot.",
        count=count_star,
    ),
    Method(
        id="equal-shares-scores",
        name_fa="سهم‌های برابر برای امتیازها (تکمیل با روش فراگمن)",
        name_en="Method of equal shares for scores (completed by Phragmén's rule)",
        ballot="scores",
        citation="D. Peters, G. Pierczyński, P. Skowron, Proportional participatory budgeting, NeurIPS 2021",
        ties="A lot.",
        count=count_equal_shares_scores,
    ),
)
