"""The summary of errors at the head of a page."""

from __future__ import annotations

import pytest
from django import forms
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _


class Asked(forms.Form):
    said = forms.CharField(label=_("What should change?"), error_messages={"required": "Write it."})
    email = forms.EmailField(label=_("E-mail"), error_messages={"required": "Write it."})


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("en", ("What should change? Write it.", "E-mail: Write it.")),
        ("fr", ("Que faut-il changer\u00a0? Write it.", "Adresse électronique\u00a0: Write it.")),
    ],
)
def test_label_that_asks_has_no_colon(language: str, lines: tuple[str, ...]) -> None:
    with translation.override(language):
        page = render_to_string("components/_errors.html", {"form": Asked({})})
    assert all(f"{line}</a>" in page for line in lines)
