"""What a working claim is found by stands beside it, kept by PostgreSQL through every change."""

from decimal import Decimal

import pytest
from django.db import connection

from claims.models import Appearance, Claim, Publication, SearchWords
from claims.workflow import drafting, review
from sources.models import Speaker
from tests import factories

pytestmark = pytest.mark.django_db


def found(words: str) -> list[int]:
    return list(Claim.objects.matching(words).values_list("pk", flat=True))


def as_it_should_be() -> bool:
    """Whether every row is what PostgreSQL would write there now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tests_outdated_search_words()")
        return bool(cursor.fetchone() == (0,))


def test_by_its_wording_its_speakers_name_its_quotes_and_what_it_counts() -> None:
    claim = factories.anchored_claim(
        text="The bridges are up.",
        speaker=factories.speaker("Édouard Łukaszewicz"),
        quantities=[{"low": Decimal(4200), "high": Decimal(4200), "unit": "houses"}],
    )
    for words in ("bridges", "edouard lukaszewicz", "“built 150 bridges”", "4,200 houses"):
        assert found(words) == [claim.pk], words
    assert found("4,200 boats") == []
    assert as_it_should_be()


def test_as_it_stands_after_each_change() -> None:
    editor = factories.editor()
    claim = factories.claim(text="Trams run again.")
    other = factories.speaker("Oona Quist")
    drafting.edit_claim(claim.pk, editor, text="Buses run again.", speaker=other)
    assert (found("trams"), found("buses"), found("Quist")) == ([], [claim.pk], [claim.pk])
    quantity = drafting.add_quantity(
        claim.pk, editor, {"low": Decimal(12), "high": Decimal(12), "unit": "lines"}
    )
    assert found("12 lines") == [claim.pk]
    drafting.remove_quantity(claim.pk, editor, quantity.pk)
    assert found("12 lines") == []
    assert as_it_should_be()


def test_by_the_rules_of_its_language() -> None:
    claim = factories.claim(text="Los puentes fueron construidos.", language="es-EC")
    assert (found("puente"), found("construido")) == ([claim.pk], [claim.pk])
    drafting.edit_claim(claim.pk, factories.editor(), language="en")
    assert (found("puente"), found("puentes")) == ([claim.pk], [claim.pk])
    drafting.edit_claim(claim.pk, factories.editor(), language="de")
    assert (found("puente"), found("puentes")) == ([], [claim.pk])
    assert as_it_should_be()


def test_a_quote_that_is_taken_away_finds_nothing() -> None:
    claim = factories.anchored_claim(text="The bridges are up.")
    assert found("January") == [claim.pk]
    appearance = Appearance.objects.get(claim=claim)
    drafting.remove_appearance(claim.pk, factories.editor(), appearance.pk)
    assert found("January") == []


def test_a_speaker_who_is_renamed_is_found_by_the_new_name() -> None:
    claim = factories.claim(text="The bridges are up.", speaker=factories.speaker("Ida Falk"))
    Speaker.objects.filter(pk=claim.speaker_id).update(name="Ida Berg")
    assert (found("Falk"), found("Berg")) == ([], [claim.pk])


def test_a_better_answer_is_likelier() -> None:
    in_wording = factories.claim(text="Bridges, bridges and bridges were built.")
    in_quote = factories.anchored_claim(text="The work is done.")
    rows = Claim.objects.matching("bridges").with_relevance("bridges")
    likeness = {row.pk: row.relevance for row in rows}
    assert likeness[in_wording.pk] > likeness[in_quote.pk] > 0
    assert SearchWords.objects.count() == 2


def test_a_publication_is_found_by_what_it_counts_in_other_words() -> None:
    claim = factories.claim_in_review(text="A gross of bridges and a half dozen stand.")
    drafting.add_quantity(
        claim.pk,
        factories.editor(),
        {"low": Decimal(150), "high": Decimal(150), "unit": "%", "counted": "finished bridges"},
    )
    round_ = review.propose(claim.pk, factories.editor(), "reported", "verified", harms=[])
    review.sign(claim.pk, factories.senior(), round_.version)
    listed = Publication.objects.listed()
    for words in ("150 finished -harbour", "150 percent", "one hundred and fifty percent"):
        assert listed.matching(words).count() == 1, words
    assert listed.matching("151 finished").count() == 0
    assert listed.matching("150 finished harbour").count() == 0


def test_no_index_of_words_keeps_a_list_that_a_signature_would_have_to_sort_in() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, reloptions FROM pg_class WHERE relkind = 'i'"
            " AND relname ~ '^(claims|listed|past)_by_(words|pairs)$|^words_of_' ORDER BY relname"
        )
        rows = cursor.fetchall()
    names = [
        f"{rows_of}_by_{what}"
        for rows_of in ("claims", "listed", "past")
        for what in ("pairs", "words")
    ]
    assert rows == [(name, ["fastupdate=off"]) for name in [*names, "words_of_publications"]]
