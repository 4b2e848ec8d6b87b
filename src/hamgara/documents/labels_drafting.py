"""The fixed words of documents about amendments, in both languages, in one table like that of `labels`."""

from __future__ import annotations

from dataclasses import dataclass

from hamgara.dates import Language

__all__ = ["DRAFTING_LABELS", "DraftingLabels"]


@dataclass(frozen=True, kw_only=True, slots=True)
class DraftingLabels:
    """The words of one language; placeholders in braces are the same in both."""

    new_clause: str
    tracked_how: str
    tracked_end: str
    tracked_return: str
    collides: str
    contests: str
    contests_how: str
    amendments: str
    amendments_count: str
    marks: str
    amendment: str
    to_amendment: str
    proposed_at: str
    reason: str
    against: str
    beside: str
    is_uncontested: str
    strike: str
    move_after: str
    move_first: str
    join: str
    split: str
    new_after: str
    new_first: str
    left_out: str
    out_of_date: str
    parent_out: str
    unfit: str
    votes: str
    nothing_to_vote: str
    order_far_reaching: str
    order_time: str
    order_chair: str
    vote: str
    bundle: str
    bundle_how: str
    reach: str
    falls: str
    amends: str
    whole_draft: str
    translation: str
    adopted: str
    rejected: str
    fallen: str
    secretariat: str
    organisation: str
    independent: str
    delegate: str
    stated_author: str


