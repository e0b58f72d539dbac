"""Reading under hard conditions: no script, on paper, by keyboard, in large letters, from right to left."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Locator, Page, expect

MODULE = "/en/guide/strategic-alignment/"
PAGES = {
    "home": "/en/",
    "guide": "/en/guide/",
    "module": MODULE,
    "library": "/en/case-studies/",
    "case": "/en/case-studies/sars-one-processing-engine/",
    "search": "/en/search/?q=customs",
    "sign in": "/en/accounts/login/",
}
WIDER_WORDS = """() => {
  document.documentElement.style.fontSize = "200%";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const within = "h1,h2,h3,h4,a,button,label,summary,dt,th";
  const texts = [];
  while (walker.nextNode()) if (walker.currentNode.parentElement.closest(within)) texts.push(walker.currentNode);
  for (const text of texts) {
    text.data = text.data.replace(/\\p{L}{3,}/gu, (word) => word + word.slice(0, Math.ceil(word.length * .45)));
  }
}"""
FOCUS = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  return {
    name: element.outerHTML.slice(0, 120),
    outline: style.outlineStyle,
    width: parseFloat(style.outlineWidth),
    inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""
TOO_WIDE = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= innerWidth) return "";
  const all = [...document.body.querySelectorAll("*")];
  const out = (one) => {
    const box = one.getBoundingClientRect();
    return box.width && (box.right > innerWidth + 1 || box.left < -1);
  };
  const found = all.filter((one) => out(one) && ![...one.children].some(out)).slice(0, 4);
  return `${root.scrollWidth} px: ${found.map((one) => one.outerHTML.slice(0, 140)).join(" | ")}`;
}"""


def test_without_script(sign_in: Callable[..., Page], open_context: Callable[..., BrowserContext]) -> None:
    page = open_context(java_script_enabled=False).new_page()
    _read_on(page)
    _choose_and_search(page)
    _remark(sign_in("delegate", java_script_enabled=False))


def _read_on(page: Page) -> None:
    page.goto("/en/")
    page.locator(".doors a").first.click()
    expect(page.locator(".para").first).to_be_visible()
    expect(page.locator("[data-cite]").first).to_be_hidden()
    page.locator(".talk summary").first.click()
    expect(page.locator(".talk[open] a").first).to_be_visible()
    page.get_by_role("navigation", name="Main").get_by_role("link", name="The guide").click()
    expect(page.locator(".contents").first).to_be_visible()
    page.goto("/en/guide/questions/")
    expect(page.locator(".ask").first).to_be_visible()
    page.goto("/en/guide/glossary/")
    page.locator("nav a.chip").last.click()
    expect(page.locator("main h2").last).to_be_in_viewport()


def _choose_and_search(page: Page) -> None:
    page.goto("/en/case-studies/")
    all_of_them = page.locator(".results > li").count()
    facets = page.locator("form.facets")
    if facets.locator("summary").first.is_visible():
        facets.locator("summary").first.click()
    facets.locator("input[name=region]:not([value='']):enabled").first.check()
    facets.get_by_role("button", name="Show results").click()
    assert "region=" in page.url
    assert 0 < page.locator(".results > li").count() < all_of_them
    page.locator(".results a").first.click()
    expect(page.locator(".story, .case").first).to_be_visible()
    page.goto("/en/")
    page.locator("form[role=search] input").fill("customs")
    page.locator("form[role=search] button").click()
    expect(page.locator(".results > li").first).to_be_visible()


def _remark(page: Page) -> None:
    page.goto(MODULE)
    talk = page.locator(".talk").first
    talk.locator("summary").click()
    talk.locator("textarea").fill("One example from a small administration would help.")
    talk.locator("input[type=radio]").first.check()
    talk.get_by_role("button", name="Send remark").click()
    expect(page.get_by_role("status")).to_contain_text("Thank you.")


def test_on_paper(open_context: Callable[..., BrowserContext]) -> None:
    page = open_context().new_page()
    page.emulate_media(media="print")
    page.goto(MODULE)
    for hidden in (".site-nav", ".tools", ".rail", ".site-foot", ".talk", ".take", ".crumbs", ".skip"):
        assert not any(part.is_visible() for part in page.locator(hidden).all()), hidden
    for shown in (".para .pn", ".decision dd", ".asks .ask", ".pitfalls li"):
        assert all(part.is_visible() for part in page.locator(shown).all()), shown
        assert page.locator(shown).count(), shown
    assert 3 < _sheets(page) < 20
    page.goto("/en/")
    expect(page.locator("form[role=search]")).to_be_hidden()
    for language in ("en", "fr"):
        page.goto(f"/{language}/guide/questions/")
        assert all(part.is_visible() for part in page.locator(".ask").all())
        assert _sheets(page) <= 2


def _sheets(page: Page) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", prefer_css_page_size=True)))


def test_by_keyboard(open_context: Callable[..., BrowserContext]) -> None:
    # Smooth scrolling would still be on its way when the test looks.
    page = open_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce").new_page()
    page.goto("/en/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    page.goto("/en/")
    assert _tab_through(page) > 25
    _use_language_menu(page)
    page.locator("form[role=search] input").focus()
    page.keyboard.type("customs")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=customs")
    _use_module(page)


def _tab_through(page: Page, most: int = 200) -> int:
    """Walk with Tab until the focus leaves the page; each stop must be seen."""
    for stop in range(most):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUS)
        if at is None:
            return stop
        assert at["outline"] != "none", at["name"]
        assert at["width"] >= 2, at["name"]
        assert at["inside"], at["name"]
    return most


def _use_language_menu(page: Page) -> None:
    menu = page.locator("details.drop")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(menu.locator("a[lang=fr]")).to_be_visible()
    page.keyboard.press("Tab")
    expect(menu.locator("a").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu.locator("a[lang=fr]")).to_be_hidden()
    expect(menu.locator("summary")).to_be_focused()


def _use_module(page: Page) -> None:
    page.goto(MODULE)
    _open_by_key(page, page.locator(".talk").first)
    page.set_viewport_size({"width": 390, "height": 800})
    rail = page.locator(".rail details")
    _open_by_key(page, rail)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(
        re.compile(re.escape(rail.locator("a").first.get_attribute("href") or "?") + "$")
    )
    page.goto(MODULE)
    assert _tab_through(page) > 25


def _open_by_key(page: Page, fold: Locator) -> None:
    fold.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(fold).to_have_attribute("open", "")
    expect(fold.locator("a, textarea").first).to_be_visible()


def test_in_large_letters_with_long_words(open_context: Callable[..., BrowserContext]) -> None:
    page = open_context(viewport={"width": 320, "height": 800}).new_page()
    found = {}
    for name, path in PAGES.items():
        page.goto(path)
        page.evaluate(WIDER_WORDS)
        found[name] = page.evaluate(TOO_WIDE)
    assert not any(found.values()), found


def test_from_right_to_left(open_context: Callable[..., BrowserContext]) -> None:
    page = open_context().new_page()
    found = {}
    for name, path in PAGES.items():
        page.goto(path)
        page.evaluate("document.documentElement.dir = 'rtl'")
        for width in (320, 768, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            found[f"{name} at {width}"] = page.evaluate(TOO_WIDE)
    assert not any(found.values()), found
