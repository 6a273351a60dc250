"""The picture shown with a link to a claim: both answers, the statement, the finding and the speaker."""

import hashlib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Self

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageFont

from claims.models import Publication
from claims.presentation.chip import Part, chip
from claims.presentation.prose import credited, day
from claims.site import rows
from claims.site.frame import public
from newsroom.account.addresses import client_address
from newsroom.cors import any_origin
from newsroom.identity import newsroom_name
from newsroom.sign_ins import network_of

SIZE = (1200, 630)
EDGE = 70
PAPER, INK, SOFT, LINE = "#fffefa", "#1c1b18", "#57534a", "#d9d4c7"
# As in the style sheet.
COLOURS = {
    "verified": "#17653a",
    "refuted": "#a11d2a",
    "mixed": "#7d4e00",
    "disputed": "#62389a",
    "confirmed": "#17653a",
    "misattributed": "#a11d2a",
    "under_review": "#7d4e00",
}
# The second has Arabic and Hebrew letters.
FACES = ("DejaVuSerif-Bold.ttf", "DejaVuSans-Bold.ttf")
# Where operating systems install DejaVu.
FONTS = (
    Path("/usr/share/fonts/truetype/dejavu"),
    Path("/usr/share/fonts/dejavu"),
    Path("/Library/Fonts"),
)


# Drawing takes far longer than sending: a picture is kept, and one network has this many new ones
# drawn in a minute by each server process. What is kept is sent to everybody.
MOST_DRAWN = 60
MINUTE = 60  # seconds
DAY = 24 * 60 * MINUTE


@dataclass(frozen=True)
class Words:
    """All that a picture shows besides the site's mark; ``published``: the day, of a signed one."""

    site: str
    answers: tuple[Part, ...]
    text: str
    summary: str
    speaker: str
    published: str

    @classmethod
    def of(cls, row: rows.Row) -> Self:
        answers = tuple(chip(row.body, row.standing))
        return cls(
            newsroom_name(),
            answers,
            row.text,
            row.body["summary"],
            credited(row.body),
            day(row.published_at) if row.published_at else "",
        )

    @property
    def digest(self) -> str:
        return hashlib.sha256(repr(self).encode()).hexdigest()


@any_origin
@public
def card(request: HttpRequest, pk: int) -> HttpResponse:
    publication = get_object_or_404(Publication.objects.listed().only(*rows.COLUMNS), claim=pk)
    words = Words.of(rows.published(publication))
    kept = caches["pictures"]
    picture = kept.get(words.digest)
    if picture is None:
        if not _may_draw(network_of(client_address(request))):
            sentence = _("Too many new pictures were asked for. Try again in a minute.")
            return HttpResponse(
                sentence,
                content_type="text/plain; charset=utf-8",
                status=429,
                headers={"Retry-After": str(MINUTE)},
            )
        picture = _drawn(words)
        kept.set(words.digest, picture, DAY)
    return HttpResponse(picture, content_type="image/png")


def _may_draw(network: str) -> bool:
    """Counts a picture for this network."""
    counts, key = caches["process"], f"pictures-drawn-for-{network}"
    counts.add(key, 0, MINUTE)
    try:
        return counts.incr(key) <= MOST_DRAWN
    except ValueError:  # the minute has just ended
        return True


def _drawn(words: Words) -> bytes:
    image = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(image)
    _draw_mark(draw, EDGE, 34)
    small = _font("DejaVuSans.ttf", 28)
    width = small.getlength(words.published)
    draw.text((SIZE[0] - EDGE - width, 40), words.published, font=small, fill=SOFT)
    site = _font("DejaVuSans-Bold.ttf", 26)
    name = _cut(words.site, site, SIZE[0] - 2 * EDGE - width - 90)
    draw.text((EDGE + 54, 41), name, font=site, fill=SOFT)
    draw.line((EDGE, 84, SIZE[0] - EDGE, 84), fill=LINE, width=2)
    bold = _font("DejaVuSans-Bold.ttf", 40 if len(words.answers) < 3 else 34)
    y = 108.0
    for part in words.answers:
        colour = COLOURS.get(part.code, SOFT)
        draw.rectangle((EDGE, y, EDGE + 14, y + bold.size + 6), fill=colour)
        draw.text((EDGE + 32, y), capfirst(part.words), font=bold, fill=colour)
        y += bold.size + 16
    _write(draw, words.text, 250, 165, (44, 36, 30), INK)
    _write(draw, words.summary, 430, 120, (32, 28, 24), SOFT)
    draw.text((EDGE, 566), _cut(words.speaker, small), font=small, fill=SOFT)
    written = BytesIO()
    # Of fewer colours the yellow of the mark is none.
    image.quantize(128).save(written, "PNG", optimize=True)
    return written.getvalue()


