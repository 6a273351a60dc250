"""A claim in a frame on another site, and how software learns of the frame."""

import re
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.models import Claim
from claims.workflow import review
from factcheck import environment
from tests import factories
from tests.claims import full_claims
from tests.claims.published import hold
from tests.claims.site.test_claim_page import plain, read

pytestmark = pytest.mark.django_db

MOST = 12_000  # bytes of the frame, uncompressed, with its style sheet


def frame_of(number: int, client: Client | None = None) -> Any:
    return (client or Client()).get(f"/claims/{number}/embed/")


def oembed(url: str, **more: str) -> Any:
    return Client().get(f"/oembed?{urlencode({'url': url, **more})}")


def page_of(claim: Claim) -> str:
    return f"{settings.SITE_URL}/claims/{claim.pk}/"


def test_the_frame_has_the_claim_in_short_and_leads_to_its_page() -> None:
    claim = full_claims.signed_claim(1)
    answer = frame_of(claim.pk)
    page = answer.content.decode()
    assert answer.status_code == 200
    words = plain(page)
    for part in (
        "True · others’ reports only",
        claim.text,
        "Ana Nuñez 1, Minister, Ministry of Works 1 · between March 2, 2026 and March 4, 2026",
        "The audit office counted 150 bridges, too.",
        "Signed ",
    ):
        assert part in words
    assert f'<a href="{page_of(claim)}" target="_blank" rel="noopener">' in page
    assert "Under review" not in words
    assert "Corrected" not in words


