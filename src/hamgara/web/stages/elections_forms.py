"""The forms of elections: the call, nominations, voting, closing and result, vacant seats."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hamgara.assembly import Refused
from hamgara.assembly.ballots import place_classes
from hamgara.assembly.elections import OF_PEOPLE, TOP_SCORE, Election, PlaceBound
from hamgara.dates import format_number
from hamgara.documents import format_place
from hamgara.elections import METHODS, Places, RulesImpossible, check_rules
from hamgara.web.acts import ActForm, act_form, to_page
from hamgara.web.fields import BilingualField, MomentField, TextField
from hamgara.web.objects import title_of
from hamgara.web.sentences import refusal
from hamgara.web.stages.charter_words import join_words
from hamgara.web.stages.elections_ballots import BallotForm
from hamgara.web.stages.elections_places import PlaceRuleField
from hamgara.web.stages.elections_words import BODIES, group_methods, say_rule
from hamgara.web.stages.inputs import KEEPERS, Choices, PickField, ThresholdField, offer_keepers
from hamgara.web.store import boxes, closing, directory

__all__ = ["BallotForm", "ElectionForm"]

ROWS = 6


@act_form("election.called")
class CallForm(ActForm):
    """Call an election."""

    title = _("Call an election")
    lead = _(
        "With the call nominations are open. Method, seats and rules of place then stand as they are; to change them, "
        "call the election off and call another."
    )
    done = _("The election is called; nominations are open.")

    election_title = BilingualField(label=_("Title"), lines=1, max_length=200)
    body = forms.ChoiceField(label=_("To which body"))
    other_body = forms.RegexField(
        r"^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$",
        label=_("Another body"),
        required=False,
        help_text=_("A short name of its own in small Latin letters, such as audit-board."),
        error_messages={"invalid": _("Small Latin letters, digits and hyphens are expected.")},
        widget=forms.TextInput({"dir": "ltr", "lang": "en", "autocomplete": "off"}),
    )
    seats = forms.IntegerField(
        label=_("Seats"), min_value=1, max_value=100, localize=True, widget=forms.TextInput({"inputmode": "numeric"})
    )
    method = forms.ChoiceField(label=_("Method of counting"), widget=forms.RadioSelect)
    top_score = forms.IntegerField(
        label=_("Highest score"),
        required=False,
        min_value=1,
        max_value=10,
        localize=True,
        widget=forms.TextInput({"inputmode": "numeric"}),
        help_text=_("For methods that ask for scores; from 1 to 10."),
    )

    trustees = forms.MultipleChoiceField(
        label=_("Trustees"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "They hold the key together, and no one of them can open a ballot. Choose people of different "
            "organisations who do not depend on each other."
        ),
    )
    threshold = ThresholdField(
        help_text=_("With fewer than all, the result can be opened even if some lose their key: three of five, say."),
    )
    rehearsal = forms.BooleanField(
        label=_("This is a rehearsal"),
        required=False,
        help_text=_(
            "Trustees, registrar and voters do everything once with a test election, with keys and codes of its own. "
            "It is marked as a rehearsal everywhere, and nobody is elected by it."
        ),
    )
    registrar = PickField(
        label=_("Registrar"),
        help_text=_("Makes the voters' codes and hands them out. Is no trustee, and does not run the server."),
    )

    def prepare(self) -> None:
        """The charter's methods by name; the bodies there have been; six rows for rules of place."""
        viewer = self.viewer
        if viewer.state.charter.elections.secrecy == "sealed":
            offer_keepers(viewer, self.fields)
        else:
            for name in (*KEEPERS, "rehearsal"):
                del self.fields[name]
        methods = [m for m in viewer.state.charter.elections.methods if m in METHODS]
        self.fields["method"].choices = group_methods(methods, viewer.language)  # type: ignore[attr-defined]
        if any(METHODS[m].ballot == "scores" for m in methods):
            self.initial.setdefault("top_score", format_number(TOP_SCORE, viewer.language))  # type: ignore[arg-type]
        else:
            del self.fields["top_score"]
        self.initial.setdefault("method", methods[0] if len(methods) == 1 else "")
        part = viewer.state.elections
        known = dict.fromkeys(["committee", *(e.body for e in part.elections.values())])
        self._choose("body", [(body, str(BODIES.get(body, body))) for body in known])
        self.initial.setdefault("body", "committee")
        for number in range(1, ROWS + 1):
            self.fields[f"rule_{number}"] = PlaceRuleField(
                viewer,
                label=gettext("Rule of place %(n)s") % {"n": format_number(number, viewer.language)},  # type: ignore[arg-type]
                required=False,
            )
        self.fields["rule_1"].help_text = gettext(
            "For example: from each city at most 1. Leave the place empty to mean each one. Rows left empty count "
            "for nothing."
        )

    def _choose(self, name: str, choices: Choices) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def data_of_act(self) -> dict[str, Any]:
        """The act, with an id of its own."""
        given = self.cleaned_data
        rules = [given[f"rule_{n}"] for n in range(1, ROWS + 1) if given[f"rule_{n}"]]
        data: dict[str, Any] = {
            "id": directory.new_id("el"),
            "title": given["election_title"],
            "seats": given["seats"],
            "method": given["method"],
        }
        if METHODS[given["method"]].ballot == "scores" and given.get("top_score"):
            data["top_score"] = given["top_score"]
        if "trustees" in self.fields:
            data |= {name: given[name] for name in KEEPERS}
            data |= {"rehearsal": True} if given["rehearsal"] else {}
        if rules:
            data["rules"] = [msgspec.to_builtins(msgspec.convert(rule, PlaceBound)) for rule in rules]
        body = given["other_body"] or given["body"] or "committee"
        return data if body == "committee" else {**data, "body": body}

    def after(self, data: Mapping[str, Any]) -> str:
        """The election's page."""
        return to_page(self.viewer, "elections-one", data["id"])


