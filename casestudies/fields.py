"""The fields of a case study's story, as plain data.

Forms, the review page, differences, the public page and exports all walk through ``FIELDS``; a field is
added here and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


class Kind(StrEnum):
    LINE = "line"
    PROSE = "prose"
    LIST = "list"
    ROWS = "rows"
    CHOICE = "choice"
    CHOICES = "choices"
    TICK = "tick"
    FILES = "files"


class Step(StrEnum):
    """The three steps of the form."""

    ABOUT = "about"
    STORY = "story"
    CLEARANCE = "clearance"


STEP_LABELS: dict[str, Words] = {
    Step.ABOUT: _("About the case"),
    Step.STORY: _("The story"),
    Step.CLEARANCE: _("Readers and clearance"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the story."""

    key: str
    label: Words
    step: Step
    kind: Kind
    hint: Words = ""
    required: bool = True
    max_length: int = 0
    max_words: int = 0
    # The heading on the public page; empty: not shown there as a passage of its own.
    heading: Words = ""
    columns: tuple[tuple[str, Words], ...] = ()
    rows: int = 0


TITLE = 120
# A line of a list, a box of a table.
CELL = 500
SUMMARY_WORDS = 150
LESSONS_MIN, LESSONS_MAX = 3, 5
ROWS_MAX, LINKS_MAX = 20, 10
TOPICS_MAX, SECTIONS_MAX, QUESTIONS_MAX = 3, 4, 4

FIELDS: tuple[Field, ...] = (
    Field("language", _("Language of the text"), Step.ABOUT, Kind.CHOICE),
    Field(
        "title",
        _("Title"),
        Step.ABOUT,
        Kind.LINE,
        _("Say what happened, in at most 120 characters."),
        max_length=TITLE,
    ),
    Field(
        "title_en",
        _("Title in English"),
        Step.ABOUT,
        Kind.LINE,
        _(
            "Only if the text is in another language. A title in both official languages is needed to publish."
        ),
        required=False,
        max_length=TITLE,
    ),
    Field(
        "title_fr",
        _("Title in French"),
        Step.ABOUT,
        Kind.LINE,
        _(
            "Only if the text is in another language. A title in both official languages is needed to publish."
        ),
        required=False,
        max_length=TITLE,
    ),
    Field(
        "topics",
        _("Topics"),
        Step.ABOUT,
        Kind.CHOICES,
        _("One to three topics of Annex I of the guide. The first one decides the module."),
    ),
    Field(
        "sections",
        _("Sections of the guide it illustrates"),
        Step.ABOUT,
        Kind.CHOICES,
        _("One to four. Readers of these sections will find your case study beside the text."),
    ),
    Field("years", _("Years"), Step.ABOUT, Kind.LINE, _("For example 2021–2024."), max_length=40),
    Field("status", _("Where it stands"), Step.ABOUT, Kind.CHOICE),
    Field(
        "summary",
        _("Summary"),
        Step.ABOUT,
        Kind.PROSE,
        _("What happened and what it changed, for somebody with one minute. At most 150 words."),
        max_words=SUMMARY_WORDS,
    ),
    Field(
        "summary_en",
        _("Summary in English"),
        Step.ABOUT,
        Kind.PROSE,
        _("Only if the text is in another language."),
        required=False,
        max_words=SUMMARY_WORDS,
    ),
    Field(
        "summary_fr",
        _("Summary in French"),
        Step.ABOUT,
        Kind.PROSE,
        _("Only if the text is in another language."),
        required=False,
        max_words=SUMMARY_WORDS,
    ),
    Field(
        "situation",
        _("The starting situation and the problem"),
        Step.STORY,
        Kind.PROSE,
        _("What was not working, and for whom? Leave out the names of suppliers."),
        heading=_("The challenge"),
    ),
    Field(
        "actions",
        _("What was done"),
        Step.STORY,
        Kind.PROSE,
        _("Steps, partners, standards used."),
        heading=_("The approach"),
    ),
    Field(
        "leadership",
        _("The executive’s role"),
        Step.STORY,
        Kind.PROSE,
        _("Which decisions did the leadership take? This is what other leaders want to know first."),
        heading=_("What the leadership decided"),
    ),
    Field(
        "results",
        _("Results"),
        Step.STORY,
        Kind.ROWS,
        _("One line for each result. An estimate is fine; say so under source."),
        heading=_("The results"),
        required=False,
        rows=ROWS_MAX,
        columns=(
            ("indicator", _("What was measured")),
            ("before", _("Before")),
            ("after", _("After")),
            ("date", _("Date")),
            ("source", _("Source")),
        ),
    ),
    Field(
        "not_measured",
        _("The results are not measured yet"),
        Step.STORY,
        Kind.TICK,
        required=False,
    ),
    Field(
        "cost_time",
        _("Cost and time, planned and actual"),
        Step.STORY,
        Kind.PROSE,
        _("If you may say so. You can leave this empty."),
        heading=_("Cost and time"),
        required=False,
    ),
    Field(
        "difficulties",
        _("What went wrong, and what you would do differently"),
        Step.STORY,
        Kind.PROSE,
        _("The most useful part for the others."),
        heading=_("What went wrong"),
    ),
    Field(
        "conditions",
        _("Conditions for success"),
        Step.STORY,
        Kind.PROSE,
        _("What must be in place before another administration tries this?"),
        heading=_("Conditions for success"),
    ),
    Field(
        "lessons",
        _("Lessons"),
        Step.STORY,
        Kind.LIST,
        _("Three to five sentences you would tell a colleague."),
        heading=_("What we would tell another administration"),
        rows=LESSONS_MAX,
    ),
    Field(
        "questions",
        _("Questions for discussion"),
        Step.STORY,
        Kind.LIST,
        _("For workshops. You can leave these empty."),
        heading=_("Questions for discussion"),
        required=False,
        rows=QUESTIONS_MAX,
    ),
    Field(
        "links",
        _("Links"),
        Step.STORY,
        Kind.ROWS,
        _("The text must stand on its own; links only add to it."),
        heading=_("Links"),
        required=False,
        rows=LINKS_MAX,
        columns=(("label", _("What it is")), ("url", _("Address, starting with https://"))),
    ),
    Field(
        "attachments",
        _("Attachments"),
        Step.STORY,
        Kind.FILES,
        _("Files for other administrations. The text must stand on its own; files only add to it."),
        required=False,
    ),
    Field(
        "contact",
        _("Contact"),
        Step.CLEARANCE,
        Kind.LINE,
        _("A mailbox of a service, not of a person. Only Members see it."),
        max_length=254,
    ),
    Field("audience", _("Who may read it"), Step.CLEARANCE, Kind.CHOICE),
    Field(
        "attribution",
        _("How the administration is named"),
        Step.CLEARANCE,
        Kind.LINE,
        _("Shown on the case study unless you choose not to be named."),
        max_length=200,
    ),
    Field(
        "statement",
        _(
            "It contains no personal data and nothing operationally sensitive, we have the right to publish it, "
            "and the WCO may translate it and use it in workshops"
        ),
        Step.CLEARANCE,
        Kind.TICK,
    ),
)
BY_KEY: dict[str, Field] = {field.key: field for field in FIELDS}
# What the public page shows as passages, in order.
PASSAGES = tuple(field for field in FIELDS if field.heading)


def fields_of(step: str) -> tuple[Field, ...]:
    """Give what is typed in a step; files come and go beside the words (``casestudies.attachments``)."""
    return tuple(field for field in FIELDS if field.step == step and field.kind is not Kind.FILES)
