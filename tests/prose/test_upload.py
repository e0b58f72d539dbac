"""Pictures in texts: what is kept, and that nothing is kept of the rest."""

import json
import re
import struct
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse
from PIL import Image, PngImagePlugin
from pytest_django.fixtures import Settings

from members.models import User
from prose import pictures
from prose.markdown import render
from prose.views import picture
from tests.prose.conftest import OtherWriter, Post

SECRET = b"Port of Haldre 59.43 N"


@pytest.fixture(autouse=True)
def kept(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "prose"


def drawn(kind: str = "PNG", size: tuple[int, int] = (8, 6), mode: str = "RGB", **options: Any) -> bytes:
    file = BytesIO()
    Image.new(mode, size, 200).save(file, kind, **options)
    return file.getvalue()


def sent(
    content: bytes, name: str = "a.png", content_type: str = "image/png"
) -> dict[str, SimpleUploadedFile]:
    return {"image": SimpleUploadedFile(name, content, content_type)}


def files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*")) if folder.exists() else []


@pytest.mark.parametrize(("kind", "extension"), [("PNG", "png"), ("JPEG", "jpg"), ("WEBP", "webp")])
def test_upload_keeps_picture_under_a_random_name(post: Post, kept: Path, kind: str, extension: str) -> None:
    response = post("markdownx_upload", sent(drawn(kind), "evil.html", "image/gif"))
    assert response.status_code == 200
    (file,) = files(kept)
    assert re.fullmatch(rf"[0-9a-f]{{32}}\.{extension}", file.name)
    code = json.loads(response.content)["image_code"]
    assert code == f"![Describe the picture here](/files/prose/{file.name})"
    assert f'<img src="/files/prose/{file.name}" alt="Describe the picture here">' in render(code)
    with Image.open(file) as image:
        assert (image.format, image.size) == (kind, (8, 6))


def with_secret(kind: str) -> bytes:
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    options: dict[str, Any] = {"exif": exif, "icc_profile": SECRET}
    if kind == "PNG":
        options["pnginfo"] = PngImagePlugin.PngInfo()
        options["pnginfo"].add_text("Comment", SECRET.decode())
    if kind == "JPEG":
        options["comment"] = SECRET
    if kind == "WEBP":
        options["xmp"] = SECRET
    return drawn(kind, **options) + b"PK\x03\x04" + SECRET


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_upload_drops_everything_but_the_pixels(post: Post, kept: Path, kind: str) -> None:
    content = with_secret(kind)
    assert content.count(SECRET) >= 3
    assert post("markdownx_upload", sent(content)).status_code == 200
    assert SECRET not in files(kept)[0].read_bytes()


def test_upload_turns_a_photograph_upright(post: Post, kept: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    post("markdownx_upload", sent(drawn("JPEG", (8, 6), exif=exif)))
    with Image.open(files(kept)[0]) as image:
        assert image.size == (6, 8)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_upload_takes_pictures_of_any_mode(post: Post, kept: Path, mode: str) -> None:
    assert post("markdownx_upload", sent(drawn(mode=mode))).status_code == 200
    with Image.open(files(kept)[0]) as image:
        assert image.mode == ("RGBA" if mode in {"LA", "RGBA"} else "RGB")


def test_upload_makes_large_picture_smaller(post: Post, kept: Path) -> None:
    post("markdownx_upload", sent(drawn("JPEG", (4_000, 1_000))))
    with Image.open(files(kept)[0]) as image:
        assert image.size == (2_000, 500)


def png_of(width: int, height: int) -> bytes:
    """A few bytes that claim any number of pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


UNREADABLE = "This file cannot be read as a picture. Use PNG, JPEG or WebP."
TOO_MANY = "This picture has too many pixels. Use at most 24 million."
REFUSED = {
    "page": (b"<html><script>alert(1)</script></html>", UNREADABLE),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', UNREADABLE),
    "gif": (drawn("GIF", mode="P"), UNREADABLE),
    "gif that is a script": (b"GIF89a/*" + b"\0" * 20 + b"*/=alert(1)", UNREADABLE),
    "bmp": (drawn("BMP"), UNREADABLE),
    "tiff": (drawn("TIFF"), UNREADABLE),
    "eps": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", UNREADABLE),
    "empty": (b"", UNREADABLE),
    "cut png": (drawn(size=(300, 300))[:60], UNREADABLE),
    "cut jpeg": (drawn("JPEG", size=(300, 300))[:-200], UNREADABLE),
    "broken checksum": (drawn()[:40] + b"\xff" + drawn()[41:], UNREADABLE),
    "signature alone": (b"\x89PNG\r\n\x1a\n", UNREADABLE),
    "claims few pixels, has none": (png_of(500, 500), UNREADABLE),
    "just over the pixels": (png_of(24_001, 1_000), TOO_MANY),
    "bomb that warns": (png_of(10_000, 10_000), TOO_MANY),
    "bomb": (png_of(60_000, 60_000), TOO_MANY),
    "too many bytes": (
        drawn() + b"\0" * pictures.MAX_BYTES,
        "This picture is larger than 5 MB. Make it smaller and try again.",
    ),
}


@pytest.mark.parametrize(("content", "sentence"), REFUSED.values(), ids=REFUSED.keys())
def test_upload_refuses_in_a_sentence_and_keeps_nothing(
    post: Post, kept: Path, content: bytes, sentence: str
) -> None:
    response = post("markdownx_upload", sent(content))
    assert (response.status_code, response.content.decode()) == (400, sentence)
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert files(kept) == []


@pytest.mark.parametrize("data", [{}, {"image": "not a file"}])
def test_upload_without_a_file(post: Post, kept: Path, data: dict[str, str]) -> None:
    response = post("markdownx_upload", data)
    assert (response.status_code, response.content) == (400, b"There is no picture in what was sent.")
    assert files(kept) == []


@time_machine.travel(datetime(2026, 11, 2, 9, tzinfo=UTC), tick=False)
def test_upload_keeps_so_many_pictures_of_a_person_in_an_hour(
    post: Post, kept: Path, settings: Settings
) -> None:
    settings.PICTURES_LIMIT = (2, 60 * 60)
    answers = [post("markdownx_upload", sent(drawn())) for _number in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    sentence = "Many pictures came from you in a short time. Send this one in an hour."
    assert answers[2].content.decode() == sentence
    assert answers[2]["Content-Type"] == "text/plain; charset=utf-8"
    assert len(files(kept)) == 2
    assert post("markdownx_upload", sent(drawn()), OtherWriter()).status_code == 200
    with time_machine.travel(datetime(2026, 11, 2, 10, tzinfo=UTC)):
        assert post("markdownx_upload", sent(drawn())).status_code == 200


@time_machine.travel(datetime(2026, 11, 2, 9, tzinfo=UTC), tick=False)
def test_upload_counts_pictures_it_refuses(post: Post, kept: Path, settings: Settings) -> None:
    settings.PICTURES_LIMIT = (1, 60 * 60)
    answers = [post("markdownx_upload", sent(content)) for content in (b"<html>", drawn())]
    assert [answer.status_code for answer in answers] == [400, 429]
    assert files(kept) == []


@pytest.mark.django_db
def test_upload_says_in_the_readers_language_that_there_were_many(
    as_user: Callable[[User], Client], contributor: User, kept: Path, settings: Settings
) -> None:
    settings.PICTURES_LIMIT = (0, 60 * 60)
    refused = as_user(contributor).post(
        reverse("markdownx_upload"), sent(drawn()), headers={"Accept-Language": "fr"}
    )
    assert refused.status_code == 429
    assert refused.content.decode().startswith("Vous avez envoyé de nombreuses images")
    assert files(kept) == []


def test_upload_closed_to_outsiders(post: Post, outsider: object, kept: Path) -> None:
    response = post("markdownx_upload", sent(drawn()), outsider)
    assert (response.status_code, response.content) == (403, b"Sign in to use the editor.")
    assert files(kept) == []


def test_upload_over_http_refuses_strangers_without_a_redirect(client: Client, kept: Path) -> None:
    assert client.post("/markdownx/upload/", sent(drawn())).status_code == 403
    assert files(kept) == []


def test_upload_only_by_post(post: Post) -> None:
    assert post("markdownx_upload", {}, method="get").status_code == 405


def test_picture_is_served_as_a_picture_and_nothing_else(client: Client, post: Post, kept: Path) -> None:
    post("markdownx_upload", sent(drawn("JPEG")))
    name = files(kept)[0].name
    response = client.get(f"/files/prose/{name}")
    assert response.status_code == 200
    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert b"".join(response) == files(kept)[0].read_bytes()


def test_picture_that_is_not_there() -> None:
    with pytest.raises(Http404):
        picture(RequestFactory().get("/"), f"{'0' * 32}.png")


@pytest.mark.parametrize("name", ["evil.html", "../settings.py", f"{'0' * 32}.svg", f"{'0' * 31}.png"])
def test_picture_of_another_name_has_no_address(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse("prose_picture", args=[name])
