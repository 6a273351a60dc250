"""Has this been checked? Of the public only what was signed; nothing found says nothing about truth."""

from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from claims.matching import finding, indexing
from claims.site.matching import statements
from tests import factories
from tests.claims import full_claims
from tests.claims.published import hold

pytestmark = pytest.mark.django_db
URL = "/match/"


@pytest.fixture(autouse=True)
def _nothing_counted_yet() -> None:
    caches["process"].clear()


def page(client: Client, text: str, address: str = URL) -> str:
    answer = client.post(address, {"text": text})
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return answer.content.decode()


def test_a_signed_claim_is_shown_with_its_conclusion(client: Client) -> None:
    claim = full_claims.signed_claim(1)
    indexing.bring_up_to_date()
    shown = page(client, claim.text)
    assert f"/claims/{claim.pk}/" in shown
    assert "Checked before" in shown
    assert 'class="chip"' in shown


def test_unknown_unsigned_and_held_statements_have_the_same_answer(client: Client) -> None:
    held = full_claims.signed_claim(1)
    unsigned = factories.claim(text="Nobody in Valdora drinks the reservoir's water.")
    indexing.bring_up_to_date()
    hold(held)
    for text in (held.text, unsigned.text, "xyzzy plugh frobnicates"):
        shown = page(client, text)
        assert str(finding.NOTHING) in shown
        assert "/claims/" not in shown


def test_another_number_is_said_before_the_chip_and_is_no_repeat(client: Client) -> None:
    claim = full_claims.signed_claim(1)
    indexing.bring_up_to_date()
    number = next(word for word in claim.text.split() if word.isdigit())
    shown = page(client, claim.text.replace(number, str(int(number) + 30)))
    assert "No check of this exact statement. Related:" in shown
    assert shown.index("The numbers differ") < shown.index('class="chip"')
    assert "Checked before" not in shown


def test_each_sentence_of_a_speech_is_looked_for(client: Client) -> None:
    first, second = full_claims.signed_claim(1), full_claims.signed_claim(2)
    indexing.bring_up_to_date()
    shown = page(client, f"{first.text} And then it rained for days on end. {second.text}")
    assert f"/claims/{first.pk}/" in shown
    assert f"/claims/{second.pk}/" in shown
    assert shown.count("<blockquote>") == 3


def test_sentences_without_a_check_come_last_in_one_block(client: Client) -> None:
    claim = full_claims.signed_claim(1)
    indexing.bring_up_to_date()
    greetings = "Good evening to all of you. Thank you so much for coming."
    shown = page(client, f"{greetings} {claim.text}")
    assert shown.index(f"/claims/{claim.pk}/") < shown.rindex("Good evening to all of you.")
    assert "For 2 sentences we found no check" in shown
    assert shown.count(str(finding.NOTHING)) == 1
    assert '<a href="/">search for a name</a>' in shown


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Gen. Donovan said that 150 died. Sea levels fell.\nNo. It is not true.",
            ["Gen. Donovan said that 150 died.", "Sea levels fell.", "It is not true."],
        ),
        ("Never.", ["Never."]),
        (" ".join(f"Bridge {n} was closed in June." for n in range(300)), 300),
    ],
)
def test_a_text_is_read_whole_sentence_by_sentence(text: str, found: Any) -> None:
    given = statements(text)
    assert (len(given) if isinstance(found, int) else given) == found


def test_working_claims_are_for_the_newsroom(client: Client) -> None:
    desk = Client()
    desk.force_login(factories.reporter())
    claim = factories.claim(text="Nobody in Valdora drinks the reservoir's water.")
    indexing.bring_up_to_date()
    address = f"{URL}?working"
    assert f"/working/claims/{claim.pk}/" in page(desk, claim.text, address)
    assert f"/claims/{claim.pk}/" not in page(client, claim.text, address)


@pytest.mark.parametrize("text", ["", " ", "\x00", "x" * 10_001])
def test_what_is_no_statement_is_refused_in_words(client: Client, text: str) -> None:
    answer = client.post(URL, {"text": text})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()


def test_too_many_searches_from_one_address_wait_and_the_newsroom_does_not(
    client: Client, settings: Any
) -> None:
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {
        "DEFAULT_THROTTLE_RATES": {"match": "2/day"}
    }
    desk = Client()
    desk.force_login(factories.reporter())
    given = {"text": "The bridge was finished in June."}
    assert [client.post(URL, given).status_code for _ in range(3)] == [200, 200, 429]
    assert "many searches in a short time" in client.post(URL, given).content.decode()
    assert client.get(URL).status_code == 200
    assert [desk.post(URL, given).status_code for _ in range(3)] == [200, 200, 200]
