"""Every fixed word of a count's report: for each phrase the Persian and the English, with the same places to fill.

A family of phrases ("action:exclusion", "measure:load") grows by one line for a new step, measure, certificate or
reason of a counting method; a word that is not here yet stands in the report as the engine has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from hamgara.documents.counts.claim_words import CLAIM_WORDS
from hamgara.documents.counts.paper_words import PAPER_WORDS
from hamgara.documents.counts.step_words import STEP_WORDS

__all__ = ["PHRASES"]

_FRAME = {
    "report": ("گزارش شمارش آرا", "Report of the count"),
    "countback": ("گزارش بازشماری برای پر کردن کرسی خالی", "Report of the countback for a vacant seat"),
    "declared": ("اعلام نتیجه: {date}", "Result declared on {date}"),
    "seats:one": ("{n} کرسی", "{n} seat"),
    "seats:many": ("{n} کرسی", "{n} seats"),
    "subject": ("چه چیزی و چگونه شمرده شد", "What was counted, and how"),
    "frame": (
        "{seats} با رأی‌دهی میان {candidates} نامزد پر شد. روش شمارش: {method}.",
        "{seats} were filled from {candidates} candidates. The method of counting was: {method}.",
    ),
    "frame:one": (
        "{seats} با رأی‌دهی میان {candidates} نامزد پر شد. روش شمارش: {method}.",
        "{seats} was filled from {candidates} candidates. The method of counting was: {method}.",
    ),
    "source": ("منبع روش:", "Source of the method:"),
    "ties-rule": ("هنگام برابری: {rule}", "Where there is a tie: {rule}"),
    "withdrawn": (
        "این نامزدها پیش از شمارش کنار رفته بودند: {names}.",
        "These candidates had withdrawn before the count: {names}.",
    ),
    "turnout": (
        "از {roll} نفری که حق رأی داشتند {cast} نفر رأی دادند ({share}).",
        "Of {roll} entitled to vote, {cast} cast a ballot ({share}).",
    ),
    "weighted": (
        "رأی‌ها بنا بر آیین‌نامه وزن دارند و شمارها جمع وزن‌هاست.",
        "Votes have weights under the charter, and the figures are sums of weights.",
    ),
    "ballots": ("رأی‌ها", "Ballots"),
    "kind": ("نوع", "Kind"),
    "valid": ("معتبر", "valid"),
    "invalid": ("باطل: {reason}", "invalid: {reason}"),
    "total": ("همه با هم", "all together"),
    "outcome": ("نتیجه", "The result"),
    "elected-are:one": ("{names} برگزیده شد.", "Elected is {names}."),
    "elected-are:many": ("برگزیدگان: {names}.", "Elected are {names}."),
    "filled-are:one": ("{names} به جای کرسی خالی‌شده می‌آید.", "{names} comes in for the vacant seat."),
    "filled-are:many": ("{names} به جای کرسی‌های خالی‌شده می‌آیند.", "{names} come in for the vacant seats."),
    "countback-how": (
        "رأی‌های همان انتخابات از نو شمرده شد، چنان که گویی {gone} در برگهٔ رأی نبوده‌اند.",
        "The ballots of the election itself were counted again as if {gone} had not been on the ballot paper.",
    ),
    "countback-sitting": (
        "کسانی که بر کرسی خود مانده‌اند ({sitting}) آن را از دست نمی‌دهند.",
        "Those who still sit ({sitting}) do not lose their seats.",
    ),
    "nobody": ("هیچ‌کس", "nobody"),
    "order-of-election": (
        "نام‌ها به ترتیب برگزیده شدن آمده‌اند.",
        "Names are in the order of election.",
    ),
    "at-stage": ("در مرحلهٔ {stage}، {value}", "at stage {stage}, {value}"),
    "at-step": ("در گام {stage}، {value}", "at step {stage}, {value}"),
    "sits": ("بر کرسی خود می‌ماند", "keeps the seat"),
    "new": ("تازه می‌آید", "comes in"),
    "glance": ("نتیجه در یک نگاه", "The result at a glance"),
    "stages": ("شمارش، مرحله به مرحله", "The count, stage by stage"),
    "stage": ("مرحلهٔ {n}: {what}", "Stage {n}: {what}"),
    "step": ("گام {n}: {what}", "Step {n}: {what}"),
    "cut-note": (
        "اعداد تا پنج رقم اعشار آمده‌اند و باقی بریده شده است؛ خود شمارش دقیق است و عددهای دقیق در فایل JSON هست.",
        "Numbers are shown with five decimals, the rest cut off; the count itself is exact, and the exact numbers "
        "are in the JSON file.",
    ),
    "candidate": ("نامزد", "Candidate"),
    "votes-now": ("رأی اکنون", "Votes now"),
    "change": ("تغییر", "Change"),
    "standing": ("وضع", "Standing"),
    "stands:elected": ("✓ برگزیده", "✓ elected"),
    "stands:now": ("✓ اکنون برگزیده", "✓ elected now"),
    "stands:excluded": ("× حذف", "× excluded"),
    "stands:left": ("در شمارش", "in the count"),
    "not-transferable": ("انتقال‌ناپذیر", "Not transferable"),
    "truncated": ("بریده‌شدهٔ اعشار", "Lost in decimals"),
    "everyone": ("همهٔ نامزدها", "All candidates"),
    "after-stage": ("پس از مرحلهٔ {n}", "After stage {n}"),
    "after-step": ("در گام {n}", "At step {n}"),
    "all-stages": ("رأی‌ها در پایان مرحله‌های {first} تا {last}", "Votes at the end of stages {first} to {last}"),
    "others": ("{n} نامزد دیگر", "{n} other candidates"),
    "at-most": ("حداکثر {value}", "at most {value}"),
    "at-least": ("دست‌کم {value}", "at least {value}"),
    "parcels": ("برگه‌هایی که به دست نامزدهای دیگر رسید", "Ballots that moved on"),
    "papers": ("وزن برگه‌ها", "Weight of ballots"),
    "received": ("ارزش پیشین هر برگه", "Value of each before"),
    "value": ("ارزش کنونی هر برگه", "Value of each now"),
}

_DRAWINGS = {
    "bars": ("آنچه هر نامزد داشت", "What each candidate had"),
    "bars-stages": (
        "توپر: پس از مرحلهٔ نخست. خط دور: بیشترین رأیی که نامزد در طول شمارش داشت. خط‌چین: سهمیهٔ انتخاب.",
        "Filled: after the first stage. Outlined: the most votes held. Dashed line: the quota.",
    ),
    "bars-once": ("طول میله: {measure}.", "The length of a bar is: {measure}."),
    "bars-quota": (
        "طول میله: {measure}. خط‌چین: سهمیهٔ انتخاب.",
        "The length of a bar is: {measure}. Dashed line: the quota.",
    ),
    "bars-elected": (
        "طول میله: {measure} هر یک از برگزیدگان به هنگام برگزیده شدن؛ هر چه کمتر، زودتر.",
        "The length of a bar is, for each of the elected on election: {measure}; the less, the sooner.",
    ),
    "bars-rest": ("{n} نامزد دیگر در جدول‌ها هستند.", "{n} further candidates are in the tables."),
    "quota-label": ("سهمیهٔ انتخاب {quota}", "quota {quota}"),
    "flow": ("جریان رأی‌ها میان مرحله‌ها", "How votes moved between the stages"),
    "flow-part": (
        "جریان رأی‌ها، مرحله‌های {first} تا {last}",
        "How votes moved, stages {first} to {last}",
    ),
    "flow-caption": (
        "{which}. هر نوار رأی‌های یک نامزد است؛ نوارهای خمیده رأی‌هایی است که در آن مرحله به نامزد دیگری رسید.",
        "{which}. Each band is a candidate's votes; bands that bend are votes that went on to another "
        "candidate at that stage.",
    ),
    "grew": ("از {first} تا {most}", "{first} to {most}"),
    "marked:elected": ("{what} – برگزیده", "{what} – elected"),
    "marked:excluded": ("{what} – حذف", "{what} – excluded"),
    "stage-short": ("مرحلهٔ {n}", "Stage {n}"),
}

_COMPARISON = {
    "comparison": ("سنجش روش‌های شمارش", "Methods of counting compared"),
    "same-ballots": (
        "همین رأی‌ها با {n} روش شمرده شد تا دیده شود کجا با هم فرق دارند.",
        "The same ballots were counted by {n} methods, to see where these differ.",
    ),
    "agree": ("همهٔ روش‌ها همین‌ها را برمی‌گزینند: {names}.", "All methods elect the same: {names}."),
    "always": ("با هر روش برگزیده می‌شوند: {names}.", "Elected by every method: {names}."),
    "never-all": ("هیچ نامزدی با همهٔ روش‌ها برگزیده نمی‌شود.", "Nobody is elected by every method."),
    "by-some": (
        "{name} با {n} روش از {all} روش: {methods}.",
        "{name} by {n} of {all} methods: {methods}.",
    ),
    "by-method": ("روش به روش", "Method by method"),
    "method": ("روش", "Method"),
    "elects": ("برمی‌گزیند", "Elects"),
    "instead": ("فرق با نخستین روش", "Unlike the first"),
    "instead-of": ("{gained} به جای {lost}", "{gained} in place of {lost}"),
    "no-difference": ("–", "–"),
    "refused": ("{method} این رأی‌ها را نمی‌شمرد: {why}", "{method} cannot count these ballots: {why}"),
}

#: Persian and English of each phrase.
PHRASES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {**_FRAME, **_DRAWINGS, **_COMPARISON, **PAPER_WORDS, **STEP_WORDS, **CLAIM_WORDS}
)
