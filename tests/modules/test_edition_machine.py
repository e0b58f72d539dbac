"""Any order of moves and edits of editions, by anybody: what must never happen does not.

Held after every step: one current edition; no edition is published against its guards; published editions
are the same byte for byte; English and French are in step in everything that readers have; what is
implemented equals what published changes cite.
"""

from __future__ import annotations

from contextlib import suppress
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from members.models import RoleHeld, User
from members.roles import Role
from moderation import clock
from moderation.engine import perform
from moderation.refusals import MoveRefused
from modules import drafting, publication, structuring
from modules.completeness import problems
from modules.drafting import NotWritable, SectionGone, TextConflict
from modules.fingerprints import of_edition, words_of
from modules.models import Approval, Citation, Edition, ModuleText, SectionText
from modules.publication import ChangeSource, Citable
from modules.starting import CannotStart, start
from modules.states import SEALED, S
from modules.workflow import EDITIONS, MOVES, publish_scheduled
from tests import factories, people
from tests.modules.editing import KEY, data_for, tell, write

VERBS = st.sampled_from([move.name for move in MOVES])
WHO = st.sampled_from(["editor", "publisher", "both", "second_publisher", "auditor", "author"])
KEYS = st.sampled_from([KEY, "scorecard"])
REFUSED = (MoveRefused, NotWritable, SectionGone, TextConflict, CannotStart, structuring.KeyTaken)


