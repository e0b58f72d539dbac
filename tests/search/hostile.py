"""Queries written to break a search engine, a database or a page."""

from typing import Final

QUERIES: Final = (
    "", " ", "\t\n\r", '"', "'", "`", '""', "''", '"a', 'a"', 'a"b\'c (', "(", ")", "()", "((((((", "[", "]", "{", "}",
    "*", "a*", "*a", "**", "a* b*", "^", "^a", ":", "a:b", "tokens:a", "title : x", "en:govern", "en^govern", "-", "-a",
    "+a", "a -b", "a - b", "~", "!", "!a", "!!", "&", "a & b", "a && b", "|", "a | b", "a || b", "<->", "a <-> b",
    "a <2> b", ":*", "a:*", "'a':*", "\\", "\\'", "\\\\", "a\\", "%", "%%", "_", "__", "a%b", "%s", "%(q)s", "%d%n",
    "AND", "OR", "NOT", "NEAR", "AND AND", "a AND", "OR b", "NOT NOT", "NEAR(a b)", "NEAR(a b, 2)", "a NEAR/2 b",
    "'; DROP TABLE search_entry; --", "1 OR 1=1", "') OR 1=1 --", "UNION SELECT password FROM members_user",
    "$$", "$1", "?", "??", ";", "--", "/* */", "#", "@", "{{ 7*7 }}", "{% include 'x' %}", "${7*7}", "<%= 7*7 %>",
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</title><svg onload=alert(1)>", "javascript:alert(1)",
    "<mark>", "&lt;b&gt;", "../../etc/passwd", "\x00", "a\x00b", "\x01\x02\x03", "\x1b[31m", "\x7f", "\x85", "\ufeff",
    "\u200b", "\u200d", "\u202egovern", "\u2066a\u2069", "\u00ad", "gov\u00adern", "\ufffd", "\ufffe", "\ud800", "a\udfffb",
    "👩‍💻", "🇫🇷", "🙂🙃", "a🙂b", "e\u0301", "a" + "\u0301" * 500, "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘", "ﷺ", "½", "㍿", "ﬁ", "İ", "ß", "ǅ", "K",
    "مُحَمَّد", "ـــــ", "٢٠٢٦", "漢字", "日本語テキスト", "ไทย", "हिन्दी", "ё", "й", "ʼ", "l'", "'s", "qu'", "d’", "’", "l'l'l'",
    "1", "0", "-1", "1e999", "NaN", "null", "None", "undefined", "true", "a" * 10_000, "a " * 5_000, '"' * 10_000,
    "(" * 10_000, "é" * 10_000, "ج" * 10_000, "🙂" * 10_000, "a' " * 3_000, "governance " * 1_000,
    " ".join(f"word{n}" for n in range(2_000)), "x" * 41, "x" * 201, "a.b.c.d", "a-b-c", "a_b_c", "ISO/IEC 38500", "C++",
    "e-mail@example.org", "https://example.org/?q=1&b=2", "the of and", "le la les", "и в на",
)  # fmt: skip

ADDRESSES: Final = (
    "", "q", "q=", "q=%00", "q=%ff%fe", "q=%C3%28", "q=%ED%A0%80", "q=a&q=b", "q[]=a", "q=a&page=", "q=governance&page=0",
    "q=governance&page=-1", "q=governance&page=999999999999999999999999", "q=governance&page=1e3", "q=governance&page=x",
    "q=governance&page=%D9%A3", "q=governance&year=x", "q=governance&year=99999999999", "q=governance&year=-1",
    "q=governance&year=%00", "q=governance&region=%00", "q=governance&region='--", "q=governance&region=" + "x" * 500,
    "q=governance&module=%3Cscript%3E", "q=governance&topic=%7C", "q=governance&topic=%25", "q=governance&language=xx",
    "q=governance&kind=secret", "q=governance&audience=members", "q=governance&" + "&".join(["region=EUR"] * 300),
)  # fmt: skip
