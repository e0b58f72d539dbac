"""What became of a remark, with the screens only: from the words of two readers to a new edition of the guide."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import APIResponse, BrowserContext, Locator, Page, expect

from letters.models import Letter

MODULE = "strategic-perspectives"
KEY = "continuity"
OLD = "It is stored on the server that has stopped."
NEW = "It hangs in a binder behind the counter, where every shift can reach it."
OLD_FR = "Il est enregistré sur le serveur en panne."
NEW_FR = "Il se trouve dans un classeur derrière le comptoir, à la portée de chaque équipe."
SAID = "Say where the printed fallback plan is kept when the server stops at night."
ALSO_SAID = "The printed fallback plan should be kept at the office: our server stops at night too."
NOTE = "The first paragraph now says where the plan is kept."
NOTE_FR = "Le premier paragraphe dit maintenant où se trouve le plan."
PROMISE = "The section will say where the plan is kept."


@dataclass(frozen=True, slots=True)
class Remark:
    reference: str
    paragraph: str


def test_what_became_of_it(sign_in: Callable[..., Page], open_context: Callable[..., BrowserContext]) -> None:
    reader = open_context().new_page()
    delegate, other, officer = sign_in("delegate"), sign_in("other.contributor"), sign_in("officer")
    editor, publisher = sign_in("editor"), sign_in("publisher")
    kept = _kept_copy(reader)

    first, second = _remark(delegate, SAID), _remark(other, ALSO_SAID)
    _triage(officer, first, second)
    edition = _begin(editor)
    _plan(officer, first)
    _change(editor, edition, first)
    _french_follows(editor, edition)
    _send_for_review(editor, edition)
    _approve_and_publish(publisher, edition)

    _is_fresh(reader, kept)
    _stands_at_the_section(reader, first)
    _both_have_a_letter(delegate, other, first, second)
    _show(publisher, first)
    _words_stand_at_the_section(reader)
    _old_edition_stays(reader)
    _is_found(reader)
    _askers_see_it(delegate, first)
    _askers_see_it(other, second)


def _address(language: str = "en") -> str:
    return f"/{language}/guide/{MODULE}/"


def _section(page: Page) -> Locator:
    return page.locator("section", has=page.locator(f"h2#{KEY}"))


def _paragraph(page: Page) -> Locator:
    return _section(page).locator(".para").first


def _kept_copy(page: Page) -> str:
    """Read the page as a cache does; gives the mark of the copy it keeps."""
    page.goto(_address())
    expect(_paragraph(page)).to_contain_text(OLD)
    answer = page.request.get(_address())
    assert "s-maxage=60" in answer.headers["cache-control"]
    mark = answer.headers["etag"]
    assert _asked_again(page, mark).status == 304
    return mark


def _asked_again(page: Page, mark: str) -> APIResponse:
    return page.request.get(_address(), headers={"If-None-Match": mark})


def _remark(page: Page, words: str) -> Remark:
    page.goto(_address())
    paragraph = _paragraph(page).locator("a.pn").inner_text()
    _paragraph(page).get_by_role("link", name="Remark").click()
    expect(page.locator("[name=paragraph]")).to_have_value(paragraph)
    page.locator("textarea[name=words]").fill(words)
    page.locator("input[name=kind][value=missing]").check()
    page.locator("input[name=attribution][value=administration]").check()
    page.get_by_role("button", name="Send remark").click()
    expect(page.get_by_role("status")).to_contain_text("Thank you.")
    return Remark(page.url.rstrip("/").rsplit("/", 1)[1], paragraph)


def _triage(page: Page, first: Remark, second: Remark) -> None:
    page.goto(f"/en/desk/feedback/{first.reference}/")
    page.get_by_role("button", name="Acknowledge").click()
    expect(page.get_by_role("status")).to_contain_text("Acknowledged")
    similar = page.locator("section", has=page.locator("h2#similar"))
    for choice in similar.locator("input[type=checkbox]").all():
        choice.set_checked(choice.get_attribute("value") == second.reference)
    similar.get_by_role("button", name="Treat these together with it").click()
    expect(page.get_by_role("status")).to_contain_text("1 remark is treated together")


def _begin(page: Page) -> str:
    """Begin an edition; gives its address on the desk."""
    page.goto("/en/desk/editions/")
    page.get_by_role("button", name="Begin a major edition").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Edition 2")
    return page.url


def _plan(page: Page, remark: Remark) -> None:
    page.goto(f"/en/desk/feedback/{remark.reference}/")
    fold = _open_move(page, "Plan the change")
    expect(fold.locator("[name=plan_section]")).to_have_value(KEY)
    expect(fold.locator("[name=plan_paragraph]")).to_have_value(remark.paragraph)
    fold.locator("[name=plan_sentence]").fill(PROMISE)
    fold.get_by_role("button", name="Plan the change").click()
    expect(page.get_by_role("status")).to_contain_text("Planned")


def _open_move(page: Page, label: str) -> Locator:
    whole = re.compile(rf"^\s*{re.escape(label)}\s*$")
    fold = page.locator("details", has=page.locator("summary", has_text=whole)).last
    fold.locator("summary").click()
    return fold


def _change(page: Page, edition: str, remark: Remark) -> None:
    page.goto(edition)
    expect(page.locator("main")).to_contain_text(f"{remark.reference} is planned for this edition")
    _rewrite(page, edition, "en", OLD, NEW)
    expect(page.locator("ins").first).to_contain_text("binder")
    page.get_by_role("link", name="Add a change note").click()
    expect(page.locator("main")).to_contain_text(remark.reference)
    page.locator("input[name=significance][value=medium]").check()
    page.locator("[name=note_en]").fill(NOTE)
    page.locator("[name=note_fr]").fill(NOTE_FR)
    page.locator("[name=answers]").fill(remark.reference)
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text(f"answers {remark.reference}")


def _rewrite(page: Page, edition: str, language: str, old: str, new: str) -> None:
    page.goto(f"{edition}sections/{KEY}/in/{language}/")
    body = page.locator("textarea[name=body]")
    words = body.input_value()
    assert old in words
    body.fill(words.replace(old, new))
    if language != "en":
        page.locator("[name=follows]").check()
    page.get_by_role("button", name="Save and see what changed").click()
    expect(page.locator("ins").first).to_be_visible()


def _french_follows(page: Page, edition: str) -> None:
    page.goto(edition)
    behind = page.locator("main").get_by_text("does not follow the English one as it stands")
    expect(behind.first).to_be_visible()
    _rewrite(page, edition, "fr", OLD_FR, NEW_FR)
    page.goto(edition)
    expect(behind).to_have_count(0)


def _send_for_review(page: Page, edition: str) -> None:
    page.goto(edition)
    expect(page.locator("h2#missing")).to_have_count(0)
    _press(page, "Send for review")
    expect(page.locator("main")).to_contain_text("Sent for review")
    expect(page.get_by_role("button", name="Approve", exact=True)).to_have_count(0)


def _approve_and_publish(page: Page, edition: str) -> None:
    page.goto(edition)
    _press(page, "Approve")
    _press(page, "Publish")
    expect(page.locator(".kicker")).to_contain_text("Published")


def _press(page: Page, label: str) -> None:
    _open_move(page, label).get_by_role("button", name=label, exact=True).click()


def _is_fresh(page: Page, mark: str) -> None:
    """Whoever asks whether his copy still holds is given the new page."""
    answer = _asked_again(page, mark)
    assert answer.status == 200
    assert answer.headers["etag"] != mark
    assert NEW in answer.text()
    assert OLD not in answer.text()


def _stands_at_the_section(page: Page, remark: Remark) -> None:
    page.goto(_address())
    expect(_paragraph(page)).to_contain_text(NEW)
    changed = page.locator("section", has=page.locator("h2#changed"))
    expect(changed).to_contain_text(NOTE)
    row = changed.locator("tr", has_text=NOTE)
    expect(row).to_contain_text("and 1 other")
    expect(row.get_by_role("link", name="2", exact=True)).to_be_visible()
    page.goto(_address("fr"))
    expect(_paragraph(page)).to_contain_text(NEW_FR)
    expect(page.locator("section", has=page.locator("h2#changed"))).to_contain_text(NOTE_FR)
    page.goto("/en/editions/2/changes/")
    expect(page.locator("main")).to_contain_text(NOTE)
    assert remark.reference not in page.content()


def _both_have_a_letter(delegate: Page, other: Page, first: Remark, second: Remark) -> None:
    """Each letter leads to the very paragraph, in its reader's language, at an address that stays."""
    letters = {letter.address: letter for letter in Letter.objects.filter(kind="feedback/implemented")}
    assert {address: letter.reference for address, letter in letters.items()} == {
        "delegate@demo.example": first.reference,
        "other.contributor@demo.example": second.reference,
    }
    for page, name, note, new in (
        (delegate, "delegate", NOTE, NEW),
        (other, "other.contributor", NOTE_FR, NEW_FR),
    ):
        letter = letters[f"{name}@demo.example"]
        assert note in letter.body
        assert letter.link in letter.body
        assert letter.link.endswith(f"/{letter.language}/editions/2/{MODULE}/#p{first.paragraph}")
        page.goto(letter.link)
        expect(page.locator(":target")).to_contain_text(new)


