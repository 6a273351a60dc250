"""A rationale as HTML and as plain text: a small Markdown, with footnotes to evidence.

A body holds the source text. Markdown here is paragraphs, lists, quotes, emphasis and links (http, https,
mailto). ``[^E3]`` is a footnote to the evidence of the same body whose number is 3. Everything else is text:
raw HTML is shown as typed.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import takewhile
from typing import Any
from urllib.parse import urlsplit

from django.utils.html import escape, linebreaks
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

SCHEMES = ("http", "https", "mailto")
# Lists and quotes within each other. The parser leaves out what is deeper, so such a text is shown plain.
DEEPEST = 20
# Where a page shows a piece of evidence; a footnote leads there.
ANCHOR = "evidence-{number}"

_FOOTNOTE = re.compile(r"\[\^E([1-9][0-9]{0,4})\]")
_HAS_SCHEME = re.compile(rf"({'|'.join(SCHEMES)}):[^\s]", re.IGNORECASE)
# Embeddings, overrides and isolates would reorder the text around them. Each paragraph takes its direction
# from its own letters instead.
_REORDERING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_BLOCKS = ("p", "li", "blockquote")


_NOTES = re.compile(r" ?\[E\d+\]")


def as_html(body: Mapping[str, Any], page: str = "") -> SafeString:
    """The rationale of a body; ``page``: the address of the page with its evidence, if not this one."""
    return html_of(body.get("rationale", ""), page)


def html_of(text: str, page: str = "") -> SafeString:
    return SafeString(_rendered(text, page) if text else "")


def as_text(body: Mapping[str, Any]) -> str:
    """The rationale without marks: links with their address, footnotes as [E3]."""
    return _plain(body.get("rationale", ""))


def as_words(body: Mapping[str, Any], marks: bool = True) -> str:
    """The rationale as text, without footnotes; ``marks``: with those of lists and quotes."""
    return _NOTES.sub("", _plain(body.get("rationale", ""), marks))


@lru_cache(maxsize=512)
def _rendered(text: str, page: str) -> str:
    tokens = _parsed(text)
    if not tokens:
        return str(linebreaks(_REORDERING.sub("", text), autoescape=True))
    made: str = _PARSER.renderer.render(tokens, _PARSER.options, {"page": page})
    return made


def _parsed(text: str) -> list[Token]:
    """None for a text that nests too deep."""
    tokens = _PARSER.parse(_REORDERING.sub("", text), {})
    for token in tokens:
        token.children = [*_without_empty_links(token.children or ())]
    return [] if any(token.level >= DEEPEST - 1 for token in tokens) else tokens


def _without_empty_links(tokens: Iterable[Token]) -> Iterator[Token]:
    """``[words]()`` are words."""
    leads = False
    for token in tokens:
        if token.type == "link_open":
            leads = bool(token.attrs["href"])
        if leads or token.type not in ("link_open", "link_close"):
            yield token


@lru_cache(maxsize=512)
def _plain(text: str, with_marks: bool = True) -> str:
    tokens = _parsed(text)
    if not tokens:
        return text
    lines: list[str] = []
    marks: list[str] = []  # of the quotes and list items that are open, from the outside in
    above: list[str] = []  # the same of the block before
    item = ""  # before the first line of a list item, instead of its last mark
    is_new = is_tight = False
    for token in tokens:
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                is_new = not marks
            case "blockquote_open":
                marks.append("> " if with_marks else "")
            case "list_item_open":
                item = f"{token.info}{token.markup} " if with_marks else ""
                marks.append(" " * len(item))
            case "blockquote_close" | "list_item_close":
                marks.pop()
            case "paragraph_open":
                is_tight = token.hidden
            case "inline":
                outside = marks[:-1] if item else marks
                if lines and not (item and is_tight and not is_new):
                    kept = takewhile(
                        lambda both: both[0] == both[1], zip(above, outside, strict=False)
                    )
                    lines.append("".join(mark for mark, _same in kept).rstrip())
                first, *following = _inline_text(token.children or ()).split("\n")
                lines.append("".join(outside) + item + first)
                lines += ["".join(marks) + line for line in following]
                above, item, is_new = list(marks), "", False
    return "\n".join(lines)


def _inline_text(tokens: Iterable[Token]) -> str:
    words: list[str] = []
    addresses: list[str] = []
    for token in tokens:
        if token.type == "text":
            words.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            words.append("\n")
        elif token.type == "footnote":
            words.append(f"[E{token.meta['number']}]")
        elif token.type == "link_open":
            addresses.append(str(token.attrs["href"]))
        elif token.type == "link_close":
            words.append(f" ({addresses.pop()})")
    return "".join(words)


def _is_allowed(url: str) -> bool:
    """Whether a link may lead there: an address with a scheme of the list, and a place."""
    if not _HAS_SCHEME.match(url) or any(ord(each) <= 32 for each in url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.path if parts.scheme.lower() == "mailto" else parts.hostname)


def _footnote(state: StateInline, silent: bool) -> bool:
    found = _FOOTNOTE.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        token = state.push("footnote", "sup", 0)
        token.meta = {"number": int(found[1])}
    state.pos = found.end()
    return True


def _show_footnote(
    self: Any, tokens: Sequence[Token], at: int, options: Any, env: Mapping[str, Any]
) -> str:
    number = tokens[at].meta["number"]
    address = escape(f"{env.get('page', '')}#{ANCHOR.format(number=number)}")
    return f'<sup class="footnote"><a href="{address}">E{number}</a></sup>'


def _show_link(
    self: Any, tokens: Sequence[Token], at: int, options: Any, env: Mapping[str, Any]
) -> str:
    return f'<a href="{escape(tokens[at].attrs["href"])}" rel="nofollow noopener">'


def _show_block(
    self: Any, tokens: Sequence[Token], at: int, options: Any, env: Mapping[str, Any]
) -> str:
    if tokens[at].nesting == 1 and tokens[at].tag in _BLOCKS:
        tokens[at].attrSet("dir", "auto")
    made: str = self.renderToken(tokens, at, options, env)
    return made


def _parser() -> MarkdownIt:
    made = MarkdownIt("zero", {"html": False, "breaks": True, "maxNesting": DEEPEST})
    made.enable(["list", "blockquote", "newline", "escape", "emphasis", "link"])
    made.inline.ruler.before("link", "footnote", _footnote)
    made.validateLink = _is_allowed  # type: ignore[method-assign]
    made.add_render_rule("footnote", _show_footnote)
    made.add_render_rule("link_open", _show_link)
    for name in ("paragraph_open", "list_item_open", "blockquote_open"):
        made.add_render_rule(name, _show_block)
    return made


_PARSER = _parser()
