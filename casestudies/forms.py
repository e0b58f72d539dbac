"""The form of a case study, built from the fields of the story, and the forms of its moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.utils.translation import gettext_lazy as _

from casestudies import fields
from casestudies.choices import choices_of
from casestudies.drafts import Tab
from casestudies.fields import Field, Kind
from casestudies.models import Submission
from casestudies.rules import colleagues
from casestudies.story import Content
from casestudies.widgets import ListWidget, RowsWidget
from moderation.forms import MoveForm
from moderation.models import Moderated
from prose.clean import clean_line
from prose.forms import LineField, ProseField
from prose.widgets import MarkdownEditor

CELL = fields.CELL


class ListField(forms.Field):
    """A short list of sentences, one input each; empty ones are dropped."""

    def __init__(self, *, rows: int, **kwargs: Any) -> None:
        super().__init__(widget=ListWidget(rows=rows), **kwargs)

    def clean(self, value: Any) -> list[str]:
        lines = [clean_line(line) for line in value or []]
        if any(len(line) > CELL for line in lines):
            sentence = _("Use at most %(limit)d characters in each line.")
            raise ValidationError(sentence, code="long_line", params={"limit": CELL})
        return [line for line in lines if line]


class RowsField(forms.Field):
    """A small table of inputs; rows without a word are dropped."""

    def __init__(self, *, columns: tuple[tuple[str, fields.Words], ...], rows: int, **kwargs: Any) -> None:
        super().__init__(widget=RowsWidget(columns=columns, rows=rows), **kwargs)
        self.columns = columns

    def clean(self, value: Any) -> list[dict[str, str]]:
        rows = [{key: clean_line(row.get(key, "")) for key, _label in self.columns} for row in value or []]
        table = cast("RowsWidget", self.widget)
        table.wrong = None
        for n, row in enumerate(rows):
            for key, error in self._faults(row):
                table.wrong = (n, key)
                raise error
        return [row for row in rows if any(row.values())]

    def _faults(self, row: dict[str, str]) -> Iterator[tuple[str, ValidationError]]:
        """Give what a row cannot stay with, each with the box that holds it."""
        for key, cell in row.items():
            if len(cell) > CELL:
                sentence = _("Use at most %(limit)d characters in each box.")
                yield key, ValidationError(sentence, params={"limit": CELL})
        first = self.columns[0][0]
        if "url" in row:
            if any(row.values()) and not _is_address(row["url"]):
                sentence = _("“%(url)s” is not a full web address. Start with https://.")
                yield "url", ValidationError(sentence, params={"url": row["url"]})
        elif any(row.values()) and not row[first]:
            yield first, ValidationError(_("Say for each row what was measured."))


def _is_address(url: str) -> bool:
    try:
        URLValidator(schemes=["https", "http"])(url)
    except ValidationError:
        return False
    return True


class StoryForm(forms.Form):
    """One step of the form. Everything may stay empty in a draft; what is there must be well-formed."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    tab = forms.UUIDField(widget=forms.HiddenInput, required=False)
    turn = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31, required=False)

    def __init__(self, data: Any = None, *, step: str, content: Content, seen: str, more: str = "") -> None:
        super().__init__(data, initial={**content, "seen": seen, "tab": uuid4(), "turn": 0})
        self.step = step
        for field in fields.fields_of(step):
            self.fields[field.key] = _form_field(field)
        if isinstance(widget := getattr(self.fields.get(more), "widget", None), RowsWidget):
            widget.more = True

    def values(self) -> Content:
        """Give the cleaned values of those fields of this step that can be stored."""
        self.is_valid()
        values = {
            field.key: self.cleaned_data[field.key]
            for field in fields.fields_of(self.step)
            if field.key in self.cleaned_data
        }
        return {**values, **self._long_ones()}

    def _long_ones(self) -> Content:
        """A text with too many words is stored all the same: it is refused when it is sent."""
        too_long = {
            name: {error.code for error in errors.as_data()} == {"max_words"}
            for name, errors in self.errors.items()
            if name in self.fields
        }
        return {
            name: cast("ProseField", self.fields[name]).to_python(self[name].data)
            for name, only in too_long.items()
            if only
        }

    def stamp(self) -> Tab:
        """Say which opened form this is, and how often it was sent."""
        if not self.is_valid() and not self.is_bound:
            return Tab(self.initial["tab"])
        return Tab(self.cleaned_data.get("tab") or uuid4(), self.cleaned_data.get("turn") or 0)

    def clean_contact(self) -> str:
        contact: str = self.cleaned_data["contact"]
        if contact:
            EmailValidator(_("Give the e-mail address of a mailbox, such as it@customs.example."))(contact)
        return contact

    def clean_topics(self) -> list[str]:
        return _at_most(self.cleaned_data["topics"], fields.TOPICS_MAX, _("Choose at most three topics."))

    def clean_sections(self) -> list[str]:
        return _at_most(
            self.cleaned_data["sections"], fields.SECTIONS_MAX, _("Choose at most four sections.")
        )


