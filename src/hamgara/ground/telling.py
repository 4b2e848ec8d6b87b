"""What the figures of a model say, in a sentence each, in both languages; doubt is said, and so is one group."""

from typing import TYPE_CHECKING

import numpy as np

from hamgara.dates import Language, format_number
from hamgara.ground.words import group_name, listed, percent, words

if TYPE_CHECKING:
    from hamgara.ground.model import GroundModel
    from hamgara.ground.results import Group, StatementGround

__all__ = [
    "is_line",
    "map_ends",
    "tell_asking",
    "tell_common",
    "tell_divides",
    "tell_findings",
    "tell_group",
    "tell_groups",
    "tell_heat",
    "tell_map",
    "tell_method",
    "tell_unplaced",
    "tell_votes",
    "verdict_word",
]

#: From where a group's stability is firm, and below where it hardly holds (Hennig, Comput. Stat. Data Anal. 52, 2007).
FIRM, LOOSE = 0.75, 0.6
#: How many statements are named at each end of the map.
_AT_ENDS = 3
#: Places that spread less than this upwards, where participants differ by one deviation at most, are drawn on a line.
LINE = 0.2


def tell_votes(model: "GroundModel", language: Language) -> str:
    if language == "fa":
        people, votes, statements = (
            format_number(n, language) for n in (len(model.participants), model.many_votes, len(model.statements))
        )
        return f"{people} شرکت‌کننده دربارهٔ {statements} موضع، بر روی هم {votes} نظر داده‌اند."
    people, votes, statements = (
        _counted(n, what)
        for n, what in (
            (len(model.participants), "participant"),
            (model.many_votes, "reaction"),
            (len(model.statements), "position"),
        )
    )
    return f"{people} gave {votes} to {statements}."


def _counted(number: int, what: str) -> str:
    return f"{format_number(number, 'en')} {what}{'' if number == 1 else 's'}"


def tell_groups(model: "GroundModel", language: Language) -> str:
    """How many groups there are; one is said to be one."""
    count = len(model.groups)
    if count == 1:
        if language == "fa":
            return (
                "یک گروه: نظرها به گروه‌های جدا از هم تقسیم نمی‌شود. این به معنای هم‌نظر بودن همه نیست؛ تنها مرزی میان"
                " گروه‌ها پیدا نیست."
            )
        return (
            "One group: the reactions do not fall into separate groups. That does not mean that all think alike; only"
            " that no line between groups can be made out."
        )
    number = format_number(count, language)
    if language == "fa":
        return f"نظرها به {number} گروه هم‌نظر تقسیم می‌شود؛ شمار گروه‌ها را خود داده‌ها تعیین کرده‌اند."
    return f"The reactions fall into {number} groups of opinion; the evidence of the votes chose their number."


def tell_group(group: "Group", language: Language) -> str:
    """How large a group is, and how firmly it holds together."""
    members = format_number(group.members, language)
    part, same = percent(group.share, language), percent(group.stability, language)
    firm, loose = group.stability >= FIRM, group.stability < LOOSE
    if language == "fa":
        held = "استوار است" if firm else "سست است و باید با احتیاط خوانده شود" if loose else "چندان استوار نیست"
        return (
            f"{group_name(group.number, language)}: {members} نفر در آن جای گرفته‌اند؛ برآورد سهم آن از همه {part}"
            f" است. اگر شرکت‌کنندگان به قرعه از نو برگزیده شوند، به طور میانگین {same} آن همان می‌ماند: {held}."
        )
    held = "it holds firmly" if firm else "it hardly holds, read it with caution" if loose else "it holds loosely"
    return (
        f"Group {group.number}: {members} participants are placed in it; it is estimated to be {part} of all."
        f" When the participants are drawn anew by lot, {same} of it stays the same on average: {held}."
    )


def tell_unplaced(model: "GroundModel", language: Language) -> str:
    """Who is not placed in any group, and why."""
    from hamgara.ground.conclusion import SEEN

    fa = language == "fa"
    seen = format_number(min(SEEN, len(model.statements)), language)
    reasons = (
        (f"که کمتر از {seen} موضع دیده‌اند", f"who saw fewer than {seen} positions"),
        ("که به همه یکسان پاسخ داده‌اند", "who answered everything alike"),
        ("که میان گروه‌ها ایستاده‌اند", "who stand between groups"),
    )
    counts = [int((model.participants.placing == k).sum()) for k in (1, 2, 3)]
    told = [
        f"{format_number(n, language)} {'نفر ' if fa else ''}{reason[0 if fa else 1]}"
        for n, reason in zip(counts, reasons, strict=True)
        if n
    ]
    if not told:
        return "همه در گروهی جای گرفته‌اند." if fa else "Everybody is placed in a group."
    if fa:
        return f"در هیچ گروهی جای نگرفته‌اند: {listed(told, language)}. هیچ‌کس به زور در گروهی گذاشته نمی‌شود."
    return f"Not placed in any group: {listed(told, language)}. Nobody is forced into one."


