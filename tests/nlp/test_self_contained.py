"""What a statement leaves open at its beginning when it stands alone."""

import pytest

from nlp.self_contained import unclear_beginning

UNCLEAR = [
    ("that hospital was bombed twice", "that hospital"),
    ("“That hospital was bombed twice.”", "That hospital"),
    ("We have built 150 bridges.", "We"),
    ("we’ve built 150 bridges", "we"),
    ("It has killed 150 people.", "It"),
    ("This is the largest fire since 1990.", "This"),
    ("These attacks killed 150 people.", "These attacks"),
    ("And they lied about it.", "they"),
    ("But he never went there.", "he"),
    ("On Monday they bombed the port.", "they"),
    ("In March 2026, she resigned.", "she"),
    ("I never signed the order.", "I"),
    ("Those are fishermen, not traffickers.", "Those"),
]
CLEAR = [
    "The hospital in Kunduz was bombed twice.",
    "150 bridges were built.",
    "Ecuador said that it had built them.",
    "Those who fled were fishermen.",
    "This year 150 people died.",
    "It is true that 150 people died.",
    "It rained for 40 days.",
    "It is not known how many died.",
    "That the port burned is known.",
    "On Monday Boris Johnson said he would resign.",
    "Thistle farms closed.",
    "Italy closed its ports.",
    "",
]


@pytest.mark.parametrize(("text", "words"), UNCLEAR)
def test_what_only_the_context_explains(text: str, words: str) -> None:
    assert unclear_beginning(text) == words


@pytest.mark.parametrize("text", CLEAR)
def test_what_stands_alone(text: str) -> None:
    assert unclear_beginning(text) == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ese hospital fue bombardeado.", "Ese hospital"),
        ("Nosotros construimos 150 puentes.", "Nosotros"),
        ("Esto es falso.", "Esto"),
        ("Ella renunció en marzo.", "Ella"),
        ("Este año murieron 150 personas.", ""),
        ("El hospital fue bombardeado.", ""),
        ("España cerró sus puertos.", ""),
        ("Es cierto que murieron 150 personas.", ""),
    ],
)
def test_in_spanish(text: str, words: str) -> None:
    assert unclear_beginning(text, "es-EC") == words


def test_other_languages_are_not_judged_and_long_texts_end_soon() -> None:
    assert unclear_beginning("That hospital", "de") == ""
    assert unclear_beginning("on " + "a " * 100_000) == ""
