"""Every branch of a case study's way, with the screens only; what leads up to a branch is made by the factories."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import BrowserContext, Page, expect

from casestudies.models import Submission
from casestudies.states import S
from letters.models import Letter
from members.models import RoleHeld, User
from members.roles import Role
from tests import factories
from tests.browser.buttons import opened, press, says

SignIn = Callable[..., Page]
TITLE = "One window for nine agencies"
QUEUE = "/en/desk/submissions/"


@pytest.fixture
def portal(small_portal: str) -> str:
    return small_portal


@pytest.fixture
def colleague(portal: str, settings: Any) -> User:
    """A second case officer, who signs in as the people of the demonstration do."""
    email = "second.officer@demo.example"
    user = User.objects.create_user(email, settings.DEMO_PASSWORD, full_name="Noor Adeyemi")
    RoleHeld.objects.create(user=user, role=Role.CASE_OFFICER)
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
    return user


def _person(name: str) -> User:
    return User.objects.get(email=f"{name}@demo.example")


def submission(state: str, **changes: Any) -> Submission:
    return factories.submission_in(
        state,
        contributor=_person("contributor"),
        contact_point=_person("contact.point"),
        officer=_person("officer"),
        publisher=_person("publisher"),
        **changes,
    )


def _state(item: Submission) -> str:
    item.refresh_from_db()
    return item.state


def test_returned_with_words_handed_over_cleared_and_withdrawn(sign_in: SignIn) -> None:
    """The desk sees nothing before the clearance, and nothing any more after the withdrawal."""
    item = submission("in_clearance")
    room, desk = item.get_absolute_url(), item.get_desk_url()
    contact_point, contributor, officer = sign_in("contact.point"), sign_in("contributor"), sign_in("officer")
    contact_point.goto(room)
    press(contact_point, "Return to the authors", words="Name the nine agencies.")
    says(contact_point, "Returned to the authors with your words.")
    contributor.goto(room)
    expect(contributor.locator("main")).to_contain_text("Name the nine agencies.")
    contributor.get_by_role("link", name="The story").first.click()
    contributor.locator("textarea[name=situation]").fill("Traders visited nine counters of nine agencies.")
    contributor.get_by_role("button", name="Save and leave").click()
    press(contributor, "Hand it to a colleague", colleague="Teo Mbali", words="You know the agencies.")
    says(contributor, "Handed over.")
    press(contributor, "Send for clearance")
    says(contributor, "Sent.")
    assert officer.goto(desk).status == 404
    contact_point.goto(room)
    expect(contact_point.locator("main")).to_contain_text("nine counters of nine agencies")
    press(contact_point, "Clear and send to the Secretariat")
    says(contact_point, "Cleared and sent")
    officer.goto(desk)
    expect(officer.locator("main")).to_contain_text("nine counters of nine agencies")
    press(contact_point, "Withdraw", words="Our minister has other plans.")
    says(contact_point, "Nobody outside your administration can read it any more.")
    officer.get_by_role("button", name="Take it").click()  # on the page that was open meanwhile
    expect(officer.locator("main")).not_to_contain_text("nine counters")
    assert officer.goto(desk).status == 404
    officer.goto(QUEUE)
    expect(officer.locator("main")).not_to_contain_text(TITLE)
    assert _state(item) == S.WITHDRAWN


def test_given_to_a_colleague_who_takes_decisions_back(sign_in: SignIn, colleague: User) -> None:
    item = submission("submitted")
    officer, other, publisher = sign_in("officer"), sign_in("second.officer"), sign_in("publisher")
    officer.goto(QUEUE)
    row = officer.locator("[data-row]", has_text=TITLE)
    row.get_by_role("button", name="Take it").click()
    says(officer, "It is yours now.")
    press(officer, "Give it back")
    says(officer, "Given back.")
    expect(officer.get_by_role("button", name="Take it")).to_be_visible()
    fold = opened(officer, "Give it to a colleague")
    fold.locator("select[name=colleague]").select_option(label=colleague.full_name)
    fold.get_by_role("button", name="Give").click()
    says(officer, "Given to your colleague")
    expect(officer.locator("main")).to_contain_text("With Noor Adeyemi since")
    _ask_and_take_back(other, item)
    other.locator(".ways").get_by_role("radio", name="Decline").check()
    press(other, "Decline", reason="Not implemented yet, not even as a pilot", words="It is still a plan.")
    says(other, "Declined.")
    publisher.goto(item.get_desk_url())
    expect(publisher.locator("main")).to_contain_text("It is still a plan.")
    press(publisher, "Open it again", words="It runs since May.")
    says(publisher, "Opened again.")
    expect(publisher.locator("#decision")).to_contain_text("Noor Adeyemi has it and decides.")
    assert (_state(item), item.holder) == (S.IN_REVIEW, colleague)


def _ask_and_take_back(page: Page, item: Submission) -> None:
    """Ask for changes with words of one's own, and think better of it within the minute."""
    page.goto(item.get_desk_url())
    comment = page.locator("details", has=page.locator("input[name=field][value=situation]")).first
    comment.locator("summary").first.click()
    comment.locator("textarea[name=words]").fill("How many counters?")
    comment.get_by_role("button", name="Add the comment").click()
    press(page, "Ask for changes", letter="We liked it, and ask one thing.", due_on="2099-01-15")
    says(page, "Letter sent.")
    written = Letter.objects.filter(reference=item.reference, kind="casestudies/changes_requested")
    assert written
    assert all("We liked it, and ask one thing." in letter.body for letter in written)
    assert _state(item) == S.CHANGES_REQUESTED
    press(page, "Take the decision back")
    says(page, "Taken back. The letters were not sent.")
    assert not written.sent()
    assert _state(item) == S.IN_REVIEW


