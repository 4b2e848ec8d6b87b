"""The ballot paper: ranks, names or scores, the same for open and for secret elections."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from msgspec import convert

from hamgara.assembly.ballots import Paper
from hamgara.assembly.elections import Election
from hamgara.dates import digits, format_number
from hamgara.dates.numerals import western_digits
from hamgara.documents import format_place
from hamgara.elections import METHODS
from hamgara.web.acts import ActForm, act_form, to_page
from hamgara.web.fields import LineField
from hamgara.web.stages.inputs import PickField
from hamgara.web.store.models import SecretBallot
from hamgara.web.viewer import Viewer

__all__ = ["BallotForm", "SecretBallotForm", "last_ballot"]


def last_ballot(viewer: Viewer, election: Election) -> Paper:
    """The reader's own ballot as it stands: names, best first, or scores; empty where there is none."""
    if not election.secret:
        return election.ballots.get(viewer.actor, ())
    if election.status != "open":
        return ()
    rows = SecretBallot.objects.filter(assembly_id=viewer.here.assembly_id, subject=election.id, voter=viewer.actor)
    content = rows.values_list("content", flat=True).first() or []
    return convert(content, tuple[str, ...] | dict[str, int])


@act_form("ballot.cast")
class BallotForm(ActForm):
    """Cast an open ballot, or change it."""

    title = _("Cast the ballot")
    lead = _("This election is open: the record shows who voted how. The last ballot before the end counts.")
    done = _("Your ballot is in the record. You can change it until the end of voting.")
    secret = False

    election = PickField(label=_("Election"))

    def prepare(self) -> None:
        """A box for each candidate, as the method asks, filled as one's last ballot was."""
        viewer = self.viewer
        part = viewer.state.elections.elections
        found = [e for e in part.values() if self._concerns(e)]
        self.fields["election"].offer((e.id, viewer.text(e.title)) for e in found)  # type: ignore[attr-defined]
        key = self.data.get("election") or self.initial.get("election") or (found[0].id if len(found) == 1 else "")
        self.paper = next((e for e in found if e.id == key), None)
        if self.paper is None:
            return
        self.initial["election"] = self.paper.id
        self.fields["election"].widget = forms.HiddenInput()
        given = last_ballot(viewer, self.paper)
        self.ballot = METHODS[self.paper.method].ballot
        if self.ballot == "scores":
            self._ask_scores(self.paper, dict(given) if isinstance(given, dict) else {})
        elif self.ballot == "ranked":
            self._ask_ranks(self.paper, tuple(given))
        else:
            self._ask_names(self.paper, tuple(given))

    def _concerns(self, election: Election) -> bool:
        return election.status == "open" and election.secret == self.secret and self.viewer.actor in election.roll

    def _ask_names(self, election: Election, given: tuple[str, ...]) -> None:
        self.fields["names"] = forms.MultipleChoiceField(
            label=gettext("Names"),
            error_messages={"required": gettext("The ballot names nobody. To abstain, do not cast a ballot.")},
            widget=forms.CheckboxSelectMultiple,
            choices=[(c, self._label(election, c)) for c in election.candidates],
            help_text=self._say_bound(election),
        )
        self.initial.setdefault("names", list(given))

    def _say_bound(self, election: Election) -> str:
        if self.ballot != "names":
            return gettext("As many names as you like; their order means nothing.")
        if election.seats == 1:
            return gettext("One name, for there is one seat.")
        most = format_number(election.seats, self.viewer.language)  # type: ignore[arg-type]
        return gettext("Up to %(n)s names; their order means nothing.") % {"n": most}

    def _ask_ranks(self, election: Election, given: tuple[str, ...]) -> None:
        language = "en" if self.viewer.language == "en" else "fa"
        for candidate in election.candidates:
            self.fields[f"rank-{candidate}"] = LineField(
                label=self._label(election, candidate),
                required=False,
                max_length=6,
                widget=forms.TextInput({"inputmode": "numeric", "size": 4, "autocomplete": "off", "class": "rank"}),
            )
        for rank, candidate in enumerate(given, 1):
            self.initial.setdefault(f"rank-{candidate}", digits(str(rank), language))  # type: ignore[arg-type]

    def _ask_scores(self, election: Election, given: dict[str, int]) -> None:
        choices = [(n, format_number(n, self.viewer.language)) for n in range(election.top_score + 1)]  # type: ignore[arg-type]
        for candidate in election.candidates:
            self.fields[f"score-{candidate}"] = forms.ChoiceField(
                label=self._label(election, candidate), choices=choices, required=False
            )
            self.initial.setdefault(f"score-{candidate}", given.get(candidate, 0))

    def _label(self, election: Election, candidate: str) -> str:
        place = format_place(election.nominations[candidate].place, self.viewer.language)  # type: ignore[arg-type]
        return f"{self.viewer.name(candidate)} – {place}"

    @property
    def rows(self) -> list[dict[str, Any]]:
        """For each candidate the place and the box for the rank or the score."""
        if self.paper is None:
            return []
        boxes = {name.partition("-")[2]: self[name] for name in self.fields if name.startswith(("rank-", "score-"))}
        return [{"id": c, "place": self.paper.nominations[c].place, "box": box} for c, box in boxes.items()]

    def clean(self) -> dict[str, Any]:
        """Put the ballot together: `paper` holds the candidates, best first, or the scores by candidate."""
        super().clean()
        if self.paper is not None:
            read = {"scores": self._read_scores, "ranked": self._read_ranks}.get(self.ballot, self._read_names)
            paper = read(self.paper)
            if not paper and not self.errors:
                self.add_error(None, gettext("The ballot names nobody. To abstain, do not cast a ballot."))
            self.cleaned_data["paper"] = paper
        return self.cleaned_data

    def _read_scores(self, election: Election) -> dict[str, int]:
        given = {c: int(self.cleaned_data.get(f"score-{c}") or 0) for c in election.candidates}
        return {candidate: score for candidate, score in given.items() if score}

    def _read_names(self, election: Election) -> list[str]:
        chosen = set(self.cleaned_data.get("names") or ())
        if self.ballot == "names" and len(chosen) > election.seats:
            language = self.viewer.language
            self.add_error(
                "names",
                gettext("%(given)s names are chosen; at most %(most)s are possible.")
                % {
                    "given": format_number(len(chosen), language),  # type: ignore[arg-type]
                    "most": format_number(election.seats, language),  # type: ignore[arg-type]
                },
            )
        # A ballot of names has no order: written in the order of the paper it does not betray one.
        return [c for c in election.candidates if c in chosen]

    def _read_ranks(self, election: Election) -> list[str]:
        at: dict[int, list[str]] = {}
        for candidate in election.candidates:
            text = western_digits(self.cleaned_data.get(f"rank-{candidate}") or "")
            if not text:
                continue
            if not (text.isascii() and text.isdigit() and int(text) > 0):
                self.add_error(f"rank-{candidate}", gettext("A whole number such as 1 or 2 is expected, or nothing."))
                continue
            at.setdefault(int(text), []).append(candidate)
        for rank, equal in at.items():
            if len(equal) > 1:
                for candidate in equal:
                    others = [self.viewer.name(c) for c in equal if c != candidate]
                    self.add_error(
                        f"rank-{candidate}",
                        gettext("The rank %(rank)s is given to %(names)s too; each rank can be given once.")
                        % {
                            "rank": format_number(rank, self.viewer.language),  # type: ignore[arg-type]
                            "names": gettext(", ").join(others),
                        },
                    )
        if at and election.defects.skipped != "pass" and max(at) > len(at):
            missing = next(rank for rank in range(1, max(at)) if rank not in at)
            self.add_error(
                None,
                gettext("Rank %(rank)s is left out. The charter wants ranks without gaps: 1, 2, 3 and so on.")
                % {"rank": format_number(missing, self.viewer.language)},  # type: ignore[arg-type]
            )
        return [equal[0] for _rank, equal in sorted(at.items())]

    def data_of_act(self) -> dict[str, Any]:
        """The act."""
        paper = self.cleaned_data["paper"]
        name = "scores" if isinstance(paper, dict) else "ranking"
        return {"election": self.cleaned_data["election"], name: paper}

    def after(self, data: Mapping[str, Any]) -> str:
        """The election's page."""
        return to_page(self.viewer, "elections-one", data["election"])


class SecretBallotForm(BallotForm):
    """A secret ballot: the same paper, but it goes into the box and never into the record by name."""

    done = _("Your ballot is in the box. You can change it until the end of voting.")
    secret = True
