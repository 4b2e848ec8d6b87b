"""The tables of a count, in Persian or English: what was counted, who is elected, every stage, every tie."""

from __future__ import annotations

from hamgara.cli.tables import Table
from hamgara.dates import Language, digits
from hamgara.elections import METHODS, Count, Round, Tie
from hamgara.elections.outcome import format_votes

__all__ = ["tabulate_count", "tabulate_votes"]

_WORDS: dict[str, tuple[str, str]] = {
    "count": ("شمارش آرا", "Count"),
    "method": ("روش", "method"),
    "seats": ("شمار کرسی‌ها", "seats"),
    "quota": ("سهمیهٔ انتخاب", "quota"),
    "valid": ("آرای معتبر", "valid"),
    "invalid": ("آرای باطل", "invalid"),
    "empty": ("سفید", "empty"),
    "repeated": ("نام تکراری", "a name twice"),
    "unknown": ("نام ناشناس", "an unknown name"),
    "equal": ("رتبهٔ برابر", "equal ranks"),
    "over-vote": ("بیش از شمار کرسی‌ها", "too many names"),
    "elected": ("برگزیدگان", "Elected"),
    "order": ("ترتیب", "order"),
    "candidate": ("نامزد", "candidate"),
    "stage": ("مرحله", "stage"),
    "stages": ("مرحله‌ها", "Stages"),
    "what": ("چه شد", "what was done"),
    "chosen": ("برگزیده", "elected"),
    "left": ("انتقال‌ناپذیر", "not transferable"),
    "first-preferences": ("شمارش اولویت‌های نخست", "first preferences"),
    "surplus": ("انتقال مازاد", "surplus of"),
    "exclusion": ("حذف", "exclusion of"),
    "votes": ("شمارش رأی‌ها", "votes"),
    "choice": ("برگزیده شدن", "election of"),
    "completion": ("برگزیده شدن در مرحلهٔ تکمیل:", "election, in completion, of"),
    "committee": ("گزینش همهٔ اعضا با هم", "the whole committee at once"),
    "runoff": ("برگزیده شدن در دور دوم:", "election, in the runoff, of"),
    "ties": ("برابری‌ها و چگونگی رفع آن‌ها", "Ties and how they were settled"),
    "tied": ("نامزدهای برابر", "tied candidates"),
    "by": ("معیار", "settled by"),
    "earlier": ("مرحله‌های پیشین", "earlier stages"),
    "lot": ("قرعه", "lot"),
    "tie-exclusion": ("حذف شد", "excluded"),
    "tie-surplus": ("مازادش زودتر منتقل شد", "surplus transferred first"),
    "tie-election": ("برگزیده شد", "elected"),
    "result": ("نتیجه", "outcome"),
    "standing": ("رأی نامزدها در پایان هر مرحله", "Votes at the end of each stage"),
}


def tabulate_count(outcome: Count, language: Language) -> list[Table]:
    """The facts of the count, the elected, the stages in words, and the ties if there were any."""
    tables = [_facts(outcome, language), _elected(outcome, language), _stages(outcome, language)]
    if outcome.ties:
        tables.append(_ties(outcome.ties, language))
    return tables


def tabulate_votes(outcome: Count, language: Language) -> Table:
    """What every candidate had at the end of each stage: a row for each candidate, a column for each stage."""
    header = tuple(f"{_say('stage', language)} {digits(str(r.stage), language)}" for r in outcome.rounds)
    names = list(dict.fromkeys(name for r in outcome.rounds for name in r.votes))
    rows = tuple((name, *(_value(r, name, language) for r in outcome.rounds)) for name in names)
    return Table(_say("standing", language), (_say("candidate", language), *header), rows)


def _facts(outcome: Count, language: Language) -> Table:
    method = METHODS[outcome.method]
    rows = [
        (_say("method", language), method.name_fa if language == "fa" else method.name_en),
        (_say("seats", language), digits(str(outcome.seats), language)),
    ]
    if outcome.quota is not None:
        rows.append((_say("quota", language), digits(str(outcome.quota), language)))
    rows.append((_say("valid", language), digits(str(outcome.valid), language)))
    for reason, weight in outcome.invalid.items():
        label = f"{_say('invalid', language)} ({_say(reason, language)})"
        rows.append((label, digits(str(weight), language)))
    return Table(_say("count", language), (), tuple(rows))


def _elected(outcome: Count, language: Language) -> Table:
    rows = tuple((digits(str(n), language), name) for n, name in enumerate(outcome.elected, 1))
    return Table(_say("elected", language), (_say("order", language), _say("candidate", language)), rows)


def _stages(outcome: Count, language: Language) -> Table:
    header = tuple(_say(word, language) for word in ("stage", "what", "chosen", "left"))
    return Table(_say("stages", language), header, tuple(_stage(r, language) for r in outcome.rounds))


def _stage(stage: Round, language: Language) -> tuple[str, ...]:
    what = _say(stage.action, language)
    return (
        digits(str(stage.stage), language),
        what if stage.candidate is None else f"{what} {stage.candidate}",
        ("، " if language == "fa" else ", ").join(stage.elected) or "–",
        _decimal(format_votes(stage.non_transferable), language),
    )


def _ties(ties: tuple[Tie, ...], language: Language) -> Table:
    comma = "، " if language == "fa" else ", "
    header = tuple(_say(word, language) for word in ("stage", "tied", "by", "result"))
    rows = tuple(
        (
            digits(str(tie.stage), language),
            comma.join(tie.candidates),
            _say("lot" if tie.lot else "earlier", language),
            f"{comma.join(tie.chosen)}: {_say(f'tie-{tie.kind}', language)}",
        )
        for tie in ties
    )
    return Table(_say("ties", language), header, rows)


def _value(stage: Round, name: str, language: Language) -> str:
    return _decimal(format_votes(stage.votes[name]), language) if name in stage.votes else "–"


def _say(word: str, language: Language) -> str:
    return _WORDS[word][0 if language == "fa" else 1]


def _decimal(number: str, language: Language) -> str:
    number = number.rstrip("0").rstrip(".")
    return digits(number, language).replace(".", "٫") if language == "fa" else number