def test_edited_disputed_confirmed_scheduled_narrowed_published(
    sign_in: SignIn, open_context: Callable[..., BrowserContext]
) -> None:
    item = submission("in_review")
    officer, contact_point, publisher = sign_in("officer"), sign_in("contact.point"), sign_in("publisher")
    _edit(officer, item, "Traders visited **seven** counters.")
    press(officer, "Accept")
    says(officer, "Accepted.")
    _sees_changes(contact_point, item, "nine", "seven")
    press(contact_point, "Do not agree to the edited text", words="There were nine, not seven.")
    says(contact_point, "The Secretariat has your words.")
    officer.goto(item.get_desk_url())
    expect(officer.locator("main")).to_contain_text("There were nine, not seven.")
    _edit(officer, item, "Traders visited **nine** counters, twice.")
    press(officer, "Accept")
    _sees_changes(contact_point, item, "", "twice")
    press(contact_point, "Confirm the edited text")
    says(contact_point, "The Secretariat can publish exactly this text.")
    _schedule_and_narrow(publisher, item)
    press(publisher, "Publish")
    says(publisher, "Published.")
    assert _state(item) == S.PUBLISHED
    stranger, address = open_context().new_page(), item.case_study.get_absolute_url()
    assert stranger.goto(address).status == 404
    stranger.goto("/en/case-studies/")
    expect(stranger.locator("main")).not_to_contain_text(TITLE)
    contact_point.goto(address)
    expect(contact_point.locator("main")).to_contain_text("nine counters, twice.")


def _edit(page: Page, item: Submission, words: str) -> None:
    """Change a word on the desk, as the one who reviews it."""
    page.goto(item.get_desk_url())
    place = page.locator("#field-situation")
    place.locator("summary", has_text="Add a comment").click()
    place.get_by_role("link", name="Edit the text yourself").click()
    page.locator("textarea[name=situation]").fill(words)
    page.get_by_role("button", name="Save as a new revision").click()
    says(page, "Its administration will be asked to confirm it.")


def _sees_changes(page: Page, item: Submission, gone: str, new: str) -> None:
    """The contact point sees what the Secretariat changed, word by word."""
    page.goto(item.get_absolute_url())
    changed = page.locator("#field-situation")
    expect(changed.locator("ins")).to_contain_text(new)
    if gone:
        expect(changed.locator("del")).to_contain_text(gone)


def _schedule_and_narrow(page: Page, item: Submission) -> None:
    """Set a time, think better of it, and let fewer people read it."""
    page.goto(item.get_desk_url())
    press(page, "Publish at a set time", publish_at="2099-01-15T09:00")
    says(page, "The publication is set.")
    assert _state(item) == S.SCHEDULED
    press(page, "Do not publish at that time")
    says(page, "It will not be published by itself.")
    readers = opened(page, "Narrow the readers")
    readers.get_by_label("Members only").check()
    readers.locator("textarea[name=words]").fill("It names a supplier.")
    readers.get_by_role("button", name="Set the readers").click()
    expect(page.locator("#readers")).to_contain_text("Change or take back")