def is_line(model: "GroundModel") -> bool:
    """Whether participants differ in one direction alone, so that the map is a line."""
    return model.dimension == 1 or float(np.std(model.participants.place[:, 1])) < LINE


def tell_map(model: "GroundModel", drawn: int, language: Language) -> str:
    """How the map is read, and what it cannot say."""
    fa = language == "fa"
    if not model.dimension:
        if fa:
            return (
                "گذشته از محبوبیت هر موضع، جهتی یافت نشد که پاسخ‌ها در آن فرق داشته باشد؛ پس نقشه‌ای نیست که کشیده شود."
            )
        return (
            "Beyond how popular each position is, no direction was found in which answers differ; so there is no map"
            " to draw."
        )
    everybody = len(model.participants)
    some = ""
    if drawn < everybody:
        n, of = format_number(drawn, language), format_number(everybody, language)
        some = (
            f" از {of} شرکت‌کننده {n} نشان کشیده شده که یکنواخت برگزیده شده‌اند."
            if fa
            else f" Of {of} participants {n} are drawn, chosen evenly."
        )
    directions, flat = format_number(model.dimension, language), is_line(model)
    if fa:
        how = "هرچه دو نفر همانندتر پاسخ داده باشند، به هم نزدیک‌ترند"
        how += "." if flat else "؛ خط بستهٔ هر گروه نیمی از اعضای آن را در بر دارد."
        more = (
            f" پاسخ‌ها در {directions} جهت فرق دارد و نقشه دو جهت نخست را نشان می‌دهد."
            if model.dimension > 2 and not flat
            else ""
        )
        return (
            f"{how} جای هر کس برآورد است: نشان کوچک و توخالی نامطمئن است و نشان بزرگ و پُر مطمئن؛ شکل زیر نقشه نشان"
            f" می‌دهد که جای یک شرکت‌کنندهٔ معمولی، پنجاه‌پنجاه، تا کجا می‌تواند باشد.{more} جهت‌های نقشه به خودی خود"
            f" معنای سیاسی ندارد.{some}"
        )
    how = "The more alike two people answered, the closer they stand"
    how += "." if flat else "; the line around each group holds half of its members."
    more = (
        f" Answers differ in {directions} directions, of which the map shows the first two."
        if model.dimension > 2 and not flat
        else ""
    )
    return (
        f"{how} Every place is an estimate: a small hollow mark is unsure, a large filled one is sure; the shape"
        f" beneath the map shows how far off a usual participant’s place may be, at even odds.{more} The"
        f" directions of the map have no political meaning of their own.{some}"
    )


def map_ends(model: "GroundModel") -> "tuple[list[StatementGround], list[StatementGround]]":
    """The statements that agreement rises with most towards the left and towards the right of the map."""
    if not model.dimension:
        return [], []
    # A slope known from few votes is mere doubt.
    known = [s for s in model.statements if s.exposed]
    order = sorted(known, key=lambda s: s.x)
    return [s for s in order if s.x < 0][:_AT_ENDS], [s for s in reversed(order) if s.x > 0][:_AT_ENDS]


def tell_heat(model: "GroundModel", language: Language) -> str:
    if language == "fa":
        return (
            "عدد هر خانه برآورد سهم موافقان گروه است، از میان کسانی که موافق یا مخالف‌اند؛ هرچه خانه تیره‌تر، سهم"
            " بیشتر. خانهٔ هاشورخورده: بازه از نیمه می‌گذرد و روشن نیست که اکثریت با کدام سو است."
        )
    return (
        "The figure is the estimated share of the group that agrees, among those who agree or disagree; the"
        " darker, the more. Hatched: the interval takes in one half, so it is not sure which side has the majority."
    )


def tell_common(model: "GroundModel", language: Language) -> str:
    level = percent(model.level, language)
    floor = format_number(model.floor, language)
    if language == "fa":
        return (
            f"نشان، برآورد سهم موافقان است و خط، بازهٔ {level} آن. ترتیب بر پایهٔ کران پایین گروهی است که کمتر از همه"
            f" موافق است، تا هیچ اکثریتی گروهی کوچک را کنار نزند؛ تنها موضعی رتبه می‌گیرد که دست‌کم {floor} تن از هر"
            " گروه به آن رأی موافق یا مخالف داده باشند (گروه کوچک‌تر: همهٔ اعضایش)."
        )
    return (
        f"The mark is the estimated share that agrees, the line its {level} interval. Positions are ordered by"
        f" the lower end of the line of the group that agrees least, so that no majority outvotes a small group;"
        f" only those are ranked on which at least {floor} of every group agreed or disagreed (all of a smaller group)."
    )


