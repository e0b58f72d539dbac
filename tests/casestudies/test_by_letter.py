"""Clearance by a signed letter: two people of the Secretariat, and only where nobody else can clear."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from casestudies.attachments.models import Attachment
from casestudies.by_letter import ClearanceLetter, awaiting_letter
from casestudies.states import S
from casestudies.workflow import SUBMISSIONS
from members.models import RoleHeld
from members.roles import Role
from moderation.models import Clearance, ClearanceMethod
from moderation.refusals import MoveIncomplete
from tests import factories, people
from tests.factories import letter_recorded, make, move

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def cast() -> people.Cast:
    """An administration whose contact point has left."""
    made = people.cast()
    RoleHeld.objects.filter(user=made.contact_point).delete()
    return made


def test_recorded_by_one_and_verified_by_another(cast: people.Cast) -> None:
    item = people.submission_in("in_clearance", cast)
    letter_recorded(item, cast.officer)
    assert (item.state, item.cleared) == (S.IN_CLEARANCE, None)
    with pytest.raises(MoveIncomplete):
        make(item, "clear_by_letter", cast.officer)
    make(item, "clear_by_letter", cast.second_officer)
    clearance = Clearance.objects.get(item=item.pk)
    assert (item.state, clearance.method) == (S.SUBMITTED, ClearanceMethod.LETTER)
    assert clearance.sha256 == item.current.sha256
    assert clearance.administration == item.administration


def test_not_where_a_contact_point_can_clear() -> None:
    cast = people.cast()
    item = people.submission_in("in_clearance", cast)
    with pytest.raises(MoveIncomplete):
        letter_recorded(item, cast.officer)
    assert item not in awaiting_letter(cast.officer)


@pytest.mark.parametrize("seal", ["", "abc", "0" * 12, "0" * 64])
def test_letter_must_name_exactly_this_text(cast: people.Cast, seal: str) -> None:
    item = people.submission_in("in_clearance", cast)
    with pytest.raises(MoveIncomplete):
        letter_recorded(item, cast.officer, seal=seal)
    assert not ClearanceLetter.objects.exists()
    assert not Attachment.objects.exists()


def test_letter_of_an_older_text_clears_nothing(cast: people.Cast) -> None:
    item = people.submission_in("in_clearance", cast)
    letter_recorded(item, cast.officer)
    RoleHeld.objects.create(user=cast.contact_point, role=Role.CONTACT_POINT)
    move(SUBMISSIONS, item, "return", cast.contact_point, words="One word more.")
    item.draft = {**item.draft, "years": "2020"}
    item.save()
    make(item, "submit", cast.author)
    RoleHeld.objects.filter(user=cast.contact_point).delete()
    with pytest.raises(MoveIncomplete):
        make(item, "clear_by_letter", cast.second_officer)


def test_hostile_letter_is_refused_and_not_kept(cast: people.Cast) -> None:
    item = people.submission_in("in_clearance", cast)
    with pytest.raises(MoveIncomplete):
        letter_recorded(
            item, cast.officer, file=SimpleUploadedFile("letter.pdf", b"<html><script>1</script>")
        )
    assert not Attachment.objects.exists()


def test_pages_show_nothing_of_the_text(client: Client, cast: people.Cast) -> None:
    item = people.submission_in("in_clearance", cast)
    client.force_login(cast.officer, backend=BACKEND)
    listed = client.get(reverse("casestudies:awaiting_letter")).content.decode()
    page = client.get(reverse("casestudies:letter", args=[item.reference])).content.decode()
    assert item.reference in listed
    for words in (item.draft["title"], item.draft["situation"], item.current.sha256[:12]):
        assert words not in listed
        assert words not in page
    assert client.get(item.get_desk_url()).status_code == 404


def test_whole_way_over_http(client: Client, cast: people.Cast) -> None:
    item = people.submission_in("in_clearance", cast)
    client.force_login(cast.officer, backend=BACKEND)
    form = {
        "version": item.version,
        "key": "5b0c1d1e-6b1c-4f0e-9f63-2f2c8b6f8a11",
        "seal": item.current.sha256[:16].upper(),
        "signatory": "A. Director, Director-General",
        "signed_on": date(2026, 11, 2),
        "file": SimpleUploadedFile("letter.png", factories.picture()),
    }
    url = reverse("casestudies:decide", args=[item.reference, "record_letter"])
    assert client.post(url, {**form, "signed_on": "2099-01-01"}).status_code == 422
    form["file"] = SimpleUploadedFile("letter.png", factories.picture())
    assert client.post(url, form).status_code == 302
    assert ClearanceLetter.objects.get().revision == item.current
    client.force_login(cast.publisher, backend=BACKEND)
    item.refresh_from_db()
    verify = reverse("casestudies:decide", args=[item.reference, "clear_by_letter"])
    client.post(verify, {"version": item.version, "key": "5b0c1d1e-6b1c-4f0e-9f63-2f2c8b6f8a12"})
    item.refresh_from_db()
    assert item.state == S.SUBMITTED
