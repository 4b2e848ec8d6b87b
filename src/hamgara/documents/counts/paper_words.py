"""Phrases for the ballots themselves, in both languages: why some are invalid, by which rule, and how many decide."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["PAPER_WORDS"]

PAPER_WORDS: Mapping[str, tuple[str, str]] = {
    "reason:empty": ("هیچ نامزدی بر آن نیست", "names no candidate"),
    "reason:repeated": ("نامی دو بار آمده است", "a name stands twice"),
    "reason:unknown": ("نامی دارد که نامزد نیست", "names somebody who does not stand"),
    "reason:equal": ("دو نامزد را برابر گذاشته است", "ranks two candidates equally"),
    "reason:skipped": ("رتبه‌ای را جا انداخته است", "leaves a rank out"),
    "reason:over-vote": ("بیش از شمار کرسی‌ها نام دارد", "names more than there are seats"),
    "reason:mark": ("نشانی دارد که در برگهٔ رأی نیست", "has a mark that the ballot paper does not know"),
    "papers-head": ("برگه‌های رأی", "The ballots"),
    "in-part": ("از این‌ها تنها بخشی شمرده شد: {reason}", "of these counted only in part: {reason}"),
    "defect:equal": ("رتبهٔ برابر برای دو نامزد", "two candidates at one rank"),
    "defect:skipped": ("رتبهٔ جاافتاده", "a rank left out"),
    "defect:repeated": ("نام تکراری", "a name that stands twice"),
    "defect:unknown": ("نام کسی که نامزد نیست", "the name of somebody who does not stand"),
    "defects:void": ("رأی با این عیب‌ها یکسره باطل است: {defects}.", "A ballot is invalid as a whole for {defects}."),
    "defects:cut": (
        "رأی با این عیب‌ها تا همان جا شمرده می‌شود: {defects}.",
        "It counts as far as it goes before {defects}.",
    ),
    "defects:pass": (
        "این عیب‌ها به رأی آسیبی نمی‌زند و نادیده گرفته می‌شود: {defects}.",
        "It takes no harm from {defects}: that is passed over.",
    ),
    "defects:always": (
        "رأیی که هیچ نامی ندارد، بیش از اندازه نام دارد یا نشانی ناشناخته دارد در هر حال باطل است.",
        "One that names nobody, too many, or has a mark that the paper does not know is invalid in any case.",
    ),
    "defects-by:record": ("قاعدهٔ آیین‌نامه دربارهٔ رأی‌های معیوب:", "The charter's rule on ballots with a defect:"),
    "defects-by:file": ("قاعدهٔ این شمارش دربارهٔ رأی‌های معیوب:", "The rule of this count on ballots with a defect:"),
    "margin": ("نتیجه چه اندازه استوار است", "How firm the result is"),
    "margin:lot": (
        "این نتیجه به قرعه بسته بود: بی آن که هیچ رأیی عوض شود، با قرعه‌ای دیگر کسان دیگری برگزیده می‌شدند.",
        "A lot decided this result: without any ballot being otherwise, others would have been elected by another lot.",
    ),
    "margin:exact:one": (
        "یک رأی دیگرگونه کافی بود تا نتیجه چیز دیگری شود یا به قرعه بکشد.",
        "One ballot otherwise would have been enough for another result, or for a lot to decide.",
    ),
    "margin:exact": (
        "اگر {n} رأی دیگرگونه بود، نتیجه می‌توانست چیز دیگری شود یا به قرعه بکشد؛ کمتر از این کافی نبود.",
        "Had {n} ballots been otherwise, the result could have been another, or for a lot to decide; fewer would not "
        "have been enough.",
    ),
    "margin:bounds": (
        "برای آن که نتیجه چیز دیگری شود یا به قرعه بکشد دست‌کم {lower} و حداکثر {upper} رأی باید دیگرگونه می‌بود. با "
        "{upper} رأی چنین تغییری یافته شد؛ دانسته نیست که با کمتر از آن هم می‌شد یا نه.",
        "For another result, or for a lot to decide, at least {lower} and at most {upper} ballots would have had to be "
        "otherwise. With {upper} such a change was found; whether fewer would have been enough is not known.",
    ),
    "margin:open": (
        "برای آن که نتیجه چیز دیگری شود یا به قرعه بکشد دست‌کم {lower} رأی باید دیگرگونه می‌بود؛ چند رأی کافی است "
        "دانسته نیست.",
        "For another result, or for a lot to decide, at least {lower} ballots would have had to be otherwise; how many "
        "would have been enough is not known.",
    ),
    "margin:pair": (
        "کمترین فاصله میان {winner} است که برگزیده شده و {loser} که نشده است.",
        "The gap is least between {winner}, who is elected, and {loser}, who is not.",
    ),
    "margin:top": (
        "این به شرطی است که بالاترین امتیاز ممکن {top} باشد.",
        "This holds where {top} is the highest score that a ballot may give.",
    ),
    "margin:change": (
        "تغییری که یافته شد: {n} رأی",
        "The change that was found: {n} ballots",
    ),
    "margin:before": ("رتبه‌ها چنان که هست", "Ranks as they are"),
    "margin:after": ("به جای آن", "Instead"),
    "margin:others": ("رأی‌های دیگر، به همین گونه", "further ballots, in the same way"),
    "no-margin:everyone": (
        "همهٔ نامزدها برگزیده شده‌اند؛ هیچ رأیی نمی‌توانست نتیجه را عوض کند.",
        "All who stand are elected; no ballot could have changed the result.",
    ),
    "no-margin:rules": (
        "با قاعده‌های مکان نمی‌توان به‌درستی گفت چند رأی نتیجه را عوض می‌کرد؛ پس عددی گفته نمی‌شود.",
        "With rules of place it cannot be said well how many ballots would have changed the result; so no number is "
        "stated.",
    ),
    "no-margin:weights": (
        "وزن رأی‌ها یکسان نیست؛ پس نمی‌توان گفت چند رأی نتیجه را عوض می‌کرد و عددی گفته نمی‌شود.",
        "Votes differ in weight; so it cannot be said how many would have changed the result, and no number is stated.",
    ),
    "no-margin:long": (
        "یافتن شمار رأی‌هایی که نتیجه را عوض می‌کرد در این انتخابات وقت زیادی می‌برد و جستجو نشد.",
        "To find how many ballots would have changed the result takes long in an election like this; it was not tried.",
    ),
    "no-margin:method": (
        "برای این روش راهی دانسته نیست که معلوم کند چند رأی نتیجه را عوض می‌کرد.",
        "For this method no way is known to find how many ballots would have changed the result.",
    ),
}
