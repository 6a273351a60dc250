"""The rows of CSV and NDJSON files, read line by line; a line that is too long is never held."""

import codecs
import csv
import json
from collections import deque
from collections.abc import Iterator
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from claims.imports.columns import TOO_DEEP
from claims.imports.mapping import Mapping
from claims.imports.rows import Refusal
from newsroom.errors import Refused

LONGEST = 6_000_000  # bytes of one row; the longest text of a source fits in it
AT_ONCE = 1 << 16

# The module limits a field, for the whole process; LONGEST limits the whole row.
csv.field_size_limit(LONGEST)

# A row's line and columns, or why it can't be read.
Found = tuple[int, dict[str, Any]] | Refusal


class _TooLong(Exception):
    pass


class Lines:
    """A file's lines, counted from 1; those of the current row can be put back."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.number = 0
        self._back: deque[bytes] = deque()
        self._row: list[bytes] = []
        self._size = 0
        start = file.read(3)
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise utf_16()
        if start != codecs.BOM_UTF8:
            file.seek(0)

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> str:
        """Bytes that are not UTF-8 become lone surrogates, which every column refuses."""
        return self.raw().decode("utf-8", "surrogateescape")

    def raw(self) -> bytes:
        """Raises StopIteration, or _TooLong for a line (which is then skipped) or a row."""
        line = self._back.popleft() if self._back else self.file.readline(LONGEST + 1)
        if not line:
            raise StopIteration
        self.number += 1
        self._row.append(line)
        self._size += len(line)
        if self._size > LONGEST:
            if len(line) > LONGEST:
                self._skip(line)
            raise _TooLong
        return line

    def _skip(self, line: bytes) -> None:
        self._row[-1] = b""
        while line and not line.endswith(b"\n"):
            line = self.file.readline(AT_ONCE)

    def begin(self) -> int:
        """Begin a row; returns its first line's number."""
        self._row.clear()
        self._size = 0
        return self.number + 1

    def keep_first(self) -> bool:
        """Put back all lines of the row except the first; returns whether there were any."""
        rest = self._row[1:]
        self._back.extendleft(reversed(rest))
        self.number -= len(rest)
        self._row.clear()
        return bool(rest)


def table(file: BinaryIO, mapping: Mapping) -> Iterator[Found]:
    """The rows of a CSV. A line that is not a row is refused, and reading continues after it.

    Raises Refused where the header makes the whole file unreadable.
    """
    lines = Lines(file)
    reader = _reader(lines, mapping)
    header = list(mapping.header) or _header(reader)
    mapping.check_header(header)
    width = len(header)
    while True:
        start = lines.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except _TooLong:
            yield _too_long(start, lines)
            reader = _reader(lines, mapping)
            continue
        except csv.Error as error:
            lines.keep_first()
            reader = _reader(lines, mapping)
            yield Refusal(start, "", _("It is not a row of the table: %(why)s.") % {"why": error})
            continue
        if len(cells) == width:
            yield start, dict(zip(header, cells, strict=True))
        elif cells:
            yield Refusal(
                start,
                "",
                _("It has %(found)d columns; the first line names %(named)d.")
                % {"found": len(cells), "named": width},
            )


def _header(reader: Any) -> list[str]:
    try:
        header = [str(name).strip() for name in next(reader)]
    except StopIteration:
        raise empty() from None
    except (_TooLong, csv.Error):
        header = []
    if not header or any(not name.isprintable() for name in header):
        raise Refused(_("The first line does not name the columns."), rule="import_header")
    return header


def _too_long(start: int, lines: Lines) -> Refusal:
    if lines.keep_first():
        return Refusal(start, "", _("A quotation mark is opened here and never closed."))
    return Refusal(start, "", _("The line is longer than %(most)d bytes.") % {"most": LONGEST})


def _reader(lines: Lines, mapping: Mapping) -> Any:
    quoting: Any = csv.QUOTE_MINIMAL if mapping.quoting else csv.QUOTE_NONE
    return csv.reader(lines, delimiter=mapping.delimiter, quoting=quoting, strict=True)


def empty() -> Refused:
    return Refused(_("The file is empty."), rule="import_header")


def utf_16() -> Refused:
    return Refused(_("This file is UTF-16. Save it as UTF-8 and retry."), rule="import_encoding")


def objects(file: BinaryIO) -> Iterator[Found]:
    """The objects of an NDJSON file. Any other line is refused, and the next one read."""
    lines = Lines(file)
    while True:
        start = lines.begin()
        try:
            raw = lines.raw()
        except StopIteration:
            return
        except _TooLong:
            yield _too_long(start, lines)
            continue
        if not raw.strip():
            continue
        try:
            value = parsed(raw)
        except ValueError as error:
            yield Refusal(start, "", str(error))
            continue
        if isinstance(value, dict):
            yield start, value
        else:
            yield Refusal(start, "", _("The line is not a JSON object."))


def parsed(raw: bytes | str) -> Any:
    """The JSON value. Raises ValueError with a sentence."""
    try:
        text = raw.decode() if isinstance(raw, bytes) else raw
    except UnicodeDecodeError as error:
        raise ValueError(
            _("Byte %(place)d is not UTF-8. Save the file as UTF-8.") % {"place": error.start + 1}
        ) from None
    try:
        return json.loads(text, strict=False)
    except RecursionError:
        raise ValueError(TOO_DEEP) from None
    except json.JSONDecodeError as error:
        raise ValueError(
            _("It is not JSON: %(why)s at character %(place)d.")
            % {"why": error.msg, "place": error.pos + 1}
        ) from None
    except ValueError as error:  # thousands of digits
        raise ValueError(_("It holds a number that is too long.")) from error
