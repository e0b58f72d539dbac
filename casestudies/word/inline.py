"""Runs of words as Markdown that reads back as exactly these words: signs are escaped only where they must be."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from markdown_it.common.normalize_url import normalizeLink
from markdown_it.token import Token

from casestudies.word.blocks import Span
from prose.addresses import may_link
from prose.grammar import TextTooLong, parse, parse_inline

_SIGNS = re.compile(r"([\\`*_\[\]<>&])")
_ALL_SIGNS = re.compile(r"([!-/:-@\[-`{-~])")
# What would make a line something else than words.
_LINE_START = re.compile(r"^(\s*)([#>+\-=|~:`]|(\d{1,9})([.)]))", re.MULTILINE)
_PAIRED = re.compile(r"[^()]*(?:\([^()]*\)[^()]*)*")
_SPACES = re.compile(r"[ \t]+")
_LOOKS: Final = ("bold", "italic", "href")
_WORDS: Final = frozenset({"text", "code_inline"})

Write = Callable[[str], str]


def inline(spans: Sequence[Span]) -> str:
    """Give one line of Markdown for runs of words."""
    wanted = merged(map(_safe, spans))
    words = [Span("".join(span.text for span in wanted))]
    for tried in (wanted, words):
        for write in (str, _escape, _escape_all):
            text = _nested(tried, write).strip()
            if _reads_as(text, tried):
                return text
    return _joined(wanted)


def literal(text: str) -> str:
    """Give Markdown that is shown as exactly this text."""
    return paragraph([Span(text)])


def paragraph(spans: Sequence[Span]) -> str:
    """Give one paragraph of Markdown; no sign at its beginning makes it a list or a heading."""
    text = "\n".join(map(str.strip, inline(spans).split("\n")))
    if not text or _is_paragraph(text):
        return text
    guarded = _LINE_START.sub(_guard, text)
    return guarded if _is_paragraph(guarded) else _words(Span(_joined(spans).strip()), _escape_all)


def merged(spans: Sequence[Span] | map[Span]) -> list[Span]:
    """Join neighbours of one look, with single spaces; spaces at the edge of a look belong to neither."""
    joined: list[Span] = []
    for span in spans:
        if joined and (not span.text.strip() or replace(span, text="") == replace(joined[-1], text="")):
            joined[-1] = replace(joined[-1], text=joined[-1].text + span.text)
        else:
            joined.append(span)
    return [replace(span, text=_SPACES.sub(" ", span.text)) for span in joined]


def _safe(span: Span) -> Span:
    """Keep an address that no text may link to as words, so that it is not lost."""
    if not span.href or (("://" in span.href or span.href.startswith("mailto:")) and may_link(span.href)):
        return replace(span, text=span.text.replace("`", "'")) if span.code else span
    if span.href.strip() in span.text or span.href.startswith("#"):
        return replace(span, href="")
    return replace(span, href="", text=f"{span.text} ({span.href})")


def _nested(spans: Sequence[Span], write: Write) -> str:
    """Write runs so that the look that most of them share stands around them."""
    text, at = "", 0
    while at < len(spans):
        look, length = _widest(spans, at)
        if look:
            inner = [replace(span, **{look: type(getattr(span, look))()}) for span in spans[at : at + length]]
            text += _around(look, spans[at], _nested(inner, write))
        else:
            text += _words(spans[at], write)
        at += length
    return text


def _widest(spans: Sequence[Span], at: int) -> tuple[str, int]:
    lengths = {"": 1}
    for look in _LOOKS:
        value = getattr(spans[at], look)
        if value:
            end = at
            while end < len(spans) and getattr(spans[end], look) == value:
                end += 1
            lengths[look] = end - at
    return max(lengths.items(), key=lambda entry: (entry[1], bool(entry[0])))


def _around(look: str, span: Span, text: str) -> str:
    """Put the marks of a look around words; spaces at the edge stay outside."""
    before, words, after = _edges(text)
    if not words:
        return text
    if look == "href":
        return f"{before}[{words}]({_address(span.href)}){after}"
    mark = "**" if look == "bold" else "*"
    return f"{before}{mark}{words}{mark}{after}"


def _edges(text: str) -> tuple[str, str, str]:
    words = text.strip()
    start = text.find(words)
    return text[:start], words, text[start + len(words) :]


def _words(span: Span, write: Write) -> str:
    if span.code:
        before, words, after = _edges(span.text)
        return f"{before}`{words}`{after}" if words else span.text
    return "\\\n".join(write(line) for line in span.text.split("\n"))


def _address(href: str) -> str:
    href = re.sub(r"[\s<>\\]", lambda sign: f"%{ord(sign[0]):02X}", href)
    return href if _PAIRED.fullmatch(href) else f"<{href}>"


def _escape(text: str) -> str:
    return _SIGNS.sub(r"\\\1", text)


def _escape_all(text: str) -> str:
    return _ALL_SIGNS.sub(r"\\\1", text)


def _guard(found: re.Match[str]) -> str:
    space, sign, digits, dot = found.groups()
    return f"{space}{digits}\\{dot}" if digits else f"{space}\\{sign}"


def _joined(spans: Sequence[Span]) -> str:
    return "".join(span.text for span in spans)


def _is_paragraph(text: str) -> bool:
    try:
        return [token.type for token in parse(text)] == ["paragraph_open", "inline", "paragraph_close"]
    except TextTooLong:
        return True


def _reads_as(text: str, spans: Sequence[Span]) -> bool:
    try:
        tokens = parse_inline(text)
    except TextTooLong:
        return True
    return _shape(spans_of(tokens[0].children or [])) == _shape(spans)


def _shape(spans: Sequence[Span]) -> list[tuple[str, Span]]:
    """Give every visible character with its look, so that only what readers see is compared."""
    shape: list[tuple[str, Span]] = []
    for span in spans:
        look = replace(span, text="", href=normalizeLink(span.href) if span.href else "")
        shape += [(sign, look) for sign in span.text if sign == "\n" or not sign.isspace()]
    while shape and shape[-1][0] == "\n":
        shape.pop()
    while shape and shape[0][0] == "\n":
        shape.pop(0)
    return shape


def spans_of(tokens: Sequence[Token]) -> list[Span]:
    """Give the runs of words of a parsed line; a picture or anything else is a run with no look."""
    look, spans = Span(""), []
    for token in tokens:
        match token.type:
            case "strong_open" | "strong_close":
                look = replace(look, bold=token.nesting == 1)
            case "em_open" | "em_close":
                look = replace(look, italic=token.nesting == 1)
            case "link_open" | "link_close":
                look = replace(look, href=str(token.attrs.get("href", "")))
            case "softbreak":
                spans.append(replace(look, text=" "))
            case "hardbreak":
                spans.append(replace(look, text="\n"))
            case _:
                spans.append(replace(look, text=token.content, code=token.type == "code_inline"))
    return spans


def is_simple(tokens: Sequence[Token]) -> bool:
    """Say whether a parsed line holds only words, looks, links and breaks: no picture."""
    return all(token.type in _WORDS or token.type.endswith(("_open", "_close", "break")) for token in tokens)
