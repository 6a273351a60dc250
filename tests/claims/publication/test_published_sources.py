"""By which sources and publishers publications are found."""

import json

import psycopg
import pytest

from claims.models import Publication
from claims.querysets import PublicationQuerySet
from sources.models import Publisher, Source
from tests import factories, sql
from tests.as_owner import unguarded
from tests.claims import full_claims

LISTED = Publication.objects.listed


def found(rows: PublicationQuerySet) -> list[int]:
    return sorted(rows.values_list("claim", flat=True))


@pytest.mark.django_db
def test_a_claim_is_found_by_all_that_its_publication_names_and_by_nothing_else() -> None:
    first, second = full_claims.signed_claim(), factories.signed_claim()
    sources: dict[int, set[int]] = {}
    publishers: dict[int, set[int]] = {}
    for row in LISTED():
        body = json.loads(row.body)
        for part in (*body["appearances"], *body["evidence"]):
            if source := part["source"]:
                sources.setdefault(source["id"], set()).add(row.claim_id)
                if source["publisher"] and source["publisher"]["id"]:
                    publishers.setdefault(source["publisher"]["id"], set()).add(row.claim_id)
    assert {first.pk, second.pk} == set.union(*sources.values())
    assert {
        source.pk: set(found(LISTED().naming_source(source.pk))) for source in Source.objects.all()
    } == {source.pk: sources.get(source.pk, set()) for source in Source.objects.all()}
    assert publishers
    assert {
        each.pk: set(found(LISTED().naming_publisher(each.pk))) for each in Publisher.objects.all()
    } == {each.pk: publishers.get(each.pk, set()) for each in Publisher.objects.all()}


@pytest.mark.django_db
def test_sources_and_publishers_are_looked_up_in_their_indexes() -> None:
    """Never by walking all publications from the newest on until one names it."""
    sql.run("SET LOCAL enable_seqscan = off")
    for naming, index in (
        (LISTED().naming_source(1), "publication_names_source_once"),
        (LISTED().naming_publisher(1), "publication_names_publisher_once"),
    ):
        assert index in naming.order_by("-number")[:1].explain()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["source", "publisher"])
def test_each_is_named_once(what: str) -> None:
    full_claims.signed_claim()
    with pytest.raises(psycopg.errors.UniqueViolation) as refused:
        unguarded(
            f"claims_publication{what}",
            f"INSERT INTO claims_publication{what} (publication_id, {what}_id)"
            f" SELECT publication_id, {what}_id FROM claims_publication{what} LIMIT 1",
        )
    assert refused.value.diag.constraint_name == f"publication_names_{what}_once"
