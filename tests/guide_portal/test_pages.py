"""The fixed pages: complete in both languages, true to the settings, and with links that lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.http import Http404
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import override

from guide_portal import pages
from members.models import User
from moderation.models import Audience
from modules.front_matter import ContentError, read_page
from prose.plain import plain, word_count

OFFICIAL = settings.OFFICIAL_LANGUAGES
LINK = re.compile(r'href="([^"]+)"')


def _address(name: str, language: str) -> str:
    with override(language):
        return reverse(name)


def _html(client: Client, name: str, language: str) -> str:
    response = client.get(_address(name, language))
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("language", OFFICIAL)
@pytest.mark.parametrize("name", pages.NAMES)
def test_page_is_complete(name: str, language: str) -> None:
    page = pages.page(name, language)
    assert page.language == language
    assert page.title
    assert page.standfirst
    assert [part.key for part in page.parts] == [part.key for part in pages.page(name, "en").parts]
    body = read_page(pages.CONTENT / language / f"{name}.md").body
    # What is held about people, and for how long, is said in full.
    most = {"privacy": 900, **dict.fromkeys(pages.HANDBOOKS, 1000)}.get(name, 600)
    assert 250 <= word_count(plain(body)) <= most


@pytest.mark.parametrize("name", pages.NAMES)
def test_languages_have_the_same_blocks(name: str) -> None:
    shapes = [
        [re.findall(r"<(p|ul|ol|li|strong)\b", part.html) for part in pages.page(name, language).parts]
        for language in OFFICIAL
    ]
    assert shapes[0] == shapes[1]


@pytest.mark.django_db
@pytest.mark.parametrize("name", pages.NAMES)
def test_page_has_one_h1_and_sections_below(client: Client, name: str) -> None:
    html = _html(client, name, "en")
    assert html.count("<h1") == 1
    for part in pages.page(name, "en").parts:
        assert f'<h2 id="{part.key}">' in html
    assert "{#" not in html


@pytest.mark.django_db
def test_missing_language_falls_back_to_english_with_a_notice(client: Client) -> None:
    html = _html(client, "about", "ar")
    assert "not translated into this language yet" in html
    assert '<div lang="en" dir="ltr">' in html
    assert pages.page("about", "en").title in html
    assert "not translated into this language yet" not in _html(client, "about", "en")


def test_unknown_page_is_refused() -> None:
    with pytest.raises(Http404):
        pages.page("../../settings", "en")


@pytest.mark.django_db
def test_unknown_address_is_404(client: Client) -> None:
    assert client.get("/en/abouts/").status_code == 404


@pytest.mark.parametrize("language", OFFICIAL)
@pytest.mark.parametrize("name", pages.NAMES)
def test_links_resolve(name: str, language: str) -> None:
    here = _address(name, language)
    for part in pages.page(name, language).parts:
        for href in LINK.findall(part.html):
            if urlsplit(href).scheme:
                assert href.startswith("https://")
                continue
            target = urlsplit(urljoin(here, href))
            with override(language):
                found = _resolve(target.path)
            if target.fragment:
                there = pages.page(str(found["name"]), language)
                assert target.fragment in [part.key for part in there.parts]


def _resolve(path: str) -> dict[str, object]:
    try:
        return resolve(path).kwargs
    except Resolver404 as error:
        raise AssertionError(f"{path} leads nowhere") from error


@pytest.mark.django_db
@pytest.mark.parametrize("name", pages.NAMES)
def test_page_costs_a_stranger_only_freshness_and_sets_no_cookie(
    client: Client, django_assert_num_queries: object, name: str
) -> None:
    _html(client, name, "en")
    with django_assert_num_queries(1):  # what says whether the page has changed since it was last read
        response = client.get(_address(name, "en"))
    assert not response.cookies
    assert "public" in response["Cache-Control"]


@pytest.mark.parametrize(("language", "words"), [("en", "working day"), ("fr", "jour"), ("fr", "ouvrable")])
def test_promised_times_are_those_of_the_settings(language: str, words: str) -> None:
    days = settings.SERVICE_DAYS
    times = next(part.html for part in pages.page("criteria", language).parts if part.key == "times")
    assert words in times
    for name in ("acknowledge", "answer", "publication"):
        assert re.search(rf"\b{days[name]}\b", times)


def test_every_audience_is_described() -> None:
    for language in OFFICIAL:
        readers = next(part.html for part in pages.page("criteria", language).parts if part.key == "readers")
        assert readers.count("<li>") == len(Audience)


@pytest.mark.django_db
@pytest.mark.parametrize("language", OFFICIAL)
def test_footer_links_to_every_page(client: Client, language: str) -> None:
    foot = _html(client, "home", language).partition('<footer class="site-foot">')[2]
    hrefs = LINK.findall(foot)
    for name in (*set(pages.NAMES) - set(pages.HANDBOOKS), "modules:glossary"):
        assert _address(name, language) in hrefs
    for href in hrefs:
        with override(language):
            resolve(href)


@pytest.mark.parametrize("text", ["", "Words first.\n\n## Title {#key}\n\nWords.", "## No key\n\nWords."])
def test_text_without_headings_is_refused(text: str) -> None:
    with pytest.raises(ContentError, match="must begin with a heading"):
        pages._parts(Path("page.md"), text)


@pytest.mark.django_db
@pytest.mark.parametrize("language", OFFICIAL)
@pytest.mark.parametrize("name", pages.HANDBOOKS)
def test_handbook_has_small_pictures_that_are_described(client: Client, name: str, language: str) -> None:
    pictures = re.findall(
        r'<img class="shot" src="([^"]+)" alt="([^"]+)" width', _html(client, name, language)
    )
    assert len(pictures) == 3
    for src, alt in pictures:
        assert len(alt) > 30
        file = Path(settings.BASE_DIR, "static", src.removeprefix(settings.STATIC_URL))
        assert file.stem.endswith(f"-{language}")
        assert file.stat().st_size < 60_000


@pytest.mark.django_db
def test_handbooks_are_linked_where_the_work_is_done(
    as_user: Callable[[User], Client], contributor: User, case_officer: User, editor: User
) -> None:
    places = {
        "casestudies:room": (contributor, "help_contributors"),
        "feedback:desk": (case_officer, "help_editors"),
        "modules:desk_editions": (editor, "help_editors"),
    }
    for place, (person, name) in places.items():
        assert _address(name, "en") in _html(as_user(person), place, "en")
