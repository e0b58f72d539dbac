"""What is asked about a Word file that comes in, and about a copy that goes out."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from casestudies.word.copies import TYPES
from casestudies.word.opening import MAX_FILE, CannotBeRead
from casestudies.word.story import Story, read_story


class UploadForm(forms.Form):
    """A Word file; it is read here, so that what is wrong with it stands beside the field."""

    file = forms.FileField(
        label=_("Your Word file"),
        help_text=_(
            "A .docx file of at most 5 MB: the template, or a text of your own with the same headings."
        ),
        widget=forms.FileInput(attrs={"accept": ".docx," + TYPES["docx"]}),
        allow_empty_file=True,
        error_messages={"required": _("Choose a file.")},
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    story: Story

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_FILE:
            raise ValidationError(
                _("This file is larger than 5 MB. Leave out the pictures and send only the text.")
            )
        try:
            self.story = read_story(file)
        except CannotBeRead as refusal:
            raise ValidationError(str(refusal)) from refusal
        return file


class CopyForm(forms.Form):
    """Which copy is wanted: the kind of file, and the number of a text that was sent."""

    revision = forms.IntegerField(required=False, min_value=1, max_value=32767)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        # A word that Python keeps for itself.
        self.fields["as"] = forms.ChoiceField(choices=[(kind, kind) for kind in TYPES])
