"""What is wrong with the HTML of a page, as the standard's own parser and a reader of its references see it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib
from html5lib.constants import E as MESSAGES

# Attributes that name other elements of the page by their id.
REFERENCES = (
    "for",
    "aria-labelledby",
    "aria-describedby",
    "aria-controls",
    "aria-errormessage",
    "headers",
    "list",
)
# A mistake in these is shown by the tree they leave behind, not by an error of the parser.
INTERACTIVE = {"a", "button", "input", "select", "textarea", "label", "details"}
LABELLED = {"input", "select", "textarea"}


def faults(html: str) -> list[str]:
    """Give every fault in words: errors of the parser, ids and references, headings, languages, names of fields."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(html)
    found = [f"{position}: {MESSAGES[code] % values}" for position, code, values in parser.errors]
    return [*found, *_ids(tree), *_frame(tree), *_nesting(tree), *_fields(tree)]


def _ids(tree: Element) -> Iterator[str]:
    ids = Counter(element.get("id") for element in tree.iter() if element.get("id") is not None)
    yield from (f"the id {name!r} stands {times} times" for name, times in ids.items() if times > 1)
    yield from (f"the id {name!r} is none" for name in ids if not name or name.split() != [name])
    for element in tree.iter():
        for attribute in REFERENCES:
            for name in (element.get(attribute) or "").split():
                if name not in ids:
                    yield f"{attribute}={name!r} names nothing"


def _frame(tree: Element) -> Iterator[str]:
    headings = [element.tag for element in tree.iter() if element.tag in {"h1", "h2", "h3", "h4", "h5", "h6"}]
    if headings.count("h1") != 1:
        yield f"{headings.count('h1')} h1"
    if not tree.get("lang") or tree.get("dir") not in {"ltr", "rtl"}:
        yield "html says neither language nor direction"
    titles = [element for element in tree.iter("title") if (element.text or "").strip()]
    if not titles:
        yield "no title"


def _nesting(tree: Element) -> Iterator[str]:
    for outer in _all(tree, "a", "button"):
        inner = [
            element.tag for element in outer.iter() if element is not outer and element.tag in INTERACTIVE
        ]
        yield from (f"{tag} inside {outer.tag}" for tag in inner)
    for form in tree.iter("form"):
        yield from ("form inside form" for inner in form.iter("form") if inner is not form)
    for lists in _all(tree, "ul", "ol"):
        yield from (f"{child.tag} in {lists.tag}" for child in lists if child.tag not in {"li", "script"})


def _all(tree: Element, *tags: str) -> Iterator[Element]:
    return (element for element in tree.iter() if element.tag in tags)


def _fields(tree: Element) -> Iterator[str]:
    """Name fields without a name that assistive technology could say."""
    labelled = {label.get("for") for label in tree.iter("label")}
    inside = {id(element) for label in tree.iter("label") for element in label.iter()}
    for element in _all(tree, *LABELLED):
        hidden = element.get("type") in {"hidden", "submit", "button"}
        named = element.get("aria-label") or element.get("aria-labelledby") or element.get("id") in labelled
        if not hidden and not named and id(element) not in inside:
            yield f"{element.tag} {element.get('name')!r} has no label"