def _show(page: Page, remark: Remark) -> None:
    page.goto(f"/en/desk/feedback/{remark.reference}/")
    fold = _open_move(page, "Decide what is shown")
    fold.locator("input[name=shows_remark]").check()
    fold.get_by_role("button", name="Decide what is shown").click()
    expect(page.get_by_role("status")).to_contain_text("Readers see it from now on")


def _words_stand_at_the_section(page: Page) -> None:
    page.goto(_address())
    row = page.locator("section", has=page.locator("h2#changed")).locator("tr", has_text=NOTE)
    expect(row).to_contain_text(SAID)
    expect(row).to_contain_text("Meridia")
    expect(row).not_to_contain_text(ALSO_SAID)
    talk = _section(page).locator(".talk")
    talk.locator("summary").click()
    expect(talk).to_contain_text(SAID)
    expect(talk).to_contain_text(NOTE)


def _old_edition_stays(page: Page) -> None:
    page.goto(f"/en/editions/1/{MODULE}/")
    expect(_paragraph(page)).to_contain_text(OLD)
    expect(page.locator("main")).not_to_contain_text(NEW)


def _is_found(page: Page) -> None:
    page.goto("/en/search/?q=binder+counter")
    hit = page.locator("main").get_by_role("link", name=re.compile("Continuity")).first
    hit.click()
    expect(page).to_have_url(re.compile(rf"/en/guide/{MODULE}/#{KEY}$"))
    expect(page.locator("main")).to_contain_text(NEW)


def _askers_see_it(page: Page, remark: Remark) -> None:
    page.goto("/en/feedback/mine/")
    expect(page.locator("main")).to_contain_text("The guide has changed")
    page.goto(f"/en/feedback/{remark.reference}/")
    expect(page.locator("main")).to_contain_text(NOTE)
    expect(page.locator("main").get_by_role("link", name=re.compile("Edition 2|2"))).not_to_have_count(0)
