"""Exact phrases: found by pairs of words, and never otherwise than PostgreSQL itself finds them."""

import re
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from hypothesis import example, given
from hypothesis import strategies as st

from claims.models import Claim, Publication, SearchWords
from tests import factories

pytestmark = pytest.mark.django_db

# Words that the rules of a language drop, join, stem and take apart; and what a query may hold.
WORDS = st.sampled_from(
    [
        *("the", "of", "boats", "boat", "bridges", "built", "puentes", "los", "o'brien", "it's"),
        *(
            "hard-to-find",
            "150",
            "3.5",
            "example.com/a!b",
            "x|y",
            "(so)",
            "&",
            "!",
            "a\\b",
            "ñandú",
        ),
    ]
)
TEXTS = st.lists(WORDS, min_size=1, max_size=9).map(" ".join)
PHRASE = st.lists(WORDS, min_size=1, max_size=4).map(lambda words: f'"{" ".join(words)}"')
QUERIES = st.lists(
    st.one_of(PHRASE, PHRASE.map("-{}".format), WORDS, st.just("or")), min_size=1, max_size=4
).map(" ".join)


@given(language=st.sampled_from(["en", "es-EC", "fr", ""]), text=TEXTS, query=QUERIES)
@example("en", "o'brien built the bridges", '"o\'brien built"')
@example("en", "a\\b hard-to-find boats", '"a\\b hard-to-find"')
@example("en", "the boat of the bridge", '"boat of the bridges"')
@example("en", "boat 150 bridge", '"boat of bridges"')
def test_a_phrase_is_found_exactly_where_its_words_follow_each_other(
    language: str, text: str, query: str
) -> None:
    """Whatever is asked: by pairs the same as word by word, but for words that a language drops."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT matches_phrases(s, l, q), matches_words(s, l, q), s @@ search_query(l, q),"
            "       word_pairs(s) @> query_pairs(search_query(l, q)),"
            "       search_query(l, q)::text ~ '<[234]>'"
            "  FROM (SELECT search_vector(%s, %s) s, %s::text l, %s::text q) f",
            [language, text, language, query],
        )
        by_pairs, by_words, parameters, matches_pairs, drops = cursor.fetchone()
    assert by_words == parameters
    assert by_pairs == parameters or (parameters and drops and not matches_pairs)
    if by_pairs and not drops:
        assert matches_pairs


@pytest.mark.parametrize(
    ("language", "text", "phrase", "found"),
    [
        ("en", "A state of emergency was declared.", "state of emergency", True),
        ("en", "States in emergencies", "state of emergency", True),
        ("en", "The state declared emergency.", "state of emergency", False),
        ("en", "The state in an emergency", "state of emergency", False),
        ("en", "Emergency of state", "state of emergency", False),
        ("es", "El ministro de defensa", "ministro de defensa", True),
        ("es", "El ministro alabó defensas", "ministro de defensa", False),
        ("fr", "État d’urgence", "état d'urgence", True),
        ("fr", "état urgence d'état", "état d'urgence", False),
    ],
)
def test_between_the_words_of_a_phrase_stand_only_those_that_the_language_drops(
    language: str, text: str, phrase: str, found: bool
) -> None:
    for query in (f'"{phrase}"', f'"{phrase}" -maduro', f'-"no such words" "{phrase}"'):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT matches_phrases(search_vector(%s, %s), %s, %s)",
                [language, text, language, query],
            )
            assert cursor.fetchone() == (found,), query


def test_phrases_that_are_left_out_or_chosen_ask_for_no_pairs() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT query_pairs(websearch_to_tsquery('english', asked)),"
            "       query_pairs(websearch_to_tsquery('english', '\"red boats\" harbour'))"
            '  FROM unnest(ARRAY[\'"red boats" -"two bridges" harbour\','
            "                    '-two \"red boats\"', '-\"two bridges\"',"
            '                    \'"red boats" or "two bridges"\']) asked'
        )
        ((left_out, pair), (again, _p), (alone, _q), (chosen, _r)) = cursor.fetchall()
    assert left_out == again == pair != []
    assert alone == chosen == []


def test_a_phrase_is_found_in_wording_name_and_quotes() -> None:
    made = factories.signed_claim(text="The harbour of Guayaquil stayed closed.")
    factories.signed_claim(text="Closed stayed the Guayaquil harbour.")
    for phrase, found in (
        ('"harbour of guayaquil stayed"', {made.pk}),
        ('"harbour stayed"', set()),
        ('harbour "stayed closed" -"guayaquil harbour"', {made.pk}),
    ):
        for rows, key in (
            (Claim.objects, "pk"),
            (SearchWords.objects, "pk"),
            (Publication.objects.listed(), "claim_id"),
        ):
            assert set(rows.matching(phrase).values_list(key, flat=True)) == found, phrase
    quoted = Claim.objects.matching('"bridges since January"').values_list("pk", flat=True)
    assert made.pk in quoted


def planned(found: Any) -> list[str]:
    sql, parameters = found.order_by().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
        cursor.execute(f"EXPLAIN {sql}", parameters)
        return [line for (line,) in cursor.fetchall()]


def test_an_index_answers_a_phrase_and_is_not_asked_again() -> None:
    plan = planned(SearchWords.objects.matching('"harbour stayed closed"'))
    assert sum("claims_by_pairs" in line for line in plan) == 3  # once for each language
    assert not any("Filter" in line and "word_pairs" in line for line in plan)


def test_claims_are_joined_to_their_words_so_that_an_index_may_answer() -> None:
    """From the side of the words: an outer join would begin with every claim."""
    plan = planned(Claim.objects.matching('"harbour stayed closed"'))
    assert any("claims_searchwords" in line for line in plan)
    assert not any(re.search("(Left|Right|Full) Join", line) for line in plan)


@pytest.mark.parametrize("phrase", ['"state of emergency"', '"state of emergency" -maduro'])
def test_the_desks_list_finds_what_the_site_finds(phrase: str) -> None:
    """Where common words are looked for row by row, too."""
    made = factories.claim(text="A state of emergency was declared.")
    factories.claim(text="The state declared emergency.")
    for found in (
        Claim.objects.matching(phrase),
        Claim.objects.matching_row_by_row(phrase, Q(pk__in=[])),
    ):
        assert [claim.pk for claim in found] == [made.pk]


@pytest.mark.parametrize(
    "words", ["pre-existing harbour conditions", '"harbour stayed" preexisting']
)
def test_an_index_answers_words_of_several_forms(words: str) -> None:
    plan = "\n".join(planned(SearchWords.objects.matching(words)))
    assert ("claims_by_pairs" if '"' in words else "claims_by_words") in plan
    # Each query is computed once, before any row is read.
    assert "words_query" not in plan
    assert "'preexist'" in plan
