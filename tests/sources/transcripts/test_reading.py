"""What is read of each format, and the sentence in which anything else is refused."""

import random
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.transcripts import (
    LARGEST,
    MOST_CUES,
    Transcript,
    UnreadableTranscript,
    read_transcript,
    turns,
)
from sources.transcripts.times import milliseconds
from tests.length import examples

Read = list[tuple[int, int, str, str]]  # start, end, words, speaker

CAPTIONS = (
    """WEBVTT - debate
Kind: captions

STYLE
::cue { color: lime }

NOTE the second round

intro
00:01.000 --> 00:02.500 align:start
<v.loud Jane Doe>Hello &amp; <i>welcome</i></v>
<v Bob>Hi.

100:03.000 --> 00:04.000
""".replace("100:03", "00:03")
    + "<v Bob>We lost 150.\n"
)
SUBSTATION = """[Script Info]
Title: debate

[V4+ Styles]
Style: not,a,style

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:01.00,0:00:02.50,Default,Jane,0,0,0,,Hello{\\i1} you,\\Nall
Comment: 0,0:00:01.00,0:00:02.00,Default,Jane,0,0,0,,not said
"""
TTML = """<?xml version="1.0" encoding="UTF-8"?>
<tt xmlns="http://www.w3.org/ns/ttml"><body><div>
<p begin="00:00:01.000" end="00:00:02.500">Hello<br/>you &amp; <span>me</span></p>
<p begin="3s" end="4s">Bye</p></div></body></tt>
"""
JSON3 = """{"wireMagic": "pb3", "events": [
{"tStartMs": 0, "dDurationMs": 9000, "id": 1, "wpWinPosId": 1},
{"tStartMs": 100, "dDurationMs": 4000, "segs": [{"utf8": "hello"}, {"utf8": " world", "tOffsetMs": 500}]},
{"tStartMs": 2000, "aAppend": 1, "segs": [{"utf8": "\\n"}]},
{"tStartMs": 2000, "dDurationMs": 4000, "segs": [{"utf8": "again"}]}]}
"""


def srt(*cues: tuple[str, str]) -> str:
    return "".join(f"{i}\n{times}\n{words}\n\n" for i, (times, words) in enumerate(cues, 1))


def one(times: str, words: str = "x") -> str:
    return srt((times, words))


