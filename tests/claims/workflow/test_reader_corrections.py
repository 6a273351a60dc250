"""Readers who send corrections in the same second: real threads, committed transactions."""

from functools import partial

import pytest

from claims.models import ReaderCorrection
from claims.workflow import reader_corrections
from newsroom.errors import Refused
from tests import factories
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_sixteen_at_once_from_one_address_are_no_more_than_five() -> None:
    claims = [factories.signed_claim() for _each in range(2)]
    sent = at_once(
        *(
            partial(reader_corrections.send, claims[number % 2].pk, f"Words {number}.", "", "a")
            for number in range(16)
        )
    )
    refused = [each for each in sent if isinstance(each, Refused)]
    assert ReaderCorrection.objects.count() == reader_corrections.MOST_FROM_ADDRESS
    assert len(refused) == 16 - reader_corrections.MOST_FROM_ADDRESS
    assert {each.rule for each in refused} == {"suggestions_from_one"}


def test_as_many_addresses_at_once_send_no_more_on_a_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_corrections, "MOST_ON_CLAIM", 3)
    claim = factories.signed_claim()
    sent = at_once(
        *(
            partial(reader_corrections.send, claim.pk, "Words.", "", f"{number:064}")
            for number in range(16)
        )
    )
    assert ReaderCorrection.objects.count() == 3
    rules = [each.rule for each in sent if isinstance(each, Refused)]
    assert rules == ["suggestions_of_one"] * 13
