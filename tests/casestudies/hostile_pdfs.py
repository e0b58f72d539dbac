"""PDF files written object by object, as no writer would: what they mean stands behind references."""

from __future__ import annotations

from collections.abc import Callable, Mapping

Bodies = Mapping[tuple[int, int], str]  # what stands under which number and generation
STREAM = "<</Length 1 %s>>\nstream\nx\nendstream"
WEB = "(https://www.wcoomd.org/)"


def pdf(root: str = "", page: str = "", more: Bodies | None = None, *, catalogue: int = 1) -> bytes:
    """A page with ``more`` objects; ``catalogue`` is the number that the file names as its root.

    Each generation stands in a table of its own, as if the file had been saved again.
    """
    bodies = {
        (1, 0): f"<</Type /Catalog /Pages 2 0 R {root}>>",
        (2, 0): "<</Type /Pages /Kids [3 0 R] /Count 1>>",
        (3, 0): f"<</Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] {page}>>",
        **(more or {}),
    }
    made, places = b"%PDF-1.7\n", {}
    for (number, generation), body in bodies.items():
        places[number, generation] = len(made)
        made += f"{number} {generation} obj\n{body}\nendobj\n".encode("ascii")
    return made + _tables(places, len(made), catalogue)


def _tables(places: Mapping[tuple[int, int], int], begin: int, catalogue: int) -> bytes:
    made, before, last = "", "", begin
    for generation in sorted({generation for _number, generation in places}):
        rows = "".join(f"{n} 1\n{at:010} {g:05} n \n" for (n, g), at in places.items() if g == generation)
        last = begin + len(made)
        made += f"xref\n{rows}trailer\n<</Root {catalogue} 0 R /Size 99 {before}>>\n"
        before = f"/Prev {last}"
    return f"{made}startxref\n{last}\n%%EOF\n".encode("ascii")


def linked(action: str, more: Bodies | None = None) -> bytes:
    """A page with a link that does this."""
    return pdf(page=f"/Annots [<</Subtype /Link /Rect [0 0 9 9] /A {action}>>]", more=more)


def _kind_elsewhere(kind: str, rest: str) -> Callable[[], bytes]:
    return lambda: linked(f"<</S 5 0 R {rest}>>", {(5, 0): kind})


SCRIPT = "<</S /JavaScript /JS (app.alert\\(1\\))>>"
_ACTS = "script or an action"
_CARRIES = "carries other files"

# content, and some of the words of its sentence
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "launches by reference": (
        lambda: pdf("/OpenAction <</S 5 0 R /F (cmd.exe)>>", more={(5, 0): "/Launch"}),
        _ACTS,
    ),
    "launches by reference in other letters": (_kind_elsewhere("/Launc#68", "/F (cmd.exe)"), _ACTS),
    "launches after a link": (
        lambda: linked(f"<</S /URI /URI {WEB} /Next [<</S 5 0 R>>]>>", {(5, 0): "/Launch"}),
        _ACTS,
    ),
    "sends by reference": (_kind_elsewhere("/SubmitForm", "/F (https://x)"), _ACTS),
    "opens another file by reference": (_kind_elsewhere("/GoToR", "/F (x.pdf) /D [0 /Fit]"), _ACTS),
    "takes in data by reference": (_kind_elsewhere("/ImportData", "/F (x.fdf)"), _ACTS),
    "script address by reference": (
        lambda: linked("<</S /URI /URI 5 0 R>>", {(5, 0): "(javascript:alert\\(1\\))"}),
        _ACTS,
    ),
    "script under a number used twice": (
        lambda: pdf("/OpenAction 5 1 R /Odd 5 0 R", more={(5, 0): "<</Fine true>>", (5, 1): SCRIPT}),
        _ACTS,
    ),
    "script in a root that is searched for": (
        lambda: pdf(f"/OpenAction {SCRIPT}", more={(9, 0): "<</Fine true>>"}, catalogue=9),
        _ACTS,
    ),
    "film by reference": (
        lambda: pdf(page="/Annots [<</Subtype 5 0 R /Rect [0 0 9 9]>>]", more={(5, 0): "/RichMedia"}),
        _CARRIES,
    ),
    "file by reference": (
        lambda: pdf("/Odd 6 0 R", more={(5, 0): "/EmbeddedFile", (6, 0): STREAM % "/Type 5 0 R"}),
        _CARRIES,
    ),
    "words kept elsewhere": (
        lambda: pdf(page="/Contents 5 0 R", more={(5, 0): STREAM % "/F (//evil/share)"}),
        _CARRIES,
    ),
    "page of another file": (
        lambda: pdf(
            page="/Resources <</XObject <</A 5 0 R>>>>",
            more={(5, 0): STREAM % "/Subtype /Form /BBox [0 0 9 9] /Ref <</F (x.pdf) /Page 0>>"},
        ),
        _CARRIES,
    ),
}

# What looks like the above and harms nobody.
HARMLESS: dict[str, Callable[[], bytes]] = {
    "page alone": pdf,
    "link": lambda: linked(f"<</S /URI /URI {WEB}>>"),
    "link by reference": lambda: linked("<</S 6 0 R /URI 5 0 R>>", {(5, 0): WEB, (6, 0): "/URI"}),
    "place in the file by reference": lambda: linked("<</S 5 0 R /D [3 0 R /Fit]>>", {(5, 0): "/GoTo"}),
    "thread": lambda: linked("<</S /Thread /D 0>>"),
    "number used twice": lambda: pdf("/Odd 5 1 R /Even 5 0 R", more={(5, 0): "<</A 1>>", (5, 1): "<</A 2>>"}),
    "root that is searched for": lambda: pdf(more={(9, 0): "<</Fine true>>"}, catalogue=9),
    "words": lambda: pdf(page="/Contents 5 0 R", more={(5, 0): STREAM % ""}),
    "a note's flags": lambda: pdf(page="/Annots [<</Subtype /Link /Rect [0 0 9 9] /F 4>>]"),
}
