"""What somebody asked for, as words: no operator, no quotation mark and no sign has a meaning here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from search.fulltext import Clauses, Term
from search.words import FAMILIES, Word, fold, forms, is_stop_word, words

LONGEST: Final = 200
MOST_WORDS: Final = 8
SHORTEST_PREFIX: Final = 3


@dataclass(frozen=True, slots=True)
class Query:
    """The words of a query; ``text`` is what was typed, cut to a bounded length."""

    text: str
    words: tuple[Word, ...]

    @classmethod
    def read(cls, text: str) -> Query:
        bounded = text[:LONGEST]
        once: dict[str, Word] = {}
        for word in words(bounded):
            if fold(word.spelt):
                once.setdefault(word.spelt, word)
        return cls(bounded, tuple(once.values())[:MOST_WORDS])

    def spelt(self, of_family: str) -> tuple[str, ...]:
        """Give the words that count in texts of a family: all but the small ones, unless all are small."""
        everything = tuple(word.spelt for word in self.words)
        return tuple(word for word in everything if not is_stop_word(word, of_family)) or everything

    @property
    def last(self) -> str:
        """The beginning of a word that may still be being typed, or nothing."""
        if not self.words or self.words[-1].end != len(self.text):
            return ""
        folded = fold(self.words[-1].spelt)
        return folded if len(folded) >= SHORTEST_PREFIX else ""

    def clauses(self, *, beginning: bool = False) -> Clauses:
        """Ask for texts with every word; with ``beginning``, the last word may be the start of one."""
        return [
            [self._terms(word, of_family, beginning) for word in self.spelt(of_family)]
            for of_family in FAMILIES
        ]

    def any_word(self) -> Clauses:
        """Ask for texts with one of the words, or with a word that begins like the last one."""
        return [
            [[term for word in self.spelt(of_family) for term in self._terms(word, of_family, True)]]
            for of_family in FAMILIES
        ]

    def _terms(self, spelt: str, of_family: str, beginning: bool) -> Sequence[Term]:
        terms = [Term(of_family, form) for form in forms(spelt, of_family) or (fold(spelt),)]
        if beginning and self.last and spelt == self.words[-1].spelt:
            terms.append(Term(of_family, self.last, prefix=True))
        return terms
