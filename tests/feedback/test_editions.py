"""Feedback and an edition of the guide: what is promised, what is cited, what is shown."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from feedback import citing, figures, queue, saying
from feedback.models import Feedback
from feedback.places import case_place
from feedback.states import CITABLE, S
from feedback.workflow import REMARKS
from letters.models import Letter
from moderation.models import Event
from moderation.states import State
from modules import publication, structuring
from modules.models import SectionText
from modules.workflow import EDITIONS
from tests import factories, people
from tests.factories import move
from tests.feedback.paths import coming, data_of, remark_in
from tests.modules import editing

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> people.Cast:
    return people.cast()


def test_a_promise_keeps_an_edition_back_until_it_is_cited_or_deferred(cast: people.Cast) -> None:
    cited, deferred = remark_in(S.PLANNED, cast), remark_in(S.PLANNED, cast)
    edition = coming()
    problems = publication.problems_elsewhere(edition)
    assert [problem.url for problem in problems] == [cited.get_desk_url(), deferred.get_desk_url()]
    factories.change(edition, cited)
    move(REMARKS, deferred, "defer", cast.officer, words="For the next one.")
    assert publication.problems_elsewhere(edition) == []


def test_a_withdrawn_remark_keeps_nothing_back(cast: people.Cast) -> None:
    item = remark_in(S.PLANNED, cast)
    edition = coming()
    move(REMARKS, item, "withdraw", cast.author)
    assert publication.problems_elsewhere(edition) == []


def _standing(item: Feedback) -> State:
    item.refresh_from_db()
    return queue.standing(item, frozenset(citing.citations([item.reference, item.lead.reference])))


@pytest.mark.parametrize("state", CITABLE)
def test_whatever_is_cited_is_implemented_once_the_edition_is_published(
    client: Client, cast: people.Cast, state: str
) -> None:
    item, edition = remark_in(state, cast, kind="wrong"), coming()
    factories.change(edition, item)
    assert _standing(item).code != "implemented"
    factories.publish_edition(edition)
    assert _standing(item).code == "implemented"
    assert item.state == S.CLOSED
    assert item.answered_at is not None
    assert item.due_on is None
    assert (item.merged_into, item.holder) == (None, None)
    letter = Letter.objects.get(kind="feedback/implemented", reference=item.reference)
    assert letter.address == cast.author.email
    event = Event.objects.about(REMARKS.name, item.pk).last()
    assert event is not None
    assert (event.verb, event.role) == ("close", "publisher")
    _everywhere_implemented(client, cast, item)


def test_what_changed_an_introduction_leads_to_its_module(client: Client, cast: people.Cast) -> None:
    item, edition = remark_in(S.PLANNED, cast), coming()
    factories.change(edition, item, section_key="strategic-alignment")
    factories.publish_edition(edition)
    address = reverse("modules:edition_module", args=[edition.number, "strategic-alignment"])
    letter = Letter.objects.get(kind="feedback/implemented", reference=item.reference)
    assert address in letter.body
    client.force_login(cast.author, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert f'href="{address}"' in client.get(item.get_absolute_url()).content.decode()


def _everywhere_implemented(client: Client, cast: people.Cast, item: Feedback) -> None:
    """His own list and page, the stage of the desk, what waits there, and the figures."""
    client.force_login(cast.author, backend="allauth.account.auth_backends.AuthenticationBackend")
    for url in (reverse("feedback:mine"), item.get_absolute_url()):
        assert "The guide has changed" in client.get(url).content.decode(), url
    client.force_login(cast.officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert item.reference in client.get(f"{reverse('feedback:desk')}?show=implemented").content.decode()
    for stage in ("new", "open", "asked", "planned", "answered", "refused", "later", "merged"):
        page = client.get(f"{reverse('feedback:desk')}?show={stage}").content.decode()
        assert item.reference not in page, stage
    assert not Feedback.objects.waiting().filter(pk=item.pk).exists()
    assert figures.total(figures.facts(None, None)).changed == 1


def test_one_cited_by_itself_is_told_of_no_other(cast: people.Cast) -> None:
    item, edition = remark_in(S.TRIAGED, cast), coming()
    factories.change(edition, item)
    lead = factories.remark(cast.delegate)
    move(REMARKS, item, "merge", cast.officer, data={"into": lead})
    factories.publish_edition(edition)
    letter = Letter.objects.get(kind="feedback/implemented", reference=item.reference)
    assert lead.reference not in letter.body


def test_whoever_followed_one_that_was_withdrawn_is_not_told_that_it_was_done(cast: people.Cast) -> None:
    follower = remark_in(S.MERGED, cast)
    lead, edition = follower.lead, coming()
    factories.change(edition, lead)
    move(REMARKS, lead, "withdraw", cast.delegate)
    factories.publish_edition(edition)
    assert not Letter.objects.filter(kind="feedback/implemented").exists()
    assert Feedback.objects.waiting().filter(pk=follower.pk).exists()


def test_those_treated_together_are_implemented_together(client: Client, cast: people.Cast) -> None:
    follower = remark_in(S.MERGED, cast)
    lead, edition = follower.lead, coming()
    factories.change(edition, lead)
    factories.publish_edition(edition)
    assert _standing(follower).code == _standing(lead).code == "implemented"
    assert follower.state == S.MERGED
    letters = Letter.objects.filter(kind="feedback/implemented").values_list("address", flat=True)
    assert set(letters) == {cast.author.email, cast.delegate.email}


def test_what_follows_another_is_cited_under_the_one_that_leads(cast: people.Cast) -> None:
    follower = remark_in(S.MERGED, cast)
    found = publication.known([follower.reference])
    assert found[follower.reference].reference == follower.lead.reference


def test_a_reopened_one_waits_again_whatever_an_older_edition_says(cast: people.Cast) -> None:
    item, edition = remark_in(S.PLANNED, cast), coming()
    factories.change(edition, item)
    factories.publish_edition(edition)
    item.refresh_from_db()
    move(REMARKS, item, "reopen", cast.author, words="Only half of it.")
    assert _standing(item).code == S.TRIAGED
    assert Feedback.objects.waiting().filter(pk=item.pk).exists()
    move(REMARKS, item, "plan", cast.officer, data=data_of("plan", cast))
    assert _standing(item).code == S.PLANNED


def test_what_was_planned_for_a_discarded_edition_is_decided_anew(cast: people.Cast) -> None:
    item, edition = remark_in(S.PLANNED, cast), coming()
    move(EDITIONS, edition, "discard", cast.editor, words="We begin again.")
    item.refresh_from_db()
    assert item.state == S.UNDER_CONSIDERATION
    assert (item.planned_for, item.holder) == (None, None)
    assert Feedback.objects.waiting().filter(pk=item.pk).exists()
    assert Letter.objects.filter(kind="feedback/considered", address=cast.author.email).exists()
    move(REMARKS, item, "plan", cast.officer, data=data_of("plan", cast))
    assert item.state == S.PLANNED


def test_what_was_said_under_an_older_key_stands_at_the_section_that_carries_it_on(
    client: Client, cast: people.Cast
) -> None:
    old = remark_in(S.TRIAGED, cast, words="Who signs the form at night?")
    shown = factories.remark(cast.delegate, words="Who signs the form, at night or by day?")
    move(REMARKS, shown, "acknowledge", cast.officer)
    move(REMARKS, shown, "no_change", cast.officer, words="The sponsor does.")
    move(REMARKS, shown, "show", cast.publisher, data={"shows_remark": True})
    edition = editing.begin(cast.editor, "minor")
    place = structuring.Place("who-signs", "strategic-alignment", 1)
    structuring.place_section(edition, "mission-first", place, actor=cast.editor)
    editing.tell(edition, cast.editor, "who-signs")
    for verb, actor in (("send_for_review", cast.editor), ("approve", cast.publisher)):
        move(EDITIONS, edition, verb, actor)
    move(EDITIONS, edition, "publish", cast.publisher)
    page = client.get(reverse("modules:module", args=["strategic-alignment"])).content.decode()
    assert shown.words in page.split('id="who-signs"')[1].split("<h2")[0]
    new = factories.remark(cast.author, section_key="who-signs", words="Say who signs the form at night.")
    move(REMARKS, new, "acknowledge", cast.officer)
    client.force_login(cast.officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    desk = client.get(f"{reverse('feedback:desk')}?show=open")
    groups = [(group.title, [row.remark.pk for row in group.rows]) for group in desk.context["groups"]]
    assert groups == [("1.1 mission-first en", [old.pk, new.pk])]
    similar = client.get(new.get_desk_url()).context["similar"]
    assert [other.pk for other in similar] == [old.pk]


def test_editors_are_offered_what_waits_in_a_section(cast: people.Cast) -> None:
    planned, withdrawn = remark_in(S.PLANNED, cast), remark_in(S.WITHDRAWN, cast)
    offered = [entry.reference for entry in publication.citable(["mission-first"])]
    assert offered == [planned.reference]
    assert set(publication.known([planned.reference, withdrawn.reference, "FB-2026-9999"])) == {
        planned.reference,
        withdrawn.reference,
    }


def test_words_stand_beside_a_change_only_where_they_are_shown(cast: people.Cast) -> None:
    shown, hidden = (remark_in(S.PLANNED, cast, names_person=True) for _ in range(2))
    move(REMARKS, shown, "show", cast.publisher, data={"shows_remark": True})
    edition = coming()
    change = factories.change(edition, shown, hidden)
    factories.publish_edition(edition)
    for said in (publication.said_before([change]), publication.heard(["mission-first"], [change]).said):
        assert sorted((entry.words, entry.by) for entry in said[change.pk]) == [
            ("", ""),
            (shown.words, shown.by),
        ]


def test_refusals_are_given_with_their_reason_where_they_are_shown(cast: people.Cast) -> None:
    shown = remark_in(S.NO_CHANGE, cast)
    remark_in(S.OUT_OF_SCOPE, cast)
    move(REMARKS, shown, "show", cast.publisher, data={"shows_remark": True})
    (refusal,) = publication.heard(["mission-first"], []).refused["mission-first"]
    assert (refusal.said.words, refusal.reason) == (shown.words, "Words of no_change.")


def test_module_page_with_everything_said_takes_five_queries(
    client: Client, cast: people.Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    refused = [remark_in(S.NO_CHANGE, cast) for _ in range(6)]
    done, hidden = remark_in(S.CLOSED, cast), remark_in(S.TRIAGED, cast)
    for item in (*refused, done):
        move(REMARKS, item, "show", cast.publisher, data={"shows_remark": True})
    edition = editing.begin(cast.editor)
    editing.reword(edition, cast.editor)
    for key in ("mission-first", "scorecard"):
        editing.tell(edition, cast.editor, key, (done.reference, hidden.reference))
    for verb, actor in (
        ("send_for_review", cast.editor),
        ("approve", cast.publisher),
        ("publish", cast.publisher),
    ):
        editing.move(edition, verb, actor)
    people.submission_in("published", cast)

    with django_assert_num_queries(5):
        page = client.get(reverse("modules:module", args=["strategic-alignment"])).content.decode()
    changed = page.split('id="changed"')[1].split("</section>")[0]
    assert changed.count("No change") == 5
    assert changed.count("A remark that is not shown") == 2
    foot = page.split('id="mission-first"')[1].split("</details>")[0]
    assert foot.count("You said") == 3
    assert "All remarks and answers" in foot


@pytest.mark.parametrize("page", ["feedback:outcomes", "feed_feedback", "modules:module"])
def test_outcomes_stand_in_public_as_the_publisher_decided(
    client: Client, cast: people.Cast, page: str
) -> None:
    refused, hidden = remark_in(S.NO_CHANGE, cast), remark_in(S.CLOSED, cast)
    move(REMARKS, refused, "show", cast.publisher, data={"shows_remark": True})
    url = reverse(page, args=["strategic-alignment"] if page == "modules:module" else [])
    text = client.get(url).content.decode()
    assert "Words of no_change." in text
    assert hidden.words not in text
    move(REMARKS, refused, "show", cast.publisher, data={})
    assert "Words of no_change." not in client.get(url).content.decode()


@pytest.mark.parametrize("page", ["feedback:outcomes", "feed_feedback"])
def test_outcomes_name_a_section_in_the_readers_language(
    client: Client, cast: people.Cast, page: str
) -> None:
    item = remark_in(S.NO_CHANGE, cast, language="en")
    move(REMARKS, item, "show", cast.publisher, data={"shows_remark": True})
    french = SectionText.objects.get(section__key=item.section_key, language="fr").title
    with translation.override("fr"):
        text = client.get(reverse(page)).content.decode()
    assert french in text
    assert item.section_title not in text
    # What is gone from the guide keeps the title its author saw.
    Feedback.objects.update(section_key="gone")
    with translation.override("fr"):
        assert item.section_title in client.get(reverse(page)).content.decode()


@pytest.mark.parametrize(
    ("chosen", "name"),
    [
        ({}, "A reader"),
        ({"names_administration": True}, "Customs Service of Meridia"),
        ({"names_person": True}, "Author"),
    ],
)
def test_attributed_as_the_person_chose(
    client: Client, cast: people.Cast, chosen: dict[str, bool], name: str
) -> None:
    item = remark_in(S.CLOSED, cast, **chosen)
    move(REMARKS, item, "show", cast.publisher, data={"shows_remark": True, "shows_answer": True})
    page = client.get(reverse("feedback:outcomes")).content.decode()
    assert f"<bdi>{name}</bdi>" in page
    for other in {"Customs Service of Meridia", "Author"} - {name}:
        assert f"<bdi>{other}</bdi>" not in page


def test_an_example_becomes_the_draft_of_a_case_study_once(client: Client, cast: people.Cast) -> None:
    item = factories.remark(cast.author, kind="example")
    client.force_login(cast.author, backend="allauth.account.auth_backends.AuthenticationBackend")
    url = reverse("feedback:write_case", args=[item.reference])
    first, second = client.post(url), client.post(url)
    assert first["Location"] == second["Location"]
    text = client.get(first["Location"].replace("/about/", "/story/")).content.decode()
    assert item.words in text
    assert Feedback.objects.get().case_reference in first["Location"]


def test_a_case_study_takes_remarks_from_those_who_may_read_it(client: Client, cast: people.Cast) -> None:
    case = people.submission_in("published", cast, audience="members").case_study
    url = reverse("feedback:give_case", args=[case.slug])
    assert client.get(url).status_code == 404
    client.force_login(cast.delegate, backend="allauth.account.auth_backends.AuthenticationBackend")
    form = {"key": "00000000-0000-4000-8000-000000000001", "words": "Which year?", "kind": "unclear"}
    assert client.post(url, form).status_code == 302
    item = Feedback.objects.get()
    assert (item.case_slug, item.address) == (case.slug, case.get_absolute_url())


def test_what_was_said_about_a_text_for_members_stands_on_no_public_page(
    client: Client, cast: people.Cast
) -> None:
    case = people.submission_in("published", cast, audience="members").case_study
    item = saying.say(cast.delegate, case_place(case.slug, cast.delegate, "en"), factories.said())
    move(REMARKS, item, "acknowledge", cast.officer)
    move(REMARKS, item, "no_change", cast.officer, words="It stays.")
    move(REMARKS, item, "show", cast.publisher, data={"shows_remark": True})
    for url in (reverse("feedback:outcomes"), reverse("feed_feedback")):
        page = client.get(url).content.decode()
        assert item.words not in page
        assert case.slug not in page
