"""Texts written to do harm, and a reader that finds whatever could."""

import re
import sys
import time
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Final, TypeVar

from prose.grammar import MAX_CHARACTERS, TextTooLong, bounded
from tests.prose.attacks import ATTACKS

Result = TypeVar("Result")

# Measuring coverage makes everything several times slower, and says nothing about the product.
SECONDS: Final = 2 if sys.gettrace() is None else 20
HARMLESS_SCHEMES: Final = ("http:", "https:", "mailto:")

SCRIPTS: Final = (
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src=x onerror=alert(1)//",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    '<svg><a xlink:href="javascript:alert(1)"><text y=9>x</text></a></svg>',
    '<math><mtext><table><mglyph><style><img src onerror="alert(1)">',
    "<iframe src=javascript:alert(1)></iframe>",
    '<iframe srcdoc="&lt;script&gt;alert(1)&lt;/script&gt;"></iframe>',
    '<object data="data:text/html,<script>alert(1)</script>"></object>',
    "<embed src=javascript:alert(1)>",
    '<base href="//evil.example/">',
    '<meta http-equiv="refresh" content="0;url=javascript:alert(1)">',
    '<link rel=stylesheet href="//evil.example/x.css">',
    "<style>@import '//evil.example/x.css';</style>",
    '<div style="background:url(javascript:alert(1))">x</div>',
    "<form action=javascript:alert(1)><button>x</button></form>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<body onload=alert(1)>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<template><script>alert(1)</script></template>",
    "<!--><script>alert(1)</script-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml-stylesheet href='javascript:alert(1)'?>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#x0a;script:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](\x01javascript:alert(1))",
    "[x](%6aavascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+)",
    "![x](javascript:alert(1))",
    "![x](data:image/png;base64,iVBORw0KGgo=)",
    "![x](https://evil.example/pixel.png)",
    "![x](//evil.example/pixel.png)",
    "![x](/files/../en/accounts/logout/)",
    "![x](/files/%2e%2e/en/accounts/logout/)",
    "![x](/\\evil.example/pixel.png)",
    '![x" onerror="alert(1)](/files/a.png)',
    '![x](/files/a.png "t\\" onerror=\\"alert(1)")',
    '[x](https://a.example "t\\" onmouseover=\\"alert(1)")',
    '[x](https://a.example/"onmouseover="alert(1))',
    "<javascript:alert(1)>",
    "<https://a.example/\"onmouseover='alert(1)'>",
    "[x][y]\n\n[y]: javascript:alert(1)",
    '[x][y]\n\n[y]: /a "onclick=alert(1)"',
    '``` "><script>alert(1)</script>\ncode\n```',
    "`<script>alert(1)</script>`",
    "    <script>alert(1)</script>",
    "|<img src=x onerror=alert(1)>|\n|-|\n|[x](javascript:alert(1))|",
    '| a" onclick="alert(1) |\n|-|\n| b |',
    '::: note" onclick="alert(1)\nx\n:::',
    '::: note onclick=alert(1) class="problem"\n<script>alert(1)</script>\n:::',
    "> <script>alert(1)</script>",
    "- <img src=x onerror=alert(1)>",
    "# <script>alert(1)</script> {#main onclick=alert(1)}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\\<script>alert(1)\\</script>",
    "<scr\0ipt>alert(1)</scr\0ipt>",
    "\ufeff<script>alert(1)</script>",
    *ATTACKS,
)


def in_time(work: Callable[[], Result]) -> Result:
    """Do the work; fails where it takes too much of the processor, three times in a row.

    Whatever else the machine does makes the same work look slower now and then.
    """
    for _ in range(3):
        start = time.process_time()
        result = work()
        if time.process_time() - start < SECONDS:
            return result
    raise AssertionError(f"took more than {SECONDS} seconds of the processor each time")


def long_text(piece: str, start: str = "") -> str:
    """Repeat a piece up to the longest text that the renderer takes."""
    return accepted(start + piece * (MAX_CHARACTERS // len(piece)))


def accepted(text: str) -> str:
    """Cut a text where the renderer would refuse more of it."""
    shortest, longest = 0, min(len(text), MAX_CHARACTERS)
    while shortest < longest:
        middle = (shortest + longest + 1) // 2
        try:
            bounded(text[:middle])
        except TextTooLong:
            longest = middle - 1
        else:
            shortest = middle
    return text[:shortest]


SLOW: Final = {
    "open brackets": long_text("["),
    "open pictures": long_text("!["),
    "open links": long_text("[a]("),
    "nested links": "[" * 10_000 + "a" + "](x)" * 9_000,
    "nested quotes": long_text("> "),
    "nested lists": long_text("> 1. - "),
    "alternating lists": long_text("* a\n+ b\n- c\n"),
    "emphasis runs": long_text("***a** b* "),
    "nested emphasis": "**a " * 5_000 + "b** " * 5_000,
    "ticks of every length": "".join("`" * length + " " for length in range(1, 199)),
    "tables": long_text("a|b\n-|-\n"),
    "empty table rows": long_text("|\n", "|a" * 500 + "|\n" + "|-" * 500 + "|\n"),
    "labelled table": long_text("|a\n", "|" + "label " * 5_000 + "|\n|-|\n"),
    "unclosed definitions": long_text("[a\n"),
    "one long address used often": "[a]: /" + "x" * 60_000 + "\n\n" + "[a]" * 9_900,
    "unclosed notes": long_text("::: note\n"),
    "tags": long_text("<a "),
    "entities": long_text("&"),
}


class HarmFinder(HTMLParser):
    """Collects every element, attribute and address of a piece of HTML that could do harm."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {
            "script",
            "style",
            "iframe",
            "object",
            "embed",
            "svg",
            "math",
            "form",
            "input",
            "base",
            "meta",
            "link",
        }:
            self.found.append(tag)
        self.found += [
            f"{tag} {name}={value}" for name, value in attrs if self._harms(tag, name, value or "")
        ]

    def _harms(self, tag: str, name: str, value: str) -> bool:
        if tag == "img" and name == "src":
            return not value.startswith("/files/") or ".." in value
        if name in {"href", "src", "action"}:
            address = "".join(value.split()).lower()
            return ":" in re.split("[/?#]", address)[0] and not address.startswith(HARMLESS_SCHEMES)
        return name.startswith("on") or name in {"style", "id", "srcdoc", "name"}

    def handle_comment(self, data: str) -> None:
        self.found.append(f"comment {data}")

    def handle_decl(self, decl: str) -> None:
        self.found.append(f"declaration {decl}")

    def handle_pi(self, data: str) -> None:
        self.found.append(f"instruction {data}")
