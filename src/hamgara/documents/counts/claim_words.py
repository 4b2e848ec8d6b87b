"""Phrases for what is claimed of an outcome, in both languages: ties, rules of place, certificates, how to check."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["CLAIM_WORDS"]

CLAIM_WORDS: Mapping[str, tuple[str, str]] = {
    "ties": ("برابری‌ها", "Ties"),
    "no-ties": (
        "در این شمارش هیچ برابری‌ای نبود که باید رفع می‌شد.",
        "There was no tie in this count that had to be settled.",
    ),
    "tie": ("مرحلهٔ {stage}: {names} برابر بودند.", "Stage {stage}: {names} were equal."),
    "tie-committee": (
        "چند گروه به یک اندازه خوب بودند؛ {names} هر یک در بعضی از آن‌ها هستند و در بعضی نیستند.",
        "Several committees were equally good; {names} are each in some of these and not in others.",
    ),
    "tie-earlier": (
        "مرحلهٔ پیشین که در آن با هم فرق داشتند ({stages}) تکلیف را روشن کرد.",
        "An earlier stage at which they differed ({stages}) settled it.",
    ),
    "tie-narrowed": (
        "مرحلهٔ پیشین ({stages}) بعضی را جدا کرد و باقی با قرعه معلوم شد.",
        "An earlier stage ({stages}) set some apart, and for the rest a lot was drawn.",
    ),
    "tie-lot": ("قرعه کشیده شد.", "A lot was drawn."),
    "tied:exclusion": ("{names} حذف شد.", "{names} was excluded."),
    "tied:surplus": ("مازاد {names} زودتر منتقل شد.", "The surplus of {names} was transferred first."),
    "tied:election:one": ("{names} برگزیده شد.", "{names} was elected."),
    "tied:election:many": ("{names} برگزیده شدند.", "{names} were elected."),
    "lot-how": (
        "قرعه را هر کس می‌تواند از نو بکشد: برای هر نامزد چکیدهٔ SHA-256 این چهار سطر حساب می‌شود: بذر، "
        "شمارهٔ مرحله، نوع "
        "قرعه، و نام نامزد چنان که در رأی‌ها آمده است. کوچک‌ترین چکیده قرعه را می‌برد. فرمان زیر "
        "چکیده‌ها را به ترتیب "
        "فهرست حساب می‌کند.",
        "Anyone can draw this lot again: for each candidate take the SHA-256 of four lines, the seed, the number of "
        "the stage, what is drawn for, and the candidate's name as the ballots have it. The smallest is drawn. The "
        "command below computes them in the order of the list.",
    ),
    "lot-several": (
        "در این قرعه {n} چکیدهٔ کوچک‌تر برگزیده می‌شوند.",
        "In this lot the {n} smallest are drawn.",
    ),
    "lot-committee": (
        "از میان این گروه‌ها آن که کوچک‌ترین چکیده را دارد برگزیده می‌شود، سپس دومین کوچک‌ترین، و همین‌طور تا آخر.",
        "Of these committees the one with the smallest is taken, then with the next smallest, and so on.",
    ),
    "seed": ("بذر قرعه", "Seed of the lot"),
    "no-seed": ("(تهی)", "(empty)"),
    "drawn": ("{name} ✓ قرعه به نام او افتاد", "{name} ✓ drawn"),
    "not-drawn": ("{name}", "{name}"),
    "seed-record": (
        "بذر، ریشهٔ دفتر تا بسته شدن رأی‌گیری است که پیش از آن هیچ‌کس نمی‌توانست بداند.",
        "The seed is the root of the record up to the closing of the ballots, which nobody could know before.",
    ),
    "places": ("قاعده‌های مکان", "Guarantees of place"),
    "rule:each": ("از هر {of} {bound}", "from each {of}: {bound}"),
    "rule:one": ("از {value} ({of}) {bound}", "from {value} ({of}): {bound}"),
    "class:city": ("شهر", "city"),
    "class:region": ("ایالت یا استان", "state or province"),
    "class:country": ("کشور", "country"),
    "class:gender": ("جنسیت", "gender"),
    "class:sitting": ("گروه کسانی که بر کرسی خود هستند", "those who sit"),
    "rule-sitting": ("کسانی که بر کرسی خود هستند می‌مانند", "those who sit keep their seats"),
    "bound:most": ("حداکثر {n} نفر", "at most {n}"),
    "bound:least": ("دست‌کم {n} نفر", "at least {n}"),
    "bound:exact": ("درست {n} نفر", "exactly {n}"),
    "bound:both": ("دست‌کم {least} و حداکثر {most} نفر", "at least {least} and at most {most}"),
    "rules-are": ("این قاعده‌ها در شمارش نگه داشته شد:", "These rules were kept in the count:"),
    "rule-nobody": (
        "هیچ نامزدی از {value} ({of}) نیست؛ قاعدهٔ آن بر کسی اثر ندارد.",
        "No candidate is from {value} ({of}); the rule about it concerns nobody.",
    ),
    "rules-idle": (
        "قاعده‌ها هیچ گامی از شمارش را تغییر نداد: بدون آن‌ها نیز همین‌ها برگزیده می‌شدند.",
        "The rules changed no step of the count: without them the same would have been elected.",
    ),
    "rules-same": (
        "قاعده‌ها گام‌هایی از شمارش را تغییر داد، ولی بدون آن‌ها نیز همین‌ها برگزیده می‌شدند.",
        "The rules changed steps of the count, but without them the same would have been elected.",
    ),
    "rules-changed": (
        "قاعده‌ها نتیجه را تغییر داد: بدون آن‌ها همین رأی‌ها {lost} را به جای {gained} برمی‌گزید.",
        "The rules changed the outcome: without them these ballots would have elected {lost} in place of {gained}.",
    ),
    "without": (
        "همهٔ کسانی که بدون قاعده‌ها برگزیده می‌شدند: {names}.",
        "All who would have been elected without the rules: {names}.",
    ),
    "act:guarded": (
        "مرحلهٔ {stage}: {name} نه بیش از {other} رأی داشت، ولی ماند، زیرا بدون {name} نمی‌شد این قاعده "
        "را نگه داشت: {rules}. "
        "به جای او {other} حذف شد.",
        "Stage {stage}: {name} had no more votes than {other} and was kept all the same, for without {name} this could "
        "not have been kept: {rules}. {other} was excluded instead.",
    ),
    "act:doomed": (
        "مرحلهٔ {stage}: {name} دیگر نمی‌توانست برگزیده شود، زیرا با {name} نمی‌شد این قاعده را نگه داشت: {rules}.",
        "Stage {stage}: {name} could no longer be elected, for with {name} this could not have been kept: {rules}.",
    ),
    "act": (
        "مرحلهٔ {stage}: قاعده‌ای دربارهٔ {name} به کار آمد: {rules}.",
        "Stage {stage}: a rule acted on {name}: {rules}.",
    ),
    "elected-from": ("برگزیدگان بر حسب {of}", "The elected by {of}"),
    "value-of": ("{of}", "{of}"),
    "number": ("شمار", "Number"),
    "who": ("نام‌ها", "Names"),
    "proofs": (
        "آنچه بدون اعتماد به شمارش می‌توان سنجید",
        "What can be checked without trusting the count",
    ),
    "proofs-how": (
        "هر گزارهٔ زیر را می‌توان با برنامه‌ای کوتاه و جدا از شمارش، برگه به برگه، از رأی‌ها سنجید.",
        "Each statement below can be checked from the ballots, one by one, by a short program apart from the count.",
    ),
    "proofs-places": (
        "قاعده‌های مکان بر این ویژگی‌ها مقدم است؛ جایی که گزاره‌ای برقرار نیست، علت می‌تواند همین قاعده‌ها باشد.",
        "Rules of place come before these properties; where a statement fails, they can be the reason.",
    ),
    "psc:holds": (
        "تناسب برای گروه‌های همبسته برقرار است: هر گروه رأی‌دهنده‌ای که مجموعه‌ای از نامزدها را بالاتر "
        "از همهٔ دیگران گذاشته، "
        "به ازای هر سهمیهٔ انتخابی که رأی دارد یک برگزیده از آن مجموعه دارد.",
        "Proportionality for solid coalitions holds: every group of voters who rank a set of candidates above all "
        "others has as many of these elected as it has quotas of votes.",
    ),
    "psc:fails": (
        "تناسب برای گروه‌های همبسته برقرار نیست: {weight} رأی {names} را بالاتر از همهٔ دیگران "
        "گذاشته‌اند و سزاوار "
        "{deserved} کرسی از آن‌ها هستند، ولی {received} به دست آورده‌اند.",
        "Proportionality for solid coalitions does not hold: {weight} votes rank {names} above all others and deserve "
        "{deserved} of these, but got {received}.",
    ),
    "ejr+:holds": (
        "نمایندگی متناسب گسترده (EJR+) برقرار است: هیچ گروهی که بر سر نامزدی برگزیده‌نشده هم‌رأی است "
        "کمتر از سهم خود نماینده "
        "ندارد.",
        "Extended justified representation (EJR+) holds: no group that agrees on somebody not elected has fewer "
        "representatives than its share in everyone's eyes.",
    ),
    "ejr+:fails": (
        "نمایندگی متناسب گسترده (EJR+) برقرار نیست: {weight} رأی {names} را تأیید کرده‌اند و سزاوار "
        "{deserved} نماینده‌اند، "
        "ولی هر یک از آن‌ها حداکثر {received} برگزیدهٔ خود را دارد.",
        "Extended justified representation (EJR+) does not hold: {weight} votes approve {names} and deserve {deserved} "
        "representatives, but none of them has more than {received}.",
    ),
    "pjr+:holds": (
        "نمایندگی متناسب (PJR+) برقرار است: هیچ گروهی که بر سر نامزدی برگزیده‌نشده هم‌رأی است روی هم "
        "کمتر از سهم خود نماینده "
        "ندارد.",
        "Proportional justified representation (PJR+) holds: no group that agrees on somebody not elected has fewer "
        "representatives together than its share.",
    ),
    "pjr+:fails": (
        "نمایندگی متناسب (PJR+) برقرار نیست: {weight} رأی {names} را تأیید کرده‌اند و سزاوار {deserved} "
        "نماینده‌اند، ولی روی "
        "هم {received} دارند.",
        "Proportional justified representation (PJR+) does not hold: {weight} votes approve {names} and deserve "
        "{deserved} representatives, but have {received} together.",
    ),
    "priceability:holds": (
        "این گروه پرداختنی است: رأی‌دهندگان با بودجه‌های برابر می‌توانند آن را بخرند و کسی با پول مانده "
        "نمی‌تواند دیگری بخرد.",
        "The committee is priceable: voters with equal budgets can buy it, and nobody else can be bought with what "
        "is left.",
    ),
    "priceability:fails": (
        "این گروه پرداختنی نیست: با بودجه‌های برابر هیچ بهایی نیست که رأی‌دهندگان بتوانند این گروه را با آن بخرند "
        "و برای نامزد دیگری پول کافی نماند. گواه آن در فایل JSON هست.",
        "The committee is not priceable: at no price can voters with equal budgets buy it so that too little is left "
        "for anybody else. The witness is in the JSON file.",
    ),
    "other:holds": ("ویژگی {property} برقرار است.", "The property {property} holds."),
    "other:fails": (
        "ویژگی {property} برقرار نیست: گروه {names} با {weight} رأی سزاوار {deserved} است و {received} دارد.",
        "The property {property} does not hold: the group of {names} with {weight} votes deserves {deserved} and has "
        "{received}.",
    ),
    "condorcet:elected": (
        "{name} در برابر تک‌تک نامزدهای دیگر رأی بیشتری دارد (برندهٔ کندورسه) و برگزیده شده است.",
        "{name} is preferred to each other candidate by more votes than prefer the other (the Condorcet winner), and "
        "is elected.",
    ),
    "condorcet:not": (
        "{name} در برابر تک‌تک نامزدهای دیگر رأی بیشتری دارد (برندهٔ کندورسه) ولی با این روش برگزیده نشده است.",
        "{name} is preferred to each other candidate by more votes than prefer the other (the Condorcet winner), but "
        "is not elected by this method.",
    ),
    "condorcet:none": (
        "هیچ نامزدی نیست که در برابر تک‌تک دیگران رأی بیشتری داشته باشد. کوچک‌ترین گروهی که هر یک از آن "
        "در برابر همهٔ "
        "بیرونی‌ها برنده است: {names}.",
        "No candidate is preferred to each of the others by more votes. The smallest group of whom each beats "
        "everybody outside is: {names}.",
    ),
    "loser": (
        "{name} در برابر تک‌تک نامزدهای دیگر بازنده است.",
        "{name} loses against each other candidate.",
    ),
    "keep": (
        "ارزش نگه‌داری میک در پایان شمارش، و خطای ممکن حداکثر {error} رأی",
        "Meek's keep values at the end of the count; the error is at most {error} of a vote",
    ),
    "keep-value": ("سهمی که از هر رأی می‌ماند", "Share kept of each vote"),
    "check": ("چگونه این شمارش را بیازماییم", "How to check this count"),
    "check-file": (
        "این گزارش از فایل رأی‌ها ساخته شده است. هر کس همان فایل را داشته باشد با فرمان زیر همین نتیجه را می‌گیرد.",
        "This report is made from the file of ballots. Whoever has the same file gets the same outcome by the command "
        "below.",
    ),
    "check-record": (
        "رأی‌ها در دفتر مجمع است. هر کس رونوشتی از دفتر داشته باشد با فرمان زیر همهٔ اسناد را می‌آزماید "
        "و آرا را از نو می‌شمارد.",
        "The ballots are in the assembly's record. Whoever holds a copy of it can check every act and count again by "
        "the command below.",
    ),
    "file": ("فایل رأی‌ها", "File of ballots"),
    "file-hash": ("چکیدهٔ فایل رأی‌ها (SHA-256)", "SHA-256 of the ballots"),
    "places-hash": ("چکیدهٔ فایل مکان‌ها (SHA-256)", "SHA-256 of the places"),
    "rules-hash": ("چکیدهٔ فایل قاعده‌ها (SHA-256)", "SHA-256 of the rules"),
    "assembly": ("شناسهٔ مجمع", "Assembly"),
    "election": ("شناسهٔ انتخابات", "Election"),
    "closed": ("سند بسته شدن رأی‌گیری", "Entry that closed the ballots"),
    "box": ("چکیدهٔ صندوق رأی (SHA-256)", "SHA-256 of the ballot box"),
    "size": ("شمار اسناد دفتر", "Entries in the record"),
    "root": ("ریشهٔ دفتر", "Root of the record"),
    "key": ("کلید دفتر", "Key of the record"),
    "qr": ("رمزینهٔ مُهر دفتر، با این متن: {text}", "QR code of the checkpoint, holding the text: {text}"),
    "ids": ("نامزدها در دفتر", "Candidates in the record"),
    "id": ("شناسه", "Id"),
    "place": ("مکان", "Place"),
    "unnamed-short": ("{place} ({id})", "{place} ({id})"),
    "unnamed": ("نامزدی از {place} ({id})", "a candidate from {place} ({id})"),
}
