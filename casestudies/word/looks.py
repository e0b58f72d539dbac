"""What the styles and the numbering of a Word file say about a paragraph: heading, title, list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from casestudies.word.blocks import Item
from casestudies.word.opening import Element, Opened, attribute, local

RAW: Final = "story markdown"
CODE: Final = "story code"
STRONG: Final = frozenset({"strong", "intense emphasis"})
EMPHASIS: Final = frozenset({"emphasis", "subtle emphasis"})
_HEADING = re.compile(r"(?:heading|titre|überschrift|título|عنوان)\s*(\d)")
_MAX_BASES = 10


def child(element: Element | None, *path: str) -> Element | None:
    for name in path:
        if element is None:
            return None
        element = next((entry for entry in element if local(entry) == name), None)
    return element


def is_on(properties: Element | None, name: str) -> bool:
    found = child(properties, name)
    return found is not None and attribute(found, "val") not in {"0", "false", "off", "none"}


@dataclass(frozen=True, slots=True)
class Style:
    name: str
    level: int
    numbering: Element | None


class Looks:
    """Answers by style and by list, from parts that may be missing."""

    def __init__(self, opened: Opened) -> None:
        self.styles: dict[str, Element] = {}
        styles = opened.parts.get("styles")
        for style in styles if styles is not None else ():
            self.styles[attribute(style, "styleId")] = style
        self.formats = _formats(opened.parts.get("numbering"))

    def style(self, code: str) -> Style:
        """Give what a style is, looking through the styles it is based on."""
        name, level, numbering = "", 0, None
        for _step in range(_MAX_BASES):
            style = self.styles.get(code)
            own = _text(child(style, "name")) or code
            name = name or own.lower()
            level = level or _level(own, style)
            numbering = numbering if numbering is not None else child(style, "pPr", "numPr")
            code = _text(child(style, "basedOn"))
            if style is None or not code:
                break
        return Style(name, level, numbering)

    def item(self, properties: Element | None, style: Style) -> Item | None:
        numbering = child(properties, "numPr")
        numbering = numbering if numbering is not None else style.numbering
        if numbering is None:
            return Item(ordered="number" in style.name) if style.name.startswith("list ") else None
        number = _text(child(numbering, "numId"))
        if number == "0" or style.level:
            return None
        depth = min(int(_text(child(numbering, "ilvl")).strip() or 0), 8) if _has_depth(numbering) else 0
        kind = self.formats.get((number, depth), "decimal" if "number" in style.name else "bullet")
        return Item(depth, ordered=kind not in {"bullet", "none"})


def _has_depth(numbering: Element) -> bool:
    return _text(child(numbering, "ilvl")).isdecimal()


def _text(element: Element | None) -> str:
    return "" if element is None else attribute(element, "val")


def _level(name: str, style: Element | None) -> int:
    found = _HEADING.match(name.lower())
    if found:
        return int(found[1])
    outline = _text(child(style, "pPr", "outlineLvl"))
    return int(outline) + 1 if outline.isdecimal() and int(outline) < 9 else 0  # noqa: PLR2004 - 9 is body text


def _formats(numbering: Element | None) -> dict[tuple[str, int], str]:
    """Give the kind of numbers that each list has at each depth."""
    kinds: dict[str, dict[int, str]] = {}
    formats: dict[tuple[str, int], str] = {}
    for entry in numbering if numbering is not None else ():
        if local(entry) == "abstractNum":
            kinds[attribute(entry, "abstractNumId")] = {
                int(attribute(level, "ilvl")): _text(child(level, "numFmt"))
                for level in entry
                if local(level) == "lvl" and attribute(level, "ilvl").isdecimal()
            }
        elif local(entry) == "num":
            of = kinds.get(_text(child(entry, "abstractNumId")), {})
            formats |= {(attribute(entry, "numId"), depth): kind for depth, kind in of.items()}
    return formats
