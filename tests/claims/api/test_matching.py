"""GET /match/: earlier claims that a statement repeats, with their conclusions."""

from typing import Any

import pytest
from django.test import Client

from claims.matching import finding, indexing
from claims.models import ExternalReview
from newsroom import tokens
from newsroom.choices import TokenScope
from newsroom.models import User
from tests import factories
from tests.claims import full_claims
from tests.claims.published import hold

pytestmark = pytest.mark.django_db
URL = "/api/v1/match/"


def answer(client: Client, headers: dict[str, str] | None = None, **given: Any) -> Any:
    found = client.get(URL, given, headers=headers or {})
    assert found.status_code == 200
    return found.json()


def test_the_public_finds_what_was_signed_with_both_answers(client: Client) -> None:
    signed = full_claims.signed_claim(1)
    factories.claim(text=signed.text)
    indexing.bring_up_to_date()
    (found,) = answer(client, text=signed.text)["results"]
    assert found["claim"] == signed.pk
    assert (found["status"], found["attribution"]) == (signed.status, signed.attribution)
    assert found["relation"] == "repeats"
    assert found["score"] == 1
    assert found["external_reviews"] == []
    assert found["url"].endswith(f"/api/v1/claims/{signed.pk}/")


def test_a_claim_held_a_moment_ago_has_the_answer_of_no_claim(client: Client) -> None:
    signed = full_claims.signed_claim(1)
    indexing.bring_up_to_date()
    hold(signed)
    assert answer(client, text=signed.text) == {"note": str(finding.NOTHING), "results": []}


def test_with_another_number_the_note_says_that_it_is_no_check_of_this(client: Client) -> None:
    signed = full_claims.signed_claim(1)
    indexing.bring_up_to_date()
    number = next(word for word in signed.text.split() if word.isdigit())
    given = answer(client, text=signed.text.replace(number, str(int(number) + 30)))
    assert given["note"] == "No check of this exact statement. Related:"
    (found,) = given["results"]
    assert found["relation"] == "contradicts"
    assert number in found["reason"]
    assert answer(client, text=signed.text)["note"] == ""


def test_a_token_for_working_claims_finds_those_too(client: Client, reporter: User) -> None:
    claim = factories.claim(text="Nobody in Valdora drinks the reservoir's water.")
    ExternalReview.objects.create(
        claim=claim,
        publisher=factories.publisher(name="The Checkers"),
        rating="Half so",
        reviewed_on="2026-03-01",
        url="https://checkers.example/water",
        added_by=reporter,
    )
    indexing.bring_up_to_date()
    key = tokens.make(reporter, "matching", 1)
    inside = {"Authorization": f"Token {key}"}
    (found,) = answer(client, inside, text=claim.text)["results"]
    assert (found["claim"], found["status"]) == (claim.pk, "unreviewed")
    assert found["external_reviews"] == [
        {
            "publisher": "The Checkers",
            "rating": "Half so",
            "reviewed_on": "2026-03-01",
            "url": "https://checkers.example/water",
            "archive": "",
        }
    ]
    kept = client.get(URL, {"text": claim.text}, headers=inside)
    assert kept["Cache-Control"] == "private, no-store"
    nothing = answer(client, text=claim.text)
    assert nothing == {"note": str(finding.NOTHING), "results": []}


def test_a_token_for_something_else_reads_what_the_public_reads(
    client: Client, reporter: User
) -> None:
    claim = factories.claim(text="Nobody in Valdora drinks the reservoir's water.")
    indexing.bring_up_to_date()
    key = tokens.make(reporter, "sources", 1, [TokenScope.ADD_SOURCES])
    assert not answer(client, {"Authorization": f"Token {key}"}, text=claim.text)["results"]


@pytest.mark.parametrize(
    "given",
    [{}, {"text": ""}, {"text": "x" * 2_001}, {"text": "x", "top": "0"}, {"text": "x", "of": "y"}],
)
def test_what_is_not_understood_is_refused(client: Client, given: dict[str, str]) -> None:
    refused = client.get(URL, given)
    assert refused.status_code == 400
    assert refused.json()["errors"]


def test_the_same_words_of_somebody_else_are_no_repeat(client: Client) -> None:
    speaker = factories.speaker("Maria Vance")
    claim = factories.signed_claim(text="The museum lost eleven paintings.", speaker=speaker)
    indexing.bring_up_to_date()
    for name, relation in (("Barack Obama", "unrelated"), ("Vance", "repeats")):
        given = answer(client, text=f"Did {name} say that the museum lost eleven paintings?")
        (found,) = given["results"]
        assert (found["claim"], found["speaker"]) == (claim.pk, "Maria Vance")
        assert found["relation"] == relation
        assert (given["note"] == "") == (relation == "repeats")
    assert answer(client, text="Did Obama say the museum lost eleven paintings?")["results"][0][
        "reason"
    ] == ("The speakers may differ: “Obama”, and “Maria Vance”.")


SAID = "Together we are taking decisive action to confront narco-terrorists in the hemisphere."
ASKED = f"t{SAID[1:-1]}"


@pytest.mark.parametrize(
    "text",
    [
        f"“{SAID}” — Barack Obama",
        f"“{SAID}” (Barack Obama)",
        f"@BarackObama: {SAID}",
        f"Is Obama right that {ASKED}?",
        f"Obama believes {ASKED}",
        f"Obama thinks that {ASKED}",
        f"Obama told CNN {ASKED}",
        f"¿Es verdad que Obama dijo que {ASKED}?",
        f"Did he say that {ASKED}?",
    ],
)
def test_whoever_else_is_named_does_not_repeat_it(client: Client, text: str) -> None:
    factories.signed_claim(text=SAID, speaker=factories.speaker("Maria Vance"))
    indexing.bring_up_to_date()
    (found,) = answer(client, text=text)["results"]
    assert found["relation"] == "unrelated"
    assert found["reason"].startswith("The speakers may differ: “")
