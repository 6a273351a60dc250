"""The page of a source at the desk."""

import pytest

from tests import factories
from tests.claims.admin.desk import at_the_desk, url_of, words

pytestmark = pytest.mark.django_db

TEXT = "The minister said that 150 bridges were built."


def test_only_what_has_an_address_is_captured_again() -> None:
    pasted, linked = factories.source(TEXT, uri=""), factories.source(TEXT + " So.")
    assert (pasted.url, bool(linked.url)) == ("", True)
    desk = at_the_desk(factories.editor())
    pages = [words(desk.get(url_of(each))) for each in (pasted, linked)]
    assert ["Capture again" in page for page in pages] == [False, True]
    form = words(desk.get(url_of(pasted, "edit")))
    assert "the one that the page states" not in form
    assert "Add the publisher first" in form
    assert ">Save<" in "".join(form.split())
