"""Everything held about a person, and everything an administration contributed, to take away."""

from __future__ import annotations

from typing import IO

from members.bundle import Bundle, bundled
from members.holdings import Subject, contributions, holdings
from members.models import Administration

ABOUT_A_PERSON = """\
What the portal holds about you, made from the places where it lies. JSON files open in any browser.

Left out: passwords and keys, which nobody can read; names of other people beside what they did; internal
notes of the Secretariat and the words of letters about its own work; texts that belong to an administration
(its contact point can download those).
What each field is for, and how long it stays, stands on the portal's page about privacy.
"""
CONTRIBUTED = """\
What an administration contributed: for each submission its sealed texts (JSON, and Markdown to read), its
files, what happened to it, the points that were raised and answered, and the letters with what was decided.

Each sealed text carries its SHA-256. Left out: what the Secretariat noted for itself or still edits, and the
names of people beside what they did.
"""


def about_person(subject: Subject) -> IO[bytes]:
    """Give a zip file of everything held about somebody."""

    def fill(bundle: Bundle) -> None:
        bundle.text("README.txt", ABOUT_A_PERSON)
        for holding in holdings():
            holding.give(subject, bundle)

    return bundled(fill)


def contributed_by(administration: Administration, *, at_desk: bool) -> IO[bytes]:
    """Give a zip file of what an administration contributed; ``at_desk``, of what the Secretariat may see."""

    def fill(bundle: Bundle) -> None:
        bundle.text("README.txt", CONTRIBUTED)
        about = {"name_en": administration.name_en, "name_fr": administration.name_fr}
        bundle.json("administration.json", {**about, "short_name": administration.slug})
        for give in contributions():
            give(administration, bundle, at_desk)

    return bundled(fill)
