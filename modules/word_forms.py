"""The forms in which the words of the guide are written: sections, introductions, facilitators' notes."""

from __future__ import annotations

from collections.abc import Container
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from modules.models import FacilitatorNote, ModuleText, SectionText, Written
from modules.section_rules import broken_links, faults
from prose.forms import LineField, ProseField
from prose.widgets import MarkdownEditor

LINE: Final = 300
LONG: Final = 1_000
ENTRIES: Final = 3
OBJECTIVES: Final = 4
ROWS: Final = forms.Textarea(attrs={"rows": 3})
# One line all the same: its field joins what is typed on several.
SENTENCE: Final = forms.Textarea(attrs={"rows": 1})
DECISION: Final = (
    ("title", _("The decision you own")),
    ("decide", _("You decide")),
    ("delegate", _("You may delegate")),
    ("cannot", _("You cannot delegate")),
)
QUESTION: Final = (
    ("ask", _("Question to your CIO")),
    ("good", _("A good answer")),
    ("warning", _("A warning sign")),
)
PITFALL: Final = (("title", _("Pitfall")), ("text", _("What happens")))


class WordsForm(forms.Form):
    """Words in one language, which somebody may save meanwhile; a draft may be incomplete."""

    # Where its fields are set out.
    fields_template = ""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    source_seen = forms.CharField(widget=forms.HiddenInput, required=False)
    follows = forms.BooleanField(
        label=_("This text says what the English one says now"),
        help_text=_("Leave it empty while you are not done: the text then stays marked as behind."),
        required=False,
    )

    def __init__(self, data: Any = None, *, words: dict[str, Any], keys: set[str], is_source: bool) -> None:
        super().__init__(data, initial={**words, **self.spread(words)})
        self.keys = keys
        if is_source:
            del self.fields["follows"]

    def spread(self, words: dict[str, Any]) -> dict[str, Any]:
        """Give lists as the fields of their entries."""
        raise NotImplementedError

    def words(self) -> dict[str, Any]:
        """Give the cleaned parts as they are stored; entries without a word are dropped."""
        raise NotImplementedError

    def entries(self, part: str, most: int) -> list[forms.BoundField]:
        return [self[f"{part}_{n}"] for n in range(1, most + 1)]

    def add_entries(self, part: str, label: Any, most: int, length: int) -> None:
        for n in range(1, most + 1):
            self.fields[f"{part}_{n}"] = LineField(
                label=format_lazy("{label} {n}", label=label, n=n),
                max_length=length,
                required=False,
                widget=ROWS,
            )

    def gathered(self, part: str, most: int) -> list[str]:
        given = (self.cleaned_data[f"{part}_{n}"] for n in range(1, most + 1))
        return [words for words in given if words]


def _entries(words: dict[str, Any], *parts: str) -> dict[str, str]:
    return {f"{part}_{n}": line for part in parts for n, line in enumerate(words.get(part, []), start=1)}


