"""Bounds and qualifiers around a number: at least, up to, nearly, or more; known, another."""

from dataclasses import dataclass

from nlp.kinds import Bound
from nlp.quantities import elsewhere, units
from nlp.quantities.tokens import Token, hyphen_at, lower, touching

_LENGTHS = (4, 3, 2, 1)
_BEFORE = elsewhere.BEFORE | units.BEFORE


@dataclass(frozen=True, slots=True)
class Before:
    """A bound before a number: the token that it begins with. ``surely``: its words always mean a
    bound, which "over" may not."""

    begin: int
    bound: Bound | None = None
    surely: bool = False


def bound_before(tokens: list[Token], at: int, taken: int = 0) -> Before:
    """The bound that ends before this token and begins with token ``taken`` or a later one."""
    if [lower(tokens, each) for each in range(at - 3, at)] == ["a", "total", "of"]:
        at -= 3
    if lower(tokens, at - 1) == "between":
        at -= 1
    for length in _LENGTHS:
        begin = at - length
        if begin < taken:
            continue
        phrase = tuple(token.lower for token in tokens[begin:at])
        bound = _BEFORE.get(phrase)
        if bound is None:
            continue
        if phrase == ("up", "to") and lower(tokens, begin - 1) in units.CHANGED:
            break  # goes up to
        if phrase == ("about",) and _on_a_matter(tokens, begin - 1):
            break
        return Before(begin, bound, surely=length > 1)
    return Before(at)


def _on_a_matter(tokens: list[Token], at: int) -> bool:
    """Whether "about" names a topic, not an estimate."""
    before = lower(tokens, at)
    if before in ("is", "was", "are", "were"):
        before = lower(tokens, at - 1)
    return before in units.ON_A_MATTER


def bound_after(tokens: list[Token], at: int) -> tuple[Bound | None, int]:
    """The bound that begins with this token ("or more", "+"), and the token after it."""
    for length in _LENGTHS:
        phrase = tuple(token.lower for token in tokens[at : at + length])
        if phrase in units.AFTER:
            return units.AFTER[phrase], at + len(phrase)
    if lower(tokens, at) == "+" and touching(tokens, at - 1):
        return Bound.AT_LEAST, at + 1
    if hyphen_at(tokens, at) and lower(tokens, at + 1) == "plus":
        return Bound.AT_LEAST, at + 2
    return None, at


def qualifier_before(tokens: list[Token], at: int, taken: int) -> tuple[int, str]:
    """ "An estimated", "another", "a further", and where it begins. "Officials confirmed 150" has
    none: before a number, only an article shows that the word is no verb."""
    word = lower(tokens, at - 1)
    if word not in units.QUALIFIERS or at - 1 < taken:
        return at, ""
    if word == "another":
        return at - 1, word
    if lower(tokens, at - 2) in ("a", "an", "the") and at - 2 >= taken:
        return at - 2, word
    return at, ""
