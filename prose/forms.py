"""Form fields for text from people: they clean what comes in and count its words."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.deconstruct import deconstructible
from django.utils.translation import ngettext_lazy

from prose.clean import clean_line, clean_text
from prose.grammar import TextTooLong, bounded
from prose.plain import words_of
from prose.widgets import MarkdownEditor


@deconstructible
class MaxWords:
    """Refuse a text with more words than the limit; markup does not count."""

    message = ngettext_lazy(
        "Use at most %(limit)d word; this text has %(count)d.",
        "Use at most %(limit)d words; this text has %(count)d.",
        "limit",
    )

    def __init__(self, limit: int) -> None:
        self.limit = limit

    def __eq__(self, other: object) -> bool:
        return isinstance(other, MaxWords) and self.limit == other.limit

    def __hash__(self) -> int:
        return hash(self.limit)

    def __call__(self, text: str) -> None:
        count = words_of(text)
        if count > self.limit:
            raise ValidationError(
                self.message, code="max_words", params={"limit": self.limit, "count": count}
            )


def can_be_shown(text: str) -> None:
    """Refuse a text that the renderer would refuse."""
    try:
        bounded(text)
    except TextTooLong as refusal:
        raise ValidationError(str(refusal), code="too_long") from refusal


class _CleanField(forms.CharField):
    """A ``CharField`` that cleans in its own way and may bound the words."""

    clean_words: Callable[[str], str]

    def __init__(self, *, max_words: int | None = None, **options: Any) -> None:
        self.max_words = max_words
        super().__init__(**{"strip": False, **options})
        self.validators.append(can_be_shown)
        if max_words is not None:
            self.validators.append(MaxWords(max_words))

    def to_python(self, value: Any) -> str | None:
        text = super().to_python(value)
        return self.clean_words(text) or self.empty_value if isinstance(text, str) else text

    def has_changed(self, initial: Any, data: Any) -> bool:
        """A browser ends lines in its own way; that alone is no change."""
        return super().has_changed(self.to_python(initial), data)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = super().widget_attrs(widget)
        return attrs if self.max_words is None else {**attrs, "data-max-words": self.max_words}


class LineField(_CleanField):
    """One line of text: a name, a title, a reference."""

    clean_words = staticmethod(clean_line)


class ProseField(_CleanField):
    """A text in Markdown, written in the editor."""

    widget = MarkdownEditor

    clean_words = staticmethod(clean_text)