def _draw_mark(draw: Any, left: int, top: int) -> None:
    """The site's icon, 40 pixels wide."""

    def points(*places: float) -> list[tuple[float, float]]:
        scaled = [each * 40 / 32 for each in places]
        return [(left + x, top + y) for x, y in zip(scaled[::2], scaled[1::2], strict=True)]

    draw.rounded_rectangle((left, top, left + 40, top + 40), 8, fill="#0a4d8c")
    for line in ((7, 11, 17, 11), (7, 16, 14, 16), (7, 21, 12, 21)):
        draw.line(points(*line), fill="#fff", width=3)
    draw.line(points(15, 21, 19, 25, 26, 14), fill="#ffd34e", width=4, joint="curve")


def _write(draw: Any, text: str, y: float, height: int, sizes: Sequence[int], colour: str) -> None:
    """Write the text in a box of the picture's width, as large as it fits."""
    face, has_letters = _face(text)
    size, lines = _fitting(text, face, height, sizes)
    x, anchor = (SIZE[0] - EDGE, "ra") if _is_right_to_left(text) else (EDGE, "la")
    # Without the letters there would be boxes in their place.
    for line in lines if has_letters else []:
        draw.text((x, y), line, font=_font(face, size), fill=colour, anchor=anchor)
        y += size * 1.3


def _face(text: str) -> tuple[str, bool]:
    """The face that has most of the text's letters, and whether it has at least half of them."""
    letters = {each for each in text if each.isalnum()}
    drawn = {face: sum(_draws(face, each) for each in letters) for face in FACES}
    best = max(FACES, key=lambda face: drawn[face])
    return best, 2 * drawn[best] >= len(letters)


@cache
def _draws(face: str, letter: str) -> bool:
    font = _font(face, 30)
    return bytes(font.getmask(letter)) != bytes(font.getmask("\uffff"))


def _is_right_to_left(text: str) -> bool:
    """As browsers decide: by the first letter that has a direction."""
    directions = (unicodedata.bidirectional(each) for each in text)
    return next((each for each in directions if each in ("L", "R", "AL")), "L") != "L"


def _fitting(text: str, face: str, height: int, sizes: Sequence[int]) -> tuple[int, list[str]]:
    """The largest of the sizes in which the text fits, with its lines; too long a text is cut."""
    for size in sizes:
        lines = list(_lines(text, _font(face, size)))
        room = int(height // (size * 1.3))
        if len(lines) <= room:
            return size, lines
    return size, [*lines[: room - 1], f"{lines[room - 1]}…"]


def _lines(text: str, font: Any) -> Iterator[str]:
    width, line = SIZE[0] - 2 * EDGE, ""
    for word in (_cut(each, font) for each in text.split()):
        longer = f"{line} {word}".strip()
        if line and font.getlength(longer) > width:
            yield line
            line = word
        else:
            line = longer
    yield line


def _cut(words: str, font: Any, width: float = SIZE[0] - 2 * EDGE) -> str:
    if font.getlength(words) <= width:
        return words
    while words and font.getlength(f"{words}…") > width:
        words = words[:-1]
    return f"{words}…"


@cache
def _font(file: str, size: int) -> Any:
    """DejaVu where the system has it, else the font that comes with the library."""
    for folder in FONTS:
        if (folder / file).exists():
            return ImageFont.truetype(folder / file, size)
    return ImageFont.load_default(size)
