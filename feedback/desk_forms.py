"""What the Secretariat fills in: answers, decisions, filters."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.forms import LONGEST
from feedback.models import Feedback, Kind
from members.models import User
from members.roles import Role
from moderation.forms import MoveForm
from modules.choices import module_choices, section_choices
from modules.models import Edition
from prose.forms import LineField, ProseField

ANY = ("", _("All"))


class AnswerForm(forms.Form):
    """The draft of an answer."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    words = ProseField(
        label=_("Answer"),
        help_text=_("In the language of the remark. A publisher releases it."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6, "class": "in", "dir": "auto"}),
    )


class ShowForm(MoveForm):
    """What of it stands in public."""

    shows_remark = forms.BooleanField(label=_("Show the remark where it was made"), required=False)
    shows_answer = forms.BooleanField(label=_("Show the answer with it"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        item = cast("Feedback", self.item)
        answer = getattr(item, "answer", None)
        self.initial.setdefault("shows_remark", item.shown)
        self.initial.setdefault("shows_answer", bool(answer and answer.shown))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("shows_answer") and not data.get("shows_remark"):
            self.add_error("shows_answer", _("An answer is shown only with its remark."))
        return data


class PlanForm(MoveForm):
    """For which edition a change is planned, where, by whom, and what readers are told."""

    planned_for = forms.ModelChoiceField(
        label=_("Edition"),
        queryset=Edition.objects.none(),
        widget=forms.Select(attrs={"class": "in"}),
        error_messages={"required": _("Choose the edition that brings the change.")},
    )
    plan_section = forms.ChoiceField(
        label=_("Section to change"), choices=section_choices, widget=forms.Select(attrs={"class": "in"})
    )
    plan_paragraph = forms.IntegerField(
        label=_("Paragraph"),
        required=False,
        min_value=1,
        widget=forms.NumberInput(attrs={"class": "in short"}),
    )
    drafter = forms.ModelChoiceField(
        label=_("Who drafts it"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.Select(attrs={"class": "in"}),
    )
    due_on = forms.DateField(
        label=_("Draft by"), required=False, widget=forms.DateInput(attrs={"class": "in", "type": "date"})
    )
    plan_sentence = LineField(
        label=_("The change, in one sentence"),
        help_text=_("Readers see this under “You said, we did”."),
        max_length=300,
        widget=forms.Textarea(attrs={"class": "in", "rows": 2, "dir": "auto"}),
        error_messages={"required": _("Say in one sentence what will change.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        item = cast("Feedback", self.item)
        editions = self.fields["planned_for"]
        editions.queryset = Edition.objects.in_preparation()  # type: ignore[attr-defined]
        editions.initial = Edition.objects.in_preparation().first()
        if editions.initial is None:
            editions.help_text = _("No edition is being prepared. An editor begins one first.")
        editors = User.objects.filter(is_active=True, roles_held__role=Role.EDITOR).distinct()
        self.fields["drafter"].queryset = editors  # type: ignore[attr-defined]
        self.initial.setdefault("plan_section", item.plan_section or item.section_key)
        self.initial.setdefault("plan_paragraph", item.plan_paragraph or item.paragraph)
        self.initial.setdefault("plan_sentence", item.plan_sentence)


class ReferForm(MoveForm):
    referred_to = LineField(
        label=_("To whom"),
        help_text=_("The person who said it is told."),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "in"}),
        error_messages={"required": _("Name to whom the remark is passed on.")},
    )


class MergeForm(MoveForm):
    """The remark with which this one is treated, named by its reference."""

    into = LineField(
        label=_("The other remark"),
        help_text=_("Its reference, for example FB-2026-0001. Its answer goes to both."),
        max_length=20,
        widget=forms.TextInput(attrs={"class": "in short"}),
        error_messages={"required": _("Name the remark with which this one is treated.")},
    )

    def clean_into(self) -> Feedback | None:
        reference = self.cleaned_data["into"].strip().upper()
        return Feedback.objects.received().filter(reference=reference).first()


class GatherForm(forms.Form):
    """The remarks that are treated together with one."""

    remarks = forms.ModelMultipleChoiceField(
        queryset=Feedback.objects.none(),
        to_field_name="reference",
        error_messages={"required": _("Choose at least one remark.")},
    )

    def __init__(self, *args: Any, remarks: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["remarks"].queryset = remarks  # type: ignore[attr-defined]


class FilterForm(forms.Form):
    """Which remarks the desk lists; what is not understood filters nothing."""

    show = forms.CharField(required=False)
    module = forms.ChoiceField(label=_("Module"), required=False, widget=forms.Select(attrs={"class": "in"}))
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[ANY, *Kind.choices],
        required=False,
        widget=forms.Select(attrs={"class": "in"}),
    )
    late = forms.BooleanField(label=_("Late only"), required=False)
    official = forms.BooleanField(label=_("Official positions only"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["module"].choices = [ANY, *module_choices()]  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class PeriodForm(forms.Form):
    """From when to when the figures count."""

    since = forms.DateField(
        label=_("First day"), required=False, widget=forms.DateInput(attrs={"class": "in", "type": "date"})
    )
    until = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput(attrs={"class": "in", "type": "date"})
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("since") and data.get("until") and data["since"] > data["until"]:
            self.add_error("until", _("The end lies before the beginning."))
        return data
