"""A Word file being written: styles, direction, bookmarks, boxes and lists, in terms of what we print."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import count
from typing import Any, Final

import docx
from django.utils import timezone
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_DIRECTION
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from casestudies.word.blocks import Span

BRAND, QUIET = RGBColor(0x0B, 0x4F, 0x63), RGBColor(0x47, 0x56, 0x5E)
HINT, ANSWER, RAW, CODE = "Story Hint", "Story Answer", "Story Markdown", "Story Code"
_FORBIDDEN = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# What may stand after these in the properties of a paragraph: Word insists on its order.
_AFTER_BIDI: Final = tuple(
    f"w:{name}"
    for name in [
        "adjustRightInd",
        "snapToGrid",
        "spacing",
        "ind",
        "contextualSpacing",
        "mirrorIndents",
        "suppressOverlap",
        "jc",
        "textDirection",
        "textAlignment",
        "textboxTightWrap",
        "outlineLvl",
        "divId",
        "cnfStyle",
        "rPr",
        "sectPr",
        "pPrChange",
    ]
)
_AFTER_BORDER: Final = (
    "w:shd",
    "w:tabs",
    "w:suppressAutoHyphens",
    "w:kinsoku",
    "w:wordWrap",
    "w:bidi",
    *_AFTER_BIDI,
)
_BORDER = (
    '<w:pBdr {}><w:left w:val="single" w:sz="18" w:space="8" w:color="{}"/><w:right w:val="nil"/></w:pBdr>'
)
_BOX: Final = (
    '<w:sdt {ns} xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"><w:sdtPr><w14:checkbox>'
    '<w14:checked w14:val="{on}"/><w14:checkedState w14:val="2612" w14:font="MS Gothic"/>'
    '<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox></w:sdtPr><w:sdtContent><w:r>'
    '<w:rPr><w:rFonts w:ascii="MS Gothic" w:eastAsia="MS Gothic" w:hAnsi="MS Gothic" w:hint="eastAsia"/></w:rPr>'
    "<w:t>{sign}</w:t></w:r></w:sdtContent></w:sdt>"
)
_LEVEL: Final = (
    '<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/>'
    '<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{left}" w:hanging="360"/></w:pPr></w:lvl>'
)
_DEPTHS: Final = 9
_LOCALES: Final = {"en": "en-GB", "fr": "fr-FR", "ar": "ar-SA", "es": "es-ES", "pt": "pt-PT", "ru": "ru-RU"}


def is_rtl(text: str, *, otherwise: bool) -> bool:
    """Say in which direction a text runs: that of its first letter."""
    for sign in text:
        direction = unicodedata.bidirectional(sign)
        if direction in {"R", "AL", "L"}:
            return direction != "L"
    return otherwise


class Paper:
    """A Word file in one direction; what people wrote keeps its own."""

    def __init__(self, *, title: str, language: str, rtl: bool) -> None:
        self.word: Any = docx.Document()
        self.rtl = rtl
        self.numbers = count(1)
        self.lists = _list_shapes(self.word)
        _name_file(self.word, title, language)
        _dress(self.word)

    def line(self, style: str, text: str = "") -> Paragraph:
        paragraph: Paragraph = self.word.add_paragraph(style=style)
        self.turn(paragraph, text)
        self.say(paragraph, text)
        return paragraph

    def turn(self, paragraph: Paragraph, text: str) -> None:
        """Let a paragraph run in the direction of its words."""
        properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - the library has no direction
        for before in properties.findall(qn("w:bidi")):
            properties.remove(before)
        if is_rtl(text, otherwise=self.rtl):
            properties.insert_element_before(OxmlElement("w:bidi"), *_AFTER_BIDI)

    def say(self, paragraph: Paragraph, text: str) -> Run | None:
        """Add words; they are text and nothing else: no field, no markup."""
        if not text:
            return None
        run = paragraph.add_run(_FORBIDDEN.sub("", text))
        if is_rtl(text, otherwise=False):
            run.font.rtl = True
        return run

    def spans(self, paragraph: Paragraph, spans: Sequence[Span]) -> None:
        for span in spans:
            run = self.say(paragraph, span.text)
            if run is None:
                continue
            if span.code:
                run.style = self.word.styles[CODE]
            if span.bold:
                run.font.bold = run.font.cs_bold = True
            if span.italic:
                run.font.italic = run.font.cs_italic = True
            if span.href:
                self._link(paragraph, run, span.href)

    def _link(self, paragraph: Paragraph, run: Run, href: str) -> None:
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), self.word.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        run.font.color.rgb, run.font.underline = BRAND, True
        paragraph._p.remove(run._r)  # noqa: SLF001 - the library cannot write links
        link.append(run._r)  # noqa: SLF001
        paragraph._p.append(link)  # noqa: SLF001

    def mark(self, paragraph: Paragraph, name: str) -> None:
        """Put a bookmark around a paragraph's words."""
        number = str(next(self.numbers))
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        start.set(qn("w:id"), number)
        start.set(qn("w:name"), name)
        end.set(qn("w:id"), number)
        properties = paragraph._p.pPr  # noqa: SLF001
        paragraph._p.insert(0 if properties is None else 1, start)  # noqa: SLF001
        paragraph._p.append(end)  # noqa: SLF001

    def box(self, paragraph: Paragraph, *, ticked: bool) -> None:
        """Add a box that a click ticks in Word, and an x in any other program."""
        box = _BOX.format(ns=nsdecls("w"), on=int(ticked), sign="☒" if ticked else "☐")
        paragraph._p.append(parse_xml(box))  # noqa: SLF001
        paragraph.add_run(" ")

    def new_list(self, *, ordered: bool) -> int:
        """Begin a list that counts from 1; give its number."""
        numbering = self.word.part.numbering_part.element
        number = numbering.add_num(self.lists[ordered])
        for depth in range(_DEPTHS if ordered else 0):
            number.add_lvlOverride(ilvl=depth).add_startOverride(1)
        return int(number.numId)

    def item(self, number: int, depth: int = 0, *, style: str = ANSWER) -> Paragraph:
        paragraph: Paragraph = self.word.add_paragraph(style=style)
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()  # noqa: SLF001
        properties.get_or_add_ilvl().val = min(depth, _DEPTHS - 1)
        properties.get_or_add_numId().val = number
        return paragraph

    def table(self, rows: int, columns: int) -> Table:
        table: Table = self.word.add_table(rows, columns, style="Table Grid")
        if self.rtl:
            table.table_direction = WD_TABLE_DIRECTION.RTL
        head = table.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001 - the library has no heading rows
        head.append(OxmlElement("w:tblHeader"))
        return table

    def cell(self, table: Table, row: int, column: int, text: str) -> Paragraph:
        paragraph: Paragraph = table.cell(row, column).paragraphs[0]
        self.turn(paragraph, text)
        run = self.say(paragraph, text)
        if run is not None and row == 0:
            run.font.bold = run.font.cs_bold = True
        return paragraph

    def foot(self, text: str) -> None:
        paragraph = self.word.sections[0].footer.paragraphs[0]
        self.turn(paragraph, text)
        run = self.say(paragraph, text)
        if run is not None:
            run.font.size, run.font.color.rgb = Pt(8), QUIET


