"""How hard a text is to read: Flesch-Kincaid for English, Kandel and Moles for French.

Both need the length of sentences in words and of words in syllables. Syllables are counted by rules of
spelling, which come within a few in a hundred of a dictionary over the length of a section.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

_WORD = re.compile(r"[^\W\d_]+(?:[’'\-][^\W\d_]+)*|\d+(?:[.,\u00a0]\d+)*%?")
# A sentence ends at a mark before a space or the end; each line of a list is one too.
_SENTENCE_END = re.compile(r"(?:[.!?…]+[\u00a0\s]*[”’»\")]*)(?=\s|$)|\n+")
_INNER_STOP = re.compile(r"\b(?:e\.g|i\.e|[Nn]o|[Vv]ol|art|p|U\.S|M|MM|etc)\.(?=\s)")
_EN_GROUP = re.compile(r"[aeiouy]+")
_EN_SILENT = re.compile(r"(?:[^laeiouy]es|[^laeiouytd]ed|[^aeiouy]e)$")
_EN_APART = re.compile(
    r"(?<![ctsg])ia|(?<![ctsgx])io(?!n)|^rea(?=l|ct)|crea|idea|area|scien|[^gq]ua|iu|ism$|[aeiouy]ing$|[^aeiou]le$"
)
_FR_GROUP = re.compile(r"[aeiouyàâäéèêëîïôöùûüœæ]+")
_FR_APART = re.compile(r"é[aâou]|ée(?!s?$)|[aeiou]é|[aou]y[aeéèo]|ï|ü|ao(?!u)|[^q]ua(?!i)|oa")
_FR_SILENT = re.compile(r"(?:[^aeiouyàâäéèêëîïôöùûüœæ]|[gq]u)(?:e|es)$")


@dataclass(frozen=True, slots=True)
class Measure:
    """A formula, and what a text must reach to be read by somebody with ten minutes."""

    name: str
    score: Callable[[str], float]
    bound: float
    lower_is_easier: bool

    def holds(self, score: float) -> bool:
        return score <= self.bound if self.lower_is_easier else score >= self.bound

    @property
    def demand(self) -> str:
        return f"{self.name} {'at most' if self.lower_is_easier else 'at least'} {self.bound:g}"


def sentences(text: str) -> list[str]:
    """Split a plain text into sentences; an abbreviation's full stop does not end one."""
    marked = _INNER_STOP.sub(lambda found: found[0].replace(".", ""), text)
    return [part for part in _SENTENCE_END.split(marked) if part and _WORD.search(part)]


def words(text: str) -> list[str]:
    return _WORD.findall(text)


def english_syllables(word: str) -> int:
    """Count by groups of vowels, without silent endings."""
    letters = _plain(word)
    if not letters.isalpha():
        return 1
    groups = len(_EN_GROUP.findall(letters)) + len(_EN_APART.findall(letters))
    return max(1, groups - len(_EN_SILENT.findall(letters)))


def french_syllables(word: str) -> int:
    """Count by groups of vowels, without a silent e at the end, as in speech."""
    letters = word.lower()
    if not letters.isalpha():
        return 1
    groups = len(_FR_GROUP.findall(letters)) + len(_FR_APART.findall(letters))
    return max(1, groups - len(_FR_SILENT.findall(letters)))


def flesch_kincaid(text: str) -> float:
    """Give the school grade that an English text asks for."""
    per_sentence, per_word = _lengths(text, english_syllables)
    return 0.39 * per_sentence + 11.8 * per_word - 15.59


def kandel_moles(text: str) -> float:
    """Give the ease of a French text, from about 0 (hardest) to 100."""
    per_sentence, per_word = _lengths(text, french_syllables)
    return 207 - 1.015 * per_sentence - 73.6 * per_word


def _lengths(text: str, syllables: Callable[[str], int]) -> tuple[float, float]:
    found = words(text)
    if not found:
        return 0.0, 0.0
    spoken = sum(syllables(part) for word in found for part in re.split(r"[’'\-]", word))
    return len(found) / max(1, len(sentences(text))), spoken / len(found)


def _plain(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(c))


# 40 on Kandel and Moles is where Flesch puts what somebody with a secondary education reads: grade 11.
MEASURES: Final[Mapping[str, Measure]] = {
    "en": Measure("Flesch-Kincaid grade", flesch_kincaid, 11, lower_is_easier=True),
    "fr": Measure("Kandel-Moles ease", kandel_moles, 40, lower_is_easier=False),
}
