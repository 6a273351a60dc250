"""How worth checking a sentence is: order, reasons, and texts that mean no good."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.checkworthiness import PROBABLY_NOT, PROBABLY_WORTH, Sign, assess
from nlp.checkworthiness.features import SMALL_WORDS, Block
from nlp.checkworthiness.model import BIAS, WEIGHTS, weights

WORTH = (
    "The ministry built 150 bridges in 2024.",
    "Unemployment fell from 7 to 4 percent since the last election.",
    "She voted against the bill three times.",
    "At least 44 strikes have been carried out, and 150 people were killed.",
)
NOT = (
    "Thank you very much for having me here tonight.",
    "What do you think about that?",
    "I hope that we can do better, and I believe that we must.",
    "Let me just say how glad I am.",
)


@pytest.mark.parametrize("text", WORTH)
def test_what_can_be_checked_scores_high(text: str) -> None:
    worth = assess(text)
    assert worth.score >= PROBABLY_WORTH
    assert worth.reasons


@pytest.mark.parametrize("text", NOT)
def test_what_nobody_would_check_scores_low(text: str) -> None:
    worth = assess(text)
    assert worth.score < PROBABLY_NOT
    assert worth.reasons


def test_reasons_show_the_words_and_point_the_way_of_the_score() -> None:
    (first, *_others) = assess("At least 44 strikes were carried out.").reasons
    assert (first.sign, first.words) == (Sign.NUMBER, "At least 44 strikes")
    signs = {reason.sign for reason in assess("Are you better off, and what should we do?").reasons}
    assert Sign.QUESTION in signs
    assert Sign.PAST not in signs
    assert [each.sign for each in assess("On it.").reasons] == [Sign.NOTHING]


@pytest.mark.parametrize(
    "text", ["voters", "The dead", "suspected smuggling vessels", "multiple prominent cartels"]
)
def test_a_few_words_without_number_or_verb_are_not_worth_checking(text: str) -> None:
    worth = assess(text)
    assert worth.score < PROBABLY_NOT
    assert worth.reasons[0].sign == Sign.FRAGMENT


@pytest.mark.parametrize("text", ["150 deaths", "She voted.", "Crime fell."])
def test_a_few_words_with_one_are(text: str) -> None:
    assert assess(text).score >= PROBABLY_WORTH


def test_the_country_is_not_a_pronoun() -> None:
    assert Sign.WE not in {each.sign for each in assess("The US sent 12 ships.").reasons}


@given(st.text(max_size=300))
def test_any_text_has_a_score(text: str) -> None:
    assert 0 < assess(text).score < 1


@pytest.mark.parametrize(
    "piece", ["a ", "I had been ", "A.B.C. ", "more than ", "1,", "“", "Aa of the "]
)
def test_only_the_beginning_of_a_long_text_is_read(piece: str) -> None:
    assert assess(piece * 200_000) == assess((piece * 200_000)[:2_000])


def test_the_weights_hold_words_and_signs_but_no_sentence() -> None:
    lines = WEIGHTS.read_text("utf-8").splitlines()
    assert len(weights()[BIAS]) == 1
    for block in (Block.WORD, Block.LETTERS, Block.FAMILIAR):
        assert max(len(feature.split()) for feature in weights()[block]) == 1
    # Of a shape only small words are spelt out.
    for feature in weights()[Block.SHAPE]:
        pieces = feature.split()
        assert len(pieces) <= 3
        spelt = {piece for piece in pieces if piece.isalpha()}
        assert spelt <= SMALL_WORDS, feature
    assert all(one != other for one, other in pairwise(lines))
