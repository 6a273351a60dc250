"""Which of some words are a person's name: whoever types "obama" looks for what he said first."""

from django.db import connection

from claims.matching import postings
from claims.matching.words import Text, folded
from claims.models.matching import Scope

LONGEST = 8  # words
NAMESAKES = 200  # the most people of one last name that are looked at
# Of a hundred claims that have the word, so many at least are theirs: "jobs" is no name.
SHARE = 5

_PEOPLE = """
SELECT DISTINCT s.name
  FROM sources_alias a JOIN sources_speaker s ON s.id = a.speaker_id
 WHERE s.kind = 'person' AND a.folded = fold(s.name) AND ({ends}) ORDER BY s.name LIMIT %s
"""


def named(scope: Scope, text: str) -> str:
    """The words of the text that are the last name, or more of the name, of people with claims.

    Empty where there are none, and where there are last names of several people.
    """
    words = [word for each in text.split() if len(word := folded(each).strip(".,;:!?'’()")) > 2]
    if not words or len(words) > LONGEST:
        return ""
    people = _called(words)
    if not people:
        return ""
    stems = {word: stem for word in words if (stem := _stem(word))}
    by = {name: f"by:{folded(name)}" for name in people}
    known = postings.frequencies(scope, [*by.values(), *stems.values()]).having
    found = set()
    for last in words:
        same = [name for name in people if folded(name).split()[-1] == last]
        statements = sum(known.get(by[name], 0) for name in same)
        if statements and statements * 100 >= SHARE * known.get(stems.get(last, ""), 0):
            found.add(max((_together(words, name) for name in same), key=len))
    return " ".join(next(iter(found))) if len(found) == 1 else ""


def _called(words: list[str]) -> list[str]:
    """People whose name ends with one of the words."""
    ends = " OR ".join(["a.folded LIKE %s OR a.folded = %s"] * len(words))
    escaped = map(connection.ops.prep_for_like_query, words)
    values = [
        value for each, word in zip(escaped, words, strict=True) for value in ("% " + each, word)
    ]
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE.replace("{ends}", ends), [*values, NAMESAKES])
        return [name for (name,) in cursor.fetchall()]


def _stem(word: str) -> str:
    return next(iter(Text(word).words), "")


def _together(words: list[str], name: str) -> tuple[str, ...]:
    parts = folded(name).split()
    return tuple(each for each in words if each in parts)
