"""Short notes for the next page, in a cookie that nobody else can set."""

from __future__ import annotations

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class _NotesCookie(CookieStorage):
    @property
    def cookie_name(self) -> str:  # type: ignore[override]
        """Give the name of the settings: in production the prefix binds the cookie to this host alone."""
        return settings.NOTES_COOKIE_NAME


class Notes(FallbackStorage):
    """Django's own way, a cookie and for longer notes the session, under a name of the portal's."""

    storage_classes = (_NotesCookie, SessionStorage)
