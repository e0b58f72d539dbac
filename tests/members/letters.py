"""Reading links out of letters, as their readers do."""

from __future__ import annotations

from urllib.parse import urlsplit

from letters.models import Letter


def link_to(address: str) -> str:
    """Give the path in the newest letter to this address."""
    return urlsplit(Letter.objects.filter(address=address).latest("pk").link).path


def kinds_to(address: str) -> list[str]:
    return list(Letter.objects.filter(address=address).order_by("pk").values_list("kind", flat=True))
