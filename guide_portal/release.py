"""Which release is running: a fingerprint over everything that shapes a page besides the database."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings

SHAPES = (
    "templates/**/*.html",
    "locale/**/*.mo",
    "static/**/*.css",
    "static/**/*.js",
    "guide_portal/content/**/*.md",
    "modules/content/**/glossary.toml",
)


@cache
def fingerprint() -> str:
    """Give the same short text on every process and machine that runs the same release."""
    digest = hashlib.sha256()
    base = Path(settings.BASE_DIR)
    for pattern in SHAPES:
        for path in sorted(base.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