DRAFTING_LABELS: dict[Language, DraftingLabels] = {
    "fa": DraftingLabels(
        new_clause="بند تازه",
        tracked_how="هر پیشنهاد اصلاح با نام پیشنهاددهنده و زمان آن در متن ردگیری شده است.",
        tracked_end="پایان متن",
        tracked_return=(
            "می‌توانید همین پرونده را با ردگیری تغییرات ویرایش کنید و بازگردانید؛"
            " آنچه زیر عنوان بندها عوض شود پیشنهاد اصلاح شمرده می‌شود. بند تازه با سبک «Clause Heading» آغاز می‌شود."
        ),
        collides="پیشنهادهایی به این بند با هم نمی‌خوانند و باید به رأی گذاشته شوند: {names}",
        contests="برای رأی‌گیری",
        contests_how=(
            "این پیشنهادها با یکدیگر نمی‌خوانند، پس در متن بالا نیامده‌اند."
            " آنچه حذف می‌شود میان [− و −] و آنچه افزوده می‌شود میان [+ و +] است."
        ),
        amendments="فهرست پیشنهادهای اصلاح",
        amendments_count="شمار پیشنهادها: {count}",
        marks="آنچه حذف می‌شود خط خورده و آنچه افزوده می‌شود خط زیر دارد؛ پیشنهادها به ترتیب رأی‌گیری آمده‌اند.",
        amendment="پیشنهاد {number}",
        to_amendment="اصلاحِ پیشنهاد {number}",
        proposed_at="پیشنهادشده در {date}",
        reason="دلیل: ",
        against="با این‌ها نمی‌خواند: {numbers}",
        beside="در همین جای متن: {numbers}؛ هر دو می‌توانند بمانند و آن که نخست تصویب شود نخست می‌آید.",
        is_uncontested="با هیچ پیشنهاد دیگری برخورد ندارد.",
        strike="این بند به‌تمامی حذف شود.",
        move_after="این بند پس از «{title}» بیاید.",
        move_first="این بند در آغاز بیاید.",
        join="این بند و «{title}» یک بند شوند.",
        split="این بند در جایی که نشان داده شده است دو بند شود.",
        new_after="بند تازه‌ای پس از این بند بیاید:",
        new_first="بند تازه‌ای در آغاز بیاید:",
        left_out="پیشنهادهایی که دیگر با متن نمی‌خوانند",
        out_of_date="متن بند پس از نوشتن این پیشنهاد عوض شده است.",
        parent_out="پیشنهادی که این اصلاح آن است در فهرست نیست.",
        unfit="با این نسخهٔ متن سازگار نیست ({code}).",
        votes="فهرست رأی‌گیری",
        nothing_to_vote="چیزی برای رأی‌گیری نیست.",
        order_far_reaching="ترتیب: در هر دسته نخست پیشنهادی که بیشترین واژه‌ها را عوض می‌کند.",
        order_time="ترتیب: در هر دسته نخست پیشنهادی که زودتر رسیده است.",
        order_chair="ترتیب را اداره‌کنندهٔ جلسه گذاشته است.",
        vote="رأی‌گیری {number}",
        bundle="پیشنهادهای بی‌اختلاف، یک‌جا",
        bundle_how=(
            "این پیشنهادها با هیچ پیشنهادی برخورد ندارند و با یک رأی پذیرفته می‌شوند؛"
            " هر عضو می‌تواند بخواهد که یکی از آن‌ها جدا به رأی گذاشته شود."
        ),
        reach="دامنه: {count} واژه",
        falls="اگر تصویب شود، دیگر به رأی گذاشته نمی‌شود: {numbers}",
        amends="پیش از پیشنهاد {number} به رأی گذاشته می‌شود و آن را عوض می‌کند.",
        whole_draft="پیش‌نویس قطعنامه",
        translation="ترجمهٔ فارسی:",
        adopted="تصویب شد",
        rejected="تصویب نشد",
        fallen="به رأی گذاشته نشد: {vote} تصویب شد.",
        secretariat="دبیرخانه",
        organisation="سازمان ({id})",
        independent="فرد مستقل ({id})",
        delegate="نمایندهٔ {organisation}",
        stated_author="نویسنده به گفتهٔ پرونده: {name}",
    ),
    "en": DraftingLabels(
        new_clause="New clause",
        tracked_how="Each amendment is a tracked change in the text, with the name of its author and its time.",
        tracked_end="End of the text",
        tracked_return=(
            "This file can be edited with changes tracked and returned: whatever changes beneath a clause's heading is"
            " read as an amendment. A new clause begins with the style “Clause Heading”."
        ),
        collides="Amendments to this clause collide and have to be voted on: {names}",
        contests="To be voted on",
        contests_how=(
            "These amendments collide, so they are not in the text above."
            " What would go stands between [− and −], what would come between [+ and +]."
        ),
        amendments="List of amendments",
        amendments_count="Amendments: {count}",
        marks="What goes is struck through, what comes is underlined; amendments are in the order of voting.",
        amendment="Amendment {number}",
        to_amendment="Amendment to amendment {number}",
        proposed_at="proposed on {date}",
        reason="Reason: ",
        against="Collides with: {numbers}",
        beside="At the same place: {numbers}; both can stand, and the one adopted first comes first.",
        is_uncontested="Collides with nothing.",
        strike="This clause is to be struck.",
        move_after="This clause is to stand after “{title}”.",
        move_first="This clause is to stand first.",
        join="This clause and “{title}” are to be one.",
        split="This clause is to be divided in two where shown.",
        new_after="A new clause is to stand after this one:",
        new_first="A new clause is to stand first:",
        left_out="Amendments that no longer fit the text",
        out_of_date="The clause has changed since this was written.",
        parent_out="The amendment that this one amends is not on the list.",
        unfit="Does not fit this version of the text ({code}).",
        votes="Voting list",
        nothing_to_vote="There is nothing to vote on.",
        order_far_reaching="Order: in each group first the amendment that changes most words.",
        order_time="Order: in each group first the amendment that came first.",
        order_chair="The chair has set the order.",
        vote="Vote {number}",
        bundle="Uncontested amendments, together",
        bundle_how=(
            "These collide with nothing and are adopted by one vote;"
            " any member may ask for one of them to be voted on by itself."
        ),
        reach="Reach: words {count}",
        falls="If this passes, no longer put to the vote: {numbers}",
        amends="Is voted on before amendment {number}, which it would change.",
        whole_draft="Draft resolution",
        translation="In English:",
        adopted="Adopted",
        rejected="Not adopted",
        fallen="Not put to the vote: {vote} passed.",
        secretariat="the secretariat",
        organisation="an organisation ({id})",
        independent="an independent ({id})",
        delegate="a delegate of {organisation}",
        stated_author="Author as the file states: {name}",
    ),
}
