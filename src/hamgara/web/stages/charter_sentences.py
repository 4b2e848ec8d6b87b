"""A charter set out in plain sentences, part by part, and what differs between two of them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hamgara.assembly import KINDS, STAGES, Charter
from hamgara.assembly.act import Stage
from hamgara.assembly.charter import MATTERS
from hamgara.web.stages import charter_words as words
from hamgara.web.stages.charter_rules import say_number, say_quorum, say_rule, say_share
from hamgara.web.stages.elections_words import describe_defects, name_method

__all__ = ["ActRow", "Difference", "Part", "compare", "rights_of", "say_rule", "set_out"]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a charter: a title and sentences."""

    key: str
    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ActRow:
    """Who may do one kind of act; `changed` where the charter says other than what is usual."""

    kind: str
    act: str
    roles: str
    after: str
    signed: bool
    changed: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """What a part says no longer, and what it newly says."""

    title: str
    gone: tuple[str, ...]
    new: tuple[str, ...]


def _texts(charter: Charter) -> list[str]:
    names = {"fa": _("Persian"), "en": _("English")}
    return [
        _("Texts are in %(languages)s.") % {"languages": words.join_words([names[x] for x in charter.languages])},
        _("Where they differ, the text in %(language)s decides.") % {"language": names[charter.authoritative]},
    ]


def _weights(charter: Charter, language: str) -> list[str]:
    weights = charter.weights
    said = []
    usual, most = say_number(weights.organisation, language), say_number(weights.organisation_max, language)
    if weights.organisation == weights.organisation_max:
        said.append(_("An organisation's vote weighs %(usual)s.") % {"usual": usual})
    else:
        said.append(
            _("An organisation's vote weighs %(usual)s; its accreditation may state another weight, up to %(most)s.")
            % {"usual": usual, "most": most}
        )
    said.append(_("An organisation with delegates votes through them; they share its weight."))
    said.append(_("An independent's vote weighs %(n)s.") % {"n": say_number(weights.independent, language)})
    for kind, cap in weights.caps.items():
        said.append(
            _(
                "Together, %(class)s weigh at most %(share)s of all; where they would weigh more, the weight of each "
                "of them is reduced by the same factor."
            )
            % {"class": words.ROLES[kind], "share": say_share(cap, language)}
        )
    if not weights.caps:
        said.append(_("No class of members is capped."))
    return said


def _decisions(charter: Charter, language: str) -> list[str]:
    said = [
        _("On %(matter)s: %(rule)s.")
        % {"matter": words.MATTERS[matter], "rule": say_rule(charter.rules[matter], language)}
        for matter in MATTERS
    ]
    if charter.by_decision:
        acts = words.join_words([str(words.ACTS[kind]) for kind in charter.by_decision])
        said.append(_("An adopted decision is needed for %(acts)s.") % {"acts": acts})
    if charter.correspondence:
        said.append(_("Votes may also be held by correspondence, outside a sitting."))
    else:
        said.append(_("Votes are held only in a sitting that has a quorum."))
    return said


def _secrecy(charter: Charter) -> list[str]:
    matters = words.join_words([str(words.MATTERS[m]) for m in charter.sealed])
    sealed = _("Votes are sealed on the voters' own devices, and trustees open only their sum, on: %(matters)s.")
    said = [*_closed_votes(charter), *([sealed % {"matters": matters}] if charter.sealed else [])]
    if charter.voters_shown:
        said.append(_("Who has voted in a secret vote or election is told once it is closed; how, never."))
    elif charter.secret or charter.sealed or charter.elections.secrecy != "open":
        said.append(_("Nobody is ever told who has voted in a secret vote or election."))
    return said


