"""Atom feeds: of each publication its conclusion, rationale, topics, signers and licence."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape, format_html, format_html_join, linebreaks
from django.utils.safestring import SafeString

from claims.presentation.entries import Entry, details, headline
from claims.presentation.prose import Part, Row
from newsroom.identity import newsroom_name

# The date of a feed without entries.
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
BEFORE, AFTER = "<dd><del>{}</del></dd>", "<dd><ins>{}</ins></dd>"


class Feed(Atom1Feed):
    def __init__(self, title: str, *args: Any, **more: Any) -> None:
        """The title may have what somebody typed into the search."""
        super().__init__(_allowed(title), *args, **more)

    def add(
        self,
        each: Entry,
        identifier: str,
        words: str = "",
        changes: Iterable[Row] = (),
        anchor: str = "",
    ) -> None:
        """``words``: what happened and why, instead of the event; ``changes``: before and after;
        ``anchor``: the place on the claim's page that the entry leads to.
        """
        self.add_item(
            title=_allowed(headline(each)),
            link=each.url + anchor,
            description="",
            unique_id=identifier,
            pubdate=each.at,
            updateddate=each.at,
            categories=[*map(_allowed, each.topics)],
            item_copyright=settings.DATA_LICENCE or None,
            authors=each.signers or (newsroom_name(),),
            summary=each.summary,
            content=in_html(each, words or details(each), changes),
        )

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, {**item, "description": None})
        for name in item["authors"]:
            handler.startElement("author", {})
            handler.addQuickElement("name", _allowed(name))
            handler.endElement("author")
        if item["summary"]:
            handler.addQuickElement("summary", _allowed(item["summary"]), {"type": "text"})
        handler.addQuickElement("content", _allowed(item["content"]), {"type": "html"})

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else BEGINNING


def in_html(each: Entry, words: str, changes: Iterable[Row] = ()) -> SafeString:
    """The words, the rationale, and what changed word by word."""
    rows = format_html_join(
        "",
        "<dt>{}</dt>{}{}",
        ((row.label, _in(BEFORE, row.old), _in(AFTER, row.new)) for row in changes),
    )
    return format_html(
        "<p>{}</p>{}{}",
        words,
        SafeString(linebreaks(each.rationale, autoescape=True)) if each.rationale else "",
        format_html("<dl>{}</dl>", rows) if rows else "",
    )


def _in(element: str, parts: Iterable[Part]) -> SafeString:
    """Empty where there was nothing before, or is nothing after."""
    words = _marked(parts)
    return format_html(element, words) if words else words


def _marked(parts: Iterable[Part]) -> SafeString:
    return SafeString(
        "".join(
            f"<strong>{escape(part.words)}</strong>" if part.marked else escape(part.words)
            for part in parts
        ).replace("\n", "<br>")
    )


def _allowed(words: str) -> str:
    """Without characters that XML does not allow."""
    return "".join(
        each for each in words if (each >= " " or each in "\t\n") and each not in "\ufffe\uffff"
    )
