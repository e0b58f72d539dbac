"""What the HTML side of a letter needs."""

import re

from django import template
from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def own_links(markup: SafeString) -> SafeString:
    """Let a reader follow the portal's own addresses, and none that somebody typed into a title or a text.

    ``markup`` is escaped already.
    """
    address = re.compile(rf"(?<=[\s>]){re.escape(escape(settings.PORTAL_ADDRESS))}/[^\s<>]*")
    return mark_safe(address.sub(lambda found: f'<a href="{found[0]}">{found[0]}</a>', markup))
