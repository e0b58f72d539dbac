"""What a section's text may hold, said to its writer; files are held to the same by ``modules.bodies``."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from typing import Any, Final

from django.utils.translation import gettext as _

from modules.bodies import LINK
from prose.grammar import parse
from prose.markdown import changed_by_sanitiser

_LISTS: Final = frozenset({"bullet_list_open", "ordered_list_open"})
# A link that stays inside the guide names its section after a hash.
_ANCHOR: Final = re.compile(r"\]\((?!https?:|mailto:)[^)\s]*#([A-Za-z0-9-]+)")


def faults(body: str) -> Iterator[str]:
    """Give a sentence for each thing that cannot stand in a section."""
    kinds = [token.type for token in parse(body) if token.level == 0 and token.nesting >= 0 and token.map]
    if any(kind not in {"paragraph_open", *_LISTS} for kind in kinds):
        yield _(
            "Use paragraphs and one list: headings, tables, quotations and code cannot stand in a section."
        )
    if sum(kind in _LISTS for kind in kinds) > 1:
        yield _("A section may have one list; this text has more.")
    if "![" in body or "[^" in body:
        yield _("A picture or a footnote cannot stand in a section.")
    if changed_by_sanitiser(body):
        yield _("Readers would not get all of this: it holds raw HTML, or a link that is refused.")


def broken_links(body: str, keys: Container[str]) -> list[str]:
    """Give the sections that a text leads to and that do not exist."""
    named = [*LINK.findall(body), *(key for key in _ANCHOR.findall(body) if not re.fullmatch(r"p\d+", key))]
    return [key for key in dict.fromkeys(named) if key not in keys]


def shape(body: str) -> list[str]:
    """Give the kinds of the numbered blocks in order: languages must agree in it."""
    tokens = (token for token in parse(body) if token.level == 0 and token.nesting >= 0 and token.map)
    return ["list" if token.type in _LISTS else "paragraph" for token in tokens]


def is_decided(words: dict[str, Any]) -> bool:
    return bool(words and any(words.values()))
