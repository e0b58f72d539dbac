"""The feeds: what a summary says is text, also to a reader of feeds that shows it as HTML."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.urls import reverse

from feedback.workflow import REMARKS
from tests import factories, people
from tests.modules import editing

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
TYPED = "Less than <b onclick=alert(1)>nine</b> hours & more.\n\nA second paragraph."
# As HTML: what people typed reads as they typed it.
SHOWN = "<p>Less than &lt;b onclick=alert(1)&gt;nine&lt;/b&gt; hours &amp; more.</p>"


def _summaries(client: Client, name: str) -> list[str]:
    found = ET.fromstring(client.get(reverse(name)).content).findall(f"{ATOM}entry/{ATOM}summary")
    assert {summary.get("type") for summary in found} == {"html"}
    return [str(summary.text) for summary in found]


def _summary(client: Client, name: str) -> str:
    return _summaries(client, name)[0]


def test_summary_of_a_case_study_is_text(client: Client) -> None:
    factories.edition()
    people.submission_in("published", people.cast(), summary=TYPED)
    assert _summary(client, "feed_case_studies") == f"{SHOWN}\n\n<p>A second paragraph.</p>"


def test_answer_to_a_remark_is_text(client: Client) -> None:
    cast = people.cast()
    remark = factories.remark(cast.author)
    factories.move(REMARKS, remark, "acknowledge", cast.officer)
    factories.move(REMARKS, remark, "no_change", cast.officer, words=TYPED)
    factories.move(REMARKS, remark, "show", cast.publisher, data={"shows_remark": True})
    assert _summary(client, "feed_feedback").startswith(SHOWN)


def test_note_of_a_change_is_text(client: Client) -> None:
    cast = people.cast()
    edition = editing.begin(cast.editor)
    editing.reword(edition, cast.editor, note_en=TYPED)
    for verb, who in (
        ("send_for_review", cast.editor),
        ("approve", cast.publisher),
        ("publish", cast.publisher),
    ):
        editing.move(edition, verb, who)
    assert any(text.startswith(SHOWN) for text in _summaries(client, "feed_guide"))
