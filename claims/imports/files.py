"""A file as rows: each valid, or refused with its line, column and reason."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from claims.choices import ImportFormat
from claims.imports import claimreview, lines, pages
from claims.imports.columns import RowRefused
from claims.imports.mapping import Mapping
from claims.imports.rows import Refusal, Row, read


def rows(
    file: BinaryIO, format_: str, mapping: Mapping, origin: str, file_sha256: str
) -> Iterator[Row | Refusal]:
    """In order of ``line``: the line of the file, or in ClaimReview the number of the review.

    Never holds more than one row. Raises Refused where the file as a whole can't be read.
    """
    if format_ == ImportFormat.CLAIMREVIEW:
        yield from _reviews(file, origin, file_sha256, mapping.language)
        return
    stated: dict[str, Any] = {
        "origin": origin or mapping.origin,
        "reviewer": mapping.reviewer,
        "language": mapping.language,
        "file_sha256": file_sha256,
    }
    found = lines.objects(file) if format_ == ImportFormat.NDJSON else lines.table(file, mapping)
    for each in found:
        if isinstance(each, Refusal):
            yield each
            continue
        line, columns = each
        try:
            yield read(line, mapping.translate(columns), **stated)
        except RowRefused as refused:
            yield Refusal(line, refused.column, refused.reason)


def _reviews(
    file: BinaryIO, origin: str, file_sha256: str, language: str
) -> Iterator[Row | Refusal]:
    number = 0
    for each in pages.found_in(file):
        if isinstance(each, Refusal):
            number += 1
            yield replace(each, line=number)
            continue
        try:
            for statement in claimreview.statements(
                each.review, origin, each.language or language, each.url, each.found
            ):
                number += 1
                yield _row(number, file_sha256=file_sha256, **statement._asdict())
        except RowRefused as refused:
            number += 1
            yield Refusal(number, refused.column, refused.reason)


def _row(number: int, **statement: Any) -> Row | Refusal:
    try:
        return read(number, **statement)
    except RowRefused as refused:
        return Refusal(number, refused.column, refused.reason)


def checked_origin(origin: str) -> str:
    """The origin as it is stored. Raises RowRefused."""
    text = origin.strip().lower().removeprefix("https://").removeprefix("http://").strip("/")
    if len(text) > 253 or not text.isprintable():
        raise RowRefused("origin", _("An origin is a short name, such as a domain."))
    return text
