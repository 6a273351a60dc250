"""A rationale as HTML and as text: what the small Markdown does, and that nothing else gets through."""

from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.publication.rationale import as_html, as_text
from newsroom import texts


def html(text: str, page: str = "") -> str:
    return as_html({"rationale": text}, page)


def text(words: str) -> str:
    return as_text({"rationale": words})


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("One.\n\nTwo.", '<p dir="auto">One.</p>\n<p dir="auto">Two.</p>\n'),
        ("A line\nand another", '<p dir="auto">A line<br>\nand another</p>\n'),
        ("*em* and **strong**", '<p dir="auto"><em>em</em> and <strong>strong</strong></p>\n'),
        ("[an *empty* link]( )", '<p dir="auto">an <em>empty</em> link</p>\n'),
        ("2 * 3 * 4", '<p dir="auto">2 * 3 * 4</p>\n'),
        ("snake_case_word", '<p dir="auto">snake_case_word</p>\n'),
        (r"\*not em\*", '<p dir="auto">*not em*</p>\n'),
        (
            "> said\n> so",
            '<blockquote dir="auto">\n<p dir="auto">said<br>\nso</p>\n</blockquote>\n',
        ),
        (
            "- one\n- two",
            '<ul>\n<li dir="auto">one</li>\n<li dir="auto">two</li>\n</ul>\n',
        ),
        ("3. three", '<ol start="3">\n<li dir="auto">three</li>\n</ol>\n'),
        (
            "[the count](https://audit.example/june?a=1&b=2)",
            (
                '<p dir="auto"><a href="https://audit.example/june?a=1&amp;b=2" rel="nofollow noopener">'
                "the count</a></p>\n"
            ),
        ),
        (
            "[mail](mailto:press@audit.example)",
            '<p dir="auto"><a href="mailto:press@audit.example" rel="nofollow noopener">mail</a></p>\n',
        ),
        (
            "It says so[^E3].",
            '<p dir="auto">It says so<sup class="footnote"><a href="#evidence-3">E3</a></sup>.</p>\n',
        ),
        ("# No heading", '<p dir="auto"># No heading</p>\n'),
        ("`no code`", '<p dir="auto">`no code`</p>\n'),
        ("<b>no HTML</b> &amp;", '<p dir="auto">&lt;b&gt;no HTML&lt;/b&gt; &amp;amp;</p>\n'),
        ("![no image](https://a.example/x.png)", None),
        ("[no](javascript:alert(1))", '<p dir="auto">[no](javascript:alert(1))</p>\n'),
        ("[no](//a.example/)", '<p dir="auto">[no](//a.example/)</p>\n'),
        ("[no](/claims/3/)", '<p dir="auto">[no](/claims/3/)</p>\n'),
        ("[no](http:)", '<p dir="auto">[no](http:)</p>\n'),
        ("[no](data:text/html,x)", '<p dir="auto">[no](data:text/html,x)</p>\n'),
        ("[no][ref]\n\n[ref]: https://a.example/", None),
    ],
)
def test_what_is_understood_and_what_is_text(source: str, shown: str | None) -> None:
    assert shown is None or html(source) == shown
    assert "<img" not in html(source)
    assert ("<a " in html(source)) == ((shown is None and "![" in source) or "<a " in (shown or ""))


def test_a_footnote_leads_to_the_page_of_the_evidence() -> None:
    shown = html("So[^E2].", "https://facts.example/claims/9/")
    assert 'href="https://facts.example/claims/9/#evidence-2"' in shown


def test_as_text_it_keeps_what_a_reader_needs() -> None:
    words = (
        "The *office* counted[^E1] **83**, [it says](https://a.example/b).\n\n> quoted\n> on\n\n"
        "1. one\n2. two\n\n- a\n- b"
    )
    assert text(words) == (
        "The office counted[E1] 83, it says (https://a.example/b).\n\n> quoted\n> on\n\n"
        "1. one\n2. two\n\n- a\n- b"
    )


def test_marks_that_reorder_text_are_left_out() -> None:
    shown = html("\u202eno dne eht\u202c \u2066x\u2069 مرحبا")
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert "مرحبا" in shown


def test_nothing_that_nests_too_deep_is_lost() -> None:
    for deep in ("> " * 30 + "the end", "\n".join("  " * n + f"- level {n}" for n in range(40))):
        last = deep.rsplit("\n", 1)[-1].strip(" ->")
        assert last in html(deep)
        assert last in text(deep)


# What hostile people write: pieces of markup, in any order and number.
PIECES = st.sampled_from(
    [
        *(
            "[",
            "]",
            "(",
            ")",
            "<",
            ">",
            "*",
            "**",
            "_",
            "\\",
            "`",
            "!",
            "\n",
            "\n\n",
            "- ",
            "1. ",
            "> ",
            "    ",
        ),
        *(
            "[^E1]",
            "[^E",
            "](",
            "](javascript:alert(1))",
            "](JaVaScRiPt:x)",
            "](https://a.example)",
        ),
        *(
            "](data:text/html,<script>)",
            "](vbscript:x)",
            "](\u0001javascript:x)",
            "](http://a\u202eb)",
        ),
        *(
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "&lt;",
            "&#106;avascript:",
            "\u0000",
        ),
        *(
            "\u202e",
            "\u2066",
            "é",
            "مرحبا",
            " ",
            '"',
            "'",
            "x",
            "](<https://a.example/ b>)",
            "](mailto:a@b)",
        ),
        "](https://a.example 'title\" onmouseover=alert(1)')",
    ]
)
HOSTILE = st.lists(st.one_of(PIECES, st.text(max_size=5)), max_size=60).map("".join)
MAY_HAVE: dict[str, set[str]] = {
    "p": {"dir"},
    "li": {"dir"},
    "blockquote": {"dir"},
    "ol": {"start"},
    "ul": set(),
    "em": set(),
    "strong": set(),
    "br": set(),
    "sup": {"class"},
    "a": {"href", "rel"},
}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attributes: Any) -> None:
        given = dict(attributes)
        assert set(given) <= MAY_HAVE[tag], (tag, given)
        if tag == "a":
            assert "a" not in self.open
            href = given["href"]
            own = href.removeprefix("#evidence-")
            assert own.isdecimal() or href.startswith(("https://", "http://", "mailto:")), href
            assert own.isdecimal() or given["rel"] == "nofollow noopener"
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(data)


def check(shown: str) -> None:
    reader = _Reader()
    reader.feed(shown)
    reader.close()
    assert reader.open == []
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@given(HOSTILE)
def test_whatever_is_written_becomes_these_elements_and_no_others(words: str) -> None:
    shown = html(words)
    check(shown)
    assert html(words) == shown
    text(words)


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "[",
            "]",
            "> ",
            "- ",
            "*",
            "**a",
            "_a ",
            "[a](",
            "[a](b",
            "](http://x)",
            "[^E1]",
            "1. ",
            "\\",
        ),
        *(
            "<",
            "<div>",
            "!",
            "* * *\n",
            "- a\n",
            "a\n",
            "[[",
            "[a](<",
            "`",
            "&",
            "  - a\n",
            '[a](b "',
        ),
    ],
)
def test_ten_thousand_of_anything_is_bounded(piece: str) -> None:
    words = (piece * 10_000)[: texts.LONG]
    shown = html(words)
    check(shown)
    assert len(shown) < 30 * texts.LONG
    assert len(text(words)) < 10 * texts.LONG
