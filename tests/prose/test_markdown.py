"""The one renderer: what people see of what they wrote, and what nobody can make it do."""

import re

import pytest
from django.test import override_settings
from django.utils.safestring import SafeString

from prose.markdown import (
    MAX_CHARACTERS,
    TextTooLong,
    changed_by_sanitiser,
    render,
    render_blocks,
    render_inline,
)
from prose.sanitiser import sanitise
from tests.prose.hostile import SCRIPTS, SLOW, HarmFinder, in_time


def test_render_everyday_text() -> None:
    html = render("In 2023 **two** attempts *ended*:\n\n- one\n- two")
    assert html == (
        "<p>In 2023 <strong>two</strong> attempts <em>ended</em>:</p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"
    )
    assert isinstance(html, SafeString)


def test_render_empty_text() -> None:
    assert render("") == ""


def test_render_raw_html_as_text() -> None:
    assert render("a <b>c</b>") == "<p>a &lt;b&gt;c&lt;/b&gt;</p>\n"


def test_render_keeps_words_in_every_script() -> None:
    text = "Стратегия « douane » الجمارك 税関 ~~gone~~"
    assert render(text) == f"<p>{text}</p>\n"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("# A\n\n# B", ["h3", "h3"]),
        ("## A\n\n### B", ["h3", "h4"]),
        ("# A\n\n#### B", ["h3", "h4"]),
        ("### A\n\n# B\n\n## C", ["h3", "h3", "h4"]),
        ("# A\n\n#### B\n\n## C", ["h3", "h4", "h4"]),
        ("# 1\n\n## 2\n\n### 3\n\n#### 4\n\n##### 5\n\n###### 6", ["h3", "h4", "h5", "h6", "h6", "h6"]),
        ("> # A\n\nB\n=\n\nC\n-", ["h3", "h3", "h4"]),
    ],
)
def test_render_headings_start_below_the_page_and_skip_no_level(written: str, shown: list[str]) -> None:
    html = render(written)
    assert [html[at + 1 : at + 3] for at in range(len(html)) if html.startswith("<h", at)] == shown
    assert [html[at + 2 : at + 4] for at in range(len(html)) if html.startswith("</h", at)] == shown


def test_render_note() -> None:
    assert render("::: note\nMind the *gap*.\n:::") == (
        '<div class="notice" role="note">\n<p>Mind the <em>gap</em>.</p>\n</div>\n'
    )


def test_render_table_with_headings_for_the_fold_and_alignment_without_style() -> None:
    html = render("| What | **Days** |\n|---|--:|\n| Release | 2 |")
    assert '<table class="tbl fold">' in html
    assert '<th class="r" scope="col"><strong>Days</strong></th>' in html
    assert '<td class="r" data-l="Days">2</td>' in html


def test_render_link_to_another_host_is_marked() -> None:
    assert render("[w](https://www.wcoomd.org)") == (
        '<p><a href="https://www.wcoomd.org" rel="nofollow noopener ugc">w</a></p>\n'
    )
    assert 'rel="nofollow noopener ugc"' in render("[w](//www.wcoomd.org)")


@pytest.mark.parametrize("address", ["/en/guide/", "#risk", "?q=1", "risk/", "mailto:a@b.example"])
def test_render_link_inside_is_not_marked(address: str) -> None:
    assert render(f"[w]({address})") == f'<p><a href="{address}">w</a></p>\n'


def test_render_refused_link_stays_readable() -> None:
    assert render("[x](ftp://a.example)") == "<p>[x](ftp://a.example)</p>\n"


def test_render_picture_of_the_portal() -> None:
    assert (
        render("![The port](/files/prose/a.png)") == '<p><img src="/files/prose/a.png" alt="The port"></p>\n'
    )


@override_settings(MEDIA_URL="https://media.portal.example/")
def test_render_picture_from_own_media_address() -> None:
    assert '<img src="https://media.portal.example/a.png"' in render(
        "![x](https://media.portal.example/a.png)"
    )
    assert "<img" not in render("![x](https://media.portal.example.evil.example/a.png)")


