"""Deleting what nobody needs any more: files removed long ago, and bytes that no row knows."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from casestudies.attachments.intake import FOLDER
from casestudies.attachments.models import Attachment

KEPT_FOR: Final = timedelta(days=30)
# A file that is being taken in has no row yet.
STRAY_AFTER: Final = timedelta(days=1)


def prune() -> tuple[int, int]:
    """Delete files removed from drafts 30 days ago and stray bytes; gives both counts, safe to run twice."""
    return _forget_removed(), _delete_strays()


def prune_and_say() -> str:
    """Do what is due once a day."""
    removed, strays = prune()
    return f"{removed} removed ones and {strays} stray ones deleted" if removed or strays else ""


def _forget_removed() -> int:
    count = 0
    for file in Attachment.objects.forgotten(before=timezone.now() - KEPT_FOR):
        with transaction.atomic():
            file.delete()
        default_storage.delete(file.stored_as)
        count += 1
    return count


def _delete_strays() -> int:
    try:
        _folders, names = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return 0
    known = set(Attachment.objects.values_list("stored_as", flat=True))
    strays = [path for name in names if (path := f"{FOLDER}/{name}") not in known and _is_old(path)]
    for path in strays:
        default_storage.delete(path)
    return len(strays)


def _is_old(path: str) -> bool:
    return default_storage.get_modified_time(path) < timezone.now() - STRAY_AFTER
