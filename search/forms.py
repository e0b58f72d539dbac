import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from search.filtering import NAMES
from search.query import LONGEST

CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")
YEAR: Final = re.compile("[0-9]{1,4}")
LONGEST_VALUE: Final = 60
MOST_VALUES: Final = 20
LAST_PAGE: Final = 10_000


class QueryField(forms.CharField):
    """Takes any text: what cannot be searched is left out, and nothing is an error."""

    def to_python(self, value: Any) -> str:
        return CONTROL.sub(" ", str(value or "")).strip()[:LONGEST]


class ValuesField(forms.MultipleChoiceField):
    """Takes any values; which of them were offered is known only once something is found."""

    def to_python(self, value: Any) -> list[str]:
        values = (CONTROL.sub("", str(one))[:LONGEST_VALUE] for one in (value or ())[:MOST_VALUES])
        return [one for one in dict.fromkeys(values) if one]

    def validate(self, value: Any) -> None:
        """Accept what ``to_python`` has made of it."""


class NumberField(forms.Field):
    """Takes the number of a page; anything else is the first."""

    def to_python(self, value: Any) -> int:
        text = str(value or "")
        return (
            min(int(text), LAST_PAGE)
            if text.isascii() and text.isdecimal() and len(text) < LONGEST_VALUE
            else 1
        )


class SearchForm(forms.Form):
    """A search as it stands in the address; every address is a valid search."""

    q = QueryField(label=_("Search the guide and the case studies"), required=False)
    kind = ValuesField(required=False)
    module = ValuesField(required=False)
    region = ValuesField(required=False)
    topic = ValuesField(required=False)
    language = ValuesField(required=False)
    year = ValuesField(required=False)
    page = NumberField(required=False)

    def chosen(self) -> Mapping[str, Sequence[str]]:
        """Give the filters that are set."""
        chosen = {name: self.cleaned_data[name] for name in NAMES if self.cleaned_data[name]}
        if "year" in chosen:
            chosen["year"] = [year for year in chosen["year"] if YEAR.fullmatch(year)]
        return chosen