READ: dict[str, tuple[str, str, Read]] = {
    "WebVTT": (
        CAPTIONS,
        "WebVTT",
        [
            (1000, 2500, "Hello & welcome", "Jane Doe"),
            (1000, 2500, "Hi.", "Bob"),
            (3000, 4000, "We lost 150.", "Bob"),
        ],
    ),
    "SRT with labels": (
        srt(
            ("00:00:01,000 --> 00:00:02,000", ">> MODERATOR: Hello\nall"),
            ("00:00:02,000 --> 00:00:03,000", "- Yes.\n- No."),
            ("00:00:03,000 --> 00:00:04,000", "{\\an8}>> Gov. Smith: We lost\n150 people."),
            ("00:00:04,000 --> 00:00:05,000", "Note: this is <b>it</b>."),
        ),
        "SRT",
        [
            (1000, 2000, "Hello all", "MODERATOR"),
            (2000, 3000, "Yes.", ""),
            (2000, 3000, "No.", ""),
            (3000, 4000, "We lost 150 people.", "Gov. Smith"),
            (4000, 5000, "Note: this is it.", "Gov. Smith"),
        ],
    ),
    "out of order": (
        srt(("00:00:05,000 --> 00:00:06,000", "b"), ("00:00:01,000 --> 00:00:02,000", "a")),
        "SRT",
        [(1000, 2000, "a", ""), (5000, 6000, "b", "")],
    ),
    # It lasts until the next one; the last word for as long as a word takes.
    "equal times": (
        srt(("00:00:01,000 --> 00:00:01,000", "a"), ("00:00:05,000 --> 00:00:05,000", "b")),
        "SRT",
        [(1000, 5000, "a", ""), (5000, 5400, "b", "")],
    ),
    "cues at once": (
        srt(("00:00:01,000 --> 00:00:04,000", "a"), ("00:00:01,000 --> 00:00:04,000", "b")),
        "SRT",
        [(1000, 4000, "a", ""), (1000, 4000, "b", "")],
    ),
    "no words in a cue": (
        srt(("00:00:01,000 --> 00:00:02,000", ""), ("00:00:03,000 --> 00:00:04,000", "b")),
        "SRT",
        [(3000, 4000, "b", "")],
    ),
    "12 hours": (
        one("12:00:00,000 --> 12:00:01,000", "We lost 150."),
        "SRT",
        [(43_200_000, 43_201_000, "We lost 150.", "")],
    ),
    "SBV": (
        "0:00:01.000,0:00:02.000\nHello\nyou\n\n0:00:03.000,0:00:04.000\nBye\n",
        "SBV",
        [(1000, 2000, "Hello you", ""), (3000, 4000, "Bye", "")],
    ),
    "SubStation": (SUBSTATION, "SubStation", [(1000, 2500, "Hello you, all", "Jane")]),
    "SubStation's braces and drawings": (
        SUBSTATION.replace("Hello{\\i1} you,", "{a{b}Hello} {\\p1\\r}you\\h").replace(
            "all", "{\\p0}all{"
        )
        + "Dialogue: 0,0:00:02.00,0:00:03.00,Default,,0,0,0,,{\\i1\\p1}m 0 0 l 9 9{\\p0}\n",
        "SubStation",
        [(1000, 2500, "Hello} you all{", "Jane")],
    ),
    "TTML": (TTML, "TTML", [(1000, 2500, "Hello you & me", ""), (3000, 4000, "Bye", "")]),
    "json3": (JSON3, "json3", [(100, 2000, "hello world", ""), (2000, 6000, "again", "")]),
    "Whisper": (
        '{"segments": [{"start": 0.5, "end": 1.25, "text": " Hello", "speaker": "SPEAKER_00"}]}',
        "Whisper",
        [(500, 1250, "Hello", "SPEAKER_00")],
    ),
    "lines with times": (
        "[00:12:34] MODERATOR: Welcome.\n[12:40] JANE DOE: Thanks.\nAll.\n(12:50.5) Bye",
        "text",
        [
            (754_000, 760_000, "Welcome.", "MODERATOR"),
            (760_000, 770_500, "Thanks. All.", "JANE DOE"),
            (770_500, 770_900, "Bye", "JANE DOE"),
        ],
    ),
    "headings with times": (
        "Jane Doe  0:12\nHello there.\n\nBob Roe (0:15):\nHi.\n",
        "text",
        [(12_000, 15_000, "Hello there.", "Jane Doe"), (15_000, 15_400, "Hi.", "Bob Roe")],
    ),
}


def as_read(found: Transcript) -> Read:
    return [
        (each.start_ms, each.end_ms, found.text[each.start : each.end], each.speaker)
        for each in found.cues
    ]


@pytest.mark.parametrize("name", READ)
def test_reads(name: str) -> None:
    given_text, kind, expected = READ[name]
    found = read_transcript(given_text.encode())
    assert (found.format, as_read(found)) == (kind, expected)
    # The text has the words of the cues and nothing else.
    assert found.text.split() == [word for _, _, words, _ in expected for word in words.split()]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(one("00:00:01,000 --> 00:00:02,000", "é").encode(encoding), id=encoding)
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le")
        if encoding != "utf-16-le"
    ]
    + [
        pytest.param(
            b"\r\n" + one("00:00:01,000 --> 00:00:02,000", "\u00e9").replace("\n", "\r\n").encode(),
            id="CRLF",
        )
    ],
)
def test_every_encoding_gives_the_same_words(data: bytes) -> None:
    assert as_read(read_transcript(data)) == [(1000, 2000, "é", "")]


