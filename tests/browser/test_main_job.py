"""The whole job, with the screens only: from a blank draft to an answered remark."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.buttons import press

TITLE = "How we rehearsed a day without the clearance system"
PROSE = {
    "situation": "Two outages in one year stopped release for **nine hours** each.",
    "actions": "We wrote a paper procedure and practised it at one office.",
    "leadership": "The Director-General chose the day and signed the report.",
    "difficulties": "The forms were locked in an office that was closed.",
    "conditions": "A deputy who owns the plan.",
}
PAGES = {
    "language": "en",
    "title": TITLE,
    "title_fr": "Comment nous avons répété une journée sans le système de dédouanement",
    "years": "2024–2025",
    "summary": "We practised a day on paper. The second rehearsal took half the time of the first.",
    "summary_fr": "Nous avons répété une journée sur papier. La seconde répétition a pris deux fois moins de temps.",
}


def test_main_job(sign_in: Callable[..., Page]) -> None:
    contributor, contact_point = sign_in("contributor"), sign_in("contact.point")
    officer, publisher, delegate = sign_in("officer"), sign_in("publisher"), sign_in("delegate")

    reference = _write_and_send(contributor)
    _clear(contact_point, reference)
    _claim_and_ask(officer, reference)
    _answer(contributor, reference)
    _clear(contact_point, reference)
    _accept(officer, reference)
    _publish(publisher, reference)
    _find(delegate)
    remark = _remark(delegate)
    _answer_remark(officer, remark)
    _release(publisher, remark)
    _read_answer(delegate, remark)


def _write_and_send(page: Page) -> str:
    page.goto("/en/contribute/")
    page.get_by_role("button", name="New case study").first.click()
    page.locator("input[name=language][value=en]").check()
    for name, words in PAGES.items():
        if name != "language":
            page.locator(f"[name={name}]").fill(words)
    page.locator("input[name=topics][value=T6]").check()
    page.locator("input[name=sections][value=continuity]").check()
    page.locator("input[name=status][value=completed]").check()
    page.get_by_role("button", name="Save and continue").click()
    for name, words in PROSE.items():
        page.locator(f"textarea[name={name}]").fill(words)
    page.locator("[name=results-0-indicator]").fill("Time to the first paper release")
    page.locator("[name=results-0-before]").fill("9 hours")
    page.locator("[name=results-0-after]").fill("55 minutes")
    for n, lesson in enumerate(
        ["Choose a normal day.", "Hide the keys yourself.", "Write down who calls traders."]
    ):
        page.locator(f"[name=lessons-{n}]").fill(lesson)
    page.get_by_role("button", name="Save and continue").click()
    page.locator("[name=contact]").fill("it@customs.example")
    page.locator("input[name=audience][value=public]").check()
    page.locator("[name=statement]").check()
    page.get_by_role("button", name="Save and see what is next").click()
    reference = page.url.rstrip("/").rsplit("/", 1)[1]
    page.get_by_role("button", name="Send for clearance").click()
    expect(page.get_by_role("status")).to_contain_text("Sent.")
    return reference


def _clear(page: Page, reference: str) -> None:
    page.goto(f"/en/contribute/{reference}/")
    expect(page.locator("main")).to_contain_text("nine hours")
    press(page, "Clear and send to the Secretariat")
    expect(page.get_by_role("status")).to_contain_text("Cleared")


def _claim_and_ask(page: Page, reference: str) -> None:
    page.goto("/en/desk/submissions/")
    expect(page.get_by_role("link", name=TITLE)).to_be_visible()
    page.goto(f"/en/desk/submissions/{reference}/")
    page.get_by_role("button", name="Take it").click()
    comment = page.locator("form", has=page.locator("input[name=field][value=situation]"))
    page.locator("details", has=comment).first.locator("summary").first.click()
    comment.locator("textarea[name=words]").fill("How many declarations waited?")
    comment.get_by_role("button", name="Add the comment").click()
    page.locator("input[name=due_on]").fill("2099-01-15")
    press(page, "Ask for changes")
    expect(page.get_by_role("status")).to_contain_text("Letter sent")


def _answer(page: Page, reference: str) -> None:
    page.goto(f"/en/contribute/{reference}/")
    expect(page.locator("main")).to_contain_text("How many declarations waited?")
    page.locator("textarea[name=answer]").fill("About eleven hundred; the text says so now.")
    page.get_by_role("button", name="Save the answer").click()
    page.goto(f"/en/contribute/{reference}/edit/story/")
    situation = (
        "Two outages in one year stopped release for **nine hours** each. Eleven hundred declarations waited."
    )
    page.locator("textarea[name=situation]").fill(situation)
    page.get_by_role("button", name="Save and leave").click()
    page.get_by_role("button", name="Send for clearance").click()
    expect(page.get_by_role("status")).to_contain_text("Sent.")


def _accept(page: Page, reference: str) -> None:
    page.goto(f"/en/desk/submissions/{reference}/")
    page.get_by_role("button", name="Take it").click()
    expect(page.locator("ins").first).to_contain_text("Eleven hundred")
    page.get_by_role("button", name="Mark it as settled").click()
    press(page, "Accept")
    expect(page.get_by_role("status")).to_contain_text("Accepted")


def _publish(page: Page, reference: str) -> None:
    page.goto(f"/en/desk/submissions/{reference}/")
    press(page, "Publish")
    expect(page.get_by_role("status")).to_contain_text("Published")


def _find(page: Page) -> None:
    page.goto("/en/case-studies/")
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE)
    expect(page.locator("main")).to_contain_text("55 minutes")
    page.goto("/en/guide/strategic-perspectives/")
    section = page.locator("section", has=page.locator("h2#continuity"))
    expect(section.get_by_role("link", name=TITLE)).to_be_visible()
    page.goto("/fr/case-studies/")
    expect(page.get_by_role("link", name=PAGES["title_fr"])).to_be_visible()
    page.goto("/en/search/?q=rehearsed+paper")
    expect(page.get_by_role("link", name=TITLE)).to_be_visible()


def _remark(page: Page) -> str:
    page.goto("/en/guide/strategic-perspectives/")
    section = page.locator("section", has=page.locator("h2#continuity"))
    section.locator("details summary", has_text="Say what should change").click()
    section.locator("textarea[name=words]").fill("Say who opens the cupboard at night.")
    section.locator("input[name=kind][value=missing]").check()
    section.get_by_role("button", name="Send remark").click()
    expect(page.get_by_role("status")).to_contain_text("Thank you.")
    return page.url.rstrip("/").rsplit("/", 1)[1]


def _answer_remark(page: Page, remark: str) -> None:
    page.goto(f"/en/desk/feedback/{remark}/")
    page.get_by_role("button", name="Acknowledge").click()
    page.locator("section", has=page.locator("h2#answer")).locator("textarea[name=words]").fill(
        "Thank you. The duty officer does; the **next edition** will say so."
    )
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_role("status")).to_contain_text("Draft saved")


def _release(page: Page, remark: str) -> None:
    page.goto(f"/en/desk/feedback/{remark}/")
    fold = page.locator("details", has=page.locator("summary", has_text="Release the answer")).last
    fold.locator("summary").click()
    fold.locator("input[name=shows_remark]").check()
    fold.locator("input[name=shows_answer]").check()
    fold.get_by_role("button", name="Release the answer").click()
    expect(page.get_by_role("status")).to_contain_text("Released")


def _read_answer(page: Page, remark: str) -> None:
    page.goto("/en/feedback/mine/")
    page.locator("tr", has_text=remark).get_by_role("link").first.click()
    expect(page.locator("main")).to_contain_text("The duty officer does")
    page.goto("/en/guide/strategic-perspectives/")
    section = page.locator("section", has=page.locator("h2#continuity"))
    section.locator("details summary", has_text="Say what should change").click()
    expect(section).to_contain_text("The duty officer does")
