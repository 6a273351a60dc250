"""Reading files of claims: what is fit, what is refused in words, and what no file can do to us."""

import io
import json
import tracemalloc
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from claims.imports import columns
from claims.imports import lines as reading
from claims.imports.files import rows
from claims.imports.mapping import PLAIN, load, shipped
from claims.imports.names import named, unslugged
from claims.imports.rows import Refusal, Row
from newsroom.errors import Refused
from tests.claims.imports.files import FILE, ORIGIN, fit, lines, read, refused, row, table


def test_a_row_with_all_columns() -> None:
    (found,) = fit(
        table(
            row(
                speaker_role="minister of works",
                said_on="2020-03",
                source_url="https://news.example/1",
                source_title="Bridges",
                publisher="The Example",
                language="en",
                topics="Bridges; Public works,bridges",
                rationale="The office counted them.",
                review_url="HTTPS://www.checkers.example/1",
                reviewed_on="2020-04-02",
            )
        )
    )
    assert (found.line, found.origin, found.external_id) == (2, ORIGIN, "1")
    assert (found.said_from, found.said_to) == (date(2020, 3, 1), date(2020, 3, 31))
    assert (found.topics, found.topic_slugs) == (
        ["Bridges", "Public works"],
        ["bridges", "public-works"],
    )
    assert (found.review_url, found.publisher_domain) == (
        "https://www.checkers.example/1",
        "news.example",
    )
    assert (found.rating, found.reviewed_on) == ("Half so", date(2020, 4, 2))
    assert (found.speaker, found.speaker_kind, found.speaker_role) == (
        "Ana Nuñez",
        "person",
        "minister of works",
    )


def test_the_same_rows_as_json() -> None:
    columns = row(topics=["Bridges", "Roads"], said_on=2020, source_title=None)
    (found,) = fit(lines(columns), "ndjson")
    assert (found.line, found.topics, found.said_to) == (
        1,
        ["Bridges", "Roads"],
        date(2020, 12, 31),
    )


def test_without_an_origin_the_reviews_address_says_whose_it_is() -> None:
    raw = table(row(1, review_url="https://www.checks.example/1"), row(2, review_url=""))
    one, other = rows(io.BytesIO(raw), "csv", PLAIN, "", FILE)
    assert isinstance(one, Row)
    assert (one.origin, one.reviewer) == ("checks.example", "checks.example")
    assert isinstance(other, Refusal)
    assert "Whose claim is this?" in other.reason


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("external_id", " ", "is empty"),
        ("text", "", "is empty"),
        ("text", "x" * 10_001, "10001 characters"),
        ("text", '=HYPERLINK("https://evil.example","see")', "spreadsheet's formula"),
        ("rating", "@SUM(1+1)", "spreadsheet's formula"),
        ("speaker", "+cmd|' /C calc'!A0", "spreadsheet's formula"),
        ("rationale", "-2+3+cmd|' /C calc'!A0", "spreadsheet's formula"),
        ("text", "so\x00so", "null character"),
        ("said_on", "9999-12-31", "in the future"),
        ("said_on", "2020-02-30", "is not a date"),
        ("said_on", "0001-01-01", "is not a date"),
        ("said_on", "3 March", "is not a date"),
        ("reviewed_on", "2020", "one day"),
        ("source_url", "javascript:alert(1)", "not an address"),
        ("source_url", "https://", "not an address"),
        ("review_url", "https://a.example/ b", "not an address"),
        ("review_url", "https://a.example/" + "x" * 1990, "2008 characters"),
        ("review_url", "https://a.example/" + "é" * 1500, "too long for an address"),
        ("language", "english language", "the limit is 12"),
        ("language", "en_", "not a language tag"),
        ("language", "en!", "not a language tag"),
        ("topics", "x" * 101, "too long for a topic"),
        ("topics", ";".join(map(str, range(21))), "more than 20"),
        ("speaker_kind", "wizard", "not a kind of speaker"),
        ("quote", "no text", "together"),
    ],
)  # fmt: skip
def test_a_row_is_refused_in_words_and_the_next_one_read(
    column: str, value: str, words: str
) -> None:
    found = read(table(row(1, **{column: value}), row(2)))
    assert isinstance(found[0], Refusal)
    assert (found[0].line, found[0].column) == (2, column)
    assert words in found[0].reason, found[0].reason
    assert isinstance(found[1], Row)


