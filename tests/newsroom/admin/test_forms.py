"""Forms of the desk: where the cursor starts, and what is said to be optional."""

import re
from typing import Any

import pytest
from django.urls import reverse

from newsroom.models import ApiToken
from tests import factories
from tests.claims.admin.desk import at_the_desk, url_of, words

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("verb", "starts"),
    [
        # What stands beside the form is looked at while one types.
        ("write", True),
        ("propose", True),
        ("ask-reply", True),
        # What will be public is read first.
        ("sign", False),
    ],
)
def test_the_cursor_starts_in_the_first_field(verb: str, starts: bool) -> None:
    by = factories.senior() if verb == "sign" else factories.editor()
    claim = factories.proposed_claim() if verb == "sign" else factories.claim_in_review(by)
    answer = at_the_desk(by).get(url_of(claim, verb))
    assert answer.status_code == 200
    assert ("autofocus" in words(answer)) is starts


@pytest.mark.parametrize("page", ["claims_claim_add", "sources_capturerequest_transcript"])
def test_the_cursor_starts_in_the_first_field_of_forms_that_add(page: str) -> None:
    answer = at_the_desk(factories.reporter()).get(reverse(f"admin:{page}"))
    assert "autofocus" in words(answer)


def legends(answer: Any) -> dict[str, bool]:
    """Of each group of boxes, whether it is said to be optional."""
    found = re.findall(r"<legend>(.*?)</legend>", answer.content.decode(), re.DOTALL)
    return {legend.split("<")[0].strip(): "(optional)" in legend for legend in found}


def test_what_a_token_may_be_used_to_do_has_to_be_chosen() -> None:
    client, url = at_the_desk(factories.reporter()), reverse("admin:newsroom_apitoken_add")
    assert legends(client.get(url)) == {"May be used to": False}
    answer = client.post(url, {"name": "script", "days": "30"})
    assert answer.context["form"].errors.keys() == {"scopes"}
    assert not ApiToken.objects.exists()
