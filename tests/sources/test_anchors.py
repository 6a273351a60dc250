"""Quotes found in texts: the words as the text has them, or none."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsroom.errors import Refused
from sources import anchors

TEXT = "“We have built 150 bridges,” Ana Nu\u0301n\u0303ez said — twice.\n\nShe did\u00a0not\tcount co\u00adop dams."


@pytest.mark.parametrize(
    ("quote", "exact"),
    [
        ("150 bridges", "150 bridges"),
        ('"We have built 150 bridges,"', "“We have built 150 bridges,”"),
        ("«We have built", "“We have built"),
        ("Ana N\u00fa\u00f1ez said", "Ana Nu\u0301n\u0303ez said"),
        ("Ana Nu\u0301n\u0303ez", "Ana Nu\u0301n\u0303ez"),
        ("said - twice", "said — twice"),
        ("twice. She did not count", "twice.\n\nShe did\u00a0not\tcount"),
        ("coop dams", "co\u00adop dams"),
        ("co\u200bop  dams", "co\u00adop dams"),
        ("  150   bridges  ", "150 bridges"),
    ],
)
def test_a_quote_is_found_whoever_typeset_it(quote: str, exact: str) -> None:
    found = anchors.find_one(TEXT, quote)
    assert found.exact == exact
    assert TEXT[found.start : found.end] == exact


@pytest.mark.parametrize(
    "quote",
    [
        "180 bridges",
        "150 Bridges",
        "Ana Nunez",
        "We have built 150 dams",
        "",
        " ",
        "\n\n",
        "\u00ad",
    ],
)
def test_what_does_not_stand_there_is_not_found(quote: str) -> None:
    """Never a look-alike: another number, another letter or case is another quote."""
    assert anchors.find(TEXT, quote) == []
    with pytest.raises(Refused) as refused:
        anchors.find_one(TEXT, quote)
    assert refused.value.rule == "quote_not_found"


def test_the_very_words_go_before_other_typesetting() -> None:
    text = 'He said "no". She said “no”.'
    assert [found.start for found in anchors.find(text, '"no"')] == [8]
    assert [found.start for found in anchors.find(text, "“no”")] == [23]


def test_words_that_stand_twice_are_not_one_place() -> None:
    text = "no, no, no"
    assert [found.start for found in anchors.find(text, "no")] == [0, 4, 8]
    with pytest.raises(Refused) as refused:
        anchors.find_one(text, "no")
    assert refused.value.rule == "quote_found_twice"
    assert "3" in refused.value.sentence


def test_offsets_count_code_points() -> None:
    text = "🌉🌉 bridges"
    assert anchors.find_one(text, "bridges").start == 3


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (2, 2), (3, 2), (0, 99)])
def test_a_span_lies_in_the_text(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="no span"):
        anchors.make("bridges", start, end)


# What typesetters do, and what Unicode does.
letters = st.sampled_from("ab ñé'\"’“”-–—\u00a0\u00ad\u200b\u0301\u0303\n\tß🌉Жｱ가")
texts = st.text(letters | st.characters(exclude_categories=["Cs"]), max_size=60)


@given(texts, texts)
@example("e\u0301", "e")
@example("\u0301a", "\u0301a")
@example("a\u00ad\u0301b", "áb")
@example("ﬁ", "fi")
def test_what_is_found_is_what_stands_there(text: str, quote: str) -> None:
    for found in anchors.find(text, quote):
        assert text[found.start : found.end] == found.exact != ""
        assert text[: found.start].endswith(found.prefix)
        assert text[found.end :].startswith(found.suffix)
        assert max(len(found.prefix), len(found.suffix)) <= anchors.CONTEXT


@given(texts, st.data())
def test_every_span_of_the_text_is_found(text: str, data: st.DataObject) -> None:
    if not text:
        return
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    if not _letters(text[start:end]):
        return
    places = [(found.start, found.end) for found in anchors.find(text, text[start:end])]
    # Repeated words are counted without overlap, so the very place may lie between two.
    assert any(a < end and start < b for a, b in places)


@given(texts)
def test_a_typed_quote_never_loses_or_gains_a_letter(text: str) -> None:
    """What is found by other typesetting has the same letters, accents and digits."""
    typed = unicodedata.normalize("NFC", text).replace("’", "'").replace("\u00a0", " ")
    for found in anchors.find(text, typed):
        assert _letters(found.exact) == _letters(typed)


def _letters(text: str) -> str:
    return "".join(
        each for each in unicodedata.normalize("NFC", text) if each.isalnum() or ord(each) > 0x2FFF
    )
