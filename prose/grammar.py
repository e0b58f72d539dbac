"""The Markdown of this portal: what people may write, and how it becomes tokens.

CommonMark with tables and ``::: note`` blocks; raw HTML is text. ``parse`` is the one way in, so the
bound on length holds for everything that reads Markdown.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.utils.translation import gettext
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

from prose.addresses import may_link
from prose.dressing import dress

MAX_CHARACTERS: Final = 100_000
# Letters cost nothing, marks do. A long text by a person has four in a hundred characters.
MAX_MARKS: Final = 20_000
MAX_NESTING: Final = 20
_MARKS: Final = "\n[]!*_`|<>&\\:~"


class TextTooLong(ValueError):
    """A text has more characters or more marks than it may; the message is a sentence for the writer."""

    def __init__(self, sentence: str, limit: int, count: int) -> None:
        super().__init__(sentence % {"limit": limit, "count": count})


def bounded(text: str) -> str:
    """Give the text back if it can be read within the time of a request; raise ``TextTooLong`` if not."""
    if len(text) > MAX_CHARACTERS:
        sentence = gettext("Use at most %(limit)d characters; this text has %(count)d.")
        raise TextTooLong(sentence, MAX_CHARACTERS, len(text))
    marks = sum(map(text.count, _MARKS))
    if marks > MAX_MARKS:
        sentence = gettext("Use at most %(limit)d line breaks and formatting marks; this text has %(count)d.")
        raise TextTooLong(sentence, MAX_MARKS, marks)
    return text


def _note(renderer: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    if tokens[at].nesting == 1:
        tokens[at].attrs.update({"class": "notice", "role": "note"})
    rendered: str = renderer.renderToken(tokens, at, options, env)
    return rendered


class _Grammar(MarkdownIt):
    def __init__(self, *, html: bool) -> None:
        super().__init__("commonmark", {"html": html, "linkify": False, "maxNesting": MAX_NESTING})
        self.enable("table")
        container_plugin(self, "note", render=_note)


class _Strict(_Grammar):
    def validateLink(self, url: str) -> bool:  # noqa: N802 - the parser's name for it
        return may_link(url)


class _Lenient(_Grammar):
    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802 - the parser's name for it
        return True


_strict = _Strict(html=False)
_strict.core.ruler.push("dress", dress)
_lenient = _Lenient(html=True)


def parse(text: str) -> list[Token]:
    """Read a text into tokens; raise ``TextTooLong`` beyond the bound."""
    return _strict.parse(bounded(text))


def parse_inline(text: str) -> list[Token]:
    """Read a text as one run of inline Markdown, without blocks."""
    return _strict.parseInline(bounded(text))


def parse_everything(text: str) -> list[Token]:
    """Read raw HTML and refused addresses too: never for showing, only for finding them."""
    return _lenient.parse(bounded(text))


def blocks_of(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Give the tokens of each top-level block (paragraph, list, table …) by themselves, in order."""
    block: list[Token] = []
    depth = 0
    for token in tokens:
        block.append(token)
        depth += token.nesting
        if depth == 0:
            yield block
            block = []


def to_html(tokens: Sequence[Token]) -> str:
    """Give the HTML of tokens from ``parse``, not yet sanitised."""
    html: str = _strict.renderer.render(tokens, _strict.options, {})
    return html
