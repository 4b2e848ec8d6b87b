"""Every fixed word of the documents, in both languages, in one table.

A phrase missing in either language is an error of types, not a gap on a page. Placeholders in braces are the same
in both; the tests compare them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hamgara.dates import Language

__all__ = ["DIRECTIONS", "LABELS", "Labels"]

DIRECTIONS: dict[Language, Literal["rtl", "ltr"]] = {"fa": "rtl", "en": "ltr"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Labels:
    """The fixed words of one language; `comma` and `semicolon` come with the space after them."""

    comma: str
    semicolon: str
    colon: str
    persian: str
    english: str
    page: str
    contents: str
    draft: str
    adopted_on: str
    published_on: str
    authoritative: str
    online: str
    days: str
    report: str
    preamble: str
    bases: str
    demands: str
    slogans: str
    one_preamble: str
    one_basis: str
    one_demand: str
    one_slogan: str
    signatories: str
    no_signatories: str
    organisations: str
    independents: str
    unnamed_one: str
    unnamed_many: str
    signing_order: str
    name: str
    place: str
    place_and_day: str
    part: str
    result: str
    accessions: str
    acceded_on: str
    reservations: str
    reservation: str
    independent_member: str
    organisation_member: str
    stale: str
    missing: str
    votes: str
    whole: str
    vote: str
    secretly: str
    yes: str
    no: str
    abstain: str
    quorum_needed: str
    quorum_present: str
    quorum_roll: str
    rule_clause: str
    rule_resolution: str
    more_than: str
    at_least: str
    half: str
    fraction: str
    of_for_and_against: str
    of_cast: str
    of_roll: str
    each_class: str
    consensus: str
    consensus_but: str
    by_weight: str
    verify: str
    verify_how: str
    verify_head: str
    verify_no_head: str
    assembly_id: str
    record_size: str
    record_root: str
    record_key: str
    text_hash: str
    qr: str
    replaced: str
    minutes: str
    minutes_draft: str
    minutes_approved: str
    sitting_time: str
    attendance: str
    present: str
    quorum: str
    quorum_weight: str
    quorum_holds: str
    quorum_fails: str
    quorum_not_counted: str
    agenda: str
    no_agenda: str
    taken: str
    not_taken: str
    decisions: str
    no_decisions: str
    was_adopted: str
    was_rejected: str
    was_withdrawn: str
    is_open: str
    on_clause: str
    on_amendment: str
    on_resolution: str
    on_charter: str
    on_membership: str
    on_conduct: str
    on_action: str
    on_motion: str
    on_meeting: str
    quoted: str
    a_person: str
    proceedings: str
    no_minutes: str
    due: str


LABELS: dict[Language, Labels] = {
    "fa": Labels(
        comma="، ",
        semicolon="؛ ",
        colon=": ",
        persian="فارسی",
        english="انگلیسی",
        page="صفحهٔ {page} از {pages}",
        contents="فهرست",
        draft="پیش‌نویس؛ هنوز تصویب نشده است",
        adopted_on="تصویب: {date}",
        published_on="انتشار: {date}",
        authoritative="متن معتبر: {language}",
        online="برخط",
        days="{days} ({other})",
        report="گزارش نشست",
        preamble="مقدمه",
        bases="مبانی اقدام مشترک",
        demands="خواسته‌ها",
        slogans="شعارها",
        one_preamble="مقدمه",
        one_basis="مبنا",
        one_demand="خواسته",
        one_slogan="شعار",
        signatories="امضاکنندگان",
        no_signatories="این قطعنامه هنوز امضایی ندارد.",
        organisations="سازمان‌ها",
        independents="افراد مستقل",
        unnamed_one="و ۱ فرد مستقل که نامش منتشر نشده است",
        unnamed_many="و {count} فرد مستقل که نامشان منتشر نشده است",
        signing_order="نام‌ها به ترتیب امضا آمده‌اند.",
        name="نام",
        place="جا",
        place_and_day="جا و روز",
        part="بخش",
        result="رأی‌ها",
        accessions="پیوستگان به قطعنامه",
        acceded_on="پیوسته در {date}",
        reservations="رأی‌های متمایز",
        reservation="رأی متمایز {who}: ",
        independent_member="یکی از افراد مستقل امضاکننده",
        organisation_member="یکی از سازمان‌های امضاکننده",
        stale="این ترجمه از نسخهٔ پیشین است؛ متن معتبر پس از آن تغییر کرده است.",
        missing="ترجمهٔ فارسی این متن هنوز آماده نیست.",
        votes="چگونگی تصویب",
        whole="کل قطعنامه",
        vote="{yes} موافق، {no} مخالف، {abstain} ممتنع؛ سند {entry} دفتر",
        secretly="رأی‌گیری مخفی",
        yes="موافق",
        no="مخالف",
        abstain="ممتنع",
        quorum_needed="حد نصاب",
        quorum_present="حاضران",
        quorum_roll="همهٔ رأی‌دهندگان",
        rule_clause="برای تصویب هر بند {rule} لازم بود.",
        rule_resolution="برای تصویب کل قطعنامه {rule} لازم بود.",
        more_than="بیش از {share} {base}",
        at_least="دست‌کم {share} {base}",
        half="نیمی از",
        fraction="{share}",
        of_for_and_against="رأی‌های موافق و مخالف",
        of_cast="رأی‌های داده‌شده (با رأی‌های ممتنع)",
        of_roll="همهٔ رأی‌های فهرست رأی‌دهندگان",
        each_class="{rule}، جداگانه در میان سازمان‌ها و در میان افراد مستقل،",
        consensus="اجماع بدون هیچ عضو مخالف",
        consensus_but="اجماع با حداکثر {objections} عضو مخالف",
        by_weight="رأی‌ها بنا بر آیین‌نامه وزن دارند و شمارها جمع وزن‌هاست.",
        verify="راستی‌آزمایی",
        verify_how=(
            "این متن از دفتر مجمع ساخته شده است. هر کس رونوشتی از دفتر داشته باشد می‌تواند با فرمان زیر"
            " درستی همهٔ اسناد را بیازماید و همهٔ نتیجه‌ها را از نو حساب کند."
        ),
        verify_head=(
            "دفتری که این متن از آن برآمده است باید در این شمار از اسناد همین ریشه را داشته باشد."
            " رمزینهٔ کنار این سطرها شناسه و شمار و ریشه را در خود دارد."
        ),
        verify_no_head="این نسخه بدون مُهر دفتر تهیه شده است؛ مُهر را از دبیرخانهٔ مجمع بخواهید.",
        assembly_id="شناسهٔ مجمع",
        record_size="شمار اسناد دفتر",
        record_root="ریشهٔ دفتر",
        record_key="کلید دفتر",
        text_hash="چکیدهٔ متن قطعنامه (SHA-256)",
        qr="رمزینهٔ مُهر دفتر، با این متن: {text}",
        replaced="نویسه‌هایی که قلم این سند ندارد با شمارهٔ یونیکد آن‌ها آمده‌اند، مانند {example}.",
        minutes="صورت‌جلسه",
        minutes_draft="پیش‌نویس صورت‌جلسه؛ هنوز تصویب نشده است",
        minutes_approved="صورت‌جلسهٔ تصویب‌شده",
        sitting_time="از {starts} تا {ends}",
        attendance="حضور و حد نصاب",
        present="در پایان جلسه {organisations} سازمان و {independents} فرد مستقل حاضر بودند.",
        quorum="از {roll} عضو دارای رأی {present} عضو حاضر بودند؛ حد نصاب: {needed}.",
        quorum_weight="از {roll} رأی {present} رأی حاضر بود؛ حد نصاب: {needed}.",
        quorum_holds="حد نصاب برقرار بود.",
        quorum_fails="حد نصاب برقرار نبود.",
        quorum_not_counted="حد نصاب در این جلسه شمرده نشد.",
        agenda="دستور جلسه",
        no_agenda="برای این جلسه دستوری ثبت نشده است.",
        taken="بررسی شد",
        not_taken="بررسی نشد",
        decisions="تصمیم‌ها",
        no_decisions="در این جلسه چیزی به رأی گذاشته نشد.",
        was_adopted="تصویب شد",
        was_rejected="رد شد",
        was_withdrawn="رأی‌گیری پس گرفته شد",
        is_open="رأی‌گیری باز است",
        on_clause="بند {title}",
        on_amendment="پیشنهاد اصلاح بند {title}",
        on_resolution="قطعنامه: {title}",
        on_charter="تغییر آیین‌نامه",
        on_membership="عضویت {who}",
        on_conduct="موضوعی رفتاری",
        on_action="اقدام مشترک {title}",
        on_motion="پیشنهادی از اعضا",
        on_meeting="نشست",
        quoted="«{title}»",
        a_person="یکی از اعضا",
        proceedings="شرح جلسه",
        no_minutes="شرح این جلسه هنوز ثبت نشده است.",
        due="موعد: {title}",
    ),
    "en": Labels(
        comma=", ",
        semicolon="; ",
        colon=": ",
        persian="Persian",
        english="English",
        page="Page {page} of {pages}",
        contents="Contents",
        draft="Draft; not yet adopted",
        adopted_on="Adopted on {date}",
        published_on="Published on {date}",
        authoritative="Authoritative text: {language}",
        online="online",
        days="{days} ({other})",
        report="Report of the meeting",
        preamble="Preamble",
        bases="Bases of joint action",
        demands="Demands",
        slogans="Slogans",
        one_preamble="Preamble",
        one_basis="Basis",
        one_demand="Demand",
        one_slogan="Slogan",
        signatories="Signatories",
        no_signatories="Nobody has signed this resolution yet.",
        organisations="Organisations",
        independents="Independents",
        unnamed_one="and 1 independent whose name is not published",
        unnamed_many="and {count} independents whose names are not published",
        signing_order="Names are in the order of signing.",
        name="Name",
        place="Place",
        place_and_day="Place and day",
        part="Part",
        result="Votes",
        accessions="Accessions",
        acceded_on="acceded on {date}",
        reservations="Reservations",
        reservation="Reservation of {who}: ",
        independent_member="an independent who signed",
        organisation_member="an organisation that signed",
        stale="This translation is of an earlier version; the authoritative text has changed since.",
        missing="There is no English translation of this text yet.",
        votes="How it was adopted",
        whole="The resolution as a whole",
        vote="{yes} for, {no} against, {abstain} abstaining; entry {entry} of the record",
        secretly="secret vote",
        yes="for",
        no="against",
        abstain="abstaining",
        quorum_needed="quorum",
        quorum_present="present",
        quorum_roll="roll",
        rule_clause="The adoption of a clause took {rule}.",
        rule_resolution="The adoption of the resolution as a whole took {rule}.",
        more_than="more than {share} {base}",
        at_least="at least {share} {base}",
        half="half",
        fraction="{share}",
        of_for_and_against="of the votes for and against",
        of_cast="of the votes cast, abstentions included",
        of_roll="of all the votes on the roll",
        each_class="{rule}, among organisations and among independents separately",
        consensus="a consensus without any member objecting",
        consensus_but="a consensus with at most {objections} members objecting",
        by_weight="Votes have weights under the charter, and the figures are sums of weights.",
        verify="How to verify this",
        verify_how=(
            "This text is made from the assembly's record. Whoever holds a copy of the record can check"
            " every act in it and recompute every outcome with the command below."
        ),
        verify_head=(
            "The record from which this text is made must have this root at this number of entries."
            " The code beside these lines holds the id, the number and the root."
        ),
        verify_no_head=(
            "This copy was made without a checkpoint of the record; ask the assembly's secretariat for it."
        ),
        assembly_id="Assembly",
        record_size="Entries in the record",
        record_root="Root of the record",
        record_key="Key of the record",
        text_hash="SHA-256 of the resolution's text",
        qr="QR code of the checkpoint, holding the text: {text}",
        replaced="Characters that the font of this document lacks are shown by their Unicode number, as {example}.",
        minutes="Minutes",
        minutes_draft="Draft minutes; not yet approved",
        minutes_approved="Approved minutes",
        sitting_time="{starts} to {ends}",
        attendance="Attendance and quorum",
        present="Present at the end: organisations {organisations}, independents {independents}.",
        quorum="Of {roll} members with a vote, {present} were present; the quorum is {needed}.",
        quorum_weight="Of {roll} votes, {present} were present; the quorum is {needed}.",
        quorum_holds="There was a quorum.",
        quorum_fails="There was no quorum.",
        quorum_not_counted="The quorum was not counted in this sitting.",
        agenda="Agenda",
        no_agenda="No agenda is recorded for this sitting.",
        taken="taken up",
        not_taken="not taken up",
        decisions="Decisions",
        no_decisions="Nothing was put to the vote in this sitting.",
        was_adopted="Adopted",
        was_rejected="Rejected",
        was_withdrawn="Vote called off",
        is_open="Vote open",
        on_clause="Clause {title}",
        on_amendment="Amendment to clause {title}",
        on_resolution="Resolution {title}",
        on_charter="Change of the charter",
        on_membership="Membership of {who}",
        on_conduct="A matter of conduct",
        on_action="Joint action {title}",
        on_motion="A motion",
        on_meeting="A meeting",
        quoted="“{title}”",
        a_person="a member",
        proceedings="Proceedings",
        no_minutes="No minutes of this sitting are recorded yet.",
        due="Due: {title}",
    ),
}