class ElectionForm(ActForm):
    """An act on one election; `name` is what the act calls it."""

    name = "election"
    statuses: tuple[str, ...] = ("called",)

    def concerns(self, election: Election) -> bool:
        """Whether the act can apply to that election."""
        return election.status in self.statuses

    def prepare(self) -> None:
        """The elections to which the act can apply."""
        found = [e for e in self.viewer.state.elections.elections.values() if self._fits(e)]
        found.sort(key=lambda e: -e.seq)
        offered = [(e.id, title_of(self.viewer, "election", e.id)) for e in found]
        self.fields[self.name].offer(offered)  # type: ignore[attr-defined]

    def _fits(self, election: Election) -> bool:
        return self.concerns(election) and not (election.decision and self.kind in OF_PEOPLE)

    @property
    def chosen(self) -> Election | None:
        """The election that the form is about, once it is known."""
        part = self.viewer.state.elections.elections
        key = self.data.get(self.name) or self.initial.get(self.name) or ""
        found = part.get(str(key))
        if found is None and not key:
            fitting = [e for e in part.values() if self._fits(e)]
            found = fitting[0] if len(fitting) == 1 else None
        return found if found is not None and self._fits(found) else None

    def after(self, data: Mapping[str, Any]) -> str:
        """The page of the election, or of the decision whose box it is."""
        found = self.viewer.state.elections.elections[data[self.name]]
        return to_page(self.viewer, "decisions-one" if found.decision else "elections-one", found.id)


@act_form("election.withdrawn")
class CallOffForm(ElectionForm):
    """Call an election off."""

    title = _("Call the election off")
    lead = _("Ballots that were cast in it are never counted. The reason stays in the record.")
    done = _("The election is called off.")
    name = "id"
    statuses = ("called", "open")

    id = PickField(label=_("Election"))
    reason = TextField(label=_("Reason"), max_length=6000)

    def concerns(self, election: Election) -> bool:
        """Also an election that is closed and in which nobody voted, for it has no result."""
        return super().concerns(election) or (election.status == "closed" and not election.cast)


@act_form("nomination.made")
class NominateForm(ElectionForm):
    """Nominate somebody, or oneself."""

    title = _("Nominate")
    lead = _("Whoever is nominated stands only once they agree. Who nominates themselves agrees with it.")
    done = _("The nomination is made.")

    election = PickField(label=_("Election"))
    candidate = PickField(
        label=_("Candidate"),
        help_text=_("Persons who are accredited, with the place that they are accredited for."),
    )

    def prepare(self) -> None:
        """The elections that take nominations; the persons who can stand, oneself first."""
        super().prepare()
        viewer, election = self.viewer, self.chosen
        listed = []
        for person in viewer.state.membership.participants.values():
            able = person.kind in ("independent", "delegate") and person.status == "accredited" and person.place
            if not able or (election is not None and person.id in election.nominations):
                continue
            if person.id == viewer.actor:
                listed.append((0, "", person.id, gettext("myself (%(name)s)") % {"name": viewer.name(person.id)}))
            else:
                assert person.place is not None
                name = viewer.name(person.id)
                place = format_place(person.place, viewer.language)  # type: ignore[arg-type]
                listed.append((1, name, person.id, f"{name} – {place}"))
        self.fields["candidate"].offer((who, label) for *_order, who, label in sorted(listed))  # type: ignore[attr-defined]


class _OwnForm(ElectionForm):
    """The answer of who is nominated."""

    standings: tuple[str, ...] = ("made",)
    election = PickField(label=_("Election"))

    def concerns(self, election: Election) -> bool:
        """Whether the actor's own nomination in it can be answered so."""
        own = election.nominations.get(self.viewer.actor)
        return election.status in self.statuses and own is not None and own.status in self.standings


