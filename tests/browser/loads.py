"""Attack strings packed into what a form takes: each behind a number of its own, by which a page shows it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle, islice
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from casestudies import fields
from casestudies.attachments.names import shown_name
from casestudies.fields import Field, Kind
from prose.clean import clean_line
from prose.plain import words_of
from tests.prose.hostile import SCRIPTS

ALL: Final = frozenset(range(len(SCRIPTS)))
# Typed here as nobody types by chance: q7x, q8x …
MARK: Final = re.compile(r"q(\d+)x")
PROSE: Final = 4_500
Packed = list[str]


def seen_in(text: str) -> set[int]:
    """Give the numbers of the attacks that stand in a text."""
    return {int(number) for number in MARK.findall(text)}


def line(number: int) -> str:
    return f"q{number}x {clean_line(SCRIPTS[number])}"


def block(number: int) -> str:
    """Keep an attack at the start of its own block: some need it."""
    return f"q{number}x\n\n{SCRIPTS[number]}"


def packed(
    pieces: Sequence[str], *, limit: int, between: str, words: int = 0, fits: Callable[[str], bool] = bool
) -> Packed:
    """Give texts that hold all the pieces that fit, each text as full as it may be."""
    texts: Packed = []
    for piece in pieces:
        longer = f"{texts[-1]}{between}{piece}" if texts else piece
        if texts and _fits(longer, limit, words, fits):
            texts[-1] = longer
        elif _fits(piece, limit, words, fits):
            texts.append(piece)
    return texts


def _fits(text: str, limit: int, words: int, fits: Callable[[str], bool]) -> bool:
    return len(text) <= limit and fits(text) and (not words or words_of(text) <= words)


LINES: Final = [line(number) for number in ALL]
BLOCKS: Final = [block(number) for number in ALL]


def lines(limit: int) -> Packed:
    return packed(LINES, limit=limit, between=" ")


def texts(limit: int = PROSE, words: int = 0) -> Packed:
    return packed(BLOCKS, limit=limit, between="\n\n", words=words)


def brief(limit: int, texts: int) -> Packed:
    """Give so many texts with as many attacks as they have room for, the shortest ones first."""
    return packed(sorted(BLOCKS, key=len), limit=limit, between="\n\n")[:texts]


def addresses() -> Packed:
    pieces = [re.sub(r"\s", "", text) for text in LINES]
    return [f"https://evil.example/{text}" for text in packed(pieces, limit=400, between="/")]


def mailboxes() -> Packed:
    """What may stand in quotes before the @ of an address, which is nearly everything."""
    pieces = [re.sub(r"[^!-~]", "", text).replace("\\", "\\\\").replace('"', '\\"') for text in LINES]
    found = packed(pieces, limit=200, between="/", fits=_is_mailbox)
    return [_mailbox(text) for text in found]


def _mailbox(text: str) -> str:
    return f'"{text}"@evil.example'


def _is_mailbox(text: str) -> bool:
    try:
        EmailValidator()(_mailbox(text))
    except ValidationError:
        return False
    return True


def file_names() -> Packed:
    pieces = [re.sub(r"[/\\]", " ", text) for text in LINES]
    return [shown_name(f"{text}.pdf") for text in packed(pieces, limit=90, between=" ")]


def _spread(cells: Packed, rows: int) -> list[Packed]:
    """Deal lines to texts that have room for so many; the last one is filled up from the start."""
    groups = -(-len(cells) // rows)
    dealt = list(islice(cycle(cells), groups * rows))
    return [dealt[at : at + rows] for at in range(0, len(dealt), rows)]


def _table(field: Field) -> list[list[dict[str, str]]]:
    """Fill every column with everything; no two cells of a row with the same."""
    columns = [addresses() if key == "url" else lines(fields.CELL) for key, _label in field.columns]
    most = max(map(len, columns))
    rows = [
        {
            key: column[(n + at) % len(column)]
            for at, ((key, _label), column) in enumerate(zip(field.columns, columns, strict=True))
        }
        for n in range(most)
    ]
    groups = -(-most // field.rows)
    return [
        [rows[n % most] for n in range(at, at + field.rows)]
        for at in range(0, groups * field.rows, field.rows)
    ]


def _of_field(field: Field) -> list[Any]:
    match field.kind:
        case Kind.LINE if field.key == "contact":
            return list(mailboxes())
        case Kind.LINE:
            return list(lines(field.max_length))
        case Kind.PROSE:
            return list(texts(PROSE, field.max_words))
        case Kind.LIST:
            return list(_spread(lines(fields.CELL), field.rows))
        case Kind.ROWS:
            return list(_table(field))
        case _:
            return []


LOADS: Final = {field.key: loads for field in fields.FIELDS if (loads := _of_field(field))}
# Of what a text has to hold besides.
CHOSEN: Final = {"language": "en", "topics": ["T1"], "sections": ["mission-first"], "status": "live"} | {
    "audience": "public",
    "statement": True,
}
FULL: Final = 9
"""So many texts hold every attack in every long field; the others only need to differ in their lines."""
NEWEST: Final = 20
"""So many stand in the feed, each with a summary."""


def story(number: int, *, full: bool = True) -> dict[str, Any]:
    """Give what somebody types who fills every field with attacks; another text for each number."""
    typed = dict(CHOSEN)
    for at, (key, loads) in enumerate(LOADS.items()):
        field = fields.BY_KEY[key]
        if full or field.kind is Kind.LINE or (field.max_words and number < NEWEST):
            # Long texts side by side hold different attacks; titles of one text hold the same.
            shift = at if field.kind is Kind.PROSE else 0
            typed[key] = loads[(number + shift) % len(loads)]
        elif field.step != fields.Step.STORY:
            typed[key] = f"Brief, {number}."
    return typed


def posted(typed: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Give a text as a browser sends the form of it."""
    for key, value in typed.items():
        kind = fields.BY_KEY[key].kind
        if kind is Kind.LIST:
            yield from ((f"{key}-{n}", text) for n, text in enumerate(value))
        elif kind is Kind.ROWS:
            yield from (
                (f"{key}-{n}-{name}", cell) for n, row in enumerate(value) for name, cell in row.items()
            )
        elif value is not False:
            yield key, "on" if value is True else value
