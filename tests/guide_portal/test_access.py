"""Every address × every role: what GET and POST answer. A new address without a row fails here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation
from pytest_django import DjangoDbBlocker

from casestudies.workflow import SUBMISSIONS
from feedback.askers import FOLLOW
from feedback.workflow import REMARKS
from letters.models import Letter
from members.models import User
from members.roles import Role
from modules import starting
from modules.models import Change, ReviewLanguage, SectionCare
from tests import factories, markup, people

pytestmark = pytest.mark.django_db

EVERYBODY = {"anonymous", *(field for field in people.Cast.__dataclass_fields__)}
OWN_WRITERS = {"author", "colleague", "contact_point"}
ALL_WRITERS = OWN_WRITERS | {"other_contributor", "other_contact_point"}
AT_DESK = {"officer", "second_officer", "publisher", "auditor"}
AT_GUIDE_DESK = {"editor", "language_reviewer", "publisher", "auditor"}
EDITOR = {"editor"}
TEACHERS = {"facilitator", "officer", "second_officer", "publisher", "editor", "language_reviewer", "auditor"}

# Address: who gets a page (200, or a redirect inside); everybody else gets 403 or 404, strangers the sign-in.
PAGES: dict[str, set[str]] = {
    "home": EVERYBODY,
    "styleguide": EVERYBODY,
    "modules:guide": EVERYBODY,
    "modules:module": EVERYBODY,
    "modules:questions": EVERYBODY,
    "modules:glossary": EVERYBODY,
    "modules:editions": EVERYBODY,
    "modules:edition": EVERYBODY,
    "modules:edition_module": EVERYBODY,
    "modules:changes": EVERYBODY,
    "modules:reading_list": EVERYBODY,
    "modules:desk_editions": AT_GUIDE_DESK,
    "modules:desk_edition": AT_GUIDE_DESK,
    "modules:desk_section": AT_GUIDE_DESK,
    "modules:desk_care": AT_GUIDE_DESK,
    "modules:desk_assign": {"editor", "publisher"},
    "modules:desk_reviewers": AT_GUIDE_DESK | {"administrator"},
    "modules:desk_note": EDITOR,
    "modules:desk_add": EDITOR,
    "modules:desk_place": EDITOR,
    "modules:desk_change_new": EDITOR,
    "modules:desk_change": EDITOR,
    "modules:desk_write": {"editor", "language_reviewer"},
    "modules:desk_guidance": AT_GUIDE_DESK,
    "modules:desk_guidance_write": {"editor", "language_reviewer"},
    "modules:desk_module": AT_GUIDE_DESK,
    "modules:desk_module_write": {"editor", "language_reviewer"},
    "modules:desk_module_change_new": EDITOR,
    "modules:desk_module_change": EDITOR,
    "modules:facilitators": TEACHERS | {"administrator"},
    "casestudies:library": EVERYBODY,
    "casestudies:detail": EVERYBODY,
    "attachments:file": EVERYBODY,
    "casestudies:room": ALL_WRITERS,
    "casestudies:template": ALL_WRITERS,
    "casestudies:from_word": ALL_WRITERS,
    "casestudies:copy": OWN_WRITERS,
    "casestudies:submission": OWN_WRITERS,
    "casestudies:edit": OWN_WRITERS,
    "casestudies:queue": AT_DESK,
    "casestudies:review": AT_DESK,
    "casestudies:awaiting_letter": AT_DESK,
    "casestudies:letter": AT_DESK,
    "casestudies:edit_text": {"officer"},
    "feedback:outcomes": EVERYBODY,
    "feedback:mine": EVERYBODY - {"anonymous"},
    "feedback:sent": EVERYBODY,
    "feedback:give": EVERYBODY,
    "feedback:give_case": EVERYBODY,
    # Whoever has the link of a letter: the link is the key.
    "feedback:confirm": EVERYBODY,
    "feedback:follow": EVERYBODY,
    # An official position: its author, and the contact point who clears it.
    "feedback:remark": {"author", "contact_point"},
    "feedback:desk": AT_DESK,
    "feedback:desk_remark": AT_DESK,
    "moderation:letters": AT_DESK | {"administrator"},
    "moderation:letter": AT_DESK | {"administrator"},
    "moderation:audit_trail": {"auditor", "administrator"},
    "feedback:figures": AT_DESK,
    "feedback:sheet": AT_DESK,
    "moderation:desk": AT_DESK | AT_GUIDE_DESK | {"administrator"},
    "letters:letters": EVERYBODY - {"anonymous"},
    "members:welcome": EVERYBODY - {"anonymous"},
    "members:account": EVERYBODY - {"anonymous"},
    "members:own_data": EVERYBODY - {"anonymous"},
    "members:request_access": EVERYBODY,
    "members:request_sent": EVERYBODY,
    "members:confirm_request": EVERYBODY,
    "members:invitation": {"anonymous"},
    "members:people": {"contact_point", "other_contact_point"},
    "members:hand_over": {"contact_point", "other_contact_point"},
    "members:contributions": {"contact_point", "other_contact_point"},
    "members:person": {"contact_point"},
    "members:access_request": {"contact_point"},
    "members:desk_people": {"administrator"},
    "members:desk_person": {"administrator"},
    "members:desk_access_request": {"administrator"},
    "members:desk_contributions": {"administrator"},
    "members:desk_erase": {"administrator"},
    "search:results": EVERYBODY,
}
# What must stand behind an address for it to answer.
QUERIES = {"casestudies:copy": "?as=md"}
# Addresses that only take POST: GET gets 405 from those who may, and never a page.
POSTS: dict[str, set[str]] = {
    "modules:mark": EVERYBODY - {"anonymous"},
    "modules:desk_start": EDITOR,
    "modules:desk_move": {"editor", "publisher"},
    "modules:desk_remove": EDITOR,
    "modules:desk_change_remove": EDITOR,
    "modules:desk_follow": {"editor", "language_reviewer"},
    "modules:desk_approve": {"language_reviewer"},
    "modules:desk_guidance_follow": {"editor", "language_reviewer"},
    "modules:desk_guidance_approve": {"language_reviewer"},
    "modules:desk_module_follow": {"editor", "language_reviewer"},
    "modules:desk_module_approve": {"language_reviewer"},
    "modules:desk_module_change_remove": EDITOR,
    "modules:desk_confirm": {"editor", "publisher"},
    "modules:desk_set_languages": {"editor", "administrator"},
    "casestudies:new": ALL_WRITERS,
    "casestudies:dismiss": OWN_WRITERS,
    "casestudies:answer": OWN_WRITERS,
    "casestudies:add_files": OWN_WRITERS,
    "casestudies:remove_file": OWN_WRITERS,
    "casestudies:put_away": OWN_WRITERS,
    "casestudies:move": OWN_WRITERS,
    # A colleague is told that it is not in his hands, with his words kept (409); the others may not (403).
    "casestudies:pin": {"officer", "second_officer"},
    "casestudies:revise": {"officer", "second_officer"},
    "casestudies:settle": {"officer", "second_officer"},
    "casestudies:unsettle": {"officer", "second_officer"},
    "casestudies:unpin": {"officer", "second_officer"},
    "casestudies:narrow": {"officer", "publisher"},
    "casestudies:decide": AT_DESK,
    "moderation:send_again": {"officer", "second_officer"},
    "moderation:audit_export": {"auditor", "administrator"},
    "feedback:move": {"author"},
    "feedback:follow_move": EVERYBODY,
    "feedback:rewrite": {"author"},
    "feedback:write_case": {"author"},
    "feedback:answer": {"officer", "second_officer"},
    "feedback:gather": {"officer", "second_officer"},
    "feedback:decide": AT_DESK,
    "members:invite": {"contact_point", "other_contact_point"},
    "members:send_again": {"contact_point"},
    "members:take_back": {"contact_point"},
    "members:approve": {"contact_point"},
    "members:refuse": {"contact_point"},
    "members:change_roles": {"contact_point"},
    "members:remove": {"contact_point"},
    "members:desk_invite": {"administrator"},
    "members:desk_send_again": {"administrator"},
    "members:desk_take_back": {"administrator"},
    "members:desk_approve": {"administrator"},
    "members:desk_refuse": {"administrator"},
    "members:desk_change_roles": {"administrator"},
    "members:desk_change_administration": {"administrator"},
    "members:desk_close": {"administrator"},
    "members:desk_reopen": {"administrator"},
}
APPS = ("letters", "modules", "casestudies", "attachments", "feedback", "moderation", "members", "search")
ON_DESK = ("person", "change_roles", "change_administration", "close", "reopen", "erase")


def _names(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _names(entry, entry.namespace or namespace)
        elif isinstance(entry, URLPattern) and entry.name and (namespace in APPS):
            yield f"{namespace}:{entry.name}"


def test_every_address_has_a_row() -> None:
    assert set(_names(get_resolver())) == {name for name in {*PAGES, *POSTS} if ":" in name}


@pytest.fixture(scope="module")
def world(kept_rows: None, django_db_blocker: DjangoDbBlocker) -> dict[str, Any]:
    with django_db_blocker.unblock(), translation.override("en"):
        return _world()


def _world() -> dict[str, Any]:
    cast = people.cast()
    edition = factories.edition()
    published = people.submission_in("published", cast)
    review = people.submission_in("in_review", cast)
    file = factories.attachment(published, sealed=True)
    draft = factories.draft(cast.author)
    letterless = factories.draft(
        factories.person(
            "alone", Role.CONTRIBUTOR, administration=factories.administration("Customs of Solitaria")
        )
    )
    factories.move(SUBMISSIONS, letterless, "submit", letterless.author)
    remark = factories.remark(cast.author, capacity="official", kind="example")
    factories.move(REMARKS, remark, "clear", cast.contact_point)
    guest = factories.guest_remark()
    point = factories.point(review, cast.officer)
    letter = Letter.objects.filter(reference=review.reference, kind="casestudies/cleared").first()
    aside = factories.set_aside(draft, cast.author)
    asked = factories.access_request(cast.author.administration)
    for_desk = factories.access_request(factories.administration("Customs of Nowhere"))
    invited, token = factories.invitation(cast.contact_point)
    prepared = starting.start(cast.editor, "major")
    note = Change.objects.create(
        edition=prepared, section_key="mission-first", significance="typo", note_en="Says who signs."
    )
    introduced = Change.objects.create(
        edition=prepared, section_key="strategic-alignment", significance="typo", note_en="Says for whom."
    )
    factories.guidance(prepared, "mission-first")
    ReviewLanguage.objects.create(user=cast.language_reviewer, language="fr")
    SectionCare.objects.create(key="mission-first", review_on=date(2027, 1, 1))
    section = [prepared.reference, "mission-first"]
    module = [prepared.reference, "strategic-alignment"]
    return {
        "cast": cast,
        "arguments": {
            "modules:module": ["strategic-alignment"],
            "modules:facilitators": ["strategic-alignment"],
            "modules:edition": [edition.number],
            "modules:edition_module": [edition.number, "strategic-alignment"],
            "modules:changes": [edition.number],
            "modules:desk_edition": [prepared.reference],
            "modules:desk_move": [prepared.reference, "discard"],
            "modules:desk_note": [prepared.reference],
            "modules:desk_add": [prepared.reference],
            "modules:desk_section": section,
            "modules:desk_place": section,
            "modules:desk_remove": section,
            "modules:desk_change_new": section,
            "modules:desk_change": [*section, note.pk],
            "modules:desk_change_remove": [*section, note.pk],
            "modules:desk_write": [*section, "fr"],
            "modules:desk_follow": [*section, "fr"],
            "modules:desk_approve": [*section, "fr"],
            "modules:desk_guidance": section,
            "modules:desk_guidance_write": [*section, "fr"],
            "modules:desk_guidance_follow": [*section, "fr"],
            "modules:desk_guidance_approve": [*section, "fr"],
            "modules:desk_module": module,
            "modules:desk_module_write": [*module, "fr"],
            "modules:desk_module_follow": [*module, "fr"],
            "modules:desk_module_approve": [*module, "fr"],
            "modules:desk_module_change_new": module,
            "modules:desk_module_change": [*module, introduced.pk],
            "modules:desk_module_change_remove": [*module, introduced.pk],
            "modules:desk_assign": ["mission-first"],
            "modules:desk_confirm": ["mission-first"],
            "modules:desk_set_languages": [cast.language_reviewer.pk],
            "casestudies:detail": [published.case_study.slug],
            "attachments:file": [file.pk, file.name],
            "casestudies:add_files": [draft.reference],
            "casestudies:remove_file": [draft.reference, file.pk],
            "casestudies:submission": [review.reference],
            "casestudies:edit": [draft.reference, "about"],
            "casestudies:copy": [review.reference],
            "casestudies:dismiss": [review.reference],
            "casestudies:review": [review.reference],
            "casestudies:letter": [letterless.reference],
            "casestudies:edit_text": [review.reference, "story"],
            "casestudies:answer": [review.reference, point.pk],
            "casestudies:put_away": [draft.reference, aside.pk],
            "casestudies:move": [review.reference, "withdraw"],
            "casestudies:pin": [review.reference],
            "casestudies:revise": [review.reference, point.pk],
            "casestudies:settle": [review.reference, point.pk],
            "casestudies:unsettle": [review.reference, point.pk],
            "casestudies:unpin": [review.reference, point.pk],
            "casestudies:narrow": [review.reference],
            "casestudies:decide": [review.reference, "decline"],
            "moderation:letter": [letter.pk],
            "moderation:send_again": [letter.pk],
            "feedback:give": ["mission-first"],
            "feedback:give_case": [published.case_study.slug],
            "feedback:confirm": [signing.TimestampSigner(salt="feedback.confirm").sign("a@reader.example")],
            "feedback:follow": [FOLLOW.sign(guest.reference)],
            "feedback:follow_move": [FOLLOW.sign(guest.reference), "reopen"],
            "feedback:rewrite": [remark.reference],
            "feedback:write_case": [remark.reference],
            "feedback:gather": [remark.reference],
            "feedback:remark": [remark.reference],
            "feedback:move": [remark.reference, "withdraw"],
            "feedback:desk_remark": [remark.reference],
            "feedback:answer": [remark.reference],
            "feedback:decide": [remark.reference, "acknowledge"],
            "members:confirm_request": [factories.token_of(asked)],
            "members:invitation": [token],
            "members:desk_contributions": [cast.author.administration.slug],
            **{f"members:{name}": [cast.colleague.pk] for name in ("person", "change_roles", "remove")},
            **{f"members:{name}": [invited.pk] for name in ("send_again", "take_back")},
            **{f"members:{name}": [asked.pk] for name in ("access_request", "approve", "refuse")},
            **{f"members:desk_{name}": [cast.colleague.pk] for name in ON_DESK},
            **{f"members:desk_{name}": [invited.pk] for name in ("send_again", "take_back")},
            **{f"members:desk_{name}": [for_desk.pk] for name in ("access_request", "approve", "refuse")},
        },
    }


def _people(cast: people.Cast) -> list[tuple[str, User | None]]:
    return [("anonymous", None), *cast.items()]


def _enter(client: Client, person: User | None) -> None:
    client.logout()
    if person is not None:
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")


@pytest.mark.parametrize("name", sorted(PAGES))
@pytest.mark.usefixtures("bare_refusals")
def test_page(client: Client, world: dict[str, Any], name: str) -> None:
    url = reverse(name, args=world["arguments"].get(name)) + QUERIES.get(name, "")
    for who, person in _people(world["cast"]):
        _enter(client, person)
        response = client.get(url)
        if who in PAGES[name]:
            assert response.status_code in {200, 302}, f"{who}: {response.status_code}"
            assert response.status_code == 200 or "/accounts/login/" not in response["Location"], who
            assert _faults(response) == [], who
        elif who == "anonymous" and response.status_code == 302:
            assert "/accounts/login/" in response["Location"]
        else:
            assert response.status_code in {403, 404}, f"{who}: {response.status_code}"


def _faults(response: Any) -> list[str]:
    """Give what is wrong with the HTML of a page; other answers have none."""
    is_page = response.status_code == 200 and response["Content-Type"].startswith("text/html")
    return markup.faults(response.content.decode()) if is_page else []


@pytest.mark.parametrize("name", sorted(POSTS))
@pytest.mark.usefixtures("bare_refusals")
def test_post_only(client: Client, world: dict[str, Any], name: str) -> None:
    url = reverse(name, args=world["arguments"].get(name))
    for who, person in _people(world["cast"]):
        _enter(client, person)
        assert client.get(url).status_code == 405, who
        if who not in POSTS[name]:
            response = client.post(url, {"version": 1, "words": "Words."})
            refused = response.status_code in {403, 404}
            assert refused or (who == "anonymous" and "/accounts/login/" in response["Location"]), who


def test_a_stranger_cannot_tell_existence_from_absence(client: Client, world: dict[str, Any]) -> None:
    _enter(client, world["cast"].other_contributor)
    known = client.get(reverse("casestudies:submission", args=world["arguments"]["casestudies:submission"]))
    unknown = client.get(reverse("casestudies:submission", args=["CS-2026-9999"]))
    assert (known.status_code, unknown.status_code) == (404, 404)
    assert _bare(known.content, world["arguments"]["casestudies:submission"][0]) == _bare(
        unknown.content, "CS-2026-9999"
    )


def _bare(content: bytes, reference: str) -> str:
    """Leave out what differs at every request: the form's token and the address that was asked for."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", content.decode()).replace(reference, "")