def test_speakers_without_times_keep_their_labels_in_the_text() -> None:
    found = read_transcript(
        b"Hearing\n\nMODERATOR:  Welcome.\n\nJane Doe: Thanks.\nAnd more.\nJane Doe: Bye"
    )
    assert found.cues == ()
    assert found.text == "Hearing\nMODERATOR: Welcome.\nJane Doe: Thanks.\nAnd more.\nJane Doe: Bye"
    assert [(found.text[each.start : each.end], each.speaker) for each in turns(found.text)] == [
        ("Welcome.", "MODERATOR"),
        ("Thanks.", "Jane Doe"),
        ("And more.", "Jane Doe"),
        ("Bye", "Jane Doe"),
    ]


@pytest.mark.parametrize(
    ("words", "speaker", "rest"),
    [
        ("DR. O'NEIL (via interpreter): Yes.", "DR. O'NEIL (via interpreter)", "Yes."),
        ("SPEAKER_01: Yes.", "SPEAKER_01", "Yes."),
        ("[Speaker 2]: Yes.", "Speaker 2", "Yes."),
        (">> Yes.", "", "Yes."),
        (">>> Jane Doe: Yes.", "Jane Doe", "Yes."),
        ("See https://example.org", "", "See https://example.org"),
        ("At 12:30 he said: no", "", "At 12:30 he said: no"),
        ("The Answer: no", "", "The Answer: no"),  # once, and not in capitals
        ("-5 degrees", "", "-5 degrees"),
        ("- Yes.", "", "Yes."),
        ("5 < 6 and 7 > 6", "", "5 < 6 and 7 > 6"),
    ],
)
def test_what_is_a_label(words: str, speaker: str, rest: str) -> None:
    found = as_read(read_transcript(one("00:00:01,000 --> 00:00:02,000", words).encode()))
    assert found == [(1000, 2000, rest, speaker)]


