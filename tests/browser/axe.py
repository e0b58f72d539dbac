"""axe in the page, without touching the content policy: the script is evaluated by the test, not loaded."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@cache
def _script() -> str:
    return next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")).read_text(encoding="utf-8")


def violations(page: Page, opened: str = "details:not(.drop)", within: str = "html") -> list[str]:
    """Give one line for each violation on the page as it stands, with every fold open.

    Menus that drop over the page stay closed unless they are asked for: they cover what is below.
    """
    page.evaluate(
        "(folds) => document.querySelectorAll(folds).forEach((fold) => { fold.open = true; })", opened
    )
    if not page.evaluate("'axe' in window"):
        page.evaluate(_script())
    found = page.evaluate("([within, tags]) => axe.run(within, {runOnly: tags})", [within, TAGS])[
        "violations"
    ]
    return [
        f"{violation['id']}: {node['target'][0]}: {node['html'][:140]}"
        for violation in found
        for node in violation["nodes"][:3]
    ]
