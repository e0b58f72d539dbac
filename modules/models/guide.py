"""What an edition holds: modules and sections with stable keys, and their texts in each language."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from members.models import BilingualName
from modules.models.editions import Edition


class Written(models.Model):
    """Words in one language, and what says whether they follow those in the first official one."""

    # What somebody writes, in the order in which it is read, and the field that says what it belongs to.
    PARTS: ClassVar[tuple[str, ...]]
    OWNER: ClassVar[str] = "section"

    language = models.CharField(_("language"), max_length=8)
    # Of these words, and of those in the first official language that they say: from both it is computed
    # whether a translation is behind.
    sha256 = models.CharField(max_length=64, default="", blank=True, db_default="")
    translated_from = models.CharField(max_length=64, default="", blank=True, db_default="")
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    saved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class Module(models.Model):
    """One of the four modules in one edition."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="modules")
    key = models.SlugField(_("key"), max_length=60)
    number = models.PositiveSmallIntegerField(_("number"))

    class Meta:
        ordering = ("number",)
        verbose_name = _("module")
        verbose_name_plural = _("modules")
        constraints = [
            models.UniqueConstraint(fields=("edition", "key"), name="modules_module_key_once"),
            models.UniqueConstraint(fields=("edition", "number"), name="modules_module_number_once"),
        ]

    def __str__(self) -> str:
        return self.key

    def get_absolute_url(self) -> str:
        return reverse("modules:module", args=[self.key])


class ModuleText(Written):
    """A module's introduction in one language; the HTML is made once, when it is loaded or saved."""

    PARTS = (
        "title",
        "also_known_as",
        "question",
        "standfirst",
        "brief",
        "purpose",
        "objectives",
        "audience",
    )
    OWNER = "module"

    module = models.ForeignKey(Module, models.CASCADE, related_name="texts")
    title = models.CharField(_("title"), max_length=160)
    also_known_as = models.CharField(_("also known as"), max_length=160, blank=True)
    question = models.CharField(_("question at the door"), max_length=200)
    standfirst = models.TextField(_("standfirst"))
    audience = models.TextField(_("who it is for"), blank=True)
    purpose = models.TextField(_("purpose"))
    purpose_html = models.TextField()
    brief = models.JSONField(_("in brief"), default=list)
    objectives = models.JSONField(_("learning objectives"), default=list)
    words = models.PositiveIntegerField(_("words"), default=0)
    minutes = models.PositiveSmallIntegerField(_("reading time"), default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("module", "language"), name="modules_module_text_once")
        ]

    def __str__(self) -> str:
        return self.title


class Section(models.Model):
    """One section in one edition; its key is the same in every edition and language."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="sections")
    module = models.ForeignKey(Module, models.CASCADE, related_name="sections")
    key = models.SlugField(_("key"), max_length=60)
    number = models.PositiveSmallIntegerField(_("number"))
    # Paragraphs are numbered through the whole guide, the same in every language.
    first_paragraph = models.PositiveSmallIntegerField(_("first paragraph"))
    paragraphs = models.PositiveSmallIntegerField(_("paragraphs"))
    annex = models.JSONField(_("bullets of Annex I it covers"), default=list)
    references = models.JSONField(_("references"), default=list)
    # Keys of earlier editions that this section carries on: after a rename, a merger, or a split.
    predecessors = models.JSONField(_("carries on"), default=list, blank=True)

    class Meta:
        ordering = ("module__number", "number")
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        constraints = [
            models.UniqueConstraint(fields=("edition", "key"), name="modules_section_key_once"),
            models.UniqueConstraint(fields=("module", "number"), name="modules_section_number_once"),
        ]

    def __str__(self) -> str:
        return self.key


class SectionText(Written):
    """A section's words in one language, with the sealed HTML that readers get."""

    PARTS = ("title", "message", "body", "decision", "questions", "pitfalls")

    section = models.ForeignKey(Section, models.CASCADE, related_name="texts")
    title = models.CharField(_("title"), max_length=160)
    message = models.CharField(_("message in one line"), max_length=300)
    body = models.TextField(_("text"))
    # {"title", "decide", "delegate", "cannot"} or {}
    decision = models.JSONField(_("the decision you own"), default=dict)
    # [{"ask", "good", "warning"}]
    questions = models.JSONField(_("questions to ask your CIO"), default=list)
    # [{"title", "text"}]
    pitfalls = models.JSONField(_("pitfalls"), default=list)

    # [{"n": 31, "html": "…"}]
    html = models.JSONField(default=list)
    plain = models.TextField()
    words = models.PositiveIntegerField(_("words"), default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("section", "language"), name="modules_section_text_once")
        ]

    def __str__(self) -> str:
        return self.title