class TextForm(WordsForm):
    """Every part of a section in one language; what is there must be well-formed."""

    fields_template = "modules/_desk_fields_section.html"

    title = LineField(label=_("Title"), max_length=160, widget=SENTENCE)
    message = LineField(label=_("Message in one line"), max_length=LINE, required=False, widget=SENTENCE)
    body = ProseField(
        label=_("Text"),
        help_text=_("Paragraphs, and one list at most. [[key]] leads to another section of the guide."),
        max_length=20_000,
        required=False,
        widget=MarkdownEditor(headings=False),
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        for name, label in _names():
            self.fields[name] = LineField(label=label, max_length=LONG, required=False, widget=SENTENCE)

    def clean_body(self) -> str:
        return _well_formed(self.cleaned_data["body"], self.keys)

    def spread(self, words: dict[str, Any]) -> dict[str, Any]:
        return _spread(words)

    def words(self) -> dict[str, Any]:
        data = self.cleaned_data
        decision = {key: data[f"decision_{key}"] for key, _label in DECISION}
        return {
            "title": data["title"],
            "message": data["message"],
            "body": data["body"],
            "decision": decision if any(decision.values()) else {},
            "questions": _gather(data, "question", QUESTION),
            "pitfalls": _gather(data, "pitfall", PITFALL),
        }

    @property
    def decision(self) -> list[forms.BoundField]:
        return [self[f"decision_{key}"] for key, _label in DECISION]

    @property
    def questions(self) -> list[list[forms.BoundField]]:
        return [[self[f"question_{n}_{key}"] for key, _label in QUESTION] for n in range(1, ENTRIES + 1)]

    @property
    def pitfalls(self) -> list[list[forms.BoundField]]:
        return [[self[f"pitfall_{n}_{key}"] for key, _label in PITFALL] for n in range(1, ENTRIES + 1)]


class IntroductionForm(WordsForm):
    """The introduction of a module in one language."""

    fields_template = "modules/_desk_fields_introduction.html"

    title = LineField(label=_("Title"), max_length=160, widget=SENTENCE)
    also_known_as = LineField(label=_("Also known as"), max_length=160, required=False)
    question = LineField(
        label=_("Question at the door"),
        help_text=_("What the guide’s front page asks the reader of this module."),
        max_length=200,
        required=False,
        widget=SENTENCE,
    )
    standfirst = LineField(
        label=_("Standfirst"),
        help_text=_("One or two sentences under the title."),
        max_length=LINE,
        required=False,
        widget=ROWS,
    )
    purpose = ProseField(
        label=_("What this module is for"),
        help_text=_("Paragraphs, and one list at most."),
        max_length=20_000,
        required=False,
        widget=MarkdownEditor(headings=False),
    )
    audience = LineField(label=_("Who it is for"), max_length=LONG, required=False, widget=ROWS)

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.add_entries("brief", _("In brief"), ENTRIES, LINE)
        self.add_entries("objectives", _("Objective"), OBJECTIVES, LINE)

    def clean_purpose(self) -> str:
        return _well_formed(self.cleaned_data["purpose"], ())

    def spread(self, words: dict[str, Any]) -> dict[str, Any]:
        return _entries(words, "brief", "objectives")

    def words(self) -> dict[str, Any]:
        plain = ("title", "also_known_as", "question", "standfirst", "purpose", "audience")
        lists = {
            "brief": self.gathered("brief", ENTRIES),
            "objectives": self.gathered("objectives", OBJECTIVES),
        }
        return {**{part: self.cleaned_data[part] for part in plain}, **lists}

    @property
    def brief(self) -> list[forms.BoundField]:
        return self.entries("brief", ENTRIES)

    @property
    def objectives(self) -> list[forms.BoundField]:
        return self.entries("objectives", OBJECTIVES)


class GuidanceForm(WordsForm):
    """How to teach a section, in one language: for facilitators."""

    fields_template = "modules/_desk_fields_guidance.html"

    minutes = forms.IntegerField(label=_("Minutes it takes"), min_value=5, max_value=240)
    activity = LineField(label=_("Activity"), max_length=LONG, required=False, widget=ROWS)
    collect = LineField(label=_("What to collect"), max_length=LONG, required=False, widget=ROWS)
    if_short = LineField(label=_("If time is short"), max_length=LONG, required=False, widget=ROWS)
    background = ProseField(
        label=_("Background"),
        help_text=_("Paragraphs, and one list at most."),
        max_length=20_000,
        required=False,
        widget=MarkdownEditor(headings=False),
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.add_entries("objectives", _("Objective"), OBJECTIVES, LINE)
        self.add_entries("discussion", _("Question"), ENTRIES, LINE)

    def clean_background(self) -> str:
        return _well_formed(self.cleaned_data["background"], ())

    def spread(self, words: dict[str, Any]) -> dict[str, Any]:
        return _entries(words, "objectives", "discussion")

    def words(self) -> dict[str, Any]:
        plain = ("minutes", "activity", "collect", "if_short", "background")
        lists = {
            "objectives": self.gathered("objectives", OBJECTIVES),
            "discussion": self.gathered("discussion", ENTRIES),
        }
        return {**{part: self.cleaned_data[part] for part in plain}, **lists}

    @property
    def objectives(self) -> list[forms.BoundField]:
        return self.entries("objectives", OBJECTIVES)

    @property
    def discussion(self) -> list[forms.BoundField]:
        return self.entries("discussion", ENTRIES)


FORMS: Final[dict[type[Written], type[WordsForm]]] = {
    SectionText: TextForm,
    ModuleText: IntroductionForm,
    FacilitatorNote: GuidanceForm,
}


def _well_formed(body: str, keys: Container[str]) -> str:
    """Refuse what cannot stand in a text of the guide, and links to sections that do not exist."""
    missing = [
        ValidationError(_("There is no section “%(key)s”."), params={"key": key})
        for key in broken_links(body, keys)
    ]
    wrong = [*map(ValidationError, faults(body)), *missing]
    if wrong:
        raise ValidationError(wrong)
    return body


def _names() -> list[tuple[str, Any]]:
    names = [(f"decision_{key}", label) for key, label in DECISION]
    for what, columns in (("question", QUESTION), ("pitfall", PITFALL)):
        names += [(f"{what}_{n}_{key}", label) for n in range(1, ENTRIES + 1) for key, label in columns]
    return names


def _spread(words: dict[str, Any]) -> dict[str, str]:
    spread = {f"decision_{key}": words.get("decision", {}).get(key, "") for key, _label in DECISION}
    for what, rows in (("question", words.get("questions", [])), ("pitfall", words.get("pitfalls", []))):
        for n, row in enumerate(rows, start=1):
            spread.update({f"{what}_{n}_{key}": value for key, value in row.items()})
    return spread


def _gather(data: dict[str, Any], what: str, columns: tuple[tuple[str, Any], ...]) -> list[dict[str, str]]:
    rows = [{key: data[f"{what}_{n}_{key}"] for key, _label in columns} for n in range(1, ENTRIES + 1)]
    return [row for row in rows if any(row.values())]
