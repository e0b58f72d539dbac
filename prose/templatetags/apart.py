"""Words of people inside a sentence of the portal, and their addresses."""

import re

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def apart(words: object) -> SafeString:
    """Keep words in their own direction, so that they turn nothing beside them around."""
    return format_html("<bdi>{}</bdi>", words)


@register.filter
def at_its_dots(address: str) -> SafeString:
    """Let an e-mail address go on in the next line after its @ and its dots, not in the middle of a word."""
    return mark_safe(re.sub(r"(?<=[@.])", "<wbr>", escape(address)))