def test_retracted_restored_confirmed_and_written_anew(
    sign_in: SignIn, open_context: Callable[..., BrowserContext]
) -> None:
    item = submission("published")
    room, address = item.get_absolute_url(), item.case_study.get_absolute_url()
    contact_point, contributor, reader = (
        sign_in("contact.point"),
        sign_in("contributor"),
        open_context().new_page(),
    )
    _is_found(reader, found=True)
    contact_point.goto(room)
    press(contact_point, "Retract", words="The figures were those of a test.")
    says(contact_point, "A notice stands in its place in the library.")
    assert reader.goto(address).status == 410
    expect(reader.locator("main")).to_contain_text("The figures were those of a test.")
    expect(reader.locator("main")).not_to_contain_text("counters")
    _is_found(reader, found=False)
    press(contact_point, "Put it back in the library")
    says(contact_point, "It is in the library again.")
    _is_found(reader, found=True)
    press(contact_point, "Confirm that it is still true")
    says(contact_point, "Readers see that it was confirmed today.")
    contributor.goto(room)
    newer = _write_anew(contributor)
    reader.goto(address)
    expect(reader.locator("main")).to_contain_text("nine counters.")
    expect(reader.locator("main")).to_contain_text("Confirmed as still true")
    _clear_accept_publish(sign_in, contact_point, newer)
    assert (_state(item), _state(newer)) == (S.SUPERSEDED, S.PUBLISHED)
    reader.goto(address)
    expect(reader.locator("main")).to_contain_text("Today they visit one.")
    contributor.goto(room)
    expect(contributor.locator("main")).to_contain_text("Replaced by a newer text")


def _is_found(page: Page, *, found: bool) -> None:
    """Whether a reader finds it: in the library and in the search."""
    for address in ("/en/case-studies/", "/en/search/?q=counters"):
        page.goto(address)
        expect(page.get_by_role("link", name=TITLE)).to_have_count(int(found))


def _write_anew(page: Page) -> Submission:
    """Begin from the published text, and send the new one."""
    press(page, "Write a new text")
    says(page, "This is the new text.")
    page.get_by_role("link", name="The story").first.click()
    page.locator("textarea[name=situation]").fill("Traders visited nine counters. Today they visit one.")
    page.get_by_role("button", name="Save and continue").click()
    page.locator("[name=statement]").check()
    page.get_by_role("button", name="Save and see what is next").click()
    press(page, "Send for clearance")
    says(page, "Sent.")
    return Submission.objects.open().get()


def _clear_accept_publish(sign_in: SignIn, contact_point: Page, item: Submission) -> None:
    _sees_changes(contact_point, item, "", "Today they visit one.")
    press(contact_point, "Clear and send to the Secretariat")
    says(contact_point, "Cleared and sent")
    for verb in ("claim", "accept"):
        factories.make(item, verb, _person("officer"))
    publisher = sign_in("publisher")
    publisher.goto(item.get_desk_url())
    press(publisher, "Publish")
    says(publisher, "Published.")


def test_cleared_by_a_letter_that_two_people_saw(sign_in: SignIn, colleague: User) -> None:
    """The seal comes from the administration; neither person of the Secretariat sees the text before."""
    item = submission("in_clearance")
    RoleHeld.objects.filter(user=_person("contact.point"), role=Role.CONTACT_POINT).delete()
    contributor, officer, other = sign_in("contributor"), sign_in("officer"), sign_in("second.officer")
    contributor.goto(item.get_absolute_url())
    seal = contributor.get_by_text("Seal ").first.inner_text().removeprefix("Seal ")
    officer.goto(QUEUE)
    officer.get_by_role("link", name="Texts that wait for a signed letter").click()
    officer.get_by_role("link", name=item.reference).click()
    letter = {"name": "letter.png", "mimeType": "image/png", "buffer": factories.picture()}
    officer.locator("input[name=file]").set_input_files(letter)
    press(officer, "Record a signed letter", seal=seal, signatory="A. Director", signed_on="2026-01-15")
    says(officer, "A colleague has to verify it now.")
    officer.get_by_role("link", name=item.reference).click()
    expect(officer.locator("main")).to_contain_text("You recorded this letter. Somebody else must verify it.")
    other.goto(f"{item.get_desk_url()}letter/")
    expect(other.locator("main")).not_to_contain_text(TITLE)
    expect(other.get_by_role("link", name="letter.png")).to_be_visible()
    press(other, "Verify the letter and clear the text")
    says(other, "Cleared by letter. It is in the queue now.")
    other.get_by_role("link", name=TITLE).click()
    expect(other.locator("main")).to_contain_text("nine counters")
    assert _state(item) == S.SUBMITTED
