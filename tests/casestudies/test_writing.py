"""Writing: saved part by part, never over somebody else's words, and nothing that was typed is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from casestudies import drafts
from casestudies.models import SetAside, Submission
from casestudies.states import S
from casestudies.workflow import SUBMISSIONS
from letters.models import Letter
from members.models import User
from members.roles import Role
from moderation.models import Event
from tests import factories, people

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]


@pytest.fixture
def colleague(contributor: User) -> User:
    return factories.person("colleague", Role.CONTRIBUTOR, administration=contributor.administration)


@pytest.fixture
def item(contributor: User) -> Submission:
    factories.edition()
    return factories.draft(contributor)


def _form(item: Submission, **changes: Any) -> dict[str, Any]:
    """The form of the second step as a browser would send it."""
    item.refresh_from_db()
    draft = item.draft
    data: dict[str, Any] = {"seen": drafts.seen(item, "story"), "tab": str(uuid4()), "turn": 0}
    for key in ("situation", "actions", "leadership", "difficulties", "conditions", "cost_time"):
        data[key] = draft[key]
    data |= {f"lessons-{n}": line for n, line in enumerate(draft["lessons"])}
    for name in ("results", "links"):
        for n, row in enumerate(draft[name]):
            data |= {f"{name}-{n}-{key}": value for key, value in row.items()}
    return {**data, **changes}


def _post(client: Client, item: Submission, data: dict[str, Any], *, script: bool = False) -> Any:
    headers = {"Accept": "application/json"} if script else {}
    url = reverse("casestudies:edit", args=[item.reference, "story"])
    return client.post(url, {k: v for k, v in data.items() if v is not None}, headers=headers)


def test_saves_for_the_script_and_says_when(as_user: SignIn, item: Submission, contributor: User) -> None:
    client = as_user(contributor)
    data = _form(item, situation="Nine counters.")
    answer = _post(client, item, data, script=True)
    assert answer.status_code == 200
    item.refresh_from_db()
    assert item.draft["situation"] == "Nine counters."
    assert answer.json()["seen"] == drafts.seen(item, "story")
    assert item.saves["story"]["by"] == contributor.pk


def test_one_wrong_field_does_not_keep_the_others_from_being_saved(
    as_user: SignIn, item: Submission, contributor: User
) -> None:
    client = as_user(contributor)
    data = _form(item, situation="Ten counters.", **{"links-0-label": "Report", "links-0-url": "nowhere"})
    answer = _post(client, item, data, script=True)
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["links"]
    item.refresh_from_db()
    assert (item.draft["situation"], item.draft["links"]) == ("Ten counters.", [])
    page = _post(client, item, {**data, "seen": answer.json()["seen"]})
    assert page.status_code == 422
    assert "nowhere" in page.content.decode()


def test_a_text_with_too_many_words_is_stored_and_reported(
    as_user: SignIn, item: Submission, contributor: User
) -> None:
    url = reverse("casestudies:edit", args=[item.reference, "about"])
    data = {"seen": drafts.seen(item, "about"), "summary": "word " * 151}
    answer = as_user(contributor).post(url, data, headers={"Accept": "application/json"})
    assert answer.status_code == 422
    item.refresh_from_db()
    assert item.draft["summary"].startswith("word word")


def test_two_people_keep_both_texts(
    as_user: SignIn, item: Submission, contributor: User, colleague: User
) -> None:
    older = _form(item, situation="What I wrote.")
    _post(as_user(colleague), item, _form(item, situation="What Colleague wrote."), script=True)
    answer = _post(as_user(contributor), item, older, script=True)
    assert answer.status_code == 409
    assert answer.json()["who"] == "Colleague"
    item.refresh_from_db()
    assert item.draft["situation"] == "What Colleague wrote."
    assert SetAside.objects.get().values == {"situation": "What I wrote."}
    page = as_user(colleague).get(item.get_absolute_url()).content.decode()
    assert "What I wrote." in page


def test_typing_on_after_a_conflict_keeps_one_text_aside(
    as_user: SignIn, item: Submission, contributor: User, colleague: User
) -> None:
    older = _form(item, situation="First.")
    _post(as_user(colleague), item, _form(item, situation="Theirs."), script=True)
    client = as_user(contributor)
    for turn, words in enumerate(("First.", "First and second.")):
        _post(client, item, {**older, "situation": words, "turn": turn}, script=True)
    assert SetAside.objects.get().values == {"situation": "First and second."}


def test_the_page_of_a_conflict_shows_both_and_saves_what_was_chosen(
    as_user: SignIn, item: Submission, contributor: User, colleague: User
) -> None:
    older = _form(item, situation="Mine.", actions="My actions.")
    _post(as_user(colleague), item, _form(item, situation="Theirs.", actions="Their actions."))
    client = as_user(contributor)
    page = _post(client, item, older)
    assert page.status_code == 409
    words = page.content.decode()
    assert all(text in words for text in ("Mine.", "Theirs.", "My actions.", "Their actions."))
    chosen = {"resolve": "1", "choose-situation": "mine", "choose-actions": "theirs"}
    done = _post(client, item, {**older, "seen": page.context["seen"], **chosen})
    assert done.status_code == 302
    item.refresh_from_db()
    assert (item.draft["situation"], item.draft["actions"]) == ("Mine.", "Their actions.")
    # What was replaced is kept, under the name of who wrote it; what was chosen away by its own writer is not.
    aside = SetAside.objects.get()
    assert (aside.by, aside.values) == (colleague, {"situation": "Theirs."})


def test_a_choice_made_from_an_old_comparison_overwrites_nothing(
    as_user: SignIn, item: Submission, contributor: User, colleague: User
) -> None:
    older = _form(item, situation="Mine.")
    _post(as_user(colleague), item, _form(item, situation="Theirs."))
    page = _post(as_user(contributor), item, older)
    _post(as_user(colleague), item, _form(item, situation="Theirs, later."))
    again = {**older, "seen": page.context["seen"], "resolve": "1", "choose-situation": "mine"}
    assert _post(as_user(contributor), item, again).status_code == 409
    item.refresh_from_db()
    assert item.draft["situation"] == "Theirs, later."


def test_a_form_is_not_in_its_own_way(as_user: SignIn, item: Submission, contributor: User) -> None:
    """The answer to the first save was lost on the line, so the form still shows the older stamp."""
    client = as_user(contributor)
    data = _form(item, situation="One.", turn=1)
    _post(client, item, data, script=True)
    assert _post(client, item, {**data, "situation": "One, two.", "turn": 3}, script=True).status_code == 200
    # A request that was overtaken brings no older words back.
    assert _post(client, item, {**data, "situation": "One,", "turn": 2}, script=True).status_code == 200
    item.refresh_from_db()
    assert item.draft["situation"] == "One, two."
    assert not SetAside.objects.exists()


def test_words_typed_after_the_text_was_sent_are_kept(
    as_user: SignIn, item: Submission, contributor: User, contact_point: User
) -> None:
    data = _form(item, situation="Too late.")
    factories.move(SUBMISSIONS, item, "submit", contributor)
    client = as_user(contributor)
    assert _post(client, item, data, script=True).status_code == 403
    page = _post(client, item, data)
    assert page.status_code == 409
    assert "Too late." in page.content.decode()
    item.refresh_from_db()
    assert item.draft["situation"] != "Too late."
    assert {kept.values["situation"] for kept in SetAside.objects.all()} == {"Too late."}


def test_words_aside_are_put_away_by_a_colleague_only(
    as_user: SignIn, item: Submission, colleague: User, other_contributor: User
) -> None:
    kept = factories.set_aside(item, colleague)
    url = reverse("casestudies:put_away", args=[item.reference, kept.pk])
    assert as_user(other_contributor).post(url).status_code == 404
    assert SetAside.objects.exists()
    assert as_user(colleague).post(url).status_code == 302
    assert not SetAside.objects.exists()


def test_a_row_is_added_without_a_script(as_user: SignIn, item: Submission, contributor: User) -> None:
    client = as_user(contributor)
    data = _form(item, add_row="results", **{f"results-{n}-indicator": f"Measure {n}" for n in range(8)})
    answer = _post(client, item, data)
    assert answer["Location"].endswith("?more=results#field-results")
    item.refresh_from_db()
    assert len(item.draft["results"]) == 8
    page = client.get(answer["Location"]).content.decode()
    assert 'name="results-9-indicator"' in page
    assert 'name="results-10-indicator"' not in page


def test_only_the_refused_box_is_marked_and_the_summary_leads_to_it(
    as_user: SignIn, item: Submission, contributor: User
) -> None:
    links = ["https://one.example/", "javascript:alert(1)"]
    typed = {
        f"links-{n}-{key}": value
        for n, url in enumerate(links)
        for key, value in (("label", "Report"), ("url", url))
    }
    page = _post(as_user(contributor), item, _form(item, **typed)).content.decode()
    marked = [box for box in re.findall(r"<(?:input|textarea)[^>]*>", page) if "aria-invalid" in box]
    assert len(marked) == 1
    assert 'id="id_links-1-url"' in marked[0]
    assert 'href="#id_links-1-url"' in page


def test_a_lesson_typed_on_two_lines_is_one_sentence(
    as_user: SignIn, item: Submission, contributor: User
) -> None:
    _post(as_user(contributor), item, _form(item, **{"lessons-0": "Agree first.\r\nBuild later."}))
    item.refresh_from_db()
    assert item.draft["lessons"][0] == "Agree first. Build later."


def test_rows_end_at_twenty(as_user: SignIn, item: Submission, contributor: User) -> None:
    client = as_user(contributor)
    _post(client, item, _form(item, **{f"results-{n}-indicator": f"Measure {n}" for n in range(25)}))
    item.refresh_from_db()
    assert len(item.draft["results"]) == 20
    page = client.get(reverse("casestudies:edit", args=[item.reference, "story"])).content.decode()
    assert 'data-add-row="results"' not in page


def test_handed_to_a_colleague(as_user: SignIn, item: Submission, contributor: User, colleague: User) -> None:
    version = item.version
    url = reverse("casestudies:move", args=[item.reference, "hand_over"])
    data = {"version": version, "key": str(uuid4()), "colleague": colleague.pk, "words": "I am away."}
    client = as_user(contributor)
    assert client.post(url, data).status_code == 302
    item.refresh_from_db()
    assert (item.author, item.state) == (colleague, S.DRAFT)
    assert item.version > version
    letter = Letter.objects.get(kind="casestudies/handed_over")
    assert letter.recipient == colleague
    assert "I am away." in letter.body
    assert "Handed to Colleague" in client.get(item.get_absolute_url()).content.decode()


def test_handing_over_keeps_the_day_and_the_way_back(contributor: User, colleague: User) -> None:
    cast_point = factories.person("point", Role.CONTACT_POINT, administration=contributor.administration)
    officer = factories.person("officer", Role.CASE_OFFICER)
    item = factories.submission_in(
        "changes_requested",
        contributor=contributor,
        contact_point=cast_point,
        officer=officer,
        publisher=officer,
    )
    due, since = item.due_on, item.state_since
    factories.move(SUBMISSIONS, item, "hand_over", contributor, data={"colleague": colleague})
    assert (item.due_on, item.state_since, item.state) == (due, since, S.CHANGES_REQUESTED)


@pytest.mark.parametrize("who", ["stranger", "other_contributor"])
@pytest.mark.usefixtures("colleague")
def test_is_not_handed_to_an_outsider(
    as_user: SignIn, item: Submission, contributor: User, who: str, request: Any
) -> None:
    outsider = request.getfixturevalue(who)
    url = reverse("casestudies:move", args=[item.reference, "hand_over"])
    data = {"version": item.version, "key": str(uuid4()), "colleague": outsider.pk, "words": "Take it."}
    answer = as_user(contributor).post(url, data)
    assert answer.status_code == 422
    assert "Take it." in answer.content.decode()
    item.refresh_from_db()
    assert item.author == contributor
    assert not Event.objects.filter(verb="hand_over").exists()


def test_the_draft_of_somebody_who_left_goes_on(
    as_user: SignIn, item: Submission, contributor: User, colleague: User
) -> None:
    contributor.administration = None
    contributor.save()
    client = as_user(colleague)
    page = client.get(item.get_absolute_url()).content.decode()
    assert "A former colleague" in page
    assert _post(client, item, _form(item, situation="Goes on.")).status_code == 302
    factories.move(SUBMISSIONS, item, "hand_over", colleague)
    assert item.author == colleague


def test_a_refused_answer_keeps_its_words_and_an_unfinished_one_is_not_given(as_user: SignIn) -> None:
    cast = people.cast()
    item: Submission = people.submission_in("changes_requested", cast)
    point = factories.point(item, cast.officer, sent_at=item.state_since)
    url = reverse("casestudies:answer", args=[item.reference, point.pk])
    client = as_user(cast.author)
    refused = client.post(url, {"answer": "w" * 2001})
    assert refused.status_code == 422
    assert "w" * 2001 in refused.content.decode()
    quiet = client.post(url, {"answer": "About eleven"}, headers={"Accept": "application/json"})
    assert quiet.status_code == 200
    point.refresh_from_db()
    assert (point.answer, point.answered_at) == ("About eleven", None)
    assert "0 of 2 answered" in client.get(item.get_absolute_url()).content.decode()
    assert "About eleven" not in as_user(cast.officer).get(item.get_desk_url()).content.decode()
    late = as_user(cast.colleague).post(url, {"answer": "Twelve.", "seen": "older"})
    assert late.status_code == 409
    assert all(words in late.content.decode() for words in ("Twelve.", "About eleven"))
    done = as_user(cast.author).post(url, {"answer": "Eleven.", "seen": quiet.json()["seen"]})
    assert done.status_code == 302
    point.refresh_from_db()
    assert point.answered_at is not None


def test_a_refused_sending_leads_to_every_field(as_user: SignIn, contributor: User) -> None:
    factories.edition()
    item = factories.draft(contributor, situation="", contact="")
    url = reverse("casestudies:move", args=[item.reference, "submit"])
    answer = as_user(contributor).post(url, {"version": item.version, "key": str(uuid4())})
    assert answer.status_code == 422
    page = answer.content.decode()
    for step, key in (("story", "situation"), ("clearance", "contact")):
        assert f"{reverse('casestudies:edit', args=[item.reference, step])}#field-{key}" in page


@pytest.mark.parametrize(("show", "shown"), [("", 3), ("open", 1), ("published", 1), ("closed", 1), ("x", 3)])
def test_room_filters(as_user: SignIn, show: str, shown: int) -> None:
    cast = people.cast()
    for state in ("draft", "published", "declined"):
        people.submission_in(state, cast)
    answer = as_user(cast.author).get(reverse("casestudies:room"), {"show": show})
    assert len(answer.context["rows"]) == shown
    assert answer.context["counts"] == {"all": 3, "open": 1, "published": 1, "closed": 1}
