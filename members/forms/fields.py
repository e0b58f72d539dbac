"""Fields that several forms about people share."""

from __future__ import annotations

import re
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from members.models import Administration
from members.roles import Role
from prose.forms import LineField, ProseField

LONGEST_NAME = 120
LONGEST_WORDS = 2000
# Mail programs turn these into links; a name in a letter must not carry one.
_LIKE_AN_ADDRESS = re.compile(r"[/:@<>\\]|www\.|\.(?:com|edu|gov|int|info|mil|net|org)\b", re.IGNORECASE)


def no_address(name: str) -> None:
    if _LIKE_AN_ADDRESS.search(name):
        raise ValidationError(_("Write it in words, without an address of a page or of a mailbox."))


def name_field(label: Any, **options: Any) -> LineField:
    return LineField(label=label, max_length=LONGEST_NAME, validators=[no_address], **options)


def words_field(label: Any, **options: Any) -> ProseField:
    """A few plain sentences."""
    widget = forms.Textarea(attrs={"rows": 4})
    return ProseField(label=label, max_length=LONGEST_WORDS, widget=widget, **options)


class AddressField(forms.EmailField):
    """An e-mail address as it is stored: in small letters."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Work e-mail"))
        options.setdefault("widget", forms.EmailInput(attrs={"autocomplete": "email"}))
        super().__init__(max_length=254, **options)

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).lower()


class AdministrationField(forms.ModelChoiceField[Administration]):
    """An administration, by its name in the reader's language."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Administration"))
        super().__init__(Administration.objects.active(), empty_label=_("Choose"), **options)

    def label_from_instance(self, obj: Administration) -> str:
        return obj.name


class RolesField(forms.TypedMultipleChoiceField):
    """One or more roles, among those the person who asks may give."""

    def __init__(self, roles: tuple[Role, ...], **options: Any) -> None:
        options.setdefault("label", _("Roles"))
        choices = [(role.value, role.label) for role in roles]
        super().__init__(choices=choices, widget=forms.CheckboxSelectMultiple, coerce=str, **options)


def language_field() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Language of letters"), choices=settings.LANGUAGES)


def _zones() -> list[tuple[str, str]]:
    names = {name for name in available_timezones() if "/" in name and not name.startswith("Etc/")}
    return [(name, name.replace("_", " ")) for name in ("UTC", *sorted(names))]


def zone_field() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Time zone"), choices=lazy(_zones, list))


def confirm_field() -> forms.BooleanField:
    return forms.BooleanField(
        label=_("Yes, the administration has no contact point for now"),
        help_text=_("The Secretariat then answers for its people, and nothing of it can be cleared."),
        required=False,
    )
