"""Pictures in texts: looked at, drawn anew, kept under a name that nobody chose."""

import secrets
from io import BytesIO
from typing import Final

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

FOLDER: Final = "prose"
MAX_BYTES: Final = 5 * 1024 * 1024
MAX_PIXELS: Final = 24_000_000
LONGEST_SIDE: Final = 2_000
EXTENSIONS: Final = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp"}
CONTENT_TYPES: Final = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp"}


class PictureRefused(ValueError):
    """A file is not kept; the message is a sentence for the person who sent it, ``code`` its short name."""

    def __init__(self, sentence: str, code: str) -> None:
        super().__init__(sentence)
        self.code = code


def keep_picture(content: bytes) -> str:
    """Store a clean copy and give its name; raise ``PictureRefused`` and store nothing otherwise."""
    if len(content) > MAX_BYTES:
        raise PictureRefused(
            _("This picture is larger than 5 MB. Make it smaller and try again."), code="too_large"
        )
    kind, clean = clean_picture(content)
    name = f"{secrets.token_hex(16)}.{EXTENSIONS[kind]}"
    default_storage.save(f"{FOLDER}/{name}", ContentFile(clean))
    return name


def clean_picture(content: bytes) -> tuple[str, bytes]:
    """Give the format (``PNG``, ``JPEG`` or ``WEBP``) and a clean copy; raise ``PictureRefused`` otherwise."""
    kind, picture = _opened(content)
    return kind, _drawn_anew(picture, kind)


def _opened(content: bytes) -> tuple[str, Image.Image]:
    try:
        # Naming the formats keeps every other decoder, some of which run programs, out of reach.
        with Image.open(BytesIO(content), formats=list(EXTENSIONS)) as looked_at:
            too_large = looked_at.width * looked_at.height > MAX_PIXELS
            if not too_large:
                looked_at.verify()
        if not too_large:
            picture = Image.open(BytesIO(content), formats=list(EXTENSIONS))
            picture.load()
            return str(picture.format), picture
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        too_large = True
    except Exception as damage:  # a decoder may raise anything on bytes made to break it
        raise PictureRefused(
            _("This file cannot be read as a picture. Use PNG, JPEG or WebP."), code="damaged"
        ) from damage
    raise PictureRefused(_("This picture has too many pixels. Use at most 24 million."), code="pixels")


def _drawn_anew(picture: Image.Image, kind: str) -> bytes:
    """Copy the pixels alone: no place, no camera, no comment, nothing appended."""
    upright = ImageOps.exif_transpose(picture)
    transparent = kind != "JPEG" and upright.has_transparency_data
    clean = upright.convert("RGBA" if transparent else "RGB")
    clean.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    clean.info = {}
    drawn = BytesIO()
    clean.save(drawn, kind, **({"optimize": True} if kind == "PNG" else {"quality": 85}))
    return drawn.getvalue()