def _closed_votes(charter: Charter) -> list[str]:
    if not charter.secret and charter.sealed:
        return [_("All other votes on texts and motions are by roll call.")]
    if not charter.secret:
        return [_("All votes on texts and motions are by roll call.")]
    matters = words.join_words([str(words.MATTERS[m]) for m in charter.secret])
    return [
        _("The vote is secret on: %(matters)s. All other votes are by roll call.") % {"matters": matters},
        _("While a secret vote is open, the server that holds it could read it; the record never shows who voted how."),
    ]


def _elections(charter: Charter, language: str) -> list[str]:
    rules = charter.elections
    return [
        _("Ballots weigh as votes do.") if rules.weighted else _("In an election every member weighs the same."),
        {
            "sealed": _(
                "Ballots are sealed on the voter's device; trustees open their sum together, nobody a single one."
            ),
            "closed": _("Ballots are secret; the server that holds them could read them while voting is open."),
            "open": _("Ballots are open: the record shows who voted how."),
        }[rules.secrecy],
        ngettext(
            "A term of office is %(n)s month.", "A term of office is %(n)s months.", rules.term_months
        ) % {"n": say_number(rules.term_months, language)},
        _("Ballots may be counted by: %(methods)s.")
        % {"methods": words.join_words([name_method(m, language) for m in rules.methods])},
        *describe_defects(rules, language),
    ]  # fmt: skip


def _positions(charter: Charter) -> list[str]:
    rules = charter.positions
    return [
        _("A position is open for reactions once it is admitted.")
        if rules.admission
        else _("Every position that is proposed is open for reactions."),
        _("When a round closes, the table of reactions is published without names.")
        if rules.matrix == "attached"
        else _("When a round closes, only the fingerprint of the table of reactions enters the record."),
        _("While a round is open, who has reacted to all its positions sees the common ground so far.")
        if rules.shown == "reacted" and rules.matrix == "attached"
        else _("Until a round is closed nobody sees what others said."),
    ]


def _drafting(charter: Charter) -> list[str]:
    rules = charter.drafting
    said = [
        _("Amendments that nobody contests are voted on as one, those that collide one after the other: %(order)s.")
        % {"order": words.VOTE_ORDERS[rules.order]}
    ]
    if rules.order == "far-reaching":
        said.append(
            _("How far an amendment reaches is told by %(measure)s.") % {"measure": words.MEASURES[rules.measure]}
        )
    return said


def _soundings(charter: Charter, language: str) -> list[str]:
    rules = charter.soundings
    said = [
        _("Until a sounding is closed nobody sees an answer. Who then learns whose answers they are – %(opening)s.")
        % {"opening": words.OPENINGS[rules.names]},
        ngettext(
            "A member signs a package when it would sign all its clauses, or all but %(n)s with a reservation.",
            "A member signs a package when it would sign all its clauses, or all but %(n)s with reservations.",
            rules.reservations,
        )
        % {"n": say_number(rules.reservations, language)}
        if rules.reservations
        else _("A member signs a package when it would sign all its clauses."),
    ]
    if rules.names == "nobody":
        said.append(_("A member whose weight nobody shares can be recognised by it in the table of answers."))
    return said


def _conduct(charter: Charter, language: str) -> list[str]:
    rules = charter.conduct
    said = [
        _("Who is concerned may answer before a ruling."),
        _("A ruling may be: %(sanctions)s.")
        % {"sanctions": words.join_words([str(words.SANCTIONS[s]) for s in rules.sanctions])},
    ]
    needing = [str(words.SANCTIONS[s]) for s in rules.by_decision if s in rules.sanctions]
    if needing:
        said.append(
            _("A decision of the assembly is needed for %(sanctions)s.") % {"sanctions": words.join_words(needing)}
        )
    if "suspension" in rules.sanctions:
        said.append(
            ngettext(
                "A suspension lasts at most %(n)s day.", "A suspension lasts at most %(n)s days.", rules.suspension_days
            )
            % {"n": say_number(rules.suspension_days, language)}
        )
    return said


