"""What is given out to a person or an administration: all that is theirs, nothing internal, nobody else's."""

from __future__ import annotations

import io
import json
import stat
from pathlib import Path
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from casestudies.models import Submission
from casestudies.workflow import SUBMISSIONS
from feedback import saying
from feedback.workflow import REMARKS
from letters.models import Letter
from members import giving_out
from members.holdings import subject_of
from members.models import Administration, PeopleEvent, User
from members.roles import Role
from moderation.models import Event
from modules.models import ReadingMark
from tests import factories
from tests.members.conftest import Enter

pytestmark = pytest.mark.django_db

# Planted where nobody outside the Secretariat, or outside the other administration, may read them.
PLANTED = (
    "INTERNALPOINT",
    "UNSENTPOINT",
    "INTERNALEVENT",
    "SECRETEDIT",
    "DRAFTANSWER",
    "OTHERTEXT",
    "OTHERREMARK",
)
NAMES = ("Ophelia Officer", "Percival Publisher", "Camilla Contact", "Ottoline Other")


@pytest.fixture(autouse=True)
def _own_storage(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def cast(administration: Administration, other_administration: Administration) -> dict[str, User]:
    people = {
        "contributor": factories.person("writer", Role.CONTRIBUTOR, administration=administration),
        "contact_point": factories.person("camilla", Role.CONTACT_POINT, administration=administration),
        "officer": factories.person("ophelia", Role.CASE_OFFICER),
        "publisher": factories.person("percival", Role.PUBLISHER),
        "other": factories.person("ottoline", Role.CONTRIBUTOR, administration=other_administration),
    }
    for key, name in zip(("officer", "publisher", "contact_point", "other"), NAMES, strict=True):
        User.objects.filter(pk=people[key].pk).update(full_name=name)
        people[key].refresh_from_db()
    return people


@pytest.fixture
def past(cast: dict[str, User]) -> dict[str, Submission]:
    """Published, asked for changes, in review with a secret edit, a draft; and another administration's."""
    factories.edition()
    four = {key: cast[key] for key in ("contributor", "contact_point", "officer", "publisher")}
    published = factories.submission_in("published", title="PUBLISHEDTEXT", **four)
    factories.attachment(published, sealed=True, name="Annex one.pdf")
    asked = factories.submission_in("changes_requested", title="ASKEDTEXT", **four)
    review = factories.submission_in("in_review", title="REVIEWTEXT", **four)
    factories.point(review, cast["officer"], words="INTERNALPOINT", internal=True)
    factories.point(review, cast["officer"], words="UNSENTPOINT")
    factories.edited(review, cast["officer"], years="SECRETEDIT")
    factories.draft(cast["contributor"], title="DRAFTTEXT")
    Event.objects.create(
        workflow=SUBMISSIONS.name,
        item=review.pk,
        reference=review.reference,
        verb="claim",
        actor=cast["officer"],
        words="INTERNALEVENT",
        internal=True,
        key=uuid4(),
    )
    factories.draft(cast["other"], title="OTHERTEXT")
    official = factories.remark(cast["contributor"], capacity="official", words="OFFICIALREMARK")
    factories.move(REMARKS, official, "clear", cast["contact_point"])
    factories.move(REMARKS, official, "acknowledge", cast["officer"])
    saying.draft_answer(official, cast["officer"], "DRAFTANSWER", expected_version=official.version)
    factories.remark(cast["contributor"], words="PERSONALREMARK")
    factories.remark(cast["other"], words="OTHERREMARK")
    Letter.objects.update(sent_at=timezone.now())
    return {"published": published, "asked": asked, "review": review}


def _read(file: Any) -> dict[str, str]:
    with ZipFile(file if hasattr(file, "read") else io.BytesIO(file)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


def _leaks(members: dict[str, str], *words: str) -> list[tuple[str, str]]:
    return [(name, word) for name, text in members.items() for word in words if word in name or word in text]


def test_an_administration_gets_all_that_it_contributed(
    cast: dict[str, User], past: dict[str, Submission], administration: Administration
) -> None:
    given = _read(giving_out.contributed_by(administration, at_desk=False))
    everything = "".join(given.values())
    for word in (
        "PUBLISHEDTEXT",
        "ASKEDTEXT",
        "REVIEWTEXT",
        "DRAFTTEXT",
        "OFFICIALREMARK",
        "How long did they wait?",
    ):
        assert word in everything, word
    folder = f"case-studies/{past['published'].reference}"
    text = json.loads(given[f"{folder}/text-1.json"])
    sealed = past["published"].revisions.get(number=1)
    assert (text["sha256"], text["text"]) == (sealed.sha256, sealed.content)
    assert "## " in given[f"{folder}/text-1.md"]
    assert [name for name in given if name.startswith(f"{folder}/files/") and name.endswith("Annex one.pdf")]
    moves = [event["move"] for event in json.loads(given[f"{folder}/submission.json"])["events"]]
    assert moves[0] == "submit"
    assert moves[-1] == "publish"
    assert [name for name in given if name.endswith("-published.txt")]
    assert [name for name in given if past["asked"].reference in name and "changes_requested" in name]


@pytest.mark.parametrize("at_desk", [False, True])
def test_nothing_internal_and_nobody_is_in_it(
    past: dict[str, Submission], administration: Administration, at_desk: bool
) -> None:
    given = _read(giving_out.contributed_by(administration, at_desk=at_desk))
    assert len(given) > 10
    assert _leaks(given, *PLANTED, *NAMES, "PERSONALREMARK", "@example.org") == []


def test_the_desk_gets_what_was_cleared_only(
    past: dict[str, Submission], administration: Administration
) -> None:
    given = _read(giving_out.contributed_by(administration, at_desk=True))
    assert _leaks(given, "PUBLISHEDTEXT")
    assert _leaks(given, "DRAFTTEXT") == []


def test_a_text_that_left_the_desk_again_is_not_given_to_it(
    cast: dict[str, User], past: dict[str, Submission], administration: Administration
) -> None:
    factories.move(SUBMISSIONS, past["review"], "withdraw", cast["contact_point"])
    assert _leaks(_read(giving_out.contributed_by(administration, at_desk=True)), "REVIEWTEXT") == []
    assert _leaks(_read(giving_out.contributed_by(administration, at_desk=False)), "REVIEWTEXT")


def test_a_person_gets_what_is_held_about_him(cast: dict[str, User], past: dict[str, Submission]) -> None:
    person = cast["contributor"]
    Authenticator.objects.create(user=person, type="totp", data={"secret": "TOTPSECRET"})
    ReadingMark.objects.create(user=person, kind="section", key="mission-first", read=True)
    factories.access_request(person.administration, email=person.email, why="WHYASKED")
    given = _read(giving_out.about_person(subject_of(person)))
    everything = "".join(given.values())
    for word in (person.email, "PERSONALREMARK", "OFFICIALREMARK", "WHYASKED", "mission-first", "totp"):
        assert word in everything, word
    assert {"account.json", "moves.json", "letters.json", "remarks.json", "texts-you-sent.json"} <= set(given)
    moves = json.loads(given["moves.json"])
    assert {move["about"] for move in moves} >= {past["published"].reference}
    assert _leaks(given, *PLANTED, "TOTPSECRET", person.password) == []
    # His own letters tell what others did; no other file names anybody.
    del given["letters.json"]
    assert _leaks(given, *NAMES) == []


def test_a_case_officer_gets_no_internal_note(cast: dict[str, User], past: dict[str, Submission]) -> None:
    given = _read(giving_out.about_person(subject_of(cast["officer"])))
    assert "moves.json" in given
    assert _leaks(given, *PLANTED) == []


def test_the_link_of_a_confidential_letter_is_not_in_it(contributor: User) -> None:
    link = "https://portal.example/door/SECRETTOKEN/"
    Letter.objects.create(
        kind="members/invited",
        recipient=contributor,
        address=contributor.email,
        language="en",
        subject="Invited",
        body=f"Open {link} now",
        link=link,
        confidential=True,
        key="x:1",
    )
    given = _read(giving_out.about_person(subject_of(contributor)))
    assert "Invited" in given["letters.json"]
    assert _leaks(given, "SECRETTOKEN") == []


def test_the_screen_gives_a_person_his_own_data_after_he_confirms(
    cast: dict[str, User], past: dict[str, Submission], enter: Enter, client: Client
) -> None:
    address = reverse("members:own_data")
    client.force_login(cast["contributor"], backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "reauthenticate" in client.post(address)["Location"]
    browser = enter(cast["contributor"])
    assert browser.get(address).status_code == 200
    answer = browser.post(address)
    assert answer["Content-Type"] == "application/zip"
    assert "attachment" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    given = _read(b"".join(answer.streaming_content))
    assert cast["contributor"].email in given["account.json"]


def test_the_download_goes_on_by_itself_after_the_password(
    cast: dict[str, User], past: dict[str, Submission], sign_in: Enter
) -> None:
    browser = sign_in(cast["contributor"])
    question = browser.post(reverse("members:own_data"))["Location"]
    answer = browser.post(question, {"password": factories.PASSWORD})
    assert "account.json" in _read(b"".join(answer.streaming_content))


def test_contact_points_and_administrators_download_contributions_and_it_is_noted(
    cast: dict[str, User],
    past: dict[str, Submission],
    administrator: User,
    administration: Administration,
    enter: Enter,
) -> None:
    for person, address in (
        (cast["contact_point"], reverse("members:contributions")),
        (administrator, reverse("members:desk_contributions", args=[administration.slug])),
    ):
        browser = enter(person)
        assert browser.get(address).status_code == 200
        given = _read(b"".join(browser.post(address).streaming_content))
        assert _leaks(given, "PUBLISHEDTEXT"), person
        assert PeopleEvent.objects.get(verb="given_out", actor=person).administration == administration


def test_nobody_else_downloads_them(
    cast: dict[str, User],
    past: dict[str, Submission],
    administrator: User,
    administration: Administration,
    enter: Enter,
) -> None:
    desk = reverse("members:desk_contributions", args=[administration.slug])
    for key in ("contributor", "contact_point", "officer", "publisher", "other"):
        assert enter(cast[key]).post(desk).status_code == 403, key
    for key in ("contributor", "officer", "publisher", "other"):
        assert enter(cast[key]).post(reverse("members:contributions")).status_code == 403, key
    assert (
        enter(administrator).post(reverse("members:desk_contributions", args=["nowhere"])).status_code == 404
    )
    assert not PeopleEvent.objects.filter(verb="given_out").exists()


def test_commands_write_for_their_owner_alone_and_overwrite_nothing(
    past: dict[str, Submission], administration: Administration, tmp_path: Path
) -> None:
    person, contributed = tmp_path / "person.zip", tmp_path / "all.zip"
    call_command("export_person", "writer@example.org", to=person, verbosity=0)
    call_command("export_administration", administration.slug, to=contributed, verbosity=0)
    for path in (person, contributed):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert _read(path.read_bytes())
    with pytest.raises(FileExistsError):
        call_command("export_person", "writer@example.org", to=person, verbosity=0)
    with pytest.raises(CommandError, match="no administration"):
        call_command("export_administration", "nowhere")


def test_pages_cost_the_same_however_much_there_is(
    cast: dict[str, User], administration: Administration, administrator: User, enter: Enter
) -> None:
    browser, address = enter(cast["contact_point"]), reverse("members:contributions")
    browser.get(address)
    with CaptureQueriesContext(connection) as few:
        browser.get(address)
    for _number in range(3):
        factories.draft(cast["contributor"])
    with CaptureQueriesContext(connection) as many:
        browser.get(address)
    assert len(many) == len(few) <= 8
