"""Form fields for the parts of a charter that are more than one value: decision rules, and what precedes what."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hamgara.assembly import KINDS, STAGES
from hamgara.assembly.rules import Rule
from hamgara.web.stages.charter_words import ACTS
from hamgara.web.stages.charter_words import STAGES as STAGE_NAMES
from hamgara.web.stages.inputs import ShareField

__all__ = ["PrecedeField", "RuleField", "act_choices", "rule_boxes"]

RULE_KINDS = [
    ("share", _("a share of the votes")),
    ("double", _("the share among organisations and among independents separately")),
    ("consensus", _("consensus")),
]
BASES = [
    ("cast", _("of the votes in favour and against")),
    ("abstentions", _("of the votes, abstentions included")),
    ("roll", _("of the whole roll")),
]


def act_choices(*, empty: bool = False) -> list[Any]:
    """All kinds of act, grouped by stage."""
    groups: list[Any] = [("", _("– choose –"))] if empty else []
    for stage in (*STAGES, "conduct"):
        acts = [(kind, ACTS[kind]) for kind, declared in KINDS.items() if declared.stage == stage]
        groups.append((STAGE_NAMES[stage], acts))
    return groups


def rule_boxes(rule: Rule) -> list[Any]:
    """The boxes of a rule, as `RuleField` has them."""
    base = "roll" if rule.of_roll else "abstentions" if rule.abstentions else "cast"
    return [rule.kind, "least" if rule.inclusive else "more", rule.share, base, rule.objections]


class LabelledWidget(forms.MultiWidget):
    """Several boxes, each with a label."""

    template_name = "hamgara/bilingual.html"
    labels: tuple[Any, ...] = ()

    def decompress(self, value: Any) -> list[Any]:
        """The boxes of a value."""
        return list(value) if value else [None] * len(self.widgets)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Each box with its label."""
        context = super().get_context(name, value, attrs)
        for box, label in zip(context["widget"]["subwidgets"], self.labels, strict=True):
            box["label"] = label
        return context


class RuleWidget(LabelledWidget):
    """How one kind of matter is decided."""

    labels = (_("Decided by"), _("Threshold"), _("Share"), _("Counted"), _("Objections allowed in a consensus"))

    def __init__(self) -> None:
        super().__init__(
            {
                "kind": forms.Select(choices=RULE_KINDS),
                "bound": forms.Select(choices=[("more", _("more than")), ("least", _("at least"))]),
                "share": forms.TextInput({"size": 8, "dir": "ltr"}),
                "base": forms.Select(choices=BASES),
                "objections": forms.NumberInput({"min": 0, "max": 999}),
            }
        )


class RuleField(forms.MultiValueField):
    """A decision rule as the charter has it."""

    def __init__(self, **kwargs: Any) -> None:
        parts = [
            forms.ChoiceField(choices=RULE_KINDS),
            forms.ChoiceField(choices=[("more", ""), ("least", "")]),
            ShareField(most=None, required=False),
            forms.ChoiceField(choices=BASES),
            forms.IntegerField(min_value=0, max_value=999, required=False),
        ]
        super().__init__(parts, widget=RuleWidget(), require_all_fields=False, **kwargs)

    def compress(self, data_list: list[Any]) -> dict[str, Any]:
        """The rule's data; what its kind does not use, and what goes without saying, is left out."""
        kind, bound, share, base, objections = data_list or ["", "", "", "", None]
        if kind == "consensus":
            return {"kind": kind, "objections": objections} if objections else {"kind": kind}
        if not share:
            raise ValidationError(gettext("A share is needed, such as 1/2 or 2/3."))
        rule: dict[str, Any] = {} if share == Rule().share else {"share": share}
        if kind != "share":
            rule["kind"] = kind
        if bound == "least":
            rule["inclusive"] = True
        if base != "cast":
            rule["of_roll" if base == "roll" else "abstentions"] = True
        return rule


class PrecedeWidget(LabelledWidget):
    """One line of what must come before what."""

    labels = (_("Only possible"), _("after an act"))

    def __init__(self) -> None:
        choices = act_choices(empty=True)
        super().__init__({"kind": forms.Select(choices=choices), "before": forms.Select(choices=choices)})


class PrecedeField(forms.MultiValueField):
    """(kind of act, the kind that must have come before it), or None."""

    def __init__(self, **kwargs: Any) -> None:
        parts = [forms.ChoiceField(choices=act_choices(empty=True), required=False) for _part in range(2)]
        super().__init__(parts, widget=PrecedeWidget(), require_all_fields=False, required=False, **kwargs)

    def compress(self, data_list: list[str]) -> tuple[str, str] | None:
        """The pair; an error where only one half is given."""
        kind, before = data_list or ["", ""]
        if bool(kind) != bool(before):
            raise ValidationError(gettext("Choose both acts, or neither."))
        return (kind, before) if kind else None