class FacilitatorNote(Written):
    """How to teach a section: for facilitators and the Secretariat only."""

    PARTS = ("objectives", "minutes", "activity", "discussion", "collect", "if_short", "background")

    section = models.ForeignKey(Section, models.CASCADE, related_name="facilitator_notes")
    objectives = models.JSONField(_("objectives"), default=list)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    activity = models.TextField(_("activity"))
    discussion = models.JSONField(_("questions for discussion"), default=list)
    collect = models.TextField(_("what to collect"))
    if_short = models.TextField(_("if time is short"))
    background = models.TextField(_("background"), blank=True)
    background_html = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("section", "language"), name="modules_note_once")]

    def __str__(self) -> str:
        return f"{self.section_id} {self.language}"


class Topic(BilingualName):
    """A possible case coverage of Annex I: what case studies are filed under."""

    code = models.CharField(_("code"), max_length=8, unique=True)
    module_key = models.SlugField(_("module"), max_length=60)
    covers_en = models.TextField(_("what it covers, in English"))
    covers_fr = models.TextField(_("what it covers, in French"))

    class Meta:
        ordering = ("code",)
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    @property
    def covers(self) -> str:
        return self.covers_fr if (get_language() or "").startswith("fr") else self.covers_en


class Resource(BilingualName):
    """A related WCO tool or an outside reference, shown at the sections it belongs to."""

    class Kind(models.TextChoices):
        WCO_TOOL = "wco_tool", _("WCO tool")
        REFERENCE = "reference", _("Reference")

    key = models.SlugField(_("key"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    about_en = models.CharField(_("about, in English"), max_length=300, blank=True)
    about_fr = models.CharField(_("about, in French"), max_length=300, blank=True)
    url = models.URLField(_("address"), max_length=500, blank=True)
    sections = models.ManyToManyField(Section, related_name="resources", blank=True)

    class Meta:
        ordering = ("kind", "name_en")
        verbose_name = _("related tool or reference")
        verbose_name_plural = _("related tools and references")

    @property
    def about(self) -> str:
        return self.about_fr if (get_language() or "").startswith("fr") else self.about_en


class ReadingMark(models.Model):
    """What one reader has read or keeps for later; named by its key, so that it outlives an edition."""

    class Kind(models.TextChoices):
        SECTION = "section", _("Section")
        CASE_STUDY = "case_study", _("Case study")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reading_marks")
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    key = models.SlugField(_("key"), max_length=100)

    read = models.BooleanField(_("read"), default=False)
    listed = models.BooleanField(_("kept for later"), default=False)
    at = models.DateTimeField(_("first marked"), auto_now_add=True)

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name = _("reading mark")
        verbose_name_plural = _("reading marks")
        constraints = [
            models.UniqueConstraint(fields=("user", "kind", "key"), name="modules_reading_mark_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


def reading_languages(language: str) -> list[str]:
    """Give the languages to look for, best first: the reader's, then the two official ones."""
    return list(dict.fromkeys([language, *settings.OFFICIAL_LANGUAGES]))


def section_address(module_key: str, section_key: str, **kwargs: Any) -> str:
    """Give the address of a section in the current edition."""
    return reverse("modules:module", args=[module_key], **kwargs) + f"#{section_key}"
