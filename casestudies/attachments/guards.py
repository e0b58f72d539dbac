"""What must hold of the files before a text is sent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from django.utils.translation import gettext as _

from casestudies.attachments import entries
from casestudies.attachments.models import Attachment
from casestudies.models import Submission
from moderation.models import Audience
from moderation.workflow import Step

SHORTEST_NAME = 4


def every_file_is_checked(step: Step) -> Iterable[str]:
    """A text does not leave with a file that the virus scanner has not seen yet."""
    files = entries.entries(step.item.draft) if isinstance(step.item, Submission) else []
    if not files:
        return
    waiting = Attachment.objects.waiting().filter(pk__in=[file["id"] for file in files])
    for name in waiting.values_list("name", flat=True):
        yield _("“%(name)s” is still being checked for viruses. Try again in some minutes.") % {"name": name}


def no_file_name_names_the_administration(step: Step) -> Iterable[str]:
    """Where the administration is not to be named, its files do not name it either."""
    item = cast("Submission", step.item)
    if item.draft.get("audience") != Audience.UNATTRIBUTED or item.administration is None:
        return
    names = {
        item.administration.name_en,
        item.administration.name_fr,
        str(item.draft.get("attribution") or ""),
    }
    for file in entries.entries(item.draft):
        if any(len(name) >= SHORTEST_NAME and _bare(name) in _bare(file["name"]) for name in names):
            yield _(
                "The name of the file “%(name)s” names your administration. Attach it under another name."
            ) % {"name": file["name"]}


def _bare(words: str) -> str:
    return "".join(character for character in words.casefold() if character.isalnum())
