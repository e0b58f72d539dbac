"""Which addresses a text may link to, and where its pictures may come from."""

import re
from typing import Final
from urllib.parse import unquote

from django.conf import settings

SCHEMES: Final = frozenset({"http", "https", "mailto"})
FILES: Final = "/files/"
_SCHEME = re.compile(r"\s*([a-z][a-z0-9+.\-]*):", re.IGNORECASE)


def _scheme(address: str) -> str:
    found = _SCHEME.match(address)
    return found[1].lower() if found else ""


def may_link(address: str) -> bool:
    """Say whether a text may link there: the web, a mailbox, or a page of this portal."""
    # Whatever stands before a first colon has to be a scheme of ours, "java%0Ascript:" too.
    has_scheme = ":" in re.split(r"[/?#]", address, maxsplit=1)[0]
    return not has_scheme or _scheme(address) in SCHEMES


def leads_elsewhere(address: str) -> bool:
    """Say whether a link may leave the portal; a complete address counts as elsewhere, even our own."""
    return _scheme(address) in {"http", "https"} or address.lstrip().startswith(("//", "\\\\", "/\\", "\\/"))


def may_picture(address: str) -> bool:
    """Say whether a text may show this picture: only from the portal's own files."""
    if ".." in unquote(address) or "\\" in unquote(address):
        return False
    # Without a setting, Django makes the media address "/", which would be every page.
    media = settings.MEDIA_URL if settings.MEDIA_URL not in {"", "/"} else FILES
    return address.startswith((FILES, media))