@act_form("nomination.accepted")
class AcceptForm(_OwnForm):
    """Agree to stand."""

    title = _("Agree to stand")
    lead = _("Your name and place will be on the ballot.")
    done = _("You stand in this election.")


@act_form("nomination.withdrawn")
class StandDownForm(_OwnForm):
    """Decline to stand, or stand no longer."""

    title = _("Not stand")
    lead = _(
        "You cannot be nominated in this election again. After the result is declared this means that you are passed "
        "over when a seat falls vacant."
    )
    done = _("You do not stand in this election.")
    statuses = ("called", "declared")
    standings = ("made", "accepted")


@act_form("voting.opened")
class OpenVotingForm(ElectionForm):
    """Close nominations and open the voting."""

    title = _("Open the voting")
    lead = _(
        "Nominations end. The roll of voters and their weights are fixed as they are now, and ballots can be cast and "
        "changed until the time that you state."
    )
    done = _("Voting is open.")

    election = PickField(label=_("Election"))
    closes = MomentField(label=_("Open until"))

    def clean(self) -> dict[str, Any]:
        """What the rules of place allow is found out before anybody votes, and said in plain words."""
        super().clean()
        found = self.viewer.state.elections.elections.get(self.cleaned_data.get("election", ""))
        if found is not None and found.rules and len(found.candidates) >= found.seats:
            places = Places({c: place_classes(found.nominations[c].place) for c in found.candidates})
            try:
                check_rules(found.candidates, found.seats, places, tuple(b.rule() for b in found.rules))
            except RulesImpossible as error:
                rules = join_words([say_rule(rule, self.viewer.language) for rule in error.rules])
                raise ValidationError(
                    gettext("With these candidates no set of winners can keep: %(rules)s.") % {"rules": rules}
                ) from error
        return self.cleaned_data

    def data_of_act(self) -> dict[str, Any]:
        """The act, with the file of a sealed election."""
        return closing.voting_opened(self.viewer.here, self.cleaned_data["election"], self.cleaned_data["closes"])


@act_form("ballots.closed")
class CloseForm(ElectionForm):
    """Close the ballots."""

    title = _("Close the ballots")
    lead = _("The box is closed with the ballots that are in it.")
    done = _("The ballots are closed. The result can be declared.")
    statuses = ("open",)

    election = PickField(label=_("Election"))

    def prepare(self) -> None:
        """What will be stated: how many ballots there are, once it may be known."""
        super().prepare()
        found = self.chosen
        if found is None or not self._is_due(found):
            return
        cast = boxes.count_ballots(self.viewer.here, found)
        stated = gettext("%(cast)s ballots will be stated; %(roll)s voters are on the roll.") % {
            "cast": format_number(cast, self.viewer.language),  # type: ignore[arg-type]
            "roll": format_number(len(found.roll), self.viewer.language),  # type: ignore[arg-type]
        }
        erased = gettext(
            "The box goes into the record without names, its ballots sorted so that their order tells nothing; who "
            "cast which is erased from this server."
        )
        if found.sealing is not None:
            erased = gettext("Which code was whose is erased from this server. The trustees can then open the sum.")
        self.lead = f"{stated} {erased}" if found.secret else stated  # type: ignore[assignment,misc]

    def _is_due(self, election: Election) -> bool:
        complete = not election.secret and len(election.ballots) == len(election.roll)
        return complete or self.viewer.here.now() >= election.closes

    def data_of_act(self) -> dict[str, Any]:
        """The act; no box is made before the time is over."""
        found = self.viewer.state.elections.elections[self.cleaned_data["election"]]
        if not self._is_due(found):
            raise Refused("not_yet", "act/ballots.closed", closes=found.closes)
        return closing.ballots_closed(self.viewer.here, found.id)


@act_form("result.declared")
class DeclareForm(ElectionForm):
    """Declare the result."""

    title = _("Declare the result")
    lead = _("The ballots are counted by the stated method; lots are drawn from the record's own fingerprint.")
    done = _("The result is declared, and the terms of office begin.")
    statuses = ("closed",)

    election = PickField(label=_("Election"))

    def prepare(self) -> None:
        """What will be stated: who is elected, in the order of election."""
        super().prepare()
        found = self.chosen
        if found is None:
            return
        try:
            elected = closing.result_declared(self.viewer.here, found.id)["elected"]
        except Refused as refused:
            self.lead = refusal(refused)  # type: ignore[assignment,misc]
            return
        self.lead = gettext("Will be declared elected, in this order: %(names)s. Their terms begin with it.") % {  # type: ignore[assignment,misc]
            "names": gettext(", ").join(self.viewer.name(who) for who in elected)
        }

    def data_of_act(self) -> dict[str, Any]:
        """The act, with the count's outcome."""
        return closing.result_declared(self.viewer.here, self.cleaned_data["election"])
