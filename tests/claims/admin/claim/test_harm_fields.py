"""The form for a conclusion asks whom it could harm: “Nobody” is one click."""

import re
from typing import Any

import pytest

from claims.admin.claim.harm_fields import names_in, offered
from claims.models import Claim, Review, Round
from sources.models import Speaker
from tests import factories
from tests.claims.admin.desk import at_the_desk, do, url_of, words

ANSWERS = {"attribution": "reported", "status": "verified"}


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        ("en", "Yolanda Vega took bribes.", ["Yolanda Vega"]),
        ("en", "The mayor said that the Bank of England lied.", ["Bank of England"]),
        ("es", "El alcalde, Pedro de la Torre, y Ana mienten.", ["Pedro de la Torre", "Ana"]),
        ("en", "Inflation fell. Nobody noticed.", []),
        ("en", "", []),
        (
            "en-GB",
            "In October 2025 the Sunday Times lied about Theresa May.",
            ["Sunday Times", "Theresa May"],
        ),
        ("en", "It rained in October, and on Monday. The mayor blames Julio.", ["Julio"]),
        ("es", "El Lunes y en Octubre llovió.", []),
        ("fr", "Il a plu en Octobre et le Lundi.", []),
    ],
)
def test_names_in_a_wording(language: str, text: str, names: list[str]) -> None:
    assert list(names_in(text, language)) == names


def test_a_name_with_and_without_its_article_is_offered_once() -> None:
    claim = Claim(
        speaker=Speaker(name="Ministry"), text="They say The Ministry lied.", language="en"
    )
    assert offered(claim, []) == ["Ministry"]


@pytest.mark.django_db
def test_speaker_and_names_are_offered_and_one_answer_is_needed() -> None:
    by, ana = factories.editor(), factories.speaker("Ana Nuñez")
    claim = factories.claim_in_review(by, text="Yolanda Vega took bribes.", speaker=ana)
    desk = at_the_desk(by)
    page = words(desk.get(url_of(claim, "propose")))
    for offer in ("Nobody who can be identified", "harm Ana Nuñez?", "harm Yolanda Vega?"):
        assert offer in page
    assert page.count("doesn’t harm them") == 2
    assert not re.search(r"(checked|selected)[^>]*>[^<]*harm", page)
    refused: dict[str, Any]
    for refused in (
        {},
        {"harms_nobody": "on", "harms_1": "not_asked", "harms_not_asked": "She is ill."},
        {"harms_0": "harmless", "harms_1": "not_asked"},
        {"harms_0": "harmless", "harms_1": ""},
        {"harms_1": "not_asked", "harms_not_asked": "She is ill."},
        {"harms_0": "harmless", "harms_1": "harmless", "harms_other": "The town"},
    ):
        do(desk, claim, "propose", **ANSWERS | refused)
        assert not Round.objects.exists()
    request = factories.answered_request(claim, by)
    given = {
        "harms_0": str(request.pk),
        "harms_1": "harmless",
        "harms_2": "not_asked",
        "harms_not_asked": "She is ill.",
    }
    other = {"harms_other": "The town", "harms_other_asked": "not_asked"}
    claim.refresh_from_db()
    assert do(desk, claim, "propose", **ANSWERS | given | other).status_code == 302
    ana_nunez, vega, town = Review.objects.get(claim=claim).harms or []
    assert ana_nunez == {"whom": "Ana Nuñez", "request": request.pk, "not_asked": ""}
    assert vega == {"whom": "Yolanda Vega", "request": None, "not_asked": "She is ill."}
    assert town["whom"] == "The town"


@pytest.mark.django_db
def test_each_name_answered_is_an_answer() -> None:
    by, ana = factories.editor(), factories.speaker("Ana Nuñez")
    claim = factories.claim_in_review(by, text="Bridges fall.", speaker=ana)
    assert do(at_the_desk(by), claim, "propose", **ANSWERS, harms_0="harmless").status_code == 302
    assert Review.objects.get(claim=claim).harms == []


@pytest.mark.django_db
def test_nobody_is_one_click() -> None:
    by = factories.editor()
    claim = factories.claim_in_review(by)
    desk = at_the_desk(by)
    assert do(desk, claim, "propose", **ANSWERS, harms_nobody="on").status_code == 302
    assert Review.objects.get(claim=claim).harms == []
