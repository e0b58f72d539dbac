"""Names of people take next to nothing that could be an attack: mail programs make links of less."""

from __future__ import annotations

import pytest
from django import forms

from members.forms.fields import name_field
from tests.prose.hostile import SCRIPTS

# Templates' braces and the like, which are words to a browser.
HARMLESS = 20


def test_names_refuse_markup_and_addresses() -> None:
    field, taken = name_field("Full name"), []
    for text in SCRIPTS:
        try:
            taken.append(field.clean(text))
        except forms.ValidationError:
            continue
    assert len(taken) <= HARMLESS
    assert not [text for text in taken if set(text) & set("<>@:/\\")]


@pytest.mark.parametrize("name", ["Zoë d’Árcy-O'Neill", "N. 大川", "سارة العتيبي"])
def test_names_of_people_are_taken(name: str) -> None:
    assert name_field("Full name").clean(name) == name
