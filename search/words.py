"""Turns text into what is compared: words without accents, endings, articles and apostrophes.

A word has one or two *forms*: its stem with the accents taken off afterwards, and the stem of the word
without accents. Two words mean the same when they share a form, so that ``declaree`` finds ``déclarée``
although the French stemmer needs the accent.
"""

import re
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import snowballstemmer

from search.stop_words import STOP_WORDS

STEMMERS: Final = {"en": "english", "fr": "french", "es": "spanish", "ar": "arabic", "ru": "russian"}
# Texts in any other language are found by their words without accents.
OTHER: Final = "zz"
FAMILIES: Final = (*STEMMERS, OTHER)
LONGEST_WORD: Final = 40
LAST_LISTED: Final = 0x10000

ELIDED: Final = frozenset(
    {"c", "d", "j", "l", "m", "n", "s", "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"}
)
CONTRACTED: Final = frozenset({"s", "t", "d", "m", "ll", "re", "ve"})
APOSTROPHES: Final = "'’ʼ＇"
ARABIC_ARTICLE: Final = re.compile(r"^(?:[وفبك]?ال|لل)(?=\w{3})")
ARABIC_PLURAL: Final = re.compile(r"(?<=\w{3})ات$")
BRITISH: Final = re.compile(r"(?<=\w{3}[^\W_])is(?=(?:e|ed|es|er|ers|ing|able|ation(?:s|al|ally)?)$)")
LETTERS: Final = str.maketrans(
    {
        "ى": "ي",
        "ة": "ه",
        "ٱ": "ا",
        "ک": "ك",
        "ی": "ي",
        "œ": "oe",
        "æ": "ae",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ı": "i",
    }
)


def _characters(*categories: str) -> str:
    """Give a regular expression's class of the characters of these categories in the first Unicode plane."""
    return "".join(
        re.escape(c) for c in map(chr, range(LAST_LISTED)) if unicodedata.category(c) in categories
    )


# Marks and invisible characters belong to the word they stand in; digits and letters make it.
_INSIDE: Final = _characters("Mn", "Mc", "Me", "Cf")
_WORD: Final = re.compile(rf"[^\W_](?:[^\W_]|[{_INSIDE}])*")
_ASCII_WORD: Final = re.compile(r"[A-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: where it stands and how it is spelt, in lower case, with its accents."""

    start: int
    end: int
    spelt: str


def family(language: str) -> str:
    """Give the language by whose endings a text is compared."""
    return language if language in STEMMERS else OTHER


def words(text: str) -> Iterator[Word]:
    """Give the words of a text; elided articles (l', qu') and contractions ('s, 're) are not words."""
    pattern = _ASCII_WORD if text.isascii() else _WORD
    for match in pattern.finditer(text):
        start, end = match.span()
        spelt = _spelt(match[0])
        if spelt and not _is_cut_off(text, start, end, spelt):
            yield Word(start, end, spelt)


def _is_cut_off(text: str, start: int, end: int, spelt: str) -> bool:
    before = text[end : end + 1] in APOSTROPHES and end < len(text) and spelt in ELIDED
    after = start > 0 and text[start - 1] in APOSTROPHES and spelt in CONTRACTED
    return before or after


@lru_cache(maxsize=65_536)
def _spelt(raw: str) -> str:
    """Write a word in one way: composed, lower case, without invisible characters, bounded."""
    if raw.isascii():
        return raw.lower()[:LONGEST_WORD]
    whole = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", raw[: 4 * LONGEST_WORD]).casefold())
    # Compatibility forms can unfold to spaces and signs; none of them may reach the index.
    kept = (c for c in whole if c != "ـ" and (c.isalnum() or unicodedata.category(c)[0] == "M"))
    return "".join(kept)[:LONGEST_WORD]


@lru_cache(maxsize=65_536)
def fold(word: str) -> str:
    """Take accents, vowel signs and writing variants off a word in lower case."""
    if word.isascii():
        return word
    plain = "".join(map(_bare, unicodedata.normalize("NFC", word)))
    return "".join(c for c in plain.translate(LETTERS) if c.isalnum())[:LONGEST_WORD]


def _bare(character: str) -> str:
    if character == "й":  # a letter of its own, and the endings of Russian need it
        return character
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    return "".join(c for c in unicodedata.normalize("NFKD", character) if unicodedata.category(c)[0] != "M")


@lru_cache(maxsize=65_536)
def forms(spelt: str, of_family: str) -> tuple[str, ...]:
    """Give the forms by which a word is compared: at least one, at most two, unless nothing remains."""
    folded = fold(spelt)
    if of_family == OTHER:
        return (folded,) if folded else ()
    found = (fold(_stem(spelt, of_family)), fold(_stem(folded, of_family)))
    return tuple(dict.fromkeys(form for form in found if form))


def stems(text: str, language: str) -> list[str]:
    """Give the forms of all words of a text, in its order."""
    return [form for word in words(text) for form in forms(word.spelt, family(language))]


def is_stop_word(spelt: str, of_family: str) -> bool:
    return fold(spelt) in STOP_WORDS.get(of_family, ())


_own = threading.local()


def _stem(word: str, of_family: str) -> str:
    """Stem by the family's rules; a stemmer keeps state while it works, so each thread has its own."""
    stemmers = _own.__dict__.setdefault("stemmers", {})
    if of_family not in stemmers:
        stemmers[of_family] = snowballstemmer.stemmer(STEMMERS[of_family])
    stem: str = stemmers[of_family].stemWord(_prepared(word, of_family))
    return stem


def _prepared(word: str, of_family: str) -> str:
    if of_family == "ar":  # the stemmer leaves endings on words that have the article or a regular plural
        return ARABIC_PLURAL.sub("", ARABIC_ARTICLE.sub("", word))
    if of_family == "en":
        return BRITISH.sub("iz", word)
    return word
