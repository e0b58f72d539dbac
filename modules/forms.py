"""What the guide takes from its readers and from those who write it."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import User
from moderation.forms import MoveForm
from modules.marking import Action
from modules.models import Edition, ReadingMark, Significance
from modules.publication import known
from modules.reviewers import LANGUAGES
from prose.forms import LineField, ProseField

LINE: Final = 300
LONG: Final = 1_000


class MarkForm(forms.Form):
    """What is marked, how, and where the reader was."""

    kind = forms.ChoiceField(choices=ReadingMark.Kind.choices)
    key = forms.SlugField(max_length=100)
    action = forms.ChoiceField(choices=Action.choices)
    next = forms.CharField(required=False)


class StartForm(forms.Form):
    kind = forms.ChoiceField(choices=Edition.Kind.choices)


class ChangeForm(forms.Form):
    """What changed in a section and why, for readers, and whom it answers."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    significance = forms.ChoiceField(
        label=_("How much changed"), choices=Significance.choices, widget=forms.RadioSelect
    )
    note_en = ProseField(
        label=_("What changed and why, in English"),
        help_text=_("One or two sentences for readers: “Paragraph 35 now says …”"),
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    note_fr = ProseField(
        label=_("What changed and why, in French"),
        max_length=LONG,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    answers = LineField(
        label=_("Remarks it answers"),
        help_text=_("References such as FB-2026-0117, with spaces between them."),
        required=False,
        max_length=LINE,
    )

    def clean_answers(self) -> list[str]:
        references = list(dict.fromkeys(self.cleaned_data["answers"].replace(",", " ").upper().split()))
        found = known(references)
        unknown = [reference for reference in references if reference not in found]
        if unknown:
            raise ValidationError(
                _("There is no remark %(reference)s."), params={"reference": ", ".join(unknown)}
            )
        # What is treated together is answered together, under the reference of the one that leads.
        return list(dict.fromkeys(found[reference].reference for reference in references))

    def values(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("significance", "note_en", "note_fr")}


class NoteForm(forms.Form):
    """What the edition says of itself."""

    note = LineField(label=_("Note of the edition, in English"), max_length=LONG, required=False)
    note_fr = LineField(label=_("Note of the edition, in French"), max_length=LONG, required=False)


class PlaceForm(forms.Form):
    """Where a section stands, what it is called in addresses, what it carries on and refers to."""

    module = forms.ChoiceField(label=_("Module"))
    position = forms.IntegerField(label=_("Place in the module"), min_value=1, max_value=99)
    key = forms.SlugField(
        label=_("Key"),
        help_text=_(
            "It stands in addresses and stays for ever. Change it only when the section becomes another one."
        ),
        max_length=60,
    )
    predecessors = forms.MultipleChoiceField(
        label=_("Carries on"),
        help_text=_("Sections of the edition before that this one takes over: after a split or a merger."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    references = forms.MultipleChoiceField(
        label=_("Tools and references"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, choices: dict[str, list[tuple[str, str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, options in choices.items():
            self.fields[name].choices = options  # type: ignore[attr-defined]


class TableForm(MoveForm):
    body = LineField(label=_("Body"), max_length=160)
    session = LineField(label=_("Session"), max_length=160)
    document = LineField(label=_("Document number"), max_length=60)
    tabled_on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))


class EndorseForm(MoveForm):
    outcome = LineField(label=_("Outcome"), max_length=LINE)
    endorsed_on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))


class ScheduleForm(MoveForm):
    publish_at = forms.DateTimeField(
        label=_("Day and hour"),
        help_text=_("Everything is checked again then; if something is missing, you are told."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def clean_publish_at(self) -> Any:
        day = self.cleaned_data["publish_at"]
        if day <= timezone.now():
            raise ValidationError(_("Choose a time that is still to come."))
        return day


class CareForm(forms.Form):
    """Who looks after a section, and when it is read again."""

    owner = forms.ModelChoiceField(
        label=_("Owner"), queryset=User.objects.none(), required=False, empty_label=_("Nobody")
    )
    review_on = forms.DateField(
        label=_("To be read again on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, owners: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]


class LanguagesForm(forms.Form):
    """In which languages somebody approves translations."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=LANGUAGES, widget=forms.CheckboxSelectMultiple
    )
