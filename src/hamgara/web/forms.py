"""How every form is written out: one field below the other, each with its label, help and errors tied to it."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting

__all__ = ["StackRenderer"]


class StackRenderer(TemplatesSetting):
    """`{{ form }}` and `{{ field.as_field_group }}` come out as the look's `.field` blocks."""

    form_template_name = "hamgara/form.html"
    field_template_name = "hamgara/field.html"
