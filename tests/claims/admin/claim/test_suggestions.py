"""“Seen before?” on a claim's page: suggested relations, side by side, each decided with one key."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.choices import RelationKind
from claims.matching import suggestions
from claims.models import Claim, ExternalReview, Relation
from newsroom.models import Approval, User
from tests import factories

pytestmark = pytest.mark.django_db

BRIDGES = "The government built 150 bridges in the north since January."
OTHER = BRIDGES.replace("150", "180")


@pytest.fixture
def by() -> User:
    return factories.editor()


@pytest.fixture
def desk(client: Client, by: User) -> Client:
    client.force_login(by)
    return client


def pair(kind: str = "repeats") -> tuple[Claim, Claim, Relation]:
    one = factories.claim(text=BRIDGES)
    other = factories.claim(text=BRIDGES if kind == "repeats" else OTHER)
    (relation,) = suggestions.suggest_for(other.pk)
    return one, other, relation


def page(desk: Client, claim: Claim) -> str:
    return desk.get(f"/admin/claims/claim/{claim.pk}/change/").content.decode()


def settle(desk: Client, claim: Claim, relation: Relation, kind: str) -> str:
    sent = {"relation": relation.pk, "kind": kind}
    answer = desk.post(f"/admin/claims/claim/{claim.pk}/do/settle-relation/", sent)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def test_it_says_why_and_marks_the_words_that_differ(desk: Client) -> None:
    one, other, _relation = pair("contradicts")
    for claim, neighbour, words in ((one, other, ("150", "180")), (other, one, ("180", "150"))):
        shown = page(desk, claim)
        assert "Seen before?" in shown
        assert "The numbers differ: “180 bridges”, and “150 bridges”." in shown
        assert f"<del>{words[0]}</del" in shown
        assert f"<ins>{words[1]}</ins" in shown
        assert f"/admin/claims/claim/{neighbour.pk}/change/" in shown
        assert 'value="repeats"' in shown


def test_it_shows_what_others_concluded_on_the_other_claim(desk: Client) -> None:
    one, other, _relation = pair()
    ExternalReview.objects.create(
        claim=one,
        publisher=factories.publisher(name="The Checkers"),
        rating="Half so",
        url="https://checkers.example/bridges",
        added_by=factories.editor(),
    )
    panel = (
        page(desk, other).partition('aria-labelledby="seen-before"')[2].partition("</section>")[0]
    )
    words = " ".join(re.sub(r"<[^>]+>", "", panel).split())
    assert "The Checkers: “Half so”" in words
    assert "Their rating, not ours." in words


def test_a_reporter_sees_it_and_is_asked_nothing(client: Client) -> None:
    _one, other, _relation = pair()
    client.force_login(factories.reporter())
    shown = page(client, other)
    assert "Seen before?" in shown
    assert "settle-relation" not in shown


@pytest.mark.parametrize(
    "kind", [RelationKind.REPEATS, RelationKind.UPDATES, RelationKind.CONTRADICTS]
)
def test_one_answer_confirms_it_as_what_the_editor_says(desk: Client, by: User, kind: str) -> None:
    one, other, relation = pair()
    assert settle(desk, other, relation, kind) == f"/admin/claims/claim/{other.pk}/change/"
    (confirmed,) = Relation.objects.confirmed()
    assert (confirmed.kind, confirmed.decided_by) == (kind, by)
    assert confirmed.rationale
    ends = (confirmed.from_claim_id, confirmed.to_claim_id)
    # The later one repeats or updates; a contradiction is stored lower number first.
    assert ends == ((one.pk, other.pk) if kind == "contradicts" else (other.pk, one.pk))
    assert "Seen before?" not in page(desk, other)


def test_another_kind_dismisses_what_was_suggested(desk: Client) -> None:
    _one, other, relation = pair()
    settle(desk, other, relation, "updates")
    relation.refresh_from_db()
    assert relation.state == "dismissed"
    assert suggestions.suggest_for(other.pk) == []


def test_unrelated_is_not_suggested_again(desk: Client) -> None:
    _one, other, relation = pair()
    settle(desk, other, relation, "unrelated")
    assert Relation.objects.get().state == "dismissed"
    assert "Seen before?" not in page(desk, other)
    assert suggestions.suggest_for(other.pk) == []


@pytest.mark.parametrize("kind", ["repeats", "contradicts"])
def test_between_signed_claims_it_leads_to_a_supplement_for_a_second_person(
    desk: Client, kind: str
) -> None:
    one, other = (factories.signed_claim(text=BRIDGES) for _each in range(2))
    (relation,) = suggestions.suggest_for(other.pk)
    form = settle(desk, other, relation, kind)
    assert not Relation.objects.confirmed().exists()
    chosen = Relation.objects.get(state="suggested")
    assert (chosen.kind, {chosen.from_claim_id, chosen.to_claim_id}) == (kind, {one.pk, other.pk})
    assert form.endswith(f"/do/supplement-relation/?relation={chosen.pk}")
    assert desk.get(form).status_code == 200
    sent = {"relation": chosen.pk, "reason": "It was said before."}
    assert desk.post(form, sent).status_code == 302
    assert Approval.objects.get().payload["relation"] == chosen.pk


def test_suggestions_cost_the_page_no_query(desk: Client) -> None:
    claim = factories.claim(text=BRIDGES)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(desk, claim)
        return len(queries)

    for _each in range(2):
        factories.claim(text=BRIDGES)
    suggestions.suggest_for(claim.pk)
    page(desk, claim)
    few = count()
    for _each in range(3):
        suggestions.suggest_for(factories.claim(text=BRIDGES).pk)
    assert Relation.objects.of(claim.pk).count() == 5
    assert count() == few
