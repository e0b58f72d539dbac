"""Words and addresses of people inside sentences of the portal."""

from __future__ import annotations

from prose.templatetags.apart import apart, at_its_dots


def test_words_of_people_keep_their_direction_and_are_escaped() -> None:
    assert apart("<b> & محمد") == "<bdi>&lt;b&gt; &amp; محمد</bdi>"


def test_an_address_goes_on_after_its_at_and_its_dots_and_is_escaped() -> None:
    assert at_its_dots("a.b@c.org") == "a.<wbr>b@<wbr>c.<wbr>org"
    assert at_its_dots('"<x>"@c') == "&quot;&lt;x&gt;&quot;@<wbr>c"
