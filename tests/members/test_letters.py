"""Letters about people: both languages, no gap, one link, the reader's name."""

from __future__ import annotations

import re

import pytest

from letters.models import Letter
from members import accepting, invitations, requests, standing
from members.models import Administration, User
from members.notifications import KINDS

GAP = re.compile(r"\{\{|\}\}|\{%|%\}|%\(|\bNone\b|“”|\(\)|  ")

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["en", "fr"])
def letters(
    request: pytest.FixtureRequest, administration: Administration, contact_point: User, contributor: User
) -> dict[str, Letter]:
    """One letter of every kind, written by the acts that cause it."""
    language = request.param
    User.objects.update(language=language)
    speaker = User.objects.get(pk=contact_point.pk)
    fields = {"full_name": "Ada", "job_title": "Head", "language": language, "administration": administration}
    asked = {**fields, "role": "delegate", "why": "To read."}
    for address in ("yes@example.org", "no@example.org"):
        requests.ask({**asked, "email": address})
    for found in requests.AccessRequest.objects.all():
        requests.confirm(found)
    yes, no = requests.AccessRequest.objects.order_by("pk")
    requests.approve(yes, speaker, ["delegate"], "Welcome.")
    requests.refuse(no, speaker, "You left us.")
    made = invitations.invite(
        speaker, {**fields, "email": "new@example.org", "roles": ["delegate"]}, words="Please come."
    )
    accepting.join(made, accepting.Newcomer("Ada", "Head", language, "barriers-open-slowly"))
    standing.change_roles(contributor, speaker, [], within=["contributor"], seen=0)
    return {letter.kind.removeprefix("members/"): letter for letter in Letter.objects.all()}


def test_every_kind_is_written_without_a_gap(letters: dict[str, Letter]) -> None:
    assert set(letters) == set(KINDS)
    for kind, letter in letters.items():
        found = GAP.search(f"{letter.subject}\n{letter.body}")
        assert found is None, f"{kind}: {found}"
        assert "\n\n\n" not in letter.body, kind
        assert len(letter.subject.splitlines()) == 1
        assert re.findall(r"https?://\S+", letter.body) == [letter.link], kind
        assert f"/{letter.language}/" in letter.link


def test_words_stand_in_their_letters(letters: dict[str, Letter]) -> None:
    for kind, words in (("approved", "Welcome."), ("refused", "You left us."), ("invited", "Please come.")):
        assert words in letters[kind].body
        assert "Ada" in letters[kind].body.split("\n\n")[0]
