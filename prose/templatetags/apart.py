"""Words of people inside a sentence of the portal."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def apart(words: object) -> SafeString:
    """Keep words in their own direction, so that they turn nothing beside them around."""
    return format_html("<bdi>{}</bdi>", words)
