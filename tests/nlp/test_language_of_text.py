"""The language of a text, found in its words, beside what its page states."""

import pytest

from nlp.language_of_text import LONG, language_of

ENGLISH = """The harbour board said on Tuesday that the ferry would run again from the first of March, and
that tickets bought for the cancelled crossings stay valid. Nobody on the island had been told about it.
"""
SPANISH = """La junta del puerto informó el martes de que el transbordador volverá a navegar desde el primero
de marzo, y de que los billetes comprados siguen siendo válidos. En la isla nadie lo sabía todavía.
"""
FRENCH = """La direction du port a annoncé mardi que le bac reprendrait le premier mars, et que les billets
achetés pour les traversées annulées restent valables. Personne ne le savait encore sur cette île.
"""
POLISH = """Zarząd portu poinformował we wtorek, że prom będzie znowu kursował od pierwszego marca, a bilety
kupione na odwołane rejsy zachowują ważność. Na wyspie nikt jeszcze o tym nie słyszał.
"""


@pytest.mark.parametrize(
    ("text", "language"), [(ENGLISH, "en"), (SPANISH, "es"), (FRENCH, "fr"), (POLISH, "pl")]
)
def test_it_is_found_where_the_page_states_none(text: str, language: str) -> None:
    assert language_of(text) == language


def test_it_is_left_open_where_a_text_is_too_short_or_no_language() -> None:
    assert language_of("") == ""
    assert language_of("Sí, claro.") == ""
    assert language_of("12 − 7 = 5; " * 50) == ""


def test_what_the_page_states_stands_with_its_country() -> None:
    assert language_of(SPANISH * 6, "es-EC") == "es-EC"


def test_a_long_and_clear_text_overrules_its_page() -> None:
    assert language_of(SPANISH * 6, "en-US") == "es"
    assert language_of(FRENCH * 6, "en") == "fr"


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        (SPANISH, "en"),  # short
        (SPANISH * 3 + ENGLISH * 3, "en"),  # in two languages
        (SPANISH * 6, "quz"),  # a language that isn't known here
        (SPANISH * 6, "gl"),  # a language too close to it
    ],
)
def test_it_does_not_where_that_may_be_wrong(text: str, stated: str) -> None:
    assert language_of(text, stated) == stated


def test_the_examples_are_as_long_as_the_tests_say() -> None:
    assert len(SPANISH) < LONG < len(SPANISH * 4)


def test_a_long_text_takes_no_longer() -> None:
    assert language_of(ENGLISH + "橋" * 3_000_000, "en") == "en"
