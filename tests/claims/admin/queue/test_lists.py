"""The queue and the other lists: who waits for what, found by words, a fixed number of queries."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from claims.admin.queue import queue
from claims.models import Batch, Claim, Topic
from claims.publication import speakers as published_speakers
from claims.workflow import notes, relations, review, saved_views
from sources import speakers
from tests import factories
from tests.claims.admin.desk import at_the_desk, list_of, url_of, words
from tests.claims.published import ask_lift, hold

pytestmark = [pytest.mark.django_db, pytest.mark.long]


def queries(client: Client, url: str) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return [query["sql"] for query in captured.captured_queries]


def listed(client: Client, **query: str) -> set[str]:
    page = words(client.get(list_of(Claim), query))
    return {claim.text for claim in Claim.objects.all() if claim.text in page}


def test_no_list_grows_in_queries_or_counts() -> None:
    client = at_the_desk(factories.person(None, is_superuser=True))

    def fill() -> None:
        one, other = factories.signed_claim(), factories.claim_in_review()
        factories.relation(one, other, confirmed=False)
        factories.proposed_claim()
        held = factories.signed_claim()
        hold(held)
        ask_lift(held)
        published_speakers.merge(
            factories.speaker(), held.speaker, factories.editor(), "One person."
        )

    fill()
    pages = {model: list_of(model) for model in admin.site._registry}
    for url in pages.values():
        client.get(url)
    before = {model: len(queries(client, url)) for model, url in pages.items()}
    for _more in range(3):
        fill()
    for model, url in pages.items():
        later = queries(client, url)
        assert len(later) == before[model], model
        if model._meta.app_label in ("claims", "sources", "newsroom") and model.__name__ != "User":
            assert not [sql for sql in later if "COUNT(" in sql.upper()], model


def test_nor_does_the_queue_however_it_is_asked_for() -> None:
    by = factories.senior()
    client = at_the_desk(by)
    topic = Topic.objects.create(name="Bridges", slug="bridges")

    def fill() -> None:
        claim = factories.claim(topics=[topic], text="The bridges were counted.")
        notes.write(claim.pk, factories.reporter(), f"@{by.username}, look.")
        factories.relation(factories.signed_claim(), factories.claim_in_review(by))
        factories.batch([claim, factories.anchored_claim()])
        saved_views.save(by, f"View {claim.pk}", f"q={claim.pk}")
        held = factories.signed_claim()
        hold(held)
        ask_lift(held)

    fill()
    addresses = [
        *(f"?queue={key}" for key, _title in queue.TABS),
        f"?queue=open&topic={topic.pk}",
        f"?reviewer={by.pk}&status=in_review&said_to=2026-03-01",
        "?contradicted=on&nature=fact",
        "?offline=on",
        "?request=on",
        "?q=bridges",
        "?q=bridges&queue=open",
        "?q=https://news.example/",
    ]
    urls = [f"{list_of(Claim)}{query}" for query in addresses]
    urls += [f"{list_of(Batch)}add/?kind=tag&view=queue%3Dopen", url_of(Batch.objects.latest("pk"))]
    urls += [url_of(Claim.objects.filter(notes__isnull=False)[0])]
    for url in urls:
        client.get(url)
    before = [len(queries(client, url)) for url in urls]
    for _more in range(3):
        fill()
    for url, many in zip(urls, before, strict=True):
        later = queries(client, url)
        assert len(later) == many, url
        if "/change/" not in url:
            assert not [sql for sql in later if "COUNT(" in sql.upper()], url


def test_a_claim_page_does_not_grow_in_queries() -> None:
    by, client = factories.editor(), at_the_desk(factories.senior())
    claim = factories.claim_in_review(by)

    def add_one_of_each(kind: str) -> None:
        factories.add_independent_evidence(claim, by)
        relations.suggest(claim.pk, factories.anchored_claim().pk, kind, by)
        review.propose(claim.pk, by, "reported", "verified", harms=[])
        review.withdraw_proposal(claim.pk, by)

    # What a claim has none of is not read at all.
    add_one_of_each("repeats")
    client.get(url_of(claim))
    before = len(queries(client, url_of(claim)))
    for _more in range(4):
        add_one_of_each("supports")
    assert len(queries(client, url_of(claim))) == before


def test_the_queue_says_what_waits_for_whom() -> None:
    editor, senior = factories.editor(), factories.senior()
    mine = factories.claim_in_review(editor)
    other_claim = factories.claim_in_review()
    waits = factories.proposed_claim(editor)
    own = factories.proposed_claim(senior)
    unreviewed = factories.anchored_claim()
    assert listed(at_the_desk(editor), queue="mine") == {mine.text, waits.text}
    assert listed(at_the_desk(senior), queue="sign") == {waits.text}
    assert listed(at_the_desk(editor), queue="sign") == set()
    assert listed(at_the_desk(senior), queue="unreviewed") == {unreviewed.text}
    assert listed(at_the_desk(senior), queue="in_review") == {mine.text, other_claim.text}
    assert listed(at_the_desk(senior), queue="awaiting_signoff") == {waits.text, own.text}
    assert len(listed(at_the_desk(senior))) == 5


def test_claims_are_found_by_words_speaker_and_number() -> None:
    who = factories.speaker("Nicolás Maduro")
    speakers.add_alias(who, factories.reporter(), "Жук")
    one = factories.claim(speaker=who, text="The dockyard was rebuilt.")
    other = factories.claim(text="Nothing of the kind.")
    client = at_the_desk(factories.reporter())
    assert listed(client, q="dockyards") == {one.text}
    assert listed(client, q="nicolas") == {one.text}
    assert listed(client, q="жук") == {one.text}
    assert listed(client, q=f"#{other.pk}") == {other.text}
    assert listed(client, q='"unbalanced (quote & !') == set()
    assert client.get(list_of(Claim), {"q": "\x00"}).status_code == 200


def test_both_answers_are_shown_in_words() -> None:
    claim = factories.signed_claim()
    client = at_the_desk(factories.reporter())
    page = words(client.get(url_of(claim)))
    answers = page.split('class="desk-answers"')[1].split("</div>")[0]
    assert " ".join(strip_tags(answers.partition(">")[2].replace("</p>", " ")).split()).startswith(
        "Attribution: Reported “We have only others’ reports” Rating: Verified “True”"
    )


def test_speakers_are_offered_by_typing() -> None:
    who = factories.speaker("Nicolás Maduro")
    factories.speaker("Somebody Else")
    query = {"app_label": "claims", "model_name": "claim", "field_name": "speaker", "term": "nicol"}
    answer = at_the_desk(factories.reporter()).get("/admin/autocomplete/", query).json()
    assert [found["id"] for found in answer["results"]] == [str(who.pk)]
