"""Acts and refusals in plain sentences, for the catalogues: English here, Persian in `locale/sentences`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from hamgara.assembly import Refused
from hamgara.dates import format_date, format_moment, format_number
from hamgara.record import Entry, RecordError
from hamgara.web.objects import title_of
from hamgara.web.refusals import REFUSALS
from hamgara.web.viewer import Viewer, current_viewer

__all__ = ["ACTS", "RULES", "STATUSES", "describe", "refusal"]

ACTS: dict[str, str] = {
    "assembly.convened": noop("%(by)s convened the assembly “%(names)s”."),
    "charter.adopted": noop("The charter was put in force."),
    "charter.amended": noop("A new charter took force, as the assembly had decided."),
    "member.invited": noop("%(by)s invited %(participant)s."),
    "invitation.accepted": noop("%(by)s accepted the invitation."),
    "invitation.withdrawn": noop("%(by)s withdrew the invitation of %(participant)s: %(reason)s"),
    "member.accredited": noop("%(participant)s was accredited."),
    "member.suspended": noop("%(participant)s was suspended until %(until)s."),
    "member.reinstated": noop("The suspension of %(participant)s ended."),
    "member.excluded": noop("%(participant)s was excluded."),
    "member.resigned": noop("%(by)s left the assembly."),
    "member.moved": noop("%(participant)s now is in %(place)s."),
    "delegate.appointed": noop("%(organisation)s named %(participant)s as its delegate."),
    "delegate.withdrawn": noop("%(participant)s no longer is a delegate."),
    "mandate.split": noop("%(by)s divided its mandate among its delegates."),
    "key.registered": noop("%(by)s registered a key for signing."),
    "key.revoked": noop("%(by)s revoked a key for signing."),
    "witness.registered": noop("%(by)s registered the witness %(name)s."),
    "witness.retired": noop("The witness %(name)s retired."),
    "meeting.fixed": noop("The meeting “%(title)s” was fixed for %(days)s."),
    "meeting.opened": noop("The meeting “%(meeting)s” was opened."),
    "meeting.closed": noop("The meeting “%(meeting)s” was closed."),
    "sitting.called": noop("The sitting “%(title)s” was called for %(starts)s."),
    "agenda.set": noop("The agenda of “%(sitting)s” was set."),
    "sitting.opened": noop("The sitting “%(sitting)s” was opened."),
    "sitting.closed": noop("The sitting “%(sitting)s” was closed."),
    "item.taken": noop("“%(sitting)s” took up an item of its agenda."),
    "attendance.recorded": noop("Attendance in “%(sitting)s”: %(came)s came, %(left)s left."),
    "quorum.counted": noop("Quorum in “%(sitting)s”: %(present)s present of %(roll)s."),
    "minutes.recorded": noop("The minutes of “%(sitting)s” were laid before the members."),
    "minutes.approved": noop("The minutes of “%(sitting)s” were approved."),
    "position.proposed": noop("%(by)s proposed the position “%(text)s”"),
    "position.admitted": noop("The position “%(position)s” was admitted."),
    "position.declined": noop("The position “%(position)s” was not admitted: %(reason)s"),
    "position.withdrawn": noop("%(by)s withdrew the position “%(position)s”."),
    "position.translated": noop("%(by)s translated the position “%(position)s”."),
    "round.opened": noop("The round of reactions “%(title)s” was opened until %(closes)s."),
    "round.closed": noop("The round of reactions “%(round)s” was closed with %(participants)s participants."),
    "clause.proposed": noop("%(by)s proposed the clause “%(title)s”."),
    "clause.moved": noop("The clause “%(clause)s” was moved in the draft."),
    "clause.revised": noop("%(by)s gave the clause “%(clause)s” a new text."),
    "clause.translated": noop("%(by)s translated the clause “%(clause)s”."),
    "clause.withdrawn": noop("%(by)s withdrew the clause “%(clause)s”."),
    "amendment.proposed": noop("%(by)s proposed an amendment to “%(clause)s”."),
    "amendment.rebased": noop("%(by)s set anew the %(amendment)s."),
    "amendment.withdrawn": noop("%(by)s withdrew the %(amendment)s."),
    "amendment.accepted": noop("%(by)s took into the clause the %(amendment)s."),
    "list.drawn": noop("The order of votes on amendments was drawn up: %(clauses)s."),
    "list.closed": noop("All votes of the list were closed, and what was adopted became the text: %(list)s."),
    "list.withdrawn": noop("The voting list was called off: %(reason)s"),
    "term.set": noop("%(by)s set the term “%(forms)s” in the glossary."),
    "term.dropped": noop("%(by)s dropped a term of the glossary."),
    "comment.hidden": noop("A comment under “%(clause)s” was hidden: %(reason)s"),
    "comment.restored": noop("A hidden comment was shown again."),
    "sounding.opened": noop("The sounding “%(title)s” was opened until %(closes)s."),
    "sounding.closed": noop("The sounding “%(sounding)s” was closed; %(answered)s on its roll had answered."),
    "package.chosen": noop(
        "A package of %(clauses)s clauses from the sounding “%(sounding)s” became the draft: %(weight)s of %(total)s "
        "by weight would sign it."
    ),
    "decision.opened": noop("A vote was opened on: %(decision)s"),
    "vote.cast": noop("%(by)s voted %(choice)s on: %(decision)s"),
    "decision.closed": noop("The vote was closed: %(decision)s — %(result)s (%(yes)s for, %(no)s against)."),
    "decision.withdrawn": noop("The vote was called off: %(decision)s — %(reason)s"),
    "election.called": noop("The election “%(title)s” was called for %(seats)s seats."),
    "election.withdrawn": noop("The election “%(election)s” was called off: %(reason)s"),
    "nomination.made": noop("%(by)s nominated %(candidate)s in “%(election)s”."),
    "nomination.accepted": noop("%(by)s agreed to stand in “%(election)s”."),
    "nomination.withdrawn": noop("%(by)s does not stand in “%(election)s”."),
    "voting.opened": noop("Voting in “%(election)s” was opened until %(closes)s."),
    "ballot.cast": noop("%(by)s cast a ballot in “%(election)s”."),
    "key.contributed": noop("%(by)s handed in a part of the key of “%(election)s”."),
    "credentials.listed": noop("%(by)s listed the credentials of the voters' codes of “%(election)s”."),
    "ballot.received": noop("The box of “%(election)s” took in a sealed ballot: %(tracker)s"),
    "tally.shuffled": noop("%(by)s shuffled the sealed answers of “%(election)s”."),
    "tally.decrypted": noop("%(by)s decrypted a part of the sum of “%(election)s”."),
    "ballots.closed": noop("Voting in “%(election)s” was closed with %(cast)s ballots."),
    "result.declared": noop("Elected in “%(election)s”: %(elected)s."),
    "seat.filled": noop("Vacant seats were filled from the ballots of “%(election)s”: %(filled)s."),
    "seat.vacated": noop("The seat of %(holder)s became vacant: %(reason)s"),
    "matter.raised": noop("%(by)s raised a matter of conduct about %(about)s."),
    "matter.answered": noop("%(by)s answered in a matter of conduct."),
    "matter.withdrawn": noop("%(by)s withdrew a matter of conduct."),
    "matter.ruled": noop("There was a ruling in the %(matter)s: %(sanction)s."),
    "action.proposed": noop("%(by)s proposed the joint action “%(title)s”."),
    "action.agreed": noop("The joint action “%(action)s” was agreed."),
    "action.dropped": noop("The joint action “%(action)s” is not pursued."),
    "action.concluded": noop("The joint action “%(action)s” is over."),
    "commitment.made": noop("%(by)s undertook for “%(action)s”, by %(due)s: %(text)s"),
    "commitment.released": noop("The commitment “%(commitment)s” was released."),
    "report.made": noop("%(by)s reported on “%(commitment)s”."),
    "commitment.met": noop("The commitment “%(commitment)s” was met."),
    "commitment.missed": noop("The commitment “%(commitment)s” was missed."),
    "resolution.drafted": noop("The resolution “%(title)s” was put together."),
    "resolution.adopted": noop("The resolution “%(resolution)s” was adopted."),
    "resolution.signed": noop("%(by)s signed the resolution “%(resolution)s”."),
    "signature.withdrawn": noop("%(by)s withdrew its signature from “%(resolution)s”."),
    "reservation.made": noop("%(by)s recorded a reservation about “%(clause)s”."),
    "reservation.withdrawn": noop("%(by)s withdrew its reservation about “%(clause)s”."),
    "resolution.published": noop("The resolution “%(resolution)s” was published."),
    "accession.made": noop("%(name)s joined the resolution “%(resolution)s”."),
    "accession.withdrawn": noop("An accession to “%(resolution)s” was withdrawn."),
}

#: What refuses, by the first part of the rule's name, for the end of the sentence.
RULES: dict[str, str] = {
    "charter/authoritative": noop("Rule: the charter on the authoritative language."),
    "charter/conduct": noop("Rule: the charter on conduct."),
    "charter/correspondence": noop("Rule: the charter on votes by correspondence."),
    "charter/drafting": noop("Rule: the charter on the order of votes on amendments."),
    "charter/elections": noop("Rule: the charter on elections."),
    "charter/languages": noop("Rule: the charter on languages."),
    "charter/precede": noop("Rule: the charter on the order of steps."),
    "charter/quorum": noop("Rule: the charter on quorum."),
    "charter/rights": noop("Rule: the charter on who may do what."),
    "charter/rules": noop("Rule: the charter on decisions."),
    "charter/secret": noop("Rule: the charter on secrecy."),
    "charter/signed": noop("Rule: the charter on signed acts."),
    "charter/weights": noop("Rule: the charter on weights."),
    "act": noop("Rule: the conditions of this act."),
    "record": noop("Rule: the record."),
}

STATUSES: dict[str, str] = {
    "invited": noop("invited"),
    "accepted": noop("accepted"),
    "accredited": noop("accredited"),
    "suspended": noop("suspended"),
    "left": noop("left"),
    "fixed": noop("fixed"),
    "open": noop("open"),
    "closed": noop("closed"),
    "proposed": noop("proposed"),
    "admitted": noop("admitted"),
    "declined": noop("declined"),
    "withdrawn": noop("withdrawn"),
    "draft": noop("draft"),
    "aside": noop("set aside"),
    "adopted": noop("adopted"),
    "rejected": noop("rejected"),
    "fallen": noop("fallen"),
    "struck": noop("struck"),
    "joined": noop("joined to another"),
    "published": noop("published"),
    "called": noop("called"),
    "declared": noop("declared"),
    "made": noop("made"),
    "raised": noop("raised"),
    "ruled": noop("ruled"),
    "agreed": noop("agreed"),
    "concluded": noop("concluded"),
    "dropped": noop("dropped"),
    "met": noop("met"),
    "missed": noop("missed"),
    "released": noop("released"),
    "yes": noop("in favour"),
    "no": noop("against"),
    "abstain": noop("abstaining"),
    "none": noop("no sanction"),
    "reminder": noop("a reminder"),
    "warning": noop("a warning"),
    "suspension": noop("suspension"),
    "exclusion": noop("exclusion"),
    "secretariat": noop("the secretariat"),
    "organisation": noop("organisations"),
    "independent": noop("independents"),
    "delegate": noop("delegates"),
    "supporter": noop("supporters"),
    "observer": noop("observers"),
    "committee": noop("the committee"),
    "participant": noop("participant"),
    "position": noop("position"),
    "round": noop("round"),
    "clause": noop("clause"),
    "amendment": noop("amendment"),
    "list": noop("voting list"),
    "term": noop("term"),
    "comment": noop("comment"),
    "decision": noop("decision"),
    "election": noop("election"),
    "meeting": noop("meeting"),
    "sitting": noop("sitting"),
    "item": noop("item"),
    "action": noop("action"),
    "commitment": noop("commitment"),
    "matter": noop("matter of conduct"),
    "resolution": noop("resolution"),
    "accession": noop("accession"),
    "reservation": noop("reservation"),
    "sounding": noop("sounding"),
    "key": noop("key"),
    "witness": noop("witness"),
}

#: The nouns of act kinds whose `id` is an object of another name.
_NOUNS = {"member": "participant", "delegate": "participant", "invitation": "participant", "candidate": "participant"}
_PEOPLE = ("about", "candidate", "holder", "organisation")


class _Said(Mapping[str, str]):
    """The values of a sentence about an act, each as the reader should see it, made when asked for."""

    def __init__(self, entry: Entry, viewer: Viewer) -> None:
        self._entry, self._viewer = entry, viewer
        self._noun = entry.act.partition(".")[0]

    def __getitem__(self, name: str) -> str:
        viewer, data = self._viewer, self._entry.data
        if name == "by":
            return viewer.name(self._entry.by)
        if name in _PEOPLE:
            return viewer.name(data[name])
        if name in (self._noun, _NOUNS.get(self._noun)) and name not in data:
            return title_of(viewer, name, data["id"])
        if name in ("came", "left"):
            return format_number(len(data.get(name, ())), viewer.language)  # type: ignore[arg-type]
        if name == "clauses":
            return format_number(len(data["clauses"]), viewer.language)  # type: ignore[arg-type]
        if name in ("weight", "total"):
            return _number(data["count"][name], viewer)
        if name in ("present", "roll"):
            return _number(data["count"][name], viewer)
        if name in ("yes", "no"):
            return _number(data["outcome"][name], viewer)
        if name == "result":
            return _("adopted") if data["outcome"]["adopted"] else _("not adopted")
        if name == "clauses":
            return _(", ").join(title_of(viewer, "clause", c) for c in data[name])
        if name == "forms":
            return " / ".join(forms[0] for forms in data[name].values())
        if name in ("elected", "filled"):
            return _(", ").join(viewer.name(who) for who in data[name])
        if name == "days":
            return _day(data["days"][0], viewer)
        if name == "place":
            return f"{data['place']['city']}, {data['place']['region']}"
        return self._plain(name, data[name])

    def _plain(self, name: str, value: Any) -> str:
        viewer = self._viewer
        if isinstance(value, dict):
            return viewer.text(value)
        if isinstance(value, int):
            return _number(str(value), viewer)
        if name in ("until", "closes", "starts"):
            return format_moment(value, viewer.timezone, viewer.language, viewer.calendar)  # type: ignore[arg-type]
        if name == "due":
            return _day(value, viewer)
        if name in ("choice", "sanction"):
            return _(STATUSES[value])
        return title_of(viewer, name, value)

    def __iter__(self) -> Any:
        return iter(self._entry.data)

    def __len__(self) -> int:
        return len(self._entry.data)


def _number(text: str, viewer: Viewer) -> str:
    return format_number(text, viewer.language)  # type: ignore[arg-type]


def _day(iso: str, viewer: Viewer) -> str:
    return format_date(date.fromisoformat(iso), viewer.language, viewer.calendar)  # type: ignore[arg-type]


def describe(entry: Entry, viewer: Viewer) -> str:
    """An act in one plain sentence in the reader's language."""
    return _(ACTS[entry.act]) % _Said(entry, viewer)


