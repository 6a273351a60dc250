"""A review in the reader's language: pages, feeds, cards, frames and ClaimReview; outdated ones say so."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from claims.models import Claim, Publication
from claims.publication.addresses import absolute
from claims.site import corrections
from claims.workflow import review
from tests import factories
from tests.claims.published import hold
from tests.factories import SPANISH, SUMMARY

pytestmark = pytest.mark.django_db


def page(path: str, **headers: str) -> str:
    answer = Client().get(path, headers=headers)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def markup(text: str) -> Any:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text)
    assert found
    return json.loads(found[1])


@pytest.fixture
def claim() -> Claim:
    made = factories.signed_claim()
    factories.translation(made)
    return made


@pytest.fixture
def outdated(claim: Claim) -> Claim:
    review.reopen(claim.pk, factories.senior(), "A second count came in.", "routine")
    review.propose(claim.pk, factories.editor(), "reported", "verified", harms=[])
    review.sign(claim.pk, factories.senior(), factories.version_of(claim))
    return claim


def test_the_page_has_the_translation_with_who_read_both_and_the_original(claim: Claim) -> None:
    spanish = page(f"/es/claims/{claim.pk}/")
    assert '<html lang="es"' in spanish
    assert f'<h1 class="statement" lang="es" dir="auto">{SPANISH["text"]}</h1>' in spanish
    assert SPANISH["summary"] in spanish
    assert SPANISH["rationale"] in spanish
    assert (
        "Traducción. Idioma original: inglés. Traducida y comprobada por quienes leen ambos idiomas:"
        in spanish
    )
    assert f'<a href="/en/claims/{claim.pk}/">Original</a>' in spanish
    # What is cited leads to what was read.
    assert f"{absolute(f'/es/claims/{claim.pk}/')}</p>" in spanish
    assert f'lang="en" dir="auto">{claim.text}</p>' in spanish
    english = page(f"/en/claims/{claim.pk}/")
    assert SPANISH["text"] not in english.partition('id="history"')[0]
    assert claim.text in english


def test_canonical_addresses_have_no_language_and_the_others_are_alternates(claim: Claim) -> None:
    for path in (f"/claims/{claim.pk}/", f"/es/claims/{claim.pk}/"):
        text = page(path)
        assert f'<link rel="canonical" href="{absolute(f"/claims/{claim.pk}/")}">' in text
        assert f'hreflang="es" href="{absolute(f"/es/claims/{claim.pk}/")}"' in text


def test_the_readers_language_chooses_it_without_a_prefix_too(claim: Claim) -> None:
    path = f"/claims/{claim.pk}/"
    answer = Client().get(path, headers={"accept-language": "es-MX"})
    assert SPANISH["summary"] in answer.content.decode()
    assert "Accept-Language" in answer["Vary"]


def test_claimreview_names_its_language(claim: Claim) -> None:
    english, spanish = (markup(page(f"/{code}/claims/{claim.pk}/")) for code in ("en", "es"))
    assert (english["inLanguage"], english["claimReviewed"]) == ("en", claim.text)
    assert "translationOfWork" not in english
    assert (spanish["inLanguage"], spanish["claimReviewed"]) == ("es", SPANISH["text"])
    assert spanish["name"] == SPANISH["summary"]
    assert SPANISH["rationale"] in spanish["reviewBody"]
    assert spanish["reviewRating"]["alternateName"] == "Verdadero"
    assert spanish["url"] == absolute(f"/es/claims/{claim.pk}/")
    assert spanish["translationOfWork"] == {"@type": "ClaimReview", "url": english["url"]}
    assert spanish["itemReviewed"] == english["itemReviewed"]


def test_feeds_frames_and_cards_are_in_it(claim: Claim) -> None:
    for feed in ("/es/search.atom", "/es/search.json"):
        text = page(feed)
        assert SPANISH["text"] in text
        assert absolute(f"/es/claims/{claim.pk}/") in text
        assert absolute(feed) in text
        assert claim.text not in text
    assert SPANISH["text"] in page(f"/es/claims/{claim.pk}/embed/")
    cards = [Client().get(f"/{code}/claims/{claim.pk}/card.png").content for code in ("en", "es")]
    assert cards[0] != cards[1]
    assert absolute(f"/es/claims/{claim.pk}/card.png") in page(f"/es/claims/{claim.pk}/")
    found = page("/es/?q=bridges")
    assert 'href="/es/search.atom?' in found
    assert SPANISH["text"] in found
    assert SPANISH["summary"] in found


def test_an_outdated_one_is_never_the_present_conclusion(outdated: Claim) -> None:
    path = f"/es/claims/{outdated.pk}/"
    text = page(path)
    assert "esa traducción está desactualizada" in text
    assert f'<h1 class="statement" lang="en" dir="auto">{outdated.text}</h1>' in text
    assert markup(text)["inLanguage"] == "en"
    link = re.search(rf'href="({path}\?as_of=\d+)"[^>]*> Ver la traducción desactualizada', text)
    assert link
    earlier = page(link[1])
    assert "Traducción desactualizada." in earlier
    assert SPANISH["rationale"] in earlier
    assert '<details class="original" open>' in earlier
    assert SUMMARY in earlier
    assert "desactualizada" not in page(f"/en/claims/{outdated.pk}/")


def test_offline_it_is_nowhere(claim: Claim) -> None:
    hold(claim)
    for path in ("", "embed/", "card.png", "?as_of=2"):
        answer = Client().get(f"/es/claims/{claim.pk}/{path}")
        assert answer.status_code == 404
        assert SPANISH["text"] not in answer.content.decode()
    assert SPANISH["text"] not in page("/es/search.json")
    assert SPANISH["text"] not in json.dumps(Client().get("/api/v1/changes/").json())


def test_the_api_has_it_in_the_body(claim: Claim) -> None:
    found = Client().get(f"/api/v1/claims/{claim.pk}/").json()
    assert found["text"] == claim.text
    (translation,) = found["translations"]
    assert {key: translation[key] for key in SPANISH} == SPANISH


@pytest.mark.parametrize(
    "path",
    [
        "/es/admin/",
        "/es/api/v1/claims/",
        "/es/account/login/",
        "/es/working/",
        "/fr/",
        "/es/es/",
    ],
)
def test_only_public_pages_have_a_language_in_their_address(path: str) -> None:
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize(("path", "whole"), [("/es", "/es/"), ("/es/method", "/es/method/")])
def test_an_address_that_lacks_its_slash_keeps_its_language(path: str, whole: str) -> None:
    assert Client().get(path)["Location"] == whole


def test_a_language_as_a_parameter_leads_to_the_address_with_it(claim: Claim) -> None:
    path = f"/claims/{claim.pk}/"
    for requested, address in (
        (f"{path}?lang=es", f"/es{path}"),
        (f"{path}?as_of=1&lang=es&lang=en", f"/en{path}?as_of=1"),
        ("/?q=a+%26b&q=%C3%B1&lang=es", "/es/?q=a+%26b&q=%C3%B1"),
    ):
        answer = Client().get(requested)
        assert (answer.status_code, answer["Location"]) == (301, address)
    assert Client().head(f"{path}?lang=es")["Location"] == f"/es{path}"
    feed = Client().get("/search.json?lang=es", headers={"origin": "https://other.example"})
    assert feed["Location"] == "/es/search.json"
    assert feed["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "path",
    [
        *("/admin/", "/api/v1/claims/", "/account/sign-in/", "/working/", "/nothing/"),
        *("/es/method/", "/method/"),
    ],
)
def test_only_public_pages_are_led_to_an_address_with_their_language(path: str) -> None:
    code = "es/method" if path == "/method/" else "en" if path.startswith("/es") else "es"
    location = Client().get(path, {"lang": code}).get("Location", "")
    assert not location.startswith(("/es", "/en", "//"))


def test_what_is_sent_is_not_led_elsewhere(claim: Claim) -> None:
    assert Client().post("/language/?lang=es", {"language": "en", "next": "/"})["Location"] == "/"
    assert Client().post("/match/?lang=es", {"text": "Bridges."}).status_code != 301


def test_whoever_chooses_another_language_leaves_the_prefix(claim: Claim) -> None:
    text = page(f"/es/claims/{claim.pk}/?as_of=1")
    assert f'name="next" value="/claims/{claim.pk}/?as_of=1"' in text


BETTER = {**SPANISH, "text": "Fueron construidos 150 puentes."}


def notices(text: str) -> str:
    """What the page says above the statement."""
    return text.partition('<h1 class="statement"')[0]


def test_a_corrected_translation_is_announced_in_its_language_as_no_change_of_the_conclusion(
    claim: Claim,
) -> None:
    path = f"/es/claims/{claim.pk}/"
    assert "La traducción fue corregida" not in page(path)
    assert "/es/claims/" not in page("/en/corrections/").partition("<main")[2]
    factories.translation(claim, **BETTER)
    top = notices(page(path))
    assert "La traducción fue corregida." in top
    assert "La conclusión es la misma." in top
    assert "Se" in top.partition("Antes:")[2].partition("Después:")[0]
    assert "Fueron construidos" in top
    assert "Corregido." not in top
    assert "was corrected" not in notices(page(f"/en/claims/{claim.pk}/"))
    english = page("/en/corrections/")
    for words in (
        "The translation was corrected",
        f'href="/es/claims/{claim.pk}/#history"',
        f'lang="es" dir="auto"><a href="/es/claims/{claim.pk}/#history"> {BETTER["text"]}',
        "Before and after",
    ):
        assert words in english
    feed = page("/corrections/feed/")
    assert feed.count("<entry>") == 1
    assert "The translation was corrected." in feed
    assert "<entry>" not in page("/updates/feed/")
    assert "La traducción fue corregida" in page("/es/")
    assert Publication.objects.filter(claim=claim, event="corrected").count() == 0
    hold(claim)
    assert "<entry>" not in page("/corrections/feed/")


def test_what_is_signed_again_announces_no_corrected_translation(outdated: Claim) -> None:
    factories.translation(outdated, **BETTER)
    assert "fue corregida" not in page(f"/es/claims/{outdated.pk}/")
    assert "<entry>" not in page("/corrections/feed/")


def test_corrected_translations_and_corrections_are_in_one_order(
    claim: Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(corrections, "PAGE_SIZE", 2)
    factories.translation(claim, **BETTER)
    first = factories.withdrawn_claim()
    factories.translation(claim, **SPANISH)
    last = factories.withdrawn_claim()
    expected = [last.pk, claim.pk, first.pk, claim.pk]
    found: list[int] = []
    path = "/corrections/"
    while path:
        context = Client().get(path).context
        found += [each.publication.claim_id for each in context["found"]]
        path = context["next_page"] and f"/corrections/{context['next_page']}"
    assert found == expected


@pytest.mark.parametrize(
    ("kind", "path"), [("our_error", "corrections"), ("new_evidence", "updates")]
)
def test_corrections_and_updates_are_in_the_readers_language(kind: str, path: str) -> None:
    made = factories.signed_claim()
    review.reopen(made.pk, factories.senior(), "A second count came in.", kind)
    review.propose(made.pk, factories.editor(), "reported", "verified", harms=[])
    review.sign(made.pk, factories.senior(), factories.version_of(made))
    assert made.text in page(f"/es/{path}/")
    factories.translation(made)
    for address in (f"/es/{path}/", f"/es/{path}/feed/"):
        text = page(address)
        assert SPANISH["text"] in text
        assert SPANISH["summary"] in text
        assert made.text not in text
    assert made.text in page(f"/en/{path}/")
    review.reopen(made.pk, factories.senior(), "A third count came in.", "routine")
    review.write(made.pk, factories.editor(), rationale="Another rationale.")
    review.propose(made.pk, factories.editor(), "reported", "verified", harms=[])
    review.sign(made.pk, factories.senior(), factories.version_of(made))
    factories.translation(made, **BETTER)
    text = page(f"/es/{path}/")
    assert made.text in text
    assert BETTER["text"] not in text


def test_links_and_forms_of_a_page_keep_its_language(claim: Claim) -> None:
    pages = ("/es/", "/es/?q=bridges", f"/es/claims/{claim.pk}/", "/es/corrections/", "/es/method/")
    kept = re.compile(
        r'(?:href|action|hx-get)="(/(?:claims|speakers|sources|topics|publishers|corrections|updates'
        r'|dossiers|match|send|method|check|data|follow)/[^"]*|/|/\?[^"]*)"'
    )
    for each in pages:
        assert kept.findall(page(each)) == [], each
    found = page("/es/?q=bridges")
    for address in (
        f'href="/es/claims/{claim.pk}/"',
        'action="/es/"',
        'hx-get="/es/search/counts/?',
        'href="/es/method/"',
    ):
        assert address in found
    assert 'action="/language/"' in found
    assert "/es/account/" not in found
    of_claim = page(f"/es/claims/{claim.pk}/")
    assert f'<link rel="canonical" href="{absolute(f"/claims/{claim.pk}/")}">' in of_claim
    assert f'href="/api/v1/claims/{claim.pk}/"' in of_claim
    assert "/es/es/" not in of_claim
    # An address without a language leads to others without one, whatever the reader's is.
    assert f'href="/claims/{claim.pk}/"' in page("/?q=bridges", **{"accept-language": "es"})


@pytest.mark.parametrize("path", ["", "embed/"])
def test_oembed_knows_addresses_with_a_language(claim: Claim, path: str) -> None:
    answers = {}
    for prefix in ("", "/es", "/en", "/fr"):
        url = absolute(f"{prefix}/claims/{claim.pk}/{path}")
        answers[prefix] = Client().get("/oembed", {"url": url})
    for prefix in ("", "/es", "/en"):
        frame = absolute(f"{prefix}/claims/{claim.pk}/embed/")
        assert f'src="{frame}"' in answers[prefix].json()["html"]
    assert answers["/fr"].status_code == 404
    frame = page(f"/es/claims/{claim.pk}/embed/")
    assert f'href="{absolute(f"/es/claims/{claim.pk}/")}" target' in frame
    assert f'<link rel="canonical" href="{absolute(f"/claims/{claim.pk}/")}">' in frame
