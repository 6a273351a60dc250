"""The order of ranked results, and the forms in which words are written."""

from typing import Any

import pytest
from django.test import Client

from claims.matching import indexing
from claims.models import Claim
from sources.models import Speaker
from tests import factories
from tests.claims.site.search.test_as_heard import found, page

pytestmark = pytest.mark.django_db
CLAIMS = {
    # Said by, about and beside a person; the last ones are the newest.
    "his own": ("Barack Obama", "We cut the deficit by more than half."),
    "his own on taxes": ("Barack Obama", "Nobody in the middle class will see taxes rise."),
    "a namesake": ("Steve Jobs", "Our new telephone is the best in the world."),
    "scattered": ("Ana Ortega", "The house that he painted in Valdora is no longer white at all."),
    "phrase": ("Ana Ortega", "He lived in the White House, and left by the door in the evening."),
    "far": ("Ana Ortega", "Crime is what people in all towns of the south speak of at any rate."),
    "near": (
        "Ana Ortega",
        "The rate at which crime grows in our towns has fallen again this year.",
    ),
    "jobs": ("Luis Prieto", "Jobs went overseas."),
    "more jobs": ("Luis Prieto", "Jobs are lost, and jobs come back."),
    "about him": ("Luis Prieto", "Obama raised the deficit. Obama raised taxes. Obama did it."),
    "taxes": ("Luis Prieto", "Taxes rise and taxes fall."),
    "solid": ("Marta Reyes", "The healthcare of preexisting illnesses costs too much."),
    "hyphened": ("Marta Reyes", "Health-care for pre-existing illnesses was free."),
    "apart": ("Marta Reyes", "Health care for pre existing illnesses is a right."),
    "British": ("Marta Reyes", "Labour in the harbour is organised by travellers."),
    "American": ("Marta Reyes", "Labor in the harbor is organized by travelers."),
    "words apart": ("Marta Reyes", "Strike: transport."),
    "words together": (
        "Marta Reyes",
        "The transport strike that began in the spring has ended in most towns of the south.",
    ),
    "quote": ("Luis Prieto", "He said that the ferry sank."),
}
FIRST = {
    "obama": ["his own", "his own on taxes"],
    "obama deficit": ["his own", "about him"],
    "obama taxes": ["his own on taxes", "about him"],
    "white house": ["phrase", "scattered"],
    # A word with other forms ("trans port") is in the phrase, too.
    "transport strike": ["words together", "words apart"],
    "crime rate": ["near", "far"],
    "pre-existing illnesses": {"solid", "hyphened", "apart"},
    "preexisting illnesses": {"solid", "hyphened", "apart"},
    "pre existing": {"solid", "hyphened", "apart"},
    "health care": {"solid", "hyphened", "apart"},
    "healthcare": {"solid", "hyphened", "apart"},
    "health-care": {"solid", "hyphened", "apart"},
    "harbour labor": {"British", "American"},
    "organize travellers": {"British", "American"},
    '"pre-existing illnesses" free': ["hyphened"],
    '"white house" lived': ["phrase"],
    "healthcare -free": {"solid", "apart"},
}


@pytest.fixture
def claims() -> dict[str, Claim]:
    made = {}
    for key, (name, text) in CLAIMS.items():
        speaker = Speaker.objects.filter(name=name).first() or factories.speaker(name)
        made[key] = factories.claim(text=text, speaker=speaker)
    for number in range(18):
        factories.claim(text=f"Jobs of kind {number} come.", speaker=made["jobs"].speaker)
    indexing.bring_up_to_date()
    return made


def test_what_is_found_comes_in_this_order(desk: Client, claims: dict[str, Claim]) -> None:
    keys = {claim.pk: key for key, claim in claims.items()}
    wrong: dict[str, Any] = {}
    for typed, expected in FIRST.items():
        shown = page(desk, typed)
        got = [keys.get(each, "") for each in found(shown)]
        fits = (
            set(got) == expected if isinstance(expected, set) else got[: len(expected)] == expected
        )
        if not fits or "These have some of them" in shown:
            wrong[typed] = got
    assert wrong == {}


def test_a_word_that_few_say_by_name_is_no_name(desk: Client, claims: dict[str, Claim]) -> None:
    ranked = found(page(desk, "jobs"))
    assert claims["a namesake"].pk not in ranked[:3]
    assert claims["a namesake"].pk in found(page(desk, "steve jobs"))[:1]


def test_the_public_has_the_same_order(claims: dict[str, Claim]) -> None:
    obama = Speaker.objects.get(name="Barack Obama")
    own = factories.signed_claim(text="We cut the deficit by more than half.", speaker=obama)
    about = factories.signed_claim(text="Obama raised the deficit: Obama, Obama.")
    indexing.bring_up_to_date()
    assert found(page(Client(), "obama deficit", "/")) == [own.pk, about.pk]