def refusal(error: Refused | RecordError) -> str:
    """Why something is refused, and by which rule, in the reader's language."""
    template = REFUSALS.get(error.code)
    if template is None:
        return _("This cannot be written into the record: %(code)s") % {"code": str(error)}
    viewer = current_viewer()
    values = {name: _value(name, value, viewer) for name, value in error.params.items()}
    sentence = _(template) % values
    if not isinstance(error, Refused):
        return sentence
    part = "/".join(error.rule.split("/")[:2])
    rule = RULES.get(part) or RULES.get(part.partition("/")[0], "")
    return f"{sentence} {_(rule)}" if rule else sentence


def _value(name: str, value: str | int, viewer: Viewer) -> str:
    if isinstance(value, int):
        return _number(str(value), viewer)
    if name in ("status", "needed", "sanction", "what") and value in STATUSES:
        return _(STATUSES[value])
    if name == "roles":
        known = [_(STATUSES[role]) for role in value.split(", ") if role in STATUSES]
        return _(", ").join(known) or _("nobody")
    if name == "id":
        if viewer.snapshot is not None and value in viewer.state.clauses.clauses:
            return title_of(viewer, "clause", value)
        return viewer.name(value)
    if name in ("clause", "sounding"):
        return title_of(viewer, name, value)
    if name == "closes" and "T" in value:
        return format_moment(value, viewer.timezone, viewer.language, viewer.calendar)  # type: ignore[arg-type]
    if name == "before":
        return value
    if name in ("present", "needed", "most", "total") and value.replace("/", "").isdigit():
        return _number(value, viewer)
    return value
