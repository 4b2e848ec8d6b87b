"""Phrases for the steps of a count, in Persian and English: transfers, exclusions, choices, committees, runoffs."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["STEP_WORDS"]

STEP_WORDS: Mapping[str, tuple[str, str]] = {
    "action:first-preferences": ("شمارش اولویت‌های نخست", "first choices"),
    "action:surplus": ("انتقال مازاد {name}", "transfer of the surplus of {name}"),
    "action:exclusion": ("حذف {name}", "exclusion of {name}"),
    "action:votes": ("شمارش همهٔ رأی‌ها", "all votes"),
    "action:choice": ("برگزیده شدن {name}", "election of {name}"),
    "action:completion": ("برگزیده شدن {name} در تکمیل", "election of {name}, in completion"),
    "action:committee": ("گزینش همهٔ اعضا با هم", "the whole committee at once"),
    "action:runoff": ("دور دوم و برگزیده شدن {name}", "runoff, and election of {name}"),
    "first": (
        "{valid} رأی معتبر هر یک به انتخاب نخست خود رسید.",
        "The {valid} valid votes went each to its first choice.",
    ),
    "first:meek-stv": (
        "هر یک از {valid} رأی معتبر به انتخاب نخست خود رسید؛ آنچه برگزیدگان به آن نیاز نداشتند همان‌جا "
        "به انتخاب‌های بعدی "
        "رسید.",
        "The {valid} valid votes went each to its first choice; what the elected did not need went on at once to the "
        "next choices.",
    ),
    "quota-last": (
        "سهمیه‌ای که شمارش با آن پایان یافت {quota} رأی است.",
        "The quota with which the count ended is {quota} votes.",
    ),
    "quota-now": (
        "سهمیهٔ انتخاب در این مرحله {quota} رأی است؛ هر چه رأی بیشتری انتقال‌ناپذیر شود، سهمیه کمتر می‌شود.",
        "The quota at this stage is {quota} votes; it falls as votes become not transferable.",
    ),
    "quota": ("سهمیهٔ انتخاب {quota} رأی است.", "The quota is {quota} votes."),
    "quota-droop": (
        "سهمیهٔ انتخاب {quota} رأی است: جزء صحیح {valid} تقسیم بر {parts}، به‌اضافهٔ یک. "
        "کسی که به آن برسد برگزیده است، زیرا بیش از {seats} نفر نمی‌توانند با هم به آن برسند.",
        "The quota is {quota} votes: the whole part of {valid} divided by {parts}, plus one. "
        "Whoever reaches it is elected, for no more than {seats} can reach it together.",
    ),
    "reached:one": ("{names} به سهمیهٔ انتخاب رسید و برگزیده شد.", "{names} reached the quota and is elected."),
    "reached:many": ("{names} به سهمیهٔ انتخاب رسیدند و برگزیده شدند.", "{names} reached the quota and are elected."),
    "rest:one": (
        "شمار نامزدهای مانده با کرسی‌های خالی برابر شد؛ پس {names} بی‌آن‌که به سهمیهٔ انتخاب رسیده باشد برگزیده شد.",
        "As many candidates were left as seats, so {names} is elected without having reached the quota.",
    ),
    "rest:many": (
        "شمار نامزدهای مانده با کرسی‌های خالی برابر شد؛ پس {names} بی‌آن‌که به سهمیهٔ انتخاب رسیده باشند برگزیده شدند.",
        "As many candidates were left as seats, so {names} are elected without having reached the quota.",
    ),
    "now:one": ("{names} برگزیده شد.", "{names} is elected."),
    "now:many": ("{names} برگزیده شدند.", "{names} are elected."),
    "nobody-yet": ("در این مرحله کسی به سهمیهٔ انتخاب نرسید.", "Nobody reached the quota at this stage."),
    "surplus": (
        "{name} {before} رأی داشت، {amount} رأی بیش از نیاز. این مازاد به انتخاب‌های بعدی همان رأی‌دهندگان می‌رسد.",
        "{name} had {before} votes, {amount} more than needed. This surplus goes on to the next choices of the same "
        "voters.",
    ),
    "excluded-fewest": (
        "{name} با {before} رأی کمترین رأی را داشت و حذف شد.",
        "{name} had the fewest votes, {before}, and was excluded.",
    ),
    "excluded-lot": (
        "{names} با {before} رأی برابر بودند و از همه کمتر داشتند؛ {name} حذف شد (بخش «برابری‌ها» می‌گوید چرا).",
        "{names} were equal at {before} votes, the fewest; {name} was excluded (the section on ties says why).",
    ),
    "excluded-doomed": (
        "{name} با {before} رأی حذف شد، زیرا با برگزیده شدن او دیگر نمی‌شد قاعده‌های مکان را نگه داشت.",
        "{name}, with {before} votes, was excluded because the rules of place could not have been kept with "
        "{name} elected.",
    ),
    "excluded-guarded": (
        "از کسانی که قاعده‌های مکان اجازهٔ حذفشان را می‌داد، {name} با {before} رأی کمترین رأی را داشت و حذف شد.",
        "Of those whom the rules of place let go, {name} had the fewest votes, {before}, and was excluded.",
    ),
    "excluded": ("{name} با {before} رأی حذف شد.", "{name}, with {before} votes, was excluded."),
    "excluded-on": (
        "حذف {names} ادامه یافت: {before} رأی هنوز منتقل نشده بود.",
        "The exclusion of {names} went on: {before} votes had not been passed on yet.",
    ),
    "excluded-many": (
        "{names} با هم {before} رأی داشتند و با هم حذف شدند.",
        "{names} had {before} votes together and were excluded together.",
    ),
    "moved": ("از این {amount} رأی: {parts}.", "Of these {amount} votes: {parts}."),
    "freed": (
        "با آنچه برگزیدگان دیگر به آن نیاز نداشتند {amount} رأی آزاد شد: {parts}.",
        "With what the elected no longer needed, {amount} votes were freed: {parts}.",
    ),
    "part": ("{amount} به {name}", "{amount} to {name}"),
    "part-lost": (
        "{amount} به کسی نرسید، چون بر آن رأی‌ها نام دیگری نبود که هنوز در شمارش باشد",
        "{amount} to nobody, for those ballots name no other candidate still in the count",
    ),
    "part-cut": (
        "{amount} با بریدن رقم‌های اعشار از دست رفت",
        "{amount} lost in cutting off decimals",
    ),
    "not-moved": (
        "رأی‌های او دیگر منتقل نشد، زیرا به انتقال دیگری نیاز نبود.",
        "These votes were not transferred, for no further transfer was needed.",
    ),
    "unchanged": ("هیچ رأیی جابه‌جا نشد.", "No votes moved."),
    "other-step": ("گامی از این روش انجام شد.", "A step of this method was taken."),
    "measure:": ("رأی", "Votes"),
    "measure:votes": ("رأی", "Votes"),
    "measure:gain": ("آنچه به جمع می‌افزاید", "Added to the score"),
    "measure:load": ("بار هر حامی", "Load on each supporter"),
    "measure:price": ("پرداخت هر حامی", "Payment by each supporter"),
    "measure:support": ("پشتیبانی", "Support"),
    "measure:price:equal-shares-scores": ("بهای هر امتیاز", "Price of a point"),
    "measure:score": ("جمع امتیاز", "Sum of scores"),
    "measure:preference": ("بردهای دوبه‌دو", "Wins in pairs"),
    "value:": ("{value} رأی", "{value} votes"),
    "value:votes": ("{value} رأی", "{value} votes"),
    "value:gain": ("افزودهٔ {value}", "adding {value}"),
    "value:load": ("با بار {value}", "with a load of {value}"),
    "value:price": ("با پرداخت {value}", "with a payment of {value}"),
    "value:price:equal-shares-scores": ("با بهای {value} برای هر امتیاز", "at a price of {value} a point"),
    "value:support": ("با پشتیبانی {value} رأی", "supported by {value} votes"),
    "value:score": ("با جمع امتیاز {value}", "with a sum of scores of {value}"),
    "value:preference": ("با {value} برد دوبه‌دو", "with {value} wins in pairs"),
    "why:gain": (
        "از نامزدهای مانده، {name} بیش از همه به جمع می‌افزاید: {value}.",
        "Of the candidates left, {name} adds most to the score: {value}.",
    ),
    "why:load": (
        "از نامزدهای مانده، {name} با کمترین بار بر دوش هر حامی برگزیده می‌شود: {value}.",
        "Of the candidates left, {name} can be carried with the least load on each supporter: {value}.",
    ),
    "why:price": (
        "حامیان {name} می‌توانند بهای کرسی را با کمترین پرداخت بپردازند: {value}.",
        "The supporters of {name} can pay for the seat with the least payment: {value}.",
    ),
    "why:price:equal-shares-scores": (
        "حامیان {name} می‌توانند بهای کرسی را با کمترین بها برای هر امتیاز بپردازند: {value}.",
        "The supporters of {name} can pay for the seat at the least price of a point: {value}.",
    ),
    "why:support": (
        "{name} پشتیبانی {value} رأی را دارد و از همه بیشتر است.",
        "{name} is supported by {value} votes, the most.",
    ),
    "why:preference": (
        "در ترتیبی که از سنجش دوبه‌دو برمی‌آید، هیچ نامزد مانده‌ای بالاتر از {name} نیست. "
        "{name} در برابر {value} نامزد برنده است.",
        "In the order that follows from the comparison in pairs no candidate left stands above {name}. "
        "{name} wins against {value} candidates.",
    ),
    "why:": ("{name} با {value} از همه بهتر است.", "{name} is the best, at {value}."),
    "next": ("پس از او: {name}، {value}.", "Next comes {name}, {value}."),
    "rank": (
        "رتبه‌های ۱ تا {rank} شمرده شده است؛ سهمیهٔ انتخاب {quota} است.",
        "Ranks 1 to {rank} are counted; the quota is {quota}.",
    ),
    "by-lot": (
        "کسی نامزدهای مانده را تأیید نکرده است؛ پس قرعه {name} را برگزید.",
        "Nobody approves any candidate left, so {name} was elected by lot.",
    ),
    "tied-choice": (
        "{names} برابر بودند (بخش «برابری‌ها»).",
        "{names} were equal (see the section on ties).",
    ),
    "highest": (
        "کسانی برگزیده شدند که بیشترین را داشتند: {parts}.",
        "Elected are those with the most: {parts}.",
    ),
    "part-of": ("{name} {value}", "{name} {value}"),
    "first-out": ("نخستین کسی که برگزیده نشد {name} است، {value}.", "The first who is not elected is {name}, {value}."),
    "best:pav": (
        "از میان همهٔ گروه‌های {seats} نفره، این گروه بیشترین جمع را دارد: {value}.",
        "Of all committees of {seats} this one has the greatest score: {value}.",
    ),
    "best:phragmen-max": (
        "از میان همهٔ گروه‌های {seats} نفره، بار این گروه را می‌توان چنان پخش کرد که بیشترین بار هر "
        "رأی‌دهنده از همه کمتر "
        "باشد: {value}.",
        "Of all committees of {seats} the load of this one can be spread with the least on any one voter: {value}.",
    ),
    "best": ("این گروه از همهٔ گروه‌های {seats} نفره بهتر است.", "This committee is the best of all of {seats}."),
    "best-within": (
        "تنها گروه‌هایی سنجیده شدند که قاعده‌های مکان را نگه می‌دارند.",
        "Only committees that keep the rules of place were considered.",
    ),
    "named-by": (
        "رأی کسانی که این گروه را می‌سازند: {parts}.",
        "The votes for each of them: {parts}.",
    ),
    "finalists": (
        "دو نامزد با بیشترین جمع امتیاز {first} ({first_value}) و {second} ({second_value}) هستند.",
        "The two with the highest sums of scores are {first} ({first_value}) and {second} ({second_value}).",
    ),
    "runoff": (
        "{for_first} رأی به {first} و {for_second} رأی به {second} امتیاز بیشتری داده است: {name} برگزیده شد.",
        "{for_first} votes score {first} higher and {for_second} score {second} higher: {name} is elected.",
    ),
    "runoff-equal": (
        "{for_first} رأی به {first} و همین شمار به {second} امتیاز بیشتری داده است؛ با جمع امتیاز "
        "بیشتر، یا با قرعه، {name} "
        "برگزیده شد.",
        "{for_first} votes score {first} higher and as many score {second} higher; by the higher sum, or a lot, "
        "{name} is elected.",
    ),
    "alone": ("تنها {name} مانده بود و برگزیده شد.", "Only {name} was left, and is elected."),
    "pairs": ("{name} در برابر هر یک از دیگران", "{name} against each of the others"),
    "opponent": ("در برابر", "Against"),
    "prefer": ("{name} را برتر دانسته‌اند", "prefer {name}"),
    "prefer-other": ("دیگری را برتر دانسته‌اند", "prefer the other"),
    "price-of-seat": (
        "هر رأی یک واحد پول دارد و بهای هر کرسی {price} است.",
        "Every vote has one unit of money, and a seat costs {price}.",
    ),
    "bought-some": (
        "{bought} کرسی با پول رأی‌دهندگان پر شد و باقی با روش تکمیل.",
        "{bought} seats were filled by the money of voters, and the rest by the rule for completion.",
    ),
    "bought": (
        "{bought} کرسی با پول رأی‌دهندگان پر شد و باقی با روش فراگمن تکمیل شد.",
        "{bought} seats were filled by the money of voters, and the rest completed by Phragmén's rule.",
    ),
}