def _name_file(word: Any, title: str, language: str) -> None:
    properties = word.core_properties
    properties.title, properties.language = _FORBIDDEN.sub("", title)[:255], language
    # The library names itself and a year of its own.
    properties.author = properties.comments = properties.last_modified_by = ""
    properties.created = properties.modified = timezone.now().replace(tzinfo=None, microsecond=0)
    for mark in word.styles.element.iter(qn("w:lang")):
        mark.set(qn("w:val"), _LOCALES.get(language, "en-GB"))
        mark.set(qn("w:bidi"), "ar-SA")


def _dress(word: Any) -> None:
    styles = word.styles
    styles["Normal"].font.size, styles["Normal"].font.name = Pt(11), "Calibri"
    styles["Normal"].element.rPr.rFonts.set(qn("w:cs"), "Arial")
    for name, size in (("Title", 24), ("Heading 1", 18), ("Heading 2", 14)):
        style = styles[name]
        style.font.size, style.font.color.rgb = Pt(size), BRAND
        style.paragraph_format.keep_with_next = True
    hint = _style(word, HINT, follow=ANSWER)
    hint.font.size, hint.font.color.rgb = Pt(9.5), QUIET
    hint.paragraph_format.keep_with_next = True
    _style(word, RAW).font.name = "Consolas"
    code = styles.add_style(CODE, WD_STYLE_TYPE.CHARACTER)
    code.font.name = "Consolas"


def _style(word: Any, name: str, *, follow: str = "") -> Any:
    """Add a style once; where one writes has a line beside it."""
    styles = word.styles
    if name not in styles:
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
    style = styles[name]
    style.quick_style = True
    if follow:
        style.next_paragraph_style = _style(word, follow)
    if name in {ANSWER, RAW} and style.element.find(f".//{qn('w:pBdr')}") is None:
        border = parse_xml(_BORDER.format(nsdecls("w"), BRAND))
        style.element.get_or_add_pPr().insert_element_before(border, *_AFTER_BORDER)
    return style


def _list_shapes(word: Any) -> dict[bool, int]:
    """Add the shapes of our two kinds of lists before all lists, where the file's order wants them."""
    numbering = word.part.numbering_part.element
    shapes = {False: 9001, True: 9002}
    for ordered, number in shapes.items():
        levels = "".join(
            _LEVEL.format(
                depth=depth,
                kind="decimal" if ordered else "bullet",
                text=f"%{depth + 1}." if ordered else "•",
                left=360 * (depth + 1),
            )
            for depth in range(_DEPTHS)
        )
        shape = f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}"><w:multiLevelType w:val="hybridMultilevel"/>{levels}</w:abstractNum>'
        numbering.insert(0, parse_xml(shape))
    return shapes