REFUSED: dict[str, tuple[bytes | str, str]] = {
    "empty": (" \n", "The file is empty."),
    "nothing but the header": ("WEBVTT\n", "Line 1: this file has no words."),
    "prose": ("We met on Monday.", "Line 1: this text has neither times nor speakers."),
    "ends before it starts": (
        one("00:00:05,000 --> 00:00:02,000"),
        "Line 2: the cue ends (0:00:02) before it starts (0:00:05).",
    ),
    "negative": (one("-00:00:05,000 --> 00:00:02,000"), "Line 2: a time is negative."),
    "negative in SubStation": (
        SUBSTATION.replace("0:00:01.00", "-0:00:01.00"),
        "Line 9: a time is negative.",
    ),
    "two digits of a fraction": (
        one("00:00:05,00 --> 00:00:06,000"),
        "Line 2: the times of this cue can't be read: “00:00:05,00 --> 00:00:06,000”.",
    ),
    "61 minutes": (one("00:61:05,000 --> 00:62:06,000"), "Line 2: the times of this cue can't"),
    "no number": (
        one("00:00:01,000 --> 00:00:02,000") + "00:00:03,000 --> 00:00:04,000\nlost\n",
        "Line 5: the times of this cue can't be read",
    ),
    "half a cue": (one("00:00:05,000 --> "), "Line 1: this text has neither times"),
    "beyond": (one("999:00:05,000 --> 999:00:06,000"), "Line 2: 999:00:06 is later than any"),
    "words outside a cue": (
        "WEBVTT\n\n00:05.000 --> 00:06.000\nHello\n\nworld\n",
        "Line 6: “world” belongs to no cue.",
    ),
    "piece of a stream": (
        "WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:9\n\n00:01.000 --> 00:02.000\nx",
        "Line 2: this is one piece of a stream",
    ),
    "damaged JSON": ('{"events": [\n{"a": }]}', "Line 2: this JSON is damaged."),
    "nested JSON": ('{"events":' + "[" * 100_000, "Line 1: this JSON is damaged."),
    "other JSON": ('{"a": 1}', "Line 1: this JSON has neither"),
    "endless JSON time": ('{"events":[{"segs":[{"utf8":"x"}],"tStartMs":1e999}]}', "Entry 1: its"),
    "JSON time that is none": (
        '{"events":[{"segs":[{"utf8":"x"}],"tStartMs":true}]}',
        "Entry 1: its",
    ),
    "entities": (
        '<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY b "b">]>\n<tt xmlns="http://www.w3.org/ns/ttml"/>',
        "Line 2: timed text needs no document type or entities",
    ),
    "times in frames": (
        TTML.replace("00:00:02.500", "00:00:02:12"),
        "Line 3: this TTML file can't be read from here on",
    ),
    "TTML with times of words": (
        TTML.replace("<span>", '<span begin="1s">'),
        "Line 3: this TTML file nests or times its captions in a way that would lose some",
    ),
    "old TTML": (TTML.replace("ns/ttml", "2006/10/ttaf1"), "Line 1: this XML is not TTML"),
    "other XML": ("<timedtext format='3'><body/></timedtext>", "Line 1: this XML is not TTML"),
    "deep XML": ('<tt xmlns="http://www.w3.org/ns/ttml">' + "<body>" * 9999, "Line 1: this TTML"),
    "SubStation's time": (
        SUBSTATION.replace("0:00:02.50", "0:00:xx.50"),
        "Line 9: this SubStation file can't be read",
    ),
    "SubStation's order": (
        SUBSTATION.replace("Layer, Start, End", "Layer, End, Start"),
        "Line 8: this SubStation file nests",
    ),
    "SCC": ("Scenarist_SCC V1.0\n\n00:00:00:00 9420", "Line 1: SCC is not read."),
    "SAMI": ("<SAMI><BODY><SYNC Start=1>", "Line 1: SAMI is not read."),
    "back in time": ("[00:10] a\n[00:05] b", "Line 2 goes back to 0:00:05, after 0:00:10."),
    "before the first time": ("words\n[00:10] a", "Line 1: these words stand before"),
    "null character": (one("00:00:05,000 --> 00:00:06,000", "a\0b"), "Line 3 holds a null"),
    "UTF-16 without a mark": ("1\n".encode("utf-16-le") * 9, "Line 1 holds a null character"),
    "PDF": (b"%PDF-1.4\n" + one("00:00:05,000 --> 00:00:06,000").encode(), "This is no transcript"),
    "page": ("<!doctype html>\n1\n00:00:05,000 --> 00:00:06,000\nx", "This is no transcript but"),
    "packed": (b"\x1f\x8b\x08" + b"\xff" * 60, "This is no transcript but application/gzip."),
    "too large": (b"1" * (LARGEST + 1), "The file is larger than 20 MB"),
    "a million lines": ("1" + "\n" * 1_000_001 + "2", "The file has 1000001 lines"),
    "a long line": (one("00:00:05,000 --> 00:00:06,000", "<" * 9999), "Line 3 is longer than 5000"),
    "a million cues": (
        "WEBVTT\n" + "\n00:01.000 --> 00:02.000\nx\n" * (MOST_CUES + 1),
        "Line 150003: the transcript has more than 50000 cues.",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refuses_in_words(name: str) -> None:
    data, sentence = REFUSED[name]
    with pytest.raises(UnreadableTranscript) as refused:
        read_transcript(data if isinstance(data, bytes) else data.encode())
    assert str(refused.value).startswith(sentence)
    assert refused.value.template % refused.value.values == str(refused.value)


class Rolled(NamedTuple):
    file: str
    lines: list[tuple[int, int, str]]


WORD = st.sampled_from(("no", "yes", "150", "we", "lost", "them."))
LINE = st.lists(WORD, min_size=1, max_size=3).map(" ".join)


@st.composite
def rolled(draw: st.DrawFn) -> Rolled:
    """A file in which each screen shows the last lines before its new one."""
    lines = draw(st.lists(st.tuples(LINE, st.booleans()), min_size=1, max_size=8))
    rows = draw(st.integers(2, 3))
    keeps = draw(st.booleans())  # as YouTube's do: 10 ms in which only the last line stays
    at, shown = 0, list[str]()
    cues: list[tuple[int, int, list[str]]] = []
    spoken: list[tuple[int, int, str]] = []
    for words, pause in lines:
        if pause:
            at, shown = at + 500, []
        # YouTube's screens have two rows.
        shown = [*(shown[-1:] if keeps else shown), words][-rows:]
        cues.append((at, at + 1000, shown))
        spoken.append((at, at + 1000, words))
        at += 1000
        if keeps:
            cues.append((at, at + 10, [words]))
            at += 10
    return Rolled(
        srt(*((f"{stamp(a)} --> {stamp(b)}", "\n".join(text)) for a, b, text in cues)), spoken
    )


def stamp(at: int) -> str:
    return f"{at // 3_600_000:02}:{at // 60_000 % 60:02}:{at // 1000 % 60:02},{at % 1000:03}"


@given(rolled())
@settings(max_examples=examples(40), deadline=None)
def test_rolling_captions_lose_and_double_no_word(each: Rolled) -> None:
    found = read_transcript(each.file.encode())
    assert [(a, b, words) for a, b, words, _ in as_read(found)] == each.lines
    assert found.text.split() == " ".join(words for *_, words in each.lines).split()


def test_lines_that_grow_word_by_word() -> None:
    shown = ["We", "We lost", "We lost 150", "We lost 150\npeople", "people\nin"]
    times = [f"{stamp(i * 1000)} --> {stamp(i * 1000 + 1000)}" for i in range(len(shown))]
    found = read_transcript(srt(*zip(times, shown, strict=True)).encode())
    assert [words for *_, words, _ in as_read(found)] == ["We", "lost", "150", "people", "in"]
    assert [each.start_ms for each in found.cues] == [0, 1000, 2000, 3000, 4000]


@pytest.mark.parametrize("repeated", ["", "NUÑEZ: "])
def test_lines_that_roll_lose_the_name_that_somebody_wrote_before_them(repeated: str) -> None:
    shown = [
        "NUÑEZ: We lost 150 people",
        f"{repeated}We lost 150 people\nin the flood.",
        "HARTLEY: No.",
        "HARTLEY: No.\nIt was",
        "It was 83.",
        "NUÑEZ: It was 83.",
    ]
    times = [f"{stamp(i * 1000)} --> {stamp(i * 1000 + 1200)}" for i in range(len(shown))]
    found = read_transcript(srt(*zip(times, shown, strict=True)).encode())
    assert [(who, words) for *_, words, who in as_read(found)] == [
        ("NUÑEZ", "We lost 150 people"),
        ("NUÑEZ", "in the flood."),
        ("HARTLEY", "No."),
        ("HARTLEY", "It was"),
        ("HARTLEY", "83."),
        ("NUÑEZ", "It was 83."),
    ]


def test_what_is_said_twice_in_captions_that_do_not_roll() -> None:
    shown = ["No.", "No.", "No.\nWe did not.", "It is.", "So it is."]
    times = [f"{stamp(i * 1000)} --> {stamp(i * 1000 + 1000)}" for i in range(len(shown))]
    found = read_transcript(srt(*zip(times, shown, strict=True)).encode())
    assert found.text == "No. No. No. We did not. It is. So it is."


@pytest.mark.parametrize("marks", ["voices", "labels", "dashes", "nothing"])
def test_two_people_who_speak_at_once_are_no_rolling_captions(marks: str) -> None:
    marked = {"voices": "<v {}>{}", "labels": "{}: {}", "dashes": "- {1}", "nothing": "{1}"}[marks]
    lines = [("ANA", "We lost 150."), ("BEN", "No, no."), ("ANA", "Count."), ("BEN", "Never.")]
    times = [(2000 * i, 2000 * i + 3000) for i in range(len(lines))]
    cues = [
        (f"{stamp(a)} --> {stamp(b)}", marked.format(*line))
        for (a, b), line in zip(times, lines, strict=True)
    ]
    file = srt(*cues)
    if marks == "voices":
        file = "WEBVTT\n\n" + file.replace(",000", ".000")
    found = read_transcript(file.encode())
    assert [(each.start_ms, each.end_ms) for each in found.cues] == times


def test_no_wrong_time_over_10_000_quotes_in_overlapping_cues() -> None:
    chance = random.Random(7)
    words = [f"w{i}" for i in range(4_000)]
    times: list[tuple[int, int]] = []  # when each word is heard
    cues, at, i = [], 0, 0
    while i < len(words):
        count, lasts = chance.randint(1, 9), chance.randint(500, 4_000)
        cues.append((f"{stamp(at)} --> {stamp(at + lasts)}", "\n".join(words[i : i + count])))
        times += [(at, at + lasts)] * len(words[i : i + count])
        i += count
        at += lasts - chance.choice((0, 0, 0, 400))  # the next one begins before it ends
    found = read_transcript(srt(*cues).encode())
    places, place = [], 0
    for word in words:
        place = found.text.index(word, place)
        places.append((place, place + len(word)))
        place += len(word)
    for _ in range(10_000):
        first = chance.randrange(len(words))
        last = min(first + chance.randrange(30), len(words) - 1)
        start, end = places[first][0], places[last][1]
        within = [cue for cue in found.cues if cue.start < end and start < cue.end]
        heard = min(c.start_ms for c in within), max(c.end_ms for c in within)
        of_words = times[first : last + 1]
        assert heard == (min(a for a, _ in of_words), max(b for _, b in of_words))


def broken(text: str) -> Iterator[Callable[[random.Random], bytes]]:
    data = text.encode()
    yield lambda by: data[: by.randrange(len(data))]
    yield lambda by: bytes(by.choice(data) if by.random() < 0.02 else each for each in data)
    yield lambda by: bytes(by.randrange(256) if by.random() < 0.01 else each for each in data)


@given(st.randoms(use_true_random=False))
def test_a_damaged_file_is_read_or_refused(by: random.Random) -> None:
    text, *_ = READ[by.choice(list(READ))]
    damage = by.choice(list(broken(text)))
    try:
        found = read_transcript(damage(by))
    except UnreadableTranscript as error:
        assert str(error).endswith(".")  # noqa: PT017
    else:
        _is_sound(found)


@given(st.text(max_size=200) | st.binary(max_size=200))
def test_anything_is_read_or_refused(found: str | bytes) -> None:
    data = found if isinstance(found, bytes) else ("[0:01] " + found).encode("utf-8", "replace")
    try:
        _is_sound(read_transcript(data))
    except UnreadableTranscript as error:
        assert str(error).endswith(".")  # noqa: PT017


def _is_sound(found: Transcript) -> None:
    at = before = 0
    found.text.encode()
    assert found.text == found.text.strip()
    for cue in found.cues:
        assert at <= cue.start < cue.end <= len(found.text)
        assert before <= cue.start_ms < cue.end_ms
        at, before = cue.end, cue.start_ms
    assert found.cues or turns(found.text)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("1:02:03.450", 3_723_450),
        ("02:03", 123_000),
        ("62:03", 3_723_000),
        ("1:62:03", None),
        ("3", None),
    ],
)
def test_times(written: str, expected: int | None) -> None:
    assert milliseconds(written) == expected
