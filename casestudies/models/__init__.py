"""Case studies: the public identity, each pass through moderation, and the sealed texts."""

from casestudies.models.case_study import (
    CaseStudy,
    CaseStudyQuerySet,
    CaseText,
    Illustration,
    reads_members_only,
)
from casestudies.models.submission import Revision, SetAside, Submission, SubmissionQuerySet

# One noun, one file: attachments stand on the models above.
import casestudies.attachments.models  # isort: skip  # noqa: F401 - Django finds an app's models only through this module

__all__ = [
    "CaseStudy",
    "CaseStudyQuerySet",
    "CaseText",
    "Illustration",
    "Revision",
    "SetAside",
    "Submission",
    "SubmissionQuerySet",
    "reads_members_only",
]