def tell_findings(model: "GroundModel", language: Language) -> str:
    """What can be said beyond chance, and at what rate it may be wrong."""
    fa = language == "fa"
    agreed, rejected = (sum(s.verdict == v for s in model.statements) for v in ("agreed", "rejected"))
    doubt = percent(1.0 - model.level, language)
    whose = ("اکثریت هر گروه", "a majority of every group") if len(model.groups) > 1 else ("اکثریت", "a majority")
    if not agreed and not rejected:
        if fa:
            return f"هنوز دربارهٔ هیچ موضعی نمی‌توان گفت که {whose[0]} موافق یا مخالف آن است. تساوی هرگز یافته نیست."
        return f"Of no position can it be said yet that {whose[1]} agrees or disagrees. A tie is never a finding."
    if fa:
        a, r = format_number(agreed, language), format_number(rejected, language)
        told = [f"{whose[0]} با {a} موضع موافق است"] * bool(agreed)
        told += [f"{whose[0]} با {r} موضع مخالف است"] * bool(rejected)
        return (
            f"می‌توان گفت که {listed(told, language)}؛ از این یافته‌ها روی هم حداکثر {doubt} ممکن است نادرست باشد."
            " تساوی هرگز یافته نیست."
        )
    told = [f"{whose[1]} agrees with {_counted(agreed, 'position')}"] * bool(agreed)
    told += [f"{whose[1]} disagrees with {_counted(rejected, 'position')}"] * bool(rejected)
    return (
        f"It can be said that {listed(told, language)}; of all these findings at most {doubt} are expected to be"
        " wrong. A tie is never a finding."
    )


def tell_divides(model: "GroundModel", language: Language) -> str:
    """How many statements divide the groups; empty where there is one group."""
    if len(model.groups) == 1:
        return ""
    found = sum(s.divide is not None and s.divide.found for s in model.statements)
    number = format_number(found, language)
    if language == "fa":
        if not found:
            return "دربارهٔ هیچ موضعی به یقین نمی‌توان گفت که گروه‌ها را از هم جدا می‌کند."
        return f"{number} موضع گروه‌ها را از هم جدا می‌کند: اکثریت یک گروه موافق و اکثریت گروهی دیگر مخالف است."
    if not found:
        return "Of no position can it be said for sure that it divides the groups."
    told = f"{number} positions divide" if found > 1 else "1 position divides"
    return f"{told} the groups: a majority of one agrees, a majority of another disagrees."


def tell_asking(language: Language) -> str:
    if language == "fa":
        return "بازهٔ این موضع‌ها از همه پهن‌تر است؛ پاسخ‌های تازه به آن‌ها بیش از همه روشنگر است."
    return "These positions have the widest intervals: further answers to them would tell most."


def tell_method(model: "GroundModel", language: Language) -> str:
    level, doubt = percent(model.level, language), percent(1.0 - model.level, language)
    if language == "fa":
        return (
            "احتمال موافقت هر کس با هر موضع از محبوبیت موضع، آمادگی آن کس به موافقت و جای هر دو روی نقشه برآورد"
            f" می‌شود؛ گذر و ندیده نه موافقت است و نه مخالفت. بازه‌ها بازهٔ پسین {level} است. سهم یافته‌های نادرست در"
            f" میان همهٔ یافته‌ها حداکثر {doubt} انتظار می‌رود. با همین رأی‌ها هر کس همین عددها را به دست می‌آورد؛"
            " ترتیب سطرها و نام‌ها اثری ندارد."
        )
    return (
        "The chance that somebody agrees with a position is estimated from how popular it is, how readily that person"
        " agrees at all, and where both stand on the map; a pass, or not having seen it, is neither agreement nor"
        f" disagreement. Intervals are posterior, at {level}. Among all findings at most {doubt} are expected to"
        " be false. The same votes give anybody the same figures; neither the order of rows nor names matter."
    )


def verdict_word(model: "GroundModel", statement: "StatementGround", language: Language) -> str:
    word = words(language)
    if not statement.exposed:
        return word["not exposed"]
    if statement.verdict == "none" or len(model.groups) > 1:
        return word[statement.verdict]
    return word[f"{statement.verdict} alone"]
