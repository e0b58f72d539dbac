"""What every move's form carries: the version that was seen and a key of its own."""

from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from moderation.models import Moderated
from moderation.workflow import WORDS_WANTED, Move, Say
from prose.forms import ProseField

LONGEST = 5000
LONGEST_LETTER = 12_000


class MoveForm(forms.Form):
    """The plain form of a move; apps add fields by subclassing."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)
    words = ProseField(label=_("Your words"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, move: Move, item: Moderated, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"version": item.version, "key": uuid4()})
        kwargs.setdefault("auto_id", f"id_{move.name}_%s")
        super().__init__(*args, **kwargs)
        self.move, self.item = move, item
        if move.say is Say.NOTHING:
            del self.fields["words"]
        else:
            self.fields["words"].required = move.say is Say.REQUIRED
            self.fields["words"].error_messages["required"] = WORDS_WANTED

    def extra(self) -> dict[str, Any]:
        """Give what the move's change reads: the fields beyond those that every move has."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in {"version", "key", "words", "reason"}
        }


class OutwardMoveForm(MoveForm):
    """A decision whose letter is shown before it is sent: what stands here is what its readers get.

    Without the field, as from a program, the standard letter goes out; an empty one is refused.
    """

    letter = ProseField(
        label=_("The letter"),
        help_text=_("You can change these words. The rest of the letter is written by the portal."),
        max_length=LONGEST_LETTER,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10, "class": "in", "dir": "auto"}),
    )
    letter_language = forms.ChoiceField(choices=settings.LANGUAGES, required=False, widget=forms.HiddenInput)

    def offer_letter(self, words: str, language: str) -> None:
        """Fill in the words that would be sent, in their reader's language."""
        self.initial = {**self.initial, "letter": words, "letter_language": language}
        self.fields["letter"].widget.attrs["lang"] = language

    def drop_letter(self) -> None:
        """Offer no letter: there is nobody to read it."""
        del self.fields["letter"], self.fields["letter_language"]

    def clean_letter(self) -> str:
        letter: str = self.cleaned_data["letter"]
        if not letter and self.add_prefix("letter") in self.data:
            raise ValidationError(_("Write the letter: the administration must learn what was decided."))
        return letter
