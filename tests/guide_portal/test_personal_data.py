"""Every field that can hold words is classified in docs/personal-data.md."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from django.apps import apps
from django.db.models import BinaryField, CharField, FileField, GenericIPAddressField, JSONField, TextField

PAGE = Path(__file__).parents[2] / "docs" / "personal-data.md"
WORDS = (BinaryField, CharField, FileField, GenericIPAddressField, JSONField, TextField)


def _fields() -> set[str]:
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if isinstance(field, WORDS) and not field.choices
    }


def test_every_field_that_can_hold_words_is_classified_once() -> None:
    named = Counter(re.findall(r"`([a-z_]+\.\w+\.\w+)`", PAGE.read_text(encoding="utf-8")))
    fields = _fields()
    assert not fields - set(named), "say in docs/personal-data.md what these hold"
    assert not set(named) - fields, "these exist no longer"
    assert [name for name, count in named.items() if count > 1] == []


def test_what_names_people_stands_in_the_first_list() -> None:
    """A field called e-mail, name of a person, address of a network or password is personal by its name."""
    personal = PAGE.read_text(encoding="utf-8").partition("## Words that may name")[0]
    telling = re.compile(
        r"\.(email|full_name|guest_name|job_title|address|ip|user_agent|password|signatory)$"
    )
    # An address on the portal.
    listed = {name for name in _fields() if telling.search(name)} - {"search.Entry.address"}
    assert len(listed) > 12
    assert [name for name in listed if f"`{name}`" not in personal] == []
