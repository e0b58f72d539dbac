"""Files that came with a form, whichever of its buttons was pressed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from casestudies.attachments import intake
from casestudies.attachments.models import Kind
from casestudies.drafts import NotWritable
from casestudies.fields import BY_KEY, Step
from casestudies.models import Submission
from members.models import User

# The tag of what is said beside the list of files, and not only on top of the page.
BESIDE = "attachments"


def keep_sent_files(request: HttpRequest, item: Submission, user: User) -> None:
    """Take in whatever files a form brought, and say what became of each."""
    files = request.FILES.getlist("files")
    if not files:
        return
    kind = Kind.LETTER if step_of(request) == Step.CLEARANCE else Kind.ATTACHMENT
    try:
        taken = intake.take(item, files, user, kind)
    except NotWritable:
        messages.error(request, _("The text is not with you now, so its files cannot be changed."))
        return
    for file in taken.kept:
        messages.success(request, _("“%(name)s” is attached.") % {"name": file.name})
    for sentence in taken.refused:
        messages.error(request, sentence, extra_tags=BESIDE)
    item.refresh_from_db()


def step_of(request: HttpRequest) -> str:
    """Give the step of the form that the files came with."""
    step = request.POST.get("step", "")
    return step if step in list(Step) else BY_KEY["attachments"].step.value
