"""Quotes found in texts: the words as the text has them, or none."""

import itertools
import unicodedata

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from newsroom.errors import Refused
from sources import anchors
from sources.anchors.typesetting import Plain

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


# Each a text, what somebody typed, and the words that are found.
FOUND = [
    ("three dots", "He said … nothing", "said ... nothing", "said … nothing"),
    ("one sign for them", "He said... nothing", "said… nothing", "said... nothing"),
    ("two hyphens for a dash", "He said--twice--no", "said—twice", "said--twice"),
    ("ligatures", "of\ufb01cial ﬂow", "official flow", "of\ufb01cial ﬂow"),
    ("typed ligatures", "official", "of\ufb01cial", "official"),
    ("thin spaces", "150\u2009000 dead", "150 000 dead", "150\u2009000 dead"),
    ("right to left marks", "“\u200fقال\u200f”", '"قال"', "“\u200fقال\u200f”"),
    ("stretched Arabic", "قـــال اليوم", "قال اليوم", "قـــال اليوم"),
    ("stretched at the end", "قالـــ", "قال", "قال"),
    ("Arabic presentation forms", "ﻻ أحد", "لا أحد", "ﻻ أحد"),
    ("within joined Arabic", "والرئيس", "الرئيس", "الرئيس"),
    (
        "Hangul by letters",
        "\u1112\u1161\u11ab\u1100\u116e\u11a8",
        "한국",
        "\u1112\u1161\u11ab\u1100\u116e\u11a8",
    ),
    ("Hangul typed by letters", "한국", "\u1112\u1161\u11ab\u1100\u116e\u11a8", "한국"),
    ("within a Chinese sentence", "他说有三十人死亡。", "三十人", "三十人"),
    ("Thai, with its vowels", "เขาพูดว่าไม่", "ไม่", "ไม่"),
    ("heart as emoji", "I ❤\ufe0f it", "I ❤ it", "I ❤\ufe0f it"),
    ("emoji as heart", "I ❤ it", "I ❤\ufe0f it", "I ❤ it"),
    ("a family", "the 👩\u200d👧!", "👩\u200d👧", "👩\u200d👧"),
    ("a mark without a letter", "\u0301a b", "\u0301a", "\u0301a"),
    ("a space before a line break", "said \r\n  so", "said so", "said \r\n  so"),
    ("nothing within white space", "said \u200b so", "said so", "said \u200b so"),
    ("a sign with two accents", "a\u0323\u0307 b", "ạ\u0307", "a\u0323\u0307"),
    ("a part of a compound", "an anti-Trump rally", "Trump", "Trump"),
    ("possessive", "Trump’s rally", "Trump", "Trump"),
    ("a range", "in 2010–2015", "2015", "2015"),
]


@pytest.mark.parametrize(
    ("text", "quote", "exact"), [each[1:] for each in FOUND], ids=[each[0] for each in FOUND]
)
def test_letters_of_all_scripts_are_found_as_wholes(text: str, quote: str, exact: str) -> None:
    assert anchors.find_one(text, quote).exact == exact


NOT_FOUND = [
    ("a letter of a word", "bridges", "ridges"),
    ("a number within a number", "150 bridges", "50 bridges"),
    ("the beginning of a number", "150,000 dead", "150"),
    ("the beginning of a decimal", "1.5 percent", "1"),
    ("the end of a decimal", "1.5 percent", "5 percent"),
    ("a number with its unit", "the M5bn deal", "5bn"),
    ("a half more", "5½ years", "5"),
    ("without the minus", "by −5 percent", "5 percent"),
    ("the contrary", "We can’t pay", "We can"),
    ("three in thirteen", "十三人", "三人"),
    ("squares are no digits", "10² dead", "102 dead"),
    ("another script's digits", "١٥٠", "150"),
    ("without the accent", "Nun\u0303ez", "Nun"),
    ("the accent alone", "Nun\u0303ez", "\u0303ez"),
    ("with other vowel marks", "كَتَبَ", "كُتِبَ"),
    ("half a ligature", "oﬃce", "of"),
    ("one dot of three", "wait… no", "wait."),
    ("a mother of a family", "the 👩\u200d👧!", "👩"),
    ("two people for a family", "the 👩\u200d👧!", "👩👧"),
    ("a thumb of another colour", "👍🏽", "👍"),
    ("half a flag", "🇫🇷🇷🇺", "🇷🇷"),
    (
        "a part of another flag",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "🏴",
    ),
    ("a key's digit", "1\ufe0f\u20e3", "1"),
    ("a syllable's letters", "각", "가"),
    ("a syllable's letters by letters", "\u1100\u1161\u11a8", "\u1100\u1161"),
]


@pytest.mark.parametrize(
    ("text", "quote"), [each[1:] for each in NOT_FOUND], ids=[each[0] for each in NOT_FOUND]
)
def test_a_part_of_a_word_number_or_sign_is_not_the_words(text: str, quote: str) -> None:
    assert anchors.find(text, quote) == []


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
def test_every_whole_word_of_the_text_is_found(text: str, data: st.DataObject) -> None:
    """And every span from one edge of a word to another."""
    plain = Plain(text)
    edges = [at for at in range(len(plain.text) + 1) if plain.is_edge(at)]
    start, end = sorted((data.draw(st.sampled_from(edges)), data.draw(st.sampled_from(edges))))
    if not plain.text[start:end].strip():
        return
    start, end = plain.stored_span(start, end)
    places = [(found.start, found.end) for found in anchors.find(text, text[start:end])]
    # Repeated words are counted without overlap, so the very place may lie between two.
    assert any(a < end and start < b for a, b in places)


@given(texts)
@example("a\u00ad\u0301b")
@example("--- -\u2014\u00a0\u00a0\n \u00ad ")
@example("\n \u0e31")  # vowels on the second space
@example("\n \u0e33")
@example("👩\u200d👧\ufe0f각\u1100\u1161\u11a8ﬁ…")
def test_plain_characters_know_where_they_stand(text: str) -> None:
    plain = Plain(text)
    spans = [plain.stored_span(at, at + 1) for at in range(len(plain.text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    clusters = {found.start() for found in regex.finditer(r"\X", text)} | {len(text)}
    for (start, end), after in itertools.pairwise(spans):
        assert (start, end) == after or end <= after[0]
    assert (" ", " ") not in itertools.pairwise(regex.findall(r"\X", plain.text))
    for at, (start, end) in enumerate(spans):
        assert plain.plain_start(start) <= at < plain.plain_end(end)
        assert start in clusters
        assert Plain(text[start:end]).text in plain.text


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
