"""The right claim of a small archive is found, and another number is never called a repeat."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from claims.matching import finding, indexing
from claims.matching.document import Document
from claims.models.matching import ClaimToMatch, Scope
from claims.workflow import drafting, synonyms
from nlp.comparison import Reading, Related, Statement, compare
from tests import factories
from tests.claims import full_claims
from tests.claims.matching.archive import HEARD, archive

pytestmark = pytest.mark.django_db


def first(text: str, scope: Scope = Scope.WORKING) -> list[int]:
    return [match.claim for match in finding.find(Statement(text), scope, 5)]


def test_what_was_heard_finds_the_claim_that_it_repeats() -> None:
    made = archive()
    indexing.bring_up_to_date()
    found = {text: first(text) for text in HEARD}
    missed = {text: key for text, key in HEARD.items() if found[text][:1] != [made[key].pk]}
    assert not missed


def test_the_answer_is_the_same_each_time() -> None:
    archive()
    indexing.bring_up_to_date()
    once, again = (
        [(each.claim, each.score) for each in finding.find(Statement(text), Scope.WORKING, 5)]
        for text in ["crime and taxes in Valdora"] * 2
    )
    assert once == again
    assert once


def test_the_same_words_with_another_number_are_found_and_not_called_a_repeat() -> None:
    made = archive()
    indexing.bring_up_to_date()
    text = "The government built 180 bridges in the north since January."
    (match, *_rest) = finding.find(Statement(text), Scope.WORKING, 5)
    assert match.claim == made["bridges"].pk
    assert match.relation == Related.CONTRADICTS
    assert "150" in match.reason
    assert "180" in match.reason


def test_every_claim_of_the_archive_repeats_itself() -> None:
    made = archive()
    indexing.bring_up_to_date()
    for claim in made.values():
        (match, *_rest) = finding.find(Statement(claim.text), Scope.WORKING, 1)
        assert (match.claim, match.relation) == (claim.pk, Related.REPEATS)


@pytest.mark.parametrize("text", ["", "…", "the of and", "xyzzy plugh", "\u202e", "' & | ! :*"])
def test_nothing_is_found_where_no_word_is_shared(text: str) -> None:
    archive()
    indexing.bring_up_to_date()
    assert first(text) == []


def test_nothing_is_found_in_an_empty_newsroom() -> None:
    assert first("150 bridges were built.") == []


def test_a_changed_wording_is_found_by_its_new_words_and_no_longer_by_the_old_ones() -> None:
    made = archive()["water"]
    indexing.bring_up_to_date()
    by = factories.editor()
    drafting.edit_claim(
        made.pk, by, made.revision, "Misheard.", text="Valdora's reservoirs are empty."
    )
    assert ClaimToMatch.objects.filter(claim=made.pk).exists()
    indexing.bring_up_to_date()
    assert made.pk in first("empty reservoirs")
    assert made.pk not in first("households without drinking water")
    assert not ClaimToMatch.objects.exists()


def test_in_public_only_what_was_signed_is_found() -> None:
    signed = full_claims.signed_claim(1)
    unsigned = factories.claim(text=signed.text)
    indexing.bring_up_to_date()
    assert first(signed.text, Scope.PUBLIC) == [signed.pk]
    assert {signed.pk, unsigned.pk} <= set(first(signed.text))


# The command


def run(path: Path, **options: Any) -> list[dict[str, Any]]:
    out = StringIO()
    call_command("match", str(path), stdout=out, **options)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_the_command_answers_each_line_and_reads_new_claims_first(tmp_path: Path) -> None:
    made = archive()
    path = tmp_path / "heard.ndjson"
    path.write_text(
        '{"id": "a", "text": "They lost 0.7 million jobs in a month"}\n'
        '{"id": 2, "text": "xyzzy", "speaker": "X", "date": "2026-03-01", "language": "en"}\n'
    )
    found, nothing = run(path, top=3)
    assert found["id"] == "a"
    assert 1 <= len(found["matches"]) <= 3
    best = found["matches"][0]
    assert best["claim"] == made["jobs"].pk
    assert best.keys() == {"claim", "external_id", "score", "relation", "reason"}
    assert 0 <= best["score"] <= 1
    assert nothing == {"id": 2, "matches": []}


def test_terms_that_the_newsroom_holds_for_the_same_count_as_the_same_name() -> None:
    archive()
    claim = factories.claim(text="The Affordable Care Act made insurance dearer for families.")
    indexing.bring_up_to_date()
    text = "Obamacare made insurance dearer for families."

    def compared(text: str = text) -> finding.Match:
        found = finding.likely(Statement(text), Scope.WORKING, 5)
        return next(match for match in found if match.claim == claim.pk)

    plain = compared()
    assert plain.relation == Related.UNRELATED
    made = synonyms.add(factories.editor(), ["ACA", "Obamacare", "Affordable Care Act"])
    same = compared()
    assert (same.relation, same.reason) == (
        Related.REPEATS,
        "Both say the same in nearly the same words.",
    )
    assert same.score > plain.score
    assert compared(claim.text).reason == "Both have the same words."
    assert compared(f"{text}\x00\ud800").relation == Related.REPEATS
    synonyms.set_in_use(made.pk, factories.editor(), in_use=False)
    assert compared().relation == Related.UNRELATED


@pytest.mark.parametrize(
    ("text", "first", "then"),
    [
        # A verbatim repeat, a denial, and the same number, each behind another by its words alone.
        (
            "We built nine bridges.",
            ("We built nine bridges.", 0.28),
            ("Nine new bridges were built by us in the north.", 0.75),
        ),
        (
            "The minister resigned on Monday evening.",
            ("The minister did not resign on Monday evening.", 0.4),
            ("On an evening some minister went home.", 0.5),
        ),
        (
            "We created 900,000 jobs in seven years",
            ("In seven years 900,000 people found work.", 0.5),
            ("In seven years 700,000 people found work.", 0.6),
        ),
    ],
)
def test_people_see_first_what_repeats_then_what_denies_then_the_same_numbers(
    text: str,
    first: tuple[str, float],
    then: tuple[str, float],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reading = Reading(Statement(text))

    def found(*_given: Any) -> list[finding.Match]:
        return [
            finding.Match(
                *(Document(number, words), score),
                *(compare(reading, Statement(words)), reading),
            )
            for number, (words, score) in ((2, then), (1, first))
        ]

    monkeypatch.setattr(finding, "find_in_any_wording", found)
    matches = finding.likely(Statement(text), Scope.WORKING, 5)
    assert [each.claim for each in matches] == [1, 2]
    assert (matches[0].likelihood == 1.0) == (text == first[0])
