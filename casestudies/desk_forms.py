"""The forms of the desk: those of its moves, of points, of the readers, and the queue's filters."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casestudies import fields
from casestudies.choices import AUDIENCES_AT_DESK
from casestudies.models import Submission
from casestudies.rules import case_officers_for
from moderation.forms import LONGEST, MoveForm, OutwardMoveForm
from moderation.models import Audience
from moderation.workflow import WORDS_WANTED
from prose.forms import LineField, ProseField


class RequestChangesForm(OutwardMoveForm):
    due_on = forms.DateField(
        label=_("Answer wanted by"), widget=forms.DateInput(attrs={"type": "date"}), required=True
    )

    def clean_due_on(self) -> date:
        due_on: date = self.cleaned_data["due_on"]
        if due_on <= timezone.now().date():
            raise ValidationError(_("Choose a day after today."))
        return due_on


class DeclineForm(OutwardMoveForm):
    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[
            ("outside", _("Outside the subject of the guide")),
            ("not_implemented", _("Not implemented yet, not even as a pilot")),
            ("incomplete", _("Too incomplete to review")),
            ("sensitive", _("Holds sensitive details that cannot be left out")),
            ("promotional", _("Advertises a product or a supplier")),
        ],
    )


class AssignForm(MoveForm):
    """To whom a submission is given."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = case_officers_for(self.item).exclude(pk=self.item.holder_id or 0)
        self.fields["colleague"] = forms.ModelChoiceField(
            label=_("Case officer"), queryset=others, empty_label=_("Choose a person")
        )


class ScheduleForm(OutwardMoveForm):
    """When a text is published by itself."""

    publish_at = forms.DateTimeField(
        label=_("Date and time (UTC)"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def clean_publish_at(self) -> datetime:
        moment: datetime = self.cleaned_data["publish_at"]
        if moment <= timezone.now():
            raise ValidationError(_("Choose a time that is still to come."))
        return moment


class LetterForm(MoveForm):
    """A signed letter in which an administration clears a text."""

    file = forms.FileField(label=_("The signed letter"), help_text=_("As PDF or as a picture."))
    seal = forms.CharField(
        label=_("The seal that the letter names"),
        help_text=_("At least its first twelve characters, copied from the letter and not from this page."),
        max_length=80,
    )
    signatory = LineField(label=_("Name and function of who signed it"), max_length=200)
    signed_on = forms.DateField(label=_("Date of the letter"), widget=forms.DateInput(attrs={"type": "date"}))

    def clean_signed_on(self) -> date:
        day: date = self.cleaned_data["signed_on"]
        if day > timezone.now().date():
            raise ValidationError(_("This date is still to come."))
        return day


class PointWordsForm(forms.Form):
    """What a point says, and who sees it."""

    words = ProseField(
        label=_("Comment"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2, "class": "in low"})
    )
    blocking = forms.BooleanField(label=_("Must be settled before acceptance"), required=False, initial=True)
    internal = forms.BooleanField(label=_("Only the Secretariat sees it"), required=False)


class PointForm(PointWordsForm):
    """A new point, pinned to a field."""

    field = forms.ChoiceField(
        label=_("Field"),
        choices=[(field.key, field.label) for field in fields.FIELDS],
        widget=forms.HiddenInput,
    )


class NarrowForm(forms.Form):
    """Fewer readers than the administration allows, with the reason."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)
    audience = forms.ChoiceField(label=_("Who may read it"), widget=forms.RadioSelect)
    words = ProseField(
        label=_("The reason"),
        help_text=_("It stays in the history; only the Secretariat sees it."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": WORDS_WANTED},
    )

    def __init__(self, data: Any = None, *, item: Submission, allowed: list[Audience]) -> None:
        initial = {"version": item.version, "key": uuid4(), "audience": item.audience}
        super().__init__(data, initial=initial, auto_id="id_narrow_%s")
        words = dict(AUDIENCES_AT_DESK)
        self.fields["audience"].choices = [(audience.value, words[audience.value]) for audience in allowed]  # type: ignore[attr-defined]


class QueueForm(forms.Form):
    """The queue's filters; anything unknown counts as not chosen."""

    show = forms.CharField(required=False, max_length=20)
    q = forms.CharField(required=False, max_length=200)
    module = forms.CharField(required=False, max_length=60)
    region = forms.CharField(required=False, max_length=8)
    language = forms.CharField(required=False, max_length=8)
    audience = forms.CharField(required=False, max_length=16)
    holder = forms.CharField(required=False, max_length=20)
    over = forms.BooleanField(required=False)
    page = forms.IntegerField(required=False, min_value=1)

    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