@override_settings(MEDIA_URL="")
def test_render_picture_without_a_media_address() -> None:
    assert "<img" not in render("![x](/en/accounts/logout/)")


def test_render_picture_from_another_host_leaves_its_description() -> None:
    assert render("![The *port*](https://evil.example/x.png)") == "<p>The port</p>\n"


def test_render_blocks_gives_each_block_by_itself() -> None:
    blocks = render_blocks("One [r].\n\n- a\n- b\n\n> q\n\n***\n\n[r]: /en/")
    assert blocks == [
        '<p>One <a href="/en/">r</a>.</p>\n',
        "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n",
        "<blockquote>\n<p>q</p>\n</blockquote>\n",
        "<hr>\n",
    ]


def test_render_blocks_together_are_the_page() -> None:
    text = "# A\n\n### B\n\nc\n\n| d |\n|---|\n| e |"
    assert "".join(render_blocks(text)) == render(text)


def test_render_inline_has_no_blocks_and_no_pictures() -> None:
    assert render_inline("**A** `b` [c](/d)") == '<strong>A</strong> <code>b</code> <a href="/d">c</a>'
    assert render_inline("# A") == "# A"
    assert "<img" not in render_inline("![x](/files/a.png)")


@pytest.mark.parametrize(
    "text", ["", "Plain **words** and <https://wcoomd.org>.", "`<b>` 3 < 4 & 5", "![x](/files/a)"]
)
def test_changed_by_sanitiser_not_for_what_readers_get(text: str) -> None:
    assert not changed_by_sanitiser(text)


@pytest.mark.parametrize(
    "text",
    [
        "a <b>c</b>",
        "<div>\nx\n</div>",
        "<!-- note -->",
        "[x](javascript:alert(1))",
        "[x](file:///etc/passwd)",
        "![x](https://a.example/x.png)",
        "| <br> |\n|-|",
        "[![x](http://a.example/x.png)](/en/)",
    ],
)
def test_changed_by_sanitiser_for_what_readers_would_miss(text: str) -> None:
    assert changed_by_sanitiser(text)


def test_render_longest_text_is_taken_and_one_more_character_refused() -> None:
    assert render("a" * MAX_CHARACTERS)
    for function in (render, render_blocks, render_inline, changed_by_sanitiser):
        with pytest.raises(TextTooLong, match=r"^Use at most 100000 characters; this text has 100001\.$"):
            function("a" * (MAX_CHARACTERS + 1))


def test_render_refuses_more_marks_than_people_use() -> None:
    sentence = r"^Use at most 20000 line breaks and formatting marks; this text has 20001\.$"
    with pytest.raises(TextTooLong, match=sentence):
        render("[" * 20_001)


def test_harm_finder_sees_planted_harm() -> None:
    for html in (
        "<script>",
        "<p onclick=a>",
        "<a href=' java\nscript:a'>",
        "<p style=a>",
        "<img src=//e/x>",
        "<!--a-->",
    ):
        assert HarmFinder(html).found, html


@pytest.mark.parametrize("text", SCRIPTS)
@pytest.mark.parametrize("function", [render, render_inline])
def test_render_nothing_executable_survives(function: type, text: str) -> None:
    assert HarmFinder(function(text)).found == []


@pytest.mark.parametrize("text", SCRIPTS)
def test_sanitiser_alone_lets_nothing_executable_through(text: str) -> None:
    found = HarmFinder(sanitise(text)).found
    assert [harm for harm in found if not harm.startswith("img src=")] == []


@pytest.mark.parametrize("text", SLOW.values(), ids=SLOW.keys())
def test_render_hostile_text_within_the_time(text: str) -> None:
    html = in_time(lambda: render(text))
    assert len(html) < 3_000_000


@pytest.mark.parametrize(
    "text",
    ['<h2 id="main">a</h2>', '<a name="main">a</a>', "# a {#main}", '[a](/b){id="main"}', "[^1]\n\n[^1]: a"],
)
def test_no_id_of_a_writer_reaches_the_page(text: str) -> None:
    """Ids would take those of the page for themselves; none is let through, so none needs a prefix."""
    for html in (render(text), sanitise(text)):
        assert not re.search(r"<[^>]*\s(id|name)=", html)
