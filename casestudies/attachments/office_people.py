"""Who wrote an Office file, on which computer, with what template: taken out of every part that says so."""

from __future__ import annotations

import re
from typing import Final

from casestudies.attachments.office_package import Element, Package, Part, local, parsed, written

# Properties of the package itself: the blank one stays, the others go.
_DROPPED: Final = ("/custom-properties", "/thumbnail", "/keywords")
_CORE: Final = "core-properties+xml"
_EXTENDED: Final = "extended-properties+xml"
_BLANK_CORE: Final = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
)
_NAMING_PROPERTIES: Final = frozenset({"Company", "Manager", "HyperlinkBase", "Template"})
# Who commented, changed or reviewed, in Word, Excel and PowerPoint; all become the same nobody.
_NAMING_ATTRIBUTES: Final = frozenset({"author", "initials", "userName", "lastModifiedBy"})
_PEOPLE: Final = frozenset({"person", "cmAuthor", "author", "people"})
_OF_PEOPLE: Final = frozenset({"name", "displayName", "userId", "providerId", "initials"})
_DROPPED_ELEMENTS: Final = frozenset({"absPath", "presenceInfo", "fileSharing"})
NOBODY: Final = "Author"
_INSTRUCTION: Final = re.compile(
    r"(?i)\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|DATABASE|MACROBUTTON)\b"
)
_HINTS: Final = (
    b"author",
    b"initials",
    b"userName",
    b"person",
    b"cmAuthor",
    b"absPath",
    b"presenceInfo",
    b"fileSharing",
)


def forget(package: Package) -> None:
    """Take everybody's name out of a file."""
    package.drop(_DROPPED)
    for part in package.parts():
        if part.content_type.endswith(_CORE):
            part.content = _BLANK_CORE
        elif part.content_type.endswith(_EXTENDED):
            root = parsed(part.content)
            _remove(root, _NAMING_PROPERTIES)
            part.content = written(root)
        elif part.is_xml:
            _forget_in(part)


def _forget_in(part: Part) -> None:
    # Large sheets without a name in them are not parsed at all; names in UTF-16 are looked for as well.
    bare = part.content.replace(b"\0", b"")
    if not any(hint in bare for hint in _HINTS):
        return
    root = parsed(part.content)
    _remove(root, _DROPPED_ELEMENTS)
    for element in root.iter():
        name = local(element)
        for key in element.attrib:
            plain = key.rpartition("}")[2]
            if plain in _NAMING_ATTRIBUTES or (name in _PEOPLE and plain in _OF_PEOPLE):
                element.set(key, NOBODY[:1] if plain == "initials" else NOBODY)
        if name == "author" and element.text:
            element.text = NOBODY
    part.content = written(root)


def _remove(root: Element, names: frozenset[str]) -> None:
    for element in [element for element in root.iter() if local(element) in names]:
        if (parent := element.getparent()) is not None:
            parent.remove(element)


def draws_on_others(part: Part) -> bool:
    """Whether a Word text has a field that fetches from elsewhere or starts something when it is opened."""
    if "wordprocessingml" not in part.content_type or not part.is_xml:
        return False
    instructions: list[str] = []
    for element in parsed(part.content).iter():
        name = local(element)
        if name in {"instrText", "delInstrText"}:
            instructions.append(element.text or "")
        elif name == "fldChar":
            instructions.append("\n")
        elif name == "fldSimple":
            instructions += [
                f"\n{value}\n" for key, value in element.attrib.items() if key.endswith("}instr")
            ]
    lines = "".join(instructions).split("\n")
    return any(_INSTRUCTION.match(line.strip()) for line in lines)