@pytest.mark.parametrize(
    "text",
    [
        "@Jorge says that 96 hours are too long.",
        "-5 percent is what it grew by.",
        "+ 40 jobs a day (they say).",
        "Prices = wages (more or less).",
    ],
)
def test_words_that_begin_like_a_formula_are_words(text: str) -> None:
    assert fit(table(row(text=text)))[0].text == text


def test_lines_that_are_no_rows() -> None:
    good = table(row(1), row(2)).splitlines(keepends=True)
    head, one, two = good
    raw = b"".join([head, b"too,few\n", one, b'"a"b,c,d,e\n', two, b"\n"])
    found = read(raw)
    assert [(each.line, type(each).__name__) for each in found] == [
        (2, "Refusal"),
        (3, "Row"),
        (4, "Refusal"),
        (5, "Row"),
    ]
    assert "has 2 columns; the first line names 4" in found[0].reason  # type: ignore[union-attr]


def test_a_text_of_several_lines() -> None:
    found = fit(table(row(1, text="One line\nand another."), row(2)))
    assert [(each.line, each.text[:8]) for each in found] == [(2, "One line"), (4, "The mini")]


def test_a_quotation_mark_that_is_never_closed_costs_its_own_line() -> None:
    head, one, two = table(row(1), row(2)).splitlines(keepends=True)
    found = read(head + b'9,"never closed,x,y\n' + one + two)
    assert [(each.line, type(each).__name__) for each in found] == [
        (2, "Refusal"),
        (3, "Row"),
        (4, "Row"),
    ]


def test_mixed_encodings_cost_their_own_rows() -> None:
    head, one, two = table(row(1, speaker="Nuñez"), row(2)).splitlines(keepends=True)
    found = read(head + one.decode().encode("latin-1") + two)
    assert isinstance(found[0], Refusal)
    assert (found[0].column, "not UTF-8" in found[0].reason) == ("speaker", True)
    assert isinstance(found[1], Row)
    in_json = json.dumps(row(speaker="Nuñez"), ensure_ascii=False).encode("latin-1")
    bad, good = read(in_json + b"\n" + lines(row(2)), "ndjson")
    assert isinstance(bad, Refusal)
    assert "not UTF-8" in bad.reason
    assert isinstance(good, Row)


def test_a_byte_order_mark_is_no_part_of_the_first_column() -> None:
    assert fit("\ufeff".encode() + table(row()))[0].external_id == "1"


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "is empty"),
        (table(row()).decode().encode("utf-16"), "UTF-16"),
        (b"external_id,text,text\n1,a,b\n", "occurs twice"),
        (b"external_id,words\n1,a\n", "no column text"),
        (b"external_id,text,=colour\n1,a,b\n", "Unknown column “=colour”"),
        (b"\x00\x01,\x02\n", "does not name the columns"),
        (b'"external_id', "does not name the columns"),
    ],
)
def test_a_file_that_can_not_be_read_at_all(raw: bytes, words: str) -> None:
    with pytest.raises(Refused, match=words):
        read(raw)


class Endless(io.RawIOBase):
    """A file of a gigabyte that is nowhere."""

    def __init__(self, start: bytes, filling: bytes, size: int, end: bytes = b"") -> None:
        self.parts = [start, size, end]
        self.filling, self.left, self.began = filling * (1 << 16), size, False
        self.start, self.end = start, end

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, place: int, whence: int = 0) -> int:
        assert (place, whence) == (0, 0)
        self.__init__(*(self.parts[0], self.filling[:1], self.parts[1], self.parts[2]))  # type: ignore[misc]
        return 0

    def readinto(self, buffer: Any) -> int:
        if self.start:
            piece, self.start = self.start[: len(buffer)], self.start[len(buffer) :]
        elif self.left:
            piece = self.filling[: min(len(buffer), self.left)]
            self.left -= len(piece)
        else:
            piece, self.end = self.end[: len(buffer)], self.end[len(buffer) :]
        buffer[: len(piece)] = piece
        return len(piece)


def peak(work: Callable[[], Any]) -> tuple[Any, float]:
    """What it returns, and the megabytes that it held at most."""
    tracemalloc.start()
    try:
        return work(), tracemalloc.get_traced_memory()[1] / 2**20
    finally:
        tracemalloc.stop()


@pytest.mark.long
def test_a_line_of_a_gigabyte_is_refused_and_the_next_one_read(tmp_path: Path) -> None:
    head, one = table(row(1)).splitlines(keepends=True)
    path = tmp_path / "holes.csv"
    with path.open("wb") as file:
        file.write(head)
        file.truncate(1 << 30)  # a hole: it takes no room
        file.seek(1 << 30)
        file.write(b"\n" + one)
    with path.open("rb") as opened:
        found, held = peak(lambda: list(rows(opened, "csv", PLAIN, ORIGIN, FILE)))
    assert [(each.line, type(each).__name__) for each in found] == [(2, "Refusal"), (3, "Row")]
    assert "longer than 6000000 bytes" in found[0].reason
    assert held < 60


