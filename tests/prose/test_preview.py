"""The preview: the page's own renderer, for writers only."""

import pytest
from django.test import Client
from django.urls import resolve, reverse

from prose.markdown import MAX_CHARACTERS, render
from tests.prose.conftest import AnybodySignedIn, Post

ADDRESS = "/markdownx/markdownify/"
TEXT = "# A\n\n**b** <script>alert(1)</script> [c](https://d.example)"


def test_preview_stands_where_the_editor_looks_for_it() -> None:
    assert reverse("markdownx_markdownify") == ADDRESS


def test_preview_is_the_page(post: Post) -> None:
    response = post("markdownx_markdownify", {"content": TEXT})
    assert response.status_code == 200
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert response.content.decode() == render(TEXT)


def test_preview_of_nothing_is_empty(post: Post) -> None:
    response = post("markdownx_markdownify", {"content": ""})
    assert (response.status_code, response.content) == (200, b"")


def test_preview_shows_the_text_as_it_will_be_kept(post: Post) -> None:
    response = post("markdownx_markdownify", {"content": "a\u202e\0b\r\n\r\nc"})
    assert response.content.decode() == "<p>ab</p>\n<p>c</p>\n"


def test_preview_is_not_stored_by_anybody(post: Post) -> None:
    assert "no-store" in post("markdownx_markdownify", {"content": "a"})["Cache-Control"]


def test_preview_open_to_anybody_signed_in_where_people_have_no_such_right(post: Post) -> None:
    assert post("markdownx_markdownify", {"content": "a"}, AnybodySignedIn()).status_code == 200


def test_preview_closed_to_outsiders(post: Post, outsider: object) -> None:
    response = post("markdownx_markdownify", {"content": TEXT}, outsider)
    assert response.status_code == 403
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content == b"Sign in to use the editor."


def test_preview_over_http_refuses_strangers_without_a_redirect(client: Client) -> None:
    response = client.post(ADDRESS, {"content": TEXT})
    assert (response.status_code, response.content) == (403, b"Sign in to use the editor.")


def test_preview_only_by_post(post: Post) -> None:
    assert post("markdownx_markdownify", {"content": TEXT}, method="get").status_code == 405


def test_preview_is_protected_against_forged_requests() -> None:
    assert not getattr(resolve(ADDRESS).func, "csrf_exempt", False)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "There is no text to show."),
        (
            {"content": "a" * (MAX_CHARACTERS + 1)},
            "Use at most 100000 characters; this text has 100001.",
        ),
        (
            {"content": "[" * MAX_CHARACTERS},
            "Use at most 20000 line breaks and formatting marks; this text has 100000.",
        ),
    ],
)
def test_preview_refuses_in_a_sentence(post: Post, data: dict[str, str], sentence: str) -> None:
    response = post("markdownx_markdownify", data)
    assert response.status_code == 400
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode() == sentence
