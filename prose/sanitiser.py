"""The second line behind the renderer: a short list of what may stand on a page."""

from typing import Final

import nh3

from prose.addresses import SCHEMES

_INLINE: Final = {"a", "br", "code", "em", "strong"}
_BLOCKS: Final = {
    *("blockquote", "div", "h3", "h4", "h5", "h6", "hr", "img", "li", "ol", "p", "pre", "ul"),
    *("table", "tbody", "td", "th", "thead", "tr"),
}
_ATTRIBUTES: Final = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    "td": {"data-l"},
}
# Values that only the renderer writes; a class of somebody's own could borrow the look of the portal.
_VALUES: Final = {
    "a": {"rel": {"nofollow noopener ugc"}},
    "div": {"role": {"note"}},
    "th": {"scope": {"col"}},
}
_CLASSES: Final = {"div": {"notice"}, "table": {"tbl", "fold"}, "td": {"r", "c"}, "th": {"r", "c"}}


def _cleaner(tags: set[str]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=tags,
        attributes={tag: names for tag, names in _ATTRIBUTES.items() if tag in tags},
        tag_attribute_values={tag: values for tag, values in _VALUES.items() if tag in tags},
        allowed_classes={tag: names for tag, names in _CLASSES.items() if tag in tags},
        url_schemes=set(SCHEMES),
        link_rel=None,  # the renderer marks the links that leave the portal, and only these
    )


_blocks = _cleaner(_INLINE | _BLOCKS)
_inline = _cleaner(_INLINE)


def sanitise(html: str) -> str:
    """Keep the blocks and inline elements of the list, and the text of everything else."""
    return _blocks.clean(html)


def sanitise_inline(html: str) -> str:
    """Keep inline elements only."""
    return _inline.clean(html)
