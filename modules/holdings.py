"""What the guide holds about a person: reading marks, care of sections, changes that were written."""

from __future__ import annotations

from members.bundle import Bundle
from members.holdings import Holding, Subject
from modules.models import Change, ReadingMark, ReviewLanguage, SectionCare


def give(subject: Subject, bundle: Bundle) -> None:
    marks = ReadingMark.objects.filter(**subject.account("user"))
    bundle.rows("reading-marks.json", marks.values("kind", "key", "read", "listed", "at"))
    languages = ReviewLanguage.objects.filter(**subject.account("user"))
    bundle.rows("languages-you-review.json", languages.values("language"))
    care = SectionCare.objects.filter(**subject.account("owner"))
    bundle.rows("sections-you-look-after.json", care.values("key", "review_on"))
    changes = Change.objects.published().filter(**subject.account("written_by"))
    bundle.rows(
        "changes-of-the-guide-you-wrote.json",
        changes.values("edition__number", "section_key", "note_en", "note_fr", "written_at"),
    )


def let_go(subject: Subject) -> None:
    """Delete what was the person's alone; a section looks for somebody else."""
    ReadingMark.objects.filter(**subject.account("user")).delete()
    ReviewLanguage.objects.filter(**subject.account("user")).delete()
    SectionCare.objects.filter(**subject.account("owner")).update(owner=None)


HOLDING = Holding("modules", give, let_go)
