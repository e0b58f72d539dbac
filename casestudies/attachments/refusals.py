"""Why a file is not taken, in a sentence for the person who sent it; each begins with what comes after its name."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# Short names, because the PDF reader works in a process of its own and can only say one word.
SENTENCES: Final[dict[str, Promise]] = {
    "empty": gettext_lazy("“%(name)s” is empty. Choose the file again."),
    "unknown": gettext_lazy(
        "“%(name)s” cannot be read. Attach PDF, Word (.docx), Excel (.xlsx), PowerPoint (.pptx) or a picture "
        "(PNG, JPEG, WebP)."
    ),
    "two_kinds": gettext_lazy(
        "“%(name)s” holds a second file inside or behind it. Save the document anew and attach only that."
    ),
    "locked_or_old": gettext_lazy(
        "“%(name)s” has a password or is in an old Office format. Save it as .docx, .xlsx or .pptx without a "
        "password."
    ),
    "password": gettext_lazy("“%(name)s” has a password. Save it without one and attach it again."),
    "macros": gettext_lazy("“%(name)s” holds macros. Save it without them, as .docx, .xlsx or .pptx."),
    "elsewhere": gettext_lazy(
        "“%(name)s” draws on a template, picture or data kept somewhere else. Put what is needed into the file "
        "itself, or save it as PDF."
    ),
    "embedded": gettext_lazy(
        "“%(name)s” has another file or a control embedded in it. Take it out, or save the document as PDF."
    ),
    "bomb": gettext_lazy("“%(name)s” is far too large once it is unpacked. Split it or save it as PDF."),
    "pixels": gettext_lazy("“%(name)s” has too many pixels. Use a picture of at most 24 million."),
    "damaged": gettext_lazy("“%(name)s” is damaged. Open it, save it anew and attach it again."),
    "active": gettext_lazy(
        "“%(name)s” holds a script or an action that starts by itself. Print it to a new PDF and attach that."
    ),
    "carries_files": gettext_lazy(
        "“%(name)s” carries other files, films or sounds inside. Print it to a new PDF and attach that."
    ),
    "too_long": gettext_lazy("“%(name)s” has too many pages. Attach the part that others need."),
    "too_complicated": gettext_lazy(
        "“%(name)s” is too complicated to be checked. Print it to a new PDF and attach that."
    ),
    "too_large": gettext_lazy("“%(name)s” is larger than %(limit)s. Make it smaller or split it."),
    "too_many": gettext_lazy(
        "“%(name)s” is one too many: a case study has at most %(limit)s files. Remove one first."
    ),
    "contribution_full": gettext_lazy(
        "With “%(name)s” the files of this case study would be larger than %(limit)s together. Remove one first."
    ),
    "administration_full": gettext_lazy(
        "“%(name)s” does not fit: the files of your administration may take %(limit)s in all. Remove some that you "
        "do not need; their space is free again after 30 days."
    ),
    "twice": gettext_lazy("“%(name)s” is attached already."),
    "infected": gettext_lazy(
        "“%(name)s” holds a virus and was not kept. Have the computer it comes from looked at."
    ),
    "not_kept": gettext_lazy("“%(name)s” could not be kept just now. Try again in some minutes."),
}


class FileRefused(ValueError):
    """A file is not taken; ``code`` names the sentence."""

    def __init__(self, code: str, limit: str = "") -> None:
        super().__init__(code)
        self.code, self.limit = code, limit

    def sentence(self, name: str) -> str:
        """Give the sentence for the person who sent a file of this name."""
        return str(SENTENCES[self.code]) % {"name": name or _("The file"), "limit": self.limit}
