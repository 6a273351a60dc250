"""A search with the newsroom's own synonyms (``claims.models.Synonyms``)."""

import re
import unicodedata
from collections.abc import Sequence

from django.db import connection

from claims.search import query

# None with the name of a protected speaker: a search for it would lead to what is public of them.
_SAME = """
SELECT term, array_remove(keys, fold(term))
  FROM unnest(%s::text[]) term JOIN claims_synonyms ON in_use AND keys @> ARRAY[fold(term)]
 WHERE NOT contains_a_protected_name(array_to_string(terms, E' \\x1e '))
 ORDER BY id
"""
# Also none with such a name, for the same reason.
_IN_TEXT = """
SELECT terms
  FROM claims_synonyms
 WHERE in_use AND EXISTS (SELECT FROM unnest(keys) key WHERE position(key IN fold(%s)) > 0)
   AND NOT contains_a_protected_name(array_to_string(terms, E' \\x1e '))
 ORDER BY id
"""
MOST_WORDINGS = 4


def parsed(words: str | query.SearchQuery) -> query.SearchQuery:
    """The text as a query in which each term has its synonyms; a query is one already."""
    return query.parse(words, known(words)) if isinstance(words, str) else words


def known(text: str) -> query.Synonyms:
    """For each term, as it is in the text, that has synonyms: these, folded."""
    terms = query.terms(text) if len(text) <= query.LONGEST else []
    if not terms:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_SAME, [terms])
        rows = cursor.fetchall()
    same: dict[str, list[str]] = {}
    for term, synonyms in rows:
        same.setdefault(term, []).extend(synonyms)
    return same


def wordings_of_each(texts: Sequence[str]) -> list[list[str]]:
    """Each text, and with another of its synonyms in each place of a term, a few times at most."""
    with connection.cursor() as cursor:
        cursor.execute(_IN_TEXT, [query.clean(" ".join(texts))])
        rows = [terms for (terms,) in cursor.fetchall()]
    return [_wordings(text, rows) for text in texts]


def _wordings(text: str, synonyms: Sequence[Sequence[str]]) -> list[str]:
    found = [text]
    apart = unicodedata.normalize("NFD", text)
    for terms in synonyms:
        here = [term for term in terms if _pattern([term]).search(apart)]
        if here:
            found += [_put(term, _pattern(here), apart) for term in terms if term not in here]
    return found[:MOST_WORDINGS]


def _put(term: str, pattern: re.Pattern[str], text: str) -> str:
    return unicodedata.normalize("NFC", pattern.sub(lambda _match: term, text))


def _pattern(terms: Sequence[str]) -> re.Pattern[str]:
    """Any of the terms as whole words, the longest first, in a text whose accents stand apart (NFD)."""
    any_of = "|".join(
        r"\s+".join(map(_with_any_accents, term.split()))
        for term in sorted(terms, key=len, reverse=True)
    )
    return re.compile(rf"(?<!\w)(?:{any_of})(?!\w)", re.IGNORECASE)


def _with_any_accents(word: str) -> str:
    letters = (
        each for each in unicodedata.normalize("NFD", word) if not unicodedata.combining(each)
    )
    return "".join(rf"{re.escape(each)}[\u0300-\u036f]*" for each in letters)
