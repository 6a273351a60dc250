"""What others concluded: never ours, never public before two of us have signed the claim with it."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from claims.imports.mapping import archive_of, load, shipped
from claims.models import Claim, ExternalReview, Publication, Round
from claims.presentation.external_ratings import of_claims
from claims.publication import document, publishing, speakers
from claims.workflow import approvals, drafting, external_reviews, review
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.models import Approval
from sources.anchors import Selector
from sources.models import Publisher
from tests import factories, sql
from tests.claims.admin.desk import at_the_desk, url_of
from tests.claims.imports.files import bring_in, row, table
from tests.claims.site.search.test_external_ratings import of_liar
from tests.history_replay import assert_history_equals_tables

pytestmark = pytest.mark.django_db

THEIRS = "Half so"


def imported_claim() -> Claim:
    """Brought in with a review of somebody else's, then anchored and ready to be concluded."""
    columns = row(1, review_url="https://checkers.example/1", reviewed_on="2021-04-02")
    bring_in(table(columns))
    claim, by = Claim.objects.get(), factories.editor()
    snapshot = factories.snapshot("She said: the ministry built 1 bridges.")
    place = Selector("the ministry built 1 bridges", "She said: ", ".", 10, 38)
    drafting.add_appearance(claim.pk, by, snapshot, [place], directness="direct")
    drafting.edit_claim(claim.pk, by, nature="fact")
    review.start(claim.pk, by)
    review.write(claim.pk, by, summary=factories.SUMMARY, rationale="Nobody lets us count them.")
    with acting(by):
        claim.reviews.update(harms=[])
    return claim


def propose(claim: Claim) -> str:
    return review.propose(
        claim.pk, factories.editor(), "reported", "unverifiable", harms=[]
    ).version


def sign(claim: Claim) -> None:
    review.sign(claim.pk, factories.senior(), propose(claim))


def published(claim: Claim) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(factories.current_publication(claim).body)
    return body


BODY = [
    {
        "publisher": {"id": 1, "name": "checkers.example"},
        "rating": THEIRS,
        "url": "https://checkers.example/1",
        "reviewed_on": "2021-04-02",
    }
]


def external_reviews_in(body: dict[str, Any]) -> list[dict[str, Any]]:
    """What the body says of it, whatever the publisher's number."""
    return [
        {**each, "publisher": {**each["publisher"], "id": 1}}
        for each in body.get("external_reviews", [])
    ]


# Signed with the claim


def test_it_is_public_only_once_two_have_signed_the_claim_with_it(client: Client) -> None:
    claim = imported_claim()
    version = propose(claim)
    for address in (f"/api/v1/claims/{claim.pk}/", "/api/v1/claims/"):
        assert THEIRS not in client.get(address).content.decode()
    review.sign(claim.pk, factories.senior(), version)
    assert external_reviews_in(published(claim)) == BODY
    assert external_reviews_in(client.get(f"/api/v1/claims/{claim.pk}/").json()) == BODY
    page = client.get(reverse("site:claim", args=[claim.pk]), follow=True).content.decode()
    assert page.count(f'<q dir="auto">{THEIRS}</q>') == 1
    assert 'href="https://checkers.example/1"' in page
    # Our own conclusion is our own.
    assert published(claim)["status"] == "unverifiable"
    assert_history_equals_tables(connection)


def archived_claim() -> Claim:
    """From a data set, with its rating and one that a person noted without an address; ready to conclude."""
    of_liar(("11", "pants-fire", "the ministry built 1 bridges"))
    claim, by = Claim.objects.get(), factories.editor()
    external_reviews.add(
        claim.pk, by, factories.publisher(name="Other Checkers"), {"rating": "Not so"}
    )
    snapshot = factories.snapshot("She said: the ministry built 1 bridges.")
    place = Selector("the ministry built 1 bridges", "She said: ", ".", 10, 38)
    drafting.add_appearance(claim.pk, by, snapshot, [place], directness="direct")
    drafting.edit_claim(claim.pk, by, nature="fact")
    review.start(claim.pk, by)
    review.write(claim.pk, by, summary=factories.SUMMARY, rationale="Nobody lets us count them.")
    with acting(by):
        claim.reviews.update(harms=[])
    return claim


