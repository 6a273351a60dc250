"""English words that several modules look for, and how tables of words are written."""

from collections.abc import Mapping
from typing import TypeVar

Value = TypeVar("Value", bound=str)


def word_set(words: str) -> frozenset[str]:
    return frozenset(words.split())


def with_plurals(words: str) -> frozenset[str]:
    """Nouns whose plural takes an s, in both numbers."""
    return frozenset(word + ending for word in words.split() for ending in ("", "s"))


def entries(table: str) -> dict[str, list[str]]:
    """From "feet: ft foot; inches: inch" to {"feet": ["ft", "foot"], "inches": ["inch"]}."""
    pairs = (entry.partition(":") for entry in table.split(";"))
    return {" ".join(key.split()): words.split() for key, _, words in pairs}


def spellings(table: str) -> dict[str, str]:
    """The same table by word: {"ft": "feet", "foot": "feet", "inch": "inches"}."""
    return {word: key for key, words in entries(table).items() for word in words}


def phrases(table: Mapping[Value, str]) -> dict[tuple[str, ...], Value]:
    """From {"inches": "inch, square inch"} to {("inch",): "inches", ("square", "inch"): "inches"}."""
    return {
        tuple(phrase.split()): value
        for value, listed in table.items()
        for phrase in listed.split(",")
    }


MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
# By name and by abbreviation.
MONTH_NUMBERS = {
    word: number for number, name in enumerate(MONTHS, 1) for word in (name, name[:3])
} | {"sept": 9}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
ONES = {word: number for number, word in enumerate(_ONES)}
TENS = {word: 10 * number for number, word in enumerate(_TENS, 2)}
