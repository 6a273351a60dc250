"""The rows of one claim, or of several, by SQL that is put together once."""

import pytest

from claims.models import Publication
from claims.querysets.of_claim import RowsOfClaim, RowsOfClaims
from tests import factories

pytestmark = pytest.mark.django_db


def test_it_finds_what_the_queryset_finds() -> None:
    claim, other = factories.signed_claim(), factories.signed_claim()
    rows = Publication.objects.readable().only("number", "body").served()
    of_claim = RowsOfClaim(rows)
    for each in (claim, other):
        (found,), expected = of_claim(each.pk), rows.get(claim=each.pk)
        assert vars(found).keys() - {"_state"} == vars(expected).keys() - {"_state"}
        assert (found, found.served) == (expected, expected.served)
        # The others can still be read.
        assert found.event == expected.event
    assert not of_claim(other.pk + 1)


def test_no_number_is_too_large() -> None:
    of_claim = RowsOfClaim(Publication.objects.all())
    assert not of_claim(2**63 - 1)
    assert not of_claim(2**63)
    assert not of_claim(10**30)


def test_it_gives_at_most_so_many_in_order() -> None:
    claim = factories.withdrawn_claim()
    rows = Publication.objects.order_by("-number")
    withdrawal, signing = rows.filter(claim=claim.pk)
    assert RowsOfClaim(rows)(claim.pk) == [withdrawal, signing]
    assert RowsOfClaim(rows, 1)(claim.pk) == [withdrawal]


def test_it_finds_those_of_several_claims() -> None:
    first, second, third = (factories.signed_claim() for _each in range(3))
    of_claims = RowsOfClaims(Publication.objects.listed().only("claim", "text"))
    found = of_claims({first.pk, third.pk, third.pk + 1})
    assert {each.claim_id: each.text for each in found} == {
        each.pk: each.text for each in (first, third)
    }
    assert [each.claim_id for each in of_claims([second.pk])] == [second.pk]
    assert not of_claims([])
