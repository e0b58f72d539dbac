"""The review page: the text three ways, points, checks, the place in the queue, and the readers."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from casestudies import checks, narrowing
from casestudies.models import Submission
from casestudies.workflow import SUBMISSIONS
from members.models import User
from moderation.models import Clearance, Event, Point
from moderation.refusals import MoveForbidden, MoveIncomplete, MoveOutdated
from tests import factories, people
from tests.factories import move

pytestmark = pytest.mark.django_db
TYPED = "Has the neighbour cleared this <b>sentence</b>?"


@pytest.fixture
def cast(db: None) -> people.Cast:
    factories.edition()
    return people.cast()


@pytest.fixture
def item(cast: people.Cast) -> Submission:
    return people.submission_in("in_review", cast)


def _sign_in(client: Client, person: User) -> None:
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")


def _page(client: Client, person: User, item: Submission, query: str = "") -> str:
    _sign_in(client, person)
    response = client.get(item.get_desk_url() + query)
    assert response.status_code == 200
    return response.content.decode()


def _post(client: Client, person: User, name: str, *arguments: object, **data: object) -> Any:
    _sign_in(client, person)
    return client.post(reverse(f"casestudies:{name}", args=arguments), data)


def _main(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]


# The text


def test_changes_stand_inside_the_sentence(client: Client, cast: people.Cast) -> None:
    item = people.second_revision(cast, actions="We signed one agreement. " + "All stayed as it was. " * 10)
    page = _page(client, cast.officer, item)
    assert re.search(r"<ins>\s*in two buildings", page)
    assert "Since revision 1, 2 of 20 sections changed." in page
    assert page.count('href="#field-situation"') == 1  # the first change
    assert page.count('href="#field-actions"') == 1  # from one change to the next


def test_long_unchanged_text_is_folded(client: Client, cast: people.Cast) -> None:
    item = people.second_revision(cast, first={"actions": "word " * 212})
    page = _main(_page(client, cast.officer, item))
    assert "Show the 212 unchanged words" in page
    assert page.count("unchanged word") == 1  # a short text is shown as it is
    assert "unchanged word" not in _main(_page(client, cast.officer, item, "?view=clean"))


def test_same_text_again_has_nothing_to_compare(client: Client, cast: people.Cast) -> None:
    item = people.second_revision(cast, situation=factories.complete_story()["situation"])
    assert "The first text of this submission." in _page(client, cast.officer, item)


def test_first_text_has_no_changes_view(client: Client, cast: people.Cast, item: Submission) -> None:
    page = _page(client, cast.officer, item, "?view=changes")
    assert ">Changes</a>" not in page
    assert f'href="{item.get_desk_url()}?view=clean" aria-current="true"' in page


def test_as_readers_will_see_it(client: Client, cast: people.Cast, item: Submission) -> None:
    page = _main(_page(client, cast.officer, item, "?view=readers"))
    assert item.cleared.html["situation"] in page  # the sealed HTML, not rendered again
    assert "The challenge" in page
    assert "Customs Service of Meridia" in page
    assert "Sections that use this case" in page
    assert not item.case_study.texts.exists()
    item.case_study.refresh_from_db()
    assert item.case_study.attribution == ""


def test_as_readers_will_see_it_names_nobody_where_that_was_chosen(client: Client, cast: people.Cast) -> None:
    item = people.submission_in("in_review", cast, audience="unattributed")
    page = _main(_page(client, cast.officer, item, "?view=readers"))
    shown = page[page.index("as-readers") : page.index("</article>")]
    assert "A Member in WCA" in shown
    assert "Meridia" not in shown
    assert item.cleared.content["contact"] not in shown


def test_as_readers_will_see_it_is_what_they_get(client: Client, cast: people.Cast) -> None:
    item = people.submission_in("accepted", cast)
    before = _main(_page(client, cast.publisher, item, "?view=readers"))
    move(SUBMISSIONS, item, "publish", cast.publisher)
    after = client.get(item.case_study.get_absolute_url()).content.decode()
    story = re.compile(
        r'<section aria-labelledby="(situation|actions|results|lessons)">.*?</section>', re.DOTALL
    )
    assert [match[0] for match in story.finditer(after)] == [match[0] for match in story.finditer(before)]
    assert len(list(story.finditer(after))) == 4


def test_a_difference_to_the_cleared_text_is_shown_where_the_secretariat_edited(
    client: Client, cast: people.Cast
) -> None:
    item = people.submission_in("awaiting_confirmation", cast)
    page = _page(client, cast.officer, item)
    assert "<ins>" in page
    assert "edited" in page


# The queue


def test_place_in_the_queue(client: Client, cast: people.Cast) -> None:
    items = [people.submission_in("submitted", cast) for _ in range(3)]
    page = _page(client, cast.officer, items[1], "?show=waiting&q=window")
    assert "2 of 3" in page
    for neighbour in (items[0], items[2]):
        assert f'href="{neighbour.get_desk_url()}?show=waiting&amp;q=window"' in page


def test_next_in_the_queue_after_a_decision(client: Client, cast: people.Cast, item: Submission) -> None:
    waiting = people.submission_in("submitted", cast)
    move(SUBMISSIONS, item, "accept", cast.officer)
    page = _page(client, cast.officer, item, "?show=waiting")
    assert f'rel="next" href="{waiting.get_desk_url()}?show=waiting"' in page


# Points


def test_pin_keeps_the_place_in_the_queue(client: Client, cast: people.Cast, item: Submission) -> None:
    _sign_in(client, cast.officer)
    url = reverse("casestudies:pin", args=[item.reference]) + "?show=waiting&view=clean"
    response = client.post(url, {"field": "results", "words": TYPED, "blocking": "on"})
    assert response["Location"] == f"{item.get_desk_url()}?show=waiting&view=clean#field-results"
    point = Point.objects.get()
    assert (point.words, point.blocking, point.internal, point.revision) == (TYPED, True, False, 1)


def test_pin_twice_is_one_point(client: Client, cast: people.Cast, item: Submission) -> None:
    for _ in range(2):
        _post(client, cast.officer, "pin", item.reference, field="results", words=TYPED)
    assert Point.objects.count() == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [("", "This field is required."), ("x" * 2001, "at most 2000 characters")],
)
def test_refused_comment_keeps_its_text(
    client: Client, cast: people.Cast, item: Submission, words: str, sentence: str
) -> None:
    response = _post(client, cast.officer, "pin", item.reference, field="results", words=words, internal="on")
    page = response.content.decode()
    assert response.status_code == 422
    field = page[page.index('id="field-results"') : page.index('id="field-difficulties"')]
    assert sentence in field
    assert '<details class="talk no-print" open>' in field
    assert f">\n{words}</textarea>" in field
    assert re.search(r'name="internal"[^>]* checked', field)
    assert not re.search(r'name="blocking"[^>]* checked', field)
    assert 'href="#id_refused_words"' in page
    assert (
        f'href="{item.get_desk_url()}?view=readers"' in page
    )  # the page of the item, not the posted address
    assert page.count('id="id_refused_words"') == 1
    assert not Point.objects.exists()


def test_comment_of_somebody_who_lost_it_meanwhile_is_kept(
    client: Client, cast: people.Cast, item: Submission
) -> None:
    move(SUBMISSIONS, item, "release", cast.officer)
    response = _post(client, cast.officer, "pin", item.reference, field="results", words=TYPED)
    page = response.content.decode()
    assert response.status_code == 409
    assert "no longer in your hands" in page
    assert "Has the neighbour cleared this &lt;b&gt;sentence&lt;/b&gt;?</textarea>" in page
    assert not Point.objects.exists()


def test_forged_field_is_refused(client: Client, cast: people.Cast, item: Submission) -> None:
    response = _post(client, cast.officer, "pin", item.reference, field="nothing", words=TYPED)
    assert response.status_code == 422
    assert not Point.objects.exists()


def test_own_point_can_be_changed_until_it_is_sent(
    client: Client, cast: people.Cast, item: Submission
) -> None:
    point = factories.point(item, cast.officer)
    _post(client, cast.officer, "revise", item.reference, point.pk, words="Shorter.", internal="on")
    point.refresh_from_db()
    assert (point.words, point.blocking, point.internal) == ("Shorter.", False, True)
    Point.objects.update(internal=False, sent_at=item.state_since)
    response = _post(client, cast.officer, "revise", item.reference, point.pk, words="Another.")
    assert response.status_code == 409
    assert "Another.</textarea>" in response.content.decode()
    point.refresh_from_db()
    assert point.words == "Shorter."


def test_refused_change_keeps_its_text(client: Client, cast: people.Cast, item: Submission) -> None:
    point = factories.point(item, cast.officer)
    response = _post(client, cast.officer, "revise", item.reference, point.pk, words="y" * 2001)
    page = response.content.decode()
    assert response.status_code == 422
    assert "y" * 2001 in page[page.index(f'id="point-{point.pk}"') :]
    point.refresh_from_db()
    assert point.words == "How long did they wait?"


def test_own_point_can_be_taken_off_until_it_is_sent(
    client: Client, cast: people.Cast, item: Submission
) -> None:
    kept = factories.point(item, cast.officer, sent_at=item.state_since)
    gone = factories.point(item, cast.officer)
    for point in (kept, gone):
        _post(client, cast.officer, "unpin", item.reference, point.pk)
    assert list(Point.objects.all()) == [kept]


def test_a_colleagues_point_can_be_settled_but_not_changed(
    client: Client, cast: people.Cast, item: Submission
) -> None:
    point = factories.point(item, cast.second_officer)
    assert _post(client, cast.officer, "unpin", item.reference, point.pk).status_code == 409
    assert _post(client, cast.officer, "revise", item.reference, point.pk, words="Mine.").status_code == 409
    assert _post(client, cast.officer, "settle", item.reference, point.pk).status_code == 302
    point.refresh_from_db()
    assert (point.words, point.settled_by) == ("How long did they wait?", cast.officer)


def test_settled_point_can_be_opened_again(client: Client, cast: people.Cast, item: Submission) -> None:
    point = factories.point(item, cast.officer)
    _post(client, cast.officer, "settle", item.reference, point.pk)
    assert "Open it again" in _page(client, cast.officer, item)
    _post(client, cast.officer, "unsettle", item.reference, point.pk)
    point.refresh_from_db()
    assert (point.settled_at, point.settled_by) == (None, None)


def test_point_of_another_submission_is_not_found(
    client: Client, cast: people.Cast, item: Submission
) -> None:
    foreign = factories.point(people.submission_in("in_review", cast), cast.officer)
    for name in ("settle", "unsettle", "unpin"):
        assert _post(client, cast.officer, name, item.reference, foreign.pk).status_code == 404


def test_answers_are_shown(client: Client, cast: people.Cast) -> None:
    item = people.second_revision(cast)
    page = _page(client, cast.officer, item)
    assert "Five hours." in page
    assert "Mark it as settled" in page


# Checks and decisions


def test_checks_are_the_guards(cast: people.Cast, item: Submission) -> None:
    factories.point(item, cast.officer)
    found = {str(check.sentence): check.passed for check in checks.checks(item, cast.officer)}
    assert found == {
        "1 point that must be settled is open.": False,
        "Title and summary stand in English and in French.": True,
        next(
            sentence
            for sentence in found
            if sentence.startswith("Exactly this text was cleared by \u2068Contact")
        ): True,
    }


def test_every_guard_on_the_way_has_a_sentence_for_when_it_holds() -> None:
    guards = {guard for name in checks.WAY for guard in SUBMISSIONS.move(name).guards}  # type: ignore[union-attr]
    assert guards <= set(checks.HOLDS)


def test_four_eyes_are_checked_for_who_would_publish(cast: people.Cast) -> None:
    item = people.submission_in("accepted", cast)
    assert "You neither wrote in this text nor accepted it." in _sentences(item, cast.publisher)
    assert len(checks.checks(item, cast.auditor)) == 3
    item.writers.add(cast.publisher)
    assert "You contributed to this text. Somebody else must publish it." in _sentences(item, cast.publisher)


def _sentences(item: Submission, person: User) -> list[str]:
    return [str(check.sentence) for check in checks.checks(item, person)]


def test_checks_fail_for_another_text(cast: people.Cast) -> None:
    item = people.submission_in("awaiting_confirmation", cast)
    failed = [str(check.sentence) for check in checks.checks(item, cast.officer) if not check.passed]
    assert failed == ["The administration has not cleared exactly this text for this audience."]


def test_closed_submission_has_no_checks(cast: people.Cast) -> None:
    assert checks.checks(people.submission_in("published", cast), cast.publisher) == []


def test_decision_that_is_not_possible_says_why(client: Client, cast: people.Cast, item: Submission) -> None:
    factories.point(item, cast.officer, internal=True)
    page = _page(client, cast.officer, item)
    decision = page[page.index('id="decision"') :]
    assert "2 of 3 checks passed" in decision
    for sentence in ("Pin at least one point to a field first", "1 point that must be settled is open."):
        assert sentence in decision
    assert decision.count('name="way" disabled') == 2


def test_letter_of_every_decision_is_shown(client: Client, cast: people.Cast, item: Submission) -> None:
    factories.point(item, cast.officer, blocking=False)
    page = _page(client, cast.officer, item)
    assert page.count("The letter that will be sent") == 3
    assert "exactly as your administration cleared it" in page


# Readers


def _narrow(client: Client, person: User, item: Submission, audience: str, **data: object) -> Any:
    item.refresh_from_db()
    values = {"version": item.version, "key": uuid4(), "audience": audience, "words": "A partner is named."}
    return _post(client, person, "narrow", item.reference, **{**values, **data})


def test_narrow_and_take_it_back(client: Client, cast: people.Cast, item: Submission) -> None:
    _narrow(client, cast.officer, item, "members")
    item.refresh_from_db()
    assert (item.audience, item.state) == ("members", "in_review")
    event = Event.objects.get(verb="narrow")
    assert (event.internal, event.source, event.target, event.reason) == (
        True,
        "in_review",
        "in_review",
        "members",
    )
    page = _page(client, cast.officer, item)
    assert "Readers narrowed</b>: WCO Members only" in page
    assert "A partner is named." in page
    assert "A partner is named." not in client_page(client, cast.author, item)
    _narrow(client, cast.publisher, item, "public")
    item.refresh_from_db()
    assert (item.audience, item.narrowed_to) == ("public", "")


def client_page(client: Client, person: User, item: Submission) -> str:
    _sign_in(client, person)
    return client.get(item.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("cleared_for", "wider"), [("members", "public"), ("unattributed", "public"), ("members", "unattributed")]
)
def test_nobody_can_widen(client: Client, cast: people.Cast, cleared_for: str, wider: str) -> None:
    item = people.submission_in("in_review", cast, audience=cleared_for)
    response = _narrow(client, cast.officer, item, wider)
    assert response.status_code == 422
    with pytest.raises(MoveIncomplete):
        narrowing.narrow(item, cast.officer, wider, "Why.", expected_version=item.version, key=uuid4())
    item.refresh_from_db()
    assert item.audience == cleared_for
    assert not Event.objects.filter(verb="narrow").exists()


def test_narrow_needs_a_reason_and_keeps_the_choice(
    client: Client, cast: people.Cast, item: Submission
) -> None:
    response = _narrow(client, cast.officer, item, "members", words=" ")
    page = response.content.decode()
    assert response.status_code == 422
    assert "Write a sentence or two" in page
    assert re.search(r'value="members"[^>]* checked', page)


def test_narrow_from_an_older_page_is_refused(client: Client, cast: people.Cast, item: Submission) -> None:
    response = _narrow(client, cast.officer, item, "members", version=item.version - 1)
    assert response.status_code == 409
    assert "A partner is named.</textarea>" in response.content.decode()
    with pytest.raises(MoveOutdated):
        narrowing.narrow(item, cast.officer, "members", "Why.", expected_version=1, key=uuid4())


def test_narrow_twice_with_the_same_form_is_one_event(
    client: Client, cast: people.Cast, item: Submission
) -> None:
    version, key = item.version, uuid4()
    for _ in range(2):
        assert _narrow(client, cast.officer, item, "members", version=version, key=key).status_code == 302
    assert Event.objects.filter(verb="narrow").count() == 1


def test_only_the_holder_and_publishers_narrow(client: Client, cast: people.Cast, item: Submission) -> None:
    for person in (cast.second_officer, cast.auditor):
        assert _narrow(client, person, item, "members").status_code == 403
    with pytest.raises(MoveForbidden):
        narrowing.narrow(
            item, cast.second_officer, "members", "Why.", expected_version=item.version, key=uuid4()
        )


def test_published_text_is_for_the_narrowed_readers(client: Client, cast: people.Cast) -> None:
    item = people.submission_in("accepted", cast)
    _narrow(client, cast.publisher, item, "members")
    move(SUBMISSIONS, item, "publish", cast.publisher)
    client.logout()
    assert client.get(item.case_study.get_absolute_url()).status_code == 404
    assert Clearance.objects.get(item=item.pk).audience == "public"


def test_published_is_too_late(client: Client, cast: people.Cast) -> None:
    item = people.submission_in("published", cast)
    assert _narrow(client, cast.publisher, item, "members").status_code == 403
