"""Django's filter ``date`` with what French writes; every template has it (``TEMPLATES`` in the settings)."""

from typing import Any

from django import template
from django.template import defaultfilters

from prose.dates import with_ordinal

register = template.Library()


@register.filter(expects_localtime=True, is_safe=False)
def date(value: Any, form: str | None = None) -> str:
    """Write a date or a time in a format of Django's."""
    return with_ordinal(str(defaultfilters.date(value, form)))
