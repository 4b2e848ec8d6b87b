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
from hamgara.web.viewer import Viewer, current_viewer

__all__ = ["ACTS", "REFUSALS", "RULES", "STATUSES", "describe", "refusal"]

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
    "ballots.closed": noop("Voting in “%(election)s” was closed with %(cast)s ballots."),
    "result.declared": noop("Elected in “%(election)s”: %(elected)s."),
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

REFUSALS: dict[str, str] = {
    "actor_unknown": noop("Nobody in this assembly has the id %(id)s."),
    "assembly": noop("This act belongs to another assembly."),
    "at_backwards": noop("The time of an act cannot be before that of the act before it."),
    "attachment_differs": noop("An attachment does not match its name."),
    "attachment_foreign": noop("The attachment belongs to something else."),
    "attachment_malformed": noop("The attachment cannot be read: %(why)s"),
    "attachment_missing": noop("An attachment is missing."),
    "authoritative_by_amendment": noop("The authoritative text changes by an amendment, not by a translation."),
    "ballot_empty": noop("The ballot names nobody. To abstain, do not cast a ballot."),
    "ballots_over_roll": noop("There are more ballots than voters on the roll."),
    "box_foreign": noop("This vote is not secret, so there is no box of ballots to it."),
    "box_needed": noop("This vote is secret: it is closed with its box of ballots."),
    "candidate_person": noop("Only persons can be candidates."),
    "charter_needs_decision": noop("Members are accredited already; the charter now changes only by decision."),
    "charter_part": noop("This part of the charter does not hold together: %(part)s (%(found)s)."),
    "closed_at": noop("Voting ended at %(closes)s."),
    "closes_needed": noop("A vote by correspondence needs a time at which it ends."),
    "closes_past": noop("The time of closing, %(closes)s, is already past."),
    "commitment_needed": noop("A person's name must be in the directory first."),
    "commitment_open": noop("A commitment to this action is still open."),
    "convened_already": noop("The assembly is convened already."),
    "convened_first": noop("The first act of a record convenes the assembly."),
    "count_impossible": noop("The ballots cannot be counted: %(why)s"),
    "data_malformed": noop("What was given is malformed: %(why)s"),
    "days_in_order": noop("The days must be in order and each only once."),
    "decision_foreign": noop("That decision was about something else."),
    "decision_needed": noop("This needs a decision of the assembly."),
    "decision_not_adopted": noop("That decision was not adopted."),
    "decision_open": noop("A vote on this is still open."),
    "decision_used": noop("That decision has been carried out already."),
    "due_past": noop("The day %(due)s is already past."),
    "ends_before_start": noop("The end comes before the beginning."),
    "id_taken": noop("The id %(id)s is taken already."),
    "item_taken": noop("This item of the agenda has been taken up already."),
    "key_incomplete": noop("A passkey needs its public key and the name of the site it belongs to."),
    "key_known": noop("This key is registered already."),
    "key_unknown": noop("The act is signed with a key that its author has not registered."),
    "kind_unknown": noop("There is no act of the kind %(kind)s."),
    "language_needed": noop("The text is needed in the authoritative language."),
    "language_unknown": noop("The charter does not provide for this language."),
    "log_key": noop("The stated key of the record is not the key of this assembly: %(why)s"),
    "mandate_split": noop("The mandate is divided; this needs a delegate with the whole mandate."),
    "method_unknown": noop("The charter does not provide for the counting method %(method)s."),
    "minutes_approved": noop("The minutes are approved already."),
    "minutes_missing": noop("There are no minutes yet."),
    "motion_id": noop("A motion is a decision of its own."),
    "must_precede": noop("The charter asks for another step first: %(before)s."),
    "name_needed": noop("An organisation's name is needed."),
    "name_of_organisation": noop("An organisation signs with the name it is accredited with."),
    "name_of_person": noop("A person's name does not enter the record."),
    "names_once": noop("Something is named twice, or nothing is named."),
    "no_change": noop("This would change nothing."),
    "no_charter": noop("There is no charter in force yet."),
    "no_quorum": noop("There is no quorum: %(present)s present, %(needed)s needed."),
    "no_right": noop("The charter does not give you this act; it gives it to: %(roles)s."),
    "no_such_day": noop("There is no day %(day)s."),
    "nominated_already": noop("This person is nominated already."),
    "nonce_used": noop("This signature has been used before."),
    "not_accredited": noop("This participant is not accredited (%(status)s)."),
    "not_candidate": noop("%(id)s is not a candidate."),
    "not_delegate": noop("This is not a delegate."),
    "not_in_office": noop("This person does not hold that seat now."),
    "not_invited": noop("There is no open invitation to accept."),
    "not_nominated": noop("You are not nominated in this election."),
    "not_on_roll": noop("You are not on the roll of this vote."),
    "not_organisation": noop("Only an organisation has delegates."),
    "not_present": noop("Only those present in the sitting can do this."),
    "not_signed": noop("The resolution does not bear this member's signature."),
    "not_yet": noop("It is too early: this ends at %(closes)s."),
    "outcome_differs": noop(
        "The stated outcome is not what follows from the record (stated %(stated)s, true %(true)s)."
    ),
    "outdated": noop(
        "The text has changed meanwhile: this was written against version %(version)s, now it is %(current)s."
    ),
    "own_only": noop("Only whom it concerns can do this."),
    "place_needed": noop("A place is needed: city, region and country."),
    "place_rule": noop("This rule of place says nothing: %(why)s"),
    "reaction_unknown": noop("A reaction is: agree, disagree or pass."),
    "report_missing": noop("There is no report on it yet."),
    "reserved_already": noop("There is a reservation about this clause already."),
    "round_open": noop("The position is in a round that is still open."),
    "rules_impossible": noop("No set of winners could keep these rules together: %(rules)s"),
    "ruling_executed": noop("This ruling has been carried out already."),
    "ruling_needed": noop("This needs a ruling on a matter of conduct."),
    "sanction_needed": noop("The decision must name the sanction."),
    "sanction_unknown": noop("The charter does not provide for this sanction."),
    "seq": noop("Another act came first. Please try again."),
    "shares_of_delegates": noop("Each delegate needs a share, and nobody else: %(needed)s."),
    "shares_sum": noop("The shares must add up to 1; they add up to %(total)s."),
    "signature_needed": noop("The charter asks for the author's own signature on this act."),
    "signature_wrong": noop("The signature does not fit this act and this key."),
    "signed_already": noop("This is signed already."),
    "sitting_needed": noop("The charter asks that this vote be held in a sitting."),
    "sitting_open": noop("A sitting of this meeting is still open."),
    "status": noop("This is not possible now: it is “%(status)s”, and it would have to be “%(needed)s”."),
    "suspended": noop("A suspended participant cannot do this."),
    "suspension_until": noop("A suspension ends at a stated time, at most %(days)s days from now."),
    "text_needed": noop("The text that is put to the vote is needed."),
    "too_few_candidates": noop("%(standing)s candidates stand for %(seats)s seats."),
    "too_many": noop("There can be at most %(most)s."),
    "translated_already": noop("There is a text in this language already."),
    "unknown": noop("There is no such %(what)s: %(id)s."),
    "until_foreign": noop("Only a suspension has an end."),
    "vote_is_secret": noop("The charter makes this vote secret; it is not cast by roll call."),
    "weight_of_person": noop("Only an organisation's weight can be stated."),
    "weight_over": noop("The charter allows an organisation a weight of at most %(most)s."),
    "witness_key": noop("This is not the key of a witness of that name."),
}

#: What refuses, by the first part of the rule's name, for the end of the sentence.
RULES: dict[str, str] = {
    "charter/authoritative": noop("Rule: the charter on the authoritative language."),
    "charter/conduct": noop("Rule: the charter on conduct."),
    "charter/correspondence": noop("Rule: the charter on votes by correspondence."),
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
    "adopted": noop("adopted"),
    "rejected": noop("rejected"),
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
        if name in ("present", "roll"):
            return _number(data["count"][name], viewer)
        if name in ("yes", "no"):
            return _number(data["outcome"][name], viewer)
        if name == "result":
            return _("adopted") if data["outcome"]["adopted"] else _("not adopted")
        if name == "elected":
            return _(", ").join(viewer.name(who) for who in data["elected"])
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
        return viewer.name(value)
    if name == "closes" and "T" in value:
        return format_moment(value, viewer.timezone, viewer.language, viewer.calendar)  # type: ignore[arg-type]
    if name == "before":
        return value
    if name in ("present", "needed", "most", "total") and value.replace("/", "").isdigit():
        return _number(value, viewer)
    return value
