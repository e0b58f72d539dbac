"""The fixed pages: about, criteria, accessibility, privacy, security, and the handbooks.

Files in ``content/``, rendered once a process. A picture stands on a line of its own and lies in
``static/img/help/``, whose names a deployment may change: it is put in here and not by the renderer.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.http import Http404
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from PIL import Image

from modules.front_matter import ContentError, read_page
from prose.clean import clean_line
from prose.markdown import render, render_inline

CONTENT: Final = Path(__file__).parent / "content"
HANDBOOKS: Final = ("help_contributors", "help_editors")
NAMES: Final = ("about", "criteria", "accessibility", "privacy", "security", *HANDBOOKS)
PICTURES: Final = "img/help"
_HEADING: Final = re.compile(r"^## (.+?) \{#([a-z]+(?:-[a-z]+)*)\}$", re.MULTILINE)
_PICTURE: Final = re.compile(r"^!\[([^\]]+)\]\((?:\.\./)+static/img/help/([a-z-]+\.webp)\)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Part:
    """A passage under its own heading; the key is the same in every language."""

    key: str
    title: SafeString
    html: SafeString


@dataclass(frozen=True, slots=True)
class Page:
    """A fixed page in one language."""

    name: str
    language: str
    title: str
    standfirst: str
    updated: dt.date
    parts: tuple[Part, ...]


def page(name: str, language: str) -> Page:
    """Give a page in this language, or in the first official one; raise ``Http404`` for an unknown name."""
    if name not in NAMES:
        raise Http404
    written = language if _file(name, language).is_file() else settings.OFFICIAL_LANGUAGES[0]
    return _read(name, written)


@cache
def _read(name: str, language: str) -> Page:
    file = _file(name, language)
    found = read_page(file)
    found.head.allow("title", "standfirst", "updated")
    return Page(
        name=name,
        language=language,
        title=found.head.text("title", 60),
        standfirst=found.head.text("standfirst", 260),
        updated=found.head.value("updated", dt.date, "a date"),
        parts=_parts(file, found.body),
    )


def _parts(file: Path, body: str) -> tuple[Part, ...]:
    """Cut the text at its headings: the renderer's own begin below them, at ``h3``."""
    before, *pieces = _HEADING.split(body)
    if before.strip() or not pieces:
        raise ContentError(file, 1, "The text must begin with a heading “## Title {#key}”.")
    cut = zip(pieces[::3], pieces[1::3], pieces[2::3], strict=True)
    return tuple(Part(key, render_inline(clean_line(title)), _illustrated(text)) for title, key, text in cut)


def _illustrated(text: str) -> SafeString:
    """Render a passage with its pictures; a picture that is not there fails at once."""
    html, *pieces = _PICTURE.split(text)
    shown = render(html)
    for alt, file, following in zip(pieces[::3], pieces[1::3], pieces[2::3], strict=True):
        shown += _picture(alt, f"{PICTURES}/{file}") + render(following)
    return shown


def _picture(alt: str, file: str) -> SafeString:
    with Image.open(settings.BASE_DIR / "static" / file) as picture:
        width, height = picture.size
    return format_html(
        '<p><img class="shot" src="{}" alt="{}" width="{}" height="{}" loading="lazy"></p>',
        *(static(file), alt, width, height),
    )


def _file(name: str, language: str) -> Path:
    return CONTENT / language / f"{name}.md"
