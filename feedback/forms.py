"""What readers fill in: a remark, with or without an account."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback import floods
from feedback.models import Capacity, Kind
from feedback.places import Place
from feedback.saying import Saying
from members.models import User
from prose.forms import LineField, ProseField

LONGEST = 4000
LONGEST_QUOTE = 600
NOBODY, ADMINISTRATION, PERSON = "nobody", "administration", "person"
ATTRIBUTIONS = (
    (NOBODY, _("Name nobody")),
    (ADMINISTRATION, _("Name my administration")),
    (PERSON, _("Name me")),
)


class RemarkForm(forms.Form):
    """What should change, and what kind of remark it is; fitted to the person and the place."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    words = ProseField(
        label=_("What should change?"),
        help_text=_(
            "In your own language. The Secretariat answers every remark, usually within ten working days."
        ),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "class": "in", "dir": "auto"}),
        error_messages={
            "required": _("Write what should change."),
            "max_length": _(
                "Use at most %(limit_value)d characters; these are %(show_value)d. Nothing was sent."
            ),
        },
    )
    kind = forms.ChoiceField(
        label=_("It is mostly"),
        choices=Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what kind of remark it is.")},
    )
    paragraph = forms.IntegerField(
        label=_("Paragraph"),
        help_text=_("The number in front of it, if you mean one paragraph."),
        required=False,
        min_value=1,
        widget=forms.NumberInput(attrs={"class": "in short", "inputmode": "numeric"}),
    )
    quote = ProseField(
        label=_("The passage you mean"),
        help_text=_("Copied from the text, if you mean a few words of it."),
        max_length=LONGEST_QUOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "in", "dir": "auto"}),
    )
    capacity = forms.ChoiceField(
        label=_("You say it as"),
        help_text=_("An official position goes to your contact point first, who clears it."),
        choices=Capacity.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    attribution = forms.ChoiceField(
        label=_("If your remark is shown"), choices=ATTRIBUTIONS, widget=forms.RadioSelect, required=False
    )

    def __init__(
        self, *args: Any, place: Place | None = None, person: User | None = None, **kwargs: Any
    ) -> None:
        initial = {"key": uuid4(), "capacity": Capacity.PERSONAL, "attribution": NOBODY}
        kwargs["initial"] = initial | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.place = place
        if place is None or not place.paragraphs:
            del self.fields["paragraph"]
        if person is None or person.administration_id is None:
            del self.fields["capacity"]
            field = self.fields["attribution"]
            field.choices = [choice for choice in ATTRIBUTIONS if choice[0] != ADMINISTRATION]  # type: ignore[attr-defined]

    def clean_paragraph(self) -> int | None:
        number: int | None = self.cleaned_data["paragraph"]
        if number is not None and self.place is not None and number not in self.place.paragraphs:
            first, last = self.place.paragraphs[0], self.place.paragraphs[-1]
            raise forms.ValidationError(
                _("This section has the paragraphs %(first)d to %(last)d.") % {"first": first, "last": last}
            )
        return number

    def said(self, language: str) -> Saying:
        """Give what was said, once the form is valid."""
        data = self.cleaned_data
        return Saying(
            kind=data["kind"],
            words=data["words"],
            language=language,
            key=data["key"],
            paragraph=data.get("paragraph"),
            quote=data["quote"],
            capacity=data.get("capacity") or Capacity.PERSONAL,
            names_administration=data["attribution"] == ADMINISTRATION,
            names_person=data["attribution"] == PERSON,
        )


class GuestForm(RemarkForm):
    """The same for somebody without an account, with what keeps machines out."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We write to it once, so that you can confirm it. It is never shown."),
        widget=forms.EmailInput(attrs={"class": "in", "autocomplete": "email"}),
        error_messages={"required": _("Write your e-mail address, so that we can answer you.")},
    )
    name = LineField(
        label=_("Your name"),
        help_text=_("If you wish."),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"class": "in", "autocomplete": "name"}),
    )
    begun = forms.CharField(widget=forms.HiddenInput, required=False)
    # A field that people do not see: whoever fills it in is a machine.
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    field_order = ("key", "begun", "words", "kind", "paragraph", "quote", "email", "name", "attribution")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["begun"] = floods.begun()

    @property
    def is_from_a_machine(self) -> bool:
        return bool(self.cleaned_data.get("website"))

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean_begun(self) -> str:
        token = str(self.cleaned_data["begun"])
        if floods.too_quick(token):
            # Hidden fields have no place of their own for a sentence.
            self.add_error(None, _("That was very quick. Look at your words once more and send them again."))
        return token


class RewriteForm(forms.Form):
    """New words for a remark that the contact point returned."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    words = ProseField(
        label=_("What should change?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6, "class": "in", "dir": "auto"}),
        error_messages={"required": _("Write what should change.")},
    )
