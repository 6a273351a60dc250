"""The two ends of a range: 30-40, 30 to 40, between 30 and 40, from 30 to 40."""

from decimal import Decimal

from nlp.quantities import units
from nlp.quantities.number import Number
from nlp.quantities.numerals import number_at
from nlp.quantities.text import Text
from nlp.quantities.tokens import DASHES, lower, touching

_BACK = 8  # words before "from" among which a verb of change is looked for


def far_end(text: Text, near: Number, begin: int, at: int) -> Number | None:
    """The other end of a range whose first end stops at this token. ``begin``: where that begins,
    with its currency."""
    tokens = text.tokens
    word, before = lower(tokens, at), lower(tokens, begin - 1)
    if word in DASHES:
        joined = touching(tokens, at) == touching(tokens, at - 1)
    else:
        own = begin < near.begin or at > near.end  # "by $5 to $20"; not "by 3 to 4 percent"
        up_to = not (before == "by" and own) and (before != "from" or _spans(text, near, begin - 1))
        joined = (
            (word == "to" and up_to)
            or (word == "or" and before != "from")
            or (word == "and" and before == "between")
        )
    place = at + 1
    while lower(tokens, place) in units.SIGNS or (
        lower(tokens, place) == "us" and lower(tokens, place + 1) == "$"
    ):
        place += 1
    far = number_at(tokens, place) if joined and place < len(tokens) else None
    if far is None or far.to or far.style in ("part", "many", "couple"):
        return None
    if word == "or" and (far.value != (near.value or 0) + 1 or near.scale != far.scale):
        return None
    low, high = ends(near, far)
    return far if low is not None and high is not None and low < high else None


def ends(near: Number, far: Number) -> tuple[Decimal | None, Decimal | None]:
    """Both ends: "2 to 3 million" are millions, "10-15,000" thousands."""
    low, high = near.value, far.value
    if low is None or high is None:
        return low, high
    if near.scale == 1 and low < high / far.scale:
        low *= far.scale
    grouped = near.style == "digits" and far.style == "grouped" and far.scale == 1
    if near.to is far and grouped and low * 1000 < high:
        low *= 1000
    return low, high


def _spans(text: Text, near: Number, at: int) -> bool:
    """Whether "from" begins a range ("from 0 to 60", "costs from 5 to 10 dollars"), not a change
    ("rose from 5 to 10")."""
    if near.value == 0:
        return True
    first = at
    while first > max(0, at - _BACK) and text.sentences[first - 1] == text.sentences[at]:
        first -= 1
    return not any(token.lower in units.CHANGED for token in text.tokens[first:at])