def _at_most(chosen: list[str], limit: int, sentence: fields.Words) -> list[str]:
    if len(chosen) > limit:
        raise ValidationError(str(sentence))
    return chosen


def _form_field(field: Field) -> forms.Field:
    common: dict[str, Any] = {"label": field.label, "help_text": field.hint, "required": False}
    return BUILDERS[field.kind](field, common)


BUILDERS: dict[Kind, Callable[[Field, dict[str, Any]], forms.Field]] = {
    Kind.LINE: lambda field, common: LineField(max_length=field.max_length, **common),
    Kind.PROSE: lambda field, common: ProseField(
        widget=MarkdownEditor(), max_words=field.max_words or None, **common
    ),
    Kind.LIST: lambda field, common: ListField(rows=field.rows, **common),
    Kind.ROWS: lambda field, common: RowsField(columns=field.columns, rows=field.rows, **common),
    Kind.TICK: lambda _field, common: forms.BooleanField(**common),
    Kind.CHOICE: lambda field, common: forms.ChoiceField(
        choices=choices_of(field.key), widget=forms.RadioSelect, **common
    ),
    Kind.CHOICES: lambda field, common: forms.MultipleChoiceField(
        choices=choices_of(field.key), widget=forms.CheckboxSelectMultiple, **common
    ),
}


class SubmitForm(MoveForm):
    """Sending; whoever may clear it at once can say so here."""

    clear_now = forms.BooleanField(
        label=_("Clear it in the same step, for my administration"),
        help_text=_("You speak for your administration as its contact point."),
        required=False,
    )


class RetractForm(MoveForm):
    """The reason for a retraction, which readers find in the place of the text."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = _("The reason, in a sentence that every reader may see")


class HandOverForm(MoveForm):
    """Handing a draft to a colleague."""

    def __init__(self, *args: Any, item: Moderated, **kwargs: Any) -> None:
        super().__init__(*args, item=item, **kwargs)
        self.fields["colleague"] = forms.ModelChoiceField(
            colleagues(cast("Submission", item)),
            label=_("Colleague"),
            help_text=_("Somebody who writes for your administration."),
        )
        self.order_fields(["version", "key", "colleague", "words"])


class AnswerForm(forms.Form):
    """The administration's answer to one point."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    answer = ProseField(
        label=_("Your answer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2, "class": "in"})
    )


class FilterForm(forms.Form):
    """The library's filters; anything unknown counts as not chosen."""

    q = forms.CharField(required=False, max_length=200)
    module = forms.CharField(required=False, max_length=60)
    region = forms.CharField(required=False, max_length=8)
    topic = forms.CharField(required=False, max_length=8)
    language = forms.CharField(required=False, max_length=8)
    year = forms.IntegerField(required=False, min_value=1900, max_value=2100)
    sort = forms.CharField(required=False, max_length=8)
    after = forms.CharField(required=False, max_length=50)
    before = forms.CharField(required=False, max_length=50)
    page = forms.IntegerField(required=False, min_value=1)

    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
