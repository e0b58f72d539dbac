"""The finder of faults in HTML finds each kind that is planted, and nothing in a good page."""

from __future__ import annotations

import pytest

from tests.markup import faults

GOOD = (
    '<!doctype html><html lang="en" dir="ltr"><head><title>A page</title></head><body>'
    '<h1>A</h1><p>B</p><form><label for="q">Q</label><input id="q" name="q"></form>{}</body></html>'
)


def test_a_good_page_has_none() -> None:
    assert faults(GOOD.format("")) == []


@pytest.mark.parametrize(
    "planted",
    [
        "<p>open<div>block in a paragraph</div></p>",
        "</section>",
        "<b><i>crossed</b></i>",
        '<p id="q">twice</p>',
        '<p id="">none</p>',
        '<p aria-labelledby="gone">nothing</p>',
        '<label for="gone">nothing</label>',
        "<h1>second</h1>",
        "<table><tr><p>lost</p></tr></table>",
        '<a href="/"><button>both</button></a>',
        "<ul><p>no item</p></ul>",
        '<input name="unnamed">',
        '<p class="a" class="b">twice</p>',
        "&nosuch; <p",
    ],
)
def test_a_planted_fault_is_found(planted: str) -> None:
    assert faults(GOOD.format(planted))


@pytest.mark.parametrize(
    "page",
    [
        "<p>no frame</p>",
        '<!doctype html><html lang="en"><head><title>A</title></head><body><h1>A</h1></body></html>',
        '<!doctype html><html lang="en" dir="ltr"><head></head><body><h1>A</h1></body></html>',
    ],
)
def test_a_page_without_its_frame_is_found(page: str) -> None:
    assert faults(page)