ARCHIVED = ["LIAR, 2017", None]


def test_what_a_data_set_has_says_so_in_public() -> None:
    claim = archived_claim()
    version = propose(claim)
    frozen = Round.objects.get(version=version)
    assert [each.get("archive") for each in json.loads(frozen.body)["external_reviews"]] == ARCHIVED
    sign_page = at_the_desk(factories.senior()).get(url_of(claim, "sign")).content.decode()
    assert "as archived in LIAR, 2017" in sign_page
    review.sign(claim.pk, factories.senior(), version)
    assert [each.get("archive") for each in published(claim)["external_reviews"]] == ARCHIVED
    shown = Client().get(f"/api/v1/claims/{claim.pk}/").json()["external_reviews"]
    assert [each.get("archive") for each in shown] == ARCHIVED
    page = Client().get(reverse("site:claim", args=[claim.pk]), follow=True).content.decode()
    assert page.count("as archived in LIAR, 2017") == 1


def test_lists_and_the_desk_name_the_archive_as_the_body_does() -> None:
    claim = archived_claim()
    body = json.loads(document.proposal(claim.pk, "reported", "unverifiable"))
    archived = [each.get("archive", "") for each in body["external_reviews"]]
    assert archived == ["LIAR, 2017", ""]
    assert [each.archive for each in of_claims([claim.pk])[claim.pk]] == archived
    newsroom = at_the_desk(factories.editor())
    (hit,) = newsroom.get("/working/?q=bridges").context["hits"]
    assert [each.archive for each in hit.reviews] == archived
    for page in (newsroom.get("/working/?q=bridges"), newsroom.get(url_of(claim))):
        assert page.content.decode().count("as archived in LIAR, 2017") == 1


def test_the_database_names_the_archives_that_the_mappings_do() -> None:
    origins = [load(name).origin for name in shipped()] + ["mine", "a.example"]
    for origin in origins:
        with sql.cursor() as cursor:
            cursor.execute("SELECT archive_of(%s)", [origin])
            assert cursor.fetchone() == (archive_of(origin),), origin


def test_a_claim_of_which_nobody_else_concluded_anything_says_nothing_of_it() -> None:
    assert "external_reviews" not in published(factories.signed_claim())


def test_what_is_left_out_is_not_published_and_can_be_taken_in_again() -> None:
    claim, by = imported_claim(), factories.editor()
    (external,) = ExternalReview.objects.filter(claim=claim)
    external_reviews.set_excluded(claim.pk, by, external.pk, True)
    sign(claim)
    assert "external_reviews" not in published(claim)
    review.reopen(claim.pk, factories.senior(), "They wrote it anew.", "routine")
    external_reviews.set_excluded(claim.pk, by, external.pk, False)
    sign(claim)
    assert external_reviews_in(published(claim)) == BODY


def test_whoever_changes_it_in_a_review_does_not_sign_it() -> None:
    claim, senior = imported_claim(), factories.senior()
    (external,) = ExternalReview.objects.filter(claim=claim)
    external_reviews.set_excluded(claim.pk, senior, external.pk, True)
    version = propose(claim)
    with pytest.raises(Refused, match="You wrote part of this"):
        review.sign(claim.pk, senior, version)


def test_noting_what_others_concluded() -> None:
    claim = factories.claim_in_review()
    publisher = factories.publisher(name="The Checks")
    external_reviews.add(
        claim.pk, factories.editor(), publisher, {"rating": "So", "reviewed_on": None}
    )
    with pytest.raises(Refused) as refused:
        external_reviews.add(claim.pk, factories.editor(), publisher, {"rating": "Not so"})
    assert refused.value.rule == "external_review_once"
    assert [each.rating for each in ExternalReview.objects.filter(claim=claim)] == ["So"]


