"""The roles of docs/workflow.md, and the sides they stand on."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    DELEGATE = "delegate", _("Delegate")
    CONTRIBUTOR = "contributor", _("Contributor")
    CONTACT_POINT = "contact_point", _("National Contact Point")
    FACILITATOR = "facilitator", _("Facilitator")
    CASE_OFFICER = "case_officer", _("Case officer")
    PUBLISHER = "publisher", _("Publisher")
    EDITOR = "editor", _("Editor")
    LANGUAGE_REVIEWER = "language_reviewer", _("Language reviewer")
    ADMINISTRATOR = "administrator", _("Administrator")
    AUDITOR = "auditor", _("Auditor")


# Held on behalf of an administration: they say nothing without one.
OF_ADMINISTRATION = frozenset({Role.DELEGATE, Role.CONTRIBUTOR, Role.CONTACT_POINT})
# Those who write for their administration.
WRITERS = frozenset({Role.CONTRIBUTOR, Role.CONTACT_POINT})
OF_SECRETARIAT = frozenset(
    {
        Role.CASE_OFFICER,
        Role.PUBLISHER,
        Role.EDITOR,
        Role.LANGUAGE_REVIEWER,
        Role.ADMINISTRATOR,
        Role.AUDITOR,
    }
)
# Those who may see what stands on the desk; administrators have no power over content by that role.
AT_DESK = frozenset({Role.CASE_OFFICER, Role.PUBLISHER, Role.AUDITOR})
# Those who may see editions of the guide being made; auditors read only.
AT_GUIDE_DESK = frozenset({Role.EDITOR, Role.LANGUAGE_REVIEWER, Role.PUBLISHER, Role.AUDITOR})