@pytest.mark.long
def test_an_object_of_a_gigabyte_in_a_line_is_refused() -> None:
    start, end = b'{"text": "', b'"}\n' + lines(row(1))
    file = io.BufferedReader(Endless(start, b"x", 1 << 30, end))
    found, held = peak(lambda: list(rows(file, "ndjson", PLAIN, ORIGIN, FILE)))
    assert [type(each).__name__ for each in found] == ["Refusal", "Row"]
    assert held < 60


@pytest.mark.parametrize(
    ("start", "filling", "words"),
    [
        (b'[{"@type": "ClaimReview", "claimReviewed": "', b"x", "value is longer"),
        (b"[" * 3 + b'{"@type": "ClaimReview", "claimReviewed": 1', b"0", "value is longer"),
        (b"<rss><channel><item><description>", b"x", "feed can't be read further"),
        (b"<rss><channel><item ", b"x", "item of the feed is too long"),
    ],
)
def test_a_review_without_an_end_is_refused(start: bytes, filling: bytes, words: str) -> None:
    file = io.BufferedReader(Endless(start, filling, 1 << 28))
    found, held = peak(lambda: list(rows(file, "claimreview", PLAIN, "", FILE)))
    assert [type(each).__name__ for each in found] == ["Refusal"]
    assert words in found[0].reason
    assert held < 80


DEEP = 10_000


@pytest.mark.parametrize(
    ("raw", "format_"),
    [
        (b'{"external_id": "1", "text": ' + b"[" * DEEP + b"]" * DEEP + b"}\n", "ndjson"),
        (b"[" * DEEP + b"]" * DEEP, "claimreview"),
        (b'{"@type": "ClaimReview", "x": ' + b'{"a":' * DEEP + b"1" + b"}" * DEEP + b"}", "claimreview"),
        (
            b'<html><script type="application/ld+json">{"@type": "ClaimReview", "x": '
            + b'{"a":' * DEEP + b"1" + b"}" * DEEP + b"}</script></html>",
            "claimreview",
        ),
    ],
)  # fmt: skip
def test_json_of_ten_thousand_levels_is_refused(raw: bytes, format_: str) -> None:
    (found,) = refused(raw, format_)
    assert "nested" in found.reason


def test_a_number_of_many_digits_is_refused() -> None:
    raw = b'{"external_id": ' + b"9" * 5000 + b', "text": "x"}\n'
    bad, good = read(raw + lines(row()), "ndjson")
    assert isinstance(bad, Refusal)
    assert "number that is too long" in bad.reason
    assert isinstance(good, Row)


@pytest.mark.parametrize("number", ["1e400", "-1e400", "NaN", "Infinity"])
def test_what_json_calls_a_number_and_is_none_is_no_rating(number: str) -> None:
    raw = b'{"external_id": "1", "text": "x", "rating": ' + number.encode() + b"}\n"
    (found,) = refused(raw, "ndjson")
    assert (found.column, found.reason) == ("rating", "This is not a number.")


def test_a_column_that_is_not_known_is_refused_by_name() -> None:
    (found,) = refused(lines(row(colour="red")), "ndjson")
    assert found.column == "colour"
    (found,) = refused(lines(row(text={"a": 1})), "ndjson")
    assert (found.column, found.reason) == ("text", "A text or a number belongs here.")


@pytest.mark.long
def test_nothing_holds_more_than_a_row() -> None:
    """Ten times the rows take no more memory."""
    raw = {
        count: table(*(row(n, text="x" * 5_000) for n in range(count))) for count in (300, 3_000)
    }

    def count(of: int) -> int:
        return sum(1 for _ in rows(io.BytesIO(raw[of]), "csv", PLAIN, ORIGIN, FILE))

    held = {of: peak(lambda of=of: count(of))[1] for of in raw}  # type: ignore[misc]
    assert held[3_000] < held[300] + 5
    assert reading.LONGEST < 10_000_000


# Mappings


def test_what_ships_loads() -> None:
    assert shipped() == ["liar", "politifact"]
    for name in shipped():
        assert load(name).columns["text"].source


