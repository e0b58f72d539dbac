"""Writing in a real browser: two windows, a lost line, an ended session, no script; nothing is lost."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from casestudies.models import SetAside, Submission
from tests.browser.axe import violations

WORDS = "Traders visited nine counters, twice."
FIELD = "textarea[name=situation]"


def _draft() -> Submission:
    return Submission.objects.get(administration__slug="demonstration-meridia", state="draft")


def _open(page: Page, step: str = "story") -> None:
    page.goto(f"/en/contribute/{_draft().reference}/edit/{step}/")


def _says(page: Page, words: str) -> None:
    expect(page.locator(".actionbar [data-line]")).to_contain_text(words, timeout=15_000)


def _situation() -> str:
    return str(_draft().draft["situation"])


def test_saved_while_one_types(sign_in: Callable[..., Page]) -> None:
    page = sign_in("contributor")
    _open(page)
    page.locator(FIELD).fill(WORDS)
    _says(page, "Saved at")
    assert _situation() == WORDS
    page.locator(FIELD).press_sequentially(" Then ten.")
    _says(page, "Saved at")
    page.reload()
    expect(page.locator(FIELD)).to_have_value(WORDS + " Then ten.")
    assert page.evaluate("Object.keys(localStorage).filter(n => n.startsWith('words:')).length") == 0


def test_two_fields_with_the_same_words_have_a_preview_each(sign_in: Callable[..., Page]) -> None:
    page = sign_in("contributor")
    _open(page)
    fields = page.locator("textarea.markdownx-editor")
    for at in range(2):
        fields.nth(at).fill(WORDS)
    _says(page, "Saved at")
    page.reload()
    for at in range(2):
        expect(page.locator(".markdownx-preview").nth(at)).to_have_text(WORDS)


def test_one_wrong_field_is_marked_and_the_rest_saved(sign_in: Callable[..., Page]) -> None:
    page = sign_in("contributor")
    _open(page)
    page.locator("[name=links-0-url]").fill("nowhere")
    page.locator(FIELD).fill(WORDS)
    _says(page, "except what is marked")
    expect(page.locator("#field-links .err")).to_contain_text("not a full web address")
    expect(page.locator(FIELD)).to_be_focused()
    assert _situation() == WORDS
    page.locator("[name=links-0-url]").fill("https://customs.example/")
    page.locator("[name=links-0-label]").fill("Report")
    _says(page, "You can close this page")
    expect(page.locator("#field-links .err")).to_have_count(0)


def test_words_survive_a_lost_line(sign_in: Callable[..., Page]) -> None:
    page = sign_in("contributor")
    _open(page)
    page.context.set_offline(True)
    page.locator(FIELD).fill(WORDS)
    _says(page, "Not saved, kept on this device")
    assert _situation() != WORDS
    page.context.set_offline(False)
    _says(page, "Saved at")
    assert _situation() == WORDS


def test_words_are_offered_back_after_the_window_was_closed(sign_in: Callable[..., Page]) -> None:
    page = sign_in("contributor")
    _open(page)
    page.context.set_offline(True)
    page.locator(FIELD).fill(WORDS)
    page.locator("[name=results-0-indicator]").fill("Release time")
    _says(page, "kept on this device")
    context = page.context
    page.close()
    context.set_offline(False)
    page = context.new_page()
    _open(page)
    expect(page.locator(FIELD)).not_to_have_value(WORDS)
    page.get_by_role("button", name="Put them back into the form").click()
    expect(page.locator(FIELD)).to_have_value(WORDS)
    expect(page.locator("[name=results-0-indicator]")).to_have_value("Release time")
    _says(page, "Saved at")
    assert _situation() == WORDS


def test_signing_out_removes_what_the_device_kept(sign_in: Callable[..., Page]) -> None:
    page = sign_in("contributor")
    _open(page)
    page.context.set_offline(True)
    page.locator(FIELD).fill(WORDS)
    _says(page, "kept on this device")
    context = page.context
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto("/en/contribute/")
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("details.drop", has=page.locator("form[data-forgets-words]")).locator("summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/en/**")
    assert page.evaluate("Object.keys(localStorage).filter(n => n.startsWith('words:')).length") == 0


def test_an_ended_session_keeps_everything(sign_in: Callable[..., Page]) -> None:
    page = sign_in("contributor")
    _open(page)
    Session.objects.all().delete()
    page.locator(FIELD).fill(WORDS)
    _says(page, "You are signed out")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in (opens a new window)").click()
    other = opened.value
    other.locator("input[name=login]").fill("contributor@demo.example")
    other.locator("input[name=password]").fill("open-the-barrier")
    other.locator("input[name=password]").press("Enter")
    other.wait_for_url(lambda url: "login" not in url)
    other.close()
    page.bring_to_front()
    _says(page, "Saved at")
    assert _situation() == WORDS


def test_two_windows_keep_both_texts(sign_in: Callable[..., Page]) -> None:
    first, second = sign_in("contributor"), sign_in("contact.point")
    _open(first)
    _open(second)
    second.locator(FIELD).fill("What the contact point wrote.")
    _says(second, "Saved at")
    first.locator(FIELD).fill("What the contributor wrote.")
    _says(first, "saved this part at")
    assert _situation() == "What the contact point wrote."
    assert SetAside.objects.get().values["situation"] == "What the contributor wrote."
    first.get_by_role("button", name="Compare the two").click()
    assert not violations(first)
    clash = first.locator("#field-situation .clash")
    expect(clash).to_contain_text("What the contact point wrote.")
    expect(clash).to_contain_text("What the contributor wrote.")
    clash.get_by_label("The one that was saved meanwhile").check()
    first.get_by_role("button", name="Save what I have chosen").click()
    expect(first.get_by_role("status").first).to_contain_text("Saved at")
    assert _situation() == "What the contact point wrote."


def test_words_of_a_closed_window_are_found_by_a_colleague(sign_in: Callable[..., Page]) -> None:
    first, second = sign_in("contributor"), sign_in("contact.point")
    _open(first)
    second.goto(first.url)
    second.locator(FIELD).fill("Saved first.")
    _says(second, "Saved at")
    first.locator(FIELD).fill("Typed later, never compared.")
    _says(first, "saved this part at")
    first.close()
    second.goto(f"/en/contribute/{_draft().reference}/")
    second.locator("#aside summary").first.click()
    assert not violations(second)
    expect(second.locator("#aside")).to_contain_text("Typed later, never compared.")
    second.get_by_role("button", name="Put it away").click()
    expect(second.locator("#aside")).to_have_count(0)


def test_rows_are_added_in_place(sign_in: Callable[..., Page]) -> None:
    page = sign_in("contributor")
    _open(page)
    rows = page.locator("[data-rows=results] .row-in")
    before = rows.count()
    page.locator("[data-add-row=results]").click()
    expect(rows).to_have_count(before + 1)
    page.keyboard.type("Calls at night")
    _says(page, "Saved at")
    assert _draft().draft["results"][-1]["indicator"] == "Calls at night"


def test_writing_without_a_script(sign_in: Callable[..., Page]) -> None:
    page = sign_in("contributor", java_script_enabled=False)
    _open(page)
    page.locator(FIELD).fill(WORDS)
    for n in range(4):
        page.locator(f"[name=results-{n}-indicator]").fill(f"Measure {n}")
        page.locator("[data-add-row=results]").click()
    assert "#field-results" in page.url
    assert len(_draft().draft["results"]) == 4
    page.get_by_role("button", name="Save and leave").click()
    expect(page.get_by_role("status").first).to_contain_text("Saved at")
    assert _situation() == WORDS
