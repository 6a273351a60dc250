"""A search with the newsroom's own synonyms (``claims.models.Synonyms``)."""

from django.db import connection

from claims.search import query

# None with the name of a protected speaker: a search for it would lead to what is public of them.
_SAME = """
SELECT term, array_remove(keys, fold(term))
  FROM unnest(%s::text[]) term JOIN claims_synonyms ON in_use AND keys @> ARRAY[fold(term)]
 WHERE NOT contains_a_protected_name(array_to_string(terms, E' \\x1e '))
 ORDER BY id
"""


def parsed(text: str) -> query.SearchQuery:
    """The text as a query in which each term has its synonyms."""
    return query.parse(text, known(text))


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
