"""What the pages call the parts of a charter: acts, roles, matters, sanctions, sections, stages."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

__all__ = [
    "ACTS",
    "DEFECTS",
    "MATTERS",
    "MEASURES",
    "OPENINGS",
    "ROLES",
    "SANCTIONS",
    "SECTIONS",
    "STAGES",
    "TREATMENTS",
    "VOTE_ORDERS",
    "join_words",
]

Words = Mapping[str, "str | Promise"]

#: Each kind of act as the doing of it.
ACTS: Words = {
    "assembly.convened": _("convening the assembly"),
    "charter.adopted": _("putting the first charter in force"),
    "charter.amended": _("putting a new charter in force"),
    "member.invited": _("inviting"),
    "invitation.accepted": _("accepting an invitation"),
    "invitation.withdrawn": _("withdrawing an invitation"),
    "member.accredited": _("accrediting"),
    "member.suspended": _("carrying out a suspension"),
    "member.reinstated": _("ending a suspension"),
    "member.excluded": _("carrying out an exclusion"),
    "member.resigned": _("resigning"),
    "member.moved": _("changing a place"),
    "delegate.appointed": _("appointing a delegate"),
    "delegate.withdrawn": _("withdrawing a delegate"),
    "mandate.split": _("dividing a mandate"),
    "key.registered": _("registering a key"),
    "key.revoked": _("revoking a key"),
    "witness.registered": _("registering a witness"),
    "witness.retired": _("retiring a witness"),
    "position.proposed": _("proposing a position"),
    "position.admitted": _("admitting a position"),
    "position.declined": _("declining a position"),
    "position.withdrawn": _("withdrawing a position"),
    "position.translated": _("translating a position"),
    "round.opened": _("opening a round of reactions"),
    "round.closed": _("closing a round of reactions"),
    "clause.proposed": _("proposing a clause"),
    "clause.moved": _("moving a clause to another place"),
    "clause.revised": _("revising a clause"),
    "clause.translated": _("translating a clause"),
    "clause.withdrawn": _("withdrawing a clause"),
    "amendment.proposed": _("proposing an amendment"),
    "amendment.rebased": _("setting an amendment anew"),
    "amendment.withdrawn": _("withdrawing an amendment"),
    "amendment.accepted": _("accepting an amendment without a vote"),
    "sounding.opened": _("opening a sounding"),
    "sounding.closed": _("closing a sounding"),
    "package.chosen": _("choosing a package as the draft"),
    "decision.opened": _("putting a subject to the vote"),
    "vote.cast": _("voting"),
    "decision.closed": _("closing a vote"),
    "decision.withdrawn": _("calling off a vote"),
    "election.called": _("calling an election"),
    "election.withdrawn": _("calling off an election"),
    "nomination.made": _("nominating"),
    "nomination.accepted": _("accepting a nomination"),
    "nomination.withdrawn": _("declining a nomination"),
    "voting.opened": _("opening the voting in an election"),
    "ballot.cast": _("casting a ballot"),
    "key.contributed": _("handing in a part of the key"),
    "credentials.listed": _("listing the voters' codes"),
    "ballot.received": _("taking in a sealed ballot"),
    "tally.shuffled": _("shuffling sealed answers"),
    "tally.decrypted": _("decrypting a part of the sum"),
    "ballots.closed": _("closing the ballots"),
    "result.declared": _("declaring a result"),
    "seat.vacated": _("vacating a seat"),
    "seat.filled": _("filling a vacant seat"),
    "meeting.fixed": _("fixing a meeting"),
    "meeting.opened": _("opening a meeting"),
    "meeting.closed": _("closing a meeting"),
    "sitting.called": _("calling a sitting"),
    "agenda.set": _("setting an agenda"),
    "sitting.opened": _("opening a sitting"),
    "sitting.closed": _("closing a sitting"),
    "item.taken": _("taking up an item"),
    "attendance.recorded": _("recording attendance"),
    "quorum.counted": _("counting the quorum"),
    "minutes.recorded": _("laying minutes before the members"),
    "minutes.approved": _("recording that minutes are approved"),
    "action.proposed": _("proposing a joint action"),
    "action.agreed": _("recording that a joint action is agreed"),
    "action.dropped": _("dropping a proposed action"),
    "action.concluded": _("concluding a joint action"),
    "commitment.made": _("making a commitment"),
    "commitment.released": _("releasing from a commitment"),
    "report.made": _("reporting on a commitment"),
    "commitment.met": _("finding a commitment met"),
    "commitment.missed": _("finding a commitment missed"),
    "list.drawn": _("drawing up a voting list"),
    "list.closed": _("closing a voting list"),
    "list.withdrawn": _("calling off a voting list"),
    "term.set": _("setting a term of the glossary"),
    "term.dropped": _("dropping a term of the glossary"),
    "comment.hidden": _("hiding a comment"),
    "comment.restored": _("showing a hidden comment again"),
    "matter.raised": _("raising a matter of conduct"),
    "matter.answered": _("answering in a matter of conduct"),
    "matter.withdrawn": _("withdrawing a matter of conduct"),
    "matter.ruled": _("ruling on a matter of conduct"),
    "resolution.drafted": _("drafting the resolution"),
    "resolution.adopted": _("recording that the resolution is adopted"),
    "resolution.signed": _("signing the resolution"),
    "signature.withdrawn": _("withdrawing a signature"),
    "reservation.made": _("making a reservation"),
    "reservation.withdrawn": _("withdrawing a reservation"),
    "resolution.published": _("publishing the resolution"),
    "accession.made": _("acceding to the resolution"),
    "accession.withdrawn": _("withdrawing an accession"),
}
VOTE_ORDERS: Words = {
    "far-reaching": _("the most far-reaching first"),
    "time": _("in the order in which they were proposed"),
    "chair": _("in the order that the chair sets"),
}
MEASURES: Words = {
    "words-changed": _("the words that it takes away and brings"),
    "words-struck": _("the words that it takes away"),
}
ROLES: Words = {
    "secretariat": _("the secretariat"),
    "organisation": _("organisations"),
    "independent": _("independents"),
    "delegate": _("delegates"),
    "supporter": _("supporters"),
    "observer": _("observers"),
    "committee": _("the committee"),
}
MATTERS: Words = {
    "clause": pgettext_lazy("subject of a vote", "clauses"),
    "amendment": pgettext_lazy("subject of a vote", "amendments"),
    "resolution": pgettext_lazy("subject of a vote", "the resolution"),
    "charter": pgettext_lazy("subject of a vote", "the charter"),
    "membership": pgettext_lazy("subject of a vote", "membership"),
    "conduct": pgettext_lazy("subject of a vote", "conduct"),
    "meeting": pgettext_lazy("subject of a vote", "meetings"),
    "action": pgettext_lazy("subject of a vote", "joint actions"),
    "motion": pgettext_lazy("subject of a vote", "other motions"),
}
SANCTIONS: Words = {
    "none": _("no sanction"),
    "reminder": _("a reminder"),
    "warning": _("a warning"),
    "suspension": _("a suspension"),
    "exclusion": _("an exclusion"),
}
#: Who learns, when a sounding closes, which member gave which answer.
OPENINGS: Words = {
    "nobody": _("nobody: the record holds the answers without names, and the server erases whose they are"),
    "members": _("members: the record holds the answers without names, and this server shows members whose they are"),
    "everyone": _("everyone: the record holds the answers with names"),
}
SECTIONS: Words = {
    "members": _("the members (persons without their names)"),
    "positions": _("the positions"),
    "clauses": _("the clauses"),
    "decisions": _("the decisions"),
    "elections": _("the elections"),
    "meetings": _("the meetings"),
    "actions": _("the joint actions"),
    "resolution": _("the resolution"),
    "record": _("the record"),
}
STAGES: Words = {
    "convening": pgettext_lazy("stage", "Convening"),
    "accreditation": pgettext_lazy("stage", "Accreditation"),
    "ground": pgettext_lazy("stage", "Common ground"),
    "drafting": pgettext_lazy("stage", "Drafting"),
    "decision": pgettext_lazy("stage", "Decision"),
    "committee": pgettext_lazy("stage", "Committee"),
    "meeting": pgettext_lazy("stage", "Next meeting"),
    "action": pgettext_lazy("stage", "Joint actions"),
    "publication": pgettext_lazy("stage", "Publication and accession"),
    "conduct": pgettext_lazy("stage", "Conduct"),
}

#: Defects of a ballot, and what becomes of it, for the form.
DEFECTS: Words = {
    "equal": _("A ballot that gives two candidates one rank"),
    "skipped": _("A ballot that leaves a rank out"),
    "repeated": _("A ballot on which a name stands twice"),
    "unknown": _("A ballot with the name of somebody who does not stand"),
}
TREATMENTS: Words = {
    "void": _("is invalid as a whole"),
    "cut": _("counts as far as it goes before that"),
    "pass": _("counts without it"),
}


def join_words(words: list[str]) -> str:
    """Several words as one phrase: "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    comma = gettext(", ")
    return gettext("%(first)s and %(last)s") % {"first": comma.join(words[:-1]), "last": words[-1]}
