"""What was read meets the form: what it takes goes into the draft, and so does what is only too long.

A draft never holds what the form would refuse for another reason, such as an address that is none: pages
may rely on the form having looked at it. Those words go to what could not be read.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from casestudies import fields
from casestudies.choices import in_words
from casestudies.fields import Field, Kind
from casestudies.forms import StoryForm
from casestudies.story import Content
from casestudies.word.values import Unread

_ONLY_LONG = frozenset({"max_length", "max_words", "long_line"})


def fitted(values: Content) -> tuple[Content, list[Unread]]:
    """Give what a draft may hold, and what it may not with the sentences of the form."""
    kept: Content = {}
    unread: list[Unread] = []
    for step in fields.Step:
        form = StoryForm(step=step.value, content={}, seen="")
        for field in fields.fields_of(step):
            if field.key in values:
                kept[field.key], lost = _fit(form, field, values[field.key])
                unread += lost
    return kept, unread


def _fit(form: StoryForm, field: Field, value: Any) -> tuple[Any, list[Unread]]:
    try:
        return _cleaned(form, field, value), []
    except ValidationError as error:
        if {entry.code for entry in error.error_list} <= _ONLY_LONG:
            return value, []
        if isinstance(value, list) and value:
            return _one_by_one(form, field, value)
        return ("" if isinstance(value, str) else value), [_refused(field, value, error)]


def _cleaned(form: StoryForm, field: Field, value: Any) -> Any:
    """Clean one value as the form does, with the form's own look at it."""
    form.cleaned_data = {field.key: form.fields[field.key].clean(value)}
    own = getattr(form, f"clean_{field.key}", None)
    return own() if own else form.cleaned_data[field.key]


def _one_by_one(form: StoryForm, field: Field, entries: list[Any]) -> tuple[list[Any], list[Unread]]:
    """Keep the entries that the form takes, in their order."""
    kept: list[Any] = []
    unread = []
    for entry in entries:
        try:
            kept = _cleaned(form, field, [*kept, entry])
        except ValidationError as error:
            unread.append(_refused(field, [entry], error))
    return kept, unread


def _refused(field: Field, value: Any, error: ValidationError) -> Unread:
    return Unread(field.key, " ".join(error.messages), _in_words(field, value))


def _in_words(field: Field, value: Any) -> str:
    if field.kind is Kind.ROWS:
        return "\n".join(" · ".join(filter(None, row.values())) for row in value)
    if isinstance(value, list):
        return "\n".join(in_words({field.key: value}).get(field.key, value))
    return str(value)
