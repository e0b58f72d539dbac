"""What happens to a parsed text before it becomes HTML: outline, tables, links, pictures."""

from itertools import pairwise
from typing import Final

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from prose.addresses import leads_elsewhere, may_picture

FIRST_HEADING: Final = 3
LAST_HEADING: Final = 6
ELSEWHERE: Final = "nofollow noopener ugc"
_ALIGNED: Final = {"text-align:right": "r", "text-align:center": "c"}
_LABELS: Final = 2_000
_LABEL_LENGTH: Final = 60
# One long address defined once and used ten thousand times makes a page of 400 MB.
_ADDRESS_BUDGET: Final = 1_000_000


def dress(state: StateCore) -> None:
    """Change the tokens in place; a rule of the parser."""
    _outline(state.tokens)
    _tables(state.tokens)
    budget = _ADDRESS_BUDGET
    for token in state.tokens:
        if token.type == "inline" and token.children:
            budget = _links(token.children, budget)
            token.children = [_picture(child, state) for child in token.children]


def _outline(tokens: list[Token]) -> None:
    """Let headings start below the page's own and never skip a level, whatever was written."""
    above: list[int] = []
    tag = ""
    for token in tokens:
        if token.type == "heading_open":
            written = int(token.tag[1])
            while above and above[-1] >= written:
                above.pop()
            tag = f"h{min(FIRST_HEADING + len(above), LAST_HEADING)}"
            above.append(written)
        if token.type in {"heading_open", "heading_close"}:
            token.tag = tag


def _tables(tokens: list[Token]) -> None:
    """Mark tables for the fold on narrow screens: each cell knows the heading of its column."""
    labels: list[str] = []
    column = spent = 0
    for token, following in pairwise(tokens):
        match token.type:
            case "table_open":
                labels = []
                token.attrSet("class", "tbl fold")
            case "tr_open":
                column = 0
            case "th_open":
                _align(token)
                token.attrSet("scope", "col")
                labels.append(_label(following))
            case "td_open":
                _align(token)
                spent += 1
                if column < len(labels) and labels[column] and spent <= _LABELS:
                    token.attrSet("data-l", labels[column])
                column += 1


def _label(heading: Token) -> str:
    words = (child.content for child in heading.children or [] if child.type in {"text", "code_inline"})
    return "".join(words)[:_LABEL_LENGTH]


def _align(token: Token) -> None:
    """The parser aligns with a style, which the policy of the pages forbids."""
    style = str(token.attrs.pop("style", ""))
    if style in _ALIGNED:
        token.attrSet("class", _ALIGNED[style])


def _links(children: list[Token], budget: int) -> int:
    for token in children:
        if token.type not in {"link_open", "image"}:
            continue
        budget -= sum(len(str(value)) for value in token.attrs.values())
        if budget < 0:
            token.attrs = {"alt": ""} if token.type == "image" else {}
        elif token.type == "link_open" and leads_elsewhere(str(token.attrs.get("href", ""))):
            token.attrSet("rel", ELSEWHERE)
    return budget


def _picture(token: Token, state: StateCore) -> Token:
    """A picture from elsewhere would tell its host who reads; its description stays."""
    if token.type != "image" or may_picture(str(token.attrs.get("src", ""))):
        return token
    words = state.md.renderer.renderInlineAsText(token.children, state.md.options, state.env)  # type: ignore[attr-defined]
    return Token("text", "", 0, content=words)
