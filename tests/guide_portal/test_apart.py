"""What people wrote stands apart from the sentence around it: in <bdi>, or where the direction is its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from django.test import Client
from django.urls import reverse

from casestudies.workflow import SUBMISSIONS
from letters.models import Letter
from members.models import Administration, User
from tests import factories, people

pytestmark = pytest.mark.django_db
# Written from right to left: without <bdi> it would turn the words, signs and figures beside it around.
NAME, HOUSE, TITLE, WORDS = "محمد عبد الله", "جمارك مرديا", "نافذة واحدة", "من يوقع؟"
ISOLATED = re.compile("\u2068.*?\u2069")
# No element can stand inside these, or nothing of them is drawn on the page.
PLAIN = {"option", "title", "textarea", "script"}


@pytest.fixture
def world(db: None) -> dict[str, Any]:
    factories.edition()
    cast = people.cast()
    User.objects.update(full_name=NAME, job_title=NAME)
    Administration.objects.update(name_en=HOUSE, name_fr=HOUSE)
    cast = people.Cast(*(User.objects.get(pk=person.pk) for _name, person in cast.items()))
    content = {"title": TITLE, "title_fr": TITLE, "attribution": HOUSE, "summary": WORDS, "language": "en"}
    review = people.submission_in("in_review", cast, **content)
    factories.point(review, cast.officer, words=WORDS)
    published = people.submission_in("published", cast, **content)
    returned = people.submission_in("in_clearance", cast, **content)
    factories.move(SUBMISSIONS, returned, "return", cast.contact_point, words=WORDS)
    remark = factories.remark(cast.author, words=WORDS)
    letter = Letter.objects.filter(reference=review.reference, kind="casestudies/cleared").first()
    return {
        "cast": cast,
        "pages": [
            (None, reverse("home")),
            (None, reverse("casestudies:library")),
            (None, published.case_study.get_absolute_url()),
            (cast.author, reverse("casestudies:room")),
            (cast.author, review.get_absolute_url()),
            (cast.author, returned.get_absolute_url()),
            (cast.author, remark.get_absolute_url()),
            (cast.contact_point, reverse("members:people")),
            (cast.contact_point, reverse("members:person", args=[cast.author.pk])),
            (cast.officer, reverse("casestudies:queue")),
            (cast.officer, review.get_desk_url()),
            (cast.officer, reverse("feedback:desk")),
            (cast.officer, remark.get_desk_url()),
            (cast.officer, reverse("moderation:letters")),
            (cast.officer, reverse("moderation:letter", args=[letter.pk])),
            (cast.auditor, reverse("moderation:audit_trail")),
            (cast.administrator, reverse("members:desk_people")),
            (cast.administrator, reverse("members:desk_person", args=[cast.author.pk])),
        ],
    }


def _exposed(html: str) -> Iterator[str]:
    tree = html5lib.HTMLParser(namespaceHTMLElements=False).parse(html)
    yield from _walk(tree, apart=False)


def _walk(element: Element, *, apart: bool) -> Iterator[str]:
    apart = apart or element.tag == "bdi" or element.get("dir") == "auto" or element.tag in PLAIN
    for text in (element.text, *(child.tail for child in element)):
        if (
            not apart
            and text
            and any(words in ISOLATED.sub("", text) for words in (NAME, HOUSE, TITLE, WORDS))
        ):
            yield f"<{element.tag} class={element.get('class')}> {' '.join(text.split())[:80]}"
    for child in element:
        yield from _walk(child, apart=apart)


def test_words_of_people_stand_apart(world: dict[str, Any]) -> None:
    found = []
    looked = 0
    for person, address in world["pages"]:
        client = Client()
        if person is not None:
            client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        response = client.get(address)
        assert response.status_code == 200, address
        html = response.content.decode()
        looked += sum(html.count(words) for words in (NAME, HOUSE, TITLE, WORDS))
        found += [f"{address}: {fault}" for fault in _exposed(html)]
    assert looked > len(world["pages"])
    assert not found, "\n".join(found)


def test_words_that_do_not_stand_apart_are_found() -> None:
    assert list(_exposed(f"<p>By {NAME}, 5.</p>"))
    assert not list(_exposed(f"<p>By <bdi>{NAME}</bdi>, <span dir=auto><b>{TITLE}</b></span>.</p>"))
