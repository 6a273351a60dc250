"""Likely repeats: hints by words in common, and never past a number that differs."""

import pytest

from claims.matching.repeats import (
    AT_ONCE,
    likely_repeats,
    likely_repeats_of_each,
    probable_repeats,
)
from claims.workflow import synonyms
from tests import factories

pytestmark = pytest.mark.django_db


def test_the_nearest_words_come_first() -> None:
    near = factories.claim(text="The strikes killed fishermen near the coast of Ecuador.")
    nearer = factories.claim(text="The strikes killed fishermen near Ecuador.")
    factories.claim(text="Bridges were built in January.")
    statement = "Strikes have killed fishermen near Ecuador"
    assert likely_repeats(statement) == [nearer.pk, near.pk]


def test_a_different_count_is_listed_after_all_that_count_the_same() -> None:
    same = factories.claim(
        text="At least 150 deaths in aerial strikes off the coast are known now."
    )
    other = factories.claim(text="There were 180 deaths in aerial strikes.")
    assert likely_repeats("There were 150 deaths in aerial strikes.") == [same.pk, other.pk]


def test_probable_is_what_has_half_of_the_words_and_no_other_number() -> None:
    same = factories.claim(text="There were 150 deaths in aerial strikes off the coast.")
    factories.claim(text="There were 180 deaths in aerial strikes.")
    factories.claim(text="The strikes and the deaths worried fishermen, governors and markets.")
    assert probable_repeats("There were 150 deaths in aerial strikes.") == [same.pk]


def test_a_speakers_own_claims_are_compared_whatever_words_are_longest() -> None:
    claim = factories.claim(text="Nobody knows them here.")
    assert likely_repeats("Here nobody knows them", claim.speaker_id) == [claim.pk]


@pytest.mark.parametrize(
    "text", ["", "150", "¡¿…?!", "or", "or or and", "' & | ! ( :*", "\u202e" * 9]
)
def test_any_text_will_do(text: str) -> None:
    factories.claim()
    assert likely_repeats(text) == []


def test_one_statement_costs_a_bounded_number_of_queries(
    django_assert_max_num_queries: pytest.FixtureRequest,
) -> None:
    by = factories.speaker()
    for number in range(30):
        factories.claim(text=f"Strikes killed fishermen, report {number} says.", speaker=by)
    with django_assert_max_num_queries(3):  # type: ignore[operator]
        assert len(likely_repeats("Strikes killed fishermen, a report says.", by.pk)) == 5


def test_a_page_of_statements_costs_as_many_queries_as_one(
    django_assert_max_num_queries: pytest.FixtureRequest,
) -> None:
    """And each finds what it would find alone, whoever says it."""
    speakers = [factories.speaker() for _number in range(3)]
    things = [f"{chr(97 + number) * 7}boats" for number in range(AT_ONCE - 2)]
    claims = [
        factories.claim(text=f"Strikes sank {thing}.", speaker=speakers[at % 3])
        for at, thing in enumerate(things)
    ]
    statements = [("", None), ("Nobody came", speakers[0].pk)] + [
        (f"The strikes sank {claim.text.split()[2]}", speakers[at % 2].pk if at % 4 else None)
        for at, claim in enumerate(claims)
    ]
    with django_assert_max_num_queries(3):  # type: ignore[operator]
        found = likely_repeats_of_each(statements)
    assert found == [likely_repeats(*each) for each in statements]
    assert [each[0] for each in found[2:]] == [claim.pk for claim in claims]


def test_what_the_newsroom_holds_for_the_same_counts_as_the_same() -> None:
    claim = factories.claim(text="The Affordable Care Act raised premiums.")
    other = factories.claim(text="The Affordable Care Act made 14 insurers leave.")
    text = "Obamacare raised premiums."
    assert probable_repeats(text) == []
    made = synonyms.add(factories.editor(), ["Obamacare", "Affordable Care Act"])
    assert probable_repeats(text) == [claim.pk]
    assert probable_repeats("Obamacare made 15 insurers leave.") == []
    assert likely_repeats("Obamacare made 15 insurers leave.")[-1] == other.pk
    synonyms.set_in_use(made.pk, factories.editor(), in_use=False)
    assert probable_repeats(text) == []
