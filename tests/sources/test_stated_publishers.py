"""The publisher that a page states: proposed where none is recorded, never guessed from its name."""

from typing import Any

import pytest

from newsroom.addresses import domain_of
from newsroom.errors import NotAllowed, Refused
from newsroom.models import User
from sources import capture, stated_publishers
from sources.models import Publisher, Source
from tests import factories

pytestmark = pytest.mark.django_db


def stating(name: str, by: User | None = None, **fields: Any) -> Source:
    """A source at daily.example whose page states this publisher."""
    by = by or factories.reporter()
    uri = fields.pop("uri", "https://www.daily.example/bridges")
    source = factories.source(by=by, uri=uri, **fields)
    capture.capture(source, by, factories.TEXT, metadata={"publisher": name} if name else {})
    return source


def proposed(source: Source) -> tuple[str, str] | None:
    found = stated_publishers.proposal(source)
    return (found.name, found.domain) if found else None


def test_what_the_page_states_or_else_its_domain_is_proposed() -> None:
    assert proposed(stating("The Daily")) == ("The Daily", "daily.example")
    assert proposed(stating("", uri="https://paper.example/a")) == (
        "paper.example",
        "paper.example",
    )
    assert proposed(factories.source("No address.", uri="")) is None
    recorded = stating("The Daily", uri="https://a.example/", publisher=factories.publisher())
    assert proposed(recorded) is None


def test_one_step_adds_and_records_it() -> None:
    by = factories.reporter()
    source = stated_publishers.add(stating("The Daily", by).pk, by)
    publisher = Publisher.objects.get()
    assert source.publisher == publisher
    assert (publisher.name, publisher.domain, publisher.kind) == (
        "The Daily",
        "daily.example",
        "news",
    )
    with pytest.raises(Refused, match="has a publisher already"):
        stated_publishers.add(source.pk, by)
    # The next source of the site has the same one.
    other = stating("THE DAILY", by, uri="https://sport.daily.example/goal", kind="post")
    assert stated_publishers.add(other.pk, by).publisher == publisher
    assert Publisher.objects.count() == 1


def test_a_page_that_calls_itself_like_another_sites_publisher_is_looked_at() -> None:
    by = factories.editor()
    factories.publisher(name="Great Wire", domain="wire.example")
    source = stating("Great Wire", by)
    why = stated_publishers.why_not_add(source, by)
    assert why is not None
    assert "has another domain, wire.example" in why
    with pytest.raises(Refused, match="another domain"):
        stated_publishers.add(source.pk, by)


def test_an_editor_completes_anybodys_source_and_a_reporter_their_own() -> None:
    source = stating("The Daily")
    other = factories.reporter()
    assert stated_publishers.why_not_add(source, other) == "Ask an editor to add the publisher."
    with pytest.raises(NotAllowed):
        stated_publishers.add(source.pk, other)
    assert stated_publishers.add(source.pk, factories.editor()).publisher is not None
    nowhere = factories.source("No address.", uri="", by=other)
    with pytest.raises(Refused, match="states no publisher"):
        stated_publishers.add(nowhere.pk, other)


@pytest.mark.parametrize("uri", ["http://[", "urn:sha256:x", "https://WWW.Daily.example:80/a"])
def test_domains(uri: str) -> None:
    assert domain_of(uri) == ("daily.example" if "Daily" in uri else "")
