"""The sources of one batch, with texts that contain the quotes of its claims."""

import hashlib
import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from benchmarks.newsroom import words
from benchmarks.newsroom.people import REPORTERS, Cast, Speaker
from benchmarks.newsroom.tables import Rows

AROUND = 32  # code points of context on either side of a quote
Place = tuple[int, int]
Body = dict[str, Any]


@dataclass
class Source:
    """A source with its one snapshot, which has the same number."""

    number: int
    language: str
    publisher: tuple[int, str, str, int | None] | None
    published_on: date
    added_by: int
    added_at: datetime
    origin: "Source | None" = None  # of a wire copy
    text: str = ""
    sha256: str = ""
    fillers: list[Place] = field(default_factory=list)
    body: Body = field(default_factory=dict)
    snapshot: Body = field(default_factory=dict)

    @property
    def first(self) -> "Source":
        return self.origin or self

    @property
    def disinterested(self) -> bool:
        """Whether it is surely no speaker's own."""
        return self.publisher is not None and self.publisher[3] is None

    def quote(self, place: Place, bare: bool = False) -> Body:
        start, end = place
        return {
            "exact": self.text[start:end],
            "prefix": "" if bare else self.text[max(0, start - AROUND) : start],
            "suffix": "" if bare else self.text[end : end + AROUND],
            "start": start,
            "end": end,
        }


@dataclass
class Statement:
    """What a claim says, and where it stands: the places by source number."""

    number: int
    speaker: Speaker
    language: str
    sentence: str
    value: int | None
    directness: str
    verb: str
    described_as: str
    home: Source
    places: dict[int, list[Place]] = field(default_factory=dict)


def sources(
    numbers: range, cast: Cast, dice: random.Random, at: datetime, window: timedelta
) -> list[Source]:
    """The batch's sources, without texts; one in twelve is a wire copy of an earlier one."""
    made: list[Source] = []
    for number in numbers:
        publisher = dice.choices(cast.publishers, cum_weights=cast.publishing)[0]
        source = Source(
            number,
            dice.choices(words.LANGUAGES, tuple(words.SPEAKS.values()))[0],
            None if dice.random() < 0.06 else publisher,
            (at - timedelta(days=dice.randrange(4))).date(),
            dice.choice(REPORTERS),
            at + window * (dice.random() * 0.1),
        )
        if len(made) > 6 and dice.random() < 0.08:
            source.origin = dice.choice(made).first
            source.language = source.origin.language
        made.append(source)
    return made


def compose(
    batch: list[Source], statements: list[Statement], cast: Cast, dice: random.Random
) -> None:
    """Write each source's text around the statements that stand in it, and note the places."""
    inside: dict[int, list[Statement]] = {source.number: [] for source in batch}
    originals = [source for source in batch if source.origin is None]
    for statement in statements:
        inside[statement.home.number].append(statement)
        if dice.random() < 0.3:  # another report of the same utterance
            other = dice.choice(originals)
            if other is not statement.home:
                inside[other.number].append(statement)
    for source in originals:
        _write(source, inside[source.number], cast.vocabularies[source.language], dice)
    for source in batch:
        if source.origin is not None:
            source.text, source.fillers = source.origin.text, source.origin.fillers
            for statement in inside[source.origin.number]:
                statement.places[source.number] = statement.places[source.origin.number]
        source.sha256 = hashlib.sha256(source.text.encode()).hexdigest()


def _write(
    source: Source, inside: list[Statement], vocabulary: words.Vocabulary, dice: random.Random
) -> None:
    parts: list[str] = []
    length = 0

    def put(text: str) -> Place:
        nonlocal length
        parts.append(text)
        length += len(text)
        return length - len(text), length

    for statement in inside:
        for _ in range(dice.choice((0, 1, 1))):
            start, end = put(vocabulary.sentence(dice) + ".")
            source.fillers.append((start, end - 1))
            put(" ")
        name, sentence = statement.described_as or statement.speaker.name, statement.sentence
        if statement.directness == "direct":
            put("“")
            place = put(sentence)
            put(f"”, {name} {statement.verb}.\n\n")
        else:
            put(f"{name} {statement.verb} that ")
            place = put(sentence[0].lower() + sentence[1:])
            put(".\n\n")
        statement.places[source.number] = [place]
        if dice.random() < 0.04:  # repeated at the end of the paragraph
            put("“")
            statement.places[source.number].append(put(sentence))
            put("”\n\n")
    for _ in range(2):
        start, end = put(vocabulary.sentence(dice) + ".")
        source.fillers.append((start, end - 1))
        put("\n")
    source.text = "".join(parts).rstrip()


def write(batch: list[Source], cast: Cast, dice: random.Random, rows: Rows) -> None:
    """Add the sources and their snapshots, and prepare how bodies name them."""
    for source in batch:
        vocabulary = cast.vocabularies[source.language]
        domain = source.publisher[2] if source.publisher else "not-stated.example"
        title = vocabulary.heading(dice)
        uri = f"https://{domain}/{source.published_on:%Y/%m}/{source.number}-{words.slug(title)}"
        known = dice.random() >= 0.05
        if dice.random() < 0.03 and source.origin is None:
            uri = f"urn:sha256:{source.sha256}"
        excerpt = dice.random() < 0.03
        source.body = {
            "id": source.number,
            "uri": uri,
            "kind": dice.choices(("article", "release", "post", "transcript"), (80, 8, 8, 4))[0],
            "title": title if dice.random() >= 0.03 else "",
            "byline": f"{dice.choice(words.GIVEN)} Writer" if dice.random() < 0.6 else "",
            "publisher": {"id": source.publisher[0], "name": source.publisher[1]}
            if source.publisher
            else None,
            "published_on": source.published_on.isoformat() if known else None,
            "language": source.language,
            "licence": "CC BY 4.0" if dice.random() < 0.03 else "",
        }
        source.snapshot = {
            "kind": "excerpt" if excerpt else "capture",
            "method": "copied" if excerpt else "pasted",
            "text_sha256": source.sha256,
            "consulted_url": "https://archive.example/" if excerpt else "",
            "consulted_on": source.published_on.isoformat() if excerpt else None,
            "timecode": "",
        }
        _add(source, source.published_on if known else None, rows)


def _add(source: Source, published_on: date | None, rows: Rows) -> None:
    body, snapshot = source.body, source.snapshot
    excerpt = snapshot["kind"] == "excerpt"
    rows.add(
        *("sources_source", source.number, body["uri"], body["kind"], body["title"]),
        *(body["byline"], source.publisher[0] if source.publisher else None, published_on),
        *("", source.language, body["licence"], ""),
        *(source.origin.number if source.origin else None, source.added_by, source.added_at),
    )
    rows.add(
        *("sources_snapshot", source.number, source.number, snapshot["kind"], source.text),
        *(source.sha256, "", "", "" if excerpt else "text/html"),
        *(snapshot["method"], snapshot["consulted_url"], snapshot["consulted_on"]),
        *("", source.added_by, source.added_at),
    )
