"""English nouns: singular or plural, and whether they are people."""

from nlp.quantities import units
from nlp.quantities.tokens import Token


def plural(word: str) -> bool:
    """Whether a word in lower case looks like a plural."""
    if word in units.IRREGULAR or word in units.PEOPLE:
        return True
    return (
        len(word) > 3
        and word.isascii()
        and word.endswith("s")
        and not word.endswith(("ss", "us", "is", "'s"))
        and word not in units.NOT_PLURAL
        and word not in units.STOP
    )


def stops(token: Token) -> bool:
    """Whether a noun phrase ends before this token. "US" is a name, "us" is not."""
    return token.kind != "word" or (token.lower in units.STOP and token.text not in ("US", "U.S."))


def initials(text: str) -> bool:
    """The plural of initials: TDs, TVs."""
    return len(text) > 2 and text[:-1].isupper() and text[-1] == "s" and text.isascii()


def many(word: str) -> str:
    """The plural of a noun in lower case."""
    if plural(word):
        return word
    if word.endswith(("s", "x", "ch", "sh", "z")):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"


def unit_of(token: Token) -> str:
    """The unit of such things: people for survivors and Syrians, strikes for a strike."""
    noun = token.lower
    if initials(token.text):
        return token.text
    of_a_country = token.text[:1].isupper() and noun.endswith(("ans", "an"))
    if noun in units.PEOPLE or noun in units.PERSON or noun.endswith("men") or of_a_country:
        return "people"
    return many(noun)
