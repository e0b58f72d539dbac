"""The glossary: the same words in every language, in order, each with the way to its section."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, override

from modules import glossary
from modules.front_matter import ContentError
from modules.source import CONTENT

OFFICIAL = settings.OFFICIAL_LANGUAGES
STRUCTURE = (CONTENT / "structure.toml").read_text(encoding="utf-8")


def _term(key: str = "gate", means: str = "A fixed point.", section: str = "mission-first") -> str:
    return f'[[term]]\nkey = "{key}"\nterm = "Gate"\nmeans = "{means}"\nsection = "{section}"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    def made(en: str, fr: str) -> Path:
        (tmp_path / "structure.toml").write_text(STRUCTURE, encoding="utf-8")
        for language, text in (("en", en), ("fr", fr)):
            (tmp_path / language).mkdir()
            (tmp_path / language / "glossary.toml").write_text(text, encoding="utf-8")
        return tmp_path

    return made


def _page(client: Client, language: str) -> str:
    with override(language):
        response = client.get(reverse("modules:glossary"))
    assert response.status_code == 200
    return response.content.decode()


def test_both_languages_have_the_same_keys() -> None:
    found = glossary.read_glossary(CONTENT)
    english, french = ({term.key for term in found[language]} for language in OFFICIAL)
    assert english == french
    assert len(english) >= 40


@pytest.mark.parametrize("language", OFFICIAL)
def test_no_term_stands_twice_and_none_is_left_in_english(language: str) -> None:
    terms = glossary.read_glossary(CONTENT)[language]
    assert len({term.term.casefold() for term in terms}) == len(terms)
    if language != "en":
        english = {term.means for term in glossary.read_glossary(CONTENT)["en"]}
        assert not english & {term.means for term in terms}


def test_order_ignores_accents_and_capitals() -> None:
    words = ["Étude", "escrow", "Essai", "TIC", "évaluer"]
    assert sorted(words, key=glossary._sortable) == ["escrow", "Essai", "Étude", "évaluer", "TIC"]
    assert glossary._first("Étude") == "E"


@pytest.mark.parametrize(
    ("english", "french", "reason"),
    [
        (_term("gate"), _term("gates"), "differ in: gate, gates"),
        (_term(), _term(section="scorecard"), "differ in: gate"),
        (_term(section="nowhere"), _term(), "no section “nowhere”"),
        (_term() + _term(), _term(), "a second time"),
        (_term("Gate!"), _term(), "cannot be a key"),
        (_term(means=" ".join(["word"] * 41)), _term(), "has 41 words"),
    ],
)
def test_fault_is_refused(folder: Callable[..., Path], english: str, french: str, reason: str) -> None:
    with pytest.raises(ContentError, match=reason):
        glossary.read_glossary(folder(english, french))


def test_missing_official_language_is_refused(folder: Callable[..., Path]) -> None:
    place = folder(_term(), _term())
    (place / "fr" / "glossary.toml").unlink()
    with pytest.raises(ContentError, match="missing"):
        glossary.read_glossary(place)


@pytest.mark.django_db
@pytest.mark.parametrize("language", OFFICIAL)
def test_every_term_leads_to_its_section(client: Client, language: str) -> None:
    call_command("load_guide", verbosity=0)
    html = _page(client, language)
    for letter in glossary.glossary(language).letters:
        assert f'href="#{letter.key}"' in html
        assert f'id="{letter.key}"' in html
        for entry in letter.entries:
            assert html.count(f'id="{entry.term.key}"') == 1
            assert entry.title
    read: dict[str, str] = {}
    for letter in glossary.glossary(language).letters:
        for entry in letter.entries:
            target = urlsplit(entry.address)
            if target.path not in read:
                read[target.path] = client.get(target.path).content.decode()
            assert target.fragment == entry.term.section
            assert f'id="{target.fragment}"' in read[target.path]


@pytest.mark.django_db
def test_terms_stand_without_links_while_there_is_no_edition(client: Client) -> None:
    html = _page(client, "en")
    assert 'id="technical-debt"' in html
    assert "/en/guide/ict-governance/" not in html


@pytest.mark.django_db
def test_missing_language_falls_back_to_english_with_a_notice(client: Client) -> None:
    call_command("load_guide", verbosity=0)
    html = _page(client, "ar")
    with translation.override("ar"):
        notice = gettext("The glossary is not translated into this language yet; here is the English text.")
    assert notice in html
    assert 'class="prose mt6" lang="en" dir="ltr"' in html
    assert 'href="/ar/guide/' in html
    assert "not translated into this language yet" not in _page(client, "fr")


@pytest.mark.django_db
def test_page_costs_two_queries(client: Client, django_assert_num_queries: object) -> None:
    call_command("load_guide", verbosity=0)
    _page(client, "en")
    with django_assert_num_queries(2):  # whether anything has changed; the sections' titles
        _page(client, "en")


@pytest.mark.django_db
def test_guide_links_to_the_glossary(client: Client) -> None:
    call_command("load_guide", verbosity=0)
    main = client.get("/en/guide/").content.decode().partition("<footer")[0]
    assert 'href="/en/guide/glossary/"' in main