def _order(charter: Charter) -> list[str]:
    said = [
        _("Only after %(before)s: %(act)s.")
        % {"act": words.ACTS[kind], "before": words.join_words([str(words.ACTS[b]) for b in before])}
        for kind, before in sorted(charter.precede.items())
        if before
    ]
    return said or [_("The charter lays down no order beyond what the acts themselves need.")]


def _signed(charter: Charter) -> list[str]:
    if not charter.signed:
        return [_("No act needs its author's own signature; every act may bear one.")]
    acts = words.join_words([str(words.ACTS[kind]) for kind in charter.signed])
    return [_("Its author's own signature is needed for %(acts)s.") % {"acts": acts}]


def _public(charter: Charter) -> list[str]:
    if not charter.public:
        return [_("The public sees nothing of the assembly but its name, its purpose and this charter.")]
    sections = words.join_words([str(words.SECTIONS[s]) for s in charter.public])
    return [_("Anybody may see: %(sections)s.") % {"sections": sections}]


def set_out(charter: Charter, language: str) -> list[Part]:
    """All parts of a charter but the rights (see `rights_of`), in sentences of the active language."""
    parts: list[tuple[str, str, list[str]]] = [
        ("texts", _("Languages"), _texts(charter)),
        ("weights", _("How votes weigh"), _weights(charter, language)),
        ("quorum", _("Quorum"), [say_quorum(charter.quorum, language)]),
        ("rules", _("How decisions are made"), _decisions(charter, language)),
        ("secret", _("Secrecy of votes"), _secrecy(charter)),
        ("positions", _("Positions and reactions"), _positions(charter)),
        ("drafting", _("The order of votes on amendments"), _drafting(charter)),
        ("soundings", _("Soundings"), _soundings(charter, language)),
        ("elections", _("Elections"), _elections(charter, language)),
        ("conduct", _("Conduct"), _conduct(charter, language)),
        ("precede", _("What must come before what"), _order(charter)),
        ("signed", _("Acts that their author signs"), _signed(charter)),
        ("public", _("What the public sees"), _public(charter)),
    ]
    return [Part(key, title, tuple(said)) for key, title, said in parts]


def rights_of(charter: Charter) -> dict[Stage, list[ActRow]]:
    """Who may do what: every kind of act, by stage."""
    table: dict[Stage, list[ActRow]] = {stage: [] for stage in (*STAGES, "conduct")}
    for kind, declared in KINDS.items():
        roles = charter.roles(kind)
        said = words.join_words([str(word) for role, word in words.ROLES.items() if role in roles])
        if kind == "invitation.accepted":
            said = _("whoever is invited")
        after = words.join_words([str(words.ACTS[b]) for b in charter.precede.get(kind, ())])
        row = ActRow(
            kind,
            str(words.ACTS[kind]),
            said or _("nobody"),
            after,
            kind in charter.signed,
            set(roles) != set(declared.roles),
        )
        table[declared.stage].append(row)
    return table


def compare(old: Charter, new: Charter, language: str) -> list[Difference]:
    """What the new charter says otherwise than the old one, part by part; empty where nothing differs."""
    found = []
    for before, after in zip(set_out(old, language), set_out(new, language), strict=True):
        gone = tuple(s for s in before.sentences if s not in after.sentences)
        fresh = tuple(s for s in after.sentences if s not in before.sentences)
        if gone or fresh:
            found.append(Difference(after.title, gone, fresh))
    changed = [
        (a, b)
        for (_s, rows), (_t, others) in zip(rights_of(old).items(), rights_of(new).items(), strict=True)
        for a, b in zip(rows, others, strict=True)
        if a.roles != b.roles
    ]
    if changed:
        template = _("%(act)s: %(roles)s")
        found.append(
            Difference(
                _("Who may do what"),
                tuple(template % {"act": a.act, "roles": a.roles} for a, _b in changed),
                tuple(template % {"act": b.act, "roles": b.roles} for _a, b in changed),
            )
        )
    return found
