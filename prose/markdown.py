"""The one renderer: preview, review, published page, letter and export all come from here."""

from collections.abc import Iterator

from django.utils.safestring import SafeString, mark_safe
from markdown_it.token import Token

from prose.addresses import may_link, may_picture
from prose.grammar import (
    MAX_CHARACTERS,
    TextTooLong,
    blocks_of,
    parse,
    parse_everything,
    parse_inline,
    to_html,
)
from prose.sanitiser import sanitise, sanitise_inline

__all__ = [
    "MAX_CHARACTERS",
    "TextTooLong",
    "changed_by_sanitiser",
    "render",
    "render_blocks",
    "render_inline",
]


def render(text: str) -> SafeString:
    """Turn Markdown into HTML that is safe on any page, with headings from ``h3`` down."""
    return mark_safe(sanitise(to_html(parse(text))))


def render_blocks(text: str) -> list[SafeString]:
    """Render each top-level block (paragraph, list, table …) by itself, in order."""
    return [mark_safe(sanitise(to_html(block))) for block in blocks_of(parse(text))]


def render_inline(text: str) -> SafeString:
    """Render one line: emphasis, code and links, never a block or a picture."""
    return mark_safe(sanitise_inline(to_html(parse_inline(text))))


def changed_by_sanitiser(text: str) -> bool:
    """Say whether readers would get less than the text holds: raw HTML, a refused link or picture."""
    return any(_is_refused(token) for token in _walk(parse_everything(text)))


def _walk(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _walk(token.children or [])


def _is_refused(token: Token) -> bool:
    match token.type:
        case "html_block" | "html_inline":
            return True
        case "link_open":
            return not may_link(str(token.attrs.get("href", "")))
        case "image":
            return not may_picture(str(token.attrs.get("src", "")))
        case _:
            return False
