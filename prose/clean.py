"""What arrives from a keyboard or a clipboard, without what nobody can see."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

TAB: Final = "    "
# Arabic signs that Unicode files under "format" but that readers see.
_VISIBLE_FORMATS: Final = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2")
# Letters without a shape: a name made of them would look empty.
_SHAPELESS: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
_JOINERS: Final = frozenset("\u200c\u200d")
# Persian and the scripts of South Asia spell with joiners; elsewhere they only hide differences.
_SPELT_WITH_JOINERS = re.compile(
    "[\u0600-\u07ff\u08a0-\u0dff\u0f00-\u109f\u1780-\u18af\ufb50-\ufdff\ufe70-\ufeff]"
)
# The bound of Unicode's stream-safe text format. Sorting 100,000 marks on one letter takes ten seconds.
_MARKS_IN_A_ROW: Final = 30
_NEWLINES = re.compile("\r\n?|[\n\v\f\x1c-\x1e\x85\u2028\u2029]")
_SPACES = re.compile("[ \t\n]+")


def clean_line(text: str) -> str:
    """Give one line in normal form: no line breaks, no invisible characters, single spaces."""
    return _SPACES.sub(" ", _visible(_NEWLINES.sub(" ", text))).strip()


def clean_text(text: str) -> str:
    """Give a text in normal form: ``\\n`` ends lines, tabs are spaces, nothing invisible."""
    return _visible(_NEWLINES.sub("\n", text).replace("\t", TAB)).strip()


def _visible(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    composed = unicodedata.normalize("NFC", "".join(_with_few_marks(text)))
    return "".join(character for at, character in enumerate(composed) if _is_kept(composed, at))


def _with_few_marks(text: str) -> Iterator[str]:
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MARKS_IN_A_ROW:
            yield character


def _is_kept(text: str, at: int) -> bool:
    character = text[at]
    if character in _JOINERS:
        return at > 0 and bool(_SPELT_WITH_JOINERS.match(text[at - 1]))
    if character in _SHAPELESS:
        return False
    match unicodedata.category(character):
        case "Cc":
            return character in "\n\t"
        case "Cf":
            return character in _VISIBLE_FORMATS
        case "Cs":
            return False
        case _:
            return True
