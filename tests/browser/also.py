"""Further pages of contributing, moderating, people and letters, and what the demonstration has to hold for them."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from playwright.sync_api import Page

from casestudies.models import Submission
from casestudies.workflow import SUBMISSIONS
from feedback.askers import FOLLOW
from feedback.models import Feedback
from letters.models import Letter
from members.models import Administration, User
from members.roles import Role
from moderation.models import Point
from modules.models import Change, Edition
from modules.starting import start
from tests import factories

# Who opens which page; "" is somebody without an account.
ALSO: dict[str, dict[str, str]] = {
    "": {
        "retraction notice": "/{language}/case-studies/{retracted_case}/",
        "confirm a request for access": "/{language}/accounts/request/{request}/",
        "accept an invitation": "/{language}/accounts/invitation/{invitation}/",
        "confirm a remark": "/{language}/feedback/confirm/{confirm}/",
        "follow a remark": "/{language}/feedback/follow/{follow}/",
        "edition": "/{language}/editions/1/",
        "module of an edition": "/{language}/editions/1/strategic-alignment/",
        "parts of pages": "/{language}/styleguide/",
        "forgotten password": "/{language}/accounts/password/reset/",
        "forgotten password, letter sent": "/{language}/accounts/password/reset/done/",
        "forgotten password, old link": "/{language}/accounts/password/reset/key/1-none/",
        "new password is set": "/{language}/accounts/password/reset/key/done/",
        "closed account": "/{language}/accounts/inactive/",
        "letter to an address": "/{language}/accounts/confirm-email/",
        "old link to an address": "/{language}/accounts/confirm-email/none/",
    },
    "newcomer": {
        "room, empty": "/{language}/contribute/",
        "letters, none": "/{language}/accounts/letters/",
        "remarks, none": "/{language}/feedback/mine/",
        "reading list": "/{language}/reading-list/",
    },
    "contributor": {
        "draft, not complete": "/{language}/contribute/{blank}/",
        "in clearance": "/{language}/contribute/{in_clearance}/",
        "declined": "/{language}/contribute/{declined}/",
        "withdrawn": "/{language}/contribute/{withdrawn}/",
        "accepted": "/{language}/contribute/{accepted}/",
        "own official remark": "/{language}/feedback/{official}/",
        "sign out": "/{language}/accounts/logout/",
        "new password": "/{language}/accounts/password/change/",
        "e-mail address": "/{language}/accounts/email/",
        "say it is you": "/{language}/accounts/reauthenticate/",
        "app for the second step": "/{language}/accounts/2fa/totp/activate/",
        "passkeys": "/{language}/accounts/2fa/webauthn/",
        "add a passkey": "/{language}/accounts/2fa/webauthn/add/",
    },
    "other.contributor": {
        "published": "/{language}/contribute/{published}/",
        "retracted": "/{language}/contribute/{retracted}/",
        "scheduled": "/{language}/contribute/{scheduled}/",
    },
    "contact.point": {
        "text changed since, to clear": "/{language}/contribute/{cleared_again}/",
        "official remark to clear": "/{language}/feedback/{official}/",
        "person": "/{language}/contribute/people/{person}/",
        "request for access": "/{language}/contribute/people/requests/{request_pk}/",
    },
    "admin": {
        "desk, person": "/{language}/desk/people/{person}/",
        "desk, request for access": "/{language}/desk/people/requests/{desk_request_pk}/",
        "desk, what an administration holds": "/{language}/desk/people/contributions/demonstration-meridia/",
        "desk, erase a person": "/{language}/desk/people/{person}/erase/",
        "outbox, administrator": "/{language}/desk/letters/",
    },
    "officer": {
        "queue, nothing found": "/{language}/desk/submissions/?q=zzzzqq",
        "queue, with the member": "/{language}/desk/submissions/?show=member",
        "new submission": "/{language}/desk/submissions/{submitted}/",
        "clean text": "/{language}/desk/submissions/{in_review}/?view=clean",
        "declined, at the desk": "/{language}/desk/submissions/{declined}/",
        "retracted, at the desk": "/{language}/desk/submissions/{retracted}/",
        "one signed letter to record": "/{language}/desk/submissions/{letterless}/letter/",
        "letter": "/{language}/desk/letters/{letter}/",
        "outbox, nothing given up": "/{language}/desk/letters/?show=given_up",
        "feedback desk, nothing found": "/{language}/desk/feedback/?show=withdrawn",
    },
    "publisher": {
        "scheduled, at the desk": "/{language}/desk/submissions/{scheduled}/",
        "published, at the desk": "/{language}/desk/submissions/{published}/",
        "one signed letter to verify": "/{language}/desk/submissions/{recorded}/letter/",
        "edition to approve": "/{language}/desk/editions/{edition}/",
    },
    "editor": {
        "place of a new section": "/{language}/desk/editions/{edition}/new-section/",
        "place of a section": "/{language}/desk/editions/{edition}/sections/mission-first/place/",
        "note of an edition": "/{language}/desk/editions/{edition}/note/",
        "new change": "/{language}/desk/editions/{edition}/sections/mission-first/changes/",
        "change": "/{language}/desk/editions/{edition}/sections/mission-first/changes/{change}/",
        "change of an introduction": "/{language}/desk/editions/{edition}/modules/strategic-alignment/changes/{module_change}/",
        "who cares for a section": "/{language}/desk/editions/care/mission-first/",
    },
    "facilitator": {"facilitators": "/{language}/guide/strategic-alignment/facilitators/"},
}
# Forms sent with nothing, or with something wrong, in them: who, where, which form, what is typed.
REFUSED: dict[str, tuple[str, str, str, dict[str, str]]] = {
    "sign in": ("", "/{language}/accounts/login/", "form:has([name=login])", {}),
    "ask for access": ("", "/{language}/accounts/request/", "form:has([name=why])", {}),
    "accept an invitation": ("", "/{language}/accounts/invitation/{invitation}/", "main form", {}),
    "forgotten password": ("", "/{language}/accounts/password/reset/", "main form", {}),
    "say something": ("", "/{language}/feedback/sections/mission-first/", "form:has([name=words])", {}),
    "write in Word": ("contributor", "/{language}/contribute/from-word/", "form:has([type=file])", {}),
    "form, story": (
        "contributor",
        "/{language}/contribute/{blank}/edit/story/",
        "main form:has([name=situation])",
        {"links-0-url": "javascript:alert(1)"},
    ),
    "answer a point": (
        "other.contributor",
        "/{language}/contribute/{changes_requested}/",
        "form:has([name=answer])",
        {"answer": ""},
    ),
    "new password": ("contributor", "/{language}/accounts/password/change/", "main form", {}),
    "say it is you": ("contributor", "/{language}/accounts/reauthenticate/", "main form", {"password": "no"}),
    "return without words": (
        "contact.point",
        "/{language}/contribute/{in_clearance}/",
        "form[action$='/return/']",
        {},
    ),
    "dispute without words": (
        "contact.point",
        "/{language}/contribute/{awaiting_confirmation}/",
        "form[action$='/dispute/']",
        {},
    ),
    "invite": ("contact.point", "/{language}/contribute/people/", "form[action$='/invite/']", {}),
    "hand over": ("contact.point", "/{language}/contribute/people/hand-over/", "main form", {}),
    "refuse a request": (
        "contact.point",
        "/{language}/contribute/people/requests/{request_pk}/",
        "form[action$='/refuse/']",
        {},
    ),
    "desk, invite": ("admin", "/{language}/desk/people/", "form[action$='/invite/']", {}),
    "pin a point": ("officer", "/{language}/desk/submissions/{in_review}/", "form[action$='/points/']", {}),
    "decline without words": (
        "officer",
        "/{language}/desk/submissions/{in_review}/",
        "form[action$='/decline/']",
        {},
    ),
    "narrow without a reason": (
        "publisher",
        "/{language}/desk/submissions/{accepted}/",
        "form[action$='/audience/']",
        {},
    ),
    "record a letter": (
        "officer",
        "/{language}/desk/submissions/{letterless}/letter/",
        "form[action$='/record-letter/']",
        {},
    ),
    "edit the text": (
        "officer",
        "/{language}/desk/submissions/{in_review}/edit/story/",
        "main form:has([name=situation])",
        {"links-0-url": "javascript:alert(1)"},
    ),
    "answer a remark": ("officer", "/{language}/desk/feedback/{triaged}/", "form[action$='/answer/']", {}),
    "retract without words": (
        "publisher",
        "/{language}/desk/submissions/{published}/",
        "form[action$='/retract/']",
        {},
    ),
}

# What says on a page that something was refused.
WRONG = ".err, [role=alert], .notice.bad, .has-error"


def refuse(page: Page, form: str, typed: dict[str, str]) -> None:
    """Send a form as a browser without its own checks does."""
    where = page.locator(form).first
    where.evaluate(
        """(form, typed) => {
            for (const [name, value] of Object.entries(typed)) form.elements[name].value = value;
        }""",
        typed,
    )
    with page.expect_navigation():
        where.evaluate("(form) => HTMLFormElement.prototype.submit.call(form)")


def references() -> dict[str, str]:
    """Name one item of the demonstration in each state, of the administration that looks at it; add what is missing."""
    own = {item.state: item.reference for item in Submission.objects.order_by("-pk")}
    mine = {
        "draft",
        "in_clearance",
        "in_review",
        "awaiting_confirmation",
        "declined",
        "withdrawn",
        "accepted",
    }
    theirs = {"changes_requested", "published", "retracted", "scheduled"}
    for slug, states in (("meridia", mine), ("valoria", theirs)):
        items = Submission.objects.filter(administration__slug=f"demonstration-{slug}", state__in=states)
        own |= {item.state: item.reference for item in items.order_by("-pk")}
    triaged = Feedback.objects.filter(state="triaged").latest("pk")
    editor = User.objects.get(email="editor@demo.example")
    coming = Edition.objects.in_preparation().first() or start(editor, "major")
    return {**own, "triaged": triaged.reference, "edition": coming.reference}


def more_references() -> dict[str, str]:
    """Give ``references`` and what stands in the addresses of ``ALSO`` and ``REFUSED``; makes it where there is none."""
    found = references()
    contact_point = User.objects.get(email="contact.point@demo.example")
    contributor = User.objects.get(email="contributor@demo.example")
    officer = User.objects.get(email="officer@demo.example")
    nowhere = factories.administration("Customs of Nowhere")
    _person("newcomer", Role.CONTRIBUTOR, administration=nowhere)
    waiting = [_sent(name) for name in ("Solitaria", "Insularia")]
    factories.letter_recorded(waiting[1], officer)
    asked = factories.access_request(contact_point.administration)
    for_desk = factories.access_request(nowhere)
    unconfirmed = factories.access_request(contact_point.administration, state="unconfirmed")
    _made, invitation = factories.invitation(contact_point)
    official = factories.remark(contributor, capacity="official")
    change = Change.objects.create(
        edition=Edition.objects.get(reference=found["edition"]),
        section_key="mission-first",
        significance="typo",
        note_en="Says who signs.",
    )
    introduced = Change.objects.create(
        edition=Edition.objects.get(reference=found["edition"]),
        section_key="strategic-alignment",
        significance="typo",
        note_en="Says what the module is for.",
    )
    return {
        **found,
        "module_change": str(introduced.pk),
        "blank": _blank(contributor).reference,
        "cleared_again": _changed_since(contributor, contact_point, officer).reference,
        "retracted_case": Submission.objects.get(reference=found["retracted"]).case_study.slug,
        "letterless": waiting[0].reference,
        "recorded": waiting[1].reference,
        "letter": str(Letter.objects.filter(kind="casestudies/changes_requested").latest("pk").pk),
        "person": str(contributor.pk),
        "request": factories.token_of(unconfirmed),
        "request_pk": str(asked.pk),
        "desk_request_pk": str(for_desk.pk),
        "invitation": invitation,
        "official": official.reference,
        "confirm": signing.TimestampSigner(salt="feedback.confirm").sign("a@reader.example"),
        "follow": FOLLOW.sign(factories.guest_remark().reference),
        "change": str(change.pk),
    }


def _person(name: str, *roles: Role, administration: Administration) -> User:
    user = factories.person(name, *roles, administration=administration)
    user.email = f"{name}@demo.example"
    user.set_password(settings.DEMO_PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def _sent(name: str) -> Submission:
    """A text whose administration has no contact point."""
    author = _person(
        name.lower(), Role.CONTRIBUTOR, administration=factories.administration(f"Customs of {name}")
    )
    item = factories.draft(author)
    factories.move(SUBMISSIONS, item, "submit", author)
    return item


def _changed_since(author: User, contact_point: User, officer: User) -> Submission:
    """A text that was cleared once, came back with a point, and is to be cleared in other words."""
    item = factories.draft(author)
    for verb, actor in (
        ("submit", author),
        ("clear", contact_point),
        ("claim", officer),
        ("request_changes", officer),
    ):
        factories.make(item, verb, actor)
    Point.objects.filter(item=item.pk).update(
        answer="Five hours.", answered_by=author, answered_at=item.state_since
    )
    item.draft = {**item.draft, "situation": "Traders visited **nine** counters in two buildings."}
    item.save(update_fields=["draft"])
    factories.make(item, "submit", author)
    return item


def _blank(author: User) -> Submission:
    item = factories.draft(author)
    item.draft = {**item.draft, "situation": "", "lessons": [], "statement": False}
    item.save(update_fields=["draft"])
    return item