# Frozen with the claim

NOTED = (
    "INSERT INTO claims_externalreview (claim_id, publisher_id, rating, rationale, url, added_by_id)"
    " VALUES (%s, %s, 'x', '', 'https://a.example/', %s)"
)


@pytest.mark.parametrize("then", [propose, sign])
def test_it_is_frozen_with_the_claim(then: Any) -> None:
    claim = imported_claim()
    then(claim)
    (external,) = ExternalReview.objects.filter(claim=claim)
    editor = factories.editor()
    with pytest.raises(Refused):
        external_reviews.add(
            claim.pk, editor, external.publisher, {"rating": "x", "url": "https://a.example/"}
        )
    with pytest.raises(Refused):
        external_reviews.set_excluded(claim.pk, editor, external.pk, True)
    sql.refused(NOTED, claim.pk, external.publisher_id, editor.pk, by="claim_is_frozen")
    sql.refused("UPDATE claims_externalreview SET left_out = true", by="claim_is_frozen")


# Supplemented


def requested(claim: Claim) -> Approval:
    publisher = factories.publisher(name="The Checks")
    return approvals.request_external_review(
        claim.pk, factories.editor(), "They published today.", publisher,
        {"rating": "Nope", "url": "https://checks.example/9", "rationale": "Long."},
    )  # fmt: skip


def test_two_supplement_a_signed_claim_with_it_without_reopening() -> None:
    claim = imported_claim()
    sign(claim)
    deed = requested(claim)
    assert external_reviews_in(published(claim)) == BODY
    approvals.approve(deed.pk, factories.senior())
    first, second = published(claim)["external_reviews"]
    assert first["rating"] == THEIRS
    assert second == {
        "publisher": {"id": Publisher.objects.get(name="The Checks").pk, "name": "The Checks"},
        "rating": "Nope",
        "url": "https://checks.example/9",
        "reviewed_on": None,
    }
    assert factories.current_publication(claim).event == "supplemented"
    claim.refresh_from_db()
    assert claim.status == "unverifiable"


def test_whoever_asked_to_supplement_does_not_do_it() -> None:
    claim = factories.signed_claim()
    publisher, senior = factories.publisher(), factories.senior()
    deed = approvals.request_external_review(
        claim.pk, senior, "They published.", publisher, {"rating": "Nope"}
    )
    with pytest.raises(Refused):
        approvals.approve(deed.pk, senior)
    assert not ExternalReview.objects.exists()


def test_only_what_is_signed_is_supplemented() -> None:
    with pytest.raises(Refused, match="Only a signed claim"):
        requested(factories.claim_in_review())


# Protected


def test_of_somebody_protected_it_is_not_told() -> None:
    claim = imported_claim()
    sign(claim)
    speakers.protect(claim.speaker_id, factories.editor(), "a witness", "She was threatened.")
    body = published(claim)
    assert body["speaker"]["name"] is None
    assert "external_reviews" not in body


def test_a_claim_of_somebody_protected_is_signed_without_it() -> None:
    claim = imported_claim()
    speakers.protect(claim.speaker_id, factories.editor(), "a witness", "She was threatened.")
    sign(claim)
    assert "external_reviews" not in published(claim)


def test_held_and_shown_again_it_is_the_same() -> None:
    claim = imported_claim()
    sign(claim)
    publishing.hold(claim.pk, factories.reporter(), "legal", "A letter came.")
    assert factories.current_publication(claim).body == "{}"
    deed = approvals.request_hold_lift(claim.pk, factories.editor(), "legal", "It was answered.")
    approvals.approve(deed.pk, factories.senior())
    assert external_reviews_in(published(claim)) == BODY
    assert Publication.objects.filter(claim=claim).count() == 3
