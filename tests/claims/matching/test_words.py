"""How texts are folded for matching: what is written in two ways meets."""

import pytest

from claims.matching.words import Text, cleaned


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("pre-existing conditions", "preexisting condition"),
        ("$700,000", "0.7 million dollars"),
        ("700000 jobs", "700,000 jobs"),
        ("1.2bn", "$1.2 billion"),
        ("#AustralianFires", "Australian fires"),
        ("the U.S. border", "a US border"),
        ("Nuñez’s taxes", "Nunez taxed"),
        ("narco-terrorists", "narcoterrorist"),
    ],
)
def test_two_ways_of_writing_share_their_words(one: str, other: str) -> None:
    first, second = Text(one).words, Text(other).words
    assert first & second
    assert first <= second or second <= first or len(first & second) >= 2


@pytest.mark.parametrize(("one", "other"), [("14%", "14,000 troops"), ("150 deaths", "180 died")])
def test_other_numbers_stay_other_numbers(one: str, other: str) -> None:
    assert not Text(one).numbers & Text(other).numbers


def test_a_name_is_told_by_its_capital_unless_it_opens_a_sentence_or_all_is_shouted() -> None:
    assert Text("Critics say Obama left. Taxes rose for Chicago.").names == {"obama", "chicago"}
    assert not Text("STOP POSING AS MY DAD").names


def test_who_posted_and_addresses_are_no_words_of_the_statement() -> None:
    post = "Bricks washed up pic.twitter.com/ApEt — NowThis (@nowthisnews) September 10, 2019"
    assert cleaned(post).split() == ["Bricks", "washed", "up"]


@pytest.mark.parametrize(
    "text", ["", "…", "—", "#", "@", "....", "1,,2", "²³", "٣٤ دمشق", "\u202e"]
)
def test_any_text_will_do(text: str) -> None:
    read = Text(cleaned(text))
    assert read.counts is not None
    assert read.pairs is not None
    assert read.grams is not None


def test_time_grows_with_the_length_and_what_is_too_long_is_cut() -> None:
    assert len(Text("word " * 100_000).tokens) <= 1_000