def test_a_mapping_renames_and_takes_parts(tmp_path: Path) -> None:
    path = tmp_path / "theirs.toml"
    path.write_text(
        'origin = "checks.example"\nreviewer = "The Checks"\nlanguage = "es"\n'
        '[csv]\ndelimiter = "\\t"\nquoting = false\nheader = ["n", "words", "when", "page", "x"]\n'
        '[columns]\nexternal_id = "n"\ntext = "words"\n'
        'said_on = { from = "when", match = \'on (.*)$\', format = "%d %B %Y" }\n'
        'review_url = { from = "page", before = "https://checks.example/" }\n'
    )
    raw = b'7\tHe said "yes.\tsaid on 3 March 2020\tp/1\tignored\n8\tWords\tsome day\tp/2\t\n'
    good, bad = rows(io.BytesIO(raw), "csv", load(str(path)), "", FILE)
    assert isinstance(good, Row)
    assert (good.origin, good.reviewer, good.language) == ("checks.example", "The Checks", "es")
    assert (good.text, good.said_from) == ('He said "yes.', date(2020, 3, 3))
    assert good.review_url == "https://checks.example/p/1"
    assert isinstance(bad, Refusal)
    assert (bad.line, bad.column) == (2, "said_on")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("origin = ", "not valid"),
        ('[columns]\ntext = "x"\n', "needs external_id and text"),
        ('[columns]\nexternal_id = "a"\ntext = "b"\ncolour = "c"\n', "unknown column colour"),
        ('[columns]\nexternal_id = "a"\ntext = {from = "b", match = "("}\n', "not valid"),
        ('[csv]\ndelimiter = "--"\n', "one character"),
        ('colour = "red"\n', "unknown key colour"),
    ],
)
def test_a_mapping_that_is_not_right_says_why(tmp_path: Path, words: str, sentence: str) -> None:
    path = tmp_path / "theirs.toml"
    path.write_text(words)
    with pytest.raises(Refused, match=sentence):
        load(str(path))


def test_a_mapping_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(Refused, match="one of: liar, politifact"):
        load("nowhere")


def test_a_mapping_whose_columns_the_file_lacks(tmp_path: Path) -> None:
    path = tmp_path / "theirs.toml"
    path.write_text('[columns]\nexternal_id = "n"\ntext = "words"\n')
    with pytest.raises(Refused, match="takes the column words"):
        read(b"n,text\n1,x\n", mapping=load(str(path)))


# Names


@pytest.mark.parametrize(
    ("words", "name", "kind"),
    [
        ("Ana Nuñez", "Ana Nuñez", "person"),
        ("barack-obama", "Barack Obama", "person"),
        ("bob-mcdonnell", "Bob McDonnell", "person"),
        ("national-rifle-association", "National Rifle Association", "organisation"),
        ("Republican Party of Ohio", "Republican Party of Ohio", "organisation"),
        ("MoveOn.org", "MoveOn.org", "organisation"),
        ("Facebook posts", "Facebook posts", "anonymous"),
        ("chain-email", "chain-email", "anonymous"),
        ("blog-posting", "blog-posting", "anonymous"),
        ("Viral image", "Viral image", "anonymous"),
        ("Multiple sources", "Multiple sources", "anonymous"),
        ("Facebook, WhatsApp and media outlets", "Facebook, WhatsApp and media outlets", "anonymous"),
        ("redes sociales", "redes sociales", "anonymous"),
        ("सोशल मीडिया यूजर्स", "सोशल मीडिया यूजर्स", "anonymous"),
        ("منشورات مواقع التواصل الاجتماعي", "منشورات مواقع التواصل الاجتماعي", "anonymous"),
        ("Facebook user Eva Luna", "Facebook user Eva Luna", "person"),
        ("X", "X", "person"),
        ("", "the file names nobody", "unattributed"),
    ],
)  # fmt: skip
def test_who_is_meant(words: str, name: str, kind: str) -> None:
    assert named(words) == (name, kind)


def test_what_the_file_says_of_the_kind_goes_first_but_for_media() -> None:
    assert named("Acme", "Organization").kind == "organisation"
    assert named("The Committee", "person").kind == "person"
    assert named("Facebook posts", "person").kind == "anonymous"
    assert unslugged("de-la-rua-and-sons") == "De la Rua and Sons"


def test_a_year_that_is_not_over_ends_today() -> None:
    today = datetime.now(UTC).date()
    first, last = columns.days("said_on", f"{today:%Y}")
    assert first == date(today.year, 1, 1)
    assert last in (today, today + timedelta(days=1))
    assert columns.days("said_on", "2020") == (date(2020, 1, 1), date(2020, 12, 31))
