"""The counting methods in plain words: what voters write, what the count does with it, what it does with ties.

A method that is not here yet is described by its name and its source alone. A language is "fa" or "en".
"""

from __future__ import annotations

from hamgara.elections import METHODS

__all__ = ["describe_count", "describe_paper", "describe_ties", "name_method"]

#: What the voters write, by kind of ballot.
_PAPERS: dict[str, tuple[str, str]] = {
    "ranked": ("رأی‌دهندگان نامزدها را رتبه‌بندی می‌کنند.", "Voters rank the candidates."),
    "names": (
        "رأی‌دهندگان به شمار کرسی‌ها یا کمتر نام می‌برند.",
        "Voters name as many candidates as there are seats, or fewer.",
    ),
    "approval": (
        "رأی‌دهندگان همهٔ نامزدهایی را که می‌پذیرند نام می‌برند، هر چند نفر که بخواهند.",
        "Voters name all candidates whom they approve of, as many as they like.",
    ),
    "scores": (
        "رأی‌دهندگان به هر نامزد امتیاز می‌دهند؛ هر که امتیازی نگیرد ۰ دارد.",
        "Voters give each candidate a score; whoever gets none has 0.",
    ),
}
_STV = (
    "هر که به سهمیهٔ انتخاب برسد برگزیده می‌شود؛ رأی‌های افزون بر سهمیهٔ انتخاب و رأی‌های نامزدهای "
    "کنارگذاشته به انتخاب "
    "بعدیِ رأی‌دهندگان می‌رسد.",
    "Whoever reaches the quota is elected; votes beyond the quota, and those of excluded candidates, go on to the "
    "voters' next preferences.",
)
_BUDGETS = (
    "هر رأی‌دهنده سهمی برابر از یک بودجه دارد. نامزدی برگزیده می‌شود که پشتیبانانش بتوانند بهای "
    "کرسی را با هم و تا حد "
    "امکان برابر بپردازند؛ کرسی‌هایی که کسی از پس بهایشان برنیاید به روش فراگمن پر می‌شوند.",
    "Every voter has an equal share of a budget. A candidate is elected when the supporters can pay for the seat "
    "together, each as evenly as possible; seats that nobody can pay for are filled by Phragmén's rule.",
)
_APPROVED = (
    "هر رأی‌دهنده سهمی برابر از یک بودجه دارد. نامزدی برگزیده می‌شود که پشتیبانانش بتوانند بهای کرسی را با هم و تا حد "
    "امکان برابر بپردازند؛ کرسی‌هایی که کسی از پس بهایشان برنیاید به کسانی می‌رسد که بیشترین تأیید را دارند.",
    "Every voter has an equal share of a budget. A candidate is elected when the supporters can pay for the seat "
    "together, each as evenly as possible; seats that nobody can pay for go to the most approved.",
)
_RAISED = (
    "هر رأی‌دهنده سهمی برابر از یک بودجه دارد. نامزدی برگزیده می‌شود که پشتیبانانش بتوانند بهای کرسی را با هم و تا حد "
    "امکان برابر بپردازند؛ تا جایی که همهٔ کرسی‌ها پر شود به سهم همه به یک اندازه افزوده می‌شود.",
    "Every voter has an equal share of a budget. A candidate is elected when the supporters can pay for the seat "
    "together, each as evenly as possible; every share is raised alike for as long as seats stay empty.",
)
_NAMED = ("کسانی که بیش از همه نام برده شده‌اند برگزیده می‌شوند.", "Those named most often are elected.")
#: What a method does with the ballots, in a sentence or two.
_COUNTS: dict[str, tuple[str, str]] = {
    "scottish-stv": _STV,
    "ers97": _STV,
    "wigm": _STV,
    "meek-stv": (
        "هر که به سهمیهٔ انتخاب برسد از هر رأی تنها به اندازهٔ نیاز نگه می‌دارد و بقیه به انتخاب بعدیِ "
        "رأی‌دهندگان می‌رسد. "
        "آن که کمترین پشتیبان را دارد کنار می‌رود، تا همهٔ کرسی‌ها پر شود.",
        "Whoever reaches the quota keeps just the part of each vote that the quota needs; the rest goes on to the "
        "voters' next preferences. The least supported is excluded, until all seats are filled.",
    ),
    "irv": (
        "آن که کمترین پشتیبان را دارد کنار می‌رود و رأی‌ها به انتخاب بعدیِ رأی‌دهندگان می‌رسد، تا یک نفر بماند.",
        "The least supported is excluded and the votes go on to the voters' next preferences, until one is left.",
    ),
    "expanding-approvals": (
        "نخست انتخاب‌های اول شمرده می‌شوند، سپس انتخاب‌های دوم هم، و به همین ترتیب. هر که به اندازهٔ "
        "سهمیهٔ انتخاب "
        "رأی‌دهنده داشته باشد برگزیده می‌شود و آن رأی‌دهندگان یک سهمیه از رأی خود را خرج کرده‌اند.",
        "First choices are counted, then also second ones, and so on. Whoever has a quota of voters is elected, and "
        "these voters have used up a quota of votes.",
    ),
    "schulze": (
        "نامزدها دوبه‌دو سنجیده می‌شوند؛ کسی برگزیده می‌شود که نیرومندترین زنجیرهٔ پیروزی‌ها را دارد.",
        "Candidates are compared in pairs; who wins by the strongest chain of victories is elected.",
    ),
    "ranked-pairs": (
        "نامزدها دوبه‌دو سنجیده می‌شوند؛ آشکارترین پیروزی‌ها پیش از همه قطعی می‌شوند و هر چه با آن‌ها "
        "ناسازگار باشد کنار "
        "می‌رود.",
        "Candidates are compared in pairs; the clearest victories are locked in first, and none that contradicts them.",
    ),
    "block": _NAMED,
    "approval": _NAMED,
    "pav": (
        "هر رأی‌دهنده برای نخستین نامزدِ برگزیدهٔ برگه‌اش ۱ حساب می‌شود، برای دومین یک‌دوم، برای سومین "
        "یک‌سوم و به همین "
        "ترتیب. گروهی برگزیده می‌شود که مجموعش بیشترین است؛ به این ترتیب هر دسته به اندازهٔ خود نماینده دارد.",
        "A voter counts 1 for the first elected candidate of the ballot, 1/2 for the second, 1/3 for the third and so "
        "on. Elected is the group with the greatest sum, so that groups are represented by their size.",
    ),
    "seq-pav": (
        "کرسی به کرسی کسی برگزیده می‌شود که بیشترین را می‌افزاید؛ هر برگه تا کسی از نامزدهایش برگزیده "
        "نشده ۱ حساب "
        "می‌شود، پس از یک نفر یک‌دوم، پس از دو نفر یک‌سوم و به همین ترتیب.",
        "Seat by seat whoever adds most is elected; a ballot counts 1 as long as none of its candidates is elected, "
        "1/2 after one, 1/3 after two and so on.",
    ),
    "phragmen-sequential": (
        "هر کرسی باری است که پشتیبانانش با هم به دوش می‌کشند. کرسی بعدی به کسی می‌رسد که پشتیبانانش با "
        "کمترین بارِ هر نفر "
        "از پس آن برمی‌آیند؛ به این ترتیب هر دسته به اندازهٔ خود نماینده دارد.",
        "Each seat is a load that its supporters carry together. The next seat goes to whom they can carry with the "
        "least load on any one voter, so that groups are represented by their size.",
    ),
    "phragmen-max": (
        "هر کرسی باری است که پشتیبانانش با هم به دوش می‌کشند. گروهی برگزیده می‌شود که بارش را بتوان "
        "چنان پخش کرد که سهم "
        "هیچ رأی‌دهنده‌ای سنگین نشود.",
        "Each seat is a load that its supporters carry together. Elected is the group whose loads can be spread with "
        "the least on any one voter.",
    ),
    "equal-shares": _BUDGETS,
    "equal-shares-approval": _APPROVED,
    "equal-shares-increment": _RAISED,
    "equal-shares-scores": _BUDGETS,
    "score": (
        "کسانی که مجموع امتیازشان بیشترین است برگزیده می‌شوند.",
        "Those with the highest sums are elected.",
    ),
    "star": (
        "دو نفری که بیشترین مجموع را دارند به دور دوم می‌روند؛ هر که رأی‌دهندگان بیشتری به او امتیاز "
        "بالاتر داده باشند "
        "برنده است.",
        "The two with the highest sums meet in a runoff; whom more voters score higher wins it.",
    ),
}
#: What a method says of ties, in Persian, by what it says in English.
_TIES: dict[str, str] = {
    "A lot.": "قرعه.",
    "The most recent earlier stage at which the tied differ (rules 49 and 51), then a lot.": (
        "نزدیک‌ترین مرحلهٔ پیشین که در آن رأی‌ها برابر نبود (قاعده‌های ۴۹ و ۵۱)، و اگر چاره نشد قرعه."
    ),
    "The earliest point of the count at which the tied differ (5.2.3, 5.2.5, 5.6.2), then a lot.": (
        "نخستین جایی از شمارش که در آن با هم فرق داشتند (بندهای ۵٫۲٫۳، ۵٫۲٫۵ و ۵٫۶٫۲)، سپس قرعه."
    ),
    "The most recent earlier stage at which the tied differ, then a lot.": (
        "آخرین مرحلهٔ پیشین که در آن با هم فرق داشتند، سپس قرعه."
    ),
    "Tied is who differs by no more than the stated error; the most recent earlier stage, then a lot.": (
        "کسانی برابرند که اختلافشان از خطای اعلام‌شده بیشتر نباشد؛ آخرین مرحلهٔ پیشین، سپس قرعه."
    ),
    "A lot among those whom no strongest path puts below another.": (
        "قرعه میان کسانی که هیچ زنجیره‌ای آنان را پایین‌تر از دیگری نمی‌نشاند."
    ),
    "Equal margins in an order of candidates drawn by lot; then a lot among those above whom nobody is.": (
        "اختلاف‌های برابر به ترتیبی که قرعه میان نامزدها تعیین می‌کند؛ سپس قرعه میان کسانی که هیچ‌کس بالاتر از آنان نیست."
    ),
    "Among the best committees, the one with the candidate whose lot comes first, then second, and so on.": (
        "از میان بهترین ترکیب‌ها، آن که نامزدِ قرعهٔ اول در آن است، سپس قرعهٔ دوم، و به همین ترتیب."
    ),
    "For the runoff: who beats more of the tied in pairs; in it: the higher total; then a lot.": (
        "برای رسیدن به دور دوم: هر که در سنجش دوبه‌دو بر شمار بیشتری از برابرها پیروز شود؛ در خود دور "
        "دوم: مجموع بیشتر؛ "
        "سپس قرعه."
    ),
}


def name_method(method: str, language: str) -> str:
    """The name of a counting method; its id where this version does not know it."""
    found = METHODS.get(method)
    if found is None:
        return method
    return found.name_fa if language == "fa" else found.name_en


def describe_paper(method: str, language: str) -> str:
    """What voters write for that method."""
    return _pick(_PAPERS.get(METHODS[method].ballot), language)


def describe_count(method: str, language: str) -> str:
    """What the method does with the ballots; empty where there are no words for it yet."""
    return _pick(_COUNTS.get(method), language)


def describe_ties(method: str, language: str) -> str:
    """What the method does with ties, in the words that it states itself where there is no translation yet."""
    said = METHODS[method].ties
    return _TIES.get(said, said) if language == "fa" else said


def _pick(both: tuple[str, str] | None, language: str) -> str:
    return "" if both is None else both[0 if language == "fa" else 1]
