"""What case studies hold about a person, and everything an administration contributed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from django.db.models import Q, QuerySet

from casestudies import fields
from casestudies.attachments.models import Attachment, Scan
from casestudies.models import Revision, SetAside, Submission
from casestudies.states import OPEN, S
from casestudies.story import Content
from casestudies.submissions import handed_over, words_of
from casestudies.word.models import WordImport
from casestudies.workflow import SUBMISSIONS
from letters.models import Letter
from letters.outbox import about
from members.bundle import Bundle
from members.holdings import Holding, Subject
from members.models import Administration
from members.retention import over
from moderation.holdings import told_history
from moderation.models import Clearance

# The letters that tell an administration what the Secretariat decided.
DECISIONS: Final = frozenset(
    f"casestudies/{kind}"
    for kind in (
        "accepted",
        "changes_requested",
        "declined",
        "edited",
        "published",
        "reopened",
        "restored",
        "retracted",
        "scheduled",
        "unscheduled",
    )
)


def give(subject: Subject, bundle: Bundle) -> None:
    """Give where the person wrote; the texts are the administration's."""
    written = Submission.objects.filter(**subject.account("writers")).order_by("pk")
    bundle.rows(
        "case-studies-you-wrote-in.json", ({"about": reference} for reference in _references(written))
    )
    sealed = Revision.objects.filter(**subject.account("sealed_by")).order_by("pk")
    bundle.rows(
        "texts-you-sent.json", sealed.values("submission__reference", "number", "sha256", "sealed_at")
    )
    uploaded = Attachment.objects.filter(**subject.account("uploaded_by"))
    bundle.rows(
        "files-you-attached.json",
        uploaded.values("submission__reference", "content_type", "size", "sha256", "uploaded_at"),
    )
    if subject.user is not None:
        for file in uploaded.visible_to(subject.user).distinct():
            bundle.stored(_file_name(file), file.stored_as)
    aside = SetAside.objects.filter(**subject.account("by"))
    bundle.rows(
        "words-of-yours-set-aside.json", aside.values("submission__reference", "step", "values", "at")
    )


def let_go(subject: Subject) -> None:
    """Change no text: whoever wrote in it stays an account without a name."""
    SetAside.objects.filter(**subject.account("by")).update(by=None)


def contributed(administration: Administration, bundle: Bundle, at_desk: bool) -> None:
    """Give each submission with its texts, files, history and letters of decision."""
    items = Submission.objects.filter(administration=administration).order_by("pk")
    if at_desk:
        items = items.exclude(cleared=None).exclude(state=S.WITHDRAWN)
    for item in items.select_related("case_study"):
        folder = f"case-studies/{item.reference}"
        texts = _texts(item, at_desk=at_desk)
        bundle.json(f"{folder}/submission.json", _submission(item) | told_history(SUBMISSIONS.name, item))
        for text in texts:
            _text(bundle, f"{folder}/text-{text.number}", text.content, text.sha256, text.sealed_at)
        if item.is_writable and not at_desk:
            _text(bundle, f"{folder}/draft", item.draft, "", item.draft_saved_at)
        for file in _files(item, texts, at_desk=at_desk):
            bundle.stored(f"{folder}/{_file_name(file)}", file.stored_as)
        for number, letter in enumerate(_decisions(item, administration), start=1):
            bundle.text(f"{folder}/letters/{number:02}-{letter.kind.rpartition('/')[2]}.txt", _words(letter))


def forget_old_and_say() -> str:
    """Forget words set aside in what is closed long ago, and what could not be read of Word files."""
    before = over("set_aside")
    closed = SetAside.objects.exclude(submission__state__in=OPEN).filter(
        at__lt=before, submission__state_since__lt=before
    )
    aside = closed.delete()[0]
    read = WordImport.objects.filter(dismissed_at__lt=before).exclude(unread=[], file_name="")
    unread = read.update(unread=[], file_name="")
    return f"{aside} texts set aside and {unread} Word files forgotten" if aside or unread else ""


def _references(items: QuerySet[Submission]) -> QuerySet[Submission, str]:
    return items.values_list("reference", flat=True).distinct()


def _submission(item: Submission) -> dict[str, Any]:
    consents = Clearance.objects.filter(workflow=SUBMISSIONS.name, item=item.pk)
    study = item.case_study
    return {
        "reference": item.reference,
        "state": item.state,
        "since": item.state_since,
        "begun": item.created,
        "address": study.get_absolute_url() if study.published_at else "",
        "published": study.published_at,
        "clearances": list(consents.values("sha256", "audience", "attribution", "method", "at")),
    }


def _texts(item: Submission, *, at_desk: bool) -> list[Revision]:
    """Give the sealed texts that both sides have seen: what the Secretariat still edits is its own."""
    texts = handed_over(item)
    if at_desk:
        consents = Clearance.objects.filter(workflow=SUBMISSIONS.name, item=item.pk)
        texts = texts.filter(sha256__in=consents.values("sha256"))
    return list(texts)


def _text(bundle: Bundle, name: str, content: Content, sha256: str, at: datetime) -> None:
    bundle.json(f"{name}.json", {"sha256": sha256, "at": at, "text": content})
    bundle.text(f"{name}.md", "\n".join(_markdown(content, sha256)))


def _markdown(content: Content, sha256: str) -> Iterator[str]:
    yield f"# {content.get('title', '')}\n"
    if sha256:
        yield f"SHA-256: {sha256}\n"
    for key, words in words_of(content).items():
        if words:
            yield f"## {fields.BY_KEY[key].label}\n\n{words}\n"


def _files(item: Submission, texts: list[Revision], *, at_desk: bool) -> QuerySet[Attachment]:
    kept = Attachment.objects.filter(removed_at=None).exclude(scan__in=(Scan.WAITING, Scan.INFECTED))
    sealed = Q(sealed_in__in=texts)
    return kept.filter(sealed if at_desk else sealed | Q(submission=item)).distinct()


def _file_name(file: Attachment) -> str:
    """Give a name that is one in the folder, and no way out of it."""
    return f"files/{str(file.pk)[:8]}-{file.name.replace('/', '_').replace(chr(92), '_')}"


def _decisions(item: Submission, administration: Administration) -> Iterator[Letter]:
    """Give one letter for each decision: the same went to everybody who writes for the administration."""
    sent = about(item.reference).filter(kind__in=DECISIONS, recipient__administration=administration)
    seen = set()
    for letter in sent.exclude(sent_at=None).order_by("written_at", "pk"):
        decision = letter.key.partition(":")[0]
        if decision not in seen:
            seen.add(decision)
            yield letter


def _words(letter: Letter) -> str:
    """Give a letter without its greeting, which names its reader."""
    return f"{letter.subject}\n{letter.sent_at:%Y-%m-%d}\n\n{letter.body.partition(chr(10) * 2)[2]}"


HOLDING = Holding("casestudies", give, let_go)
