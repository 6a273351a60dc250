"""What whoever approves an erasure reads before."""

import json
import re

import pytest

from claims.models import ErasedPublication, Erasure
from claims.workflow import approvals, erasure_searches
from newsroom.encryption import seal
from sources.models import Speaker
from tests import factories
from tests.claims.admin.desk import at_the_desk, url_of
from tests.claims.workflow.test_erasures import looked

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def zora() -> Speaker:
    """A person whose surname alone is in more claims than her whole name."""
    found = factories.speaker("Zora Quillfeather")
    other = factories.speaker("Ben Other")
    factories.signed_claim(text="The dam was full in May.", speaker=found)
    for words in ("Quillfeather closed the tunnel.", "The tunnel of Quillfeather is closed."):
        factories.signed_claim(text=words, speaker=other)
    return found


def test_the_counts_are_of_the_names_and_the_parts_that_were_ticked(zora: Speaker) -> None:
    search = looked(zora)
    waiting = erasure_searches.request_erasure(
        search.pk, search.requested_by, "They asked.", "data_subject", ["Quillfeather"]
    )
    senior = factories.senior()
    page = at_the_desk(senior).get(url_of(waiting, "approve")).content.decode()
    shown = dict(re.findall(r"(Claims|Published versions|Proposals): (\d+)", page))
    approvals.approve(waiting.pk, senior)
    found = Erasure.objects.get().found
    assert shown == {
        "Claims": str(found["claims_claim"]),
        "Published versions": str(ErasedPublication.objects.count()),
        "Proposals": str(found["claims_round"]),
    }
    assert shown["Claims"] == "2"


def test_a_search_of_an_earlier_version_is_made_again(zora: Speaker) -> None:
    search = looked(zora)
    waiting = erasure_searches.request_erasure(
        search.pk, search.requested_by, "They asked.", "data_subject"
    )
    search.refresh_from_db()
    content = erasure_searches.content_of(search)
    del content["counts"]
    type(search).objects.filter(pk=search.pk).update(
        sealed=seal(json.dumps(content), erasure_searches.place(search.pk))
    )
    page = at_the_desk(factories.senior()).get(url_of(waiting, "approve")).content.decode()
    assert "look for them again first" in page