class Editions(RuleBasedStateMachine):
    """The desk of the guide's editors, without its pages."""

    @initialize()
    def world(self) -> None:
        self.point = transaction.savepoint()
        cast = people.cast()
        factories.edition()
        both = factories.person("both", Role.EDITOR, Role.PUBLISHER)
        second = factories.person("second.publisher", Role.PUBLISHER)
        self.people: dict[str, User] = {
            "editor": cast.editor,
            "publisher": cast.publisher,
            "both": both,
            "second_publisher": second,
            "auditor": cast.auditor,
            "author": cast.author,
        }
        self.seals: dict[int, str] = {}
        self.published_by: dict[int, tuple[str, User]] = {}

    def teardown(self) -> None:
        if hasattr(self, "point"):
            transaction.savepoint_rollback(self.point)

    def _latest(self) -> Edition:
        return Edition.objects.order_by("-pk")[0]

    @rule(who=st.sampled_from(["editor", "both"]), kind=st.sampled_from(["major", "minor"]))
    def begin(self, who: str, kind: str) -> None:
        with suppress(*REFUSED):
            start(self.people[who], kind)

    @rule(
        who=st.sampled_from(["editor", "both"]),
        key=KEYS,
        words=st.sampled_from(["One.", "Two.", "A.\n\nB.", "[[x]]"]),
    )
    def write_english(self, who: str, key: str, words: str) -> None:
        with suppress(*REFUSED):
            write(self._latest(), self.people[who], key, body=words)

    @rule(who=st.sampled_from(["editor", "both"]), key=KEYS, follows=st.booleans())
    def write_french(self, who: str, key: str, follows: bool) -> None:
        edition = self._latest()
        source = SectionText.objects.filter(section__edition=edition, section__key=key, language="en").first()
        with suppress(*REFUSED):
            body = f"{source.body} (fr)" if source else "Seul."
            write(edition, self.people[who], key, "fr", body=body, follows=follows)

    @rule(who=st.sampled_from(["editor", "both"]), language=st.sampled_from(["en", "fr"]))
    def introduce(self, who: str, language: str) -> None:
        """Write in the introduction of the module, in one language."""
        found = ModuleText.objects.filter(module__edition=self._latest())
        text, source = found.get(language=language), found.get(language="en")
        words = {**words_of(text), "audience": f"For {uuid4().hex[:6]}."}
        seen = drafting.Seen(text.sha256, source.sha256)
        with suppress(*REFUSED):
            drafting.save_text(
                self._latest(),
                "strategic-alignment",
                language,
                words,
                seen=seen,
                actor=self.people[who],
                of=ModuleText,
            )

    @rule(
        who=st.sampled_from(["editor", "both"]),
        key=KEYS,
        french=st.booleans(),
        significance=st.sampled_from(["typo", "medium", "major"]),
        references=st.sets(st.sampled_from(["FB-2026-0001", "FB-2026-0002", "FB-2026-0003"])),
    )
    def tell(self, who: str, key: str, french: bool, significance: str, references: set[str]) -> None:
        with suppress(*REFUSED):
            values = {"note_fr": "Dit." if french else "", "significance": significance}
            tell(self._latest(), self.people[who], key, tuple(references), **values)

    @rule(who=st.sampled_from(["editor", "both"]))
    def take_out(self, who: str) -> None:
        with suppress(*REFUSED):
            structuring.remove_section(self._latest(), "scorecard", actor=self.people[who])

    @rule(who=st.sampled_from(["editor", "both"]))
    def carry_on(self, who: str) -> None:
        with suppress(*REFUSED):
            place = structuring.Place(KEY, "strategic-alignment", 1, predecessors=("scorecard",))
            structuring.place_section(self._latest(), KEY, place, actor=self.people[who])

    @rule(who=st.sampled_from(["editor", "both"]))
    def make_complete(self, who: str) -> None:
        """What random edits reach too rarely: a whole section, changed in both languages with its note."""
        edition, actor = self._latest(), self.people[who]
        with suppress(*REFUSED):
            for key in SectionText.objects.filter(section__edition=edition, language="en").values_list(
                "section__key", flat=True
            ):
                body = f"Words {uuid4().hex[:6]}."
                write(edition, actor, key, body=body)
                write(edition, actor, key, "fr", body=body)
                tell(edition, actor, key, significance="medium")
            text = ModuleText.objects.get(module__edition=edition, language="fr")
            source = ModuleText.objects.get(module__edition=edition, language="en")
            seen = drafting.Seen(text.sha256, source.sha256)
            drafting.follow(edition, "strategic-alignment", "fr", seen=seen, actor=actor, of=ModuleText)
            tell(edition, actor, "strategic-alignment", significance="typo")

    @rule(verb=VERBS, who=WHO)
    def move(self, verb: str, who: str) -> None:
        self._move(self._latest(), verb, who)

    @rule(
        steps=st.integers(1, 5),
        kind=st.sampled_from(["major", "minor"]),
        complete=st.booleans(),
        late=st.booleans(),
        writer=st.sampled_from(["editor", "both"]),
        approver=st.sampled_from(["publisher", "both"]),
    )
    def go_the_usual_way(
        self, *, steps: int, kind: str, complete: bool, late: bool, writer: str, approver: str
    ) -> None:
        """Some way along the usual path, which a choice among all moves takes too rarely."""
        self.begin("editor", kind)
        if complete and self._latest().state == S.DRAFTING:
            self.make_complete(writer)
        if late:  # one more thought, after everything was complete
            self.write_english(writer, KEY, f"Words {uuid4().hex[:6]}.")
        usual = {
            S.DRAFTING: ("send_for_review", "editor"),
            S.IN_REVIEW: ("approve", approver),
            S.APPROVED: ("schedule" if steps % 2 else "publish", "second_publisher"),
            S.TABLED: ("endorse", "publisher"),
            S.ENDORSED: ("publish", "publisher"),
            S.SCHEDULED: ("publish", "publisher"),
        }
        for _ in range(steps):
            edition = self._latest()
            if edition.state in usual:
                self._move(edition, *usual[S(edition.state)])

    def _move(self, edition: Edition, verb: str, who: str) -> None:
        actor = self.people[who]
        missing = problems(edition)
        wrote = edition.writers.filter(pk=actor.pk).exists()
        approved = Approval.objects.filter(
            edition=edition, method="four_eyes", sha256=of_edition(edition)
        ).exists()
        with suppress(MoveRefused):
            perform(
                EDITIONS,
                edition,
                verb,
                actor,
                expected_version=edition.version,
                words="Because.",
                data=data_for(verb),
            )
            if verb in {"publish", "publish_correction"}:
                assert not missing
                assert RoleHeld.objects.filter(user=actor, role=Role.PUBLISHER).exists()
            if verb == "publish":
                assert approved
                assert not wrote
            if verb == "approve":
                assert not missing
                assert not wrote

    @rule()
    def the_hour_comes(self) -> None:
        edition = Edition.objects.filter(state=S.SCHEDULED).first()
        if edition is not None and edition.publish_at is not None:
            with clock.at(edition.publish_at):
                publish_scheduled()

    @rule(who=st.sampled_from(["editor", "both"]))
    def an_old_page_is_sent(self, who: str) -> None:
        edition = self._latest()
        words = {"title": "Old", "message": "", "body": "", "decision": {}, "questions": [], "pitfalls": []}
        with suppress(*REFUSED):
            drafting.save_text(
                edition, KEY, "en", words, seen=drafting.Seen("an older text"), actor=self.people[who]
            )
            raise AssertionError("an older tab wrote over newer words")

    @invariant()
    def one_current_edition_and_one_in_preparation(self) -> None:
        if hasattr(self, "seals"):
            assert Edition.objects.current().count() == 1
            assert Edition.objects.in_preparation().count() <= 1

    @invariant()
    def published_editions_never_change(self) -> None:
        if not hasattr(self, "seals"):
            return
        for edition in Edition.objects.readable():
            seal = of_edition(edition)
            assert seal == edition.sealed_sha256 == self.seals.setdefault(edition.pk, seal)

    @invariant()
    def official_languages_are_in_step_for_readers(self) -> None:
        texts: dict[int, dict[str, SectionText]] = {}
        for text in SectionText.objects.filter(section__edition__state__in=SEALED):
            texts.setdefault(text.section_id, {})[text.language] = text
        for languages in texts.values():
            assert {"en", "fr"} <= set(languages)
            assert languages["fr"].translated_from == languages["en"].sha256
            numbers = [[block["n"] for block in languages[code].html] for code in ("en", "fr")]
            assert numbers[0] == numbers[1]

    @invariant()
    def introductions_are_in_step_for_readers(self) -> None:
        texts: dict[int, dict[str, ModuleText]] = {}
        for text in ModuleText.objects.filter(module__edition__state__in=SEALED):
            texts.setdefault(text.module_id, {})[text.language] = text
        for languages in texts.values():
            assert languages["fr"].translated_from == languages["en"].sha256

    @invariant()
    def what_is_cited_in_published_changes_is_what_is_implemented(self) -> None:
        cited = {
            citation.reference
            for citation in Citation.objects.select_related("change__edition")
            if citation.change.edition.state in SEALED
        }
        assert cited == set(Citation.objects.published().values_list("reference", flat=True))


WALKS = settings(
    max_examples=25,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.django_db
def test_editions_in_any_order(monkeypatch: pytest.MonkeyPatch) -> None:
    everything = ChangeSource(lambda _keys: [], lambda asked: {name: Citable(name, name) for name in asked})
    monkeypatch.setattr(publication, "_sources", [everything])
    run_state_machine_as_test(Editions, settings=WALKS)