def test_it_is_small_runs_nothing_and_may_be_framed_by_whom_the_setting_names(
    settings: Any,
) -> None:
    claim = full_claims.signed_claim(1)
    answer = frame_of(claim.pk)
    sheet = finders.find("site/embed.css")
    assert sheet
    assert len(answer.content) + Path(sheet).stat().st_size <= MOST
    assert not re.search(rb"<script|<style|style=|\son\w+=", answer.content)
    assert "X-Frame-Options" not in answer.headers
    policy = answer["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'; ")
    assert policy.endswith("frame-ancestors *")
    # A browser takes these headers from a 304 too.
    settings.EMBED_SITES = "https://paper.example"
    again = Client().get(
        f"/claims/{claim.pk}/embed/", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 304
    assert again["Content-Security-Policy"].endswith("frame-ancestors https://paper.example")
    assert "X-Frame-Options" not in again.headers
    whole = Client().get(f"/claims/{claim.pk}/")
    assert whole["X-Frame-Options"] == "DENY"


def test_a_copy_is_asked_about_at_each_use_and_says_what_has_happened_since() -> None:
    claim = factories.concluded_claim("refuted")
    before = frame_of(claim.pk)
    assert before["Cache-Control"] == "public, no-cache"
    review.reopen(claim.pk, factories.senior(), "There is a second count.", "our_error")
    since = Client().get(f"/claims/{claim.pk}/embed/", headers={"If-None-Match": before["ETag"]})
    assert since.status_code == 200
    words = plain(since.content.decode())
    assert words.count("Under review again") == 1
    chip, since_when = words.rindex("Under review again · "), words.index("Since ")
    assert chip < since_when < words.index("There is a second count.") < words.rindex(claim.text)

    review.write(claim.pk, factories.editor(), rationale="Two offices counted, and they differ.")
    round_ = review.propose(claim.pk, factories.editor(), "reported", "disputed", harms=[])
    review.sign(claim.pk, factories.senior(), round_.version)
    words = plain(frame_of(claim.pk).content.decode())
    assert "Corrected. We corrected this claim on " in words
    assert "Under review" not in words
    assert "Evidence conflicts" in words


def test_a_withdrawn_one_says_so_without_its_words() -> None:
    claim = factories.withdrawn_claim()
    answer = frame_of(claim.pk)
    assert answer.status_code == 200
    words = plain(answer.content.decode())
    assert "Withdrawn On " in words
    assert "<h1>Withdrawn</h1>" in answer.content.decode()
    assert claim.text not in answer.content.decode()


def test_one_taken_offline_is_as_one_that_never_was() -> None:
    claim = full_claims.signed_claim(1)
    unpublished = factories.claim()
    hold(claim)
    answers = [frame_of(number) for number in (claim.pk, unpublished.pk, 10**9)]
    assert {each.status_code for each in answers} == {404}
    assert len({each.content for each in answers}) == 1
    assert "Not available" in plain(answers[0].content.decode())
    assert {each["Cache-Control"] for each in answers} == {"private, no-store"}
    assert all(each["Content-Security-Policy"].endswith("frame-ancestors *") for each in answers)
    found = {oembed(f"{settings.SITE_URL}/claims/{n}/").content for n in (claim.pk, 10**9)}
    assert len(found) == 1


@pytest.mark.parametrize(("address", "words"), [("?lang=es", "Verdadero"), ("?lang=x", "True")])
def test_the_embedding_page_may_choose_the_language(
    settings: Any, address: str, words: str
) -> None:
    settings.LANGUAGES = [("en", "English"), ("es", "Spanish")]
    claim = full_claims.signed_claim(1)
    answer = Client().get(f"/claims/{claim.pk}/embed/{address}", follow=True)
    assert f'<html lang="{answer["Content-Language"]}"' in answer.content.decode()
    assert words in plain(answer.content.decode())


def test_the_frame_takes_few_queries_however_long_the_history() -> None:
    claim = factories.concluded_claim("refuted")
    review.reopen(claim.pk, factories.senior(), "There is a second count.", "our_error")
    with CaptureQueriesContext(connection) as queries:
        frame_of(claim.pk)
    assert len(queries) <= 5


def test_what_is_pasted_and_what_software_learns_say_nothing_of_the_claim() -> None:
    claim = full_claims.signed_claim(1)
    page = Client().get(f"/claims/{claim.pk}/").content.decode()
    found = re.search(r'type="application/json\+oembed" href="([^"]+)"', page)
    assert found
    path = found[1].replace("&amp;", "&").removeprefix(settings.SITE_URL)
    answer = Client().get(path)
    answered = answer.json()
    assert (answered["version"], answered["type"]) == ("1.0", "rich")
    assert set(answered) == {
        *("version", "type", "title", "provider_name", "provider_url", "html", "width", "height")
    }
    assert re.fullmatch(
        rf'<iframe src="{page_of(claim)}embed/" title="[^"]+" width="600" height="340"'
        r' loading="lazy" style="[^"]+"></iframe>',
        answered["html"],
    )
    for words in ("bridges", "Nuñez", "True", "150"):
        assert words not in answer.content.decode()
    assert answered["html"] in read(f"/claims/{claim.pk}/")


def test_the_frame_is_no_larger_than_asked_for() -> None:
    claim = full_claims.signed_claim(1)
    answered = oembed(page_of(claim), maxwidth="320", maxheight="9000").json()
    assert (answered["width"], answered["height"]) == (320, 340)
    assert 'width="320" height="340"' in answered["html"]
    embedded = oembed(f"{page_of(claim)}embed/")
    assert embedded.status_code == 200


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("", 400, "Give the address"),
        ("url=x&format=xml", 501, "The only format is json"),
        ("url=x&maxwidth=0", 400, "whole numbers of pixels"),
        ("url=x&maxheight=-1", 400, "whole numbers of pixels"),
        ("url=x&maxheight=%EF%BC%91", 400, "whole numbers of pixels"),
        ("url=https://elsewhere.example/claims/1/", 404, "no public claim"),
        ("url=http://[/claims/1/", 404, "no public claim"),
        ("url=javascript:alert(1)", 404, "no public claim"),
        (f"url={quote(settings.SITE_URL)}/method/", 404, "no public claim"),
        (f"url={quote(settings.SITE_URL)}/claims/{'9' * 30}/", 404, "no public claim"),
        ("url=http://x:y/claims/1/%00", 404, "no public claim"),
    ],
)
def test_whatever_else_is_asked_for_gets_a_sentence(query: str, status: int, words: str) -> None:
    answer = Client().get(f"/oembed?{query}")
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem.keys() == {"type", "title", "status", "detail"}
    assert (problem["status"], problem["title"]) == (status, HTTPStatus(status).phrase)
    assert words in problem["detail"]


def test_a_claims_number_too_large_for_the_database_is_not_available() -> None:
    answer = Client().get(f"/claims/{'9' * 30}/embed/")
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("given", "policy"),
    [
        ("", "*"),
        ("none", "'none'"),
        ("https://paper.example, https://*.radio.example:8443", None),
    ],
)
def test_the_sites_that_may_show_frames(given: str, policy: str | None) -> None:
    read_as = environment.EMBED_SITES.read({"EMBED_SITES": given})
    assert read_as == (policy or "https://paper.example https://*.radio.example:8443")


@pytest.mark.parametrize("given", ["paper.example", "https://x.example; script-src *", "*,none"])
def test_what_is_no_origin_is_refused(given: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="EMBED_SITES must be"):
        environment.EMBED_SITES.read({"EMBED_SITES": given})
